"""Lists of parts in the prose and the totals that they make: revenue, expenditure, classes, staff,
budgets, the three public expenses. A list may name the main parts only: then nothing is proved.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from helpers import amounts
from helpers.checks.accounts import BUDGETS, Accounts
from helpers.checks.changes import changes_of_expenses
from helpers.checks.check import Check
from helpers.checks.judging import Printed, best, judge_sum, listed_sum, plain, rounded, undecided
from helpers.checks.statements import SIGNS, expense_stated, listings, one_scope

#: The whole and its parts; the parts of 车辆 stand in for it where it is not stated.
_EXPENSES = ("overseas_travel", "vehicles", "reception")
_VEHICLES = ("vehicle_purchase", "vehicle_running")
_NAMES = {"total": "“三公”经费", "vehicles": "公务用车购置及运行费"}
#: Adjusted and initial, and the one of which the document does not say which it is.
_BUDGETS = ("adjusted_budget", "initial_budget", "budget")


def list_checks(accounts: Accounts) -> Iterator[Check]:
    """Budgets of classes and items against the whole's; the three public expenses."""
    yield from _budgets_add_up(accounts)
    yield from expense_sums(accounts)


def listings_of(rule: str, _: dict, accounts: Accounts) -> Iterator[Check]:
    """Revenue, expenditure and the classes of the general budget against their parts."""
    for one in listings(accounts):
        printed, total = [accounts.said(part) for part in one.parts], accounts.said(one.total)
        if len(printed) > 1 or printed[0].value == total.value:
            judgement = listed_sum(total, printed)
            yield Check(rule, {"base": one.base}, judgement if one.whole else undecided(judgement))


def expense_sums(accounts: Accounts) -> Iterator[Check]:
    """The three public expenses, and the two of the vehicles, against their totals."""
    for measure in BUDGETS:
        for whole in ("total", "vehicles"):
            yield from _added_up(accounts, whole, measure)


def changes_of_expenses_of(rule: str, _: dict, accounts: Accounts) -> Iterator[Check]:
    """The changes of the three public expenses against the change of all three."""
    changes = {
        code: (accounts.said(change), SIGNS[change["direction"]])
        for code, change in changes_of_expenses(accounts).items()
    }
    parts = [changes[code] for code in _EXPENSES if code in changes]
    if "total" in changes and len(parts) > 1:
        total, sign = changes["total"]
        judgement = judge_sum(total, [one for one, _ in parts], [way * sign for _, way in parts])
        if len(parts) < len(_EXPENSES):
            undecided(judgement)
        yield Check(rule, {"base": "“三公”经费比上年增减额"}, judgement)


def _added_up(accounts: Accounts, whole: str, measure: str) -> Iterator[Check]:
    """出国 + 车辆 + 接待 = 三公; 购置 + 运行 = 车辆."""
    parts = {
        code: expense_stated(accounts, code, measure)
        for code in (_EXPENSES if whole == "total" else _VEHICLES)
    }
    complete = all(parts.values())
    if whole == "total" and not parts["vehicles"]:
        parts |= {code: expense_stated(accounts, code, measure) for code in _VEHICLES}
        complete = all(one for code, one in parts.items() if code != "vehicles")
    totals = expense_stated(accounts, whole, measure)
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
    if measure == "budget" or not one_scope(told):
        undecided(judgement)
    yield Check("P03", {"base": _NAMES[whole], "measure": measure}, judgement)


def staff_of(rule: str, _: dict, accounts: Accounts) -> Iterator[Check]:
    """Part 1: the staff counted and its parts; a list of parts need not be whole."""
    total, parts = None, []
    staff = [row for row in accounts.profile if row["kind"] == "staff" and row["value"] is not None]
    for row in [*staff, None]:
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


def _budgets_add_up(accounts: Accounts) -> Iterator[Check]:
    """The budget of the whole against those of the classes, or of the items where only they
    are stated."""
    whole = next(
        (
            row
            for row in accounts.budget
            if row["scope"] == "total"
            and row.get("fund") != "all"
            and "收" not in (row["name_zh"] or "")
        ),
        None,
    )
    for scope in ("function_class", "function_item"):
        parts = list(
            {
                row["code"] or amounts.key(row["name_zh"] or ""): row
                for row in reversed(accounts.budget)
                if row["scope"] == scope
                and row["source"] == "narrative"
                and _of_general_budget(accounts, row)
            }.values()
        )
        if whole is None or not parts:
            continue
        for measure in _BUDGETS:
            if whole[measure] and all(row[measure] is not None for row in parts):
                judgement = listed_sum(
                    accounts.stated(whole, measure),
                    [accounts.stated(row, measure) for row in parts],
                )
                # 预算 alone may be the initial one of the whole and the adjusted one of a part.
                yield Check(
                    "B03",
                    {"total": whole["name_zh"], "measure": measure},
                    undecided(judgement) if measure == "budget" else judgement,
                )
        return


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
LISTED = {"listing": listings_of, "change of an expense": changes_of_expenses_of, "staff": staff_of}
