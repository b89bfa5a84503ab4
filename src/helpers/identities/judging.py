"""How one check is judged: sums by half the last printed digit, ratios by interval arithmetic.

A printed number stands for every unrounded number within half a unit of its last printed
digit. `pass`: the printed value is the one recomputed from the printed inputs. `rounding`:
some unrounded inputs give the printed value. `fail`: none do. Nothing looser.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

HUNDRED = Decimal(100)
_RANK = ("pass", "rounding", "cannot_tell", "not_applicable", "fail")


@dataclass(frozen=True)
class Printed:
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
    made_of: tuple[Printed, ...] = ()

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
    be our own. `roles` say what each of `numbers` takes part as.
    """

    outcome: str
    printed: str | None = None
    expected: str | None = None
    difference: str | None = None
    tolerance: str | None = None
    likely_cause: str | None = None
    numbers: list[Printed] = field(default_factory=list)
    formula: str | None = None
    unit: str = "万元"
    words: str | None = None
    page: int | None = None
    signs: Sequence[int] = ()
    withheld: bool = False
    roles: tuple[str, ...] = ("printed", "compared")

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
    return Decimal(5).scaleb(digits.as_tuple().exponent - 1) * (value / digits)


def judge_sum(total: Printed, addends: Sequence[Printed], signs: Sequence[int] = ()) -> Judgement:
    """`total` against the signed sum of `addends`."""
    signs = signs or [1] * len(addends)
    expected = sum((sign * one.value for sign, one in zip(signs, addends, strict=True)), Decimal(0))
    difference = total.value - expected
    tolerance = total.half + sum((one.half for one in addends), Decimal(0))
    return Judgement(
        "pass" if not difference else "rounding" if abs(difference) <= tolerance else "fail",
        total.plain, plain(expected), plain(difference), plain(tolerance),
        None if not difference else "rounding" if abs(difference) <= tolerance else "arithmetic",
        [total, *addends], _signed_sum(addends, signs), signs=signs, roles=("total", "part"),
    )


def _signed_sum(addends: Sequence[Printed], signs: Sequence[int]) -> str:
    text = " ".join(f"{'+' if sign > 0 else '−'} {one.plain}"
                    for sign, one in zip(signs, addends, strict=True))
    return text.removeprefix("+ ")


def judge_equal(left: Printed, right: Printed) -> Judgement:
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


def _rounded(left: Printed, right: Printed) -> bool:
    """Is the coarser of the two the other, rounded to its digits?"""
    coarse, fine = (left, right) if left.half > right.half else (right, left)
    step = 2 * coarse.half
    return coarse.half > fine.half and (
        (fine.value / step).quantize(Decimal(1), ROUND_HALF_UP) * step == coarse.value)


def judge_words(same: bool | None, printed: str, expected: str, words: str | None = None,
                page: int | None = None, numbers: Sequence[Printed] = ()) -> Judgement:
    """Two wordings that should say the same; null where that cannot be told."""
    outcome = {True: "pass", False: "fail", None: "cannot_tell"}[same]
    return Judgement(outcome, printed, expected, likely_cause="text" if same is False else None,
                     numbers=list(numbers), unit="", words=words, page=page)


def judge_at_most(part: Printed, whole: Sequence[Printed], unit: str = "万元") -> Judgement:
    """`part` is not more than the sum of `whole`.

    Holding proves no amount, so the numbers leave their cells behind.
    """
    most = sum((one.value for one in whole), Decimal(0))
    tolerance = part.half + sum((one.half for one in whole), Decimal(0))
    fails = part.value - most > tolerance
    numbers = [replace(one, cell=one.cell if fails else None) for one in (part, *whole)]
    return Judgement("fail" if fails else "pass", part.plain, f"≤ {plain(most)}",
                     plain(max(part.value - most, Decimal(0))), plain(tolerance),
                     "cross_reference" if fails else None, numbers,
                     " + ".join(one.plain for one in whole), unit, roles=("part", "total"))


def judge_at_least(whole: Printed, parts: Sequence[Printed]) -> Judgement:
    """`whole` is not less than the sum of its `parts`; holding proves no amount."""
    judgement = judge_sum(whole, parts)
    fails = judgement.outcome == "fail" and judgement.difference.startswith("-")
    judgement.outcome = "fail" if fails else "pass"
    judgement.likely_cause = "cross_reference" if fails else None
    judgement.numbers = [replace(one, cell=one.cell if fails else None)
                         for one in judgement.numbers]
    judgement.signs = ()
    return judgement


def best(judged: Sequence[Judgement], sure: bool = True) -> Judgement:
    """The best of some judgements, one for each reading of the document's words.

    It fails only where there is one reading, and it is `sure`; else nothing can be told.
    """
    one = min(judged, key=lambda judgement: _RANK.index(judgement.outcome))
    if one.outcome == "fail" and (len(judged) > 1 or not sure):
        undecided(one)
    return one


def rounded(judge: Callable[..., Judgement], *arguments) -> Judgement:
    """`judge` on numbers of the prose, any of which may have been rounded to its own digits.

    An amount is taken as exact as the prose's finest one (18.4 for 18.40); where it may as well
    be rounded (18.37), a failure that this would explain cannot be told.
    """
    judgement = judge(*arguments)
    if judgement.outcome == "fail" and judge(*map(_loosened, arguments)).outcome != "fail":
        undecided(judgement)
    return judgement


def _loosened(one):
    """A number, or each of some numbers, good to half a unit of its own last digit only."""
    if isinstance(one, Printed):
        return replace(one, half=max(one.half, half_unit(one.value, one.text)))
    return [_loosened(each) for each in one] if isinstance(one, list | tuple) else one


def undecided(judgement: Judgement) -> Judgement:
    """`judgement` with a failure called undecided: the document's words allow another reading."""
    if judgement.outcome == "fail":
        judgement.outcome, judgement.likely_cause = "cannot_tell", None
    return judgement


def plain(value: Decimal) -> str:
    """`value` without an exponent and without needless zeros."""
    text = format(value.normalize(), "f")
    return "0" if text == "-0" else text
