"""Figures 1 to 4: two years side by side, and a whole with its parts."""

from __future__ import annotations

from collections.abc import Collection

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from helpers.analysis import records
from helpers.plots import style
from helpers.wording.labels import say

# A slice below this share of the circle is drawn but carries no number in the picture.
LEGIBLE = 0.06


def structure(
    frame: pd.DataFrame, lang: str, title: str, narrow: bool = False, blank: str = "not_stated"
) -> Figure:
    """A pie with every part listed beside it (schema figure_2); sorted, largest first.

    Shares are shown as printed. With a negative part there is no pie, only the list; a part
    without an amount is listed as not stated or, where `blank` says so, as not read.
    """
    rows = sorted(records(frame), key=lambda row: -(row["amount"] or 0))
    with mpl.rc_context(style.settings()):
        if not any(row["amount"] for row in rows):
            stated = any(row["amount"] is not None for row in rows)
            sentence = style.money(rows[0]["amount"]) if stated else say(f"figures.{blank}", lang)
            return style.missing(title, sentence, narrow)
        width = style.NARROW if narrow else style.HALF
        column = width - 0.2 if narrow else width - 2.65
        listed = [_entry(row, lang, column, blank) for row in rows]
        needed = sum(height for _, _, height in listed)
        pie_height = 2.3
        height = 0.75 + (pie_height + needed if narrow else max(pie_height, needed)) + 0.15
        figure = style.blank_figure(width, height)
        axes = style.canvas(figure)
        below = style.title_block(axes, title, say("figures.unit", lang), width)
        slices = [row for row in rows if row["amount"]]
        if all(row["amount"] > 0 for row in slices):
            left = (width - 2.2) / 2 if narrow else 0.1
            _pie(figure, slices, (left, below, 2.2, height))
        top = below + pie_height if narrow else below + max(0, (height - below - needed) / 2)
        _list(axes, listed, 0.1 if narrow else 2.55, top)
        return figure


def _pie(figure: Figure, slices: list[dict], place: tuple[float, float, float, float]) -> None:
    left, top, size, _ = place
    width, height = figure.get_size_inches()
    axes = figure.add_axes((left / width, 1 - (top + size) / height, size / width, size / height))
    amounts = [float(row["amount"]) for row in slices]
    wedges, _ = axes.pie(
        amounts,
        colors=_colours(len(slices)),
        startangle=90,
        counterclock=False,
        wedgeprops={"edgecolor": "white", "linewidth": 1.2 if len(slices) > 1 else 0},
    )
    for n, (wedge, row) in enumerate(zip(wedges, slices, strict=True), 1):
        if len(slices) > 1 and row["amount"] / sum(r["amount"] for r in slices) >= LEGIBLE:
            angle = mpl.transforms.Affine2D().rotate_deg((wedge.theta1 + wedge.theta2) / 2)
            x, y = angle.transform((0.64, 0))
            axes.text(
                x,
                y,
                str(n),
                ha="center",
                va="center",
                color="white",
                size=style.SMALL,
                bbox={"boxstyle": "circle,pad=0.25", "fc": style.INK, "ec": "none"},
            )


def _colours(count: int) -> list[str]:
    return [style.SLICES[n % len(style.SLICES)] for n in range(count)]


def _entry(row: dict, lang: str, column: float, blank: str) -> tuple[list[str], str, float]:
    """Wrapped name, numbers, and the height in inches of one part in the list."""
    name = style.wrapped(row[f"category_{lang}"], column - 0.45, style.BODY)
    numbers = style.money(row["amount"]) or say(f"format.{blank}", lang)
    if row["share"] is not None:
        numbers += f"   {row['share']:g}%"
    return name, numbers, (len(name) * style.BODY * 1.3 + style.BODY * 1.5) / 72 + 0.14


def _list(axes, listed: list[tuple[list[str], str, float]], left: float, top: float) -> None:
    for n, (name, numbers, height) in enumerate(listed, 1):
        axes.add_patch(
            Rectangle((left, top + 0.03), 0.15, 0.15, linewidth=0, facecolor=_colours(n)[-1])
        )
        number = f"{n}  " if len(listed) > 1 else ""
        axes.text(
            left + 0.25, top, style.drawable(number + "\n".join(name)), va="top", linespacing=1.3
        )
        axes.text(
            left + 0.25,
            top + len(name) * style.BODY * 1.3 / 72 + 0.04,
            style.drawable(numbers),
            va="top",
            color=style.MUTED,
        )
        top += height


HEIGHT = 3.2  # inches
_PITCH = 0.42  # from one column of a year to the next, where years are 1 apart


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
        _columns(axes, rows, lang, set(derived), blank, 0.96 * width)
        return figure


def _columns(
    axes, rows: list[dict], lang: str, derived: set[str], blank: str, width: float
) -> None:
    """The columns on axes that are so many inches wide, with their amounts and legend."""
    categories = list(dict.fromkeys(row["category_zh"] for row in rows))
    series = list(dict.fromkeys(row["series_zh"] for row in rows))
    # An amount is as wide as its column and the gap beside it, so that it touches no other.
    room = width * _PITCH / (len(categories) + 0.2)
    widest = max(style.width_of(style.money(row["amount"]) or "", 1) for row in rows)
    size = min(style.SMALL, room / max(widest, 1e-9))
    for row in rows:
        n = series.index(row["series_zh"])
        x = categories.index(row["category_zh"]) + (n - (len(series) - 1) / 2) * _PITCH
        colour = style.SERIES[n % len(style.SERIES)]
        words = say(f"format.{blank}", lang)
        _column(axes, x, row, colour, words, row["category_zh"] in derived, size)
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


def _column(axes, x: float, row: dict, colour: str, blank: str, outline: bool, size: float) -> None:
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
        _PITCH - 0.04,
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
        size=size,
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
