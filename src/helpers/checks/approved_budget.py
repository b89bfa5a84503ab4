"""An approved budget arranged for checking, and what its rules are repeated along.

Sums within its tables have the shapes of the accounts' sums. What else a budget's rules look at
has shapes here: rows of ``results/budget_join``, sentences of its prose, notes at its tables. What
the rules compare is wording/operands_budget.yml. A document without a budget beside it has none
of these checks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from helpers import amounts, wording
from helpers.checks.accounts import Row, Tables, rows_of
from helpers.checks.interpreter import Check, Shapes, judged
from helpers.checks.judging import (
    HUNDRED,
    Judgement,
    PrintedNumber,
    half_unit,
    interval,
    judge_percentage,
    quotient,
)
from helpers.codes import MARK, bare_name, expense_named
from helpers.extract.grids.captions import of_tables
from helpers.index import Index

#: The tables that the checks and the join are made of.
TABLES = (
    "tidy/documents",
    "tidy/statutory",
    "tidy/budget_vs_outturn",
    "tidy/budget",
    "tidy/budget_tables",
    "tidy/budget_statements",
    "tidy/budget_notes",
    "tidy/facts",
)
#: Notes that leave an amount of a table out: its sums may lack a part then.
_LEFT_OUT = frozenset(
    ("unknown_header", "not_an_amount", "merged_amount", "cut_amount", "left_over", "unnamed_row",
     "no_unit", "beyond_edge", "budget_picture")
)  # fmt: skip
_JOINED = {"agrees": "pass", "rounding": "rounding", "differs": "fail"}
_SIGNS = {"increase": 1, "decrease": -1}


class Budget(Tables):
    """A budget's tables, arranged for checks, and how it was joined to the accounts of its year.

    `tables` are data frames by name (TABLES; of a budget alone, those of the accounts are not
    there), `joined` rows of ``results/budget_join``. `rows` are those of the tables that were
    understood whole, `cells` every amount; amounts executed in another year are no rows.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame], joined: Sequence[dict] = ()):
        index = Index(tables)
        self.joined = joined
        self.cells = index.rows("tidy/budget")
        self.tables = index.rows("tidy/budget_tables")
        self._facts = index.by("tidy/facts", "fact")
        doubted = _doubted(self.tables, index.rows("tidy/budget_notes"))
        whole = [
            cell
            for cell in self.cells
            if cell["phase"] != "executed" and cell["table"] not in doubted
        ]
        leveled = [cell | {"code": _level_code(cell)} for cell in whole]
        super().__init__(rows_of(leveled, "tidy/budget"))
        self._names = {
            (one["table"], one["row"], one["code"]): _name(cell)
            for one, cell in zip(leveled, whole, strict=True)
        }
        #: Sentences, each the first about its thing, and those that say it again, with the first.
        self.statements: list[dict] = []
        self.again: list[tuple[dict, dict]] = []
        self._arrange(index.rows("tidy/budget_statements"))

    def _arrange(self, statements: Iterable[dict]) -> None:
        first: dict[tuple, dict] = {}
        for row in statements:
            key = (row["document"], row["subject_zh"])
            before = first.get(key)
            if before is not None and _is_said_again(row, before):
                self.again.append((row, before))
            else:
                first[key] = row
                self.statements.append(row)

    def labels(self, table: str, row: Row, **names: Any) -> dict:
        """The names of a case: the table's title, the row as it is printed, the measure."""
        told = wording.load("budget_join")["measures"]
        measure = names.get("measure")
        return {
            "table": title(table),
            "name": self._names[row.table, row.order, row.code],
            "measure": told.get(measure, measure),
        }

    def fact(self, name: str) -> dict | None:
        """The first statement of the accounts' prose of this kind."""
        return next(iter(self._facts.get(name, ())), None)

    def is_of_one_money(self) -> bool:
        """All that is spent is the appropriation: the two summaries have one total."""
        totals = [
            max(
                (
                    cell["amount"]
                    for cell in self.cells
                    if cell["table"] == table
                    and cell["level"] == "total"
                    and cell["measure"] in ("budget", "total")
                ),
                default=None,
            )
            for table in ("revenue_expenditure_summary", "appropriation_summary")
        ]
        return None not in totals and totals[0] == totals[1]


def title(table: str) -> str:
    """What a table of a budget is called."""
    return of_tables("budget")["tables"][table]["title_zh"]


