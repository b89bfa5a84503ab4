"""Sections on what else prose and forms state: staff, running costs, procurement, vehicles …;
and the self-evaluation: targets, results, points, and where these do not agree.
"""

from __future__ import annotations

from functools import partial

import pandas as pd
from markupsafe import Markup

from helpers import analysis, plots
from helpers.analysis.other_numbers import SAID_OF_MANY
from helpers.plots.style import money
from helpers.publish.pictures import picture
from helpers.wording import labels

WHOLE = "whole_department"
MOST_KINDS = 6  # columns of a heat map on a phone


def other_figures(report) -> dict:
    """Context of the section `other_figures`: groups of rows, each with its words."""
    sections = {
        section: [_told(report, section, row) for row in rows]
        for section, rows in analysis.other_figures(report.tidy).items()
    }
    per_head = [_per_head(report.words, row) for row in analysis.per_head(report.tidy)]
    if per_head:  # after the staff and the costs, which are the first sections
        sections = _after(sections, ("staff", "basic", "operating_costs"), "per_head", per_head)
    return {
        "groups": [
            {"title": report.words.say(f"report.other_figures.{section}"), "rows": rows}
            for section, rows in sections.items()
        ]
    }


def _after(sections: dict, first: tuple[str, ...], name: str, rows: list[dict]) -> dict:
    """`sections` with one more behind those named in `first`."""
    before = {one: found for one, found in sections.items() if one in first}
    return before | {name: rows} | sections


def _per_head(words, row: dict) -> dict:
    """A row of analysis.per_head: a number to click that shows both it is worked out from."""
    parts = {
        name: words.cite(shown, row[f"{name}_ids"])
        for name, shown in (
            ("amount", money(row["amount"])),
            ("heads", f"{row['heads'].normalize():f}"),
        )
    }
    value = words.derived(money(row["value"]), "per_head", **parts)
    name = words.name(row["name_zh"])
    return {
        "label": words.say(f"report.other_figures.per_head_{row['about']}"),
        "original": None,
        "value": words.say("format.amount", amount=value),
        "pages": row["pages"],
        "change": words.say("report.other_figures.per_head_base", name=name, heads=parts["heads"]),
        "reason": None,
    }


def _told(report, section: str, row: dict) -> dict:
    """Keys: label, original (the document's words beside the label), value, change, pages."""
    words, subject = report.words, row["subject_zh"]
    named = labels.gloss(subject) if report.lang == "en" else None
    if labels.known(f"facts.{row['fact']}"):
        label = words.say(f"facts.{row['fact']}", subject=named or subject or "").strip(" :：")
    else:
        label = named or subject or row["snippet_zh"]
    original = subject if report.lang == "en" and subject and subject not in label else None
    if row["fact"].startswith(SAID_OF_MANY):
        original = f"…{row['snippet_zh']}…"
    return {
        "label": label,
        "original": original,
        "value": _value(words, report.year, row),
        "change": _change(words, section, row),
        "pages": row["pages"],
        "reason": row["reason_zh"],
    }


def _value(words, year: int, row: dict) -> str:
    value, unit = row["value"], row["value_unit"]
    if value is None:
        return ""
    if unit == "万元":
        shown = words.amount(value, row["value_ids"])
    else:
        name = words.say(f"units.{unit}") if labels.known(f"units.{unit}") else unit or ""
        space = "" if unit == "%" or not name else " "
        shown = Markup("{}{}{}").format(
            words.cite(format(value.normalize(), "f"), row["value_ids"]), space, name
        )
    if row["value_year"] in (year, None):
        return shown
    return words.say("report.other_figures.of_year", value=shown, year=row["value_year"])


def _change(words, section: str, row: dict) -> str:
    """The change and the share as the document states them, in words; empty if neither."""
    parts = []
    rate = words.cite(row["change_rate"] and f"{row['change_rate']}%", row["change_rate_ids"])
    if row["direction"] == "equal":
        parts.append(words.say("directions.equal"))
    elif row["change"] is not None or rate:
        amount = None if row["change"] is None else words.amount(row["change"], row["change_ids"])
        by = (
            words.say("report.other_figures.both", change=amount, rate=rate)
            if (amount and rate)
            else amount or rate
        )
        direction = words.say(f"directions.{row['direction'] or 'none'}")
        parts.append(Markup("{} {}").format(direction, by))
    if row["share"]:
        of = f"report.other_figures.share_of_{section}"
        parts.append(
            words.say(
                of if labels.known(of) else "report.other_figures.share",
                share=words.cite(row["share"], row["share_ids"]),
            )
        )
    return words.listed(parts, "clause")


def performance(report) -> dict:
    """Context of the section `performance`."""
    forms = analysis.indicators_by_form(report.tidy)
    frame = report.result("budget_by_project")
    scored = analysis.scored_projects(analysis.records(frame))
    return {
        "lead": _lead(report.words, forms, scored),
        "picture": _picture(report, frame, scored),
        "points": _points(report, forms),
        "odd": [row for rows in forms.values() for row in rows if row["points"]],
        "forms": [
            {"title": _title(report.words, form), "rows": rows} for form, rows in forms.items()
        ],
    }


def _title(words, form: str) -> str:
    return words.say("report.performance.whole") if form == WHOLE else form


def _lead(words, forms: dict, scored: list[dict]) -> list[str]:
    found = []
    if scored:
        lowest = min(scored, key=lambda row: row["total_score"])
        found.append(
            words.say(
                "report.performance.scores",
                count=len(scored),
                full=sum(row["total_score"] >= 100 for row in scored),
                name=words.name(lowest["name_zh"]),
                lowest=words.score(lowest, "total_score"),
            )
        )
    counts = analysis.points_counts(forms)
    if counts["scored"]:
        found.append(words.say("report.performance.indicators", **counts))
        found.append(
            words.say(f"report.performance.{'odd' if counts['odd'] else 'follows'}", **counts)
        )
    return found or [words.say("report.performance.none")]


def _points(report, forms: dict) -> dict | None:
    """The picture of the points of each form; None where there is but one form, or too many
    kinds of indicators to stand side by side."""
    words = report.words
    rows = [row | {"title": _title(words, row["form"])} for row in analysis.points_by_kind(forms)]
    if len({row["form"] for row in rows}) < 2 or len({row["kind"] for row in rows}) > MOST_KINDS:
        return None
    told = "; ".join(
        f"{row['title']} {row['kind'] or words.say('format.dash')} "
        f"{row['points'].normalize():f} / {row['full'].normalize():f}"
        for row in rows
    )
    return picture(
        report,
        "points",
        partial(plots.points, rows, report.lang, min(report.top_n, len(rows))),
        words.say("figures.points.alt", text=told),
        pd.DataFrame(
            [{name: value for name, value in row.items() if name != "title"} for row in rows]
        ),
    )


def _picture(report, frame, scored: list[dict]) -> dict | None:
    """The chart of rates and scores; null with no more than one project to compare."""
    if len(scored) < 2:
        return None
    words = report.words
    title = words.say("figures.scores.title")
    told = "; ".join(
        f"{row['name_zh']} "
        + words.say(
            "figures.scores.pair",
            score=f"{row['total_score'].normalize():f}",
            rate=words.rate(row["execution_rate"]) or words.say("format.dash"),
        )
        for row in scored
    )
    return picture(
        report,
        "scores",
        partial(plots.rates_and_scores, frame, report.lang, title),
        words.say("report.performance.alt", text=told),
        frame[frame["total_score"].notna()],
    )
