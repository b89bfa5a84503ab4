"""A document's tidy tables arranged for checking: every amount found by what it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from helpers import amounts, schemas, vocabulary
from helpers.identities.judging import Printed, half_unit

#: Amounts of a budget statement; `budget` is one of which the document does not say whether it
#: is the initial or the adjusted one.
BUDGETS = ("initial_budget", "adjusted_budget", "budget", "outturn")
#: The tables that the checks read; one that is missing is taken as empty.
TABLES = (
    "tidy/statutory", "tidy/statutory_tables", "tidy/budget_vs_outturn", "tidy/facts",
    "tidy/projects", "tidy/indicators", "tidy/work_items", "tidy/profile", "tidy/glossary",
    "tidy/reading_notes", "tidy/figure_values", "as_printed/paragraphs", "as_printed/cells",
)


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


class Accounts:
    """One document's tables, arranged for checks; `tables` are data frames by name (TABLES)."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]):
        frames = {name: tables[name] if name in tables else schemas.typed(name, [])
                  for name in TABLES}
        statutory, notes = frames["tidy/statutory"], frames["tidy/reading_notes"]
        self.rows = _rows(statutory)
        self.tables = frames["tidy/statutory_tables"]
        self.year = next((int(frame["year"].iloc[0]) for frame in frames.values()
                          if "year" in frame and len(frame)), None)
        #: Pages that could not be read: what is not found may stand there.
        self.unread_pages = _unread(notes, self.tables)
        #: Pages of the nine tables where something was left out: a sum that does not close
        #: there may lack what was not read.
        self.incomplete_pages = set(notes.loc[notes["stage"] == "statutory", "page"].dropna())
        #: The same of the self-evaluation forms.
        self.incomplete_forms = set(notes.loc[notes["stage"] == "forms", "page"].dropna())
        #: Tables of several units: nobody says whose the prose is about.
        self.several_sets = bool((notes["kind"] == "second_table").any())
        self.budget = [row | {"index": n} for n, row in
                       enumerate(records(frames["tidy/budget_vs_outturn"]))]
        (self.facts, self.projects, self.indicators, self.work_items, self.profile,
         self.glossary, self.figure_values) = (
            records(frames[f"tidy/{name}"]) for name in (
                "facts", "projects", "indicators", "work_items", "profile", "glossary",
                "figure_values"))
        self.paragraphs = records(frames["as_printed/paragraphs"])
        self.cells = frames["as_printed/cells"]
        #: Pages of which OCR read a part of the text: words there may be misread, a title too.
        spoken = frames["as_printed/paragraphs"]
        self.ocr_pages = {int(page) for frame in (
                              self.cells, spoken[spoken["kind"].ne("figure")])
                          for page in frame.loc[frame["reader"] == "ocr", "page"]}
        self.prose_exponent = self._prose_exponent()

    def _prose_exponent(self) -> int:
        """The finest digit that the prose prints amounts to (−2: hundredths of 万元).

        Prose drops trailing zeros ("3万元" beside "1,102.63万元"): an amount is as exact as
        the finest one, not as its own digits alone.
        """
        printed = [row[f"{kind}_printed"] for row in self.budget for kind in BUDGETS]
        printed += [fact["printed"] for fact in self.facts if fact["value_unit"] != "%"]
        exponents = [Decimal(text).as_tuple().exponent for text in printed if text]
        return min(exponents, default=-2)

    def stated(self, row: dict, column: str) -> Printed | None:
        """An amount of a row of ``tidy/budget_vs_outturn``."""
        if row[column] is None:
            return None
        return Printed(row[column], self._half(row[column], row[f"{column}_printed"]),
                       row[f"{column}_printed"], row["page"],
                       ("tidy/budget_vs_outturn", row["index"], column), reader=row["reader"])

    def rate(self, row: dict) -> Printed | None:
        """The printed execution rate of a row of ``tidy/budget_vs_outturn``, in per cent."""
        printed = row["execution_rate_printed"]
        if not printed:
            return None
        half = Decimal(5).scaleb(Decimal(printed).as_tuple().exponent - 1)
        return Printed(Decimal(printed), half, printed, row["page"], reader=row["reader"])

    def said(self, fact: dict | None) -> Printed | None:
        """The value of a row of ``tidy/facts``."""
        if fact is None or fact["value"] is None:
            return None
        value, printed = fact["value"], fact["printed"]
        half = half_unit(value, printed) if fact["value_unit"] == "%" else (
            self._half(value, printed))
        return Printed(value, half, printed, fact["page"], reader=fact["reader"])

    def _half(self, value: Decimal, printed: str) -> Decimal:
        if value > Decimal(printed):
            return half_unit(value, printed)  # 亿元: rounded to its digits
        exponent = min(Decimal(printed).as_tuple().exponent, self.prose_exponent)
        return Decimal(5).scaleb(exponent - 1) * (value / Decimal(printed)) if value else value

    def of(self, table: str, side: str | None = None) -> list[Row]:
        """The rows of `table` in printed order, of one side where it has two."""
        return [row for row in self.rows if row.table == table and side in (None, row.side)]

    def total(self, table: str, measure: str, side: str | None = None,
              names: Iterable[str] = ()) -> Printed | None:
        """The amount of the table's total row (the one named, where there are several)."""
        for row in self.of(table, side):
            if row.level == "total" and measure in row.amounts and (
                not names or amounts.key(row.name) in names
            ):
                return row.amounts[measure]
        return None

    def by_code(self, table: str, code: str, measure: str) -> Printed | None:
        for row in self.of(table):
            if row.code == code and measure in row.amounts:
                return row.amounts[measure]
        return None

    def fact(self, name: str) -> dict | None:
        return next((fact for fact in self.facts if fact["fact"] == name), None)

    def facts_named(self, name: str) -> list[dict]:
        return [fact for fact in self.facts if fact["fact"] == name]

    def title(self, table: str) -> str:
        return vocabulary.load("tables")["tables"][table]["title_zh"]


def _unread(notes: pd.DataFrame, tables: pd.DataFrame) -> list[int]:
    """Pages that a missing table may stand on.

    A picture beside text may be one of the nine tables where those stand; after the last of
    them it is a chart.
    """
    certain = notes["kind"].isin(("picture_page", "strays", "title_alone", "untitled_table",
                                "unparted"))
    there = tables.dropna(subset=["last_page"])
    last = max(there["last_page"], default=10_000)
    if "state_capital" not in set(there["table"]):
        last += 3
    beside = (notes["kind"] == "picture_beside_text") & (notes["page"] <= last)
    return sorted(set(notes.loc[certain | beside, "page"].dropna()))


def records(frame: pd.DataFrame) -> list[dict]:
    """The rows of `frame` with null for what is missing."""
    return [{key: None if value is None or value is pd.NA or value != value else value
             for key, value in row.items()} for row in frame.to_dict("records")]


def _rows(statutory: pd.DataFrame) -> list[Row]:
    rows: dict[tuple, Row] = {}
    for index, clean in enumerate(records(statutory)):
        place = (clean["table"], clean["row"], clean["side"], clean["code"], clean["name_zh"])
        row = rows.setdefault(place, Row(clean["table"], clean["row"], clean["side"],
                                         clean["code"], clean["level"],
                                         clean["name_zh"] or "", {}))
        row.amounts[clean["measure"]] = Printed(
            clean["amount"], half_unit(clean["amount"], clean["printed"]), clean["printed"],
            clean["page"], ("tidy/statutory", index, "amount"),
            tuple(clean[side] for side in ("x0", "y0", "x1", "y1")), clean["reader"])
    return list(rows.values())
