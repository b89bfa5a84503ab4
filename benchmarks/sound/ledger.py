"""Every printed number of a made-up document, and what each must agree with.

A document is written with marks in place of numbers; the ledger holds a slot for each mark:
what is printed there, and the rules that the printed numbers must keep. The rules are stated by
the writer, who knows what every number stands for, and are judged here, so that whether an
error can be found at all is decided without asking the audit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

OPEN, CLOSE = "\ue000", "\ue001"
MARK = re.compile(f"{OPEN}(\\d+){CLOSE}")
HUNDRED = Decimal(100)


class Mark(str):
    """The mark of a slot inside the document's text; `exact` is the number behind the print."""

    no: int
    exact: Decimal

    def __new__(cls, no: int, exact: Decimal = Decimal(0)):
        mark = super().__new__(cls, f"{OPEN}{no}{CLOSE}")
        mark.no, mark.exact = no, exact
        return mark

    def __deepcopy__(self, memo) -> Mark:
        return self


@dataclass
class Slot:
    """One printed number or word: its text (null where blank), kind and size in 万元.

    `truth` says what the reader must make of it: a key of a tidy table, or null.
    """

    text: str | None
    kind: str
    scale: Decimal = Decimal(1)
    truth: tuple | None = None

    @property
    def value(self) -> Decimal | None:
        return None if self.text is None else Decimal(self.text.replace(",", "")) * self.scale

    @property
    def half(self) -> Decimal:
        """Half a unit of the last digit; counts and points are exact, and so is nothing."""
        if self.kind not in ("amount", "percent"):
            return Decimal(0)
        digits = Decimal(self.text.replace(",", ""))
        return (
            Decimal(5).scaleb(digits.as_tuple().exponent - 1) * self.scale
            if digits
            else (Decimal(0))
        )


Interval = tuple[Decimal, Decimal]


@dataclass
class Rule:
    """What must hold between some slots; `broken` is true when the printed numbers deny it."""

    name: str
    slots: tuple[int, ...]

    def broken(self, slots: Sequence[Slot]) -> bool:
        raise NotImplementedError


@dataclass
class Sum(Rule):
    """The first slot is the signed sum of the others, within half a unit of each last digit."""

    signs: tuple[int, ...] = ()

    def broken(self, slots):
        total, *parts = (slots[n] for n in self.slots)
        known = [
            (sign, one)
            for sign, one in zip(self.signs, parts, strict=True)
            if one.value is not None
        ]
        expected = sum((sign * one.value for sign, one in known), Decimal(0))
        tolerance = sum((one.half for _, one in known), Decimal(0))
        if total.value is None:  # a total left blank above parts that are printed
            return bool(expected)
        return abs(total.value - expected) > tolerance + total.half


@dataclass
class Same(Rule):
    """Two places print one amount; a blank says nothing."""

    def broken(self, slots):
        one, other = (slots[n] for n in self.slots)
        if one.value is None or other.value is None:
            return False
        return abs(one.value - other.value) > one.half + other.half


def span(slot: Slot) -> Interval:
    return slot.value - slot.half, slot.value + slot.half


def reachable(printed: Slot, corners: Iterable[Decimal]) -> bool:
    """Whether the printed percentage lies within half its last digit of the range of `corners`."""
    corners = list(corners)
    return min(corners) - printed.half <= printed.value <= max(corners) + printed.half or (
        not printed.value and min(corners) <= Decimal("0.005")
    )


@dataclass
class Ratio(Rule):
    """A percentage: the second slot divided by the third."""

    def broken(self, slots):
        rate, above, below = (slots[n] for n in self.slots)
        if None in (rate.value, above.value, below.value) or span(below)[0] <= 0:
            return False
        return not reachable(rate, (HUNDRED * a / b for a in span(above) for b in span(below)))


@dataclass
class Change(Rule):
    """A rate of change: of now and what it moved, in the direction that a word says."""

    def broken(self, slots):
        rate, now, moved, way = (slots[n] for n in self.slots)
        if None in (rate.value, now.value, moved.value):
            return False
        sign = 1 if way.text in UP else -1
        corners = [
            HUNDRED * m / (n - sign * m) for n in span(now) for m in span(moved) if n - sign * m > 0
        ]
        return len(corners) < 4 or not reachable(rate, corners)


UP, DOWN = ("增加", "增长", "大于"), ("减少", "下降", "小于")


def side(word: str) -> int:
    return 1 if word in UP else -1 if word in DOWN else 0


@dataclass
class Words(Rule):
    """Two words of one sentence that must point the same way."""

    def broken(self, slots):
        one, other = (slots[n] for n in self.slots)
        return side(one.text) != side(other.text)


@dataclass
class Compared(Rule):
    """A word that says how the second slot stands to the third."""

    def broken(self, slots):
        word, left, right = (slots[n] for n in self.slots)
        if left.value is None or right.value is None:
            return False
        difference = left.value - right.value
        return side(word.text) * difference <= 0 and (side(word.text) != 0 or difference != 0)


