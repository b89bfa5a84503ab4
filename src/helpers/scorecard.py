"""The disclosure scorecard: what a department is asked to show, and whether its document does.

What is asked, and where the requirement stands, is data (`wording/scorecard.yml`). Each item
has a function of its name here, which returns a `Finding`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from helpers import amounts, wording
from helpers.checks.accounts import Accounts
from helpers.checks.catalogue import checks_of
from helpers.checks.rows import ROWS
from helpers.seen import Seen

_FAMILIES = {
    "tables_close": "table",
    "tables_agree": "cross_table",
    "prose_agrees": "text_table",
    "prose_holds": "text",
    "forms_hold": "form",
}
_COUNTS = (
    "travel_groups",
    "travellers",
    "vehicles_bought",
    "vehicles_held",
    "reception_batches",
    "reception_people",
)
#: States of a table that the document prints.
_THERE = ("filled", "empty", "empty_with_statement")
#: States of a table that is not in what was read.
_ELSEWHERE = ("in_annex", "not_read")
_DETAIL = ("to_item", "to_section")
_DAYS = 20
#: Tables that show expenditure by function, and basic beside project expenditure.
_BY_FUNCTION = ("general_budget_expenditure", "appropriation_expenditure", "expenditure")
_BY_ECONOMIC_CLASS = ("basic_expenditure", "general_budget_by_economic_class")
#: What an item is read from: where such a table was not read, nobody knows what it shows.
_READ_FROM = {
    "basic_and_project": _BY_FUNCTION,
    "to_item": _BY_FUNCTION,
    "to_section": _BY_ECONOMIC_CLASS,
}


@dataclass(frozen=True)
class Finding:
    """What was found of one item: met, not met …; how much of it; the page it begins on."""

    result: str
    found: str | None = None
    page: int | None = None


def scorecard_rows(
    tables: Mapping[str, pd.DataFrame], checks: pd.DataFrame, source: Mapping
) -> list[dict]:
    """Rows of ``results/scorecard``: one an item of the catalogue, in its order.

    `tables` are those of the audit, `checks` its ``results/checks``, `source` is source.yml.
    """
    words, accounts = wording.load("scorecard"), Accounts(tables)
    seen = Seen(tables)
    judged = checks[["family", "outcome", "pages"]].to_dict("records")
    rows = []
    for one in words["items"]:
        found = _finding(one["item"], accounts, judged, source)
        found = _of_what_was_seen(one["item"], found, accounts, seen)
        rule = words["sources"][one["source"]]
        rows.append(
            {
                "block": one["block"],
                "item": one["item"],
                "required_zh": one["zh"],
                "required_en": one["en"],
                "source_zh": rule["zh"],
                "source_en": rule["en"],
                "second_hand": rule.get("second_hand", False),
                "result": found.result,
                "found": found.found,
                "page": found.page,
            }
        )
    return rows


def _finding(item: str, accounts: Accounts, checks: list[dict], source: Mapping) -> Finding:
    if item in _FAMILIES:
        return _hold(checks, _FAMILIES[item])
    if item == "timeliness":
        return _timely(source)
    found = _FINDINGS[item](accounts)
    if item in _DETAIL and found.result == "not_met" and source.get("edition") == "re-typeset":
        return replace(found, result="cannot_tell")  # what it lacks the original may have
    return found


def _of_what_was_seen(item: str, found: Finding, accounts: Accounts, seen: Seen) -> Finding:
    """`found`, but that what stands there and was not understood is not held to be missing."""
    words = wording.load("scorecard")["seen"].get(item)
    if found.result != "not_met" or words is None:
        return found
    if _unread_table(item, accounts):
        return replace(found, result="cannot_tell")
    if item == "contents":
        page = seen.opening(words["heading"])
        return Finding("met", page=page) if page is not None else found
    if item in _READ_FROM and any(accounts.of(table) for table in _READ_FROM[item]):
        return found  # its tables were read, and do not show it
    page = seen.page(words)
    return found if page is None else replace(found, result="cannot_tell", page=page)


def _unread_table(item: str, accounts: Accounts) -> bool:
    """Whether a table that shows the item is there, or said to be, and was not read."""
    return any(
        one["table"] in _READ_FROM.get(item, ()) and one["state"] in _ELSEWHERE
        for one in accounts.tables
    )


def _hold(checks: list[dict], family: str) -> Finding:
    """Whether the checks of a family that could be judged hold; the page of the first failure."""
    judged = [
        one
        for one in checks
        if one["family"] == family and one["outcome"] in ("pass", "rounding", "fail")
    ]
    failed = [one for one in judged if one["outcome"] == "fail"]
    if not judged:
        return Finding("not_applicable")
    page = next((int(one["pages"][0]) for one in failed if len(one["pages"])), None)
    return Finding(
        "not_met" if failed else "met", f"{len(judged) - len(failed)}/{len(judged)}", page
    )


def _timely(source: Mapping) -> Finding:
    """Days from approval to publication, where source.yml gives both dates."""
    approved, published = (source.get(name) for name in ("approved", "published"))
    if not (isinstance(approved, date) and isinstance(published, date)):
        return Finding("not_applicable")
    days = (published - approved).days
    return Finding("met" if 0 <= days <= _DAYS else "not_met", str(days))


def _share(count: int, of: int, page: int | None = None, missing: str = "not_met") -> Finding:
    """Met where all are there; `missing` where some are not; not applicable where none is asked."""
    if not of:
        return Finding("not_applicable")
    return Finding("met" if count == of else missing, f"{count}/{of}", page)


def _there(rows: list[dict]) -> Finding:
    return Finding("met", str(len(rows)), rows[0]["page"]) if rows else Finding("not_met")


def _unread(accounts: Accounts) -> str:
    """What is not found is missing, unless it may stand on a page that was not read."""
    return "cannot_tell" if accounts.unread_pages else "not_met"


def _nine_tables(accounts: Accounts) -> Finding:
    """What was not read, or is said to be attached, is not held against the document."""
    states = accounts.tables
    there = [one for one in states if one["state"] in _THERE]
    page = next((one["first_page"] for one in there), None)
    if any(one["state"] in _ELSEWHERE for one in states):
        return _share(len(there), len(states), page, "cannot_tell")
    judged = {check.judgement.outcome for check in checks_of("C01", accounts, ROWS)}
    if "fail" not in judged and len(there) < len(states):
        return Finding(
            "met" if "pass" in judged else "not_applicable", f"{len(there)}/{len(states)}", page
        )
    return _share(len(there), len(states), page, _unread(accounts))


def _empty_tables_explained(accounts: Accounts) -> Finding:
    empty = [one for one in accounts.tables if one["state"].startswith("empty")]
    told = [one for one in empty if one["state"] == "empty_with_statement"]
    return _share(len(told), len(empty), empty[0]["first_page"] if empty else None)


def _basic_and_project(accounts: Accounts) -> Finding:
    """In any table by function, or both amounts in the prose."""
    for table in _BY_FUNCTION:
        rows = [row for row in accounts.of(table) if {"basic", "project"} & set(row.amounts)]
        if rows:
            return Finding("met", None, _page(rows[0]))
    parts = {
        amounts.key(one["subject_zh"] or ""): one["page"]
        for one in accounts.facts_named("expenditure_part")
    }
    if {"基本支出", "项目支出"} <= set(parts):
        return Finding("met", None, parts["基本支出"])
    return Finding(_unread(accounts))


def _to_item(accounts: Accounts) -> Finding:
    """Every class of a table by function has items (项) under it."""
    return _best(
        [_levels(accounts, table, 3, 7) for table in _BY_FUNCTION if accounts.of(table)], accounts
    )


def _to_section(accounts: Accounts) -> Finding:
    """Every class of table 06 that has an amount has sections (款) with amounts under it."""
    found = []
    for table in _BY_ECONOMIC_CLASS:
        rows = accounts.of(table)
        if rows and not any(row.code for row in rows):
            found.append(Finding("not_met", "0", _page(rows[0])))
        elif rows:
            found.append(_levels(accounts, table, 3, 5))
    return _best(found, accounts)


def _best(found: list[Finding], accounts: Accounts) -> Finding:
    """What the first table that shows it says, else the first; unread where there is none."""
    met = (one for one in found if one.result == "met")
    return next(met, None) or next(iter(found), Finding(_unread(accounts)))


def _levels(accounts: Accounts, table: str, upper: int, lower: int) -> Finding:
    rows = [
        row
        for row in accounts.of(table)
        if row.code and any(one.value for one in row.amounts.values())
    ]
    classes = [row for row in rows if len(row.code) == upper]
    deep = [
        one
        for one in classes
        if any(len(row.code) == lower and row.code.startswith(one.code) for row in rows)
    ]
    if not classes:
        return Finding(_unread(accounts) if not accounts.of(table) else "not_applicable")
    return _share(len(deep), len(classes), _page(classes[0]), _unread(accounts))


def _page(row) -> int | None:
    return next((one.page for one in row.amounts.values()), None)


def _items_told(accounts: Accounts) -> Finding:
    """The items (项) of table 05 that the prose states with an outturn."""
    items = [
        row for row in accounts.of("general_budget_expenditure") if row.code and len(row.code) == 7
    ]
    told = [
        row
        for row in accounts.budget
        if row["scope"] == "function_item" and row["source"] == "narrative"
    ]
    if not items:
        return Finding("met", str(len(told)), told[0]["page"]) if told else Finding("not_met")
    count = min(len(told), len(items))
    return _share(count, len(items), told[0]["page"] if told else None)


def _totals_explained(accounts: Accounts) -> Finding:
    """A change of a total, or last year's amount, and a reason on the same page."""
    stated = [
        one
        for name in ("change", "change_rate", "total_prior")
        for one in accounts.facts_named(f"revenue_expenditure_{name}")
    ]
    told = next(
        (
            one
            for one in stated
            if one["reason_zh"]
            or any(
                _reason(row["text"]) for row in accounts.paragraphs if row["page"] == one["page"]
            )
        ),
        None,
    )
    page = (told or (stated[0] if stated else {})).get("page")
    return Finding("met" if told else "not_met", page=page)


