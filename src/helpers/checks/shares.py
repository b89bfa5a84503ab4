"""Shares in the prose: of revenue, of expenditure, of a fund, of procurement, of the three public
expenses. A share fails only where its amount and its whole are stated once and it names the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from helpers import amounts
from helpers.checks.accounts import BUDGETS, Accounts, Passage
from helpers.checks.check import Check
from helpers.checks.judging import Judgement, Printed, best, judge_ratio, rounded, undecided
from helpers.checks.statements import (
    WHOLES,
    Listing,
    Stated,
    all_totals,
    bare,
    expense_stated,
    is_fund_of_base,
    listings,
    one_scope,
    same_fund,
    same_side,
    total_of,
)
from helpers.codes import expense_named

#: The amount that a share is of, and the whole that it is a part of where its words name none.
_PARTS = {
    "basic_personnel_share": ("basic_personnel", "basic_total"),
    "basic_public_share": ("basic_public", "basic_total"),
    "general_budget_part_share": ("general_budget_part", "general_budget_total"),
    "general_budget_economic_share": ("general_budget_economic_amount", "general_budget_total"),
    "expenditure_class_share": ("expenditure_class_amount", "expenditure_total"),
    "expenditure_economic_share": ("expenditure_economic_amount", "expenditure_total"),
    "revenue_appropriation_part_share": ("revenue_appropriation_part", "revenue_total"),
    "appropriation_part_share": ("appropriation_part", "appropriation_total"),
    "procurement_part_share": ("procurement_part", "procurement_total"),
}
_VEHICLES = ("vehicle_purchase", "vehicle_running")
#: Words that make the three public expenses the whole of the shares that follow.
_OF_THEM = re.compile(r"三公\"?经费[^。;\d]{0,30}(?:中|其中|构成|包括)[,:]")
_BASE = re.compile(r"占[^,。;\d]*(?:三公|总(?:支出|额|计))")
_EXPENSES = {"total": "“三公”经费", "vehicles": "公务用车购置及运行费"}


def share_checks(accounts: Accounts) -> Iterator[Check]:
    """Every share against its amount and the totals that its words may mean."""
    for one in listings(accounts):
        yield from _of_listing(accounts, one)
    yield from _of_expenditure(accounts)
    yield from _of_procurement(accounts)
    yield from _evaluated(accounts)
    yield from _of_others(accounts)
    yield from expense_shares(accounts)


def _of_listing(accounts: Accounts, listing: Listing) -> Iterator[Check]:
    """The share of each part of a list."""
    for fact in accounts.facts_named(listing.share):
        own = [
            accounts.said(one)
            for one in listing.parts
            if one["subject_zh"] == fact["subject_zh"] and same_fund(one, fact)
        ]
        if own:
            judged = [
                judge_share(accounts, fact, own[0], whole)
                for whole in _wholes(accounts, fact, listing.total)
            ]
            if judged:
                judgement = best(judged)
                sure = len(own) == 1 and is_fund_of_base(fact, listing.total)
                yield Check(
                    "T03",
                    {"what": fact["subject_zh"], "base": listing.base},
                    judgement if sure else undecided(judgement),
                )


def _of_expenditure(accounts: Accounts) -> Iterator[Check]:
    """The general budget's share of the year's expenditure."""
    share = accounts.fact("general_budget_share_of_expenditure")
    total = share and accounts.said(total_of([share], accounts.facts_named("general_budget_total")))
    spent = accounts.total("expenditure", "total")
    if share and total and spent:
        yield Check(
            "T03",
            {"what": "财政拨款支出", "base": "本年支出合计"},
            judge_share(accounts, share, total, spent),
        )


def _of_procurement(accounts: Accounts) -> Iterator[Check]:
    """Shares of small and medium firms in procurement."""
    total = accounts.said(accounts.fact("procurement_total"))
    if total is None:
        return
    awarded = {
        fact["subject_zh"]: accounts.said(fact)
        for name in ("sme", "micro")
        for fact in accounts.facts_named(f"procurement_{name}")
    }
    for share in accounts.facts_named("procurement_share"):
        if share["subject_zh"] in awarded:
            yield Check(
                "T03",
                {"what": share["subject_zh"], "base": "政府采购支出总额"},
                judge_ratio(
                    accounts.said(share),
                    awarded[share["subject_zh"]],
                    total,
                    [one for one in awarded.values() if one],
                ),
            )


def _wholes(accounts: Accounts, fact: dict, stated: dict) -> list[Printed]:
    """The totals that a share may be of: the section's own, or those of the base it names."""
    total = accounts.said(stated)
    if fact["base"] not in WHOLES:
        return [total] if fact["base"] in (None, "not_said") else []
    facts = [
        one
        for name in WHOLES[fact["base"]]
        for one in accounts.facts_named(name)
        if same_side(one, fact)
    ]
    named = [
        accounts.said(one) for one in [one for one in facts if is_fund_of_base(fact, one)] or facts
    ]
    if total.value in {one.value for one in named}:
        named = [total, *(one for one in named if len(WHOLES[fact["base"]]) > 1)]
    return list({one.value: one for one in reversed(named)}.values())[::-1]


