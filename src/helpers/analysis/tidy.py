"""One document's tidy tables in one hand, and the few questions asked of them again and again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

import pandas as pd

from helpers import schemas, store
from helpers.index import Index, records
from helpers.wording.labels import name_key

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Tidy:
    """The tidy tables of one document, columns as in `schemas.TABLES`.

    A row names the printed number in a column by its id: `<column>_id`, of ``tidy/numbers``.
    """

    unit: str
    year: int
    statutory: pd.DataFrame
    statutory_tables: pd.DataFrame
    budget_vs_outturn: pd.DataFrame
    facts: pd.DataFrame
    projects: pd.DataFrame
    profile: pd.DataFrame
    indicators: pd.DataFrame
    numbers: pd.DataFrame

    @cached_property
    def index(self) -> Index:
        """The rows of the tables, found by what they are: the index that the audit asks too."""
        return Index(
            {
                f"tidy/{name}": frame
                for name, frame in vars(self).items()
                if isinstance(frame, pd.DataFrame)
            }
        )

    @cached_property
    def rows(self) -> dict[str, list[dict]]:
        """The rows of each table by its short name (`facts`), in printed order."""
        return {name.removeprefix("tidy/"): self.index.rows(name) for name in self.index.frames}

    @cached_property
    def printed_numbers(self) -> dict[str, dict]:
        """Every number that the document prints, by its id."""
        return {row["number_id"]: row for row in self.rows["numbers"]}

    def facts_named(self, fact: str) -> list[dict]:
        """Every statement of `fact`, in printed order."""
        return self.index.by("tidy/facts", "fact").get(fact, [])

    def fact(self, fact: str, year: int | None = None) -> dict | None:
        """The first statement of `fact` with a value (of `year`; default the fiscal year)."""
        wanted = (self.year if year is None else year, None)
        stated = [row for row in self.facts_named(fact) if row["value"] is not None]
        return next((row for row in stated if row["value_year"] in wanted), None)

    def amounts(self, table: str, **columns: object) -> list[dict]:
        """Rows of one statutory table whose columns hold the given values."""
        return [
            row
            for row in self.index.by("tidy/statutory", "table").get(table, ())
            if all(row[name] == value for name, value in columns.items())
        ]

    def budgeted(self, *scopes: str, source: str | None = None) -> list[dict]:
        """Rows of budget_vs_outturn of these scopes (and this source)."""
        return [
            row
            for row in self.rows["budget_vs_outturn"]
            if row["scope"] in scopes and source in (None, row["source"])
        ]


def read_tidy(unit: str, year: int) -> Tidy:
    """The document's tidy tables; FileNotFoundError says what to run where one is missing.

    Of what Part 1 and the forms say, and of the ledger, there may be none: they are then empty.
    """
    names = ("statutory", "statutory_tables", "budget_vs_outturn", "facts")
    frames = {name: store.read(f"tidy/{name}", unit, year) for name in names}
    for name in ("projects", "profile", "indicators", "numbers"):
        there = store.exists(f"tidy/{name}", unit, year)
        frames[name] = (
            store.read(f"tidy/{name}", unit, year) if there else schemas.typed(f"tidy/{name}", [])
        )
    return Tidy(unit=unit, year=year, **frames)


def readable(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` for the eye: without unit and year, which are the same in every row."""
    return frame[[name for name in frame.columns if name not in ("unit", "year")]]


def execution_rate(outturn: Decimal | None, budget: Decimal | None) -> Decimal | None:
    """outturn ÷ budget in per cent, two decimals, half up; null without a budget above zero."""
    if outturn is None or budget is None or budget <= 0:
        return None
    return (outturn / budget * 100).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)


def difference(outturn: Decimal | None, budget: Decimal | None) -> Decimal | None:
    return None if outturn is None or budget is None else outturn - budget


def first(rows: list[dict], column: str):
    """The first value of `column` that is not null, in the order of `rows`."""
    return next((row[column] for row in rows if row[column] is not None), None)


def first_id(rows: Iterable[dict], column: str) -> str | None:
    """The id of the number that `first` finds; None where it finds none.

    ``execution_rate_printed`` is the number ``execution_rate_id``.
    """
    name = id_column(column)
    return next((row[name] for row in rows if row[column] is not None), None)


def first_ids(rows: Iterable[dict], column: str) -> list[str]:
    """`first_id` as a list of one; empty where there is none."""
    found = first_id(rows, column)
    return [found] if found else []


def all_ids(rows: Iterable[dict], column: str) -> list[str]:
    """The ids of the numbers that all `rows` have in `column`."""
    return [row[id_column(column)] for row in rows if row[id_column(column)]]


def id_column(column: str) -> str:
    """The column with the ids of the numbers in `column`: ``outturn`` has ``outturn_id``."""
    return f"{column.removesuffix('_printed')}_id"


def is_grand_total(name: str | None) -> bool:
    return name_key(name) in ("总计", "收总计", "收入总计", "总计收入")


def result(name: str, rows: list[dict], tidy: Tidy) -> pd.DataFrame:
    """`rows` as the validated table `name` of this document."""
    key = {"unit": tidy.unit, "year": tidy.year}
    return schemas.typed(name, [key | row for row in rows])


#: Column of the budget by the name that execution_rate_base gives it; the first is preferred.
BUDGETS = {"initial": "initial_budget", "adjusted": "adjusted_budget", "not_said": "budget"}


def prevailing(rows: list[dict]) -> str | None:
    """The base that most rows state, an earlier one of BUDGETS before a later; null without any.

    A department that began in mid-year has initial budgets of zero throughout: they are no
    plan to compare with where there are adjusted ones.
    """
    stated = {
        base: [row[budget] for row in rows if row[budget] is not None]
        for base, budget in BUDGETS.items()
    }
    if stated["adjusted"] and not any(stated["initial"]):
        stated["initial"] = []
    base = max(stated, key=lambda one: len(stated[one]))
    return base if stated[base] else None


def budget_column(frame: pd.DataFrame, otherwise: str = "initial_budget") -> str:
    """The column of a table of results that its rates are of; `otherwise` where it has none."""
    bases = (row["execution_rate_base"] for row in records(frame))
    return next((BUDGETS[base] for base in bases if base), otherwise)
