"""Words of direction against numbers: more, less or as budgeted; increase beside decrease."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from helpers import amounts, vocabulary
from helpers.codes import expense_named
from helpers.identities.accounts import BUDGETS, Accounts
from helpers.identities.check import Check
from helpers.identities.judging import (
    Printed,
    best,
    half_unit,
    judge_sum,
    judge_words,
    plain,
)
from helpers.identities.prose_checks import SIGNS

_MONEY = rf"(?P<number>{amounts.NUMBER})(?P<unit>万元|亿元|元)"
_BUDGET = re.compile(
    rf"(?P<kind>年初|全年|调整)?(?:后)?(?:的)?预算(?:数|安排|支出)*(?:为|是)?{_MONEY}")
_OUTTURN = re.compile(rf"决算(?:数|支出)?(?:为|是)?{_MONEY}")


def _money(name: str) -> str:
    return rf"(?P<{name}>{amounts.NUMBER})(?P<{name}_unit>万元|亿元|元)"


_DIFFERENCE = re.compile(
    rf"(?P<what>[^,。;:]{{0,30}}?)决算(?:数|支出)?(?:为|是)?{_money('outturn')},(?:比|较|与)"
    rf"[^,。;:]{{0,14}}?预算(?:数|安排)?(?:为)?{_money('budget')}(?:相比)?,?"
    rf"(?P<way>增加|减少|多|少|超)(?:了|支)?{_money('change')}")


@dataclass(frozen=True)
class Pair:
    """A budget and the outturn stated after it."""

    kind: str | None
    budget: Decimal
    outturn: Decimal
    half: Decimal

    @property
    def difference(self) -> Decimal:
        return self.outturn - self.budget

    @property
    def symbol(self) -> str:
        return ">" if self.difference > 0 else "<" if self.difference < 0 else "="


def direction_checks(accounts: Accounts) -> Iterator[Check]:
    """Every sentence that says how an outturn stands to its budget; every change and its rate."""
    words = vocabulary.load("hygiene")["directions"]
    for paragraph in accounts.paragraphs:
        if paragraph["kind"] == "body" and paragraph["reader"] != "ocr":
            yield from _sentences(paragraph, words)
            yield from _differences(paragraph)
    yield from _change_and_rate(accounts)
    yield from _budget_changes(accounts)


def _sentences(paragraph: dict, words: dict) -> Iterator[Check]:
    text, start = amounts.key(paragraph["text"]), 0
    for match in re.finditer(words["sentence"], text):
        said = next(sign for sign, name in ((1, "more"), (-1, "less"), (0, "same"))
                    if match[name])
        pairs = list(_pairs(text[start: match.start()], match["kind"]))
        start = match.end()
        if not pairs:
            continue
        pair = pairs[-1]
        found = f"{plain(pair.outturn)} {pair.symbol} {plain(pair.budget)}"
        yield Check("D01", {"words": match[0]},
                    judge_words(_agree(pairs, said), match[0], found, match[0], paragraph["page"]))


def _agree(pairs: list[Pair], said: int) -> bool | None:
    """Does one of the pairs stand as said (1 more, 0 as, −1 less than budgeted)?

    Null where only the digits that are not printed could tell.
    """
    if any(pair.difference * said > 0 if said else abs(pair.difference) <= pair.half
           for pair in pairs):
        return True
    return None if said and any(abs(pair.difference) <= pair.half for pair in pairs) else False


def _pairs(text: str, kind: str | None) -> Iterator[Pair]:
    """Budgets each with the first outturn after it; of one kind only, where the words name one."""
    outturns = list(_OUTTURN.finditer(text))
    for budget in _BUDGET.finditer(text):
        outturn = next((one for one in outturns if one.start() >= budget.end()), None)
        if outturn is None or (kind and budget["kind"] != kind):
            continue
        values, half = [], Decimal(0)
        for one in (budget, outturn):
            printed = one["number"].replace(",", "")
            values.append(amounts.in_ten_thousands(printed, one["unit"]))
            half += half_unit(values[-1], printed)
        yield Pair(budget["kind"], *values, half)


def _differences(paragraph: dict) -> Iterator[Check]:
    """An outturn said to be more or less than a budget stated beside it, by so much."""
    for match in _DIFFERENCE.finditer(amounts.key(paragraph["text"])):
        outturn, budget, change = (
            _printed(match[n], match[f"{n}_unit"], paragraph["page"])
            for n in ("outturn", "budget", "change"))
        sign = 1 if match["way"] in ("增加", "多", "超") else -1
        yield Check("D03", {"what": match["what"]},
                    judge_sum(outturn, [budget, change], [1, sign]))


def _printed(number: str, unit: str, page: int) -> Printed:
    text = number.replace(",", "")
    value = amounts.in_ten_thousands(text, unit)
    return Printed(value, half_unit(value, text), text, page)


def _change_and_rate(accounts: Accounts) -> Iterator[Check]:
    """An amount said to rise and a rate said to fall in one breath."""
    for change, rate in pairwise(accounts.facts):
        if not change["fact"].endswith("_change") or rate["fact"] != f"{change['fact']}_rate":
            continue
        directions = change["direction"], rate["direction"]
        if not set(directions) <= set(SIGNS) or min(change["value"], rate["value"]) <= 0:
            continue
        yield Check("D02", {"what": change["subject_zh"] or rate["snippet_zh"]}, judge_words(
            directions[0] == directions[1], f"{change['printed']}{change['value_unit']}",
            f"{rate['printed']}%", rate["snippet_zh"], rate["page"],
            [accounts.said(change), accounts.said(rate)]))


def _budget_changes(accounts: Accounts) -> Iterator[Check]:
    """三公: more or less than budgeted by so much, against the budget and the outturn.

    Every budget and outturn stated of the expense is a reading; the difference fails where
    table 07, or the prose, states one of each and the document says of which budget it is.
    """
    for change in accounts.facts_named("three_public_budget_change"):
        subject = change["subject_zh"] or ""
        code = expense_named(subject) or ("total" if "三公" in subject else None)
        rows = [row for row in accounts.budget
                if (row["scope"], row["code"]) == ("three_public", code)]
        if change["direction"] not in SIGNS:
            continue
        outturns, budgets = (_stated(accounts, rows, names) for names in (
            ("outturn",), _budgets_meant(change["base"])))
        judged = [judge_sum(one, [budget, accounts.said(change)],
                            [1, SIGNS[change["direction"]]])
                  for one in outturns for budget in budgets]
        if judged:
            yield Check("D03", {"what": subject}, best(judged))


def _budgets_meant(base: str | None) -> tuple[str, ...]:
    """The budgets that a difference may be on, by the base that its words name."""
    return (base,) if base in BUDGETS else BUDGETS[:-1]


def _stated(accounts: Accounts, rows: list[dict], names: tuple[str, ...]) -> list[Printed]:
    """The different amounts that the rows state."""
    found = [one for row in rows for name in names if (one := accounts.stated(row, name))]
    return list({one.value: one for one in reversed(found)}.values())[::-1]
