"""The data rows of a block: code, name, line number and amount cells; a cut row is one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from helpers import amounts
from helpers.interpret.printed import PrintedCell, PrintedTable, unbroken
from helpers.interpret.statutory.columns import Block, Column
from helpers.interpret.statutory.headers import Header
from helpers.wording import HEADED

_ITEM = re.compile(HEADED)
_WHOLE = re.compile(r"(收入|支出)$")


@dataclass
class Entry:
    """One row of one block: its labels and its amount cells by column."""

    row: int
    page: int
    code: str
    name: str
    line_no: str
    cells: dict[int, PrintedCell]
    #: What its name is a part of; "" where it is none.
    group: str = ""
    #: Its name runs over the columns of the block before it as well.
    is_wide: bool = False

    @property
    def amounts_printed(self) -> bool:
        return any(map(_has_digits, self.cells.values()))


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
        entry = Entry(
            number,
            table.page_of(number),
            code,
            name,
            _label(block.line_nos, row, number),
            _amount_cells(block, row, number),
            _group(block, row),
            _is_wide(block, row, number),
        )
        if entries and entry.page > entries[-1].page and _cut_off(entry, entries[-1], header):
            entries[-1].name += entry.name
            entries[-1].cells |= _joined_cells(entry, entries[-1])
        elif entries and _wrapped(entry, entries[-1], header):
            entries[-1].name += entry.name
        else:
            entries.append(entry)
    if any(cell.reader == "ocr" for entry in entries for cell in entry.cells.values()):
        _drop_doubtful_line_nos(entries)
    return entries


def _wrapped(entry: Entry, before: Entry, header: Header) -> bool:
    """A line with a name alone below a coded row is the end of that row's name: every row of
    such a table has a code, and where no line parts the rows, a wrapped name looks like one."""
    return bool(
        header.spec["layout"] == "by_code"
        and before.code
        and len(before.name) >= 6
        and entry.name
        and not entry.code
        and not entry.line_no
        and not entry.amounts_printed
        and not entry.name.startswith("其中")
        and entry.name not in header.words["total_names"]
    )


def _has_digits(cell: PrintedCell) -> bool:
    """The cell prints a number; the foot of a header cut off above it prints words."""
    return any(character.isdigit() for character in cell.key)


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
    if entry.code or entry.line_no or not (entry.name or entry.amounts_printed):
        return False
    if entry.name in header.words["total_names"]:
        return False
    new = {
        column
        for column, cell in entry.cells.items()
        if _has_digits(cell) and not _is_rest(cell, before.cells.get(column), header.table.decimals)
    }
    if header.spec["layout"] == "two_sided":
        return not new and bool(
            not entry.name
            or (
                _WHOLE.search(before.name + entry.name)
                and _ITEM.match(before.name)
                and not _WHOLE.search(before.name)
                and not _ITEM.match(entry.name)
            )
        )
    return (
        header.spec["layout"] == "by_code"
        and not (new and before.amounts_printed)
        and bool(entry.name or not new)
    )


def _is_rest(cell: PrintedCell, before: PrintedCell | None, decimals: int) -> bool:
    """`cell` holds the end of the number in `before`: only together have they its decimals."""
    if before is None or not _has_digits(before) or not decimals:
        return False
    if len(before.key.partition(".")[2]) >= decimals:
        return False
    try:
        whole = amounts.printed_number(unbroken(f"{before.text}\n{cell.text}")) or ""
    except amounts.UnreadableAmount:
        return False
    return len(whole.partition(".")[2]) == decimals


def _joined_cells(entry: Entry, before: Entry) -> dict[int, PrintedCell]:
    """The cells with numbers of the rest of a row; a number cut in two is put together."""
    cells = {}
    for column, cell in entry.cells.items():
        if _has_digits(cell):
            first = before.cells.get(column)
            cells[column] = (
                first._replace(
                    text=f"{first.text}\n{cell.text}",
                    row_span=first.row_span + cell.row_span,
                    numbers=first.numbers + cell.numbers,
                )
                if first and _has_digits(first)
                else cell
            )
    return cells


def _label(columns: list[Column], row: list, number: int) -> str:
    """The distinct texts of label columns in this row, joined."""
    cells = dict.fromkeys(
        row[column.index]
        for column in columns
        if row[column.index] and row[column.index].row == number
    )
    return "".join(amounts.unspaced(cell.text) for cell in cells)


def _code(columns: list[Column], row: list, number: int) -> str:
    """The classification code of the row; parts in several columns are joined."""
    cells = dict.fromkeys(
        row[column.index]
        for column in columns
        if row[column.index] and row[column.index].row == number
    )
    code = ""
    for part in (cell.key for cell in cells):
        if part.isdigit():
            code = part if part.startswith(code) and len(part) > len(code) else code + part
    return code


def _name(block: Block, row: list, number: int) -> str:
    """The name in the row: its name cell, or a label merged over code and name."""
    parts = [column for column in block.names if column.is_part]
    name = _label(parts, row, number) or _label(block.names, row, number)
    if name:
        return name
    label = _label(block.codes, row, number)
    return "" if label.isdigit() else label


def _group(block: Block, row: list) -> str:
    """The heading that the row's name is a part of; "" where it is none."""
    parts = [column for column in block.names if column.is_part]
    cells = {row[column.index] for column in parts}
    heads = [row[column.index] for column in block.names if not column.is_part]
    return "".join(cell.key for cell in heads if parts and cell and cell not in cells)


def _is_wide(block: Block, row: list, number: int) -> bool:
    """The cell of the row's name begins left of the block."""
    first = min(column.index for column in (*block.codes, *block.names, *block.amounts))
    cells = (row[column.index] for column in block.names)
    return any(cell and cell.row == number and cell.col < first for cell in cells)


def _amount_cells(block: Block, row: list, number: int) -> dict[int, PrintedCell]:
    """Cells that begin in an amount column of this row, by column."""
    return {
        column.index: row[column.index]
        for column in block.amounts
        if row[column.index]
        and (row[column.index].row, row[column.index].col) == (number, column.index)
    }
