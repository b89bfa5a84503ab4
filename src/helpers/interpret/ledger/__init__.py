"""The ledger of a document: every number it prints, once, and what became of it.

A number is `claimed` (a tidy table holds it), `not_a_figure` (a year, a law's number, a code …),
`left_out` (a reading note says why) or `unclaimed`. Numbers are found from ``as_printed`` alone;
who holds them is said by the readers that took them, never guessed from equal values.

A reader says it in the key `numbers` of its row: for each column what it holds, as a `Reference`.
`Ledger.claim` takes that key out of the rows again and fills in the columns ``<column>_id`` and
``<column>_ids`` where the table has them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

import pandas as pd

from helpers import amounts, schemas
from helpers.interpret.ledger.tokens import (
    Text,
    Token,
    mark,
    row_labels,
    texts_of_cells,
    texts_of_paragraphs,
    unit_behind,
)

__all__ = ["NUMBERS", "Ledger", "Stretch", "counts", "name_rows", "number_id", "unclaimed"]


_AROUND = 24  # characters of the text shown before and behind a number


def record(one: Token, units: dict[int, set[str]], labels: dict) -> dict:
    """A row of ``tidy/numbers``."""
    unit = one.value_unit or unit_behind(one)
    if unit is None and one.amount is not None and len(own := units[one.text.table_no]) == 1:
        unit = next(iter(own))
    amount = one.amount
    if amount is None and one.status in (None, "left_out") and unit and amounts.is_money_unit(unit):
        amount = amounts.in_ten_thousands(one.printed, unit)
    status = one.status or "unclaimed"
    shown = status in ("unclaimed", "left_out")
    return {
        "number_id": one.number_id,
        "document": "final_accounts",
        "printed": one.printed,
        "value": _storable(Decimal(one.printed)),
        "value_unit": unit,
        "amount": _storable(amount),
        "status": status,
        "claimed_by": one.claimed_by,
        "note": one.note,
        "found_in": one.text.kind,
        "table_no": one.text.table_no,
        "paragraph": one.text.order,
        "sentence": None if one.text.order is None else _sentence(one),
        "section": one.text.section,
        "snippet_zh": _snippet(one, labels) if shown else None,
        "confidence": one.text.confidence,
        "read_first": one.read_first,
        "page": one.page,
        "x0": one.x0,
        "y0": one.y0,
        "x1": one.x1,
        "y1": one.y1,
        "reader": one.text.reader,
    }


def _sentence(one: Token) -> int:
    """Which sentence of its paragraph a number stands in, from 1."""
    return 1 + one.text.words.count("。", 0, one.start)


def _storable(value: Decimal | None) -> Decimal | None:
    """`value` where a column of exact decimals can hold it; a number of 18 digits is no amount."""
    if value is None or abs(value) >= 10**14 or amounts.exponent(value) < -6:
        return None
    return value


def _snippet(one: Token, labels: dict) -> str:
    """The words around a number; of a cell that prints no more, with the name of its row."""
    words, start, end = one.text.words, one.start, one.end
    first = max(0, start - _AROUND)
    while first and first < start and re.match(r"[\d.,%]", words[first - 1]):
        first += 1
    last = min(len(words), end + _AROUND)
    while end < last < len(words) and re.match(r"[\d.,%]", words[last]):
        last -= 1
    said = "".join(words[first:last].split())
    label = labels.get((one.text.table_no, one.text.row)) if one.text.kind == "cell" else None
    return f"{label} | {said}" if label and label not in said and last - first < _AROUND else said


def counts(statuses: Iterable[str]) -> dict[str, int]:
    """How many figures there are, and how many of them were read, not understood, left out.

    Years, codes and other numbers that are no figures are not among the total.
    """
    found = {"claimed": 0, "unclaimed": 0, "left_out": 0, "not_a_figure": 0}
    for one in statuses:
        found[one] += 1
    return {
        "figures": sum(found.values()) - found["not_a_figure"],
        "read": found["claimed"],
        "unclaimed": found["unclaimed"],
        "left_out": found["left_out"],
        "other": found["not_a_figure"],
    }


def unclaimed(numbers: list[dict]) -> list[dict]:
    """Rows of ``tidy/unclaimed_numbers``, a view of ``tidy/numbers``."""
    return [
        {
            "number_id": row["number_id"],
            "page": row["page"],
            "section": row["section"],
            "table_no": row["table_no"],
            "printed": row["printed"] + (row["value_unit"] or ""),
            "snippet_zh": row["snippet_zh"],
        }
        for row in numbers
        if row["status"] == "unclaimed"
    ]


def number_id(page: int, x0: float, y0: float) -> str:
    """The id of the number whose own box begins at (x0, y0), ``p12x318y540``.

    A ledger gives the second of two numbers that begin at one point a letter more.
    """
    return f"p{page}x{round(x0)}y{round(y0)}"


def suffix(n: int) -> str:
    """Nothing, b, c … y, z25, z26 …: what tells things apart that begin at one point."""
    return "" if n == 0 else chr(ord("a") + n) if n < 25 else f"z{n}"


def name_rows(rows: Iterable[dict]) -> None:
    """Give each row its `row_id`: that of its box, or page and kind of a note without a box.

    Rows with one box are told apart by what they say, whatever their order.
    """
    places: dict[str, list[dict]] = defaultdict(list)
    for row in rows:
        places[_place(row)].append(row)
    for name, same in places.items():
        if len(same) > 1:
            same.sort(key=lambda row: [(column, str(row[column])) for column in sorted(row)])
        for n, row in enumerate(same):
            row["row_id"] = name + suffix(n)


def _place(row: dict) -> str:
    if row.get("x0") is None:
        return f"p{row['page'] or 0}-{row.get('kind', '')}"
    return number_id(row["page"], row["x0"], row["y0"])


#: The key of a row in which its reader says which printed numbers the row holds.
NUMBERS = "numbers"
#: Columns of money; the ledger tells the unit printed from what they hold in 万元.
_MONEY = frozenset(
    {
        "amount",
        "initial_budget",
        "adjusted_budget",
        "budget",
        "outturn",
        "prior_outturn",
        "outturn_in_narrative",
    }
)
_UNITS = ("万元", "元", "亿元", "千元", "百元", "百万元")


class Stretch(NamedTuple):
    """A stretch of a paragraph's text without white space; all of it where `stop` is None."""

    order: int
    start: int = 0
    stop: int | None = None


