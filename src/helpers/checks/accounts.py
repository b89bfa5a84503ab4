"""A document's tidy tables arranged for checking: every amount found by what it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from helpers import amounts
from helpers.checks.judging import Printed, half_unit
from helpers.index import Index
from helpers.interpret.narrative.comparisons import amounts_in, speaks_of_more, tells_by_unit

_SEPARATOR = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_CLAUSE = re.compile(r"[,;。]")
#: Slack for a line that touches the edge of its paragraph's box, in points.
_EDGE = 2.0
#: Amounts of a budget statement; `budget` is one of which the document does not say whether it
#: is the initial or the adjusted one.
BUDGETS = ("initial_budget", "adjusted_budget", "budget", "outturn")
#: The tables that the checks read; one that is missing is taken as empty.
TABLES = (
    "tidy/statutory",
    "tidy/statutory_tables",
    "tidy/budget_vs_outturn",
    "tidy/facts",
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
_MAY_BE_A_TABLE = ("picture_page", "strays", "title_alone", "untitled_table", "unparted")


def bare(name: str) -> str:
    """A class name without （类） and without the word 支出 that some places leave out."""
    return amounts.key(name).replace("(类)", "").removesuffix("支出")


@dataclass(frozen=True)
class Passage:
    """A paragraph of the body: its order, its text without spaces and separators, its headings."""

    order: int
    text: str
    heading: str

    @cached_property
    def by_unit(self) -> bool:
        """Are amounts of parts of the department told here?"""
        return tells_by_unit(self.text)

    @cached_property
    def wider(self) -> bool:
        """Does the paragraph speak of the three public expenses with others (会议费 …)?"""
        return speaks_of_more(self.text)

    def clause(self, printed: str) -> str:
        """The clause that holds the number; empty where it stands in several or none."""
        held = [one for one in _CLAUSE.split(self.text) if _holds(one, printed)]
        return held[0] if len(held) == 1 else ""

    def amounts(self, page: int) -> list[Printed]:
        """Every amount of money that the paragraph prints, in 万元."""
        return [
            Printed(one.value, half_unit(*one), one.printed, page) for one in amounts_in(self.text)
        ]


class Passages:
    """The paragraphs of a document, asked by the rows that were read from them."""

    def __init__(self, paragraphs: list[dict]):
        self._bodies = [one for one in paragraphs if one["kind"] == "body"]
        self._texts = [_SEPARATOR.sub("", amounts.key(one["text"])) for one in self._bodies]
        self._on_page: dict[int | None, list[int]] = {}
        for n, one in enumerate(self._bodies):
            self._on_page.setdefault(one["page"], []).append(n)
        self._found: dict[tuple, Passage | None] = {}

    def of(self, row: dict, printed: str) -> Passage | None:
        """The paragraph that states `printed` where `row` stands; null where several may."""
        place = row["page"], row.get("y0"), printed
        if place not in self._found:
            self._found[place] = self._find(row, printed)
        return self._found[place]

    def _find(self, row: dict, printed: str) -> Passage | None:
        near = [
            n
            for page in (row["page"] - 1, row["page"])
            for n in self._on_page.get(page, ())
            if _holds(self._texts[n], printed)
        ]
        boxed = [n for n in near if _inside(row, self._bodies[n])]
        found = boxed or near
        return self._passage(found[0]) if len(found) == 1 else None

    def _passage(self, n: int) -> Passage:
        return Passage(n, self._texts[n], amounts.key(self._bodies[n]["heading"] or ""))


def _holds(text: str, printed: str) -> bool:
    """Does the number stand in `text`, and not as a piece of a longer one?"""
    return printed in text and bool(re.search(rf"(?<![\d.]){re.escape(printed)}(?!\d|\.\d)", text))


def _inside(row: dict, paragraph: dict) -> bool:
    if row["page"] != paragraph["page"] or None in (row.get("y0"), paragraph.get("y0")):
        return False
    return paragraph["y0"] - _EDGE <= row["y0"] <= paragraph["y1"] + _EDGE


@dataclass(frozen=True)
class Row:
    """One printed row of a statutory table: its labels and its amounts by measure."""

    table: str
    order: int
    side: str | None
    code: str | None
    level: str
    name: str
    amounts: dict[str, Printed]


class Cell(NamedTuple):
    """A cell of any table of the document."""

    page: int
    text: str | None
    title: str | None
    reader: str | None


class Accounts:
    """One document's tables, arranged for checks; `tables` are data frames by name (TABLES)."""

    def __init__(self, tables: Mapping[str, pd.DataFrame] | Index):
        index = tables if isinstance(tables, Index) else Index(tables)
        self._index = index
        self.rows = _rows(index.rows("tidy/statutory"))
        self._of: dict[tuple[str, str | None], list[Row]] = {}
        self._coded: dict[tuple[str, str], list[Row]] = {}
        for row in self.rows:
            for side in {None, row.side}:
                self._of.setdefault((row.table, side), []).append(row)
            if row.code is not None:
                self._coded.setdefault((row.table, row.code), []).append(row)
        (
            self.facts,
            self.projects,
            self.indicators,
            self.work_items,
            self.profile,
            self.glossary,
            self.figure_values,
            self.tables,
            notes,
        ) = (
            index.rows(f"tidy/{name}")
            for name in (
                "facts",
                "projects",
                "indicators",
                "work_items",
                "profile",
                "glossary",
                "figure_values",
                "statutory_tables",
                "reading_notes",
            )
        )
        self.budget = index.rows("tidy/budget_vs_outturn")
        self.paragraphs = index.rows("as_printed/paragraphs")
        #: Page, text, title of its table and reader of every cell.
        self.cells = [
            Cell(*one)
            for one in index.values("as_printed/cells", "page", "text", "title", "reader")
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
    def passages(self) -> Passages:
        """The paragraphs, asked by the rows that were read from them."""
        return Passages(self.paragraphs)

    def stated(self, row: dict, column: str) -> Printed | None:
        """An amount of a row of ``tidy/budget_vs_outturn``."""
        if row[column] is None:
            return None
        return Printed(
            row[column],
            self._half(row[column], row[f"{column}_printed"]),
            row[f"{column}_printed"],
            row["page"],
            ("tidy/budget_vs_outturn", row["index"], column),
            reader=row["reader"],
            number_id=row.get(f"{column}_id"),
        )

    def rate(self, row: dict) -> Printed | None:
        """The printed execution rate of a row of ``tidy/budget_vs_outturn``, in per cent."""
        printed = row["execution_rate_printed"]
        if not printed:
            return None
        half = Decimal(5).scaleb(amounts.exponent(Decimal(printed)) - 1)
        return Printed(
            Decimal(printed),
            half,
            printed,
            row["page"],
            reader=row["reader"],
            number_id=row.get("execution_rate_id"),
        )

    def said(self, fact: dict | None) -> Printed | None:
        """The value of a row of ``tidy/facts``."""
        if fact is None or fact["value"] is None:
            return None
        value, printed = fact["value"], fact["printed"]
        half = (
            half_unit(value, printed) if fact["value_unit"] == "%" else (self._half(value, printed))
        )
        return Printed(
            value,
            half,
            printed,
            fact["page"],
            reader=fact["reader"],
            number_id=fact.get("value_id"),
        )

    def value(self, fact: dict) -> Printed:
        """The value of a row of ``tidy/facts`` that has one. Raises ValueError for a blank."""
        one = self.said(fact)
        if one is None:
            raise ValueError(f"{fact['fact']} (page {fact['page']}) has no value")
        return one

    def _half(self, value: Decimal, printed: str) -> Decimal:
        if value > Decimal(printed):
            return half_unit(value, printed)  # 亿元: rounded to its digits
        exponent = min(amounts.exponent(Decimal(printed)), self.prose_exponent)
        return Decimal(5).scaleb(exponent - 1) * (value / Decimal(printed)) if value else value

    def of(self, table: str, side: str | None = None) -> list[Row]:
        """The rows of `table` in printed order, of one side where it has two."""
        return self._of.get((table, side), [])

    def total(
        self, table: str, measure: str, side: str | None = None, names: Iterable[str] = ()
    ) -> Printed | None:
        """The amount of the table's total row (the one named, where there are several)."""
        for row in self.of(table, side):
            if (
                row.level == "total"
                and measure in row.amounts
                and (not names or amounts.key(row.name) in names)
            ):
                return row.amounts[measure]
        return None

    def by_code(self, table: str, code: str, measure: str) -> Printed | None:
        for row in self._coded.get((table, code), ()):
            if measure in row.amounts:
                return row.amounts[measure]
        return None

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


def _rows(statutory: list[dict]) -> list[Row]:
    rows: dict[tuple, Row] = {}
    for clean in statutory:
        place = (clean["table"], clean["row"], clean["side"], clean["code"], clean["name_zh"])
        row = rows.setdefault(
            place,
            Row(
                clean["table"],
                clean["row"],
                clean["side"],
                clean["code"],
                clean["level"],
                clean["name_zh"] or "",
                {},
            ),
        )
        row.amounts[clean["measure"]] = Printed(
            clean["amount"],
            half_unit(clean["amount"], clean["printed"]),
            clean["printed"],
            clean["page"],
            ("tidy/statutory", clean["index"], "amount"),
            tuple(clean[side] for side in ("x0", "y0", "x1", "y1")),
            clean["reader"],
            clean.get("amount_id"),
        )
    return list(rows.values())
