"""What each column of a statutory table holds, read from the path of its header cells."""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby, pairwise

from helpers import amounts
from helpers.codes import expense_named
from helpers.interpret.printed import PrintedCell, PrintedTable, unit_behind
from helpers.interpret.statutory.columns import (
    Column,
    blocks_of,
    drop_duplicate_columns,
    is_phase,
    phase_of,
    set_side,
    unfunded,
    unphased,
    which_budget,
)
from helpers.wording import HEADED

#: The measure of a column whose rows say it (预算数, 决算数).
IN_ROW = "in_row"
_YEAR_SAID = re.compile(r"20\d\d(?=年)")
_WORDS = re.compile(r"[\u4e00-\u9fff]")


def is_turned(table: PrintedTable, first_row: int) -> bool:
    """The header of `table` names expenses and its rows are phases of the year."""
    heads = {cell.key for row in range(first_row) for cell in table.starting(row)}
    if len({expense_named(head, table.words) for head in heads} - {None, "total"}) < 2:
        return False
    labels = row_labels(table, first_row)
    return any(is_phase(label[-1], table.words) for label in labels.values() if label) and not any(
        expense_named(cell, table.words) not in (None, "total")
        for label in labels.values()
        for cell in label
    )


def row_labels(table: PrintedTable, first_row: int) -> dict[int, tuple[str, ...]]:
    """The words at the left end of each row: one cell, or several (2022年度 / 预算数)."""
    labels = {}
    for number in range(first_row, len(table.rows)):
        cells = list(dict.fromkeys(cell for cell in table.rows[number] if cell and cell.key))
        wordless = (n for n, cell in enumerate(cells) if not _WORDS.search(cell.key))
        labels[number] = tuple(cell.key for cell in cells[: next(wordless, len(cells))])
    return labels


def row_measures(table: PrintedTable, first_row: int) -> dict[int, str | None]:
    """What each row of a turned table measures; null where its words do not tell.

    A row of the year before is its outturn; one of another year, or one of two rows that say
    the same, is not read.
    """
    labels = row_labels(table, first_row)
    measures = {row: _measure_of(label, table) for row, label in labels.items()}
    years = {
        row: int(found[-1])
        for row, label in labels.items()
        if (found := _YEAR_SAID.findall("/".join(label)))
    }
    own = _own_year(table, years, measures)
    for row, year in years.items():
        if year == own - 1 and measures[row] == "outturn":
            measures[row] = "prior_outturn"
        elif year != own and (year, measures[row]) != (own - 1, "prior_outturn"):
            measures[row] = None
    given = [measure for measure in measures.values() if measure]
    return {
        row: measure if given.count(measure) == 1 else None for row, measure in measures.items()
    }


def stacked_measures(
    table: PrintedTable, first_row: int, columns: list[Column]
) -> dict[int, str | None]:
    """What the rows under a further header measure, where 决算数 stands across the columns below
    the rows of 预算数; null where that header names other expenses than the first."""
    measures: dict[int, str | None] = {}
    under = False
    measure = None
    for number in range(first_row, len(table.rows)):
        cells = [cell for cell in table.starting(number) if cell.key]
        across = len(cells) == 1 and 2 * cells[0].col_span > table.width
        if across and is_phase(cells[0].key, table.words):
            under, measure = True, _measure_of((cells[0].key,), table)
        elif all(_is_words(cell.key) for cell in cells) and any(
            cell.key not in columns[cell.col].path for cell in cells
        ):
            measure = None
        if under:
            measures[number] = measure
    return measures


def _measure_of(label: tuple[str, ...], table: PrintedTable) -> str | None:
    if not label or re.search(table.words["no_amounts"], unfunded("/".join(label), table.words)):
        return None
    measure = phase_of(label, table.words)
    return which_budget(label, table) if measure == "budget" else measure


def _own_year(table: PrintedTable, years: dict[int, int], measures: dict) -> int:
    """The year of the accounts: the title's where rows are of it, else the latest outturn's."""
    titles = [table.title or "", *table.captions]
    said = {int(year) for text in titles for year in _YEAR_SAID.findall(amounts.key(text))}
    if len(said) == 1 and said <= set(years.values()):
        return said.pop()
    spent = [year for row, year in years.items() if measures[row] == "outturn"]
    return max(spent or years.values(), default=0)


