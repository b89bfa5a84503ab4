"""How one check is judged: sums by half the last printed digit, ratios by interval arithmetic.

A printed number stands for every unrounded number within half a unit of its last printed
digit. `pass`: the printed value is the one recomputed from the printed inputs. `rounding`:
some unrounded inputs give the printed value. `fail`: none do. Nothing looser. A failure that the
document's words allow another reading of keeps its doubts (`doubted`): the interpreter calls it
`cannot_tell`, and nobody else does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from helpers import amounts

HUNDRED = Decimal(100)
_RANK = ("pass", "rounding", "cannot_tell", "not_applicable", "fail")
Interval = tuple[Decimal, Decimal]
#: What the numbers of a ratio and of a change take part as, in their order.
_RATIO = ("rate", "part", "base", "other_base")
_CHANGE = ("rate", "current", "change")


@dataclass(frozen=True)
class PrintedNumber:
    """A printed number: exact value, half a unit of its last digit, place, and its tidy cell.

    `cell` is (tidy table, row number, column), null for a number that is not in the
    verification table; `box` is the cell's place on the page, null for a number of the prose;
    `reader` is ``counted`` for a number that we counted and nobody printed; `number_id` its row
    of ``tidy/numbers``; `made_of` the printed numbers that one is the sum of which nobody printed.
    """

    value: Decimal
    half: Decimal
    text: str
    page: int | None = None
    cell: tuple[str, int, str] | None = None
    box: tuple[float, float, float, float] | None = None
    reader: str | None = "text"
    number_id: str | None = None
    made_of: tuple[PrintedNumber, ...] = ()

    @property
    def plain(self) -> str:
        """The value in its unit: as printed, or in 万元 where the table prints yuan."""
        return self.text if Decimal(self.text) == self.value else plain(self.value)


@dataclass
class Judgement:
    """The outcome of one check and the numbers that show it.

    `formula` is the sum or ratio with its numbers; `words` what stands on `pages` word for
    word, where the check is about words and not about numbers. `signs` where the first of
    `numbers` must be the sum of the others, each with its sign. `withheld` where a failure may
    be our own. `roles` say what each of `numbers` takes part as; `doubts` why a failure may not
    be held against the publisher (`catalogue.DOUBTS`).
    """

    outcome: str
    printed: str | None = None
    expected: str | None = None
    difference: str | None = None
    tolerance: str | None = None
    likely_cause: str | None = None
    numbers: list[PrintedNumber] = field(default_factory=list)
    formula: str | None = None
    unit: str = "万元"
    words: str | None = None
    page: int | None = None
    signs: Sequence[int] = ()
    withheld: bool = False
    roles: tuple[str, ...] = ("printed", "compared")
    doubts: list[str] = field(default_factory=list)

    @property
    def rank(self) -> int:
        """How good the outcome is, 0 the best; a failure in doubt is none yet."""
        fails_in_doubt = self.outcome == "fail" and self.doubts
        return _RANK.index("cannot_tell" if fails_in_doubt else self.outcome)

    def role(self, number: int) -> str:
        """What the number at this place of `numbers` takes part as; the last role goes on."""
        return self.roles[min(number, len(self.roles) - 1)]

    def withhold(self) -> None:
        """Call a failure undecided: our reading may be at fault."""
        self.outcome, self.likely_cause, self.withheld = "cannot_tell", None, True


def half_unit(value: Decimal, printed: str) -> Decimal:
    """Half a unit of the last digit of `printed`, on the scale of `value`; exact zeros have none.

    A printed zero is taken as nothing at all: a sum of many blanks and zeros must not buy
    tolerance.
    """
    digits = Decimal(printed)
    if not digits:
        return Decimal(0)
    return Decimal(5).scaleb(amounts.exponent(digits) - 1) * (value / digits)


def judge_sum(
    total: PrintedNumber, addends: Sequence[PrintedNumber], signs: Sequence[int] = ()
) -> Judgement:
    """`total` against the signed sum of `addends`."""
    signs = signs or [1] * len(addends)
    expected = sum((sign * one.value for sign, one in zip(signs, addends, strict=True)), Decimal(0))
    difference = total.value - expected
    tolerance = total.half + sum((one.half for one in addends), Decimal(0))
    return Judgement(
        "pass" if not difference else "rounding" if abs(difference) <= tolerance else "fail",
        total.plain,
        plain(expected),
        plain(difference),
        plain(tolerance),
        None if not difference else "rounding" if abs(difference) <= tolerance else "arithmetic",
        [total, *addends],
        _signed_sum(addends, signs),
        signs=signs,
        roles=("total", "part"),
    )


def _signed_sum(addends: Sequence[PrintedNumber], signs: Sequence[int]) -> str:
    text = " ".join(
        f"{'+' if sign > 0 else '−'} {one.plain}" for sign, one in zip(signs, addends, strict=True)
    )
    return text.removeprefix("+ ")


def judge_equal(left: PrintedNumber, right: PrintedNumber) -> Judgement:
    """Two statements of one amount.

    They may differ in the last digit: one rounded from yuan, the other summed from rounded
    parts. A sentence that says 66万元 where a table says 65.92 has rounded.
    """
    judgement = judge_sum(left, [right])
    judgement.roles = ("printed", "compared")
    if judgement.outcome == "rounding" and _rounded(left, right):
        judgement.outcome, judgement.likely_cause = "pass", None
    if judgement.outcome == "fail":
        judgement.likely_cause = "cross_reference"
        own = half_unit(left.value, left.text) + half_unit(right.value, right.text)
        if abs(left.value - right.value) <= own:
            judgement.outcome, judgement.likely_cause = "rounding", "rounding"
            judgement.tolerance = plain(own)
    return judgement


def _rounded(left: PrintedNumber, right: PrintedNumber) -> bool:
    """Is the coarser of the two the other, rounded to its digits?"""
    coarse, fine = (left, right) if left.half > right.half else (right, left)
    step = 2 * coarse.half
    return coarse.half > fine.half and (
        (fine.value / step).quantize(Decimal(1), ROUND_HALF_UP) * step == coarse.value
    )


def judge_words(
    same: bool,
    printed: str,
    expected: str,
    words: str | None = None,
    page: int | None = None,
    numbers: Sequence[PrintedNumber] = (),
) -> Judgement:
    """Two wordings that should say the same, or something that should, or should not, be there."""
    return Judgement(
        "pass" if same else "fail",
        printed,
        expected,
        likely_cause=None if same else "text",
        numbers=list(numbers),
        unit="",
        words=words,
        page=page,
    )


def judge_at_most(
    part: PrintedNumber, whole: Sequence[PrintedNumber], unit: str = "万元"
) -> Judgement:
    """`part` is not more than the sum of `whole`.

    Holding proves no amount, so the numbers leave their cells behind.
    """
    most = sum((one.value for one in whole), Decimal(0))
    tolerance = part.half + sum((one.half for one in whole), Decimal(0))
    fails = part.value - most > tolerance
    numbers = [replace(one, cell=one.cell if fails else None) for one in (part, *whole)]
    return Judgement(
        "fail" if fails else "pass",
        part.plain,
        f"≤ {plain(most)}",
        plain(max(part.value - most, Decimal(0))),
        plain(tolerance),
        "cross_reference" if fails else None,
        numbers,
        " + ".join(one.plain for one in whole),
        unit,
        roles=("part", "total"),
    )


def judge_at_least(whole: PrintedNumber, parts: Sequence[PrintedNumber]) -> Judgement:
    """`whole` is not less than the sum of its `parts`; holding proves no amount."""
    judgement = judge_sum(whole, parts)
    fails = judgement.outcome == "fail" and (judgement.difference or "").startswith("-")
    judgement.outcome = "fail" if fails else "pass"
    judgement.likely_cause = "cross_reference" if fails else None
    judgement.numbers = [
        replace(one, cell=one.cell if fails else None) for one in judgement.numbers
    ]
    judgement.signs = ()
    return judgement


def best(judged: Sequence[Judgement]) -> Judgement:
    """The best of some judgements, one for each reading of the document's words.

    It fails for certain only where there is one reading.
    """
    one = min(judged, key=lambda judgement: judgement.rank)
    return doubted(one, "several_readings") if len(judged) > 1 else one


def rounded(judge: Callable[..., Judgement], *arguments: Any) -> Judgement:
    """`judge` on numbers of the prose, any of which may have been rounded to its own digits.

    An amount is taken as exact as the prose's finest one (18.4 for 18.40); where it may as well
    be rounded (18.37), a failure that this would explain is in doubt.
    """
    judgement = judge(*arguments)
    if judgement.outcome == "fail" and judge(*map(_loosened, arguments)).outcome != "fail":
        doubted(judgement, "rounded")
    return judgement


def _loosened(one: Any) -> Any:
    """A number, or each of some numbers, good to half a unit of its own last digit only."""
    if isinstance(one, PrintedNumber):
        return replace(one, half=max(one.half, half_unit(one.value, one.text)))
    return [_loosened(each) for each in one] if isinstance(one, list | tuple) else one


def doubted(judgement: Judgement, doubt: str) -> Judgement:
    """`judgement`, a failure in `doubt`: the document's words allow another reading."""
    if judgement.outcome == "fail" and doubt not in judgement.doubts:
        judgement.doubts.append(doubt)
    return judgement


