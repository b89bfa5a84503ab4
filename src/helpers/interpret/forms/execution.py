"""The execution block of a self-evaluation form: budget, outturn, rate and its score."""

from __future__ import annotations

import re
from collections.abc import Callable

from helpers import amounts, wording
from helpers.printed import PrintedCell, PrintedTable


def read_execution(table: PrintedTable, words: dict, note: Callable) -> dict[str, tuple]:
    """Each value of the block with its cell, found below its column's head.

    An amount comes as (in 万元, cell, as printed); `note` is told of what is no number.
    """
    heads = {
        key: cell
        for key, label in words["execution"].items()
        for cell in reversed(table.cells)
        if re.search(label, cell.key)
    }
    if "outturn" not in heads:
        return {}
    unit = words["unit"]
    text = "".join(cell.key for cell in table.cells) + "".join(map(amounts.key, table.captions))
    match = re.search(unit, text)
    values: dict[str, tuple] = {}
    for key, head in heads.items():
        below = head.row + head.row_span
        if head.row != heads["outturn"].row or below >= len(table.rows):
            continue
        cell = table.rows[below][head.col]
        if cell is None or not cell.key:
            continue
        values |= _value(key, cell, match.group(1) if match else None, note)
    return values


def _value(key: str, cell: PrintedCell, unit: str | None, note: Callable) -> dict[str, tuple]:
    text = cell.key
    own = re.search(r"(万元|亿元|元)$", text)
    text = text.removesuffix(own.group()) if own else text.removesuffix("%")
    text = text.removesuffix("分")
    try:
        printed = amounts.printed_number(text)
    except amounts.UnreadableAmount:
        note("form_value", cell.page, cell.text, [cell], field=key)
        return {}
    if printed is None:
        return {}
    if key in ("execution_rate", "execution_score"):
        return {key: (printed if key == "execution_rate" else amounts.Decimal(printed), cell)}
    unit = own.group() if own else unit
    if unit is None:
        note("form_unit", cell.page, printed, [cell])
        return {}
    return {key: (amounts.in_ten_thousands(printed, unit), cell, printed)}


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
