"""A wide sheet printed on two pages put together again: left columns, then right columns."""

from __future__ import annotations

from dataclasses import replace

from helpers.extract.grids import Cell, Grid

#: Row borders of the two parts differ by less than this (points).
SAME_ROW = 1.0


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
