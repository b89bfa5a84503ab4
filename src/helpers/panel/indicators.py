"""Indicators of one document that may be compared with other documents', and how far.

    of_document(years)      # rows of panel/indicators, without their place among the others
    placed(rows)            # with n, quartiles, and a rank where a person named a peer group

Only ratios: totals of two departments say how large they are and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import quantiles
from typing import Any

from helpers import store
from helpers.index import records
from helpers.panel.years import Years

_FEWEST = 5  # values of which a spread is told
_YES = ("yes", "文件印出的两个数，同一口径", "two numbers that the document prints, of one base")


@dataclass(frozen=True)
class _Ratio:
    indicator: str
    numerator: Decimal
    denominator: Decimal
    comparable: str
    why_zh: str
    why_en: str


def of_document(years: Years) -> list[dict[str, Any]]:
    """Rows of panel/indicators of one document; what it does not print has no row."""
    found = [
        *_rates(years),
        *_shares(years),
        *_three_public(years),
        *_per_head(years),
    ]
    rows = [_row(one) for one in found if one.denominator]
    return rows + list(_variance(years))


def _row(one: _Ratio) -> dict[str, Any]:
    heads = one.indicator == "operating_per_head"
    return {
        "indicator": one.indicator,
        "value": float(one.numerator / one.denominator * (1 if heads else 100)),
        "value_unit": "万元" if heads else "%",
        "numerator": one.numerator,
        "denominator": one.denominator,
        "comparable": one.comparable,
        "why_zh": one.why_zh,
        "why_en": one.why_en,
    }


def _rates(years: Years) -> Iterator[_Ratio]:
    """Execution rates by the budget that they are of: the general public budget's whole."""
    for base, zh, en in (
        (
            "initial",
            "年初预算是批复数；调入、追加多的部门会高",
            "of the budget as approved: money added in the year raises it",
        ),
        ("adjusted", "调整预算的口径各部门不同", "what counts as adjusted differs between places"),
    ):
        rows = [
            row
            for row in years.rows("tidy/budget_vs_outturn")
            if row["scope"] == "total"
            and row["fund"] == "general_budget"
            and row[f"{base}_budget"] is not None
            and row["outturn"] is not None
        ]
        pairs = {(row["outturn"], row[f"{base}_budget"]) for row in rows}
        if len(pairs) == 1:
            yield _Ratio(f"rate_{base}", *pairs.pop(), "partly", zh, en)


def _shares(years: Years) -> Iterator[_Ratio]:
    total = _only(years, "expenditure", "total")
    basic = _only(years, "expenditure", "basic")
    if total is not None and basic is not None:
        yield _Ratio("basic_share", basic, total, *_YES)
    people, of = _fact(years, "basic_personnel"), _fact(years, "basic_total")
    if people is not None and of is not None and people <= of:
        yield _Ratio("personnel_share", people, of, *_YES)


def _three_public(years: Years) -> Iterator[_Ratio]:
    found = {
        row["measure"]: row["amount"]
        for row in years.rows("tidy/statutory")
        if row["table"] == "three_public" and row["code"] == "total" and row["amount"] is not None
    }
    for base, comparable in (("initial_budget", "yes"), ("budget", "partly")):
        if found.get(base) and "outturn" in found:
            zh, en = (
                _YES[1:]
                if comparable == "yes"
                else ("没有说是年初还是调整预算", "initial or adjusted budget: it is not said")
            )
            yield _Ratio("three_public_rate", found["outturn"], found[base], comparable, zh, en)
            return


def _per_head(years: Years) -> Iterator[_Ratio]:
    """Operating costs a head of the staff in post, where one number of staff is printed."""
    costs = _fact(years, "operating_costs_total")
    heads = {
        row["value"]
        for row in years.rows("tidy/profile")
        if row["kind"] == "staff" and row["value"] is not None and "在职" in (row["name_zh"] or "")
    }
    if costs is not None and len(heads) == 1:
        yield _Ratio(
            "operating_per_head",
            costs,
            heads.pop(),
            "partly",
            "人数是年末在职实有人数，费用口径（机关本级或含下属）各部门不同",
            "heads are staff in post at the year's end; whose costs are meant differs",
        )


def _variance(years: Years) -> Iterator[dict[str, Any]]:
    name = "results/budget_composition"
    if not store.exists(name, years.unit, years.year):
        return
    for row in records(store.read(name, years.unit, years.year)):
        if row["level"] == "class" and row["variance"] is not None:
            left = row["heads_left_out"]
            yield {
                "indicator": "variance",
                "value": float(row["variance"]),
                "value_unit": "%",
                "numerator": row["outturn"],
                "denominator": row["budget"],
                "comparable": "partly" if left else "yes",
                "why_zh": f"{row['heads']}类有两个数，{left}类缺一个" if left else _YES[1],
                "why_en": f"{row['heads']} classes have both numbers, {left} lack one"
                if left
                else _YES[2],
            }
            return


def _only(years: Years, table: str, measure: str) -> Decimal | None:
    found = {
        row["amount"]
        for row in years.rows("tidy/statutory")
        if (row["table"], row["level"], row["measure"]) == (table, "total", measure)
    }
    return found.pop() if len(found) == 1 else None


def _fact(years: Years, fact: str) -> Decimal | None:
    found = {
        row["value"]
        for row in years.rows("tidy/facts")
        if row["fact"] == fact
        and row["value_year"] in (None, years.year)
        and row["value_unit"] == "万元"
        and row["value"] is not None
    }
    return found.pop() if len(found) == 1 else None


def placed(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows (with unit, year, peer_group) with their place among those that may be compared:
    of one year and indicator and, where a person named a peer group, of that."""
    found = []
    for row in rows:
        beside = [
            other["value"]
            for other in rows
            if (other["year"], other["indicator"]) == (row["year"], row["indicator"])
            and other["comparable"] != "no"
            and row["peer_group"] in (None, other["peer_group"])
        ]
        place: dict[str, Any] = {"n": len(beside)}
        if len(beside) >= _FEWEST:
            cuts = quantiles(beside, n=4, method="inclusive")
            place |= dict(zip(("low", "median", "high"), cuts, strict=True))
        if row["peer_group"] and row["comparable"] != "no":
            place["rank"] = 1 + sum(value < row["value"] for value in beside)
        found.append(row | place)
    return found
