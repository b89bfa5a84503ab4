"""The base of a plain 预算 in the prose that the document's own table 07 names.

The table says 年初预算 or 全年预算 of an expense, in a header or a note; where the prose states the
same amount for the same expense, or a rate that is exactly outturn ÷ that budget, it is that one.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from helpers import amounts
from helpers.interpret.ledger import NUMBERS

_BASES = {"initial_budget": "initial", "adjusted_budget": "adjusted"}


def settle_by_table(budget: list[dict], statutory: list[dict]) -> None:
    """Give rows of the three public expenses whose base is not said the one that the table says.

    `budget` are rows of ``tidy/budget_vs_outturn`` from the prose, `statutory` of
    ``tidy/statutory``. A table that prints both budgets, or none with a name, says nothing.
    """
    named = _named_budgets(statutory)
    for row in budget:
        if row["scope"] != "three_public" or row.get("code") not in named:
            continue
        measure, amount = named[row["code"]]
        if row.get("budget") is not None and row["budget"] == amount:
            row[measure], row[f"{measure}_printed"] = row.pop("budget"), row.pop("budget_printed")
            row[NUMBERS][measure] = row[NUMBERS].pop("budget")
        elif not _is_rate_of(row, amount):
            continue
        if row.get("execution_rate_base") == "not_said":
            row["execution_rate_base"] = _BASES[measure]


def _named_budgets(statutory: list[dict]) -> dict[str, tuple[str, Decimal]]:
    """The budget of each expense that the table names, by the expense's code."""
    found = defaultdict(list)
    for row in statutory:
        if row["table"] == "three_public" and row["measure"] in ("budget", *_BASES):
            found[row["code"]].append((row["measure"], row["amount"]))
    return {code: one[0] for code, one in found.items() if len(one) == 1 and one[0][0] in _BASES}


def _is_rate_of(row: dict, amount: Decimal) -> bool:
    """The rate printed in `row`, which states no budget, is its outturn ÷ `amount`."""
    stated = any(row.get(name) is not None for name in ("budget", *_BASES))
    if (
        stated
        or row.get("execution_rate_base") != "not_said"
        or row.get("outturn") is None
        or (not amount)
    ):
        return False
    rate = Decimal(row["execution_rate_printed"])
    half = Decimal(1).scaleb(amounts.exponent(rate)) / 2
    return abs(row["outturn"] / amount * 100 - rate) <= half
