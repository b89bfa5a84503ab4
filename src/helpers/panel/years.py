"""One document held against another: cross-document checks Y01 to Y06.

    compare(this, other, "year before")    # rows of panel/cross_checks

What is compared is data (wording/cross_years.yml). Only a prior-year figure that is itself printed,
differs and is explained by nothing is an alarm; everything unsure ends as `cannot_tell` with its
reason, and an opening balance or a change that does not fit is a question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from helpers import amounts, store, wording
from helpers.checks.judging import PrintedNumber, half_unit, judge_equal
from helpers.codes import bare_name, expense_named, name_path
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
_BY_CODE = ("general_budget_expenditure", "appropriation_by_function", "expenditure")
_SUMMARIES = ("revenue_expenditure_summary", "appropriation_summary")
_YUAN = Decimal("0.0001")  # in 万元: documents that round to the yuan print .00 behind it
_LARGEST_SHIFT = 2  # letters that a name may be off, to be found by its amount


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
class Figure:
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
        text = _digits(self.printed) or str(self.value)
        half = half_unit(self.value, text) if self.half is None else self.half
        return PrintedNumber(self.value, half, text)


def _digits(printed: str | None) -> str | None:
    """The digits of a printed number, null for one that is none: a dash, 无."""
    text = re.sub(r"[,，\s%]", "", printed or "")
    try:
        return text if Decimal(text).is_finite() else None
    except InvalidOperation:
        return None


#: Whether a second reader finds a number (unit, year, number_id) where it was read.
Confirm = Callable[[str, int, "str | None"], bool]


def compare(
    this: Years, other: Years, renamed: bool = False, confirm: Confirm = lambda *_: True
) -> Iterator[dict[str, Any]]:
    """Rows of the checks of `this` against the year before, `other`.

    `renamed`: a person or the covers say that the two are not simply the same unit. `confirm` is
    asked before a difference becomes an alarm.
    """
    pair = _Pair(this, other, renamed, confirm)
    for rule, checks in (
        ("Y01", _prior_figures),
        ("Y02", _changes),
        ("Y02", _expense_changes),
        ("Y03", _balances),
        ("Y05", _prior_budgets),
        ("Y06", _budget_changes),
    ):
        for subject, code, here, there, why in checks(this, other):
            yield pair.row(rule, subject, code, here, there, why)


def compare_units(department: Years, units: Sequence[Years]) -> Iterator[dict[str, Any]]:
    """Rows of Y04: a department against the sum of its units, of one year.

    Of several units the row names the first; its subject says of how many the sum is.
    """
    pair = _Pair(department, units[0], False)
    for subject, code, here, there in _same_rows(department, units):
        yield pair.row("Y04", subject, code, here, there, None)


@dataclass
class _Pair:
    this: Years
    other: Years
    renamed: bool
    confirm: Confirm = lambda *_: True

    def row(
        self,
        rule: str,
        subject: str,
        code: str | None,
        here: Figure,
        there: Figure | None,
        why: str | None,
    ) -> dict[str, Any]:
        """The row of one comparison; `why` is a reason known before (it cannot be told)."""
        outcome, why = self._judged(rule, code, here, there, why)
        row = {
            "rule": rule,
            "other_unit": self.other.unit,
            "other_year": self.other.year,
            "subject_zh": subject,
            "code": code,
            "printed": here.printed,
            "here": here.value,
            "there": there and there.value,
            "difference": here.value - there.value if there else None,
            "outcome": outcome,
            "why": why,
            "page": here.page,
            "other_page": there and there.page,
            "number_id": here.number_id,
            "other_number_id": there and there.number_id,
        }
        figures = (self.this, here), (self.other, there)
        return row | {f"told_{lang}": _told(row, figures, lang) for lang in ("zh", "en")}

    def _judged(
        self, rule: str, code: str | None, here: Figure, there: Figure | None, why: str | None
    ) -> tuple[str, str]:
        if there is None:
            return "cannot_tell", why or "not_there"
        outcome = judge_equal(here.judged, there.judged).outcome
        if outcome in ("pass", "rounding"):
            return outcome, why or ("same" if here.value == there.value else "rounding")
        if abs(here.value - there.value) < _YUAN:
            return "rounding", why or "rounding"
        if unsure := why or self._unsure(rule, code, here, there):
            return "cannot_tell", unsure
        if not wording.load("cross_years")["rules"][rule]["alarms"]:
            return "question", "differs"
        seen = ((self.this, here), (self.other, there))
        if not all(self.confirm(of.unit, of.year, one.number_id) for of, one in seen):
            return "cannot_tell", "unconfirmed"
        return "fail", "differs"

    def _unsure(self, rule: str, code: str | None, here: Figure, there: Figure) -> str | None:
        """Why a difference need be no mistake; null where nothing explains it."""
        accounts = rule in ("Y01", "Y02", "Y03")
        if rule == "Y04":
            return "units"
        if "ocr" in (here.reader, there.reader):
            return "ocr"
        if self.renamed:
            return "renamed"
        if self.this.scope(accounts) != self.other.scope(accounts):
            return "scope"
        if code and _changed(code, self.this.year):
            return "code"
        if not (_digits(here.printed) and _digits(there.printed)):
            return "blank"
        if here.row_id in self.this.contradicted or there.row_id in self.other.contradicted:
            return "contradicted"
        explained = self.this.explains_near(here.number_id) or self.other.explains
        return "said" if explained or self.this.explains else None


def _changed(code: str, year: int) -> bool:
    """Whether the code, or one that it lies under or above, changed its meaning in that year."""
    return any(
        one["from"] == year and (code.startswith(one["code"]) or one["code"].startswith(code))
        for one in wording.load("code_changes")
    )


def _told(row: dict[str, Any], figures: tuple[tuple[Years, Figure | None], ...], lang: str) -> str:
    words = wording.load("cross_years")
    here, there = (_as_said(of, figure, lang) for of, figure in figures)
    return words["told"][lang].format(
        rule_zh=words["rules"][row["rule"]]["zh"],
        rule_en=words["rules"][row["rule"]]["en"],
        subject=row["subject_zh"],
        page=row["page"] or "?",
        here=here,
        there=there,
        other=figures[1][0].name,
        other_year=row["other_year"],
        other_page=row["other_page"] or "?",
        why=words["why"][row["why"]][lang],
    )


def _as_said(of: Years, figure: Figure | None, lang: str) -> str:
    """A figure as its document prints it, with its unit; else its value, worked out as it is."""
    words = wording.load("cross_years")["told"]
    if figure is None:
        return words["nothing"][lang]
    number = of.numbers.get(figure.number_id)
    unit = number and words["units"].get(number["value_unit"])
    if figure.half is None and number and unit:
        return words["printed"][lang].format(printed=number["printed"], unit=unit[lang])
    way = "worked_out" if figure.half is not None else "printed"
    value = f"{figure.value.normalize():,f}"
    unit = words["units"]["万元"][lang]
    return words[way][lang].format(value=value, printed=value, unit=unit)


_Found = Iterator[tuple[str, "str | None", Figure, "Figure | None", "str | None"]]


def _figure(row: dict, column: str = "amount", printed: str = "printed") -> Figure:
    return Figure(
        row[column],
        row.get(printed),
        row.get("page"),
        row.get(f"{column}_id"),
        row.get("reader"),
        row.get("row_id"),
    )


def _one(figures: list[Figure]) -> tuple[Figure | None, str | None]:
    """The one figure that all are; null and why, where there is none or they differ."""
    values = {one.value for one in figures}
    if len(values) == 1:
        return figures[0], None
    return None, "several" if values else "not_there"


def _prior_figures(this: Years, other: Years) -> _Found:
    """Y01: prior-year figures of the three-public table, and of statements of spending."""
    for row in this.rows("tidy/statutory"):
        if row["measure"] == "prior_outturn" and row["amount"] is not None:
            there, why = _one(
                [
                    _figure(last)
                    for last in other.rows("tidy/statutory")
                    if (last["table"], last["code"]) == (row["table"], row["code"])
                    and last["measure"] == "outturn"
                    and last["amount"] is not None
                ]
            )
            yield row["name_zh"] or row["code"], row["code"], _figure(row), there, why
    for row in this.rows("tidy/facts"):
        if row["value_year"] == this.year - 1 and row["value_unit"] == "万元" and row["value"]:
            fact = row["fact"].removesuffix("_prior")  # as the prose of this year calls it
            there, why = _one(_facts(other, fact, row["fund"], row["subject_zh"]))
            here = _figure(row, "value")
            if there or why == "several":
                why = why or _elsewhere(here, there, other)
                yield row["subject_zh"] or row["fact"], None, here, there, why


def _elsewhere(here: Figure, there: Figure | None, other: Years) -> str | None:
    """Why a figure of the prose that differs need not be wrong: last year's document prints it,
    as something else, and what the prose means by it may be that."""
    differs = there is not None and not _agree(here, there)
    return "elsewhere" if differs and here.value in other.printed else None


def _facts(of: Years, fact: str, fund: str | None, subject: str | None = None) -> list[Figure]:
    return [
        _figure(row, "value")
        for row in of.rows("tidy/facts")
        if row["fact"] == fact
        and row["fund"] == fund
        and row["value_year"] == of.year
        and row["value"] is not None
        and row["value_unit"] == "万元"
        and (subject is None or bare_name(row["subject_zh"] or "") == bare_name(subject))
    ]


def _changes(this: Years, other: Years) -> _Found:
    """Y02: wholes of the prose less their change on the year before."""
    for whole, change in wording.load("cross_years")["changes"].items():
        moved = [
            row
            for row in this.rows("tidy/facts")
            if row["fact"] == change
            and row["value"] is not None
            and row["value_unit"] == "万元"
            and row["direction"] in ("increase", "decrease", "equal")
            and row["base"] in (None, "prior_year")
        ]
        funds = {row["fund"] for row in moved}
        for fund in sorted(funds, key=str):
            now, _ = _one(_facts(this, whole, fund))
            signed = {
                _signed(row["direction"], row["value"]) for row in moved if row["fund"] == fund
            }
            if now is None or len(signed) != 1:
                continue
            (step,) = signed
            row = next(one for one in moved if one["fund"] == fund)
            there, why = _one(_facts(other, whole, fund))
            yield row["subject_zh"] or whole, None, _less(now, step, row["printed"]), there, why


def _expense_changes(this: Years, other: Years) -> _Found:
    """Y02: the three public expenses of the table, less the change that the prose states."""
    for row in this.rows("tidy/facts"):
        expense = expense_named(row["subject_zh"] or "")
        if row["fact"] != "three_public_change" or row["base"] != "prior_year":
            continue
        if expense is None or row["value"] is None or row["direction"] is None:
            continue
        if row["value_unit"] != "万元":
            continue
        now, _ = _one(_expenses(this, expense))
        there, why = _one(_expenses(other, expense))
        if now is not None:
            step = _signed(row["direction"], row["value"])
            yield row["subject_zh"], expense, _less(now, step, row["printed"]), there, why


def _expenses(of: Years, expense: str) -> list[Figure]:
    return [
        _figure(row)
        for row in of.rows("tidy/statutory")
        if (row["table"], row["code"], row["measure"]) == ("three_public", expense, "outturn")
        and row["amount"] is not None
    ]


def _signed(direction: str | None, value: Decimal) -> Decimal:
    return {"increase": value, "decrease": -value}.get(direction or "", Decimal(0))


def _less(now: Figure, step: Decimal, printed: str | None) -> Figure:
    """`now` less a signed change, as exact as the two are printed."""
    digits = _digits(printed)
    half = now.judged.half + (half_unit(abs(step), digits) if digits and step else Decimal(0))
    return Figure(
        now.value - step, now.printed, now.page, now.number_id, now.reader, now.row_id, half
    )


def _balances(this: Years, other: Years) -> _Found:
    """Y03: opening balances against last year's closing ones, each fund and measure for itself."""
    for row in this.rows("tidy/statutory"):
        if row["measure"] == "opening_balance" and row["amount"] is not None:
            there, why = _one(_closing_of_fund(other, row))
            yield (
                f"{row['name_zh'] or ''} {row['code'] or ''}".strip(),
                row["code"],
                _figure(row),
                there,
                why,
            )
    names = wording.load("cross_years")["balances"]
    for row in this.rows("tidy/statutory"):
        name = amounts.key(row["name_zh"] or "")
        if row["table"] not in _SUMMARIES or row["amount"] is None:
            continue
        if not re.search(names["opening"], name) or row["side"] == "expenditure":
            continue
        there, why = _one(
            [
                _figure(last)
                for last in other.rows("tidy/statutory")
                if last["table"] == row["table"]
                and last["measure"] == row["measure"]
                and last["amount"] is not None
                and last["side"] != "revenue"
                and re.search(names["closing"], amounts.key(last["name_zh"] or ""))
            ]
        )
        yield name, None, _figure(row), there, why


