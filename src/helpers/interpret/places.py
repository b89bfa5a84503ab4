"""Where a number stands that a document prints in another file than its PDF: file, sheet, cell."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

import pandas as pd

from helpers.documents.setting import cell_name
from helpers.index import records


def number_places(numbers: Iterable[dict[str, Any]], shown: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of ``tidy/places``: file, and page or sheet and cell, of every number of a piece.

    `numbers` are rows of ``tidy/numbers``, `shown` is ``as_printed/pieces``.
    """
    on: dict[tuple, list[dict]] = {}
    for one in records(shown):
        on.setdefault((one["document"], one["page"]), []).append(one)
    found = []
    for number in numbers:
        parts = on.get((number["document"], number["page"]), [])
        part = next((one for one in parts if _within(number, one)), parts[0] if parts else None)
        if part:
            found.append(
                {
                    "number_id": number["number_id"],
                    "file": part["file"],
                    "file_page": part["file_page"],
                    "sheet": part["sheet"],
                    "cell": _cell(number, part),
                }
            )
    return found


def _within(number: dict, part: dict) -> bool:
    edges = part["rows"]
    return bool(len(edges)) and edges[0] <= (number["y0"] + number["y1"]) / 2 < edges[-1]


def _cell(number: dict, part: dict) -> str | None:
    """The cell's name as spreadsheets say it: ``C7``; of cells that are one, the first."""
    if not (len(part["rows"]) and len(part["columns"])) or not _within(number, part):
        return None
    row = bisect_right(list(part["rows"]), (number["y0"] + number["y1"]) / 2) - 1
    col = bisect_right(list(part["columns"]), number["x0"]) - 1
    row, col = row + part["first_row"], max(0, min(col, len(part["columns"]) - 2))
    for one in part["merged"]:
        (left, top), (right, foot) = map(_row_and_column, one.split(":"))
        if top <= row <= foot and left <= col <= right:
            row, col = top, left
    return cell_name(row, col)


def _row_and_column(name: str) -> tuple[int, int]:
    """Column and row, from 0, of a cell's name: (2, 6) of ``C7``."""
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", name).groups()
    col = 0
    for letter in letters:
        col = 26 * col + ord(letter) - 64
    return col - 1, int(digits) - 1
