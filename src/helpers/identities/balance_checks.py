"""Checks of totals and balances in the prose: revenue = expenditure in total, and what is carried
from one year into the next.

Totals of the year (本年收入, 收入合计) and grand totals (收入总计, balances included) are two
things: a check takes only what its words call so. Where a part of an identity is not stated it
may be anything, and nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from helpers import amounts
from helpers.identities.accounts import Accounts
from helpers.identities.check import Check
from helpers.identities.judging import (
    Judgement,
    Printed,
    judge_equal,
    judge_sum,
    rounded,
    undecided,
)
from helpers.identities.prose_checks import same_fund

_SUMMARY = "revenue_expenditure_summary"
#: Prefixes of the facts of one fund, with the facts of its year's revenue and expenditure.
_FUNDS = {
    "": ("revenue_total", "expenditure_total"),
    "appropriation_": ("appropriation_revenue", "appropriation_expenditure"),
    "general_budget_": ("general_budget_revenue", "general_budget_total"),
    "government_funds_": ("government_funds_revenue", "government_funds_total"),
    "state_capital_": ("state_capital_revenue", "state_capital_total"),
}
_NAMES = {"": "全部资金", "appropriation_": "财政拨款", "general_budget_": "一般公共预算财政拨款",
          "government_funds_": "政府性基金预算财政拨款",
          "state_capital_": "国有资本经营预算财政拨款"}
#: A balance that is a part of the balance (基本支出结转), or one fund's.
_PART = re.compile("基本支出|项目支出|经营|其中")
_OF_A_FUND = re.compile("财政拨款|一般公共预算|政府性基金|国有资本|专户|专用|非财政")
#: Only all funds together have these; a sum without them is whole for one fund alone.
_ALL_FUNDS = ("nonfiscal_balance_used", "surplus_distribution")


def balance_checks(accounts: Accounts) -> Iterator[Check]:
    """Grand totals of both sides; what they are made of; balances carried through the year."""
    yield from _both_sides(accounts)
    yield from _made_of(accounts)
    for prefix in _FUNDS:
        yield from _through_the_year(accounts, prefix)


def _both_sides(accounts: Accounts) -> Iterator[Check]:
    """收入总计 = 支出总计, where both are called 总计 in one sentence.

    Some publishers call the year's totals 总计 (in paragraphs of their own, each with its change);
    these need not be equal. Two paragraphs count where one total is told with its balances.
    """
    for name in ("revenue_expenditure_total", "appropriation_total"):
        left, right = (_told(accounts, name, rf"{side}(决算)?(总计|总额)|总{side}")
                       for side in ("收入", "支出"))
        if len(left) != 1 or len(right) != 1:
            continue
        both = left[0], right[0]
        judgement = judge_equal(*map(accounts.said, both))
        if not _together(accounts, both) or not same_fund(*both) or _of_the_year(accounts, both):
            undecided(judgement)
        elif judgement.outcome == "fail":
            judgement.likely_cause = "arithmetic"
        yield Check("T05", {"what": _NAMES["" if name.startswith("rev") else "appropriation_"]},
                    judgement)


def _together(accounts: Accounts, both: tuple[dict, dict]) -> bool:
    """Are both called 总计, in one sentence, or one of them with the balances in it?"""
    one, other = (accounts.passages.of(fact, fact["printed"]) for fact in both)
    if one is None or other is None or not all("总计" in fact["subject_zh"] for fact in both):
        return False
    if one == other:
        return any(all(fact["printed"] in sentence for fact in both)
                   for sentence in one.text.split("。"))
    told = re.compile("(年初|上年|年末)[^,。;]{0,12}(结转|结余)")
    return one.heading == other.heading and any(told.search(each.text) for each in (one, other))


def _of_the_year(accounts: Accounts, both: tuple[dict, dict]) -> bool:
    """Does table 01 print both as the totals of the year, which the prose calls 总计?"""
    return all(
        total is not None and judge_equal(accounts.said(fact), total).outcome != "fail"
        for fact, side, name in zip(both, ("revenue", "expenditure"),
                                    ("本年收入合计", "本年支出合计"), strict=True)
        for total in [accounts.total(_SUMMARY, "outturn", side, (name,))])


def _told(accounts: Accounts, name: str, words: str) -> list[dict]:
    """The facts whose subject matches, different amounts once."""
    found = {fact["value"]: fact for fact in reversed(accounts.facts_named(name))
             if re.search(words, amounts.key(fact["subject_zh"] or ""))
             and fact["value_year"] in (None, accounts.year)}
    return list(reversed(found.values()))


def _balance(accounts: Accounts, name: str) -> Printed | None:
    """The one balance of this name; null where none is stated, or several that are not one.

    A balance listed with its parts, with 其中 or without, is the one that they make.
    """
    own = [fact for fact in accounts.facts_named(name)
           if fact["value_year"] in (None, accounts.year)
           and not (name in _FUND_FREE and (
               _OF_A_FUND.search(_bare(name, fact)) or fact["fund"] not in (None, "all",
                                                                            "not_said")))]
    wholes = {fact["value"]: fact for fact in reversed(own)
              if not _PART.search(fact["subject_zh"] or "")}
    if len(wholes) > 1:
        whole = max(wholes)
        if whole * 2 == sum(wholes):
            wholes = {whole: wholes[whole]}
    return accounts.said(*wholes.values()) if len(wholes) == 1 else None


_FUND_FREE = ("opening_balance", "closing_balance", "nonfiscal_balance_used",
              "surplus_distribution")


def _bare(name: str, fact: dict) -> str:
    """The subject, for a word of a fund in it; 使用非财政拨款结余 is of all funds by its name."""
    return "" if name in _ALL_FUNDS else fact["subject_zh"] or ""


def _year_total(accounts: Accounts, name: str) -> Printed | None:
    """The one total of the year that is not called 总计."""
    found = {fact["value"]: fact for fact in reversed(accounts.facts_named(name))
             if not re.search("总计|总额|总收入|总支出", fact["subject_zh"] or "")
             and fact["value_year"] in (None, accounts.year)}
    return accounts.said(*found.values()) if len(found) == 1 else None


def _made_of(accounts: Accounts) -> Iterator[Check]:
    """收入总计 = 本年收入合计 + 使用非财政拨款结余 + 年初结转和结余; the same of expenditure."""
    for side, total, parts in (
            ("收入", "revenue_total", ("nonfiscal_balance_used", "opening_balance")),
            ("支出", "expenditure_total", ("surplus_distribution", "closing_balance"))):
        grand = _told(accounts, "revenue_expenditure_total", f"{side}(决算)?总计")
        numbers = [_year_total(accounts, total), *(_balance(accounts, one) for one in parts)]
        if len(grand) != 1 or numbers[0] is None or numbers[2] is None:
            continue
        judgement = rounded(judge_sum, accounts.said(grand[0]), [one for one in numbers if one])
        yield Check("T07", {"what": f"{side}总计"},
                    judgement if all(numbers) else undecided(judgement))


def _through_the_year(accounts: Accounts, prefix: str) -> Iterator[Check]:
    """年初 + 收入 − 支出 (+ 使用非财政拨款结余 − 结余分配) = 年末, of one fund."""
    names = [f"{prefix}opening_balance", *_FUNDS[prefix], f"{prefix}closing_balance"]
    opening, closing = (_balance(accounts, names[n]) for n in (0, 3))
    revenue, spent = (_year_total(accounts, one) for one in names[1:3])
    if not all((opening, revenue, spent, closing)):
        return
    numbers, signs = [opening, revenue, spent], [1, 1, -1]
    others = [] if prefix else [_balance(accounts, one) for one in _ALL_FUNDS]
    for one, sign in zip(others, (1, -1), strict=False):
        if one:
            numbers.append(one)
            signs.append(sign)
    judgement = rounded(judge_sum, closing, numbers, signs)
    if None in others or not _near(accounts, names):
        undecided(judgement)
    yield Check("T08", {"what": _NAMES[prefix]}, judgement)


def _near(accounts: Accounts, names: list[str]) -> bool:
    """Do the four amounts stand in one paragraph, or each with its total that closes?

    Amounts of several sections may be of several scopes.
    """
    places = {accounts.passages.of(fact, fact["printed"]) for name in names
              for fact in accounts.facts_named(name)}
    return (len(places) == 1 and None not in places) or (
        names[0] == "opening_balance" and any(_closes(one) for one in _sides(accounts)))


def _sides(accounts: Accounts) -> list[Judgement]:
    return [check.judgement for check in _made_of(accounts)]


def _closes(judgement: Judgement) -> bool:
    return judgement.outcome in ("pass", "rounding")
