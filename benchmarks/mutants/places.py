"""Where errors can be planted in a document, and how kinds of errors are entered."""

from __future__ import annotations

import random
from collections.abc import Callable

from sound import Document
from sound.ledger import Slot, marks

Plant = Callable[[Document, random.Random], tuple | None]
ARITHMETIC: dict[str, Plant] = {}
TEXT: dict[str, Plant] = {}


def kind(group: dict[str, Plant]):
    """Enters a function that plants one kind of error in its group, under its own name."""

    def enter(plant: Plant) -> Plant:
        group[plant.__name__] = plant
        return plant

    return enter


def slots_of(
    document: Document,
    kinds: tuple[str, ...],
    table: bool | None = None,
    belongs: Callable[[Slot], bool] = lambda slot: True,
) -> list[tuple[int, int]]:
    """(block, slot) of every printed slot of the kinds, in tables, outside them or both."""
    slots = document.ledger.slots
    return [
        (block["n"], n)
        for block in document.blocks
        if table in (None, is_statutory(block, document))
        for n in marks(block)
        if slots[n].kind in kinds and slots[n].text and belongs(slots[n])
    ]


def is_statutory(block: dict, document: Document) -> bool:
    return block["kind"] == "grid" and table_of(block, document) is not None


def table_of(block: dict, document: Document) -> str | None:
    """The statutory table that the block is, by its key in the tidy tables."""
    for n in marks(block):
        truth = document.ledger.slots[n].truth
        if truth and truth[0] == "statutory":
            return truth[1]
    return None


def grids_of(document: Document) -> list[dict]:
    return [block for block in document.blocks if is_statutory(block, document)]


def rows_by_code(document: Document) -> list[tuple[dict, int]]:
    """(grid, row) of every row with a code in the tables by functional code."""
    names = ("revenue", "expenditure", "general_budget_expenditure", "government_funds")
    return [
        (block, n)
        for block in grids_of(document)
        if table_of(block, document) in names
        for n, row in enumerate(block["rows"])
        if code_of(row, document)
    ]


def code_of(row: list, document: Document) -> str | None:
    """The functional code of a row, known by its amounts."""
    for n in marks(row):
        truth = document.ledger.slots[n].truth
        name = truth[3] if truth else None
        return name if name and name.isdigit() else None
    return None


def put(document: Document, chosen: tuple[int, int], text: str | None) -> tuple:
    block, n = chosen
    slot = document.ledger.slots[n]
    was, slot.text = slot.text, text
    return block, was, text or "", {n}


def edit(document: Document, chosen: tuple[int, int], change: Callable) -> tuple | None:
    was = document.ledger.slots[chosen[1]].text
    text = change(was)
    return None if text is None or text == was else put(document, chosen, text)


def pick(chance: random.Random, places: list):
    return chance.choice(places) if places else None
