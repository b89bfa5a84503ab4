"""The figures the prose states beside revenue, expenditure and budgets, one row a thing."""

from __future__ import annotations

from helpers.analysis.tidy import Tidy, first_ids
from helpers.wording.labels import name_key

# Sections in the order told; a fact's name begins with its section's.
SECTIONS = (
    "staff",
    "basic",
    "operating_costs",
    "three_public",
    "procurement",
    "assets",
    "performance",
)
# Facts of these sections stand in the report's other sections.
TOLD_ELSEWHERE = (
    "revenue_expenditure",
    "revenue",
    "expenditure",
    "appropriation",
    "general_budget",
)
# The same kind of number is said of several things: only the sentence tells which.
SAID_OF_MANY = "performance_"
# Endings of facts that say something of another fact, and the column they go to.
_BESIDE = {"_change": "change", "_change_rate": "change_rate", "_share": "share"}


def other_figures(tidy: Tidy) -> dict[str, list[dict]]:
    """Rows by section, in printed order; facts of unknown sections under ``other``.

    Keys of a row: fact, subject_zh, snippet_zh, value, value_unit, value_year, change,
    direction, change_rate, share (the last two as printed, per cent), pages, and where value,
    change, change_rate and share stand (`value_ids` …). What is said of
    an amount (its change, its share) stands in the amount's row; alone, it has a row without
    a value. A part that is zero is left out.
    """
    sections: dict[str, list[dict]] = {}
    for row in tidy.rows["profile"]:
        if row["kind"] == "staff" and row["value"] is not None:
            _add(sections, "staff", _row(row | {"fact": "staff", "subject_zh": row["name_zh"]}))
    for fact in tidy.rows["facts"]:
        section = _section(fact["fact"])
        if section in TOLD_ELSEWHERE or _is_nothing(fact):
            continue
        _add(sections, section if section in SECTIONS else "other", _row(fact))
    return {name: sections[name] for name in (*SECTIONS, "other") if name in sections}


def _section(fact: str) -> str:
    known = [one for one in (*SECTIONS, *TOLD_ELSEWHERE) if fact.startswith(f"{one}_")]
    return max(known, key=len, default="other")


def _is_nothing(fact: dict) -> bool:
    return fact["fact"].endswith("_part") and fact["value"] is not None and not fact["value"]


def _row(stated: dict) -> dict:
    """A row of its own for one statement; a change or share has no value of its own."""
    column = _beside(stated["fact"])
    row = {
        name: stated.get(name)
        for name in (
            "fact",
            "subject_zh",
            "snippet_zh",
            "value",
            "value_unit",
            "value_year",
            "direction",
            "reason_zh",
        )
    }
    row |= {
        "change": None,
        "change_rate": None,
        "share": None,
        "pages": [stated["page"]] if stated["page"] is not None else [],
    }
    if column:
        row |= {"value": None, "value_unit": None}
        row[column] = stated["value"] if column == "change" else stated["printed"]
    row |= {
        f"{name}_ids": first_ids([stated], "value") if name == (column or "value") else []
        for name in ("value", *_BESIDE.values())
    }
    return row


def _beside(fact: str) -> str | None:
    endings = [ending for ending in _BESIDE if fact.endswith(ending)]
    return _BESIDE[max(endings, key=len)] if endings else None


def _add(sections: dict, section: str, row: dict) -> None:
    """Puts `row` into its section: beside the amount it speaks of, on top of its twin, or last."""
    rows = sections.setdefault(section, [])
    column = _beside(row["fact"])
    owner = next(
        (one for one in reversed(rows) if column and _speaks_of(row, one) and one[column] is None),
        None,
    )
    twin = next((one for one in rows if _same(row, one)), None)
    if owner:
        owner[column] = row[column]
        owner[f"{column}_ids"] = row[f"{column}_ids"]
        owner["direction"] = owner["direction"] or row["direction"]
        owner["reason_zh"] = owner["reason_zh"] or row["reason_zh"]
        owner["pages"] = sorted({*owner["pages"], *row["pages"]})
    elif twin:
        twin["pages"] = sorted({*twin["pages"], *row["pages"]})
    else:
        rows.append(row)


def _speaks_of(row: dict, owner: dict) -> bool:
    """Is the change or share in `row` said of `owner`: the same subject, or the whole if none?"""
    stem = _stem(row["fact"])
    if row["subject_zh"]:
        related = _stem(owner["fact"]) == stem or not _beside(owner["fact"])
        return related and name_key(row["subject_zh"]) == name_key(owner["subject_zh"])
    return owner["fact"] == f"{stem}_total" or _stem(owner["fact"]) == stem


def _stem(fact: str) -> str:
    ending = max((one for one in _BESIDE if fact.endswith(one)), key=len, default="")
    return fact.removesuffix(ending)


def _same(row: dict, other: dict) -> bool:
    apart = ["pages", "reason_zh"]
    if not row["fact"].startswith(SAID_OF_MANY):
        apart.append("snippet_zh")
    apart += [name for name in row if name.endswith("_ids")]
    return all(row[name] == other[name] for name in row if name not in apart)
