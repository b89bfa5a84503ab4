"""The indicators of a self-evaluation form: one row per level-3 indicator (三级指标).

A number that cannot be told is null and noted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from helpers import amounts, wording
from helpers.interpret.printed import PrintedCell, PrintedTable, row_place

_VALUES = ("target", "actual", "score")


@dataclass
class Text:
    """The text of a merged cell, shared by the rows it covers and grown over a page break.

    `ids` are the printed numbers in it.
    """

    text: str = ""
    ids: tuple[str, ...] = ()

    def grow(self, cell: PrintedCell) -> None:
        self.text += amounts.unspaced(cell.text)
        self.ids += cell.ids


@dataclass
class Objective(Text):
    """An annual objective (年度目标): its number where printed, and its words."""

    no: int | None = None


@dataclass
class Indicator:
    """One indicator as printed; `cells` holds its cells by column, one of each page."""

    objective: Objective
    level1: Text | None
    level2: Text | None
    cells: dict[str, list[PrintedCell]] = field(default_factory=dict)

    def text(self, column: str) -> str:
        return "".join(amounts.unspaced(cell.text) for cell in self.cells.get(column, ()))

    @property
    def page(self) -> int:
        return max(cell.page for cell in self.cells["level3"])

    @property
    def valued(self) -> bool:
        return any(self.text(column) for column in _VALUES)


def heads_of(table: PrintedTable, number: int) -> dict[str, PrintedCell]:
    """The heads of the indicators' columns that begin in row `number`; empty where it has none."""
    words = wording.load("forms")["indicators"]
    cells = table.starting(number)
    level3 = next((c for c in cells if re.search(words["level3"], c.key)), None)
    if level3 is None:
        return {}
    for below in range(number + 1, min(number + level3.row_span, len(table.rows))):
        cells = cells + table.starting(below)
    heads = {
        column: cell
        for column, pattern in words.items()
        for cell in reversed(cells)
        if re.search(pattern, cell.key)
    }
    return heads if "score" in heads else {}


