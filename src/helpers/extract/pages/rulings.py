"""The ruled lines of a page: every straight level or upright line its drawn paths show.

A producer draws a rule as a stroked line, as an edge of a stroked rectangle, as a thin filled
rectangle, or as many of these in one path; each comes out as one line. Curves, slanting
strokes and filled areas are not ruled lines, and a path that only clips draws nothing.
"""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

#: A filled shape is a line if it is thinner than this; one stroke may drift by as much from
#: end to end of a page, where a producer's rounding tilted it (points).
THIN = 3.0
#: Lines nearer than this, end to end or side by side, are one (points).
GAP = 2.5
#: Paths in forms in forms: no producer of tables nests deeper.
_DEPTH = 5
#: A path of more pieces than this is a drawing, not a rule.
_MOST_PIECES = 20_000


class Ruling(NamedTuple):
    """A level line (y0 = y1) or an upright one (x0 = x1), in points."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def horizontal(self) -> bool:
        return self.y0 == self.y1


def read_drawn(page: pdfium.PdfPage, height: float) -> tuple[list[Ruling], float]:
    """The page's ruled lines and the area of its largest picture."""
    rulings, picture = [], 0.0
    kinds = [pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_IMAGE]
    for item in page.get_objects(filter=kinds, max_depth=_DEPTH):
        matrix = _outer_matrix(item)
        if item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = _placed(item.get_bounds(), matrix)
            picture = max(picture, (right - left) * (top - bottom))
            continue
        for x0, y0, x1, y1 in _strokes(item, matrix):
            if (ruling := _ruling(x0, height - y0, x1, height - y1)) is not None:
                rulings.append(ruling)
    return rulings, picture


def joined(rulings: list[Ruling]) -> list[Ruling]:
    """`rulings` with the dashes of a line as one line, and lines next to each other as one.

    Some producers draw each dash by itself, some a box round every cell with a gap between.
    """
    level = _runs((r.y0, r.x0, r.x1) for r in rulings if r.horizontal)
    upright = _runs((r.x0, r.y0, r.y1) for r in rulings if not r.horizontal)
    return [
        *(Ruling(start, y, end, y) for y, start, end in level),
        *(Ruling(x, start, x, end) for x, start, end in upright),
    ]


def _runs(lines: Iterable[tuple[float, float, float]]) -> Iterator[tuple[float, float, float]]:
    """(place, start, end) of lines of one direction, joined where less than GAP is between."""
    near: list[list[tuple[float, float, float]]] = []
    for line in sorted(lines):
        if near and line[0] - near[-1][0][0] < GAP:
            near[-1].append(line)
        else:
            near.append([line])
    for group in near:
        place = (group[0][0] + group[-1][0]) / 2
        _, start, end = min(group, key=lambda line: line[1])
        for _, low, high in sorted(group, key=lambda line: line[1]):
            if low - end >= GAP:
                yield place, start, end
                start, end = low, high
            end = max(end, high)
        yield place, start, end


def _ruling(x0: float, y0: float, x1: float, y1: float) -> Ruling | None:
    """The straight line from (x0, y0) to (x1, y1) set level or upright; null for a slanting one."""
    wide, high = abs(x1 - x0), abs(y1 - y0)
    if max(wide, high) < 0.5 or min(wide, high) >= min(THIN, 0.1 * max(wide, high) + 0.01):
        return None
    if wide > high:
        y = (y0 + y1) / 2
        return Ruling(min(x0, x1), y, max(x0, x1), y)
    x = (x0 + x1) / 2
    return Ruling(x, min(y0, y1), x, max(y0, y1))


def _strokes(
    item: pdfium.PdfObject,
    matrix: pdfium.PdfMatrix | None,
) -> Iterator[tuple[float, float, float, float]]:
    """The straight lines a path draws, in page coordinates (origin bottom left)."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(item, fill, stroke)
    if not (fill.value or stroke.value):
        return
    pieces = pdfium_c.FPDFPath_CountSegments(item)
    if pieces > _MOST_PIECES:
        return
    if not stroke.value and pieces <= 5:
        yield from _middle(_placed(item.get_bounds(), matrix))
        return
    own = item.get_matrix()
    for points, curved in _outlines(item, pieces, own if matrix is None else own.multiply(matrix)):
        if stroke.value:
            yield from ((*a, *b) for a, b in itertools.pairwise(points) if a and b)
        elif not curved:
            xs, ys = zip(*points, strict=True)
            yield from _middle((min(xs), min(ys), max(xs), max(ys)))


def _middle(box: tuple[float, float, float, float]) -> Iterator[tuple]:
    """The middle line of a thin filled shape."""
    left, bottom, right, top = box
    if min(right - left, top - bottom) < THIN:
        if right - left > top - bottom:
            yield left, (bottom + top) / 2, right, (bottom + top) / 2
        else:
            yield (left + right) / 2, bottom, (left + right) / 2, top


def _outlines(
    item: pdfium.PdfObject,
    pieces: int,
    matrix: pdfium.PdfMatrix,
) -> Iterator[tuple[list, bool]]:
    """The corners of each outline of a path, and whether it has curves.

    A closed outline ends where it began; a null parts two lines that a curve joins.
    """
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float] | None] = []
    curved = False
    for index in range(pieces):
        piece = pdfium_c.FPDFPath_GetPathSegment(item, index)
        kind = pdfium_c.FPDFPathSegment_GetType(piece)
        pdfium_c.FPDFPathSegment_GetPoint(piece, x, y)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO and points:
            yield points, curved
            points, curved = [], False
        if kind == pdfium_c.FPDF_SEGMENT_BEZIERTO:
            curved = True
            points.append(None)
        points.append(matrix.on_point(x.value, y.value))
        if pdfium_c.FPDFPathSegment_GetClose(piece):
            points.append(points[0])
    if points:
        yield points, curved


def _outer_matrix(item: pdfium.PdfObject) -> pdfium.PdfMatrix | None:
    """What the forms round `item` do to its place; null for an item of the page itself."""
    matrix, form = None, item.container
    while form is not None:
        own = form.get_matrix()
        matrix = own if matrix is None else matrix.multiply(own)
        form = form.container
    return matrix


def _placed(
    box: tuple[float, float, float, float],
    matrix: pdfium.PdfMatrix | None,
) -> tuple[float, float, float, float]:
    """`box` (left, bottom, right, top) where its form puts it."""
    return box if matrix is None else matrix.on_rect(*box)
