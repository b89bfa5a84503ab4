"""The document's ruled tables: pieces on following pages joined, titles found.

A piece continues the table before it when nothing but page furniture stands between them,
they are equally wide, and no title of its own stands above it. Columns are matched by
their edges, so a piece that shows fewer rulings keeps its place; equal column counts alone
never join two tables. A wide sheet printed on two pages (left columns, then right columns) is
put together again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from helpers import amounts, wording
from helpers.extract.grids.boxes import SAME_LINE
from helpers.extract.grids.captions import (
    captions_before,
    is_meta,
    title_inside,
    title_of,
    unquoted,
)
from helpers.extract.grids.layout import Cell, Grid, Layout
from helpers.extract.pages import Line

#: Widths of one table on two pages differ by less than this (points).
SAME_EDGE = 8.0
#: Row borders of the two parts of a wide sheet differ by less than this (points).
SAME_ROW = 1.0


@dataclass
class Table:
    """One table: its pieces page by page, its title, its cells in one numbering."""

    number: int
    pieces: list[Grid]
    title: str | None
    cells: list[Cell] = field(default_factory=list)
    #: What stands on the right of each piece where a wide sheet was printed on two pages.
    rights: list[Grid] = field(default_factory=list)


def join_tables(layouts: list[Layout]) -> list[Table]:
    """The tables of the document in printed order, each with all its pieces."""
    tables: list[Table] = []
    last: tuple[Grid, Layout] | None = None
    for before, layout in zip([None, *layouts], layouts, strict=False):
        for grid in layout.grids:
            title = title_inside(grid) or title_of(grid, layout)
            if title is None and (words := captions_before(grid, layout, before)):
                title = amounts.unspaced(words[-1].text)
            if last and tables and _continues(grid, layout, title, *last, tables[-1]):
                tables[-1].pieces.append(grid)
            elif tables and _is_right_part(grid, title, tables[-1]):
                tables[-1].rights.append(grid)
            else:
                tables.append(Table(len(tables) + 1, [grid], title))
            last = grid, layout
    for table in [*tables]:
        if 0 < len(table.rights) < len(table.pieces):
            tables.append(Table(len(tables) + 1, table.rights, None))
            table.rights = []
    for table in tables:
        wide = list(map(side_by_side, table.pieces, table.rights))
        table.cells = _joined(wide or table.pieces)
    return tables


def _continues(
    grid: Grid, layout: Layout, title: str | None, before: Grid, before_layout: Layout, table: Table
) -> bool:
    if layout.page.number != before_layout.page.number + 1:
        return False
    if abs((grid.box.x1 - grid.box.x0) - (before.box.x1 - before.box.x0)) > SAME_EDGE:
        return False
    below = [
        line
        for line in before_layout.lines
        if line.y0 > before.box.y1 - SAME_LINE and not before_layout.is_furniture(line)
    ]
    above = [
        line
        for line in layout.lines
        if line.y1 < grid.box.y0 + SAME_LINE and not layout.is_furniture(line)
    ]
    if below or before is not before_layout.grids[-1] or grid is not layout.grids[0]:
        return False
    anew = _heads_anew(grid, table.pieces[0]) and not _ends_in_header(table, grid)
    if title is not None:
        proof = _is_whole_title(title) or _same_edges(grid, before)
        return (
            proof
            and not anew
            and (_same_title(title, table.title) and not _is_first_page_again(above))
        )
    return all(is_meta(line) for line in above) and not anew


def _is_whole_title(title: str) -> bool:
    """`title` is a table's; the department's name above two tables makes them no one table."""
    return bool(re.search(r"表(\([^()]{1,12}\))?$", unquoted(title)))


def _same_edges(grid: Grid, before: Grid) -> bool:
    """The two have the same columns."""
    return len(grid.xs) == len(before.xs) and all(
        abs((a - grid.xs[0]) - (b - before.xs[0])) < SAME_LINE
        for a, b in zip(grid.xs, before.xs, strict=True)
    )


def _ends_in_header(table: Table, grid: Grid) -> bool:
    """So far `table` is nothing but the upper rows of a header, and `grid` keeps its columns.

    A page may end in a header: the rest of it and the rows stand on the next one.
    """
    if len(table.pieces) > 1 or any(
        not cell.text or re.search(r"\d", cell.text) for cell in table.pieces[0].cells
    ):
        return False
    before = table.pieces[0]
    inner = [x - grid.xs[0] for x in grid.xs]
    return all(any(abs(x - before.xs[0] - one) < SAME_LINE for one in inner) for x in before.xs)


def _is_right_part(grid: Grid, title: str | None, table: Table) -> bool:
    """`grid` is the right part of the table's next piece: the same rows, no labels of its own.

    A spreadsheet prints all rows of the left columns, then those of the right ones, with what
    is left of the title above them.
    """
    whole = table.title or ""
    if len(table.rights) == len(table.pieces) or "决算" not in whole:
        return False
    left = table.pieces[len(table.rights)]
    part_of_title = title is None or (title != whole and whole.endswith(title))
    labels = any(_is_label(cell.text) for cell in grid.cells)
    return part_of_title and not labels and same_rows(left, grid)


def _is_label(text: str) -> bool:
    words = wording.load("tables")["header_words"]
    return [amounts.key(text)] in words or bool(re.fullmatch(r"\d{3}|\d{5}|\d{7}", text))


def _heads_anew(grid: Grid, first: Grid) -> bool:
    """`grid` begins with a statutory header that `first` does not have: it is another table."""
    own = _row_texts(grid)[:1]
    return (
        bool(own)
        and _is_header(own[0])
        and not any(
            own[0] == texts or (len(grid.xs) == len(first.xs) and _mostly(own[0], texts))
            for texts in _row_texts(first)
        )
    )


def _mostly(texts: set[str], others: set[str]) -> bool:
    """Most words of both are the same: a repeated header may be cut off at its lower edge."""
    return len(texts & others) >= 0.6 * len(texts | others)


def _is_header(texts: set[str]) -> bool:
    words = wording.load("tables")["header_words"]
    return len(texts) > 1 and any(set(one) <= texts for one in words)


def _row_texts(grid: Grid) -> list[set[str]]:
    """The texts that begin in each row of `grid`, blank rows left out."""
    rows: dict[int, set[str]] = {}
    for cell in grid.cells:
        if cell.text:
            rows.setdefault(cell.row, set()).add(amounts.key(cell.text))
    return [rows[row] for row in sorted(rows)]


def _same_title(title: str, before: str | None) -> bool:
    strip = re.compile(r"[(（]?续表?[)）]?")
    return before is not None and strip.sub("", title) == strip.sub("", before)


def _is_first_page_again(above: list[Line]) -> bool:
    """A form's head with the date filled in begins a new form under the same title."""
    return any("日期" in line.text for line in above)


