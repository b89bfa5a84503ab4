"""How the checks came out: a heat map of families and outcomes with the counts in its cells."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from helpers.analysis import records
from helpers.figures import style
from helpers.schemas.allowed import FAMILIES, OUTCOMES
from helpers.vocabulary.labels import say

ROW = 0.36  # inches


def audit_overview(checks: pd.DataFrame, lang: str, narrow: bool = False) -> Figure:
    """Families of checks down, outcomes across, the number of checks in each cell.

    `checks` is results/checks. Colour follows the count; the count is printed, a dash is
    none, and failures are framed, so that nothing hangs on colour.
    """
    counts = _counts(checks)
    with mpl.rc_context(style.settings()):
        title = say("figures.audit.title", lang)
        if counts.empty:
            return style.missing(title, say("report.checks.none", lang), narrow)
        width, left = (style.NARROW, 1.2) if narrow else (7.6, 1.6)
        unit = say("figures.audit.unit", lang)
        column = (width - left - 0.1) / len(counts.columns)
        outcomes = [_label(f"outcomes.{one}", lang, column) for one in counts.columns]
        top = style.title_block(style.canvas(style.blank_figure(width, 1)), title, unit, width)
        heads = 1 + max(label.count("\n") for label in outcomes)
        height = top + 0.2 * heads + ROW * len(counts) + 0.1
        figure = style.blank_figure(width, height)
        style.title_block(style.canvas(figure), title, unit, width)
        axes = figure.add_axes((left / width, 0.1 / height, 1 - (left + 0.1) / width,
                                ROW * len(counts) / height))
        _heat(axes, counts, say("format.dash", lang))
        families = [_label(f"families.{one}", lang, left - 0.1) for one in counts.index]
        _heads(axes, outcomes, families)
        return figure


def _heads(axes, above: list[str], beside: list[str]) -> None:
    axes.xaxis.tick_top()
    axes.set_xticklabels(above, size=style.SMALL, rotation=0)
    axes.set_yticklabels(beside, size=style.SMALL, rotation=0)
    axes.tick_params(length=0)


def _counts(checks: pd.DataFrame) -> pd.DataFrame:
    """Checks by family (rows) and outcome (columns), both in the order of the schema."""
    rows = [(row["family"], row["outcome"]) for row in records(checks)]
    families = [one for one in FAMILIES if any(one == family for family, _ in rows)]
    outcomes = [one for one in OUTCOMES if one in ("pass", "fail")
                or any(one == outcome for _, outcome in rows)]
    table = [[rows.count((family, outcome)) for outcome in outcomes] for family in families]
    return pd.DataFrame(table, index=families, columns=outcomes, dtype=int)


def _heat(axes, counts: pd.DataFrame, none: str) -> None:
    # Imported here: seaborn takes a second, and the other figures do without it.
    import seaborn

    shown = counts.map(lambda count: f"{count:,}" if count else none)
    depth = np.log1p(counts) / np.log1p(counts.to_numpy().max())
    seaborn.heatmap(
        depth, vmin=0, vmax=1, annot=shown, fmt="", ax=axes, cbar=False, linewidths=1.5,
        cmap=mpl.colors.LinearSegmentedColormap.from_list("paper", ["#f4f7f9", style.OUTTURN]),
        annot_kws={"size": style.BODY},
    )
    for number, dark in zip(axes.texts, depth.to_numpy().flat, strict=True):
        number.set_color(style.PAPER if dark > 0.75 else style.INK)
    fail = list(counts.columns).index("fail")
    for n, count in enumerate(counts["fail"]):
        if count:
            axes.add_patch(Rectangle((fail, n), 1, 1, fill=False, clip_on=False, zorder=3,
                                     edgecolor=style.BUDGET, linewidth=2.5))


def _label(name: str, lang: str, width: float) -> str:
    return style.drawable("\n".join(style.wrapped(say(name, lang), width - 0.05, style.SMALL)))
