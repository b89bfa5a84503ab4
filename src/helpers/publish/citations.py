"""Numbers that can be clicked: each opens the piece of the page it was read from.

A number is a button, what it opens a popover: both are plain HTML, no script is needed.
The popovers of a report are collected here and shown by its section `evidence`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from markupsafe import Markup

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
        there = store.exists(name, self.unit, self.year)
        return analysis.records(store.read(name, self.unit, self.year)) if there else []


def place_of(number: dict) -> Place:
    """The place of a row of ``tidy/numbers``."""
    return Place(number["page"], _box(number), number["reader"], number["printed"])


def place_of_row(row: dict) -> Place:
    """The place of a whole row of a tidy table, which holds no number of its own."""
    return Place(row["page"], _box(row), row["reader"], None, exact=False)


def _box(row: dict) -> Box:
    return row["x0"], row["y0"], row["x1"], row["y1"]


# The part of a page shown around a number, points: wide enough for a row's name beside it.
CROP_WIDTH, CROP_HEIGHT = 380.0, 120.0
MARGIN = 2.0
SHOWN = 9  # places shown of a number that is the sum of many


@dataclass(frozen=True)
class Citation:
    """What a number opens: the places it is printed at, or the formula it is worked out by."""

    key: str
    shown: str
    places: tuple[Place, ...] = ()
    formula: Markup | None = None
    note: str | None = None  # what several places are: added up, or all of them the same number


@dataclass
class Citations:
    """The citations of one report, in the order first shown."""

    places: Places
    made: dict[str, Citation] = field(default_factory=dict)

    def cite(self, shown: str, ids: Sequence[str], note: str | None = None) -> Markup | str:
        """`shown` as a button that opens the places of these numbers; as it is without any."""
        found = [place for one in ids if (place := self.places.of(one))]
        return self.at(shown, found, note)

    def at(self, shown: str, places: Sequence[Place], note: str | None = None) -> Markup | str:
        """`shown` as a button that opens these places."""
        if not places:
            return shown
        return self._button(Citation("", shown, tuple(places), note=note))

    def derive(self, shown: str, formula: Markup) -> Markup:
        """`shown`, which is not printed, as a button that opens how it is worked out."""
        return self._button(Citation("", shown, formula=formula))

    def _button(self, made: Citation) -> Markup:
        told = repr((made.shown, made.places, made.formula, made.note))
        key = "n" + hashlib.sha256(told.encode()).hexdigest()[:12]
        self.made[key] = Citation(key, made.shown, made.places, made.formula, made.note)
        kind = "n derived" if made.formula else "n"
        if any(place.reader == "ocr" for place in made.places):
            kind += " ocr"
        return Markup('<button type="button" class="{}" popovertarget="{}">{}</button>').format(
            kind, key, made.shown
        )

    def pages(self) -> list[int]:
        """Every page that a citation shows, ascending."""
        return sorted({place.page for one in self.made.values() for place in one.places[:SHOWN]})


def crop(place: Place, size: tuple[float, float], whole: bool = False) -> dict[str, str]:
    """The CSS that shows the page's picture around the place, and the mark on it.

    Keys: window, mark. All in per cent, so that the crop is as wide as the reader's screen lets
    it be.
    """
    width, height = size
    x0, y0, x1, y1 = place.box
    wide = width if whole else min(width, max(CROP_WIDTH, x1 - x0 + 60))
    high = height if whole else min(height, max(CROP_HEIGHT, y1 - y0 + 60))
    left = min(max((x0 + x1 - wide) / 2, 0), width - wide)
    top = min(max((y0 + y1 - high) / 2, 0), height - high)
    window = (
        f"aspect-ratio:{wide:.0f}/{high:.0f};background-size:{100 * width / wide:.1f}% auto;"
        f"background-position:{_share(left, width - wide)}% {_share(top, height - high)}%"
    )
    mark = (
        f"left:{100 * (x0 - MARGIN - left) / wide:.2f}%;"
        f"top:{100 * (y0 - MARGIN - top) / high:.2f}%;"
        f"width:{100 * (x1 - x0 + 2 * MARGIN) / wide:.2f}%;"
        f"height:{100 * (y1 - y0 + 2 * MARGIN) / high:.2f}%"
    )
    return {"window": window, "mark": mark}


def _share(part: float, whole: float) -> str:
    return f"{100 * part / whole:.2f}" if whole > 0 else "0"
