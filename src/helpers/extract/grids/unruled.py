"""The rulings that a table without upright lines would have: columns by white space.

Three-line tables (三线表) rule only their head and foot; some tables rule nothing. Columns are
where the rows' words leave white space from top to bottom, with the words of the header; rows
are lines, or lines closer to each other than to the next. What comes out are lines for the
lattice parser, so such a table is read as all others are; whether it was read right is proved
later, by its sums, and what is not proved is not given.

camelot's stream, network and hybrid flavours and pdfplumber's text strategy find fewer than half
of the rows whole (measured in docs/method.md), so the white space is looked for here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

from helpers import amounts
from helpers.extract.grids.bare import (
    GAP,
    Region,
    Row,
    printed_lines,
    regions,
    rows_of,
    runs_of,
    unspaced,
)
from helpers.extract.grids.boxes import Box
from helpers.extract.grids.merged import GROUP, group_heads, numbers_top, spans
from helpers.extract.pages import Glyph, Line, Page
from helpers.extract.pages.rulings import Ruling, joined

#: Rules of one table begin and end at the same places (points).
SAME_END = 4.0
_NUMBER = re.compile(r"-?\d[\d,]*(\.\d+)?%?")
_AMOUNT = re.compile(r"-?[\d,]*\d\.\d+|-?\d{1,3}(,\d{3})+|\d+|[-—–]+")
#: What no header prints: an amount or a classification code.
_DATUM = re.compile(r"-?[\d,]*\d\.\d+|[23]\d{2}(\d\d){0,2}")
#: Numbers stand alike under their heads within this (points).
_ALIKE = 10.0
_FEWEST = 3  # numbers in a table

Span = tuple[float, float]  # from x to x


@dataclass
class Unruled:
    """A table without upright lines: its box, its columns' borders, and all its rulings."""

    box: Box
    borders: list[float]
    rulings: list[Ruling]
    #: Where it was found, if it rules nothing at all.
    region: Region | None = None


def unruled_tables(page: Page, taken: list[Box], before: Unruled | None) -> list[Unruled]:
    """The tables of `page` without upright lines; `taken` are the boxes of ruled ones.

    `before` is the last such table of the page before, which the first one may carry on.
    """
    found = _three_line_tables(page, taken, before)
    goes_on = before and before.region and before.region.open and not found
    boxes = [*taken, *(table.box for table in found)]
    for region in regions(page, boxes, before.region if before and goes_on else None):
        carried = before if region.carried else None
        found.append(
            _table(page, region.box, region.head, [], carried, region) or _unparted(page, region)
        )
    return sorted(found, key=lambda table: table.box.y0)


def _three_line_tables(page: Page, taken: list[Box], before: Unruled | None) -> list[Unruled]:
    """The tables of `page` that level rules alone mark."""
    found: list[Unruled] = []
    for rules in _stacks(page, taken):
        box = Box(rules[0].x0, rules[0].y0, rules[0].x1, rules[-1].y0)
        table = _table(page, box, _head(page, rules), rules, before if not found else None)
        if table:
            found.append(table)
    return found


def _stacks(page: Page, taken: list[Box]) -> list[list[Ruling]]:
    """Level rules of one length below each other, two or more, with numbers between."""
    level = sorted(
        (
            r
            for r in joined(page.rulings)
            if r.horizontal and r.x1 - r.x0 > 0.3 * page.width and not _inside(r, taken)
        ),
        key=lambda r: r.y0,
    )
    stacks: list[list[Ruling]] = []
    for rule in level:
        same = next(
            (
                stack
                for stack in stacks
                if abs(stack[-1].x0 - rule.x0) < SAME_END and abs(stack[-1].x1 - rule.x1) < SAME_END
            ),
            None,
        )
        if same is None:
            stacks.append([rule])
        else:
            same.append(rule)
    return [stack for stack in stacks if len(stack) > 1]


