"""Self-evaluation forms (绩效自评表) as tidy rows.

A form is known by its title; a field by the label printed beside or above its value. Labels
stand in `wording/forms.yml`. Values stay as printed; only amounts become decimals.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pandas as pd

from helpers import amounts, wording
from helpers.interpret import note
from helpers.interpret.forms.indicators import has_indicators, read_indicators, score_columns
from helpers.interpret.ledger import Stretch
from helpers.interpret.printed import PrintedCell, PrintedTable, printed_tables, row_place
from helpers.wording import NUMERALS


def read_execution(table: PrintedTable, words: dict, note: Callable) -> dict[str, tuple]:
    """Each value of the block with its cell, found below its column's head.

    An amount comes as (in 万元, cell, as printed); `note` is told of what is no number.
    """
    heads = {
        key: cell
        for key, label in words["execution"].items()
        for cell in reversed(table.cells)
        if re.search(label, cell.key)
    }
    if "outturn" not in heads:
        return {}
    unit = words["unit"]
    text = "".join(cell.key for cell in table.cells) + "".join(map(amounts.key, table.captions))
    match = re.search(unit, text)
    values: dict[str, tuple] = {}
    without_unit: list[PrintedCell] = []
    for key, head in heads.items():
        below = head.row + head.row_span
        if head.row != heads["outturn"].row or below >= len(table.rows):
            continue
        cell = table.rows[below][head.col]
        if cell is None or not cell.key:
            continue
        values |= _value(key, cell, match.group(1) if match else None, note, without_unit)
    if without_unit:
        first, count = without_unit[0], len(without_unit)
        note("form_unit", first.page, first.key, without_unit, count=count)
    return values


def _value(
    key: str, cell: PrintedCell, unit: str | None, note: Callable, without_unit: list[PrintedCell]
) -> dict[str, tuple]:
    """The value of `key` in `cell`; an amount that nothing gives a unit joins `without_unit`."""
    text = cell.key
    own = re.search(r"(万元|亿元|元)$", text)
    text = text.removesuffix(own.group()) if own else text.removesuffix("%")
    text = text.removesuffix("分")
    try:
        printed = amounts.printed_number(text)
    except amounts.UnreadableAmount:
        note("form_value", cell.page, cell.text, [cell], field=key)
        return {}
    if printed is None:
        return {}
    if key in ("execution_rate", "execution_score"):
        return {key: (printed if key == "execution_rate" else amounts.Decimal(printed), cell)}
    unit = own.group() if own else unit
    if unit is None:
        without_unit.append(cell)
        return {}
    return {key: (amounts.in_ten_thousands(printed, unit), cell, printed)}


def beside(table: PrintedTable, label: str) -> PrintedCell | None:
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
    words = wording.load("forms")
    return any(
        re.search(label, cell.key)
        for group in ("fields", "choices", "execution")
        for label in words[group].values()
    )


def text_of(cell: PrintedCell | None) -> str | None:
    """The text of `cell` without white space; null where there is none."""
    return (amounts.unspaced(cell.text) or None) if cell else None


def decimal_of(cell: PrintedCell | None) -> amounts.Decimal | None:
    """The number of points in `cell`; null where it holds anything else."""
    text = cell.key.removesuffix("分") if cell else ""
    return amounts.Decimal(text) if re.fullmatch(r"\d+(\.\d+)?", text) else None


def ticked(cell: PrintedCell | None) -> str | None:
    """The one option with a tick behind or before it; null where none or several are ticked."""
    if cell is None:
        return None
    ticks = wording.load("forms")["ticks"]
    options = re.findall(rf"\d[、.．]\s*([^\d{ticks}□]+)([{ticks}□])", cell.key)
    ticked = [name for name, mark in options if mark != "□"]
    return ticked[0] if len(ticked) == 1 else None


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
    results: dict[str, list[tuple[str, Stretch]]] = {}
    body = paragraphs[paragraphs["kind"] == "body"]
    for order, text in zip(body["order"].tolist(), body["text"].tolist(), strict=True):
        printed = amounts.unspaced(text)
        key = amounts.key(printed)
        summary = re.search(words["summary"], key)
        found = summary and re.compile(words["result"]).search(key, summary.end())
        if found:
            end = re.compile(words["result_end"]).search(key, found.end())
            said = Stretch(order, found.end(), end.start() if end else None)
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


_NEEDED = frozenset({"item_zh", "target_zh", "result_zh"})
_COLUMNS = ("no", "item_zh", "target_zh", "result_zh")


def read_work_items(cells: pd.DataFrame, paragraphs: pd.DataFrame) -> list[dict]:
    """Rows of ``tidy/work_items``, from ``as_printed/cells`` and ``as_printed/paragraphs``.

    The table is known by its heads, not by a title. The place is that of the item's row on the
    page where it begins.
    """
    return [row for table in printed_tables(cells, paragraphs) for row in _items(table)]


def _heads(table: PrintedTable, number: int) -> dict[str, int]:
    """The column of each head in row `number`; empty where it is no row of heads."""
    cells, heads = table.starting(number), {}
    for name, pattern in wording.load("forms")["work_items"].items():
        cell = next((cell for cell in cells if re.search(pattern, cell.key)), None)
        if cell:
            heads[name] = cell.col
        elif name in _NEEDED:
            return {}
    return heads


def _items(table: PrintedTable) -> list[dict]:
    heads: dict[str, int] = {}
    rows: list[dict] = []
    page = 0
    for number in range(len(table.rows)):
        found = _heads(table, number)
        if found or not heads:
            heads = found
            continue
        cells = {name: table.rows[number][col] for name, col in heads.items()}
        # A remark below the table is one cell over several columns: no item.
        if any(cell is None for cell in cells.values()) or len(set(cells.values())) < len(cells):
            continue
        begins = cells["result_zh"]
        if rows and begins.page > page > 0 and _goes_on(cells):
            for name, cell in cells.items():
                rows[-1][name] += amounts.unspaced(cell.text)
                rows[-1]["numbers"].setdefault(name, []).extend(cell.ids)
        elif any(cell.key for cell in cells.values()):
            rows.append(_row(cells))
        page = begins.page
    return [{name: value or None for name, value in row.items()} for row in rows]


def _goes_on(cells: dict[str, PrintedCell]) -> bool:
    """The first row of a page carries on the item before: its number is blank, or its name."""
    return not cells.get("no", cells["item_zh"]).key


def _row(cells: dict[str, PrintedCell]) -> dict:
    texts = {name: amounts.unspaced(cells[name].text) if name in cells else "" for name in _COLUMNS}
    return {
        **texts,
        **row_place(cells["result_zh"], cells.values()),
        "numbers": {name: list(cell.ids) for name, cell in cells.items()},
    }
