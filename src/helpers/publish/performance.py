"""Section on the self-evaluation: targets, results, points, and where these do not agree."""

from __future__ import annotations

from helpers import analysis, figures
from helpers.publish.pictures import picture

WHOLE = "whole_department"


def performance(report) -> dict:
    """Context of the section `performance`."""
    forms = analysis.indicators_by_form(report.tidy)
    frame = report.result("budget_by_project")
    scored = analysis.scored_projects(analysis.records(frame))
    return {
        "lead": _lead(report.words, forms, scored),
        "picture": _picture(report, frame, scored),
        "odd": [row for rows in forms.values() for row in rows if row["points"]],
        "forms": [{"title": _title(report.words, form), "rows": rows}
                  for form, rows in forms.items()],
    }


def _title(words, form: str) -> str:
    return words.say("report.performance.whole") if form == WHOLE else form


def _lead(words, forms: dict, scored: list[dict]) -> list[str]:
    found = []
    if scored:
        lowest = min(scored, key=lambda row: row["total_score"])
        found.append(words.say(
            "report.performance.scores", count=len(scored),
            full=sum(row["total_score"] >= 100 for row in scored),
            name=lowest["name_zh"], lowest=words.score(lowest, "total_score")))
    counts = analysis.points_counts(forms)
    if counts["scored"]:
        found.append(words.say("report.performance.indicators", **counts))
        found.append(words.say(f"report.performance.{'odd' if counts['odd'] else 'follows'}",
                               **counts))
    return found or [words.say("report.performance.none")]


def _picture(report, frame, scored: list[dict]) -> dict | None:
    """The chart of rates and scores; null with no more than one project to compare."""
    if len(scored) < 2:
        return None
    words = report.words
    title = words.say("figures.scores.title")
    told = "; ".join(
        f"{row['name_zh']} " + words.say(
            "figures.scores.pair", score=f"{row['total_score'].normalize():f}",
            rate=words.rate(row["execution_rate"]) or words.say("format.dash"))
        for row in scored)
    return picture(report, "scores",
                   lambda narrow: figures.scores(frame, report.lang, title, narrow=narrow),
                   words.say("report.performance.alt", text=told),
                   frame[frame["total_score"].notna()])
