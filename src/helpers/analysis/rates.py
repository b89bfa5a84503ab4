"""Every execution rate of the document together: who is how far from the budget."""

from __future__ import annotations

from helpers.analysis.bases import BUDGETS
from helpers.analysis.budgets import budget_by_class, budget_by_project
from helpers.analysis.three_public import three_public
from helpers.analysis.tidy import Tidy, execution_rate, records
from helpers.wording.labels import name_key

#: Sums of other rows of the three public expenses: their rates are not told a second time.
_SUMS = ("total", "vehicles")


def execution_rates(tidy: Tidy) -> list[dict]:
    """Outturn ÷ budget in per cent of each class, item, project and public expense with both.

    Keys: about (class, item, project, three_public), base (of which budget the rate is:
    initial, adjusted, not_said), name_zh, rate (exact, two decimals).
    """
    found = {
        "class": records(budget_by_class(tidy)),
        "item": _items(tidy),
        "project": records(budget_by_project(tidy)),
        "three_public": [row for row in three_public(tidy) if row["code"] not in _SUMS],
    }
    rates = [
        {
            "about": about,
            "base": row["execution_rate_base"],
            "name_zh": row["name_zh"],
            "rate": execution_rate(row["outturn"], row[BUDGETS[row["execution_rate_base"]]]),
        }
        for about, rows in found.items()
        for row in rows
        if row["execution_rate_base"]
    ]
    order = [*found]
    return sorted(
        (row for row in rates if row["rate"] is not None),
        key=lambda row: (order.index(row["about"]), row["base"]),
    )


def _items(tidy: Tidy) -> list[dict]:
    """Each item once, where it is first stated, with the base that its own rate or budget has."""
    found: dict[tuple, dict] = {}
    for row in tidy.budgeted("function_item"):
        budgeted = (base for base, column in BUDGETS.items() if row[column] is not None)
        base = row["execution_rate_base"] or next(budgeted, None)
        found.setdefault(
            (name_key(row["name_zh"]), row["fund"]), row | {"execution_rate_base": base}
        )
    return list(found.values())
