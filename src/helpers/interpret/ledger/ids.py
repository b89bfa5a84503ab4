"""Ids that stay: made of where something stands, never of how many came before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable


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
