"""Checks of what charts print: each number against the fact of the prose that it restates.

Only charts whose caption says what they show (`topics` of wording/charts.yml) are compared,
and of these only numbers whose own label says what they are. Two places that may mean different
things are no contradiction: such a difference cannot be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from helpers import amounts, wording
from helpers.checks.accounts import Accounts
from helpers.checks.check import Check
from helpers.checks.judging import Judgement, Printed, best, half_unit, judge_equal, judge_sum
from helpers.checks.statements import SIGNS, all_totals, bare
from helpers.wording import NUMERALS

_NUMBERED = re.compile(rf"^\(?图[\d{NUMERALS}]+[:.、]?(20\d\d年度?)?")
_SUMMARIES = ("revenue_expenditure_summary", "appropriation_summary")


def figure_checks(accounts: Accounts) -> Iterator[Check]:
    """Every number of the charts that restates a total, a part or a share of the prose.

    Where numbers of charts come again, or tables of several units stand in one file, nobody
    says whose prose a chart belongs to.
    """
    seen: set[str] = set()
    for (number, caption), rows in groupby(
        accounts.figure_values, key=lambda row: (row["figure_no"], row["caption_zh"])
    ):
        if number in seen or accounts.several_sets:
            return
        seen.add(number)
        topic = _topic(caption)
        if topic is None:
            continue
        made = _years if topic["kind"] == "years" else _parts
        once = {
            (row["category_zh"], row["value_unit"], row["printed"]): row
            for row in rows
            if row["category_zh"] and row["value_unit"]
        }
        yield from made(accounts, topic["group"], list(once.values()))


def _topic(caption: str) -> dict | None:
    """What the chart of this caption restates; null where that is not known."""
    about = _NUMBERED.sub("", amounts.key(caption))
    return next(
        (one for one in wording.load("charts")["topics"] if re.search(one["caption"], about)), None
    )


def _years(accounts: Accounts, group: str, rows: list[dict]) -> Iterator[Check]:
    """This year's columns against the total stated, last year's against total and change."""
    known = re.compile(wording.load("charts")["totals_only"])
    stated = accounts.facts_named(f"{group}_total")
    if (
        not stated
        or accounts.year is None
        or not all(
            known.fullmatch(word)
            for row in rows
            for word in (row["words_zh"] or "").split("/")
            if word
        )
    ):
        return
    said = [accounts.value(one) for one in stated]
    by_year: dict[str, list[dict]] = {row["category_zh"]: [] for row in rows}
    for row in rows:
        if row["value_unit"] == "万元":
            by_year[row["category_zh"]].append(row)
    now, before = (
        [row for year, found in by_year.items() if year[:4] == str(wanted) for row in found]
        for wanted in (accounts.year, accounts.year - 1)
    )
    this_year = [_check("V01", row, _equal(_printed(row), said, _totals(accounts))) for row in now]
    yield from this_year
    # Revenue and expenditure are the same in total: columns that differ are of something else.
    sound = (
        len({row["value"] for row in before}) == 1
        and bool(this_year)
        and all(one.judgement.outcome == "pass" for one in this_year)
    )
    changes = [one for one in accounts.facts_named(f"{group}_change") if one["direction"] in SIGNS]
    for row in before if changes else ():
        judged = [
            judge_sum(
                _printed(row), [said[0], accounts.value(change)], [1, -SIGNS[change["direction"]]]
            )
            for change in changes
        ]
        yield _check("V02", row, best(judged, sure=sound))


def _parts(accounts: Accounts, group: str, rows: list[dict]) -> Iterator[Check]:
    """Slices and columns against the part of the prose that has their name."""
    names = {"万元": f"{group}_amount" if group.endswith("class") else group, "%": f"{group}_share"}
    for row in rows:
        facts = accounts.facts_named(names.get(row["value_unit"], ""))
        own = [
            accounts.value(one)
            for one in facts
            if bare(one["subject_zh"] or "") == bare(row["category_zh"])
        ]
        if own:
            others = [accounts.value(one) for one in facts]
            yield _check("V01", row, _equal(_printed(row), own, others))


def _printed(row: dict) -> Printed:
    """The number of a chart; what it agrees with is not verified by it."""
    return Printed(
        row["value"],
        half_unit(row["value"], row["printed"]),
        row["printed"],
        row["page"],
        box=tuple(row[side] for side in ("x0", "y0", "x1", "y1")),
        reader=row["reader"],
        number_id=row["value_id"],
    )


def _totals(accounts: Accounts) -> list[Printed]:
    """Every total that a chart may mean by the same word."""
    return all_totals(accounts) + [
        amount
        for table in _SUMMARIES
        for row in accounts.of(table)
        if row.level == "total"
        for amount in row.amounts.values()
    ]


def _equal(printed: Printed, said: list[Printed], others: Iterable[Printed]) -> Judgement:
    """`printed` against what is `said` of it; one of `others` may be meant instead."""
    first = {one.value: one for one in reversed(said)}
    judged = [judge_equal(printed, one) for one in first.values()]
    meant = any(judge_equal(printed, one).outcome != "fail" for one in others)
    return best(judged, sure=not meant)


def _check(identity: str, row: dict, judgement: Judgement) -> Check:
    measure = "金额"
    if row["value_unit"] == "%":
        measure, judgement.unit = "占比", ""
        judgement.printed, judgement.expected = (
            f"{one}%" for one in (judgement.printed, judgement.expected)
        )
    case = {"figure": row["figure_no"], "what": row["category_zh"], "measure": measure}
    return Check(identity, case, judgement, row["page"])
