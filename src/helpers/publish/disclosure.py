"""Section on the disclosure scorecard: what the law asks for, and what the document shows."""

from __future__ import annotations

from collections import Counter

from helpers import analysis, vocabulary


def scorecard(report) -> dict:
    """Context of the section `scorecard`: its items by block, and how many are met."""
    words = vocabulary.load("scorecard")
    rows = analysis.records(report.result("scorecard"))
    blocks = []
    for name, label in words["blocks"].items():
        own = [row | {"says": words["results"][row["result"]][report.lang]}
               for row in rows if row["block"] == name]
        counts = Counter(row["result"] for row in own)
        blocks.append({"name": name, "title": label[report.lang], "rows": own,
                       "met": counts["met"], "asked": counts["met"] + counts["not_met"]})
    return {"blocks": blocks, "any": bool(rows)}
