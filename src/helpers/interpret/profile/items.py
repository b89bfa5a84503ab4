"""Numbered items of Part 1 and the glossary: their numbers, their words, their places."""

from __future__ import annotations

import re

import pandas as pd

from helpers import amounts
from helpers.interpret.ledger import Words

CONTENTS = "目录"
_MARKERS = {
    "一、": re.compile(r"[一二三四五六七八九十]{1,3}、"),
    "(一)": re.compile(r"\([一二三四五六七八九十]{1,3}\)、?"),
    "1.": re.compile(r"\d{1,2}[.、](?!\d)"),
    "(1)": re.compile(r"\(\d{1,2}\)[.、]?"),
    "1)": re.compile(r"\d{1,2}\)[.、]?"),
}
_INLINE = re.compile(r"(?:^|(?<=[。;:]))(\d{1,2})[.、](?!\d)")
ENDED = re.compile(r"[。;:.!?]$")


def named(column: str, name: str, row, **values) -> dict:
    """A tidy row about the paragraph `row`, with its place."""
    return {
        column: name,
        **values,
        "page": row.page,
        "x0": row.x0,
        "y0": row.y0,
        "x1": row.x1,
        "y1": row.y1,
        "reader": row.reader,
        "numbers": {column: [Words(row.order)]},
    }


def marker(text: str) -> str | None:
    """The kind of number that `text` begins with; null where it has none."""
    key = amounts.key(text)
    return next((name for name, pattern in _MARKERS.items() if pattern.match(key)), None)


def bare(text: str) -> str:
    """`text` without the number it begins with."""
    kind = marker(text)
    return text[_MARKERS[kind].match(amounts.key(text)).end() :] if kind else text


def split(text: str) -> list[str]:
    """The items of a text that numbers them in one paragraph (1.…；2.…); else the text alone."""
    starts, expected = [], 1
    for match in _INLINE.finditer(amounts.key(text)):
        if int(match.group(1)) == expected:
            starts.append(match)
            expected += 1
    if len(starts) < 2:
        return [text]
    ends = [match.start() for match in starts[1:]] + [len(text)]
    return [text[: starts[0].start()]] * bool(starts[0].start()) + [
        text[match.start() : end] for match, end in zip(starts, ends, strict=True)
    ]


def part(row) -> str:
    """The part (第N部分) of a paragraph; empty where it has none."""
    return "" if pd.isna(row.part) else row.part