_CODE = re.compile(r"\d{3}(\d\d){0,3}(?![\d年])")
_FUNCTION_CODE = re.compile(r"[23]\d{2}(\d\d){0,2}")
_ITEM = re.compile(HEADED)
_INTEGER = re.compile(r"\d{1,3}")
_YEAR = re.compile(r"20\d\d")
_DECIMAL = re.compile(r"-?[\d,]*\d\.\d+")


class Header:
    """The header of `table`: where the data begin, the columns, the blocks they form."""

    def __init__(self, name: str, table: PrintedTable):
        self.name, self.table, self.words = name, table, table.words
        self.spec = self.words["tables"][name]
        self.first_row = first_data_row(table)
        #: Rows have names of their own (as opposed to one row of amounts under headers).
        self._named = any(
            cell and re.search(self.words["roles"]["name"], cell.key)
            for row in table.rows[: self.first_row]
            for cell in row
        )
        #: The rows are 预算数, 决算数, … and the columns the expenses.
        self.turned = self.spec["layout"] == "three_public" and is_turned(table, self.first_row)
        self.columns = [self._column(index) for index in range(table.width)]
        self._find_codes()
        self._find_names()
        #: What the rows of a turned table measure, or those under a second header further down.
        self.row_measures = row_measures(table, self.first_row) if self.turned else {}
        if self.spec["layout"] == "three_public" and not self.turned:
            self.row_measures = stacked_measures(table, self.first_row, self.columns)
        self.blocks = blocks_of(self.columns)
        for block in self.blocks:
            drop_duplicate_columns(block, self.words)
            if self.spec["layout"] == "two_sided":
                set_side(block, table.rows[self.first_row :])

    @property
    def unknown(self) -> list[Column]:
        return [
            column
            for column in self.columns
            if column.role == "unknown" and self._holds_numbers(column.index)
        ]

    @property
    def unit(self) -> str | None:
        """The unit that the header's cells print, where it is one (项目（万元）)."""
        units = {
            unit
            for row in range(self.first_row)
            for cell in self.table.starting(row)
            if (unit := unit_behind(cell.key))
        }
        return units.pop() if len(units) == 1 else None

    @property
    def counts_more(self) -> bool:
        """The table lists expenses beside the three public ones (meetings, training)."""
        others = re.compile(self.words["three_public"]["others"])
        return any(others.search(cell.key) for cell in self.table.cells)

    @property
    def amount_cells(self) -> list[PrintedCell]:
        """The cells that print an amount: a number with decimals, or any in a column not of
        labels. Where no row was told from the header, all rows are looked through."""
        rows = range(self.first_row, len(self.table.rows)) or range(len(self.table.rows))
        return [
            cell
            for row in rows
            if not self.repeats(row)
            for cell in self.table.starting(row)
            if _DECIMAL.fullmatch(cell.key)
            or (
                _is_number(cell.key)
                and not _YEAR.fullmatch(cell.key)
                and self.columns[cell.col].role in ("amount", "unknown")
            )
        ]

    def repeats(self, row: int) -> bool:
        """`row` is a header printed again, or a 栏次 row."""
        texts = [cell.key for cell in self.table.starting(row) if cell.key]
        if not texts or _numbers_columns(texts):
            return True
        on_later_page = self.table.page_of(row) > self.table.page_of(0)
        if not on_later_page:
            return False
        # A repeated header may be cut off at its lower edge, its foot printed in a row below.
        words = len(texts) > 1 and not any(re.search(r"\d", text) for text in texts)
        # A digit alone may be the end of a number of the page before, not a column's number.
        end = len(texts) == 1 and texts[0].isdigit()
        return (not end and set(texts) <= self._header_texts) or (
            words and all(any(text in head for head in self._header_texts) for text in texts)
        )

    @property
    def _header_texts(self) -> set[str]:
        texts = {cell.key for row in range(self.first_row) for cell in self.table.starting(row)}
        return texts | {amounts.key(caption) for caption in self.table.captions}

    def _column(self, index: int) -> Column:
        path = self._path(index)
        joined, last = "/".join(path), path[-1] if path else ""
        for role, pattern in self.words["roles"].items():
            if re.search(pattern, last):
                return Column(index, path, role, side=self._side(path))
        if re.search(self.words["no_amounts"], unfunded(joined, self.words)):
            return Column(index, path, "unknown")
        if self.spec["layout"] == "three_public":
            expense = expense_named("/".join(unphased(path, self.words)), self.words)
            unsaid = self.spec.get("measure") if expense else None
            measure = IN_ROW if self.turned and expense else phase_of(path, self.words) or unsaid
        else:
            expense = None
            measure = self._measure(joined, last)
        if measure == "budget":
            measure = which_budget(path, self.table)
        if measure and (expense or self.spec["layout"] != "three_public" or self._named):
            return Column(index, path, "amount", measure, self._side(path), expense)
        return Column(index, path, "unknown")

    def _find_codes(self) -> None:
        """A column of codes is the code's column where the header says so of none."""
        if any(column.role == "code" for column in self.columns):
            return
        for column in self.columns:
            texts = {
                cell.key
                for row in self.table.rows[self.first_row :]
                if (cell := row[column.index])
                and cell.col == column.index
                and cell.row >= self.first_row
                and cell.key
            }
            codes = [text for text in texts if _FUNCTION_CODE.fullmatch(text)]
            if column.role == "unknown" and codes and len(texts) - len(codes) <= 1:
                column.role = "code"

    def _find_names(self) -> None:
        """A column of words before amounts is the name's column where no other is."""
        for of_amounts, run in groupby(self.columns, key=lambda one: one.role == "amount"):
            labels = list(run)
            if of_amounts:
                continue
            if any(column.role == "name" for column in labels):
                self._find_parts(labels)
                continue
            unknown = (column for column in labels if column.role == "unknown")
            words = next(filter(self._holds_words, unknown), None)
            if words:
                words.role, words.side = "name", self._side(words.path)

    def _find_parts(self, labels: list[Column]) -> None:
        """Columns of words without a header, right of the names': what those are made up of.

        Sources of revenue are printed so: 其他资金 beside 小计, 事业收入, 其他收入.
        """
        for before, column in pairwise(labels) if self.words.get("sources_as_rows") else ():
            same = column.path in ((), before.path)
            if before.role == "name" and same and self._holds_words(column):
                column.role, column.side, column.is_part = "name", before.side, True

    @property
    def one_row(self) -> bool:
        """One row of amounts and nothing beside it: the header alone says what they are."""
        if any(column.role in ("code", "name") for column in self.columns):
            return False
        rows = self.table.rows[self.first_row :]
        filled = [row for row in rows if any(cell and cell.key for cell in row)]
        return bool(self.words.get("one_row")) and len(filled) == 1

    def _holds_words(self, column: Column) -> bool:
        """All but blank cells of the column are words, two or more; it explains nothing."""
        explains = re.search(self.words["no_amounts"], "/".join(column.path))
        if column.role not in ("unknown", "name") or explains:
            return False
        texts = [
            row[column.index].key
            for row in self.table.rows[self.first_row :]
            if row[column.index] and row[column.index].key
        ]
        return len(texts) > 1 and all(map(_is_words, texts))

    def _measure(self, joined: str, last: str) -> str | None:
        """The measure of the first pattern that the path matches.

        Header words of several columns run together (a ruling that was not seen) name no
        column: such a header is unknown.
        """
        named = {
            one["measure"] for one in self.spec["columns"] if _pattern(one["match"]).search(last)
        }
        if len(named) > 2 or (len(named) == 2 and len(last) > 12):
            return None
        return next(
            (
                one["measure"]
                for one in self.spec["columns"]
                if _pattern(one["match"]).search(joined)
            ),
            None,
        )

    def _path(self, index: int) -> tuple[str, ...]:
        """The header texts above column `index`, top down, each merged cell once.

        A total's row may carry the last header cells too (本年支出: 合计 基本支出 项目支出 beside
        a blank 合计): words in a column that begins no row belong to its header.
        """
        rows = self.table.rows[: self.first_row]
        cells = [row[index] for row in rows if row[index]]
        if self.first_row < len(self.table.rows):
            cell = self.table.rows[self.first_row][index]
            shared = cell and cell.col == index and index > 0 and cell.row == self.first_row
            if shared and cells and cells[-1].col_span > 1 and _is_words(cell.key):
                first = self.table.starting(self.first_row)[0]
                totals = self.words["total_names"]
                if cell is not first and first.key in totals:
                    cells.append(cell)
        path: list[str] = []
        for cell in dict.fromkeys(cells):
            if cell.key and cell.key != "栏次" and not _INTEGER.fullmatch(cell.key):
                path.append(cell.key)
        return tuple(path)

    def _side(self, path: tuple[str, ...]) -> str | None:
        if self.spec["layout"] != "two_sided" or not path:
            return None
        for side, pattern in self.words["sides"].items():
            if re.search(pattern, "/".join(path)):
                return side
        return None

    def _holds_numbers(self, index: int) -> bool:
        return any(
            row[index] and row[index].col == index and re.search(r"\d", row[index].text)
            for row in self.table.rows[self.first_row :]
        )


