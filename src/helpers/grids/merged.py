"""Header cells over several columns where no rule shows how far they reach.

A head such as 收入 or 本年支出 stands over the middle of its columns. Where it stands over heads
of its own and those columns can be shared out in one way so that each head is in the middle of
its share, that is how far it reaches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, pairwise

from helpers import amounts
from helpers.grids.rows import column_of, printed_lines
from helpers.pages import Line

#: Heads over several columns.
GROUP = re.compile(r"收入|支出|项目|科目|本年支出|金额|预算数|决算数|"
                   "公务用车购置[及和]运行(维护)?费")
#: A head over all rows of the header stands in its middle, one below another at its foot.
_BELOW = 0.6
#: Heads stand in the middle of their columns within this, and elsewhere by more (points).
_NEAR, _OTHER = 14.0, 8.0


def group_heads(header: list[Line]) -> list[Line]:
    """The runs of `header` that stand over several others."""
    return [run for groups, _ in _levels(header) for run in groups]


def spans(header: list[Line], borders: list[float], edges: tuple[float, float],
          ) -> Iterator[tuple[float, float, float]]:
    """(from, to, lower edge) of each group head whose reach can be told; `edges` are the
    table's own, `borders` those between its columns."""
    sides = [edges[0], *borders, edges[1]]
    for groups, lower in _levels(header):
        columns = _children(header, groups, lower, borders)
        foot = (max(run.y1 for run in groups) + min(run.y0 for run in lower)) / 2
        for block in _blocks(columns):
            over = [run for run in groups if sides[block[0]] < _middle(run) < sides[block[-1] + 1]]
            for left, right in _shared_out(over, block, sides):
                yield sides[left], sides[right], foot


def _levels(header: list[Line]) -> Iterator[tuple[list[Line], list[Line]]]:
    """The group heads of each line of the header, with the heads that stand below them."""
    printed = [line for line in printed_lines(header) if not _numbers_columns(line)]
    for depth, line in enumerate(printed[:-1]):
        groups = [run for run in line if _is_group(run)]
        others = [run for one in printed[:depth + 1] for run in one if not _is_group(run)]
        lower = [run for one in printed[depth + 1:] for run in one
                 if (_is_group(run) or _depth(run, line, printed) > _BELOW)
                 and not any(run.x0 < one.x1 and one.x0 < run.x1 for one in others)]
        if groups and len(lower) > len(groups):
            yield groups, lower


def _depth(run: Line, line: list[Line], printed: list[list[Line]]) -> float:
    """Where the head that `run` is a line of stands between `line` (0) and the header's foot (1).
    """
    own = [one.y1 for row in printed for one in row
           if run.x0 < one.x1 and one.x0 < run.x1 and not _is_group(one)]
    return ((min(own) + max(own)) / 2 - line[0].y1) / (printed[-1][0].y1 - line[0].y1)


def _children(header: list[Line], groups: list[Line], lower: list[Line],
              borders: list[float]) -> list[int]:
    """The columns whose own head stands below the level of `groups`."""
    first: dict[int, Line] = {}
    level = max(run.y1 for run in groups)
    for line in printed_lines(header):
        for run in line:
            if not _numbers_columns(line) and not (_is_group(run) and run.y1 <= level):
                first.setdefault(column_of(run, borders), run)
    return [column for column, run in sorted(first.items()) if run in lower]


def _blocks(columns: list[int]) -> Iterator[list[int]]:
    """Runs of columns that follow each other."""
    block: list[int] = []
    for column in columns:
        if block and column != block[-1] + 1:
            yield block
            block = []
        block.append(column)
    if block:
        yield block


def _shared_out(groups: list[Line], block: list[int], sides: list[float],
                ) -> list[tuple[int, int]]:
    """First and last (exclusive) column of each of `groups`; none where that cannot be told."""
    if not groups or len(groups) > len(block):
        return []
    found = []
    for cuts in combinations(block[1:], len(groups) - 1):
        shares = list(pairwise([block[0], *cuts, block[-1] + 1]))
        off = max(abs((sides[a] + sides[b]) / 2 - _middle(run))
                  for run, (a, b) in zip(groups, shares, strict=True))
        found.append((off, shares))
    found.sort()
    # A share must reach both sides of its head: else the head is not over it.
    alike = len(found) > 1 and found[1][0] < found[0][0] + _OTHER
    width = min(sides[b] - sides[a] for a, b in found[0][1])
    return [] if alike or found[0][0] > max(_NEAR, 0.25 * width) else found[0][1]


def _is_group(run: Line) -> bool:
    return bool(GROUP.fullmatch(amounts.key(run.text)))


def _numbers_columns(line: list[Line]) -> bool:
    """The line counts the columns (栏次 1 2 3)."""
    keys = [amounts.key(run.text) for run in line]
    return "栏次" in keys or all(key.isdigit() for key in keys)


def _middle(run: Line) -> float:
    return (run.x0 + run.x1) / 2
