"""Approved, adjusted, spent: three marks on one line a head, kept apart by shape and colour."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
from matplotlib.figure import Figure

from helpers.plots import style
from helpers.wording.labels import say

#: Column, marker, colour, filled: three shapes that a grey print tells apart too.
_MARKS = (
    ("budget", "|", style.BUDGET, 16.0),
    ("adjusted_budget", "D", style.MUTED, 6.0),
    ("outturn", "o", style.OUTTURN, 7.0),
)
_ROW, _HEAD, _FOOT = 0.42, 0.95, 0.55  # inches
_NAMES = 0.3  # of the figure's width
_ABOVE = 0.85  # of the width: a name over its row on a phone


def approved_adjusted_spent(
    rows: Sequence[dict], lang: str, title: str, top_n: int = 12, narrow: bool = False
) -> Figure:
    """A line a head with a mark for what was approved, adjusted and spent, the largest first.

    `rows` have name_zh, budget, adjusted_budget and outturn (null: no mark). An outturn that is not
    of the same money as the budget is to be left out by who calls.
    """
    drawn = sorted(rows, key=lambda row: -_largest(row))[:top_n]
    width = style.NARROW if narrow else style.WIDE
    with mpl.rc_context(style.settings()):
        if not drawn:
            return style.missing(title, say("figures.not_stated", lang), narrow)
        row_height = _ROW * (1.45 if narrow and _has_two_lines(drawn, lang) else 1)
        height = _HEAD + row_height * len(drawn) + _FOOT
        figure = style.blank_figure(width, height)
        left = 0.05 if narrow else _NAMES + 0.02
        axes = figure.add_axes(
            (left, _FOOT / height, 0.96 - left, (height - _HEAD - _FOOT) / height)
        )
        for n, row in enumerate(drawn):
            _draw_line(axes, n, row)
            if narrow:
                axes.annotate(
                    style.drawable(_name(row, lang, _ABOVE * width)),
                    (0, n),
                    xytext=(0, 6),
                    textcoords="offset points",
                    xycoords=("axes fraction", "data"),
                    fontsize=style.SMALL,
                    va="bottom",
                )
        _finish(axes, drawn, lang, narrow)
        x = 0.05 / width
        figure.text(x, 1 - 0.3 / height, style.drawable(title), fontsize=style.TITLE, weight="bold")
        _legend(figure, lang, x, 1 - 0.68 / height, height)
        return figure


def _draw_line(axes, n: int, row: dict) -> None:
    """The line of one head, with a mark for each amount that it has."""
    values = [float(row[name]) for name, *_ in _MARKS if row[name] is not None]
    axes.plot([min(values), max(values)], [n, n], color=style.RULE, linewidth=2, zorder=1)
    for name, marker, colour, size in _MARKS:
        if row[name] is not None:
            axes.plot(
                float(row[name]), n, marker, color=colour, markersize=size,
                markeredgewidth=3 if marker == "|" else 1, zorder=3,
                fillstyle="none" if marker == "D" else "full",
            )  # fmt: skip


def _finish(axes, drawn: Sequence[dict], lang: str, narrow: bool) -> None:
    axes.set_ylim(len(drawn) - 0.5, -0.8 if narrow else -0.5)
    width = _NAMES * style.WIDE
    names = [] if narrow else [style.drawable(_name(row, lang, width)) for row in drawn]
    axes.set_yticks([] if narrow else range(len(drawn)), names)
    axes.set_xlim(left=0)
    axes.tick_params(length=0, labelcolor=style.INK)
    axes.tick_params(axis="y", labelsize=style.SMALL)
    axes.grid(axis="x", color=style.RULE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.locator_params(axis="x", nbins=3 if narrow else 7)
    axes.set_xlabel(style.drawable(say("figures.approved.unit", lang)), fontsize=style.SMALL)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def _legend(figure: Figure, lang: str, x: float, y: float, height: float) -> None:
    handles = [
        mpl.lines.Line2D(
            [], [], color=colour, marker=marker, linestyle="", markersize=min(size, 10),
            markeredgewidth=3 if marker == "|" else 1,
            fillstyle="none" if marker == "D" else "full",
            label=style.drawable(say(f"figures.approved.{name}", lang)),
        )
        for name, marker, colour, size in _MARKS
    ]  # fmt: skip
    figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(x, y + 0.18 / height), ncols=3,
        frameon=False, fontsize=style.SMALL, handletextpad=0.3, columnspacing=1.2, borderpad=0,
    )  # fmt: skip


def _has_two_lines(drawn: Sequence[dict], lang: str) -> bool:
    """Whether a name over its row, on a phone, needs a second line."""
    return any("\n" in _name(row, lang, _ABOVE * style.NARROW) for row in drawn)


def _largest(row: dict) -> float:
    return max((float(row[name]) for name, *_ in _MARKS if row[name] is not None), default=0.0)


def _name(row: dict, lang: str, width: float) -> str:
    """The name of a row, in English with our own behind it, in lines of at most `width` inches."""
    name = style.named(row["name_zh"], lang) if row["name_zh"] else row["code"] or ""
    return "\n".join(style.wrapped(name, width, style.SMALL))
