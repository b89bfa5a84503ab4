"""What a column of a table is: its name, type, unit, meaning, and what it may hold."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import pyarrow

STRING = pd.ArrowDtype(pyarrow.string())
INTEGER = pd.ArrowDtype(pyarrow.int64())
FLOAT = pd.ArrowDtype(pyarrow.float64())
BOOLEAN = pd.ArrowDtype(pyarrow.bool_())
DECIMAL = pd.ArrowDtype(pyarrow.decimal128(20, 6))
INTEGERS = pd.ArrowDtype(pyarrow.list_(pyarrow.int64()))
FLOATS = pd.ArrowDtype(pyarrow.list_(pyarrow.float64()))
STRINGS = pd.ArrowDtype(pyarrow.list_(pyarrow.string()))
LISTS = (INTEGERS, FLOATS, STRINGS)
POINT = "pt"  # of a PDF: 1/72 inch


@dataclass(frozen=True)
class Column:
    """One column: name, type, meaning in English and Chinese, unit, what it may hold.

    `refers` names the table whose key the column (or each item of its list) holds: a foreign key.
    """

    name: str
    dtype: pd.ArrowDtype
    meaning: str
    meaning_zh: str = ""
    required: bool = False
    allowed: tuple[str, ...] = ()
    unit: str | None = None
    refers: str | None = None

    @property
    def is_list(self) -> bool:
        return self.dtype in LISTS


def text(name: str, meaning: str, meaning_zh: str = "", **kind) -> Column:
    return Column(name, STRING, meaning, meaning_zh, **kind)


def texts(name: str, meaning: str, meaning_zh: str = "", **kind) -> Column:
    return Column(name, STRINGS, meaning, meaning_zh, **kind)


def integer(name: str, meaning: str, meaning_zh: str = "", **kind) -> Column:
    return Column(name, INTEGER, meaning, meaning_zh, **kind)


def integers(name: str, meaning: str, meaning_zh: str = "", **kind) -> Column:
    return Column(name, INTEGERS, meaning, meaning_zh, **kind)


def number(name: str, meaning: str, meaning_zh: str = "", **kind) -> Column:
    return Column(name, FLOAT, meaning, meaning_zh, **kind)


def numbers(name: str, meaning: str, meaning_zh: str = "", **kind) -> Column:
    return Column(name, FLOATS, meaning, meaning_zh, **kind)


def boolean(name: str, meaning: str, meaning_zh: str = "", **kind) -> Column:
    return Column(name, BOOLEAN, meaning, meaning_zh, **kind)


def amount(
    name: str, meaning: str, meaning_zh: str = "", unit: str | None = "万元", **kind
) -> Column:
    """An exact decimal: money in 万元 where nothing else is said."""
    return Column(name, DECIMAL, meaning, meaning_zh, unit=unit, **kind)
