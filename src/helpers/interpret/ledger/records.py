"""The ledger as rows of ``tidy/numbers``, how many there are of each kind, and what nobody read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from helpers import amounts
from helpers.interpret.ledger.kinds import unit_behind
from helpers.interpret.ledger.tokens import Token

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
