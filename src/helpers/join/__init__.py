"""The approved budget joined to the accounts of its year, code by code and line by line.

`budget_join` gives rows of ``results/budget_join``; which tables speak of the same thing is data
(wording/budget_join.yml). Nothing is compared unless scope, phase and base are known to be the
same, and a code in one document only is information: it is never an alarm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from helpers import wording
from helpers.checks.judging import judge_equal
from helpers.index import records
from helpers.join.pairs import (
    BY_FUNCTION,
    LEVEL_OF_SCOPE,
    Pair,
    Statement,
    amounts_said,
    bare_line,
    budget_number,
    is_other,
    plain_amount,
    stated_number,
    table_pairs,
)

#: The tables that the join is made of.
TABLES = (
    "tidy/statutory",
    "tidy/budget_vs_outturn",
    "tidy/budget",
    "tidy/documents",
)
_HUNDREDTH = Decimal("0.01")
#: Of fewer heads that are compared it cannot be said that most of them differ.
_FEW = 3


def budget_join(tables: Mapping[str, pd.DataFrame]) -> list[dict]:
    """Rows of ``results/budget_join`` from the tidy tables by name (`TABLES`)."""
    rows = {name: records(tables[name]) for name in TABLES}
    if not rows["tidy/budget"] or not rows["tidy/statutory"]:
        return []
    documents = _Documents(rows)
    found = [row for pair in table_pairs(rows) for row in documents.joined(pair)]
    _doubt_where_most_differ(found)
    for n, row in enumerate(found, 1):
        row["row_id"] = f"{row['pair']}-{n}"
    return found


def chosen(rows: Sequence[dict]) -> str | None:
    """The pair of tables by function that is shown first: one of which the accounts state initial
    budgets, else one whose outturn is of the same money as its budget, else the first there."""
    there = [name for name in BY_FUNCTION if any(row["pair"] == name for row in rows)]
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
        names["said"], names["budget"] = names.get("budget"), plain_amount(b["amount"]) if b else ""
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
        judged = judge_equal(stated_number(initial), budget_number(b))
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
            if is_other(*key):
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
        level = one.get("level") or LEVEL_OF_SCOPE.get(one.get("scope", ""), "total")
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
        and pattern.search(bare_line(row["name_zh"]))
        and row["measure"] in ("outturn", "total", "budget")
    ]


def _own_phase(rows: Sequence[dict]) -> str:
    """The phase of the budget itself; executed amounts of the year before stand beside it."""
    return next((row["phase"] for row in rows if row["phase"] != "executed"), "not_said")


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
