"""The rows of a table without rules: runs of words, printed lines, and which lines are one row."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from helpers import amounts
from helpers.extract.pages import Glyph, Line, lines
from helpers.extract.pages.rulings import Ruling
from helpers.wording import HEADED, NUMERALS

#: White space between columns, as a share of the type size.
GAP = 0.35
#: Lines of one row are nearer to each other than rows by this factor.
_TIGHTER = 1.12
#: A number of a table: an amount, a number of a line or a share; dashes stand for nothing.
NUMBER = re.compile(r"-?[\d,]*\d\.\d+%?|-?\d{1,3}(,\d{3})+|\d+%?|[-—–]+")
#: Words that headers set with blanks inside, and how wide those may be (of the type size).
_SPACED, _SPREAD = re.compile("项目|收入|支出|合计|总计|小计|金额|科目|行次|栏次|编码|名称"), 6.0
_WORD = re.compile(r"[\u4e00-\u9fff]")
#: How the name of a row of its own begins, so that it carries no other name on.
_BEGINS = re.compile(
    rf"{HEADED}|\(?[{NUMERALS}\d]+[).、]|其中|本年|年初|"
    "年末|上年|使用|结余|合计|总计|小计|因公|公务"
)


@dataclass
class Row:
    """Lines of one printed row: the runs of words and where they stand."""

    runs: list[Line]

    @property
    def top(self) -> float:
        return min(run.y0 for run in self.runs)

    @property
    def bottom(self) -> float:
        return max(run.y1 for run in self.runs)


def runs_of(glyphs: list[Glyph], page: int) -> list[Line]:
    """The words of `glyphs` as runs with hardly a blank inside."""
    runs = []
    for line in lines(glyphs, page):
        own = sorted(
            (
                g
                for g in glyphs
                if line.x0 - 0.1 <= g.x0 <= line.x1
                and abs(g.baseline - (line.y1 - 0.25 * line.size)) < 0.4 * line.size
            ),
            key=lambda g: g.x0,
        )
        part = own[:1]
        for one, other in pairwise(own):
            if other.x0 - one.x1 > GAP * max(one.size, other.size):
                runs += lines(part, page)
                part = []
            part.append(other)
        runs += lines(part, page) if part else []
    return runs


def unspaced(runs: list[Line]) -> list[Line]:
    """Header words set with blanks between their characters (项　目) as one run each."""
    found: list[Line] = []
    for line in printed_lines(runs):
        for run in line:
            before = found[-1] if found and found[-1].y1 == line[0].y1 else None
            if (
                before
                and _SPACED.fullmatch(before.text + run.text)
                and (run.x0 - before.x1 < _SPREAD * run.size)
            ):
                found[-1] = replace(
                    before,
                    text=before.text + run.text,
                    x1=run.x1,
                    edges=[*before.edges[:-1], *run.edges],
                )
            else:
                found.append(run)
    return found


def printed_lines(runs: list[Line]) -> list[list[Line]]:
    """The runs that stand level with each other, from top to bottom and left to right."""
    printed: list[list[Line]] = []
    for run in sorted(runs, key=lambda run: run.y1):
        if printed and run.y1 - printed[-1][0].y1 < 0.35 * run.size:
            printed[-1].append(run)
        else:
            printed.append([run])
    return [sorted(line, key=lambda run: run.x0) for line in printed]


def rows_of(data: list[Line], rules: list[Ruling], borders: list[float]) -> list[Row] | None:
    """The rows of the table; null where two numbers of one column would fall into one row.

    Rules part rows; else lines much closer than others are one row (a wrapped name).
    """
    printed = printed_lines(data)
    ruled = [any(_middle(a) < rule.y0 < _middle(b) for rule in rules) for a, b in pairwise(printed)]
    tight = _tight(printed)
    rows: list[Row] = []
    for number, runs in enumerate(printed):
        if rows and (
            not ruled[number - 1]
            if sum(ruled) > 1
            else _carries_on(rows[-1].runs, runs, tight[number - 1], printed, borders)
        ):
            rows[-1].runs += runs
        else:
            rows.append(Row(list(runs)))
    return rows if all(_is_one(row, borders) for row in rows) else None


def is_number(run: Line) -> bool:
    return bool(NUMBER.fullmatch(amounts.key(run.text)))


def column_of(run: Line, borders: list[float]) -> int:
    return sum(x < (run.x0 + run.x1) / 2 for x in borders)


def _tight(printed: list[list[Line]]) -> list[bool]:
    """For lines that follow each other, whether they are much closer than others."""
    pitch = [round(b[0].y1 - a[0].y1, 1) for a, b in pairwise(printed)]
    jumps = [(high / low, low) for low, high in pairwise(sorted(set(pitch)))]
    ratio, limit = max(jumps, default=(1.0, 0.0))
    return [ratio > _TIGHTER and one <= limit for one in pitch]


def _middle(runs: list[Line]) -> float:
    return runs[0].y1 - 0.3 * runs[0].size


def _carries_on(
    row: list[Line], below: list[Line], tight: bool, printed: list[list[Line]], borders: list[float]
) -> bool:
    """The line `below` is one more of the `row` above it: it carries a name on that fills its
    column, or gives the numbers beside it. Lines as far apart as rows are need to be all name."""
    if any(map(is_number, row)) and any(map(is_number, below)):
        return False
    upper, lower = (_words(runs, borders) for runs in (row, below))
    full = all(
        upper[column].x1 > _right(column, printed, borders) - 1.7 * upper[column].size
        for column in upper.keys() & lower.keys()
    )
    if tight or not full:
        return full
    return (
        len(lower) == len(below)
        and lower.keys() <= upper.keys()
        and not any(_BEGINS.match(amounts.key(run.text)) for run in below)
    )


def _words(runs: list[Line], borders: list[float]) -> dict[int, Line]:
    """The last run of words in each column that has any."""
    return {column_of(run, borders): run for run in runs if _WORD.search(run.text)}


def _right(column: int, printed: list[list[Line]], borders: list[float]) -> float:
    """How far to the right the words of `column` reach."""
    return max(
        run.x1
        for line in printed
        for run in line
        if _WORD.search(run.text) and column_of(run, borders) == column
    )


def _is_one(row: Row, borders: list[float]) -> bool:
    """No column of the row holds two numbers, and no run stands over a border."""
    if any(run.x0 < x < run.x1 for run in row.runs for x in borders):
        return False
    places = [column_of(run, borders) for run in row.runs if is_number(run)]
    return len(places) == len(set(places))
