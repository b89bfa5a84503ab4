"""What the explorer shows: documents, comparable amounts, and what does not add up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pandera.errors

from helpers import analysis, store, wording
from helpers.analysis.comparable import AMOUNTS, comparable_amounts
from helpers.documents import BadParameter, all_documents, is_budget_alone, open_document
from helpers.wording import labels
from helpers.wording.labels import LANGUAGES

#: Outcomes of checks that are worth showing; `pass` is not.
OPEN = ("fail", "cannot_tell", "rounding")
_LEFT_OPEN = re.compile(r"\{\w+\}")


@dataclass
class Documents:
    """Everything the page is made of.

    `documents` have unit, year, publisher, title, sha256, pages, `reports`, the languages of which
    there is a report, `told`, what a citation of it says by language (`citations.Source`), and
    `budgets`, the same of each published budget beside it. `amounts` are rows of
    `comparable_amounts`. `places` are page, document and section of the numbers that these
    name, by unit, year and number. `found` are leads and open checks: unit, year, kind (lead,
    check), id, rule, outcome, scope, money (万元), told_zh, told_en, innocent_zh, innocent_en,
    pages, number_ids. `budgets_alone` and `without_data` are the documents (unit, year) that the
    page leaves out: those without accounts to compare, and those of which nothing was made.
    """

    documents: list[dict[str, Any]] = field(default_factory=list)
    amounts: list[dict[str, Any]] = field(default_factory=list)
    found: list[dict[str, Any]] = field(default_factory=list)
    places: dict[tuple[str, int, str], tuple] = field(default_factory=dict)
    budgets_alone: list[tuple[str, int]] = field(default_factory=list)
    without_data: list[tuple[str, int]] = field(default_factory=list)


def gather(chosen: Iterable[tuple[str, int]] | None = None) -> Documents:
    """What there is of the chosen documents (unit, year); by default of all that have data.

    A document of which `make data` has made nothing yet is left out, and so is a budget alone,
    which has no accounts to compare; both are named in what comes back.
    """
    whole = Documents()
    for unit, year in all_documents() if chosen is None else chosen:
        if is_budget_alone(unit, year):
            whole.budgets_alone.append((unit, year))
            continue
        if not all(store.exists(name, unit, year) for name in ("tidy/statutory", "results/checks")):
            whole.without_data.append((unit, year))
            continue
        try:
            tidy = analysis.read_tidy(unit, year)
        except pandera.errors.SchemaErrors as error:
            raise BadParameter(
                f"The data of {unit} {year} were made by another version of this project: "
                f"make data UNIT={unit} YEAR={year} makes them again."
            ) from error
        whole.documents.append(_document(unit, year))
        joined = _rows("results/budget_join", tidy)
        amounts = comparable_amounts(tidy, joined)
        whole.amounts += amounts
        whole.places |= _places(tidy, amounts)
        whole.found += _leads(tidy)
        whole.found += _checks(tidy)
    return whole


def _document(unit: str, year: int) -> dict[str, Any]:
    from helpers.publish import Report  # here: it brings matplotlib, which a command may not need
    from helpers.publish.citations import ACCOUNTS, Source

    document = open_document(unit, year)
    publisher = document.source.get("publisher_zh")
    own = labels.own_gloss_of_body(publisher) if publisher else None
    told = Source(Report(unit, year)).told
    return {
        "unit": unit,
        "year": year,
        "publisher_zh": publisher,
        "publisher_en": document.source.get("publisher_en")
        or labels.gloss(publisher)
        or labels.marked_as_own(own),
        "title_zh": document.source.get("title_zh"),
        "sha256": document.sha256,
        "pages": document.page_count,
        "reports": [lang for lang in ("zh", "en") if store.report_path(unit, year, lang).exists()],
        "told": told.pop(ACCOUNTS),
        "budgets": told,
    }


def _places(tidy: analysis.Tidy, amounts: Iterable[dict]) -> dict[tuple[str, int, str], tuple]:
    """Page, document and section of every number that the rows name."""
    named = {one for row in amounts for column in AMOUNTS for one in row[f"{column}_ids"]}
    numbers = {one: tidy.printed_numbers[one] for one in named}
    return {
        (tidy.unit, tidy.year, one): (number["page"], number["document"], number["section"])
        for one, number in numbers.items()
    }


def _rows(table: str, tidy: analysis.Tidy) -> list[dict]:
    there = store.exists(table, tidy.unit, tidy.year)
    return analysis.records(store.read(table, tidy.unit, tidy.year)) if there else []


def _leads(tidy: analysis.Tidy) -> Iterator[dict[str, Any]]:
    """The leads of the document; none where that table has not been made."""
    if not store.exists("results/leads", tidy.unit, tidy.year):
        return
    numbers = _members("results/lead_numbers", "lead_id", tidy)
    for row in analysis.records(store.read("results/leads", tidy.unit, tidy.year)):
        yield {
            "unit": tidy.unit,
            "year": tidy.year,
            "kind": "lead",
            "id": row["lead_id"],
            "rule": row["rule"],
            "outcome": row["status"],
            "scope": row["group"],
            **{name: row[name] for name in ("money", "told_zh", "told_en", "pages")},
            **{name: row[name] for name in ("innocent_zh", "innocent_en")},
            "number_ids": numbers.get(row["lead_id"], []),
        }


def _members(table: str, key: str, tidy: analysis.Tidy) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if store.exists(table, tidy.unit, tidy.year):
        for row in analysis.records(store.read(table, tidy.unit, tidy.year)):
            found.setdefault(row[key], []).append(row["number_id"])
    return found


def _checks(tidy: analysis.Tidy) -> Iterator[dict[str, Any]]:
    numbers = _members("results/check_numbers", "check_id", tidy)
    for row in analysis.records(store.read("results/checks", tidy.unit, tidy.year)):
        if row["outcome"] not in OPEN:
            continue
        ids = numbers.get(row["check_id"], [])
        yield {
            "unit": tidy.unit,
            "year": tidy.year,
            "kind": "check",
            "id": row["check_id"],
            "rule": row["rule"],
            "outcome": row["outcome"],
            "scope": row["family"],
            "money": _money(row["difference"], [tidy.printed_numbers[one] for one in ids]),
            "told_zh": row["told_zh"] or row["statement_zh"],
            "told_en": row["told_en"] or row["statement_en"],
            "innocent_zh": None,
            "innocent_en": None,
            "pages": list(row["pages"]),
            "number_ids": ids,
        }


def _money(difference: str | None, numbers: list[dict]) -> Decimal | None:
    """The difference of a check in 万元: null unless it is one of amounts alone."""
    if difference is None or not numbers or any(row["amount"] is None for row in numbers):
        return None
    return abs(Decimal(difference.replace(",", "").replace("−", "-")))


def rule_name(rule: str) -> dict[str, str]:
    """The short name of a rule of checks or leads (explorer.yml), in both languages.

    One without a short name is told by what it states, its names left open: ``…：… = …``.
    """
    if name := wording.load("explorer")["rules"].get(rule):
        return dict(name)
    if entry := wording.load("identities").get(rule):
        return {lang: _LEFT_OPEN.sub("…", entry[lang]) for lang in LANGUAGES}
    return dict.fromkeys(LANGUAGES, rule)
