"""Every check of a budget: what makes it fire, and the sound table that keeps it silent."""

from __future__ import annotations

from decimal import Decimal

import pytest

from helpers import plots, schemas
from helpers.analysis import records
from helpers.audit import BUDGET_TABLES, audit_budget
from helpers.join import TABLES, budget_join

PLACE = {"page": 3, "x0": 0.0, "y0": 0.0, "x1": 9.0, "y1": 9.0, "reader": "text"}
KEYED = {"unit": "x", "year": 2024}
OF_BUDGET = {"document": "budget", "phase": "approved", "budget_scope": "department"}
DOCUMENTS = [
    {"document": "final_accounts", "phase": "executed", "scope": "department", "pages": 9},
    {"document": "budget", "phase": "approved", "scope": "department", "pages": 9},
]


def cell(table, measure, printed, level="total", name="合计", code=None, side=None, row=1) -> dict:
    return PLACE | {
        "table": table, "measure": measure, "amount": Decimal(printed), "printed": printed,
        "level": level, "name_zh": name, "code": code, "side": side, "row": row,
        "amount_id": f"{table}-{measure}-{code}-{name}-{row}",
    }  # fmt: skip


def failed(budget=(), accounts=(), stated=(), said=(), facts=(), tables=()) -> list[str]:
    """The rules that fail where budget and accounts have these rows."""
    given = {
        "tidy/budget": [OF_BUDGET | row for row in budget],
        "tidy/statutory": list(accounts),
        "tidy/budget_vs_outturn": [PLACE | {"source": "narrative"} | row for row in stated],
        "tidy/budget_statements": [OF_BUDGET | PLACE | row for row in said],
        "tidy/budget_tables": list(tables),
        "tidy/facts": [PLACE | {"snippet_zh": ""} | row for row in facts],
        "tidy/documents": DOCUMENTS,
    }
    frames = {
        name: schemas.typed(
            name,
            [
                _only(name, KEYED | {"row_id": str(n)} | row)
                for n, row in enumerate(given.get(name, ()))
            ],
        )
        for name in {*TABLES, *BUDGET_TABLES}
    }
    joined = schemas.typed("results/budget_join", [KEYED | row for row in budget_join(frames)])
    checks, _ = audit_budget(frames, records(joined))
    return [row["rule"] for row in checks if row["outcome"] == "fail"]


def _only(name: str, row: dict) -> dict:
    columns = {column.name for column in schemas.TABLES[name]}
    return {key: value for key, value in row.items() if key in columns}


CLASS = {"level": "class", "name": "教育支出", "code": "205"}


def of_class(said: str) -> dict:
    """The accounts state this initial budget of a class that the budget gives 9.00."""
    table = "general_budget_expenditure"
    return {
        "budget": [cell(table, "total", "9.00", **CLASS)],
        "accounts": [cell(table, "total", "9.50", **CLASS)],
        "stated": [{"scope": "function_class", "name_zh": "教育支出", "code": "205",
            "fund": "general_budget", "initial_budget": Decimal(said)}],
    }  # fmt: skip


def of_expense(said: str) -> dict:
    table, own = "three_public", {"level": "line", "name": "公务接待费", "code": "reception"}
    return {
        "budget": [cell(table, "budget", "9.00", **own)],
        "accounts": [
            cell(table, "initial_budget", said, **own),
            cell(table, "outturn", "1.00", **own),
        ],
    }  # fmt: skip


def of_summary(said: str) -> dict:
    table = "revenue_expenditure_summary"
    own = {"level": "line", "name": "五、教育支出", "side": "expenditure"}
    return {
        "budget": [cell(table, "budget", "9.00", **own)],
        "accounts": [
            cell(table, "initial_budget", said, **own),
            cell(table, "outturn", "8.00", **own),
        ],
    }  # fmt: skip


def of_operating_costs(outturn: str) -> dict:
    """The outturn is said to be 1.00 less than the initial budget; the budget publishes 9.00."""
    fact = {"subject_zh": "机关运行经费", "value_unit": "万元", "printed": outturn}
    return {
        "budget": [cell("operating_costs", "total", "9.00")],
        "facts": [
            fact | {"fact": "operating_costs_total", "value": Decimal(outturn)},
            fact | {"fact": "operating_costs_change", "value": Decimal(1), "printed": "1.00",
                "direction": "decrease", "base": "initial_budget"},
        ],
    }  # fmt: skip


