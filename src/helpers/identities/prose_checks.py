"""Checks of what the prose says: against the tables, and against its own numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from helpers import amounts
from helpers.identities.accounts import Accounts
from helpers.identities.check import Check
from helpers.identities.interpreter import bare
from helpers.identities.judging import Judgement, Printed, best, judge_sum, undecided
from helpers.identities.ratios import judge_change, judge_ratio

_SUMMARY, _APPROPRIATION = "revenue_expenditure_summary", "appropriation_summary"
SIGNS = {"increase": 1, "decrease": -1}
_GRAND = ("总计", "收入总计", "支出总计")
_YEAR = {"revenue": ("本年收入合计",), "expenditure": ("本年支出合计",)}


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


def prose_checks(accounts: Accounts) -> Iterator[Check]:
    """The totals, changes, parts and shares of each section."""
    for group in ("revenue_expenditure", "appropriation", "general_budget"):
        yield from _change(accounts, group)
    for group in ("revenue", "expenditure"):
        yield from _parts(accounts, group)
    yield from _classes(accounts)


#: Facts that say how a total moved; `_change` checks the first pair of each, the others are
#: those of `change_checks`.
CHANGES_OF_TOTALS = ("revenue_expenditure_change", "appropriation_change",
                     "general_budget_change")


def pairs_of_change(accounts: Accounts, name: str) -> list[tuple[dict, dict]]:
    """Each fact `name` (a change that goes up or down) with its rate, told right after it."""
    pairs = []
    for n, change in enumerate(accounts.facts):
        if change["fact"] != name or change["direction"] not in SIGNS:
            continue
        rate = next((one for one in accounts.facts[n + 1: n + 3]
                     if one["fact"] in (name, f"{name}_rate")), None)
        if rate and rate["fact"] != name and same_fund(change, rate) and same_side(change, rate):
            pairs.append((change, rate))
    return pairs


def same_fund(one: dict, other: dict) -> bool:
    """Are two facts of one fund? Null is not known, and stands in no way."""
    funds = one.get("fund"), other.get("fund")
    return None in funds or funds[0] == funds[1]


def same_side(one: dict, other: dict) -> bool:
    """May two facts be of one side? Words that name revenue alone, or expenditure alone, tell."""
    sides = [{word for word in "收支" if word in (row.get("subject_zh") or "")}
             for row in (one, other)]
    return any(len(words) != 1 for words in sides) or sides[0] == sides[1]


def _change(accounts: Accounts, group: str) -> Iterator[Check]:
    """The printed rate of change against the change and the year before."""
    change, rate = next(iter(pairs_of_change(accounts, f"{group}_change")), (None, None))
    total = change and next((one for one in accounts.facts_named(f"{group}_total")
                             if same_side(one, change)), None)
    if not total or change["base"] not in (None, "prior_year"):
        return
    sign = SIGNS[change["direction"]]
    case = {"what": total["subject_zh"] or "", "minus": "−" if sign == 1 else "+"}
    judgement = judge_change(*(accounts.said(one) for one in (rate, total, change)), sign)
    if judgement.outcome == "fail" and any(
            judge_change(accounts.said(rate), one, accounts.said(change), sign).outcome != "fail"
            for one in totals(accounts)):
        # The change may be of another total than the one stated first.
        undecided(judgement)
    yield Check("T02", case, judgement)


def rate_of_change(accounts: Accounts, what: str, current: Printed, change: dict,
                    rate: dict) -> Check:
    """The printed rate of change of `what` against this year's amount and the change."""
    sign = SIGNS[change["direction"]]
    case = {"what": f"“{what}”", "minus": "−" if sign == 1 else "+"}
    return Check("T02", case,
                 judge_change(accounts.said(rate), current, accounts.said(change), sign))


def totals(accounts: Accounts) -> list[Printed]:
    """Every total of the year that the prose states, once each: what a rate may be of."""
    names = ("revenue_expenditure_total", "revenue_total", "expenditure_total",
             "appropriation_total", "general_budget_total")
    found = [accounts.said(fact) for name in names for fact in accounts.facts_named(name)]
    return list({one.value: one for one in found}.values())


def _parts(accounts: Accounts, group: str) -> Iterator[Check]:
    """Parts of revenue or expenditure: against the table's columns, their sum, their shares."""
    parts = accounts.facts_named(f"{group}_part")
    total = _total_of(parts, accounts.facts_named(f"{group}_total"))
    yield from _shares(accounts, parts, f"{group}_part_share", total,
                       "收入合计" if group == "revenue" else "支出合计")


def _total_of(parts: list[dict], totals: list[dict]) -> dict | None:
    """The total that `parts` make: the first of their own fund, or the first that is stated."""
    funds = {one.get("fund") for one in parts} - {None}
    own = [one for one in totals if {one.get("fund")} == funds]
    return next(iter(own or totals), None)


