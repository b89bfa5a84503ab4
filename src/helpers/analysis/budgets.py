"""Budget against outturn: by functional class, by project, and the three public expenses."""

from __future__ import annotations

import re
from decimal import Decimal

import pandas as pd

from helpers.analysis.tidy import Tidy, difference, execution_rate, first, records, result
from helpers.vocabulary.labels import bare_name, class_code, gloss, name_key, say

THREE_PUBLIC = (
    "overseas_travel", "vehicles", "vehicle_purchase", "vehicle_running", "reception", "total",
)
# The order in which a number is looked up where several places of the document state it.
PROJECT_SOURCES = ("narrative", "self_evaluation_summary", "self_evaluation_form", "statutory")
# By the name that execution_rate_base gives them; the first is preferred.
BUDGETS = {"initial": "initial_budget", "adjusted": "adjusted_budget"}
HALF_A_PRINTED_DIGIT = Decimal("0.005")
_CLASS_IN_NAME = re.compile(r"^(.+?)[(（]类[)）]")


def budget_by_class(tidy: Tidy) -> pd.DataFrame:
    """One row a functional class (schema results/budget_by_class), in order of code.

    As the prose states the class; where it states only items (项), their budgets are added
    up if each has that budget and their outturns make the class's. Classes that only the
    tables or the structure paragraph name have an outturn and no budget. Difference and rate
    are of one budget for all classes (`execution_rate_base`).
    """
    found: dict[str, dict] = {}
    for row in _class_rows(tidy):
        code = row["code"] or class_code(row["name_zh"])
        kept = found.setdefault(code or name_key(row["name_zh"]), dict(row, code=code))
        # A later place fills what an earlier one leaves out, and overrides nothing.
        kept |= {column: row[column] for column in row if kept[column] is None}
    for row in found.values():
        for budget in BUDGETS.values():
            if row[budget] is None:
                row[budget] = _sum_of_items(tidy, row, budget)
    rows = sorted(found.values(), key=lambda row: (row["code"] is None, row["code"] or ""))
    base = _base(rows)
    return result("results/budget_by_class", [_class_result(row, base) for row in rows], tidy)


def _base(rows: list[dict]) -> str | None:
    """The budget that most classes state, the initial one before the adjusted one.

    A department that began in mid-year has initial budgets of zero throughout: they are no
    plan to compare with where there are adjusted ones.
    """
    stated = {base: [row[budget] for row in rows if row[budget] is not None]
              for base, budget in BUDGETS.items()}
    if stated["adjusted"] and not any(stated["initial"]):
        return "adjusted"
    base = max(stated, key=lambda one: len(stated[one]))
    return base if stated[base] else None


def class_budget(by_class: pd.DataFrame) -> str:
    """The column of results/budget_by_class that its rates are of."""
    bases = [row["execution_rate_base"] for row in records(by_class)]
    return BUDGETS[next(filter(None, bases), "initial")]


def _class_rows(tidy: Tidy) -> list[dict]:
    """Every statement about a class, the most telling place first."""
    columns = ("code", "name_zh", "initial_budget", "adjusted_budget", "outturn",
               "execution_rate_printed", "execution_rate_base", "reason_zh", "page")
    blank = dict.fromkeys(columns)
    stated = [
        row
        for source in ("narrative", "statutory")
        for row in tidy.budgeted("function_class", source=source)
    ]
    tabled = [
        {"code": row["code"], "name_zh": row["name_zh"], "outturn": row["amount"],
         "page": row["page"]}
        for row in tidy.amounts("general_budget_expenditure", level="class", measure="total")
    ]
    told = [
        {"code": class_code(row["subject_zh"]), "name_zh": row["subject_zh"],
         "outturn": row["value"], "page": row["page"]}
        for row in tidy.facts_named("general_budget_class_amount")
    ]
    named = [row for row in stated + tabled + told if row["name_zh"]]
    return [blank | {name: row.get(name) for name in columns} for row in named]


def _sum_of_items(tidy: Tidy, of_class: dict, budget: str) -> Decimal | None:
    """This budget of the class's items added up; null unless nothing is missing."""
    items = [row for row in tidy.budgeted("function_item", source="narrative")
             if of_class["code"] and _class_of_item(tidy, row) == of_class["code"]]
    if not items or any(row[budget] is None or row["outturn"] is None for row in items):
        return None
    unexplained = abs(sum(row["outturn"] for row in items) - (of_class["outturn"] or 0))
    if of_class["outturn"] is None or unexplained > HALF_A_PRINTED_DIGIT * (len(items) + 1):
        return None
    return sum(row[budget] for row in items)


