"""Sections on what the money went to: by class, by project, and the three public expenses."""

from __future__ import annotations

from functools import partial
from itertools import groupby

import pandas as pd

from helpers import analysis, plots
from helpers.analysis.budgets import CITED
from helpers.publish.pictures import budget_alt, picture

# Where analysis.headline_numbers has the whole's budget and its rate.
_WHOLE = {
    column: (f"general_budget_{base}", f"general_budget_{base}_rate")
    for base, column in analysis.BUDGETS.items()
}

# What a missing number of each chart would be about (wording/unread.yml).
_ABOUT = {
    "budget_by_class": "classes",
    "budget_by_project": "projects",
    "three_public": "three_public",
}


# With fewer rates than these the other charts show them all, with their names.
FEWEST_RATES = 8


def classes(report) -> dict:
    """Context of the section `classes`."""
    frame = report.result("budget_by_class")
    rows, budget = analysis.records(frame), analysis.budget_column(frame)
    items = report.tidy.budgeted("function_item")
    return {
        "lead": _classes_lead(report, rows, budget),
        "picture": _chart(report, "budget_by_class", frame, rows, budget),
        "rows": [row | {"against": budget, "pages": _pages(report.words, row)} for row in rows],
        "budget": budget,
        "budgets": _stated(rows, budget),
        "items": items,
        "item_budgets": _stated(items, budget),
        "rates": _rates(report),
        "changes": analysis.changes(report.tidy),
    }


def _rates(report) -> dict | None:
    """The picture of all execution rates together; None where there are few to compare."""
    rows, words = analysis.execution_rates(report.tidy), report.words
    if len(rows) < FEWEST_RATES:
        return None
    told = []
    for (about, base), group in groupby(rows, key=lambda row: (row["about"], row["base"])):
        values = [row["rate"] for row in group]
        name = words.say(
            f"figures.rates.{about}",
            count=len(values),
            base=words.say(f"columns.{analysis.BUDGETS[base]}"),
        )
        told.append(
            words.say(
                "figures.rates.range",
                about=name,
                least=words.rate(min(values)),
                most=words.rate(max(values)),
            )
        )
    return picture(
        report,
        "rates",
        partial(plots.execution_rates, rows, report.lang),
        words.say("figures.rates.alt", text="; ".join(told)),
        pd.DataFrame(rows),
    )


def _stated(rows: list[dict], budget: str) -> list[tuple[str, str]]:
    """The table's columns of budgets: `budget` and every other that a row states."""
    return [
        (one, "amount")
        for one in analysis.BUDGETS.values()
        if one == budget or any(row[one] is not None for row in rows)
    ]


def _pages(words, row: dict) -> list[int]:
    """Every page that prints one of the row's numbers."""
    ids = [one for column in CITED for one in words.ids_of(row, column)]
    places = filter(None, map(words.citations.places.of, ids))
    return sorted({place.page for place in places}) or [row["page"]]


def _classes_lead(report, rows: list[dict], budget: str) -> list[str]:
    """Sentences: the whole against its budget, the largest class, the one furthest off."""
    words, found = report.words, []
    stated = analysis.headline_numbers(report.tidy)
    whole, rate = _WHOLE[budget]
    if stated[rate]["value"] is not None:
        found.append(
            words.say(
                f"report.classes.lead_{budget}",
                outturn=words.stated(stated["general_budget_outturn"]),
                budget=words.stated(stated[whole]),
                rate=_whole_rate(words, stated, whole, rate),
            )
        )
    spent = [row for row in rows if row["outturn"] is not None]
    if len(spent) > 1:
        most = max(spent, key=lambda row: row["outturn"])
        outturn = words.amount(most["outturn"], words.ids_of(most, "outturn"))
        found.append(
            words.say("report.classes.largest", name=words.name(most["name_zh"]), outturn=outturn)
        )
    off = [row for row in rows if row["difference"] and row["execution_rate"] is not None]
    if off:
        furthest = max(off, key=lambda row: abs(row["difference"]))
        found.append(
            words.say(
                f"report.classes.furthest_{budget}",
                name=words.name(furthest["name_zh"]),
                difference=words.say("format.amount", amount=words.difference(furthest, budget)),
                rate=words.execution(furthest, budget),
            )
        )
    return found


def _whole_rate(words, stated: dict, whole: str, rate: str):
    """The rate of all expenditure as a number to click."""
    parts = {"outturn": stated["general_budget_outturn"], "budget": stated[whole]}
    return words.derived(
        words.rate(stated[rate]["value"]),
        "rate",
        **{name: words.money(one["value"], one["ids"]) for name, one in parts.items()},
    )


def _chart(report, name: str, frame: pd.DataFrame, rows: list[dict], budget: str) -> dict | None:
    """The chart of budget against outturn; null where there is nothing to draw."""
    if not any(row["outturn"] is not None or row[budget] is not None for row in rows):
        return None
    title = report.words.say(f"figures.{name}.{budget}")
    blank = report.words.unsaid(_ABOUT[name])
    return picture(
        report,
        name,
        partial(
            plots.budget_against_outturn,
            frame,
            report.lang,
            title,
            budget,
            min(report.top_n, len(rows)),  # a larger one draws the same
            blank=blank,
        ),
        budget_alt(report.words, rows, budget, blank),
        frame,
    )


