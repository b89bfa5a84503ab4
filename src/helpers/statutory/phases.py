"""Which phase of the year a column gives: a budget, an outturn, last year's outturn.

The header cell nearest the data decides: 一般公共预算财政拨款“三公”经费 / 合计 / 决算数 is an
outturn; the 预算 above it names the fund.
"""

from __future__ import annotations

import re

from helpers import amounts, vocabulary
from helpers.printed import PrintedTable


def unfunded(text: str) -> str:
    """`text` without the word 预算 where it names the fund (一般公共预算) and no budget."""
    return re.sub(vocabulary.load("tables")["fund_words"], "", text)


def phase_of(path: tuple[str, ...]) -> str | None:
    """The measure of a three-public column by its header path, top cell first.

    A plain 预算数 is `budget`; words of the year before (上年) count wherever they stand.
    """
    words = vocabulary.load("tables")["three_public"]
    cells = [unfunded(cell) for cell in path]
    measure = next((one["measure"] for cell in reversed(cells) for one in words["phases"]
                    if re.search(one["match"], cell)), None)
    if measure and any(re.search(words["prior"], cell) for cell in cells):
        return "prior_outturn" if measure in ("outturn", "prior_outturn") else None
    return measure


def unphased(path: tuple[str, ...]) -> list[str]:
    """The cells of a header path but those that say nothing but the phase (2022年度年初预算数)."""
    phase = re.compile(vocabulary.load("tables")["three_public"]["phase_alone"])
    return [cell for cell in path if not phase.fullmatch(cell)]


def which_budget(path: tuple[str, ...], table: PrintedTable) -> str:
    """The budget that a column headed 预算数 gives: as its header or a note says, else `budget`."""
    words = vocabulary.load("tables")["budgets"]
    header = unfunded("/".join(path))
    for measure, pattern in words["header"].items():
        if re.search(pattern, header):
            return measure
    for text in (*table.notes, *table.captions):
        if said := re.search(words["note"], amounts.key(text)):
            return next(measure for measure, word in said.groupdict().items() if word)
    return "budget"
