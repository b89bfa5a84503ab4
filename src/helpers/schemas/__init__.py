"""Every table the project writes: its columns, types, units and keys.

One source for validation (when written and when read), for the data dictionary in
`docs/data.md` and for the data package: each table says what a row of it is, its key, and its
columns with type, unit, meaning in two languages and the table that they refer to.

Amounts are exact decimals in 万元 (10,000 yuan); a null is a blank on the page, never a zero.
Boxes are PDF points, origin at the top left of the page as displayed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import pandas as pd
import pandera.pandas as pa
import pyarrow

from helpers.schemas.budget import PRINTED_BUDGET, RESULTS_BUDGET, TIDY_BUDGET
from helpers.schemas.columns import BESIDE, NINE, OUTCOMES, Column, Table
from helpers.schemas.panel import PANEL
from helpers.schemas.printed import PRINTED
from helpers.schemas.results import RESULTS
from helpers.schemas.tidy import TIDY

__all__ = [
    "BESIDE",
    "EVERY",
    "NINE",
    "OUTCOMES",
    "TABLES",
    "Column",
    "Table",
    "check_keys",
    "schema",
    "typed",
    "validated",
]

#: The tables of one document.
TABLES: dict[str, Table] = {
    **PRINTED,
    **PRINTED_BUDGET,
    **TIDY,
    **TIDY_BUDGET,
    **RESULTS,
    **RESULTS_BUDGET,
}

#: These, and the tables of many documents.
EVERY: dict[str, Table] = {**TABLES, **PANEL}

#: The keys that a table has, by its name; None where there is no such table.
Known = Callable[[str], set | None]


@cache
def schema(name: str) -> pa.DataFrameSchema:
    """The pandera schema of table `name` (for example ``tidy/statutory``)."""
    columns = {
        column.name: pa.Column(
            column.dtype,
            checks=pa.Check.isin(column.allowed) if column.allowed else None,
            nullable=not column.required,
        )
        for column in EVERY[name]
    }
    return pa.DataFrameSchema(columns, strict=True, ordered=True, name=name)


def typed(name: str, records: list[dict] | pd.DataFrame) -> pd.DataFrame:
    """`records` as a validated frame with exactly the columns of table `name`.

    Columns a record leaves out are null. Keys are looked at when a table is written
    (`check_keys`). Raises pandera.errors.SchemaErrors where a value
    does not fit, KeyError where a record has a column that the table does not.
    """
    rows = records.to_dict("records") if isinstance(records, pd.DataFrame) else records
    names = [column.name for column in EVERY[name]]
    unknown = {key for row in rows for key in row} - set(names)
    if unknown:
        raise KeyError(f"{name} has no column {sorted(unknown)}; it has {names}")
    arrays = {
        column.name: pyarrow.array(
            [_plain(row.get(column.name)) for row in rows], type=column.dtype.pyarrow_dtype
        )
        for column in EVERY[name]
    }
    return validated(name, pyarrow.table(arrays))


def validated(name: str, table: pyarrow.Table) -> pd.DataFrame:
    """`table` as a frame, when it is a table `name`.

    Types, nulls and words are looked at column by column, which costs a tenth of what pandera
    takes; a table that does not pass is pandera's, for it says what does not fit. Raises
    pandera.errors.SchemaErrors.
    """
    frame = table.to_pandas(types_mapper=pd.ArrowDtype)
    return frame if _fits(name, table) else schema(name).validate(frame, lazy=True)


def _fits(name: str, table: pyarrow.Table) -> bool:
    columns = list(EVERY[name])
    return table.column_names == [one.name for one in columns] and all(
        values.type == one.dtype.pyarrow_dtype
        and not (one.required and values.null_count)
        and (not one.allowed or set(values.unique().to_pylist()) <= {*one.allowed, None})
        for one, values in zip(columns, table.columns, strict=True)
    )


def _plain(value):
    """`value` with pandas' missing markers as None, so that Arrow sees a null."""
    return None if value is pd.NA or (isinstance(value, float) and value != value) else value


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
            _keys_and_references(name, TABLES[name], keys).validate(frame, lazy=True)


def _keys_and_references(name: str, table: Table, keys: Callable[[str], set]) -> pa.DataFrameSchema:
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
