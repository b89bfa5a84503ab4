"""Tables without rules: where they stand, their runs of words, and which lines are one row.

A table that rules nothing at all stands below the title of a statutory table. A title alone
promises nothing: below it must come a header of two words or more and rows with amounts in
lines of short words, as no prose has them. A table that ends with its page may go on at the top
of the next one. What the columns are is told by `unruled`.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from helpers import amounts
from helpers.extract.grids.boxes import Box
from helpers.extract.grids.captions import bare_title, is_meta, table_named
from helpers.extract.pages import Glyph, Line, Page, lines
from helpers.extract.pages.rulings import Ruling
from helpers.wording import HEADED, NUMERALS, PART

#: What no header prints: an amount, a classification code, or the number of an item.
_DATUM = re.compile(r"-?[\d,]*\d\.\d+|-?\d{1,3}(,\d{3})+|[23]\d{2}(\d\d){0,2}")
_AMOUNT = re.compile(r"-?[\d,]*\d\.\d+|-?\d{1,3}(,\d{3})+")
_ITEM = re.compile(rf"{HEADED}[\u4e00-\u9fff]")
#: What stands below a table, or is prose.
_ENDS = re.compile(rf"(注|备注|说明|本表)[:：\d]?|{PART}")
_PROSE = re.compile(r"[。；;！？]|[，,](?!\d)")
_FOOT = re.compile(r"[-—–―_·.]*第?\d{1,4}页?[-—–―_·.]*(/?共?\d+页?)?")
_LONGEST = 40  # characters of a word in a table
_FEWEST = 3  # amounts in a table
_DEEPEST = 7  # lines of a header
#: Lines of a table follow each other within this multiple of their usual distance.
_FAR = 2.5
_MARGIN = 3.0
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
class Region:
    """Where a table stands: its title and box, the lower edge of its header (null where the page
    has none), the words of that header, whether it goes on from the page before, or ends this one.
    """

    title: str
    box: Box
    head: float | None
    words: set[str]
    carried: bool
    open: bool


def regions(page: Page, taken: list[Box], before: Region | None) -> list[Region]:
    """The tables of `page` below titles of statutory tables, none of them in a box of `taken`.

    `before` is the last table of the page before, if that page ends in it.
    """
    if before is None and not any(
        table_named(line.text)
        for line in lines(page.glyphs, page.number)
        if line.text.rstrip("）) ").endswith(("表", "续"))
    ):
        return []
    printed = printed_lines(runs_of(page.glyphs, page.number))
    while printed and _is_foot(printed[-1], page):
        del printed[-1]
    while (
        printed
        and _is_running_head(printed[0], page)
        and not (before and _text(printed[0]) in before.words)
    ):
        del printed[0]
    titles = [n for n, line in enumerate(printed) if _is_title(printed, n)]
    found = []
    if before:
        again = titles[:1] == [0] and bare_title(_text(printed[0])) == bare_title(before.title)
        if not titles or titles[0] > 0 or again:
            found.append(_region(printed, int(again), taken, page, before))
        titles = titles[again:]
    found += [_region(printed, start + 1, taken, page, None) for start in titles]
    return [one for one in found if one]


def _is_title(printed: list[list[Line]], number: int) -> bool:
    """The line, or it with the one above, names a statutory table."""
    text, above = _text(printed[number]), _text(printed[number - 1]) if number else ""
    return (
        len(text) <= 60
        and not _PROSE.search(text)
        and bool(
            table_named(text)
            or (len(above) <= 60 and text.endswith("表") and table_named(above + text))
        )
    )


def _region(
    printed: list[list[Line]], start: int, taken: list[Box], page: Page, before: Region | None
) -> Region | None:
    """The table whose header, or rows that go on from `before`, begin in line `start` or below
    what gives number, unit and department."""
    title = before.title if before else _text(printed[start - 1])
    while start < len(printed) and _is_meta(printed[start]):
        start += 1
    own = list(_row_lines(printed, start, taken))
    first = next((n for n, line in enumerate(own) if _is_data(line)), None)
    last = max((n for n, line in enumerate(own) if any(map(_is_amount, line))), default=0)
    if first is None or sum(_is_amount(run) for line in own for run in line) < (
        1 if before else _FEWEST
    ):
        return None
    words = {amounts.key(run.text) for line in own[:first] for run in line}
    headed = words <= before.words if before else bool(words)
    if not before and (len(words) < 2 or first > _DEEPEST):
        return None
    end = _end(own, last)
    runs = [run for line in own[:end] for run in line]
    box = Box(
        min(run.x0 for run in runs) - _MARGIN,
        min(run.y0 for run in runs),
        max(run.x1 for run in runs) + _MARGIN,
        max(run.y1 for run in runs),
    )
    if before and before.box.x0 - _MARGIN < box.x0 and box.x1 < before.box.x1 + _MARGIN:
        box = Box(before.box.x0, box.y0, before.box.x1, box.y1)
    head = (
        (max(run.y1 for run in own[first - 1]) + min(run.y0 for run in own[first])) / 2
        if (first and headed)
        else None
    )
    return Region(
        title,
        box,
        head,
        words or (before.words if before else set()),
        before is not None,
        start + end == len(printed),
    )


def _row_lines(printed: list[list[Line]], start: int, taken: list[Box]) -> Iterator[list[Line]]:
    """The lines from `start` on that may be a table's, up to one that is not."""
    usual = sorted(b[0].y1 - a[0].y1 for a, b in pairwise(printed[start:]))
    far = _FAR * usual[len(usual) // 2] if usual else 0.0
    for number in range(start, len(printed)):
        line = printed[number]
        ends = _ENDS.match(_text(line)) or _is_title(printed, number) or _is_meta(line)
        prose = any(_PROSE.search(run.text) or len(run.text) > _LONGEST for run in line)
        inside = any(box.y0 < line[0].y1 and line[0].y0 < box.y1 for box in taken)
        apart = number > start and line[0].y1 - printed[number - 1][0].y1 > max(
            far, _FAR * line[0].size
        )
        if ends or prose or inside or apart:
            return
        yield line


def _end(own: list[list[Line]], last: int) -> int:
    """How many lines are the table's: up to its last amount, and what may be rows below."""
    pitch = sorted(b[0].y1 - a[0].y1 for a, b in pairwise(own[: last + 1]))
    usual = pitch[len(pitch) // 2] if pitch else 0.0
    end = last + 1
    while end < len(own) and own[end][0].y1 - own[end - 1][0].y1 < 1.3 * usual:
        end += 1
    return end


def _is_data(line: list[Line]) -> bool:
    """The line gives an amount, or begins with a code or the number of an item."""
    keys = [amounts.key(run.text) for run in line]
    return (
        any(map(_DATUM.fullmatch, keys))
        or any(map(_ITEM.match, keys))
        or bool(re.match(r"[23]\d{2}(\d\d){0,2}(?=[\u4e00-\u9fff])", keys[0]))
    )


def _is_amount(run: Line) -> bool:
    return bool(_AMOUNT.fullmatch(amounts.key(run.text)))


def _is_meta(line: list[Line]) -> bool:
    return any(map(is_meta, line)) and not any(map(_is_amount, line))


def _is_foot(line: list[Line], page: Page) -> bool:
    """A page number."""
    return line[0].y1 > 0.85 * page.height and bool(_FOOT.fullmatch(_text(line)))


def _is_running_head(line: list[Line], page: Page) -> bool:
    """One run of words, no title, high on the page."""
    text = _text(line)
    return (
        line[0].y1 < 0.09 * page.height
        and len(line) == 1
        and not (table_named(text) or any(map(_is_amount, line)))
    )


def _text(line: list[Line]) -> str:
    return amounts.key("".join(run.text for run in line))


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
    order = sorted(range(len(glyphs)), key=lambda n: glyphs[n].baseline)
    baselines = [glyphs[n].baseline for n in order]
    runs = []
    for line in lines(glyphs, page):
        middle, reach = line.y1 - 0.25 * line.size, 0.4 * line.size
        near = order[bisect(baselines, middle - reach) : bisect(baselines, middle + reach)]
        own = sorted(
            (
                glyphs[n]
                for n in sorted(near)
                if line.x0 - 0.1 <= glyphs[n].x0 <= line.x1
                and abs(glyphs[n].baseline - middle) < reach
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
