"""The cells' boxes of the ruled tables of a page.

camelot's lattice parser makes them out of the page's ruled lines (its vector engine: nothing is
rendered). It is given the lines pdfium has read with the glyphs, so a page is interpreted once,
and a grid without text is a table too: an empty statutory table says something.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from camelot.image_processing import coalesce_collinear_lines, find_joints_from_lines
from camelot.parsers import Lattice

from helpers.extract.ocr.rulings import ruled_cells
from helpers.extract.pages import Page
from helpers.extract.pages.rulings import Ruling, joined

#: Two ruled lines closer than this are one (points).
SAME_LINE = 3.0
#: Every setting that shapes the result, so that a camelot release cannot change it unseen.
CAMELOT = {"engine": "vector", "line_tol": 2, "joint_tol": 2}


class Box(NamedTuple):
    x0: float
    y0: float
    x1: float
    y1: float


def table_boxes(page: Page) -> list[list[Box]]:
    """The cells' boxes of each ruled table of `page`, drawn ones first, then those of pictures."""
    lines = joined(page.rulings)
    found = [
        _merged(table.cells, page.height, lines) for table in _Lattice(page, lines).extract_tables()
    ]
    for cells in ruled_cells(page.picture_rulings):
        boxes = [Box(*cell) for cell in cells]
        if not _overlaps(outer(boxes), found):
            found.append(boxes)
    return found


def outer(boxes: Iterable[Box]) -> Box:
    """The box round all `boxes`."""
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return Box(min(x0), min(y0), max(x1), max(y1))


def _overlaps(box: Box, tables: list[list[Box]]) -> bool:
    return any(
        box.y0 < other.y1 and other.y0 < box.y1 and box.x0 < other.x1 and other.x0 < box.x1
        for other in map(outer, tables)
    )


class _Lattice(Lattice):
    """camelot's lattice parser over ruled lines that are already read."""

    def __init__(self, page: Page, lines: list[Ruling]) -> None:
        super().__init__(**CAMELOT)
        self.lines = lines
        self.prepare_page_parse(
            "", None, (page.width, page.height), page.number, [], [], [], "", {}
        )

    def _document_has_no_text(self) -> bool:
        return False

    def _reject_table(self, table) -> bool:
        return False

    def _generate_table_bbox(self) -> None:
        height = self.pdf_height
        level, upright = [], []
        for x0, y0, x1, y1 in self.lines:
            (level if y0 == y1 else upright).append((x0, height - y1, x1, height - y0))
        self.horizontal_segments = coalesce_collinear_lines(level, "horizontal")
        self.vertical_segments = coalesce_collinear_lines(upright, "vertical")
        joints = find_joints_from_lines(self.horizontal_segments, self.vertical_segments)
        self.table_bbox_parses = {box: {"joints": points} for box, points in joints.items()}
        self._compute_table_anchors()


def _merged(cells: list[list], height: float, lines: list[Ruling]) -> list[Box]:
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
