"""Errors of numbers: digits, points, signs, rows, rates, points and counts."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise

from mutants.places import (
    ARITHMETIC,
    code_of,
    edit,
    grids_of,
    kind,
    pick,
    put,
    rows_by_code,
    slots_of,
)
from sound.ledger import Change, Ratio, Sum, marks


def _digit(chance: random.Random) -> Callable[[str], str]:
    def change(text: str) -> str:
        places = [n for n, one in enumerate(text) if one.isdigit()]
        n = chance.choice(places)
        others = [one for one in "0123456789" if one != text[n] and (n or one != "0")]
        return text[:n] + chance.choice(others) + text[n + 1 :]

    return change


def _swap(chance: random.Random) -> Callable[[str], str | None]:
    def change(text: str) -> str | None:
        places = [n for n, one in enumerate(text) if one.isdigit()]
        pairs = [
            (a, b) for a, b in pairwise(places) if text[a] != text[b] and (a or text[b] != "0")
        ]
        if not pairs:
            return None
        a, b = chance.choice(pairs)
        return text[:a] + text[b] + text[a + 1 : b] + text[a] + text[b + 1 :]

    return change


def _point(chance: random.Random) -> Callable[[str], str]:
    def change(text: str) -> str:
        value = Decimal(text.replace(",", ""))
        return f"{value * 10 if chance.random() < 0.5 else value / 10:,.2f}"

    return change


def _number(document, chance, kinds, change, table=None, nonzero=True) -> tuple | None:
    """One number of `kinds` changed by `change`; a zero is left alone where `nonzero`."""
    places = [
        (block, n)
        for block, n in slots_of(document, kinds, table)
        if not nonzero or document.ledger.slots[n].value
    ]
    for _ in range(20):
        chosen = pick(chance, places)
        planted = chosen and edit(document, chosen, change(chance))
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
    places = [
        one for one in slots_of(document, ("amount",), True) if document.ledger.slots[one[1]].value
    ]
    return put(document, chance.choice(places), None)


@kind(ARITHMETIC)
def wrong_total(document, chance):
    """A total of the nine tables that leaves out, or counts twice, one of its parts."""
    slots = document.ledger.slots
    tables = dict((n, block) for block, n in slots_of(document, ("amount",), True))
    sums = [
        rule
        for rule in document.ledger.rules
        if isinstance(rule, Sum)
        and rule.slots[0] in tables
        and slots[rule.slots[0]].value
        and sum(1 for n in rule.slots[1:] if slots[n].value) > 1
    ]
    rule = chance.choice(sums)
    total, part = (
        slots[rule.slots[0]],
        slots[chance.choice([n for n in rule.slots[1:] if slots[n].value])],
    )
    value = (total.value + chance.choice((1, -1)) * part.value) / total.scale
    return put(document, (tables[rule.slots[0]], rule.slots[0]), f"{value:,.2f}")


@kind(ARITHMETIC)
def row_dropped(document, chance):
    """A row of a table by code that is not there."""
    block, n = chance.choice(rows_by_code(document))
    row = block["rows"].pop(n)
    changed = set(marks(row))
    was = code_of(row, document)
    for one in changed:
        document.ledger.slots[one].text = None
    return block["n"], was, "", changed


@kind(ARITHMETIC)
def rows_swapped(document, chance):
    """The amounts of two rows of a table by code in each other's place."""
    rows = rows_by_code(document)
    block, first = chance.choice(rows)
    code = code_of(block["rows"][first], document)
    others = [
        n
        for one, n in rows
        if one is block and n != first and len(code_of(one["rows"][n], document)) == len(code)
    ]
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
    block, n = chance.choice(rows_by_code(document))
    block["rows"].insert(n, copy.deepcopy(block["rows"][n]))
    code = code_of(block["rows"][n], document)
    return block["n"], code, f"{code} {code}", None


@kind(ARITHMETIC)
def table_unit_wrong(document, chance):
    """万元 for 元 or 元 for 万元 above one of the nine tables."""
    block = chance.choice(
        [
            block
            for block in grids_of(document)
            if any(document.ledger.slots[n].value for n in marks(block))
        ]
    )
    sides = max(
        (one for one in document.blocks if one["n"] < block["n"] and one["kind"] == "sides"),
        key=lambda one: one["n"],
    )
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
    places = dict((n, block) for block, n in slots_of(document, ("percent",)))
    rules = [
        rule
        for rule in document.ledger.rules
        if isinstance(rule, Change | Ratio)
        and rule.slots[0] in places
        and None not in (slots[rule.slots[1]].value, slots[rule.slots[2]].value)
        and slots[rule.slots[1]].value
        and slots[rule.slots[2]].value
    ]
    if not rules:
        return None
    rule = chance.choice(rules)
    first, second = slots[rule.slots[1]].value, slots[rule.slots[2]].value
    value = second / first * 100  # change ÷ this year; budget ÷ outturn; whole ÷ part
    if isinstance(rule, Ratio) and value > 150:
        totals = [
            slots[one.slots[0]].value
            for one in document.ledger.rules
            if isinstance(one, Sum)
            and (slots[one.slots[0]].value or 0) > first
            and slots[one.slots[0]].value != second
        ]
        value = first / chance.choice(totals) * 100
    text = f"{value:.2f}"
    chosen = places[rule.slots[0]], rule.slots[0]
    return None if text == slots[rule.slots[0]].text else put(document, chosen, text)