def _head(page: Page, rules: list[Ruling]) -> float | None:
    """Where the header ends: at the last rule above the first amount or code; null where none
    parts a header from the rows. Where there are only whole numbers, the first one counts."""
    inside = [g for g in page.glyphs if rules[0].y0 < g.baseline < rules[-1].y0]
    runs = runs_of(inside, page.number)
    data = [run for run in runs if _DATUM.fullmatch(amounts.key(run.text))] or [
        run for run in runs if _AMOUNT.fullmatch(amounts.key(run.text))
    ]
    first = min((run.y1 - 0.25 * run.size for run in data), default=None)
    above = [rule.y0 for rule in rules[1:] if first is not None and rule.y0 < first]
    return above[-1] if above else None


def _inside(rule: Ruling, boxes: list[Box]) -> bool:
    return any(
        box.y0 - 2 <= rule.y0 <= box.y1 + 2 and rule.x0 < box.x1 and box.x0 < rule.x1
        for box in boxes
    )


def _table(
    page: Page,
    box: Box,
    head: float | None,
    rules: list[Ruling],
    before: Unruled | None,
    region: Region | None = None,
) -> Unruled | None:
    """The table in `box` whose header ends at `head`; null where its columns cannot be told."""
    inside = [
        glyph
        for glyph in page.glyphs
        if box.y0 < glyph.baseline < box.y1 and box.x0 - 2 <= glyph.x0 and glyph.x1 <= box.x1 + 2
    ]
    carried = (
        before
        and head is None
        and abs(before.box.x0 - box.x0) < SAME_END
        and (abs(before.box.x1 - box.x1) < SAME_END)
    )
    if head is None and not carried:
        return None
    upper = [glyph for glyph in inside if head is not None and glyph.baseline < head]
    lower = [glyph for glyph in inside if head is None or glyph.baseline >= head]
    data, size = runs_of(lower, page.number), _size(lower)
    same = carried or (before is not None and _fits(before, box, lower))
    fewest = 1 if same else _FEWEST  # the last row alone may stand on a page of its own
    if sum(bool(_NUMBER.fullmatch(amounts.key(run.text))) for run in data) < fewest:
        return None
    header = unspaced(runs_of(upper, page.number))
    borders: list[float] | None
    if before and same:
        borders = before.borders
    else:
        whole = [rule.y0 for rule in rules[1:] if head and rule.y0 < head - 1]
        lowest = _lowest(header, _short_rules(page, box, head), whole)
        borders = _borders(data, lowest, box, size)
    rows = rows_of(data, rules, borders) if borders else None
    if not (borders and rows):
        return None
    return Unruled(box, borders, _rulings(page, box, head, borders, header, rows), region)


def _unparted(page: Page, region: Region) -> Unruled:
    """A table whose columns cannot be told: one column, a row for each line."""
    box = region.box
    inside = [
        glyph
        for glyph in page.glyphs
        if box.y0 < glyph.baseline < box.y1 and box.x0 - 2 <= glyph.x0 and glyph.x1 <= box.x1 + 2
    ]
    printed = printed_lines(runs_of(inside, page.number))
    levels = [(a[0].y1 + b[0].y0) / 2 for a, b in pairwise(printed)]
    rulings = [Ruling(box.x0, y, box.x1, y) for y in (box.y0, *levels, box.y1)]
    rulings += [Ruling(x, box.y0, x, box.y1) for x in (box.x0, box.x1)]
    return Unruled(box, [], rulings, region)


def _short_rules(page: Page, box: Box, head: float | None) -> list[Ruling]:
    """The rules inside the header that run below a cell over several columns."""
    return [
        r
        for r in page.rulings
        if head
        and r.horizontal
        and box.y0 + 2 < r.y0 < head - 2
        and 15 < r.x1 - r.x0 < 0.95 * (box.x1 - box.x0)
    ]


