"""Tables as CSV and XLSX that spreadsheet programs open as they are meant, and without harm.

Text that comes from a PDF may look like a formula (``=1+1``, ``@SUM``): CSV has no types, so an
apostrophe stands before it there, as spreadsheets themselves write text; XLSX has, so there it
is a text as it is. CSV is UTF-8 with a byte order mark: Excel reads Chinese only with one.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

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


def xlsx_bytes(sheets: Mapping[str, tuple[Sequence[str], Rows]]) -> bytes:
    """An XLSX workbook with a sheet a table; the first row is the header and stays in sight."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for name, (columns, rows) in sheets.items():
        sheet = book.create_sheet(name[:31])
        sheet.freeze_panes = "A2"
        sheet.append(columns)
        for row in rows:
            sheet.append([_cell(sheet, row[column]) for column in columns])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _cell(sheet, value: Any):
    """A number, or a text that is a text whatever it begins with."""
    from openpyxl.cell import WriteOnlyCell

    if value is None or isinstance(value, bool | int | float | Decimal):
        return value
    text = value if isinstance(value, str) else BETWEEN.join(map(str, value))
    cell = WriteOnlyCell(sheet, _NOT_IN_XML.sub("", text)[:MOST_CHARACTERS])
    cell.data_type = "s"
    return cell
