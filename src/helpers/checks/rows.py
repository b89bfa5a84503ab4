"""What the nine tables lack or print twice: whole tables, rows, totals, the parts of a total.

A row is held to be missing only where the table prints all its others: what was not read is never
held against the publisher.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from helpers import amounts
from helpers.checks.accounts import BUDGETS, Accounts, Row, labels
from helpers.checks.catalogue import all_operands
from helpers.checks.interpreter import Check, Shapes, row_name
from helpers.checks.judging import Judgement, PrintedNumber, doubted, judge_words, plain

_CLASS, _SECTION, _ITEM = 3, 5, 7  # digits of a functional code


def _set_of_tables(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """One check for all tables together: a set of accounts lacks the tables that are `absent`.

    What we did not read is never held against the document, nor what it says is attached; nor
    is an excerpt (`whole_set` tells how many tables make a set), or a publisher that is not asked
    for the nine. `since` is the year from which a table is asked for.
    """
    asked = [
        one
        for one in accounts.tables
        if one["year"] >= case["since"].get(one["table"], one["year"])
    ]
    states = {one["table"]: one["state"] for one in asked}
    absent = [table for table, state in states.items() if state == "absent"]
    unread = [table for table, state in states.items() if state == "not_read"]
    if not states:
        return
    missing = unread or absent
    judgement = judge_words(not missing, f"{len(asked) - len(missing)}", f"{len(asked)}")
    if unread or accounts.unread_pages or accounts.ocr_pages:
        doubted(judgement, "not_read")
    whole = len(asked) - len(absent) - len(unread) >= case["whole_set"]
    if not judgement.doubts and not (whole and not accounts.said("other_set")):
        judgement.outcome, judgement.likely_cause = "not_applicable", None
    names = {"table": {"tables": missing or list(states)}, "side": ""}
    first = next((one["first_page"] for one in asked if one["first_page"]), None)
    yield Check(rule, names, judgement, first)


def _empty_table(rule: str, _: dict, accounts: Accounts) -> Iterator[Check]:
    """An empty table says why, or a sentence does.

    Where the document speaks of its money in words that were not understood, or a page was not
    read, nothing is held against it.
    """
    none = {one["about"] for one in accounts.said("none")}
    spoken_of = {one["about"] for one in accounts.said("mention")}
    for one in accounts.tables:
        if one["state"] not in ("empty", "empty_with_statement"):
            continue
        table = one["table"]
        judgement = judge_words(
            one["state"] != "empty" or table in none,
            one["state"],
            "empty_with_statement",
            page=one["first_page"],
        )
        if table in spoken_of or table not in _OF_OWN_MONEY or accounts.unread_pages:
            doubted(judgement, "spoken_of")
        yield Check(rule, labels(table), judgement)


#: Tables whose money has a name that a sentence about it must use (`money_of` in sentences.yml).
_OF_OWN_MONEY = ("government_funds", "state_capital")


def _page_of(row: Row) -> int | None:
    return next((one.page for one in row.amounts.values()), None)


def _coded(accounts: Accounts, table: str) -> list[Row]:
    return [row for row in accounts.of(table) if row.code]


def _by_code(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """One code, one row. The last row of a page may be printed again at the head of the next."""
    for table in case["tables"]:
        rows = _coded(accounts, table)
        again = False
        for code, count in Counter(row.code for row in rows).items():
            if count < 2:
                continue
            first, second = [row for row in rows if row.code == code][:2]
            if _printed(first) != _printed(second):
                continue
            again = True
            judgement = judge_words(False, f"{count}", "1", first.name, _page_of(first))
            if _page_of(first) != _page_of(second):
                doubted(judgement, "page_break")
            yield Check(rule, labels(table, name=row_name(first)), judgement, _page_of(first))
        if rows and not again:
            found = judge_words(True, "1", "1")
            yield Check(rule, labels(table, name="all_rows"), found, _page_of(rows[0]))


def _printed(row: Row) -> dict:
    return {"name": row.name, **{measure: one.value for measure, one in row.amounts.items()}}


def _parent(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """Every item stands under its section and every section under its class.

    Asked only of a table that prints all its other parents and a code in every row: a row whose
    code was not read would be the parent that seems to be missing.
    """
    for table in case["tables"]:
        rows = _coded(accounts, table)
        codes = {row.code for row in rows}
        under = [(row.code, row) for row in rows if row.code and len(row.code) > _CLASS]
        orphans = [(code, row) for code, row in under if code[:-2] not in codes]
        uncoded = any(row.level == "line" for row in accounts.of(table))
        missing = dict.fromkeys(code[:-2] for code, _ in orphans)
        if not under or uncoded or len(missing) > 1:
            continue
        for parent in missing:
            own, first = next((own, row) for own, row in orphans if own[:-2] == parent)
            names = labels(table, code=parent, name=f"{own} {first.name}")
            judgement = judge_words(False, own, parent, first.name, _page_of(first))
            yield Check(rule, names, judgement, _page_of(first))
        if not missing:
            names = labels(table, code="all_rows", name="all_rows")
            yield Check(rule, names, judge_words(True, "", ""), _page_of(rows[0]))


def _items(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """A section without an item, where its siblings have theirs and another table prints them."""
    for table in case["tables"]:
        rows = {row.code: row for row in accounts.of(table) if row.code}
        sections = [code for code in rows if len(code) == _SECTION]
        bare = [code for code in sections if not any(_is_item(one, code) for one in rows)]
        if len(sections) < 2 or len(bare) != 1:
            continue
        section = rows[bare[0]]
        elsewhere = [
            row
            for other in case["tables"]
            if other != table
            for row in _coded(accounts, other)
            if _is_item(row.code or "", bare[0])
        ]
        if not elsewhere or not any(one.value for one in section.amounts.values()):
            continue
        item = elsewhere[0]
        names = labels(
            table, code=row_name(section), other={"table": item.table}, name=row_name(item)
        )
        judgement = judge_words(False, bare[0], item.code or "", section.name, _page_of(section))
        yield Check(rule, names, judgement, _page_of(item))


def _is_item(code: str, section: str) -> bool:
    return len(code) == _ITEM and code.startswith(section)


def _in_the_whole(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """What tables of one fund spend under a code stands in the table of all money under it too."""
    rows = accounts.of(case["table"])
    codes = [row for row in rows if row.code]
    whole = {row.code for row in codes}
    depths = {len(code or "") for code in whole}
    if not codes or any(row.level == "line" for row in rows):
        return
    for table in case["tables"]:
        for row in _coded(accounts, table):
            amount = row.amounts.get(case["measure"])
            if amount and amount.value and row.code not in whole and len(row.code or "") in depths:
                judgement = Judgement(
                    "fail", amount.plain, "—", likely_cause="cross_reference", numbers=[amount]
                )
                names = labels(table, code=row_name(row))
                yield Check(rule, names, judgement, _page_of(codes[0]))


def _by_name(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """An item that other tables print in the same section by the same name has their code.

    A pair of codes is told of once.
    """
    told: set[frozenset] = set()
    for table in case["tables"]:
        elsewhere = {
            row.code: row
            for other in (*case["tables"], *case["beside"])
            if other != table
            for row in accounts.of(other)
            if row.code and len(row.code) == _ITEM
        }
        own = {row.code: row for row in _coded(accounts, table) if len(row.code or "") == _ITEM}
        for code, row in own.items():
            if code in elsewhere:
                continue
            named = [
                (other, one)
                for other, one in elsewhere.items()
                if other not in own and _is_named(code or "", row, one)
            ]
            pair = frozenset((code, *(other for other, _ in named)))
            if len(named) != 1 or pair in told:
                continue
            told.add(pair)
            other, one = named[0]
            names = labels(table, name=row.name, code=code, other={"table": one.table})
            judgement = judge_words(False, code or "", other, row.name, _page_of(row))
            yield Check(rule, names, judgement, _page_of(one))


def _is_named(code: str, row: Row, other: Row) -> bool:
    same_section = (other.code or "")[:_SECTION] == code[:_SECTION]
    return same_section and amounts.key(other.name) == amounts.key(row.name)


def _total_of_row(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """A row that prints its parts prints their total, as the table's other rows do.

    Tables, totals and parts are those of another rule's cases.
    """
    for one in all_operands()[case["rule"]].cases:
        rows = accounts.of(one["table"])
        if not any(one["whole"] in row.amounts for row in rows):
            continue
        for row in rows:
            printed = [row.amounts[part] for part in one["parts"] if part in row.amounts]
            if one["whole"] in row.amounts or not any(part.value for part in printed):
                continue
            names = labels(one["table"], whole=one["whole"], name=row_name(row))
            yield Check(rule, names, _blank_total(printed), _page_of(row))


def _blank_total(printed: list[PrintedNumber]) -> Judgement:
    return Judgement(
        "fail",
        "—",
        plain(sum((one.value for one in printed), Decimal(0))),
        likely_cause="arithmetic",
        numbers=_not_zero(printed),
        roles=("part",),
        formula=" + ".join(one.plain for one in printed),
    )


def _not_zero(printed: Sequence[PrintedNumber]) -> list[PrintedNumber]:
    return [one for one in printed if one.value]


def _parts_of_row(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """A row that prints a total prints what it is made of, as every other row of the table does.

    Tables, totals and parts are those of another rule's cases.
    """
    for one in all_operands()[case["rule"]].cases:
        table, whole = one["table"], one["whole"]
        rows = [row for row in accounts.of(table) if whole in row.amounts]
        rows = [row for row in rows if row.amounts[whole].value]
        bare = [row for row in rows if not any(part in row.amounts for part in one["parts"])]
        if len(bare) == 1 and len(rows) > 2:
            row, amount = bare[0], bare[0].amounts[whole]
            judgement = Judgement(
                "fail",
                "—",
                amount.plain,
                likely_cause="arithmetic",
                numbers=[amount],
                roles=("total",),
            )
            names = labels(table, whole=whole, name=row_name(row))
            yield Check(rule, names, judgement, _page_of(row))


def _total_of_measure(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """A table that prints a total of its rows prints it for every measure."""
    rows = {row.code: row for row in accounts.of(case["table"])}
    if case["whole"] not in rows:
        return
    for measure in BUDGETS:
        printed = [
            rows[part].amounts[measure]
            for part in case["parts"]
            if part in rows and measure in rows[part].amounts
        ]
        if _not_zero(printed) and measure not in rows[case["whole"]].amounts:
            names = labels(case["table"], whole=measure, name="合计")
            page = _page_of(rows["vehicles"]) if "vehicles" in rows else None
            yield Check(rule, names, _blank_total(printed), page)


#: What the cases of rules are repeated along here (see `interpreter`).
ROWS: Shapes = {
    "set of tables": _set_of_tables,
    "empty table": _empty_table,
    "row by code": _by_code,
    "parent of a code": _parent,
    "items of a section": _items,
    "code of another table": _in_the_whole,
    "code of a name": _by_name,
    "total of a row": _total_of_row,
    "total of a measure": _total_of_measure,
    "parts of a row": _parts_of_row,
}
