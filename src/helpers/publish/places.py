"""Where on the published page a number stands: from a `ref` of the tidy tables to a box.

A column with a companion `<column>_id` has the box of its number in the ledger. Others are
looked for beside the box of their row, in the same paragraph or the same row of cells, by what is
printed; what is not found there gets the box of the row, and says so.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from helpers import analysis, store

Box = tuple[float, float, float, float]
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
# The number whose box a row of the table carries; in the tables not named, the row's own box.
_BOXED = {"statutory": "amount", "facts": "value", "budget_vs_outturn": "outturn",
          "profile": "value", "figure_values": "value", "unclaimed_numbers": "printed"}
# The column that has a number as it is printed, where it is not `<column>_printed`.
_PRINTED = {("statutory", "amount"): "printed", ("facts", "value"): "printed",
            ("figure_values", "value"): "printed"}


class Place(NamedTuple):
    """Page, marked box (null: only the page is known), reader, and the number as printed.

    `exact` is false where the box is that of the sentence or row, not of the number alone.
    """

    page: int
    box: Box | None
    reader: str
    printed: str | None
    exact: bool = True


class _Token(NamedTuple):
    """One number on a page; those of a paragraph, chart label or cell share a `group`."""

    text: str
    page: int
    box: Box
    group: tuple
    reader: str


class Places:
    """The places of one document's numbers."""

    def __init__(self, unit: str, year: int):
        self.unit, self.year = unit, year
        self._tables: dict[str, list[dict]] = {}

    def of(self, ref: str) -> Place | None:
        """The place of the number that `ref` names (``tidy/facts:12:value``); null for a blank."""
        name, row_number, column = ref.split(":")
        row, table = self._records(name)[int(row_number)], name.partition("/")[2]
        number = self._numbers.get(row.get(f"{column.removesuffix('_printed')}_id"))
        if number:
            return Place(number["page"], _box(number), number["reader"], number["printed"])
        printed = self._as_printed(row, table, column)
        if "page" not in row:
            return self._on_pages(row["first_page"], row["last_page"], printed)
        if row["page"] is None:
            return None
        if printed is None:
            return None
        own = _box(row)
        if None in own:
            return Place(row["page"], None, row["reader"] or "text", printed, exact=False)
        if column == _BOXED.get(table):
            return Place(row["page"], own, row["reader"], printed)
        found = self._beside(row["page"], own, printed)
        if found:
            return Place(found.page, found.box, row["reader"], printed)
        return Place(row["page"], own, row["reader"], printed, exact=False)

    def printed_on(self, pages: list[int], printed: str) -> list[Place]:
        """Where `printed` stands on `pages`; the pages alone where it is there more than once.

        A chart's label is shown only where nothing else on the pages prints the number.
        """
        wanted = _plain(printed)
        everywhere = [one for page in pages for one in self._tokens.get(page, ())
                      if one.text == wanted]
        found = [one for one in everywhere if one.group[0] != "chart"] or everywhere
        if len(found) == 1:
            return [Place(found[0].page, found[0].box, found[0].reader, wanted)]
        there = dict.fromkeys(one.page for one in found) or dict.fromkeys(pages)
        return [Place(page, None, self._reader(page), wanted, exact=False) for page in there]

    def size(self, page: int) -> tuple[float, float]:
        """Width and height of the page as displayed, points."""
        row = self._pages[page]
        return row["width"], row["height"]

    def _as_printed(self, row: dict, table: str, column: str) -> str | None:
        printed = row.get(_PRINTED.get((table, column), f"{column}_printed"))
        value = row[column]
        return printed or (value if isinstance(value, str) else
                           None if value is None else format(value.normalize(), "f"))

    def _on_pages(self, first: int | None, last: int | None, printed: str | None) -> Place | None:
        """The place on a form that has no boxes: marked where the number is there only once."""
        if first is None:
            return None
        pages = list(range(first, (last or first) + 1))
        return next(iter(self.printed_on(pages, printed or "")), None)

    def _beside(self, page: int, own: Box, printed: str | None) -> _Token | None:
        """The token of `printed` in the paragraph or row of cells of the box `own`, if any.

        In prose the one nearest before the box, else nearest after; in a row of cells only
        where there is no second one.
        """
        wanted = _plain(printed or "")
        here = [one for one in self._tokens.get(page, ()) if _inside(one.box, own)]
        group = next((one.group for one in here if one.group[0] == "paragraph"), None)
        if group:
            run = self._paragraphs[group]
            at = run.index(next(one for one in here if one.group == group))
            same = [n for n, one in enumerate(run) if one.text == wanted and n != at]
            best = min(same, key=lambda n: (n > at, abs(n - at)), default=None)
            return None if best is None else run[best]
        row = [one for one in self._tokens.get(page, ())
               if one.text == wanted and one.box != own and _same_row(one.box, own)]
        return row[0] if len(row) == 1 else None

    @cached_property
    def _numbers(self) -> dict[str, dict]:
        """The ledger by the numbers' ids; empty where an older run has written none."""
        there = store.path("tidy/numbers", self.unit, self.year).exists()
        return {row["number_id"]: row for row in self._records("tidy/numbers")} if there else {}

    @cached_property
    def _pages(self) -> dict[int, dict]:
        return {row["page"]: row for row in self._records("as_printed/pages")}

    def _reader(self, page: int) -> str:
        return self._pages[page]["reader"]

    @cached_property
    def _tokens(self) -> dict[int, list[_Token]]:
        """Every number of the document by page: those of the prose, then those of the cells."""
        found: dict[int, list[_Token]] = {}
        charts = {row["order"] for row in self._records("as_printed/paragraphs")
                  if row["kind"] == "figure"}
        for line in self._records("as_printed/lines"):
            kind = "chart" if line["order"] in charts else "paragraph"
            for match in _NUMBER.finditer(line["text"]):
                box = (line["edges"][match.start()], line["y0"],
                       line["edges"][match.end()], line["y1"])
                one = _Token(_plain(match[0]), line["page"], box, (kind, line["order"]),
                             line["reader"])
                found.setdefault(one.page, []).append(one)
        for n, cell in enumerate(self._records("as_printed/cells")):
            box = (cell["x0"], cell["y0"], cell["x1"], cell["y1"])
            for match in _NUMBER.finditer(cell["text"] or ""):
                one = _Token(_plain(match[0]), cell["page"], box, ("cell", n), cell["reader"])
                found.setdefault(one.page, []).append(one)
        return found

    @cached_property
    def _paragraphs(self) -> dict[tuple, list[_Token]]:
        """The numbers of each paragraph in reading order, over page breaks."""
        found: dict[tuple, list[_Token]] = {}
        for page in sorted(self._tokens):
            for one in self._tokens[page]:
                found.setdefault(one.group, []).append(one)
        return found

    def _records(self, name: str) -> list[dict]:
        if name not in self._tables:
            self._tables[name] = analysis.records(store.read(name, self.unit, self.year))
        return self._tables[name]


def _box(row: dict) -> Box:
    return row["x0"], row["y0"], row["x1"], row["y1"]


def _plain(printed: str) -> str:
    """The first number in `printed` without its separators."""
    found = _NUMBER.search(printed)
    return found[0].replace(",", "") if found else printed


def _inside(box: Box, own: Box) -> bool:
    """Is the middle of `box` in `own`, or the other way round?"""
    def within(one: Box, other: Box) -> bool:
        x, y = (one[0] + one[2]) / 2, (one[1] + one[3]) / 2
        return other[0] <= x <= other[2] and other[1] <= y <= other[3]

    return within(box, own) or within(own, box)


def _same_row(box: Box, own: Box) -> bool:
    return own[1] <= (box[1] + box[3]) / 2 <= own[3] or box[1] <= (own[1] + own[3]) / 2 <= box[3]