@dataclass
class Count(Rule):
    """A printed count of things listed elsewhere, `number` of them."""

    number: int = 0

    def broken(self, slots):
        return slots[self.slots[0]].value != self.number


@dataclass
class AtMost(Rule):
    """A score is not above its weight."""

    def broken(self, slots):
        score, weight = (slots[n] for n in self.slots)
        return None not in (score.value, weight.value) and score.value > weight.value


@dataclass
class Score(Rule):
    """A score of execution: weight times rate of outturn to budget, to the printed digits."""

    weight: Decimal = Decimal(20)

    def broken(self, slots):
        score, outturn, budget = (slots[n] for n in self.slots)
        if None in (score.value, outturn.value, budget.value) or span(budget)[0] <= 0:
            return False
        corners = [self.weight * a / b for a in span(outturn) for b in span(budget)]
        # the score is often worked out from the rate rounded to two digits, and cut off
        slack = Decimal("0.01") + self.weight * Decimal("0.00005")
        return not min(corners) - slack <= score.value <= max(corners) + slack


@dataclass
class Ledger:
    """The slots of one document and the rules between them."""

    scale: Decimal = Decimal(1)  # of the tables' unit in 万元
    slots: list[Slot] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    places: dict[tuple, Mark] = field(default_factory=dict)

    def put(self, text: str | None, kind: str, exact=Decimal(0), **more) -> Mark:
        self.slots.append(Slot(text, kind, **more))
        return Mark(len(self.slots) - 1, Decimal(exact))

    def amount(
        self,
        cents: int | None,
        key: tuple | None = None,
        *,
        table: bool = False,
        nil: str | None = None,
        truth: tuple | None = None,
        unit: str = "万元",
    ) -> Mark:
        """`cents` hundredths of the tables' unit, printed in a table or, in `unit`, in prose.

        Amounts of one `key` are one amount: the rule follows. `nil` is printed for nothing.
        """
        scale = self.scale if table or unit == "元" else Decimal(1)
        exact = Decimal(cents or 0) / HUNDRED * self.scale
        printed = (exact / scale).quantize(Decimal("0.01"), ROUND_HALF_UP)
        text = nil if table and not cents else f"{printed:,}"
        mark = self.put(text, "amount", exact, scale=scale, truth=truth)
        if key is not None:
            if key in self.places:
                self.rules.append(Same(f"{key} in two places", (self.places[key].no, mark.no)))
            elif text is not None:
                self.places[key] = mark
        return mark

    def percent(self, exact: Decimal, truth: tuple | None = None) -> Mark:
        text = f"{exact.quantize(Decimal('0.01'), ROUND_HALF_UP)}"
        return self.put(text, "percent", exact, truth=truth)

    def share(self, above: Mark, below: Mark, truth: tuple | None = None) -> Mark:
        rate = self.percent(
            HUNDRED * above.exact / below.exact if below.exact else Decimal(0), truth
        )
        self.rules.append(Ratio("share", (rate.no, above.no, below.no)))
        return rate

    def sum(self, name: str, total: Mark, parts: Sequence[Mark], signs=()) -> None:
        if parts:
            self.rules.append(
                Sum(name, (total.no, *(one.no for one in parts)), tuple(signs) or (1,) * len(parts))
            )

    def word(self, text: str) -> Mark:
        return self.put(text, "word")

    def compared(self, left: Mark, right: Mark, words: dict[int, str]) -> Mark:
        """The word for how `left` stands to `right`; keys of `words` are 1, 0 and −1."""
        difference = left.exact - right.exact
        word = self.word(words[(difference > 0) - (difference < 0)])
        self.rules.append(Compared("comparison", (word.no, left.no, right.no)))
        return word

    def points(self, text: str, truth: tuple | None = None) -> Mark:
        return self.put(text, "points", Decimal(text), truth=truth)

    def count(self, number: int, listed: int | None = None, truth: tuple | None = None) -> Mark:
        mark = self.put(str(number), "count", number, truth=truth)
        if listed is not None:
            self.rules.append(Count("count of what is listed", (mark.no,), listed))
        return mark

    def broken(self, changed: set[int] | None = None) -> list[Rule]:
        """The rules that the printed numbers deny; only those on `changed` slots where given."""
        return [
            rule
            for rule in self.rules
            if (changed is None or changed & set(rule.slots)) and rule.broken(self.slots)
        ]


def marks(node) -> list[int]:
    """The slots marked in a text, cell, row or block, in printed order."""
    if isinstance(node, str):
        return [int(n) for n in MARK.findall(node)]
    if isinstance(node, dict):
        return [n for one in node.values() for n in marks(one)]
    return [n for one in node for n in marks(one)] if isinstance(node, list | tuple) else []


def filled(node, slots: Sequence[Slot]):
    """`node` with each mark as its slot prints it; a cell of nothing but a blank is null."""
    if isinstance(node, str):
        text = MARK.sub(lambda match: slots[int(match[1])].text or "", node)
        return None if MARK.fullmatch(node) and not text else text
    if isinstance(node, dict):
        return {key: filled(one, slots) for key, one in node.items()}
    return [filled(one, slots) for one in node] if isinstance(node, list | tuple) else node
