"""What the document's charts print: each number with the name or the year it stands for.

The words are those of the lines of kind ``figure``, drawn as text or read by OCR. A number is
given a name only where the name stands in one label with it, and a year only where the chart
sets its columns in groups right above their years; any other number is kept without.
"""

from __future__ import annotations

import re
import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Any, Protocol

import pandas as pd

from helpers import amounts, wording
from helpers.extract.pages import chart_number
from helpers.interpret.printed import place_of

__all__ = ["read_charts"]


_TOKEN = re.compile(
    rf"(?P<year>(?<![\d.,])20\d\d(?:年度?(?:决算)?|(?![\d.,万亿元%])))"
    rf"|(?P<number>(?<![\d.]){amounts.NUMBER})\s*(?P<unit>万元|亿元|元|%)?"
    r"|(?P<words>[^\d\s,，;；:：/|][^\d\s,，;；/|]*)"
)
_BETWEEN = ("figure", "caption")
#: A name stands above its number no farther than this (of the type size).
_NEAR = 0.8


class Paragraph(Protocol):
    """A paragraph or a row of ``as_printed/paragraphs``."""

    kind: str
    text: str


@dataclass
class Chart:
    """A caption and the paragraphs of the chart it numbers."""

    caption: Any
    labels: list


@dataclass(frozen=True)
class Token:
    """A number, a year or a name of a chart, with its place."""

    kind: str
    text: str
    unit: str | None
    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    reader: str

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


def tokens_of(line) -> list[list[Token]]:
    """The tokens of a row of ``as_printed/lines``, in groups that are printed as one label."""
    groups: list[list[Token]] = []
    before = None
    for match in _TOKEN.finditer(line.text):
        kind = match.lastgroup if match.lastgroup != "unit" else "number"
        text = match["number"] or match[0]
        token = Token(
            kind,
            text.replace(",", "").replace("−", "-") if kind == "number" else text.strip(),
            match["unit"],
            line.page,
            float(line.edges[match.start()]),
            line.y0,
            float(line.edges[match.end()]),
            line.y1,
            line.reader,
        )
        if before is not None and _one_label(before, token, line):
            groups[-1].append(token)
        else:
            groups.append([token])
        before = token
    return groups


def _one_label(before: Token, token: Token, line) -> bool:
    """A name and its number, or an amount and its share: no wide gap, and no year."""
    gap = token.x0 - before.x1 <= line.y1 - line.y0
    return (
        gap
        and token.kind == "number"
        and (before.kind == "words" or (before.kind == "number" and before.unit != token.unit))
    )


def stacked(groups: Iterable[list[Token]]) -> list[list[Token]]:
    """`groups` with a name and the numbers right below it as one label, top to bottom."""
    labels: list[list[Token]] = []
    for group in sorted(groups, key=lambda group: (group[0].y0, group[0].x0)):
        over = [label for label in labels if _stands_over(label, group)]
        if len(over) == 1:
            over[0].extend(group)
        else:
            labels.append(list(group))
    return labels


def _stands_over(label: list[Token], group: list[Token]) -> bool:
    last, first = label[-1], group[0]
    if (
        first.kind != "number"
        or label[0].kind != "words"
        or (last.kind == "number" and len(group) == 1 and last.unit == first.unit)
    ):
        return False
    size = first.y1 - first.y0
    above = [one for one in label if one.y0 == last.y0]
    return (
        abs(first.y0 - last.y1) <= _NEAR * size
        and abs((above[0].x0 + above[-1].x1) / 2 - (first.x0 + group[-1].x1) / 2) <= 1.5 * size
    )


#: Numbers of an axis: so many or more under each other (points they may be off).
_TICKS, _ALIGNED = 3, 3.0
#: A year stands under the middle of its columns, within this share of the step between years.
_CENTRED = 0.15


def read_charts(
    paragraphs: pd.DataFrame, lines: pd.DataFrame, axes: list[tuple] | None = None
) -> list[dict]:
    """Rows of ``tidy/figure_values``, from ``as_printed/paragraphs`` and ``as_printed/lines``.

    The places (page, x0, y0) of the marks of axes, which are no rows, are added to `axes`.
    """
    by_order = defaultdict(list)
    for line in lines.itertuples(index=False):
        by_order[line.order].append(line)
    return [
        row
        for chart in charts(paragraphs.itertuples(index=False))
        for row in _rows(chart, by_order, [] if axes is None else axes)
    ]


