"""Printed shares of a whole: of revenue, of expenditure, of a fund, of procurement, of the three
public expenses.

A share fails only where its amount and its whole are stated once and it names the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from helpers import amounts, wording
from helpers.checks.accounts import BUDGETS, Accounts, Passage
from helpers.checks.interpreter import Check, Shapes, judged, operand, stated
from helpers.checks.judging import (
    Judgement,
    PrintedNumber,
    best,
    doubted,
    judge_ratio,
    rounded,
)
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


@dataclass(frozen=True)
class Wording:
    """How the clause of a share names its whole (`words.shares` in operands_audit.yml)."""

    of_something: re.Pattern
    of_a_total: re.Pattern
    of_grand_total: re.Pattern
    of_three_public: re.Pattern


def wording_of_shares() -> Wording:
    return wording.record("operands_audit", Wording, "words", "shares")


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
            if len(own) > 1 or not is_fund_of_base(fact, listing.total):
                doubted(judgement, "several_scopes")
            yield Check(rule, {"what": fact["subject_zh"], "base": listing.base}, judgement)


def _of_one(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """One share of an amount in a whole, each stated once."""
    share = next(iter(stated(case["share"], accounts)), None)
    if share is None:
        return
    own = accounts.valued(total_of([share], stated(case["part"], accounts)))
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
        if (one := accounts.valued(fact))
    }
    for share in stated(case["share"], accounts):
        own = awarded.get(share["subject_zh"])
        if own:
            names = {"what": share["subject_zh"], "base": case["base"]}
            numbers = [own, whole, *awarded.values()]
            yield Check(rule, names, judged(case, accounts.value(share), numbers))


def _wholes(accounts: Accounts, fact: dict, stated: dict) -> list[PrintedNumber]:
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


def judge_share(
    accounts: Accounts, fact: dict, own: PrintedNumber, total: PrintedNumber
) -> Judgement:
    """A share of `total`; one that is of another total cannot be told where no base is named.

    收入总计 and 收入合计 are two totals: a share said to be of 总计 may be of either.
    """
    others = [one for one in all_totals(accounts) if one.value != total.value]
    judgement = judge_ratio(accounts.value(fact), own, total, others)
    said, known = amounts.key(fact["snippet_zh"]), wording_of_shares()
    if judgement.likely_cause == "wrong_base" and (
        known.of_grand_total.search(said) or not known.of_a_total.search(said)
    ):
        doubted(judgement, "base_not_said")
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
            names = {"what": fact["subject_zh"] or "", "base": wholes[0]["subject_zh"] or ""}
            yield Check(rule, names, _doubted_part(best(judged), accounts, fact, own))


def _doubted_part(
    judgement: Judgement, accounts: Accounts, fact: dict, own: list[dict]
) -> Judgement:
    """`judgement` of a share, in doubt where its whole is not named, or it fits another total."""
    if not wording_of_shares().of_something.search(amounts.key(fact["snippet_zh"])):
        doubted(judgement, "base_not_said")
    if judgement.outcome == "fail" and any(
        judge_ratio(accounts.value(fact), accounts.value(one), total).outcome
        in ("pass", "rounding")
        for one in own
        for total in all_totals(accounts)
    ):
        doubted(judgement, "another_total")
    return judgement


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
            if not _named(fact, accounts.passage(fact["value_id"]), totals, judgement):
                doubted(judgement, "base_not_said")
            if not one_scope([*own, *totals]):
                doubted(judgement, "several_scopes")
            yield Check(rule, {"what": fact["subject_zh"], "base": case["base"]}, judgement)


def _of_all_three(base: str | None) -> bool:
    return base in (None, "not_said") or "three_public" in base


def _named(fact: dict, passage: Passage | None, totals: list[Stated], judgement: Judgement) -> bool:
    """Does the document say that the share is of all three?

    In its clause (占“三公”经费支出的), by its opening (“三公”经费支出决算中), or as a list below
    the total itself (…22.62万元。其中公务接待费); there a budget may be what it is of.
    """
    if wording_of_shares().of_three_public.search(amounts.key(fact["snippet_zh"])):
        return True
    if passage is None:
        return False
    listed = "in_parts" in passage.said and any(one.passage == passage for one in totals)
    return "of_three_public" in passage.said or (listed and judgement.likely_cause != "wrong_base")


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
            rounded(judge_ratio, accounts.valued(fact), one.amount, whole.amount, budgets)
            for one in own
            for whole in wholes
        ]
    )


#: What the cases of rules are repeated along here (see `interpreter`).
SHARES: Shapes = {
    "share of a listing": _of_listing,
    "share": _of_one,
    "share of an award": _of_awards,
    "share of a part": _of_parts,
    "share of an expense": _of_expenses,
}
