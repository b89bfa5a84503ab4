"""Self-evaluation: what was aimed at, what was reached, and the points the department gave."""

from __future__ import annotations

from decimal import Decimal

from helpers.analysis.tidy import Tidy
from helpers.targets import read_target


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
    rows = [
        row
        for form in forms.values()
        for row in form
        if row["weight"] is not None and row["score"] is not None
    ]
    return {
        "scored": len(rows),
        "full": sum(row["score"] >= row["weight"] for row in rows),
        "odd": sum(row["points"] is not None for row in rows),
    }


def points_by_kind(forms: dict[str, list[dict]]) -> list[dict]:
    """Points of each form and kind of indicator (产出指标, 效益指标 …), the lowest shares first.

    Keys: form, kind (null where the form names none), indicators, points, full (the most they
    could be). Indicators without either number are left out, and forms without any.
    """
    found: dict[tuple[str, str | None], dict] = {}
    for form, rows in forms.items():
        for row in rows:
            if row["weight"] is None or row["score"] is None:
                continue
            key = form, row["level1_zh"]
            sums = found.setdefault(
                key,
                {
                    "form": form,
                    "kind": key[1],
                    "indicators": 0,
                    "points": Decimal(0),
                    "full": Decimal(0),
                },
            )
            sums["indicators"] += 1
            sums["points"] += row["score"]
            sums["full"] += row["weight"]
    lost: dict[str, Decimal] = {}
    for sums in found.values():
        lost[sums["form"]] = lost.get(sums["form"], Decimal(0)) + sums["full"] - sums["points"]
    return sorted(found.values(), key=lambda sums: -lost[sums["form"]])


def scored_projects(rows: list[dict]) -> list[dict]:
    """Rows of results/budget_by_project with a score, the widest from its rate first."""
    scored = [row for row in rows if row["total_score"] is not None]
    return sorted(scored, key=lambda row: -_apart(row))


def _apart(row: dict) -> Decimal:
    """How far the score is from the execution rate, both of 100; -1 without a rate."""
    rate = row["execution_rate"]
    return Decimal(-1) if rate is None else abs(row["total_score"] - min(rate, Decimal(100)))
