"""The cells' boxes of the ruled tables of a page: the one door from rulings to cells.

Drawn tables and those of pictures go through it alike. camelot makes the cells out of the ruled
lines, by the public parts of its lattice parser: lines to joints to rows and columns to a `Table`
with its edges. It is given the lines that pdfium (`pages.rulings`) or OpenCV (`ocr.rulings`) has
read, so a page is interpreted once, and a grid without text is a table too: an empty statutory
table says something. `read_pdf` takes neither lines nor empty tables (`docs/method.md` has the
numbers, `benchmarks/doors.py` measures them). No other module imports camelot.

The cells of a table never overlap: each covers whole unit cells of the table's grid, as a
rectangle, and no two the same one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple, TypeVar

from camelot.core import Cell, Table
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
#: A ruled line lies along the side of a unit cell where it covers so much of it (0–1).
COVERED = 0.6
#: A picture's table has at least so many cells.
FEWEST_CELLS = 4

Unit = tuple[int, int]  # row and column of a unit cell
Node = TypeVar("Node", bound=Hashable)


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
    return [cells_of(table, height, lines) for table in _tables(lines, height)]


def picture_cells(rulings: list[Ruling], height: float) -> list[list[Box]]:
    """The cells' boxes of each table that the rulings of a picture show.

    A ruling of a picture may be missing, or a stroke of writing: only what is ruled all round is
    a cell, and a few boxes that hang together with no others (in a large 年) are no table.
    """
    lines = made_to_meet(rulings)
    return [
        boxes
        for table in _tables(lines, height)
        for boxes in _touching(cells_of(table, height, lines, closed=True))
        if len(boxes) >= FEWEST_CELLS
    ]


def cells_of(table: Table, height: float, lines: list[Ruling], closed: bool = False) -> list[Box]:
    """The cells' boxes of camelot's `table`: its unit cells joined where nothing parts them.

    camelot's edge of a cell may be missing where a line ends short of a joint; the lines
    themselves have the last word, because two cells taken for one would give an amount to the
    wrong column. What is no rectangle is cut into some. With `closed`, the edge of the table
    is no side of a cell unless a line lies there.
    """
    units = {(r, c): one for r, row in enumerate(table.cells) for c, one in enumerate(row)}
    boxes = {at: Box(one.x1, height - one.y2, one.x2, height - one.y1) for at, one in units.items()}
    pairs = {pair for pair in _neighbours(boxes) if not _parted(*pair, units, boxes, lines)}
    areas = _connected(boxes, pairs)
    if closed:
        ends = max(boxes)
        areas = [one for one in areas if all(_is_closed(at, ends, boxes[at], lines) for at in one)]
    return [
        outer(boxes[at] for at in part)
        for area in areas
        for part in _rectangles(area, pairs, boxes)
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


def _neighbours(units: Iterable[Unit]) -> Iterator[tuple[Unit, Unit]]:
    """Each unit cell with the one to its right, and with the one below it."""
    known = set(units)
    for r, c in known:
        yield from (((r, c), one) for one in ((r, c + 1), (r + 1, c)) if one in known)


def _parted(
    at: Unit, other: Unit, units: dict[Unit, Cell], boxes: dict[Unit, Box], lines: list[Ruling]
) -> bool:
    """A line parts two neighbours, `other` right of or below `at`."""
    one, two, (x0, y0, x1, y1) = units[at], units[other], boxes[at]
    if at[0] == other[0]:
        return one.right or two.left or _ruled(lines, Ruling(x1, y0, x1, y1))
    return one.bottom or two.top or _ruled(lines, Ruling(x0, y1, x1, y1))


def _is_closed(at: Unit, ends: Unit, box: Box, lines: list[Ruling]) -> bool:
    """A line lies wherever a unit cell is at the edge of its table, whose last one is `ends`."""
    (r, c), (x0, y0, x1, y1) = at, box
    sides = [Ruling(x0, y0, x1, y0)] * (r == 0) + [Ruling(x0, y1, x1, y1)] * (r == ends[0])
    sides += [Ruling(x0, y0, x0, y1)] * (c == 0) + [Ruling(x1, y0, x1, y1)] * (c == ends[1])
    return all(_ruled(lines, side) for side in sides)


def _ruled(rulings: list[Ruling], edge: Ruling) -> bool:
    """Ruled lines cover most of `edge`."""
    near, covered = SAME_LINE / 2, 0.0
    for x0, y0, x1, y1 in rulings:
        if edge.horizontal:
            if y0 == y1 and abs(y0 - edge.y0) < near:
                covered += max(0.0, min(x1, edge.x1) - max(x0, edge.x0))
        elif x0 == x1 and abs(x0 - edge.x0) < near:
            covered += max(0.0, min(y1, edge.y1) - max(y0, edge.y0))
    return covered > COVERED * (edge.x1 - edge.x0 if edge.horizontal else edge.y1 - edge.y0)


def _rectangles(
    area: list[Unit], pairs: set[tuple[Unit, Unit]], boxes: dict[Unit, Box]
) -> Iterator[list[Unit]]:
    """The unit cells of `area`, which `pairs` join, cut until each part is a rectangle.

    A line that stops halfway is carried on, first where least of it is missing.
    """
    if cuts := list(_cuts(area, pairs, boxes)):
        _, cut = min(cuts)
        rest = {pair for pair in pairs if pair[0] in area} - set(cut)
        for part in _connected(area, rest):
            yield from _rectangles(part, rest, boxes)
    else:
        yield area


def _cuts(
    area: list[Unit], pairs: set[tuple[Unit, Unit]], boxes: dict[Unit, Box]
) -> Iterator[tuple[float, list[tuple[Unit, Unit]]]]:
    """Length and pairs of each cut that carries a side of `area` on through it; a rectangle has
    no such side."""
    inside = set(area)
    for way in (0, 1):  # 0: between two columns, 1: between two rows
        for place in sorted({at[1 - way] for at in area}):
            along = [at for at in inside if at[1 - way] in (place, place + 1)]
            spots = [at[way] for at in along]
            if len(set(spots)) == len(spots) or all(spots.count(spot) == 2 for spot in spots):
                continue
            cut = sorted(
                p for p in pairs if p[0] in along and p[1] in along and p[0][way] == p[1][way]
            )
            sizes = [
                boxes[at].x1 - boxes[at].x0 if way else boxes[at].y1 - boxes[at].y0 for at, _ in cut
            ]
            yield sum(sizes), cut


def _touching(boxes: list[Box]) -> list[list[Box]]:
    """`boxes` in groups that hang together by their corners, in the order of their first ones."""
    corners: dict[tuple[float, float], Box] = {}
    pairs = [
        (box, corners.setdefault((x, y), box))
        for box in boxes
        for x in (box.x0, box.x1)
        for y in (box.y0, box.y1)
    ]
    return _connected(boxes, pairs)


def _connected(nodes: Iterable[Node], pairs: Iterable[tuple[Node, Node]]) -> list[list[Node]]:
    """`nodes` in groups that `pairs` connect, in the order of their first ones."""
    beside: dict[Node, list[Node]] = {node: [] for node in nodes}
    for one, other in pairs:
        beside[one].append(other)
        beside[other].append(one)
    groups, seen = [], set()
    for node in beside:
        group = [node] if node not in seen else []
        seen.add(node)
        for one in group:  # grows as it goes
            new = [other for other in dict.fromkeys(beside[one]) if other not in seen]
            seen.update(new)
            group += new
        if group:
            groups.append(group)
    return groups
