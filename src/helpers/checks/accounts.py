"""A document's tidy tables arranged for checking: every amount found by what it is.

`Tables` are the printed tables of any document, `Accounts` a department's final accounts whole.
An approved budget is arranged in `approved_budget`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from helpers import amounts
from helpers.checks.judging import PrintedNumber, half_unit
from helpers.index import Index

#: Amounts of a budget statement; `budget` is one of which the document does not say whether it
#: is the initial or the adjusted one.
BUDGETS = ("initial_budget", "adjusted_budget", "budget", "outturn")
#: The tables that the checks read; one that is missing is taken as empty.
TABLES = (
    "tidy/statutory",
    "tidy/statutory_tables",
    "tidy/budget_vs_outturn",
    "tidy/facts",
    "tidy/statements",
    "tidy/numbers",
    "tidy/projects",
    "tidy/indicators",
    "tidy/work_items",
    "tidy/profile",
    "tidy/glossary",
    "tidy/reading_notes",
    "tidy/figure_values",
    "as_printed/paragraphs",
    "as_printed/cells",
)
_PARAGRAPHS = "as_printed/paragraphs"
_MAY_BE_A_TABLE = ("picture_page", "strays", "title_alone", "untitled_table", "unparted")


def bare(name: str) -> str:
    """A class name without （类） and without the word 支出 that some places leave out."""
    return amounts.key(name).replace("(类)", "").removesuffix("支出")


@dataclass(frozen=True)
class Passage:
    """A paragraph of the body: its order, its headings, and the kinds of what is said of it
    (`tidy/statements`)."""

    order: int
    heading: str
    said: frozenset[str]

    @property
    def one_scope(self) -> bool:
        """Does it tell amounts of the whole department, and of the three public expenses alone?"""
        return not self.said & {"by_unit", "beyond_three_public"}


class Numbers:
    """The printed numbers of the prose by their ids: their amounts, and where they stand."""

    _COLUMNS = (
        "number_id",
        "paragraph",
        "sentence",
        "printed",
        "value_unit",
        "amount",
        "page",
        "reader",
        "found_in",
    )

    def __init__(self, index: Index, said: Mapping[object, list[dict]]):
        self._said = said
        self._headings = {one["order"]: one["heading"] for one in index.rows(_PARAGRAPHS)}
        self._numbers = {
            one[0]: one
            for one in index.values("tidy/numbers", *self._COLUMNS)
            if one[1] is not None
        }
        self._passages: dict[int, Passage] = {}
        self._of: dict[int, list[str]] = {}
        for number_id, order, *_ in self._numbers.values():
            self._of.setdefault(order, []).append(number_id)

    def passage(self, number_id: str | None) -> Passage | None:
        """The paragraph of the body that prints the number; null where none does."""
        found = self._numbers.get(number_id or "")
        if found is None or found[-1] != "body":
            return None
        order = found[1]
        if order not in self._passages:
            kinds = frozenset(one["kind"] for one in self._said.get(order, ()))
            heading = amounts.key(self._headings.get(order) or "")
            self._passages[order] = Passage(order, heading, kinds)
        return self._passages[order]

    def sentence(self, number_id: str | None) -> tuple[int, int] | None:
        """The paragraph and the sentence of it in which the number stands."""
        found = self._numbers.get(number_id or "")
        return None if found is None else (found[1], found[2])

    def printed(self, number_id: str) -> PrintedNumber | None:
        """The amount of money that the number is, in 万元; null for another number."""
        found = self._numbers.get(number_id)
        if found is None:
            return None
        _, _, _, text, unit, amount, page, reader, _ = found
        if amount is None:
            if unit is None or not amounts.is_money_unit(unit):
                return None
            amount = amounts.in_ten_thousands(text, unit)
        return PrintedNumber(
            amount, half_unit(amount, text), text, page, reader=reader, number_id=number_id
        )

    def beside(self, number_id: str | None) -> list[PrintedNumber]:
        """Every amount of money in the paragraph of the body that prints the number."""
        passage = self.passage(number_id)
        found = map(self.printed, self._of[passage.order]) if passage else ()
        return [one for one in found if one]


@dataclass(frozen=True)
class Row:
    """One printed row of a table: its labels and its amounts by measure."""

    table: str
    order: int
    side: str | None
    code: str | None
    level: str
    name: str
    amounts: dict[str, PrintedNumber]


def labels(table: str, **names: Any) -> dict:
    """The names of a case: the table's title and whatever the rule's statement needs."""
    return {"table": {"table": table}, "side": "", **names}


class Tables:
    """Rows of a document's printed tables, found by table and side, by code, by being a total."""

    def __init__(self, rows: list[Row]):
        self.rows = rows
        self._of: dict[tuple[str, str | None], list[Row]] = {}
        self._coded: dict[tuple[str, str], list[Row]] = {}
        for row in rows:
            for side in {None, row.side}:
                self._of.setdefault((row.table, side), []).append(row)
            if row.code is not None:
                self._coded.setdefault((row.table, row.code), []).append(row)

    def of(self, table: str, side: str | None = None) -> list[Row]:
        """The rows of `table` in printed order, of one side where it has two."""
        return self._of.get((table, side), [])

    def total_row(
        self, table: str, measure: str, side: str | None = None, names: Iterable[str] = ()
    ) -> Row | None:
        """The table's first total row with an amount of `measure` (of those named, if any)."""
        for row in self.of(table, side):
            if (
                row.level == "total"
                and measure in row.amounts
                and (not names or amounts.key(row.name) in names)
            ):
                return row
        return None

    def total(
        self, table: str, measure: str, side: str | None = None, names: Iterable[str] = ()
    ) -> PrintedNumber | None:
        """The amount of the table's total row (the one named, where there are several)."""
        row = self.total_row(table, measure, side, names)
        return row.amounts[measure] if row else None

    def by_code(self, table: str, code: str, measure: str) -> PrintedNumber | None:
        for row in self._coded.get((table, code), ()):
            if measure in row.amounts:
                return row.amounts[measure]
        return None

    def labels(self, table: str, row: Row, **names: Any) -> dict:
        """The names of a case that is about one row of `table`."""
        return labels(table, **names)


