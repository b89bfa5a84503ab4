"""What a target or a result says, and targets and results stated twice: in the table of work done
and in the indicators; in two forms.

An item of work and an indicator mean the same only where their words share a long run and what
is left of either measures nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from helpers import amounts
from helpers.checks.accounts import Accounts
from helpers.checks.check import Check
from helpers.checks.judging import judge_words, plain

_UPPER = ("≤", "<", "不超过", "不高于", "不大于", "低于", "少于", "控制在", "以内", "以下")
_LOWER = ("≥", ">", "不低于", "不少于", "不小于", "达到", "超过", "以上", "大于")
_FORM = re.compile(
    r"^(?P<before>[≥≤><=＝]|不(?:低|少|小|高|大|超)(?:于|过)|达到|超过|大于|控制在)?"
    r"(?P<number>\d+(?:\.\d+)?)(?P<unit>[%％]|[^\d%]{0,4}?)(?P<after>以上|以下|以内|及以上)?$"
)
_WHOLE = "whole_department"
_CLAUSE = re.compile(r"[,、;:。]")
_COMPARED = "(?:不(?:低|少|小|高|大)于|达到|超过|≥|≤|>|<)"
_STATED = re.compile(
    rf"^(?P<head>.+?)(?P<target>{_COMPARED}?\d+(?:\.\d+)?(?:%|[^\d%,]{{0,2}}?)(?:以上|以下|以内)?)$"
)
#: Characters that say what is measured; beside the shared words they measure another thing.
_MEASURES = set("率数量额度比值次人")
#: Characters in a row that two names must share to mean the same.
_SHARED = 5


@dataclass(frozen=True)
class Target:
    """A target as compared: `value` is null where it is words (达标); `upper` is at most."""

    text: str
    value: Decimal | None = None
    unit: str = ""
    upper: bool = False
    lower: bool = False


def read_target(text: str | None) -> Target | None:
    """The target or result in a cell; null for a blank."""
    if not text:
        return None
    key = amounts.key(text).replace("%", "%").replace("大于等于", "≥").replace("小于等于", "≤")
    key = key.replace(">=", "≥").replace("<=", "≤")
    match = _FORM.match(key)
    if not match:
        return Target(key)
    words = (match["before"] or "", match["after"] or "")
    upper = any(
        word in _UPPER or word.startswith("不超") or word in ("不高于", "不大于")
        for word in words
        if word
    )
    lower = any(word in _LOWER or word == "及以上" for word in words if word)
    return Target(key, Decimal(match["number"]), match["unit"] or "", upper, lower)


@dataclass(frozen=True)
class Stated:
    """A target of the table of work: what it is of, the number, where it stands."""

    item: str
    head: str
    target: Target
    words: str
    page: int | None


def target_checks(accounts: Accounts) -> Iterator[Check]:
    """Targets of the work table against indicators, and one indicator in several forms."""
    stated = dict.fromkeys(one for item in accounts.work_items for one in _targets(item))
    for indicator in accounts.indicators:
        target = read_target(indicator["target"])
        # A project's target may be its share of the department's: it is no second target.
        if indicator["form"] != _WHOLE or target is None or target.value is None:
            continue
        for one in stated:
            if same_thing(one, indicator["level3_zh"], target):
                yield _compared(one, indicator, target)
    yield from _repeated(accounts)


def _targets(item: dict) -> Iterator[Stated]:
    for clause in _CLAUSE.split(amounts.key(item["target_zh"] or "")):
        match = _STATED.match(clause)
        target = read_target(match["target"]) if match else None
        if match and target and target.value is not None:
            yield Stated(
                amounts.key(item["item_zh"] or ""), match["head"], target, clause, item["page"]
            )


def same_thing(one: Stated, indicator: str, target: Target) -> bool:
    """Do the words before the target and the indicator name one thing, in one unit?"""
    name = amounts.key(indicator)
    if one.target.unit and target.unit and one.target.unit != target.unit:
        return False
    if (one.target.unit == "%") != (target.unit == "%"):
        return False
    if name.endswith(one.head) and len(one.head) <= _SHARED:
        # A bare measure (满意率): what it is of stands in the item's name.
        rest = name.removesuffix(one.head)
        return len(_shared(one.item, rest)) >= _SHARED
    shared = _shared(one.head, name)
    left = set(one.head.replace(shared, "")) | set(name.replace(shared, ""))
    return (
        len(shared) >= _SHARED
        and 2 * len(shared) > min(len(one.head), len(name))
        and not left & _MEASURES
    )


def _shared(one: str, other: str) -> str:
    match = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    return one[match.a : match.a + match.size]


def _compared(one: Stated, indicator: dict, target: Target) -> Check:
    same = one.target.value == target.value
    judgement = judge_words(same, one.target.text, target.text, one.words, one.page)
    if one.target.value is not None and target.value is not None:
        judgement.difference = plain(abs(one.target.value - target.value))
    judgement.likely_cause = None if same else "cross_reference"
    return Check(
        "K01", {"what": indicator["level3_zh"], "item": one.item}, judgement, indicator["page"]
    )


def _repeated(accounts: Accounts) -> Iterator[Check]:
    """An indicator of the whole department and of a project; parts may differ from the whole."""
    whole = {
        amounts.key(one["level3_zh"]): one for one in accounts.indicators if one["form"] == _WHOLE
    }
    for one in accounts.indicators:
        other = whole.get(amounts.key(one["level3_zh"]))
        if other is None or one["form"] == _WHOLE:
            continue
        for column in ("target", "actual"):
            left, right = read_target(one[column]), read_target(other[column])
            if left and right and left.value is not None and right.value is not None:
                yield Check(
                    "K02",
                    {"what": one["level3_zh"], "form": one["form"], "column": column},
                    judge_words(left == right or None, left.text, right.text, page=one["page"]),
                    other["page"],
                )
