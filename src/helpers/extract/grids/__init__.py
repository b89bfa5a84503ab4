"""A page taken apart: its ruled tables as grids of cells with spans, and the lines outside.

camelot gives the geometry (see `boxes`); the text is placed here, because camelot's own assignment
loses or glues text where words touch a neighbour. A glyph belongs to the cell that holds its foot.
Two things that producers do are put right: an amount too wide for its column stands over the
ruling, and a name too long for its row runs on into the next row. A file draws the text of a cell
in one go, so the order in which the glyphs are drawn tells what belongs together.
"""

from __future__ import annotations

import re
import statistics
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from helpers.extract.grids.boxes import SAME_LINE, Box, outer, table_boxes
from helpers.extract.grids.captions import gives_unit
from helpers.extract.grids.layout import Cell, Grid, Layout
from helpers.extract.grids.unruled import unruled_tables
from helpers.extract.pages import Glyph, Line, Page, chart_number, least_confidence, lines
from helpers.extract.pages.columns import lines_in_columns

_PAGE_NUMBER = re.compile(r"[-—–―_\s·.]*第?\s*\d{1,4}\s*页?[-—–―_\s·.]*(/?\s*共?\s*\d+\s*页?)?")
_WORD = re.compile(r"[\u4e00-\u9fff]")
_DIGITS = frozenset("0123456789,.-−")
_AMOUNT = re.compile(r"[-−]?(\d{1,3}(,\d{3})+(\.\d{1,2})?|\d+\.\d{1,2})")
#: Digits of one amount stand closer than this (of their size).
_TOUCHING = 0.12
#: Lines of one text stand closer than this (of their size).
_PITCH = 2.0


def read_layouts(pages: list[Page]) -> list[Layout]:
    """Every page as grids and lines, in page order."""
    layouts, before = [], None
    for page in pages:
        ruled = table_boxes(page)
        found = unruled_tables(page, [outer(boxes) for boxes in ruled if len(boxes) > 1], before)
        for one in found:
            ruled += table_boxes(replace(page, rulings=one.rulings, picture_rulings=[]))
        layouts.append(_layout(page, ruled))
        _mark_inferred(layouts[-1], [one.box for one in found])
        before = found[-1] if found else None
    _mark_furniture(layouts)
    return layouts


def _mark_inferred(layout: Layout, boxes: list[Box]) -> None:
    for grid in layout.grids:
        if any(
            abs(grid.box.y0 - box.y0) < SAME_LINE and abs(grid.box.y1 - box.y1) < SAME_LINE
            for box in boxes
        ):
            for cell in grid.cells:
                cell.inferred = True


def _mark_furniture(layouts: list[Layout]) -> None:
    """Mark page numbers, and lines repeated at one height of the edge of many pages.

    Not the line that each table begins with to give its unit.
    """
    edges = [
        (layout, line)
        for layout in layouts
        for line in layout.lines
        if line.y0 < 0.09 * layout.page.height or line.y1 > 0.88 * layout.page.height
    ]
    repeated = Counter((line.text, round(line.y1)) for _, line in edges)
    often = max(3, len(layouts) / 4)
    for layout, line in edges:
        again = repeated[line.text, round(line.y1)] >= often and not gives_unit(line)
        if _PAGE_NUMBER.fullmatch(line.text) or again:
            layout.furniture.append(line)


def _layout(page: Page, tables: list[list[Box]]) -> Layout:
    grids, free = [], page.glyphs
    for boxes in sorted(tables, key=lambda boxes: outer(boxes)[1]):
        grid, rest = _grid(page.number, boxes, free)
        if len(grid.cells) > 1 and not _is_plot(grid, page):
            _mark_reader(grid, page)
            grids.append(grid)
            free = rest
    return Layout(
        page,
        grids,
        lines_in_columns(free, page.number, page.width),
        chart_lines=lines(page.chart_glyphs, page.number),
    )


def _is_plot(grid: Grid, page: Page) -> bool:
    """The lines of a chart's scale, below or above its caption: no words, hardly a number."""
    texts = [cell.text for cell in grid.cells]
    return (
        not any(_WORD.search(text) for text in texts)
        and 2 * sum(not text for text in texts) >= len(texts)
        and any(chart_number(line.text) for line in lines(page.glyphs, page.number))
    )


