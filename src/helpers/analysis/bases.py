"""Which budget a table's differences and rates are of: initial, adjusted, or one of which the
document does not say. The three never share a column, and a table's rates are of one of them."""

from __future__ import annotations

import pandas as pd

from helpers.analysis.tidy import records

#: Column of the budget by the name that execution_rate_base gives it; the first is preferred.
BUDGETS = {"initial": "initial_budget", "adjusted": "adjusted_budget", "not_said": "budget"}


def prevailing(rows: list[dict]) -> str | None:
    """The base that most rows state, an earlier one of BUDGETS before a later; null without any.

    A department that began in mid-year has initial budgets of zero throughout: they are no
    plan to compare with where there are adjusted ones.
    """
    stated = {
        base: [row[budget] for row in rows if row[budget] is not None]
        for base, budget in BUDGETS.items()
    }
    if stated["adjusted"] and not any(stated["initial"]):
        stated["initial"] = []
    base = max(stated, key=lambda one: len(stated[one]))
    return base if stated[base] else None


def budget_column(frame: pd.DataFrame, otherwise: str = "initial_budget") -> str:
    """The column of a table of results that its rates are of; `otherwise` where it has none."""
    bases = (row["execution_rate_base"] for row in records(frame))
    return next((BUDGETS[base] for base in bases if base), otherwise)
