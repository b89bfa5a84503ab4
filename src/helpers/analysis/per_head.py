"""Costs per person in post, where the document counts the people whose costs they are."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from helpers import wording
from helpers.analysis.tidy import HUNDREDTH, Tidy, first_ids
from helpers.wording.labels import name_key


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
    rows = [_row(about, stated, "value", staff) for about, stated in costs.items() if stated]
    wages = tidy.amounts("basic_expenditure", code="301")
    if len(wages) == 1 and not _others_are_paid(tidy):
        rows.append(_row("wages", wages[0], "amount", staff))
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


def _row(about: str, stated: dict, column: str, staff: dict) -> dict:
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
