"""The approved budget joined to the accounts of its year, code by code and line by line.

`budget_join` gives rows of ``results/budget_join``; which tables speak of the same thing is data
(wording/budget_join.yml). Nothing is compared unless scope, phase and base are known to be the
same, and a code in one document only is information: it is never an alarm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

import pandas as pd

from helpers import amounts, wording
from helpers.checks.judging import PrintedNumber, half_unit, judge_equal
from helpers.index import records
from helpers.wording import HEADED, NUMERALS

#: The tables that the join is made of.
TABLES = (
    "tidy/statutory",
    "tidy/budget_vs_outturn",
    "tidy/budget",
    "tidy/documents",
)
_HUNDREDTH = Decimal("0.01")
_NUMBERED = re.compile(rf"^({HEADED}|[(（]?[\d{NUMERALS}]{{1,2}}[)）.、．]|其中[:：])+")
_LEVEL_OF_SCOPE = {
    "function_class": "class",
    "function_section": "section",
    "function_item": "item",
}
#: Of fewer heads that are compared it cannot be said that most of them differ.
_FEW = 3


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


def budget_join(tables: Mapping[str, pd.DataFrame]) -> list[dict]:
    """Rows of ``results/budget_join`` from the tidy tables by name (`TABLES`)."""
    rows = {name: records(tables[name]) for name in TABLES}
    if not rows["tidy/budget"] or not rows["tidy/statutory"]:
        return []
    documents = _Documents(rows)
    found = [row for pair in _pairs(rows) for row in documents.joined(pair)]
    _doubt_where_most_differ(found)
    for n, row in enumerate(found, 1):
        row["row_id"] = f"{row['pair']}-{n}"
    return found


def chosen(rows: Sequence[dict]) -> str | None:
    """The pair of tables by function that is shown first: one of which the accounts state initial
    budgets, else one whose outturn is of the same money as its budget, else the first there."""
    there = [name for name in _BY_FUNCTION if any(row["pair"] == name for row in rows)]
    stated = {row["pair"] for row in rows if row.get("initial_budget") is not None}
    beside = {row["pair"] for row in rows if row["may_stand_beside"]}
    for known in (stated, beside):
        if found := next((name for name in there if name in known), None):
            return found
    return next(iter(there), None)


def of_chart(rows: Sequence[dict]) -> list[dict]:
    """The items of the chosen pair, or its classes, for the picture of approved, adjusted, spent.

    An outturn that is not of the same money as the budget is left out, unless the accounts set it
    beside the initial budget themselves.
    """
    pair = chosen(rows)
    own = [row for row in rows if row["pair"] == pair and row["measure"] == "total"]
    for level in ("item", "class"):
        found = [row for row in own if row["level"] == level and row["budget"] is not None]
        if found:
            return [dict(row) | ({} if _stands_beside(row) else {"outturn": None}) for row in found]
    return []


def _stands_beside(row: dict) -> bool:
    return row["may_stand_beside"] or row.get("initial_budget") is not None


class _Documents:
    """The two documents: what decides whether their numbers may be compared."""

    def __init__(self, rows: Mapping[str, list[dict]]):
        self.rows = rows
        said = {one["document"]: one for one in rows["tidy/documents"]}
        self.accounts_scope = said.get("final_accounts", {}).get("scope", "not_said")
        first = rows["tidy/budget"][0]
        self.budget_scope, self.phase = first["budget_scope"], _own_phase(rows["tidy/budget"])

    @property
    def apart(self) -> str | None:
        """Why nothing of the two may be compared (a key of `why`); None where it may."""
        scopes = {self.budget_scope, self.accounts_scope}
        if "not_said" in scopes or len(scopes) > 1:
            return "scope"
        return None if self.phase == "approved" else "phase"

    def joined(self, pair: Pair) -> Iterator[dict]:
        """The rows of one pair of tables."""
        ours, theirs = ({key for key, _ in cells} for cells in (pair.budget, pair.accounts))
        for key, measure in pair.cells():
            other = pair.spec["measures"].get(measure)
            b, o = pair.budget.get((key, measure)), pair.accounts.get((key, other))
            said = pair.said.get(key, {}) if measure == pair.main else {}
            row = self._row(pair, key, measure, b, o, said)
            if key not in theirs and not said:
                row |= self._only("only_in_budget", pair, key, measure)
            elif key not in ours:
                row |= self._only("only_in_accounts", pair, key, measure)
            elif measure not in pair.spec["measures"] or other not in pair.accounts_measures:
                row |= self._only("only_in_budget", pair, key, measure, "other_scope")
            elif measure not in pair.budget_measures:
                row |= self._only("only_in_accounts", pair, key, measure, "other_scope")
            else:
                row |= self._compared(pair, key, measure, b, o, said)
            yield row

    def _only(
        self, outcome: str, pair: Pair, key: tuple, measure: str, base: str | None = None
    ) -> dict:
        base = base or self._outturn_base(pair, key, measure)
        return {"outcome": outcome, "base": base, "outturn_base": base} | _why(outcome)

    def _compared(
        self,
        pair: Pair,
        key: tuple,
        measure: str,
        b: dict | None,
        o: dict | None,
        said: dict[str, Statement],
    ) -> dict:
        """Outcome, base and rate of a thing that both tables have."""
        outturn_base = self._outturn_base(pair, key, measure)
        found = {"outturn_base": outturn_base, "may_stand_beside": False}
        if self.apart:
            names = {
                "budget_scope": self.budget_scope,
                "accounts_scope": self.accounts_scope,
                "phase": self.phase,
            }
            base = "not_said" if "not_said" in names.values() else "other_scope"
            base = base if self.apart == "scope" else "adjusted"
            found |= {"outturn_base": base}
            return found | {"outcome": "not_comparable", "base": base} | _why(self.apart, **names)
        if b and o and outturn_base == "same_base":
            found["may_stand_beside"] = True
            if b["amount"]:
                rate = 100 * o["amount"] / b["amount"]
                found["execution_rate"] = rate.quantize(_HUNDREDTH, ROUND_HALF_UP)
        return found | self._against_statement(b, said, outturn_base)

    def _against_statement(
        self, b: dict | None, said: dict[str, Statement], outturn_base: str
    ) -> dict:
        """The published budget against the initial budget that the accounts state, if any."""
        names: dict[str, object] = {column: amounts_said(one) for column, one in said.items()}
        names["said"], names["budget"] = names.get("budget"), _plain(b["amount"]) if b else ""
        initial, adjusted = said.get("initial_budget"), said.get("adjusted_budget")
        if initial is None:
            for column, base in (("adjusted_budget", "adjusted"), ("budget", "not_said")):
                if column in said:
                    names |= {"adjusted": names.get("adjusted_budget"), "unsaid": names["said"]}
                    why = "adjusted" if base == "adjusted" else "unsaid"
                    return {"outcome": "not_comparable", "base": base} | _why(why, **names)
            return {"outcome": "no_statement", "base": outturn_base} | _why("no_statement")
        if b is None:
            return {"outcome": "only_in_accounts", "base": "same_base"} | _why("only_in_accounts")
        names["initial"] = amounts_said(initial)
        if not initial.amount and b["amount"]:
            base = "adjusted" if adjusted else "not_said"
            return {"outcome": "not_comparable", "base": base} | _why("from_nothing", **names)
        if initial.row.get("fund") == "not_said":
            return {"outcome": "not_comparable", "base": "not_said"} | _why(
                "unsaid", unsaid=names["initial"]
            )
        judged = judge_equal(statement_printed(initial), budget_printed(b))
        outcome = "differs" if judged.outcome == "fail" else "rounding"
        if initial.amount == b["amount"]:
            outcome = "agrees"
        if outcome == "differs" and self._budget_opening("appropriation"):
            carried = {"outcome": "not_comparable", "base": "carry_over_included"}
            return carried | _why("carried")
        difference = {"difference": initial.amount - b["amount"]}
        return {"outcome": outcome, "base": "same_base"} | difference | _why(outcome, **names)

    def _outturn_base(self, pair: Pair, key: tuple, measure: str) -> str:
        """Whether the outturn is of the same money as the budget of a key and measure."""
        if pair.spec["by"] == "line":
            if _is_other(*key):
                return "other_scope"
            if key[0] == "revenue":
                return "same_base"
        if measure in pair.spec.get("of_the_year", ()):
            return "same_base"
        if pair.name == "revenue":
            carried = {"opening_balance", "balances_used"} & pair.budget_measures
            return "carry_over_included" if carried else "same_base"
        money = pair.spec["money"]
        opening = self._accounts_opening(money)
        if opening is None:
            return "not_said"
        return "same_base" if not opening or self._budget_opening(money) else "carry_over_included"

    def _accounts_opening(self, money: str) -> Decimal | None:
        """What the accounts carry over into the year of `money`; of all money where they do not
        say it of the appropriation; None where they say neither."""
        for table in _SUMMARIES[money]:
            found = _openings(self.rows["tidy/statutory"], table)
            if found:
                return max(found)
        return None

    def _budget_opening(self, money: str) -> bool:
        """The budget's own summary of `money` counts money that is carried over into the year."""
        table = _SUMMARIES[money][0]
        return any(_openings(self.rows["tidy/budget"], table))

    def _row(
        self,
        pair: Pair,
        key: tuple,
        measure: str,
        b: dict | None,
        o: dict | None,
        said: dict[str, Statement],
    ) -> dict:
        """What stands in either document, with the ids and pages of the numbers."""
        one = b or o or next(iter(said.values())).row
        level = one.get("level") or _LEVEL_OF_SCOPE.get(one.get("scope", ""), "total")
        row = {
            "pair": pair.name,
            "side": key[0] if pair.spec["by"] == "line" else None,
            "code": one.get("code"),
            "level": level,
            "name_zh": one.get("name_zh"),
            "measure": measure,
            "budget": b and b["amount"],
            "budget_printed": b and b["printed"],
            "budget_id": b and b["amount_id"],
            "budget_document": b and b["document"],
            "budget_page": b and b["page"],
            "outturn": o and o["amount"],
            "outturn_id": o and o["amount_id"],
            "accounts_page": o and o["page"],
            "join_by": "printed_code" if one.get("code") else "name",
            "may_stand_beside": False,
        }
        for column in ("initial_budget", "adjusted_budget"):
            if statement := said.get(column):
                row[column] = statement.amount
                row[f"{column}_id"] = statement.row.get(f"{column}_id") or statement.row.get(
                    "amount_id"
                )
                row["join_by"], row["accounts_page"] = statement.join_by, statement.row["page"]
        return row


