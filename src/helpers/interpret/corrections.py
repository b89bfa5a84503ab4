"""corrections.yml: what a person has seen to be misread, put right between page and tables.

    sha256: 3f1c…                     # of the PDF that the corrections are of
    corrections:
      - page: 12
        number_id: p12x318y540        # of tidy/numbers; or place: [318, 545], a point of the cell
        read: "1284.09"               # what was read there
        printed: "1234.09"            # what is printed there; "" where nothing is
        reason: 扫描件上的 3 读成了 8

budget_corrections.yml and budget_tables_corrections.yml are the same of budget.pdf and
budget_tables.pdf. People write them beside the PDF, a run never does. ``as_printed`` stays as it
was read; what is interpreted, and all that follows from it, has what is printed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from helpers import amounts, store
from helpers.documents import CORRECTIONS
from helpers.documents.budgets import ACCOUNTS, FILES
from helpers.documents.limits import BadCorrection
from helpers.documents.source import in_project, read_by_people
from helpers.interpret.ledger import Ledger
from helpers.interpret.ledger.tokens import Token

#: Before the ids of the numbers and rows of a budget's PDFs, so that no two share any.
PREFIX = {"budget": "b-", "budget_tables": "t-"}
_FIELDS = ("page", "number_id", "place", "read", "printed", "reason")


@dataclass(frozen=True)
class Correction:
    """One correction as it stands in the file: a number by its id, or the words at a place."""

    page: int
    read: str
    printed: str
    reason: str
    number_id: str | None = None  # without what a budget's ids begin with
    place: tuple[float, float] | None = None
    document: str = "final_accounts"

    def __str__(self) -> str:
        where = self.number_id or f"({self.place[0]:g}, {self.place[1]:g})"
        return f"{_file(self.document)}: the correction of {where} on page {self.page}"


@dataclass
class Corrected:
    """The tables of ``as_printed`` put right, and where: a row of ``tidy/corrections`` each."""

    cells: pd.DataFrame
    paragraphs: pd.DataFrame
    lines: pd.DataFrame
    rows: list[dict] = field(default_factory=list)

    def name_numbers(self, ledger: Ledger) -> set[str]:
        """Fill in `number_ids`, the numbers that now stand where something was put right; all."""
        for row in self.rows:
            row["number_ids"] = [
                one.number_id
                for one in ledger.numbers.values()
                if not one.absorbed and _overlaps(one, row)
            ]
        return {one for row in self.rows for one in row["number_ids"]}


def _file(document: str) -> str:
    """The name of the file with the corrections of a PDF: budget_corrections.yml."""
    return CORRECTIONS if document == "final_accounts" else f"{document}_{CORRECTIONS}"


def read_all_corrections(unit: str, year: int) -> dict[str, list[Correction]]:
    """The corrections of the accounts and of each PDF of the budget. Raises BadCorrection."""
    return {name: read_corrections(unit, year, name) for name in ("final_accounts", *FILES)}


def read_corrections(unit: str, year: int, document: str = "final_accounts") -> list[Correction]:
    """The corrections of a document; none where it has no corrections.yml. Raises BadCorrection."""
    path = store.raw_folder(unit, year) / _file(document)
    if not path.exists():
        return []
    shown = in_project(path)
    pdf = path.with_name(FILES.get(document, ACCOUNTS))
    if not pdf.exists():
        raise BadCorrection(f"{shown} is of no PDF: there is no {pdf.name} beside it.")
    found = read_by_people(path, BadCorrection)
    if not isinstance(found, dict) or not isinstance(found.get("corrections"), list):
        raise BadCorrection(
            f"{shown} must hold `sha256:` and a list `corrections:`; see docs/adding-a-document.md."
        )
    sha256 = hashlib.sha256(pdf.read_bytes()).hexdigest()
    if found.get("sha256") != sha256:
        raise BadCorrection(
            f"{shown} is of another PDF (sha256 {str(found.get('sha256'))[:12]}…) than the one "
            f"that lies there ({sha256[:12]}…): look at each correction again, then write the "
            f"PDF's sha256 into it: {sha256}"
        )
    return [
        _correction(one, f"{shown}: correction {n}", document)
        for n, one in enumerate(found["corrections"], 1)
    ]


def _correction(one: object, told: str, document: str) -> Correction:
    """A correction of the file. Raises BadCorrection where a field is missing or no such thing."""
    if not isinstance(one, dict) or set(one) - set(_FIELDS):
        raise BadCorrection(f"{told} may have {', '.join(_FIELDS)}, and nothing else.")
    if ("number_id" in one) == ("place" in one):
        raise BadCorrection(f"{told} must have either number_id or place (x and y in points).")
    if not isinstance(one.get("page"), int):
        raise BadCorrection(f"{told} must name its page, a whole number.")
    for name in ("read", "printed", "reason"):
        if not isinstance(one.get(name), str) or (name == "reason" and not one[name].strip()):
            raise BadCorrection(f"{told} must have {name}, as text in quotation marks.")
    place = one.get("place")
    if place is not None and not (
        isinstance(place, list)
        and len(place) == 2
        and all(isinstance(edge, int | float) for edge in place)
    ):
        raise BadCorrection(
            f"{told}: place is two numbers, [x, y], points from the page's top left corner."
        )
    before = PREFIX.get(document, "")
    number_id = one.get("number_id")
    if number_id is not None and not str(number_id).startswith(before):
        raise BadCorrection(f"{told}: the number_id of a number of this PDF begins with {before}")
    own = number_id and str(number_id).removeprefix(before)
    found = {**one, "place": place and tuple(place), "document": document}
    return Correction(**found | ({"number_id": own} if own else {}))


def correct(
    wanted: Sequence[Correction],
    shown: tuple[pd.DataFrame, pd.DataFrame],
    cells: pd.DataFrame,
    paragraphs: pd.DataFrame,
    lines: pd.DataFrame,
) -> Corrected:
    """The tables of ``as_printed`` (upright) with every correction made.

    `shown` are cells and lines as the page is displayed, where people look for places. Raises
    BadCorrection for one that names nothing, that was not read so, or that nothing needs.
    """
    corrected = Corrected(cells, paragraphs, lines)
    if not wanted:
        return corrected
    numbers = Ledger(cells, paragraphs, lines).numbers
    edits = [(one, *_found(one, numbers, shown, cells, lines)) for one in wanted]
    texts = _Texts(cells, lines)
    # From the last to the first of a text, so that what is put right moves no other's place.
    for one, kind, index, start, stop in sorted(edits, key=lambda edit: edit[1:], reverse=True):
        corrected.rows.append(_row(one, texts.replace(kind, index, start, stop, one.printed)))
    corrected.rows.sort(key=lambda row: (row["page"], row["y0"], row["x0"]))
    corrected.cells, corrected.lines = texts.frames()
    corrected.paragraphs = _rejoined(paragraphs, lines, corrected.lines)
    return corrected


def _found(
    one: Correction,
    numbers: dict[str, Token],
    shown: tuple,
    cells: pd.DataFrame,
    lines: pd.DataFrame,
) -> tuple[str, int, int, int]:
    """What the correction names: ``cells`` or ``lines``, the row, and the span of its text."""
    if one.number_id is None:
        return _at_place(one, *shown)
    token = numbers.get(one.number_id)
    if token is None or token.page != one.page:
        raise BadCorrection(
            f"{one} names no number that is read there: take number_id and page "
            "from tidy/numbers, or say the place."
        )
    _must_be_read(one, token.printed)
    return _span(token, cells, lines)


def _must_be_read(one: Correction, read: str) -> None:
    """Raises BadCorrection unless `read` is what the correction says was read."""
    if _plain(read) == _plain(one.read):
        return
    if _plain(read) == _plain(one.printed):
        raise BadCorrection(
            f"{one} is needed no more: {one.printed!r} is what is read there now. Delete it."
        )
    raise BadCorrection(
        f"{one} says that {one.read!r} was read, but {read!r} is read there. Look "
        "at the page and mend or delete it."
    )


def _at_place(one: Correction, cells: pd.DataFrame, lines: pd.DataFrame) -> tuple:
    """The span of what was read in the cell or line at the correction's place."""
    x, y = one.place
    for kind, frame in (("cells", cells), ("lines", lines)):
        here = frame[
            (frame["page"] == one.page)
            & (frame["x0"] <= x)
            & (x <= frame["x1"])
            & (frame["y0"] <= y)
            & (y <= frame["y1"])
        ]
        if len(here):
            index, text = int(here.index[0]), str(here["text"].iloc[0])
            if not one.read.strip() or one.read not in text:
                gone = one.read.strip() and one.printed.strip() and one.printed in text
                _must_be_read(one, one.printed if gone else text)
                return kind, index, 0, len(text)
            if text.count(one.read) > 1:
                raise BadCorrection(
                    f"{one} names {one.read!r}, which stands there more than once: "
                    "give more of the words around it in read and printed."
                )
            if one.read in one.printed and one.printed in text:
                _must_be_read(one, one.printed)
            start = text.index(one.read)
            return kind, index, start, start + len(one.read)
    raise BadCorrection(f"{one} names a place where neither a cell nor a line of text was read.")


