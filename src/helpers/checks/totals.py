"""Totals, balances and amounts stated twice in the prose.

Totals of the year (本年收入, 收入合计) and grand totals (收入总计, balances included) are two
things: a check takes only what its words call so. Where a part of an identity is not stated it
may be anything, and nothing is said. Two statements are often of two things (the department and
its own unit, 本年 and 总计): two amounts are called a contradiction only where one of them has
other evidence for it, and the other has none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from helpers import amounts
from helpers.checks.accounts import BUDGETS, Accounts, Passage
from helpers.checks.check import Check
from helpers.checks.interpreter import Shapes, checks_of, judged
from helpers.checks.judging import Judgement, Printed, judge_equal, judge_sum, rounded, undecided
from helpers.checks.lists import LISTED
from helpers.checks.shares import SHARES
from helpers.checks.statements import same_fund

_SUMMARY = "revenue_expenditure_summary"
#: A balance that is a part of the balance (基本支出结转), or one fund's.
_PART = re.compile("基本支出|项目支出|经营|其中")
_OF_A_FUND = re.compile("财政拨款|一般公共预算|政府性基金|国有资本|专户|专用|非财政")
#: Only all funds together have these; a sum without them is whole for one fund alone.
_ALL_FUNDS = ("nonfiscal_balance_used", "surplus_distribution")
_FUND_FREE = (
    "opening_balance",
    "closing_balance",
    "nonfiscal_balance_used",
    "surplus_distribution",
)
_EXPENSES_TOLD = (
    "total",
    "overseas_travel",
    "vehicles",
    "vehicle_purchase",
    "vehicle_running",
    "reception",
)
#: Words in a clause that make its amount another year's, another phase's or one unit's.
_OTHER = re.compile(r"上年|去年|预算|本级|下属|所属|二级|其中|20\d\d年")
#: Digits that two amounts must share before their units are compared: fewer agree by chance.
_DIGITS = 4
_OF_ONE_FUND = re.compile("^(appropriation|general_budget|government_funds|state_capital)_")
_FUND_WORDS = re.compile("(一般公共预算|政府性基金预算?|国有资本经营预算?)?(财政拨款)?")


@dataclass(frozen=True)
class Told:
    """An amount and the paragraph it stands in."""

    amount: Printed
    passage: Passage | None


def total_checks(accounts: Accounts) -> Iterator[Check]:
    """Expenses stated twice; amounts whose unit differs by ten thousand."""
    yield from _told_twice(accounts)
    yield from _in_two_units(accounts)


def _both_sides(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """收入总计 = 支出总计, where both are called 总计 in one sentence.

    Some publishers call the year's totals 总计 (in paragraphs of their own, each with its change);
    these need not be equal. Two paragraphs count where one total is told with its balances.
    """
    left, right = (
        _told(accounts, case["facts"], rf"{side}(决算)?(总计|总额)|总{side}")
        for side in ("收入", "支出")
    )
    if len(left) != 1 or len(right) != 1:
        return
    both = left[0], right[0]
    judgement = judged(case, accounts.value(both[0]), [accounts.value(both[1])])
    if not _together(accounts, both) or not same_fund(*both) or _of_the_year(accounts, both):
        undecided(judgement)
    yield Check(rule, {"what": case["what"]}, judgement)


def _together(accounts: Accounts, both: tuple[dict, dict]) -> bool:
    """Are both called 总计, in one sentence, or one of them with the balances in it?"""
    one, other = (accounts.passages.of(fact, fact["printed"]) for fact in both)
    if one is None or other is None or not all("总计" in fact["subject_zh"] for fact in both):
        return False
    if one == other:
        return any(
            all(fact["printed"] in sentence for fact in both) for sentence in one.text.split("。")
        )
    told = re.compile("(年初|上年|年末)[^,。;]{0,12}(结转|结余)")
    return one.heading == other.heading and any(told.search(each.text) for each in (one, other))


def _of_the_year(accounts: Accounts, both: tuple[dict, dict]) -> bool:
    """Does table 01 print both as the totals of the year, which the prose calls 总计?"""
    return all(
        total is not None and judge_equal(accounts.value(fact), total).outcome != "fail"
        for fact, side, name in zip(
            both, ("revenue", "expenditure"), ("本年收入合计", "本年支出合计"), strict=True
        )
        for total in [accounts.total(_SUMMARY, "outturn", side, (name,))]
    )


def _told(accounts: Accounts, name: str, words: str) -> list[dict]:
    """The facts whose subject matches, different amounts once."""
    found = {
        fact["value"]: fact
        for fact in reversed(accounts.facts_named(name))
        if re.search(words, amounts.key(fact["subject_zh"] or ""))
        and fact["value_year"] in (None, accounts.year)
    }
    return list(reversed(found.values()))


def _balance(accounts: Accounts, name: str) -> Printed | None:
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
                _OF_A_FUND.search(_subject(name, fact))
                or fact["fund"] not in (None, "all", "not_said")
            )
        )
    ]
    wholes = {
        fact["value"]: fact for fact in reversed(own) if not _PART.search(fact["subject_zh"] or "")
    }
    if len(wholes) > 1:
        whole = max(wholes)
        if whole * 2 == sum(wholes):
            wholes = {whole: wholes[whole]}
    return accounts.said(*wholes.values()) if len(wholes) == 1 else None


def _subject(name: str, fact: dict) -> str:
    """The subject, for a word of a fund in it; 使用非财政拨款结余 is of all funds by its name."""
    return "" if name in _ALL_FUNDS else fact["subject_zh"] or ""


def _year_total(accounts: Accounts, name: str) -> Printed | None:
    """The one total of the year that is not called 总计."""
    found = {
        fact["value"]: fact
        for fact in reversed(accounts.facts_named(name))
        if not re.search("总计|总额|总收入|总支出", fact["subject_zh"] or "")
        and fact["value_year"] in (None, accounts.year)
    }
    return accounts.said(*found.values()) if len(found) == 1 else None


def _made_of(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """收入总计 = 本年收入合计 + 使用非财政拨款结余 + 年初结转和结余; the same of expenditure."""
    grand = _told(accounts, case["whole"], case["called"])
    year = _year_total(accounts, case["total"])
    may_lack, balance = (_balance(accounts, case[name]) for name in ("may_lack", "balance"))
    if len(grand) != 1 or year is None or balance is None:
        return
    parts = [one for one in (year, may_lack, balance) if one]
    judgement = rounded(judge_sum, accounts.said(grand[0]), parts)
    yield Check(rule, {"what": case["what"]}, judgement if may_lack else undecided(judgement))


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
    if None in others.values() or not (
        _near(accounts, names) or (case.get("closed_by") and _closed(case["closed_by"], accounts))
    ):
        undecided(judgement)
    yield Check(rule, {"what": case["what"]}, judgement)


def _near(accounts: Accounts, names: list[str]) -> bool:
    """Do the amounts stand in one paragraph? Those of several sections may be of several scopes."""
    places = {
        accounts.passages.of(fact, fact["printed"])
        for name in names
        for fact in accounts.facts_named(name)
    }
    return len(places) == 1 and None not in places


def _closed(rule: str, accounts: Accounts) -> bool:
    """Does a total that the balances are a part of close by another rule?"""
    found = checks_of(rule, accounts, TOTALS)
    return any(check.judgement.outcome in ("pass", "rounding") for check in found)


def _told_twice(accounts: Accounts) -> Iterator[Check]:
    """The outturn of one expense of the three, in several places."""
    proven = _proven(accounts)
    for code in _EXPENSES_TOLD:
        rows = [
            row
            for row in accounts.budget
            if (row["scope"], row["source"], row["code"]) == ("three_public", "narrative", code)
            and row["fund"] in (None, "general_budget")
        ]
        told = [
            Told(one, accounts.passages.of(row, one.text))
            for row in rows
            if (one := accounts.stated(row, "outturn"))
        ]
        if len(told) < 2:
            continue
        named = (row["name_zh"] for row in rows if row["name_zh"] and row["outturn"] is not None)
        name = next(named, code)
        yield Check("T09", {"what": name, "measure": "outturn"}, _compared(told, proven))


def _proven(accounts: Accounts) -> set[Decimal]:
    """Amounts of the prose that close a sum or a share of the three public expenses."""
    return {
        one.value
        for check in (*checks_of("P03", accounts, LISTED), *checks_of("P04", accounts, SHARES))
        if check.judgement.outcome in ("pass", "rounding")
        for one in check.judgement.numbers
        if one.value
    }


def _compared(told: list[Told], proven: set[Decimal]) -> Judgement:
    """The amount that has evidence against the one farthest from it.

    Evidence: it closes a sum, or stands in two paragraphs. One that has none, in a clause that
    names no other year, phase or unit, contradicts it.
    """
    places = Counter(one.amount.value for one in told)
    known = [one for one in told if one.amount.value in proven or places[one.amount.value] > 1]
    first = known[0] if known else told[0]
    other = max(told, key=lambda one: abs(one.amount.value - first.amount.value))
    judgement = judge_equal(first.amount, other.amount)
    clause = other.passage.clause(other.amount.text) if other.passage else ""
    if (
        not known
        or other in known
        or not clause
        or _OTHER.search(clause)
        or first.passage is None
        or other.passage is None
        or first.passage == other.passage
        or first.passage.by_unit
        or other.passage.by_unit
    ):
        undecided(judgement)
    return judgement


def _in_two_units(accounts: Accounts) -> Iterator[Check]:
    """The same digits of one thing, once in 元 and once in 万元."""
    told = list(_all_amounts(accounts))
    for n, (name, one) in enumerate(told):
        for other_name, other in told[n + 1 :]:
            if name[:-1] == other_name[:-1] and _another_unit(one, other):
                larger, smaller = sorted((one, other), key=lambda each: -each.value)
                yield Check(
                    "T10", {"what": name[-1], "digits": one.text}, judge_equal(larger, smaller)
                )


def _all_amounts(accounts: Accounts) -> Iterator[tuple[tuple, Printed]]:
    """Every amount of the prose, with what it is of, whatever its fund; its words come last."""
    for fact in accounts.facts:
        if fact["value_unit"] == "万元" and fact["value"]:
            name, words = _OF_ONE_FUND.sub("", fact["fact"]), fact["subject_zh"] or ""
            bare = "" if name.endswith("_balance") else _FUND_WORDS.sub("", words)
            yield (name, bare, words or name), accounts.value(fact)
    for row in accounts.budget:
        for measure in BUDGETS:
            one = accounts.stated(row, measure) if row["source"] == "narrative" else None
            if one and one.value:
                yield (
                    (row["scope"], row["code"] or row["name_zh"], measure, row["name_zh"] or ""),
                    one,
                )


def _another_unit(one: Printed, other: Printed) -> bool:
    """Are the digits the same and the values apart by ten thousand?"""
    digits = Decimal(one.text).normalize().as_tuple().digits
    ratio = max(one.value, other.value) / min(one.value, other.value)
    return one.text == other.text and ratio == 10_000 and len(digits) >= _DIGITS


#: What the cases of rules that are data are repeated along here (see `interpreter`).
TOTALS: Shapes = {
    "both sides": _both_sides,
    "grand total": _made_of,
    "balance through the year": _through_the_year,
}