def _doubted(tables: Iterable[dict], notes: Sequence[dict]) -> set[str]:
    """The tables of which an amount was left out."""
    return {
        table["table"]
        for table in tables
        for note in notes
        if note["kind"] in _LEFT_OUT
        and table["document"] == note["document"]
        and table["first_page"] is not None
        and table["first_page"] <= (note["page"] or 0) <= table["last_page"]
    }


def _name(cell: dict) -> str:
    code = cell["code"] if cell["table"] != "three_public" else None
    return " ".join(filter(None, (code, cell["name_zh"]))) or "合计"


def _level_code(cell: dict) -> str | None:
    """The code that tells the level of a row: 301 | 2 is 30102; None for a unit's code."""
    code = cell["code"]
    if not code or cell["table"] == "three_public":
        return code
    if len(code) == 4 and cell["level"] == "economic_section":
        return f"{code[:3]}0{code[3]}"
    return code if len(code) in (3, 5, 7) else None


def _is_said_again(row: dict, before: dict) -> bool:
    """The sentence gives an amount without naming the thing that the one before it named."""
    *_, name = MARK.sub("/", amounts.key(row["subject_zh"])).rstrip("/").split("/")
    near = before["page"] in (row["page"], row["page"] - 1)
    known = row["amount"] is not None and before["amount"] is not None
    return near and known and name not in amounts.key(row["snippet_zh"])


def _joined(rule: str, case: dict, budget: Budget) -> Iterator[Check]:
    """What the accounts say of their initial budget, against the published one: the join has
    judged it."""
    for row in budget.joined:
        if (
            row["outcome"] not in _JOINED
            or row["pair"] not in case["pairs"]
            or row["level"] not in case.get("levels", (row["level"],))
        ):
            continue
        printed = row["budget_printed"]
        published = PrintedNumber(row["budget"], half_unit(row["budget"], printed), printed,
            row["budget_page"], number_id=row["budget_id"])  # fmt: skip
        stated = _printed(row["initial_budget"], row["accounts_page"], row["initial_budget_id"])
        judgement = judged(case, stated, [published])
        judgement.outcome = _JOINED[row["outcome"]]
        name = " ".join(filter(None, (row["code"], row["name_zh"])))
        yield Check(rule, {"name": name}, judgement, row["accounts_page"], (row["budget_page"],))


def _implied(rule: str, case: dict, budget: Budget) -> Iterator[Check]:
    """An amount as the budget prints it, and as the accounts' outturn and its change imply."""
    total, change = (budget.fact(case[one]["fact"]) for one in ("total", "change"))
    published = next(
        (
            cell
            for cell in budget.cells
            if any(all(cell[key] == one[key] for key in one) for one in case["published"])
        ),
        None,
    )
    if not (total and change and published) or change["base"] != case["base"]:
        return
    sign = _SIGNS.get(change["direction"])
    if sign and total["value_unit"] == change["value_unit"] == "万元":
        parts = [_printed(one["value"], one["page"], one["value_id"]) for one in (total, change)]
        judgement = judged(case, _amount(published), parts, [1, -sign])
        yield Check(rule, {}, judgement, total["page"], (published["page"],))


def _sentences(rule: str, case: dict, budget: Budget) -> Iterator[Check]:
    """A sentence's amount, where the budget's tables have one number of its thing."""
    for row in budget.statements:
        found = _of_expense(row, case, budget) if "but" in case else _of_code(row, case, budget)
        if not found:
            continue
        tried = [(judged(case, _amount(row), [_amount(one)]), one) for one in found]
        sound = next(((judgement, one) for judgement, one in tried if _holds(judgement)), None)
        # Which money a sentence speaks of is not said: it may be all of it, or the appropriation.
        if sound is None and case.get("of_one_money") and not budget.is_of_one_money():
            continue
        judgement, one = sound or tried[0]
        names = {"name": row["subject_zh"]}
        yield Check(rule, names, judgement, budget_pages=_pages(row, one))


def _holds(judgement: Judgement) -> bool:
    return judgement.outcome != "fail"


def _of_expense(row: dict, case: dict, budget: Budget) -> list[dict]:
    """The amounts of the expense that a sentence about no code names."""
    if row["amount"] is None or row["code"] or row["level"] != "line":
        return []
    code = expense_named(row["subject_zh"], of_tables("budget"))
    return [] if code in case["but"] else _cells(code, case, budget)


