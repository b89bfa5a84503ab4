"""Checks of shares that no section's own check is about: a part of basic expenditure, of the
year's expenditure, of procurement, of a fund."""

from __future__ import annotations

import re
from collections.abc import Iterator

from helpers import amounts
from helpers.identities.accounts import Accounts
from helpers.identities.check import Check
from helpers.identities.interpreter import bare
from helpers.identities.judging import best, rounded, undecided
from helpers.identities.prose_checks import WHOLES, is_fund_of_base, same_fund, totals
from helpers.identities.ratios import judge_ratio

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


def share_checks(accounts: Accounts) -> Iterator[Check]:
    """Each share against its amount and every total that its words may mean.

    It fails only where one amount and one total are stated, and the clause names the total.
    """
    for fact in accounts.facts:
        name, whole = _PARTS.get(fact["fact"], (None, None))
        base = fact["base"]
        if name is None or (base not in WHOLES and base not in (None, "not_said")):
            continue
        own = _different(one for one in accounts.facts_named(name) if same_fund(one, fact)
                         and (name.startswith("basic") or _same_part(one, fact)))
        wholes = _different(one for each in WHOLES.get(base, (whole,))
                            for one in accounts.facts_named(each) if is_fund_of_base(fact, one))
        judged = [rounded(judge_ratio, accounts.said(fact), accounts.said(one),
                          accounts.said(total)) for one in own for total in wholes
                  if total["value"]]
        if judged:
            judgement = best(judged)
            named = re.search("占[^,。;\\d]*[^,。;\\d占的]", amounts.key(fact["snippet_zh"]))
            if not named or any(judge_ratio(accounts.said(fact), accounts.said(one), total).outcome
                                in ("pass", "rounding") for one in own
                                for total in totals(accounts)):
                undecided(judgement)
            yield Check("T03", {"what": fact["subject_zh"] or "",
                                "base": wholes[0]["subject_zh"] or ""}, judgement)


def _same_part(one: dict, fact: dict) -> bool:
    return bare(one["subject_zh"] or "") == bare(fact["subject_zh"] or "")


def _different(facts: Iterator[dict]) -> list[dict]:
    """The facts, those of one amount once."""
    found: dict = {}
    for fact in facts:
        found.setdefault(fact["value"], fact)
    return list(found.values())
