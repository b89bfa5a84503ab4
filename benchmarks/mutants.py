"""Plants single errors of known kinds into sound documents.

A mutant is a copy of a sound document with one error. Whether the error can be found at all is
decided here, from the document's own structure (`sound.ledger`), before the audit is asked.
"""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from sound import Document
from sound.ledger import CLOSE, OPEN, Change, Ratio, Slot, Sum, marks

_AMOUNT = re.compile(f"{OPEN}(\\d+){CLOSE}万元")


@dataclass
class Mutant:
    """A document with one error: its kind, the block it stands in, what was printed and is now.

    `broken` names the rules of the document that the error breaks: null where the error is
    plain to see without arithmetic. `table` is the statutory table that is gone, if one is.
    """

    kind: str
    document: Document
    block: int
    was: str
    now: str
    broken: list[str] | None
    table: str | None = None

    @property
    def checkable(self) -> bool:
        return self.broken is None or bool(self.broken)


Plant = Callable[[Document, random.Random], tuple | None]
ARITHMETIC: dict[str, Plant] = {}
TEXT: dict[str, Plant] = {}


def kind(group: dict[str, Plant]):
    """Enters a function that plants one kind of error in its group, under its own name."""
    def enter(plant: Plant) -> Plant:
        group[plant.__name__] = plant
        return plant
    return enter


def mutant(name: str, original: Document, chance: random.Random) -> Mutant | None:
    """A copy of `original` with one error of the kind; null where it has no place for one."""
    document = copy.deepcopy(original)
    plant = ARITHMETIC.get(name) or TEXT[name]
    planted = plant(document, chance)
    if planted is None:
        return None
    block, was, now, changed, *table = planted
    broken = None if changed is None else [rule.name for rule in document.ledger.broken(changed)]
    return Mutant(name, document, block, was, now, broken, *table)


# ------------------------------------------------------------------- where errors can be planted

def _slots(document: Document, kinds: tuple[str, ...], table: bool | None = None,
           belongs: Callable[[Slot], bool] = lambda slot: True) -> list[tuple[int, int]]:
    """(block, slot) of every printed slot of the kinds, in tables, outside them or both."""
    return [(block["n"], n) for block in document.blocks
            for n in marks(block)
            if document.ledger.slots[n].kind in kinds and document.ledger.slots[n].text
            and table in (None, _statutory(block, document)) and belongs(document.ledger.slots[n])]


def _statutory(block: dict, document: Document) -> bool:
    return block["kind"] == "grid" and _table(block, document) is not None


def _table(block: dict, document: Document) -> str | None:
    """The statutory table that the block is, by its key in the tidy tables."""
    for n in marks(block):
        truth = document.ledger.slots[n].truth
        if truth and truth[0] == "statutory":
            return truth[1]
    return None


def _grids(document: Document) -> list[dict]:
    return [block for block in document.blocks if _statutory(block, document)]


def _by_code(document: Document) -> list[tuple[dict, int]]:
    """(grid, row) of every row with a code in the tables by functional code."""
    names = ("revenue", "expenditure", "general_budget_expenditure", "government_funds")
    return [(block, n) for block in _grids(document) if _table(block, document) in names
            for n, row in enumerate(block["rows"]) if _code(row, document)]


def _code(row: list, document: Document) -> str | None:
    """The functional code of a row, known by its amounts."""
    for n in marks(row):
        truth = document.ledger.slots[n].truth
        name = truth[3] if truth else None
        return name if name and name.isdigit() else None
    return None


def _set(document: Document, chosen: tuple[int, int], text: str | None) -> tuple:
    block, n = chosen
    slot = document.ledger.slots[n]
    was, slot.text = slot.text, text
    return block, was, text or "", {n}


def _edit(document: Document, chosen: tuple[int, int], change: Callable) -> tuple | None:
    was = document.ledger.slots[chosen[1]].text
    text = change(was)
    return None if text is None or text == was else _set(document, chosen, text)


# ------------------------------------------------------------------- how a number goes wrong

