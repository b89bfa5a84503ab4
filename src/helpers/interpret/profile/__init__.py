"""Part 1 as tidy rows: the department's functions, its units, its staff."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import dropwhile, takewhile

import pandas as pd

from helpers import amounts, wording
from helpers.interpret.ledger import Stretch
from helpers.interpret.printed import printed_tables
from helpers.interpret.profile.units import (
    CONTENTS,
    ENDED,
    bare,
    marker,
    named,
    part,
    split,
    staff_of_prose,
    staff_of_table,
    units_of_prose,
    units_of_table,
)

_FIRST_PART = "第一部分"


def read_profile(cells: pd.DataFrame, paragraphs: pd.DataFrame, lines: pd.DataFrame) -> list[dict]:
    """Rows of ``tidy/profile``: the department's functions, units and staff counts of Part 1.

    What a blank template says on how to fill it in is left out.
    """
    rows = list(_sections(_part_one(paragraphs)))
    described = [row for kind, row in rows if kind != "function"]
    tables = printed_tables(cells, paragraphs)
    units = [row for table in tables for row in units_of_table(table)]
    found = [
        *_functions(
            [
                *_before_units(row for kind, row in rows if kind == "both"),
                *(row for kind, row in rows if kind == "function"),
            ]
        ),
        *(units or units_of_prose(described)),
        *(
            [count for row in described for count in staff_of_prose(row, lines)]
            or [count for table in tables for count in staff_of_table(table)]
        ),
    ]
    blank = re.compile(wording.load("profile")["template"])
    return [row for row in found if not blank.search(amounts.key(row["name_zh"]))]


def _part_one(paragraphs: pd.DataFrame) -> Iterator:
    """The paragraphs of the part that describes the department, headings and body."""
    words = wording.load("profile")
    rows = [row for row in paragraphs.itertuples(index=False) if part(row) != CONTENTS]
    first = [row for row in rows if part(row) == _FIRST_PART] or dropwhile(
        lambda row: row.kind != "heading" or not _section(row.text), rows
    )

    def inside(row) -> bool:
        text = amounts.key(row.text)
        return len(text) > 60 or not re.search(words["part_one_ends"], text)

    return (row for row in takewhile(inside, first) if row.kind in ("heading", "body"))


def _section(text: str) -> str | None:
    """The kind of section that a heading opens."""
    return next(
        (
            one["kind"]
            for one in wording.load("profile")["sections"]
            if re.search(one["heading"], amounts.key(text))
        ),
        None,
    )


def _sections(rows: Iterable) -> Iterator[tuple[str, object]]:
    """Each paragraph with the kind of section it stands in; headings that are items too."""
    kind = opener = style = None
    for row in rows:
        number = marker(row.text)
        if row.kind == "heading":
            found = _section(row.text)
            item = (
                kind
                and number
                and number != opener
                and (number == style or ENDED.search(amounts.key(row.text)))
            )
            if found and not item:
                kind, opener, style = found, number, None
                continue
            if not item:
                kind = None
        if kind:
            style = style or number
            yield kind, row


def _before_units(rows: Iterable) -> Iterator:
    """What stands below a heading of functions and units before it comes to the units."""
    units = re.compile(wording.load("profile")["functions_end"])
    return takewhile(lambda row: not units.search(amounts.key(row.text)), rows)


def _functions(rows: list) -> list[dict]:
    """The numbered functions, numbers taken off; where none is numbered, each paragraph."""
    style, found, spoken = None, [], []
    for row in rows:
        for text in split(amounts.unspaced(row.text)):
            number = marker(text)
            style = style or number
            if number and number == style:
                found.append(named("name_zh", bare(text), row, kind="function"))
            elif found and (number or not ENDED.search(amounts.key(found[-1]["name_zh"]))):
                found[-1]["name_zh"] += text
                found[-1]["numbers"]["name_zh"].append(Stretch(row.order))
            elif not found and not amounts.key(text).endswith(":"):
                spoken.append(named("name_zh", text, row, kind="function"))
    return found or spoken


def read_glossary(paragraphs: pd.DataFrame) -> list[dict]:
    """Rows of ``tidy/glossary`` without codes: terms as printed, their numbers taken off.

    A heading over several terms has no definition of its own.
    """
    rows: list[dict] = []
    glossary = list(_glossary(paragraphs))
    numbered = any(marker(row.text) for row in glossary)
    for row in glossary:
        text = amounts.unspaced(row.text)
        term, meaning = _term(bare(text))
        if row.kind == "heading" and term is None:
            rows.append(named("term_zh", bare(text).rstrip("：:。"), row, definition_zh=None))
        elif (
            rows
            and rows[-1]["definition_zh"] is None
            and not marker(text)
            and (term is None or re.search(wording.load("profile")["meaning"], amounts.key(text)))
        ):
            rows[-1]["definition_zh"] = text
            rows[-1]["numbers"]["definition_zh"] = [Stretch(row.order)]
        elif term and (marker(text) or not numbered) and re.search(r"[^\W\d_]|^$", meaning):
            rows.append(named("term_zh", term, row, definition_zh=meaning or None))
        elif (
            rows
            and rows[-1]["definition_zh"]
            and not ENDED.search(amounts.key(rows[-1]["definition_zh"]))
        ):
            rows[-1]["definition_zh"] += text
            rows[-1]["numbers"]["definition_zh"] = [
                *rows[-1]["numbers"].get("definition_zh", ()),
                Stretch(row.order),
            ]
    return rows


def _glossary(paragraphs: pd.DataFrame) -> Iterator:
    """The paragraphs below the heading of the glossary, up to the next part or table."""
    rows = [
        row
        for row in paragraphs.itertuples(index=False)
        if row.kind != "page_number" and part(row) != CONTENTS
    ]
    opening = re.compile(f"({wording.load('profile')['glossary']})$")
    starts = [
        n
        for n, row in enumerate(rows)
        if len(row.text) <= 60 and opening.search(amounts.key(row.text))
    ]
    if not starts:
        return iter(())
    own = part(rows[starts[-1]])
    return takewhile(lambda row: row.kind != "caption" and part(row) == own, rows[starts[-1] + 1 :])


def _term(text: str) -> tuple[str | None, str]:
    """The term a paragraph explains and what it says of it; no term where it explains none."""
    for pattern in wording.load("profile")["term"]:
        match = re.search(pattern, amounts.key(text))
        if match:
            return text[: match.end("term")], text[match.end() :]
    return None, text