def _class_of_item(tidy: Tidy, item: dict) -> str | None:
    """The class an item belongs to, by its code, its printed class, or its name in table 05."""
    if item["code"]:
        return item["code"][:3]
    if named := _CLASS_IN_NAME.match(item["name_zh"] or ""):
        return class_code(named[1])
    codes = {row["code"][:3] for row in tidy.amounts("general_budget_expenditure", level="item")
             if row["code"] and name_key(row["name_zh"]) == name_key(item["name_zh"])}
    return codes.pop() if len(codes) == 1 else None


def _class_result(row: dict, base: str | None) -> dict:
    budget = row[BUDGETS[base]] if base else None
    return {
        "code": row["code"],
        "name_zh": bare_name(row["name_zh"]),
        "name_en": gloss(row["name_zh"]),
        "initial_budget": row["initial_budget"],
        "adjusted_budget": row["adjusted_budget"],
        "outturn": row["outturn"],
        "execution_rate_base": base,
        "difference": difference(row["outturn"], budget),
        "execution_rate": execution_rate(row["outturn"], budget),
        "execution_rate_printed": (row["execution_rate_printed"]
                                   if row["execution_rate_base"] in (base, None) else None),
        "reason_zh": row["reason_zh"],
        "page": row["page"],
    }


def budget_by_project(tidy: Tidy) -> pd.DataFrame:
    """One row a project (schema results/budget_by_project), in printed order.

    Each number from the first place that states it (prose, summary, form). `agree` is false
    where two places state different amounts (and true where only one states any).
    """
    places: dict[str, list[dict]] = {}
    for source in PROJECT_SOURCES:
        for row in tidy.budgeted("project", source=source):
            if row["name_zh"]:
                places.setdefault(name_key(row["name_zh"]), []).append(row)
    scores = {name_key(row["name_zh"]): row["total_score"] for row in records(tidy.projects)}
    rows = [_project_result(rows, scores.get(key)) for key, rows in places.items()]
    return result("results/budget_by_project", rows, tidy)


def _project_result(rows: list[dict], score: Decimal | None) -> dict:
    budget, outturn = first(rows, "adjusted_budget"), first(rows, "outturn")
    sources = list(dict.fromkeys(row["source"] for row in rows))
    stated = [{row[column] for row in rows} - {None} for column in ("adjusted_budget", "outturn")]
    return {
        "name_zh": rows[0]["name_zh"],
        "adjusted_budget": budget,
        "outturn": outturn,
        "difference": difference(outturn, budget),
        "execution_rate": execution_rate(outturn, budget),
        "execution_rate_printed": first(
            [row for row in rows if row["execution_rate_base"] in ("adjusted", None)],
            "execution_rate_printed",
        ),
        "total_score": score,
        "sources": sources,
        "agree": all(len(values) <= 1 for values in stated),
        "page": first(rows, "page"),
    }


def three_public(tidy: Tidy) -> list[dict]:
    """The three public expenses in their prescribed order, each only where it is stated.

    Keys: code, name_zh, name_en, initial_budget, outturn, difference, execution_rate,
    execution_rate_printed, prior_outturn, reason_zh, pages. The prose goes before the table.
    """
    rows = tidy.budgeted("three_public", source="narrative") + tidy.budgeted(
        "three_public", source="statutory"
    )
    tabled = tidy.amounts("three_public")
    found = []
    for code in THREE_PUBLIC:
        stated = [row for row in rows if row["code"] == code]
        printed = [row for row in tabled if row["code"] == code]
        if stated or printed:
            found.append(_three_public_result(code, stated, printed))
    return found


def _three_public_result(code: str, stated: list[dict], printed: list[dict]) -> dict:
    def value(column: str) -> Decimal | None:
        in_prose = first(stated, column)
        in_table = first([row for row in printed if row["measure"] == column], "amount")
        return in_table if in_prose is None else in_prose

    budget, outturn = value("initial_budget"), value("outturn")
    return {
        "code": code,
        "name_zh": say(f"three_public.{code}", "zh"),
        "name_en": say(f"three_public.{code}", "en"),
        "initial_budget": budget,
        "outturn": outturn,
        "difference": difference(outturn, budget),
        "execution_rate": execution_rate(outturn, budget),
        "execution_rate_printed": first(stated, "execution_rate_printed"),
        "prior_outturn": first(stated, "prior_outturn"),
        "reason_zh": first(stated, "reason_zh"),
        "pages": sorted({r["page"] for r in stated + printed if r["page"] is not None}),
    }
