"""What sentences say besides their numbers: how an outturn stands to its budget, what money went
on, whose amounts a paragraph tells.

The audit holds these against the numbers; it has no patterns of its own for prose. `text` is
always that of `amounts.key`: half width, without white space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from helpers import amounts, wording

_UNIT = "万元|亿元|元"
_MONEY = rf"(?P<number>{amounts.NUMBER})(?P<unit>{_UNIT})"
_BUDGET = re.compile(
    rf"(?P<kind>年初|全年|调整)?(?:后)?(?:的)?预算(?:数|安排|支出)*(?:为|是)?{_MONEY}"
)
_OUTTURN = re.compile(rf"决算(?:数|支出)?(?:为|是)?{_MONEY}")
_DIFFERENCE = re.compile(
    rf"(?P<what>[^,。;:]{{0,30}}?)决算(?:数|支出)?(?:为|是)?"
    rf"(?P<outturn>{amounts.NUMBER})(?P<outturn_unit>{_UNIT}),(?:比|较|与)"
    rf"[^,。;:]{{0,14}}?预算(?:数|安排)?(?:为)?"
    rf"(?P<budget>{amounts.NUMBER})(?P<budget_unit>{_UNIT})(?:相比)?,?"
    rf"(?P<way>增加|减少|多|少|超)(?:了|支)?"
    rf"(?P<change>{amounts.NUMBER})(?P<change_unit>{_UNIT})"
)
_USES = re.compile(r"(?P<of>人员经费|公用经费)[^。;]*?(?:主要)?(?:包括|用于):(?P<list>[^。;]+)")
#: Amounts told unit by unit (机关本级3万元、所属单位2万元): a number beside them may be one unit's.
_BY_UNIT = re.compile(
    r"(?:本级|下属|所属|二级(?:预算)?单位)[^,。;:\d]{0,30}\d[\d.]*(?:万元|亿元|元)"
)
#: A list that goes beyond the three public expenses.
_WIDER = re.compile(
    r"三公\"?经费?(?:支出)?(?:、|和|及|与)\"?(?:会议|培训|差旅)|"
    r"(?:会议|培训|差旅)费(?:、|和|及|与)\"?三公"
)
_AMOUNT = re.compile(r"(?<![\d.])(?P<number>\d+(?:\.\d+)?)(?P<unit>万元|亿元|元)")


class Amount(NamedTuple):
    """An amount of money in 万元, and its digits as printed, without separators."""

    value: Decimal
    printed: str


class Pair(NamedTuple):
    """A budget and the outturn stated after it."""

    budget: Amount
    outturn: Amount


@dataclass(frozen=True)
class Comparison:
    """Words that say how an outturn stands to its budget: 1 more, 0 as budgeted, -1 less.

    `pairs` are the budgets and outturns stated before these words, which they may be about.
    """

    words: str
    said: int
    pairs: list[Pair]


@dataclass(frozen=True)
class Difference:
    """An outturn said to be more (1) or less (-1) than a budget stated beside it, by so much."""

    what: str
    outturn: Amount
    budget: Amount
    change: Amount
    sign: int


def comparisons(text: str) -> Iterator[Comparison]:
    """年初预算为5万元,支出决算为4万元,决算数小于预算数: 小于, and the pair 5 and 4."""
    start = 0
    for match in re.finditer(wording.load("hygiene")["directions"]["sentence"], text):
        said = next(sign for sign, name in ((1, "more"), (-1, "less"), (0, "same")) if match[name])
        pairs = list(_pairs(text[start : match.start()], match["kind"]))
        start = match.end()
        if pairs:
            yield Comparison(match[0], said, pairs)


def _pairs(text: str, kind: str | None) -> Iterator[Pair]:
    """Budgets each with the first outturn after it; of one kind only, where the words name one."""
    outturns = list(_OUTTURN.finditer(text))
    for budget in _BUDGET.finditer(text):
        outturn = next((one for one in outturns if one.start() >= budget.end()), None)
        if outturn is not None and not (kind and budget["kind"] != kind):
            yield Pair(*(_amount(one["number"], one["unit"]) for one in (budget, outturn)))


def differences(text: str) -> Iterator[Difference]:
    """公务接待费决算4万元,比年初预算5万元,减少1万元: 4, 5, 1 and -1."""
    for match in _DIFFERENCE.finditer(text):
        outturn, budget, change = (
            _amount(match[name], match[f"{name}_unit"]) for name in ("outturn", "budget", "change")
        )
        yield Difference(
            match["what"],
            outturn,
            budget,
            change,
            1 if match["way"] in ("增加", "多", "超") else -1,
        )


def uses(text: str) -> Iterator[tuple[str, str]]:
    """公用经费主要包括:办公费、印刷费: what the money is called, with each thing it went on."""
    for match in _USES.finditer(text):
        for name in re.split("[、,]", match["list"]):
            yield match["of"], name


def tells_by_unit(text: str) -> bool:
    """Whether amounts of parts of the department are told here."""
    return bool(_BY_UNIT.search(text))


def speaks_of_more(text: str) -> bool:
    """Whether the three public expenses are told with others (会议费 …)."""
    return bool(_WIDER.search(text))


def amounts_in(text: str) -> list[Amount]:
    """Every amount of money in a text."""
    return [_amount(match["number"], match["unit"]) for match in _AMOUNT.finditer(text)]


def _amount(number: str, unit: str) -> Amount:
    printed = number.replace(",", "")
    return Amount(amounts.in_ten_thousands(printed, unit), printed)
