"""Checks inside each of the nine tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from helpers import amounts
from helpers.identities.accounts import Accounts, Row
from helpers.identities.check import Check, labels
from helpers.identities.judging import Printed, judge_equal, judge_sum

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
#: Economic classes of personnel expenditure in table 06; the others are operating costs.
_PERSONNEL = ("301", "303")


def table_checks(accounts: Accounts) -> Iterator[Check]:
    """Every identity inside one table."""
    for table in _TWO_SIDED:
        yield from _two_sided(accounts, table)
    for table in BY_CODE:
        yield from _levels(accounts, table)
    for table, (whole, parts) in WHOLES.items():
        yield from _across(accounts, table, whole, parts)
    for table in ("government_funds", "state_capital"):
        yield from _roll_forward(accounts, table)
    yield from _personnel_and_operating(accounts)
    yield from _three_public(accounts)


def _measures(rows: list[Row]) -> list[str]:
    return list(dict.fromkeys(measure for row in rows for measure in row.amounts))


def _two_sided(accounts: Accounts, table: str) -> Iterator[Check]:
    for side in ("revenue", "expenditure"):
        rows = accounts.of(table, side)
        for measure in _measures(rows):
            yield from _side(accounts, table, side, rows, measure)
    for measure in _measures(accounts.of(table)):
        left, right = (
            accounts.total(table, measure, side, GRAND_TOTALS)
            for side in ("revenue", "expenditure")
        )
        if left and right:
            yield Check("S03", labels(table, measure=measure), judge_equal(left, right))


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


def _levels(accounts: Accounts, table: str) -> Iterator[Check]:
    """Each code's amount against the codes one level below it; the total against the classes."""
    rows = [row for row in accounts.of(table) if row.code]
    for measure in _measures(rows):
        coded = {row.code: row.amounts[measure] for row in rows if measure in row.amounts}
        if any(row.amounts[measure].value != coded[row.code].value
               for row in rows if measure in row.amounts):
            continue  # one code with two amounts: its parts cannot be told from repetitions
        for row in rows:
            children = [one for code, one in coded.items()
                        if code.startswith(row.code) and len(code) == len(row.code) + 2]
            if children and row.code in coded:
                yield Check("H01", labels(table, measure=measure,
                                          parent=f"{row.code} {row.name}"),
                            judge_sum(coded[row.code], children))
        total = accounts.total(table, measure, names=("合计", "总计"))
        classes = [one for code, one in coded.items() if len(code) == 3]
        if total and classes:
            yield Check("H01", labels(table, measure=measure, parent="合计"),
                        judge_sum(total, classes))


def _across(accounts: Accounts, table: str, whole: str, parts) -> Iterator[Check]:
    """In each row: the total against its columns."""
    printed = [part for part in parts if any(part in r.amounts for r in accounts.of(table))]
    for row in accounts.of(table):
        addends = [row.amounts[part] for part in printed if part in row.amounts]
        if whole in row.amounts and addends:
            case = labels(table, whole=whole, parts=printed,
                          name=" ".join(filter(None, (row.code, row.name))))
            yield Check("H02", case, judge_sum(row.amounts[whole], addends))


def _roll_forward(accounts: Accounts, table: str) -> Iterator[Check]:
    for row in accounts.of(table):
        if "closing_balance" in row.amounts or "opening_balance" in row.amounts:
            parts = [(row.amounts[m], s) for m, s in
                     (("opening_balance", 1), ("revenue", 1), ("total", -1)) if m in row.amounts]
            closing = row.amounts.get("closing_balance")
            # A row that prints revenue and no expenditure, or the reverse, left one of them out.
            if closing and ("revenue" in row.amounts) == ("total" in row.amounts):
                numbers, signs = zip(*parts, strict=True) if parts else ((), ())
                yield Check("H03", labels(table, name=row.name),
                            judge_sum(closing, numbers, signs))


def _personnel_and_operating(accounts: Accounts) -> Iterator[Check]:
    table = "basic_expenditure"
    classes = [row for row in accounts.of(table)
               if row.level == "economic_class" and "outturn" in row.amounts]
    for name, personnel in (("人员经费合计", True), ("公用经费合计", False)):
        total = accounts.total(table, "outturn", names=(name,))
        own = [row for row in classes if (row.code in _PERSONNEL) == personnel]
        if total and own:
            case = labels(table, total=name, classes="、".join(r.code for r in own))
            yield Check("E01", case, judge_sum(total, [row.amounts["outturn"] for row in own]))


def _three_public(accounts: Accounts) -> Iterator[Check]:
    table = "three_public"
    for measure in _measures(accounts.of(table)):
        one = {row.code: row.amounts[measure] for row in accounts.of(table)
               if measure in row.amounts}
        for check, whole, parts in (
            ("P01", "total", ("overseas_travel", "vehicles", "reception")),
            ("P02", "vehicles", ("vehicle_purchase", "vehicle_running")),
        ):
            addends = [one[part] for part in parts if part in one]
            if whole in one and addends:
                yield Check(check, labels(table, measure=measure),
                            judge_sum(one[whole], addends))