def _plain(text: str) -> str:
    return amounts.key(text).replace(",", "")


def _span(token: Token, cells: pd.DataFrame, lines: pd.DataFrame) -> tuple[str, int, int, int]:
    """Where a number stands in the text of its cell, or of its line."""
    text = token.text
    before = len(text.words[: token.start].replace("\n", ""))
    after = len(text.words[: token.end].replace("\n", ""))
    if text.kind == "cell":
        own = cells[
            (cells["table_no"] == text.table_no)
            & (cells["row"] == text.row)
            & (cells["col"] == text.col)
        ]
        places = [n for n, one in enumerate(own["text"].iloc[0]) if one != "\n"]
        return "cells", int(own.index[0]), places[before], places[after - 1] + 1
    own = lines[lines["order"] == text.order]
    for index, words in zip(own.index, own["text"], strict=True):
        if before < len(words):
            return "lines", int(index), before, min(after, len(words))
        before, after = before - len(words), after - len(words)
    raise ValueError(f"{token.number_id} stands in no line")


class _Texts:
    """The texts of cells and lines with the places of their characters, to be changed."""

    def __init__(self, cells: pd.DataFrame, lines: pd.DataFrame):
        self._frames = {"cells": cells, "lines": lines}
        self._rows = {
            name: dict(zip(frame.index, frame.to_dict("records"), strict=True))
            for name, frame in self._frames.items()
        }

    def replace(self, kind: str, index: int, start: int, stop: int, printed: str) -> dict:
        """Put `printed` in place of ``text[start:stop]``; page, box and reader of that stretch."""
        row = self._rows[kind][index]
        text, edges = row["text"], row["edges"]
        tops, feet = row.get("tops"), row.get("feet")
        line = text[:start].count("\n")
        place = {name: row[name] for name in ("page", "x0", "y0", "x1", "y1", "reader")}
        if text and edges is not None and len(edges) == len(text) + 1:
            left, right = (
                edges[start],
                edges[text.find("\n", start, stop) if "\n" in text[start:stop] else stop],
            )
            new = np.linspace(left, right, len(printed) + 1).tolist() if printed else [left]
            row["edges"] = [*edges[:start], *new, *edges[stop + 1 :]]
            place |= {"x0": float(left), "x1": float(right)}
            if tops is not None:
                place |= {"y0": float(tops[line]), "y1": float(feet[line])}
                gone = slice(line + 1, line + 1 + text[start:stop].count("\n"))
                row["tops"], row["feet"] = (
                    [*those[: gone.start], *those[gone.stop :]] for those in (tops, feet)
                )
        else:
            row["edges"] = row["tops"] = row["feet"] = None
        row["text"] = text[:start] + printed + text[stop:]
        if row["confidence"] is not None and row["confidence"] == row["confidence"]:
            row["confidence"] = 1.0
        return place

    def frames(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Cells and lines as they are now."""
        cells, lines = (
            pd.DataFrame(
                {
                    column: pd.Series(
                        [row[column] for row in self._rows[name].values()],
                        index=frame.index,
                        dtype=object,
                    )
                    for column in frame.columns
                }
            )
            for name, frame in self._frames.items()
        )
        return cells, lines


def _rejoined(paragraphs: pd.DataFrame, before: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """The paragraphs with the text of the lines that changed."""
    orders = set(
        lines.loc[
            [old != new for old, new in zip(before["text"], lines["text"], strict=True)], "order"
        ]
    )
    texts = {order: "".join(lines.loc[lines["order"] == order, "text"]) for order in orders}
    return paragraphs.assign(
        text=[
            texts.get(order, text)
            for order, text in zip(paragraphs["order"], paragraphs["text"], strict=True)
        ]
    )


def _row(one: Correction, place: dict) -> dict:
    """A row of ``tidy/corrections``."""
    told = {"document": one.document, "read": one.read, "printed": one.printed}
    return told | {"reason": one.reason, **place}


def _overlaps(number: Token, row: dict) -> bool:
    middle = (number.y0 + number.y1) / 2
    return (
        number.page == row["page"]
        and row["y0"] <= middle <= row["y1"]
        and number.x0 < row["x1"] - 0.01
        and row["x0"] < number.x1 - 0.01
    )