def projects(report) -> dict:
    """Context of the section `projects`."""
    frame = report.result("budget_by_project")
    rows, budget = analysis.records(frame), analysis.budget_column(frame, "adjusted_budget")
    return {
        "lead": _projects_lead(report, rows, budget),
        "picture": _chart(report, "budget_by_project", frame, rows, budget),
        "rows": [row | _places(report, row) | {"against": budget} for row in rows],
        "budget": budget,
        "budgets": [column for column, _ in _stated(rows, budget)],
    }


def _places(report, project: dict) -> dict:
    """Every page that states the project, and the reasons given for its outturn."""
    stated = [
        row for row in report.tidy.budgeted("project") if row["name_zh"] == project["name_zh"]
    ]
    return {
        "pages": sorted({row["page"] for row in stated if row["page"] is not None}),
        "reason_zh": next((row["reason_zh"] for row in stated if row["reason_zh"]), None),
    }


def _projects_lead(report, rows: list[dict], budget: str) -> list[str]:
    """Sentences: how many, what they add up to against project expenditure, the lowest rate."""
    words = report.words
    if not rows:
        return [words.say(_none(words, "projects"))]
    found = [words.say("report.projects.lead", count=len(rows))]
    sums = analysis.unlisted_project_expenditure(report.tidy)
    if sums:
        gap = sums["difference"]
        said = "all" if not gap else "less" if gap > 0 else "more"
        found.append(
            words.say(
                f"report.projects.listed_{said}",
                listed=words.amount(sums["listed"], sums["listed_ids"]),
                stated=words.amount(sums["stated"], sums["stated_ids"]),
                difference=words.gap(sums),
            )
        )
        if gap > 0 and sums["left_out"]:
            found.append(words.say("report.projects.left_out"))
    rated = [row for row in rows if row["execution_rate"] is not None]
    if len(rated) > 1:
        lowest = min(rated, key=lambda row: row["execution_rate"])
        if lowest["execution_rate"] < 100:
            found.append(
                words.say(
                    "report.projects.lowest",
                    name=words.name(lowest["name_zh"]),
                    rate=words.execution(lowest, budget),
                )
            )
    return found


def three_public(report) -> dict:
    """Context of the section `three_public`."""
    rows = analysis.three_public(report.tidy)
    base = rows[0]["execution_rate_base"] if rows else None
    budget = analysis.BUDGETS[base or "initial"]
    rows = [row | {"against": budget} for row in rows]
    parts = [row for row in rows if row["code"] not in ("total", "vehicles")]
    return {
        "lead": _three_public_lead(report.words, rows, budget),
        "statement": None if rows else _statement(report),
        "picture": _three_public_chart(report, parts, budget),
        "rows": rows,
        "budget": budget if base else "none",
        "budgets": _stated(rows, budget) if base else [],
    }


def _none(words, section: str) -> str:
    """The label that says that the section has nothing: not stated, or not read by us."""
    unread = words.unsaid(section) == "not_read"
    return f"report.{section}.{'none_read' if unread else 'none'}"


def _statement(report) -> dict | None:
    """The row of the index in which the document says why its table of them is empty."""
    return next(
        (
            row
            for row in report.tidy.rows["statutory_tables"]
            if row["table"] == "three_public" and row["statement_zh"]
        ),
        None,
    )


def three_public_total(report) -> dict | None:
    """The outturn of the three public expenses in all, and the sentence that says what it is of."""
    rows = analysis.three_public(report.tidy)
    total = next((row for row in rows if row["code"] == "total"), None)
    if total is None or total["outturn"] is None:
        return None
    budget = analysis.BUDGETS[total["execution_rate_base"] or "initial"]
    return {
        "amount": report.words.amount(total["outturn"], total["outturn_ids"]),
        "lead": _three_public_lead(report.words, rows, budget),
    }


def _three_public_lead(words, rows: list[dict], budget: str) -> str:
    total = next((row for row in rows if row["code"] == "total"), None)
    if total is None or total["outturn"] is None:
        return "" if rows else words.say(_none(words, "three_public"))
    outturn = words.amount(total["outturn"], total["outturn_ids"])
    if total["execution_rate"] is None:
        return words.say("report.three_public.lead_without_rate", outturn=outturn)
    return words.say(
        f"report.three_public.lead_{budget}",
        outturn=outturn,
        budget=words.amount(total[budget], total[f"{budget}_ids"]),
        rate=words.execution(total, budget),
    )


def _three_public_chart(report, rows: list[dict], budget: str) -> dict | None:
    """The chart, where any of the expenses is more than zero."""
    if not any(row["outturn"] or row[budget] for row in rows):
        return None
    columns = ("name_zh", "name_en", budget, "outturn", "execution_rate")
    frame = pd.DataFrame([{name: row[name] for name in columns} for row in rows])
    return _chart(report, "three_public", frame, rows, budget)
