"""Checks inside each of the nine tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from helpers import amounts
from helpers.identities.accounts import Accounts, Row
from helpers.identities.check import Check, labels
from helpers.identities.judging import Printed, judge_sum

_TWO_SIDED = ("revenue_expenditure_summary", "appropriation_summary")
BY_CODE = ("revenue", "expenditure", "general_budget_expenditure", "government_funds",
            "state_capital", "basic_expenditure")
_SOURCES = ("appropriation", "superior_subsidy", "institutional", "operating",
            "affiliate_remittance", "other")
_KINDS = ("basic", "project", "remitted_to_superior", "operating", "affiliate_subsidy")
_FUNDS = ("general_budget", "government_funds", "state_capital")
WHOLES = {
    "revenue": ("total", _SOURCES),
    "expenditure": ("total", _KINDS),
    "appropriation_summary": ("total", _FUNDS),
    "general_budget_expenditure": ("total", ("basic", "project")),
    "government_funds": ("total", ("basic", "project")),
    "state_capital": ("total", ("basic", "project")),
    "basic_expenditure": ("total", ("personnel", "public")),
}
YEAR_TOTALS = {"revenue": ("本年收入合计",), "expenditure": ("本年支出合计",)}
GRAND_TOTALS = ("总计", "收入总计", "支出总计")
ITEM = re.compile(r"[一二三四五六七八九十]+、")
#: Lines that split what is carried forward by fund; some documents do not number them.
_FUND = re.compile(r"^(其中[:：])?(一般公共预算|政府性基金|国有资本经营)")
#: Lines that say how a balance is made up, or how a surplus was distributed.
_PART_OF_BALANCE = re.compile(
    r"^其中[:：]|^(?:提取|转入|交纳|缴纳)|^(?:基本支出|项目支出|经营)(?:结转|结余)(?:和结余)?$")
def table_checks(accounts: Accounts) -> Iterator[Check]:
    """Every identity inside one table."""
    for table in _TWO_SIDED:
        yield from _two_sided(accounts, table)


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
    year_name = next((n for n in YEAR_TOTALS[side] if n in named), None)
    if year_name is None:
        return
    order = next(row.order for row in rows if amounts.key(row.name) == year_name)
    lines = [row.amounts[measure] for row in rows
             if row.order < order and row.level == "line" and measure in row.amounts
             and not row.name.startswith("其中")]
    case = labels(table, side=f"{side} side", measure=measure, total=year_name)
    if lines:
        yield Check("S01", case, judge_sum(named[year_name], lines))
    brought, parts = _after(rows, order, measure)
    grand = next((named[n] for n in GRAND_TOTALS if n in named), None)
    if grand:
        judged = [judge_sum(grand, [named[year_name], *(row.amounts[measure] for row in some)])
                  for some in (brought, _balances(brought, measure))]
        # Where lines under a balance may be its parts, both readings count.
        yield Check("S02", case | {"year_total": year_name}, next(
            (one for one in judged if one.outcome != "fail"), judged[-1]))
    under = [row.amounts[measure] for row in parts]
    if len(brought) == 1 and under:
        yield Check("S04", case | {"parent": brought[0].name},
                    judge_sum(brought[0].amounts[measure], under))


def _after(rows: list[Row], order: int, measure: str) -> tuple[list[Row], list[Row]]:
    """The lines after the year's total: balances brought or carried, and their parts by fund."""
    after = [row for row in rows if row.order > order and row.level == "line"
             and measure in row.amounts]
    parts = [row for row in after if ITEM.match(row.name) or _FUND.search(row.name)]
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
        if any(_makes(rows, start, n, measure) for start in range(n)
               if rows[start] in found):
            continue
        found.append(row)
    return found


def _makes(rows: list[Row], start: int, inside: int, measure: str) -> bool:
    """Do two lines or more right below `start`, the one at `inside` among them, make it?"""
    balance = rows[start].amounts[measure]
    return any(judge_sum(balance, [row.amounts[measure] for row in rows[start + 1: stop]]).outcome
               != "fail" for stop in range(max(inside + 1, start + 3), len(rows) + 1)
               if balance.value)


def carried(rows: list[Row], measure: str, side: str) -> list[Printed]:
    """The balances brought (revenue side) or carried (expenditure side) of a two-sided table."""
    order = next((row.order for row in rows if amounts.key(row.name) in YEAR_TOTALS[side]), None)
    if order is None:
        return []
    brought = _after(rows, order, measure)[0]
    return [row.amounts[measure] for row in _balances(brought, measure)]
