"""Budget against outturn: by functional class and by project."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import pandas as pd

from helpers.analysis.tidy import (
    BUDGETS,
    Tidy,
    all_ids,
    difference,
    execution_rate,
    first,
    first_id,
    first_ids,
    id_column,
    prevailing,
    records,
    result,
)
from helpers.schemas import NINE
from helpers.wording.labels import bare_name, class_code, gloss, name_key, say

THREE_PUBLIC = (
    "overseas_travel",
    "vehicles",
    "vehicle_purchase",
    "vehicle_running",
    "reception",
    "total",
)


def three_public(tidy: Tidy) -> list[dict]:
    """The three public expenses in their prescribed order, each only where it is stated.

    Keys: code, name_zh, name_en, initial_budget, adjusted_budget, budget (the document does not
    say which), outturn, execution_rate_base (the budget that difference and rate are of, the
    same for all), difference, execution_rate, execution_rate_printed, prior_outturn, reason_zh,
    pages, and <column>_ids: the printed numbers by id. The prose goes before the table.
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
            found.append(_stated(code, stated, printed))
    base = prevailing(found)
    rates = {row["rate_base"] for row in found if row["execution_rate_printed"] is not None}
    of = base or (rates.pop() if len(rates) == 1 else None)
    return [row | _against(row, base, of) for row in found]


def _against(row: dict, base: str | None, rates_of: str | None) -> dict:
    """Difference and rate of the budget of this base, and the printed rate where it is of that
    one; without any budget, of the only one that rates are of."""
    budget = row[BUDGETS[base]] if base else None
    of_base = row["rate_base"] in (rates_of, None)
    return {
        "execution_rate_base": base,
        "difference": difference(row["outturn"], budget),
        "execution_rate": execution_rate(row["outturn"], budget),
        "execution_rate_printed": row["execution_rate_printed"] if of_base else None,
    }


def _stated(code: str, stated: list[dict], printed: list[dict]) -> dict:
    """What prose and table print of one expense."""

    def measured(column: str) -> list[dict]:
        return [row for row in printed if row["measure"] == column]

    def value(column: str) -> Decimal | None:
        in_prose = first(stated, column)
        in_table = first(measured(column), "amount")
        return in_table if in_prose is None else in_prose

    def ids(column: str) -> list[str]:
        return first_ids(stated, column) or first_ids(measured(column), "amount")

    rated = [row for row in stated if row["execution_rate_printed"] is not None]
    amounts = (*BUDGETS.values(), "outturn")
    return {
        "code": code,
        "name_zh": say(f"three_public.{code}", "zh"),
        "name_en": say(f"three_public.{code}", "en"),
        **{column: value(column) for column in amounts},
        "execution_rate_printed": first(rated, "execution_rate_printed"),
        "rate_base": first(rated[:1], "execution_rate_base"),
        "prior_outturn": first(stated, "prior_outturn"),
        "reason_zh": first(stated, "reason_zh"),
        "pages": sorted({r["page"] for r in stated + printed if r["page"] is not None}),
        **{f"{column}_ids": ids(column) for column in (*amounts, "prior_outturn")},
        "execution_rate_ids": first_ids(rated, "execution_rate_printed"),
    }


# The order in which a number is looked up where several places of the document state it.
PROJECT_SOURCES = ("narrative", "self_evaluation_summary", "self_evaluation_form", "statutory")
# Columns of a statement that hold a printed number, and those with their ids.
CITED = (*BUDGETS.values(), "outturn", "execution_rate_printed")
IDS = tuple(map(id_column, CITED))
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
        _fill(kept, row)
    for row in found.values():
        for budget in BUDGETS.values():
            row[f"{budget}_ids"] = [one for one in [row[f"{budget}_id"]] if one]
            if row[budget] is None:
                row[budget], row[f"{budget}_ids"] = _sum_of_items(tidy, row, budget)
    found = {key: row | {"row_id": key} for key, row in found.items()}
    rows = sorted(found.values(), key=lambda row: (row["code"] is None, row["code"] or ""))
    base = prevailing(rows)
    return result("results/budget_by_class", [_class_result(row, base) for row in rows], tidy)


