"""What a target or a result of self-evaluation says: a number with its bound, or words.

read_target("≥95%")    # Target("≥95%", Decimal(95), "%", lower=True)
read_target("达标")    # Target("达标")
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from helpers import amounts

_UPPER = ("≤", "<", "不超过", "不高于", "不大于", "低于", "少于", "控制在", "以内", "以下")
_LOWER = ("≥", ">", "不低于", "不少于", "不小于", "达到", "超过", "以上", "大于")
_FORM = re.compile(
    r"^(?P<before>[≥≤><=＝]|不(?:低|少|小|高|大|超)(?:于|过)|达到|超过|大于|控制在)?"
    r"(?P<number>\d+(?:\.\d+)?)(?P<unit>[%％]|[^\d%]{0,4}?)(?P<after>以上|以下|以内|及以上)?$"
)
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
class WorkTarget:
    """A target of the table of work: what it is of, the number, where it stands."""

    item: str
    head: str
    target: Target
    words: str
    page: int | None


def targets_of_work(item: dict) -> Iterator[WorkTarget]:
    """The targets that a row of ``tidy/work_items`` states."""
    for clause in _CLAUSE.split(amounts.key(item["target_zh"] or "")):
        match = _STATED.match(clause)
        target = read_target(match["target"]) if match else None
        if match and target and target.value is not None:
            yield WorkTarget(
                amounts.key(item["item_zh"] or ""), match["head"], target, clause, item["page"]
            )


def same_thing(one: WorkTarget, indicator: str, target: Target) -> bool:
    """Do the words before the target and the indicator name one thing, in one unit?

    They do only where they share a long run and what is left of either measures nothing else.
    """
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
