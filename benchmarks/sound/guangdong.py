"""A bureau as Guangdong prints it: tables in 元 with a zero in every empty cell, one code column,
the department's name before every sentence of the prose, which is in 万元; a fund, balances."""

from __future__ import annotations

from decimal import Decimal

from sound import plain
from sound.books import NAMES, Books, books
from sound.ledger import Ledger
from sound.statutory import Layout, Tables
from sound.story import Story

LAYOUT = Layout(
    codes="one",
    unit="元",
    unit_label="金额单位",
    number="财决公开{:02d}表",
    department="编制单位",
    nil="0.00",
    total_last=False,
)
ITEMS = ["2011199", "2080505", "2080506", "2101101", "2130101", "2130122", "2130199", "2210201"]


def runs(seed: int, of_two: int = 0) -> tuple[dict, list[dict], Ledger]:
    """(document, runs of pages, ledger) of the bureau's year."""
    one = books(
        "粤海市清溪县农业农村局",
        2024,
        seed,
        ITEMS,
        funds=["2120803", "2120899"],
        big=1_000_000,
        carried=True,
        of_two=of_two,
    )
    ledger = Ledger(scale=Decimal("0.0001"))
    made = Tables(one, ledger, LAYOUT).all()
    story = Story(one, ledger)
    return (
        plain.document(one),
        [
            plain.profile(one),
            *plain.tables(made, f"第二部分 {one.name}{one.year}年度部门决算表"),
            _explained(one, story),
            plain.glossary("第四部分"),
        ],
        ledger,
    )


def _explained(one: Books, story: Story) -> dict:
    said = f"{one.name}{one.year}年度"
    total, moved = story.total()
    again = story.money(story.grand, ("grand",), "revenue_expenditure_total")
    revenue, sources = story.revenue()
    spent, kinds = story.expenditure()
    appropriated, also = story.appropriation()
    general, share, third = story.general(spent)
    structured = story.general_again()
    classes = "；".join(
        f"{NAMES[code]}（类）{mark}万元，占{rate}%"
        for code, mark, rate in story.classes(structured)
    )
    basic, personnel, public = story.basic()

    def parts(told):
        return "；".join(f"{each}{mark}万元，占{rate}%" for each, mark, rate in told)

    return plain.text(
        (1, f"第三部分 {said}部门决算情况说明"),
        (2, f"一、{one.year}年度部门决算收支总体情况"),
        (3, "（一）收入支出决算总体情况"),
        f"{said}收入总计{total}万元，支出总计{again}万元。与上年决算数相比，收、支总计各{moved.way}"
        f"{moved.amount}万元，{moved.rate_way}{moved.rate}%。主要变动情况：一是机构改革；二是专项调整。",
        (3, "（二）年度收入总体情况"),
        f"{said}收入合计{revenue}万元，其中：{parts(sources)}。",
        (3, "（三）年度支出总体情况"),
        f"{said}支出合计{spent}万元，其中：{parts(kinds)}。",
        (3, "（四）财政拨款收入支出决算总体情况"),
        f"{said}财政拨款收、支总计各{appropriated}万元。与{one.year - 1}年度相比，财政拨款收、"
        f"支总计各{also.way}{also.amount}万元，{also.rate_way}{also.rate}%，主要是项目调整。",
        (2, "二、一般公共预算财政拨款支出情况"),
        (3, "（一）总体情况"),
        f"{said}一般公共预算财政拨款支出{general}万元，占本年支出合计的{share}%。与上年相比，一般公共"
        f"预算财政拨款支出{third.way}{third.amount}万元，{third.rate_way}{third.rate}%。",
        (3, "（二）结构情况"),
        f"{said}一般公共预算财政拨款支出{structured}万元，主要用于以下方面：{classes}。",
        (3, "（三）具体情况"),
        *_items(one, story),
        (2, "三、一般公共预算财政拨款基本支出情况"),
        f"{said}一般公共预算财政拨款基本支出{basic}万元，其中：人员经费{personnel}万元，主要包括：基本"
        f"工资、津贴补贴；公用经费{public}万元，主要包括：办公费、印刷费。",
        (2, "四、一般公共预算财政拨款“三公”经费支出情况"),
        *_three_public(one, story),
        (2, "五、政府采购支出情况"),
        _bought(one, story),
    )


def _items(one: Books, story: Story):
    initial, outturn, rate = story.budgeted("", "total")
    relation = story.relation(outturn, initial)
    yield (
        f"{one.year}年度一般公共预算财政拨款支出年初预算为{initial}万元，支出决算为{outturn}万元"
        f"，完成年初预算的{rate}%，决算数{relation}预算数的主要原因是人员变动。其中："
    )
    told = []
    for n, code in enumerate(sorted(one.items), 1):
        own = story.budgeted(code, "function_item")
        told.append(own)
        path = f"{NAMES[code[:3]]}（类）{NAMES[code[:5]]}（款）{NAMES[code]}（项）（{code}）"
        yield (
            f"{n}．{path}。年初预算为{own[0]}万元，支出决算为{own[1]}万元，完成年初预算的"
            f"{own[2]}%，决算数{story.relation(own[1], own[0])}预算数的主要原因是据实安排。"
        )
    story.fixed(initial, [own[0] for own in told], "initial budgets")
    story.fixed(outturn, [own[1] for own in told], "outturns")


def _three_public(one: Books, story: Story):
    initial, outturn, rate = story.expense("total", said="budget")
    relation = story.relation(outturn, initial)
    moved = story.expense_change("total", outturn)
    yield (
        f"{one.name}{one.year}年度“三公”经费财政拨款支出预算为{initial}万元，支出决算为{outturn}"
        f"万元，完成预算的{rate}%，比上年{moved.way}{moved.amount}万元，{moved.rate_way}"
        f"{moved.rate}%。决算数{relation}预算数的主要原因是严控支出。其中："
    )
    yield "1．因公出国（境）费支出决算为0万元，与上年持平。"
    _, vehicles, own = story.expense("vehicles", budget=False)
    cents = one.three_public["outturn"]
    bought, running = (
        story.money(
            cents[code],
            ("three_public", code, "outturn"),
            truth=("budget", "three_public", code, "outturn"),
        )
        for code in ("vehicle_purchase", "vehicle_running")
    )
    story.fixed(vehicles, [bought, running], "prose vehicles")
    yield (
        f"2．公务用车购置及运行维护费支出决算为{vehicles}万元，完成预算的{own}%，其中：公务用车"
        f"购置支出{bought}万元，公务用车运行维护费支出{running}万元，主要用于下乡。"
    )
    _, reception, third = story.expense("reception", budget=False)
    story.fixed(outturn, [vehicles, reception], "prose three public")
    yield f"3．公务接待费支出决算为{reception}万元，完成预算的{third}%。"


def _bought(one: Books, story: Story) -> str:
    total, (goods, works, services), (sme, share, micro, also) = story.procurement()
    return (
        f"{one.name}{one.year}年度政府采购支出总额{total}万元，其中：政府采购货物支出{goods}"
        f"万元、政府采购工程支出{works}万元、政府采购服务支出{services}万元。授予中小企业合同金额{sme}"
        f"万元，占政府采购支出总额的{share}%，其中：授予小微企业合同金额{micro}万元，占政府采购支出"
        f"总额的{also}%。"
    )
