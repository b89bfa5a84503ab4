"""Lists of parts in the prose and the totals that they make: revenue, expenditure, classes, staff,
budgets, the three public expenses. A list may name the main parts only: then nothing is proved.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from helpers import amounts
from helpers.checks.accounts import Accounts
from helpers.checks.changes import changes_of_expenses
from helpers.checks.check import Check
from helpers.checks.interpreter import Shapes
from helpers.checks.judging import Printed, best, judge_sum, listed_sum, plain, rounded, undecided
from helpers.checks.statements import SIGNS, expense_stated, listing_of, one_scope


def _by_listing(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """A total against the parts that the prose lists of it."""
    one = listing_of(case, accounts)
    if one is None:
        return
    printed, total = [accounts.value(part) for part in one.parts], accounts.value(one.total)
    if len(printed) > 1 or printed[0].value == total.value:
        judgement = listed_sum(total, printed)
        yield Check(rule, {"base": one.base}, judgement if one.whole else undecided(judgement))


def _by_change(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """The changes of the three public expenses against the change of all three."""
    changes = {
        code: (accounts.value(change), SIGNS[change["direction"]])
        for code, change in changes_of_expenses(accounts, case["change"]).items()
    }
    parts = [changes[code] for code in case["parts"] if code in changes]
    if case["whole"] in changes and len(parts) > 1:
        total, sign = changes[case["whole"]]
        judgement = judge_sum(total, [one for one, _ in parts], [way * sign for _, way in parts])
        if len(parts) < len(case["parts"]):
            undecided(judgement)
        yield Check(rule, {"base": case["base"]}, judgement)


def _by_budget(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """An amount of an expense against its parts: 出国 + 车辆 + 接待 = 三公; 购置 + 运行 = 车辆.

    `in_place_of`: what stands in for a part that is not stated.
    """
    measure = case["stated"]
    parts = {code: expense_stated(accounts, code, measure) for code in case["parts"]}
    complete = all(parts.values())
    for code, others in case.get("in_place_of", {}).items():
        if not parts[code]:
            parts |= {one: expense_stated(accounts, one, measure) for one in others}
            complete = all(one for name, one in parts.items() if name != code)
    totals = expense_stated(accounts, case["whole"], measure)
    listed = [one for one in parts.values() if one]
    if not totals or len(listed) < 2:
        return
    judge = judge_sum if complete else listed_sum
    judgement = best(
        [
            rounded(judge, total.amount, [one.amount for one in chosen])
            for total in totals
            for chosen in product(*listed)
        ]
    )
    told = [*totals, *(one for some in listed for one in some)]
    if measure in case["undecided"] or not one_scope(told):
        undecided(judgement)
    yield Check(rule, {"base": case["base"], "measure": measure}, judgement)


def _by_staff(rule: str, _: dict, accounts: Accounts) -> Iterator[Check]:
    """Part 1: the staff counted and its parts; a list of parts need not be whole."""
    total: dict | None = None
    parts: list[dict] = []
    staff = [row for row in accounts.profile if row["kind"] == "staff" and row["value"] is not None]
    ending: list[None] = [None]
    for row in [*staff, *ending]:
        if row is None or _is_total(row["name_zh"]):
            if total and parts:
                judgement = judge_sum(_heads(total), [_heads(one) for one in parts])
                judgement.unit = "人"
                yield Check(rule, {"base": total["name_zh"]}, undecided(judgement))
            total, parts = row, []
        else:
            parts.append(row)


def _is_total(name: str) -> bool:
    return "在职" in name or name.startswith("离退休")


def _heads(row: dict) -> Printed:
    return Printed(
        row["value"], Decimal(0), plain(row["value"]), row["page"], number_id=row["value_id"]
    )


def _by_scope(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """The budget of the whole against those of the classes, or of the items where only they
    are stated."""
    whole = next((row for row in accounts.budget if _is_expenditure(row)), None)
    for scope in case["scopes"]:
        parts = list(
            {
                row["code"] or amounts.key(row["name_zh"] or ""): row
                for row in reversed(accounts.budget)
                if (row["scope"], row["source"]) == (scope, "narrative")
                and _of_general_budget(accounts, row)
            }.values()
        )
        if whole is None or not parts:
            continue
        for measure in case["measures"]:
            total = accounts.stated(whole, measure)
            listed = [one for row in parts if (one := accounts.stated(row, measure))]
            if total and total.value and len(listed) == len(parts):
                judgement = listed_sum(total, listed)
                # 预算 alone may be the initial one of the whole and the adjusted one of a part.
                yield Check(
                    rule,
                    {"total": whole["name_zh"], "measure": measure},
                    undecided(judgement) if measure in case["undecided"] else judgement,
                )
        return


def _is_expenditure(row: dict) -> bool:
    """Is the statement of all expenditure from appropriation?"""
    return (
        row["scope"] == "total" and row.get("fund") != "all" and "收" not in (row["name_zh"] or "")
    )


def _of_general_budget(accounts: Accounts, row: dict) -> bool:
    """Is the class or item one of the general budget's, and not of a fund's section?"""
    if row.get("fund") not in (None, "general_budget"):
        return False
    if not accounts.of("general_budget_expenditure") or row["scope"] == "function_class":
        return True
    return (
        bool(row["code"])
        and accounts.by_code("general_budget_expenditure", row["code"], "total") is not None
    )


#: What the cases of rules that are data are repeated along here (see `interpreter`).
LISTED: Shapes = {
    "listing": _by_listing,
    "change of an expense": _by_change,
    "staff": _by_staff,
    "sum of an expense": _by_budget,
    "sum of statements": _by_scope,
}