def _shares(accounts, parts: list[dict], share: str, stated: dict | None,
            base: str) -> Iterator[Check]:
    """Do the parts make the total `stated`, and is each share its part of a total?"""
    if stated is None or not parts:
        return
    parts, one_list = told_once(parts)
    one_list = one_list and all(same_fund(one, stated) for one in parts)
    total, printed = accounts.said(stated), [accounts.said(fact) for fact in parts]
    if len(parts) > 1 or printed[0].value == total.value:
        judgement = listed_sum(total, printed)
        yield Check("T04", {"base": base}, judgement if one_list else undecided(judgement))
    for fact in accounts.facts_named(share):
        own = [p for f, p in zip(parts, printed, strict=True)
               if f["subject_zh"] == fact["subject_zh"] and same_fund(f, fact)]
        if own:
            judged = [judge_share(accounts, fact, own[0], whole)
                      for whole in _wholes(accounts, fact, stated)]
            if judged:
                judgement = best(judged)
                sure = len(own) == 1 and is_fund_of_base(fact, stated)
                yield Check("T03", {"what": fact["subject_zh"], "base": base},
                            judgement if sure else undecided(judgement))


def is_fund_of_base(fact: dict, total: dict) -> bool:
    """May `total` be the base that a share names? 财政拨款支出 holds more than one fund."""
    return fact["base"] != "general_budget_expenditure" or total.get("fund") in (
        None, "general_budget")


def _wholes(accounts: Accounts, fact: dict, stated: dict) -> list[Printed]:
    """The totals that a share may be of: the section's own, or those of the base it names."""
    total = accounts.said(stated)
    if fact["base"] not in WHOLES:
        return [total] if fact["base"] in (None, "not_said") else []
    facts = [one for name in WHOLES[fact["base"]] for one in accounts.facts_named(name)
             if same_side(one, fact)]
    named = [accounts.said(one) for one in
             [one for one in facts if is_fund_of_base(fact, one)] or facts]
    if total.value in {one.value for one in named}:
        named = [total, *(one for one in named if len(WHOLES[fact["base"]]) > 1)]
    return list({one.value: one for one in reversed(named)}.values())[::-1]


def told_once(parts: list[dict]) -> tuple[list[dict], bool]:
    """The parts without those told again; and whether they make one list.

    A name that comes again with another amount, or parts of several funds, make two.
    """
    once = {(bare(one["subject_zh"] or str(n)), one["value"]): one
            for n, one in reversed(list(enumerate(parts)))}
    names = [name for name, _ in once]
    funds = {one.get("fund") for one in parts} - {None}
    return list(reversed(once.values())), len(set(names)) == len(names) and len(funds) < 2


def judge_share(accounts: Accounts, fact: dict, own: Printed, total: Printed) -> Judgement:
    """A share of `total`; one that is of another total cannot be told where no base is named.

    收入总计 and 收入合计 are two totals: a share said to be of 总计 may be of either.
    """
    others = [one for one in totals(accounts) if one.value != total.value]
    judgement = judge_ratio(accounts.said(fact), own, total, others)
    words = amounts.key(fact["snippet_zh"])
    named = re.search("占[^,。;\\d]*(合计|总额|总计|支出|收入)", words)
    grand = re.search("占[^,。;\\d]*(总计|总收入|总支出)", words)
    if judgement.likely_cause == "wrong_base" and (grand or not named):
        undecided(judgement)
    return judgement


def listed_sum(total: Printed, parts: list[Printed]) -> Judgement:
    """Prose may list only the main parts, or a part and what it holds: then nothing is proved."""
    judgement = judge_sum(total, parts)
    excess = sum(one.value for one in parts) - total.value
    within = any(abs(excess - one.value) <= one.half + total.half for one in parts)
    if judgement.outcome == "fail" and (excess < 0 or within):
        judgement.outcome, judgement.likely_cause = "cannot_tell", None
    return judgement


def _classes(accounts: Accounts) -> Iterator[Check]:
    """Classes of the general budget: amounts against table 05, shares of their total."""
    parts = accounts.facts_named("general_budget_class_amount")
    stated = _total_of(parts, accounts.facts_named("general_budget_total"))
    words = (stated and stated["subject_zh"]) or ""
    yield from _shares(accounts, parts, "general_budget_class_share", stated,
                       words if words.startswith("一般公共预算") else "财政拨款支出")
    share = accounts.fact("general_budget_share_of_expenditure")
    total = share and accounts.said(
        _total_of([share], accounts.facts_named("general_budget_total")))
    spent = accounts.total("expenditure", "total")
    if share and total and spent:
        yield Check("T03", {"what": "财政拨款支出", "base": "本年支出合计"},
                    judge_share(accounts, share, total, spent))