def _mark_reader(grid: Grid, page: Page) -> None:
    """Say of the cells of a table whose rulings are a picture's that OCR read them."""
    box = grid.box
    if any(
        box.x0 <= r.x1 and r.x0 <= box.x1 and box.y0 <= r.y1 and r.y0 <= box.y1
        for r in page.picture_rulings
    ):
        for cell in grid.cells:
            cell.reader = "ocr"


def _edges(values: Iterable[float]) -> list[float]:
    """Sorted distinct edges; those closer than SAME_LINE are one."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > SAME_LINE:
            edges.append(value)
    return edges


def _nearest(edges: list[float], value: float) -> int:
    """The number of the edge (they are sorted) nearest to `value`; of two, the first."""
    after = bisect_left(edges, value)
    if after in (0, len(edges)):
        return max(0, after - 1)
    return after if edges[after] - value < value - edges[after - 1] else after - 1


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
    held = place(glyphs, owner, xs, ys)
    for number, cell in enumerate(cells):
        inside = held.get(number, [])
        _write(cell, inside)
        cell.confidence = least_confidence(inside)
        if cell.confidence is not None:
            cell.reader = "ocr"
    cells.sort(key=lambda cell: (cell.row, cell.col))
    return Grid(page, outer(boxes), xs, ys, cells), held.get(None, [])


def _cell(page: int, box: Box, xs: list[float], ys: list[float]) -> Cell:
    col, row = _nearest(xs, box.x0), _nearest(ys, box.y0)
    return Cell(row, col, _nearest(ys, box.y1) - row, _nearest(xs, box.x1) - col, page, box)


def _write(cell: Cell, glyphs: list[Glyph]) -> None:
    """Give `cell` its text, a line break between printed lines, and the places of these."""
    rows: dict[float, list[Line]] = {}
    for line in lines(glyphs, cell.page):
        near = next((y for y in rows if abs(y - line.y1) < 0.35 * line.size), None)
        rows.setdefault(line.y1 if near is None else near, []).append(line)
    cell.text = "\n".join(" ".join(part.text for part in parts) for parts in rows.values())
    # The last edge of a part is the place of the space or the line break behind it.
    cell.edges = [x for parts in rows.values() for part in parts for x in part.edges]
    cell.tops = [min(part.y0 for part in parts) for parts in rows.values()]
    cell.feet = [max(part.y1 for part in parts) for parts in rows.values()]


def place(
    glyphs: list[Glyph], owner: dict[tuple[int, int], int], xs: list[float], ys: list[float]
) -> dict[int | None, list[Glyph]]:
    """The glyphs of each cell, and under null those of none, in the order they are drawn.

    `owner` numbers the cell that covers a unit cell (row, column) of the edges `xs` and `ys`.
    """
    owners = [owner.get(_unit_cell(glyph, xs, ys)) for glyph in glyphs]
    _keep_amounts_whole(glyphs, owners)
    held: dict[int | None, list[int]] = {}
    for n, number in enumerate(owners):
        held.setdefault(number, []).append(n)
    if len({owner for owner in owners if owner is not None}) > 1:
        _Names(glyphs, held, owner).give_back()
    return {number: [glyphs[n] for n in places] for number, places in held.items()}


def _keep_amounts_whole(glyphs: list[Glyph], owners: list[int | None]) -> None:
    """Give an amount that stands over a ruling to the cell that holds most of it."""
    for first, last in _number_runs(glyphs):
        among = owners[first:last]
        if len(set(among)) > 1 and _AMOUNT.fullmatch(
            "".join(glyph.text for glyph in glyphs[first:last])
        ):
            owners[first:last] = [max(among, key=among.count)] * len(among)


class _Names:
    """Names that run on into a neighbouring row, given back to the row they belong to.

    Lines at the edge of a cell are the neighbour's if they are drawn in one go with its text but
    not with the rest of the cell, follow it as lines of one text do, and the rest alone stands
    level with the other cells of its row.
    """

    def __init__(
        self,
        glyphs: list[Glyph],
        held: dict[int | None, list[int]],
        owner: dict[tuple[int, int], int],
    ) -> None:
        self.glyphs, self.held = glyphs, held
        spans: dict[int, list[tuple[int, int]]] = {}
        for unit_cell, number in owner.items():
            spans.setdefault(number, []).append(unit_cell)
        self.columns, self.rows = _columns(spans), _rows(spans)

    def give_back(self) -> None:
        for column in self.columns:
            for above, below in pairwise(column):
                self._move(below, above)
            for above, below in pairwise(reversed(column)):
                self._move(below, above)

    def _move(self, number: int, neighbour: int) -> None:
        """Move the lines of cell `number` that are the neighbour's."""
        pieces, theirs = _pieces(self.held.get(number, [])), self.held.get(neighbour)
        if len(pieces) < 2 or not theirs:
            return
        piece = next(
            (
                p
                for p in (pieces[0], pieces[-1])
                if p[0] - 1 == theirs[-1] or p[-1] + 1 == theirs[0]
            ),
            None,
        )
        if piece is None:
            return
        rest = [n for other in pieces if other is not piece for n in other]
        if all(map(self._is_name, (piece, rest, theirs))) and self._fits(
            piece, rest, theirs, number
        ):
            self.held[neighbour], self.held[number] = sorted(theirs + piece), rest

    def _is_name(self, places: list[int]) -> bool:
        return any(self.glyphs[n].text >= "\u2e80" for n in places) and all(
            self.glyphs[n].confidence is None for n in places
        )

    def _fits(self, piece: list[int], rest: list[int], theirs: list[int], number: int) -> bool:
        apart = min(abs(a - b) for a in self._lines(piece) for b in self._lines(theirs))
        level = [
            y
            for other in self.rows.get(number, ())
            if other != number
            for y in self._lines(self.held.get(other, []))
        ]
        if not level or apart > _PITCH * self.glyphs[piece[0]].size:
            return False
        row = statistics.median(level)
        return abs(_middle(self._lines(rest)) - row) + 0.5 < abs(
            _middle(self._lines(rest + piece)) - row
        )

    def _lines(self, places: list[int]) -> set[float]:
        """The baselines of some glyphs."""
        return {round(self.glyphs[n].baseline, 1) for n in places}


