"""Shapes of the rules that are data: what needs the tables, or single facts of the prose, alone.

A shape finds the numbers of a case along what it is repeated (`each`) and yields a check for each
time that they are all there. `interpreter` judges them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from helpers import amounts
from helpers.checks.accounts import BUDGETS, Accounts, Row, Tables, bare, labels
from helpers.checks.interpreter import (
    Check,
    Shapes,
    judged,
    measures_of,
    operand,
    operands_of,
    place,
    row_name,
    stated,
)
from helpers.checks.judging import PrintedNumber, doubted, judge_equal, listed_sum
from helpers.wording import without_number

_TOTAL_NAMES = ("合计", "总计")


def _once(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """One amount against another or against a sum; every statement of a fact; a whole and parts."""
    if "facts" in case:
        yield from _facts(rule, case, accounts)
    elif "others" in case:
        yield from _counts(rule, case, accounts)
    elif "whole" in case:
        yield from _whole(rule, case, accounts)
    else:
        yield from _pair(rule, case, accounts)


def _pair(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    left, found = operand(case["left"], accounts), operands_of(case["right"], accounts)
    right = [one for one in found if one]
    if left is None or len(right) < len(found):
        return
    names = {"left": place(case["left"]), "right": case.get("named") or place(case["right"])}
    if "what" in case:
        names = {"what": case["what"], "right": names["right"]}
    yield Check(rule, names, judged(case, left, right))


def _facts(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """Each statement of a fact against each place of the tables that has the same amount."""
    places = case["right"] if isinstance(case["right"], list) else [case["right"]]
    for fact in accounts.facts_named(case["facts"]):
        for where in places:
            if "measures" in case:
                measure = case["measures"].get(amounts.key(fact["subject_zh"] or ""))
                where = where | {"measure": measure}
            right = where["measure"] and operand(where, accounts)
            if right:
                judgement = judge_equal(accounts.value(fact), right)
                if _means_another(case.get("may_mean"), fact, accounts):
                    doubted(judgement, "another_total")
                what = case.get("what") or fact["subject_zh"] or fact["snippet_zh"]
                yield Check(rule, {"what": what, "right": place(where)}, judgement)


def _means_another(other: dict | None, fact: dict, accounts: Accounts) -> bool:
    """Is the amount another total of the table, which its words do not exclude?"""
    if other is None or other["unless_said"] in (fact["subject_zh"] or ""):
        return False
    totals = (
        row.amounts[other["measure"]]
        for row in accounts.of(other["table"])
        if row.level == "total"
        and other["measure"] in row.amounts
        and other["named"] in amounts.key(row.name)
    )
    said = accounts.value(fact)
    return any(judge_equal(said, one).outcome != "fail" for one in totals)


def _counts(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """The first count stated against the others, which may count something else."""
    first = accounts.fact(case["left"]["facts"])
    if first is None:
        return
    for other in (fact for spec in case["others"] for fact in stated(spec, accounts)):
        if other is first:
            continue
        judgement = judged(case, accounts.value(first), [accounts.value(other)])
        yield Check(rule, {"other": other["subject_zh"]}, doubted(judgement, "another_thing"))


def _whole(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """A fact and facts that are parts of it, listed in whole or perhaps the main ones only."""
    whole = operand(case["whole"], accounts)
    told = [fact for spec in case["parts"] for fact in stated(spec, accounts)]
    parts = [one for one in map(accounts.valued, told) if one]
    if whole is None or len(parts) < case.get("fewest", 1):
        return
    if _is_whole_list(case.get("whole_list"), told):
        judgement = judged(case, whole, parts)
    else:
        judgement = listed_sum(whole, parts)
    words = case.get("fails_only_with")
    fact = accounts.fact(case["whole"]["fact"]) if words else None
    if fact and words not in fact["snippet_zh"]:
        doubted(judgement, "paid_over_years")
    yield Check(rule, {name: case[name] for name in ("what", "base") if name in case}, judgement)


def _is_whole_list(condition: Any, parts: list[dict]) -> bool:
    """Is a list of parts whole: always, never, by how many they are, or by what one is called?"""
    if condition is None:
        return True
    if condition == "never":
        return False
    if "parts" in condition:
        return len(parts) >= condition["parts"]
    return any(condition["called"].search(one["subject_zh"]) for one in parts)


def _by_measure(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """For every measure of a table: two of its totals, or a row and the rows that make it."""
    if "left" not in case:
        yield from _by_parts(rule, case, accounts)
        return
    table = case["left"]["table"]
    for measure in measures_of(accounts.of(table)):
        left, right = (
            operand(case[side] | {"measure": measure}, accounts) for side in ("left", "right")
        )
        if left and right:
            yield Check(rule, labels(table, measure=measure), judged(case, left, [right]))


def _by_parts(rule: str, case: dict, tables: Tables) -> Iterator[Check]:
    """For every measure of a table, or for those named: a row and the rows that make it.

    `in_place_of`: what stands in for a part that is not printed. A sum is in doubt where a part
    has no row at all.
    """
    table, whole = case["table"], case["whole"]
    there = {row.code for row in tables.of(table)}
    for measure in case.get("measures") or measures_of(tables.of(table)):
        rows = {row.code: row for row in tables.of(table) if measure in row.amounts}
        chosen = [
            one
            for part in case["parts"]
            for one in ([part] if part in rows else case.get("in_place_of", {}).get(part, [part]))
        ]
        parts = [rows[part].amounts[measure] for part in chosen if part in rows]
        if whole in rows and parts:
            judgement = judged(case, rows[whole].amounts[measure], parts)
            if not there.issuperset(chosen):
                doubted(judgement, "part_not_stated")
            yield Check(rule, tables.labels(table, rows[whole], measure=measure), judgement)


def _by_row(rule: str, case: dict, tables: Tables) -> Iterator[Check]:
    """In every row of a table: one column against others."""
    table, whole = case["table"], case["whole"]
    rows = tables.of(table)
    weights = dict(zip(case["parts"], case.get("weights") or [1] * len(case["parts"]), strict=True))
    columns = [one for one in case["parts"] if any(one in row.amounts for row in rows)]
    if len(columns) < case.get("fewest", 1) or _is_divided(case.get("unless", ()), rows):
        return
    for row in rows:
        printed = [one for one in columns if one in row.amounts]
        paired = {one in printed for one in case.get("together", ())}
        if (
            whole not in row.amounts
            or len(paired) > 1
            or not (printed or case.get("may_lack_parts"))
        ):
            continue
        name = row.name if case.get("uncoded") else row_name(row)
        yield Check(
            rule,
            tables.labels(table, row, whole=whole, parts=columns, name=name),
            judged(
                case,
                row.amounts[whole],
                [row.amounts[one] for one in printed],
                [weights[one] for one in printed],
            ),
        )


def _is_divided(otherwise: Sequence[dict], rows: list[Row]) -> bool:
    """Do the columns show another division of the whole than the parts: subtotals, parts of parts?

    Each of `otherwise` names columns that are `printed` then, and one that is `lacking`.
    """
    measures = set(measures_of(rows))
    return any(
        set(one["printed"]) <= measures and one.get("lacking") not in measures for one in otherwise
    )


def _by_code(rule: str, case: dict, tables: Tables) -> Iterator[Check]:
    """Each code's amount against the codes one level below it; the total against the classes.

    The `total` is told last, or, whatever its name, `first`.
    """
    table, first = case["table"], case.get("total") == "first"
    rows = [row for row in tables.of(table) if row.code]
    for measure in measures_of(rows):
        coded = {
            row.code: row.amounts[measure] for row in rows if row.code and measure in row.amounts
        }
        if any(
            row.amounts[measure].value != coded[row.code].value
            for row in rows
            if row.code and measure in row.amounts
        ):
            continue  # one code with two amounts: its parts cannot be told from repetitions
        below: dict[str, list[PrintedNumber]] = {}
        for code, one in coded.items():
            below.setdefault(code[:-2], []).append(one)
        found = [
            (row, row_name(row), coded[row.code], below[row.code])
            for row in rows
            if row.code in below and row.code in coded
        ]
        total = tables.total_row(table, measure, names=() if first else _TOTAL_NAMES)
        classes = [one for code, one in coded.items() if len(code) == 3]
        if total and classes:
            whole = (total, "合计", total.amounts[measure], classes)
            found.insert(0 if first else len(found), whole)
        for row, parent, amount, parts in found:
            names = tables.labels(table, row, measure=measure, parent=parent)
            yield Check(rule, names, judged(case, amount, parts))


def _by_total(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """A total of a table against those of its rows that it is made of."""
    table, measure = case["table"], case["measure"]
    total = accounts.total(table, measure, names=(case["total"],))
    rows = [
        row
        for row in accounts.of(table)
        if row.level == case["level"]
        and measure in row.amounts
        and (row.code in case["codes"] if "codes" in case else row.code not in case["codes_but"])
    ]
    if total and rows:
        yield Check(
            rule,
            labels(table, total=case["total"], classes="、".join(row.code or "" for row in rows)),
            judged(case, total, [row.amounts[measure] for row in rows]),
        )


def _by_class(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """Functional classes by their names: lines of a summary, or of the prose, against a table."""
    table, measure = case["right"]["table"], case["right"]["measure"]
    classes = [row for row in accounts.of(table) if row.level == "class" and measure in row.amounts]
    if "facts" in case:
        by_name = {bare(row.name): row for row in classes}
        for fact in accounts.facts_named(case["facts"]):
            row = by_name.get(bare(fact["subject_zh"] or ""))
            if row:
                yield Check(
                    rule,
                    {"what": fact["subject_zh"], "right": {"table": table, "what": row.name}},
                    judged(case, accounts.value(fact), [row.amounts[measure]]),
                )
        return
    left, by_name = case["left"], {amounts.key(row.name): row for row in classes}
    for line in accounts.of(left["table"], left["side"]):
        row = by_name.get(amounts.key(without_number(line.name)))
        if row and left["measure"] in line.amounts:
            places = (left | {"what": row.name}, case["right"] | {"what": row.name})
            yield Check(
                rule,
                dict(zip(("left", "right"), map(place, places), strict=True)),
                judged(case, line.amounts[left["measure"]], [row.amounts[measure]]),
            )


def _by_expense(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """Every amount that the prose states of one of the three public expenses, against a table."""
    table = case["right"]["table"]
    for row in accounts.budget:
        if (row["scope"], row["source"]) != ("three_public", "narrative"):
            continue
        for measure in BUDGETS:
            one, right = (
                accounts.stated(row, measure),
                row["code"] and accounts.by_code(table, row["code"], measure),
            )
            if one and right:
                judgement = judged(case, one, [right])
                if measure == "budget":  # two budgets of which nobody says which they are
                    doubted(judgement, "base_not_said")
                yield Check(
                    rule,
                    {
                        "what": row["name_zh"],
                        "right": {"table": table, "what": "", "measure": measure},
                    },
                    judgement,
                )


#: What needs the tables and single facts alone; others stand beside what they need.
SHAPES: Shapes = {
    None: _once,
    "measure": _by_measure,
    "row": _by_row,
    "code": _by_code,
    "total": _by_total,
    "class": _by_class,
    "expense": _by_expense,
}
