"""Indicators of one document that may be compared with other documents', and how far.

    of_document(years)      # rows of panel/indicators, without their place among the others
    placed(rows)            # with n, quartiles, and a rank where a person named a peer group

Only ratios: totals of two departments say how large they are and nothing else. What is worked out
from a number that a check of the document contradicts, and no sum proves, is compared with nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import quantiles
from typing import Any

from helpers.join.composition import published
from helpers.panel.years import Years

_FEWEST = 5  # values of which a spread is told
_YES = ("yes", "文件印出的两个数，同一口径", "two numbers that the document prints, of one base")
_CONTRADICTED = (
    "no",
    "算它用的一个数与本文件的其他数对不上（核对没有通过），不与别的文件相比",
    "a number that it is worked out from takes part in a check of the document that does not hold: "
    "not compared",
)
_PROVEN = (
    "partly",
    "算它用的一个数有一项核对没有通过，但另有合计证实这个数",
    "a number that it is worked out from takes part in a check that does not hold, yet a sum "
    "of the document proves that number",
)


@dataclass(frozen=True)
class _Number:
    """A value, with the ids (tidy/numbers) of every place that prints it."""

    value: Decimal
    ids: frozenset[str | None]


@dataclass(frozen=True)
class _Ratio:
    indicator: str
    numerator: _Number
    denominator: _Number
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
    rows = [_row(one, years) for one in found if one.denominator.value]
    return rows + list(_variance(years))


def _row(one: _Ratio, years: Years) -> dict[str, Any]:
    heads = one.indicator == "operating_per_head"
    numerator, denominator = one.numerator.value, one.denominator.value
    return {
        "indicator": one.indicator,
        "value": float(numerator / denominator * (1 if heads else 100)),
        "value_unit": "万元" if heads else "%",
        "numerator": numerator,
        "denominator": denominator,
        **_judged(
            years, one.numerator.ids | one.denominator.ids, one.comparable, one.why_zh, one.why_en
        ),
    }


def _judged(
    years: Years, ids: Iterable[str | None], comparable: str, zh: str, en: str
) -> dict[str, str]:
    """Whether it may be compared and why: never where one of its numbers takes part in a check
    that does not hold, unless a sum proves that number."""
    proven = [years.failing_numbers[one] for one in ids if one in years.failing_numbers]
    if proven and comparable != "no":
        comparable, zh, en = _PROVEN if all(proven) else _CONTRADICTED
    return {"comparable": comparable, "why_zh": zh, "why_en": en}


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
        spent, budget = _one(rows, "outturn"), _one(rows, f"{base}_budget")
        if spent is not None and budget is not None:
            yield _Ratio(f"rate_{base}", spent, budget, "partly", zh, en)


def _shares(years: Years) -> Iterator[_Ratio]:
    total = _only(years, "expenditure", "total")
    basic = _only(years, "expenditure", "basic")
    if total is not None and basic is not None:
        yield _Ratio("basic_share", basic, total, *_YES)
    people, of = _fact(years, "basic_personnel"), _fact(years, "basic_total")
    if people is not None and of is not None and people.value <= of.value:
        yield _Ratio("personnel_share", people, of, *_YES)


def _three_public(years: Years) -> Iterator[_Ratio]:
    found = {
        row["measure"]: _Number(row["amount"], frozenset({row["amount_id"]}))
        for row in years.rows("tidy/statutory")
        if row["table"] == "three_public" and row["code"] == "total" and row["amount"] is not None
    }
    for base, comparable in (("initial_budget", "yes"), ("budget", "partly")):
        if base in found and found[base].value and "outturn" in found:
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
    staff = [
        row
        for row in years.rows("tidy/profile")
        if row["kind"] == "staff" and row["value"] is not None and "在职" in (row["name_zh"] or "")
    ]
    heads = _one(staff, "value")
    if costs is not None and heads is not None:
        yield _Ratio(
            "operating_per_head",
            costs,
            heads,
            "partly",
            "人数是年末在职实有人数，费用口径（机关本级或含下属）各部门不同",
            "heads are staff in post at the year's end; whose costs are meant differs",
        )


def _variance(years: Years) -> Iterator[dict[str, Any]]:
    for row in years.rows("results/budget_composition"):
        if row["level"] == "class" and row["variance"] is not None:
            left = row["heads_left_out"]
            told = _YES
            if left:
                zh = f"{row['heads']}类有两个数，{left}类缺一个"
                en = f"{row['heads']} classes have both numbers, {left} lack one"
                told = ("partly", zh, en)
            yield {
                "indicator": "variance",
                "value": float(row["variance"]),
                "value_unit": "%",
                "numerator": row["outturn"],
                "denominator": row["budget"],
                **_judged(years, _ids_of_classes(years, row["budget_of"]), *told),
            }
            return


def _ids_of_classes(years: Years, budget_of: str) -> set[str | None]:
    """The numbers that the composition variance of the classes is worked out from."""
    if budget_of == "published":
        rows = published(years.rows("results/budget_join"), "class")
        both = [one for one in rows if None not in (one["budget"], one["outturn"])]
        return {one[name] for one in both for name in ("budget_id", "outturn_id")}
    rows = years.rows("results/budget_by_class")
    both = [one for one in rows if None not in (one["initial_budget"], one["outturn"])]
    return {number for one in both for number in (*one["initial_budget_ids"], one["outturn_id"])}


def _only(years: Years, table: str, measure: str) -> _Number | None:
    found = [
        row
        for row in years.rows("tidy/statutory")
        if (row["table"], row["level"], row["measure"]) == (table, "total", measure)
    ]
    return _one(found, "amount")


def _fact(years: Years, fact: str) -> _Number | None:
    found = [
        row
        for row in years.rows("tidy/facts")
        if row["fact"] == fact
        and row["value_year"] in (None, years.year)
        and row["value_unit"] == "万元"
        and row["value"] is not None
    ]
    return _one(found, "value")


def _one(rows: Sequence[dict[str, Any]], column: str) -> _Number | None:
    """The one value that a column of the rows has; null where they have none, or several."""
    values = {row[column] for row in rows}
    value = values.pop() if len(values) == 1 else None
    if value is None:
        return None
    return _Number(value, frozenset(row.get(f"{column}_id") for row in rows) - {None})


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
