"""The units whose accounts the document adds up: from a table, a list, or a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from helpers import amounts, wording
from helpers.interpret.ledger import Stretch
from helpers.interpret.printed import PrintedCell, PrintedTable
from helpers.wording import NUMERAL

CONTENTS = "目录"
_MARKERS = {
    "一、": re.compile(rf"{NUMERAL}{{1,3}}、"),
    "(一)": re.compile(rf"\({NUMERAL}{{1,3}}\)、?"),
    "1.": re.compile(r"\d{1,2}[.、](?!\d)"),
    "(1)": re.compile(r"\(\d{1,2}\)[.、]?"),
    "1)": re.compile(r"\d{1,2}\)[.、]?"),
}
_INLINE = re.compile(r"(?:^|(?<=[。;:]))(\d{1,2})[.、](?!\d)")
ENDED = re.compile(r"[。;:.!?]$")


def named(column: str, name: str, row, **values) -> dict:
    """A tidy row about the paragraph `row`, with its place."""
    return {
        column: name,
        **values,
        "page": row.page,
        "x0": row.x0,
        "y0": row.y0,
        "x1": row.x1,
        "y1": row.y1,
        "reader": row.reader,
        "numbers": {column: [Stretch(row.order)]},
    }


def marker(text: str) -> str | None:
    """The kind of number that `text` begins with; null where it has none."""
    key = amounts.key(text)
    return next((name for name, pattern in _MARKERS.items() if pattern.match(key)), None)


def bare(text: str) -> str:
    """`text` without the number it begins with."""
    kind = marker(text)
    return text[_MARKERS[kind].match(amounts.key(text)).end() :] if kind else text


def split(text: str) -> list[str]:
    """The items of a text that numbers them in one paragraph (1.…；2.…); else the text alone."""
    starts, expected = [], 1
    for match in _INLINE.finditer(amounts.key(text)):
        if int(match.group(1)) == expected:
            starts.append(match)
            expected += 1
    if len(starts) < 2:
        return [text]
    ends = [match.start() for match in starts[1:]] + [len(text)]
    return [text[: starts[0].start()]] * bool(starts[0].start()) + [
        text[match.start() : end] for match, end in zip(starts, ends, strict=True)
    ]


def part(row) -> str:
    """The part (第N部分) of a paragraph; empty where it has none."""
    return "" if pd.isna(row.part) else row.part


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


def staff_of_prose(row, lines: pd.DataFrame) -> Iterator[dict]:
    """The head counts of a paragraph: what is counted, the number, its unit, its own box."""
    words = wording.load("profile")
    pattern = re.compile(
        f"(?P<name>(?:{words['staff_words']})+?){words['staff_link']}"
        f"(?P<number>\\d{{1,6}})(?P<unit>{words['staff_unit']})"
    )
    characters = [
        (folded, line, line.edges[n], line.edges[n + 1])
        for line in lines[lines["order"] == row.order].itertuples(index=False)
        for n, character in enumerate(line.text)
        for folded in amounts.key(character)
    ]
    key = "".join(folded for folded, *_ in characters)
    for match in pattern.finditer(key):
        name = match["name"]
        if not re.search(words["staff_core"], name) or (
            match["unit"] == "个" and "编制" not in name
        ):
            continue
        _, line, left, _ = characters[match.start("number")]
        same = [one for one in characters[match.start("number") : match.end()] if one[1] is line]
        yield {
            "kind": "staff",
            "name_zh": name,
            "value": amounts.Decimal(match["number"]),
            "value_unit": match["unit"],
            "page": line.page,
            "x0": left,
            "y0": line.y0,
            "x1": same[-1][3],
            "y1": line.y1,
            "reader": line.reader,
            "numbers": {"value": (line.page, left, line.y0)},
        }


def staff_of_table(table: PrintedTable) -> Iterator[dict]:
    """The head counts of a table of nothing but staff: heads above numbers, or names beside.

    A table with rows for several units gives its row of the total; without one, nothing.
    """
    for row in range(len(table.rows) - 1):
        heads = [cell for cell in table.starting(row) if _is_counted(cell)]
        if len(heads) > 1:
            yield from _below(table, row, heads)
            return
    beside = [
        (cell, right)
        for cell in table.cells
        if _is_counted(cell)
        if (right := _right_of(table, cell)) and right.key.isdigit()
    ]
    if len(beside) > 1 and any(
        re.fullmatch(r"人数|数量|.*\(人\)", cell.key) for cell in table.starting(0)
    ):
        for cell, right in beside:
            yield _count(amounts.unspaced(cell.text), right)


def _is_counted(cell: PrintedCell) -> bool:
    words = wording.load("profile")
    name = re.sub(r"\((人|名|个)\)$|小计$|合计$", "", cell.key)
    return bool(
        re.fullmatch(f"(?:{words['staff_words']})+", name) and re.search(words["staff_core"], name)
    )


def _below(table: PrintedTable, row: int, heads: list[PrintedCell]) -> Iterator[dict]:
    """The numbers of the one row below the heads, or of the total's."""
    rows = [
        number
        for number in range(row + 1, len(table.rows))
        if any((cell := table.rows[number][head.col]) and cell.key.isdigit() for head in heads)
    ]
    total = [
        number
        for number in rows
        if any(cell.key in ("合计", "总计") for cell in table.starting(number))
    ]
    chosen = total or rows
    if len(chosen) != 1:
        return
    for head in heads:
        cell, above = table.rows[chosen[0]][head.col], table.rows[row - 1][head.col]
        group = above.key if row and above and above != head and _is_counted(above) else ""
        if cell and cell.key.isdigit() and cell.col_span == head.col_span:
            yield _count(group + re.sub(r"\((人|名|个)\)$", "", head.key), cell)


def _right_of(table: PrintedTable, cell: PrintedCell) -> PrintedCell | None:
    right = cell.col + cell.col_span
    return table.rows[cell.row][right] if right < table.width else None


def _count(name: str, cell: PrintedCell) -> dict:
    return {
        "kind": "staff",
        "name_zh": name,
        "value": amounts.Decimal(cell.key),
        "value_unit": "人",
        **cell.place,
        "numbers": {"value": cell.ids},
    }