def _class_rows(tidy: Tidy) -> list[dict]:
    """Every statement about a class, the most telling place first."""
    blank = dict.fromkeys(
        ("code", "name_zh", *CITED, *IDS, "execution_rate_base", "reason_zh", "page")
    )
    stated = [
        row
        for source in ("narrative", "statutory")
        for row in tidy.budgeted("function_class", source=source)
    ]
    tabled = [
        {
            "code": row["code"],
            "name_zh": row["name_zh"],
            "outturn": row["amount"],
            "outturn_id": row["amount_id"],
            "page": row["page"],
        }
        for row in tidy.amounts("general_budget_expenditure", level="class", measure="total")
    ]
    told = [
        {
            "code": class_code(row["subject_zh"]),
            "name_zh": row["subject_zh"],
            "outturn": row["value"],
            "outturn_id": row["value_id"],
            "page": row["page"],
        }
        for row in tidy.facts_named("general_budget_class_amount")
    ]
    named = [row for row in stated + tabled + told if row["name_zh"]]
    return [blank | {name: row.get(name) for name in blank} for row in named]


def _fill(kept: dict, row: dict) -> None:
    """A later place fills what an earlier one leaves out, a number with its id, and no more."""
    empty = [column for column in kept if kept[column] is None and column not in IDS]
    for column in empty:
        kept[column] = row[column]
        if column in CITED:
            kept[id_column(column)] = row[id_column(column)]


def _sum_of_items(tidy: Tidy, of_class: dict, budget: str) -> tuple[Decimal | None, list[str]]:
    """This budget of the class's items added up and their ids; null unless nothing is missing."""
    items = [
        row
        for row in tidy.budgeted("function_item", source="narrative")
        if of_class["code"] and _class_of_item(tidy, row) == of_class["code"]
    ]
    if not items or any(row[budget] is None or row["outturn"] is None for row in items):
        return None, []
    unexplained = abs(sum(row["outturn"] for row in items) - (of_class["outturn"] or 0))
    if of_class["outturn"] is None or unexplained > HALF_A_PRINTED_DIGIT * (len(items) + 1):
        return None, []
    return sum(row[budget] for row in items), all_ids(items, budget)


def _class_of_item(tidy: Tidy, item: dict) -> str | None:
    """The class an item belongs to, by its code, its printed class, or its name in table 05."""
    if item["code"]:
        return item["code"][:3]
    if named := _CLASS_IN_NAME.match(item["name_zh"] or ""):
        return class_code(named[1])
    codes = {
        row["code"][:3]
        for row in tidy.amounts("general_budget_expenditure", level="item")
        if row["code"] and name_key(row["name_zh"]) == name_key(item["name_zh"])
    }
    return codes.pop() if len(codes) == 1 else None


