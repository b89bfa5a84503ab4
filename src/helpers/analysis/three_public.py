"""The three public expenses: overseas travel, official vehicles, official receptions."""

from __future__ import annotations

from decimal import Decimal

from helpers.analysis.tidy import (
    BUDGETS,
    Tidy,
    difference,
    execution_rate,
    first,
    first_ids,
    prevailing,
)
from helpers.wording.labels import say

THREE_PUBLIC = (
    "overseas_travel",
    "vehicles",
    "vehicle_purchase",
    "vehicle_running",
    "reception",
    "total",
)


def three_public(tidy: Tidy) -> list[dict]:
    """The three public expenses in their prescribed order, each only where it is stated.

    Keys: code, name_zh, name_en, initial_budget, adjusted_budget, budget (the document does not
    say which), outturn, execution_rate_base (the budget that difference and rate are of, the
    same for all), difference, execution_rate, execution_rate_printed, prior_outturn, reason_zh,
    pages, and <column>_ids: the printed numbers by id. The prose goes before the table.
    """
    rows = tidy.budgeted("three_public", source="narrative") + tidy.budgeted(
        "three_public", source="statutory"
    )
    tabled = tidy.amounts("three_public")
    found = []
    for code in THREE_PUBLIC:
        stated = [row for row in rows if row["code"] == code]
        printed = [row for row in tabled if row["code"] == code]
        if stated or printed:
            found.append(_stated(code, stated, printed))
    base = prevailing(found)
    return [row | _against(row, base) for row in found]


def _against(row: dict, base: str | None) -> dict:
    """Difference and rate of the budget of this base, and the printed rate where it is of it."""
    budget = row[BUDGETS[base]] if base else None
    of_base = row["rate_base"] in (base, None)
    return {
        "execution_rate_base": base,
        "difference": difference(row["outturn"], budget),
        "execution_rate": execution_rate(row["outturn"], budget),
        "execution_rate_printed": row["execution_rate_printed"] if of_base else None,
    }


def _stated(code: str, stated: list[dict], printed: list[dict]) -> dict:
    """What prose and table print of one expense."""

    def measured(column: str) -> list[dict]:
        return [row for row in printed if row["measure"] == column]

    def value(column: str) -> Decimal | None:
        in_prose = first(stated, column)
        in_table = first(measured(column), "amount")
        return in_table if in_prose is None else in_prose

    def ids(column: str) -> list[str]:
        return first_ids(stated, column) or first_ids(measured(column), "amount")

    rated = [row for row in stated if row["execution_rate_printed"] is not None]
    amounts = (*BUDGETS.values(), "outturn")
    return {
        "code": code,
        "name_zh": say(f"three_public.{code}", "zh"),
        "name_en": say(f"three_public.{code}", "en"),
        **{column: value(column) for column in amounts},
        "execution_rate_printed": first(rated, "execution_rate_printed"),
        "rate_base": first(rated[:1], "execution_rate_base"),
        "prior_outturn": first(stated, "prior_outturn"),
        "reason_zh": first(stated, "reason_zh"),
        "pages": sorted({r["page"] for r in stated + printed if r["page"] is not None}),
        **{f"{column}_ids": ids(column) for column in (*amounts, "prior_outturn")},
        "execution_rate_ids": first_ids(rated, "execution_rate_printed"),
    }
