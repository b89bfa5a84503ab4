"""The report of a budget that lies there without accounts: approved, and not executed yet."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from helpers import store
from helpers.documents.budgets import FILES, Budget, open_budgets
from helpers.extract.grids.captions import of_tables
from helpers.plots.style import money
from helpers.publish.markup import Html, Words, rendered
from helpers.wording.labels import LANGUAGES

_FIRST = ("prior_outturn", "budget", "total")  # columns of a table in this order, then the others


class BudgetReport:
    """The sections of one budget's report; every method returns HTML to be shown.

    Reads ``tidy/budget*`` and ``results/checks``; ValueError names the languages there are.
    """

    def __init__(self, unit: str, year: int, lang: str = "zh"):
        if lang not in LANGUAGES:
            raise ValueError(f"REPORT_LANG is one of {', '.join(LANGUAGES)}; found {lang!r}")
        self.unit, self.year, self.lang = unit, year, lang
        self.words = Words(unit, year, lang)

    @cached_property
    def budgets(self) -> list[Budget]:
        return open_budgets(self.unit, self.year)

    def _show(self, part: str, **context) -> Html:
        return rendered("budget", self.words, part=part, link=self._link, money=money, **context)

    def _link(self, document: str, page: int) -> str:
        shown = (
            row
            for row in self.words.records("as_printed/pieces")
            if (row["document"], row["page"]) == (document, page)
        )
        piece = next(shown, None)
        file, inner = (piece["file"], piece["file_page"]) if piece else (FILES[document], page)
        target = store.raw_folder(self.unit, self.year) / str(file)
        inside = f"#page={inner}" if inner else ""
        return f"{self.words.address(target)}{inside}"

    def title(self) -> Html:
        """Department, year, phase and scope, and that nothing of it has been executed yet."""
        documents = self.words.records("tidy/documents")
        sources = (budget.source.get(f"publisher_{self.lang}") for budget in self.budgets)
        names = (budget.source.get("publisher_zh") for budget in self.budgets)
        return self._show(
            "title",
            department=next(filter(None, (*sources, *names)), self.unit),
            year=self.year,
            documents=documents,
        )

    def tables(self) -> Html:
        """The tables of the budget with every printed amount."""
        rows = self.words.records("tidy/budget")
        titles = of_tables("budget")["tables"]
        tables = [
            one
            | {"title": titles[one["table"]]["title_zh"]}
            | _shown([row for row in rows if row["table"] == one["table"]])
            for one in self.words.records("tidy/budget_tables")
        ]
        return self._show("tables", tables=tables)

    def statements(self) -> Html:
        """What the prose says of each thing, and what it compares it with."""
        return self._show("statements", rows=self.words.records("tidy/budget_statements"))

    def checks(self) -> Html:
        """What does not add up in the budget, and what was not read of it."""
        checks = self.words.records("results/checks")
        return self._show(
            "checks",
            counts=Counter(row["outcome"] for row in checks),
            alarms=[row for row in checks if row["outcome"] == "fail"],
            notes=self.words.records("tidy/budget_notes"),
        )

    def provenance(self) -> Html:
        """The files, their covers and checksums."""
        return self._show("provenance", budgets=self.budgets)


def _shown(rows: list[dict]) -> dict:
    """The rows of one table, a line each, and the measures that are its columns."""
    measures = dict.fromkeys(row["measure"] for row in rows)
    columns = sorted(measures, key=lambda one: _FIRST.index(one) if one in _FIRST else len(_FIRST))
    lines: dict[tuple, dict] = {}
    for row in rows:
        key = (row["row"], row["side"], row["code"], row["name_zh"], row["group_zh"])
        lines.setdefault(key, {"first": row, "cells": {}})["cells"][row["measure"]] = row
    return {"columns": columns, "lines": list(lines.values())}
