"""Rows of the nine tables that are printed twice, left out, or left without their total."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from helpers import amounts
from helpers.checks.accounts import BUDGETS, Accounts, Row
from helpers.checks.check import Check, labels
from helpers.checks.judging import Judgement, Printed, judge_words, plain
from helpers.checks.operands import operands

BY_CODE = (
    "revenue",
    "expenditure",
    "general_budget_expenditure",
    "government_funds",
    "state_capital",
    "basic_expenditure",
)
_BY_FUNCTION = ("revenue", "expenditure", "general_budget_expenditure")
_BY_FUND = ("general_budget_expenditure", "government_funds", "state_capital")


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
    for case in operands()["H02"].cases:
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
            found.append(
                (
                    same[0],
                    judge_words(
                        None if turned else False, f"{count}", "1", same[0].name, _page_of(same[0])
                    ),
                )
            )
    for row, judgement in found:
        yield Check("R01", labels(table, name=f"{row.code} {row.name}"), judgement, _page_of(row))
    if not found:
        yield Check(
            "R01", labels(table, name="all_rows"), judge_words(True, "1", "1"), _page_of(rows[0])
        )


def _printed(row: Row) -> dict:
    return {"name": row.name, **{measure: one.value for measure, one in row.amounts.items()}}


def _without_parent(accounts: Accounts, table: str, rows: list[Row]) -> Iterator[Check]:
    """Every item stands under its section and every section under its class.

    Asked only of a table that prints all its other parents and a code in every row: a row whose
    code was not read would be the parent that seems to be missing.
    """
    codes = {row.code for row in rows}
    under = [(row.code, row) for row in rows if row.code and len(row.code) > 3]
    orphans = [(code, row) for code, row in under if code[:-2] not in codes]
    uncoded = any(row.level == "line" for row in accounts.of(table))
    missing = dict.fromkeys(code[:-2] for code, _ in orphans)
    if not under or uncoded or len(missing) > 1:
        return
    for code in missing:
        own, first = next((own, row) for own, row in orphans if own[:-2] == code)
        yield Check(
            "R02",
            labels(table, code=code, name=f"{own} {first.name}"),
            judge_words(False, own, code, first.name, _page_of(first)),
            _page_of(first),
        )
    if not missing:
        yield Check(
            "R02",
            labels(table, code="all_rows", name="all_rows"),
            judge_words(True, "", ""),
            _page_of(rows[0]),
        )


def _without_children(accounts: Accounts, table: str) -> Iterator[Check]:
    """A section without an item, where its siblings have theirs and another table prints them."""
    rows = {row.code: row for row in accounts.of(table) if row.code}
    sections = [code for code in rows if len(code) == 5]
    bare = [
        code for code in sections if not any(len(one) == 7 and one.startswith(code) for one in rows)
    ]
    if len(sections) < 2 or len(bare) != 1:
        return
    code = bare[0]
    elsewhere = [
        row
        for other in _BY_FUNCTION
        if other != table
        for row in accounts.of(other)
        if row.code and len(row.code) == 7 and row.code.startswith(code)
    ]
    spent = any(one.value for one in rows[code].amounts.values())
    if elsewhere and spent:
        item = elsewhere[0]
        yield Check(
            "R03",
            labels(
                table,
                code=f"{code} {rows[code].name}",
                other={"table": item.table},
                name=f"{item.code} {item.name}",
            ),
            judge_words(False, code, item.code or "", rows[code].name, _page_of(rows[code])),
            _page_of(item),
        )


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
                yield Check(
                    "R04",
                    labels(table, code=f"{row.code} {row.name}"),
                    Judgement(
                        "fail", amount.plain, "—", likely_cause="cross_reference", numbers=[amount]
                    ),
                    _page_of(first),
                )


def _coded_otherwise(accounts: Accounts, table: str, told: set[frozenset]) -> Iterator[Check]:
    """An item that other tables print in the same section by the same name has their code.

    `told` holds the pairs of codes of which it has been said.
    """
    others = [one for one in (*_BY_FUNCTION, "government_funds") if one != table]
    elsewhere = {
        row.code: row
        for other in others
        for row in accounts.of(other)
        if row.code and len(row.code) == 7
    }
    own = {row.code: row for row in accounts.of(table) if row.code and len(row.code) == 7}
    for code, row in own.items():
        if code in elsewhere:
            continue
        named = [
            (other, one)
            for other, one in elsewhere.items()
            if other not in own
            and other[:5] == code[:5]
            and amounts.key(one.name) == amounts.key(row.name)
        ]
        pair = frozenset((code, *(other for other, _ in named)))
        if len(named) == 1 and pair not in told:
            told.add(pair)
            other, one = named[0]
            yield Check(
                "R05",
                labels(table, name=row.name, code=code, other={"table": one.table}),
                judge_words(False, code, other, row.name, _page_of(row)),
                _page_of(one),
            )


def _without_total(
    accounts: Accounts, table: str, whole: str, parts: Sequence[str]
) -> Iterator[Check]:
    """A row that prints its parts prints their total, as the table's other rows do."""
    rows = accounts.of(table)
    if not any(whole in row.amounts for row in rows):
        return
    for row in rows:
        printed = [row.amounts[part] for part in parts if part in row.amounts]
        if whole in row.amounts or not any(one.value for one in printed):
            continue
        total = plain(sum((one.value for one in printed), Decimal(0)))
        yield Check(
            "H04",
            labels(table, whole=whole, name=" ".join(filter(None, (row.code, row.name)))),
            Judgement(
                "fail",
                "—",
                total,
                likely_cause="arithmetic",
                numbers=_seen(printed),
                roles=("part",),
                formula=" + ".join(one.plain for one in printed),
            ),
            _page_of(row),
        )


def _without_parts(
    accounts: Accounts, table: str, whole: str, parts: Sequence[str]
) -> Iterator[Check]:
    """A row that prints a total prints what it is made of, as every other row of the table does."""
    rows = [row for row in accounts.of(table) if whole in row.amounts and row.amounts[whole].value]
    bare = [row for row in rows if not any(part in row.amounts for part in parts)]
    if len(bare) == 1 and len(rows) > 2:
        row, amount = bare[0], bare[0].amounts[whole]
        yield Check(
            "H05",
            labels(table, whole=whole, name=" ".join(filter(None, (row.code, row.name)))),
            Judgement(
                "fail",
                "—",
                amount.plain,
                likely_cause="arithmetic",
                numbers=[amount],
                roles=("total",),
            ),
            _page_of(row),
        )


def _expenses_without_total(accounts: Accounts) -> Iterator[Check]:
    """A three-public table that prints a total of its expenses prints it for every measure."""
    one = {row.code: row for row in accounts.of("three_public")}
    if "total" not in one:
        return
    for measure in BUDGETS:
        printed = [
            one[part].amounts[measure]
            for part in ("overseas_travel", "vehicles", "reception")
            if part in one and measure in one[part].amounts
        ]
        if _seen(printed) and measure not in one["total"].amounts:
            yield Check(
                "H04",
                labels("three_public", whole=measure, name="合计"),
                Judgement(
                    "fail",
                    "—",
                    plain(sum((p.value for p in printed), Decimal(0))),
                    likely_cause="arithmetic",
                    numbers=_seen(printed),
                    roles=("part",),
                    formula=" + ".join(p.plain for p in printed),
                ),
                _page_of(one["vehicles"]) if "vehicles" in one else None,
            )


def _seen(printed: list[Printed]) -> list[Printed]:
    return [one for one in printed if one.value]
