"""All execution rates together: a swarm of dots for each kind of thing, on one scale.

Where there are too many for dots, a heat map of how many there are at each two per cent.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import matplotlib as mpl
import pandas as pd
import seaborn
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.analysis import BUDGETS
from helpers.plots import style
from helpers.plots.audit import Sizes, heat_map
from helpers.plots.budget import TOP_N
from helpers.wording.labels import say

EDGE = 200  # per cent; what is beyond is drawn there, and the scale says so
_DOT, _LEAST_DOT = 6.5, 2.5  # points: where there is room, and where dots can still be told apart
_ROW, _TALLEST = 0.5, 2.0  # inches
_COUNTS = mpl.colors.LinearSegmentedColormap.from_list("counts", style.COUNTS)


def execution_rates(rows: Sequence[dict], lang: str, narrow: bool = False) -> Figure:
    """One row of dots for each (what it is about, of which budget), a dot a rate, 0 to 200 %.

    `rows` are those of analysis.execution_rates. Rates of different budgets never share a row.
    """
    title, width = say("figures.rates.title", lang), style.NARROW if narrow else style.WIDE
    with mpl.rc_context(style.settings()):
        if not rows:
            return style.missing(title, say("figures.not_stated", lang), narrow)
        left = 1.35 if narrow else 3.2
        names = _names(rows, lang, left - 0.15)
        drawn = pd.DataFrame(
            {
                "rate": [min(max(float(row["rate"]), 0.0), float(EDGE)) for row in rows],
                "name": [names[row["about"], row["base"]] for row in rows],
            }
        )
        dot, row_height = _room(drawn, (width - left - 0.2) * 72)
        kind = "dots" if dot >= _LEAST_DOT else "bins"
        row_height = row_height if kind == "dots" else _ROW
        unit = say(f"figures.rates.{kind}", lang)
        top = style.title_height(title, unit, width)
        height = top + row_height * len(names) + 0.35
        figure = style.blank_figure(width, height)
        style.title_block(style.canvas(figure), title, unit, width)
        axes = figure.add_axes(
            (left / width, 0.35 / height, 1 - (left + 0.2) / width,
             row_height * len(names) / height)
        )  # fmt: skip
        _scale(axes, list(names.values()))
        if kind == "dots":
            _draw_dots(axes, drawn, [*names.values()], dot)
        else:
            _draw_bins(axes, drawn, [*names.values()])
        axes.set(xlabel="", ylabel="")
        return figure


def _draw_dots(axes: Axes, drawn: pd.DataFrame, names: list[str], size: float) -> None:
    """A swarm for each name, one dot a rate."""
    seaborn.swarmplot(
        drawn, x="rate", y="name", order=names, ax=axes, size=size, color=style.OUTTURN
    )


def _draw_bins(axes: Axes, drawn: pd.DataFrame, names: list[str]) -> None:
    """A band for each name, as dark as there are rates in each two per cent."""
    seaborn.histplot(
        drawn.assign(name=pd.Categorical(drawn["name"], names)),
        x="rate",
        y="name",
        discrete=(False, True),
        ax=axes,
        binrange=((-1, EDGE + 1), None),
        binwidth=(2, None),
        cmap=_COUNTS,
    )


def _names(rows: Sequence[dict], lang: str, width: float) -> dict[tuple[str, str], str]:
    """What each row of dots is called, with how many there are, wrapped."""
    groups = [(row["about"], row["base"]) for row in rows]
    return {
        (about, base): style.drawable(
            "\n".join(
                style.wrapped(
                    say(
                        f"figures.rates.{about}",
                        lang,
                        count=groups.count((about, base)),
                        base=say(f"columns.{BUDGETS[base]}", lang),
                    ),
                    width,
                    style.SMALL,
                )
            )
        )
        for about, base in dict.fromkeys(groups)
    }


def _room(drawn: pd.DataFrame, points: float) -> tuple[float, float]:
    """A dot's size in points and a row's height in inches, so that no two dots overlap."""
    near = _DOT / points * EDGE  # dots closer than this stand above each other
    most = max(
        int(own.between(one - near, one + near).sum())
        for _, own in drawn.groupby("name")["rate"]
        for one in own
    )
    height = min(max(_ROW, most * _DOT * 1.25 / 72 + 0.1), _TALLEST)
    return min(_DOT, (height - 0.1) * 72 / most / 1.25), height


def _scale(axes, names: list[str]) -> None:
    """The scale from 0 to 200 %, a line at 100, and a row for each name."""
    axes.set(xlim=(-4, EDGE + 4), ylim=(len(names) - 0.5, -0.5))
    axes.axvline(100, color=style.BUDGET, linewidth=1, zorder=0)
    for n in range(1, len(names)):
        axes.axhline(n - 0.5, color=style.RULE, linewidth=0.8, zorder=0)
    ticks = range(0, EDGE + 1, 50)
    axes.set_xticks(
        ticks,
        [f"≥{one}%" if one == EDGE else f"{one}%" for one in ticks],
        size=style.SMALL,
        color=style.MUTED,
    )
    axes.set_yticks(range(len(names)), names, size=style.SMALL)
    axes.tick_params(length=0)
    axes.spines[["left", "right", "top"]].set_visible(False)


def points(rows: Sequence[dict], lang: str, top_n: int = TOP_N, narrow: bool = False) -> Figure:
    """Forms down, kinds of indicators across: points given of the points there are.

    `rows` are those of analysis.points_by_kind with the form's name as `title`; the first
    `top_n` forms are drawn. Colour follows the share; where points are lost there is a frame.
    """
    forms = list(dict.fromkeys(row["title"] for row in rows))[:top_n]
    kinds = list(dict.fromkeys(row["kind"] for row in rows))
    at = {(row["title"], row["kind"]): row for row in rows}
    with mpl.rc_context(style.settings()):
        title = say("figures.points.title", lang)
        if not rows:
            return style.missing(title, say("figures.not_stated", lang), narrow)
        dash = say("format.dash", lang)
        across = [_kind(kind, lang) or dash for kind in kinds]
        cells = [[at.get((form, kind)) for kind in kinds] for form in forms]
        shown = pd.DataFrame(
            [[_given(one) if one else dash for one in row] for row in cells],
            index=[style.named(form, lang) for form in forms],
            columns=across,
        )
        depth = pd.DataFrame(
            [[_share(one) if one else 0.0 for one in row] for row in cells],
            index=[style.named(form, lang) for form in forms],
            columns=across,
        )
        lost = [
            (n, m)
            for n, row in enumerate(cells)
            for m, one in enumerate(row)
            if one and one["points"] < one["full"]
        ]
        sizes = Sizes(style.NARROW, 1.4) if narrow else Sizes(style.WIDE - 2.4, 4.2)
        return heat_map(depth, shown, title, say("figures.points.unit", lang), sizes, lost)


def _kind(name: str | None, lang: str) -> str | None:
    return style.named(name, lang) if name else name


def _given(one: dict) -> str:
    return f"{_plain(one['points'])} / {_plain(one['full'])}"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _share(one: dict) -> float:
    return float(one["points"] / one["full"]) if one["full"] > 0 else 0.0
