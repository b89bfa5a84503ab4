"""A second reader for what one document says of another: no alarm rests on a reading of ours."""

from __future__ import annotations

from pathlib import Path

from helpers import store
from helpers.audit.second_reader import second_reader_of
from helpers.documents import InputError, NoSuchDocument, open_document
from helpers.documents.budgets import open_budgets
from helpers.index import records

_TABLE = "tidy/numbers"


def is_printed(unit: str, year: int, number_id: str | None) -> bool:
    """Whether the second reader finds a number of tidy/numbers at its place in its own PDF.

    A number of prose is looked for on its page. False too where there is no such number, or its
    PDF is there no more.
    """
    if number_id is None or not store.exists(_TABLE, unit, year):
        return False
    numbers = records(store.read(_TABLE, unit, year))
    number = next((one for one in numbers if one["number_id"] == number_id), None)
    if number is None or number["page"] is None:
        return False
    in_table = number["table_no"] is not None
    box = tuple(number[edge] for edge in ("x0", "y0", "x1", "y1")) if in_table else None
    try:
        whole = _whole(unit, year, number["document"])
    except InputError:
        return False
    (found,) = second_reader_of(whole)([(number["printed"], number["page"], box)])
    return found


def _whole(unit: str, year: int, document: str) -> Path:
    if document == "final_accounts":
        return open_document(unit, year).whole
    budgets = {one.document: one.whole for one in open_budgets(unit, year)}
    if document not in budgets:
        raise NoSuchDocument(f"{unit} {year} has no {document}")
    return budgets[document]
