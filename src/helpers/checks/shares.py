"""Shares in the prose: of revenue, of expenditure, of a fund, of procurement, of the three public
expenses. A share fails only where its amount and its whole are stated once and it names the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from helpers import amounts
from helpers.checks.accounts import BUDGETS, Accounts, Passage
from helpers.checks.check import Check
from helpers.checks.interpreter import Shapes, judged, operand, stated
from helpers.checks.judging import Judgement, Printed, best, judge_ratio, rounded, undecided
from helpers.checks.statements import (
    WHOLES,
    Stated,
    all_totals,
    bare,
    expense_stated,
    is_fund_of_base,
    listing_of,
    one_scope,
    same_fund,
    same_side,
    total_of,
)
from helpers.codes import expense_named

_VEHICLES = ("vehicle_purchase", "vehicle_running")
#: Words that make the three public expenses the whole of the shares that follow.
_OF_THEM = re.compile(r"三公\"?经费[^。;\d]{0,30}(?:中|其中|构成|包括)[,:]")
_BASE = re.compile(r"占[^,。;\d]*(?:三公|总(?:支出|额|计))")


def _of_listing(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """The share of each part of a list."""
    listing = listing_of(case, accounts)
    if listing is None:
        return
    for fact in accounts.facts_named(case["share"]):
        own = [
            accounts.value(one)
            for one in listing.parts
            if one["subject_zh"] == fact["subject_zh"] and same_fund(one, fact)
        ]
        wholes = _wholes(accounts, fact, listing.total)
        if own and wholes:
            judgement = best([judge_share(accounts, fact, own[0], whole) for whole in wholes])
            sure = len(own) == 1 and is_fund_of_base(fact, listing.total)
            yield Check(
                rule,
                {"what": fact["subject_zh"], "base": listing.base},
                judgement if sure else undecided(judgement),
            )


def _of_one(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """One share of an amount in a whole, each stated once."""
    share = next(iter(stated(case["share"], accounts)), None)
    if share is None:
        return
    own = accounts.said(total_of([share], stated(case["part"], accounts)))
    whole = operand(case["whole"], accounts)
    if own and whole:
        names = {"what": case["what"], "base": case["base"]}
        yield Check(rule, names, judge_share(accounts, share, own, whole))


def _of_awards(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """Shares of what went to some firms in all that was awarded."""
    whole = operand(case["whole"], accounts)
    if whole is None:
        return
    awarded = {
        fact["subject_zh"]: one
        for spec in case["parts"]
        for fact in stated(spec, accounts)
        if (one := accounts.said(fact))
    }
    for share in stated(case["share"], accounts):
        own = awarded.get(share["subject_zh"])
        if own:
            names = {"what": share["subject_zh"], "base": case["base"]}
            numbers = [own, whole, *awarded.values()]
            yield Check(rule, names, judged(case, accounts.value(share), numbers))


def _wholes(accounts: Accounts, fact: dict, stated: dict) -> list[Printed]:
    """The totals that a share may be of: the section's own, or those of the base it names."""
    total = accounts.value(stated)
    if fact["base"] not in WHOLES:
        return [total] if fact["base"] in (None, "not_said") else []
    facts = [
        one
        for name in WHOLES[fact["base"]]
        for one in accounts.facts_named(name)
        if same_side(one, fact)
    ]
    named = [
        accounts.value(one) for one in [one for one in facts if is_fund_of_base(fact, one)] or facts
    ]
    if total.value in {one.value for one in named}:
        named = [total, *(one for one in named if len(WHOLES[fact["base"]]) > 1)]
    return list({one.value: one for one in reversed(named)}.values())[::-1]


def judge_share(accounts: Accounts, fact: dict, own: Printed, total: Printed) -> Judgement:
    """A share of `total`; one that is of another total cannot be told where no base is named.

    收入总计 and 收入合计 are two totals: a share said to be of 总计 may be of either.
    """
    others = [one for one in all_totals(accounts) if one.value != total.value]
    judgement = judge_ratio(accounts.value(fact), own, total, others)
    words = amounts.key(fact["snippet_zh"])
    named = re.search("占[^,。;\\d]*(合计|总额|总计|支出|收入)", words)
    grand = re.search("占[^,。;\\d]*(总计|总收入|总支出)", words)
    if judgement.likely_cause == "wrong_base" and (grand or not named):
        undecided(judgement)
    return judgement


def _of_parts(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """Each share against its amount and every total that its words may mean.

    It fails only where one amount and one total are stated, and the clause names the total.
    """
    for fact in accounts.facts:
        name, whole = case["shares"].get(fact["fact"], (None, None))
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
            rounded(judge_ratio, accounts.value(fact), accounts.value(one), accounts.value(total))
            for one in own
            for total in wholes
            if total["value"]
        ]
        if judged:
            judgement = best(judged)
            named = re.search("占[^,。;\\d]*[^,。;\\d占的]", amounts.key(fact["snippet_zh"]))
            if not named or any(
                judge_ratio(accounts.value(fact), accounts.value(one), total).outcome
                in ("pass", "rounding")
                for one in own
                for total in all_totals(accounts)
            ):
                undecided(judgement)
            yield Check(
                rule,
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


def _of_expenses(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """占…%: an expense's share of all three."""
    totals, vehicles = (
        expense_stated(accounts, code, case["stated"]) for code in ("total", "vehicles")
    )
    for fact in stated(case["share"], accounts):
        code = expense_named(fact["subject_zh"] or "")
        own = expense_stated(accounts, code, case["stated"]) if code else []
        if code is None or not own or not totals or not _of_all_three(fact["base"]):
            continue
        wholes = totals + vehicles * (code in _VEHICLES)  # 购置费占…%: of either
        judgement = _share(accounts, fact, own, wholes, code)
        if judgement.outcome != "not_applicable":
            if not _named(fact, accounts.passages.of(fact, fact["printed"]), totals, judgement) or (
                not one_scope([*own, *totals])
            ):
                undecided(judgement)
            yield Check(rule, {"what": fact["subject_zh"], "base": case["base"]}, judgement)


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


#: What the cases of rules that are data are repeated along here (see `interpreter`).
SHARES: Shapes = {
    "share of a listing": _of_listing,
    "share": _of_one,
    "share of an award": _of_awards,
    "share of a part": _of_parts,
    "share of an expense": _of_expenses,
}