def _lowest(header: list[Line], short: list[Ruling], whole: list[float]) -> list[Line]:
    """The runs of a header that stand right above the columns, not over several of them.

    `whole` are the heights of rules through the whole header: what is above is over several.
    """
    top = min((run.y0 for run in header), default=0.0)
    first = [run for run in header if run.y0 < top + 0.8 * run.size]

    def is_group(run: Line) -> bool:
        middle = (run.x0 + run.x1) / 2
        ruled = any(
            r.x0 - 3 < middle < r.x1 + 3 and 0 < r.y0 - run.y0 < 2.5 * run.size for r in short
        ) or any(run.y0 < y for y in whole)
        below = run in first and len(header) > 2 * len(first)
        return ruled or (below and bool(GROUP.fullmatch(amounts.key(run.text))))

    groups = [] if short else group_heads(header)
    return [run for run in header if not is_group(run) and run not in groups]


def _size(glyphs: list[Glyph]) -> float:
    sizes = sorted(glyph.size for glyph in glyphs)
    return sizes[len(sizes) // 2] if sizes else 0.0


def _fits(before: Unruled, box: Box, glyphs: list[Glyph]) -> bool:
    """The columns of the page before are those of this one: no word stands on their borders."""
    return (
        abs(before.box.x0 - box.x0) < SAME_END
        and abs(before.box.x1 - box.x1) < SAME_END
        and (not any(glyph.x0 < x < glyph.x1 for glyph in glyphs for x in before.borders))
    )


def _borders(data: list[Line], header: list[Line], box: Box, size: float) -> list[float] | None:
    """The x of the white space between the columns; null where header and rows do not agree."""
    columns = _covered([(run.x0, run.x1) for run in data], GAP * size)
    heads: list[list[tuple[float, float]]] = [[] for _ in columns]
    alone = []
    for run in header:
        under = [n for n, (x0, x1) in enumerate(columns) if run.x0 < x1 and x0 < run.x1]
        if len(under) == 1:
            heads[under[0]].append((run.x0, run.x1))
        elif not under:
            alone.append((run.x0, run.x1))
    step = _step(
        [
            (column[1], sum(own[0]) / 2)
            for column, own in zip(columns, heads, strict=True)
            if len(own) == 1 and _is_of_numbers(column, data)
        ]
    )
    return _placed(columns, heads, _covered(alone, 1.2 * size), box, step)


def _is_of_numbers(column: tuple[float, float], data: list[Line]) -> bool:
    """Amounts, not codes."""
    own = [amounts.key(run.text) for run in data if column[0] <= run.x0 <= column[1]]
    return all(map(_AMOUNT.fullmatch, own)) and any("." in text for text in own)


def _step(ends: list[tuple[float, float]]) -> float | None:
    """How far to the right of their heads' middles the columns of numbers end, where alike."""
    steps = sorted(end - middle for end, middle in ends)
    return steps[len(steps) // 2] if steps and steps[-1] - steps[0] < _ALIKE else None


def _placed(
    columns: list[Span], heads: list[list[Span]], alone: list[Span], box: Box, step: float | None
) -> list[float] | None:
    """Borders between the columns with their heads.

    Between two columns that stand under their heads, heads and columns that do not touch belong
    together in their order (numbers to the right of a column, its head in the middle); where
    there are only heads, their columns are blank. Any other count cannot be told.
    """
    spans = [
        (min([c[0], *(h[0] for h in own)]), max([c[1], *(h[1] for h in own)]), bool(own))
        for c, own in zip(columns, heads, strict=True)
    ]
    placed: list[tuple[float, float]] = []
    ends = [one for one in spans if one[2]] + [(box.x1 + 1, box.x1 + 1, True)]
    start = box.x0 - 1
    for x0, x1, _ in ends:
        bare = [one[:2] for one in spans if not one[2] and start <= one[0] < x0]
        over = [one for one in alone if start <= one[0] < x0]
        pairs = _paired(bare, over, step)
        if pairs is None:
            return None
        placed += [(min(a[0], b[0]), max(a[1], b[1])) for a, b in pairs]
        placed.append((x0, x1))
        start = x1
    placed = placed[:-1]
    if any(left[1] > right[0] for left, right in pairwise(placed)) or len(placed) < 2:
        return None
    return [(left[1] + right[0]) / 2 for left, right in pairwise(placed)]


def _paired(bare: list, over: list, step: float | None) -> list[tuple] | None:
    """Heads with the columns they stand over, in order; a head of a blank column with itself.

    Where there are more heads than columns, numbers stand alike under all of them: at `step`, as
    elsewhere in the table, or at one distance that no other pairing comes near.
    """
    if not bare or len(bare) == len(over):
        return list(zip(bare or over, over, strict=True))
    if len(bare) > len(over) or (step is None and len(bare) < 2):
        return None
    found = []
    for chosen in combinations(range(len(over)), len(bare)):
        steps = [column[1] - sum(over[n]) / 2 for column, n in zip(bare, chosen, strict=True)]
        off = (
            max(abs(one - step) for one in steps)
            if step is not None
            else (max(steps) - min(steps) + abs(sum(steps)) / len(steps))
        )
        found.append((off, chosen))
    found.sort()
    if found[1][0] < 2 * found[0][0] or (step is not None and found[0][0] > _ALIKE):
        return None
    columns = dict(zip(found[0][1], bare, strict=True))
    return [(columns.get(n, head), head) for n, head in enumerate(over)]


def _covered(extents: list[tuple[float, float]], gap: float) -> list[tuple[float, float]]:
    """`extents` joined where less than `gap` is between."""
    joined_: list[tuple[float, float]] = []
    for x0, x1 in sorted(extents):
        if joined_ and x0 - joined_[-1][1] < gap:
            joined_[-1] = joined_[-1][0], max(x1, joined_[-1][1])
        else:
            joined_.append((x0, x1))
    return joined_


def _rulings(
    page: Page,
    box: Box,
    head: float | None,
    borders: list[float],
    header: list[Line],
    rows: list[Row],
) -> list[Ruling]:
    """All lines of the table: frame, rows, columns, and the cells of its header."""
    levels = [box.y0, box.y1, *([head] if head else [])]
    levels += filter(None, [numbers_top(header)])
    levels += [(a.bottom + b.top) / 2 for a, b in pairwise(rows)]
    found = [Ruling(box.x0, y, box.x1, y) for y in levels]
    edges = [box.x0, *borders, box.x1]
    found += [Ruling(x, box.y0, x, box.y1) for x in (box.x0, box.x1)]
    tops = dict.fromkeys(borders, box.y0)
    for x0, x1, y in _merged_heads(page, box, head, borders, header):
        under = [
            (a, b)
            for a, b in pairwise(edges)
            if min(b, x1) - max(a, x0) > 0.5 * min(b - a, x1 - x0)
        ]
        if len(under) > 1:
            left, right = under[0][0], under[-1][1]
            found.append(Ruling(left, y, right, y))
            tops |= {x: max(y, tops[x]) for x in borders if left < x < right}
    return found + [Ruling(x, top, x, box.y1) for x, top in tops.items()]


def _merged_heads(
    page: Page, box: Box, head: float | None, borders: list[float], header: list[Line]
) -> Iterator[tuple[float, float, float]]:
    """(from, to, lower edge) of header cells over several columns: as a short rule below the
    words shows, else as far as the words themselves reach."""
    if head is None:  # the header stands on the page before
        return
    short = _short_rules(page, box, head)
    for rule in short:
        yield rule.x0 + 3, rule.x1 - 3, rule.y0
    told = [] if short else list(spans(header, borders, (box.x0, box.x1)))
    for x0, x1, y in told:
        yield x0 + 3, x1 - 3, y
    groups = group_heads(header) if told else []
    for run in header:
        if run in groups:
            continue
        over = any(run.x0 < x < run.x1 for x in borders)
        if over and not any(
            r.x0 - 3 <= run.x0 and run.x1 <= r.x1 + 3 and r.y0 > run.y1 - 3 for r in short
        ):
            below = [
                one.y0
                for one in header
                if one.y0 > run.y0 + 0.5 * run.size and one.x0 < run.x1 and run.x0 < one.x1
            ]
            yield run.x0, run.x1, (run.y1 + min(below)) / 2 if below else head
