"""Makes the checks of the catalogue's rules, each from its operands (`operands`).

A rule's cases are repeated along `each`; a shape finds the numbers, or the words, of each time
and has them judged by the rule's `kind` (`judged`). What a shape doubts must stand among the
rule's `undecided`; a failure in doubt is called `cannot_tell` by `undecided_if_doubted` alone.
`when` says which totals must close, or must not, for a case to be made; `otherwise` that a case is
made where the one before it found nothing.

Shapes stand in `shapes` and `sums` (tables, by which OCR's doubts are decided), `rows` (what is
missing or printed twice), `totals`, `changes`, `rates`, `shares` and `restated` (prose), `forms`,
`words`; those of an approved budget in `approved_budget`.

Operands are looked up in the tables (`table`, `measure`, `side`, `total`: the names of the total's
row) or among the facts of the prose (`fact`: the first statement, `facts`: each).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from helpers.checks.accounts import Accounts, Row, Tables
from helpers.checks.judging import (
    Judgement,
    PrintedNumber,
    judge_at_least,
    judge_at_most,
    judge_change,
    judge_count,
    judge_equal,
    judge_ratio,
    judge_sum,
)
from helpers.checks.operands import BadRule, Operands


@dataclass
class Check:
    """A rule of the catalogue (`identity`), the names of its case, and the judgement.

    `page` is one of the accounts; `budget_pages` are pages of the budget beside them.
    """

    identity: str
    case: dict[str, Any]
    judgement: Judgement
    page: int | None = None
    budget_pages: tuple[int, ...] = ()


#: What finds the numbers or words of a rule's case in a document's tables, by the case's `each`.
Shapes = Mapping[str | None, Callable[[str, dict, Any], Iterable[Check]]]


def data_checks(tables: Tables, shapes: Shapes, rules: Iterable[Operands]) -> Iterator[Check]:
    """Every check of these `rules` on a document's tables along one of the `shapes`."""
    for rule in rules:
        made: list[Check] = []
        for case in rule.cases:
            if case.get("otherwise") and made:
                continue
            shape = shapes.get(case.get("each", rule.each))
            if shape is None or not _holds(case.get("when"), tables):
                continue
            found = shape(rule.id, {"kind": rule.kind} | case, tables)
            made = [undecided_if_doubted(check, rule) for check in found]
            yield from made


def undecided_if_doubted(check: Check, rule: Operands) -> Check:
    """`check`, a failure in doubt called undecided. Raises BadRule for a doubt not in its rule."""
    judgement = check.judgement
    if unknown := set(judgement.doubts) - set(rule.undecided):
        raise BadRule(f"{rule.id}: {sorted(unknown)} are not among what leaves it undecided")
    if judgement.outcome == "fail" and judgement.doubts:
        judgement.outcome, judgement.likely_cause = "cannot_tell", None
    return check


def _holds(condition: dict | None, tables: Tables) -> bool:
    """Do the totals of some tables make the total of one, or do they not, as a case asks?"""
    if condition is None:
        return True
    measure = condition["measure"]
    whole = tables.total(condition["table"], measure)
    totals = [tables.total(one, measure) for one in condition["made_by"]]
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
            if spec["called"].search(one["subject_zh"] or "")
            and not ("not_called" in spec and spec["not_called"] in one["subject_zh"])
        ]
    return facts if "facts" in spec else facts[:1]


def judged(
    case: dict, left: PrintedNumber, right: Sequence[PrintedNumber], weights: Sequence[int] = ()
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


def operand(spec: dict, accounts: Accounts) -> PrintedNumber | None:
    """The printed number that an operand names; of several measures, the first there is."""
    if "fact" in spec:
        return accounts.valued(accounts.fact(spec["fact"]))
    if "expense" in spec:
        row = accounts.expense(spec["expense"])
        return accounts.stated(row, spec["measure"]) if row else None
    measures = spec["measure"] if isinstance(spec["measure"], list) else [spec["measure"]]
    found = (
        accounts.total(spec["table"], one, spec.get("side"), spec.get("total", ()))
        for one in measures
    )
    return next(filter(None, found), None)


def operands_of(spec: dict | list, accounts: Accounts) -> list[PrintedNumber | None]:
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
