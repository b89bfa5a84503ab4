"""The disclosure scorecard: what a department is asked to show, and whether its document does.

What is asked, and where the requirement stands, is data (`vocabulary/scorecard.yml`). Each item
has a function of its name here, which returns a `Finding`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from helpers import vocabulary
from helpers.identities.accounts import Accounts, records
from helpers.identities.cross_checks import completeness_checks

_FAMILIES = {"tables_close": "table", "tables_agree": "cross_table", "prose_agrees": "text_table",
             "prose_holds": "text", "forms_hold": "form"}
_COUNTS = ("travel_groups", "travellers", "vehicles_bought", "vehicles_held",
           "reception_batches", "reception_people")
#: States of a table that the document prints.
_THERE = ("filled", "empty", "empty_with_statement")
_DETAIL = ("to_item", "to_section")
_DAYS = 20


@dataclass(frozen=True)
class Finding:
    """What was found of one item: met, not met …; how much of it; the page it begins on."""

    result: str
    found: str | None = None
    page: int | None = None


def scorecard(tables: Mapping[str, pd.DataFrame], checks: pd.DataFrame,
              source: Mapping) -> list[dict]:
    """Rows of ``results/scorecard``: one an item of the catalogue, in its order.

    `tables` are those of the audit, `checks` its ``results/checks``, `source` is source.yml.
    """
    words, accounts = vocabulary.load("scorecard"), Accounts(tables)
    judged = checks[["family", "outcome", "pages"]].to_dict("records")
    rows = []
    for one in words["items"]:
        found = _finding(one["item"], accounts, judged, source)
        rule = words["sources"][one["source"]]
        rows.append({
            "block": one["block"], "item": one["item"], "required_zh": one["zh"],
            "required_en": one["en"], "source_zh": rule["zh"], "source_en": rule["en"],
            "second_hand": rule.get("second_hand", False), "result": found.result,
            "found": found.found, "page": found.page,
        })
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


def _hold(checks: list[dict], family: str) -> Finding:
    """Whether the checks of a family that could be judged hold; the page of the first failure."""
    judged = [one for one in checks if one["family"] == family
              and one["outcome"] in ("pass", "rounding", "fail")]
    failed = [one for one in judged if one["outcome"] == "fail"]
    if not judged:
        return Finding("not_applicable")
    page = next((int(one["pages"][0]) for one in failed if len(one["pages"])), None)
    return Finding("not_met" if failed else "met",
                   f"{len(judged) - len(failed)}/{len(judged)}", page)


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
    states = records(accounts.tables)
    there = [one for one in states if one["state"] in _THERE]
    page = next((one["first_page"] for one in there), None)
    if any(one["state"] in ("not_read", "in_annex") for one in states):
        return _share(len(there), len(states), page, "cannot_tell")
    judged = {check.judgement.outcome for check in completeness_checks(accounts)
              if check.identity == "C01"}
    if "fail" not in judged and len(there) < len(states):
        return Finding("met" if "pass" in judged else "not_applicable",
                       f"{len(there)}/{len(states)}", page)
    return _share(len(there), len(states), page, _unread(accounts))


def _empty_tables_explained(accounts: Accounts) -> Finding:
    empty = [one for one in records(accounts.tables) if one["state"].startswith("empty")]
    told = [one for one in empty if one["state"] == "empty_with_statement"]
    return _share(len(told), len(empty), empty[0]["first_page"] if empty else None)


def _basic_and_project(accounts: Accounts) -> Finding:
    rows = [row for row in accounts.of("general_budget_expenditure")
            if {"basic", "project"} & set(row.amounts)]
    return Finding("met", None, _page(rows[0])) if rows else Finding(_unread(accounts))


def _to_item(accounts: Accounts) -> Finding:
    """Every class of table 05 has items (项) under it."""
    return _levels(accounts, "general_budget_expenditure", 3, 7)


def _to_section(accounts: Accounts) -> Finding:
    """Every class of table 06 that has an amount has sections (款) with amounts under it."""
    rows = accounts.of("basic_expenditure")
    if rows and not any(row.code for row in rows):
        return Finding("not_met", "0", _page(rows[0]))
    return _levels(accounts, "basic_expenditure", 3, 5)


def _levels(accounts: Accounts, table: str, upper: int, lower: int) -> Finding:
    rows = [row for row in accounts.of(table) if row.code
            and any(one.value for one in row.amounts.values())]
    classes = [row for row in rows if len(row.code) == upper]
    deep = [one for one in classes
            if any(len(row.code) == lower and row.code.startswith(one.code) for row in rows)]
    if not classes:
        return Finding(_unread(accounts) if not accounts.of(table) else "not_applicable")
    return _share(len(deep), len(classes), _page(classes[0]), _unread(accounts))


def _page(row) -> int | None:
    return next((one.page for one in row.amounts.values()), None)


def _items_told(accounts: Accounts) -> Finding:
    """The items (项) of table 05 that the prose states with an outturn."""
    items = [row for row in accounts.of("general_budget_expenditure")
             if row.code and len(row.code) == 7]
    told = [row for row in accounts.budget
            if row["scope"] == "function_item" and row["source"] == "narrative"]
    if not items:
        return Finding("met", str(len(told)), told[0]["page"]) if told else Finding("not_met")
    count = min(len(told), len(items))
    return _share(count, len(items), told[0]["page"] if told else None)


def _totals_explained(accounts: Accounts) -> Finding:
    changes = accounts.facts_named("revenue_expenditure_change")
    page = changes[0]["page"] if changes else None
    reason = any("主要原因" in one["text"] or "主要是" in one["text"] for one in accounts.paragraphs
                 if page is not None and one["page"] == page)
    return Finding("met" if changes and reason else "not_met", page=page)


def _deviations_explained(accounts: Accounts) -> Finding:
    """Functional classes, sections and items whose outturn is not their budget."""
    rows = [row for row in accounts.budget
            if row["source"] == "narrative" and row["scope"].startswith("function_")
            and row["outturn"] is not None and _deviates(row)]
    told = [row for row in rows if row["reason_zh"]]
    return _share(len(told), len(rows), next(
        (row["page"] for row in rows if not row["reason_zh"]), rows[0]["page"] if rows else None))


def _deviates(row: dict) -> bool:
    budgets = (row[which] for which in ("initial_budget", "adjusted_budget", "budget"))
    budget = next((one for one in budgets if one is not None), None)
    return budget is not None and budget != row["outturn"]


def _three_public_explained(accounts: Accounts) -> Finding:
    rows = [row for row in accounts.budget
            if row["scope"] == "three_public" and row["source"] == "narrative"]
    if not rows:
        said = [one for one in accounts.paragraphs if "三公" in one["text"]
                and one["kind"] == "body" and one["part"] not in (None, "目录")]
        return Finding("met", page=said[0]["page"]) if said else Finding("not_met")
    return Finding("met" if any(row["reason_zh"] for row in rows) else "not_met",
                   page=rows[0]["page"])


def _three_public_counts(accounts: Accounts) -> Finding:
    """The counts, where any of the money was spent."""
    spent = [row for row in accounts.budget if row["scope"] == "three_public" and row["outturn"]]
    if not spent:
        return Finding("not_applicable")
    facts = [one for name in _COUNTS for one in accounts.facts_named(f"three_public_{name}")]
    return Finding("met" if facts else "not_met", str(len(facts)),
                   facts[0]["page"] if facts else None)


def _section(name: str) -> Callable[[Accounts], Finding]:
    """Whether the prose states figures of a section, or says that there is none."""
    def find(accounts: Accounts) -> Finding:
        facts = [one for one in accounts.facts if one["fact"].startswith(name)]
        if facts:
            return Finding("met", str(len(facts)), facts[0]["page"])
        words = vocabulary.load("hygiene")["sections"][name]
        said = [one for one in accounts.paragraphs if words in one["text"]
                and one["kind"] == "body" and one["part"] not in (None, "目录")]
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
    there = [one for one in records(accounts.tables) if one["state"] in _THERE]
    return _share(sum(bool(one["printed_no"]) for one in there), len(there),
                  there[0]["first_page"] if there else None)


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
