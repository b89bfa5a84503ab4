"""Tables of the budget and of the accounts that speak of the same thing, paired key by key.

Which tables these are is data (wording/budget_join.yml); what the accounts state of a budget, in
their tables or their prose, is given to the code or the line that it is of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from helpers import amounts, wording
from helpers.checks.judging import PrintedNumber, half_unit
from helpers.wording import HEADED, NUMERALS

_NUMBERED = re.compile(rf"^({HEADED}|[(（]?[\d{NUMERALS}]{{1,2}}[)）.、．]|其中[:：])+")
LEVEL_OF_SCOPE = {
    "function_class": "class",
    "function_section": "section",
    "function_item": "item",
}


@dataclass(frozen=True)
class Statement:
    """A budget that the accounts state of a thing, with how it was joined to the thing's code."""

    row: dict
    column: str
    join_by: str

    @property
    def amount(self) -> Decimal:
        return self.row[self.column]

    @property
    def printed(self) -> str:
        said = self.row.get("printed") or self.row.get(f"{self.column}_printed")
        return said or str(self.amount.normalize())


@dataclass
class Pair:
    """One table of the budget and the accounts' table of the same thing, by key and measure."""

    name: str
    spec: dict
    budget: dict[tuple, dict] = field(default_factory=dict)
    accounts: dict[tuple, dict] = field(default_factory=dict)
    #: (key) → column (initial_budget, adjusted_budget, budget) → what the accounts state.
    said: dict[tuple, dict[str, Statement]] = field(default_factory=dict)

    @cached_property
    def budget_measures(self) -> set[str]:
        return {measure for _, measure in self.budget}

    @cached_property
    def accounts_measures(self) -> set[str]:
        return {measure for _, measure in self.accounts}

    def cells(self) -> Iterator[tuple]:
        """Every key and budget measure of either table, in the budget's order."""
        back = {theirs: ours for ours, theirs in self.spec["measures"].items()}
        found = [*self.budget, *((key, back[m]) for key, m in self.accounts if m in back)]
        found += [(key, self.main) for key in self.said]
        yield from dict.fromkeys(found)

    @property
    def main(self) -> str:
        """The budget's measure of the whole amount, of which the accounts state a budget."""
        return next(iter(self.spec["measures"]))


#: The pairs that hold spending by function, the widest money first.
BY_FUNCTION = ("expenditure", "general_budget_expenditure", "appropriation_expenditure")


def table_pairs(rows: Mapping[str, list[dict]]) -> Iterator[Pair]:
    """The pairs of tables of which the budget has one and the accounts have something."""
    for name, spec in wording.load("budget_join")["pairs"].items():
        pair = Pair(name, spec)
        for row in rows["tidy/budget"]:
            its = row["table"] == spec["budget"] and row["phase"] != "executed"
            if its and row["side"] != "expenditure_by_use":
                pair.budget.setdefault((_key(row, spec), row["measure"]), row)
        for row in rows["tidy/statutory"]:
            if row["table"] == spec["accounts"]:
                _place(row, pair)
        _add_statements(pair, rows["tidy/budget_vs_outturn"])
        if pair.budget and (pair.accounts or pair.said):
            yield pair


def _place(row: dict, pair: Pair) -> None:
    """Put a row of the accounts' table to its cells, or to what they state of a budget."""
    key = _key(row, pair.spec)
    if row["measure"] in ("initial_budget", "adjusted_budget", "budget"):
        said = pair.said.setdefault(key, {})
        said.setdefault(row["measure"], Statement(row, "amount", _joined_by(row)))
    elif row["measure"] in pair.spec["measures"].values():
        pair.accounts.setdefault((key, row["measure"]), row)


def _joined_by(row: dict) -> str:
    return "printed_code" if row.get("code") else "name"


def _add_statements(pair: Pair, rows: Sequence[dict]) -> None:
    """Give the pair the initial budgets that the prose states of its codes and of its total."""
    wanted = pair.spec.get("statements")
    if not wanted:
        return
    found: dict[tuple, list[Statement]] = {}
    for row in rows:
        if row["source"] == "statutory" or row.get("fund") not in wanted["fund"]:
            continue
        key, join_by = _statement_key(row, pair)
        for column in ("initial_budget", "adjusted_budget", "budget"):
            if key is not None and row.get(column) is not None:
                found.setdefault((key, column), []).append(Statement(row, column, join_by))
    for (key, column), same in found.items():
        # Two statements that do not agree: which of the two was it?
        column = column if len({one.amount for one in same}) == 1 else "budget"
        pair.said.setdefault(key, {})[column] = same[0]


def _statement_key(row: dict, pair: Pair) -> tuple[tuple | None, str]:
    """The key of the thing that the accounts' prose states a budget of, and how it was found."""
    if row["scope"] == "three_public":
        of_three = pair.name == "three_public"
        return (("", row["code"]) if of_three and row["code"] else None), "printed_code"
    if pair.name == "three_public":
        return None, ""
    if row["scope"] == "total":
        return ("", "total"), "name"
    if row["scope"] not in LEVEL_OF_SCOPE:
        return None, ""
    if row["code"]:
        return ("", row["code"]), "name_path"
    level, outturn = LEVEL_OF_SCOPE[row["scope"]], row.get("outturn")
    same = [
        key
        for (key, measure), one in pair.accounts.items()
        if measure == "total" and one["level"] == level and one["amount"] == outturn
    ]
    return (same[0], "unique_outturn") if outturn and len(same) == 1 else (None, "")


def _key(row: dict, spec: dict) -> tuple:
    """What a row is of: side and line of a two-sided table, else the code, `total`, or the name."""
    if spec["by"] == "line":
        side = row["side"] or ""
        return side, _line(side, bare_line(row["name_zh"]))
    code = row["code"]
    if code and len(code) == 4 and row["level"] == "economic_section":
        code = f"{code[:3]}0{code[3]}"  # 301 | 2 is 30102
    return "", code or ("total" if row["level"] == "total" else bare_line(row["name_zh"]))


def bare_line(name: str | None) -> str:
    """A line's name without its number: 一、教育支出."""
    return _NUMBERED.sub("", amounts.key(name or ""))


def _line(side: str, name: str) -> str:
    lines = wording.load("budget_join")["lines"].get(side, ())
    return next((one["key"] for one in lines if re.search(one["match"], name)), name)


def is_other(side: str, line: str) -> bool:
    lines = wording.load("budget_join")["lines"].get(side, ())
    return any(one["key"] == line and one.get("other") for one in lines)


def plain_amount(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def amounts_said(one: Statement) -> str:
    """A statement's amount in 万元, as printed where that is its unit."""
    same = Decimal(one.printed) == one.amount
    return one.printed if same else plain_amount(one.amount)


def stated_number(one: Statement) -> PrintedNumber:
    """The number of a statement for judging."""
    row = one.row
    number = row.get(f"{one.column}_id") or row.get("amount_id")
    half = half_unit(one.amount, one.printed)
    return PrintedNumber(one.amount, half, one.printed, row["page"], number_id=number)


def budget_number(row: dict) -> PrintedNumber:
    """An amount of the budget for judging."""
    half = half_unit(row["amount"], row["printed"])
    return PrintedNumber(
        row["amount"], half, row["printed"], row["page"], number_id=row["amount_id"]
    )