def judge_share(accounts: Accounts, fact: dict, own: Printed, total: Printed) -> Judgement:
    """A share of `total`; one that is of another total cannot be told where no base is named.

    收入总计 and 收入合计 are two totals: a share said to be of 总计 may be of either.
    """
    others = [one for one in all_totals(accounts) if one.value != total.value]
    judgement = judge_ratio(accounts.said(fact), own, total, others)
    words = amounts.key(fact["snippet_zh"])
    named = re.search("占[^,。;\\d]*(合计|总额|总计|支出|收入)", words)
    grand = re.search("占[^,。;\\d]*(总计|总收入|总支出)", words)
    if judgement.likely_cause == "wrong_base" and (grand or not named):
        undecided(judgement)
    return judgement


def _evaluated(accounts: Accounts) -> Iterator[Check]:
    """The money evaluated as a share of the project expenditure of the general budget."""
    share = next(
        (
            one
            for one in accounts.facts_named("performance_share")
            if re.search("一般公共预算项目支出(总额)?$", one["subject_zh"] or "")
        ),
        None,
    )
    amount = accounts.said(accounts.fact("performance_amount"))
    project = accounts.total("general_budget_expenditure", "project")
    if share and amount and project:
        yield Check(
            "T03",
            {"what": "绩效自评资金", "base": "一般公共预算项目支出"},
            judge_share(accounts, share, amount, project),
        )


def _of_others(accounts: Accounts) -> Iterator[Check]:
    """Each share against its amount and every total that its words may mean.

    It fails only where one amount and one total are stated, and the clause names the total.
    """
    for fact in accounts.facts:
        name, whole = _PARTS.get(fact["fact"], (None, None))
        base = fact["base"]
        if name is None or (base not in WHOLES and base not in (None, "not_said")):
            continue
        own = _different(
            one
            for one in accounts.facts_named(name)
            if same_fund(one, fact) and (name.startswith("basic") or _same_part(one, fact))
        )
        wholes = _different(
            one
            for each in WHOLES.get(base, (whole,))
            for one in accounts.facts_named(each)
            if is_fund_of_base(fact, one)
        )
        judged = [
            rounded(judge_ratio, accounts.said(fact), accounts.said(one), accounts.said(total))
            for one in own
            for total in wholes
            if total["value"]
        ]
        if judged:
            judgement = best(judged)
            named = re.search("占[^,。;\\d]*[^,。;\\d占的]", amounts.key(fact["snippet_zh"]))
            if not named or any(
                judge_ratio(accounts.said(fact), accounts.said(one), total).outcome
                in ("pass", "rounding")
                for one in own
                for total in all_totals(accounts)
            ):
                undecided(judgement)
            yield Check(
                "T03",
                {"what": fact["subject_zh"] or "", "base": wholes[0]["subject_zh"] or ""},
                judgement,
            )


def _same_part(one: dict, fact: dict) -> bool:
    return bare(one["subject_zh"] or "") == bare(fact["subject_zh"] or "")


def _different(facts: Iterator[dict]) -> list[dict]:
    """The facts, those of one amount once."""
    found: dict = {}
    for fact in facts:
        found.setdefault(fact["value"], fact)
    return list(found.values())


def expense_shares(accounts: Accounts) -> Iterator[Check]:
    """占…%: an expense's share of all three."""
    totals, vehicles = (expense_stated(accounts, code, "outturn") for code in ("total", "vehicles"))
    for fact in accounts.facts_named("three_public_share"):
        code = expense_named(fact["subject_zh"] or "")
        own = expense_stated(accounts, code, "outturn") if code else []
        if not own or not totals or not _of_all_three(fact["base"]):
            continue
        wholes = totals + vehicles * (code in _VEHICLES)  # 购置费占…%: of either
        judgement = _share(accounts, fact, own, wholes, code)
        if judgement.outcome != "not_applicable":
            if not _named(fact, accounts.passages.of(fact, fact["printed"]), totals, judgement) or (
                not one_scope([*own, *totals])
            ):
                undecided(judgement)
            yield Check("P04", {"what": fact["subject_zh"], "base": _EXPENSES["total"]}, judgement)


def _of_all_three(base: str | None) -> bool:
    return base in (None, "not_said") or "three_public" in base


def _named(fact: dict, passage: Passage | None, totals: list[Stated], judgement: Judgement) -> bool:
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
        listed and judgement.likely_cause != "wrong_base"
    )


def _share(
    accounts: Accounts, fact: dict, own: list[Stated], wholes: list[Stated], code: str
) -> Judgement:
    """The share against every pair of amounts; a rate of the budget is the usual mistake."""
    budgets = [
        one
        for row in accounts.budget
        if row["scope"] == "three_public" and row["code"] in (code, "total")
        for name in BUDGETS[:-1]
        if (one := accounts.stated(row, name))
    ]
    return best(
        [
            rounded(judge_ratio, accounts.said(fact), one.amount, whole.amount, budgets)
            for one in own
            for whole in wholes
        ]
    )
