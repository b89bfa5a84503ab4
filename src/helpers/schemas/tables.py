"""What a table is, and every table the project writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import pandas as pd
import pandera.pandas as pa

from helpers.schemas.budget import PRINTED_BUDGET, RESULTS_BUDGET, TIDY_BUDGET
from helpers.schemas.columns import Table
from helpers.schemas.printed import PRINTED
from helpers.schemas.results import RESULTS
from helpers.schemas.tidy import TIDY

TABLES: dict[str, Table] = {
    **PRINTED,
    **PRINTED_BUDGET,
    **TIDY,
    **TIDY_BUDGET,
    **RESULTS,
    **RESULTS_BUDGET,
}


#: The keys that a table has, by its name; None where there is no such table.
Known = Callable[[str], set | None]


def check_keys(frames: Mapping[str, pd.DataFrame], known: Known) -> None:
    """Check the keys of `frames` (by the tables' names) and what their columns refer to.

    A table that is none of `frames` is asked of `known`. Raises pandera.errors.SchemaErrors that
    name the table, the column and the values: a key that is null or stands twice, a reference to
    a row that is not there.
    """

    @cache
    def keys(name: str) -> set:
        (column,) = TABLES[name].key
        found = known(name) if name not in frames else set(frames[name][column].dropna())
        return found or set()

    for name, frame in frames.items():
        if len(frame):
            _schema(name, TABLES[name], keys).validate(frame, lazy=True)


def _schema(name: str, table: Table, keys: Callable[[str], set]) -> pa.DataFrameSchema:
    """The schema of a table's keys and references."""
    named = {column.name: column for column in table.columns}
    columns = {key: pa.Column(nullable=False) for key in table.key}
    for column, other in table.foreign_keys.items():
        refers = pa.Check(
            _Refers(other, keys, named[column].is_list),
            name="foreign_key",
            error=f"{name}.{column} names no row of {other}",
        )
        columns[column] = pa.Column(nullable=column not in table.key, checks=refers)
    return pa.DataFrameSchema(columns, unique=list(table.key), name=name)


class _Refers:
    """Which values of a column are keys of another table: every item of a list has to be."""

    def __init__(self, other: str, keys: Callable[[str], set], lists: bool):
        self.other, self.keys, self.lists = other, keys, lists

    def __call__(self, values: pd.Series) -> pd.Series:
        if not len(values):
            return pd.Series([], dtype=bool)
        there = self.keys(self.other)
        if not self.lists:
            return values.isin(there)
        return values.map(lambda items: set(items) <= there).astype(bool)
