"""Tables as CSV and XLSX that spreadsheet programs open as they are meant, and without harm.

Text that comes from a PDF may look like a formula (``=1+1``, ``@SUM``): CSV has no types, so an
apostrophe stands before it there, as spreadsheets themselves write text; XLSX has, so there it
is a text as it is. CSV is UTF-8 with a byte order mark: Excel reads Chinese only with one.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

Rows = Iterable[Mapping[str, object]]
BETWEEN = ";"  # the items of a list in one cell
_LOOKS_LIKE_A_FORMULA = re.compile(r"^\s*[=+\-@\t\r|%]")
_PLAIN_NUMBER = re.compile(r"^[+-]?\d+(\.\d+)?%?$")
# Spreadsheet programs keep the day a file was made; ours are the same whenever they are made.
_NO_DAY = datetime(2000, 1, 1)


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
    import xlsxwriter

    written = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
            "strings_to_numbers": False}
    with xlsxwriter.Workbook(written, safe) as book:
        book.set_properties({"created": _NO_DAY})
        bold = book.add_format({"bold": True})
        for name, (columns, rows) in sheets.items():
            sheet = book.add_worksheet(name[:31])
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, columns, bold)
            for number, row in enumerate(rows, 1):
                for position, column in enumerate(columns):
                    _write_cell(sheet, number, position, row[column])
    return written.getvalue()


def _write_cell(sheet, row: int, column: int, value: object) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, value)
    elif value is not None:
        text = value if isinstance(value, str) else BETWEEN.join(map(str, value))
        sheet.write_string(row, column, text)


def write(target: Path, content: bytes) -> Path:
    """Writes `content` to `target`, whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        temporary.write_bytes(content)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return target
