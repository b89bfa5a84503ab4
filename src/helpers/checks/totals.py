"""Sums of the prose: totals and the parts that it lists of them, balances, the two sides.

A list may name the main parts only: then nothing is proved. Totals of the year (本年收入,
收入合计) and grand totals (收入总计, balances included) are two things: a check takes only what
its words call so. Where a part of a sum is not stated it may be anything, and nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from helpers import amounts, wording
from helpers.checks.accounts import Accounts
from helpers.checks.catalogue import checks_of
from helpers.checks.changes import changes_of_expenses
from helpers.checks.interpreter import Check, Shapes, judged
from helpers.checks.judging import (
    PrintedNumber,
    best,
    doubted,
    judge_equal,
    judge_sum,
    listed_sum,
    plain,
    rounded,
)
from helpers.checks.statements import SIGNS, expense_stated, listing_of, one_scope, same_fund

_SUMMARY = "revenue_expenditure_summary"
#: Only all funds together have these; a sum without them is whole for one fund alone.
_ALL_FUNDS = ("nonfiscal_balance_used", "surplus_distribution")
_FUND_FREE = ("opening_balance", "closing_balance", *_ALL_FUNDS)


@dataclass(frozen=True)
class Wording:
    """What the subjects of facts call a total or a balance (`words.totals` in operands_audit.yml).

    `grand_total` has a side's words for a total with its balances.
    """

    grand_total: dict[str, re.Pattern]
    called_total: re.Pattern
    part_of_balance: re.Pattern
    of_a_fund: re.Pattern


def wording_of_totals() -> Wording:
    return wording.record("operands_audit", Wording, "words", "totals")


def _by_listing(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """A total against the parts that the prose lists of it."""
    one = listing_of(case, accounts)
    if one is None:
        return
    printed, total = [accounts.value(part) for part in one.parts], accounts.value(one.total)
    if len(printed) > 1 or printed[0].value == total.value:
        judgement = listed_sum(total, printed)
        if not one.whole:
            doubted(judgement, "several_scopes")
        yield Check(rule, {"base": one.base}, judgement)


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
            doubted(judgement, "part_not_stated")
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
    if measure == "budget":
        doubted(judgement, "base_not_said")
    if not one_scope(told):
        doubted(judgement, "several_scopes")
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
                yield Check(rule, {"base": total["name_zh"]}, doubted(judgement, "main_items_only"))
            total, parts = row, []
        else:
            parts.append(row)


def _is_total(name: str) -> bool:
    return "在职" in name or name.startswith("离退休")


def _heads(row: dict) -> PrintedNumber:
    return PrintedNumber(
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
                if measure == "budget":  # the initial one of the whole, the adjusted of a part
                    doubted(judgement, "base_not_said")
                yield Check(rule, {"total": whole["name_zh"], "measure": measure}, judgement)
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


def _both_sides(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """收入总计 = 支出总计, where both are called 总计 in one sentence.

    Some publishers call the year's totals 总计 (in paragraphs of their own, each with its change);
    these need not be equal. Two paragraphs count where one total is told with its balances.
    """
    left, right = (
        _told(accounts, case["facts"], wording_of_totals().grand_total[side])
        for side in ("revenue", "expenditure")
    )
    if len(left) != 1 or len(right) != 1:
        return
    both = left[0], right[0]
    judgement = judged(case, accounts.value(both[0]), [accounts.value(both[1])])
    if not _together(accounts, both) or not same_fund(*both):
        doubted(judgement, "several_scopes")
    if _of_the_year(accounts, both):
        doubted(judgement, "another_total")
    yield Check(rule, {"what": case["what"]}, judgement)


def _together(accounts: Accounts, both: tuple[dict, dict]) -> bool:
    """Are both called 总计, in one sentence, or one of them with the balances in it?"""
    one, other = (accounts.passage(fact["value_id"]) for fact in both)
    if one is None or other is None or not all("总计" in fact["subject_zh"] for fact in both):
        return False
    if one == other:
        sentences = {accounts.numbers.sentence(fact["value_id"]) for fact in both}
        return len(sentences) == 1
    return one.heading == other.heading and "with_balances" in one.said | other.said


def _of_the_year(accounts: Accounts, both: tuple[dict, dict]) -> bool:
    """Does table 01 print both as the totals of the year, which the prose calls 总计?"""
    return all(
        total is not None and judge_equal(accounts.value(fact), total).outcome != "fail"
        for fact, side, name in zip(
            both, ("revenue", "expenditure"), ("本年收入合计", "本年支出合计"), strict=True
        )
        for total in [accounts.total(_SUMMARY, "outturn", side, (name,))]
    )


def _told(accounts: Accounts, name: str, called: re.Pattern) -> list[dict]:
    """The facts whose subject matches, different amounts once."""
    found = {
        fact["value"]: fact
        for fact in reversed(accounts.facts_named(name))
        if called.search(amounts.key(fact["subject_zh"] or ""))
        and fact["value_year"] in (None, accounts.year)
    }
    return list(reversed(found.values()))


def _balance(accounts: Accounts, name: str) -> PrintedNumber | None:
    """The one balance of this name; null where none is stated, or several that are not one.

    A balance listed with its parts, with 其中 or without, is the one that they make.
    """
    own = [
        fact
        for fact in accounts.facts_named(name)
        if fact["value_year"] in (None, accounts.year)
        and not (
            name in _FUND_FREE
            and (
                wording_of_totals().of_a_fund.search(_subject(name, fact))
                or fact["fund"] not in (None, "all", "not_said")
            )
        )
    ]
    wholes = {
        fact["value"]: fact
        for fact in reversed(own)
        if not wording_of_totals().part_of_balance.search(fact["subject_zh"] or "")
    }
    if len(wholes) > 1:
        whole = max(wholes)
        if whole * 2 == sum(wholes):
            wholes = {whole: wholes[whole]}
    return accounts.valued(*wholes.values()) if len(wholes) == 1 else None


def _subject(name: str, fact: dict) -> str:
    """The subject, for a word of a fund in it; 使用非财政拨款结余 is of all funds by its name."""
    return "" if name in _ALL_FUNDS else fact["subject_zh"] or ""


def _year_total(accounts: Accounts, name: str) -> PrintedNumber | None:
    """The one total of the year that is not called 总计."""
    found = {
        fact["value"]: fact
        for fact in reversed(accounts.facts_named(name))
        if not wording_of_totals().called_total.search(fact["subject_zh"] or "")
        and fact["value_year"] in (None, accounts.year)
    }
    return accounts.valued(*found.values()) if len(found) == 1 else None


def _made_of(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """收入总计 = 本年收入合计 + 使用非财政拨款结余 + 年初结转和结余; the same of expenditure."""
    grand = _told(accounts, case["whole"], case["called"])
    year = _year_total(accounts, case["total"])
    may_lack, balance = (_balance(accounts, case[name]) for name in ("may_lack", "balance"))
    if len(grand) != 1 or year is None or balance is None:
        return
    parts = [one for one in (year, may_lack, balance) if one]
    judgement = rounded(judge_sum, accounts.valued(grand[0]), parts)
    if may_lack is None:
        doubted(judgement, "part_not_stated")
    yield Check(rule, {"what": case["what"]}, judgement)


def _through_the_year(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """年初 + 收入 − 支出 (+ 使用非财政拨款结余 − 结余分配) = 年末, of one fund."""
    opening, closing = (_balance(accounts, case[name]) for name in ("opening", "closing"))
    revenue, spent = (_year_total(accounts, case[name]) for name in ("received", "spent"))
    if not (opening and revenue and spent and closing):
        return
    numbers, signs = [opening, revenue, spent], [1, 1, -1]
    others = {name: _balance(accounts, name) for name in case.get("also", ())}
    for name, one in others.items():
        if one:
            numbers.append(one)
            signs.append(case["also"][name])
    judgement = rounded(judge_sum, closing, numbers, signs)
    names = [case[name] for name in ("opening", "received", "spent", "closing")]
    if None in others.values():
        doubted(judgement, "part_not_stated")
    if not _near(accounts, names) and not (
        case.get("closed_by") and _closed(case["closed_by"], accounts)
    ):
        doubted(judgement, "several_scopes")
    yield Check(rule, {"what": case["what"]}, judgement)


def _near(accounts: Accounts, names: list[str]) -> bool:
    """Do the amounts stand in one paragraph? Those of several sections may be of several scopes."""
    places = {
        accounts.passage(fact["value_id"]) for name in names for fact in accounts.facts_named(name)
    }
    return len(places) == 1 and None not in places


def _closed(rule: str, accounts: Accounts) -> bool:
    """Does a total that the balances are a part of close by another rule?"""
    found = checks_of(rule, accounts, TOTALS)
    return any(check.judgement.outcome in ("pass", "rounding") for check in found)


#: What the cases of rules are repeated along here (see `interpreter`).
TOTALS: Shapes = {
    "listing": _by_listing,
    "change of an expense": _by_change,
    "staff": _by_staff,
    "sum of an expense": _by_budget,
    "sum of statements": _by_scope,
    "both sides": _both_sides,
    "grand total": _made_of,
    "balance through the year": _through_the_year,
}
