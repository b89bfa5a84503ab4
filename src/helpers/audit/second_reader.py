"""A second, independent reader of the same place: pdfminer's characters, by way of pdfplumber.

The tables are read with pdfium. Before the audit says that a number contradicts another, this
reader must find the same number in the same cell, and in prose on the same page.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import pdfplumber
from pdfminer.layout import LTChar, LTContainer
from pdfminer.psexceptions import PSException
from pdfplumber.utils import extract_text
from pdfplumber.utils.exceptions import PdfminerException

from helpers import amounts, sandbox
from helpers.extract.pages import upright

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_TWICE = 0.6  # points
_LIMITS = sandbox.Limits(seconds=600)
Box = tuple[float, float, float, float]
PrintedAt = tuple[str, int, Box | None]  # what is printed, the page, the cell
Confirm = Callable[[Sequence[PrintedAt]], list[bool]]


def second_reader_of(path: Path) -> Confirm:
    """``confirm([(printed, page, box)])``: which of these does a second reader of the PDF find?

    `box` is a cell in PDF points, origin top left; without one the page and the one after it
    are searched, as a sentence may run over. A document that this reader cannot cope with
    confirms nothing.
    """

    def confirm(wanted: Sequence[PrintedAt]) -> list[bool]:
        if not wanted:
            return []
        try:
            return sandbox.call(_confirmed, path, list(wanted), limits=_LIMITS)
        except (sandbox.GaveUp, PdfminerException, PSException):
            return [False] * len(wanted)

    return confirm


def _confirmed(path: Path, wanted: list[PrintedAt]) -> list[bool]:
    # Fonts without a box of their own are warned of glyph by glyph; the text is read all the same.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    with upright(path) as pdf, pdfplumber.open(pdf) as document:
        pages = dict(enumerate(document.pages, 1))  # of a damaged file, not all need be found

        @cache
        def characters(number: int) -> list[dict]:
            return list(_drawn_once(_characters(pages[number])))

        @cache
        def prose(number: int) -> str:
            return extract_text(characters(number)) if number in pages else ""

        def is_there(printed: str, number: int, box: Box | None) -> bool:
            if box is not None and number in pages:
                cell = _grown(box)
                return _found(
                    printed, extract_text([one for one in characters(number) if _inside(one, cell)])
                )
            # The page alone first: most often the next one need not be read.
            return _found(printed, prose(number)) or _found(
                printed, f"{prose(number)}\n{prose(number + 1)}"
            )

        return [is_there(*one) for one in wanted]


def _characters(page: pdfplumber.page.Page) -> Iterator[dict]:
    """What pdfminer reads on a page, one character a dictionary as pdfplumber has them.

    Not `page.chars`: that describes every line, curve and colour of the page as well.
    """
    left, top = page.mediabox[:2]
    open_ = list(reversed(page.layout._objs))
    while open_:
        one = open_.pop()
        if isinstance(one, LTContainer):
            open_.extend(reversed(one._objs))
        elif isinstance(one, LTChar):
            above = page.height - one.y1 + top
            yield {
                "text": one.get_text(),
                "upright": one.upright,
                "size": one.size,
                "x0": one.x0 + left,
                "x1": one.x1 + left,
                "top": above,
                "doctop": page.initial_doctop + above,
                "bottom": page.height - one.y0 + top,
            }


def _drawn_once(characters: Iterable[dict]) -> Iterator[dict]:
    """The characters without those drawn over themselves: text drawn twice is one text."""
    seen: set[tuple] = set()
    for one in characters:
        column, line = round(one["x0"] / _TWICE), round(one["top"] / _TWICE)
        places = {
            (one["text"], one["upright"], column + right, line + down)
            for right in (-1, 0, 1)
            for down in (-1, 0, 1)
        }
        if not places & seen:
            seen.add((one["text"], one["upright"], column, line))
            yield one


def _inside(one: dict, box: Box) -> bool:
    x0, y0, x1, y1 = box
    return x0 <= one["x0"] and one["x1"] <= x1 and y0 <= one["top"] and one["bottom"] <= y1


def _grown(box: Box) -> Box:
    """The cell with room for glyphs that touch its rulings."""
    x0, y0, x1, y1 = box
    return x0 - 1, y0 - 1, x1 + 1, y1 + 1


def _found(printed: str, text: str) -> bool:
    """Is `printed` in `text`, its numbers not as pieces of longer ones?

    A line break may part a number and a space two of them, so both readings are tried. Words
    of a narrow cell stand in pieces between those of its neighbours: there every character and
    every number must be found, whatever the order. Zeros at the end of a fraction, which a
    number loses in the tidy tables, may stand behind it.
    """
    wanted = amounts.key(printed).replace(",", "")
    joined = amounts.key(text).replace(",", "")
    parted = " ".join(amounts.key(piece).replace(",", "") for piece in text.split())
    zeros = "0*" if re.search(r"\.\d+$", wanted) else r"(?:\.0+)?" if wanted.isdigit() else ""
    if any(
        re.search(rf"(?<![\d.]){re.escape(wanted)}{zeros}(?!\d|\.\d)", one)
        for one in (joined, parted)
    ):
        return True
    if not _CHINESE.search(wanted):
        return False
    numbers = re.findall(r"\d+(?:\.\d+)?", wanted)
    return not Counter(wanted) - Counter(joined) and all(_found(one, text) for one in numbers)
