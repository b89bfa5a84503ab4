"""Every table the project writes: its columns, types, units and keys.

One source for validation (when written and when read), for the data dictionary in
`docs/data.md` and for the data package: each table says what a row of it is, its key, and its
columns with type, unit, meaning in two languages and the table that they refer to.

Amounts are exact decimals in 万元 (10,000 yuan); a null is a blank on the page, never a zero.
Boxes are PDF points, origin at the top left of the page as displayed.
"""

from __future__ import annotations

from functools import cache

import pandas as pd
import pandera.pandas as pa
import pyarrow

from helpers.schemas.columns import BESIDE, NINE, OUTCOMES, Column, Table
from helpers.schemas.panel import PANEL
from helpers.schemas.tables import TABLES, check_keys

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


#: The tables of one document, and those of many.
EVERY: dict[str, Table] = {**TABLES, **PANEL}


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
