"""The report of a budget that lies there without accounts: approved, and not executed yet."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from helpers import store
from helpers.documents.budgets import Budget, open_budgets
from helpers.extract.grids.captions import of_tables
from helpers.publish import citations, leads, sources
from helpers.publish.findings import CitedChecks
from helpers.publish.glance import largest
from helpers.publish.markup import Html, Words, rendered
from helpers.store import report_path
from helpers.wording import labels
from helpers.wording.labels import LANGUAGES

_FIRST = ("prior_outturn", "budget", "total")  # columns of a table in this order, then the others
_SIDES = (None, "revenue", "expenditure", "expenditure_by_use")
_SECTIONS = ("glance", "leads", "tables", "statements", "checks", "provenance", "cite")
#: Tables that say on what the money is to be spent, the widest first.
_BY_FUNCTION = ("expenditure", "appropriation_by_function", "general_budget_expenditure")


class BudgetReport:
    """The sections of one budget's report; every method returns HTML to be shown.

    Reads ``tidy/budget*`` and ``results/checks``, ``results/leads``; ValueError names the
    languages there are.
    """

    def __init__(self, unit: str, year: int, lang: str = "zh"):
        if lang not in LANGUAGES:
            raise ValueError(f"REPORT_LANG is one of {', '.join(LANGUAGES)}; found {lang!r}")
        self.unit, self.year, self.lang = unit, year, lang
        self.words = Words(unit, year, lang)
        self.bytes_shown = 0

    @cached_property
    def budgets(self) -> list[Budget]:
        return open_budgets(self.unit, self.year)

    @cached_property
    def published(self) -> dict[str, citations.Published]:
        """The PDFs of the budget as citations name them."""
        return sources.budgets_published(self.words, self.budgets, {})

    @cached_property
    def _rows(self) -> list[dict]:
        """What is approved for the year: last year's execution beside it is no part of it."""
        rows = self.words.records("tidy/budget")
        return [row for row in rows if row["phase"] != "executed"]

    def _show(self, section: str, **context) -> Html:
        html = rendered(section, self.words, **context)
        self.bytes_shown += len(html.markup.encode())
        return html

    def _part(self, part: str, **context) -> Html:
        return self._show("budget", part=part, page=self._page, **context)

    def _page(self, document: str, page: int) -> dict:
        """Address and name of a page: 第9页, or 预算表第9页 where there are two PDFs."""
        sheet = citations.Sheet(document, page)
        alone = len(self.budgets) == 1
        said = self.words.say("format.page", page=page) if alone else sheet.said(self.lang)
        return {"href": self.words.page(page, document), "said": said}

    def title(self) -> Html:
        """Department, year, phase and scope, and that nothing of it has been executed yet."""
        other = next(lang for lang in LANGUAGES if lang != self.lang)
        return self._part(
            "title",
            department=next(iter(self.published.values())).publisher[self.lang],
            year=self.year,
            documents=self.words.records("tidy/documents"),
            sections=_SECTIONS,
            other={"href": report_path(self.unit, self.year, other).name, "lang": other},
        )

    def glance(self) -> Html:
        """The first screen: what to ask, revenue, expenditure, on what, against last year."""
        asked = leads.told(self)
        checks = self.words.records("results/checks")
        return self._part(
            "glance",
            lead=next(iter(asked), None),
            leads=len(asked),
            totals=[self._total("revenue"), self._total("expenditure")],
            largest=self._largest(),
            changes=self._changes(),
            counts=Counter(row["outcome"] for row in checks),
        )

    def _total(self, side: str) -> dict:
        """The total of the table of one side, else of that side of the summary, with what of it
        the table sets apart (carried over; basic, project)."""
        whole = [row for row in self._rows if row["level"] == "total" and not row["group_zh"]]
        own = [row for row in whole if row["table"] == side]
        total = next((row for row in own if row["measure"] == "total"), None)
        if total is None:
            of_summary = [
                row
                for row in whole
                if (row["table"], row["side"]) == ("revenue_expenditure_summary", side)
            ]
            total = max(of_summary, key=lambda row: row["amount"], default=None)
        apart = ("opening_balance",) if side == "revenue" else ("basic", "project")
        parts = [row for row in own if row["measure"] in apart and row["amount"]]
        return {
            "side": side,
            "row": total,
            "table": total and _title(total["table"], self.lang),
            "amount": total and self._amount(total),
            "parts": [(row["measure"], self._amount(row)) for row in parts],
        }

    def _amount(self, row: dict, column: str = "amount"):
        return self.words.amount(row[column], [row[f"{column}_id"]])

    def _largest(self) -> dict:
        """The largest classes of the first table by function that has any, and its title."""
        for table in _BY_FUNCTION:
            rows = [
                row | {"outturn": row["amount"], "outturn_id": row["amount_id"]}
                for row in self._rows
                if (row["table"], row["level"], row["measure"]) == (table, "class", "total")
            ]
            if rows:
                return {"rows": largest(rows), "table": _title(table, self.lang)}
        return {"rows": [], "table": None}

    def _changes(self) -> list[dict]:
        """The first change of a whole that the prose states, and what it is measured against."""
        rows = [
            row
            for row in self.words.records("tidy/budget_statements")
            if row["level"] == "line" and row["change"] is not None and row["compared_with"]
        ]
        return [row | {"told": self._amount(row, "change")} for row in rows[:1]]

    def leads(self) -> Html:
        """What to ask: every lead in its order, the innocent cause beside each."""
        return self._show("leads", **leads.section(self))

    def tables(self) -> Html:
        """The tables of the budget with every printed amount."""
        rows = self.words.records("tidy/budget")
        tables = [
            one
            | {"title": _title(one["table"], self.lang)}
            | _shown([row for row in rows if row["table"] == one["table"]])
            for one in self.words.records("tidy/budget_tables")
        ]
        return self._part("tables", tables=tables)

    def statements(self) -> Html:
        """What the prose says of each thing, and what it compares it with."""
        return self._part("statements", rows=self.words.records("tidy/budget_statements"))

    def checks(self) -> Html:
        """What does not add up in the budget, what was put right, what was not read of it."""
        checks = self.words.records("results/checks")
        cited = CitedChecks(self.words, self.words.records("results/check_numbers"))
        alarms = []
        for row in checks:
            if row["outcome"] == "fail":
                told = labels.readable(row[f"told_{self.lang}"])
                cited.gather(row, told)
                alarms.append(row | {"told": told} | cited.of(row))
        return self._part(
            "checks",
            counts=Counter(row["outcome"] for row in checks),
            alarms=alarms,
            corrections=self.words.records("tidy/corrections"),
            notes=self.words.records("tidy/budget_notes"),
        )

    def provenance(self) -> Html:
        """The files, their covers and checksums."""
        return self._part("provenance", budgets=self.budgets, published=self.published)

    def cite(self) -> Html:
        """How to cite the budget and these data, and what can be taken away."""
        return self._part(
            "cite",
            published=self.published,
            budgets={one.document: one for one in self.budgets},
            data=self.words.address(store.processed_folder(self.unit, self.year)),
            results=sources.results_to_cite(self.words),
        )

    def evidence(self) -> Html:
        """What the numbers shown so far open: pieces of the pages they were read from."""
        return self._show("evidence", **citations.evidence(self))


def _title(table: str, lang: str) -> str:
    """The table's title; in English the project's own words, with the Chinese behind them."""
    title = of_tables("budget")["tables"][table]["title_zh"]
    return title if lang == "zh" else f"{labels.say(f'budget.titles.{table}', lang)} ({title})"


def _shown(rows: list[dict]) -> dict:
    """The rows of one table, a line each, side by side, and the measures that are its columns."""
    measures = dict.fromkeys(row["measure"] for row in rows)
    columns = sorted(measures, key=lambda one: _FIRST.index(one) if one in _FIRST else len(_FIRST))
    lines: dict[tuple, dict] = {}
    for row in sorted(rows, key=lambda row: _SIDES.index(row["side"])):
        key = (row["row"], row["side"], row["code"], row["name_zh"], row["group_zh"])
        lines.setdefault(key, {"first": row, "cells": {}})["cells"][row["measure"]] = row
    return {
        "columns": columns,
        "lines": list(lines.values()),
        "coded": any(row["code"] for row in rows) and rows[0]["table"] != "three_public",
    }
