"""Paragraphs of a test as the tables that are made of them, and which number each fact states."""

from __future__ import annotations

from collections import Counter

from helpers import schemas
from helpers.interpret.ledger import Ledger, name_rows
from helpers.interpret.sentences import read_sentences
from helpers.interpret.slips import read_slips

HEADED = "六、基本支出"


def prose(paragraphs, year, *stated, cells=()) -> dict[str, list[dict]]:
    """Rows of the tables of the prose, by their names.

    `paragraphs` have a `text`, and whatever else a test wants said of them. The rows of facts and
    budgets in `stated` get the ids of the numbers that they print, where a paragraph of their
    page, or of the page before, prints them.
    """
    rows = [
        {
            "order": n,
            "kind": "body",
            "page": 9,
            "reader": "text",
            "heading": HEADED,
            "part": None,
            "x0": 10.0,
            "y0": 20.0 * n,
            "x1": 5000.0,
            "y1": 20.0 * n + 10,
            **one,
        }
        for n, one in enumerate(paragraphs)
    ]
    lines = [
        {
            **{name: row[name] for name in ("order", "text", "page", "x0", "y0", "x1", "y1")},
            "line": n,
            "reader": row["reader"],
            "edges": [10.0 * (step + 1) for step in range(len(row["text"]) + 1)],
        }
        for n, row in enumerate(rows)
    ]
    frames = {
        "as_printed/paragraphs": schemas.typed("as_printed/paragraphs", rows),
        "as_printed/lines": schemas.typed("as_printed/lines", lines),
        "as_printed/cells": schemas.typed("as_printed/cells", list(cells)),
    }
    ledger = Ledger(
        frames["as_printed/cells"], frames["as_printed/paragraphs"], frames["as_printed/lines"]
    )
    said = [
        *read_sentences(rows, frames["as_printed/cells"], ledger),
        *read_slips(rows, year),
    ]
    name_rows(said)
    numbers = ledger.close()
    _name_numbers(stated, numbers)
    return {"as_printed/paragraphs": rows, "tidy/statements": said, "tidy/numbers": numbers}


def _name_numbers(stated, numbers) -> None:
    """Give the rows the ids of the numbers that they print, each printed number once."""
    used: Counter = Counter()
    for row in (one for rows in stated for one in rows):
        for column in [name for name in row if name == "printed" or name.endswith("_printed")]:
            stem = "value" if column == "printed" else column.removesuffix("_printed")
            printed = row[column]
            found = [
                one["number_id"]
                for one in numbers
                if one["printed"] == printed and one["page"] in (row["page"], row["page"] - 1)
            ]
            if found and f"{stem}_id" not in row:
                row[f"{stem}_id"] = found[min(used[printed], len(found) - 1)]
                used[printed] += 1
