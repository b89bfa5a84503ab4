"""Sums and copies of the nine tables' amounts that need more than their names, and all of them.

What is carried over stands under a total or beside it, tables by fund are parts of table 03, and
the prose states outturns. With the rules that are data these are all sums that an amount of the
tables takes part in: OCR's doubts are settled by them, and tables without rules proved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from helpers import amounts
from helpers.checks.accounts import Accounts, Row
from helpers.checks.check import Check, labels
from helpers.checks.interpreter import SHAPES, data_checks
from helpers.checks.judging import (
    Judgement,
    Printed,
    judge_at_most,
    judge_equal,
    judge_sum,
    plain,
    undecided,
)
from helpers.wording.scan import HEADED

_SUMMARY, _APPROPRIATION = "revenue_expenditure_summary", "appropriation_summary"
_TWO_SIDED = (_SUMMARY, _APPROPRIATION)
#: The tables of expenditure by fund, each a part of table 03.
_FUNDS = ("general_budget_expenditure", "government_funds", "state_capital")
#: The table of a fund's expenditure, where it is not the general budget's.
_TABLES = {"government_funds": "government_funds", "state_capital": "state_capital"}
_YEAR_TOTALS = {"revenue": ("本年收入合计",), "expenditure": ("本年支出合计",)}
_GRAND_TOTALS = ("总计", "收入总计", "支出总计")
_ITEM = re.compile(HEADED)
#: Lines that split what is carried forward by fund; some documents do not number them.
_OF_A_FUND = re.compile(r"^(其中[:：])?(一般公共预算|政府性基金|国有资本经营)")
#: Lines that say how a balance is made up, or how a surplus was distributed.
_PART_OF_BALANCE = re.compile(
    r"^其中[:：]|^(?:提取|转入|交纳|缴纳)|^(?:基本支出|项目支出|经营)(?:结转|结余)(?:和结余)?$"
)


def table_sums(accounts: Accounts) -> Iterator[Check]:
    """Sums inside a table and between tables, and outturns that the prose copies from them."""
    for table in _TWO_SIDED:
        yield from _two_sided(accounts, table)
    yield from _by_fund(accounts)
    yield from _outturns(accounts)


def sums_as_read(accounts: Accounts) -> list[Check]:
    """Every sum and every copy that an amount of the tables takes part in, nothing withheld."""
    found = (*data_checks(accounts, SHAPES), *table_sums(accounts))
    return [check for check in found if check.judgement.signs]


def _measures(rows: list[Row]) -> list[str]:
    return list(dict.fromkeys(measure for row in rows for measure in row.amounts))


def _two_sided(accounts: Accounts, table: str) -> Iterator[Check]:
    for side in ("revenue", "expenditure"):
        rows = accounts.of(table, side)
        for measure in _measures(rows):
            yield from _side(accounts, table, side, rows, measure)


def _side(accounts, table, side, rows: list[Row], measure: str) -> Iterator[Check]:
    """Lines → total of the year → grand total, and the breakdown of what is carried."""
    named = {amounts.key(row.name): row.amounts[measure] for row in rows if measure in row.amounts}
    year_name = next((n for n in _YEAR_TOTALS[side] if n in named), None)
    if year_name is None:
        return
    order = next(row.order for row in rows if amounts.key(row.name) == year_name)
    lines = [
        row.amounts[measure]
        for row in rows
        if row.order < order
        and row.level == "line"
        and measure in row.amounts
        and not row.name.startswith("其中")
    ]
    case = labels(table, side=f"{side} side", measure=measure, total=year_name)
    if lines:
        yield Check("S01", case, judge_sum(named[year_name], lines))
    brought, parts = _after(rows, order, measure)
    grand = next((named[n] for n in _GRAND_TOTALS if n in named), None)
    if grand:
        judged = [
            judge_sum(grand, [named[year_name], *(row.amounts[measure] for row in some)])
            for some in (brought, _balances(brought, measure))
        ]
        # Where lines under a balance may be its parts, both readings count.
        yield Check(
            "S02",
            case | {"year_total": year_name},
            next((one for one in judged if one.outcome != "fail"), judged[-1]),
        )
    under = [row.amounts[measure] for row in parts]
    if len(brought) == 1 and under:
        yield Check(
            "S04", case | {"parent": brought[0].name}, judge_sum(brought[0].amounts[measure], under)
        )


def _after(rows: list[Row], order: int, measure: str) -> tuple[list[Row], list[Row]]:
    """The lines after the year's total: balances brought or carried, and their parts by fund."""
    after = [
        row for row in rows if row.order > order and row.level == "line" and measure in row.amounts
    ]
    parts = [row for row in after if _ITEM.match(row.name) or _OF_A_FUND.search(row.name)]
    return [row for row in after if row not in parts], parts


