"""An .xlsx, .xls or .docx file as sheets of texts in rows and columns, as its readers see them.

    read_sheets(content, "xlsx")    # a list of Sheet

A spreadsheet keeps numbers, not what is printed. A number is told with six decimals at most (fen
of 万元), without the dust of binary sums, and with as many zeros as its format or, where the format
says nothing, two if others of its column have decimals: 1200 beside 34.56 is 1200.00. A per cent
format is told with its sign, and a format that scales (``0.00,``: thousands; ``0!.0000``: units of
10,000) as it prints, or as `UNTOLD` where its parts do not agree. The formats of an .xls file's
cells are not known: one with a format that scales is refused, and a fraction below a heading that
speaks of a rate may be a share or a percentage there, and is told as `UNTOLD`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

from helpers.fonts import GETA

KINDS = ("xlsx", "xls", "docx")
UNTOLD = GETA
CELLS, SHEETS = 400_000, 300  # of one file; published annexes have a few thousand and a dozen
_DECIMALS = 6
_LONGEST_FORMAT = 256  # characters
_RATE = re.compile(r"率|比重|占比|比例|[%％]")
_PERCENT_SAID = re.compile(r"[(（]\s*[%％]\s*[)）]")

Rectangle = tuple[int, int, int, int]  # first row, first column, last row, last column


class NoSheets(Exception):
    """The file cannot be read; the message says why, for a sentence that names the file."""


@dataclass
class Sheet:
    """One sheet, or the paragraphs and tables of a text in turn: `rows` of texts, all equally long.

    `merged` are rectangles of cells that are one cell. `ruled` is true of a table of a text, false
    of its paragraphs, null of a sheet, which does not say where its table begins.
    """

    name: str | None
    rows: list[list[str]]
    merged: list[Rectangle] = field(default_factory=list)
    ruled: bool | None = None


def read_sheets(content: bytes, kind: str) -> tuple[list[Sheet], list[str]]:
    """The sheets in their order, and the names of those that are hidden and left out.

    Raises NoSheets. Meant for a process of its own: such files come from strangers.
    """
    sheets, hidden = _read_text(content) if kind == "docx" else _read_book(content, kind)
    if sum(len(sheet.rows) * len(sheet.rows[0]) for sheet in sheets if sheet.rows) > CELLS:
        raise NoSheets(f"it has more than {CELLS:,} cells")
    return [sheet for sheet in sheets if any(map(any, sheet.rows))], hidden


def _read_book(content: bytes, kind: str) -> tuple[list[Sheet], list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        about = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        if len(about) > SHEETS:
            raise NoSheets(f"it has {len(about)} sheets")
        shown = [one.name for one in about if one.visible == SheetVisibleEnum.Visible]
        if kind == "xls" and (scaling := _scaling_format(content)):
            raise NoSheets(f"its number format {scaling} may show other numbers than it keeps")
        formats = _formats(content) if kind == "xlsx" else {}
        sheets = [_sheet(book.get_sheet_by_name(name), formats.get(name)) for name in shown]
    except (CalamineError, OSError, ValueError) as error:
        raise NoSheets(f"it is locked or damaged ({' '.join(str(error).split())[:120]})") from error
    return sheets, [one.name for one in about if one.name not in shown]


def _sheet(sheet: Any, formats: dict[tuple[int, int], str] | None) -> Sheet:
    if sheet.total_height * sheet.total_width > CELLS:
        raise NoSheets(f"its sheet {sheet.name} has more than {CELLS:,} cells")
    values = sheet.to_python(skip_empty_area=False)
    width = max(map(len, values), default=0)
    rows = [[*row, *[""] * (width - len(row))] for row in values]
    merged = [(a, b, c, d) for (a, b), (c, d) in sheet.merged_cell_ranges or ()]
    texts = [[""] * width for _ in rows]
    for col in range(width):
        column = [row[col] for row in rows]
        for n, text in enumerate(_texts(column, rows, col, formats)):
            texts[n][col] = text
    return Sheet(sheet.name, texts, [one for one in merged if one[0] < len(rows)])


def _formats(content: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """The number format of each cell that has one, by sheet and place (row, column from 0)."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        return {
            sheet.title: {
                (cell.row - 1, cell.column - 1): cell.number_format
                for row in sheet.iter_rows()
                for cell in row
                if isinstance(cell.value, int | float) and cell.number_format
            }
            for sheet in book.worksheets
        }
    finally:
        book.close()


