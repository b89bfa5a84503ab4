"""What the cover of accounts or of a budget says it is of: which phase, which scope, which year.

The scope tells whose money is meant: of the `department` with all its units, of one `unit`, or of
the department's `own_office` (本级). It is read from words, never from equal sums: a department of
one unit publishes both, with the same amounts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from helpers import amounts, wording
from helpers.documents.cover import UNSEEN, Titles, publisher_of_head, read_titles

#: Years as titles print them; the words that a title may end with, those that no title has.
_YEAR = re.compile(r"(20\d\d)(?=年)")
_TITLE = re.compile(r"(预算|决算|表|公开|说明|情况|草案|文本|报告|书)(\([^()]{1,8}\))?$")
_NO_TITLE = re.compile(r"[,。;:?!，；：？！]|增加|减少|增长|下降|持平|万元|比20\d\d|执行数")
_DATE = re.compile(r"20\d\d年\d{1,2}月.*$")
#: What stands above a table and on no cover.
_NO_COVER = re.compile(r"公开\d*表|单位:(人民币)?(万|千|百)?元")
_LONGEST, _QUOTED, _COVER = 60, 60, 160
_SENTENCES = 10  # a document of tables alone has hardly a full stop


@dataclass(frozen=True)
class Cover:
    """What a document says of itself on its cover or, where that is silent, in its titles.

    `phase` is `approved`, `proposed`, `adjusted` (a budget's), `executed` (final accounts) or
    `not_said`; `scope` is `department`, `unit`, `own_office` or `not_said`; `year` null where no
    title names one; `words` what the cover prints; `tables_alone` where there is no prose;
    `publisher` null where its first title names none.
    """

    kind: str | None
    phase: str
    scope: str
    year: int | None
    words: str
    tables_alone: bool
    has_cover: bool
    publisher: str | None = None


def read_cover(pages: list[str], kind: str | None = None, *, titles: Titles | None = None) -> Cover:
    """The cover of the document with the page texts `pages`. Its titles say the kind, and are
    read here unless they are given; with `kind` alone the publisher is left out."""
    titles = titles if titles or kind else read_titles(pages)
    kind = kind or (titles.kind if titles else None)
    texts = [amounts.unspaced(page.replace(UNSEEN, "")) for page in pages]
    subject = "预算" if kind == "budget" else "决算"
    first = _first_words(texts)
    lines = list(_titles(pages, subject))
    dated = next((line for line in lines if _YEAR.search(line)), "".join(lines[:1]))
    words = first if subject in first else dated or first
    return Cover(
        kind=kind,
        phase=_phase(kind, words, lines),
        scope=_scope(first if subject in first else "", lines, pages),
        year=_year(first if subject in first else "", lines),
        words=words[:_QUOTED],
        tables_alone=sum(text.count("。") for text in texts) < _SENTENCES,
        has_cover=subject in first,
        publisher=publisher_of_head(pages) if titles else None,
    )


def _first_words(texts: list[str]) -> str:
    """The words of the first page with any, where it holds a title and little else."""
    first = next((text for text in texts if len(re.sub(r"[-\d]", "", text)) > 3), "")
    bare = re.sub(r"^[-—]*\d{1,2}[-—]*(?!\d)", "", _DATE.sub("", first))
    plain = amounts.key(bare)
    return plain if len(first) <= _COVER and not _NO_COVER.search(plain) else ""


def _titles(pages: list[str], subject: str) -> Iterator[str]:
    """Lines of the pages that are titles with the word for what it is of, in their order."""
    for page in pages:
        for line in page.splitlines():
            text = re.sub(r"[.…·]{2,}\d*$", "", amounts.key(line))
            if (
                subject in text
                and len(text) <= _LONGEST
                and _TITLE.search(text)
                and not _NO_TITLE.search(text)
            ):
                yield text


def _phase(kind: str | None, words: str, lines: list[str]) -> str:
    """The phase that the cover, else the titles, name."""
    if kind == "final_accounts":
        return "executed"
    if kind != "budget":
        return "not_said"
    said = wording.load("budgets")["phases"]
    for text in (words, *lines[:1]):
        for phase, pattern in said.items():
            if re.search(pattern, text):
                return phase
    return "not_said"


def _scope(first: str, lines: list[str], pages: list[str]) -> str:
    """The scope that the cover names, else the titles, else what stands above the tables."""
    said = wording.load("budgets")["scopes"]
    for scope, pattern in said["cover"].items():
        if re.search(pattern, first):
            return scope
    for where, texts in (("titles", lines), ("above", _above(pages))):
        counts = Counter(
            scope
            for text in texts
            for scope, pattern in said[where].items()
            if re.search(pattern, text)
        )
        if len(counts) == 1:
            return next(iter(counts))
    return "not_said"


def _above(pages: list[str]) -> Iterator[str]:
    """Short lines that name the publisher above a table."""
    for page in pages:
        for line in page.splitlines():
            if len(text := amounts.key(line)) <= _LONGEST:
                yield text


def _year(first: str, lines: list[str]) -> int | None:
    """The year on the cover, else the one that most titles name; null where two are as common.

    A budget speaks of the year before more often than of its own, but not in its titles.
    """
    on_cover = set(_YEAR.findall(first))
    if len(on_cover) == 1:
        return int(on_cover.pop())
    most = Counter(year for line in lines for year in set(_YEAR.findall(line))).most_common(2)
    if not most or (len(most) > 1 and most[0][1] == most[1][1]):
        return None
    return int(most[0][0])