def _rows(chart: Chart, by_order: dict[int, list], axes: list[tuple]) -> Iterator[dict]:
    """A row for each number of the chart that is no mark of an axis."""
    caption = amounts.unspaced(chart.caption.text)
    groups = [
        group
        for label in chart.labels
        for line in by_order[label.order]
        for group in tokens_of(line)
    ]
    unit = _unit([caption, *(label.text for label in chart.labels)])
    ticks = _ticks(
        [one for group in groups if len(group) == 1 for one in group if one.kind == "number"]
    )
    axes += [(one.page, one.x0, one.y0) for one in ticks]
    labels = stacked(group for group in groups if group[0] not in ticks)
    years = _years([one for label in labels for one in label])
    words = "/".join(_words(labels, caption))
    for label in labels:
        names = [one.text for one in label if one.kind == "words"]
        for token in label:
            if token.kind == "number":
                yield {
                    "figure_no": chart_number(caption),
                    "caption_zh": caption,
                    "category_zh": years.get(token) or (names[0] if len(names) == 1 else None),
                    "words_zh": words or None,
                    **_value(token, unit),
                    **place_of(token),
                    "numbers": {"value": (token.page, token.x0, token.y0)},
                }


def _value(token: Token, unit: str | None) -> dict:
    """Value, unit and printed string; an amount in 万元, a number without a unit as it is."""
    unit = token.unit or unit
    money = unit is not None and amounts.is_money_unit(unit)
    return {
        "value": amounts.in_ten_thousands(token.text, unit) if money else Decimal(token.text),
        "value_unit": "万元" if money else unit,
        "printed": token.text,
    }


def _unit(texts: list[str]) -> str | None:
    """The one unit that the chart names for all its numbers."""
    pattern = re.compile(wording.load("charts")["unit"])
    named = {found["unit"] for text in texts if (found := pattern.search(amounts.key(text)))}
    return named.pop() if len(named) == 1 else None


def _words(labels: list[list[Token]], caption: str) -> list[str]:
    """What is printed in the chart beside numbers, years, its unit and its own title."""
    unit = re.compile(wording.load("charts")["unit"])
    return list(
        dict.fromkeys(
            one.text
            for label in labels
            for one in label
            if one.kind == "words"
            and amounts.key(one.text) not in amounts.key(caption)
            and not unit.search(amounts.key(one.text))
        )
    )


def _ticks(numbers: list[Token]) -> set[Token]:
    """The marks of an axis: numbers under each other that rise by even steps."""
    found: set[Token] = set()
    for edge in ("x0", "middle", "x1"):
        for first in numbers:
            column = sorted(
                (
                    one
                    for one in numbers
                    if abs(getattr(one, edge) - getattr(first, edge)) <= _ALIGNED
                ),
                key=lambda one: one.y0,
            )
            values = [Decimal(one.text) for one in column]
            steps = {above - below for above, below in pairwise(values)}
            least = min(steps, default=Decimal(0))
            even = least > 0 and all(step % least == 0 for step in steps)
            if len(column) >= _TICKS and even:
                found |= set(column)
    return found


def _years(tokens: list[Token]) -> dict[Token, str]:
    """The year of each column's number, where every year stands under the middle of as many."""
    years = sorted((one for one in tokens if one.kind == "year"), key=lambda one: one.x0)
    numbers = [one for one in tokens if one.kind == "number"]
    feet = [one.y1 for one in years]
    if (
        len(years) < 2
        or max(feet) - min(feet) > _ALIGNED
        or any(one.y0 > years[0].y0 for one in numbers)
    ):
        return {}
    own = {one: min(years, key=lambda year: abs(year.middle - one.middle)) for one in numbers}
    step = min(right.middle - left.middle for left, right in pairwise(years))
    columns = [[one.middle for one in numbers if own[one] is year] for year in years]
    fits = all(
        column and abs(statistics.mean(column) - year.middle) <= _CENTRED * step
        for column, year in zip(columns, years, strict=True)
    )
    if step <= 0 or not fits or len({len(column) for column in columns}) > 1:
        return {}
    return {one: year.text for one, year in own.items()}


def charts(paragraphs: Iterable[Paragraph]) -> list[Chart]:
    """Every captioned chart with its words, in the order printed.

    Words between two captions belong as all the document's others do: below their caption,
    or above it. Where the document does both they are left out.
    """
    runs = [
        (kind, list(run))
        for kind, run in groupby(
            (one for one in paragraphs if one.kind != "page_number"),
            key=lambda one: one.kind if one.kind in _BETWEEN else "",
        )
    ]
    found = []
    for (before, above), (kind, labels), (after, below) in zip(
        [("", []), *runs], runs, [*runs[1:], ("", [])], strict=False
    ):
        if kind == "figure":
            found.append(
                (_caption(above[-1:], before, labels), labels, _caption(below[:1], after, labels))
            )
    ways = {above is not None for above, _, below in found if (above is None) != (below is None)}
    own = [
        (
            above
            if below is None or ways == {True}
            else below
            if above is None or ways == {False}
            else None,
            labels,
        )
        for above, labels, below in found
    ]
    return [Chart(caption, labels) for caption, labels in own if caption is not None]


def _caption(near: list, kind: str, labels: list):
    """The caption of a chart that stands next to `labels` on their page; null for any other."""
    fits = kind == "caption" and near[0].page == labels[0].page and chart_number(near[0].text)
    return near[0] if fits else None
