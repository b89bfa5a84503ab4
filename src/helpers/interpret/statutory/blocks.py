"""The columns of a statutory table and the blocks they form: labels and the amounts they name."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from helpers.printed import unit_behind

_YEAR = re.compile(r"20\d\d(?=年)")


@dataclass
class Column:
    """A column: its header path, its role, and for amounts what they measure.

    `role` is code, name, line_no, amount or unknown.
    """

    index: int
    path: tuple[str, ...]
    role: str
    measure: str | None = None
    side: str | None = None
    expense: str | None = None

    @property
    def unit(self) -> str | None:
        """The unit that its header prints: 决算数（万元）."""
        return next(filter(None, map(unit_behind, reversed(self.path))), None)


@dataclass
class Block:
    """Label columns and the amount columns to their right that they name."""

    codes: list[Column] = field(default_factory=list)
    names: list[Column] = field(default_factory=list)
    line_nos: list[Column] = field(default_factory=list)
    amounts: list[Column] = field(default_factory=list)


def blocks_of(columns: list[Column]) -> list[Block]:
    """The blocks of a table from left to right; each new label column after amounts begins one."""
    blocks = [Block()]
    for column in columns:
        if column.role in ("code", "name") and blocks[-1].amounts:
            blocks.append(Block())
        target = {
            "code": blocks[-1].codes,
            "name": blocks[-1].names,
            "line_no": blocks[-1].line_nos,
            "amount": blocks[-1].amounts,
        }
        if column.role in target:
            target[column.role].append(column)
    return [block for block in blocks if block.amounts]


def settle_doubles(block: Block) -> None:
    """Of columns that would measure the same, keep the one that says so; the rest are unknown.

    The latest of several years is the year's own, an earlier outturn the year before's;
    其中 is a part of the column before it. Where nothing tells them apart none is read.
    """
    counts = Counter((column.measure, column.expense) for column in block.amounts)
    for kind in [kind for kind, count in counts.items() if count > 1]:
        same = [column for column in block.amounts if (column.measure, column.expense) == kind]
        years = {
            column.index: max(_YEAR.findall("/".join(column.path)), default="") for column in same
        }
        whole = [column for column in same if "其中" not in "/".join(column.path)]
        if "" not in years.values() and len(set(years.values())) == len(same):
            latest = max(years.values())
            whole = [column for column in same if years[column.index] == latest]
            _read_as_prior([c for c in same if int(years[c.index]) == int(latest) - 1])
        named = [column for column in whole if "三公" in "/".join(column.path)]
        whole = named if len(named) == 1 and kind[1] == "total" else whole
        kept = whole if len(whole) == 1 else []
        for column in same:
            if column not in kept and column.measure == kind[0]:
                column.role = "unknown"
    block.amounts = [column for column in block.amounts if column.role == "amount"]


def _read_as_prior(columns: list[Column]) -> None:
    for column in columns:
        if column.measure == "outturn":
            column.measure = "prior_outturn"


def settle_side(block: Block, rows: list[list]) -> None:
    """Give the amounts of a two-sided table the side that their block's labels speak of."""
    side = next(
        (column.side for column in (*block.names, *block.codes, *block.amounts) if column.side),
        None,
    )
    if side is None:
        texts = [
            row[column.index].key for row in rows for column in block.names if row[column.index]
        ]
        words = {
            "revenue": sum(text.endswith("收入") for text in texts),
            "expenditure": sum(text.endswith("支出") for text in texts),
        }
        side = max(words, key=words.get) if words["revenue"] != words["expenditure"] else None
    for column in block.amounts:
        column.side = column.side or side
