"""The rulings that a table without upright lines would have: columns by white space.

Three-line tables (三线表) rule only their head and foot; some tables rule nothing. Columns are
where the rows' words leave white space from top to bottom, with the words of the header; rows
are lines, or lines closer to each other than to the next. What comes out are lines for the
lattice parser, so such a table is read as all others are; whether it was read right is proved
later, by its sums, and what is not proved is not given.

camelot's network flavour and pdfplumber's text strategy find the same columns on plain rows;
they take the title in, split a header that is letter-spaced and know no merged header cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from helpers import amounts
from helpers.grids.boxes import Box
from helpers.pages import Glyph, Line, Page, lines
from helpers.pages.rulings import Ruling, joined

#: Rules of one table begin and end at the same places (points).
SAME_END = 4.0
#: White space between columns, as a share of the type size.
_GAP = 0.35
_NUMBER = re.compile(r"-?\d[\d,]*(\.\d+)?%?")
_AMOUNT = re.compile(r"-?[\d,]*\d\.\d+|-?\d{1,3}(,\d{3})+|\d+|[-—–]+")
_FEWEST = 3  # numbers in a table


@dataclass
class Unruled:
    """A table without upright lines: its box, its columns' borders, and all its rulings."""

    box: Box
    borders: list[float]
    rulings: list[Ruling]


@dataclass
class _Row:
    """Lines of one printed row: the runs of words and where they stand."""

    runs: list[Line]

    @property
    def top(self) -> float:
        return min(run.y0 for run in self.runs)

    @property
    def bottom(self) -> float:
        return max(run.y1 for run in self.runs)


def unruled_tables(page: Page, taken: list[Box], before: Unruled | None) -> list[Unruled]:
    """The tables of `page` that level rules alone mark; `taken` are the boxes of ruled ones.

    `before` is the last such table of the page before, which the first one may carry on.
    """
    found = []
    for rules in _stacks(page, taken):
        box = Box(rules[0].x0, rules[0].y0, rules[0].x1, rules[-1].y0)
        heads = rules[1].y0 if len(rules) > 2 else None
        table = _table(page, box, heads, rules, before if not found else None)
        if table:
            found.append(table)
    return found


def _stacks(page: Page, taken: list[Box]) -> list[list[Ruling]]:
    """Level rules of one length below each other, two or more, with numbers between."""
    level = sorted((r for r in joined(page.rulings) if r.horizontal
                    and r.x1 - r.x0 > 0.3 * page.width and not _inside(r, taken)),
                   key=lambda r: r.y0)
    stacks: list[list[Ruling]] = []
    for rule in level:
        same = next((stack for stack in stacks if abs(stack[-1].x0 - rule.x0) < SAME_END
                     and abs(stack[-1].x1 - rule.x1) < SAME_END), None)
        if same is None:
            stacks.append([rule])
        else:
            same.append(rule)
    return [stack for stack in stacks if len(stack) > 1]


def _inside(rule: Ruling, boxes: list[Box]) -> bool:
    return any(box.y0 - 2 <= rule.y0 <= box.y1 + 2 and rule.x0 < box.x1 and box.x0 < rule.x1
               for box in boxes)


def _table(page: Page, box: Box, head: float | None, rules: list[Ruling],
           before: Unruled | None) -> Unruled | None:
    """The table in `box` whose header ends at `head`; null where its columns cannot be told."""
    inside = [glyph for glyph in page.glyphs if box.y0 < glyph.baseline < box.y1
              and box.x0 - 2 <= glyph.x0 and glyph.x1 <= box.x1 + 2]
    carried = before and head is None and abs(before.box.x0 - box.x0) < SAME_END and (
        abs(before.box.x1 - box.x1) < SAME_END)
    if head is None and not carried:
        return None
    upper = [glyph for glyph in inside if head is not None and glyph.baseline < head]
    lower = [glyph for glyph in inside if head is None or glyph.baseline >= head]
    data, size = _runs(lower, page.number), _size(lower)
    if sum(bool(_NUMBER.fullmatch(amounts.key(run.text))) for run in data) < _FEWEST:
        return None
    header = _runs(upper, page.number)
    if carried or (before and _fits(before, box, lower)):
        borders = before.borders
    else:
        borders = _borders(data, header, box, size)
    rows = borders and _rows(data, rules, borders)
    if not rows:
        return None
    return Unruled(box, borders, _rulings(page, box, head, borders, header, rows))


