"""Errors of words and of whole parts: directions, years, units, tables, statements."""

from __future__ import annotations

import re
from decimal import Decimal

from mutants.places import (
    TEXT,
    code_of,
    edit,
    grids_of,
    kind,
    pick,
    rows_by_code,
    slots_of,
    table_of,
)
from sound import Document
from sound.ledger import CLOSE, OPEN, marks

_AMOUNT = re.compile(f"{OPEN}(\\d+){CLOSE}万元")


def _paragraphs(document: Document, words: str) -> list[dict]:
    """The explaining paragraphs that hold a match of `words`."""
    return [
        block
        for block in document.blocks
        if block["kind"] == "paragraph" and marks(block) and re.search(words, block["text"])
    ]


@kind(TEXT)
def direction_wrong(document, chance):
    """A word that says more for less, less for more, or either for equal."""
    places = [
        one for one in slots_of(document, ("word",)) if document.ledger.slots[one[1]].text != "持平"
    ]
    flip = {"增加": "减少", "增长": "下降", "大于": "小于", "等于": "大于"}
    flip |= {other: one for one, other in flip.items() if one != "等于"}
    return edit(document, chance.choice(places), flip.get)


@kind(TEXT)
def year_wrong(document, chance):
    """Another year where the prose means its own."""
    block = chance.choice(_paragraphs(document, f"(?<!与){document.year}年"))
    other = str(document.year + chance.choice((-3, -2, -1, 1)))
    was = block["text"]
    block["text"] = was.replace(f"{document.year}年", f"{other}年", 1)
    return block["n"], str(document.year), other, None


@kind(TEXT)
def placeholder_left(document, chance):
    """XX of the template where an amount belongs."""
    block = chance.choice(_paragraphs(document, _AMOUNT.pattern))
    match = chance.choice(list(_AMOUNT.finditer(block["text"])))
    block["text"] = block["text"][: match.start()] + "XX万元" + block["text"][match.end() :]
    return block["n"], document.ledger.slots[int(match[1])].text, "XX", None


@kind(TEXT)
def stop_doubled(document, chance):
    """A sentence that ends twice."""
    block = chance.choice(_paragraphs(document, "。$"))
    block["text"] += "。"
    return block["n"], "。", "。。", None


@kind(TEXT)
def prose_unit_wrong(document, chance):
    """元 for 万元 behind an amount of the prose."""
    block = chance.choice(_paragraphs(document, _AMOUNT.pattern))
    places = [
        match
        for match in _AMOUNT.finditer(block["text"])
        if document.ledger.slots[int(match[1])].value
    ]
    if not places:
        return None
    match = chance.choice(places)
    block["text"] = block["text"][: match.end() - 2] + "元" + block["text"][match.end() :]
    slot = document.ledger.slots[int(match[1])]
    slot.scale *= Decimal("0.0001")
    return block["n"], f"{slot.text}万元", f"{slot.text}元", {int(match[1])}


@kind(TEXT)
def prose_unit_missing(document, chance):
    """An amount of the prose without its unit."""
    block = chance.choice(_paragraphs(document, _AMOUNT.pattern))
    match = chance.choice(list(_AMOUNT.finditer(block["text"])))
    block["text"] = block["text"][: match.end() - 2] + block["text"][match.end() :]
    text = document.ledger.slots[int(match[1])].text
    return block["n"], f"{text}万元", text, None


@kind(TEXT)
def code_wrong(document, chance):
    """The last digit of an item's code in one table only."""
    block, n = chance.choice(
        [
            place
            for place in rows_by_code(document)
            if len(code_of(place[0]["rows"][place[1]], document)) == 7
        ]
    )
    row, code = block["rows"][n], code_of(block["rows"][n], document)
    at = max(n for n, one in enumerate(row) if _text(one) and code.endswith(_text(one)))
    text = _text(row[at])
    known = {code_of(one, document) for one in block["rows"]}
    now = chance.choice([code[:-1] + one for one in "123456789" if code[:-1] + one not in known])
    row[at] = (
        {**row[at], "t": text[:-1] + now[-1]}
        if isinstance(row[at], dict)
        else (text[:-1] + now[-1])
    )
    return block["n"], code, now, None


def _text(cell) -> str:
    """The text of a cell when it is digits."""
    text = cell["t"] if isinstance(cell, dict) else cell
    return text if text and text.isdigit() else ""


@kind(TEXT)
def table_missing(document, chance):
    """One of the nine tables that is not there."""
    tables = [_whole_table(document, block) for block in grids_of(document)]
    chosen = chance.choice([one for one in tables if one])
    grid = next(block for block in chosen if block["kind"] == "grid")
    name = table_of(grid, document)
    gone = {block["n"] for block in chosen}
    for run in document.runs:
        run["blocks"] = [block for block in run["blocks"] if block["n"] not in gone]
    document.runs[:] = [run for run in document.runs if run["blocks"]]
    return min(gone), name, "", None, name


def _whole_table(document: Document, grid: dict) -> list[dict]:
    """The blocks of a statutory table, from its title to its statement."""
    blocks = document.blocks
    at = next(n for n, block in enumerate(blocks) if block is grid)
    first = next(n for n in range(at, -1, -1) if blocks[n]["kind"] == "title")
    last = at
    while last + 1 < len(blocks) and blocks[last + 1]["kind"] == "small":
        last += 1
    return blocks[first : last + 1]


@kind(TEXT)
def statement_missing(document, chance):
    """An empty table that nothing in the document explains (one of zeros explains itself)."""
    grid = pick(
        chance,
        [
            grid
            for grid in grids_of(document)
            if not any(document.ledger.slots[n].text for n in marks(grid))
        ],
    )
    name = grid and table_of(grid, document)
    words = {"government_funds": "政府性基金", "state_capital": "国有资本经营"}.get(name)
    if not words:
        return None
    gone = {
        block["n"]
        for block in _whole_table(document, grid)
        if block["kind"] == "small" and "没有" in block["text"]
    }
    gone |= {
        document.blocks[n + 1]["n"]
        for n, block in enumerate(document.blocks)
        if block["kind"] == "heading" and words in block["text"]
    }
    for run in document.runs:
        run["blocks"] = [block for block in run["blocks"] if block["n"] not in gone]
    return grid["n"], name, "", None, name