def _closing_of_fund(other: Years, row: dict) -> list[Figure]:
    return [
        _figure(last)
        for last in other.rows("tidy/statutory")
        if last["table"] == row["table"]
        and last["measure"] == "closing_balance"
        and last["amount"] is not None
        and (last["code"], last["level"]) == (row["code"], row["level"])
        and (row["code"] or last["name_zh"] == row["name_zh"])
    ]


def _prior_budgets(this: Years, other: Years) -> _Found:
    """Y05: what a budget prints of last year's budget."""
    for row in this.rows("tidy/budget_statements"):
        if row["compared"] is not None and row["compared_with"] == "prior_budget":
            here = _figure(row, "compared", "compared_printed")
            there, why = _of_budget(other, row, here)
            why = why or _elsewhere(here, there, other)
            yield row["subject_zh"], row["code"], here, there, why


def _budget_changes(this: Years, other: Years) -> _Found:
    """Y06: amounts of a budget's prose less their change on last year's."""
    for row in this.rows("tidy/budget_statements"):
        if None in (row["amount"], row["change"], row["direction"]):
            continue
        if row["compared_with"] == "prior_execution":
            continue
        step = _signed(row["direction"], row["change"])
        here = _less(_figure(row), step, row["change_printed"])
        there, why = _of_budget(other, row, here)
        if row["compared_with"] == "not_said" and there and not _agree(here, there):
            why = "base"
        yield row["subject_zh"], row["code"], here, there, why


