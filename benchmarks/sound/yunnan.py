"""A bureau as a county of Yunnan prints it: totals with the balances in them, every expense of
the three stated several times, its share, and its difference from the budget with a rate."""

from __future__ import annotations

from sound import plain
from sound.books import NAMES, Books, books
from sound.ledger import Ledger, Mark, Same
from sound.statutory import Layout, Tables
from sound.story import Story

LAYOUT = Layout(codes="one", lines=False, department=None)
ITEMS = ["2080501", "2080505", "2101101", "2130101", "2130122", "2130199", "2210201"]
EXPENSES = {
    "overseas_travel": "因公出国（境）费",
    "vehicles": "公务用车购置及运行维护费",
    "reception": "公务接待费",
}


def runs(seed: int, of_two: int = 0) -> tuple[dict, list[dict], Ledger]:
    """(document, runs of pages, ledger) of the bureau's year."""
    one = books("禾川县农业农村局", 2022, seed, ITEMS, other=True, carried=True, of_two=of_two)
    ledger = Ledger()
    made = Tables(one, ledger, LAYOUT).all()
    story = Story(one, ledger)
    part2 = f"第二部分 {one.year}年度部门决算表"
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
    year, prior = f"{one.year}年度", f"{one.year - 1}年"
    totals = _totals(one, story)
    revenue, sources = story.revenue()
    spent, kinds = story.expenditure()
    general, share, moved = story.general(spent)
    again = story.general_again()
    classes = "；".join(
        f"{NAMES[code]}（类）支出{mark}万元，占一般公共预算财政拨款总支出的{rate}%"
        for code, mark, rate in story.classes(again)
    )

    def parts(told, whole):
        return "；".join(f"{each}{mark}万元，占{whole}的{rate}%" for each, mark, rate in told)

    return plain.text(
        (1, f"第三部分 {year}部门决算情况说明"),
        (2, "一、收入支出决算总体情况"),
        *totals,
        (2, "二、收入决算情况说明"),
        f"{year}收入合计{revenue}万元。其中：{parts(sources, '总收入')}。",
        (2, "三、支出决算情况说明"),
        f"{year}支出合计{spent}万元。其中：{parts(kinds, '总支出')}。",
        (2, "四、一般公共预算财政拨款支出决算情况说明"),
        (3, "（一）总体情况"),
        f"{year}一般公共预算财政拨款支出{general}万元，占本年支出合计的{share}%。与{prior}相比"
        f"{moved.way}{moved.amount}万元，{moved.rate_way}{moved.rate}%，主要原因是项目有所调整。",
        (3, "（二）一般公共预算财政拨款支出决算具体使用情况"),
        f"{classes}。",
    )


def _totals(one: Books, story: Story):
    """收入总计 and 支出总计, each with what it is made of, and the year's balances."""
    year, ledger = f"{one.year}年度", story.ledger
    left, moved = story.total()
    right = story.money(story.grand, ("grand",), "revenue_expenditure_total")
    opening = story.money(one.opening, None, "opening_balance")
    closing = story.money(one.closing + one.other_closing, None, "closing_balance")
    used, shared = (
        story.money(0, None, name) for name in ("nonfiscal_balance_used", "surplus_distribution")
    )
    took = story.money(
        one.revenue("") + one.other_revenue(""), ("revenue", "total", "total"), "revenue_total"
    )
    spent = story.money(
        one.under("", "basic") + one.under("", "project"),
        ("expenditure", "total", "total"),
        "expenditure_total",
    )
    ledger.rules.append(Same("both sides", (left.no, right.no)))
    ledger.sum("total revenue", left, [took, used, opening])
    ledger.sum("total expenditure", right, [spent, shared, closing])
    ledger.sum("through the year", closing, [opening, took, spent, used, shared], (1, 1, -1, 1, -1))
    yield (
        f"{year}收入总计{left}万元，其中：本年收入合计{took}万元，使用非财政拨款结余{used}万元，"
        f"年初结转和结余{opening}万元。"
    )
    yield (
        f"{year}支出总计{right}万元，其中：本年支出合计{spent}万元，结余分配{shared}万元，"
        f"年末结转和结余{closing}万元。"
    )
    yield (
        f"与{one.year - 1}年相比，收、支总计各{moved.way}{moved.amount}万元，"
        f"{moved.rate_way}{moved.rate}%，主要原因是项目有所调整。"
    )


