"""The report of one document, section by section, each shown where it is called."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import pandas as pd

from helpers import analysis, plots, store
from helpers.documents import Document, open_document
from helpers.documents.budgets import FILES, open_budgets
from helpers.publish import (
    approved,
    citations,
    findings,
    glance,
    leads,
    other_numbers,
    pictures,
    sources,
    spending,
)
from helpers.publish.markup import Html, Words, rendered
from helpers.store import report_path
from helpers.wording.labels import LANGUAGES

#: The results that follow from the tidy tables alone.
_OF_THE_TIDY = (*(f"figure_{n}" for n in (1, 2, 3, 4)), "budget_by_class", "budget_by_project")


class Report:
    """The words, figures and tables of one report; every method returns HTML to be shown.

    Reads tidy/ and results/ of the document; FileNotFoundError says what to run where a table
    is missing, ValueError names the languages there are.
    """

    def __init__(self, unit: str, year: int, lang: str = "zh", top_n: int = plots.TOP_N):
        if lang not in LANGUAGES:
            raise ValueError(f"REPORT_LANG is one of {', '.join(LANGUAGES)}; found {lang!r}")
        self.unit, self.year, self.lang, self.top_n = unit, year, lang, top_n
        self.words = Words(unit, year, lang)
        self.writes = True  # figures/; not where they are only drawn ahead
        self.figures_written: list[Path] = []
        self._results: dict[str, pd.DataFrame] = {}
        self._bytes: dict[str, int] = {}  # of each section shown

    @cached_property
    def document(self) -> Document:
        return open_document(self.unit, self.year)

    @cached_property
    def tidy(self) -> analysis.Tidy:
        return analysis.read_tidy(self.unit, self.year)

    def result(self, name: str) -> pd.DataFrame:
        """Table ``results/<name>`` of this document, read once."""
        if name not in self._results:
            self._results[name] = store.read(f"results/{name}", self.unit, self.year)
        return self._results[name]

    @cached_property
    def notes(self) -> list[dict]:
        """What could not be read; empty where no stage has written notes."""
        return self.words.records("tidy/reading_notes")

    @cached_property
    def corrections(self) -> list[dict]:
        """What was misread and a person has put right; empty where no stage has written any."""
        return self.words.records("tidy/corrections")

    @cached_property
    def read_by_ocr(self) -> dict:
        """Pages that OCR read, and how many of their amounts sums corrected."""
        pages = self.words.records("as_printed/pages")
        return {
            "pages": [page["page"] for page in pages if page["reader"] == "ocr"],
            "corrected": int(self.tidy.statutory["read_first"].notna().sum()),
        }

    @cached_property
    def paragraphs(self) -> list[dict]:
        """The paragraphs as printed; empty where no stage has written them."""
        return self.words.records("as_printed/paragraphs")

    @cached_property
    def numbers(self) -> list[dict]:
        """The ledger: every number that the document prints, and what became of it."""
        rows = self.words.records("tidy/numbers")
        return [row for row in rows if row["document"] == "final_accounts"]

    @cached_property
    def web_address(self) -> str | None:
        """Where the publisher has the PDF, if source.yml says so."""
        return sources.web_address(self.document.source.get("url"))

    @cached_property
    def published(self) -> dict[str, citations.Published]:
        """The PDFs that numbers are read from, as citations name them: the accounts first."""
        accounts = sources.accounts_published(self)
        beside = [row["document"] for row in self.words.records("tidy/documents")]
        budgets = open_budgets(self.unit, self.year) if {*beside} & {*FILES} else []
        return {citations.ACCOUNTS: accounts} | sources.budgets_published(
            self.words, budgets, accounts.publisher
        )

    @property
    def bytes_shown(self) -> int:
        """What the sections shown so far take."""
        return sum(self._bytes.values())

    def _show(self, section: str, **context) -> Html:
        html = rendered(section, self.words, **context)
        self._bytes[section] = len(html.markup.encode())
        return html

    def title(self) -> Html:
        """Department, year, and the table of contents: the report's head."""
        return self._show("title", **sources.title(self))

    def glance(self) -> Html:
        """The first screen: in, out, on what, against the plan, what changed, what is off."""
        return self._show("glance", **glance.section(self))

    def leads(self) -> Html:
        """What to ask: every lead in its order, the innocent cause beside each."""
        return self._show("leads", **leads.section(self))

    def figures(self) -> Html:
        """Figures 1 to 4 as the document has them, with their numbers and pages."""
        drawn = [pictures.figure(self, number) for number in (1, 2, 3, 4)]
        return self._show("figures", figures=drawn)

    def figure(self, number: int) -> Html:
        """One of figures 1 to 4 alone."""
        return self._show("figure", drawn=pictures.figure(self, number))

    def classes(self) -> Html:
        """Budget against outturn by functional class."""
        return self._show("classes", **spending.classes(self))

    def approved(self) -> Html:
        """The published budget beside the accounts; nothing where no budget lies there."""
        return self._show("approved", **approved.section(self))

    def projects(self) -> Html:
        """Budget against outturn by project."""
        return self._show("projects", **spending.projects(self))

    def three_public(self) -> Html:
        """Overseas travel, official vehicles, official receptions."""
        return self._show("three_public", **spending.three_public(self))

    def other_figures(self) -> Html:
        """Staff, running costs, procurement, vehicles: what else the prose states."""
        return self._show("other_figures", **other_numbers.other_figures(self))

    def performance(self) -> Html:
        """Self-evaluation: targets, results, points, and where these do not agree."""
        return self._show("performance", **other_numbers.performance(self))

    def checks(self) -> Html:
        """What does not add up, what cannot be told, what was not read."""
        return self._show("checks", **findings.checks(self))

    def scorecard(self) -> Html:
        """What laws and rules ask to be shown, and whether the document does."""
        return self._show("scorecard", **findings.scorecard(self))

    def tables(self) -> Html:
        """The nine statutory tables with every printed amount."""
        return self._show("tables", **findings.tables(self))

    def provenance(self) -> Html:
        """The file, its publisher, its checksum, the edition."""
        return self._show("provenance", **sources.provenance(self))

    def method(self) -> Html:
        """How it was done and what it cannot say."""
        return self._show("method")

    def cite(self) -> Html:
        """How to cite the publication and these data, and what can be taken away."""
        return self._show("cite", **sources.cite(self))

    def glossary(self) -> Html:
        """The words of the report in both languages."""
        return self._show("glossary", **sources.glossary(self))

    def evidence(self) -> Html:
        """What the numbers shown so far open: pieces of the pages they were read from."""
        return self._show("evidence", **citations.evidence(self))

    def draw_ahead(self, sections: Sequence[str]) -> None:
        """Draws the figures of these sections, for another process to find them kept.

        Writes no file of the report: this goes on while other stages are put in place. What
        04_analyse will write is worked out here, from the tidy tables that it starts from.
        """
        self.writes = False
        for name in _OF_THE_TIDY:
            self._results[name] = getattr(analysis, name)(self.tidy)
        for section in sections:
            getattr(self, section)()

    def written(self) -> None:
        """Says what the cells above have left, what does not reconcile, and what comes next."""
        counts = analysis.check_counts(self.result("checks"))
        print(f"pictures: {', '.join(sorted(path.name for path in self.figures_written))}")
        print(
            f"checks: {counts['made']} made, {counts['fail']} do not hold, "
            f"{counts['cannot_tell']} cannot be told; {len(self.notes)} things not read"
        )
        print(f"`make report` writes this as {report_path(self.unit, self.year, self.lang).name}")
