"""The sentences of a budget: this year's amount of a thing, and what it is compared with.

Of 农业（类）支出12.00万元，比2023年预算增加2.00万元，增长20%。主要原因是… one row is read: subject,
amount, what it is compared with (`prior_budget`), direction, change, rate, reason. Last year's
budget and last year's execution are two things, and both can stand on one page: a sentence that
says only 与上年相比 is compared with `not_said`. A number whose subject is not said is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

import pandas as pd

from helpers import amounts, wording
from helpers.codes import MARK, add_codes
from helpers.interpret.ledger import NUMBERS, Stretch
from helpers.interpret.narrative.prose import Number, Passage, passages
from helpers.wording import NUMERALS

_LEVELS = {"类": "class", "款": "section", "项": "item"}
#: Where a clause ends; within brackets none does.
_CLAUSES = re.compile(r"[,:](?![^(]*\))|(?<=元)[、和及]")
_SENTENCE = re.compile(r"[^。;]+[。;]?")
_NUMBERED = re.compile(
    rf"^(?:[(（]?(?:\d{{1,2}}|[{NUMERALS}]{{1,3}})(?:[)）]|[.、．](?!\d))|其中[:：,]?|此外[,，]?)+"
)
#: “甲-乙-丙”科目: a path of names without marks, as some districts print it.
_DASHED = re.compile(
    r'^["“]?([^"“”,。\-—]{2,40})[-—]([^"“”,。\-—]{2,40})[-—]([^"“”,。\-—]{2,40})["”]?$'
)


@cache
def _words(year: int) -> dict[str, re.Pattern]:
    """The patterns of `statements` in wording/budgets.yml, for the budget of `year`."""
    return {
        name: re.compile(text.replace("{before}", str(year - 1)))
        for name, text in wording.load("budgets")["statements"].items()
    }


def read_statements(
    paragraphs: pd.DataFrame, lines: pd.DataFrame, year: int, publisher: str | None = None
) -> list[dict]:
    """Rows of ``tidy/budget_statements``, without codes, phase and scope.

    A paragraph counts if it, or a heading above it, speaks of a budget, or it names a class, a
    section or an item; the name of the `publisher` before a thing is no part of the thing.
    """
    reader = _Reader(_words(year), publisher)
    return [row for passage in passages(paragraphs, lines) for row in reader.rows(passage)]


def add_statement_codes(rows: list[dict], tables: list[dict]) -> None:
    """Give each row of a class, section or item the code that the budget's `tables` give it."""
    scopes = {level: f"function_{level}" for level in _LEVELS.values()}
    named = [{"scope": scopes.get(row["level"], ""), "name_zh": row["subject_zh"]} for row in rows]
    add_codes(named, [row for row in tables if row["level"] in scopes])
    for row, one in zip(rows, named, strict=True):
        row["code"] = one.get("code")


