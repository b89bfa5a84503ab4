"""Self-evaluation forms (绩效自评表) as tidy rows.

A form is known by its title; a field by the label printed beside or above its value. Labels
stand in `vocabulary/forms.yml`. Values stay as printed; only amounts become decimals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pandas as pd

from helpers import amounts, vocabulary
from helpers.indicators import has_indicators, read_indicators
from helpers.notes import note
from helpers.printed import PrintedCell, PrintedTable, printed_tables


@dataclass
class Forms:
    """Rows of ``tidy/budget_vs_outturn``, ``projects`` and ``indicators``; what failed."""

    budget: list[dict] = field(default_factory=list)
    projects: list[dict] = field(default_factory=list)
    indicators: list[dict] = field(default_factory=list)
    notes: list[dict] = field(default_factory=list)

    def note(self, kind: str, page: int, found: str, **values) -> None:
        self.notes.append(note("forms", kind, page, found, **values))


def read_forms(cells: pd.DataFrame, paragraphs: pd.DataFrame) -> Forms:
    """What the document's self-evaluation forms say, from ``as_printed``."""
    words = vocabulary.load("forms")
    forms = Forms()
    for table in printed_tables(cells, paragraphs):
        titled = re.search(words["title"], amounts.key(table.title or ""))
        if titled or has_indicators(table):
            for part in _one_by_one(table, words):
                _read_form(part, words, forms)
    _add_results(forms.projects, paragraphs, words)
    return forms


def _one_by_one(table: PrintedTable, words: dict) -> list[PrintedTable]:
    """The forms of a table, one each: every line with a project's name begins another."""
    names = [cell for cell in table.cells if re.search(words["fields"]["name_zh"], cell.key)]
    starts = [cell.row for cell in names if cell.col == names[0].col]
    bounds = [0, *starts[1:], len(table.rows)]
    return [
        replace(table, rows=[
            [cell and cell._replace(row=cell.row - start) for cell in row]
            for row in table.rows[start:stop]
        ])
        for start, stop in pairwise(bounds)
    ]


def _add_results(projects: list[dict], paragraphs: pd.DataFrame, words: dict) -> None:
    """Give each project what the summary of its evaluation in the prose says was achieved."""
    results: dict[str, list[str]] = {}
    for text in paragraphs.loc[paragraphs["kind"] == "body", "text"]:
        printed = amounts.unspaced(text)
        key = amounts.key(printed)
        summary = re.search(words["summary"], key)
        found = summary and re.compile(words["result"]).search(key, summary.end())
        if found:
            end = re.compile(words["result_end"]).search(key, found.end())
            result = printed[found.end(): end.start() if end else None]
            results.setdefault(_project_named(summary["name"]), []).append(result.strip("。；，"))
    for project in projects:
        said = results.get(_project_named(amounts.key(project["name_zh"] or "")), [])
        project["result_zh"] = said[0] if len(said) == 1 else None


def _project_named(key: str) -> str:
    """A project's name for comparing: without number, quotation marks and the word 项目."""
    key = re.sub(r"^(\(?[\d一二三四五六七八九十]+[.、)])+", "", key)
    return key.strip("\"'").removesuffix("项目").strip("\"'")


def _read_form(table: PrintedTable, words: dict, forms: Forms) -> None:
    name = _beside(table, words["fields"]["name_zh"])
    form = _text(name) or _whole(name, table, words)
    if form:
        forms.indicators += read_indicators(table, form, forms.note)
    values = _execution(table, words, forms)
    row = {
        "scope": "project" if name else "whole_department",
        "name_zh": _text(name or _beside(table, words["fields"]["department_name"])),
        "source": "self_evaluation_form",
    }
    if not values.get("adjusted_budget") and not values.get("outturn"):
        forms.note("form_without_amounts", table.first_page, table.title or form or "")
        return
    place = (values.get("outturn") or values["adjusted_budget"])[1].place
    money = {key: values[key][0] for key in ("adjusted_budget", "outturn") if key in values}
    rate = values.get("execution_rate", (None,))[0]
    printed = {f"{key}_printed": values[key][2] for key in money}
    forms.budget.append({**row, **money, **printed, **place, "execution_rate_printed": rate,
                         "execution_rate_base": "adjusted" if rate else None})
    if name:
        forms.projects.append(_project(table, words, name, money, rate, values, forms))


