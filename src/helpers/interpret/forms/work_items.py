"""The table of the year's important work (重要事项): one row per item, cut by a page or not."""

from __future__ import annotations

import re

import pandas as pd

from helpers import amounts, wording
from helpers.printed import PrintedCell, PrintedTable, printed_tables, row_place

_NEEDED = frozenset({"item_zh", "target_zh", "result_zh"})
_COLUMNS = ("no", "item_zh", "target_zh", "result_zh")


def read_work_items(cells: pd.DataFrame, paragraphs: pd.DataFrame) -> list[dict]:
    """Rows of ``tidy/work_items``, from ``as_printed/cells`` and ``as_printed/paragraphs``.

    The table is known by its heads, not by a title. The place is that of the item's row on the
    page where it begins.
    """
    return [row for table in printed_tables(cells, paragraphs) for row in _items(table)]


def _heads(table: PrintedTable, number: int) -> dict[str, int]:
    """The column of each head in row `number`; empty where it is no row of heads."""
    cells, heads = table.starting(number), {}
    for name, pattern in wording.load("forms")["work_items"].items():
        cell = next((cell for cell in cells if re.search(pattern, cell.key)), None)
        if cell:
            heads[name] = cell.col
        elif name in _NEEDED:
            return {}
    return heads


def _items(table: PrintedTable) -> list[dict]:
    heads: dict[str, int] = {}
    rows: list[dict] = []
    page = 0
    for number in range(len(table.rows)):
        found = _heads(table, number)
        if found or not heads:
            heads = found
            continue
        cells = {name: table.rows[number][col] for name, col in heads.items()}
        # A remark below the table is one cell over several columns: no item.
        if any(cell is None for cell in cells.values()) or len(set(cells.values())) < len(cells):
            continue
        begins = cells["result_zh"]
        if rows and begins.page > page > 0 and _goes_on(cells):
            for name, cell in cells.items():
                rows[-1][name] += amounts.unspaced(cell.text)
                rows[-1]["numbers"].setdefault(name, []).extend(cell.ids)
        elif any(cell.key for cell in cells.values()):
            rows.append(_row(cells))
        page = begins.page
    return [{name: value or None for name, value in row.items()} for row in rows]


def _goes_on(cells: dict[str, PrintedCell]) -> bool:
    """The first row of a page carries on the item before: its number is blank, or its name."""
    return not cells.get("no", cells["item_zh"]).key


def _row(cells: dict[str, PrintedCell]) -> dict:
    texts = {name: amounts.unspaced(cells[name].text) if name in cells else "" for name in _COLUMNS}
    return {
        **texts,
        **row_place(cells["result_zh"], cells.values()),
        "numbers": {name: list(cell.ids) for name, cell in cells.items()},
    }
