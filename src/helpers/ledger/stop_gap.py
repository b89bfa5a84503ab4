"""STOP-GAP until `narrative` says itself which printed numbers its rows hold; then this goes.

A fact stands in the box of its own number. A budget statement stands in the box of one of its
numbers; the others are those of the same paragraph that are printed alike, the nearest first.
"""

from __future__ import annotations

from helpers.ledger import NUMBERS, Ledger
from helpers.ledger.tokens import Token

_PRINTED = ("initial_budget", "adjusted_budget", "budget", "outturn", "execution_rate")


def say_places(facts: list[dict], budget: list[dict], ledger: Ledger) -> None:
    """Give rows of the prose that have no key `numbers` one, by the places they stand at."""
    for row in facts:
        row.setdefault(NUMBERS, {"value": (row["page"], row["x0"], row["y0"])})
    for row in budget:
        if NUMBERS not in row:
            anchor = ledger.at((row["page"], row["x0"], row["y0"]))
            row[NUMBERS] = _printed_near(row, anchor) if anchor else {}


def _printed_near(row: dict, anchor: Token) -> dict:
    """The numbers of the anchor's paragraph that are printed as the row says, nearest to it."""
    found: dict[str, str] = {}
    columns = sorted(_PRINTED, key=lambda column: (
        row.get(f"{column}_printed") != anchor.printed, column != "outturn"))
    for column in columns:
        said = row.get(f"{column}_printed")
        alike = [one for one in anchor.text.numbers
                 if one.printed == said and one.number_id not in found.values()]
        if alike:
            nearest = min(alike, key=lambda one: abs(one.start - anchor.start))
            found[f"{column}_printed" if column == "execution_rate" else column] = (
                nearest.number_id)
    return found
