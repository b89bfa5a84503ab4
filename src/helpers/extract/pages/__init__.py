"""A page's glyphs, lines and rulings with their places, read by pdfium.

Every reader means the same places: pages that are turned or begin elsewhere than at (0, 0) are
set `upright` first. Coordinates are PDF points with the origin at the top left of the page as
displayed. A glyph stands where its origin (baseline point) is: glyph boxes are wrong in some
fonts, origins are not. Line heights come from advance widths for the same reason.
"""

from __future__ import annotations

import ctypes
import itertools
import math
import re
import statistics
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from helpers import amounts, wording
from helpers.extract.pages.rulings import Ruling, read_drawn

#: A picture that covers as much of a page (0–1) may hold what matters on it: where the page has
#: fewer glyphs than FEW_GLYPHS it is a picture page, and beside text it is told that it was not
#: read. Of 949 pages of 158 documents, eight have so few glyphs and a picture larger than a stamp:
#: it covers 0.3 of the page or more.
PICTURE_PAGE, FEW_GLYPHS = 0.2, 30
#: What is not broken over lines: a number with what stands right behind it.
_UNBROKEN = re.compile(r"[\dA-Za-z.,%，。；：、）)]+")
_IDEOGRAPHS = "\u2e80"  # the first code point of East Asian scripts and their punctuation
# Control, format, surrogate and space characters leave no mark; private-use ones do (ticks).
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"})
#: A glyph drawn again stands this near to the first, in parts of its size; two glyphs of a word,
#: even two full stops, stand wider apart.
_NEAR = 0.15
_FARTHEST = 8.0  # points
#: Glyphs are kept in squares of this width (points), so that few are looked through for each.
_SQUARE = 16.0


class Glyph(NamedTuple):
    """One visible character: its text, left edge, right edge, baseline and size in points.

    `confidence` (0–1) is the OCR's; null for a glyph of the text layer.
    """

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    confidence: float | None = None


@dataclass
class Line:
    """One printed line: its text, its box and the edges of its characters.

    `edges` has one x per character of `text`, then the right edge of the last.
    """

    page: int
    text: str
    edges: list[float]
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    #: The least of its glyphs read by OCR; null where the text layer gave all of them.
    confidence: float | None = None
    #: Of a line in two columns: the upper edge of the columns, and which it is (see `columns`).
    flow: tuple[float, int] | None = None

    @property
    def reader(self) -> str:
        return "text" if self.confidence is None else "ocr"

    @property
    def head_width(self) -> float:
        """The width of the number that the line begins with; it is not broken over lines."""
        match = _UNBROKEN.match(self.text)
        return self.edges[match.end()] - self.edges[0] if match else 0.0


@dataclass
class Page:
    """One page: size as displayed, glyphs, rulings, and the area of its largest picture (0–1).

    `unmapped` counts glyphs whose character the file does not tell. `picture_rulings` are the
    ruled lines that a picture shows. A picture page was `turned` by so many degrees against the
    clock to be read; sizes and places are then those of the turned page. `chart_glyphs` are what
    OCR read in pictures of charts: they stand beside the text and are no part of it.
    """

    number: int
    width: float
    height: float
    glyphs: list[Glyph]
    rulings: list[Ruling] = field(default_factory=list)
    picture: float = 0.0
    unmapped: int = 0
    picture_rulings: list[Ruling] = field(default_factory=list)
    turned: float = 0.0
    chart_glyphs: list[Glyph] = field(default_factory=list)

    @property
    def displayed_size(self) -> tuple[float, float]:
        """Width and height of the page as displayed."""
        on_its_side = round(self.turned / 90) % 2
        return (self.height, self.width) if on_its_side else (self.width, self.height)

    @property
    def is_picture(self) -> bool:
        """The page says hardly anything without its picture."""
        return self.picture >= PICTURE_PAGE and len(self.glyphs) < FEW_GLYPHS

    @property
    def reader(self) -> str:
        """`ocr` where any of its glyphs was read by OCR, charts left aside."""
        return "text" if least_confidence(self.glyphs) is None else "ocr"


