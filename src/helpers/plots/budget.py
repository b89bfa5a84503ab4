"""Budget against outturn, one line a thing: bar for what was spent, tick for what was planned."""

from __future__ import annotations

from decimal import Decimal

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from helpers.analysis import records
from helpers.plots import style
from helpers.wording.labels import say

TOP_N = 12
BAR = 0.15  # inches
# The mark of the budget: as wide, and as far above and below the bar. Where it falls on the bar
# it is a notch, so that no bar is hidden; LEAST is how much of the smallest is seen.
MARK, BEYOND, NOTCH, LEAST = 0.045, 0.06, 0.02, 0.02
# Rates beyond this are drawn at the edge with an arrow; the number beside it is exact.
RATE_EDGE = Decimal(200)


def budget_against_outturn(
    frame: pd.DataFrame,
    lang: str,
    title: str,
    budget: str = "initial_budget",
    top_n: int = TOP_N,
    narrow: bool = False,
    blank: str = "not_stated",
) -> Figure:
    """Bars of outturn with a mark at the budget, and the execution rate beside each.

    `frame` has name_zh, (name_en), outturn, execution_rate and `budget` (initial_budget or
    adjusted_budget, named in the legend); sorted by the larger of budget and outturn, the
    first `top_n` drawn. What is missing is said in words: `blank` is not_stated
    or not_read.
    """
    rows = sorted(records(frame), key=lambda row: -_size(row, budget))
    drawn, left_out = rows[:top_n], max(0, len(rows) - top_n)
    with mpl.rc_context(style.settings()):
        if not any(row[budget] is not None or row["outturn"] is not None for row in rows):
            return style.missing(title, say(f"figures.{blank}", lang), narrow)
        chart = _Chart(drawn, lang, budget, narrow, blank)
        return chart.figure(title, left_out)


def _size(row: dict, budget: str) -> Decimal:
    return max(row[budget] or Decimal(0), row["outturn"] or Decimal(0))


