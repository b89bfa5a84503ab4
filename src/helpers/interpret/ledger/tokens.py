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
    r"(?P<number>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
)
#: Full-width punctuation is kept in what is printed; a number is found in half-width text.
_HALF_WIDTH = str.maketrans("，：；！？（）％．", ",:;!?()%.")
_IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
#: A line is full where no more than this (of its height) is left of it: one character.
_ROOM = 1.0
_PADDING = 6.0  # points between the text of a cell and its ruling


@dataclass(eq=False)
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


@dataclass(eq=False)
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
    return [
        Token(text, printed, start, end, *_place(text, starts, start, end))
        for printed, start, end in spans
    ]


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
    columns = [
        rows[name].tolist() for name in ("reader", "confidence", "title", "table_no", "row", "col")
    ]
    places = [
        rows[name].tolist()
        for name in ("text", "page", "x0", "y0", "x1", "y1", "edges", "tops", "feet")
    ]
    for n, (reader, confidence, title, *where), place in zip(
        found, zip(*columns, strict=True), zip(*places, strict=True), strict=True
    ):
        text = Text(
            "cell",
            words[n],
            list(_lines_of_cell(*place)),
            reader,
            _or_none(confidence),
            None,
            _or_none(title),
            *where,
        )
        whole = _is_one_number(words[n])
        if not whole and len(text.lines) > 1 and _IDEOGRAPH.search(words[n]):
            _join_full_lines(text, place[4] - _PADDING)
        text.numbers = numbers_of(text, whole)
        yield n, text


def _lines_of_cell(
    words: str, page: int, x0: float, y0: float, x1: float, y1: float, edges, tops, feet
) -> Iterator[tuple]:
    """The lines of a cell as a `Text` has them; without places of their own, the cell's."""
    printed = words.split("\n")
    edges, tops = _or_none(edges), _or_none(tops)
    if edges is None or len(edges) != len(words) + 1 or len(tops) != len(printed):
        edges = [x0 + (x1 - x0) * step / len(words) for step in range(len(words) + 1)]
        tops, feet = [y0] * len(printed), [y1] * len(printed)
    offset = 0
    for line, top, foot in zip(printed, tops, feet, strict=True):
        yield offset, page, top, foot, edges[offset : offset + len(line) + 1]
        offset += len(line) + 1


def _is_one_number(words: str) -> bool:
    """The whole text is one number, broken over lines or not, as readers of tables take it."""
    try:
        return amounts.printed_number(unbroken(words)) is not None
    except amounts.UnreadableAmount:
        return False


def _join_full_lines(text: Text, right: float) -> None:
    """Take out the line breaks of `text` behind lines that reach `right`: a number goes on there.

    The words are put together anew; the places of the lines in them move.
    """
    words, lines = "", []
    for offset, page, top, foot, edges in text.lines:
        lines.append((len(words), page, top, foot, edges))
        full = edges[-1] > right - _ROOM * (foot - top)
        words += text.words[offset : offset + len(edges) - 1] + "\n" * (not full)
    text.words, text.lines = words.removesuffix("\n"), lines


def texts_of_paragraphs(paragraphs: pd.DataFrame, lines: pd.DataFrame) -> Iterator[Text]:
    """The text with its numbers of every paragraph that prints a digit."""
    by_order = defaultdict(list)
    for line in zip(
        *(
            lines[name].tolist()
            for name in ("order", "text", "edges", "page", "y0", "y1", "reader", "confidence")
        ),
        strict=True,
    ):
        by_order[line[0]].append(line[1:])
    columns = (paragraphs[name].tolist() for name in ("order", "kind", "part", "heading"))
    for order, kind, part, heading in zip(*columns, strict=True):
        own = by_order[order]
        if any(_DIGIT.search(line[0]) for line in own):
            part = _or_none(part)
            section = (_or_none(heading) or "").split("/")[-1] or part
            yield _paragraph("contents" if part == "目录" else kind, own, order, section)


def _paragraph(kind: str, own: list[tuple], order: int, section: str | None) -> Text:
    """The text of the lines `own`: (text, edges, page, y0, y1, reader, confidence) of each."""
    sure = [confidence for *_, one in own if (confidence := _or_none(one)) is not None]
    text = Text(
        kind,
        "".join(f"{words}\n" for words, *_ in own),
        [],
        "ocr" if any(line[5] == "ocr" for line in own) else "text",
        min(sure, default=None),
        order,
        section,
    )
    offset = 0
    for words, edges, page, y0, y1, *_ in own:
        text.lines.append((offset, page, y0, y1, edges))
        offset += len(words) + 1
    _join_full_lines(text, max(edges[-1] for _, edges, *_ in own))
    text.numbers = numbers_of(text)
    return text


def _or_none(value):
    return None if value is None or value is pd.NA or value != value else value