def read_pages(path: Path) -> list[Page]:
    """All pages of the PDF at `path`, in order. The pages must stand upright (see `upright`)."""
    document = pdfium.PdfDocument(path)
    try:
        return [_read_page(document[index], index + 1) for index in range(len(document))]
    finally:
        document.close()


def _read_page(page: pdfium.PdfPage, number: int) -> Page:
    width, height = page.get_size()
    rulings, picture = read_drawn(page, height)
    glyphs, unmapped = _glyphs(page, width, height)
    share = picture / (width * height) if width and height else 0.0
    return Page(number, width, height, glyphs, rulings, share, unmapped)


def _glyphs(page: pdfium.PdfPage, width: float, height: float) -> tuple[list[Glyph], int]:
    """The page's visible glyphs, and how many have no known character.

    pdfium's own additions, clipped text and text drawn again over itself are left out.
    """
    textpage = page.get_textpage()
    raw = textpage.raw
    x, y = ctypes.c_double(), ctypes.c_double()
    box, matrix = pdfium_c.FS_RECTF(), pdfium_c.FS_MATRIX()
    found, unmapped, drawn = [], 0, Drawn()
    for index in range(textpage.count_chars()):
        if pdfium_c.FPDFText_IsGenerated(raw, index):
            continue
        if not (code := pdfium_c.FPDFText_GetUnicode(raw, index)):
            unmapped += 1
            continue
        if not (text := _visible(code)):
            continue
        pdfium_c.FPDFText_GetCharOrigin(raw, index, x, y)
        pdfium_c.FPDFText_GetLooseCharBox(raw, index, box)
        baseline = height - y.value
        if not (-1 <= x.value <= width + 1 and -1 <= baseline <= height + 1):
            continue
        if _is_ideograph(text):  # as wide as it is high
            size = box.right - box.left
        else:
            pdfium_c.FPDFText_GetMatrix(raw, index, matrix)
            stated = pdfium_c.FPDFText_GetFontSize(raw, index) * math.hypot(matrix.c, matrix.d)
            size = _size(box.right - box.left, box.top - box.bottom, stated)
        if not drawn.again(text, box.left, baseline, size):
            found.append(Glyph(text, box.left, box.right, baseline, size))
    return found, unmapped


@cache
def _visible(code: int) -> str:
    """The character of a code point as a reader sees it; empty where it leaves no mark."""
    text = amounts.plain(chr(code))
    return "" if not text or unicodedata.category(text[0]) in _UNSEEN else text


def _size(advance: float, height: float, stated: float) -> float:
    """The type size of a glyph that is no ideograph: the font states it.

    A font may state nonsense (a glyph drawn as a picture has none): then about twice the width.
    """
    if 0.15 * stated < advance < 1.5 * stated:
        return stated
    return min(max(height, advance), 2.4 * advance) if advance else height


def _is_ideograph(text: str) -> bool:
    return text >= _IDEOGRAPHS


def lines(glyphs: list[Glyph], page: int) -> list[Line]:
    """`glyphs` as printed lines, top to bottom; a wide gap starts a new line."""
    return [_line(run, page) for row in rows(glyphs) for run in _runs(row)]


def rows(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """`glyphs` by their baselines, top to bottom, each row from left to right."""
    found: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: (g.baseline, g.x0)):
        row = found[-1] if found else None
        if row and glyph.baseline - row[0].baseline <= 0.35 * max(row[0].size, glyph.size):
            row.append(glyph)
        else:
            found.append([glyph])
    return [sorted(row, key=lambda g: g.x0) for row in found]


def _runs(row: list[Glyph]) -> list[list[Glyph]]:
    """A row of glyphs cut where the gap is wider than three characters."""
    runs = [[row[0]]]
    for before, glyph in itertools.pairwise(row):
        if glyph.x0 - before.x1 > 3 * max(before.size, glyph.size):
            runs.append([])
        runs[-1].append(glyph)
    return runs