def _scaling_format(content: bytes) -> str | None:
    """A format of an .xls file that scales and that cells are formatted by; null for none.

    [MS-XLS] 2.4.126 Format and 2.4.353 XF: records of 16-bit numbers, found here by their heads.
    """
    used = {
        int.from_bytes(match[1], "little")
        for match in re.finditer(rb"\xe0\x00\x14\x00..(..)(.)", content, re.DOTALL)
        if not match[2][0] & 4  # of a cell, not of a style that cells may have
    }
    for match in re.finditer(rb"\x1e\x04..(..)(..)([\x00\x01])", content, re.DOTALL):
        count, wide = int.from_bytes(match[2], "little"), match[3][0]
        text = content[match.end() : match.end() + (count << wide)]
        said = text.decode("utf-16-le" if wide else "latin-1", errors="replace")
        if count < _LONGEST_FORMAT and int.from_bytes(match[1], "little") in used:
            parts, _ = _bare_parts(said)
            if any(_form_of(part) != _Form() for part in parts):
                return said
    return None


def _texts(
    column: list[Any], rows: list[list[Any]], col: int, formats: dict[tuple[int, int], str] | None
) -> Iterator[str]:
    """The texts of a column's cells."""
    printed = any(_is_number(value) and not _is_whole(value) for value in column)
    heading = ""
    for n, value in enumerate(column):
        if isinstance(value, str):
            heading = value if value.strip() else heading
        if not _is_number(value):
            yield _plain(value)
            continue
        said = None if formats is None else formats.get((n, col), "General")
        form = _form(said or "", Decimal(repr(value)))
        if form != _Form():
            yield _scaled(Decimal(repr(value)), form)
        elif said is None and 0 < abs(value) <= 2 and not _is_whole(value) and _of_a_rate(heading):
            yield UNTOLD
        elif said is not None and "%" in _first_part(said):
            yield f"{_number(Decimal(repr(value)) * 100, _decimals(said))}%"
        else:
            least = _decimals(said) if said else 0
            counted = _is_whole(value) and _counts(rows[n])
            yield _number(Decimal(repr(value)), max(least, 2 if printed and not counted else 0))


@dataclass(frozen=True)
class _Form:
    """How a format scales: divided by 1,000 `thousands` times, printed with `decimals`, with a
    written point before the last `shifted` digits."""

    thousands: int = 0
    shifted: int = 0
    decimals: int = 0


_ITEM = re.compile(r'"([^"]*)"|[\\!](.)|[_*].|\[([^\]]*)\]|(.)', re.DOTALL)


def _form(said: str, value: Decimal) -> _Form | None:
    """How the part of a format that is meant for this value scales; null where it cannot be told.

    ECMA-376, 18.8.31: a comma behind the last digit divides by 1,000; a character behind ``!`` or
    ``\\``, or in quotation marks, is written as it is.

    >>> _form("#,##0.00,", Decimal(1)), _form('0"."0000', Decimal(1))
    (_Form(thousands=1, shifted=0, decimals=2), _Form(thousands=0, shifted=4, decimals=4))
    """
    parts, conditions = _bare_parts(said)
    forms = [_form_of(part) for part in parts]
    if conditions:
        return forms[0] if len(set(forms)) == 1 else None
    if value < 0 and len(forms) > 1:
        return forms[1]
    return forms[2 if not value and len(forms) > 2 else 0]


def _bare_parts(said: str) -> tuple[list[str], bool]:
    """The parts of a format with nothing but what may scale (``d`` a written point, ``X`` a
    written digit), and whether any has a condition of its own."""
    parts, conditions = [""], False
    for match in _ITEM.finditer(said):
        quoted, escaped, bracket, plain = match.groups()
        written = quoted if quoted is not None else escaped
        if written is not None:
            point = written.strip() in (".", "．", "·")
            parts[-1] += "d" if point else "X" * any(map(str.isdigit, written))
        elif bracket:
            conditions |= bracket[0] in "<>="
        elif plain == ";":
            parts.append("")
        elif plain in tuple("0#?.,%"):
            parts[-1] += plain
        elif plain in tuple("123456789"):
            parts[-1] += "X"
    return parts, conditions


def _form_of(part: str) -> _Form | None:
    """How a bare part scales; null where more than this is written into its digits."""
    core = part.lstrip(",").removesuffix("d")
    thousands = sum(map(len, re.findall(r"(?<=[0#?.]),+(?=\.|%*$)", core)))
    decimals = len((re.findall(r"\.([0#?]+)", core) or [""])[0])
    if "X" in core or (thousands and "%" in core):
        return None
    if "d" not in core:
        return _Form(thousands, 0, decimals) if thousands else _Form()
    point = re.fullmatch(r"[0#?]+d(0+),*", core)
    return _Form(thousands, len(point[1]), len(point[1])) if point else None