def _reason(text: str) -> bool:
    """Whether a text gives a reason for something."""
    return bool(re.search(wording.load("scorecard")["reason"], amounts.key(text)))


def _reason_beside(accounts: Accounts, row: dict) -> bool:
    """Whether a paragraph that states the row's outturn, or the next one, gives a reason."""
    printed = row["outturn_printed"]
    own = [
        n
        for n, one in enumerate(accounts.paragraphs)
        if printed
        and one["page"] == row["page"]
        and printed in amounts.key(one["text"]).replace(",", "")
    ]
    return any(_reason(one["text"]) for n in own for one in accounts.paragraphs[n : n + 2])


def _deviations_explained(accounts: Accounts) -> Finding:
    """Functional classes, sections and items whose outturn is not their budget."""
    rows = [
        row
        for row in accounts.budget
        if row["source"] == "narrative"
        and row["scope"].startswith("function_")
        and row["outturn"] is not None
        and _deviates(row)
    ]
    untold = [row for row in rows if not row["reason_zh"]]
    unread = untold and all(_reason_beside(accounts, row) for row in untold)
    return _share(
        len(rows) - len(untold),
        len(rows),
        next((row["page"] for row in untold or rows), None),
        "cannot_tell" if unread else "not_met",
    )


def _deviates(row: dict) -> bool:
    budgets = (row[which] for which in ("initial_budget", "adjusted_budget", "budget"))
    budget = next((one for one in budgets if one is not None), None)
    return budget is not None and budget != row["outturn"]


