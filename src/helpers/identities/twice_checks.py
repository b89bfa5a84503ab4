"""Checks of one thing stated twice: with two amounts; with the same digits in 元 and in 万元.

Two statements are often of two things (the department and its own unit, 本年 and 总计). Two
amounts are called a contradiction only where one of them has other evidence for it, and the other
has none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from helpers.identities.accounts import BUDGETS, Accounts
from helpers.identities.check import Check
from helpers.identities.expense_checks import expense_checks
from helpers.identities.judging import Judgement, Printed, judge_equal, undecided
from helpers.identities.passages import Passage

_EXPENSE = ("total", "overseas_travel", "vehicles", "vehicle_purchase", "vehicle_running",
            "reception")
#: Words in a clause that make its amount another year's, another phase's or one unit's.
_OTHER = re.compile(r"上年|去年|预算|本级|下属|所属|二级|其中|20\d\d年")
#: Digits that two amounts must share before their units are compared: fewer agree by chance.
_DIGITS = 4
_FUND = re.compile("^(appropriation|general_budget|government_funds|state_capital)_")


@dataclass(frozen=True)
class Told:
    """An amount and the paragraph it stands in."""

    amount: Printed
    passage: Passage | None


def twice_checks(accounts: Accounts) -> Iterator[Check]:
    """Expenses stated twice; amounts whose unit differs by ten thousand."""
    yield from _expenses(accounts)
    yield from _units(accounts)


def _expenses(accounts: Accounts) -> Iterator[Check]:
    """The outturn of one expense of the three, in several places."""
    proven = _proven(accounts)
    for code in _EXPENSE:
        rows = [row for row in accounts.budget if row["outturn"] is not None
                and (row["scope"], row["source"], row["code"]) == (
                    "three_public", "narrative", code)
                and row["fund"] in (None, "general_budget")]
        told = [Told(one, accounts.passages.of(row, one.text)) for row in rows
                for one in [accounts.stated(row, "outturn")]]
        if len(told) < 2:
            continue
        name = next((row["name_zh"] for row in rows if row["name_zh"]), code)
        yield Check("T09", {"what": name, "measure": "outturn"}, _compared(told, proven))


def _proven(accounts: Accounts) -> set[Decimal]:
    """Amounts of the prose that close a sum or a share of the three public expenses."""
    return {one.value for check in expense_checks(accounts)
            if check.judgement.outcome in ("pass", "rounding")
            for one in check.judgement.numbers if one.value}


def _compared(told: list[Told], proven: set[Decimal]) -> Judgement:
    """The amount that has evidence against the one farthest from it.

    Evidence: it closes a sum, or stands in two paragraphs. One that has none, in a clause that
    names no other year, phase or unit, contradicts it.
    """
    places = Counter(one.amount.value for one in told)
    known = [one for one in told if one.amount.value in proven or places[one.amount.value] > 1]
    first = known[0] if known else told[0]
    other = max(told, key=lambda one: abs(one.amount.value - first.amount.value))
    judgement = judge_equal(first.amount, other.amount)
    clause = other.passage.clause(other.amount.text) if other.passage else ""
    if not known or other in known or not clause or _OTHER.search(clause) or (
            first.passage is None or first.passage == other.passage
            or first.passage.by_unit or other.passage.by_unit):
        undecided(judgement)
    return judgement


def _units(accounts: Accounts) -> Iterator[Check]:
    """The same digits of one thing, once in 元 and once in 万元."""
    told = list(_amounts(accounts))
    for n, (name, one) in enumerate(told):
        for other_name, other in told[n + 1:]:
            if name[:-1] == other_name[:-1] and _another_unit(one, other):
                larger, smaller = sorted((one, other), key=lambda each: -each.value)
                yield Check("T10", {"what": name[-1], "digits": one.text},
                            judge_equal(larger, smaller))


def _amounts(accounts: Accounts) -> Iterator[tuple[tuple, Printed]]:
    """Every amount of the prose, with what it is of, whatever its fund; its words come last."""
    for fact in accounts.facts:
        if fact["value_unit"] == "万元" and fact["value"]:
            name, words = _FUND.sub("", fact["fact"]), fact["subject_zh"] or ""
            bare = "" if name.endswith("_balance") else _FUND_WORDS.sub("", words)
            yield (name, bare, words or name), accounts.said(fact)
    for row in accounts.budget:
        for measure in BUDGETS:
            if row["source"] == "narrative" and row[measure]:
                yield ((row["scope"], row["code"] or row["name_zh"], measure,
                        row["name_zh"] or ""), accounts.stated(row, measure))


_FUND_WORDS = re.compile("(一般公共预算|政府性基金预算?|国有资本经营预算?)?(财政拨款)?")


def _another_unit(one: Printed, other: Printed) -> bool:
    """Are the digits the same and the values apart by ten thousand?"""
    digits = Decimal(one.text).normalize().as_tuple().digits
    ratio = max(one.value, other.value) / min(one.value, other.value)
    return one.text == other.text and ratio == 10_000 and len(digits) >= _DIGITS
