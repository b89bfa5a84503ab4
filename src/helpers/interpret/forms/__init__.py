"""Self-evaluation forms (绩效自评表) as tidy rows.

A form is known by its title; a field by the label printed beside or above its value. Labels
stand in `wording/forms.yml`. Values stay as printed; only amounts become decimals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pandas as pd

from helpers import amounts, wording
from helpers.interpret.forms.execution import beside, decimal_of, read_execution, text_of, ticked
from helpers.interpret.forms.indicators import has_indicators, read_indicators, score_columns
from helpers.interpret.ledger import Words
from helpers.interpret.notes import note
from helpers.printed import PrintedCell, PrintedTable, printed_tables
from helpers.wording.scan import NUMERALS


@dataclass
class Forms:
    """Rows of ``tidy/budget_vs_outturn``, ``projects`` and ``indicators``; what failed."""

    budget: list[dict] = field(default_factory=list)
    projects: list[dict] = field(default_factory=list)
    indicators: list[dict] = field(default_factory=list)
    notes: list[dict] = field(default_factory=list)
    #: (kind of the note, ids of the printed numbers that it leaves out).
    left_out: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def note(
        self, kind: str, page: int, found: str, cells: Iterable[PrintedCell] = (), **values
    ) -> None:
        """Say what was not read; the numbers of `cells` are left out for it."""
        self.notes.append(note("forms", kind, page, found, **values))
        self.left_out += [(kind, cell.ids) for cell in cells]


def read_forms(cells: pd.DataFrame, paragraphs: pd.DataFrame) -> Forms:
    """What the document's self-evaluation forms say, from ``as_printed``."""
    words = wording.load("forms")
    forms = Forms()
    before = None
    for table in printed_tables(cells, paragraphs):
        if is_form(table):
            for part in _one_by_one(table, words):
                _read_form(part, words, forms)
            before = table
        elif before and table.title is None and table.first_page == before.last_page + 1:
            forms.note(
                "form_piece", table.first_page, table.cells[0].text, table.cells, first=before.title
            )
    _add_results(forms.projects, paragraphs, words)
    return forms


def is_form(table: PrintedTable) -> bool:
    """`table` is a self-evaluation form: its title or its columns say so."""
    titled = re.search(wording.load("forms")["title"], amounts.key(table.title or ""))
    return bool(titled) or has_indicators(table)


def _one_by_one(table: PrintedTable, words: dict) -> list[PrintedTable]:
    """The forms of a table, one each: every line with a project's name begins another."""
    names = [cell for cell in table.cells if re.search(words["fields"]["name_zh"], cell.key)]
    starts = [cell.row for cell in names if cell.col == names[0].col]
    bounds = [0, *starts[1:], len(table.rows)]
    return [
        replace(
            table,
            rows=[
                [cell and cell._replace(row=cell.row - start) for cell in row]
                for row in table.rows[start:stop]
            ],
        )
        for start, stop in pairwise(bounds)
    ]


def _add_results(projects: list[dict], paragraphs: pd.DataFrame, words: dict) -> None:
    """Give each project what the summary of its evaluation in the prose says was achieved."""
    results: dict[str, list[tuple[str, Words]]] = {}
    body = paragraphs[paragraphs["kind"] == "body"]
    for order, text in zip(body["order"].tolist(), body["text"].tolist(), strict=True):
        printed = amounts.unspaced(text)
        key = amounts.key(printed)
        summary = re.search(words["summary"], key)
        found = summary and re.compile(words["result"]).search(key, summary.end())
        if found:
            end = re.compile(words["result_end"]).search(key, found.end())
            said = Words(order, found.end(), end.start() if end else None)
            result = printed[said.start : said.stop].strip("。；，")
            results.setdefault(_project_named(summary["name"]), []).append((result, said))
    for project in projects:
        told = results.get(_project_named(amounts.key(project["name_zh"] or "")), [])
        project["result_zh"] = told[0][0] if len(told) == 1 else None
        if len(told) == 1:
            project["numbers"]["result_zh"] = [told[0][1]]


def _project_named(key: str) -> str:
    """A project's name for comparing: without number, quotation marks and the word 项目."""
    key = re.sub(rf"^(\(?[\d{NUMERALS}]+[.、)])+", "", key)
    return key.strip("\"'").removesuffix("项目").strip("\"'")


