"""What a reader wants first: the few numbers, what changed, what does not add up."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import pandas as pd

from helpers import schemas
from helpers.analysis.budgets import PROJECT_SOURCES
from helpers.analysis.structure import figure_3, one_side
from helpers.analysis.tidy import BUDGETS, Tidy, all_ids, execution_rate, first, first_ids, records

# Words by which a document says that a list of its projects leaves some out.
_LEFT_OUT = re.compile("不(包括|包含|含)[^,，。;；]{0,6}涉密|涉密[^,，。;；]{0,8}除外")
# Facts of change, in the order told; each has a `_total` or base fact and a rate beside it.
CHANGES = ("revenue_expenditure", "appropriation", "general_budget")
TWO_SIDED = ("revenue_expenditure", "appropriation")


def headline_numbers(tidy: Tidy) -> dict[str, dict]:
    """The document's main numbers by key, each {value, page, ids}; null where not stated.

    Keys: revenue_total, expenditure_total, general_budget_outturn, general_budget_initial,
    general_budget_adjusted, general_budget_not_said (a budget of which the document does not say
    whether it is the one or the other), and the computed rate of each, per cent:
    general_budget_initial_rate, general_budget_adjusted_rate, general_budget_not_said_rate;
    general_budget_printed_rate is the one printed, with the base that the document names.
    """
    rows = tidy.budgeted("total", source="narrative") + tidy.budgeted("total", source="statutory")
    outturn = _place(rows, "outturn")
    budgets = {base: _place(rows, column) for base, column in BUDGETS.items()}
    return {
        "revenue_total": _total(tidy, "revenue"),
        "expenditure_total": _total(tidy, "expenditure"),
        "general_budget_outturn": outturn,
        **{f"general_budget_{base}": budget for base, budget in budgets.items()},
        **{
            f"general_budget_{base}_rate": _rate(outturn, budget)
            for base, budget in budgets.items()
        },
        "general_budget_printed_rate": _printed_rate(rows),
    }


def _rate(outturn: dict, budget: dict) -> dict:
    rate = execution_rate(outturn["value"], budget["value"])
    return {"value": rate, "page": outturn["page"], "ids": []}


def _printed_rate(rows: list[dict]) -> dict:
    """The rate that is printed beside the outturn, and the budget it is of as far as is said."""
    rated = [row for row in rows if row["execution_rate_printed"] is not None][:1]
    return {
        "value": first(rated, "execution_rate_printed"),
        "base": first(rated, "execution_rate_base") or "not_said",
        "page": first(rated, "page"),
        "ids": first_ids(rated, "execution_rate_printed"),
    }


def _total(tidy: Tidy, side: str) -> dict:
    """本年收入合计 or 本年支出合计: from the prose, else from the table of the same name."""
    told = tidy.fact(f"{side}_total")
    if told is not None:
        return {"value": told["value"], "page": told["page"], "ids": first_ids([told], "value")}
    return _place(tidy.amounts(side, level="total", measure="total"), "amount")


def _place(rows: list[dict], column: str) -> dict:
    stated = [row for row in rows if row[column] is not None]
    return {
        "value": first(stated, column),
        "page": first(stated, "page"),
        "ids": first_ids(stated, column),
    }


def changes(tidy: Tidy) -> list[dict]:
    """Each change on the prior year as told: about, side, now, change, direction, rate,
    reason_zh, page.

    `side` is revenue or expenditure where the document states the changes of the two apart;
    null where one statement is of both. `now`, `change` and `rate` have the ids of their numbers
    beside them, as ``now_ids`` …
    """
    found = []
    for about in CHANGES:
        told: dict[str | None, dict] = {}
        for change in tidy.facts_named(f"{about}_change"):
            side = one_side(change["subject_zh"]) if about in TWO_SIDED else None
            told.setdefault(side, change)
        if None in told:  # of both together: what more is said of one side says no more
            told = {None: told[None]}
        found += [_change(tidy, about, side, change) for side, change in told.items()]
    return found


def _change(tidy: Tidy, about: str, side: str | None, change: dict) -> dict:
    """A row of `changes`; amount and rate are those said of the same side."""
    now, rate = (_of_side(tidy, f"{about}_{what}", side) for what in ("total", "change_rate"))
    return {
        "about": about,
        "side": side,
        "now": now and now["value"],
        "change": change["value"],
        "direction": change["direction"],
        "rate": rate and rate["printed"],
        "reason_zh": change["reason_zh"],
        "page": change["page"],
        **{
            f"{name}_ids": first_ids([row] if row else [], "value")
            for name, row in (("now", now), ("change", change), ("rate", rate))
        },
    }


def _of_side(tidy: Tidy, fact: str, side: str | None) -> dict | None:
    """The first statement of `fact` with a value of this year that is of this side."""
    stated = (
        row
        for row in tidy.facts_named(fact)
        if row["value"] is not None and row["value_year"] in (tidy.year, None)
    )
    return next(
        (row for row in stated if side is None or one_side(row["subject_zh"]) in (side, None)), None
    )


def check_counts(checks: pd.DataFrame) -> dict[str, int]:
    """How many checks ended in each outcome, and `made`: all that could be applied."""
    outcomes = Counter(row["outcome"] for row in records(checks))
    counts = {outcome: outcomes.get(outcome, 0) for outcome in schemas.OUTCOMES}
    return counts | {"made": sum(outcomes.values()) - counts["not_applicable"]}


def unlisted_project_expenditure(tidy: Tidy) -> dict | None:
    """Project expenditure that no listed project accounts for; null where it cannot be told.

    Keys: listed (sum of the projects' outturns), stated (项目支出 of the document), the ids
    of both (listed_ids, stated_ids), difference, projects (how many are listed), left_out
    (snippet_zh and page
    where the document says that its list leaves out classified projects, else null).
    """
    stated = next((row for row in records(figure_3(tidy)) if "项目" in row["category_zh"]), None)
    # One place's list only: two places may name the same project differently.
    lists = (tidy.budgeted("project", source=source) for source in PROJECT_SOURCES)
    rows = next(filter(None, lists), [])
    outturns = [row["outturn"] for row in rows]
    if not outturns or None in outturns or stated is None or stated["amount"] is None:
        return None
    listed = sum(outturns, Decimal(0))
    said = (
        {"snippet_zh": row["snippet_zh"], "page": row["page"]}
        for row in records(tidy.facts)
        if _LEFT_OUT.search(row["snippet_zh"])
    )
    return {
        "listed": listed,
        "listed_ids": all_ids(rows, "outturn"),
        "stated": stated["amount"],
        "stated_ids": stated["amount_ids"],
        "difference": stated["amount"] - listed,
        "projects": len(outturns),
        "left_out": next(said, None),
    }
