"""Shapes of sums over the nine tables that need to know what a line is: balances, funds, sides.

What is carried over stands under a total or beside it, tables by fund are parts of table 03, and
the prose states outturns. With the shapes of `interpreter` these make all sums that an amount of
the tables takes part in: OCR's doubts are decided by them, and tables without rules proved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from helpers import amounts, wording
from helpers.checks.accounts import Accounts, Row, labels
from helpers.checks.interpreter import (
    Check,
    Shapes,
    data_checks,
    judged,
    measures_of,
    operand,
)
from helpers.checks.judging import PrintedNumber, doubted, judge_sum, plain
from helpers.checks.operands import table_operands
from helpers.checks.shapes import SHAPES
from helpers.wording import without_number

_SIDES = ("revenue", "expenditure")
_YEAR_TOTALS = {"revenue": ("本年收入合计",), "expenditure": ("本年支出合计",)}
_GRAND_TOTALS = ("总计", "收入总计", "支出总计")


@dataclass(frozen=True)
class Wording:
    """Words of a table's lines (`words` in operands.yml)."""

    of_a_fund: re.Pattern
    part_of_balance: re.Pattern


def wording_of_lines() -> Wording:
    return wording.record("operands", Wording, "words")


def sums_as_read(accounts: Accounts) -> list[Check]:
    """Every sum and every copy that an amount of the tables takes part in, nothing withheld."""
    found = data_checks(accounts, {**SHAPES, **SUMS}, table_operands().values())
    return [check for check in found if check.judgement.signs]


