"""The indicators of a self-evaluation form: one row per level-3 indicator (三级指标).

A number that cannot be told is null and noted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from helpers import amounts, wording
from helpers.interpret.forms.indicator_rows import (
    Indicator,
    IndicatorReader,
    heads_of,
    parted_weight,
    weight_behind,
)
from helpers.printed import PrintedTable, row_place


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
