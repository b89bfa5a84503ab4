"""Points that a department gave itself: a heat map of forms and kinds of indicators."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from helpers.plots import style
from helpers.plots.budget import TOP_N
from helpers.plots.heat import Sizes, heat_map
from helpers.wording.labels import gloss, say


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
            index=forms,
            columns=across,
        )
        depth = pd.DataFrame(
            [[_share(one) if one else 0.0 for one in row] for row in cells],
            index=forms,
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
    return (gloss(name) if lang == "en" else None) or name


def _given(one: dict) -> str:
    return f"{_plain(one['points'])} / {_plain(one['full'])}"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _share(one: dict) -> float:
    return float(one["points"] / one["full"]) if one["full"] > 0 else 0.0
