"""Which phase of the year a column gives: a budget, an outturn, last year's outturn.

The header cell nearest the data decides: 一般公共预算财政拨款“三公”经费 / 合计 / 决算数 is an
outturn; the 预算 above it names the fund.
"""

from __future__ import annotations

import re

from helpers import amounts, wording
from helpers.codes import expense_named
from helpers.printed import PrintedTable

#: The measure of a column whose rows say it (预算数, 决算数).
IN_ROW = "in_row"
_YEAR = re.compile(r"20\d\d(?=年)")
_WORDS = re.compile(r"[\u4e00-\u9fff]")


def unfunded(text: str) -> str:
    """`text` without the word 预算 where it names the fund (一般公共预算) and no budget."""
    return re.sub(wording.load("tables")["fund_words"], "", text)


def phase_of(path: tuple[str, ...]) -> str | None:
    """The measure of a three-public column by its header path, top cell first.

    A plain 预算数 is `budget`; words of the year before (上年) count wherever they stand.
    """
    words = wording.load("tables")["three_public"]
    cells = [unfunded(cell) for cell in path]
    measure = next(
        (
            one["measure"]
            for cell in reversed(cells)
            for one in words["phases"]
            if re.search(one["match"], cell)
        ),
        None,
    )
    if measure and any(re.search(words["prior"], cell) for cell in cells):
        return "prior_outturn" if measure in ("outturn", "prior_outturn") else None
    return measure


def unphased(path: tuple[str, ...]) -> list[str]:
    """The cells of a header path but those that say nothing but the phase (2022年度年初预算数)."""
    phase = re.compile(wording.load("tables")["three_public"]["phase_alone"])
    return [cell for cell in path if not phase.fullmatch(cell)]


def which_budget(path: tuple[str, ...], table: PrintedTable) -> str:
    """The budget that a column headed 预算数 gives: as its header or a note says, else `budget`."""
    words = wording.load("tables")["budgets"]
    header = unfunded("/".join(path))
    for measure, pattern in words["header"].items():
        if re.search(pattern, header):
            return measure
    for text in (*table.notes, *table.captions):
        if said := re.search(words["note"], amounts.key(text)):
            return next(measure for measure, word in said.groupdict().items() if word)
    return "budget"


def is_phase(text: str) -> bool:
    """`text` says nothing but the phase: 预算数, 2022年度决算数, 上年实际支出数."""
    phase = wording.load("tables")["three_public"]["phase_alone"]
    return bool(re.fullmatch(phase, text)) and phase_of((text,)) is not None


def is_turned(table: PrintedTable, first_row: int) -> bool:
    """The header of `table` names expenses and its rows are phases of the year."""
    heads = {cell.key for row in range(first_row) for cell in table.starting(row)}
    if len({expense_named(head) for head in heads} - {None, "total"}) < 2:
        return False
    labels = row_labels(table, first_row)
    return any(is_phase(label[-1]) for label in labels.values() if label) and not any(
        expense_named(cell) not in (None, "total") for label in labels.values() for cell in label
    )


def row_labels(table: PrintedTable, first_row: int) -> dict[int, tuple[str, ...]]:
    """The words at the left end of each row: one cell, or several (2022年度 / 预算数)."""
    labels = {}
    for number in range(first_row, len(table.rows)):
        cells = list(dict.fromkeys(cell for cell in table.rows[number] if cell and cell.key))
        wordless = (n for n, cell in enumerate(cells) if not _WORDS.search(cell.key))
        labels[number] = tuple(cell.key for cell in cells[: next(wordless, len(cells))])
    return labels


def row_measures(table: PrintedTable, first_row: int) -> dict[int, str | None]:
    """What each row of a turned table measures; null where its words do not tell.

    A row of the year before is its outturn; one of another year, or one of two rows that say
    the same, is not read.
    """
    labels = row_labels(table, first_row)
    measures = {row: _measure_of(label, table) for row, label in labels.items()}
    years = {
        row: int(found[-1])
        for row, label in labels.items()
        if (found := _YEAR.findall("/".join(label)))
    }
    own = _own_year(table, years, measures)
    for row, year in years.items():
        if year == own - 1 and measures[row] == "outturn":
            measures[row] = "prior_outturn"
        elif year != own and (year, measures[row]) != (own - 1, "prior_outturn"):
            measures[row] = None
    given = [measure for measure in measures.values() if measure]
    return {
        row: measure if given.count(measure) == 1 else None for row, measure in measures.items()
    }


def _measure_of(label: tuple[str, ...], table: PrintedTable) -> str | None:
    if not label or re.search(wording.load("tables")["no_amounts"], unfunded("/".join(label))):
        return None
    measure = phase_of(label)
    return which_budget(label, table) if measure == "budget" else measure


def _own_year(table: PrintedTable, years: dict[int, int], measures: dict) -> int:
    """The year of the accounts: the title's where rows are of it, else the latest outturn's."""
    titles = [table.title or "", *table.captions]
    said = {int(year) for text in titles for year in _YEAR.findall(amounts.key(text))}
    if len(said) == 1 and said <= set(years.values()):
        return said.pop()
    spent = [year for row, year in years.items() if measures[row] == "outturn"]
    return max(spent or years.values(), default=0)