class Cell(NamedTuple):
    """A cell of any table of the document."""

    page: int
    text: str | None
    reader: str | None


class Accounts(Tables):
    """One document's tables, arranged for checks; `tables` are data frames by name (TABLES)."""

    def __init__(self, tables: Mapping[str, pd.DataFrame] | Index):
        index = tables if isinstance(tables, Index) else Index(tables)
        self._index = index
        super().__init__(rows_of(index.rows("tidy/statutory"), "tidy/statutory"))
        self.facts = index.rows("tidy/facts")
        self.projects = index.rows("tidy/projects")
        self.indicators = index.rows("tidy/indicators")
        self.work_items = index.rows("tidy/work_items")
        self.profile = index.rows("tidy/profile")
        self.glossary = index.rows("tidy/glossary")
        self.figure_values = index.rows("tidy/figure_values")
        self.tables = index.rows("tidy/statutory_tables")
        notes = index.rows("tidy/reading_notes")
        self.budget = index.rows("tidy/budget_vs_outturn")
        self.paragraphs = index.rows(_PARAGRAPHS)
        self.cells = [
            Cell(*one) for one in index.values("as_printed/cells", "page", "text", "reader")
        ]
        self.year = _year(index)
        #: Pages that could not be read: what is not found may stand there.
        self.unread_pages = _unread(notes, self.tables)
        #: Pages of the nine tables where something was left out: a sum that does not close
        #: there may lack what was not read.
        self.incomplete_pages = _pages(notes, "statutory")
        #: The same of the self-evaluation forms.
        self.incomplete_forms = _pages(notes, "forms")
        #: Tables of several units: nobody says whose the prose is about.
        self.several_sets = any(one["kind"] == "second_table" for one in notes)
        #: Pages of which OCR read a part of the text: words there may be misread, a title too.
        self.ocr_pages = {one.page for one in self.cells if one.reader == "ocr"} | {
            one["page"]
            for one in self.paragraphs
            if one["reader"] == "ocr" and one["kind"] != "figure"
        }
        self.prose_exponent = self._prose_exponent()

    def _prose_exponent(self) -> int:
        """The finest digit that the prose prints amounts to (−2: hundredths of 万元).

        Prose drops trailing zeros ("3万元" beside "1,102.63万元"): an amount is as exact as
        the finest one, not as its own digits alone.
        """
        printed = [row[f"{kind}_printed"] for row in self.budget for kind in BUDGETS]
        printed += [fact["printed"] for fact in self.facts if fact["value_unit"] != "%"]
        exponents = [amounts.exponent(Decimal(text)) for text in printed if text]
        return min(exponents, default=-2)

    @cached_property
    def numbers(self) -> Numbers:
        """The printed numbers of the prose, asked by their ids."""
        return Numbers(self._index, self._index.by("tidy/statements", "paragraph"))

    def passage(self, number_id: str | None) -> Passage | None:
        """The paragraph of the body that prints a number."""
        return self.numbers.passage(number_id)

    def said(self, kind: str) -> list[dict]:
        """The rows of ``tidy/statements`` of a kind, in printed order."""
        return self._index.by("tidy/statements", "kind").get(kind, [])

    def stated(self, row: dict, column: str) -> PrintedNumber | None:
        """An amount of a row of ``tidy/budget_vs_outturn``."""
        if row[column] is None:
            return None
        return PrintedNumber(
            row[column],
            self._half(row[column], row[f"{column}_printed"]),
            row[f"{column}_printed"],
            row["page"],
            ("tidy/budget_vs_outturn", row["index"], column),
            reader=row["reader"],
            number_id=row.get(f"{column}_id"),
        )

    def rate(self, row: dict) -> PrintedNumber | None:
        """The printed execution rate of a row of ``tidy/budget_vs_outturn``, in per cent."""
        printed = row["execution_rate_printed"]
        if not printed:
            return None
        half = Decimal(5).scaleb(amounts.exponent(Decimal(printed)) - 1)
        return PrintedNumber(
            Decimal(printed),
            half,
            printed,
            row["page"],
            reader=row["reader"],
            number_id=row.get("execution_rate_id"),
        )

    def valued(self, fact: dict | None) -> PrintedNumber | None:
        """The value of a row of ``tidy/facts``; null for a blank."""
        if fact is None or fact["value"] is None:
            return None
        value, printed = fact["value"], fact["printed"]
        half = (
            half_unit(value, printed) if fact["value_unit"] == "%" else (self._half(value, printed))
        )
        return PrintedNumber(
            value,
            half,
            printed,
            fact["page"],
            reader=fact["reader"],
            number_id=fact.get("value_id"),
        )

    def value(self, fact: dict) -> PrintedNumber:
        """The value of a row of ``tidy/facts`` that has one. Raises ValueError for a blank."""
        one = self.valued(fact)
        if one is None:
            raise ValueError(f"{fact['fact']} (page {fact['page']}) has no value")
        return one

    def _half(self, value: Decimal, printed: str) -> Decimal:
        if value > Decimal(printed):
            return half_unit(value, printed)  # 亿元: rounded to its digits
        exponent = min(amounts.exponent(Decimal(printed)), self.prose_exponent)
        return Decimal(5).scaleb(exponent - 1) * (value / Decimal(printed)) if value else value

    def expense(self, code: str) -> dict | None:
        """The first statement of the prose about one of the three public expenses."""
        return next(
            (
                row
                for row in self.budget
                if (row["scope"], row["source"], row["code"]) == ("three_public", "narrative", code)
            ),
            None,
        )

    def fact(self, name: str) -> dict | None:
        return next(iter(self.facts_named(name)), None)

    def facts_named(self, name: str) -> list[dict]:
        return self._index.by("tidy/facts", "fact").get(name, [])


