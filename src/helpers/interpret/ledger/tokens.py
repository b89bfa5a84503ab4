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
from functools import cache

import pandas as pd

from helpers import amounts, wording
from helpers.interpret.printed import unbroken

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


_WINDOW = 16
_FOLDED = str.maketrans("，：；！？（）％．<>", ",:;!?()%.‹›")
_WORDS = re.compile(r"[\u4e00-\u9fff]")


def mark(texts: list[Text], cells: pd.DataFrame) -> None:
    """Give the status ``not_a_figure``, and the note why, to numbers that nobody has claimed."""
    roles = _Roles(cells)
    for text in texts:
        words = None
        for one in text.numbers:
            if one.status is None and not one.absorbed:
                words = words or text.words.translate(_FOLDED)
                note = _told(one, words) or (roles.of(one) if text.kind == "cell" else None)
                if note:
                    one.status, one.note = "not_a_figure", note


def unit_behind(one: Token) -> str | None:
    """The unit printed right behind a number."""
    after = "".join(one.text.words[one.end : one.end + 8].translate(_FOLDED).split())
    found = _unit().match(after)
    unit = found.group().removeprefix("余") if found else None
    return "万元" if unit == "万" else unit


def row_labels(cells: pd.DataFrame) -> dict[tuple[int, int], str]:
    """The first words of each row of the tables, by (table_no, row)."""
    labels: dict[tuple[int, int], str] = {}
    for table, row, words in zip(
        *(cells[name].tolist() for name in ("table_no", "row", "text")), strict=True
    ):
        if (table, row) not in labels and _WORDS.search(words):
            labels[table, row] = amounts.unspaced(words)
    return labels


def _told(one: Token, words: str) -> str | None:
    """The note of the first pattern that the words around a number fit."""
    before = "".join(words[max(0, one.start - _WINDOW) : one.start].split())
    after = "".join(words[one.end : one.end + _WINDOW].split())
    number = words[one.start : one.end].replace(",", "")
    start = words[: one.start]
    begins = not start.strip() or (one.text.kind == "cell" and start.rstrip(" (").endswith("\n"))
    if begins:
        before = f"¶{'(' * start.rstrip(' ').endswith('(')}"
    ends = "¶" if not words[one.end :].strip() else ""
    said = f"{before}<{''.join(number.split())}>{after}{ends}"
    return next(
        (
            note
            for note, kinds, pattern in _patterns()
            if (not kinds or one.text.kind in kinds) and pattern.search(said)
        ),
        None,
    )


@cache
def _patterns() -> list[tuple[str, frozenset[str], re.Pattern]]:
    words = wording.load("numbers")
    measure = f"[余多几]?(?:{'|'.join(words['measure'])})"
    return [
        (
            rule["note"],
            frozenset(rule.get("in", ())),
            re.compile(rule["words"].replace("{measure}", measure)),
        )
        for rule in words["not_a_figure"]
    ]


@cache
def _unit() -> re.Pattern:
    return re.compile(wording.load("numbers")["unit"])


class _Roles:
    """Columns of the tables that hold codes or number the rows; rows that number the columns."""

    def __init__(self, cells: pd.DataFrame) -> None:
        words = wording.load("numbers")
        heads = {role: re.compile(pattern) for role, pattern in words["columns"].items()}
        self._columns: dict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
        rows: dict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
        names = ("table_no", "row", "col", "col_span", "text")
        for table, row, col, span, text in zip(
            *(cells[name].tolist() for name in names), strict=True
        ):
            if not text:
                continue
            key = amounts.key(text)
            rows[table, row].append((col, key))
            role = next((one for one, head in heads.items() if head.search(key)), None)
            if role:
                for column in range(col, col + span):
                    self._columns[table, column].append((row, role))
        of_columns = re.compile(words["row_of_columns"])
        self._rows = {place for place, found in rows.items() if _counts_up(found, of_columns)}

    def of(self, one: Token) -> str | None:
        """What the number of a cell numbers or names, where it is all that the cell prints."""
        text = one.text
        if len(text.numbers) > 1 or not amounts.key(text.words).isdigit():
            return None
        if (text.table_no, text.row) in self._rows:
            return "column_number"
        above = [
            role for row, role in self._columns.get((text.table_no, text.col), ()) if row < text.row
        ]
        longest = 11 if above and above[-1] == "code" else 4
        return above[-1] if above and len(one.printed) <= longest else None


def _counts_up(cells: list[tuple[int, str]], of_columns: re.Pattern) -> bool:
    """The row numbers the columns of its table: 栏次, 1, 2, 3 …"""
    texts = [key for _, key in sorted(cells)]
    numbers = [int(key) for key in texts if key.isdigit() and len(key) < 4]
    named = any(of_columns.search(key) for key in texts)
    rest = [key for key in texts if not key.isdigit() and not of_columns.search(key)]
    up = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False
    return up and (named or (len(numbers) > 2 and numbers[0] == 1 and not rest))
