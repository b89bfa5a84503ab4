"""Which paragraphs are the words of a chart, and which caption they belong to.

A chart that is drawn (not a picture) leaves its words among the lines of the prose: names and
numbers right below or above its caption, none of them a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol

from helpers import amounts
from helpers.extract.pages import figure_number

#: What is printed in a chart is no sentence, and has fewer characters than this beside numbers.
_SENTENCE, _LONGEST = re.compile(r"。|[^;]{15,};|[:,]$"), 60
_BETWEEN = ("figure", "caption")


class Printed(Protocol):
    """A paragraph or a row of ``as_printed/paragraphs``."""

    kind: str
    text: str


@dataclass
class Chart:
    """A caption and the paragraphs of the chart it numbers."""

    caption: Any
    labels: list


def mark_labels(paragraphs: Sequence) -> None:
    """Set the `kind` of the paragraphs that are words of a drawn chart to ``figure``.

    `paragraphs` have `kind`, `text` and `lines`; they follow each other as printed. Words above
    a caption are its chart's where no numbers follow below it.
    """
    for n, paragraph in enumerate(paragraphs):
        if paragraph.kind != "caption" or not figure_number(paragraph.text):
            continue
        page = paragraph.lines[0].page
        for side in (paragraphs[n + 1 :], paragraphs[:n][::-1]):
            run = list(_labels(side, page))
            if any(re.search(r"\d", one.text) for one in run):
                for one in run:
                    one.kind = "figure"
                break


def _labels(paragraphs: Iterable, page: int) -> Iterator:
    """The first paragraphs that can be words of a chart on `page`."""
    for one in paragraphs:
        text = amounts.key(one.text)
        if (
            one.kind not in ("body", "figure")
            or one.lines[0].page != page
            or len(re.sub(r"[\d.,%]", "", text)) > _LONGEST
            or _SENTENCE.search(text)
        ):
            return
        yield one


def charts(paragraphs: Iterable[Printed]) -> list[Chart]:
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
    fits = kind == "caption" and near[0].page == labels[0].page and figure_number(near[0].text)
    return near[0] if fits else None
