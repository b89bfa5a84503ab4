"""The three public expenses: overseas travel, official vehicles, official receptions."""

from __future__ import annotations

from decimal import Decimal

from helpers.analysis.tidy import Tidy, difference, execution_rate, first, first_ref
from helpers.vocabulary.labels import say

THREE_PUBLIC = (
    "overseas_travel", "vehicles", "vehicle_purchase", "vehicle_running", "reception", "total",
)


def three_public(tidy: Tidy) -> list[dict]:
    """The three public expenses in their prescribed order, each only where it is stated.

    Keys: code, name_zh, name_en, initial_budget, outturn, difference, execution_rate,
    execution_rate_printed, prior_outturn, reason_zh, pages, and <column>_from: the
    refs of the printed numbers. The prose goes before the table.
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
            found.append(_three_public_result(code, stated, printed))
    return found


def _three_public_result(code: str, stated: list[dict], printed: list[dict]) -> dict:
    def measured(column: str) -> list[dict]:
        return [row for row in printed if row["measure"] == column]

    def value(column: str) -> Decimal | None:
        in_prose = first(stated, column)
        in_table = first(measured(column), "amount")
        return in_table if in_prose is None else in_prose

    def ref(column: str) -> list[str]:
        # The table's own rows have a box for each number.
        told = [row for row in stated if row["source"] != "statutory"]
        return (first_ref(told, column) or first_ref(measured(column), "amount")
                or first_ref(stated, column))

    budget, outturn = value("initial_budget"), value("outturn")
    return {
        "code": code,
        "name_zh": say(f"three_public.{code}", "zh"),
        "name_en": say(f"three_public.{code}", "en"),
        "initial_budget": budget,
        "outturn": outturn,
        "difference": difference(outturn, budget),
        "execution_rate": execution_rate(outturn, budget),
        "execution_rate_printed": first(stated, "execution_rate_printed"),
        "prior_outturn": first(stated, "prior_outturn"),
        "reason_zh": first(stated, "reason_zh"),
        "pages": sorted({r["page"] for r in stated + printed if r["page"] is not None}),
        **{f"{column}_from": ref(column)
           for column in ("initial_budget", "outturn", "execution_rate_printed", "prior_outturn")},
    }
