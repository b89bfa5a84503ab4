"""Which printed numbers are no figures: years, codes, numbers of laws, of items, of pages."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

import pandas as pd

from helpers import amounts, wording
from helpers.interpret.ledger.tokens import Text, Token

_WINDOW = 16
_FOLDED = str.maketrans("，：；！？（）％．<>", ",:;!?()%.‹›")
_WORDS = re.compile(r"[\u4e00-\u9fff]")


def mark(texts: list[Text], cells: pd.DataFrame) -> None:
    """Give the status ``not_a_figure``, and the note why, to numbers that nobody has claimed."""
    roles = _Roles(cells)
    for text in texts:
        words = None
        for one in text.numbers:
            if one.status is None and not one.absorbed:
                words = words or text.words.translate(_FOLDED)
                note = _told(one, words) or (roles.of(one) if text.kind == "cell" else None)
                if note:
                    one.status, one.note = "not_a_figure", note


def unit_behind(one: Token) -> str | None:
    """The unit printed right behind a number."""
    after = "".join(one.text.words[one.end : one.end + 8].translate(_FOLDED).split())
    found = _unit().match(after)
    unit = found.group().removeprefix("余") if found else None
    return "万元" if unit == "万" else unit


def row_labels(cells: pd.DataFrame) -> dict[tuple[int, int], str]:
    """The first words of each row of the tables, by (table_no, row)."""
    labels: dict[tuple[int, int], str] = {}
    for table, row, words in zip(
        *(cells[name].tolist() for name in ("table_no", "row", "text")), strict=True
    ):
        if (table, row) not in labels and _WORDS.search(words):
            labels[table, row] = amounts.unspaced(words)
    return labels


def _told(one: Token, words: str) -> str | None:
    """The note of the first pattern that the words around a number fit."""
    before = "".join(words[max(0, one.start - _WINDOW) : one.start].split())
    after = "".join(words[one.end : one.end + _WINDOW].split())
    number = words[one.start : one.end].replace(",", "")
    start = words[: one.start]
    begins = not start.strip() or (one.text.kind == "cell" and start.rstrip(" (").endswith("\n"))
    if begins:
        before = f"¶{'(' * start.rstrip(' ').endswith('(')}"
    ends = "¶" if not words[one.end :].strip() else ""
    said = f"{before}<{''.join(number.split())}>{after}{ends}"
    return next(
        (
            note
            for note, kinds, pattern in _patterns()
            if (not kinds or one.text.kind in kinds) and pattern.search(said)
        ),
        None,
    )


@cache
def _patterns() -> list[tuple[str, frozenset[str], re.Pattern]]:
    words = wording.load("numbers")
    measure = f"[余多几]?(?:{'|'.join(words['measure'])})"
    return [
        (
            rule["note"],
            frozenset(rule.get("in", ())),
            re.compile(rule["words"].replace("{measure}", measure)),
        )
        for rule in words["not_a_figure"]
    ]


@cache
def _unit() -> re.Pattern:
    return re.compile(wording.load("numbers")["unit"])


class _Roles:
    """Columns of the tables that hold codes or number the rows; rows that number the columns."""

    def __init__(self, cells: pd.DataFrame) -> None:
        words = wording.load("numbers")
        heads = {role: re.compile(pattern) for role, pattern in words["columns"].items()}
        self._columns: dict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
        rows: dict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
        names = ("table_no", "row", "col", "col_span", "text")
        for table, row, col, span, text in zip(
            *(cells[name].tolist() for name in names), strict=True
        ):
            if not text:
                continue
            key = amounts.key(text)
            rows[table, row].append((col, key))
            role = next((one for one, head in heads.items() if head.search(key)), None)
            if role:
                for column in range(col, col + span):
                    self._columns[table, column].append((row, role))
        of_columns = re.compile(words["row_of_columns"])
        self._rows = {place for place, found in rows.items() if _counts_up(found, of_columns)}

    def of(self, one: Token) -> str | None:
        """What the number of a cell numbers or names, where it is all that the cell prints."""
        text = one.text
        if len(text.numbers) > 1 or not amounts.key(text.words).isdigit():
            return None
        if (text.table_no, text.row) in self._rows:
            return "column_number"
        above = [
            role for row, role in self._columns.get((text.table_no, text.col), ()) if row < text.row
        ]
        longest = 11 if above and above[-1] == "code" else 4
        return above[-1] if above and len(one.printed) <= longest else None


def _counts_up(cells: list[tuple[int, str]], of_columns: re.Pattern) -> bool:
    """The row numbers the columns of its table: 栏次, 1, 2, 3 …"""
    texts = [key for _, key in sorted(cells)]
    numbers = [int(key) for key in texts if key.isdigit() and len(key) < 4]
    named = any(of_columns.search(key) for key in texts)
    rest = [key for key in texts if not key.isdigit() and not of_columns.search(key)]
    up = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False
    return up and (named or (len(numbers) > 2 and numbers[0] == 1 and not rest))
