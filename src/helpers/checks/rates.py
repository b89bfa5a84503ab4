"""Printed rates of execution: how much of a budget was spent.

A rate fails only where the document says of which budget it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from helpers.checks.accounts import Accounts
from helpers.checks.changes import ON_BUDGET, outturns_and_budgets
from helpers.checks.interpreter import Check, Shapes
from helpers.checks.judging import (
    Judgement,
    PrintedNumber,
    best,
    doubted,
    judge_ratio,
    plain,
    rounded,
)
from helpers.checks.statements import SIGNS, expense_of, same_side


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


#: What the cases of rules are repeated along here (see `interpreter`).
RATES: Shapes = {
    "statement": _by_statement,
    "rate beside a difference": _completed,
}