def _digit(chance: random.Random) -> Callable[[str], str]:
    def change(text: str) -> str:
        places = [n for n, one in enumerate(text) if one.isdigit()]
        n = chance.choice(places)
        others = [one for one in "0123456789" if one != text[n] and (n or one != "0")]
        return text[:n] + chance.choice(others) + text[n + 1:]
    return change


def _swap(chance: random.Random) -> Callable[[str], str | None]:
    def change(text: str) -> str | None:
        places = [n for n, one in enumerate(text) if one.isdigit()]
        pairs = [(a, b) for a, b in zip(places, places[1:], strict=False)
                 if text[a] != text[b] and (a or text[b] != "0")]
        if not pairs:
            return None
        a, b = chance.choice(pairs)
        return text[:a] + text[b] + text[a + 1: b] + text[a] + text[b + 1:]
    return change


def _point(chance: random.Random) -> Callable[[str], str]:
    def change(text: str) -> str:
        value = Decimal(text.replace(",", ""))
        return f"{value * 10 if chance.random() < 0.5 else value / 10:,.2f}"
    return change


def _pick(chance: random.Random, places: list):
    return chance.choice(places) if places else None


def _number(document, chance, kinds, change, table=None, nonzero=True) -> tuple | None:
    """One number of `kinds` changed by `change`; a zero is left alone where `nonzero`."""
    places = [(block, n) for block, n in _slots(document, kinds, table)
              if not nonzero or document.ledger.slots[n].value]
    for _ in range(20):
        chosen = _pick(chance, places)
        planted = chosen and _edit(document, chosen, change(chance))
        if planted:
            return planted
    return None


@kind(ARITHMETIC)
def digit_changed(document, chance):
    """One digit of an amount of the nine tables."""
    return _number(document, chance, ("amount",), _digit, True)


@kind(ARITHMETIC)
def digits_swapped(document, chance):
    """Two neighbouring digits of an amount of the nine tables."""
    return _number(document, chance, ("amount",), _swap, True)


@kind(ARITHMETIC)
def point_moved(document, chance):
    """The decimal point of an amount of the nine tables."""
    return _number(document, chance, ("amount",), _point, True)


@kind(ARITHMETIC)
def sign_added(document, chance):
    """A minus before an amount of the nine tables."""
    return _number(document, chance, ("amount",), lambda _: lambda text: f"-{text}", True)


@kind(ARITHMETIC)
def cell_blanked(document, chance):
    """An amount of the nine tables left out."""
    places = [one for one in _slots(document, ("amount",), True)
              if document.ledger.slots[one[1]].value]
    return _set(document, chance.choice(places), None)


@kind(ARITHMETIC)
def wrong_total(document, chance):
    """A total of the nine tables that leaves out, or counts twice, one of its parts."""
    slots = document.ledger.slots
    tables = dict((n, block) for block, n in _slots(document, ("amount",), True))
    sums = [rule for rule in document.ledger.rules if isinstance(rule, Sum)
            and rule.slots[0] in tables and slots[rule.slots[0]].value
            and sum(1 for n in rule.slots[1:] if slots[n].value) > 1]
    rule = chance.choice(sums)
    total, part = slots[rule.slots[0]], slots[chance.choice(
        [n for n in rule.slots[1:] if slots[n].value])]
    value = (total.value + chance.choice((1, -1)) * part.value) / total.scale
    return _set(document, (tables[rule.slots[0]], rule.slots[0]), f"{value:,.2f}")


@kind(ARITHMETIC)
def row_dropped(document, chance):
    """A row of a table by code that is not there."""
    block, n = chance.choice(_by_code(document))
    row = block["rows"].pop(n)
    changed = set(marks(row))
    was = _code(row, document)
    for one in changed:
        document.ledger.slots[one].text = None
    return block["n"], was, "", changed