def _second(one: Books, story: Story) -> dict:
    name, year = one.name, f"{one.year}年度"
    return plain.text(
        (2, "五、财政拨款“三公”经费支出决算情况说明"),
        (3, "（一）一般公共预算财政拨款“三公”经费支出决算总体情况"),
        *_whole(one, story),
        (3, "（二）一般公共预算财政拨款“三公”经费支出决算具体情况"),
        *_expenses(one, story),
        (2, "六、政府性基金预算财政拨款收入支出决算情况说明"),
        f"{name}{year}无政府性基金预算财政拨款收入，也没有安排支出。",
        (2, "七、国有资本经营预算财政拨款支出决算情况说明"),
        f"{name}{year}无国有资本经营预算财政拨款收入，也没有安排支出。",
    )


def _whole(one: Books, story: Story):
    year = f"{one.year}年度"
    initial, outturn, rate = story.expense("total")
    marks, told = {}, []
    for code, name in EXPENSES.items():
        _, marks[code], own = story.expense(code, budget=False)
        told.append(f"{name}支出决算为{marks[code]}万元，完成年初预算的{own}%")
    story.fixed(outturn, list(marks.values()), "prose three public")
    moved = story.expense_change("total", outturn)
    yield (
        f"{one.name}{year}一般公共预算财政拨款“三公”经费支出年初预算为{initial}万元，支出决算为"
        f"{outturn}万元，完成年初预算的{rate}%。其中：{'；'.join(told)}。"
    )
    yield (
        f"{year}一般公共预算财政拨款“三公”经费支出决算数比{one.year - 1}年{moved.way}"
        f"{moved.amount}万元，{moved.rate_way}{moved.rate}%，主要原因是厉行节约。"
    )


def _expenses(one: Books, story: Story):
    outturns = one.three_public["outturn"]
    whole = story.ledger.places["three_public", "total", "outturn"]
    parts = {code: _stated(story, one, code) for code in EXPENSES}
    shares = {
        code: story.share(mark, whole, "three_public_share", name)
        for (code, mark), name in zip(parts.items(), EXPENSES.values(), strict=True)
    }
    yield (
        f"{one.year}年度一般公共预算财政拨款“三公”经费支出决算中，"
        + "；".join(
            f"{EXPENSES[code]}支出{parts[code]}万元，占{shares[code]}%" for code in EXPENSES
        )
        + "。具体情况如下："
    )
    vehicles, bought, running = (
        _stated(story, one, code) for code in ("vehicles", "vehicle_purchase", "vehicle_running")
    )
    story.fixed(vehicles, [bought, running], "prose vehicles")
    yield (
        f"1.公务用车购置及运行维护费支出{vehicles}万元。其中：公务用车购置支出{bought}万元；"
        f"公务用车运行维护支出{running}万元。"
    )
    reception = _stated(story, one, "reception")
    moved = story.changed(
        reception,
        outturns["reception"] - one.three_public["initial_budget"]["reception"],
        "three_public_budget",
    )
    yield (
        f"2.公务接待费支出{reception}万元，与{one.year}年度年初预算相比，{moved.way}"
        f"{moved.amount}万元，{moved.rate_way}{moved.rate}%，主要原因是接待从简。"
    )


def _stated(story: Story, one: Books, code: str) -> Mark:
    return story.money(
        one.three_public["outturn"][code],
        ("three_public", code, "outturn"),
        truth=("budget", "three_public", code, "outturn"),
    )