def _pieces(places: list[int]) -> list[list[int]]:
    """Places that follow each other without a gap: what is drawn in one go."""
    pieces: list[list[int]] = []
    for n in places:
        if pieces and pieces[-1][-1] + 1 == n:
            pieces[-1].append(n)
        else:
            pieces.append([n])
    return pieces


def _middle(lines: set[float]) -> float:
    return (min(lines) + max(lines)) / 2


def _unit_cell(glyph: Glyph, xs: list[float], ys: list[float]) -> tuple[int, int]:
    """Row and column of the unit cell that holds the middle of the glyph's foot."""
    x = (glyph.x0 + glyph.x1) / 2
    y = glyph.baseline - 0.3 * glyph.size
    return bisect_right(ys, y) - 1, bisect_right(xs, x) - 1


def _number_runs(glyphs: list[Glyph]) -> list[tuple[int, int]]:
    """First and last (exclusive) place of each run of touching digits on one line."""
    runs, first = [], 0
    for n in range(1, len(glyphs) + 1):
        if n == len(glyphs) or not _touch(glyphs[n - 1], glyphs[n]):
            if n - first > 1:
                runs.append((first, n))
            first = n
    return runs


def _touch(before: Glyph, glyph: Glyph) -> bool:
    return (
        before.text in _DIGITS
        and glyph.text in _DIGITS
        and abs(before.baseline - glyph.baseline) < 0.1 * glyph.size
        and abs(glyph.x0 - before.x1) < _TOUCHING * glyph.size
    )


def _columns(spans: dict[int, list[tuple[int, int]]]) -> list[list[int]]:
    """Cells that stand right below each other and are equally wide, top to bottom."""
    extents = {
        number: (
            min(c for _, c in units),
            max(c for _, c in units),
            min(r for r, _ in units),
            max(r for r, _ in units),
        )
        for number, units in spans.items()
    }
    columns: list[list[int]] = []
    for number in sorted(extents, key=extents.__getitem__):
        left, right, top, _ = extents[number]
        before = extents[columns[-1][-1]] if columns else None
        if before and before[:2] == (left, right) and before[3] + 1 == top:
            columns[-1].append(number)
        else:
            columns.append([number])
    return columns


def _rows(spans: dict[int, list[tuple[int, int]]]) -> dict[int, list[int]]:
    """For each cell of one row, all cells of that row alone."""
    rows: dict[int, list[int]] = {}
    for number, units in spans.items():
        if len({r for r, _ in units}) == 1:
            rows.setdefault(units[0][0], []).append(number)
    return {number: row for row in rows.values() for number in row}
