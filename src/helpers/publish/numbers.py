"""Section on the numbers that the document prints: how many were read, and which were not."""

from __future__ import annotations

from itertools import groupby

from helpers.interpret import ledger
from helpers.publish.places import place_of


def numbers(report) -> dict | None:
    """Counts and the list of what was not understood; None where there is no ledger.

    Keys: counts (`ledger.counts`), prose (a group for each page and section), tables (one row a
    table, its numbers counted).
    """
    if not report.numbers:
        return None
    lost = [row for row in report.numbers if row["status"] == "unclaimed"]
    prose = [row for row in lost if row["table_no"] is None]
    return {
        "counts": ledger.counts(row["status"] for row in report.numbers),
        "prose": [
            {"page": page, "section": section, "rows": [_told(report, row) for row in rows]}
            for (page, section), rows in groupby(prose, key=_where)
        ],
        "tables": _counted(row for row in lost if row["table_no"] is not None),
    }


def _where(row: dict) -> tuple[int, str]:
    return row["page"], row["section"] or ""


def _told(report, row: dict) -> dict:
    """A number with its words; money and percentages open the piece of the page."""
    shown = f"{row['printed']}{row['value_unit'] or ''}"
    if row["amount"] is not None or row["value_unit"] == "%":
        shown = report.words.citations.at(shown, [place_of(row)])
    return {"shown": shown, "snippet": row["snippet_zh"]}


def _counted(rows) -> list[dict]:
    """For each table its title, its first page and how many of its numbers were not used."""
    tables: dict[int, dict] = {}
    for row in rows:
        table = tables.setdefault(
            row["table_no"], {"title": row["section"], "page": row["page"], "count": 0}
        )
        table["count"] += 1
        table["page"] = min(table["page"], row["page"])
    return list(tables.values())