def _class_result(row: dict, base: str | None) -> dict:
    budget = row[BUDGETS[base]] if base else None
    of_base = row["execution_rate_base"] in (base, None)
    return {
        "row_id": row["row_id"],
        "code": row["code"],
        "name_zh": bare_name(row["name_zh"]),
        "name_en": gloss(row["name_zh"]),
        "initial_budget": row["initial_budget"],
        "adjusted_budget": row["adjusted_budget"],
        "budget": row["budget"],
        "outturn": row["outturn"],
        "execution_rate_base": base,
        "difference": difference(row["outturn"], budget),
        "execution_rate": execution_rate(row["outturn"], budget),
        "execution_rate_printed": row["execution_rate_printed"] if of_base else None,
        "reason_zh": row["reason_zh"],
        "page": row["page"],
        **{f"{budget}_ids": row[f"{budget}_ids"] for budget in BUDGETS.values()},
        "outturn_id": row["outturn_id"],
        "execution_rate_id": row["execution_rate_id"] if of_base else None,
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
    forms = {name_key(row["name_zh"]): row for row in tidy.rows["projects"]}
    base = _project_base([row for rows in places.values() for row in rows])
    rows = [_project_result(rows, forms.get(key), base) for key, rows in places.items()]
    return result("results/budget_by_project", rows, tidy)


def _project_base(rows: list[dict]) -> str | None:
    """The adjusted budget, as the forms state it, before any other."""
    adjusted = any(row["adjusted_budget"] is not None for row in rows)
    return "adjusted" if adjusted else prevailing(rows)


def _project_result(rows: list[dict], form: dict | None, base: str | None) -> dict:
    budgets = {column: first(rows, column) for column in BUDGETS.values()}
    budget, outturn = budgets[BUDGETS[base]] if base else None, first(rows, "outturn")
    sources = list(dict.fromkeys(row["source"] for row in rows))
    of_base = [row for row in rows if row["execution_rate_base"] in (base, None)]
    scored = [form] if form else []
    stated = [{row[column] for row in rows} - {None} for column in (*BUDGETS.values(), "outturn")]
    return {
        "name_zh": rows[0]["name_zh"],
        **budgets,
        "outturn": outturn,
        "execution_rate_base": base,
        "difference": difference(outturn, budget),
        "execution_rate": execution_rate(outturn, budget),
        "execution_rate_printed": first(of_base, "execution_rate_printed"),
        "total_score": first(scored, "total_score"),
        "sources": sources,
        "agree": all(len(values) <= 1 for values in stated),
        "page": first(rows, "page"),
        **{f"{column}_id": first_id(rows, column) for column in budgets},
        "outturn_id": first_id(rows, "outturn"),
        "execution_rate_id": first_id(of_base, "execution_rate_printed"),
        "total_score_id": first_id(scored, "total_score"),
    }


#: Sums of other rows of the three public expenses: their rates are not told a second time.
_SUMS = ("total", "vehicles")


def execution_rates(tidy: Tidy) -> list[dict]:
    """Outturn ÷ budget in per cent of each class, item, project and public expense with both.

    Keys: about (class, item, project, three_public), base (of which budget the rate is:
    initial, adjusted, not_said), name_zh, rate (exact, two decimals).
    """
    found = {
        "class": records(budget_by_class(tidy)),
        "item": _items(tidy),
        "project": records(budget_by_project(tidy)),
        "three_public": [row for row in three_public(tidy) if row["code"] not in _SUMS],
    }
    rates = [
        {
            "about": about,
            "base": row["execution_rate_base"],
            "name_zh": row["name_zh"],
            "rate": execution_rate(row["outturn"], row[BUDGETS[row["execution_rate_base"]]]),
        }
        for about, rows in found.items()
        for row in rows
        if row["execution_rate_base"]
    ]
    order = [*found]
    return sorted(
        (row for row in rates if row["rate"] is not None),
        key=lambda row: (order.index(row["about"]), row["base"]),
    )


def _items(tidy: Tidy) -> list[dict]:
    """Each item once, where it is first stated, with the base that its own rate or budget has."""
    found: dict[tuple, dict] = {}
    for row in tidy.budgeted("function_item"):
        budgeted = (base for base, column in BUDGETS.items() if row[column] is not None)
        base = row["execution_rate_base"] or next(budgeted, None)
        found.setdefault(
            (name_key(row["name_zh"]), row["fund"]), row | {"execution_rate_base": base}
        )
    return list(found.values())


def proven(tidy: Tidy, verification: pd.DataFrame) -> list[dict]:
    """One row a table and status of results/verification, in the order of the nine tables.

    Keys: table (that of tidy/statutory, else budget_vs_outturn: what prose and forms say),
    status, amounts.
    """
    tables = {row["row_id"]: row["table"] for row in tidy.rows["statutory"]}
    counts: Counter[tuple[str, str]] = Counter()
    tables = {row["row_id"]: row["table"] for row in tidy.rows["statutory"]}
    for row in records(verification):
        table = row["source_table"].removeprefix("tidy/")
        if table == "statutory":
            table = tables[row["row_id"]]
        counts[table, row["status"]] += 1
    order = {table: n for n, table in enumerate(NINE)}
    return [
        {"table": table, "status": status, "amounts": count}
        for (table, status), count in sorted(
            counts.items(), key=lambda one: order.get(one[0][0], len(order))
        )
    ]