Place = tuple[int, float, float]  # page, left and upper edge of a number's own box
#: What a column holds: one number by its id, its place, or the ids of its pieces (a number cut
#: by a page break); a list of ids and words where the column is a text that prints numbers.
Reference = str | Place | tuple[str, ...] | list[str | Stretch]


class Ledger:
    """The numbers of a document and what is known of each.

    `cell_numbers` are (id, printed) of the numbers of each row of `cells`, for its readers.
    """

    def __init__(self, cells: pd.DataFrame, paragraphs: pd.DataFrame, lines: pd.DataFrame):
        placed = list(texts_of_cells(cells))
        prose = list(texts_of_paragraphs(paragraphs, lines))
        self.texts: list[Text] = [*prose, *(text for _, text in placed)]
        self.numbers: dict[str, Token] = _named(self.texts)
        self.by_order = {text.order: text for text in prose}
        self.mismatches: list[dict] = []
        self._at: dict[tuple[int, float], list[Token]] | None = None
        self.cells = cells
        self.cell_numbers: list[tuple] = [()] * len(cells)
        for n, text in placed:
            self.cell_numbers[n] = tuple((one.number_id, one.printed) for one in text.numbers)

    def claim(self, table: str, rows: Iterable[dict]) -> None:
        """Mark what the rows of `table` hold; their key `numbers` becomes columns of ids."""
        own = {column.name for column in schemas.TABLES[table]}
        for row in rows:
            for column, reference in row.pop(NUMBERS, {}).items():
                stem = column.removesuffix("_printed")
                if isinstance(reference, list):
                    held = list(self._held(reference, row.get(column)))
                    for one in held:
                        _hold(one, table, "in_words")
                    if f"{stem}_ids" in own:
                        row[f"{stem}_ids"] = [one.number_id for one in held]
                elif (one := self._claimed(table, row, column, reference)) and f"{stem}_id" in own:
                    row[f"{stem}_id"] = one.number_id

    def leave_out(self, ids: Iterable[str], note: str) -> None:
        """Mark numbers that a reading note of the kind `note` speaks of."""
        for one in ids:
            if (token := self.numbers.get(one)) and token.status is None:
                token.status, token.note = "left_out", note

    def set_aside(self, places: Iterable[Place], note: str) -> None:
        """Mark the numbers at `places`, which a reader knows to be no figures: `note` says why."""
        for token in map(self.at, places):
            if token and token.status is None:
                token.status, token.note = "not_a_figure", note

    def at(self, place: Place) -> Token | None:
        """The number that stands at `place`, its left and upper edge."""
        if self._at is None:
            self._at = defaultdict(list)
            for one in self.numbers.values():
                self._at[one.page, round(one.y0, 2)].append(one)
        page, x0, y0 = place
        return next(
            (
                one
                for one in self._at.get((page, round(y0, 2)), ())
                if one.x0 - 0.01 <= x0 < max(one.x1, one.x0 + 0.01)
            ),
            None,
        )

    def _held(self, references: list, text: str | None) -> Iterator[Token]:
        """The numbers of ids and of stretches of words that the `text` of a row has kept."""
        kept = amounts.key(text or "")
        for reference in references:
            found = (
                self._spoken(reference)
                if isinstance(reference, Stretch)
                else (filter(None, [self.numbers.get(reference)]))
            )
            yield from (
                one for one in found if amounts.key(one.text.words[one.start : one.end]) in kept
            )

    def _spoken(self, words: Stretch) -> Iterator[Token]:
        text = self.by_order.get(words.order)
        for one in text.numbers if text else ():
            before = len("".join(text.words[: one.start].split()))
            if (
                not one.absorbed
                and words.start <= before
                and (words.stop is None or before < words.stop)
            ):
                yield one

    def _claimed(self, table: str, row: dict, column: str, reference) -> Token | None:
        """The number that a column of `row` holds; None, and a mismatch, where it is another."""
        pieces = self._pieces(reference)
        if column not in row and f"{column}_printed" in row:
            column = f"{column}_printed"
        if not pieces or row.get(column) is None:
            return None
        one, said = pieces[0], _said(row, column)
        for piece in [*pieces[1:], *self._following(one, said)]:
            piece.absorbed = True
            one.printed += piece.printed
        if not _fits(one, row, column, said):
            self.mismatches.append(
                {
                    "table": table,
                    "column": column,
                    "printed": one.printed,
                    "said": said or str(row[column]),
                    "page": one.page,
                }
            )
            return None
        _hold(one, table)
        one.note, one.claimed_by = None, one.claimed_by or table
        one.read_first = row.get("read_first") or one.read_first
        one.printed = (
            row.get("printed") or one.printed
            if said and column in ("amount", "value")
            else one.printed
        )
        return one

    def _pieces(self, reference) -> list[Token]:
        if isinstance(reference, tuple) and reference and not isinstance(reference[0], str):
            found = self.at(reference)
            return [found] if found else []
        ids = (reference,) if isinstance(reference, str) else reference
        return [self.numbers[one] for one in ids if one in self.numbers]

    def _following(self, one: Token, said: str | None) -> list[Token]:
        """The numbers right behind `one` that belong to it: what a blank parts in the text."""
        digits, found = _digits(one.printed), []
        after = one.text.numbers[one.text.numbers.index(one) + 1 :]
        for piece in after if said and digits != _digits(said) else ():
            if not _digits(said).startswith(digits + _digits(piece.printed)):
                break
            digits += _digits(piece.printed)
            found.append(piece)
        return found if said and digits == _digits(said) else []

    def close(self) -> list[dict]:
        """Rows of ``tidy/numbers``, with the words of those that nothing claims."""
        mark(self.texts, self.cells)
        units: dict[int, set[str]] = defaultdict(set)
        for one in self.numbers.values():
            if one.amount and one.value_unit and one.text.table_no is not None:
                units[one.text.table_no].add(one.value_unit)
        labels = row_labels(self.cells)
        return sorted(
            (record(one, units, labels) for one in self.numbers.values() if not one.absorbed),
            key=lambda row: (row["page"], row["y0"], row["x0"]),
        )


