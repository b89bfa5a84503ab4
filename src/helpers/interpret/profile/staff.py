"""Head counts of Part 1: what is counted, the number, its unit, its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from helpers import amounts, wording
from helpers.printed import PrintedCell, PrintedTable


def staff_of_prose(row, lines: pd.DataFrame) -> Iterator[dict]:
    """The head counts of a paragraph: what is counted, the number, its unit, its own box."""
    words = wording.load("profile")
    pattern = re.compile(
        f"(?P<name>(?:{words['staff_words']})+?){words['staff_link']}"
        f"(?P<number>\\d{{1,6}})(?P<unit>{words['staff_unit']})"
    )
    characters = [
        (folded, line, line.edges[n], line.edges[n + 1])
        for line in lines[lines["order"] == row.order].itertuples(index=False)
        for n, character in enumerate(line.text)
        for folded in amounts.key(character)
    ]
    key = "".join(folded for folded, *_ in characters)
    for match in pattern.finditer(key):
        name = match["name"]
        if not re.search(words["staff_core"], name) or (
            match["unit"] == "个" and "编制" not in name
        ):
            continue
        _, line, left, _ = characters[match.start("number")]
        same = [one for one in characters[match.start("number") : match.end()] if one[1] is line]
        yield {
            "kind": "staff",
            "name_zh": name,
            "value": amounts.Decimal(match["number"]),
            "value_unit": match["unit"],
            "page": line.page,
            "x0": left,
            "y0": line.y0,
            "x1": same[-1][3],
            "y1": line.y1,
            "reader": line.reader,
            "numbers": {"value": (line.page, left, line.y0)},
        }


def staff_of_table(table: PrintedTable) -> Iterator[dict]:
    """The head counts of a table of nothing but staff: heads above numbers, or names beside.

    A table with rows for several units gives its row of the total; without one, nothing.
    """
    for row in range(len(table.rows) - 1):
        heads = [cell for cell in table.starting(row) if _is_counted(cell)]
        if len(heads) > 1:
            yield from _below(table, row, heads)
            return
    beside = [
        (cell, right)
        for cell in table.cells
        if _is_counted(cell)
        if (right := _right_of(table, cell)) and right.key.isdigit()
    ]
    if len(beside) > 1 and any(
        re.fullmatch(r"人数|数量|.*\(人\)", cell.key) for cell in table.starting(0)
    ):
        for cell, right in beside:
            yield _count(amounts.unspaced(cell.text), right)


def _is_counted(cell: PrintedCell) -> bool:
    words = wording.load("profile")
    name = re.sub(r"\((人|名|个)\)$|小计$|合计$", "", cell.key)
    return bool(
        re.fullmatch(f"(?:{words['staff_words']})+", name) and re.search(words["staff_core"], name)
    )


def _below(table: PrintedTable, row: int, heads: list[PrintedCell]) -> Iterator[dict]:
    """The numbers of the one row below the heads, or of the total's."""
    rows = [
        number
        for number in range(row + 1, len(table.rows))
        if any((cell := table.rows[number][head.col]) and cell.key.isdigit() for head in heads)
    ]
    total = [
        number
        for number in rows
        if any(cell.key in ("合计", "总计") for cell in table.starting(number))
    ]
    chosen = total or rows
    if len(chosen) != 1:
        return
    for head in heads:
        cell, above = table.rows[chosen[0]][head.col], table.rows[row - 1][head.col]
        group = above.key if row and above and above != head and _is_counted(above) else ""
        if cell and cell.key.isdigit() and cell.col_span == head.col_span:
            yield _count(group + re.sub(r"\((人|名|个)\)$", "", head.key), cell)


def _right_of(table: PrintedTable, cell: PrintedCell) -> PrintedCell | None:
    right = cell.col + cell.col_span
    return table.rows[cell.row][right] if right < table.width else None


def _count(name: str, cell: PrintedCell) -> dict:
    return {
        "kind": "staff",
        "name_zh": name,
        "value": amounts.Decimal(cell.key),
        "value_unit": "人",
        **cell.place,
        "numbers": {"value": cell.ids},
    }
