"""The execution block of a self-evaluation form: budget, outturn, rate and its score."""

from __future__ import annotations

import re
from collections.abc import Callable

from helpers import amounts
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