def _hold(one: Token, table: str, note: str | None = None) -> None:
    """Mark `one` as held by `table`, where none holds it yet."""
    if one.status != "claimed":
        one.status, one.claimed_by, one.note = "claimed", table, note


def _named(texts: list[Text]) -> dict[str, Token]:
    """The numbers of all texts by their id, which is the same in whatever order texts come."""
    places: dict[str, list[Token]] = defaultdict(list)
    for text in texts:
        for one in text.numbers:
            places[number_id(one.page, one.x0, one.y0)].append(one)
    found = {}
    for name, same in places.items():
        if len(same) > 1:
            same.sort(key=lambda one: (one.y0, one.x0, one.printed))
        for n, one in enumerate(same):
            one.number_id = name + suffix(n)
            found[one.number_id] = one
    return found


def _digits(printed: str) -> str:
    return re.sub(r"\D", "", printed)


def _said(row: dict, column: str) -> str | None:
    """The string that the reader gives for the number, as read on the page."""
    own = f"{column}_printed" if f"{column}_printed" in row else column
    if column in ("amount", "value"):
        return row.get("read_first") or row.get("printed")
    return row[own] if isinstance(row[own], str) else None


def _fits(one: Token, row: dict, column: str, said: str | None) -> bool:
    """The row's number is the one that is printed there; then its unit and amount are noted."""
    if said and _digits(said) != _digits(one.printed):
        return False
    value = row[column]
    if not isinstance(value, Decimal):
        one.value_unit = "%" if column.endswith("rate_printed") else one.value_unit
        return bool(said)
    money = column in _MONEY or row.get("value_unit") == "万元"
    printed = abs(
        Decimal(
            (row.get("printed") if said and column in ("amount", "value") else None) or one.printed
        )
    )
    if not money:
        one.value_unit = row.get("value_unit") or one.value_unit
        return abs(value) == printed
    unit = next(
        (unit for unit in _UNITS if amounts.in_ten_thousands(str(printed), unit) == abs(value)),
        None,
    )
    if unit is None:
        return False
    one.amount = value
    one.value_unit = unit if value else one.value_unit
    return True
