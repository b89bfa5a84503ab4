"""The corpus' truth of approved budgets in the form of ``tidy/budget``.

Facts are (table, side, code or name, measure, number): the number and not its print, since the
truth of some tables is set by hand (160 for 160.00).
"""

from __future__ import annotations

from decimal import Decimal

import truth
from helpers import amounts

#: (PDFs of one budget without their ends, file of its truth, year).
DOCUMENTS = (
    (("wanli24-budget",), "wanli24-budget", 2024),
    (("budgets/wanli25-budget",), "budgets/wanli25-budget", 2025),
    (("budgets/fb25-department-budget",), "budgets/fb25-department-budget", 2025),
    (("budgets/fb25-unit-budget",), "budgets/fb25-unit-budget", 2025),
    (("budgets/js-court-2018-budget",), "budgets/js-court-2018-budget", 2018),
    (("budgets/js-court-2019-budget",), "budgets/js-court-2019-budget", 2019),
    (
        ("budgets/js-cppcc-2018-budget-text", "budgets/js-cppcc-2018-budget-tables"),
        "budgets/js-cppcc-2018-budget-tables",
        2018,
    ),
    (
        ("budgets/js-cppcc-2019-budget-text", "budgets/js-cppcc-2019-budget-tables"),
        "budgets/js-cppcc-2019-budget-tables",
        2019,
    ),
    (("budgets/js-npc-2019-budget-tables",), "budgets/js-npc-2019-budget-tables", 2019),
    (("budgets/swu2023-budget",), "budgets/swu2023-budget", 2023),
    (("budgets/made-ghj2024-budget",), "budgets/made-ghj2024-budget", 2024),
)
#: The tables of Shanghai's budgets by their numbers.
_SHANGHAI = {
    "B1": "revenue_expenditure_summary",
    "B2": "revenue",
    "B3": "expenditure",
    "B4": "appropriation_summary",
    "B5": "general_budget_expenditure",
    "B6": "government_funds",
    "B7": "state_capital",
    "B8": "basic_expenditure",
    "B9": "three_public",
}
_MEASURES = {
    "合计": "total",
    "金额": "total",
    "收入合计": "total",
    "财政拨款支出": "total",
    "机关运行经费支出": "total",
    "预算数": "total",
    "基本支出": "basic",
    "项目支出": "project",
    "人员经费": "personnel",
    "公用经费": "public",
    "单位预留机动经费": "reserve",
    "结转下年资金": "closing_balance",
    "财政拨款收入": "appropriation",
    "事业收入": "institutional",
    "事业收入/金额": "institutional",
    "事业收入/其中：教育收费": "institutional_education_fees",
    "事业单位经营收入": "operating",
    "其他收入": "other",
    "上年结转": "opening_balance",
    "使用非财政拨款结余": "balances_used",
    "上缴上级支出": "remitted_to_superior",
    "经营支出": "operating",
    "对下级单位补助支出": "affiliate_subsidy",
    "一般公共预算": "general_budget",
    "政府性基金预算": "government_funds",
    "国有资本经营预算": "state_capital",
}
_EXPENSES = {
    "因公出国(境)费": "overseas_travel",
    "公务接待费": "reception",
    "公务用车购置及运行费/小计": "vehicles",
    "公务用车购置及运行费/购置费": "vehicle_purchase",
    "公务用车购置及运行费/运行费": "vehicle_running",
    "公务用车购置及运行维护费/小计": "vehicles",
    "公务用车购置及运行维护费/公务用车购置费": "vehicle_purchase",
    "公务用车购置及运行维护费/公务用车运行维护费": "vehicle_running",
    "机关运行经费预算数": "operating_costs",
    "会议费": "meetings",
    "培训费": "training",
}
_SUMMARY = ("revenue_expenditure_summary", "appropriation_summary")


def facts(name: str) -> list[tuple]:
    """The filled cells of the truth file `name`."""
    known = truth.load(name)
    if "rows_B5" in known:
        return list(_made(known))
    found = []
    for number, table in known["tables"].items():
        kind = table["kind"] if number[0] != "B" else _SHANGHAI[number]
        for row in table["rows"]:
            for cell in row.get("cells", [row]):
                found += [
                    _fact(kind, cell, header, printed)
                    for header, printed in cell["values"].items()
                    if printed is not None
                ]
    return found


def _made(known: dict):
    """The made budget's truth lists one table, by code; its total is said apart."""
    for row in known["rows_B5"]:
        for header in ("合计", "基本支出", "项目支出"):
            if row[header]:  # the document leaves the cell of a zero blank
                yield _fact("general_budget_expenditure", row, header, row[header])
    for header in ("合计", "基本支出", "项目支出"):
        classes = (row[header] for row in known["rows_B5"] if len(row["code"]) == 3)
        total = {"code": None, "name": "合计"}
        yield _fact("general_budget_expenditure", total, header, sum(classes))


def _fact(table: str, cell: dict, header: str, printed: str) -> tuple:
    number = _plain(printed)
    if table == "three_public":
        joined = "/".join(header.replace("“三公”经费/", "三公/").split("/"))
        if joined == "合计" and "会议费" in cell["values"]:
            return table, None, "wider_total", "budget", number
        if joined in ("合计", "三公/小计"):
            return table, None, "total", "budget", number
        return table, None, _EXPENSES[joined.removeprefix("三公/")], "budget", number
    measure = _MEASURES.get(header) or _MEASURES[header.rsplit("/", 1)[-1]]
    if table == "revenue_expenditure_summary" and measure == "total":
        measure = "budget"
    side = _side(cell.get("side")) if table in _SUMMARY else None
    label = cell["code"] or amounts.key(cell["name"] or "")
    return table, side, label, measure, number


def _side(printed: str) -> str:
    if "用途" in printed:
        return "expenditure_by_use"
    return "revenue" if printed.endswith("收入") else "expenditure"


def _plain(printed: object) -> str:
    return str(Decimal(str(printed)).normalize() + 0)


def read(rows: list[dict], wanted: list[tuple]) -> list[tuple]:
    """The rows of ``tidy/budget`` as facts, of the tables that the truth has."""
    tables = {one[0] for one in wanted}
    return [
        (
            row["table"],
            row["side"] if row["table"] in _SUMMARY else None,
            (row["code"] or amounts.key(row["name_zh"] or "")),
            row["measure"],
            _plain(row["printed"]),
        )
        for row in rows
        if row["table"] in tables
    ]