def _by_side(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """On each side of a table: a line and the lines that make it, in one of some readings.

    `whole` and the `readings` name groups of lines (see `_groups`).
    """
    table = case["table"]
    for side in _SIDES:
        for measure in measures_of(accounts.of(table, side)):
            groups = _groups(accounts.of(table, side), side, measure)
            whole = groups.get(case["whole"], [])
            readings = [
                [row.amounts[measure] for name in names for row in groups[name]]
                for names in case["readings"]
                if groups
            ]
            if len(whole) != 1 or not readings[0]:
                continue
            tried = [judged(case, whole[0].amounts[measure], parts) for parts in readings]
            # Where lines under a balance may be its parts, both readings count.
            yield Check(
                rule,
                _side_labels(case, side, measure, groups),
                next((one for one in tried if one.outcome != "fail"), tried[-1]),
            )


def _side_labels(case: dict, side: str, measure: str, groups: dict[str, list[Row]]) -> dict:
    year = amounts.key(groups["year_total"][0].name)
    named = {"year_total": year} if case["whole"] == "grand_total" else {}
    if case["whole"] == "carried":
        named = {"parent": groups["carried"][0].name}
    return labels(case["table"], side=f"{side} side", measure=measure, total=year) | named


def _groups(rows: list[Row], side: str, measure: str) -> dict[str, list[Row]]:
    """The lines of one side by what they are; none where it prints no total of the year.

    lines         above the year's total
    year_total    本年收入合计
    carried       balances brought or carried, below it
    balances      the same without parts listed below one
    split         what is carried, by fund
    grand_total   收入总计
    """
    printed = [row for row in rows if measure in row.amounts]
    named = {amounts.key(row.name): row for row in printed}
    year = next((named[name] for name in _YEAR_TOTALS[side] if name in named), None)
    if year is None:
        return {}
    order = next(row.order for row in rows if amounts.key(row.name) == amounts.key(year.name))
    carried, split = _after(rows, order, measure)
    grand = next((named[name] for name in _GRAND_TOTALS if name in named), None)
    return {
        "lines": [
            row
            for row in printed
            if row.order < order and row.level == "line" and not row.name.startswith("其中")
        ],
        "year_total": [year],
        "carried": carried,
        "balances": _balances(carried, measure),
        "split": split,
        "grand_total": [grand] if grand else [],
    }


def _after(rows: list[Row], order: int, measure: str) -> tuple[list[Row], list[Row]]:
    """The lines after the year's total: balances brought or carried, and their parts by fund."""
    after = [
        row for row in rows if row.order > order and row.level == "line" and measure in row.amounts
    ]
    of_a_fund = wording_of_lines().of_a_fund
    parts = [
        row for row in after if without_number(row.name) != row.name or of_a_fund.search(row.name)
    ]
    return [row for row in after if row not in parts], parts


def _balances(rows: list[Row], measure: str) -> list[Row]:
    """The balances among the lines after the year's total, without parts listed below one.

    A line is a part where its name says so (基本支出结转, 转入事业基金), or where the lines
    right below a balance make it: 其中 is often left out.
    """
    found: list[Row] = []
    for n, row in enumerate(rows):
        if found and wording_of_lines().part_of_balance.search(amounts.key(row.name)):
            continue
        if any(_makes(rows, start, n, measure) for start in range(n) if rows[start] in found):
            continue
        found.append(row)
    return found


def _makes(rows: list[Row], start: int, inside: int, measure: str) -> bool:
    """Do two lines or more right below `start`, the one at `inside` among them, make it?"""
    balance = rows[start].amounts[measure]
    return any(
        judge_sum(balance, [row.amounts[measure] for row in rows[start + 1 : stop]]).outcome
        != "fail"
        for stop in range(max(inside + 1, start + 3), len(rows) + 1)
        if balance.value
    )


def _carried(rows: list[Row], measure: str, side: str) -> list[PrintedNumber]:
    """The balances brought (revenue side) or carried (expenditure side) of a two-sided table."""
    order = next((row.order for row in rows if amounts.key(row.name) in _YEAR_TOTALS[side]), None)
    if order is None:
        return []
    brought = _after(rows, order, measure)[0]
    return [row.amounts[measure] for row in _balances(brought, measure)]


def _by_same_code(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """Each code of a table against the same code of others: equal to their sum, or no less.

    What table 03 has more than 05, 08 and 09 was paid from other revenue or balances.
    """
    for row in accounts.of(case["table"]):
        for measure in case["measures"]:
            found = (row.code and accounts.by_code(one, row.code, measure) for one in case["parts"])
            parts = [one for one in found if one]
            if not parts or measure not in row.amounts:
                continue
            whole = row.amounts[measure]
            judgement = (
                judged(case, _added(parts), [whole])
                if case["kind"] == "at_most"
                else judged(case, whole, parts)
            )
            yield Check(rule, {"code": f"{row.code} {row.name}", "measure": measure}, judgement)


def _added(parts: list[PrintedNumber]) -> PrintedNumber:
    """The sum of parts as one number, for a comparison that proves none of them."""
    if len(parts) == 1:
        return parts[0]
    value = sum((one.value for one in parts), Decimal(0))
    return PrintedNumber(
        value,
        sum((one.half for one in parts), Decimal(0)),
        plain(value),
        parts[0].page,
        reader="counted",
        made_of=tuple(parts),
    )


def _by_terms(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """A total and what explains it, balances carried over among them; never more than a hint."""
    whole = operand(case["left"], accounts)
    terms: list[PrintedNumber] = []
    weights: list[int] = []
    for spec in case["right"]:
        found = _term(spec, accounts)
        if not (found or spec.get("may_lack") or spec.get("balances")):
            return
        terms += found
        weights += [spec.get("weight", 1)] * len(found)
    if whole is not None:
        yield Check(rule, {}, doubted(judged(case, whole, terms, weights), "hint"))


def _term(spec: dict, accounts: Accounts) -> list[PrintedNumber]:
    if spec.get("balances"):
        return _carried(accounts.of(spec["table"], spec["side"]), spec["measure"], spec["side"])
    one = operand(spec, accounts)
    return [one] if one else []


def _by_item(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """An amount that the prose states of a code, against the table of its fund."""
    for row in accounts.budget:
        table = case["tables"].get(row.get("fund"), case["table"])
        right = (
            row["code"]
            and row["scope"].startswith("function_")
            and accounts.by_code(table, row["code"], case["measure"])
        )
        stated = accounts.stated(row, case["stated"])
        if right and stated:
            names = {"what": row["name_zh"], "right": {"table": table, "what": row["code"]}}
            yield Check(rule, names, judged(case, stated, [right]))


#: What the cases of rules that are data are repeated along here (see `interpreter`).
SUMS: Shapes = {
    "side": _by_side,
    "same code": _by_same_code,
    "terms": _by_terms,
    "item": _by_item,
}