def plain(value: Decimal) -> str:
    """`value` without an exponent and without needless zeros."""
    text = format(value.normalize(), "f")
    return "0" if text == "-0" else text


def interval(number: PrintedNumber) -> Interval:
    return number.value - number.half, number.value + number.half


def quotient(above: Interval, below: Interval) -> Interval | None:
    """All quotients of the two intervals; null where the divisor may be zero or less."""
    if below[0] <= 0:
        return None
    corners = [a / b for a in above for b in below]
    return min(corners), max(corners)


def judge_percentage(
    printed: PrintedNumber, exact: Decimal, possible: Interval, wrong_bases: Sequence[Decimal] = ()
) -> Judgement:
    """A printed percentage against `exact` and the `possible` range, all in per cent.

    `wrong_bases` are the values that plausible mistakes would give; one of them names the
    likely cause of a failure, or of a rounding that it fits better.
    """
    step = Decimal(1).scaleb(amounts.exponent(Decimal(printed.text)))
    expected = exact.quantize(step, ROUND_HALF_UP)
    half = step / 2
    fits = possible[0] <= printed.value + half and printed.value - half <= possible[1]
    outcome = "pass" if expected == printed.value else "rounding" if fits else "fail"
    cause = None
    if outcome != "pass":
        wrong = any(base.quantize(step, ROUND_HALF_UP) == printed.value for base in wrong_bases)
        close = abs(expected - printed.value) <= step
        cause = "wrong_base" if wrong else "rounding" if close else "arithmetic"
    return Judgement(
        outcome,
        f"{printed.text}%",
        f"{expected}%",
        plain(printed.value - expected),
        plain(half),
        cause,
        [printed],
        unit="",
    )


