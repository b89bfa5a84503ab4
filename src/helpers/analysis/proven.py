"""How many of each table's amounts the audit has proven."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from helpers.analysis.tidy import Tidy, records
from helpers.schemas import NINE


def proven(tidy: Tidy, verification: pd.DataFrame) -> list[dict]:
    """One row a table and status of results/verification, in the order of the nine tables.

    Keys: table (that of tidy/statutory, else budget_vs_outturn: what prose and forms say),
    status, amounts.
    """
    tables = {row["row_id"]: row["table"] for row in tidy.rows["statutory"]}
    counts: Counter[tuple[str, str]] = Counter()
    tables = {row["row_id"]: row["table"] for row in tidy.rows["statutory"]}
    for row in records(verification):
        table = row["source_table"].removeprefix("tidy/")
        if table == "statutory":
            table = tables[row["row_id"]]
        counts[table, row["status"]] += 1
    order = {table: n for n, table in enumerate(NINE)}
    return [
        {"table": table, "status": status, "amounts": count}
        for (table, status), count in sorted(
            counts.items(), key=lambda one: order.get(one[0][0], len(order))
        )
    ]
