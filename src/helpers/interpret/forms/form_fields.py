"""The fields of a self-evaluation form: the value printed right of a label."""

from __future__ import annotations

import re

from helpers import amounts, wording
from helpers.printed import PrintedCell, PrintedTable


def beside(table: PrintedTable, label: str) -> PrintedCell | None:
    """The cell right of the first cell whose text matches `label`."""
    for cell in table.cells:
        if re.search(label, cell.key):
            row = table.rows[cell.row]
            right = cell.col + cell.col_span
            if right < len(row) and not (row[right] and _is_label(row[right])):
                return row[right]
    return None


def _is_label(cell: PrintedCell) -> bool:
    """The cell is a label or a head itself, so not the value of the label beside it."""
    words = wording.load("forms")
    return any(
        re.search(label, cell.key)
        for group in ("fields", "choices", "execution")
        for label in words[group].values()
    )


def text_of(cell: PrintedCell | None) -> str | None:
    """The text of `cell` without white space; null where there is none."""
    return (amounts.unspaced(cell.text) or None) if cell else None


def decimal_of(cell: PrintedCell | None) -> amounts.Decimal | None:
    """The number of points in `cell`; null where it holds anything else."""
    text = cell.key.removesuffix("分") if cell else ""
    return amounts.Decimal(text) if re.fullmatch(r"\d+(\.\d+)?", text) else None


def ticked(cell: PrintedCell | None) -> str | None:
    """The one option with a tick behind or before it; null where none or several are ticked."""
    if cell is None:
        return None
    ticks = wording.load("forms")["ticks"]
    options = re.findall(rf"\d[、.．]\s*([^\d{ticks}□]+)([{ticks}□])", cell.key)
    ticked = [name for name, mark in options if mark != "□"]
    return ticked[0] if len(ticked) == 1 else None
