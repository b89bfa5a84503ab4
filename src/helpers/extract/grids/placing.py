"""Which cell each glyph of a ruled table belongs to.

A glyph belongs to the cell that holds its foot. Two things that producers do are put right:
an amount too wide for its column stands over the ruling, and a name too long for its row runs
on into the next row. A file draws the text of a cell in one go, so the order in which the glyphs
are drawn tells what belongs together.
"""

from __future__ import annotations

import re
import statistics
from bisect import bisect_right
from itertools import pairwise

from helpers.extract.pages import Glyph

_DIGITS = frozenset("0123456789,.-−")
_AMOUNT = re.compile(r"[-−]?(\d{1,3}(,\d{3})+(\.\d{1,2})?|\d+\.\d{1,2})")
#: Digits of one amount stand closer than this (of their size).
_TOUCHING = 0.12
#: Lines of one text stand closer than this (of their size).
_PITCH = 2.0


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
    for number in sorted(extents, key=extents.get):
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
