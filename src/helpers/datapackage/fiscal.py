"""The words of the Fiscal Data Package: what columns are, and spending by each classification.

Names are those of its Budget Standard Taxonomy (frictionlessdata.io, 1.0rc1). A column of our
tables has a type only where every row of it is of that type. `code` of tidy/statutory is
functional in most of the nine tables and economic in one; so the rows that carry a code are
given once more, in a table a classification.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from helpers.schemas.columns import DOCUMENT, Table, amount, integer, table, text

_FUNCTION = "functional-classification:generic"
_ECONOMIC = "economic-classification:generic"
# What a column is, by its name, and by table where that differs.
TYPES = {"unit": "administrative-classification:generic:code", "year": "date:fiscal-year"}
TYPES_IN = {
    "tidy/statutory": {"amount": "value", "side": "direction", "measure": "value-kind:code"},
    "results/budget_by_class": {
        "code": f"{_FUNCTION}:level1:code",
        "name_zh": f"{_FUNCTION}:level1:label",
    },
    "results/budget_by_project": {"name_zh": "activity:generic:project:label"},
    "tidy/budget": {"amount": "value", "phase": "phase:id", "measure": "value-kind:code"},
    "tidy/budget_statements": {"amount": "value", "phase": "phase:id"},
}
# Amounts of several phases beside one another: the value of `phase` of each.
PHASES = {"initial_budget": "approved", "adjusted_budget": "adjusted", "outturn": "executed"}
PHASED = (
    "tidy/budget_vs_outturn",
    "results/budget_by_class",
    "results/budget_by_project",
    "results/budget_join",
)
# In the join `budget` is the published one, which was approved.
PHASES_IN = {"results/budget_join": {"budget": "approved"}}
EXTRA_FIELDS = [
    {"name": "amount", "type": "number", "columnType": "value", "normalizationTarget": True},
    {"name": "phase", "type": "string", "columnType": "phase:id"},
]


def phase_of(table: str, column: str) -> str | None:
    """The value of `phase` of a column of amounts; null where the column has none of its own."""
    if table not in PHASED:
        return None
    return (PHASES | PHASES_IN.get(table, {})).get(column)


_VIEWS = {  # the tables whose codes are of the classification, and its name in the taxonomy
    "fiscal/by_function": (
        _FUNCTION,
        ("expenditure", "general_budget_expenditure", "government_funds", "state_capital"),
    ),
    "fiscal/by_economic_class": (_ECONOMIC, ("basic_expenditure",)),
}
# What is neither revenue nor spent: balances carried over.
_NOT_SPENT = ("opening_balance", "closing_balance", "revenue")


def _view(classification: str, tables: tuple[str, ...]) -> Table:
    name = classification.partition("-")[0]
    name_zh = {"functional": "功能", "economic": "经济"}[name]
    return table(
        f"One row an amount spent under a code of the {name} classification.",
        f"一行是按支出{name_zh}分类科目编码支出的一个金额。",
        "row_id",
        *DOCUMENT,
        text(
            "row_id",
            "the row in tidy/statutory",
            "在 tidy/statutory 中的行",
            required=True,
            refers="tidy/statutory",
        ),
        text(
            "direction", "always expenditure", "总是支出", required=True, allowed=("expenditure",)
        ),
        text(
            "phase",
            "always executed: the outturn",
            "总是决算数",
            required=True,
            allowed=("executed",),
        ),
        text("table", "which of the nine tables", "哪一张表", required=True, allowed=tables),
        text("code", f"code of the {name} classification", f"{name_zh}分类编码", required=True),
        text("name_zh", "name printed in the row", "该行印的名称"),
        text("measure", "what the amount measures", "金额是什么数", required=True),
        amount("amount", "the amount", "金额", required=True),
        integer("page", "page of the PDF, from 1", "PDF 页码，从 1 起"),
    )


TABLES = {name: _view(*view) for name, view in _VIEWS.items()}
TYPES_IN |= {
    name: {
        "direction": "direction",
        "phase": "phase:id",
        "measure": "value-kind:code",
        "amount": "value",
        "code": f"{classification}:code",
        "name_zh": f"{classification}:label",
    }
    for name, (classification, _) in _VIEWS.items()
}


def views(statutory: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Name and rows of each view: the amounts of tidy/statutory spent under a code of digits.

    Classes, sections and items stand side by side, as in the tables: do not add them up.
    """
    rows = statutory[
        statutory["code"].str.fullmatch(r"\d{3,9}").fillna(False)
        & ~statutory["measure"].isin(_NOT_SPENT)
    ]
    for name, (_, tables) in _VIEWS.items():
        own = rows[rows["table"].isin(tables)]
        own = own.assign(direction="expenditure", phase="executed")
        yield name, own[[column.name for column in TABLES[name]]]
