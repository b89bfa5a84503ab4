"""Tidy rows of a test with the ids of their numbers, and the ledger that has these."""

from __future__ import annotations

from decimal import Decimal

from helpers import schemas
from helpers.interpret.ledger import name_rows


def numbered(tables: dict[str, list[dict]]) -> dict[str, list[dict]]:
    """`tables` with an id for every number, and ``tidy/numbers``, which has each once."""
    ledger: list[dict] = []
    given = {
        name: [_with_ids(name, row, ledger) for row in rows] if name.startswith("tidy/") else rows
        for name, rows in tables.items()
    }
    for name, rows in given.items():
        if schemas.TABLES[name].key == ("row_id",):
            name_rows(rows)
    return given | {"tidy/numbers": ledger}


def _with_ids(name: str, row: dict, ledger: list[dict]) -> dict:
    ids = {}
    for column in (one.name for one in schemas.TABLES[name] if one.name.endswith("_id")):
        stem = column.removesuffix("_id")
        value = row.get(stem, row.get(f"{stem}_printed"))
        if value is not None:
            ids[column] = f"p{row['page']}x{len(ledger)}y0"
            ledger.append(_number(ids[column], str(value), row))
    return row | ids


def _number(number_id: str, printed: str, row: dict) -> dict:
    place = {name: row.get(name) for name in ("page", "x0", "y0", "x1", "y1", "reader")}
    return {
        "number_id": number_id,
        "document": "final_accounts",
        "printed": printed,
        "value": Decimal(printed),
        "amount": Decimal(printed),
        "status": "claimed",
        "found_in": "body",
        **place,
    }