def _of_code(row: dict, case: dict, budget: Budget) -> list[dict]:
    """The amounts of a sentence's code, and of lines that print a class by its name alone."""
    found = _cells(row["code"], case, budget) if row["amount"] is not None else []
    if not found or row["level"] != "class":
        return found
    wanted, lines = bare_name(row["subject_zh"].split("(")[0]), case["lines"]
    return found + [
        one
        for one in budget.cells
        if all(one[key] == lines[key] for key in lines)
        and bare_name(amounts.key(one["name_zh"] or "").partition("、")[2]) == wanted
    ]


def _cells(code: str | None, case: dict, budget: Budget) -> list[dict]:
    return [
        one
        for table in case["tables"]
        for one in budget.cells
        if code
        and one["code"] == code
        and one["table"] == table
        and one["measure"] in case["measures"]
    ]


def _rates(rule: str, case: dict, budget: Budget) -> Iterator[Check]:
    """The rate of change that a sentence prints, where its two numbers are printed."""
    for row in budget.statements:
        if row["rate_printed"] and row["amount"] is not None and row["direction"] in _SIGNS:
            judgement = _rate(row, case)
            if judgement is not None and judgement.outcome != "cannot_tell":
                names = {"name": row["subject_zh"]}
                yield Check(rule, names, judgement, budget_pages=(row["page"],))


def _rate(row: dict, case: dict) -> Judgement | None:
    """The printed rate judged by the change, or by the number that it is compared with."""
    sign, text = _SIGNS[row["direction"]], row["rate_printed"]
    value = Decimal(text)
    rate = PrintedNumber(value, half_unit(value, text), text, row["page"], number_id=row["rate_id"])
    current = _amount(row)
    if row["change"] is not None:
        change = _printed(row["change"], row["page"], row["change_id"], row["change_printed"])
        return judged(case, rate, [current, change], [sign])
    if not row["compared"]:
        return None
    before = _printed(row["compared"], row["page"], row["compared_id"], row["compared_printed"])
    possible = quotient(interval(current), interval(before))
    if possible is None:
        return None
    ends = sorted(sign * (HUNDRED * one - HUNDRED) for one in possible)
    exact = sign * (HUNDRED * current.value / before.value - HUNDRED)
    judgement = judge_percentage(rate, exact, (ends[0], ends[1]))
    judgement.numbers += [current, before]
    return judgement


def _again(rule: str, case: dict, budget: Budget) -> Iterator[Check]:
    """A sentence that gives the amount of the thing that the one before it named."""
    for row, before in budget.again:
        judgement = judged(case, _amount(row), [_amount(before)])
        names = {"name": row["subject_zh"]}
        yield Check(rule, names, judgement, budget_pages=_pages(row, before))


def _called_empty(rule: str, _: dict, budget: Budget) -> Iterator[Check]:
    """A table that a note calls empty and that prints amounts other than nothing."""
    for table in budget.tables:
        own = [cell for cell in budget.cells if cell["table"] == table["table"]]
        filled = table["state"] == "filled" and any(cell["amount"] for cell in own)
        if filled and table["statement_zh"]:
            judgement = Judgement("fail", numbers=list(map(_amount, own)))
            judgement.words, judgement.page = table["statement_zh"], table["first_page"]
            names = {"table": title(table["table"]), "count": len(own)}
            yield Check(rule, names, judgement, budget_pages=(table["last_page"],))


def _amount(row: dict) -> PrintedNumber:
    """The amount of a cell, or of a sentence."""
    value, text = row["amount"], row["printed"]
    return PrintedNumber(
        value, half_unit(value, text), text, row["page"], number_id=row["amount_id"]
    )


def _printed(
    value: Decimal, page: int, number: str | None, text: str | None = None
) -> PrintedNumber:
    text = text or f"{value.normalize():f}"
    if "." not in text or len(text.partition(".")[2]) < 2:
        text = f"{value:.2f}" if value == value.quantize(Decimal("0.01")) else text
    return PrintedNumber(value, half_unit(value, text), text, page, number_id=number)


def _pages(*rows: dict) -> tuple[int, ...]:
    return tuple(sorted({row["page"] for row in rows}))


#: What cases of a budget's rules are repeated along, besides the rows and codes of its tables.
BUDGET: Shapes = {
    "joined row": _joined,
    "implied amount": _implied,
    "sentence": _sentences,
    "rate of a sentence": _rates,
    "sentence said again": _again,
    "table called empty": _called_empty,
}