def first_data_row(table: PrintedTable) -> int:
    """The first row that names a thing or gives an amount; all rows are header if none does."""
    for number in range(len(table.rows)):
        cells = [cell for cell in table.starting(number) if cell.key]
        texts = [cell.key for cell in cells]
        if not texts or _numbers_columns(texts) or _is_under_a_heading(cells, table):
            continue
        if _heads_numbers(number, texts, table):
            continue
        if _is_data(texts, table.words):
            return number
    return len(table.rows)


def _is_under_a_heading(cells: list[PrintedCell], table: PrintedTable) -> bool:
    """A row of words whose first cell is one of several below a wider one: 合计 heads a column."""
    first = cells[0]
    above = table.rows[first.row - 1][first.col] if first.row else None
    return bool(
        above
        and above.key
        and above.col_span > first.col_span
        and len(cells) > 1
        and all(_is_words(cell.key) for cell in cells)
        and not _CODE.match(first.key)
        and not _ITEM.match(first.key)
    )


def _heads_numbers(number: int, texts: list[str], table: PrintedTable) -> bool:
    """A row of several words, the first a total's, above a row of numbers alone: 合计 heads the
    first column, and there is no column of names."""
    if (
        len(texts) < 2
        or texts[0] not in table.words["total_names"]
        or not all(map(_is_words, texts))
    ):
        return False
    below = (
        [cell.key for cell in table.starting(n) if cell.key]
        for n in range(number + 1, len(table.rows))
    )
    first = next((row for row in below if any(map(_is_number, row))), [])
    return len(first) > 1 and all(map(_is_number, first))


