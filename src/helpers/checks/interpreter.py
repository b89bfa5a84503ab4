"""Makes the checks of rules that are data: `kind` and `cases` in wording/operands.yml
and operands_prose.yml.

`kind` says how the numbers of a case are judged:

    equal       one amount stated in two places
    sum         a total and its parts, each with its weight (1 or -1)
    at_least    a whole and parts of it that may leave something out
    at_most     a part, or parts added up, and a whole that it is within
    count       one number of things counted in two places
    ratio       a printed percentage and the two amounts that it is of
    change      a printed rate of change, this year's amount and the change
    scored      a printed score, and points × outturn ÷ budget

`each` says along what a case is repeated (`operands.EACH` lists what a case may say then); the
shapes that find its numbers stand in `shapes`: every `measure` or `row` of a table, every `code`
that has codes one level below it, the `total` of some rows, every functional `class` by its name,
every stated `expense`; a case without `each` is made once. Others stand beside what they need:
`sums` (the sides of a table, one code in several tables), `budgets` (statements, projects),
`lists`, `totals`, `shares`, `changes`, `forms`. `when` says which totals must close, or must not,
for a case to be made.

Operands are looked up in the tables (`table`, `measure`, `side`, `total`: the names of the total's
row) or among the facts of the prose (`fact`: the first statement, `facts`: each).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from helpers.checks.accounts import Accounts, Row
from helpers.checks.check import Check
from helpers.checks.judging import (
    Judgement,
    Printed,
    judge_at_least,
    judge_at_most,
    judge_change,
    judge_count,
    judge_equal,
    judge_ratio,
    judge_sum,
)
from helpers.checks.operands import Operands, all_operands

Shapes = Mapping[str | None, Callable[[str, dict, Accounts], Iterator[Check]]]


def data_checks(accounts: Accounts, shapes: Shapes, rules: Iterable[Operands]) -> Iterator[Check]:
    """Every check of these `rules` that is repeated along one of the `shapes`."""
    for rule in rules:
        made: list[Check] = []
        for case in rule.cases:
            if case.get("otherwise") and made:
                continue
            shape = shapes.get(case.get("each", rule.each))
            if shape is None or not _holds(case.get("when"), accounts):
                continue
            made = list(shape(rule.id, {"kind": rule.kind} | case, accounts))
            yield from made


def checks_of(name: str, accounts: Accounts, shapes: Shapes) -> Iterator[Check]:
    """Every check of one rule that is data."""
    rule = all_operands()[name]
    for case in rule.cases:
        shape = shapes.get(case.get("each", rule.each))
        if shape is not None and _holds(case.get("when"), accounts):
            yield from shape(name, {"kind": rule.kind} | case, accounts)


def _holds(condition: dict | None, accounts: Accounts) -> bool:
    """Do the totals of some tables make the total of one, or do they not, as a case asks?"""
    if condition is None:
        return True
    measure = condition["measure"]
    whole = accounts.total(condition["table"], measure)
    totals = [accounts.total(one, measure) for one in condition["made_by"]]
    parts = [one for one in totals if one]
    if whole is None or not parts:
        return False
    return (judge_sum(whole, parts).outcome != "fail") == condition["closes"]


def stated(spec: dict, accounts: Accounts) -> list[dict]:
    """The statements that an operand names: the first or all of a fact, by what they are called."""
    facts = accounts.facts_named(spec["facts"] if "facts" in spec else spec["fact"])
    if "called" in spec:
        facts = [
            one
            for one in facts
            if re.search(spec["called"], one["subject_zh"] or "")
            and not ("not_called" in spec and spec["not_called"] in one["subject_zh"])
        ]
    return facts if "facts" in spec else facts[:1]


def judged(
    case: dict, left: Printed, right: Sequence[Printed], weights: Sequence[int] = ()
) -> Judgement:
    """The numbers of a case, judged by its kind."""
    if case["kind"] == "equal":
        judgement = judge_equal(left, right[0])
    elif case["kind"] == "at_least":
        judgement = judge_at_least(left, right)
    elif case["kind"] == "at_most":
        judgement = judge_at_most(left, right)
    elif case["kind"] == "count":
        judgement = judge_count(left, right[0], case["unit"])
    elif case["kind"] == "ratio":
        judgement = judge_ratio(left, right[0], right[1], right[2:])
    elif case["kind"] == "change":
        judgement = judge_change(left, right[0], right[1], weights[0])
    else:
        judgement = judge_sum(left, right, weights)
    if judgement.outcome == "fail" and "cause" in case:
        judgement.likely_cause = case["cause"]
    return judgement


def operand(spec: dict, accounts: Accounts) -> Printed | None:
    """The printed number that an operand names; of several measures, the first there is."""
    if "fact" in spec:
        return accounts.said(accounts.fact(spec["fact"]))
    if "expense" in spec:
        row = accounts.expense(spec["expense"])
        return accounts.stated(row, spec["measure"]) if row else None
    measures = spec["measure"] if isinstance(spec["measure"], list) else [spec["measure"]]
    found = (
        accounts.total(spec["table"], one, spec.get("side"), spec.get("total", ()))
        for one in measures
    )
    return next(filter(None, found), None)


def operands_of(spec: dict | list, accounts: Accounts) -> list[Printed | None]:
    return [operand(one, accounts) for one in (spec if isinstance(spec, list) else [spec])]


def place(spec: dict | list) -> dict:
    """The words for an operand's place: table, row, column."""
    if isinstance(spec, list):
        return {}
    untold = spec.get("untold")
    return {
        name: spec[name]
        for name in ("table", "what", "measure")
        if spec.get(name) and name != untold
    }


def measures_of(rows: list[Row]) -> list[str]:
    return list(dict.fromkeys(measure for row in rows for measure in row.amounts))


def row_name(row: Row) -> str:
    return " ".join(filter(None, (row.code, row.name)))
