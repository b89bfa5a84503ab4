"""How a printed percentage, growth rate or score is judged: by interval arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from helpers.identities.judging import HUNDRED, Judgement, Printed, plain

Interval = tuple[Decimal, Decimal]
#: What the numbers of a ratio and of a change take part as, in their order.
_RATIO = ("rate", "part", "base", "other_base")
_CHANGE = ("rate", "current", "change")


def interval(number: Printed) -> Interval:
    return number.value - number.half, number.value + number.half


def quotient(above: Interval, below: Interval) -> Interval | None:
    """All quotients of the two intervals; null where the divisor may be zero or less."""
    if below[0] <= 0:
        return None
    corners = [a / b for a in above for b in below]
    return min(corners), max(corners)


def judge_percentage(printed: Printed, exact: Decimal, possible: Interval,
                     wrong_bases: Sequence[Decimal] = ()) -> Judgement:
    """A printed percentage against `exact` and the `possible` range, all in per cent.

    `wrong_bases` are the values that plausible mistakes would give; one of them names the
    likely cause of a failure, or of a rounding that it fits better.
    """
    step = Decimal(1).scaleb(Decimal(printed.text).as_tuple().exponent)
    expected = exact.quantize(step, ROUND_HALF_UP)
    half = step / 2
    fits = possible[0] <= printed.value + half and printed.value - half <= possible[1]
    outcome = "pass" if expected == printed.value else "rounding" if fits else "fail"
    cause = None
    if outcome != "pass":
        wrong = any(base.quantize(step, ROUND_HALF_UP) == printed.value for base in wrong_bases)
        close = abs(expected - printed.value) <= step
        cause = "wrong_base" if wrong else "rounding" if close else "arithmetic"
    return Judgement(outcome, f"{printed.text}%", f"{expected}%",
                     plain(printed.value - expected), plain(half), cause, [printed], unit="")


def judge_ratio(printed: Printed, above: Printed, below: Printed,
                others: Sequence[Printed] = ()) -> Judgement:
    """A printed percentage against ``above ÷ below``; `others` are bases taken by mistake.

    The base that gives the printed percentage in place of `below` comes last in `numbers`,
    without its cell: the check says nothing of it.
    """
    possible = quotient(interval(above), interval(below))
    if possible is None:
        return Judgement("not_applicable", f"{printed.text}%", numbers=[printed, above, below],
                         unit="", roles=_RATIO)
    judgement = judge_percentage(
        printed, HUNDRED * above.value / below.value, tuple(HUNDRED * x for x in possible),
        [HUNDRED * above.value / one.value for one in others if one.value],
    )
    judgement.numbers += [above, below]
    judgement.roles = _RATIO
    judgement.formula = f"{above.plain} ÷ {below.plain}"
    if judgement.likely_cause == "wrong_base":
        fitting = [one for one in others if judge_ratio(printed, above, one).outcome == "pass"]
        judgement.numbers += [replace(one, cell=None) for one in fitting[:1]]
    return judgement


def judge_change(rate: Printed, current: Printed, change: Printed, sign: int) -> Judgement:
    """A printed growth rate against the change and the year before (current − change)."""
    low, high = interval(current)
    change_low, change_high = interval(change)
    prior = current.value - sign * change.value
    # the year before moves with the change, so its range is built from the same corner
    corners = [
        HUNDRED * moved / (now - sign * moved)
        for now in (low, high) for moved in (change_low, change_high)
        if now - sign * moved > 0
    ]
    if prior <= 0 or len(corners) < 4:
        return Judgement("cannot_tell", f"{rate.text}%", numbers=[rate, current, change], unit="",
                         roles=_CHANGE)
    wrong = [HUNDRED * change.value / current.value] if current.value else []
    judgement = judge_percentage(rate, HUNDRED * change.value / prior,
                                 (min(corners), max(corners)), wrong)
    judgement.numbers += [current, change]
    judgement.roles = _CHANGE
    minus = "−" if sign > 0 else "+"
    judgement.formula = f"{change.plain} ÷ ({current.plain} {minus} {change.plain})"
    return judgement


def judge_scored(score: Printed, weight: Decimal, above: Printed, below: Printed,
                 others: Sequence[Printed] = ()) -> Judgement:
    """A printed score against ``weight × above ÷ below`` plus `others`, by interval arithmetic."""
    rest = sum((one.value for one in others), Decimal(0))
    low, high = (weight * one + rest for one in quotient(interval(above), interval(below)))
    step = Decimal("0.01")
    expected = (weight * above.value / below.value + rest).quantize(step, ROUND_HALF_UP)
    off = score.value - expected
    fits = low <= score.value + step / 2 and score.value - step / 2 <= high
    outcome = "pass" if not off else "rounding" if fits else "fail"
    formula = f"{plain(weight)} × {above.plain} ÷ {below.plain}"
    return Judgement(
        outcome, score.text, plain(expected), plain(off), plain(step / 2),
        None if not off else "rounding" if fits else "arithmetic", [score, above, below, *others],
        " + ".join([formula, *(one.plain for one in others)]), "分",
        roles=("score", "part", "base", "points"))