def _of_budget(other: Years, row: dict, here: Figure) -> tuple[Figure | None, str | None]:
    """Last year's budget of what a statement is about: by code, by expense, else by its amount."""
    rows = [one for one in other.rows("tidy/budget") if one["amount"] is not None]
    if row["code"]:
        for table in _BY_CODE:
            same = [
                _figure(one)
                for one in rows
                if (one["table"], one["code"], one["measure"]) == (table, row["code"], "total")
            ]
            if same:
                return _one(same)
        return None, "not_there"
    if expense := expense_named(row["subject_zh"]):
        return _one(
            [
                _figure(one)
                for one in rows
                if (one["table"], one["code"]) == ("three_public", expense)
                and one["measure"] not in ("prior_outturn",)
            ]
        )
    return _by_amount(rows, row, here)


def _by_amount(rows: list[dict], row: dict, here: Figure) -> tuple[Figure | None, str | None]:
    """A thing without a code: of the amounts that fit, one with (nearly) its name, or a total."""
    fits = [one for one in rows if _agree(here, _figure(one))]
    path = name_path(row["subject_zh"])
    subject = path[-1][0] if path else bare_name(row["subject_zh"])
    named = [one for one in fits if _nearly(one["name_zh"] or "", subject)]
    totals = [one for one in fits if one["level"] in ("total", "line")]
    if named:
        exact = any(bare_name(one["name_zh"]) == subject for one in named)
        return _figure(named[0]), None if exact else "by_amount"
    if totals and row["level"] == "line":
        return _figure(totals[0]), None
    return None, "several" if row["level"] == "line" else "not_there"