@kind(ARITHMETIC)
def rows_swapped(document, chance):
    """The amounts of two rows of a table by code in each other's place."""
    rows = _by_code(document)
    block, first = chance.choice(rows)
    code = _code(block["rows"][first], document)
    others = [n for one, n in rows if one is block and n != first
              and len(_code(one["rows"][n], document)) == len(code)]
    if not others:
        return None
    second = chance.choice(others)
    slots = document.ledger.slots
    left, right = (marks(block["rows"][n]) for n in (first, second))
    was, changed = (slots[left[0]].text, slots[right[0]].text), set()
    for a, b in zip(left, right, strict=True):
        if slots[a].text != slots[b].text:
            slots[a].text, slots[b].text = slots[b].text, slots[a].text
            changed |= {a, b}
    return block["n"], f"{was[0]} … {was[1]}", f"{was[1]} … {was[0]}", changed


@kind(ARITHMETIC)
def row_doubled(document, chance):
    """A row of a table by code printed twice."""
    block, n = chance.choice(_by_code(document))
    block["rows"].insert(n, copy.deepcopy(block["rows"][n]))
    code = _code(block["rows"][n], document)
    return block["n"], code, f"{code} {code}", None


@kind(ARITHMETIC)
def table_unit_wrong(document, chance):
    """万元 for 元 or 元 for 万元 above one of the nine tables."""
    block = chance.choice([block for block in _grids(document)
                           if any(document.ledger.slots[n].value for n in marks(block))])
    sides = max((one for one in document.blocks if one["n"] < block["n"]
                 and one["kind"] == "sides"), key=lambda one: one["n"])
    to_yuan = sides["right"].endswith("万元")
    was = sides["right"]
    sides["right"] = was.replace("万元", "元") if to_yuan else was.replace("元", "万元")
    changed = set(marks(block))
    for n in changed:
        slot = document.ledger.slots[n]
        slot.scale *= Decimal("0.0001") if to_yuan else Decimal(10000)
    return block["n"], was, sides["right"], changed


@kind(ARITHMETIC)
def prose_digit_changed(document, chance):
    """One digit of an amount of the prose."""
    return _number(document, chance, ("amount",), _digit, False)


@kind(ARITHMETIC)
def prose_digits_swapped(document, chance):
    """Two neighbouring digits of an amount of the prose."""
    return _number(document, chance, ("amount",), _swap, False)


@kind(ARITHMETIC)
def prose_point_moved(document, chance):
    """The decimal point of an amount of the prose."""
    return _number(document, chance, ("amount",), _point, False)


@kind(ARITHMETIC)
def rate_wrong(document, chance):
    """One digit of a percentage."""
    return _number(document, chance, ("percent",), _digit)


@kind(ARITHMETIC)
def wrong_base(document, chance):
    """A rate of change on this year instead of last year's amount, a share of another total."""
    slots = document.ledger.slots
    places = dict((n, block) for block, n in _slots(document, ("percent",)))
    rules = [rule for rule in document.ledger.rules if isinstance(rule, Change | Ratio)
             and rule.slots[0] in places and None not in
             (slots[rule.slots[1]].value, slots[rule.slots[2]].value)
             and slots[rule.slots[1]].value and slots[rule.slots[2]].value]
    if not rules:
        return None
    rule = chance.choice(rules)
    first, second = slots[rule.slots[1]].value, slots[rule.slots[2]].value
    value = second / first * 100  # change ÷ this year; budget ÷ outturn; whole ÷ part
    if isinstance(rule, Ratio) and value > 150:
        totals = [slots[one.slots[0]].value for one in document.ledger.rules
                  if isinstance(one, Sum) and (slots[one.slots[0]].value or 0) > first
                  and slots[one.slots[0]].value != second]
        value = first / chance.choice(totals) * 100
    text = f"{value:.2f}"
    chosen = places[rule.slots[0]], rule.slots[0]
    return None if text == slots[rule.slots[0]].text else _set(document, chosen, text)


@kind(ARITHMETIC)
def form_weight_wrong(document, chance):
    """The weight of an indicator of a form."""
    return _points(document, chance, "weight")


