"""Figures 1 and 4: grouped columns, two years side by side."""

from __future__ import annotations

from collections.abc import Collection

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from helpers.analysis import records
from helpers.plots import style
from helpers.wording.labels import say

HEIGHT = 3.2  # inches


def two_years(
    frame: pd.DataFrame,
    lang: str,
    title: str,
    derived: Collection[str] = (),
    narrow: bool = False,
    blank: str = "not_stated",
) -> Figure:
    """Columns by series within each category (schema figure_1).

    `derived` names Chinese categories whose amounts the document implies but does not print:
    they are drawn in outline and say so. A null amount is no column but the words
    for it: `blank` is not_stated, or not_read where we may have missed it.
    """
    rows = records(frame)
    with mpl.rc_context(style.settings()):
        if not any(row["amount"] is not None for row in rows):
            return style.missing(title, say(f"figures.{blank}", lang), narrow)
        width = style.NARROW if narrow else style.HALF
        figure = style.blank_figure(width, HEIGHT)
        below = style.title_block(style.canvas(figure), title, say("figures.unit", lang), width)
        axes = figure.add_axes((0.02, 0.62 / HEIGHT, 0.96, (HEIGHT - below - 0.62) / HEIGHT))
        _columns(axes, rows, lang, set(derived), blank)
        return figure


def _columns(axes, rows: list[dict], lang: str, derived: set[str], blank: str) -> None:
    categories = list(dict.fromkeys(row["category_zh"] for row in rows))
    series = list(dict.fromkeys(row["series_zh"] for row in rows))
    for row in rows:
        n = series.index(row["series_zh"])
        x = categories.index(row["category_zh"]) + (n - (len(series) - 1) / 2) * 0.36
        colour = style.SERIES[n % len(style.SERIES)]
        words = say(f"format.{blank}", lang)
        _column(axes, x, row, colour, words, row["category_zh"] in derived)
    ticks = [
        _tick(next(r for r in rows if r["category_zh"] == c), lang, c in derived)
        for c in categories
    ]
    axes.set_xticks(range(len(categories)), ticks, size=style.BODY)
    axes.tick_params(axis="x", length=0, pad=4)
    axes.set_yticks([])
    axes.spines[["left", "right", "top"]].set_visible(False)
    axes.set_xlim(-0.6, len(categories) - 0.4)
    amounts = [float(row["amount"]) for row in rows if row["amount"] is not None]
    axes.set_ylim(min(0, min(amounts)) * 1.15, max(max(amounts) * 1.12, 1e-9))
    _legend(axes, rows, series, lang)


def _column(axes, x: float, row: dict, colour: str, blank: str, outline: bool) -> None:
    if row["amount"] is None:
        axes.annotate(
            style.drawable(blank),
            (x, 0),
            (0, 4),
            size=style.SMALL,
            textcoords="offset points",
            ha="center",
            va="bottom",
            color=style.MUTED,
            rotation=90,
        )
        return
    value = float(row["amount"])
    axes.bar(
        x,
        value,
        0.32,
        facecolor="white" if outline else colour,
        edgecolor=colour,
        linewidth=1.4,
        linestyle="--" if outline else "-",
    )
    axes.annotate(
        style.money(row["amount"]),
        (x, max(value, 0)),
        (0, 3),
        textcoords="offset points",
        ha="center",
        va="bottom",
        size=style.SMALL,
    )


def _tick(row: dict, lang: str, derived: bool) -> str:
    label = row[f"category_{lang}"]
    if derived:
        mark = say("figures.derived", lang)
        label += f"（{mark}）" if lang == "zh" else f" ({mark})"
    return style.drawable(label)


def _legend(axes, rows: list[dict], series: list[str], lang: str) -> None:
    labels = [next(r for r in rows if r["series_zh"] == s)[f"series_{lang}"] for s in series]
    handles = [
        mpl.patches.Patch(color=style.SERIES[n % len(style.SERIES)]) for n in range(len(series))
    ]
    axes.legend(
        handles,
        map(style.drawable, labels),
        loc="upper center",
        bbox_to_anchor=(0.5, -0.12),
        ncols=len(series),
        frameon=False,
        fontsize=style.SMALL,
        handlelength=1,
        handleheight=1,
    )
