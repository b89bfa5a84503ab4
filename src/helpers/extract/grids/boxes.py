"""The cells' boxes of the ruled tables of a page: the one door from rulings to cells.

Drawn tables and those of pictures go through it alike. camelot makes the cells out of the ruled
lines, by the public parts of its lattice parser: lines to joints to rows and columns to a `Table`
with its edges. It is given the lines that pdfium (`pages.rulings`) or OpenCV (`ocr.rulings`) has
read, so a page is interpreted once, and a grid without text is a table too: an empty statutory
table says something. `read_pdf` takes neither lines nor empty tables (`docs/method.md` has the
numbers, `benchmarks/doors.py` measures them). No other module imports camelot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from camelot.core import Table
from camelot.image_processing import coalesce_collinear_lines, find_joints_from_lines
from camelot.utils import merge_close_lines, segments_in_bbox

from helpers.extract.ocr.rulings import made_to_meet
from helpers.extract.pages import Page
from helpers.extract.pages.rulings import Ruling, joined

#: Two ruled lines closer than this are one (points).
SAME_LINE = 3.0
#: Joints nearer to each other than this are on one edge, and an edge ends at a joint nearer than
#: this (points). They are camelot's `line_tol` and `joint_tol`, said so that a release cannot
#: change them unseen.
LINE_TOL, JOINT_TOL = 2, 2
#: A picture's table has at least so many cells.
FEWEST_CELLS = 4


class Box(NamedTuple):
    x0: float
    y0: float
    x1: float
    y1: float


def table_boxes(page: Page) -> list[list[Box]]:
    """The cells' boxes of each ruled table of `page`, drawn ones first, then those of pictures."""
    found = drawn_cells(page.rulings, page.height)
    for boxes in picture_cells(page.picture_rulings, page.height):
        if not _overlaps(outer(boxes), found):
            found.append(boxes)
    return found


def drawn_cells(rulings: list[Ruling], height: float) -> list[list[Box]]:
    """The cells' boxes of each table that the lines drawn on a page of this height show."""
    lines = joined(rulings)
    return [merged(table.cells, height, lines) for table in _tables(lines, height)]


def picture_cells(rulings: list[Ruling], height: float) -> list[list[Box]]:
    """The cells' boxes of each table that the rulings of a picture show.

    A ruling of a picture may be missing, or a stroke of writing: only what is ruled all round is
    a cell, and a few boxes that hang together with no others (in a large 年) are no table. A box
    inside another comes after it, so that it keeps its text.
    """
    lines = made_to_meet(rulings)
    return [
        sorted(boxes, key=_area, reverse=True)
        for table in _tables(lines, height)
        for boxes in _groups(
            [b for b in merged(table.cells, height, lines) if _ruled_round(b, lines)]
        )
        if len(boxes) >= FEWEST_CELLS
    ]


def outer(boxes: Iterable[Box]) -> Box:
    """The box round all `boxes`."""
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return Box(min(x0), min(y0), max(x1), max(y1))


def _overlaps(box: Box, tables: list[list[Box]]) -> bool:
    return any(
        box.y0 < other.y1 and other.y0 < box.y1 and box.x0 < other.x1 and other.x0 < box.x1
        for other in map(outer, tables)
    )


def _tables(lines: list[Ruling], height: float) -> Iterator[Table]:
    """camelot's table of each group of `lines` that cross, the highest on the page first.

    camelot counts heights from the foot of the page.
    """
    turned = [(r.horizontal, (r.x0, height - r.y1, r.x1, height - r.y0)) for r in lines]
    level = coalesce_collinear_lines([line for flat, line in turned if flat], "horizontal")
    upright = coalesce_collinear_lines([line for flat, line in turned if not flat], "vertical")
    joints = find_joints_from_lines(level, upright)
    for box in sorted(joints, key=lambda box: box[1], reverse=True):
        x0, y0, x1, y1 = box
        xs = merge_close_lines(sorted([x0, x1, *(x for x, _ in joints[box])]), LINE_TOL)
        ys = sorted([y0, y1, *(y for _, y in joints[box])], reverse=True)
        rows = list(pairwise(merge_close_lines(ys, LINE_TOL)))
        down, across = segments_in_bbox(box, upright, level)
        table = Table(list(pairwise(xs)), rows)
        yield table.set_edges(down, across, joint_tol=JOINT_TOL).set_border()


def _ruled_round(box: Box, lines: list[Ruling]) -> bool:
    """Ruled lines go all round `box`."""
    x0, y0, x1, y1 = box
    sides = ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))
    return all(_ruled(lines, Ruling(*side)) for side in sides)


def _groups(boxes: list[Box]) -> list[list[Box]]:
    """`boxes` in groups that hang together by their corners."""
    groups: list[tuple[set[tuple[float, float]], list[Box]]] = []
    for box in boxes:
        corners, members = {(x, y) for x in (box.x0, box.x1) for y in (box.y0, box.y1)}, [box]
        apart = []
        for group in groups:
            if group[0] & corners:
                corners |= group[0]
                members = group[1] + members
            else:
                apart.append(group)
        groups = [*apart, (corners, members)]
    return [members for _, members in groups]


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.y1 - box.y0)


def merged(cells: list[list], height: float, lines: list[Ruling]) -> list[Box]:
    """camelot's unit cells joined where nothing parts them; one box each.

    camelot's edge of a cell may be missing where a line ends short of a joint; the lines
    themselves have the last word, because two cells taken for one would give an amount to the
    wrong column.
    """
    rows, cols = len(cells), len(cells[0])
    group = {(r, c): (r, c) for r in range(rows) for c in range(cols)}

    def root(place):
        while group[place] != place:
            place = group[place]
        return place

    for r, c in group:
        one = cells[r][c]
        top, bottom = height - one.y2, height - one.y1
        if c + 1 < cols and not (
            one.right or cells[r][c + 1].left or _ruled(lines, Ruling(one.x2, top, one.x2, bottom))
        ):
            group[root((r, c + 1))] = root((r, c))
        if r + 1 < rows and not (
            one.bottom
            or cells[r + 1][c].top
            or _ruled(lines, Ruling(one.x1, bottom, one.x2, bottom))
        ):
            group[root((r + 1, c))] = root((r, c))
    members: dict[tuple, list[Box]] = {}
    for place in group:
        one = cells[place[0]][place[1]]
        members.setdefault(root(place), []).append(
            Box(one.x1, height - one.y2, one.x2, height - one.y1)
        )
    return [outer(part) for part in members.values()]


def _ruled(rulings: list[Ruling], edge: Ruling) -> bool:
    """Ruled lines cover most of `edge`."""
    near, covered = SAME_LINE / 2, 0.0
    for x0, y0, x1, y1 in rulings:
        if edge.horizontal:
            if y0 == y1 and abs(y0 - edge.y0) < near:
                covered += max(0.0, min(x1, edge.x1) - max(x0, edge.x0))
        elif x0 == x1 and abs(x0 - edge.x0) < near:
            covered += max(0.0, min(y1, edge.y1) - max(y0, edge.y0))
    return covered > 0.6 * (edge.x1 - edge.x0 if edge.horizontal else edge.y1 - edge.y0)