class IndicatorReader:
    """Walks down a form and collects its indicators under objectives and levels."""

    def __init__(self, table: PrintedTable):
        self.table = table
        self.heads: dict[str, PrintedCell] = {}
        self.objective = Objective()
        self.levels: dict[str, Text | None] = {}
        self.level_cells: dict[str, PrintedCell] = {}
        self.found: list[Indicator] = []
        self.page = 0

    def read(self) -> list[Indicator]:
        skip = objective_row = -1
        for number in range(len(self.table.rows)):
            heads, objective = heads_of(self.table, number), self._objective(number)
            if heads:
                self.heads = heads
                skip = number + heads["level3"].row_span - 1
            elif objective:
                self.objective, last = objective
                self.levels, self.level_cells, objective_row = {}, {}, last
                skip = last
            elif number > skip and not self._grows_objective(number, objective_row):
                self._add(number)
        return self.found

    def _objective(self, number: int) -> tuple[Objective, int] | None:
        """The objective that begins in the row, and the last row of its words."""
        words = wording.load("forms")
        for label in self.table.starting(number):
            match = re.search(words["objective"], label.key)
            right = label.col + label.col_span
            cell = self.table.rows[number][right] if right < self.table.width else None
            if not match or not cell:
                continue
            last = number
            if re.search(words["objective_head"], cell.key):
                last = number + cell.row_span
                inside = last < number + label.row_span
                cell = self.table.rows[last][right] if inside else None
            return cell and (
                Objective(amounts.unspaced(cell.text), cell.ids, _number(match["no"])),
                last + cell.row_span - 1,
            )
        return None

    def _grows_objective(self, number: int, objective_row: int) -> bool:
        """Whether the row carries on an objective's words on the next page; then they grow."""
        cells = self.table.starting(number)
        if (
            objective_row != number - 1
            or len(cells) != 2
            or cells[0].text
            or (self.table.page_of(number) == self.table.page_of(objective_row))
        ):
            return False
        self.objective.grow(cells[1])
        return True

    def _under(self, column: str, number: int) -> PrintedCell | None:
        """The cell of the row that stands under the column's head and under no other."""
        head = self.heads.get(column)
        cell = head and self.table.rows[number][head.col]
        inside = (
            cell and head.col <= cell.col and (cell.col + cell.col_span <= head.col + head.col_span)
        )
        return cell if inside else None

    def _add(self, number: int) -> None:
        cells = {
            column: cell
            for column in ("level3", "weight", *_VALUES)
            if (cell := self._under(column, number))
        }
        level3 = cells.get("level3")
        if not level3 or re.search(wording.load("forms")["total"], level3.key):
            return
        first_of_page = level3.page > self.page
        self.page = level3.page
        last = self.found[-1] if self.found else None
        indicator = Indicator(self.objective, None, None, {c: [cells[c]] for c in cells})
        if first_of_page and last and _cut_off(indicator, last):
            self._grow(last, cells, number)
            return
        starts = [column for column, cell in cells.items() if cell.row == number]
        if level3.row != number and "score" not in starts:
            if last and last.cells["level3"][-1] == level3:
                self._grow(last, {c: cells[c] for c in starts}, None)
            return
        if level3.key:
            indicator.level1 = self._level("level1", number, first_of_page)
            indicator.level2 = self._level("level2", number, first_of_page)
            self.found.append(indicator)

    def _grow(self, last: Indicator, cells: dict[str, PrintedCell], number: int | None) -> None:
        """Add the cells to `last`; of a row cut by a page break the levels grow as well."""
        for column, cell in cells.items():
            if cell.key:
                last.cells.setdefault(column, []).append(cell)
        for level in ("level1", "level2") if number is not None else ():
            cell = self._under(level, number)
            if cell and self.levels.get(level):
                self.levels[level].grow(cell)
                self.level_cells[level] = cell

    def _level(self, level: str, number: int, first_of_page: bool) -> Text | None:
        """The level's name for the row; a blank cell carries on the block above it."""
        cell, before = self._under(level, number), self.level_cells.get(level)
        if cell is None or cell == before:
            return self.levels.get(level) if cell else None
        self.level_cells[level] = cell
        known = self.levels.get(level)
        text = amounts.unspaced(cell.text)
        if not text:
            if before and before.key and self._text_follows(level, cell, before):
                self.levels[level] = None
            return self.levels.get(level)
        names = wording.load("forms")["level_names"]
        if first_of_page and known and known.text not in names and known.text + text in names:
            known.grow(cell)
            return known
        self.levels[level] = Text(text, cell.ids)
        if level == "level1":
            self.levels["level2"] = None
        return self.levels[level]

    def _text_follows(self, level: str, cell: PrintedCell, before: PrintedCell) -> bool:
        """A blank cell ends its page and the next page begins with text: whose, nobody can say."""
        below = cell.row + cell.row_span
        if before.page != cell.page or below >= len(self.table.rows):
            return False
        after = self._under(level, below)
        return bool(after and after.page > cell.page and after.key)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() else amounts.chinese_number(text or "")


def _cut_off(indicator: Indicator, last: Indicator) -> bool:
    """The first row of a page is the rest of the last row of the page before."""
    if indicator.page == last.page or (indicator.text("score") and last.text("score")):
        return False
    if weight_behind(indicator)[1] and weight_behind(last)[1]:
        return False
    if indicator.text("weight") and last.text("weight"):
        return False
    name = amounts.key(last.text("level3"))
    return not (indicator.valued and last.valued) or name.count("(") > name.count(")")


def weight_behind(indicator: Indicator) -> tuple[str, str | None]:
    """The indicator's name as printed without the weight behind it, and that weight."""
    return parted_weight(indicator.text("level3"))


def parted_weight(printed: str) -> tuple[str, str | None]:
    """A name as printed without the weight behind it, and that weight; null where none is."""
    match = re.search(wording.load("forms")["weight"], amounts.key(printed))
    if not match:
        return printed, None
    return printed[: match.start()], match.group(1) or match.group(2)