#: The pairs that hold spending by function, the widest money first.
_BY_FUNCTION = ("expenditure", "general_budget_expenditure", "appropriation_expenditure")
_SUMMARIES = {
    "all": ("revenue_expenditure_summary",),
    "appropriation": ("appropriation_summary", "revenue_expenditure_summary"),
}


def _openings(rows: Sequence[dict], table: str) -> list[Decimal]:
    """Amounts of the lines of a summary that are carried over from the year before."""
    pattern = re.compile(wording.load("budget_join")["opening"])
    return [
        row["amount"]
        for row in rows
        if row["table"] == table
        and pattern.search(_bare(row["name_zh"]))
        and row["measure"] in ("outturn", "total", "budget")
    ]


def _own_phase(rows: Sequence[dict]) -> str:
    """The phase of the budget itself; executed amounts of the year before stand beside it."""
    return next((row["phase"] for row in rows if row["phase"] != "executed"), "not_said")


def _pairs(rows: Mapping[str, list[dict]]) -> Iterator[Pair]:
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
    if row["scope"] not in _LEVEL_OF_SCOPE:
        return None, ""
    if row["code"]:
        return ("", row["code"]), "name_path"
    level, outturn = _LEVEL_OF_SCOPE[row["scope"]], row.get("outturn")
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
        return side, _line(side, _bare(row["name_zh"]))
    code = row["code"]
    if code and len(code) == 4 and row["level"] == "economic_section":
        code = f"{code[:3]}0{code[3]}"  # 301 | 2 is 30102
    return "", code or ("total" if row["level"] == "total" else _bare(row["name_zh"]))


