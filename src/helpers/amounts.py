"""Printed numbers and exact decimals; printed text and the plain characters behind it.

`plain` undoes what fonts and typists do to characters: full-width forms (NFKC), the Kangxi
and CJK radicals that some fonts map ordinary words to, and invisible marks. Money is a
Decimal in 万元 (10,000 yuan); a printed unit says how to get there.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache, lru_cache

from helpers import wording

#: A group of its own, so that it can stand inside longer patterns.
NUMBER = wording.NUMBER
_WHOLE_NUMBER = re.compile(rf"{NUMBER}\Z")
_DASHES = frozenset("-—–―－−─━/／")
_KEPT_PUNCTUATION = frozenset("，：；！？（）")
#: Numbers of items that are one character (①, ⒈): folded, ①912.46 would be 1912.46.
ITEM_NUMBERS = frozenset(map(chr, (*range(0x2460, 0x2474), *range(0x2488, 0x249C))))
_QUOTES = str.maketrans("“”„‟〝〞＂‘’", '"""""""' + "''")
_INVISIBLE = frozenset(
    [
        0x00AD,
        0x200B,
        0x200C,
        0x200D,
        0x200E,
        0x200F,
        0x2060,
        0xFEFF,
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ]
)
_TEN_THOUSANDS = {
    "元": Decimal("0.0001"),
    "千元": Decimal("0.1"),
    "百元": Decimal("0.01"),
    "万元": Decimal(1),
    "百万元": Decimal(100),
    "亿元": Decimal(10_000),
}


class UnreadableAmount(ValueError):
    """A cell that should hold an amount holds something else."""


def money(value: Decimal | None) -> str | None:
    """An amount as readers write it: separators, two decimals, more only where there are more."""
    if value is None:
        return None
    decimals = max(2, -exponent(value.normalize()))
    return f"{value:,.{decimals}f}".replace("-", "−")


def plain(text: str) -> str:
    """`text` as a reader sees it: digits and letters half width, radicals as ideographs.

    Full-width Chinese punctuation stays, and so do the numbers of items (①); invisible marks go.
    """
    return "".join(map(_plain_character, text))


def unspaced(text: str) -> str:
    """`text` after `plain`, without any white space: a wrapped or letter-spaced name."""
    return "".join(plain(text).split())


@lru_cache(maxsize=50_000)
def key(text: str) -> str:
    """`text` for comparing: NFKC, no white space, one kind of quotation mark."""
    return unicodedata.normalize("NFKC", unspaced(text)).translate(_QUOTES)


@cache
def _plain_character(character: str) -> str:
    if character in _KEPT_PUNCTUATION or character in ITEM_NUMBERS:
        return character
    if ord(character) in _INVISIBLE:
        return ""
    folded = unicodedata.normalize("NFKC", character)
    return "".join(wording.load("radicals").get(c, c) for c in folded)


def printed_number(text: str) -> str | None:
    """The number in `text` without separators and spaces; null for a blank or a dash.

    A number broken by a line break or a space is joined only where the break stands beside
    its point, comma or sign; two numbers in one cell are never glued together. Raises
    UnreadableAmount.
    """
    parts = [key(part) for part in plain(text).split()]
    if not parts or all(set(part) <= _DASHES for part in parts):
        return None
    joined = parts[0]
    for part in parts[1:]:
        if joined[-1] not in ".,-−" and part[0] not in ".,":
            raise UnreadableAmount(text)
        joined += part
    if not _WHOLE_NUMBER.match(joined):
        raise UnreadableAmount(text)
    return joined.replace(",", "").replace("−", "-").replace("－", "-")


def in_ten_thousands(printed: str, unit: str) -> Decimal:
    """`printed` as an exact Decimal in 万元; `unit` is the printed unit (元, 万元 …)."""
    return Decimal(printed) * _TEN_THOUSANDS[unit]


def exponent(value: Decimal) -> int:
    """The power of ten of the last digit: -2 for 1.50."""
    power = value.as_tuple().exponent
    assert isinstance(power, int), "an amount is finite"
    return power


def is_money_unit(unit: str) -> bool:
    return unit in _TEN_THOUSANDS


def chinese_number(text: str) -> int | None:
    """The value of a Chinese numeral up to 99 (二十一 → 21); null for anything else."""
    digits = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
    if not text or any(c not in digits and c != "十" for c in text) or text.count("十") > 1:
        return None
    if "十" not in text:
        return digits[text] if len(text) == 1 else None
    tens, ones = text.split("十")
    if len(tens) > 1 or len(ones) > 1:
        return None
    return (digits[tens] if tens else 1) * 10 + (digits[ones] if ones else 0)
