"""The words of a chart as numbers, years and names with their places, put together as labels."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from helpers import amounts

_TOKEN = re.compile(
    rf"(?P<year>(?<![\d.,])20\d\d(?:年度?(?:决算)?|(?![\d.,万亿元%])))"
    rf"|(?P<number>(?<![\d.]){amounts.NUMBER})\s*(?P<unit>万元|亿元|元|%)?"
    r"|(?P<words>[^\d\s,，;；:：/|][^\d\s,，;；/|]*)"
)
#: A name stands above its number no farther than this (of the type size).
_NEAR = 0.8


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
