"""What stands on the pages and was not understood: it is never said to be missing.

Seen(tables).page({"heading": "名词解释"})    # 41: a heading of that name, else null
Unread(numbers, notes, tables).about("三公")  # true: a number beside that word is unclaimed
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from helpers import amounts

_CONTENTS = "目录"
_BEGINNING = 24  # characters of a paragraph in which it says what it is about


class Seen:
    """The words of one document's paragraphs and cells; `tables` are data frames by name."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]):
        self._paragraphs = list(_texts(tables, "as_printed/paragraphs", "kind", "part"))
        self._cells = list(_texts(tables, "as_printed/cells"))

    def page(self, words: Mapping[str, str]) -> int | None:
        """The first page with `heading` in a beginning or `anywhere` in a text, else null."""
        return next(
            (
                page
                for page in (
                    self.opening(words["heading"]) if "heading" in words else None,
                    self._anywhere(words["anywhere"]) if "anywhere" in words else None,
                )
                if page is not None
            ),
            None,
        )

    def opening(self, words: str) -> int | None:
        """The first page with a heading or the beginning of a text that has these words."""
        texts = [
            (page, text if kind == "heading" else text[:_BEGINNING])
            for page, text, kind, _ in self._paragraphs
        ]
        texts += [(page, text[:_BEGINNING]) for page, text in self._cells]
        return _first(texts, words)

    def _anywhere(self, words: str) -> int | None:
        texts = [(page, text) for page, text, _, part in self._paragraphs if part != _CONTENTS]
        return _first([*texts, *self._cells], words)


def _texts(tables: Mapping[str, pd.DataFrame], name: str, *columns: str) -> Iterable[tuple]:
    """Page, text without white space and these columns of each row of a printed table."""
    frame = tables.get(name)
    if frame is None:
        return
    for page, text, *others in frame[["page", "text", *columns]].itertuples(index=False):
        if text and text.strip():
            yield int(page), amounts.key(text), *(None if one is pd.NA else one for one in others)


def _first(texts: Iterable[tuple[int, str]], words: str) -> int | None:
    wanted = re.compile(words)
    return next((page for page, text in texts if wanted.search(text)), None)


class Unread:
    """Numbers and pages of one document that were seen and not understood.

    `numbers` are rows of ``tidy/numbers``, `notes` of ``tidy/reading_notes``, `tables` of
    ``tidy/statutory_tables``.
    """

    #: Notes that say that something of their page was not read.
    PAGES = ("picture_page", "strays", "untitled_table", "unparted", "title_alone")

    def __init__(self, numbers: Iterable[dict], notes: Iterable[dict], tables: Iterable[dict]):
        lost = [one for one in numbers if one["status"] in ("unclaimed", "left_out")]
        self._on = {one["page"] for one in lost}
        self._said = [
            amounts.key(f"{one['section'] or ''} {one['snippet_zh'] or ''}") for one in lost
        ]
        self._pages = {one["page"] for one in notes if one["kind"] in self.PAGES}
        self._tables = {one["table"] for one in tables if one["state"] == "not_read"}

    def about(self, words: str) -> bool:
        """Whether a number that stands with such words was not understood, or a page or one of
        the nine tables was not read, on which it may stand."""
        return bool(self._pages or self._tables) or any(
            re.search(words, said) for said in self._said
        )

    def on(self, pages: Iterable[int | None]) -> bool:
        """Whether a number of one of these pages was not understood, or a page not read."""
        return bool({*pages} & (self._on | self._pages))
