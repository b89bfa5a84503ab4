"""Part 1 and the glossary as tidy rows: functions, units, staff counts; terms explained."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import dropwhile, takewhile

import pandas as pd

from helpers import amounts, vocabulary
from helpers.printed import PrintedTable, printed_tables

_MARKERS = {
    "一、": re.compile(r"[一二三四五六七八九十]{1,3}、"),
    "(一)": re.compile(r"\([一二三四五六七八九十]{1,3}\)、?"),
    "1.": re.compile(r"\d{1,2}[.、](?!\d)"),
    "(1)": re.compile(r"\(\d{1,2}\)[.、]?"),
    "1)": re.compile(r"\d{1,2}\)[.、]?"),
}
_INLINE = re.compile(r"(?:^|(?<=[。;:]))(\d{1,2})[.、](?!\d)")
_ENDED = re.compile(r"[。;:.!?]$")
_FIRST_PART, _CONTENTS = "第一部分", "目录"


def read_profile(cells: pd.DataFrame, paragraphs: pd.DataFrame,
                 lines: pd.DataFrame) -> list[dict]:
    """Rows of ``tidy/profile``: the department's functions, units and staff counts of Part 1."""
    rows = list(_sections(_part_one(paragraphs)))
    described = [row for kind, row in rows if kind != "function"]
    units = [row for table in printed_tables(cells, paragraphs) for row in _unit_rows(table)]
    return [
        *_functions([row for kind, row in rows if kind == "function"]),
        *(units or _units(described)),
        *(count for row in described for count in _staff(row, lines)),
    ]


def read_glossary(paragraphs: pd.DataFrame) -> list[dict]:
    """Rows of ``tidy/glossary`` without codes: terms as printed, their numbers taken off.

    A heading over several terms has no definition of its own.
    """
    rows: list[dict] = []
    glossary = list(_glossary(paragraphs))
    numbered = any(_marker(row.text) for row in glossary)
    for row in glossary:
        text = amounts.unspaced(row.text)
        term, meaning = _term(_bare(text))
        if row.kind == "heading" and term is None:
            rows.append(_named("term_zh", _bare(text).rstrip("：:。"), row, definition_zh=None))
        elif rows and rows[-1]["definition_zh"] is None and not _marker(text) and (
            term is None or re.search(_words()["meaning"], amounts.key(text))
        ):
            rows[-1]["definition_zh"] = text
        elif term and (_marker(text) or not numbered) and re.search(r"[^\W\d_]|^$", meaning):
            rows.append(_named("term_zh", term, row, definition_zh=meaning or None))
        elif rows and rows[-1]["definition_zh"] and not _ENDED.search(
            amounts.key(rows[-1]["definition_zh"])
        ):
            rows[-1]["definition_zh"] += text
    return rows


def _words() -> dict:
    return vocabulary.load("profile")


def _named(column: str, name: str, row, **values) -> dict:
    """A tidy row about the paragraph `row`, with its place."""
    return {column: name, **values, "page": row.page, "x0": row.x0, "y0": row.y0,
            "x1": row.x1, "y1": row.y1, "reader": row.reader}


def _marker(text: str) -> str | None:
    """The kind of number that `text` begins with; null where it has none."""
    key = amounts.key(text)
    return next((name for name, pattern in _MARKERS.items() if pattern.match(key)), None)


def _bare(text: str) -> str:
    """`text` without the number it begins with."""
    marker = _marker(text)
    return text[_MARKERS[marker].match(amounts.key(text)).end():] if marker else text


def _part(row) -> str:
    return "" if pd.isna(row.part) else row.part


def _part_one(paragraphs: pd.DataFrame) -> Iterator:
    """The paragraphs of the part that describes the department, headings and body."""
    words = _words()
    rows = [row for row in paragraphs.itertuples(index=False) if _part(row) != _CONTENTS]
    part = [row for row in rows if _part(row) == _FIRST_PART] or dropwhile(
        lambda row: row.kind != "heading" or not _section(row.text), rows)

    def inside(row) -> bool:
        text = amounts.key(row.text)
        return len(text) > 60 or not re.search(words["part_one_ends"], text)

    return (row for row in takewhile(inside, part) if row.kind in ("heading", "body"))


def _section(text: str) -> str | None:
    """The kind of section that a heading opens."""
    return next((one["kind"] for one in _words()["sections"]
                 if re.search(one["heading"], amounts.key(text))), None)


def _sections(rows: Iterable) -> Iterator[tuple[str, object]]:
    """Each paragraph with the kind of section it stands in; headings that are items too."""
    kind = opener = style = None
    for row in rows:
        marker = _marker(row.text)
        if row.kind == "heading":
            found = _section(row.text)
            item = kind and marker and marker != opener and (
                marker == style or _ENDED.search(amounts.key(row.text)))
            if found and not item:
                kind, opener, style = found, marker, None
                continue
            if not item:
                kind = None
        if kind:
            style = style or marker
            yield kind, row


def _split(text: str) -> list[str]:
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
        text[match.start(): end] for match, end in zip(starts, ends, strict=True)]


