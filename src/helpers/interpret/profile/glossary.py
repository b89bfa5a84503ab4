"""The glossary (名词解释) as tidy rows: each term and what the document says it means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

import pandas as pd

from helpers import amounts, wording
from helpers.interpret.ledger import Words
from helpers.interpret.profile.units import CONTENTS, ENDED, bare, marker, named, part


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
            rows[-1]["numbers"]["definition_zh"] = [Words(row.order)]
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
                Words(row.order),
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