def of_row(total: str) -> dict:
    table = "expenditure"
    return {"budget": [cell(table, "total", total), cell(table, "basic", "6.00"),
        cell(table, "project", "3.00")]}  # fmt: skip


def of_levels(total: str) -> dict:
    table = "general_budget_expenditure"
    parts = [cell(table, "total", "4.50", "section", f"款{n}", f"2050{n}", row=n) for n in (1, 2)]
    return {"budget": [cell(table, "total", total, row=9, **CLASS), *parts]}


def of_expenses(total: str) -> dict:
    parts = [("overseas_travel", "2.00"), ("vehicles", "3.00"), ("reception", "4.00")]
    return {
        "budget": [
            cell("three_public", "budget", printed, "line", code, code, row=n)
            for n, (code, printed) in enumerate([("total", total), *parts])
        ]
    }


def sentence(**more) -> dict:
    return {"subject_zh": "普通教育（款）小学教育（项）", "level": "item", "code": "2050202",
        "snippet_zh": "普通教育（款）小学教育（项）"} | more  # fmt: skip


def of_sentence(printed: str) -> dict:
    item = {"level": "item", "name": "小学教育", "code": "2050202"}
    totals = [cell("revenue_expenditure_summary", "budget", "9.00", side="expenditure"),
        cell("appropriation_summary", "total", "9.00", side="expenditure")]  # fmt: skip
    return {
        "budget": [cell("general_budget_expenditure", "total", "9.00", **item), *totals],
        "said": [sentence(amount=Decimal(printed), printed=printed)],
    }


def of_rate(printed: str) -> dict:
    return {
        "said": [sentence(amount=Decimal(9), printed="9.00", direction="increase",
            compared=Decimal(8), compared_printed="8.00", compared_with="prior_budget",
            rate_printed=printed)]
    }  # fmt: skip


def of_words_said_again(printed: str) -> dict:
    again = sentence(amount=Decimal(printed), printed=printed, snippet_zh="2024年预算安排")
    return {"said": [sentence(amount=Decimal("9.00"), printed="9.00"), again]}


def of_an_empty_note(printed: str) -> dict:
    table = {"table": "three_public", "document": "budget", "first_page": 3, "last_page": 3,
        "rows": 1, "state": "filled", "statement_zh": "本表为空表。"}  # fmt: skip
    return {"budget": [cell("three_public", "budget", printed, code="total")], "tables": [table]}


@pytest.mark.parametrize(
    ("rule", "case", "wrong", "sound"),
    [
        ("AJ03", of_class, "8.00", "9.00"),
        ("AJ04", of_expense, "8.00", "9.00"),
        ("AJ05", of_summary, "8.00", "9.00"),
        ("AJ06", of_operating_costs, "6.00", "8.00"),
        ("AB01", of_row, "9.50", "9.00"),
        ("AB02", of_levels, "9.50", "9.00"),
        ("AB03", of_expenses, "9.50", "9.00"),
        ("ABS1", of_sentence, "8.00", "9.00"),
        ("ABS2", of_rate, "15.20", "12.50"),
        ("ABS3", of_words_said_again, "8.00", "9.00"),
        ("AN01", of_an_empty_note, "9.00", "0.00"),
    ],
)
def test_a_check_fires_on_what_is_wrong_and_is_silent_on_what_is_sound(rule, case, wrong, sound):
    assert failed(**case(wrong)) == [rule]
    assert failed(**case(sound)) == []


def test_the_chart_keeps_approved_adjusted_and_spent_apart():
    rows = [
        {"name_zh": name, "code": code, "level": "item", "budget": Decimal(9),
            "adjusted_budget": adjusted, "outturn": Decimal(8)}
        for name, code, adjusted in (("甲", "2010101", Decimal(10)), ("乙", "2010102", None))
    ]  # fmt: skip
    figure = plots.approved_adjusted_spent(rows, "en", "title", 12)
    (axes,) = figure.axes
    named = {text.get_text() for legend in [*figure.legends, axes.get_legend()] if legend
        for text in legend.get_texts()}  # fmt: skip
    assert {"approved budget", "adjusted budget", "outturn"} <= named
