"""What arithmetic decides of a reading: amounts that OCR doubts, tables without column rules.

A doubted amount is corrected where only one reading of it closes the sums. One character misread,
lost or added, or a point out of place, is all that may be changed. An amount that OCR is sure of
is not changed, unless it must equal one that OCR doubts: what does not add up there may be the
publisher's.

Where white space parts the columns (see `grids.unruled`) an amount may have been given to the
wrong row or column. Such a table is kept if every number in it was understood, every amount that
is not nothing closes a sum or an equality, and none fails one; else nothing of it is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from decimal import Decimal
from typing import NamedTuple

from helpers import schemas
from helpers.checks.accounts import Accounts
from helpers.checks.judging import Judgement, PrintedNumber
from helpers.checks.sums import sums_as_read
from helpers.interpret.ledger import NUMBERS
from helpers.interpret.statutory import Reading

#: OCR doubts an amount of which it is less sure than this in one of its characters.
DOUBTED = 0.97
#: A document in which more had to be corrected is not a misread digit here and there.
MOST = 40


class Change(NamedTuple):
    """Another reading of one amount: its row, what would be printed, the amount."""

    row: int
    printed: str
    amount: Decimal


def correct_by_sums(tidy: dict[str, list[dict]], year: int, seen: Set[str] = frozenset()) -> None:
    """Correct doubted amounts of ``tidy/statutory`` in place; ``read_first`` says what was read.

    `tidy` holds rows of the statutory tables, the budget statements and the facts; the numbers
    whose ids are in `seen` a person has read, and they stay. A reading
    is taken if it closes every sum that the amount stands in, one of which fails by more than
    rounding, and none of another amount, nor another of this one, closes as many of these sums.
    Amounts that must be equal, and were read equal, change together.
    """
    rows = tidy["tidy/statutory"]
    if all(row["reader"] != "ocr" for row in rows):
        return
    for _ in range(MOST):
        changes = _only_changes(rows, _sums_of(tidy, year), seen)
        if not changes:
            return
        for change in changes:
            row = rows[change.row]
            row["read_first"] = row.get("read_first") or row["printed"]
            row["printed"], row["amount"] = change.printed, change.amount


def _sums_of(tidy: dict[str, list[dict]], year: int) -> list[Judgement]:
    """Every sum and equality that the document's amounts must close."""
    frames = {
        name: schemas.typed(
            name, [_without_numbers(row) | {"unit": "", "year": year} for row in rows]
        )
        for name, rows in tidy.items()
    }
    return [check.judgement for check in sums_as_read(Accounts(frames))]


def _without_numbers(row: dict) -> dict:
    """`row` as its table has it: what it tells the ledger is no column."""
    return {column: value for column, value in row.items() if column != NUMBERS}


def _only_changes(rows: list[dict], sums: list[Judgement], seen: Set[str]) -> list[Change]:
    """One change, of equal amounts together, that has no rival in any of the sums it closes."""
    twins = _twins(sums)
    standing: dict[frozenset[int], list[tuple[int, Decimal]]] = {}
    for number, judgement in enumerate(sums):
        for row, step in _steps(judgement):
            if step or not _is_equality(judgement):
                standing.setdefault(twins.get(row, frozenset([row])), []).append((number, step))
    closing = {
        group: {number for number, _ in uses}
        for group, uses in standing.items()
        if all(
            seen.isdisjoint(_ids(rows[row])) and _may_close(rows[row], {step for _, step in uses})
            for row in group
        )
    }
    for group, closed in sorted(closing.items(), key=lambda one: -len(one[1])):
        rivals = (other for one, other in closing.items() if one != group and other & closed)
        fails = any(sums[number].outcome == "fail" for number in closed)
        doubted = any(_is_doubted(rows[row]) for row in group)
        if fails and doubted and all(len(other) < len(closed) for other in rivals):
            return [_changed(row, rows[row], standing[group][0][1]) for row in sorted(group)]
    return []


def _ids(row: dict) -> Sequence[str]:
    """The ids of the printed number, or of its pieces, that a row's amount is."""
    return row.get(NUMBERS, {}).get("amount", ())


def _is_equality(judgement: Judgement) -> bool:
    """No more than two of the numbers are more than nothing."""
    return sum(bool(one.value) for one in judgement.numbers) <= 2


def _twins(sums: list[Judgement]) -> dict[int, frozenset[int]]:
    """The rows that equalities which hold tie together, by each of them."""
    tied: dict[int, frozenset[int]] = {}
    for judgement in sums:
        if judgement.outcome == "pass" and _is_equality(judgement):
            own = [
                row
                for number in judgement.numbers
                if number.value
                for row in [_row_of(number)]
                if row is not None
            ]
            group = frozenset().union(*(tied.get(row, frozenset([row])) for row in own))
            tied |= dict.fromkeys(group, group)
    return tied


def _row_of(number: PrintedNumber) -> int | None:
    return number.cell[1] if number.cell and number.cell[0] == "tidy/statutory" else None


def _steps(judgement: Judgement) -> Iterator[tuple[int, Decimal]]:
    """The statutory rows of a sum, each with what would have to be added to close the sum."""
    difference = Decimal(judgement.difference or 0)
    for number, sign in zip(judgement.numbers, (-1, *judgement.signs), strict=True):
        if (row := _row_of(number)) is not None:
            yield row, sign * difference


def _is_doubted(row: dict) -> bool:
    return row["reader"] == "ocr" and (row["confidence"] or 0.0) < DOUBTED


def _may_close(row: dict, steps: set[Decimal]) -> bool:
    """All sums of an amount ask for the same step, and another reading of it may be meant."""
    if len(steps) > 1 or row["reader"] != "ocr" or not row["amount"]:
        return False
    step = next(iter(steps))
    return bool(step) and _alike(row["printed"], _changed(0, row, step).printed)


def _changed(number: int, row: dict, step: Decimal) -> Change:
    """The change of `row` by `step`, printed with two decimals as all amounts are."""
    amount = row["amount"] + step
    scale = Decimal(row["printed"]) / row["amount"]
    return Change(number, f"{amount * scale:.2f}", amount)


def _alike(read: str, other: str) -> bool:
    """The two differ in one character, or only in where their point stands."""
    if read == other or other.startswith("-") != read.startswith("-"):
        return False
    if read.replace(".", "") == other.replace(".", ""):
        return True
    if len(read) == len(other):
        return sum(a != b for a, b in zip(read, other, strict=True)) == 1
    long, short = sorted((read, other), key=len, reverse=True)
    return len(long) - len(short) == 1 and any(
        long[:n] + long[n + 1 :] == short for n in range(len(long))
    )


def prove(reading: Reading, tidy: dict[str, list[dict]], year: int) -> None:
    """Drop the tables of `reading` whose columns were inferred and whose sums do not prove it.

    `tidy` holds the rows that sums are made of: the statutory ones, and what the prose says.
    """
    doubted = list(reading.inferred)
    while doubted:
        sums = _sums_of(tidy, year)
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
        rows = {row for number in judgement.numbers if (row := _row_of(number)) is not None}
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