def _agree(here: Figure, there: Figure) -> bool:
    return judge_equal(here.judged, there.judged).outcome in ("pass", "rounding")


def _nearly(name: str, other: str) -> bool:
    """Whether two names are made of the same letters, but for a swap: a slip of the pen."""
    left, right = bare_name(name), bare_name(other)
    off = sum((one not in right) for one in left) + sum((one not in left) for one in right)
    return bool(left) and abs(len(left) - len(right)) <= _LARGEST_SHIFT and off == 0


def _same_rows(
    department: Years, units: Sequence[Years]
) -> Iterator[tuple[str, str, Figure, Figure]]:
    """Rows by code that department and units have, of one table and measure, budgets and accounts
    each; of several units their sum."""
    for name in ("tidy/budget", "tidy/statutory"):
        theirs: dict[tuple, list[Figure]] = {}
        for unit in units:
            own = {
                (row["table"], row["code"], row["measure"]): _figure(row)
                for row in unit.rows(name)
                if row["code"] and row["amount"] is not None and row["level"] != "line"
            }
            for key, figure in own.items():
                theirs.setdefault(key, []).append(figure)
        for row in department.rows(name):
            found = theirs.get((row["table"], row["code"], row["measure"]))
            if found and row["amount"] is not None and row["table"] in _BY_CODE:
                subject = row["name_zh"] or row["code"]
                if row["measure"] not in ("total", "outturn"):
                    names = wording.load("budget_join")["measures"]
                    subject += f"（{names.get(row['measure'], {}).get('zh', row['measure'])}）"
                if len(found) > 1:
                    subject = f"{subject}（{len(found)} 个单位之和）"
                yield subject, row["code"], _figure(row), _sum(found)


def _sum(figures: list[Figure]) -> Figure:
    """The sum of figures, as exact as they are printed together; one alone is itself."""
    if len(figures) == 1:
        return figures[0]
    half = sum((one.judged.half for one in figures), Decimal(0))
    readers = {one.reader for one in figures}
    reader = "ocr" if "ocr" in readers else "text"
    value = sum((one.value for one in figures), Decimal(0))
    return Figure(value, None, None, reader=reader, half=half)
