"""One document as others see it: its tables, and its numbers with what is printed of each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property

from helpers import store, wording
from helpers.checks.judging import PrintedNumber, half_unit
from helpers.index import records

_TABLES = (
    "tidy/numbers",
    "tidy/statutory",
    "tidy/facts",
    "tidy/budget_vs_outturn",
    "tidy/budget",
    "tidy/budget_statements",
    "tidy/documents",
    "results/checks",
    "results/check_numbers",
    "results/verification",
    "results/budget_join",
    "results/budget_by_class",
    "results/budget_composition",
    "as_printed/paragraphs",
    "as_printed/budget_paragraphs",
)


@dataclass
class Years:
    """The tables of one document, read when they are asked for; `unit` is its folder, as units.yml
    has it, `name` what sentences call it by."""

    unit: str
    year: int
    publisher: str | None = None
    _rows: dict[str, list[dict]] = field(default_factory=dict)
    named: str | None = None

    @property
    def name(self) -> str:
        return self.named or self.publisher or self.unit

    def rows(self, name: str) -> list[dict]:
        """The rows of a table (of `_TABLES`); empty where the document has none."""
        if name not in self._rows:
            there = store.exists(name, self.unit, self.year)
            self._rows[name] = records(store.read(name, self.unit, self.year)) if there else []
        return self._rows[name]

    def scope(self, accounts: bool) -> str:
        found = {
            row["scope"]
            for row in self.rows("tidy/documents")
            if (row["document"] == "final_accounts") == accounts
        }
        return found.pop() if len(found) == 1 else "not_said"

    @cached_property
    def explains(self) -> bool:
        """Whether the document speaks of something that moves figures of the year before; what
        its office is there to do (机构改革 may be its task) is left aside."""
        words = wording.load("cross_years")
        said, duties = re.compile(words["explained"]), re.compile(words["duties"])
        return any(
            said.search(row["text"] or "") and not duties.search(row.get("heading") or "")
            for name in _TABLES[-2:]
            for row in self.rows(name)
        )

    def explains_near(self, number_id: str | None) -> bool:
        """Whether the section in which a number stands says what it counts otherwise than the
        year before did: （剔除一次性因素）, 上年数已按新增单位重新计算."""
        number = self.numbers.get(number_id)
        if number is None or number["paragraph"] is None:
            return False
        table = _TABLES[-2] if number["document"] == "final_accounts" else _TABLES[-1]
        rows = self.rows(table)
        own = next((row for row in rows if row.get("order") == number["paragraph"]), None)
        said = re.compile(wording.load("cross_years")["explained_near"])
        return own is not None and any(
            said.search(row["text"] or "") for row in rows if row["heading"] == own["heading"]
        )

    @cached_property
    def numbers(self) -> dict[str | None, dict]:
        """Rows of tidy/numbers by their id."""
        return {row["number_id"]: row for row in self.rows("tidy/numbers")}

    @cached_property
    def printed(self) -> set[Decimal]:
        """Every amount of money that the document prints anywhere, in 万元."""
        return {row["amount"] for row in self.rows("tidy/numbers")} - {None}

    @cached_property
    def contradicted(self) -> set[str]:
        """Ids of the rows whose amount contradicts the document's other numbers."""
        return {
            row["row_id"]
            for row in self.rows("results/verification")
            if row.get("status") == "contradicted" and row.get("row_id")
        }

    @cached_property
    def failing_numbers(self) -> dict[str, bool]:
        """Ids (tidy/numbers) of the numbers that take part in a check that does not hold, and
        whether a sum that closes proves them all the same (`results/verification`)."""
        failed = {
            row["check_id"] for row in self.rows("results/checks") if row["outcome"] == "fail"
        }
        found = {
            row["number_id"]
            for row in self.rows("results/check_numbers")
            if row["check_id"] in failed
        }
        status: dict[str | None, set[str]] = {}
        for row in self.rows("results/verification"):
            status.setdefault(row.get("number_id"), set()).add(row["status"])
        found |= {number for number, said in status.items() if "contradicted" in said}
        return {number: status.get(number) == {"verified"} for number in found - {None}}


@dataclass(frozen=True)
class Amount:
    """One number of a document: its value in 万元, the digits printed, its place."""

    value: Decimal
    printed: str | None
    page: int | None
    number_id: str | None = None
    reader: str | None = "text"
    row_id: str | None = None
    half: Decimal | None = None

    @property
    def judged(self) -> PrintedNumber:
        text = digits_of(self.printed) or str(self.value)
        half = half_unit(self.value, text) if self.half is None else self.half
        return PrintedNumber(self.value, half, text)


def digits_of(printed: str | None) -> str | None:
    """The digits of a printed number, null for one that is none: a dash, 无."""
    text = re.sub(r"[,，\s%]", "", printed or "")
    try:
        return text if Decimal(text).is_finite() else None
    except InvalidOperation:
        return None