def _year(index: Index) -> int | None:
    """The fiscal year that the tables are of."""
    rows = (row for name in TABLES for row in index.rows(name)[:1])
    return next((row["year"] for row in rows if "year" in row), None)


def _pages(notes: list[dict], stage: str) -> set[int]:
    return {one["page"] for one in notes if one["stage"] == stage and one["page"] is not None}


def _unread(notes: list[dict], tables: list[dict]) -> list[int]:
    """Pages that a missing table may stand on.

    A picture beside text may be one of the nine tables where those stand; after the last of
    them it is a chart.
    """
    there = [one for one in tables if one["last_page"] is not None]
    last = max((one["last_page"] for one in there), default=10_000)
    if all(one["table"] != "state_capital" for one in there):
        last += 3
    return sorted(
        {
            one["page"]
            for one in notes
            if one["page"] is not None
            and (
                one["kind"] in _MAY_BE_A_TABLE
                or (one["kind"] == "picture_beside_text" and one["page"] <= last)
            )
        }
    )


def rows_of(cells: Iterable[dict], tidy: str) -> list[Row]:
    """The printed rows that `cells`, rows of the table `tidy` (one an amount), stand in."""
    rows: dict[tuple, Row] = {}
    for cell in cells:
        place = (cell["table"], cell["row"], cell["side"], cell["code"], cell["name_zh"])
        row = rows.setdefault(
            place,
            Row(
                cell["table"],
                cell["row"],
                cell["side"],
                cell["code"],
                cell["level"],
                cell["name_zh"] or "",
                {},
            ),
        )
        row.amounts[cell["measure"]] = PrintedNumber(
            cell["amount"],
            half_unit(cell["amount"], cell["printed"]),
            cell["printed"],
            cell["page"],
            (tidy, cell["index"], "amount"),
            tuple(cell[side] for side in ("x0", "y0", "x1", "y1")),
            cell["reader"],
            cell.get("amount_id"),
        )
    return list(rows.values())