def _line(run: list[Glyph], page: int) -> Line:
    characters, edges = [], []
    for before, glyph in zip([None, *run], run, strict=False):
        if before and _spaced(before, glyph):
            characters.append(" ")
            edges.append(before.x1)
        characters.extend(glyph.text)
        step = (glyph.x1 - glyph.x0) / len(glyph.text)
        edges.extend(glyph.x0 + step * n for n in range(len(glyph.text)))
    size = statistics.median(
        [g.size for g in run if g.text >= _IDEOGRAPHS] or [g.size for g in run]
    )
    baseline = statistics.median(g.baseline for g in run)
    return Line(
        page,
        "".join(characters),
        [*edges, run[-1].x1],
        run[0].x0,
        baseline - 0.95 * size,
        run[-1].x1,
        baseline + 0.25 * size,
        size,
        least_confidence(run),
    )


def least_confidence(glyphs: list[Glyph]) -> float | None:
    """The least confidence among glyphs read by OCR; null where there are none."""
    return min((g.confidence for g in glyphs if g.confidence is not None), default=None)


def _spaced(before: Glyph, glyph: Glyph) -> bool:
    """A gap that separates two words; Chinese needs none, so only Latin runs keep theirs."""
    if not (before.text[-1].isascii() and glyph.text[0].isascii()):
        return False
    return glyph.x0 - before.x1 > 0.2 * min(before.size, glyph.size)


def chart_number(text: str) -> str | None:
    """The number that `text` gives a chart: 1 of 图1：收入决算结构; null for no caption of one."""
    found = re.fullmatch(wording.load("charts")["caption"], amounts.key(text))
    return found["number"] if found else None


class Drawn:
    """What stands on a page so far; `again` tells a glyph that was drawn before.

    A printer without a bold font draws text twice over itself (收收入入): it is one text.
    """

    def __init__(self) -> None:
        self._places: dict[tuple, list[tuple[float, float]]] = {}

    def again(self, text: str, x: float, baseline: float, size: float) -> bool:
        """Whether the same glyph stands (nearly) here already; if not, it does from now on."""
        near = min(_NEAR * size, _FARTHEST)
        right, below = int((x + near) // _SQUARE), int((baseline + near) // _SQUARE)
        for column in range(int((x - near) // _SQUARE), right + 1):
            for row in range(int((baseline - near) // _SQUARE), below + 1):
                for other, level in self._places.get((text, column, row), ()):
                    if abs(x - other) <= near and abs(baseline - level) <= near:
                        return True
        here = text, int(x // _SQUARE), int(baseline // _SQUARE)
        self._places.setdefault(here, []).append((x, baseline))
        return False


@contextmanager
def upright(path: Path) -> Iterator[Path]:
    """`path` itself, or a temporary copy of it with every page upright at the origin.

    Producers turn landscape tables with /Rotate, and some pages begin elsewhere than at (0, 0);
    libraries differ in whose coordinates they then give. Only such documents are copied.
    """
    document = pdfium.PdfDocument(path)
    try:
        if not any(map(_is_turned, document)):
            yield path
            return
        with TemporaryDirectory(prefix="final-accounts-") as folder:
            copy = Path(folder) / "upright.pdf"
            _write_upright(document, copy)
            yield copy
    finally:
        document.close()


def _is_turned(page: pdfium.PdfPage) -> bool:
    left, bottom, _, _ = page.get_cropbox()
    return page.get_rotation() != 0 or abs(left) > 0.01 or abs(bottom) > 0.01


def _write_upright(document: pdfium.PdfDocument, copy: Path) -> None:
    """Each page drawn as one form on a page of its displayed size."""
    out = pdfium.PdfDocument.new()
    try:
        for index, page in enumerate(document):
            width, height = page.get_size()
            new = out.new_page(width, height)
            # pdfium draws the form as the page is displayed: turned, and cut to its crop box.
            new.insert_obj(document.page_as_xobject(index, out).as_pageobject())
            new.gen_content()
        out.save(copy)
    finally:
        out.close()
