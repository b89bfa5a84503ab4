"""Checks inside each of the nine tables that need more than their numbers: balances behind the
year's total, rows printed twice, left out, or left without their total.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from helpers import amounts, vocabulary
from helpers.identities.accounts import BUDGETS, Accounts, Row
from helpers.identities.check import Check, labels
from helpers.identities.judging import Judgement, Printed, judge_sum, judge_words, plain

_TWO_SIDED = ("revenue_expenditure_summary", "appropriation_summary")
BY_CODE = ("revenue", "expenditure", "general_budget_expenditure", "government_funds",
            "state_capital", "basic_expenditure")
YEAR_TOTALS = {"revenue": ("本年收入合计",), "expenditure": ("本年支出合计",)}
GRAND_TOTALS = ("总计", "收入总计", "支出总计")
ITEM = re.compile(r"[一二三四五六七八九十]+、")
#: Lines that split what is carried forward by fund; some documents do not number them.
_OF_A_FUND = re.compile(r"^(其中[:：])?(一般公共预算|政府性基金|国有资本经营)")
#: Lines that say how a balance is made up, or how a surplus was distributed.
_PART_OF_BALANCE = re.compile(
    r"^其中[:：]|^(?:提取|转入|交纳|缴纳)|^(?:基本支出|项目支出|经营)(?:结转|结余)(?:和结余)?$")
_BY_FUNCTION = ("revenue", "expenditure", "general_budget_expenditure")
_BY_FUND = ("general_budget_expenditure", "government_funds", "state_capital")


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
    parts = [row for row in after if ITEM.match(row.name) or _OF_A_FUND.search(row.name)]
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


def row_checks(accounts: Accounts) -> Iterator[Check]:
    """No row twice, none missing between its class and its items, none without its total."""
    for table in BY_CODE:
        rows = [row for row in accounts.of(table) if row.code]
        if rows:
            yield from _twice(table, rows)
            yield from _without_parent(accounts, table, rows)
    for table in _BY_FUNCTION:
        yield from _without_children(accounts, table)
    yield from _not_in_expenditure(accounts)
    told: set[frozenset] = set()
    for table in _BY_FUNCTION:
        yield from _coded_otherwise(accounts, table, told)
    for case in vocabulary.load("identities")["H02"]["cases"]:
        table, whole, parts = (case[name] for name in ("table", "whole", "parts"))
        yield from _without_total(accounts, table, whole, parts)
        yield from _without_parts(accounts, table, whole, parts)
    yield from _expenses_without_total(accounts)


def _page_of(row: Row) -> int | None:
    return next((one.page for one in row.amounts.values()), None)


def _twice(table: str, rows: list[Row]) -> Iterator[Check]:
    """One code, one row. The last row of a page may be printed again at the head of the next."""
    found = []
    for code, count in Counter(row.code for row in rows).items():
        same = [row for row in rows if row.code == code]
        if count > 1 and _printed(same[0]) == _printed(same[1]):
            turned = _page_of(same[0]) != _page_of(same[1])
            found.append((same[0], judge_words(None if turned else False, f"{count}", "1",
                                               same[0].name, _page_of(same[0]))))
    for row, judgement in found:
        yield Check("R01", labels(table, name=f"{row.code} {row.name}"), judgement, _page_of(row))
    if not found:
        yield Check("R01", labels(table, name="all_rows"), judge_words(True, "1", "1"),
                    _page_of(rows[0]))


def _printed(row: Row) -> dict:
    return {"name": row.name, **{measure: one.value for measure, one in row.amounts.items()}}


def _without_parent(accounts: Accounts, table: str, rows: list[Row]) -> Iterator[Check]:
    """Every item stands under its section and every section under its class.

    Asked only of a table that prints all its other parents and a code in every row: a row whose
    code was not read would be the parent that seems to be missing.
    """
    codes = {row.code for row in rows}
    orphans = [row for row in rows if len(row.code) > 3 and row.code[:-2] not in codes]
    under = [row for row in rows if len(row.code) > 3]
    uncoded = any(row.level == "line" for row in accounts.of(table))
    missing = dict.fromkeys(row.code[:-2] for row in orphans)
    if not under or uncoded or len(missing) > 1:
        return
    for code in missing:
        first = next(row for row in orphans if row.code[:-2] == code)
        yield Check("R02", labels(table, code=code, name=f"{first.code} {first.name}"),
                    judge_words(False, first.code, code, first.name, _page_of(first)),
                    _page_of(first))
    if not missing:
        yield Check("R02", labels(table, code="all_rows", name="all_rows"),
                    judge_words(True, "", ""), _page_of(rows[0]))


def _without_children(accounts: Accounts, table: str) -> Iterator[Check]:
    """A section without an item, where its siblings have theirs and another table prints them."""
    rows = {row.code: row for row in accounts.of(table) if row.code}
    sections = [code for code in rows if len(code) == 5]
    bare = [code for code in sections
            if not any(len(one) == 7 and one.startswith(code) for one in rows)]
    if len(sections) < 2 or len(bare) != 1:
        return
    code = bare[0]
    elsewhere = [row for other in _BY_FUNCTION if other != table for row in accounts.of(other)
                 if row.code and len(row.code) == 7 and row.code.startswith(code)]
    spent = any(one.value for one in rows[code].amounts.values())
    if elsewhere and spent:
        item = elsewhere[0]
        yield Check("R03", labels(table, code=f"{code} {rows[code].name}",
                                  other={"table": item.table}, name=f"{item.code} {item.name}"),
                    judge_words(False, code, item.code, rows[code].name, _page_of(rows[code])),
                    _page_of(item))


def _not_in_expenditure(accounts: Accounts) -> Iterator[Check]:
    """What tables 05, 08 and 09 spend under a code stands in table 03 under it too."""
    whole = {row.code: row for row in accounts.of("expenditure") if row.code}
    depths = {len(code) for code in whole}
    first = next(iter(whole.values()), None)
    if first is None or any(row.level == "line" for row in accounts.of("expenditure")):
        return
    for table in _BY_FUND:
        for row in accounts.of(table):
            amount = row.amounts.get("total")
            if not (row.code and amount and amount.value and len(row.code) in depths):
                continue
            if row.code not in whole:
                yield Check("R04", labels(table, code=f"{row.code} {row.name}"), Judgement(
                    "fail", amount.plain, "—", likely_cause="cross_reference",
                    numbers=[amount]), _page_of(first))


def _coded_otherwise(accounts: Accounts, table: str, told: set[frozenset]) -> Iterator[Check]:
    """An item that other tables print in the same section by the same name has their code.

    `told` holds the pairs of codes of which it has been said.
    """
    others = [one for one in (*_BY_FUNCTION, "government_funds") if one != table]
    elsewhere = {row.code: row for other in others for row in accounts.of(other)
                 if row.code and len(row.code) == 7}
    own = {row.code: row for row in accounts.of(table) if row.code and len(row.code) == 7}
    for row in own.values():
        if row.code in elsewhere:
            continue
        named = [one for one in elsewhere.values()
                 if one.code not in own and one.code[:5] == row.code[:5]
                 and amounts.key(one.name) == amounts.key(row.name)]
        pair = frozenset((row.code, *(one.code for one in named)))
        if len(named) == 1 and pair not in told:
            told.add(pair)
            yield Check("R05", labels(table, name=row.name, code=row.code,
                                      other={"table": named[0].table}), judge_words(
                False, row.code, named[0].code, row.name, _page_of(row)), _page_of(named[0]))


def _without_total(accounts: Accounts, table: str, whole: str, parts) -> Iterator[Check]:
    """A row that prints its parts prints their total, as the table's other rows do."""
    rows = accounts.of(table)
    if not any(whole in row.amounts for row in rows):
        return
    for row in rows:
        printed = [row.amounts[part] for part in parts if part in row.amounts]
        if whole in row.amounts or not any(one.value for one in printed):
            continue
        total = plain(sum(one.value for one in printed))
        yield Check("H04", labels(table, whole=whole, name=" ".join(
            filter(None, (row.code, row.name)))), Judgement(
                "fail", "—", total, likely_cause="arithmetic", numbers=_seen(printed),
                roles=("part",),
                formula=" + ".join(one.plain for one in printed)), _page_of(row))


