"""One document from PDF to checked tables: what `make data` does by way of notebooks, as one
function, for runs over many documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import analysis, datapackage, leads, sandbox, store
from helpers.audit import BUDGET_TABLES, TABLES, audit_accounts, audit_budget
from helpers.audit.second_reader import second_reader_of
from helpers.documents import (
    Document,
    NothingRead,
    document_path,
    is_budget_alone,
    limits,
    open_document,
    pieces,
)
from helpers.documents.budgets import open_budgets
from helpers.documents.source import in_project
from helpers.extract import as_printed
from helpers.interpret import as_tidy, budget, places
from helpers.interpret.corrections import read_all_corrections
from helpers.join import budget_join, composition
from helpers.pipeline.runs import locked, staging
from helpers.scorecard import scorecard_rows

Tables = dict[str, pd.DataFrame]


def make_data(unit: str, year: int) -> dict[str, Any]:
    """Writes everything that `make data` writes of the document, whole or not at all.

    What came out, in numbers: `pages`, `alarms`, `leads`, `amounts`, `verified`. Of a budget
    without accounts beside it there are the budget's tables alone. Raises InputError.
    """
    with locked(unit, year), staging():
        found = _budget_alone(unit, year) if is_budget_alone(unit, year) else _accounts(unit, year)
        store.move_staged(unit, year)
    return found


def make_data_apart(root: str, unit: str, year: int) -> dict[str, Any]:
    """What `make_data` gives below the folder `root`, in a process that holds nothing else.

    A reader that breaks down takes this process with it: no more are made for it.
    """
    with store.at(store.Place(Path(root))), sandbox.apart_already():
        return make_data(unit, year)


def _accounts(unit: str, year: int) -> dict[str, Any]:
    document = open_document(unit, year)
    tables = _extracted(unit, year, document)
    tables |= _cleaned(unit, year, tables)
    tables |= _audited(unit, year, tables, document)
    tables |= _analysed(unit, year, tables["results/budget_join"])
    datapackage.write_package(unit, year, tables)
    checks, proven = tables["results/checks"], tables["results/verification"]["status"]
    return {
        "pages": document.page_count,
        "alarms": int((checks["outcome"] == "fail").sum()),
        "leads": len(tables["results/leads"]),
        "amounts": len(proven),
        "verified": int((proven == "verified").sum()),
    }


def _extracted(unit: str, year: int, document: Document) -> Tables:
    """Notebook 01: the tables of ``as_printed``."""
    printed = as_printed.read_safely(document.whole, store.kept("ocr", unit, year))
    limits.check_seen(printed, year, in_project(document.path))
    own = [("final_accounts", document.whole)]
    return store.write_all(printed, unit, year) | _extracted_budget(unit, year, own)


def _extracted_budget(unit: str, year: int, own: Sequence[tuple[str, Path]] = ()) -> Tables:
    beside = [(one.document, one.whole) for one in open_budgets(unit, year)]
    printed = as_printed.read_budget(beside, store.kept("ocr", unit, year))
    printed["as_printed/pieces"] = pieces.rows([*own, *beside])
    return store.write_all(printed, unit, year)


def _cleaned(unit: str, year: int, tables: Tables) -> Tables:
    """Notebook 02: the tables of ``tidy``."""
    pages, cells, paragraphs, lines = (
        tables[f"as_printed/{name}"] for name in ("pages", "cells", "paragraphs", "lines")
    )
    corrections = read_all_corrections(unit, year)
    rows = as_tidy.read_tidy(pages, cells, paragraphs, lines, year, corrections["final_accounts"])
    limits.check_read(rows, pages.to_dict("records"), in_project(document_path(unit, year)))
    beside = {name: tables[name] for name in budget.PRINTED}
    rows = budget.add_budget(rows, beside, year, lines, len(pages), corrections)
    rows["tidy/places"] = places.number_places(rows["tidy/numbers"], tables["as_printed/pieces"])
    return store.write_all(rows, unit, year)


def _audited(unit: str, year: int, tables: Tables, document: Any) -> Tables:
    """Notebook 03: checks, what they prove, what is worth asking."""
    read = {name: tables[name] for name in TABLES}
    audited = audit_accounts(read, second_reader_of(document.whole))
    beside = read | {name: tables[name] for name in BUDGET_TABLES}
    joined = budget_join(beside)
    more, their_numbers = audit_budget(beside, joined)
    written = {
        "results/checks": audited.checks + more,
        "results/check_numbers": audited.numbers + their_numbers,
        "results/budget_join": joined,
        "results/verification": audited.verification,
    }
    found = {name: store.write(name, rows, unit, year) for name, rows in written.items()}
    asked = leads.find(read | {"tidy/numbers": tables["tidy/numbers"]} | found)
    found["results/leads"] = store.write("results/leads", asked.leads, unit, year)
    found["results/lead_numbers"] = store.write("results/lead_numbers", asked.numbers, unit, year)
    card = scorecard_rows(read, found["results/checks"], document.source)
    found["results/scorecard"] = store.write("results/scorecard", card, unit, year)
    return found


def _analysed(unit: str, year: int, joined: pd.DataFrame) -> Tables:
    """Notebook 04: what the figures show."""
    tidy = analysis.read_tidy(unit, year)
    names = ("figure_1", "figure_2", "figure_3", "figure_4", "budget_by_class", "budget_by_project")
    found = {
        f"results/{name}": store.write(f"results/{name}", getattr(analysis, name)(tidy), unit, year)
        for name in names
    }
    composed = composition.composition_rows(
        analysis.records(joined),
        analysis.records(found["results/budget_by_class"]),
        tidy.rows["budget_vs_outturn"],
    )
    return found | {
        "results/budget_composition": store.write(
            "results/budget_composition", composed, unit, year
        )
    }


def _budget_alone(unit: str, year: int) -> dict[str, Any]:
    """The notebook of budgets, without its page."""
    printed = _extracted_budget(unit, year)
    corrections = read_all_corrections(unit, year)
    rows = budget.add_budget({}, printed, year, corrections=corrections)
    rows["tidy/places"] = places.number_places(rows["tidy/numbers"], printed["as_printed/pieces"])
    if not any(rows[name] for name in ("tidy/budget", "tidy/budget_statements")):
        folder = in_project(store.raw_folder(unit, year))
        raise NothingRead(
            f"{folder}: nothing was read of the budget, no table and no statement. Look whether "
            "this is the right file, and whether it was published as text."
        )
    tidy = store.write_all(rows, unit, year)
    checks, numbers = audit_budget(tidy)
    found = {
        "results/checks": store.write("results/checks", checks, unit, year),
        "results/check_numbers": store.write("results/check_numbers", numbers, unit, year),
    }
    asked = leads.find(tidy | found)
    store.write("results/leads", asked.leads, unit, year)
    store.write("results/lead_numbers", asked.numbers, unit, year)
    datapackage.write_package(unit, year)
    alarms = sum(one["outcome"] == "fail" for one in checks)
    pages = sum(one["pages"] for one in rows["tidy/documents"])
    return {
        "pages": pages,
        "alarms": alarms,
        "leads": len(asked.leads),
        "amounts": 0,
        "verified": 0,
    }
