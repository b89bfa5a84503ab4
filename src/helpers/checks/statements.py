"""What facts of the prose have to do with one another: one fund, one side, a change and its rate,
parts and their total; and the amounts stated of the three public expenses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from helpers.checks.accounts import Accounts, Passage, bare
from helpers.checks.judging import PrintedNumber, judge_equal
from helpers.codes import expense_named

SIGNS = {"increase": 1, "decrease": -1}
#: The facts that hold the whole which a share names (`base`); of several, each may be meant.
WHOLES = {
    "total_revenue": ("revenue_total",),
    "total_expenditure": ("expenditure_total",),
    "appropriation_revenue": ("appropriation_total",),
    "appropriation_expenditure": ("appropriation_total", "general_budget_total"),
    "general_budget_expenditure": ("general_budget_total",),
    "basic_expenditure": ("basic_total",),
    "procurement_total": ("procurement_total",),
}


def pairs_of_change(accounts: Accounts, name: str) -> list[tuple[dict, dict]]:
    """Each fact `name` (a change that goes up or down) with its rate, told right after it."""
    pairs = []
    for n, change in enumerate(accounts.facts):
        if change["fact"] != name or change["direction"] not in SIGNS:
            continue
        rate = next(
            (one for one in accounts.facts[n + 1 : n + 3] if one["fact"] in (name, f"{name}_rate")),
            None,
        )
        if rate and rate["fact"] != name and same_fund(change, rate) and same_side(change, rate):
            pairs.append((change, rate))
    return pairs


def same_fund(one: dict, other: dict) -> bool:
    """Are two facts of one fund? Null is not known, and stands in no way."""
    funds = one.get("fund"), other.get("fund")
    return None in funds or funds[0] == funds[1]


def same_side(one: dict, other: dict) -> bool:
    """May two facts be of one side? Words that name revenue alone, or expenditure alone, tell."""
    sides = [
        {word for word in "收支" if word in (row.get("subject_zh") or "")} for row in (one, other)
    ]
    return any(len(words) != 1 for words in sides) or sides[0] == sides[1]


def all_totals(accounts: Accounts) -> list[PrintedNumber]:
    """Every total of the year that the prose states, once each: what a rate may be of."""
    names = (
        "revenue_expenditure_total",
        "revenue_total",
        "expenditure_total",
        "appropriation_total",
        "general_budget_total",
    )
    found = [accounts.value(fact) for name in names for fact in accounts.facts_named(name)]
    return list({one.value: one for one in found}.values())


def total_of(parts: list[dict], totals: list[dict]) -> dict | None:
    """The total that `parts` make: the first of their own fund, or the first that is stated."""
    funds = {one.get("fund") for one in parts} - {None}
    own = [one for one in totals if {one.get("fund")} == funds]
    return next(iter(own or totals), None)


def is_fund_of_base(fact: dict, total: dict) -> bool:
    """May `total` be the base that a share names? 财政拨款支出 holds more than one fund."""
    return fact["base"] != "general_budget_expenditure" or total.get("fund") in (
        None,
        "general_budget",
    )


def told_once(parts: list[dict]) -> tuple[list[dict], bool]:
    """The parts without those told again; and whether they make one list.

    A name that comes again with another amount, or parts of several funds, make two.
    """
    once = {
        (bare(one["subject_zh"] or str(n)), one["value"]): one
        for n, one in reversed(list(enumerate(parts)))
    }
    names = [name for name, _ in once]
    funds = {one.get("fund") for one in parts} - {None}
    return list(reversed(once.values())), len(set(names)) == len(names) and len(funds) < 2


@dataclass(frozen=True)
class Listing:
    """Parts that the prose lists of one total.

    `base` is what the total is called, `whole` whether the parts are one list, of the total's own
    fund.
    """

    parts: list[dict]
    total: dict
    base: str
    whole: bool


def listing_of(case: dict, accounts: Accounts) -> Listing | None:
    """The parts that a case names and their total; null where either is not stated.

    A total without a `base` in its case is called by its own words.
    """
    parts = accounts.facts_named(case["parts"])
    total = total_of(parts, accounts.facts_named(case["whole"]))
    if total is None or not parts:
        return None
    words = total["subject_zh"] or ""
    base = case.get("base") or (words if words.startswith("一般公共预算") else "财政拨款支出")
    once, whole = told_once(parts)
    return Listing(once, total, base, whole and all(same_fund(one, total) for one in once))


@dataclass(frozen=True)
class Stated:
    """An amount of the prose and the paragraph it stands in."""

    amount: PrintedNumber
    passage: Passage | None


def expense_stated(accounts: Accounts, code: str, measure: str) -> list[Stated]:
    """The different amounts that the prose states of an expense, in their order."""
    found: list[Stated] = []
    for row in accounts.budget:
        if (row["scope"], row["source"], row["code"]) != ("three_public", "narrative", code) or (
            row["fund"] in ("government_funds", "state_capital")
        ):
            continue
        one = accounts.stated(row, measure)
        if one and not any(same_amount(one, other.amount) for other in found):
            found.append(Stated(one, accounts.passage(one.number_id)))
    return found


def expense_of(subject: str | None) -> str | None:
    """The key of the expense that a fact is about; `total` for all three."""
    if subject is None:
        return None
    return expense_named(subject) or ("total" if "三公" in subject else None)


def same_amount(one: PrintedNumber, other: PrintedNumber) -> bool:
    return judge_equal(one, other).outcome != "fail"


def one_scope(told: Sequence[Stated]) -> bool:
    """Does no paragraph tell amounts unit by unit, or of more than the three expenses?"""
    return all(one.passage is None or one.passage.one_scope for one in told)
