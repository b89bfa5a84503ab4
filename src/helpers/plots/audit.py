"""Heat maps with the numbers in their cells: how checks came out, which amounts they prove."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import matplotlib as mpl
import numpy as np
import pandas as pd
import seaborn
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from helpers.analysis import records
from helpers.plots import style
from helpers.schemas.columns import FAMILIES, OUTCOMES
from helpers.wording.labels import say

_LINE = style.SMALL * 1.3 / 72  # inches
_LEAST_ROW = 0.36
MAP = mpl.colors.LinearSegmentedColormap.from_list("paper", style.CELLS)


@dataclass(frozen=True)
class Sizes:
    """Inches: the figure's width, and how much of it the names on the left take."""

    width: float
    left: float


def heat_map(
    depth: pd.DataFrame,
    shown: pd.DataFrame,
    title: str,
    unit: str,
    sizes: Sizes,
    framed: Collection[tuple[int, int]] = (),
) -> Figure:
    """Cells as dark as `depth` says (0 to 1) with the words of `shown`; rows and columns named
    by its index and columns, wrapped. `framed` cells (row, column) have a frame, so that nothing
    hangs on colour.
    """
    column = (sizes.width - sizes.left - 0.1) / len(shown.columns)
    above = [_wrapped(name, column) for name in shown.columns]
    beside = [_wrapped(name, sizes.left - 0.1) for name in shown.index]
    row = max(_LEAST_ROW, _lines(beside) * _LINE + 0.1)
    top = style.title_height(title, unit, sizes.width)
    height = top + 0.2 * _lines(above) + row * len(shown) + 0.1
    figure = style.blank_figure(sizes.width, height)
    style.title_block(style.canvas(figure), title, unit, sizes.width)
    beyond = 1 - (sizes.left + 0.1) / sizes.width
    axes = figure.add_axes(
        (sizes.left / sizes.width, 0.1 / height, beyond, row * len(shown) / height)
    )
    seaborn.heatmap(
        depth,
        vmin=0,
        vmax=1,
        annot=shown,
        fmt="",
        ax=axes,
        cbar=False,
        # Names are set below; seaborn would draw the whole figure to see whether its own overlap.
        xticklabels=False,
        yticklabels=False,
        linewidths=1.5,
        cmap=MAP,
        annot_kws={"size": style.BODY, "color": style.INK},
    )
    _names(axes, above, beside)
    _frame(axes, framed)
    return figure


def _frame(axes, cells: Collection[tuple[int, int]]) -> None:
    for down, across in cells:
        axes.add_patch(
            Rectangle(
                (across, down),
                1,
                1,
                fill=False,
                clip_on=False,
                zorder=3,
                edgecolor=style.FRAME,
                linewidth=2.5,
            )
        )


def _names(axes, above: list[str], beside: list[str]) -> None:
    axes.xaxis.tick_top()
    axes.set(xlabel="", ylabel="")
    axes.set_xticks([n + 0.5 for n in range(len(above))], above, size=style.SMALL)
    axes.set_yticks([n + 0.5 for n in range(len(beside))], beside, size=style.SMALL)
    axes.tick_params(length=0)


def _lines(names: list[str]) -> int:
    return max(1 + name.count("\n") for name in names)


def _wrapped(name: str, width: float) -> str:
    return style.drawable("\n".join(style.wrapped(name, width - 0.05, style.SMALL)))


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