def _read_form(table: PrintedTable, words: dict, forms: Forms) -> None:
    if _is_list(table, words):
        forms.note("project_list", table.first_page, table.title or "", table.cells)
        return
    name = beside(table, words["fields"]["name_zh"])
    form = text_of(name) or _whole(name, table, words)
    if form:
        forms.indicators += read_indicators(table, form, forms.note)
    values = read_execution(table, words, forms.note)
    row = {
        "scope": "project" if name else "whole_department",
        "name_zh": text_of(name or beside(table, words["fields"]["department_name"])),
        "source": "self_evaluation_form",
    }
    if form is None and values:
        forms.note("form_unnamed", table.first_page, table.title or "", table.cells)
        return
    if not values.get("adjusted_budget") and not values.get("outturn"):
        forms.note("form_without_amounts", table.first_page, table.title or form or "")
        return
    place = (values.get("outturn") or values["adjusted_budget"])[1].place
    money = {key: values[key][0] for key in ("adjusted_budget", "outturn") if key in values}
    rate = values.get("execution_rate", (None,))[0]
    printed = {f"{key}_printed": values[key][2] for key in money}
    numbers = {key: cell.ids for key, (_, cell, *_) in values.items()}
    scores, held = ({}, numbers) if name else _scores(table, words, values)
    forms.budget.append(
        {
            **row,
            **money,
            **printed,
            **place,
            **scores,
            "execution_rate_printed": rate,
            "execution_rate_base": "adjusted" if rate else None,
            "numbers": numbers | held,
        }
    )
    if name:
        forms.projects.append(_project(table, words, name, money, rate, values, forms))


def _is_list(table: PrintedTable, words: dict) -> bool:
    """One row of heads names projects and their outturns: a list of projects, not a form."""
    return any(
        any(re.search(words["fields"]["name_zh"], cell.key) for cell in row)
        and any(re.search(words["execution"]["outturn"], cell.key) for cell in row)
        for row in map(table.starting, range(min(3, len(table.rows))))
    )


def _scores(table: PrintedTable, words: dict, values: dict) -> tuple[dict, dict]:
    """The points of the execution and the total score of a form, and their printed numbers."""
    total = _total_score(table, words)
    return (
        {
            "execution_score": values.get("execution_score", (None,))[0],
            "total_score": decimal_of(total),
        },
        {"total_score": total.ids} if total else {},
    )


def _whole(name: PrintedCell | None, table: PrintedTable, words: dict) -> str | None:
    """``whole_department`` for a form that has no place for a project's name."""
    of_project = re.search(words["project_title"], amounts.key(table.title or ""))
    return None if name or of_project else "whole_department"


def _project(table, words, name, money, rate, values, forms: Forms) -> dict:
    fields = {
        key: beside(table, label)
        for key, label in words["fields"].items()
        if key not in ("name_zh", "department_name", "total_score")
    }
    texts = {key: text_of(cell) for key, cell in fields.items()}
    texts |= {key: ticked(beside(table, label)) for key, label in words["choices"].items()}
    scores, held = _scores(table, words, values)
    numbers = {key: list(cell.ids) for key, cell in fields.items() if cell}
    numbers |= {key: cell.ids for key, (_, cell, *_) in values.items()} | held
    return {
        "project_no": len(forms.projects) + 1,
        "name_zh": text_of(name),
        **texts,
        **money,
        "execution_rate_printed": rate,
        **scores,
        "first_page": table.first_page,
        "last_page": table.last_page,
        "numbers": {**numbers, "name_zh": list(name.ids)},
    }


def _total_score(table: PrintedTable, words: dict) -> PrintedCell | None:
    """The cell with the number in the row of the total under the heads of scores.

    The row prints the full mark (100) as well: where no head tells them apart, two numbers are
    none.
    """
    label = next(
        (cell for cell in table.cells if re.search(words["fields"]["total_score"], cell.key)), None
    )
    if label is None:
        return None
    row = [cell for cell in table.starting(label.row) if cell.col > label.col]
    found = [cell for cell in row if decimal_of(cell) is not None]
    full, scored = score_columns(table)
    under = [cell for cell in found if cell.col in scored]
    if under:
        return under[0]
    return found[0] if len(found) == 1 and found[0].col not in full else None