def _is_data(texts: list[str], words: dict) -> bool:
    totals = words["total_names"]
    first = texts[0]
    if _CODE.match(first) or _ITEM.match(first) or any(map(_DECIMAL.fullmatch, texts)):
        return True
    if (
        len(texts) > 1
        and all(map(_is_number, texts[1:]))
        and (is_phase(first, words) or expense_named(first, words))
    ):
        return True
    if first in totals:
        return not any(t in ("预算数", "决算数") for t in texts[1:]) and (
            len(texts) == 1 or any(map(_is_number, texts)) or not _is_header_row(texts)
        )
    return len(texts) > 1 and all(map(_is_number, texts))


def _is_header_row(texts: list[str]) -> bool:
    """More than the first cell looks like a header of expenses (the three public ones)."""
    return any(re.search("因公出国|公务用车|公务接待", text) for text in texts)


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"-?[\d,]+(\.\d+)?", text))


def _is_words(text: str) -> bool:
    return bool(re.search(r"[\u4e00-\u9fff]", text))


def _numbers_columns(texts: list[str]) -> bool:
    """The row is 栏次: the word itself, or column numbers counted up from 1."""
    if "栏次" in texts:
        return True
    numbers = [int(text) for text in texts if _INTEGER.fullmatch(text)]
    return len(numbers) == len(texts) > 2 and numbers == list(range(1, len(numbers) + 1))


@cache
def _pattern(text: str) -> re.Pattern:
    return re.compile(text)
