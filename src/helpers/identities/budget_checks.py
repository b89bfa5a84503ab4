"""Checks of budgets against outturns: rates, tables, sums, and one project in several places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from helpers import amounts
from helpers.identities.accounts import Accounts
from helpers.identities.check import Check
from helpers.identities.judging import Judgement, Printed, judge_equal, undecided
from helpers.identities.prose_checks import listed_sum
from helpers.identities.ratios import judge_ratio

#: Adjusted and initial, and the one of which the document does not say which it is.
_BUDGETS = ("adjusted_budget", "initial_budget", "budget")
#: The table that holds what a fund's section says of its items; table 05 holds the rest.
_TABLES = {"government_funds": "government_funds", "state_capital": "state_capital"}


def budget_checks(accounts: Accounts) -> Iterator[Check]:
    """Execution rates from their own numbers; outturns against their table; Σ classes; projects."""
    for row in accounts.budget:
        check = _rate(accounts, row)
        if check:
            yield check
        table = _TABLES.get(row.get("fund"), "general_budget_expenditure")
        right = row["code"] and row["scope"].startswith("function_") and accounts.by_code(
            table, row["code"], "total")
        outturn = accounts.stated(row, "outturn")
        if right and outturn:
            case = {"what": row["name_zh"], "right": {"table": table, "what": row["code"]}}
            yield Check("B02", case, judge_equal(outturn, right))
    yield from _budgets_add_up(accounts)
    yield from _projects(accounts)


def _budgets_add_up(accounts: Accounts) -> Iterator[Check]:
    """The budget of the whole against those of the classes, or of the items where only they
    are stated."""
    whole = next((row for row in accounts.budget if row["scope"] == "total"), None)
    for scope in ("function_class", "function_item"):
        parts = list({row["code"] or amounts.key(row["name_zh"] or ""): row
                      for row in reversed(accounts.budget)
                      if row["scope"] == scope and row["source"] == "narrative"
                      and _of_general_budget(accounts, row)}.values())
        if whole is None or not parts:
            continue
        for measure in _BUDGETS:
            if whole[measure] and all(row[measure] is not None for row in parts):
                judgement = listed_sum(accounts.stated(whole, measure),
                                       [accounts.stated(row, measure) for row in parts])
                # 预算 alone may be the initial one of the whole and the adjusted one of a part.
                yield Check("B03", {"total": whole["name_zh"], "measure": measure},
                            undecided(judgement) if measure == "budget" else judgement)
        return


def _of_general_budget(accounts: Accounts, row: dict) -> bool:
    """Is the class or item one of the general budget's, and not of a fund's section?"""
    if row.get("fund") not in (None, "general_budget"):
        return False
    if not accounts.of("general_budget_expenditure") or row["scope"] == "function_class":
        return True
    return bool(row["code"]) and accounts.by_code(
        "general_budget_expenditure", row["code"], "total") is not None


def _rate(accounts: Accounts, row: dict) -> Check | None:
    rate, (outturn, sure) = accounts.rate(row), _outturn(accounts, row)
    if rate is None or outturn is None:
        return None
    budgets = {name: one for name in _BUDGETS
               if (one := accounts.stated(row, name) or _of_table(accounts, row, name))}
    claimed = f"{row['execution_rate_base']}_budget"
    if claimed not in _BUDGETS[:2] and row["budget"] is not None:
        claimed = "budget"  # 预算为 …, 完成预算的 …%: nobody says of which, but it is one budget
    base = claimed if claimed in budgets else next(
        (name for name in budgets if name == "budget" or claimed not in _BUDGETS), None)
    if base is None:
        return None
    others = [one for name, one in budgets.items() if name != base]
    judgement = judge_ratio(rate, outturn, budgets[base], others)
    if judgement.outcome == "not_applicable" and any(one.value for one in others):
        judgement = _rate_of_other(rate, outturn, budgets[base],
                                   next(one for one in others if one.value), judgement)
    if base != claimed or not sure:
        undecided(judgement)
    identity = "F01" if row["source"] == "self_evaluation_form" else "B01"
    return Check(identity, {"what": row["name_zh"] or "", "base": base}, judgement)


def _outturn(accounts: Accounts, row: dict) -> tuple[Printed | None, bool]:
    """The outturn that a rate is of, and whether it surely is.

    Where the statement itself has none (财政拨款支出年初预算数 …, 完成年初预算的 …%) it is the
    expenditure named before it in the same paragraph. What is called 总计 holds what is carried
    into the next year, unless the document's totals show that nothing is.
    """
    own = accounts.stated(row, "outturn")
    if own or row["scope"] != "total" or row["source"] != "narrative":
        return own, True
    name = row["name_zh"] or ""
    group = "general_budget" if "一般公共预算" in name else "appropriation"
    here = accounts.passages.of(row, row["execution_rate_printed"] or "")
    said = [fact for fact in accounts.facts_named(f"{group}_total") if here
            and accounts.passages.of(fact, fact["printed"]) == here
            and (group == "general_budget" or "支" in (fact["subject_zh"] or ""))]
    if len({fact["value"] for fact in said}) != 1:
        return None, False
    grand = any("总" in (fact["subject_zh"] or "") for fact in said)
    return accounts.said(said[0]), not grand or nothing_carried(accounts)


def nothing_carried(accounts: Accounts) -> bool:
    """Does the prose state one amount for all expenditure, with and without what is carried?"""
    spent, grand = ({fact["value"] for fact in accounts.facts_named(name)
                     if words in (fact["subject_zh"] or "")} for name, words in (
        ("expenditure_total", "支出"), ("revenue_expenditure_total", "支")))
    return len(spent) == 1 and spent == grand


def _of_table(accounts: Accounts, row: dict, measure: str) -> Printed | None:
    """The budget of a three-public expense from table 07, where the sentence states none."""
    if row["scope"] != "three_public":
        return None
    return next((one.amounts[measure] for one in accounts.of("three_public")
                 if one.code == row["code"] and measure in one.amounts), None)


def _rate_of_other(rate: Printed, outturn: Printed, zero: Printed, other: Printed,
                   judgement: Judgement) -> Judgement:
    """A rate said to be of a zero budget that is exactly the rate of the other budget.

    Nothing can be expected of a zero base; the numbers are rate, outturn, that base and the
    other budget, the two budgets without their cells: the check speaks of the rate alone.
    """
    if judge_ratio(rate, outturn, other).outcome != "pass":
        return judgement
    return Judgement("fail", f"{rate.text}%", likely_cause="wrong_base", unit="",
                     roles=judgement.roles,
                     numbers=[rate, outturn, replace(zero, cell=None), replace(other, cell=None)])


def _projects(accounts: Accounts) -> Iterator[Check]:
    """One project stated in several places: the same amounts."""
    named: dict[str, list[dict]] = {}
    for row in accounts.budget:
        if row["scope"] == "project" and row["name_zh"]:
            named.setdefault(amounts.key(row["name_zh"]), []).append(row)
    for rows in named.values():
        if len({row["source"] for row in rows}) < len(rows):
            continue  # two projects of one name: which is which cannot be told
        for measure in ("adjusted_budget", "outturn"):
            stated = [accounts.stated(row, measure) for row in rows]
            for one, other in combinations([s for s in stated if s], 2):
                yield Check("F02", {"what": rows[0]["name_zh"], "measure": measure},
                            judge_equal(one, other))
