"""Heat maps with the numbers in their cells, names beside and above: what all of them share."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import matplotlib as mpl
import pandas as pd
import seaborn
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from helpers.plots import style

_LINE = style.SMALL * 1.3 / 72  # inches
_LEAST_ROW = 0.36
MAP = mpl.colors.LinearSegmentedColormap.from_list("paper", ["#f4f7f9", style.OUTTURN])
_DARK = 0.75  # on cells darker than this the number is white


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
    axes = figure.add_axes(
        (
            sizes.left / sizes.width,
            0.1 / height,
            1 - (sizes.left + 0.1) / sizes.width,
            row * len(shown) / height,
        )
    )
    seaborn.heatmap(
        depth,
        vmin=0,
        vmax=1,
        annot=shown,
        fmt="",
        ax=axes,
        cbar=False,
        linewidths=1.5,
        cmap=MAP,
        annot_kws={"size": style.BODY},
    )
    for number, dark in zip(axes.texts, depth.to_numpy().flat, strict=True):
        number.set_color(style.PAPER if dark > _DARK else style.INK)
    _names(axes, above, beside)
    for down, across in framed:
        axes.add_patch(
            Rectangle(
                (across, down),
                1,
                1,
                fill=False,
                clip_on=False,
                zorder=3,
                edgecolor=style.BUDGET,
                linewidth=2.5,
            )
        )
    return figure


def _names(axes, above: list[str], beside: list[str]) -> None:
    axes.xaxis.tick_top()
    axes.set(xlabel="", ylabel="")
    axes.set_xticklabels(above, size=style.SMALL, rotation=0)
    axes.set_yticklabels(beside, size=style.SMALL, rotation=0)
    axes.tick_params(length=0)


def _lines(names: list[str]) -> int:
    return max(1 + name.count("\n") for name in names)


def _wrapped(name: str, width: float) -> str:
    return style.drawable("\n".join(style.wrapped(name, width - 0.05, style.SMALL)))
