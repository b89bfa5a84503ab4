"""Execution rate and own score of each project on one scale: a line between two marks."""

from __future__ import annotations

from decimal import Decimal

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from helpers.analysis import records, scored_projects
from helpers.plots import style
from helpers.plots.budget import TOP_N
from helpers.wording.labels import say

FULL = Decimal(100)
ROW = 0.30  # inches below the name


def rates_and_scores(
    frame: pd.DataFrame, lang: str, title: str, top_n: int = TOP_N, narrow: bool = False
) -> Figure:
    """A dumbbell a project: how much of its budget was spent, how many points it gave itself.

    `frame` is results/budget_by_project; the projects whose two numbers are furthest apart
    come first, those without a score are left out. Rates above 100 % are drawn at 100.
    """
    rows = scored_projects(records(frame))
    drawn, left_out = rows[:top_n], max(0, len(rows) - top_n)
    with mpl.rc_context(style.settings()):
        if not drawn:
            return style.missing(title, say("figures.not_stated", lang), narrow)
        return _Dumbbells(drawn, lang, narrow).figure(title, left_out)


class _Dumbbells:
    """The measurements of the chart, in inches from its top left corner."""

    def __init__(self, rows: list[dict], lang: str, narrow: bool):
        self.rows, self.lang = rows, lang
        self.width = style.NARROW if narrow else style.WIDE
        # On a phone the name stands above its line, on a page beside it.
        self.left = 0.12 if narrow else 4.6
        self.right = self.width - (1.15 if narrow else 1.6)
        self.beside = not narrow
        room = 4.2 if self.beside else self.width - 0.3
        self.names = [
            style.wrapped(style.named(row["name_zh"], lang), room, style.BODY) for row in rows
        ]

    def height_of(self, n: int) -> float:
        lines = len(self.names[n]) * style.BODY * 1.3 / 72
        return max(lines + 0.12, 0.34) if self.beside else lines + ROW + 0.08

    def figure(self, title: str, left_out: int) -> Figure:
        rows = sum(map(self.height_of, range(len(self.rows))))
        lines = style.wrapped(title, self.width - 0.3, style.TITLE)
        height = 1.5 + rows + (0.3 if left_out else 0) + len(lines) * style.TITLE * 1.4 / 72
        figure = style.blank_figure(self.width, height)
        axes = style.canvas(figure)
        top = style.title_block(axes, title, say("figures.scores.unit", self.lang), self.width)
        self.legend(axes, top)
        top += 0.62
        self.scale(axes, top, top + rows)
        for n, row in enumerate(self.rows):
            self.line(axes, n, row, top)
            top += self.height_of(n)
        if left_out:
            more = say("figures.more", self.lang, count=left_out)
            axes.text(
                0.05, top + 0.1, style.drawable(more), va="top", color=style.MUTED, size=style.SMALL
            )
        return figure

    def legend(self, axes, top: float) -> None:
        x = 0.12
        for name, marker, colour in (("rate", "D", style.BUDGET), ("score", "o", style.OUTTURN)):
            words = say(f"figures.scores.{name}", self.lang)
            axes.plot([x], [top + 0.07], marker=marker, color=colour, markersize=6.5)
            axes.text(x + 0.14, top, style.drawable(words), va="top", size=style.SMALL)
            x += 0.14 + style.width_of(words, style.SMALL) + 0.35

    def scale(self, axes, top: float, bottom: float) -> None:
        for value in (0, 50, 100):
            x = self.at(Decimal(value))
            axes.plot([x, x], [top - 0.04, bottom - 0.08], color=style.RULE, linewidth=0.8)
            axes.text(
                x,
                top - 0.08,
                str(value),
                ha="center",
                va="bottom",
                size=style.SMALL,
                color=style.MUTED,
            )

    def at(self, value: Decimal) -> float:
        share = float(max(Decimal(0), min(value, FULL)) / FULL)
        return self.left + share * (self.right - self.left)

    def line(self, axes, n: int, row: dict, top: float) -> None:
        lines = len(self.names[n]) * style.BODY * 1.3 / 72
        axes.text(0.05, top, style.drawable("\n".join(self.names[n])), va="top", linespacing=1.3)
        y = top + lines / 2 if self.beside else top + lines + ROW / 2
        rate, score = row["execution_rate"], row["total_score"]
        if rate is not None:
            axes.plot([self.at(rate), self.at(score)], [y, y], color=style.MUTED, linewidth=1.4)
            axes.plot(
                [self.at(rate)],
                [y],
                marker="D",
                color=style.BUDGET,
                markersize=8.5,
                markeredgecolor=style.PAPER,
            )
        axes.plot(
            [self.at(score)],
            [y],
            marker="o",
            color=style.OUTTURN,
            markersize=6.5,
            markeredgecolor=style.PAPER,
        )
        shown = say("format.dash", self.lang) if rate is None else f"{rate:,.2f}%"
        words = say("figures.scores.pair", self.lang, rate=shown, score=f"{score.normalize():f}")
        axes.text(
            self.width - 0.05, y, style.drawable(words), ha="right", va="center", size=style.SMALL
        )