def _bare(name: str | None) -> str:
    """A line's name without its number: 一、教育支出."""
    return _NUMBERED.sub("", amounts.key(name or ""))


def _line(side: str, name: str) -> str:
    lines = wording.load("budget_join")["lines"].get(side, ())
    return next((one["key"] for one in lines if re.search(one["match"], name)), name)


def _is_other(side: str, line: str) -> bool:
    lines = wording.load("budget_join")["lines"].get(side, ())
    return any(one["key"] == line and one.get("other") for one in lines)


def _doubt_where_most_differ(rows: list[dict]) -> None:
    """Call nothing an error where more heads of a pair differ than agree."""
    for pair in {row["pair"] for row in rows}:
        own = [row for row in rows if row["pair"] == pair]
        differing = [row for row in own if row["outcome"] == "differs"]
        compared = [row for row in own if row["outcome"] in ("agrees", "rounding", "differs")]
        if len(compared) >= _FEW and 2 * len(differing) > len(compared):
            for row in differing:
                row |= {"outcome": "not_comparable", "base": "not_said", "difference": None}
                row |= _why("most_differ")


def _why(name: str, **names: object) -> dict[str, str]:
    words = wording.load("budget_join")["why"][name]
    return {f"why_{lang}": words[lang].format(**names) for lang in ("zh", "en")}


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def amounts_said(one: Statement) -> str:
    """A statement's amount in 万元, as printed where that is its unit."""
    same = Decimal(one.printed) == one.amount
    return one.printed if same else _plain(one.amount)


def statement_printed(one: Statement) -> PrintedNumber:
    """The number of a statement for judging."""
    row = one.row
    number = row.get(f"{one.column}_id") or row.get("amount_id")
    half = half_unit(one.amount, one.printed)
    return PrintedNumber(one.amount, half, one.printed, row["page"], number_id=number)


def budget_printed(row: dict) -> PrintedNumber:
    """An amount of the budget for judging."""
    half = half_unit(row["amount"], row["printed"])
    return PrintedNumber(
        row["amount"], half, row["printed"], row["page"], number_id=row["amount_id"]
    )
