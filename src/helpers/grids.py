"""A page taken apart: its ruled tables as grids of cells with spans, and the lines outside.

camelot gives the geometry (lattice, vector engine: the PDF's own ruled lines, nothing
rendered); the text is placed here: each glyph goes into the cell that holds it, because
camelot's own assignment loses or glues text where words touch a neighbour. camelot drops a
grid that is 90 % blank or more, as an empty table is; pdfplumber is the second reader of
pages where rulings are left over.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import camelot
import pdfplumber

from helpers.ocr.rulings import ruled_cells
from helpers.pages import Glyph, Line, Page, least_confidence, lines

#: Every setting that shapes the result, so that a camelot release cannot change it unseen.
CAMELOT = {
    "flavor": "lattice",
    "engine": "vector",
    "line_tol": 2,
    "joint_tol": 2,
    "split_text": False,
    "flag_size": False,
    "strip_text": "",
    "process_background": False,
    "suppress_stdout": True,
    "parallel": False,
}
_PAGE_NUMBER = re.compile(r"[-—–―_\s·.]*第?\s*\d{1,4}\s*页?[-—–―_\s·.]*(/?\s*共?\s*\d+\s*页?)?")
#: Two ruled lines closer than this are one (points).
SAME_LINE = 3.0


class Box(NamedTuple):
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass
class Cell:
    """One cell: place in its grid, spans, page, box, and its text (a line break for each).

    A cell of a picture's table is read by OCR even where it is blank.
    """

    row: int
    col: int
    row_span: int
    col_span: int
    page: int
    box: Box
    text: str = ""
    reader: str = "text"
    confidence: float | None = None


@dataclass
class Grid:
    """The cells of one ruled table on one page."""

    page: int
    box: Box
    xs: list[float]
    ys: list[float]
    cells: list[Cell]


@dataclass
class Layout:
    """One page taken apart: its ruled grids and the lines of text outside them."""

    page: Page
    grids: list[Grid]
    lines: list[Line]
    #: Page numbers and running heads: printed, but no part of what the document says.
    furniture: list[Line] = field(default_factory=list)

    def is_furniture(self, line: Line) -> bool:
        return any(line is one for one in self.furniture)

    @property
    def strays(self) -> int:
        """Visible glyphs that ended in no cell and no line."""
        placed = sum(len(cell.text.replace(" ", "").replace("\n", ""))
                     for grid in self.grids for cell in grid.cells)
        outside = sum(len(line.text.replace(" ", "")) for line in self.lines)
        return sum(len(glyph.text) for glyph in self.page.glyphs) - placed - outside


def read_layouts(path: Path, pages: list[Page]) -> list[Layout]:
    """Every page of the PDF at `path` as grids and lines, in page order."""
    boxes = _table_boxes(path, pages)
    layouts = [_layout(page, boxes.get(page.number, [])) for page in pages]
    _mark_furniture(layouts)
    return layouts


def _mark_furniture(layouts: list[Layout]) -> None:
    """Mark page numbers, and lines repeated at one height of the edge of many pages."""
    edges = [(layout, line) for layout in layouts for line in layout.lines
             if line.y0 < 0.09 * layout.page.height or line.y1 > 0.88 * layout.page.height]
    repeated = Counter((line.text, round(line.y1)) for _, line in edges)
    often = max(3, len(layouts) / 4)
    for layout, line in edges:
        if _PAGE_NUMBER.fullmatch(line.text) or repeated[line.text, round(line.y1)] >= often:
            layout.furniture.append(line)


def _table_boxes(path: Path, pages: list[Page]) -> dict[int, list[list[Box]]]:
    """The cells' boxes of each ruled table, by page."""
    ruled = [page for page in pages if len(page.rulings) >= 4]
    found = _camelot_boxes(path, ruled)
    left_over = [page for page in ruled if _unclaimed(page, found.get(page.number, []))]
    for number, tables in _pdfplumber_boxes(path, left_over).items():
        known = found.setdefault(number, [])
        known.extend(boxes for boxes in tables if not _overlaps(_outer(boxes), known))
    for page in pages:
        for cells in ruled_cells(page.picture_rulings):
            boxes = [Box(*cell) for cell in cells]
            if not _overlaps(_outer(boxes), found.get(page.number, [])):
                found.setdefault(page.number, []).append(boxes)
    return found


