"""Where on the published page a number stands: its row in ``tidy/numbers``, looked up by its id."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from helpers import analysis, store

Box = tuple[float, float, float, float]


class Place(NamedTuple):
    """Page, marked box, reader, and the number as printed.

    `exact` is false where the box is that of the row, not of the number alone.
    """

    page: int
    box: Box
    reader: str
    printed: str | None
    exact: bool = True


class Places:
    """The places of one document's numbers."""

    def __init__(self, unit: str, year: int):
        self.unit, self.year = unit, year

    def of(self, number_id: str | None) -> Place | None:
        """The place of a number of ``tidy/numbers``; None without an id.

        Raises KeyError where the ledger has no such number.
        """
        return place_of(self._numbers[number_id]) if number_id else None

    def size(self, page: int) -> tuple[float, float]:
        """Width and height of the page as displayed, points."""
        row = self._pages[page]
        return row["width"], row["height"]

    @cached_property
    def _numbers(self) -> dict[str, dict]:
        return {row["number_id"]: row for row in self._records("tidy/numbers")}

    @cached_property
    def _pages(self) -> dict[int, dict]:
        return {row["page"]: row for row in self._records("as_printed/pages")}

    def _records(self, name: str) -> list[dict]:
        there = store.path(name, self.unit, self.year).exists()
        return analysis.records(store.read(name, self.unit, self.year)) if there else []


def place_of(number: dict) -> Place:
    """The place of a row of ``tidy/numbers``."""
    return Place(number["page"], _box(number), number["reader"], number["printed"])


def place_of_row(row: dict) -> Place:
    """The place of a whole row of a tidy table, which holds no number of its own."""
    return Place(row["page"], _box(row), row["reader"], None, exact=False)


def _box(row: dict) -> Box:
    return row["x0"], row["y0"], row["x1"], row["y1"]
