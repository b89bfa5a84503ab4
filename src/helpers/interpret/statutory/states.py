"""What the document gives of a statutory table that was not read: `in_annex`, `not_read`, `absent`.

Only `absent` says something of the publisher: everything was read, and the table is not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pandas as pd

from helpers import amounts, wording
from helpers.extract.grids.captions import table_named
from helpers.schemas import NINE
from helpers.wording import HEADED, NUMERAL, NUMERALS

#: Notes of the reader on pages that may hold a table which it did not see.
_BLIND = frozenset({"picture_page", "strays", "beyond_edge"})
_LEADERS = re.compile(rf"[.．…·•]{{2,}}\s*\d*|(?<=表)\s*[-—–]?\d+(?=[{NUMERALS}(（]|$)")
#: Where entries of a contents page that became one paragraph begin.
_ENTRY = re.compile(rf"(?<=表)(?={HEADED}|\d+[.、]|第{NUMERAL}部分)")
_CLAUSES = re.compile(r"[。;；!！]")


def set_table_states(
    tables: list[dict],
    seen: set[str],
    paragraphs: pd.DataFrame,
    notes: Iterable[dict],
    ocr_pages: set[int],
    words: dict | None = None,
) -> None:
    """Give each table of ``tidy/statutory_tables`` that is `absent` so far the state it has.

    `seen` are tables of which something stands on a page, `notes` those of the page reader,
    `ocr_pages` pages of which OCR gave words: a title may be misread there; `words` how the
    tables are worded (`captions.of_tables`), those of final accounts where null.
    """
    spoken = paragraphs.to_dict("records")
    annexed, listed = set(in_annex(spoken)), set(_in_contents(spoken, words))
    blind = bool(ocr_pages) or _may_hide(tables, notes)
    for row in tables:
        if row["state"] != "absent":
            continue
        if row["table"] in annexed:
            row["state"] = "in_annex"
        elif blind or row["table"] in seen or row["table"] in listed:
            row["state"] = "not_read"


def _may_hide(tables: list[dict], notes: Iterable[dict]) -> bool:
    """A page was not read, or a picture stands where the tables are (after them it is a chart)."""
    there = [row for row in tables if row.get("last_page")]
    last = max((row["last_page"] for row in there), default=10_000)
    if "state_capital" not in {row["table"] for row in there}:
        last += 3
    return any(
        one["kind"] in _BLIND or (one["kind"] == "picture_beside_text" and one["page"] <= last)
        for one in notes
    )


def in_annex(paragraphs: list[dict]) -> Iterator[str]:
    """The tables that the document says are attached, or published apart.

    第二部分 2021年度部门决算表 / 详见附件。 speaks of all; 政府性基金…决算表见附表8 of one.
    """
    words, heading = wording.load("tables")["annex"], ""
    for row in paragraphs:
        if row["kind"] in ("page_number", "figure"):
            continue
        text = amounts.key(row["text"])
        for clause in filter(None, _CLAUSES.split(text)):
            if re.search(words["said"], clause):
                alone = "表" in clause or row["part"] == "目录" or clause.startswith("第")
                yield from _meant(clause if alone else f"{heading}{clause}", words)
        if row["kind"] == "heading" or len(text) <= words["longest_heading"]:
            heading = text


def _meant(about: str, words: dict) -> Iterable[str]:
    """The tables that a clause on an annex is about; none where it is about something else."""
    if re.search(words["other"], about) or not re.search(words["tables"], about):
        return ()
    named = {table_named(part) for part in re.findall(r"[^、,《》()和及:：]*表", about)}
    return named & set(NINE) or NINE


def is_listed(paragraph: dict) -> bool:
    """The paragraph is of the contents: by its part, or by the dots and pages behind its titles."""
    return paragraph["part"] == "目录" or len(_LEADERS.split(amounts.key(paragraph["text"]))) > 1


def _in_contents(paragraphs: list[dict], words: dict | None) -> Iterator[str]:
    """The tables that the contents, or a list of the tables, name."""
    for row in paragraphs:
        if is_listed(row):
            for line in _LEADERS.split(amounts.key(row["text"])):
                named = (table_named(entry, words) for entry in _ENTRY.split(line))
                yield from filter(None, named)
