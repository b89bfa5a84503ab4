"""What one document is compared with another in: pairs of amounts, for the checks Y01 to Y06.

Each function gives (subject, code, here, there, why): an amount of `this` document and the one of
`other` that it must be, null with the reason where there is none or more than one. What speaks of
the same thing is data (wording/cross_years.yml).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from helpers import amounts, wording
from helpers.checks.judging import half_unit, judge_equal
from helpers.codes import bare_name, expense_named, name_path
from helpers.panel.years import Amount, Years, digits_of

_BY_CODE = ("general_budget_expenditure", "appropriation_by_function", "expenditure")
_SUMMARIES = ("revenue_expenditure_summary", "appropriation_summary")
_LARGEST_SHIFT = 2  # letters that a name may be off, to be found by its amount

Found = Iterator[tuple[str, "str | None", Amount, "Amount | None", "str | None"]]


def amount_of(row: dict, column: str = "amount", printed: str = "printed") -> Amount:
    return Amount(
        row[column],
        row.get(printed),
        row.get("page"),
        row.get(f"{column}_id"),
        row.get("reader"),
        row.get("row_id"),
    )


def _one(figures: list[Amount]) -> tuple[Amount | None, str | None]:
    """The one figure that all are; null and why, where there is none or they differ."""
    values = {one.value for one in figures}
    if len(values) == 1:
        return figures[0], None
    return None, "several" if values else "not_there"


def _prior_amounts(this: Years, other: Years) -> Found:
    """Y01: prior-year figures of the three-public table and its prose, and of statements of
    spending."""
    for row in this.rows("tidy/statutory"):
        if row["measure"] == "prior_outturn" and row["amount"] is not None:
            there, why = _one(
                [
                    amount_of(last)
                    for last in other.rows("tidy/statutory")
                    if (last["table"], last["code"]) == (row["table"], row["code"])
                    and last["measure"] == "outturn"
                    and last["amount"] is not None
                ]
            )
            yield row["name_zh"] or row["code"], row["code"], amount_of(row), there, why
    for row in this.rows("tidy/facts"):
        if row["value_year"] == this.year - 1 and row["value_unit"] == "万元" and row["value"]:
            fact = row["fact"].removesuffix("_prior")  # as the prose of this year calls it
            there, why = _one(_facts(other, fact, row["fund"], row["subject_zh"]))
            here = amount_of(row, "value")
            if there or why == "several":
                why = why or _elsewhere(here, there, other)
                yield row["subject_zh"] or row["fact"], None, here, there, why
    for row in this.rows("tidy/budget_vs_outturn"):
        number = this.numbers.get(row.get("prior_outturn_id"))
        if number and row["scope"] == "three_public" and row["source"] == "narrative":
            here = amount_of(row | {"printed": number["printed"]}, "prior_outturn")
            there, why = _one(_expenses(other, row["code"]))
            why = why or _elsewhere(here, there, other)
            if there and not why and not _agree(here, there) and row["fund"] not in _funds(other):
                why = "scope"
            yield row["name_zh"] or row["code"], row["code"], here, there, why


def _funds(of: Years) -> set[str]:
    """The funds that the document's three-public expenses are said to be of."""
    return {
        row["fund"]
        for row in of.rows("tidy/budget_vs_outturn")
        if row["scope"] == "three_public" and row["fund"] not in (None, "not_said")
    }


def _elsewhere(here: Amount, there: Amount | None, other: Years) -> str | None:
    """Why a figure of the prose that differs need not be wrong: last year's document prints it,
    as something else, and what the prose means by it may be that."""
    differs = there is not None and not _agree(here, there)
    return "elsewhere" if differs and here.value in other.printed else None


def _facts(of: Years, fact: str, fund: str | None, subject: str | None = None) -> list[Amount]:
    return [
        amount_of(row, "value")
        for row in of.rows("tidy/facts")
        if row["fact"] == fact
        and row["fund"] == fund
        and row["value_year"] == of.year
        and row["value"] is not None
        and row["value_unit"] == "万元"
        and (subject is None or bare_name(row["subject_zh"] or "") == bare_name(subject))
    ]


def _changes(this: Years, other: Years) -> Found:
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


def _expense_changes(this: Years, other: Years) -> Found:
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


def _expenses(of: Years, expense: str) -> list[Amount]:
    """The outturn of a three-public expense, of the table; of the prose where that has none."""
    in_table = [
        amount_of(row)
        for row in of.rows("tidy/statutory")
        if (row["table"], row["code"], row["measure"]) == ("three_public", expense, "outturn")
        and row["amount"] is not None
    ]
    return in_table or [
        amount_of(row, "outturn", "outturn_printed")
        for row in of.rows("tidy/budget_vs_outturn")
        if (row["scope"], row["code"], row["source"]) == ("three_public", expense, "narrative")
        and row["outturn"] is not None
    ]


def _signed(direction: str | None, value: Decimal) -> Decimal:
    return {"increase": value, "decrease": -value}.get(direction or "", Decimal(0))


def _less(now: Amount, step: Decimal, printed: str | None) -> Amount:
    """`now` less a signed change, as exact as the two are printed."""
    digits = digits_of(printed)
    half = now.judged.half + (half_unit(abs(step), digits) if digits and step else Decimal(0))
    return Amount(
        now.value - step, now.printed, now.page, now.number_id, now.reader, now.row_id, half
    )


