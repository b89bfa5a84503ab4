"""Sections on the checks and on the nine tables behind them."""

from __future__ import annotations

from collections import Counter

from helpers import analysis


def checks(report) -> dict:
    """Context of the section `checks`: outcomes apart, so that only failures alarm."""
    rows = analysis.records(report.result("checks"))
    by_outcome = {
        outcome: [row for row in rows if row["outcome"] == outcome]
        for outcome in ("fail", "cannot_tell", "rounding", "pass")
    }
    statuses = Counter(row["status"] for row in analysis.records(report.result("verification")))
    return {
        "any": bool(rows),
        **{outcome: found for outcome, found in by_outcome.items() if outcome != "pass"},
        "passed": by_outcome["pass"],
        "counts": analysis.check_counts(report.result("checks")),
        "verification": {"total": sum(statuses.values()),
                         **{s: statuses[s] for s in ("verified", "contradicted", "unconstrained")}},
        "notes": report.notes,
    }


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
        line = rows.setdefault(key, row | {"printed": {}})
        line["printed"].setdefault(row["measure"], row["printed"])
    lines = list(rows.values())
    return {
        "measures": measures,
        "rows": lines,
        "has": {column: any(row[column] is not None for row in lines)
                for column in ("code", "side", "line_no")},
    }
