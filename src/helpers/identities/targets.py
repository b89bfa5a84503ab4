"""What a target or a result says: a number, its unit, and which way it is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from helpers import amounts

_UPPER = ("≤", "<", "不超过", "不高于", "不大于", "低于", "少于", "控制在", "以内", "以下")
_LOWER = ("≥", ">", "不低于", "不少于", "不小于", "达到", "超过", "以上", "大于")
_FORM = re.compile(
    r"^(?P<before>[≥≤><=＝]|不(?:低|少|小|高|大|超)(?:于|过)|达到|超过|大于|控制在)?"
    r"(?P<number>\d+(?:\.\d+)?)(?P<unit>[%％]|[^\d%]{0,4}?)(?P<after>以上|以下|以内|及以上)?$")


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
    upper = any(word in _UPPER or word.startswith("不超") or word in ("不高于", "不大于")
                for word in words if word)
    lower = any(word in _LOWER or word == "及以上" for word in words if word)
    return Target(key, Decimal(match["number"]), match["unit"] or "", upper, lower)
