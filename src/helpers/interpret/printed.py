"""A table as printed, put together again from ``as_printed``: cells by place, caption, notes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from helpers import amounts, wording
from helpers.extract.pages import chart_number

_BROKEN = re.compile(
    r"(-?[\d,]*\d\.\d)\s*\n\s*(\d)|(-?\d{1,3}(?:,\d{3})*,\d{1,2})\s*\n\s*(\d{1,2}(?:,\d{3})*\.\d\d)"
)
_AMOUNT_INSIDE = re.compile(r"(?<![\d.,])(?:\d[\d,]*\.\d+|\d{1,3}(?:,\d{3})+)(?![\d%])")
_META = re.compile(r"单位[:：]|部门[:：]|公开\d+表|编制日期|年度$")


class PrintedCell(NamedTuple):
    """A cell with its place in the table (row, col, spans), its text, page and box."""

    row: int
    col: int
    row_span: int
    col_span: int
    text: str
    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    reader: str
    confidence: float | None = None
    inferred: bool | None = None
    #: (id, printed) of each number it prints, as the ledger has them.
    numbers: tuple[tuple[str, str], ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the numbers it prints."""
        return tuple(one for one, _ in self.numbers)

    @property
    def key(self) -> str:
        return amounts.key(self.text)

    @property
    def place(self) -> dict:
        return place_of(self)


def place_of(one) -> dict:
    """The provenance columns of a tidy row, from anything that has them as attributes."""
    return {name: getattr(one, name) for name in ("page", "x0", "y0", "x1", "y1", "reader")}


def row_place(anchor: PrintedCell, cells: Iterable[PrintedCell]) -> dict:
    """The provenance of a row of `cells`: the box round those on the page of `anchor`."""
    row = [cell for cell in cells if cell.page == anchor.page]
    return {
        "page": anchor.page,
        "x0": min(c.x0 for c in row),
        "y0": min(c.y0 for c in row),
        "x1": max(c.x1 for c in row),
        "y1": max(c.y1 for c in row),
        "reader": anchor.reader,
    }


@dataclass
class PrintedTable:
    """One table of the document with the words printed around it.

    `rows[r][c]` is the cell that covers place (r, c), or None; a merged cell stands in every
    place it covers.
    """

    number: int
    title: str | None
    rows: list[list[PrintedCell | None]]
    captions: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    #: How the tables of such a document are worded (`captions.of_tables`).
    words: dict = field(default_factory=lambda: wording.load("tables"), repr=False)

    @property
    def cells(self) -> list[PrintedCell]:
        return [
            cell
            for r, row in enumerate(self.rows)
            for c, cell in enumerate(row)
            if cell and (cell.row, cell.col) == (r, c)
        ]

    @property
    def inferred(self) -> bool:
        """White space and not ruled lines parts the columns of a piece of the table."""
        return any(cell.inferred is True for cell in self.cells)

    @property
    def first_page(self) -> int:
        return min(cell.page for cell in self.cells)

    @property
    def last_page(self) -> int:
        return max(cell.page for cell in self.cells)

    @property
    def decimals(self) -> int:
        """The decimals that most of the table's numbers have, among those with a point."""
        counts = Counter(
            len(found.group(1))
            for cell in self.cells
            if (found := re.fullmatch(r"[-−(（]?[\d,]+\.(\d+)[)）]?", cell.key))
        )
        return counts.most_common(1)[0][0] if counts else 0

    @property
    def number_count(self) -> int:
        """How many of the cells print a number and nothing else; of a table whose columns were
        not told apart, how many amounts it prints."""
        if self.width == 1 and self.inferred:
            return self.amount_count
        return sum(bool(re.fullmatch(r"-?[\d,]*\d(\.\d+)?%?", cell.key)) for cell in self.cells)

    @property
    def amount_count(self) -> int:
        """How many amounts the table prints, several of them in a cell or not."""
        return sum(
            len(_AMOUNT_INSIDE.findall(amounts.plain(line)))
            for cell in self.cells
            for line in cell.text.splitlines()
        )

    @property
    def width(self) -> int:
        return len(self.rows[0])

    def starting(self, row: int) -> list[PrintedCell]:
        """The cells that begin in `row`, left to right."""
        return [
            cell
            for c, cell in enumerate(self.rows[row])
            if cell and (cell.row, cell.col) == (row, c)
        ]

    def page_of(self, row: int) -> int:
        return max((cell.page for cell in self.rows[row] if cell), default=0)

    def lift_head(self) -> list[str]:
        """Take off the first rows that hold a title or caption inside the ruling; their texts.

        Such a row is one cell as wide as the table, or only names the department, the unit
        or the table's number. The texts join `captions`.
        """
        lifted = []
        while len(self.rows) > 1:
            row = [cell for cell in self.starting(0) if cell.text]
            wide = len(row) == 1 and row[0].col_span == self.width
            if not wide and not (row and all(_META.search(cell.key) for cell in row)):
                break
            lifted += [cell.text for cell in row]
            self.rows = [
                [cell and cell._replace(row=cell.row - 1) for cell in line]
                for line in self.rows[1:]
            ]
        self.captions += lifted
        if lifted and self.title is None:
            self.title = amounts.unspaced(lifted[0])
        return lifted

    def lower_foot(self) -> None:
        """Take off the last rows that hold a note (注：…) inside the ruling; they join `notes`."""
        while len(self.rows) > 1:
            row = [cell for cell in self.starting(len(self.rows) - 1) if cell.key]
            if len(row) != 1 or not re.match(r"(注|备注|说明)[:：\d]", row[0].key):
                break
            self.notes.append(row[0].text.replace("\n", ""))
            self.rows = self.rows[:-1]

    @property
    def unit(self) -> str | None:
        """The unit printed above the table (元, 万元 …); null where none is."""
        pattern = re.compile(wording.load("tables")["unit"])
        for caption in self.captions:
            found = pattern.search(amounts.key(caption))
            if found:
                return found.group(2)
        return next(filter(None, (unit_behind(amounts.key(one)) for one in self.captions)), None)

    @property
    def printed_no(self) -> str | None:
        pattern = re.compile(wording.load("tables")["printed_no"])
        for caption in self.captions:
            found = pattern.search(amounts.unspaced(caption))
            if found and amounts.unspaced(caption) != self.title:
                return found.group()
        return None

    def statement(self, pattern: str) -> str | None:
        """The sentence below the table that matches `pattern`."""
        return next(
            (
                note
                for note in self.notes
                if re.search(pattern, note) and not note.endswith(("：", ":"))
            ),
            None,
        )


