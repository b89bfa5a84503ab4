"""Self-evaluation: what was aimed at, what was reached, and the points the department gave."""

from __future__ import annotations

from decimal import Decimal

from helpers.analysis.tidy import Tidy
from helpers.identities.targets import read_target


def indicators_by_form(tidy: Tidy) -> dict[str, list[dict]]:
    """The indicators of each form in printed order, each with `reached` and `points`.

    `reached`: did the result meet the target (null where one of them is no number, or their
    units differ)? `points`: whether the score follows the result, `full_though_short`,
    `less_though_reached`, `without_result`, or null where it does or nobody can tell.
    """
    forms: dict[str, list[dict]] = {}
    for row in tidy.rows["indicators"]:
        reached = _reached(row["target"], row["actual"])
        judged = row | {"reached": reached, "points": _points(row, reached)}
        forms.setdefault(row["form"], []).append(judged)
    return forms


def _reached(target: str | None, actual: str | None) -> bool | None:
    aim, result = read_target(target), read_target(actual)
    if aim is None or result is None or aim.value is None or result.value is None:
        return None
    if aim.unit != result.unit and aim.unit and result.unit:
        return None
    return result.value <= aim.value if aim.upper else result.value >= aim.value


def _points(row: dict, reached: bool | None) -> str | None:
    weight, score = row["weight"], row["score"]
    if weight is None or score is None or not weight:
        return None
    if row["actual"] is None and row["target"] is not None and score:
        return "without_result"
    if reached is False and score >= weight:
        return "full_though_short"
    if reached and score < weight:
        return "less_though_reached"
    return None


def points_counts(forms: dict[str, list[dict]]) -> dict[str, int]:
    """How many indicators have points at all, how many all of them, how many do not follow."""
    rows = [row for form in forms.values() for row in form
            if row["weight"] is not None and row["score"] is not None]
    return {
        "scored": len(rows),
        "full": sum(row["score"] >= row["weight"] for row in rows),
        "odd": sum(row["points"] is not None for row in rows),
    }


def scored_projects(rows: list[dict]) -> list[dict]:
    """Rows of results/budget_by_project with a score, the widest from its rate first."""
    scored = [row for row in rows if row["total_score"] is not None]
    return sorted(scored, key=lambda row: -_apart(row))


def _apart(row: dict) -> Decimal:
    """How far the score is from the execution rate, both of 100; -1 without a rate."""
    rate = row["execution_rate"]
    return Decimal(-1) if rate is None else abs(row["total_score"] - min(rate, Decimal(100)))