def _three_public_explained(accounts: Accounts) -> Finding:
    rows = [
        row
        for row in accounts.budget
        if row["scope"] == "three_public" and row["source"] == "narrative"
    ]
    if not rows:
        said = [
            one
            for one in accounts.paragraphs
            if "三公" in one["text"] and one["kind"] == "body" and one["part"] not in (None, "目录")
        ]
        return Finding("met", page=said[0]["page"]) if said else Finding("not_met")
    if any(row["reason_zh"] for row in rows):
        return Finding("met", page=rows[0]["page"])
    unread = any(_reason_beside(accounts, row) for row in rows)
    return Finding("cannot_tell" if unread else "not_met", page=rows[0]["page"])


def _three_public_counts(accounts: Accounts) -> Finding:
    """The counts, where any of the money was spent."""
    spent = [row for row in accounts.budget if row["scope"] == "three_public" and row["outturn"]]
    if not spent:
        return Finding("not_applicable")
    facts = [one for name in _COUNTS for one in accounts.facts_named(f"three_public_{name}")]
    return Finding(
        "met" if facts else "not_met", str(len(facts)), facts[0]["page"] if facts else None
    )


def _section(name: str) -> Callable[[Accounts], Finding]:
    """Whether the prose states figures of a section, or says that there is none."""

    def find(accounts: Accounts) -> Finding:
        facts = [one for one in accounts.facts if one["fact"].startswith(name)]
        if facts:
            return Finding("met", str(len(facts)), facts[0]["page"])
        words = wording.load("scorecard")["sections"][name]
        said = [
            one
            for one in accounts.paragraphs
            if words in one["text"] and one["kind"] == "body" and one["part"] not in (None, "目录")
        ]
        return Finding("met", page=said[0]["page"]) if said else Finding(_unread(accounts))

    return find


def _contents(accounts: Accounts) -> Finding:
    return _there([one for one in accounts.paragraphs if one["part"] == "目录"])


def _readable(accounts: Accounts) -> Finding:
    """The filled tables that the text layer gave; a picture had to be read by OCR."""
    readers: dict[str, set] = {}
    for row in accounts.rows:
        readers.setdefault(row.table, set()).update(one.reader for one in row.amounts.values())
    text = [table for table, found in readers.items() if found == {"text"}]
    if accounts.unread_pages and not readers:
        return Finding("cannot_tell")
    return _share(len(text), len(readers))


def _numbered(accounts: Accounts) -> Finding:
    there = [one for one in accounts.tables if one["state"] in _THERE]
    return _share(
        sum(bool(one["printed_no"]) for one in there),
        len(there),
        there[0]["first_page"] if there else None,
    )


_FINDINGS: dict[str, Callable[[Accounts], Finding]] = {
    "nine_tables": _nine_tables,
    "empty_tables_explained": _empty_tables_explained,
    "functions": lambda accounts: _there([r for r in accounts.profile if r["kind"] == "function"]),
    "units": lambda accounts: _there([r for r in accounts.profile if r["kind"] == "unit"]),
    "glossary": lambda accounts: _there(accounts.glossary),
    "basic_and_project": _basic_and_project,
    "to_item": _to_item,
    "to_section": _to_section,
    "items_told": _items_told,
    "totals_explained": _totals_explained,
    "deviations_explained": _deviations_explained,
    "three_public_explained": _three_public_explained,
    "three_public_counts": _three_public_counts,
    "operating_costs": _section("operating_costs"),
    "procurement": _section("procurement"),
    "assets": _section("assets"),
    "performance": _section("performance"),
    "contents": _contents,
    "readable": _readable,
    "numbered": _numbered,
}
