"""Checks of the three public expenses in the prose: parts and whole, shares, budget changes.

An expense is often stated several times, and not always of the same money (the department, its
own unit; the general budget, all appropriation). So every amount stated of it is a reading; a
check fails only where there is one reading and the document leaves no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from helpers import amounts
from helpers.codes import expense_named
from helpers.identities.accounts import BUDGETS, Accounts
from helpers.identities.check import Check
from helpers.identities.judging import (
    Judgement,
    Printed,
    best,
    judge_equal,
    judge_sum,
    rounded,
    undecided,
)
from helpers.identities.passages import Passage
from helpers.identities.prose_checks import listed_sum
from helpers.identities.ratios import judge_ratio

#: The whole and its parts; the parts of 车辆 stand in for it where it is not stated.
_EXPENSES = ("overseas_travel", "vehicles", "reception")
_VEHICLES = ("vehicle_purchase", "vehicle_running")
#: Words that make the three public expenses the whole of the shares that follow.
_OF_THEM = re.compile(r"三公\"?经费[^。;\d]{0,30}(?:中|其中|构成|包括)[,:]")
_BASE = re.compile(r"占[^,。;\d]*(?:三公|总(?:支出|额|计))")
_NAMES = {"total": "“三公”经费", "vehicles": "公务用车购置及运行费"}


@dataclass(frozen=True)
class Stated:
    """An amount of the prose and the paragraph it stands in."""

    amount: Printed
    passage: Passage | None


def expense_checks(accounts: Accounts) -> Iterator[Check]:
    """Parts against their whole, and each share of the whole."""
    for measure in BUDGETS:
        for whole in ("total", "vehicles"):
            yield from _added_up(accounts, whole, measure)
    yield from _shares(accounts)


def stated(accounts: Accounts, code: str, measure: str) -> list[Stated]:
    """The different amounts that the prose states of an expense, in their order."""
    found: list[Stated] = []
    for row in accounts.budget:
        if (row["scope"], row["source"], row["code"]) != ("three_public", "narrative", code) or (
                row["fund"] in ("government_funds", "state_capital")):
            continue
        one = accounts.stated(row, measure)
        if one and not any(same(one, other.amount) for other in found):
            found.append(Stated(one, accounts.passages.of(row, one.text)))
    return found


def expense_of(subject: str | None) -> str | None:
    """The key of the expense that a fact is about; `total` for all three."""
    if subject is None:
        return None
    return expense_named(subject) or ("total" if "三公" in subject else None)


def same(one: Printed, other: Printed) -> bool:
    return judge_equal(one, other).outcome != "fail"


def _added_up(accounts: Accounts, whole: str,
              measure: str) -> Iterator[Check]:
    """出国 + 车辆 + 接待 = 三公; 购置 + 运行 = 车辆."""
    parts = {code: stated(accounts, code, measure)
             for code in (_EXPENSES if whole == "total" else _VEHICLES)}
    complete = all(parts.values())
    if whole == "total" and not parts["vehicles"]:
        parts |= {code: stated(accounts, code, measure) for code in _VEHICLES}
        complete = all(one for code, one in parts.items() if code != "vehicles")
    totals = stated(accounts, whole, measure)
    listed = [one for one in parts.values() if one]
    if not totals or len(listed) < 2:
        return
    judge = judge_sum if complete else listed_sum
    judgement = best([rounded(judge, total.amount, [one.amount for one in chosen])
                      for total in totals for chosen in product(*listed)])
    told = [*totals, *(one for some in listed for one in some)]
    if measure == "budget" or not one_scope(told):
        undecided(judgement)
    yield Check("P03", {"base": _NAMES[whole], "measure": measure}, judgement)


def one_scope(told: Sequence[Stated]) -> bool:
    """Does no paragraph tell amounts unit by unit, or of more than the three expenses?"""
    return not any(one.passage and (one.passage.by_unit or one.passage.wider) for one in told)


def _shares(accounts: Accounts) -> Iterator[Check]:
    """占…%: an expense's share of all three."""
    totals, vehicles = (stated(accounts, code, "outturn")
                        for code in ("total", "vehicles"))
    for fact in accounts.facts_named("three_public_share"):
        code = expense_named(fact["subject_zh"] or "")
        own = stated(accounts, code, "outturn") if code else []
        if not own or not totals or not _of_all_three(fact["base"]):
            continue
        wholes = totals + vehicles * (code in _VEHICLES)  # 购置费占…%: of either
        judgement = _share(accounts, fact, own, wholes, code)
        if judgement.outcome != "not_applicable":
            if not _named(fact, accounts.passages.of(fact, fact["printed"]), totals, judgement) or (
                    not one_scope([*own, *totals])):
                undecided(judgement)
            yield Check("P04", {"what": fact["subject_zh"], "base": _NAMES["total"]}, judgement)


def _of_all_three(base: str | None) -> bool:
    return base in (None, "not_said") or "three_public" in base


def _named(fact: dict, passage: Passage | None, totals: list[Stated],
           judgement: Judgement) -> bool:
    """Does the document say that the share is of all three?

    In its clause (占“三公”经费支出的), by its opening (“三公”经费支出决算中), or as a list below
    the total itself (…22.62万元。其中公务接待费); there a budget may be what it is of.
    """
    if _BASE.search(amounts.key(fact["snippet_zh"])):
        return True
    if passage is None:
        return False
    listed = "其中" in passage.text and any(one.passage == passage for one in totals)
    return bool(_OF_THEM.search(passage.text)) or (
        listed and judgement.likely_cause != "wrong_base")


def _share(accounts: Accounts, fact: dict, own: list[Stated], wholes: list[Stated],
           code: str) -> Judgement:
    """The share against every pair of amounts; a rate of the budget is the usual mistake."""
    budgets = [one for row in accounts.budget if row["scope"] == "three_public"
               and row["code"] in (code, "total")
               for name in BUDGETS[:-1] if (one := accounts.stated(row, name))]
    return best([rounded(judge_ratio, accounts.said(fact), one.amount, whole.amount, budgets)
                 for one in own for whole in wholes])
