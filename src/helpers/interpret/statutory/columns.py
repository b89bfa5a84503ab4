"""The columns of a statutory table: what their headers say, and the blocks that they form.

A block is label columns and the amount columns to their right that they name.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from helpers import amounts
from helpers.interpret.printed import PrintedTable, unit_behind

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
    #: A column of names that are parts of those in the column before it.
    is_part: bool = False

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


def drop_duplicate_columns(block: Block, words: dict) -> None:
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
        if len(named) == 1 and kind[1] == "total":
            _widen([column for column in whole if column not in named], words)
            whole = named
        kept = whole if len(whole) == 1 else []
        for column in same:
            if column not in kept and (column.measure, column.expense) == kind:
                column.role = "unknown"
    block.amounts = [column for column in block.amounts if column.role == "amount"]


def _widen(columns: list[Column], words: dict) -> None:
    """A total beside that of the three public expenses counts meetings, training … as well."""
    if len(columns) == 1 and "wider_total" in words["three_public"]["names_zh"]:
        columns[0].expense = "wider_total"


def _read_as_prior(columns: list[Column]) -> None:
    for column in columns:
        if column.measure == "outturn":
            column.measure = "prior_outturn"


def set_side(block: Block, rows: list[list]) -> None:
    """Give the amounts of a two-sided table the side that their block's labels speak of."""
    named = next((column.side for column in (*block.names, *block.codes) if column.side), None)
    side = named or next((column.side for column in block.amounts if column.side), None)
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
        column.side = named or column.side or side


def unfunded(text: str, words: dict) -> str:
    """`text` without the word 预算 where it names the fund (一般公共预算) and no budget."""
    return re.sub(words["fund_words"], "", text)


def phase_of(path: tuple[str, ...], words: dict) -> str | None:
    """The measure of a three-public column by its header path, top cell first.

    A plain 预算数 is `budget`; words of the year before (上年) count wherever they stand.
    """
    said = words["three_public"]
    cells = [unfunded(cell, words) for cell in path]
    measure = next(
        (
            one["measure"]
            for cell in reversed(cells)
            for one in said["phases"]
            if re.search(one["match"], cell)
        ),
        None,
    )
    if measure and any(re.search(said["prior"], cell) for cell in cells):
        return "prior_outturn" if measure in ("outturn", "prior_outturn") else None
    return measure


def unphased(path: tuple[str, ...], words: dict) -> list[str]:
    """The cells of a header path but those that say nothing but the phase (2022年度年初预算数)."""
    phase = re.compile(words["three_public"]["phase_alone"])
    return [cell for cell in path if not phase.fullmatch(cell)]


def which_budget(path: tuple[str, ...], table: PrintedTable) -> str:
    """The budget that a column headed 预算数 gives: as its header or a note says, else `budget`."""
    words = table.words["budgets"]
    header = unfunded("/".join(path), table.words)
    for measure, pattern in words["header"].items():
        if re.search(pattern, header):
            return measure
    for text in (*table.notes, *table.captions):
        if said := re.search(words["note"], amounts.key(text)):
            return next(measure for measure, word in said.groupdict().items() if word)
    return "budget"


def is_phase(text: str, words: dict) -> bool:
    """`text` says nothing but the phase: 预算数, 2022年度决算数, 上年实际支出数."""
    phase = words["three_public"]["phase_alone"]
    return bool(re.fullmatch(phase, text)) and phase_of((text,), words) is not None