class _Reader:
    """Reads the paragraphs of one budget."""

    def __init__(self, words: dict[str, re.Pattern], publisher: str | None):
        self.words, self.publisher = words, publisher

    def rows(self, passage: Passage) -> Iterator[dict]:
        """The rows of one paragraph: a sentence that compares is of the thing named before it."""
        about = "预算" in passage.key or "预算" in f"{passage.part or ''}{passage.heading}"
        current: dict | None = None
        for sentence in _SENTENCE.finditer(passage.key):
            start, stop = sentence.span()
            reason = self.words["reason"].search(passage.key, start, stop)
            end = reason.start() if reason else stop
            for number in passage.numbers:
                if start <= number.start < end:
                    row = self._taken(passage, number, start, current)
                    if row is not None and (about or row["level"] != "line"):
                        yield row
                        current = row if "repeats" not in row else current
                        row.pop("repeats", None)
            self._without_number(passage.key[start:end], current)
            if reason and current is not None:
                current.setdefault("reason_zh", passage.printed(reason.end(), stop).strip("。;；"))

    def _taken(
        self, passage: Passage, number: Number, start: int, current: dict | None
    ) -> dict | None:
        """A new row that `number` begins; None where it belongs to the `current` one, or none."""
        words, before = self.words, passage.key[start : number.start]
        clause = _CLAUSES.split(before)[-1]
        if number.unit == "%":
            if current is not None and words["rate"].search(clause):
                self._put_rate(current, clause, number, passage)
            return None
        if not number.is_money:
            return None
        if words["change"].search(clause):
            return self._changed(passage, number, start, clause, current)
        if words["prior"].search(clause):
            if current is not None and "compared" not in current:
                current["compared_with"] = self._base(clause)
                _put(current, "compared", number, passage)
            return None
        if words["again"].fullmatch(clause) and current is not None:
            return self._again(passage, number, start, current)
        subject = "" if words["not_amount"].search(clause) else self._subject(before)
        return self._row(passage, subject, number, start) if subject else None

    def _changed(
        self, passage: Passage, number: Number, start: int, clause: str, current: dict | None
    ) -> dict | None:
        """A change is of the thing that its own clause names before 比, else of the current one."""
        said = self.words["with"].search(clause)
        own = self._subject(clause[: said.start()]) if said else ""
        row = self._row(passage, own, None, start, number) if own else current
        if row is None or "change" in row:
            return None
        row["direction"] = self._direction(clause)
        sentence = re.split(r"[。;]", passage.key[: number.start])[-1]
        with_ = clause if said else sentence
        row["compared_with"] = self._base(with_) if self.words["with"].search(with_) else "not_said"
        _put(row, "change", number, passage)
        return row if own else None

    def _again(self, passage: Passage, number: Number, start: int, current: dict) -> dict | None:
        """This year's amount once more: a row of its own only where it is another."""
        if number.value == _value(current):
            return None
        row = self._row(passage, current["subject_zh"], number, start)
        return row | {"repeats": True}

    def _row(
        self,
        passage: Passage,
        subject: str,
        number: Number | None,
        start: int,
        at: Number | None = None,
    ) -> dict:
        """A row of `subject`, with its amount where `number` is one; else it stands `at` one."""
        place = number or at
        stop = passage.key.find("。", place.stop)
        marks = [match[2] for match in MARK.finditer(subject)]
        row = {
            "subject_zh": subject,
            "level": _LEVELS[marks[-1]] if marks else "line",
            "snippet_zh": passage.printed(start, stop + 1 if stop >= 0 else len(passage.key)),
            **passage.place(place.start, place.end),
            NUMBERS: {"snippet_zh": [Stretch(passage.order)]},
        }
        if number:
            row["amount"] = amounts.in_ten_thousands(number.printed, number.unit)
            row["printed"] = number.printed
            row[NUMBERS]["amount"] = passage.where(number)
        return row

    def _put_rate(self, row: dict, clause: str, number: Number, passage: Passage) -> None:
        if "rate_printed" in row:
            return
        row["rate_printed"] = number.printed
        row[NUMBERS]["rate_printed"] = passage.where(number)
        row.setdefault("direction", self._direction(clause))
        if self.words["with"].search(clause):
            row.setdefault("compared_with", self._base(clause))

    def _without_number(self, sentence: str, current: dict | None) -> None:
        """Say of the `current` row that it is equal to what it is compared with (持平)."""
        said = self.words["equal"].search(sentence)
        if said and current is not None and "direction" not in current:
            current["direction"] = "equal"
            current.setdefault("compared_with", self._base(said.group()))

    def _base(self, text: str) -> str:
        """What a change is measured against, by the words of its clause."""
        said = self.words["with"].findall(text)
        words = said[-1] if said else text
        bases = ("prior_execution", "prior_budget")
        return next((base for base in bases if self.words[base].search(words)), "not_said")

    def _direction(self, clause: str) -> str | None:
        found = [
            (match.start(), name)
            for name in ("increase", "decrease")
            for match in self.words[name].finditer(clause)
        ]
        return max(found)[1] if found else None

    def _subject(self, before: str) -> str:
        """What the amount behind the words `before` is of; "" where they do not say it."""
        text, previous = _CLAUSES.split(before)[-1], None
        while previous != text:
            previous, text = text, _NUMBERED.sub("", text).strip()
            text = self.words["front"].sub("", text)
            text = text.removeprefix(self.publisher or "")
        text = self.words["behind"].sub("", text).replace("预算支出", "支出")
        text = text.replace("支出支出", "支出")
        dashed = _DASHED.match(text)
        if dashed:
            parts = zip(dashed.groups(), "类款项", strict=True)
            return "".join(f"{name}({mark})" for name, mark in parts)
        if text[:1] in '"“' and text.count('"') != 2:
            text = text.strip('"“”')
        if text.endswith(('"', "”")) and MARK.search(text):
            text = text.strip('"“”')
        text = re.sub(r"(?<=[类款项]\))支出$", "", text)
        return text if re.search(r"[\u4e00-\u9fff]{2}", text) and len(text) <= 90 else ""


def _value(row: dict) -> Decimal | None:
    """The number of a row's amount as printed."""
    return Decimal(row["printed"]) if row.get("printed") else None


def _put(row: dict, column: str, number: Number, passage: Passage) -> None:
    """Fill in an amount of `row` with its print and its place."""
    row[column] = amounts.in_ten_thousands(number.printed, number.unit)
    row[f"{column}_printed"] = number.printed
    row[NUMBERS][column] = passage.where(number)