def _functions(rows: list) -> list[dict]:
    """The numbered functions, numbers taken off; where none is numbered, each paragraph."""
    style, found, spoken = None, [], []
    for row in rows:
        for text in _split(amounts.unspaced(row.text)):
            marker = _marker(text)
            style = style or marker
            if marker and marker == style:
                found.append(_named("name_zh", _bare(text), row, kind="function"))
            elif found and (marker or not _ENDED.search(amounts.key(found[-1]["name_zh"]))):
                found[-1]["name_zh"] += text
            elif not found and not amounts.key(text).endswith(":"):
                spoken.append(_named("name_zh", text, row, kind="function"))
    return found or spoken


def _unit_rows(table: PrintedTable) -> Iterator[dict]:
    """The units that a table of nothing but units (序号, 单位名称, 备注) lists."""
    words = _words()["unit_table"]
    heads = [cell for cell in table.starting(0) if cell.key]
    names = [cell for cell in heads if re.search(words["name"], cell.key)]
    others = [cell for cell in heads if cell not in names]
    if len(names) != 1 or not others or not all(
        re.search(words["others"], cell.key) for cell in others
    ):
        return
    for number in range(names[0].row_span, len(table.rows)):
        cell = table.rows[number][names[0].col]
        begins = cell and (cell.row, cell.col) == (number, names[0].col)
        named = begins and re.search(r"[^\W\d_]", cell.key)
        if named and not re.search(words["name"] + "|^合计$", cell.key):
            yield {"kind": "unit", "name_zh": amounts.unspaced(cell.text), **cell.place}


def _units(rows: list) -> list[dict]:
    """The units that Part 1 lists by number, else those that a sentence names."""
    listed, named, listing = [], [], False
    for row in rows:
        for text in _split(amounts.unspaced(row.text)):
            if _marker(text) and listing:
                listed.append(_named("name_zh", _bare(text).rstrip("。；;"), row, kind="unit"))
                continue
            listing = bool(re.search(_words()["unit_list"], amounts.key(text)))
            named += [_named("name_zh", name, row, kind="unit") for name in _units_named(text)]
    return listed or named


def _units_named(text: str) -> list[str]:
    """The units a sentence names; units it only counts or describes are left out."""
    words = _words()
    if not re.search(words["unit_opening"], amounts.key(text)):
        return []
    for pattern in words["unit_sentence"]:
        match = re.search(pattern, amounts.key(text))
        if match:
            printed = text[match.start("units"): match.end("units")]
            pieces = _pieces(printed, words["unit_between"])
            return [piece for piece in pieces
                    if not re.search(words["unit_unnamed"], amounts.key(piece))]
    return []


def _pieces(printed: str, between: str) -> list[str]:
    """The parts of `printed` between separators, without the words around a unit's name."""
    ends = [(m.start(), m.end()) for m in re.finditer(between, amounts.key(printed))]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(printed)]
    return [re.sub(_words()["unit_around"], "", printed[start:stop])
            for start, stop in zip(starts, stops, strict=True)]


def _staff(row, lines: pd.DataFrame) -> Iterator[dict]:
    """The head counts of a paragraph: what is counted, the number, its unit, its own box."""
    words = _words()
    pattern = re.compile(
        f"(?P<name>(?:{words['staff_words']})+?){words['staff_link']}"
        f"(?P<number>\\d{{1,6}})(?P<unit>{words['staff_unit']})")
    characters = [
        (folded, line, line.edges[n], line.edges[n + 1])
        for line in lines[lines["order"] == row.order].itertuples(index=False)
        for n, character in enumerate(line.text) for folded in amounts.key(character)
    ]
    key = "".join(folded for folded, *_ in characters)
    for match in pattern.finditer(key):
        name = match["name"]
        if not re.search(words["staff_core"], name) or (
            match["unit"] == "个" and "编制" not in name
        ):
            continue
        _, line, left, _ = characters[match.start("number")]
        same = [one for one in characters[match.start("number"): match.end()] if one[1] is line]
        yield {"kind": "staff", "name_zh": name, "value": amounts.Decimal(match["number"]),
               "value_unit": match["unit"], "page": line.page, "x0": left, "y0": line.y0,
               "x1": same[-1][3], "y1": line.y1, "reader": line.reader}


def _glossary(paragraphs: pd.DataFrame) -> Iterator:
    """The paragraphs below the heading of the glossary, up to the next part or table."""
    rows = [row for row in paragraphs.itertuples(index=False)
            if row.kind != "page_number" and _part(row) != _CONTENTS]
    opening = re.compile(f"({_words()['glossary']})$")
    starts = [n for n, row in enumerate(rows)
              if len(row.text) <= 60 and opening.search(amounts.key(row.text))]
    if not starts:
        return iter(())
    part = _part(rows[starts[-1]])
    return takewhile(lambda row: row.kind != "caption" and _part(row) == part,
                     rows[starts[-1] + 1:])


def _term(text: str) -> tuple[str | None, str]:
    """The term a paragraph explains and what it says of it; no term where it explains none."""
    for pattern in _words()["term"]:
        match = re.search(pattern, amounts.key(text))
        if match:
            return text[: match.end("term")], text[match.end():]
    return None, text