def _size(glyphs: list[Glyph]) -> float:
    sizes = sorted(glyph.size for glyph in glyphs)
    return sizes[len(sizes) // 2] if sizes else 0.0


def _fits(before: Unruled, box: Box, glyphs: list[Glyph]) -> bool:
    """The columns of the page before are those of this one: no word stands on their borders."""
    return abs(before.box.x0 - box.x0) < SAME_END and abs(before.box.x1 - box.x1) < SAME_END and (
        not any(glyph.x0 < x < glyph.x1 for glyph in glyphs for x in before.borders))


def _runs(glyphs: list[Glyph], page: int) -> list[Line]:
    """The words of a row as runs with hardly a blank inside."""
    runs = []
    for line in lines(glyphs, page):
        own = sorted((g for g in glyphs if line.x0 - 0.1 <= g.x0 <= line.x1
                      and abs(g.baseline - (line.y1 - 0.25 * line.size)) < 0.4 * line.size),
                     key=lambda g: g.x0)
        part = own[:1]
        for one, other in pairwise(own):
            if other.x0 - one.x1 > _GAP * max(one.size, other.size):
                runs += lines(part, page)
                part = []
            part.append(other)
        runs += lines(part, page) if part else []
    return runs


def _borders(data: list[Line], header: list[Line], box: Box, size: float) -> list[float] | None:
    """The x of the white space between the columns; null where header and rows do not agree."""
    columns = _covered([(run.x0, run.x1) for run in data], _GAP * size)
    heads: list[list[tuple[float, float]]] = [[] for _ in columns]
    alone = []
    for run in header:
        under = [n for n, (x0, x1) in enumerate(columns) if run.x0 < x1 and x0 < run.x1]
        if len(under) == 1:
            heads[under[0]].append((run.x0, run.x1))
        elif not under:
            alone.append((run.x0, run.x1))
    return _settled(columns, heads, _covered(alone, 1.2 * size), box)


def _settled(columns, heads, alone, box: Box) -> list[float] | None:
    """Borders between the columns with their heads; a head over no column is that of the blank
    column it stands above, or of the one column beside it that has none."""
    spans = [(min([c[0], *(h[0] for h in own)]), max([c[1], *(h[1] for h in own)]), bool(own))
             for c, own in zip(columns, heads, strict=True)]
    for x0, x1 in alone:
        beside = [n for n, one in enumerate(spans) if not one[2] and not any(
            min(x1, one[1]) < other[0] < max(x0, one[0]) for other in spans if other != one)]
        if len(beside) == 1:
            one = spans[beside[0]]
            spans[beside[0]] = min(x0, one[0]), max(x1, one[1]), True
        elif not beside:
            spans.append((x0, x1, True))
        else:
            return None
    spans.sort()
    if any(left[1] > right[0] for left, right in pairwise(spans)) or len(spans) < 2:
        return None
    return [(left[1] + right[0]) / 2 for left, right in pairwise(spans)]


def _covered(extents: list[tuple[float, float]], gap: float) -> list[tuple[float, float]]:
    """`extents` joined where less than `gap` is between."""
    joined_: list[tuple[float, float]] = []
    for x0, x1 in sorted(extents):
        if joined_ and x0 - joined_[-1][1] < gap:
            joined_[-1] = joined_[-1][0], max(x1, joined_[-1][1])
        else:
            joined_.append((x0, x1))
    return joined_


def _rows(data: list[Line], rules: list[Ruling], borders: list[float]) -> list[_Row] | None:
    """The rows of the table; null where two numbers of one column would fall into one row.

    Rules part rows; else lines much closer than others are one row (a wrapped name).
    """
    printed: list[list[Line]] = []
    for run in sorted(data, key=lambda run: run.y1):
        if printed and run.y1 - printed[-1][0].y1 < 0.35 * run.size:
            printed[-1].append(run)
        else:
            printed.append([run])
    near = _near([(a[0], b[0]) for a, b in pairwise(printed)], rules)
    rows: list[_Row] = []
    for number, runs in enumerate(printed):
        if rows and near[number - 1]:
            rows[-1].runs += runs
        else:
            rows.append(_Row(list(runs)))
    return rows if all(_is_one(row, borders) for row in rows) else None


def _near(pairs: list[tuple[Line, Line]], rules: list[Ruling]) -> list[bool]:
    """For lines that follow each other, whether they are one row."""
    ruled = [any(a.y1 - 0.3 * a.size < rule.y0 < b.y1 - 0.3 * b.size for rule in rules)
             for a, b in pairs]
    if sum(ruled) > 1:
        return [not one for one in ruled]
    steps = sorted({round(b.y1 - a.y1, 1) for a, b in pairs})
    jumps = [(high / low, low) for low, high in pairwise(steps)]
    ratio, limit = max(jumps, default=(1.0, 0.0))
    return [ratio > 1.3 and round(b.y1 - a.y1, 1) <= limit for a, b in pairs]


def _is_one(row: _Row, borders: list[float]) -> bool:
    """No column of the row holds two numbers, and no run stands over a border."""
    places = []
    for run in row.runs:
        column = sum(x < (run.x0 + run.x1) / 2 for x in borders)
        if any(run.x0 < x < run.x1 for x in borders):
            return False
        if _AMOUNT.fullmatch(amounts.key(run.text)):
            places.append(column)
    return len(places) == len(set(places))


def _rulings(page: Page, box: Box, head: float | None, borders: list[float],
             header: list[Line], rows: list[_Row]) -> list[Ruling]:
    """All lines of the table: frame, rows, columns, and the cells of its header."""
    levels = [box.y0, box.y1, *([head] if head else [])]
    levels += [(a.bottom + b.top) / 2 for a, b in pairwise(rows)]
    found = [Ruling(box.x0, y, box.x1, y) for y in levels]
    edges = [box.x0, *borders, box.x1]
    found += [Ruling(x, box.y0, x, box.y1) for x in (box.x0, box.x1)]
    tops = dict.fromkeys(borders, box.y0)
    for x0, x1, y in _merged_heads(page, box, head, borders, header):
        left, right = max(e for e in edges if e <= x0), min(e for e in edges if e >= x1)
        found.append(Ruling(left, y, right, y))
        tops |= {x: max(y, tops[x]) for x in borders if x0 < x < x1}
    return found + [Ruling(x, top, x, box.y1) for x, top in tops.items()]


def _merged_heads(page: Page, box: Box, head: float | None, borders: list[float],
                  header: list[Line]):
    """(from, to, lower edge) of header cells over several columns: as a short rule below the
    words shows, else as far as the words themselves reach."""
    short = [r for r in joined(page.rulings) if head and r.horizontal
             and box.y0 + 2 < r.y0 < head - 2 and r.x1 - r.x0 < 0.95 * (box.x1 - box.x0)]
    for rule in short:
        yield rule.x0 + 3, rule.x1 - 3, rule.y0
    for run in header:
        over = any(run.x0 < x < run.x1 for x in borders)
        if over and not any(r.x0 - 3 <= run.x0 and run.x1 <= r.x1 + 3 and r.y0 > run.y1 - 3
                            for r in short):
            below = [one.y0 for one in header if one.y0 > run.y0 + 0.5 * run.size
                     and one.x0 < run.x1 and run.x0 < one.x1]
            yield run.x0, run.x1, (run.y1 + min(below)) / 2 if below else head