def _balances(rows: list[Row], measure: str) -> list[Row]:
    """The balances among the lines after the year's total, without parts listed below one.

    A line is a part where its name says so (基本支出结转, 转入事业基金), or where the lines
    right below a balance make it: 其中 is often left out.
    """
    found: list[Row] = []
    for n, row in enumerate(rows):
        if found and _PART_OF_BALANCE.search(amounts.key(row.name)):
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


def _carried(rows: list[Row], measure: str, side: str) -> list[Printed]:
    """The balances brought (revenue side) or carried (expenditure side) of a two-sided table."""
    order = next((row.order for row in rows if amounts.key(row.name) in _YEAR_TOTALS[side]), None)
    if order is None:
        return []
    brought = _after(rows, order, measure)[0]
    return [row.amounts[measure] for row in _balances(brought, measure)]


def _by_fund(accounts: Accounts) -> Iterator[Check]:
    """Table 03 against 05, 08 and 09 code by code: equal where the totals are, else at least.

    What 03 has more was paid from other money: other revenue, or balances carried over.
    """
    whole = accounts.total("expenditure", "total")
    totals = [one for one in (accounts.total(table, "total") for table in _FUNDS) if one]
    if not (whole and totals):
        return
    all_funds = judge_sum(whole, totals).outcome != "fail"
    if not all_funds:
        yield from _explained(accounts, whole, totals)
    for row in accounts.of("expenditure"):
        for measure in ("total", "basic", "project"):
            parts = [
                one
                for table in _FUNDS
                if row.code
                for one in [accounts.by_code(table, row.code, measure)]
                if one
            ]
            if not parts or measure not in row.amounts:
                continue
            case = {"code": f"{row.code} {row.name}", "measure": measure}
            if all_funds:
                yield Check("X03", case, _cross_reference(judge_sum(row.amounts[measure], parts)))
            else:
                yield Check("X02", case, judge_at_most(_added(parts), [row.amounts[measure]]))


def _added(parts: list[Printed]) -> Printed:
    """The sum of parts as one number, for a comparison that proves none of them."""
    if len(parts) == 1:
        return parts[0]
    value = sum((one.value for one in parts), Decimal(0))
    return Printed(
        value,
        sum((one.half for one in parts), Decimal(0)),
        plain(value),
        parts[0].page,
        reader="counted",
        made_of=tuple(parts),
    )


def _cross_reference(judgement: Judgement) -> Judgement:
    if judgement.outcome == "fail":
        judgement.likely_cause = "cross_reference"
    return judgement


def _explained(accounts: Accounts, whole: Printed, totals: list[Printed]) -> Iterator[Check]:
    """What 03 has more than 05, 08 and 09, from other revenue and what was carried over.

    The sums behind it are checked elsewhere; here the outcome is whether it is explained.
    """
    revenue, appropriated = (accounts.total("revenue", one) for one in ("total", "appropriation"))
    if not (revenue and appropriated):
        return
    parts, signs = [revenue, appropriated], [1, -1]
    for table, measure, sign in ((_SUMMARY, "outturn", 1), (_APPROPRIATION, "total", -1)):
        for side, way in (("revenue", 1), ("expenditure", -1)):
            for one in _carried(accounts.of(table, side), measure, side):
                parts.append(one)
                signs.append(sign * way)
    judgement = judge_sum(whole, [*totals, *parts], [1] * len(totals) + signs)
    yield Check("X04", {}, undecided(judgement))


def _outturns(accounts: Accounts) -> Iterator[Check]:
    """The outturn that the prose states of a code against the table of its fund."""
    for row in accounts.budget:
        table = _TABLES.get(row.get("fund"), "general_budget_expenditure")
        right = (
            row["code"]
            and row["scope"].startswith("function_")
            and accounts.by_code(table, row["code"], "total")
        )
        outturn = accounts.stated(row, "outturn")
        if right and outturn:
            case = {"what": row["name_zh"], "right": {"table": table, "what": row["code"]}}
            yield Check("B02", case, judge_equal(outturn, right))
