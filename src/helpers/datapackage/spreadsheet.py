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
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
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
    in them, and every sheet can be filtered. The same tables give the same bytes.
    """
    import xlsxwriter  # here: a run that has nothing to write does without it

    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2020, 1, 1)})
        bold = book.add_format({"bold": True})
        names = {name: name[:31] for name in sheets}
        kept = {name: list(sheet.rows) for name, sheet in sheets.items()}
        _contents(book, bold, {names[name]: sheet for name, sheet in sheets.items()}, kept, notes)
        for name, sheet in sheets.items():
            columns = [one.name for one in sheet.columns]
            rows = [[row[column] for column in columns] for row in kept[name]]
            _table(book.add_worksheet(names[name]), bold, columns, rows)
    return written.getvalue()


def _table(sheet, bold, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    sheet.freeze_panes(1, 0)
    for n, column in enumerate(columns):
        shown = [column, *(_as_text(row[n]) for row in rows[:_LOOKED_AT])]
        sheet.set_column(n, n, _width(shown))
        sheet.write_string(0, n, column, bold)
    sheet.autofilter(0, 0, max(1, len(rows)), len(columns) - 1)
    for number, row in enumerate(rows, 1):
        for n, value in enumerate(row):
            _write(sheet, number, n, value)


def _contents(book, bold, sheets: Mapping[str, Sheet], kept: Mapping, notes: Sequence[str]) -> None:
    """One row a sheet, in bold, with how many rows it has; under it one a column."""
    sheet = book.add_worksheet(CONTENTS)
    for n, width in enumerate(_CONTENTS_WIDTHS):
        sheet.set_column(n, n, width)
    head = len(notes)
    sheet.freeze_panes(head + 1, 0)
    for number, note in enumerate(notes):
        _write(sheet, number, 0, note)
    lines: list[tuple[Any, Sequence[str | None]]] = [(bold, _CONTENTS_HEAD)]
    for (name, one), rows in zip(sheets.items(), kept.values(), strict=True):
        lines.append(
            (bold, (name, f"{len(rows):,} rows 行", None, one.about["en"], one.about["zh"]))
        )
        lines += [
            (None, (name, column.name, column.unit, column.meaning["en"], column.meaning["zh"]))
            for column in one.columns
        ]
    for number, (form, texts) in enumerate(lines, head):
        for n, text in enumerate(texts):
            _write(sheet, number, n, text, form)
    sheet.autofilter(head, 0, head + len(lines) - 1, len(_CONTENTS_HEAD) - 1)


def _width(shown: Iterable[str]) -> float:
    """Characters a column is wide: a Chinese one counts twice."""
    return min(max(max(map(_characters, shown)) + 2, _NARROWEST), _WIDEST)


@lru_cache(maxsize=4096)  # columns are full of the same words
def _characters(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _write(sheet, row: int, column: int, value: Any, form=None) -> None:
    """A number, or a text that is a text whatever it begins with; nothing for a null."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value, form)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, value, form)
    else:
        text = value if isinstance(value, str) else BETWEEN.join(map(str, value))
        sheet.write_string(row, column, _NOT_IN_XML.sub("", text)[:MOST_CHARACTERS], form)
