"""The units whose accounts the document adds up: from a table, a list, or a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from helpers import amounts, wording
from helpers.interpret.profile.items import bare, marker, named, split
from helpers.printed import PrintedTable


def units_of_table(table: PrintedTable) -> Iterator[dict]:
    """The units that a table of nothing but units (序号, 单位名称, 备注) lists."""
    words = wording.load("profile")["unit_table"]
    heads = [cell for cell in table.starting(0) if cell.key]
    names = [cell for cell in heads if re.search(words["name"], cell.key)]
    others = [cell for cell in heads if cell not in names]
    if (
        len(names) != 1
        or not others
        or not all(re.search(words["others"], cell.key) for cell in others)
    ):
        return
    for number in range(names[0].row_span, len(table.rows)):
        cell = table.rows[number][names[0].col]
        begins = cell and (cell.row, cell.col) == (number, names[0].col)
        has_name = begins and re.search(r"[^\W\d_]", cell.key)
        if has_name and not re.search(words["name"] + "|^合计$", cell.key):
            yield {
                "kind": "unit",
                "name_zh": amounts.unspaced(cell.text),
                **cell.place,
                "numbers": {"name_zh": list(cell.ids)},
            }


def units_of_prose(rows: list) -> list[dict]:
    """The units that Part 1 lists by number, else those that a sentence names."""
    listed, spoken, listing = [], [], False
    for row in rows:
        for text in split(amounts.unspaced(row.text)):
            if marker(text) and listing:
                listed.append(named("name_zh", bare(text).rstrip("。；;"), row, kind="unit"))
                continue
            listing = bool(re.search(wording.load("profile")["unit_list"], amounts.key(text)))
            spoken += [named("name_zh", name, row, kind="unit") for name in _units_named(text)]
    return listed or spoken


def _units_named(text: str) -> list[str]:
    """The units a sentence names; units it only counts or describes are left out."""
    words = wording.load("profile")
    if not re.search(words["unit_opening"], amounts.key(text)):
        return []
    for pattern in words["unit_sentence"]:
        match = re.search(pattern, amounts.key(text))
        if match:
            printed = text[match.start("units") : match.end("units")]
            pieces = _pieces(printed, words["unit_between"])
            return [
                piece
                for piece in pieces
                if not re.search(words["unit_unnamed"], amounts.key(piece))
            ]
    return []


def _pieces(printed: str, between: str) -> list[str]:
    """The parts of `printed` between separators, without the words around a unit's name."""
    ends = [(m.start(), m.end()) for m in re.finditer(between, amounts.key(printed))]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(printed)]
    return [
        re.sub(wording.load("profile")["unit_around"], "", printed[start:stop])
        for start, stop in zip(starts, stops, strict=True)
    ]
