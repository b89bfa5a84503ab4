"""How the checks came out and which amounts they prove: heat maps of counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from helpers.analysis import records
from helpers.plots import style
from helpers.plots.heat import Sizes, heat_map
from helpers.schemas.allowed import FAMILIES, OUTCOMES
from helpers.wording.labels import say

STATUSES = ("verified", "contradicted", "unconstrained")


def audit_overview(checks: pd.DataFrame, lang: str, narrow: bool = False) -> Figure:
    """Families of checks down, outcomes across, the number of checks in each cell.

    `checks` is results/checks. Colour follows the count; the count is printed, a dash is
    none, and failures are framed.
    """
    counts = Counter((row["family"], row["outcome"]) for row in records(checks))
    families = [one for one in FAMILIES if any(one == family for family, _ in counts)]
    outcomes = [
        one
        for one in OUTCOMES
        if one in ("pass", "fail") or any(one == outcome for _, outcome in counts)
    ]
    return _counted(
        counts,
        {one: say(f"families.{one}", lang) for one in families},
        {one: say(f"outcomes.{one}", lang) for one in outcomes},
        "fail",
        "audit",
        lang,
        Sizes(style.NARROW, 1.2) if narrow else Sizes(7.6, 1.6),
    )


def proven(rows: Sequence[dict], lang: str, narrow: bool = False) -> Figure:
    """Tables down, what the audit says of their amounts across, the number of amounts in each.

    `rows` are those of analysis.proven; contradicted amounts are framed.
    """
    counts = Counter({(row["table"], row["status"]): row["amounts"] for row in rows})
    tables = list(dict.fromkeys(row["table"] for row in rows))
    return _counted(
        counts,
        {one: table_name(one, lang) for one in tables},
        {one: say(f"statuses.{one}", lang) for one in STATUSES},
        "contradicted",
        "proven",
        lang,
        Sizes(style.NARROW, 1.3) if narrow else Sizes(7.6, 3.3),
    )


def table_name(name: str, lang: str) -> str:
    """What a table of analysis.proven is called."""
    label = "figures.proven.statements" if name == "budget_vs_outturn" else f"tables.{name}"
    return say(label, lang)


def _counted(
    counts: Counter,
    down: dict[str, str],
    across: dict[str, str],
    alarm: str,
    name: str,
    lang: str,
    sizes: Sizes,
) -> Figure:
    """The heat map of `counts` by (row, column), named by `down` and `across`."""
    title = say(f"figures.{name}.title", lang)
    with mpl.rc_context(style.settings()):
        if not counts:
            return style.missing(
                title, say("report.checks.none", lang), sizes.width == style.NARROW
            )
        table = pd.DataFrame(
            [[counts[row, column] for column in across] for row in down],
            index=list(down.values()),
            columns=list(across.values()),
        )
        shown = table.map(lambda count: f"{count:,}" if count else say("format.dash", lang))
        column = list(across).index(alarm)
        framed = [(n, column) for n, row in enumerate(down) if counts[row, alarm]]
        depth = np.log1p(table) / np.log1p(table.to_numpy().max())
        return heat_map(depth, shown, title, say(f"figures.{name}.unit", lang), sizes, framed)
