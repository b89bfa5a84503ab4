"""Section on the self-evaluation: targets, results, points, and where these do not agree."""

from __future__ import annotations

import pandas as pd

from helpers import analysis, plots
from helpers.publish.pictures import picture

WHOLE = "whole_department"
MOST_KINDS = 6  # columns of a heat map on a phone


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
                name=lowest["name_zh"],
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
        lambda narrow: plots.points(rows, report.lang, report.top_n, narrow),
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
        lambda narrow: plots.scores(frame, report.lang, title, narrow=narrow),
        words.say("report.performance.alt", text=told),
        frame[frame["total_score"].notna()],
    )