class _Chart:
    """The measurements of one chart, in inches from its top left corner."""

    def __init__(self, rows: list[dict], lang: str, budget: str, narrow: bool, blank: str):
        self.rows, self.lang, self.budget = rows, lang, budget
        self.label, self.blank = say(f"columns.{budget}", lang), say(f"format.{blank}", lang)
        self.narrow = narrow
        self.width = style.NARROW if narrow else style.WIDE
        self.left = 0.05
        self.rates = not narrow and any(row["execution_rate"] is not None for row in rows)
        self.bars = self.width - self.left - (2.3 if self.rates else 0.95)
        self.names = [style.wrapped(self.name(row), self.bars + 0.1, style.BODY) for row in rows]
        self.largest = max((_size(row, budget) for row in rows), default=Decimal(0)) or Decimal(1)

    def name(self, row: dict) -> str:
        in_english = row.get("name_en") if self.lang == "en" else None
        return in_english or style.named(row["name_zh"], self.lang)

    def height_of(self, n: int) -> float:
        return len(self.names[n]) * style.BODY * 1.3 / 72 + BAR + 0.46

    def figure(self, title: str, left_out: int) -> Figure:
        height = 1.2 + sum(map(self.height_of, range(len(self.rows)))) + (0.3 if left_out else 0)
        lines = style.wrapped(title, self.width - 0.3, style.TITLE)
        height += (len(lines) - 1) * style.TITLE * 1.4 / 72
        figure = style.blank_figure(self.width, height)
        axes = style.canvas(figure)
        top = style.title_block(axes, title, say("figures.unit", self.lang), self.width)
        self.legend(axes, top)
        top += 0.45
        if self.rates:
            self.rate_axis(axes, top, top + sum(map(self.height_of, range(len(self.rows)))) - 0.3)
        for n, row in enumerate(self.rows):
            self.line(axes, n, row, top)
            top += self.height_of(n)
        if left_out:
            more = say("figures.more", self.lang, count=left_out)
            axes.text(
                self.left, top, style.drawable(more), va="top", color=style.MUTED, size=style.SMALL
            )
        return figure

    def legend(self, axes, top: float) -> None:
        x = self.left
        axes.add_patch(Rectangle((x, top + 0.02), 0.3, 0.11, facecolor=style.OUTTURN))
        outturn = say("figures.outturn", self.lang)
        axes.text(x + 0.38, top, style.drawable(outturn), va="top", size=style.SMALL)
        if all(row[self.budget] is None for row in self.rows):
            return
        x += 0.38 + style.width_of(outturn, style.SMALL) + 0.3
        axes.add_patch(Rectangle((x, top - 0.02), 0.045, 0.19, facecolor=style.BUDGET))
        axes.text(x + 0.12, top, style.drawable(self.label), va="top", size=style.SMALL)

    def line(self, axes, n: int, row: dict, top: float) -> None:
        name = "\n".join(self.names[n])
        axes.text(self.left, top, style.drawable(name), va="top", linespacing=1.3)
        y = top + len(self.names[n]) * style.BODY * 1.3 / 72 + 0.075
        axes.add_patch(Rectangle((self.left, y + BAR), self.bars, 0.008, facecolor=style.RULE))
        if row["outturn"] is not None:
            axes.add_patch(
                Rectangle((self.left, y), self.length(row["outturn"]), BAR, facecolor=style.OUTTURN)
            )
        if row[self.budget] is not None:
            end = self.length(row["outturn"]) if row["outturn"] is not None else 0.0
            self.mark(axes, self.length(row[self.budget]), end, y)
        axes.text(
            self.left,
            y + BAR + 0.075,
            style.drawable(self.amounts(row)),
            va="top",
            size=style.SMALL,
            color=style.MUTED,
        )
        self.rate(axes, row, y + BAR / 2)

    def mark(self, axes, at: float, end: float, y: float) -> None:
        """The budget's mark `at` so far from the left: whole beyond the bar's `end`, else above
        and below the bar and a notch in it."""
        x = self.left + at - MARK / 2
        if not end or x >= self.left + end:
            pieces = [(x, y - BEYOND, MARK, BAR + 2 * BEYOND, style.BUDGET)]
        else:
            pieces = [(x, y + one, MARK, BEYOND, style.BUDGET) for one in (-BEYOND, BAR)]
            if NOTCH < at < end - NOTCH:
                middle = self.left + at - NOTCH / 2
                pieces.append((middle, y, NOTCH, BAR, style.PAPER))
        for left, top, width, height, colour in pieces:
            axes.add_patch(Rectangle((left, top), width, height, facecolor=colour, linewidth=0))

    def length(self, amount: Decimal) -> float:
        """Inches of a bar; a little of the smallest amount is seen too."""
        drawn = float(max(amount, Decimal(0)) / self.largest) * self.bars
        return max(drawn, LEAST) if amount > 0 else drawn

    def amounts(self, row: dict) -> str:
        budget = style.money(row[self.budget]) or self.blank
        outturn = style.money(row["outturn"]) or self.blank
        return say("figures.amounts", self.lang, budget=budget, outturn=outturn)

    def rate(self, axes, row: dict, y: float) -> None:
        rate = row["execution_rate"]
        words = say("format.dash", self.lang) if rate is None else f"{rate:,.2f}%"
        axes.text(
            self.width - 0.08,
            y,
            style.drawable(words),
            ha="right",
            va="center",
            size=style.BODY if rate is not None else style.SMALL,
        )
        if self.rates and rate is not None:
            x = self.at(rate)
            axes.plot([self.at(Decimal(100)), x], [y, y], color=style.OUTTURN, linewidth=1.6)
            marker = ">" if rate > RATE_EDGE else "o"
            axes.plot([x], [y], marker=marker, color=style.OUTTURN, markersize=6)

    def at(self, rate: Decimal) -> float:
        """The x of an execution rate on the scale from 0 to RATE_EDGE per cent."""
        start = self.width - 2.1
        return start + float(max(Decimal(0), min(rate, RATE_EDGE)) / RATE_EDGE) * 1.1

    def rate_axis(self, axes, top: float, bottom: float) -> None:
        """The scale of the rates, 0 to RATE_EDGE per cent, with a line at 100."""
        for value in (Decimal(0), Decimal(100), RATE_EDGE):
            x, whole = self.at(value), value == 100
            colour = style.BUDGET if whole else style.RULE
            axes.plot([x, x], [top, bottom], color=colour, linewidth=1 if whole else 0.8, zorder=0)
            axes.text(
                x,
                top - 0.04,
                f"≥{value}%" if value == RATE_EDGE else f"{value}%",
                ha="center",
                va="bottom",
                size=style.SMALL,
                color=style.MUTED,
            )
        words = style.drawable(say("figures.rate", self.lang))
        axes.text(
            self.width - 0.08,
            top - 0.24,
            words,
            ha="right",
            va="bottom",
            size=style.SMALL,
            color=style.MUTED,
        )
