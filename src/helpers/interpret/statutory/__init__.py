"""The nine statutory tables as tidy rows: one row, one printed amount.

A table is known by its title, a column by the path of its header cells; both are compared
with `wording/tables.yml`. A header that the vocabulary does not know is reported and its
column left out: an amount is never given a meaning by its position alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from helpers import amounts
from helpers.codes import expense_named
from helpers.extract.grids.captions import of_tables, table_named
from helpers.interpret import note
from helpers.interpret.forms import is_form
from helpers.interpret.printed import PrintedCell, PrintedTable, printed_tables, unbroken
from helpers.interpret.statutory.columns import Block, Column
from helpers.interpret.statutory.entries import Entry, entries_of
from helpers.interpret.statutory.headers import Header
from helpers.interpret.statutory.recognise import (
    is_title,
    kind_of,
    rename_economic_table,
    titled,
    untitled,
)
from helpers.interpret.statutory.states import in_annex, is_listed
from helpers.schemas import BESIDE, NINE
from helpers.wording import HEADED, NUMERALS

_FUNCTION_LEVELS = {3: "class", 5: "section", 7: "item"}
#: Accountants print a negative amount in brackets; it has decimals, a number of order has none.
_BRACKETED = re.compile(r"^\s*[(（]\s*([\d,]+\.\d+)\s*[)）]\s*$")
_AMOUNT_INSIDE = re.compile(r"(?<![\d.])\d[\d,]*\.\d\d(?![\d%])")
#: A table with so many numbers with decimals is one of amounts.
_SOME = 3
#: So many titles, one after another, are a list; each is numbered as an entry of one.
_LIST = 3
_NUMBERED = re.compile(rf"\s*({HEADED}|\d{{1,2}}[.、．]|[(（][\d{NUMERALS}]+[)）])")
_ECONOMIC_LEVELS = {3: "economic_class", 5: "economic_section"}


@dataclass(frozen=True)
class Inferred:
    """A table whose columns white space parts, and notes on what of it was not understood."""

    table: PrintedTable
    notes: list[dict]


@dataclass
class Reading:
    """What was read of the statutory tables: rows of the tidy tables and notes on the rest.

    `amounts` are rows of ``tidy/statutory``, `tables` of ``tidy/statutory_tables`` (all nine),
    `others` of ``tidy/other_tables``, `notes` of ``tidy/reading_notes``. `seen` are the tables
    of which something stands on a page that could not be read as such.
    """

    amounts: list[dict] = field(default_factory=list)
    tables: list[dict] = field(default_factory=list)
    others: list[dict] = field(default_factory=list)
    notes: list[dict] = field(default_factory=list)
    #: (kind of the note, ids of the printed numbers that it leaves out).
    left_out: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    #: Amounts of the table that is being read whose unit nothing says: one note speaks for all.
    without_unit: list[PrintedCell] = field(default_factory=list)
    #: Tables without column rules: what is read of them is still to be proved.
    inferred: dict[str, Inferred] = field(default_factory=dict)

    def note(
        self, kind: str, page: int, found: str, cells: Iterable[PrintedCell] = (), **values
    ) -> None:
        """Say what was not read; the numbers of `cells` are left out for it."""
        self.notes.append(note("statutory", kind, page, found, **values))
        self.left_out += [(kind, cell.ids) for cell in cells]

    def set_aside(self, table: PrintedTable, why: str) -> None:
        """List `table` among those that are none of the statutory ones."""
        self.others.append(
            {
                "table_no": table.number,
                "title": table.title,
                "first_page": table.first_page,
                "last_page": table.last_page,
                "rows": len(table.rows),
                "number_count": table.number_count,
                "why": why,
                **table.cells[0].place,
            }
        )


def read_statutory(
    cells: pd.DataFrame, paragraphs: pd.DataFrame, document: str = "final_accounts"
) -> Reading:
    """Tidy rows of the statutory tables, from ``as_printed/cells`` and ``…/paragraphs``.

    `document` says whose tables they are: of `final_accounts` or of a `budget`.
    """
    reading, words = Reading(), of_tables(document)
    expected = tuple(words.get("expected", NINE))
    tables = printed_tables(cells, paragraphs)
    for table in tables:
        table.words = words
    known: dict[str, PrintedTable] = {}
    for table, name in zip(tables, _names(tables), strict=True):
        why = _why_not(table, name, known)
        if why:
            _set_aside(table, name, why, known, reading)
        else:
            known[name] = table
    units = {table.unit for table in known.values() if table.unit}
    common = next(iter(units)) if len(units) == 1 else None
    beside = tuple(words.get("beside", BESIDE))
    listed = (*expected, *beside) if "beside" in words else expected
    for name in (*expected, *beside):
        if name in known:
            _read_table(name, known[name], known[name].unit or common, reading)
    rename_economic_table(reading)
    there = {row["table"] for row in reading.tables}
    reading.tables = [row for row in reading.tables if row["table"] in listed]
    reading.tables += [
        {"table": name, "rows": 0, "state": "absent"} for name in expected if name not in there
    ]
    reading.tables.sort(key=lambda row: listed.index(row["table"]))
    _note_titles_alone(paragraphs, known, words, reading)
    return reading


def _names(tables: list[PrintedTable]) -> list[str | None]:
    """The statutory table that each of `tables` is."""
    for table in tables:
        if _has_head_inside(table):
            table.lift_head()
        table.lower_foot()
    names = [titled(table) for table in tables]
    for number, table in enumerate(tables):
        if names[number] is None and _amount_cells(table):
            before = next(filter(None, reversed(names[:number])), None)
            after = next(filter(None, names[number + 1 :]), None)
            names[number] = untitled(table, before, after, set(names))
    return names


def _why_not(table: PrintedTable, name: str | None, known: dict) -> str | None:
    """Why `table` is not read as a statutory table; null where it is."""
    if name is None:
        if is_form(table):
            return "form"
        return "not_statutory" if table.title else "untitled"
    if name in known:
        return "second_table"
    return "unparted" if _is_unparted(table) else None


def _set_aside(
    table: PrintedTable, name: str | None, why: str, known: dict, reading: Reading
) -> None:
    """List `table` among the others, with a note where it holds amounts."""
    count, kind = len(_amount_cells(table)), kind_of(table)
    reading.set_aside(table, why)
    if why == "second_table":
        reading.note(
            why, table.first_page, table.title or name, table.cells, first=known[name].first_page
        )
    elif why == "unparted":
        reading.note(
            why,
            table.first_page,
            table.title or name,
            table.cells,
            rows=len(table.rows),
            count=table.amount_count,
        )
        reading.seen.add(name)
    elif why == "form":
        return  # its reader tells what it does not read
    elif count >= _SOME and is_title(table.title or ""):
        reading.note(
            "other_table",
            table.first_page,
            table.title,
            table.cells,
            count=count,
            where=table.first_page,
        )
    elif count >= _SOME and (known or kind):
        reading.note(
            "untitled_table", table.first_page, table.cells[0].text, table.cells, count=count
        )
        kinds, expected = table.words["kinds"], table.words.get("expected", NINE)
        reading.seen |= set(kinds[kind]["tables"] if kind else expected)


def _has_head_inside(table: PrintedTable) -> bool:
    """The ruling begins above the header: the title is there, or stands nowhere else."""
    first = table.rows[0][0]
    words = table.words
    return table_named(table.title, words) is None or bool(first and table_named(first.text, words))


def _amount_cells(table: PrintedTable) -> list[PrintedCell]:
    """The cells that hold one number with decimals."""
    return [cell for cell in table.cells if re.fullmatch(r"-?[\d,]+\.\d+", cell.key)]


def _is_unparted(table: PrintedTable) -> bool:
    """No ruling parts the columns: several cells hold two amounts or more in one line, or white
    space did not either."""
    if table.inferred and table.width == 1:
        return True
    lines = [line for cell in table.cells for line in cell.text.splitlines()]
    return sum(len(_AMOUNT_INSIDE.findall(amounts.plain(line))) > 1 for line in lines) > 1


def _note_titles_alone(
    paragraphs: pd.DataFrame, known: dict, words: dict, reading: Reading
) -> None:
    """Say so where the title of a table stands on a page but no table that was read below it.

    A title in a list of titles stands above nothing, nor that of a table told to be in an annex.
    """
    spoken = paragraphs.astype(object).where(paragraphs.notna(), None).to_dict("records")
    named = [
        None if is_listed(row) or len(row["text"]) > 60 else table_named(row["text"], words)
        for row in spoken
    ]
    annexed, listed = set(in_annex(spoken)), _one_after_another(spoken, named)
    expected = words.get("expected", NINE)
    for n, (row, name) in enumerate(zip(spoken, named, strict=True)):
        if (
            name in expected
            and name not in known
            and name not in reading.seen | annexed
            and (n not in listed)
        ):
            reading.note("title_alone", row["page"], amounts.unspaced(row["text"]))
            reading.seen.add(name)
    reading.seen |= {named[n] for n in listed} & set(expected) - set(known)


def _one_after_another(spoken: list[dict], named: list[str | None]) -> set[int]:
    """Places in `spoken` of three numbered titles or more that follow each other on a page."""
    found: set[int] = set()
    for start in range(len(named) - _LIST + 1):
        run = range(start, start + _LIST)
        pages, names = ({one[n] for n in run} for one in ([row["page"] for row in spoken], named))
        if (
            len(pages) == 1
            and len(names) == _LIST
            and all(named[n] and _NUMBERED.match(spoken[n]["text"]) for n in run)
        ):
            found |= set(run)
    return found


def _read_table(name: str, table: PrintedTable, unit: str | None, reading: Reading) -> None:
    """Add to `reading` the amounts of the statutory table `name`, notes on what of it is not read,
    and its row of ``tidy/statutory_tables``. `unit` is that of its amounts, where it is known."""
    header, notes = Header(name, table), len(reading.notes)
    unit = unit or header.unit
    _note_unknown(header, table, reading)
    filled_rows, found, visited = set(), [], set()
    for block in header.blocks:
        for entry in entries_of(block, header, table):
            visited |= set(entry.cells.values())
            records = [
                _record(name, header, column, entry, unit, reading) for column in block.amounts
            ]
            if _is_economic(block):
                _mark_economic(records)
            found += [record for record in records if record]
            if any(records):
                filled_rows.add(entry.row)
    _note_without_unit(table, reading)
    _note_left_over(table, header, visited, reading)
    found = _without_wider_totals(found, header, reading)
    if table.inferred:
        reading.inferred[name] = Inferred(table, reading.notes[notes:])
    order = {row: n for n, row in enumerate(sorted(filled_rows), 1)}
    found.sort(key=lambda record: (record["row"], record.pop("column")))
    for record in found:
        del record["name_printed"]
        record["row"] = order[record["row"]]
    reading.amounts += [{**record, "printed_no": table.printed_no} for record in found]
    row = _table_row(name, table, header, len(filled_rows), bool(found))
    if row["state"] == "not_read" and len(reading.notes) == notes:
        _note_cells(header.amount_cells, table, reading)
    reading.tables.append(row)


def _table_row(name: str, table: PrintedTable, header: Header, rows: int, filled: bool) -> dict:
    """The row of ``tidy/statutory_tables`` of a table of which so many `rows` hold an amount; it is
    `filled` where an amount of them is given."""
    statement = table.statement(table.words["empty_statements"])
    state = _state(filled, statement, header)
    said = table.words.get("told_empty")
    told_empty = table.statement(said) if said and filled else None
    return {
        "table": name,
        "printed_no": table.printed_no,
        "first_page": table.first_page,
        "last_page": table.last_page,
        "rows": rows,
        "state": state,
        "statement_zh": statement if state == "empty_with_statement" else told_empty,
    }


def _without_wider_totals(found: list[dict], header: Header, reading: Reading) -> list[dict]:
    """`found` without totals that may count meetings and training with the three expenses.

    Where such expenses stand beside the three, a plain 合计 is kept if the three make it up.
    """
    if header.spec["layout"] != "three_public" or not header.counts_more:
        return found
    kept = []
    for one in found:
        named = "三公" in "/".join([one["name_printed"], *header.columns[one["column"]].path])
        three = sum(
            other["amount"]
            for other in found
            if other["measure"] == one["measure"]
            and other["code"] in ("overseas_travel", "vehicles", "reception")
        )
        if one["code"] != "total" or named or one["amount"] == three:
            kept.append(one)
        else:
            reading.note("wider_total", one["page"], one["printed"], table=header.table.title)
            reading.left_out.append(("wider_total", one["numbers"]["amount"]))
    return kept


def _state(found: bool, statement: str | None, header: Header) -> str:
    """`filled`; `not_read` where amounts stand and none was read; else an empty one."""
    if found:
        return "filled"
    if header.amount_cells:
        return "not_read"
    return "empty_with_statement" if statement else "empty"


def _note_unknown(header: Header, table: PrintedTable, reading: Reading) -> None:
    """Say which columns, and which rows of a turned table, have no known meaning."""
    for column in header.unknown:
        below = (row[column.index] for row in table.rows[header.first_row :])
        reading.note(
            "unknown_header",
            table.first_page,
            "/".join(column.path),
            filter(None, below),
            table=table.title,
        )
    for row, measure in header.row_measures.items():
        cells = table.starting(row)
        if measure is None and any(_AMOUNT_INSIDE.search(cell.key) for cell in cells):
            reading.note("unknown_row", cells[0].page, cells[0].key, cells, table=table.title)


def _note_without_unit(table: PrintedTable, reading: Reading) -> None:
    """Say once of the table how many of its amounts stand there without a unit."""
    cells, reading.without_unit = reading.without_unit, []
    if cells:
        first, count = cells[0], len(cells)
        reading.note("no_unit", first.page, first.key, cells, table=table.title, count=count)


def _note_left_over(table: PrintedTable, header: Header, visited: set, reading: Reading) -> None:
    """Say so where cells of the table hold amounts that no row and column claims."""
    noted = {column.index for column in header.unknown}
    left = [
        cell
        for cell in table.cells
        if cell not in visited
        and cell.col not in noted
        and not header.repeats(cell.row)
        and _AMOUNT_INSIDE.search(cell.key)
    ]
    if left:
        _note_cells(left, table, reading)


def _note_cells(left: list[PrintedCell], table: PrintedTable, reading: Reading) -> None:
    reading.note(
        "left_over",
        left[0].page,
        left[0].text.replace("\n", " "),
        left,
        table=table.title,
        count=len(left),
    )


def _is_economic(block: Block) -> bool:
    """The block lists expenditure by nature and by economic class beside the one by function."""
    return any("经济分类" in part for column in block.names for part in column.path)


def _mark_economic(records: list[dict | None]) -> None:
    """Lines of such a block say again what the functional lines add up to: not lines to sum."""
    for record in records:
        if record and record["level"] == "line":
            record["level"] = "economic_class"


def _record(name, header: Header, column: Column, entry: Entry, unit, reading) -> dict | None:
    """A row of ``tidy/statutory`` for one amount; None where the cell is blank."""
    cell = entry.cells.get(column.index)
    unsaid = None if header.turned else column.measure
    measure = header.row_measures.get(entry.row, unsaid)
    if cell is None or not cell.key or cell.key in column.path or measure is None:
        return None
    try:
        printed = amounts.printed_number(_BRACKETED.sub(r"-\1", unbroken(cell.text)))
    except amounts.UnreadableAmount:
        reading.note(
            "not_an_amount",
            cell.page,
            cell.text,
            [cell],
            row=entry.name or entry.code,
            column="/".join(column.path),
        )
        return None
    if printed is None:
        return None
    if header.spec["layout"] == "three_public" and not _expense(column, entry, header.words):
        return None  # a count, or an expense beside the three (meetings, training)
    unit = column.unit or unit
    if unit is None:
        reading.without_unit.append(cell)
        return None
    problem = _not_usable(cell, entry, header)
    if problem:
        reading.note(
            problem,
            cell.page,
            printed,
            [cell],
            row=entry.name or entry.code,
            table=header.table.title,
        )
        return None
    return {
        "table": name,
        "row": entry.row,
        "column": column.index,
        "side": column.side.removesuffix("_by_use")
        if entry.is_wide and column.side
        else column.side,
        "name_printed": entry.name,
        **({"group_zh": entry.group} if entry.group else {}),
        "line_no": int(entry.line_no) if entry.line_no.isdigit() else None,
        **_what(column, entry, header),
        "measure": measure,
        "amount": amounts.in_ten_thousands(printed, unit),
        "printed": printed,
        **cell.place,
        "confidence": cell.confidence,
        "numbers": {"amount": cell.ids},
    }


def _not_usable(cell: PrintedCell, entry: Entry, header: Header) -> str | None:
    """The note on why an amount cannot be given a meaning; null where it can."""
    if _may_be_cut(cell, header):
        return "cut_amount"
    if cell.reader == "ocr" and _lost_point(amounts.key(cell.text), header.table.decimals):
        return "doubtful_reading"
    if cell.reader == "ocr" and entry.code and len(entry.code) not in _FUNCTION_LEVELS:
        return "doubtful_code"
    if cell.col_span > 1 and any(
        column.role == "amount"
        for column in header.columns[cell.col + 1 : cell.col + cell.col_span]
    ):
        return "merged_amount"
    if header.spec["layout"] != "three_public" and not (entry.code or entry.name):
        return None if header.one_row else "unnamed_row"
    return None


def _may_be_cut(cell: PrintedCell, header: Header) -> bool:
    """The last row of a page that the table goes on after, with fewer decimals than others."""
    below, rows = cell.row + cell.row_span, header.table.rows
    ends_page = below < len(rows) and header.table.page_of(below) > cell.page
    return ends_page and _lost_point(amounts.key(cell.text), header.table.decimals)


def _lost_point(printed: str, decimals: int) -> bool:
    """The amount has fewer decimals than the table prints: a point may be lost, or its end."""
    return len(printed.rstrip(")）").partition(".")[2]) < decimals and printed != "0"


def _what(column: Column, entry: Entry, header: Header) -> dict:
    """Code, level and name of the thing an amount is about."""
    if header.spec["layout"] == "three_public":
        key = _expense(column, entry, header.words)
        return {
            "code": key,
            "level": "total" if key == "total" else "line",
            "name_zh": header.words["three_public"]["names_zh"][key],
        }
    levels = _ECONOMIC_LEVELS if header.spec.get("economic") else _FUNCTION_LEVELS
    if header.spec.get("economic") and header.words.get("short_codes"):
        levels = levels | {4: "economic_section"}
    total = entry.name in header.words["total_names"] or header.one_row
    return {
        "code": entry.code or None,
        "name_zh": entry.name or None,
        "level": "total" if total else levels.get(len(entry.code), "line"),
    }


def _expense(column: Column, entry: Entry, words: dict) -> str | None:
    """The three-public expense of an amount: from its header, or from its row's name."""
    if column.expense:
        return column.expense
    if re.search(r"数量?[(（]|[数次量]$|人次|批次|保有", entry.name):
        return None
    return expense_named(entry.name, words)
