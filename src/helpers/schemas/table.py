"""What a table is: what a row of it says, its key, its columns and what these refer to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from helpers.schemas.columns import Column


@dataclass(frozen=True)
class Table:
    """One table; iterating it gives its columns.

    `key` are the columns that no two rows of one document share; of many documents in one
    table, `unit` and `year` belong to the key as well.
    """

    about: str
    about_zh: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    @property
    def foreign_keys(self) -> dict[str, str]:
        """The table whose key a column holds, by the column; lists hold a key an item."""
        return {column.name: column.refers for column in self.columns if column.refers}


def table(about: str, about_zh: str, key: str, *columns: Column) -> Table:
    """A table whose key are the columns named in `key`, parted by spaces."""
    return Table(about, about_zh, tuple(key.split()), columns)