def _balances(this: Years, other: Years) -> Found:
    """Y03: opening balances against last year's closing ones, each fund and measure for itself."""
    for row in this.rows("tidy/statutory"):
        if row["measure"] == "opening_balance" and row["amount"] is not None:
            there, why = _one(_closing_of_fund(other, row))
            yield (
                f"{row['name_zh'] or ''} {row['code'] or ''}".strip(),
                row["code"],
                amount_of(row),
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
                amount_of(last)
                for last in other.rows("tidy/statutory")
                if last["table"] == row["table"]
                and last["measure"] == row["measure"]
                and last["amount"] is not None
                and last["side"] != "revenue"
                and re.search(names["closing"], amounts.key(last["name_zh"] or ""))
            ]
        )
        yield name, None, amount_of(row), there, why


def _closing_of_fund(other: Years, row: dict) -> list[Amount]:
    return [
        amount_of(last)
        for last in other.rows("tidy/statutory")
        if last["table"] == row["table"]
        and last["measure"] == "closing_balance"
        and last["amount"] is not None
        and (last["code"], last["level"]) == (row["code"], row["level"])
        and (row["code"] or last["name_zh"] == row["name_zh"])
    ]


def _prior_budgets(this: Years, other: Years) -> Found:
    """Y05: what a budget prints of last year's budget."""
    for row in this.rows("tidy/budget_statements"):
        if row["compared"] is not None and row["compared_with"] == "prior_budget":
            here = amount_of(row, "compared", "compared_printed")
            there, why = _of_budget(other, row, here)
            why = why or _elsewhere(here, there, other)
            yield row["subject_zh"], row["code"], here, there, why


def _budget_changes(this: Years, other: Years) -> Found:
    """Y06: amounts of a budget's prose less their change on last year's."""
    for row in this.rows("tidy/budget_statements"):
        if None in (row["amount"], row["change"], row["direction"]):
            continue
        if row["compared_with"] == "prior_execution":
            continue
        step = _signed(row["direction"], row["change"])
        here = _less(amount_of(row), step, row["change_printed"])
        there, why = _of_budget(other, row, here)
        if row["compared_with"] == "not_said" and there and not _agree(here, there):
            why = "base"
        yield row["subject_zh"], row["code"], here, there, why


def _of_budget(other: Years, row: dict, here: Amount) -> tuple[Amount | None, str | None]:
    """Last year's budget of what a statement is about: by code, by expense, else by its amount."""
    rows = [one for one in other.rows("tidy/budget") if one["amount"] is not None]
    if row["code"]:
        for table in _BY_CODE:
            same = [
                amount_of(one)
                for one in rows
                if (one["table"], one["code"], one["measure"]) == (table, row["code"], "total")
            ]
            if same:
                return _one(same)
        return None, "not_there"
    if expense := expense_named(row["subject_zh"]):
        return _one(
            [
                amount_of(one)
                for one in rows
                if (one["table"], one["code"]) == ("three_public", expense)
                and one["measure"] not in ("prior_outturn",)
            ]
        )
    return _by_amount(rows, row, here)


def _by_amount(rows: list[dict], row: dict, here: Amount) -> tuple[Amount | None, str | None]:
    """A thing without a code: of the amounts that fit, one with (nearly) its name, or a total."""
    fits = [one for one in rows if _agree(here, amount_of(one))]
    path = name_path(row["subject_zh"])
    subject = path[-1][0] if path else bare_name(row["subject_zh"])
    named = [one for one in fits if _nearly(one["name_zh"] or "", subject)]
    totals = [one for one in fits if one["level"] in ("total", "line")]
    if named:
        exact = any(bare_name(one["name_zh"]) == subject for one in named)
        return amount_of(named[0]), None if exact else "by_amount"
    if totals and row["level"] == "line":
        return amount_of(totals[0]), None
    return None, "several" if row["level"] == "line" else "not_there"


def _agree(here: Amount, there: Amount) -> bool:
    return judge_equal(here.judged, there.judged).outcome in ("pass", "rounding")


def _nearly(name: str, other: str) -> bool:
    """Whether two names are made of the same letters, but for a swap: a slip of the pen."""
    left, right = bare_name(name), bare_name(other)
    off = sum((one not in right) for one in left) + sum((one not in left) for one in right)
    return bool(left) and abs(len(left) - len(right)) <= _LARGEST_SHIFT and off == 0


def of_units(
    department: Years, units: Sequence[Years]
) -> Iterator[tuple[str, str, Amount, Amount]]:
    """Rows by code that department and units have, of one table and measure, budgets and accounts
    each; of several units their sum."""
    for name in ("tidy/budget", "tidy/statutory"):
        theirs: dict[tuple, list[Amount]] = {}
        for unit in units:
            own = {
                (row["table"], row["code"], row["measure"]): amount_of(row)
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
                yield subject, row["code"], amount_of(row), _sum(found)


def _sum(figures: list[Amount]) -> Amount:
    """The sum of figures, as exact as they are printed together; one alone is itself."""
    if len(figures) == 1:
        return figures[0]
    half = sum((one.judged.half for one in figures), Decimal(0))
    readers = {one.reader for one in figures}
    reader = "ocr" if "ocr" in readers else "text"
    value = sum((one.value for one in figures), Decimal(0))
    return Amount(value, None, None, reader=reader, half=half)


#: The rules of two years of one unit, and what each compares.
OF_TWO_YEARS: tuple[tuple[str, Callable[[Years, Years], Found]], ...] = (
    ("Y01", _prior_amounts),
    ("Y02", _changes),
    ("Y02", _expense_changes),
    ("Y03", _balances),
    ("Y05", _prior_budgets),
    ("Y06", _budget_changes),
)