@kind(ARITHMETIC)
def share_is_rate(document, chance):
    """The rate of the budget where the share of the three public expenses belongs."""
    slots = document.ledger.slots
    rates = {
        slot.truth[2]: slot.text
        for slot in slots
        if slot.truth and slot.truth[:2] == ("budget", "three_public") and slot.kind == "percent"
    }
    places = [
        (place, rates[code])
        for place in slots_of(document, ("percent",), False)
        for code in [_expense(slots[place[1]])]
        if code in rates
    ]
    chosen = pick(chance, [one for one in places if slots[one[0][1]].text != one[1]])
    return chosen and put(document, *chosen)


def _expense(slot) -> str | None:
    """The expense that a share of the three public expenses is of."""
    if not slot.truth or slot.truth[:2] != ("fact", "three_public_share"):
        return None
    words = {"出国": "overseas_travel", "用车": "vehicles", "接待": "reception"}
    return next(code for word, code in words.items() if word in slot.truth[2])


@kind(ARITHMETIC)
def rate_in_hundredths(document, chance):
    """A rate of change printed as a fraction: 0.63% for 63%."""
    slots = document.ledger.slots
    places = dict((n, block) for block, n in slots_of(document, ("percent",), False))
    rates = [
        rule.slots[0]
        for rule in document.ledger.rules
        if isinstance(rule, Change) and rule.slots[0] in places and slots[rule.slots[0]].value > 1
    ]
    chosen = pick(chance, rates)
    return chosen and put(document, (places[chosen], chosen), f"{slots[chosen].value / 100:.2f}")


@kind(ARITHMETIC)
def change_as_outturn(document, chance):
    """The amount by which something moved, where its own amount belongs."""
    slots = document.ledger.slots
    places = dict((n, block) for block, n in slots_of(document, ("amount",), False))
    rules = [
        rule
        for rule in document.ledger.rules
        if isinstance(rule, Change) and rule.slots[1] in places and slots[rule.slots[2]].value
    ]
    rule = pick(chance, rules)
    return rule and put(document, (places[rule.slots[1]], rule.slots[1]), slots[rule.slots[2]].text)


@kind(ARITHMETIC)
def balance_in_yuan(document, chance):
    """A balance of the prose with the digits that it has in 元."""
    slots = document.ledger.slots
    places = dict((n, block) for block, n in slots_of(document, ("amount",), False))
    balances = [
        rule.slots[0]
        for rule in document.ledger.rules
        if rule.name == "through the year" and slots[rule.slots[0]].value
    ]
    chosen = pick(chance, [n for n in balances if n in places])
    return chosen and put(document, (places[chosen], chosen), f"{slots[chosen].value * 10000:.2f}")


@kind(ARITHMETIC)
def totals_differ(document, chance):
    """收入总计 and 支出总计 of the prose that are not the same."""
    slots = document.ledger.slots
    places = dict((n, block) for block, n in slots_of(document, ("amount",), False))
    sides = [rule.slots for rule in document.ledger.rules if rule.name == "both sides"]
    chosen = pick(chance, [n for pair in sides for n in pair if n in places])
    value = chosen and slots[chosen].value + Decimal(chance.randint(40, 900)) / 100
    return chosen and put(document, (places[chosen], chosen), f"{value:,.2f}")


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
    places = slots_of(document, ("points",), belongs=lambda slot: slot.truth[-1] == what)
    if not places:
        return None
    chosen = chance.choice(places)
    value = Decimal(document.ledger.slots[chosen[1]].text)
    return put(document, chosen, str(max(Decimal(1), value + chance.choice((-5, -3, -2, 2, 5)))))


@kind(ARITHMETIC)
def count_wrong(document, chance):
    """A count of projects or vehicles."""
    return _number(
        document,
        chance,
        ("count",),
        lambda chance: lambda text: str(int(text) + chance.choice((1, 2))),
    )
