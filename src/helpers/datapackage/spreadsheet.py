"""Tables as CSV and XLSX that spreadsheet programs open as they are meant, and without harm.

Text that comes from a PDF may look like a formula (``=1+1``, ``@SUM``): CSV has no types, so an
apostrophe stands before it there, as spreadsheets themselves write text; XLSX has, so there it
is a text as it is. CSV is UTF-8 with a byte order mark: Excel reads Chinese only with one.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

Rows = Iterable[Mapping[str, object]]
BETWEEN = ";"  # the items of a list in one cell
_LOOKS_LIKE_A_FORMULA = re.compile(r"^\s*[=+\-@\t\r|%]")
_PLAIN_NUMBER = re.compile(r"^[+-]?\d+(\.\d+)?%?$")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
MOST_CHARACTERS = 32_767  # that a cell of XLSX can hold


def inert(text: str) -> str:
    """`text`, with an apostrophe before it where a spreadsheet would take it for a formula."""
    if _LOOKS_LIKE_A_FORMULA.match(text) and not _PLAIN_NUMBER.match(text):
        return f"'{text}"
    return text


def csv_bytes(columns: Sequence[str], rows: Rows) -> bytes:
    """The rows as a CSV file: a header, exact decimals, an empty cell for a null."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_in_csv(row[column]) for column in columns] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _in_csv(value: object) -> str:
    return inert(value) if isinstance(value, str) else _as_text(value)


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return inert(BETWEEN.join(map(str, value)))
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


class Sheet(NamedTuple):
    """A table as a sheet: what it is about, its columns' units and meanings, its rows."""

    about: Mapping[str, str]  # zh, en
    columns: Sequence[Heading]
    rows: Rows


class Heading(NamedTuple):
    """A column of a sheet."""

    name: str
    unit: str | None
    meaning: Mapping[str, str]  # zh, en


CONTENTS = "contents"
_CONTENTS_HEAD = ("sheet 工作表", "column 列", "unit 单位", "meaning", "含义")
_CONTENTS_WIDTHS = (26, 28, 14, 70, 60)
_NARROWEST, _WIDEST, _LOOKED_AT = 8, 48, 200  # characters; rows that a width is measured by


def xlsx_bytes(sheets: Mapping[str, Sheet], notes: Sequence[str] = ()) -> bytes:
    """An XLSX workbook: first its contents, then a sheet a table.

    The contents have the `notes`, each sheet with what it is about, and every column with its
    unit and meaning in both languages. Heads stay in sight, columns are as wide as what stands
    in them, and every sheet can be filtered.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    names = {name: name[:31] for name in sheets}
    kept = {name: list(sheet.rows) for name, sheet in sheets.items()}
    _contents(book, {names[name]: sheet for name, sheet in sheets.items()}, kept, notes)
    for name, sheet in sheets.items():
        columns = [one.name for one in sheet.columns]
        rows = [[row[column] for column in columns] for row in kept[name]]
        _table(book, names[name], columns, rows)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _table(book, name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for n, column in enumerate(columns):
        shown = [column, *(_as_text(row[n]) for row in rows[:_LOOKED_AT])]
        sheet.column_dimensions[get_column_letter(n + 1)].width = _width(shown)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{max(2, len(rows) + 1)}"
    sheet.append([_head(sheet, column) for column in columns])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _contents(book, sheets: Mapping[str, Sheet], kept: Mapping, notes: Sequence[str]) -> None:
    """One row a sheet, in bold, with how many rows it has; under it one a column."""
    sheet = book.create_sheet(CONTENTS)
    for letter, width in zip("ABCDE", _CONTENTS_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    head = len(notes) + 1
    sheet.freeze_panes = f"A{head + 1}"
    last = head + sum(1 + len(one.columns) for one in sheets.values())
    sheet.auto_filter.ref = f"A{head}:E{last}"
    for note in notes:
        sheet.append([_cell(sheet, note)])
    sheet.append([_head(sheet, one) for one in _CONTENTS_HEAD])
    for (name, one), rows in zip(sheets.items(), kept.values(), strict=True):
        told = (f"{len(rows):,} rows 行", None, one.about["en"], one.about["zh"])
        sheet.append([_head(sheet, name), *(_head(sheet, text) for text in told)])
        for column in one.columns:
            said = (name, column.name, column.unit, column.meaning["en"], column.meaning["zh"])
            sheet.append([_cell(sheet, text) for text in said])


def _width(shown: Iterable[str]) -> float:
    """Characters a column is wide: a Chinese one counts twice."""
    widest = max(
        sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text) for text in shown
    )
    return min(max(widest + 2, _NARROWEST), _WIDEST)


def _head(sheet, text: str | None):
    from openpyxl.styles import Font

    cell = _cell(sheet, text)
    if cell is not None:
        cell.font = Font(bold=True)
    return cell


def _cell(sheet, value: Any):
    """A number, or a text that is a text whatever it begins with."""
    from openpyxl.cell import WriteOnlyCell

    if value is None or isinstance(value, bool | int | float | Decimal):
        return value
    text = value if isinstance(value, str) else BETWEEN.join(map(str, value))
    cell = WriteOnlyCell(sheet, _NOT_IN_XML.sub("", text)[:MOST_CHARACTERS])
    cell.data_type = "s"
    return cell