def _scaled(value: Decimal, form: _Form | None) -> str:
    """The number as it is printed; UNTOLD where that is not known, or too fine to be told."""
    if form is None or form.decimals > _DECIMALS:
        return UNTOLD
    scaled = value.scaleb(-3 * form.thousands)
    printed = scaled.quantize(Decimal(1).scaleb(form.shifted - form.decimals), ROUND_HALF_UP)
    return _number(printed.scaleb(-form.shifted), form.decimals)


def _of_a_rate(heading: str) -> bool:
    return bool(_RATE.search(heading)) and not _PERCENT_SAID.search(heading)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_whole(value: float) -> bool:
    return float(value).is_integer()


def _counts(row: list[Any]) -> bool:
    """Whether the row numbers its columns: 1, 2, 3 …"""
    numbers = [value for value in row if _is_number(value)]
    return len(numbers) > 1 and all(b - a == 1 for a, b in pairwise(numbers))


def _first_part(said: str) -> str:
    """A format for what is above zero, without texts in quotation marks."""
    return re.sub(r'"[^"]*"|\\.', "", said).split(";")[0]


def _decimals(said: str) -> int:
    """How many decimals a format prints: 2 of ``#,##0.00``, none of ``General``."""
    found = re.search(r"\.([0#?]+)", _first_part(said))
    return min(len(found[1]), _DECIMALS) if found else 0


def _number(value: Decimal, least: int) -> str:
    """A number with at least so many decimals, and no more than it needs.

    >>> _number(Decimal("1234.5600000000001"), 0), _number(Decimal("1200.0"), 2)
    ('1234.56', '1200.00')
    """
    exact = value.quantize(Decimal(1).scaleb(-_DECIMALS), ROUND_HALF_UP).normalize()
    exponent = exact.as_tuple().exponent
    needed = max(least, -exponent if isinstance(exponent, int) else 0, 0)
    text = f"{exact:.{needed}f}"
    return text.removeprefix("-") if not exact else text


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bool | timedelta):
        return str(value)
    return str(value)


def _read_text(content: bytes) -> tuple[list[Sheet], list[str]]:
    """The paragraphs and tables of a .docx in turn; tables are named by their number."""
    from zipfile import BadZipFile

    from docx import Document
    from docx.opc.exceptions import OpcError
    from docx.table import Table
    from lxml.etree import XMLSyntaxError

    try:
        text = Document(io.BytesIO(content))
    except (OpcError, BadZipFile, XMLSyntaxError, KeyError, ValueError) as error:
        raise NoSheets(f"it is locked or damaged ({' '.join(str(error).split())[:120]})") from error
    sheets: list[Sheet] = []
    tables = 0
    for one in text.iter_inner_content():
        if isinstance(one, Table):
            tables += 1
            sheets.append(_table(one, f"表{tables}"))
        elif sheets and sheets[-1].ruled is False:
            sheets[-1].rows.append([one.text])
        else:
            sheets.append(Sheet(None, [[one.text]], ruled=False))
    return sheets, []


def _table(table: Any, name: str) -> Sheet:
    """A table of a .docx. A cell that goes over rows or columns stands at each of its places."""
    width = len(table.columns)
    held = [_padded(row.grid_cols_before, row.cells, width) for row in table.rows]
    places: dict[Any, list[tuple[int, int]]] = {}
    for r, row in enumerate(held):
        for c, cell in enumerate(row):
            if cell is not None:
                places.setdefault(cell._tc, []).append((r, c))
    rows = [[""] * width for _ in held]
    merged = []
    for r, row in enumerate(held):
        for c, cell in enumerate(row):
            if cell is None or places[cell._tc][0] != (r, c):
                continue
            rows[r][c] = "\n".join(_inside(cell))
            last = places[cell._tc][-1]
            if last != (r, c):
                merged.append((r, c, *last))
    return Sheet(name, rows, merged, ruled=True)


def _padded(before: int, cells: Iterable[Any], width: int) -> list[Any]:
    row = [*[None] * before, *cells][:width]
    return [*row, *[None] * (width - len(row))]


def _inside(cell: Any) -> Iterator[str]:
    """The texts of a cell, those of tables that lie in it included."""
    for one in cell.iter_inner_content():
        if hasattr(one, "rows"):
            yield from (text for row in one.rows for inner in row.cells for text in _inside(inner))
        else:
            yield one.text
