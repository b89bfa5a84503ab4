"""Sections on the checks and on the nine tables behind them."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from helpers import analysis, figures
from helpers.publish import reasons
from helpers.publish.cited_checks import CitedChecks
from helpers.publish.numbers import numbers
from helpers.publish.pictures import picture
from helpers.publish.places import place_of_row

# Checks of the lists of projects against project expenditure: one matter, told once.
_OF_PROJECT_LISTS = ("J01", "J02", "J03")


def checks(report) -> dict:
    """Context of the section `checks`: outcomes apart, so that only failures alarm."""
    compared = analysis.records(report.result("check_numbers"))
    cited, taking_part = CitedChecks(report.words, compared), reasons.numbers_by_role(compared)
    rows = [row | {"why": reasons.why(report, row, taking_part.get(row["check_id"], {}))}
            | cited.of(row) for row in analysis.records(report.result("checks"))]
    by_outcome = {
        outcome: [row for row in rows if row["outcome"] == outcome]
        for outcome in ("fail", "cannot_tell", "rounding", "pass")
    }
    statuses = Counter(row["status"] for row in analysis.records(report.result("verification")))
    question = unlisted_question(report, by_outcome["fail"])
    alone = [row for row in by_outcome["fail"] if not question or row not in question["checks"]]
    return {
        "any": bool(rows),
        **{outcome: found for outcome, found in by_outcome.items() if outcome != "pass"},
        # What is off by one digit comes after what is off by more.
        "alone": sorted(_by_cause(alone), key=lambda row: row["likely_cause"] == "rounding"),
        "question": question,
        "picture": _overview(report) if rows else None,
        "passed": by_outcome["pass"],
        "counts": analysis.check_counts(report.result("checks")),
        "verification": {"total": sum(statuses.values()),
                         **{s: statuses[s] for s in ("verified", "contradicted", "unconstrained")}},
        "notes": report.notes,
        "corrections": [row | {"shown": _put_right(report.words, row)}
                        for row in report.corrections],
        "numbers": numbers(report),
    }


def _put_right(words, row: dict):
    """What a person has put right, which opens its numbers, or the place without any."""
    places = [words.citations.places.of(one) for one in row["number_ids"]]
    return words.citations.at(row["printed"] or "—", places or [place_of_row(row)])


def _by_cause(failed: list[dict]) -> list[dict]:
    """The first alarm of each matter, with the others that share its number as `same`."""
    first = {row["check_id"] for row in failed
             if row["same_cause"] in (None, row["check_id"])}
    return [row | {"same": [other for other in failed if other["check_id"] not in first
                            and other["same_cause"] == row["check_id"]]}
            for row in failed if row["check_id"] in first or row["same_cause"] not in first]


def unlisted_question(report, failed: list[dict]) -> dict | None:
    """What to ask about project expenditure that no listed project accounts for, else null.

    Keys: sums (analysis.unlisted_project_expenditure), checks (the failed ones it is about).
    """
    about = [row for row in failed if row["rule"] in _OF_PROJECT_LISTS]
    sums = analysis.unlisted_project_expenditure(report.tidy)
    if not about or sums is None or sums["difference"] <= 0:
        return None
    return {"sums": sums, "checks": about}


def _counted(checks: pd.DataFrame) -> pd.DataFrame:
    """The numbers of the overview: one row a family and outcome."""
    return checks.groupby(["family", "outcome"]).size().reset_index(name="checks")


def _overview(report) -> dict:
    frame = report.result("checks")
    words = report.words
    told = [
        f"{words.say(f'families.{family}')} {words.say(f'outcomes.{outcome}')} {count}"
        for (family, outcome), count in Counter(
            (row["family"], row["outcome"]) for row in analysis.records(frame)).items()
    ]
    return picture(report, "checks",
                   lambda narrow: figures.audit_overview(frame, report.lang, narrow),
                   words.say("report.checks.alt", text="; ".join(told)), _counted(frame))


def tables(report) -> dict:
    """Context of the section `tables`: the index of nine, and each filled table's rows."""
    index = analysis.records(report.tidy.statutory_tables)
    filled = [row["table"] for row in index if row["rows"]]
    return {"index": index, "tables": {name: _wide(report.tidy, name) for name in filled}}


def _wide(tidy: analysis.Tidy, table: str) -> dict:
    """One statutory table with a column a measure: measures, rows, and which columns it has."""
    stated = tidy.amounts(table)
    measures = list(dict.fromkeys(row["measure"] for row in stated))
    rows: dict[tuple, dict] = {}
    for row in stated:
        # A row of the page may hold several things side by side (tables 06 and 07).
        key = tuple(row[column] for column in ("row", "side", "code", "name_zh"))
        line = rows.setdefault(key, row | {"printed": {}, "ids": {}})
        line["printed"].setdefault(row["measure"], row["printed"])
        line["ids"].setdefault(row["measure"], row["amount_id"])
    lines = list(rows.values())
    return {
        "measures": measures,
        "rows": lines,
        "has": {column: any(row[column] is not None for row in lines)
                for column in ("code", "side", "line_no")},
    }