def _without_parts(accounts: Accounts, table: str, whole: str, parts) -> Iterator[Check]:
    """A row that prints a total prints what it is made of, as every other row of the table does."""
    rows = [row for row in accounts.of(table)
            if whole in row.amounts and row.amounts[whole].value]
    bare = [row for row in rows if not any(part in row.amounts for part in parts)]
    if len(bare) == 1 and len(rows) > 2:
        row, amount = bare[0], bare[0].amounts[whole]
        yield Check("H05", labels(table, whole=whole, name=" ".join(
            filter(None, (row.code, row.name)))), Judgement(
                "fail", "—", amount.plain, likely_cause="arithmetic", numbers=[amount],
                roles=("total",)), _page_of(row))


def _expenses_without_total(accounts: Accounts) -> Iterator[Check]:
    """A three-public table that prints a total of its expenses prints it for every measure."""
    one = {row.code: row for row in accounts.of("three_public")}
    if "total" not in one:
        return
    for measure in BUDGETS:
        printed = [one[part].amounts[measure]
                   for part in ("overseas_travel", "vehicles", "reception")
                   if part in one and measure in one[part].amounts]
        if _seen(printed) and measure not in one["total"].amounts:
            yield Check("H04", labels("three_public", whole=measure, name="合计"), Judgement(
                "fail", "—", plain(sum(p.value for p in printed)), likely_cause="arithmetic",
                numbers=_seen(printed), roles=("part",),
                formula=" + ".join(p.plain for p in printed)),
                _page_of(one["vehicles"]) if "vehicles" in one else None)


def _seen(printed: list[Printed]) -> list[Printed]:
    return [one for one in printed if one.value]