def _whole(name: PrintedCell | None, table: PrintedTable, words: dict) -> str | None:
    """``whole_department`` for a form that has no place for a project's name."""
    of_project = re.search(words["project_title"], amounts.key(table.title or ""))
    return None if name or of_project else "whole_department"


def _project(table, words, name, money, rate, values, forms: Forms) -> dict:
    texts = {key: _text(_beside(table, label)) for key, label in words["fields"].items()
             if key not in ("name_zh", "department_name", "total_score")}
    texts |= {key: _ticked(_beside(table, label)) for key, label in words["choices"].items()}
    total = _beside(table, words["fields"]["total_score"])
    return {
        "project_no": len(forms.projects) + 1, "name_zh": _text(name), **texts, **money,
        "execution_rate_printed": rate,
        "execution_score": values.get("execution_score", (None,))[0],
        "total_score": _decimal(total), "first_page": table.first_page,
        "last_page": table.last_page,
    }


def _beside(table: PrintedTable, label: str) -> PrintedCell | None:
    """The cell right of the first cell whose text matches `label`."""
    for cell in table.cells:
        if re.search(label, cell.key):
            row = table.rows[cell.row]
            right = cell.col + cell.col_span
            if right < len(row) and not (row[right] and _is_label(row[right])):
                return row[right]
    return None


def _is_label(cell: PrintedCell) -> bool:
    """The cell is a label or a head itself, so not the value of the label beside it."""
    words = vocabulary.load("forms")
    return any(re.search(label, cell.key) for group in ("fields", "choices", "execution")
               for label in words[group].values())


def _execution(table: PrintedTable, words: dict, forms: Forms) -> dict[str, tuple]:
    """The execution block: each value with its cell, found below its column's head."""
    heads = {
        key: cell for key, label in words["execution"].items()
        for cell in reversed(table.cells) if re.search(label, cell.key)
    }
    if "outturn" not in heads:
        return {}
    unit = words["unit"]
    text = "".join(cell.key for cell in table.cells) + "".join(map(amounts.key, table.captions))
    match = re.search(unit, text)
    values: dict[str, tuple] = {}
    for key, head in heads.items():
        below = head.row + head.row_span
        if head.row != heads["outturn"].row or below >= len(table.rows):
            continue
        cell = table.rows[below][head.col]
        if cell is None or not cell.key:
            continue
        values |= _value(key, cell, match.group(1) if match else None, forms)
    return values


def _value(key: str, cell: PrintedCell, unit: str | None, forms: Forms) -> dict[str, tuple]:
    text = cell.key
    own = re.search(r"(万元|亿元|元)$", text)
    text = text.removesuffix(own.group()) if own else text.removesuffix("%")
    text = text.removesuffix("分")
    try:
        printed = amounts.printed_number(text)
    except amounts.UnreadableAmount:
        forms.note("form_value", cell.page, cell.text, field=key)
        return {}
    if printed is None:
        return {}
    if key in ("execution_rate", "execution_score"):
        return {key: (printed if key == "execution_rate" else amounts.Decimal(printed), cell)}
    unit = own.group() if own else unit
    if unit is None:
        forms.note("form_unit", cell.page, printed)
        return {}
    return {key: (amounts.in_ten_thousands(printed, unit), cell, printed)}


def _text(cell: PrintedCell | None) -> str | None:
    return (amounts.unspaced(cell.text) or None) if cell else None


def _decimal(cell: PrintedCell | None):
    text = cell.key.removesuffix("分") if cell else ""
    return amounts.Decimal(text) if re.fullmatch(r"\d+(\.\d+)?", text) else None


def _ticked(cell: PrintedCell | None) -> str | None:
    """The one option with a tick behind or before it; null where none or several are ticked."""
    if cell is None:
        return None
    ticks = vocabulary.load("forms")["ticks"]
    options = re.findall(rf"\d[、.．]\s*([^\d{ticks}□]+)([{ticks}□])", cell.key)
    ticked = [name for name, mark in options if mark != "□"]
    return ticked[0] if len(ticked) == 1 else None
