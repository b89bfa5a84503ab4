"""Tables without column rules stay only where sums prove them.

Where white space parts the columns (see `grids.unruled`) an amount may have been given to the
wrong row or column. Such a table is kept if every number in it was understood, every amount that
is not nothing closes a sum or an equality, and none fails one; else nothing of it is given.
"""

from __future__ import annotations

from helpers.checks.judging import Judgement
from helpers.interpret.statutory import Reading
from helpers.ocr_corrections import row_of, sums_of


def prove(reading: Reading, tidy: dict[str, list[dict]], year: int) -> None:
    """Drop the tables of `reading` whose columns were inferred and whose sums do not prove it.

    `tidy` holds the rows that sums are made of: the statutory ones, and what the prose says.
    """
    doubted = list(reading.inferred)
    while doubted:
        sums = sums_of(tidy, year)
        failed = [name for name in doubted if not _is_proved(name, reading, sums)]
        for name in failed:
            _drop(name, reading)
        if not failed:
            return
        doubted = [name for name in doubted if name not in failed]


def _is_proved(name: str, reading: Reading, sums: list[Judgement]) -> bool:
    """Nothing of the table was left out, and its amounts close what they stand in."""
    own = {number for number, row in enumerate(reading.amounts) if row["table"] == name}
    wanted = {number for number in own if reading.amounts[number]["amount"]}
    closed: set[int] = set()
    for judgement in sums:
        rows = {row for number in judgement.numbers if (row := row_of(number)) is not None}
        if not rows & own:
            continue
        if judgement.outcome == "fail":
            return False
        if judgement.outcome == "pass" and sum(bool(one.value) for one in judgement.numbers) > 1:
            closed |= rows & own
    return bool(wanted) and wanted <= closed and not reading.inferred[name].notes


def drop_inferred(reading: Reading) -> None:
    """Drop every table whose columns were inferred: of a budget no sums prove them yet."""
    for name in list(reading.inferred):
        _drop(name, reading)


def _drop(name: str, reading: Reading) -> None:
    """Take the table out of the reading, with a note; it is among the others then."""
    entry = next((row for row in reading.tables if row["table"] == name), None)
    reading.amounts[:] = [row for row in reading.amounts if row["table"] != name]
    table = reading.inferred[name].table
    # One note speaks for all that was not understood of it.
    reading.notes[:] = [
        one
        for one in reading.notes
        if not any(one is note for note in reading.inferred[name].notes)
    ]
    reading.note(
        "unproved",
        table.first_page,
        table.title or name,
        table.cells,
        rows=len(table.rows),
        count=table.amount_count,
    )
    reading.set_aside(table, "unproved")
    reading.seen.add(name)
    if entry:
        entry |= dict.fromkeys(entry) | {"table": name, "rows": 0, "state": "absent"}