def unit_behind(key: str) -> str | None:
    """The unit in brackets behind a title or a header: 2021年决算（万元）."""
    found = re.search(r"\((?:单位:?)?(百万元|亿元|万元|千元|百元|元)\)", key)
    return found[1] if found else None


def printed_tables(cells: pd.DataFrame, paragraphs: pd.DataFrame) -> list[PrintedTable]:
    """The document's tables from ``as_printed/cells`` and ``as_printed/paragraphs``."""
    parts: dict[int, list[PrintedCell]] = defaultdict(list)
    values = (
        cells[name].tolist() if name in cells else [PrintedCell._field_defaults[name]] * len(cells)
        for name in PrintedCell._fields
    )
    for number, cell in zip(cells["table_no"].tolist(), map(PrintedCell, *values), strict=True):
        parts[number].append(cell)
    titles = dict(zip(cells["table_no"], cells["title"], strict=True))
    tables = [
        PrintedTable(number, None if pd.isna(titles[number]) else titles[number], _matrix(part))
        for number, part in sorted(parts.items())
    ]
    _add_words_around(tables, paragraphs)
    return tables


def _matrix(cells: list[PrintedCell]) -> list[list[PrintedCell | None]]:
    height = max(cell.row + cell.row_span for cell in cells)
    width = max(cell.col + cell.col_span for cell in cells)
    rows: list[list[PrintedCell | None]] = [[None] * width for _ in range(height)]
    for cell in cells:
        for r in range(cell.row, cell.row + cell.row_span):
            for c in range(cell.col, cell.col + cell.col_span):
                rows[r][c] = cell
    return rows


def _add_words_around(tables: list[PrintedTable], paragraphs: pd.DataFrame) -> None:
    """Give each table the captions above it and the notes and statements below it."""
    spoken = [
        row for row in paragraphs.itertuples(index=False) if row.kind in ("caption", "note", "body")
    ]
    tops, ends = [], []
    for table in tables:
        cells = table.cells
        first, last = min(c.page for c in cells), max(c.page for c in cells)
        tops.append((first, min(c.y0 for c in cells if c.page == first), table))
        ends.append((last, max(c.y1 for c in cells if c.page == last), table))
    for row in spoken:
        if row.kind == "caption":
            below = [(y, t) for page, y, t in tops if page == row.page and y >= row.y1 - 8]
            if not below and not chart_number(row.text):  # a title that its table left behind
                below = [(y, t) for page, y, t in tops if page == row.page + 1]
            if below:
                min(below, key=lambda one: one[0])[1].captions.append(row.text)
        else:
            above = [(y, t) for page, y, t in ends if page == row.page and y <= row.y0 + 8]
            if above:
                max(above, key=lambda one: one[0])[1].notes.append(row.text)


def unbroken(text: str) -> str:
    """A number that a narrow column broke over two lines, where it can be nothing else.

    The first line alone is no amount: its thousands are incomplete (4,37 | 4.09), or it ends
    after one decimal and the second line is the other (4,374.0 | 9).
    """
    match = _BROKEN.fullmatch(text.strip())
    return "".join(filter(None, match.groups())) if match else text
