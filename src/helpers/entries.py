"""The data rows of a block: code, name, line number and amount cells; a cut row is one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from helpers import amounts, vocabulary
from helpers.blocks import Block, Column
from helpers.headers import Header
from helpers.printed import PrintedCell, PrintedTable


@dataclass
class Entry:
    """One row of one block: its labels and its amount cells by column."""

    row: int
    page: int
    code: str
    name: str
    line_no: str
    cells: dict[int, PrintedCell]

    @property
    def amounts_printed(self) -> bool:
        return any(cell.key for cell in self.cells.values())


def entries_of(block: Block, header: Header, table: PrintedTable) -> list[Entry]:
    """The block's data rows; a row cut by a page break is one entry."""
    entries: list[Entry] = []
    for number in range(header.first_row, len(table.rows)):
        if header.repeats(number):
            continue
        row = table.rows[number]
        code, name = _code(block.codes, row, number), _name(block, row, number)
        if not code and (both := re.match(r"(\d{3}(?:\d\d){0,2})(?!\d)(.+)", name)):
            code, name = both.groups()
        entry = Entry(number, table.page_of(number), code, name,
                      _label(block.line_nos, row, number), _amount_cells(block, row, number))
        if entries and entry.page > entries[-1].page and _cut_off(entry, entries[-1], header):
            entries[-1].name += entry.name
            entries[-1].cells |= {c: cell for c, cell in entry.cells.items() if cell.key}
        else:
            entries.append(entry)
    if any(cell.reader == "ocr" for entry in entries for cell in entry.cells.values()):
        _drop_doubtful_line_nos(entries)
    return entries


def _drop_doubtful_line_nos(entries: list[Entry]) -> None:
    """Blank line numbers that OCR gives out of order: 行次 rise from row to row."""
    numbered = [entry for entry in entries if entry.line_no.isdigit()]
    values = [int(entry.line_no) for entry in numbered]
    for n, entry in enumerate(numbered):
        low = n and values[n - 1] >= values[n]
        if low or (n + 1 < len(values) and values[n] >= values[n + 1]):
            entry.line_no = ""


def _cut_off(entry: Entry, before: Entry, header: Header) -> bool:
    """The first entry of a page carries on the last one of the page before."""
    if header.spec["layout"] != "by_code" or entry.code or entry.line_no or not entry.name:
        return False
    if entry.name in vocabulary.load("tables")["total_names"]:
        return False
    return not (entry.amounts_printed and before.amounts_printed)


def _label(columns: list[Column], row: list, number: int) -> str:
    """The distinct texts of label columns in this row, joined."""
    cells = dict.fromkeys(
        row[column.index] for column in columns
        if row[column.index] and row[column.index].row == number
    )
    return "".join(amounts.unspaced(cell.text) for cell in cells)


def _code(columns: list[Column], row: list, number: int) -> str:
    """The classification code of the row; parts in several columns are joined."""
    cells = dict.fromkeys(
        row[column.index] for column in columns
        if row[column.index] and row[column.index].row == number
    )
    code = ""
    for part in (cell.key for cell in cells):
        if part.isdigit():
            code = part if part.startswith(code) and len(part) > len(code) else code + part
    return code


def _name(block: Block, row: list, number: int) -> str:
    """The name in the row: its name cell, or a label merged over code and name."""
    name = _label(block.names, row, number)
    if name:
        return name
    label = _label(block.codes, row, number)
    return "" if label.isdigit() else label


def _amount_cells(block: Block, row: list, number: int) -> dict[int, PrintedCell]:
    """Cells that begin in an amount column of this row, by column."""
    return {
        column.index: row[column.index] for column in block.amounts
        if row[column.index]
        and (row[column.index].row, row[column.index].col) == (number, column.index)
    }
