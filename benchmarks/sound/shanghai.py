"""A bureau as a district of Shanghai prints it: one code column, no line numbers, budget beside
outturn in table 07, item after item with its relation to the budget; a fund, other revenue."""

from __future__ import annotations

from sound import plain
from sound.books import NAMES, Books, books
from sound.ledger import Ledger
from sound.statutory import Layout, Tables
from sound.story import Story

LAYOUT = Layout(
    codes="one", lines=False, number=None, department=None, paired=True, nil=None, funds_in_09=True
)
ITEMS = ["2010350", "2080501", "2080505", "2080506", "2100408", "2101102", "2210201", "2210203"]


def runs(seed: int, of_two: int = 0) -> tuple[dict, list[dict], Ledger]:
    """(document, runs of pages, ledger) of the bureau's year."""
    one = books(
        "申江市临港区城市管理局",
        2023,
        seed,
        ITEMS,
        funds=["2120803"],
        other=True,
        carried=True,
        of_two=of_two,
    )
    ledger = Ledger()
    made = Tables(one, ledger, LAYOUT).all()
    story = Story(one, ledger)
    part2 = f"第二部分 {one.name}{one.year}年度部门决算表"
    return (
        plain.document(one),
        [
            plain.profile(one),
            *plain.tables(made, part2),
            _first(one, story),
            _second(one, story),
            plain.glossary("第四部分"),
        ],
        ledger,
    )


def _first(one: Books, story: Story) -> dict:
    year, prior, name = f"{one.year}年度", f"{one.year - 1}年度", one.name
    total, moved = story.total()
    revenue, sources = story.revenue()
    spent, kinds = story.expenditure()
    appropriated, also = story.appropriation()
    general, share, third = story.general(spent)
    again = story.general_again()
    classes = "；".join(
        f"{NAMES[code]}（类）{mark}万元，占{rate}%" for code, mark, rate in story.classes(again)
    )

    def parts(told):
        return "；".join(f"{each}{mark}万元，占{rate}%" for each, mark, rate in told)

    return plain.text(
        (1, f"第三部分 {name}{year}部门决算情况说明"),
        (2, "一、收入支出决算总体情况说明"),
        f"{name}{year}收入支出总计{total}万元。与{prior}相比，收入支出总计{moved.way}"
        f"{moved.amount}万元，{moved.rate_way}{moved.rate}%。主要原因：项目安排有所调整。",
        (2, "二、收入决算情况说明"),
        f"本年收入合计{revenue}万元，其中：{parts(sources)}。",
        (2, "三、支出决算情况说明"),
        f"本年支出合计{spent}万元，其中：{parts(kinds)}。",
        (2, "四、财政拨款收入支出决算总体情况说明"),
        f"{name}{year}财政拨款收入支出总计{appropriated}万元。与{prior}相比，财政拨款收入支出总计"
        f"{also.way}{also.amount}万元，{also.rate_way}{also.rate}%。主要原因：人员经费变动。",
        (2, "五、一般公共预算财政拨款支出决算情况说明"),
        (3, "（一）一般公共预算财政拨款支出决算总体情况"),
        f"一般公共预算财政拨款支出{general}万元，占本年支出合计的{share}%。与{prior}相比，一般公共"
        f"预算财政拨款支出{third.way}{third.amount}万元，{third.rate_way}{third.rate}%。主要原因："
        "项目安排有所调整。",
        (3, "（二）一般公共预算财政拨款支出决算结构情况"),
        f"一般公共预算财政拨款支出{again}万元，主要用于以下方面：{classes}。",
        (3, "（三）一般公共预算财政拨款支出决算具体情况"),
        *_items(one, story),
    )


def _items(one: Books, story: Story):
    initial, outturn, rate = story.budgeted("", "total")
    relation = story.relation(outturn, initial)
    yield (
        f"一般公共预算财政拨款支出年初预算为{initial}万元，支出决算为{outturn}万元，完成年初"
        f"预算的{rate}%。决算数{relation}预算数的主要原因：人员和项目变动。其中："
    )
    told = []
    for n, code in enumerate(sorted(one.items), 1):
        own = story.budgeted(code, "function_item")
        told.append(own)
        path = f"{NAMES[code[:3]]}（类）{NAMES[code[:5]]}（款）{NAMES[code]}（项）"
        yield (
            f"{n}、{path}。主要用于：日常支出。年初预算为{own[0]}万元，支出决算为{own[1]}万元，"
            f"完成年初预算的{own[2]}%。决算数{story.relation(own[1], own[0])}预算数的主要原因："
            "年中据实调整。"
        )
    story.fixed(initial, [own[0] for own in told], "initial budgets")
    story.fixed(outturn, [own[1] for own in told], "outturns")