def _joined(pieces: list[Grid]) -> list[Cell]:
    """The cells of all pieces, rows numbered on, columns matched by their edges."""
    offsets = [piece.xs[0] - pieces[0].xs[0] for piece in pieces]
    edges: list[float] = []
    for x in sorted(x - o for piece, o in zip(pieces, offsets, strict=True) for x in piece.xs):
        if not edges or x - edges[-1] > SAME_LINE:
            edges.append(x)
    cells, first_row = [], 0
    for piece, offset in zip(pieces, offsets, strict=True):
        column = [
            min(range(len(edges)), key=[abs(edge - (x - offset)) for edge in edges].__getitem__)
            for x in piece.xs
        ]
        for cell in piece.cells:
            start, end = column[cell.col], column[cell.col + cell.col_span]
            cells.append(replace(cell, row=first_row + cell.row, col=start, col_span=end - start))
        first_row += len(piece.ys) - 1
    return cells


def cell_records(tables: list[Table]) -> list[dict]:
    """Rows of ``as_printed/cells``."""
    return [
        {
            "table_no": table.number,
            "title": table.title,
            "row": cell.row,
            "col": cell.col,
            "row_span": cell.row_span,
            "col_span": cell.col_span,
            "text": cell.text,
            "page": cell.page,
            "x0": cell.box.x0,
            "y0": cell.box.y0,
            "x1": cell.box.x1,
            "y1": cell.box.y1,
            "reader": cell.reader,
            "confidence": cell.confidence,
            "edges": cell.edges,
            "tops": cell.tops,
            "feet": cell.feet,
            "inferred": cell.inferred or None,
        }
        for table in tables
        for cell in table.cells
    ]


def same_rows(left: Grid, right: Grid) -> bool:
    """The two grids have the same rows at the same heights: the same sheet, cut upright."""
    return (
        right.page > left.page
        and len(left.ys) == len(right.ys) > 3
        and all(abs(a - b) < SAME_ROW for a, b in zip(left.ys, right.ys, strict=True))
    )


def side_by_side(left: Grid, right: Grid) -> Grid:
    """One grid with the columns of both; each cell keeps its own page and box.

    A heading merged over the cut is printed on the left; its blank rest on the right is part
    of it.
    """
    columns, shift = len(left.xs) - 1, left.xs[-1] - right.xs[0]
    edge = {cell.row: cell for cell in left.cells if cell.col + cell.col_span == columns}
    wider: dict[tuple[int, int], Cell] = {}
    moved = []
    for cell in right.cells:
        before = edge.get(cell.row)
        if cell.col == 0 and before and _is_rest_of(cell, before):
            wider[before.row, before.col] = replace(
                before, col_span=before.col_span + cell.col_span
            )
        else:
            moved.append(replace(cell, col=cell.col + columns))
    cells = [wider.get((cell.row, cell.col), cell) for cell in left.cells] + moved
    cells.sort(key=lambda cell: (cell.row, cell.col))
    xs = [*left.xs, *(x + shift for x in right.xs[1:])]
    return replace(left, xs=xs, cells=cells)


def _is_rest_of(cell: Cell, before: Cell) -> bool:
    """A blank cell at the cut that goes on with a merged cell left of it."""
    merged = cell.col_span > 1 or before.col_span > 1
    return not cell.text and bool(before.text) and merged and cell.row_span == before.row_span
