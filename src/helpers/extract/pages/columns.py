"""Prose set in two columns: where the white between them stands, so that each is read by itself.

Two columns of prose and a table without rules look alike; what tells them apart is that prose
goes on from line to line: full lines in the middle of a sentence, each followed by one that
begins at the edge of its column.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate, pairwise
from typing import NamedTuple

from helpers.extract.pages import Glyph, Line, lines, rows

#: The white between columns, in characters; less is a gap within a line.
_LEAST_WHITE = 0.8
#: Where on the page the white may stand, as shares of its width.
_WITHIN = (0.3, 0.7)
#: Lines that go on in the middle of a sentence: fewer are no column of prose.
_WRAPPED_LEFT, _WRAPPED_RIGHT = 3, 1
_FEWEST_ROWS = 4
_ENDS = "。；：！？;:!?"
_STOPS = "，。；：、）》”"


class _Row:
    """Glyphs of one baseline from left to right, and the white between them."""

    def __init__(self, glyphs: list[Glyph]) -> None:
        self.glyphs = glyphs
        self._starts = [glyph.x0 for glyph in glyphs]
        self._ends = list(accumulate(map(_ink, glyphs), max))
        self._least = _LEAST_WHITE * min(glyph.size for glyph in glyphs)

    def around(self, x: float) -> tuple[float | None, float | None]:
        """Where the glyphs that begin left of `x` end, and where the next begins."""
        n = bisect_left(self._starts, x)
        return self._ends[n - 1] if n else None, self._starts[n] if n < len(self._starts) else None

    def is_white(self, x: float) -> bool:
        """No glyph of the row stands at `x`, and those beside it stand apart."""
        end, begin = self.around(x)
        if end is None or begin is None:
            return end is None or end <= x
        return end <= x and begin - end >= self._least


class _Block(NamedTuple):
    """Rows of glyphs that stand beside the white between `x0` and `x1`, none of them across it."""

    rows: list[list[Glyph]]
    x0: float
    x1: float


def lines_in_columns(glyphs: list[Glyph], page: int, width: float) -> list[Line]:
    """`glyphs` as printed lines; those of two columns know their place in the flow of the text
    (`Line.flow`: the upper edge of the columns, and which column it is)."""
    block = _two_columns(rows(glyphs), page, width)
    if block is None:
        return lines(glyphs, page)
    inside = {id(glyph) for row in block.rows for glyph in row}
    top = min(glyph.baseline for row in block.rows for glyph in row)
    found = lines([glyph for glyph in glyphs if id(glyph) not in inside], page)
    for number, column in enumerate(_sides(block), 1):
        for line in lines([glyph for row in column for glyph in row], page):
            line.flow = (top, number)
            found.append(line)
    return sorted(found, key=lambda line: (line.y1, line.x0))


def _two_columns(printed: list[list[Glyph]], page: int, width: float) -> _Block | None:
    """The most rows that one white strip parts into two columns of prose; null for none."""
    if len(printed) < _FEWEST_ROWS:
        return None
    measured = [_Row(row) for row in printed]
    blocks: dict[tuple, _Block] = {}  # the same one is found at every place within its white
    for x in range(round(_WITHIN[0] * width), round(_WITHIN[1] * width), 4):
        for first, last, x0, x1 in _beside(measured, x):
            blocks[first, last, x0, x1] = _Block(printed[first:last], x0, x1)
    for block in sorted(blocks.values(), key=lambda one: (-len(one.rows), one.x0 - one.x1)):
        if _is_prose(block, page):
            return block
    return None


def _beside(printed: list[_Row], x: float) -> Iterator[tuple[int, int, float, float]]:
    """The runs of rows, from top to bottom, that leave `x` white: the first, the one behind the
    last, and the white between what stands on either side."""
    first = 0
    for n, row in enumerate([*printed, None]):
        if row and row.is_white(x):
            continue
        if n - first >= _FEWEST_ROWS:
            around = [one.around(x) for one in printed[first:n]]
            left = [end for end, _ in around if end is not None]
            right = [begin for _, begin in around if begin is not None]
            if left and right:
                yield first, n, max(left), min(right)
        first = n + 1


def _ink(glyph: Glyph) -> float:
    """The right edge of a glyph without the white half of a stop at the end of its line."""
    return glyph.x1 - 0.5 * glyph.size if glyph.text in _STOPS else glyph.x1


def _sides(block: _Block) -> tuple[list[list[Glyph]], list[list[Glyph]]]:
    middle = (block.x0 + block.x1) / 2
    sides = (
        [[glyph for glyph in row if (glyph.x0 < middle) == left] for row in block.rows]
        for left in (True, False)
    )
    left, right = ([row for row in side if row] for side in sides)
    return left, right


def _is_prose(block: _Block, page: int) -> bool:
    """Both columns hold sentences that go on from line to line."""
    left, right = (lines([glyph for row in side for glyph in row], page) for side in _sides(block))
    return (
        block.x1 - block.x0 >= _LEAST_WHITE * min(left[0].size, right[0].size)
        and _wrapped(left) >= _WRAPPED_LEFT
        and _wrapped(right) >= _WRAPPED_RIGHT
    )


def _wrapped(column: list[Line]) -> int:
    """How many lines are full, end in the middle of a sentence, and go on at the column's edge."""
    x0, x1 = min(line.x0 for line in column), max(line.x1 for line in column)
    return sum(
        before.x1 > x1 - max(1.5 * before.size, line.head_width)
        and before.text[-1] not in _ENDS
        and line.x0 < x0 + 0.5 * line.size
        and before.x1 - before.x0 > 6 * before.size
        and line.y0 - before.y1 < 2 * before.size
        for before, line in pairwise(column)
    )
