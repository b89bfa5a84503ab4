"""The numbers of a text, and where each stands on its page.

A number is a whole run of digits with its separators, point and sign: ``减少1,234.50万元`` prints
one number, ``2020.12.31`` two. Every digit of a text belongs to exactly one number.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from helpers import amounts
from helpers.printed import unbroken

_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(
    r"(?P<sign>(?<![\dA-Za-z%)年月日号])[-−－])?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)")
#: Full-width punctuation is kept in what is printed; a number is found in half-width text.
_HALF_WIDTH = str.maketrans("，：；！？（）％．", ",:;!?()%.")
_IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
#: A line is full where not even this (of its height) is left of it: two characters.
_ROOM = 2.0


@dataclass
class Text:
    """One cell or one paragraph: its words, and what is needed to find a place in them.

    `kind` is cell or the kind of the paragraph; `lines` are (offset in `words`, page, upper edge,
    lower edge, edges of its characters). In `words` a line break stands where a number cannot go
    on over it.
    """

    kind: str
    words: str
    lines: list[tuple[int, int, float, float, list[float]]]
    reader: str
    confidence: float | None = None
    order: int | None = None
    section: str | None = None
    table_no: int | None = None
    row: int | None = None
    col: int | None = None
    numbers: list[Token] = field(default_factory=list)


@dataclass
class Token:
    """One printed number: its digits as printed, its span in its text, the box of its first line.

    What becomes of it is filled in later: who claims it, or why it is no figure.
    """

    text: Text
    printed: str
    start: int
    end: int
    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    number_id: str = ""
    claimed_by: str | None = None
    note: str | None = None
    status: str | None = None
    value_unit: str | None = None
    amount: amounts.Decimal | None = None
    read_first: str | None = None
    absorbed: bool = False


def numbers_of(text: Text, whole: bool = False) -> list[Token]:
    """The numbers of `text` in the order printed; `whole`: the text is one number and no more."""
    words = text.words.translate(_HALF_WIDTH)
    starts = [line[0] for line in text.lines]
    if whole:
        first = next(n for n, character in enumerate(words) if not character.isspace())
        spans = [(amounts.printed_number(unbroken(text.words)), first, len(words.rstrip()))]
    else:
        spans = [(_plain(match), *match.span()) for match in _NUMBER.finditer(words)]
    return [Token(text, printed, start, end, *_place(text, starts, start, end))
            for printed, start, end in spans]


def _plain(match: re.Match) -> str:
    return "-" * bool(match["sign"]) + match["number"].replace(",", "")


def _place(text: Text, starts: list[int], start: int, end: int) -> tuple:
    """Page and box of ``words[start:end]`` on the line where it begins."""
    number = bisect_right(starts, start) - 1
    offset, page, top, foot, edges = text.lines[number]
    last = min(end - offset, len(edges) - 1)
    return page, float(edges[start - offset]), top, float(edges[last]), foot


def texts_of_cells(cells: pd.DataFrame) -> Iterator[tuple[int, Text]]:
    """(place in `cells`, text with its numbers) of every cell that prints a digit."""
    words = cells["text"].tolist()
    found = [n for n, one in enumerate(words) if _DIGIT.search(one)]
    rows = cells.take(found)
    columns = [rows[name].tolist() for name in (
        "table_no", "title", "row", "col", "page", "x0", "y0", "x1", "y1", "reader", "confidence",
        "edges", "tops", "feet")]
    for n, (table_no, title, row, col, page, x0, y0, x1, y1, reader, confidence, edges, tops,
            feet) in zip(found, zip(*columns, strict=True), strict=True):
        text = Text("cell", words[n], [], reader, _or_none(confidence), None, _or_none(title),
                    table_no, row, col)
        printed = words[n].split("\n")
        if edges is None or len(edges) != len(words[n]) + 1 or len(tops) != len(printed):
            steps = len(words[n])  # a cell whose characters have no places: it is their place
            edges = [x0 + (x1 - x0) * step / steps for step in range(steps + 1)]
            tops, feet = [y0] * len(printed), [y1] * len(printed)
        offset = 0
        for line, top, foot in zip(printed, tops, feet, strict=True):
            text.lines.append((offset, page, top, foot, edges[offset:offset + len(line) + 1]))
            offset += len(line) + 1
        whole = _is_one_number(words[n])
        if not whole and "\n" in words[n] and _IDEOGRAPH.search(words[n]):
            _join_full_lines(text, [x1 - 0.5 * (foot - top) for top, foot in
                                    zip(tops, feet, strict=True)])
        text.numbers = numbers_of(text, whole)
        yield n, text


def _is_one_number(words: str) -> bool:
    """The whole text is one number, broken over lines or not, as readers of tables take it."""
    try:
        return amounts.printed_number(unbroken(words)) is not None
    except amounts.UnreadableAmount:
        return False


def _join_full_lines(text: Text, rights: list[float]) -> None:
    """Take out the line breaks of `text` behind lines that reach `rights`: a number goes on there.

    The words are put together anew; the places of the lines in them move.
    """
    words, lines = "", []
    for n, (offset, page, top, foot, edges) in enumerate(text.lines):
        line = text.words[offset:offset + len(edges) - 1]
        lines.append((len(words), page, top, foot, edges))
        full = edges and edges[-1] > rights[n] - _ROOM * 0.5 * (foot - top)
        words += line if full or n == len(text.lines) - 1 else f"{line}\n"
    text.words, text.lines = words, lines


def texts_of_paragraphs(paragraphs: pd.DataFrame, lines: pd.DataFrame) -> Iterator[Text]:
    """The text with its numbers of every paragraph that prints a digit."""
    by_order = defaultdict(list)
    for line in zip(*(lines[name].tolist() for name in (
            "order", "text", "edges", "page", "y0", "y1", "reader", "confidence")), strict=True):
        by_order[line[0]].append(line[1:])
    columns = (paragraphs[name].tolist() for name in ("order", "kind", "part", "heading"))
    for order, kind, part, heading in zip(*columns, strict=True):
        own = by_order[order]
        if not any(_DIGIT.search(line[0]) for line in own):
            continue
        part, heading = _or_none(part), _or_none(heading)
        section = (heading or "").split("/")[-1] or part
        text = Text("contents" if part == "目录" else kind, "".join(f"{line[0]}\n" for line in own),
                    [], "ocr" if any(line[5] == "ocr" for line in own) else "text",
                    min((c for line in own if (c := _or_none(line[6])) is not None), default=None),
                    order, section)
        offset = 0
        for words, edges, page, y0, y1, *_ in own:
            text.lines.append((offset, page, y0, y1, edges))
            offset += len(words) + 1
        right = max(edges[-1] for _, edges, *_ in own)
        _join_full_lines(text, [right] * len(own))
        text.numbers = numbers_of(text)
        yield text


def _or_none(value):
    return None if value is None or value is pd.NA or value != value else value
