"""Budgets against outturns in the prose: rates, tables, one project in several places, differences
and words of more and less.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from helpers import amounts
from helpers.checks.accounts import BUDGETS, Accounts
from helpers.checks.check import Check
from helpers.checks.interpreter import Shapes, judged
from helpers.checks.judging import (
    Judgement,
    Printed,
    best,
    half_unit,
    judge_ratio,
    judge_sum,
    judge_words,
    plain,
    undecided,
)
from helpers.checks.statements import SIGNS
from helpers.codes import expense_named
from helpers.interpret.narrative.comparisons import Amount, Comparison, comparisons, differences


def budget_checks(accounts: Accounts) -> Iterator[Check]:
    """Words of more and less; differences on the budget."""
    yield from _words(accounts)
    yield from _budget_changes(accounts)


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
    if base != claimed or not sure:
        undecided(judgement)
    return Check(rule, {"what": row["name_zh"] or "", "base": base}, judgement)


def _outturn(accounts: Accounts, row: dict) -> tuple[Printed | None, bool]:
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
    here = accounts.passages.of(row, row["execution_rate_printed"] or "")
    said = [
        fact
        for fact in accounts.facts_named(f"{group}_total")
        if here
        and accounts.passages.of(fact, fact["printed"]) == here
        and (group == "general_budget" or "支" in (fact["subject_zh"] or ""))
    ]
    if len({fact["value"] for fact in said}) != 1:
        return None, False
    grand = any("总" in (fact["subject_zh"] or "") for fact in said)
    return accounts.said(said[0]), not grand or nothing_carried(accounts)


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


def _of_table(accounts: Accounts, row: dict, measure: str) -> Printed | None:
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
    rate: Printed, outturn: Printed, zero: Printed, other: Printed, judgement: Judgement
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


def _by_project(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """One project stated in several places: the same amounts."""
    named: dict[str, list[dict]] = {}
    for row in accounts.budget:
        if row["scope"] == "project" and row["name_zh"]:
            named.setdefault(amounts.key(row["name_zh"]), []).append(row)
    for rows in named.values():
        if len({row["source"] for row in rows}) < len(rows):
            continue  # two projects of one name: which is which cannot be told
        for measure in case["measures"]:
            stated = [one for row in rows if (one := accounts.stated(row, measure))]
            for one, other in combinations(stated, 2):
                names = {"what": rows[0]["name_zh"], "measure": measure}
                yield Check(rule, names, judged(case, one, [other]))


def _words(accounts: Accounts) -> Iterator[Check]:
    """Every sentence that says how an outturn stands to its budget, or by how much it differs."""
    for paragraph in accounts.paragraphs:
        if paragraph["kind"] != "body" or paragraph["reader"] == "ocr":
            continue
        text, page = amounts.key(paragraph["text"]), paragraph["page"]
        for one in comparisons(text):
            pair = one.pairs[-1]
            way = pair.outturn.value - pair.budget.value
            found = " ".join(
                (plain(pair.outturn.value), "<>"[way > 0] if way else "=", plain(pair.budget.value))
            )
            yield Check(
                "D01",
                {"words": one.words},
                judge_words(_agree(one), one.words, found, one.words, page),
            )
        for said in differences(text):
            outturn, budget, change = (
                _printed(each, page) for each in (said.outturn, said.budget, said.change)
            )
            yield Check(
                "D03", {"what": said.what}, judge_sum(outturn, [budget, change], [1, said.sign])
            )


def _agree(one: Comparison) -> bool | None:
    """Does one of the pairs stand as said?

    Null where only the digits that are not printed could tell.
    """
    steps = [
        (pair.outturn.value - pair.budget.value, sum(half_unit(*amount) for amount in pair))
        for pair in one.pairs
    ]
    if any(step * one.said > 0 if one.said else abs(step) <= half for step, half in steps):
        return True
    return None if one.said and any(abs(step) <= half for step, half in steps) else False


def _printed(amount: Amount, page: int) -> Printed:
    return Printed(amount.value, half_unit(*amount), amount.printed, page)


def _budget_changes(accounts: Accounts) -> Iterator[Check]:
    """三公: more or less than budgeted by so much, against the budget and the outturn.

    Every budget and outturn stated of the expense is a reading; the difference fails where
    table 07, or the prose, states one of each and the document says of which budget it is.
    """
    for change in accounts.facts_named("three_public_budget_change"):
        subject = change["subject_zh"] or ""
        code = expense_named(subject) or ("total" if "三公" in subject else None)
        rows = [
            row for row in accounts.budget if (row["scope"], row["code"]) == ("three_public", code)
        ]
        if change["direction"] not in SIGNS:
            continue
        outturns, budgets = (
            _amounts(accounts, rows, names)
            for names in (("outturn",), _budgets_meant(change["base"]))
        )
        judged = [
            judge_sum(one, [budget, accounts.value(change)], [1, SIGNS[change["direction"]]])
            for one in outturns
            for budget in budgets
        ]
        if judged:
            yield Check("D03", {"what": subject}, best(judged))


def _budgets_meant(base: str | None) -> tuple[str, ...]:
    """The budgets that a difference may be on, by the base that its words name."""
    return (base,) if base in BUDGETS else BUDGETS[:-1]


def _amounts(accounts: Accounts, rows: list[dict], names: tuple[str, ...]) -> list[Printed]:
    """The different amounts that the rows state."""
    found = [one for row in rows for name in names if (one := accounts.stated(row, name))]
    return list({one.value: one for one in reversed(found)}.values())[::-1]


#: What the cases of rules that are data are repeated along here (see `interpreter`).
STATED: Shapes = {"statement": _by_statement, "project": _by_project}
