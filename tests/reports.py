"""Reports of whole documents, made without kernels: from the PDF to the HTML file."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import nbformat

from helpers import analysis, datapackage, leads, publish, store
from helpers.audit import TABLES, audit_accounts
from helpers.documents import open_document
from helpers.extract import as_printed
from helpers.interpret import as_tidy
from helpers.interpret.corrections import read_corrections
from helpers.scorecard import scorecard_rows

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "05_report.ipynb"
PRINTED = ("pages", "cells", "paragraphs", "lines")
RESULTS = ("figure_1", "figure_2", "figure_3", "figure_4", "budget_by_class", "budget_by_project")


def make_data(pdf: Path, unit: str, year: int) -> None:
    """Everything that the report reads, and the data package."""
    folder = store.raw_folder(unit, year)
    folder.mkdir(parents=True)
    shutil.copy(pdf, folder / "final_accounts.pdf")
    if (pdf.parent / "source.yml").exists():
        shutil.copy(pdf.parent / "source.yml", folder)
    printed = store.write_all(as_printed.read_printed(pdf), unit, year)
    tidy = as_tidy.read_tidy(
        *(printed[f"as_printed/{name}"] for name in PRINTED), year, read_corrections(unit, year)
    )
    store.write_all(tidy, unit, year)
    tables = {name: store.read(name, unit, year) for name in TABLES}
    audited = audit_accounts(tables)
    checks = store.write("results/checks", audited.checks, unit, year)
    compared = store.write("results/check_numbers", audited.numbers, unit, year)
    verified = store.write("results/verification", audited.verification, unit, year)
    results = {"checks": checks, "check_numbers": compared, "verification": verified}
    numbers = {"tidy/numbers": store.read("tidy/numbers", unit, year)}
    found = leads.find(tables | numbers | {f"results/{name}": t for name, t in results.items()})
    store.write("results/leads", found.leads, unit, year)
    store.write("results/lead_numbers", found.numbers, unit, year)
    source = open_document(unit, year).source
    store.write("results/scorecard", scorecard_rows(tables, checks, source), unit, year)
    document = analysis.read_tidy(unit, year)
    for name in RESULTS:
        store.write(f"results/{name}", getattr(analysis, name)(document), unit, year)
    datapackage.write_package(unit, year)


def make_report(unit: str, year: int, lang: str, folder: Path) -> Path:
    """The report's file, made of the sections that the notebook shows."""
    report = publish.Report(unit, year, lang)
    cells = []
    for section in sections():
        shown = {"text/html": getattr(report, section)()._repr_html_()}
        output = nbformat.v4.new_output("execute_result", shown)
        cells.append(nbformat.v4.new_code_cell("", outputs=[output]))
    executed = folder / f"executed.{lang}.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), executed)
    return publish.write_report(executed, unit, year, lang)


def sections() -> list[str]:
    """The sections in the order of the notebook."""
    code = [c.source for c in nbformat.read(NOTEBOOK, 4).cells if c.cell_type == "code"]
    called = re.findall(r"report\.(\w+)\(", "\n".join(code))
    return [section for section in called if section != "written"]