def has_indicators(table: PrintedTable) -> bool:
    """The table has a row of heads of scored indicators."""
    return any(heads_of(table, number) for number in range(len(table.rows)))


def score_columns(table: PrintedTable) -> tuple[set[int], set[int]]:
    """The columns of full marks and of scores below the form's heads of indicators."""
    heads = [heads_of(table, number) for number in range(len(table.rows))]
    full, scored = ({one[name].col for one in heads if name in one} for name in ("weight", "score"))
    return full, scored


def read_indicators(table: PrintedTable, form: str, note: Callable) -> list[dict]:
    """Rows of ``tidy/indicators`` of one form; `form` is its project, or whole_department.

    `note(kind, page, found, cells, **values)` is told of each weight or score that is not a number.
    """
    found = IndicatorReader(table).read()
    shared = Counter(
        cell
        for one in found
        for column in ("weight", "score")
        for cell in one.cells.get(column, ())
    )
    return [_record(one, form, shared, note) for one in found]


def _record(one: Indicator, form: str, shared: Counter, note: Callable) -> dict:
    name, weight = one.text("level3"), None
    if "weight" in one.cells:
        weight = _points(one, "weight", shared, note)
    else:
        name, printed = weight_behind(one)
        weight = amounts.Decimal(printed) if printed else None
    return {
        "form": form,
        "objective_no": one.objective.no,
        "objective_zh": one.objective.text or None,
        "level1_zh": parted_weight(one.level1.text)[0] if one.level1 else None,
        "level2_zh": parted_weight(one.level2.text)[0] if one.level2 else None,
        "level3_zh": name,
        "weight": weight,
        "target": one.text("target") or None,
        "actual": one.text("actual") or None,
        "score": _points(one, "score", shared, note),
        **_place(one),
        "numbers": _numbers(one, weight),
    }


def _numbers(one: Indicator, weight: amounts.Decimal | None) -> dict:
    """The printed numbers that the row of an indicator holds, by column."""
    held: dict = {
        column: [number for cell in one.cells.get(column, ()) for number in cell.ids]
        for column in ("level3_zh", "target", "actual")
    }
    held["level3_zh"] = [number for cell in one.cells["level3"] for number in cell.ids]
    held["score"] = tuple(number for cell in one.cells.get("score", ()) for number in cell.ids)
    for column, text in (
        ("objective_zh", one.objective),
        ("level1_zh", one.level1),
        ("level2_zh", one.level2),
    ):
        held[column] = list(text.ids) if text else []
    if "weight" in one.cells:
        held["weight"] = tuple(number for cell in one.cells["weight"] for number in cell.ids)
    elif weight is not None:
        behind = [
            number
            for cell in one.cells["level3"]
            for number, printed in cell.numbers
            if amounts.Decimal(printed) == weight
        ]
        held["weight"] = tuple(behind[-1:])
        held["level3_zh"] = [number for number in held["level3_zh"] if number not in behind[-1:]]
    return held


def _points(one: Indicator, column: str, shared: Counter, note: Callable) -> amounts.Decimal | None:
    """The number in the column; null where blank, unreadable, or of several indicators at once."""
    cells = [cell for cell in one.cells.get(column, ()) if cell.key]
    if not cells:
        return None
    head = wording.load("forms")["names"][column]
    if merged := [cell for cell in cells if shared[cell] > 1]:
        if merged[0].row == one.cells["level3"][0].row:
            note("form_merged", merged[0].page, merged[0].text, merged, field=head)
        return None
    text = "\n".join(cell.text for cell in cells).strip().removesuffix("分")
    try:
        printed = amounts.printed_number(text)
    except amounts.UnreadableAmount:
        note(
            "form_value", cells[0].page, cells[0].text, cells, field=f"{one.text('level3')}/{head}"
        )
        return None
    return amounts.Decimal(printed) if printed else None


def _place(one: Indicator) -> dict:
    """Page of the score, else of the name; the box of the row's cells on that page."""
    anchor = next((cell for cell in one.cells.get("score", ()) if cell.key), one.cells["level3"][0])
    return row_place(anchor, (cell for cells in one.cells.values() for cell in cells))
