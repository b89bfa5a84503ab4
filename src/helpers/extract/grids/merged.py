"""Header cells over several columns where no rule shows how far they reach.

A head such as 收入 or 本年支出 stands over the middle of its columns. Where it stands over heads
of its own and those columns can be shared out in one way so that each head is in the middle of
its share, that is how far it reaches.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise

from helpers import amounts
from helpers.extract.grids.bare import column_of, printed_lines
from helpers.extract.pages import Line

#: Heads over several columns.
GROUP = re.compile(
    r"收入|支出|项目|科目|本年支出|金额|预算数|决算数|"
    "公务用车购置[及和]运行(维护)?费|(支出)?(功能|经济)?(分类)?科目(编码|代码)"
)
#: A head over all rows of the header stands in its middle, one below another at its foot.
_BELOW = 0.6
#: Heads stand in the middle of their columns within this, and elsewhere by more (points).
_NEAR, _OTHER = 14.0, 8.0


def group_heads(header: list[Line]) -> list[Line]:
    """The runs of `header` that stand over several others."""
    return [run for groups, _ in _levels(header) for run in groups]


def spans(
    header: list[Line],
    borders: list[float],
    edges: tuple[float, float],
) -> Iterator[tuple[float, float, float]]:
    """(from, to, lower edge) of each group head whose reach can be told; `edges` are the
    table's own, `borders` those between its columns."""
    sides, header = [edges[0], *borders, edges[1]], _words(header)
    for groups, lower in _levels(header):
        foot = (max(run.y1 for run in groups) + min(run.y0 for run in lower)) / 2
        at_foot = [run for run in lower if _depth(run, groups[0], header) > _BELOW]
        shares = next(
            filter(
                None,
                (
                    _best(_shared_out(groups, _children(header, groups, heads, borders), sides))
                    for heads in (at_foot, lower)
                ),
            ),
            [],
        )
        for left, right in shares:
            yield sides[left], sides[right], foot


def _levels(header: list[Line]) -> Iterator[tuple[list[Line], list[Line]]]:
    """The group heads of each line of the header, with the heads that stand below them."""
    printed = printed_lines(_words(header))
    for depth, line in enumerate(printed[:-1]):
        groups = [run for run in line if _is_group(run)]
        others = [run for one in printed[: depth + 1] for run in one if not _is_group(run)]
        lower = [
            run
            for one in printed[depth + 1 :]
            for run in one
            if not any(run.x0 < one.x1 and one.x0 < run.x1 for one in others)
        ]
        if groups and _beside(run for run in lower if not _is_group(run)) > len(groups):
            yield groups, lower


def _beside(runs: Iterable[Line]) -> int:
    """How many of `runs` stand beside each other, not below each other."""
    count, end = 0, float("-inf")
    for run in sorted(runs, key=lambda run: run.x0):
        count, end = count + (run.x0 >= end), max(end, run.x1)
    return count


def _depth(run: Line, group: Line, header: list[Line]) -> float:
    """Where the head that `run` is a line of stands between `group` (0) and the header's foot (1):
    a head over all rows of the header stands in its middle."""
    own = [one.y1 for one in header if run.x0 < one.x1 and one.x0 < run.x1 and one.y1 > group.y1]
    foot = max(one.y1 for one in header)
    return ((min(own) + max(own)) / 2 - group.y1) / (foot - group.y1)


def _children(
    header: list[Line], groups: list[Line], lower: list[Line], borders: list[float]
) -> list[int]:
    """The columns whose own head stands below the level of `groups`."""
    first: dict[int, Line] = {}
    level = max(run.y1 for run in groups)
    for line in printed_lines(header):
        for run in line:
            if not (_is_group(run) and run.y1 <= level):
                first.setdefault(column_of(run, borders), run)
    return [column for column, run in sorted(first.items()) if run in lower]


#: How far the heads are off the middles of their shares, and first and last (exclusive) column
#: of each share.
_Sharing = tuple[float, list[tuple[int, int]]]


def _shared_out(
    groups: list[Line],
    columns: list[int],
    sides: list[float],
) -> Iterator[_Sharing]:
    """Each way to share out `columns` to `groups`, in their order."""
    for cuts in combinations(columns[1:], len(groups) - 1):
        firsts = [columns[0], *cuts] if columns else []
        shares = [
            (a, max(n for n in columns if n < b) + 1) for a, b in pairwise([*firsts, len(sides)])
        ]
        if len(shares) == len(groups) and all(n in columns for a, b in shares for n in range(a, b)):
            yield (
                max(
                    abs((sides[a] + sides[b]) / 2 - _middle(run))
                    for run, (a, b) in zip(groups, shares, strict=True)
                ),
                shares,
            )


def _best(found: Iterable[_Sharing]) -> list[tuple[int, int]]:
    """The shares with their heads in the middle, if there is one such way alone."""
    found = sorted(found)
    if (
        not found
        or found[0][0] > _NEAR
        or any(off < found[0][0] + _OTHER and shares != found[0][1] for off, shares in found[1:])
    ):
        return []
    return found[0][1]


def _is_group(run: Line) -> bool:
    return bool(GROUP.fullmatch(amounts.key(run.text)))


def numbers_top(header: list[Line]) -> float | None:
    """The upper edge of the last line of `header`, where that line counts the columns."""
    printed = printed_lines(header)
    if len(printed) < 2 or not _numbers_columns(printed[-1]):
        return None
    return (max(run.y1 for run in printed[-2]) + min(run.y0 for run in printed[-1])) / 2


def _words(header: list[Line]) -> list[Line]:
    """The runs of the header without those that count its columns (栏次 1 2 3)."""
    return [run for line in printed_lines(header) if not _numbers_columns(line) for run in line]


def _numbers_columns(line: list[Line]) -> bool:
    """The line counts the columns (栏次 1 2 3)."""
    keys = [amounts.key(run.text) for run in line]
    return "栏次" in keys or all(key.isdigit() for key in keys)


def _middle(run: Line) -> float:
    return (run.x0 + run.x1) / 2
