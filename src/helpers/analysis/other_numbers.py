"""The figures the prose states beside revenue, expenditure and budgets, one row a thing."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from helpers import wording
from helpers.analysis.tidy import HUNDREDTH, Tidy, first_ids
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


def per_head(tidy: Tidy) -> list[dict]:
    """One row a cost: about, value (万元 a person), amount, heads, amount_ids, heads_ids, pages.

    `about` is `operating_costs` (机关运行经费), `basic_public` (公用经费) or `wages`
    (工资福利支出, class 301). Operating costs are those of administrative bodies only: they are
    divided where they are the whole 公用经费, whose staff is the whole staff. 人员经费 is not: it
    pays the retired too. Empty without a count of the staff in post (`staff_in_post`).
    """
    staff = staff_in_post(tidy)
    if staff is None:
        return []
    costs = {
        name: tidy.fact(fact)
        for name, fact in (
            ("operating_costs", "operating_costs_total"),
            ("basic_public", "basic_public"),
        )
    }
    operating, public = costs["operating_costs"], costs["basic_public"]
    if not (operating and public and operating["value"] == public["value"]):
        del costs["operating_costs"]
    else:
        del costs["basic_public"]
    rows = [
        _per_head_row(about, stated, "value", staff) for about, stated in costs.items() if stated
    ]
    wages = tidy.amounts("basic_expenditure", code="301")
    if len(wages) == 1 and not _others_are_paid(tidy):
        rows.append(_per_head_row("wages", wages[0], "amount", staff))
    return [row for row in rows if row["amount"]]


def staff_in_post(tidy: Tidy) -> dict | None:
    """The row of tidy/profile that counts all staff in post (在职人员); null where none does.

    Null too where several numbers are given or several units make up the department: one
    count may then be of a part. A mere 实有人数 counts only beside the establishment (编制)
    and where no retired staff are counted, whom it might include.
    """
    words = wording.load("profile")["in_post"]
    rows = tidy.rows["profile"]
    staff = [row for row in rows if row["kind"] == "staff" and row["value"]]
    if sum(row["kind"] == "unit" for row in rows) > 1:
        return None
    found = _named(staff, words["said"])
    if not found and _named(staff, words["establishment"]) and not _named(staff, words["retired"]):
        found = _named(staff, words["unsaid"])
    same = len({row["value"] for row in found}) == 1
    return found[0] if same else None


def _others_are_paid(tidy: Tidy) -> bool:
    """Are staff counted beside those in post, who have wages too?"""
    words = wording.load("profile")["in_post"]["beside"]
    return any(
        row["value"] and re.search(words, row["name_zh"])
        for row in tidy.rows["profile"]
        if row["kind"] == "staff"
    )


def _named(staff: list[dict], pattern: str) -> list[dict]:
    return [row for row in staff if re.fullmatch(pattern, name_key(row["name_zh"]))]


def _per_head_row(about: str, stated: dict, column: str, staff: dict) -> dict:
    amount: Decimal = stated[column] or Decimal(0)
    return {
        "about": about,
        "amount": amount,
        "heads": staff["value"],
        "name_zh": staff["name_zh"],
        "value": (amount / staff["value"]).quantize(HUNDREDTH, rounding=ROUND_HALF_UP),
        "amount_ids": first_ids([stated], column),
        "heads_ids": first_ids([staff], "value"),
        "pages": sorted({row["page"] for row in (stated, staff) if row["page"] is not None}),
    }
