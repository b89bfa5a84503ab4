"""One document's tidy tables as rows of plain values, found by what they are.

Built once and asked often: the audit, the scorecard and the analysis look rows up here instead
of walking through data frames.

    index = Index({"tidy/facts": facts})
    index.by("tidy/facts", "fact")["basic_total"]    # its statements, in printed order
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pyarrow

from helpers import schemas

#: What tells the printed order of a table's rows, whatever order they are given in. Tables that
#: are not named here are ordered by where their rows stand.
_ORDER = {
    "tidy/statutory": ("table", "row", "page", "y0", "x0"),
    "tidy/statutory_tables": ("table",),
    "tidy/budget_vs_outturn": ("source", "page", "y0", "x0"),
    "tidy/projects": ("project_no", "first_page"),
    "tidy/statements": ("paragraph", "begins", "row_id"),
    "tidy/budget": ("document", "page", "table", "row", "x0"),
    "tidy/budget_tables": ("table",),
    "tidy/budget_statements": ("document", "page", "y0", "x0"),
    "as_printed/paragraphs": ("order",),
    "as_printed/lines": ("order",),
    "as_printed/cells": ("table_no", "row", "col"),
}
_PLACE = ("page", "y0", "x0")
#: Words that have an order of their own.
_RANKS = {
    "table": {name: n for n, name in enumerate(schemas.NINE)},
    "source": {
        name: n
        for n, name in enumerate(
            ("narrative", "self_evaluation_summary", "self_evaluation_form", "statutory")
        )
    },
}


class Index:
    """The tables (data frames by name) of one document; one that is missing is empty.

    Every row is a dictionary with null for a blank, and with `index`: which row of its frame
    it is, counted from 0.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame]):
        self.frames = tables
        self._rows: dict[str, list[dict]] = {}
        self._by: dict[tuple[str, str], dict[object, list[dict]]] = {}

    def rows(self, table: str) -> list[dict]:
        """The rows of `table` in printed order."""
        if table not in self._rows:
            frame = self.frames.get(table)
            rows = [] if frame is None else records(frame)
            for n, row in enumerate(rows):
                row["index"] = n
            self._rows[table] = _in_printed_order(table, rows)
        return self._rows[table]

    def values(self, table: str, *columns: str) -> list[tuple]:
        """These columns of `table` alone, a tuple a row, in the order of the frame.

        For tables of many cells, of which little is asked.
        """
        frame = self.frames.get(table)
        if frame is None:
            return []
        arrow = pyarrow.Table.from_pandas(frame[list(columns)], preserve_index=False)
        return list(zip(*map(_values, arrow.columns), strict=True))

    def by(self, table: str, column: str) -> dict[object, list[dict]]:
        """The rows of `table` by the value of `column`, each list in printed order."""
        if (table, column) not in self._by:
            found: dict[object, list[dict]] = {}
            for row in self.rows(table):
                found.setdefault(row[column], []).append(row)
            self._by[table, column] = found
        return self._by[table, column]


def records(frame: pd.DataFrame) -> list[dict]:
    """The rows of `frame` as dictionaries of plain Python values, null for a blank."""
    table = pyarrow.Table.from_pandas(frame, preserve_index=False)
    columns = [_values(column) for column in table.columns]
    return [dict(zip(table.column_names, row, strict=True)) for row in zip(*columns, strict=True)]


def _values(column: pyarrow.ChunkedArray) -> list:
    """The values of `column`, by way of numpy where that is the same and quicker."""
    kind = column.type
    numbers = pyarrow.types.is_integer(kind) or pyarrow.types.is_floating(kind)
    if pyarrow.types.is_string(kind) or (numbers and not column.null_count):
        return column.to_numpy().tolist()
    return column.to_pylist()


def _in_printed_order(table: str, rows: list[dict]) -> list[dict]:
    columns = [name for name in _ORDER.get(table, _PLACE) if rows and name in rows[0]]
    return sorted(rows, key=lambda row: tuple(_rank(name, row[name]) for name in columns))


def _rank(column: str, value) -> tuple:
    """A key that sorts `value`: blanks last, known words by their order, others as they are."""
    if value is None:
        return (1, 0)
    ranks = _RANKS.get(column)
    if ranks is not None:
        return (0, ranks.get(value, len(ranks)), str(value))
    return (0, value)