def _layout(page: Page, tables: list[list[Box]]) -> Layout:
    grids, free = [], page.glyphs
    for boxes in sorted(tables, key=lambda boxes: _outer(boxes)[1]):
        grid, rest = _grid(page.number, boxes, free)
        if len(grid.cells) > 1:
            _mark_reader(grid, page)
            grids.append(grid)
            free = rest
    return Layout(page, grids, lines(free, page.number))


def _mark_reader(grid: Grid, page: Page) -> None:
    """Say of the cells of a table whose rulings are a picture's that OCR read them."""
    box = grid.box
    if any(box.x0 <= r.x1 and r.x0 <= box.x1 and box.y0 <= r.y1 and r.y0 <= box.y1
           for r in page.picture_rulings):
        for cell in grid.cells:
            cell.reader = "ocr"


def _camelot_boxes(path: Path, pages: list[Page]) -> dict[int, list[list[Box]]]:
    """The merged cells' boxes of each table camelot finds, by page."""
    if not pages:
        return {}
    numbers = ",".join(str(page.number) for page in pages)
    by_number = {page.number: page for page in pages}
    found: dict[int, list[list[Box]]] = {}
    for table in camelot.read_pdf(str(path), pages=numbers, **CAMELOT):
        boxes = _merged(table.cells, by_number[table.page])
        found.setdefault(table.page, []).append(boxes)
    return found


def _merged(cells: list[list], page: Page) -> list[Box]:
    """camelot's unit cells joined where nothing parts them; one box each.

    camelot sees a ruling only if it is drawn exactly straight; pdfium's drawn paths have the
    last word, because two cells taken for one would give an amount to the wrong column.
    """
    rows, cols = len(cells), len(cells[0])
    group = {(r, c): (r, c) for r in range(rows) for c in range(cols)}

    def root(place):
        while group[place] != place:
            place = group[place]
        return place

    for r, c in group:
        one = cells[r][c]
        top, bottom = page.height - one.y2, page.height - one.y1
        if c + 1 < cols and not (
            one.right or cells[r][c + 1].left or _ruled(page, one.x2, top, one.x2, bottom)
        ):
            group[root((r, c + 1))] = root((r, c))
        if r + 1 < rows and not (
            one.bottom or cells[r + 1][c].top or _ruled(page, one.x1, bottom, one.x2, bottom)
        ):
            group[root((r + 1, c))] = root((r, c))
    members: dict[tuple, list] = {}
    for place in group:
        members.setdefault(root(place), []).append(cells[place[0]][place[1]])
    return [
        Box(min(c.x1 for c in part), page.height - max(c.y2 for c in part),
            max(c.x2 for c in part), page.height - min(c.y1 for c in part))
        for part in members.values()
    ]


def _ruled(page: Page, x0: float, y0: float, x1: float, y1: float) -> bool:
    """Thin drawn paths cover most of the edge from (x0, y0) to (x1, y1)."""
    upright = x0 == x1
    covered = 0.0
    for ruling in page.rulings:
        thick = ruling.x1 - ruling.x0 if upright else ruling.y1 - ruling.y0
        if thick >= SAME_LINE:
            continue
        if upright and abs((ruling.x0 + ruling.x1) / 2 - x0) < SAME_LINE / 2:
            covered += max(0.0, min(ruling.y1, y1) - max(ruling.y0, y0))
        elif not upright and abs((ruling.y0 + ruling.y1) / 2 - y0) < SAME_LINE / 2:
            covered += max(0.0, min(ruling.x1, x1) - max(ruling.x0, x0))
    return covered > 0.6 * ((y1 - y0) if upright else (x1 - x0))


