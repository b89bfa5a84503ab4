"""Printed percentages of a part in a whole: how much of a budget was spent, and shares of revenue,
of expenditure, of a fund, of procurement, of the three public expenses.

A share fails only where its amount and its whole are stated once and it names the whole; a rate
only where the document says of which budget it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from helpers import amounts, wording
from helpers.checks.accounts import BUDGETS, Accounts, Passage
from helpers.checks.changes import ON_BUDGET, outturns_and_budgets
from helpers.checks.interpreter import Check, Shapes, judged, operand, stated
from helpers.checks.judging import (
    Judgement,
    PrintedNumber,
    best,
    doubted,
    judge_ratio,
    plain,
    rounded,
)
from helpers.checks.statements import (
    SIGNS,
    WHOLES,
    Stated,
    all_totals,
    bare,
    expense_of,
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


def _by_statement(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """Execution rates from their own numbers, in the statements of some sources."""
    for row in accounts.budget:
        check = _rate(rule, case, accounts, row) if row["source"] in case["sources"] else None
        if check:
            yield check


def _rate(rule: str, case: dict, accounts: Accounts, row: dict) -> Check | None:
    rate, (outturn, sure) = accounts.rate(row), _outturn(accounts, row)
    if rate is None or outturn is None:
        return None
    named = case["bases"]
    budgets = {
        name: one
        for name in named
        if (one := accounts.stated(row, name) or _of_table(accounts, row, name))
    }
    claimed = f"{row['execution_rate_base']}_budget"
    if claimed not in named and row["budget"] is not None:
        claimed = "budget"  # 预算为 …, 完成预算的 …%: nobody says of which, but it is one budget
    base = (
        claimed
        if claimed in budgets
        else next((name for name in budgets if name == "budget" or claimed not in named), None)
    )
    if base is None:
        return None
    others = [one for name, one in budgets.items() if name != base]
    judgement = judge_ratio(rate, outturn, budgets[base], others)
    if judgement.outcome == "not_applicable" and any(one.value for one in others):
        judgement = _rate_of_other(
            rate, outturn, budgets[base], next(one for one in others if one.value), judgement
        )
    if base != claimed:
        doubted(judgement, "base_not_said")
    if not sure:
        doubted(judgement, "another_total")
    return Check(rule, {"what": row["name_zh"] or "", "base": base}, judgement)


def _outturn(accounts: Accounts, row: dict) -> tuple[PrintedNumber | None, bool]:
    """The outturn that a rate is of, and whether it surely is.

    Where the statement itself has none (财政拨款支出年初预算数 …, 完成年初预算的 …%) it is the
    expenditure named before it in the same paragraph. What is called 总计 holds what is carried
    into the next year, unless the document's totals show that nothing is.
    """
    own = accounts.stated(row, "outturn")
    if (
        own
        or row["scope"] != "total"
        or row["source"] != "narrative"
        or (row.get("fund") == "all" or "收" in (row["name_zh"] or ""))
    ):
        return own, True
    name = row["name_zh"] or ""
    group = "general_budget" if "一般公共预算" in name else "appropriation"
    here = accounts.passage(row["execution_rate_id"])
    said = [
        fact
        for fact in accounts.facts_named(f"{group}_total")
        if here
        and accounts.passage(fact["value_id"]) == here
        and (group == "general_budget" or "支" in (fact["subject_zh"] or ""))
    ]
    if len({fact["value"] for fact in said}) != 1:
        return None, False
    grand = any("总" in (fact["subject_zh"] or "") for fact in said)
    return accounts.valued(said[0]), not grand or nothing_carried(accounts)


def nothing_carried(accounts: Accounts) -> bool:
    """Does the prose state one amount for all expenditure, with and without what is carried?"""
    spent, grand = (
        {
            fact["value"]
            for fact in accounts.facts_named(name)
            if words in (fact["subject_zh"] or "")
        }
        for name, words in (("expenditure_total", "支出"), ("revenue_expenditure_total", "支"))
    )
    return len(spent) == 1 and spent == grand


def _of_table(accounts: Accounts, row: dict, measure: str) -> PrintedNumber | None:
    """The budget of a three-public expense from table 07, where the sentence states none."""
    if row["scope"] != "three_public":
        return None
    return next(
        (
            one.amounts[measure]
            for one in accounts.of("three_public")
            if one.code == row["code"] and measure in one.amounts
        ),
        None,
    )


def _rate_of_other(
    rate: PrintedNumber,
    outturn: PrintedNumber,
    zero: PrintedNumber,
    other: PrintedNumber,
    judgement: Judgement,
) -> Judgement:
    """A rate said to be of a zero budget that is exactly the rate of the other budget.

    Nothing can be expected of a zero base; the numbers are rate, outturn, that base and the
    other budget, the two budgets without their cells: the check speaks of the rate alone.
    """
    if judge_ratio(rate, outturn, other).outcome != "pass":
        return judgement
    return Judgement(
        "fail",
        f"{rate.text}%",
        likely_cause="wrong_base",
        unit="",
        roles=judgement.roles,
        numbers=[rate, outturn, replace(zero, cell=None), replace(other, cell=None)],
    )


def _completed(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """完成预算的 …%, 决算数大于预算数 …万元, where the budget itself is not stated."""
    for row in accounts.budget:
        base, rate = row["execution_rate_base"], accounts.rate(row)
        here = rate and accounts.passage(rate.number_id)
        if (
            rate is None
            or here is None
            or row["source"] != "narrative"
            or any(row[one] is not None for one in case["bases"])
        ):
            continue
        moved = [
            fact
            for fact in accounts.facts
            if _of_row(fact, row) and accounts.passage(fact["value_id"]) == here
        ]
        if len(moved) != 1 or not moved[0]["value"] or not _one_budget(moved[0]["base"], base):
            continue
        change, name = moved[0], moved[0]["fact"]
        outturns = [one for one in [accounts.stated(row, case["stated"])] if one] or (
            outturns_and_budgets(accounts, change, name, ())[0]
        )
        sign = SIGNS[change["direction"]]
        tried = [_missed(rate, one, accounts.value(change), sign) for one in outturns]
        found = [one for one in tried if one]
        if found and len(found) == len(tried):
            yield Check(rule, {"what": row["name_zh"] or ""}, best(found))


def _of_row(fact: dict, row: dict) -> bool:
    """Is the fact a difference on the budget of what the row is about?"""
    if not fact["fact"].endswith(ON_BUDGET) or fact["direction"] not in SIGNS:
        return False
    if row["scope"] == "three_public":
        return fact["fact"].startswith("three_public") and (
            expense_of(fact["subject_zh"]) == row["code"]
        )
    general = "一般公共预算" in (row["name_zh"] or "")
    return (
        row["scope"] == "total"
        and fact["fact"]
        == (f"general_budget{ON_BUDGET}" if general else f"appropriation{ON_BUDGET}")
        and same_side(fact, {"subject_zh": "支出"})
    )


def _one_budget(one: str | None, other: str | None) -> bool:
    """May the difference and the rate be of one budget? Words name it (initial, adjusted) or not.

    完成年初预算…%,决算数大于预算数: the second word leans on the first.
    """
    named = {str(base).removesuffix("_budget") for base in (one, other)} & {"initial", "adjusted"}
    return len(named) < 2


def _missed(
    rate: PrintedNumber, outturn: PrintedNumber, moved: PrintedNumber, sign: int
) -> Judgement | None:
    """The rate against the outturn and what it is more or less than its budget.

    An outturn with balances in it is smaller than stated, and then the rate lies farther from
    100: a rate on the other side, or farther than that, is left alone.
    """
    budget = outturn.value - sign * moved.value
    half = outturn.half + moved.half
    if budget <= half:
        return None
    below = PrintedNumber(budget, half, plain(budget), outturn.page, reader="counted")
    judgement = rounded(judge_ratio, rate, outturn, below)
    judgement.numbers, judgement.roles = [rate, outturn, moved], ("rate", "current", "change")
    judgement.formula = (
        f"{outturn.plain} ÷ ({outturn.plain} {'−' if sign > 0 else '+'} {moved.plain})"
    )
    exact = 100 * outturn.value / budget
    farther = abs(rate.value - 100) > abs(exact - 100) and (rate.value - 100) * sign > 0
    return doubted(judgement, "another_total") if farther else judgement


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
            judgement = best(judged)
            if not wording_of_shares().of_something.search(amounts.key(fact["snippet_zh"])):
                doubted(judgement, "base_not_said")
            if judgement.outcome == "fail" and any(
                judge_ratio(accounts.value(fact), accounts.value(one), total).outcome
                in ("pass", "rounding")
                for one in own
                for total in all_totals(accounts)
            ):
                doubted(judgement, "another_total")
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
RATES: Shapes = {
    "statement": _by_statement,
    "rate beside a difference": _completed,
    "share of a listing": _of_listing,
    "share": _of_one,
    "share of an award": _of_awards,
    "share of a part": _of_parts,
    "share of an expense": _of_expenses,
}