def judge_ratio(
    printed: PrintedNumber,
    above: PrintedNumber,
    below: PrintedNumber,
    others: Sequence[PrintedNumber] = (),
) -> Judgement:
    """A printed percentage against ``above ÷ below``; `others` are bases taken by mistake.

    The base that gives the printed percentage in place of `below` comes last in `numbers`,
    without its cell: the check says nothing of it.
    """
    possible = quotient(interval(above), interval(below))
    if possible is None:
        return Judgement(
            "not_applicable",
            f"{printed.text}%",
            numbers=[printed, above, below],
            unit="",
            roles=_RATIO,
        )
    judgement = judge_percentage(
        printed,
        HUNDRED * above.value / below.value,
        (HUNDRED * possible[0], HUNDRED * possible[1]),
        [HUNDRED * above.value / one.value for one in others if one.value],
    )
    judgement.numbers += [above, below]
    judgement.roles = _RATIO
    judgement.formula = f"{above.plain} ÷ {below.plain}"
    if judgement.likely_cause == "wrong_base":
        fitting = [one for one in others if judge_ratio(printed, above, one).outcome == "pass"]
        judgement.numbers += [replace(one, cell=None) for one in fitting[:1]]
    return judgement


def judge_change(
    rate: PrintedNumber, current: PrintedNumber, change: PrintedNumber, sign: int
) -> Judgement:
    """A printed growth rate against the change and the year before (current − change)."""
    low, high = interval(current)
    change_low, change_high = interval(change)
    prior = current.value - sign * change.value
    # the year before moves with the change, so its range is built from the same corner
    corners = [
        HUNDRED * moved / (now - sign * moved)
        for now in (low, high)
        for moved in (change_low, change_high)
        if now - sign * moved > 0
    ]
    if prior <= 0 or len(corners) < 4:
        return Judgement(
            "cannot_tell", f"{rate.text}%", numbers=[rate, current, change], unit="", roles=_CHANGE
        )
    wrong = [HUNDRED * change.value / current.value] if current.value else []
    judgement = judge_percentage(
        rate, HUNDRED * change.value / prior, (min(corners), max(corners)), wrong
    )
    judgement.numbers += [current, change]
    judgement.roles = _CHANGE
    minus = "−" if sign > 0 else "+"
    judgement.formula = f"{change.plain} ÷ ({current.plain} {minus} {change.plain})"
    return judgement


