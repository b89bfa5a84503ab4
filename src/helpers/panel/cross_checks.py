"""One document held against another: cross-document checks Y01 to Y06.

    compare(this, other)    # rows of panel/cross_checks

What is compared is data (wording/cross_years.yml). Only a prior-year figure that is itself printed,
differs and is explained by nothing is an alarm; everything unsure ends as `cannot_tell` with its
reason, and an opening balance or a change that does not fit is a question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from helpers import wording
from helpers.checks.judging import judge_equal
from helpers.panel.compared import OF_TWO_YEARS, of_units
from helpers.panel.years import Amount, Years, digits_of

_YUAN = Decimal("0.0001")  # in 万元: documents that round to the yuan print .00 behind it

#: Whether a second reader finds a number (unit, year, number_id) where it was read.
Confirm = Callable[[str, int, "str | None"], bool]


def compare(
    this: Years, other: Years, renamed: bool = False, confirm: Confirm = lambda *_: True
) -> Iterator[dict[str, Any]]:
    """Rows of the checks of `this` against the year before, `other`.

    `renamed`: a person or the covers say that the two are not simply the same unit. `confirm` is
    asked before a difference becomes an alarm.
    """
    pair = _Pair(this, other, renamed, confirm)
    for rule, checks in OF_TWO_YEARS:
        for subject, code, here, there, why in checks(this, other):
            yield pair.row(rule, subject, code, here, there, why)


def compare_units(department: Years, units: Sequence[Years]) -> Iterator[dict[str, Any]]:
    """Rows of Y04: a department against the sum of its units, of one year.

    Of several units the row names the first; its subject says of how many the sum is.
    """
    pair = _Pair(department, units[0], False)
    for subject, code, here, there in of_units(department, units):
        yield pair.row("Y04", subject, code, here, there, None)


@dataclass
class _Pair:
    this: Years
    other: Years
    renamed: bool
    confirm: Confirm = lambda *_: True

    def row(
        self,
        rule: str,
        subject: str,
        code: str | None,
        here: Amount,
        there: Amount | None,
        why: str | None,
    ) -> dict[str, Any]:
        """The row of one comparison; `why` is a reason known before (it cannot be told)."""
        outcome, why = self._judged(rule, code, here, there, why)
        row = {
            "rule": rule,
            "other_unit": self.other.unit,
            "other_year": self.other.year,
            "subject_zh": subject,
            "code": code,
            "printed": here.printed,
            "here": here.value,
            "there": there and there.value,
            "difference": here.value - there.value if there else None,
            "outcome": outcome,
            "why": why,
            "page": here.page,
            "other_page": there and there.page,
            "number_id": here.number_id,
            "other_number_id": there and there.number_id,
        }
        figures = (self.this, here), (self.other, there)
        return row | {f"told_{lang}": _told(row, figures, lang) for lang in ("zh", "en")}

    def _judged(
        self, rule: str, code: str | None, here: Amount, there: Amount | None, why: str | None
    ) -> tuple[str, str]:
        if there is None:
            return "cannot_tell", why or "not_there"
        outcome = judge_equal(here.judged, there.judged).outcome
        if outcome in ("pass", "rounding"):
            return outcome, why or ("same" if here.value == there.value else "rounding")
        if abs(here.value - there.value) < _YUAN:
            return "rounding", why or "rounding"
        if unsure := why or self._unsure(rule, code, here, there):
            return "cannot_tell", unsure
        if not wording.load("cross_years")["rules"][rule]["alarms"]:
            return "question", "differs"
        seen = ((self.this, here), (self.other, there))
        if not all(self.confirm(of.unit, of.year, one.number_id) for of, one in seen):
            return "cannot_tell", "unconfirmed"
        return "fail", "differs"

    def _unsure(self, rule: str, code: str | None, here: Amount, there: Amount) -> str | None:
        """Why a difference need be no mistake; null where nothing explains it."""
        accounts = rule in ("Y01", "Y02", "Y03")
        if rule == "Y04":
            return "units"
        if "ocr" in (here.reader, there.reader):
            return "ocr"
        if self.renamed:
            return "renamed"
        if self.this.scope(accounts) != self.other.scope(accounts):
            return "scope"
        if code and _changed(code, self.this.year):
            return "code"
        if not (digits_of(here.printed) and digits_of(there.printed)):
            return "blank"
        if here.row_id in self.this.contradicted or there.row_id in self.other.contradicted:
            return "contradicted"
        explained = self.this.explains_near(here.number_id) or self.other.explains
        return "said" if explained or self.this.explains else None


def _changed(code: str, year: int) -> bool:
    """Whether the code, or one that it lies under or above, changed its meaning in that year."""
    return any(
        one["from"] == year and (code.startswith(one["code"]) or one["code"].startswith(code))
        for one in wording.load("code_changes")
    )


def _told(row: dict[str, Any], figures: tuple[tuple[Years, Amount | None], ...], lang: str) -> str:
    words = wording.load("cross_years")
    here, there = (_as_said(of, figure, lang) for of, figure in figures)
    return words["told"][lang].format(
        rule_zh=words["rules"][row["rule"]]["zh"],
        rule_en=words["rules"][row["rule"]]["en"],
        subject=row["subject_zh"],
        page=row["page"] or "?",
        here=here,
        there=there,
        other=figures[1][0].name,
        other_year=row["other_year"],
        other_page=row["other_page"] or "?",
        why=words["why"][row["why"]][lang],
    )


def _as_said(of: Years, figure: Amount | None, lang: str) -> str:
    """A figure as its document prints it, with its unit; else its value, worked out as it is."""
    words = wording.load("cross_years")["told"]
    if figure is None:
        return words["nothing"][lang]
    number = of.numbers.get(figure.number_id)
    unit = number and words["units"].get(number["value_unit"])
    if figure.half is None and number and unit:
        return words["printed"][lang].format(printed=number["printed"], unit=unit[lang])
    way = "worked_out" if figure.half is not None else "printed"
    value = f"{figure.value.normalize():,f}"
    unit = words["units"]["万元"][lang]
    return words[way][lang].format(value=value, printed=value, unit=unit)