@kind(ARITHMETIC)
def form_score_wrong(document, chance):
    """The score of an indicator of a form."""
    return _points(document, chance, "score")


@kind(ARITHMETIC)
def form_execution_score_wrong(document, chance):
    """The score that a form gives for the execution of the budget."""
    return _points(document, chance, "execution_score")


@kind(ARITHMETIC)
def form_total_wrong(document, chance):
    """The total score of a form."""
    return _points(document, chance, "total_score")


def _points(document, chance, what: str):
    places = _slots(document, ("points",), belongs=lambda slot: slot.truth[-1] == what)
    if not places:
        return None
    chosen = chance.choice(places)
    value = Decimal(document.ledger.slots[chosen[1]].text)
    return _set(document, chosen, str(max(Decimal(1), value + chance.choice((-5, -3, -2, 2, 5)))))


@kind(ARITHMETIC)
def count_wrong(document, chance):
    """A count of projects or vehicles."""
    return _number(document, chance, ("count",), lambda chance: lambda text: str(
        int(text) + chance.choice((1, 2))))


# ------------------------------------------------------------------- errors of words

def _paragraphs(document: Document, words: str) -> list[dict]:
    """The explaining paragraphs that hold a match of `words`."""
    return [block for block in document.blocks if block["kind"] == "paragraph"
            and marks(block) and re.search(words, block["text"])]


@kind(TEXT)
def direction_wrong(document, chance):
    """A word that says more for less, less for more, or either for equal."""
    places = [one for one in _slots(document, ("word",))
              if document.ledger.slots[one[1]].text != "持平"]
    flip = {"增加": "减少", "增长": "下降", "大于": "小于", "等于": "大于"}
    flip |= {other: one for one, other in flip.items() if one != "等于"}
    return _edit(document, chance.choice(places), flip.get)


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
    block["text"] = block["text"][: match.start()] + "XX万元" + block["text"][match.end():]
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
    places = [match for match in _AMOUNT.finditer(block["text"])
              if document.ledger.slots[int(match[1])].value]
    if not places:
        return None
    match = chance.choice(places)
    block["text"] = block["text"][: match.end() - 2] + "元" + block["text"][match.end():]
    slot = document.ledger.slots[int(match[1])]
    slot.scale *= Decimal("0.0001")
    return block["n"], f"{slot.text}万元", f"{slot.text}元", {int(match[1])}


@kind(TEXT)
def prose_unit_missing(document, chance):
    """An amount of the prose without its unit."""
    block = chance.choice(_paragraphs(document, _AMOUNT.pattern))
    match = chance.choice(list(_AMOUNT.finditer(block["text"])))
    block["text"] = block["text"][: match.end() - 2] + block["text"][match.end():]
    text = document.ledger.slots[int(match[1])].text
    return block["n"], f"{text}万元", text, None


@kind(TEXT)
def table_missing(document, chance):
    """One of the nine tables that is not there."""
    tables = [_whole_table(document, block) for block in _grids(document)]
    chosen = chance.choice([one for one in tables if one])
    grid = next(block for block in chosen if block["kind"] == "grid")
    name = _table(grid, document)
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
    return blocks[first: last + 1]


@kind(TEXT)
def statement_missing(document, chance):
    """An empty table that nothing in the document explains."""
    empty = [grid for grid in _grids(document)
             if not any(document.ledger.slots[n].value for n in marks(grid))]
    grid = chance.choice(empty)
    name = _table(grid, document)
    words = {"government_funds": "政府性基金", "state_capital": "国有资本经营"}[name]
    gone = {block["n"] for block in _whole_table(document, grid)
            if block["kind"] == "small" and "没有" in block["text"]}
    heading = next(block for block in document.blocks
                   if block["kind"] == "heading" and words in block["text"])
    after = next(block for block in document.blocks if block["n"] > heading["n"])
    gone.add(after["n"])
    for run in document.runs:
        run["blocks"] = [block for block in run["blocks"] if block["n"] not in gone]
    return grid["n"], name, "", None, name


KINDS = [*ARITHMETIC, *TEXT]