def _second(one: Books, story: Story) -> dict:
    year, prior, name = f"{one.year}年度", f"{one.year - 1}年度", one.name
    basic, personnel, public = story.basic()
    operating, moved = story.operating()
    total, (goods, works, services), _ = story.procurement()
    vehicles, (leading, duty, other) = story.vehicles([1, 3, 1])
    return plain.text(
        (2, "六、一般公共预算财政拨款基本支出决算情况说明"),
        f"一般公共预算财政拨款基本支出{basic}万元。其中：人员经费{personnel}万元，主要包括：基本"
        f"工资、津贴补贴；公用经费{public}万元，主要包括：办公费、水费。",
        (2, "七、财政拨款“三公”经费支出决算情况说明"),
        *_three_public(one, story),
        (2, "八、政府性基金预算财政拨款收入支出决算情况说明"),
        _fund(one, story),
        (2, "九、国有资本经营预算财政拨款收入支出决算情况说明"),
        f"{name}{year}无国有资本经营预算财政拨款收入和支出。",
        (2, "十、其他重要事项的情况说明"),
        (3, "（一）机关运行经费支出情况"),
        f"机关运行经费支出{operating}万元，比{prior}{moved.way}{moved.amount}万元，"
        f"{moved.rate_way}{moved.rate}%。主要原因是办公支出有所变动。",
        (3, "（二）政府采购支出情况"),
        f"{name}{year}政府采购金额（以合同签订为准）为{total}万元，其中：货物采购金额{goods}万元、"
        f"工程采购金额{works}万元、服务采购金额{services}万元。",
        (3, "（三）国有资产占有使用情况说明"),
        f"截至{one.year}年12月31日，{name}共有车辆{vehicles}辆，其中：主要领导干部用车{leading}辆、"
        f"执法执勤用车{duty}辆、其他用车{other}辆。",
    )


def _fund(one: Books, story: Story) -> str:
    spent = story.money(one.fund("", "project"), ("funds", "total", "total"))
    return f"{one.name}{one.year}年度政府性基金预算财政拨款支出{spent}万元，主要用于城市建设。"


def _three_public(one: Books, story: Story):
    prior = f"{one.year - 1}年度"
    names = {
        "overseas_travel": "因公出国（境）费",
        "vehicles": "公务用车购置及运行维护费",
        "reception": "公务接待费",
    }
    initial, outturn, rate = story.expense("total")
    marks, told = {}, []
    for code, name in names.items():
        _, marks[code], own = story.expense(code, budget=False)
        told.append(f"{name}决算为{marks[code]}万元，完成预算的{own}%")
    story.fixed(outturn, list(marks.values()), "prose three public")
    moved = story.expense_change("total", outturn)
    relation = story.relation(outturn, initial)
    yield (3, "（一）“三公”经费财政拨款支出决算总体情况说明")
    yield (
        f"“三公”经费财政拨款支出年初预算为{initial}万元，支出决算为{outturn}万元，完成预算的"
        f"{rate}%，其中：{'；'.join(told)}。{one.year}年度“三公”经费支出决算数{relation}预算数的"
        "主要原因：厉行节约。"
    )
    changes = {code: story.expense_change(code, marks[code]) for code in ("vehicles", "reception")}
    story.fixed(moved.amount, [each.amount for each in changes.values()], "changes of expenses")
    listed = "；".join(
        f"{names[code]}支出决算{each.way}{each.amount}万元，{each.rate_way}{each.rate}%"
        for code, each in changes.items()
    )
    yield (
        f"{one.year}年度“三公”经费财政拨款支出决算数比{prior}{moved.way}{moved.amount}万元，"
        f"{moved.rate_way}{moved.rate}%，其中：因公出国（境）费支出与上一年度持平；{listed}。"
    )
    yield (3, "（二）“三公”经费财政拨款支出决算具体情况说明")
    cents = one.three_public["outturn"]
    parts = {code: story.money(cents[code], ("three_public", code, "outturn")) for code in names}
    shares = {code: story.share(mark, outturn) for code, mark in parts.items()}
    yield (
        "“三公”经费财政拨款支出决算中，"
        + "；".join(f"{names[code]}支出决算{parts[code]}万元，占{shares[code]}%" for code in names)
        + "。具体情况如下："
    )
    again = {
        code: story.money(cents[code], ("three_public", code, "outturn"))
        for code in ("vehicles", "vehicle_running", "reception")
    }
    yield (
        f"1、公务用车购置及运行维护费支出{again['vehicles']}万元。其中：公务用车运行维护支出"
        f"{again['vehicle_running']}万元。开支财政拨款的公务用车保有量为5辆。"
    )
    yield f"2、公务接待费支出{again['reception']}万元，主要用于接待外省市单位。"