def judge_scored(
    score: PrintedNumber,
    weight: Decimal,
    above: PrintedNumber,
    below: PrintedNumber,
    others: Sequence[PrintedNumber] = (),
) -> Judgement:
    """A printed score against ``weight × above ÷ below`` plus `others`, by interval arithmetic."""
    rest = sum((one.value for one in others), Decimal(0))
    possible = quotient(interval(above), interval(below))
    if possible is None:
        raise ValueError(f"a score cannot be worked out from a budget of {below.text}")
    low, high = (weight * one + rest for one in possible)
    step = Decimal("0.01")
    expected = (weight * above.value / below.value + rest).quantize(step, ROUND_HALF_UP)
    off = score.value - expected
    fits = low <= score.value + step / 2 and score.value - step / 2 <= high
    outcome = "pass" if not off else "rounding" if fits else "fail"
    formula = f"{plain(weight)} × {above.plain} ÷ {below.plain}"
    return Judgement(
        outcome,
        score.text,
        plain(expected),
        plain(off),
        plain(step / 2),
        None if not off else "rounding" if fits else "arithmetic",
        [score, above, below, *others],
        " + ".join([formula, *(one.plain for one in others)]),
        "分",
        roles=("score", "part", "base", "points"),
    )


def listed_sum(total: PrintedNumber, parts: list[PrintedNumber]) -> Judgement:
    """Prose may list only the main parts, or a part and what it holds: then nothing is proved."""
    judgement = judge_sum(total, parts)
    excess = sum(one.value for one in parts) - total.value
    within = any(abs(excess - one.value) <= one.half + total.half for one in parts)
    if excess < 0 or within:
        doubted(judgement, "main_items_only")
    return judgement


def judge_count(printed: PrintedNumber, other: PrintedNumber, unit: str) -> Judgement:
    """Two counts of one thing: the same, or not."""
    same = printed.value == other.value
    return Judgement(
        "pass" if same else "fail",
        printed.text,
        other.text,
        plain(printed.value - other.value),
        "0",
        None if same else "cross_reference",
        [printed, other],
        unit=unit,
    )
