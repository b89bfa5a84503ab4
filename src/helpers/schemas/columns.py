"""What a column of a table is: its name, type, meaning, and what it may hold."""

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


@dataclass(frozen=True)
class Column:
    """One column: its name, type, meaning, and what it may hold."""

    name: str
    dtype: pd.ArrowDtype
    meaning: str
    required: bool = False
    allowed: tuple[str, ...] = ()


def text(name: str, meaning: str, **kind) -> Column:
    return Column(name, STRING, meaning, **kind)


def integer(name: str, meaning: str, **kind) -> Column:
    return Column(name, INTEGER, meaning, **kind)


def number(name: str, meaning: str, **kind) -> Column:
    return Column(name, FLOAT, meaning, **kind)


def amount(name: str, meaning: str, **kind) -> Column:
    return Column(name, DECIMAL, meaning, **kind)