def _unclaimed(page: Page, tables: list[list[Box]]) -> bool:
    """Three or more horizontal rulings stand outside every table found on the page."""
    outer = [_outer(boxes) for boxes in tables]
    free = {
        round(ruling.y0)
        for ruling in page.rulings
        if ruling.horizontal
        and not any(b.y0 - SAME_LINE <= ruling.y0 <= b.y1 + SAME_LINE for b in outer)
    }
    return len(free) >= 3


def _pdfplumber_boxes(path: Path, pages: list[Page]) -> dict[int, list[list[Box]]]:
    if not pages:
        return {}
    with pdfplumber.open(path, pages=[page.number for page in pages]) as document:
        return {
            page.page_number: [
                [Box(*cell) for cell in table.cells]
                for table in page.find_tables()
                if len(table.cells) > 3
            ]
            for page in document.pages
        }


def _outer(boxes: Iterable[Box]) -> Box:
    boxes = list(boxes)
    return Box(min(b.x0 for b in boxes), min(b.y0 for b in boxes),
               max(b.x1 for b in boxes), max(b.y1 for b in boxes))


def _overlaps(box: Box, tables: list[list[Box]]) -> bool:
    return any(
        box.y0 < other.y1 and other.y0 < box.y1 and box.x0 < other.x1 and other.x0 < box.x1
        for other in map(_outer, tables)
    )


def _edges(values: Iterable[float]) -> list[float]:
    """Sorted distinct edges; those closer than SAME_LINE are one."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > SAME_LINE:
            edges.append(value)
    return edges


def _nearest(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda n: abs(edges[n] - value))


def _grid(page: int, boxes: list[Box], glyphs: list[Glyph]) -> tuple[Grid, list[Glyph]]:
    """The grid of `boxes` with each glyph placed in its cell, and the glyphs left outside."""
    xs = _edges(x for box in boxes for x in (box.x0, box.x1))
    ys = _edges(y for box in boxes for y in (box.y0, box.y1))
    cells = [_cell(page, box, xs, ys) for box in boxes]
    cells = [cell for cell in cells if cell.row_span and cell.col_span]
    owner = {
        (r, c): number
        for number, cell in enumerate(cells)
        for r in range(cell.row, cell.row + cell.row_span)
        for c in range(cell.col, cell.col + cell.col_span)
    }
    held: list[list[Glyph]] = [[] for _ in cells]
    outside: list[Glyph] = []
    for glyph in glyphs:
        number = owner.get(_place(glyph, xs, ys))
        (outside if number is None else held[number]).append(glyph)
    for cell, inside in zip(cells, held, strict=True):
        cell.text = _text(inside, page)
        cell.confidence = least_confidence(inside)
        if cell.confidence is not None:
            cell.reader = "ocr"
    cells.sort(key=lambda cell: (cell.row, cell.col))
    return Grid(page, _outer(boxes), xs, ys, cells), outside


def _cell(page: int, box: Box, xs: list[float], ys: list[float]) -> Cell:
    col, row = _nearest(xs, box.x0), _nearest(ys, box.y0)
    return Cell(row, col, _nearest(ys, box.y1) - row, _nearest(xs, box.x1) - col, page, box)


def _place(glyph: Glyph, xs: list[float], ys: list[float]) -> tuple[int, int]:
    """Row and column of the unit cell that holds the middle of the glyph's foot."""
    x = (glyph.x0 + glyph.x1) / 2
    y = glyph.baseline - 0.3 * glyph.size
    return bisect_right(ys, y) - 1, bisect_right(xs, x) - 1


def _text(glyphs: list[Glyph], page: int) -> str:
    """The glyphs of a cell as text, a line break between printed lines."""
    rows: dict[int, list] = {}
    for line in lines(glyphs, page):
        near = next((y for y in rows if abs(y - line.y1) < 0.35 * line.size), None)
        rows.setdefault(line.y1 if near is None else near, []).append(line.text)
    return "\n".join(" ".join(parts) for parts in rows.values())
