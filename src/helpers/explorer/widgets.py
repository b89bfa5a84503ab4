"""The explorer's choices as widgets in a notebook: each view a list, a slider, a picture.

The pictures are drawn from parquet with seaborn and matplotlib; nothing of them is kept. A
document that has no data yet is offered too, with a button that makes them.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

import ipywidgets as widgets
import matplotlib as mpl
import pandas as pd
import seaborn
from IPython.display import IFrame, display
from matplotlib.figure import Figure

from helpers import analysis, plots, show, store, wording
from helpers.analysis.comparable import AMOUNTS, LEVELS
from helpers.documents import all_documents
from helpers.explorer.content import gather
from helpers.plots import style

_BUDGETS = ("initial_budget", "adjusted_budget", "budget")
_MOST = 15  # lines of a slope and names beside dots that can still be read
_SECONDS = "5–30"  # what `make data` of one document takes: a scan takes the longest


class Explorer:
    """Views over all documents that have data; every method returns a widget to be shown.

    `amounts` has the columns of `comparable_amounts` and `document` (``unit year``), amounts as
    numbers; `found` those of `explorer.Documents.found`.
    """

    def __init__(self, unit: str, year: int, lang: str = "zh", top_n: int = plots.TOP_N):
        show.in_notebook()
        self.first, self.lang, self.top_n = f"{unit} {year}", lang, top_n
        self.words = wording.load("explorer")

    @cached_property
    def _all(self):
        return gather()

    @cached_property
    def amounts(self) -> pd.DataFrame:
        frame = pd.DataFrame(self._all.amounts)
        frame["document"] = frame["unit"] + " " + frame["year"].astype(str)
        return frame.astype({column: float for column in AMOUNTS})

    @cached_property
    def found(self) -> pd.DataFrame:
        frame = pd.DataFrame(self._all.found)
        frame["document"] = frame["unit"] + " " + frame["year"].astype(str)
        return frame.astype({"money": float})

    # --- the documents --------------------------------------------------------------------------

    def documents(self) -> widgets.Widget:
        """The documents there are, and a button for those that have no data yet.

        Where none has any, the data of the first are made at once: the views need something.
        """
        unit, year = self.first.rsplit(" ", 1)
        if not any(store.exists("results/checks", *one) for one in all_documents()):
            print(self._told("nb_making", unit=unit, year=year, seconds=_SECONDS))
            print(_made(unit, int(year)).stdout)
        missing = [one for one in all_documents() if not store.exists("results/checks", *one)]
        told = widgets.HTML(
            self._told("nb_there", there=len(all_documents()) - len(missing), missing=len(missing))
        )
        buttons = [self._maker(unit, year) for unit, year in missing]
        return widgets.VBox([told, *buttons])

    def _maker(self, unit: str, year: int) -> widgets.Widget:
        button = widgets.Button(
            description=self._told("nb_make", unit=unit, year=year, seconds=_SECONDS),
            layout=widgets.Layout(width="auto"),
        )
        heard = widgets.Output()

        def make(_: Any) -> None:
            button.disabled = True
            done = _made(unit, year)
            with heard:
                print(done.stdout + done.stderr)
            for name in ("_all", "amounts", "found"):
                vars(self).pop(name, None)
            button.disabled = done.returncode == 0

        button.on_click(make)
        return widgets.VBox([button, heard])

    # --- five views -----------------------------------------------------------------------------

    def budget_and_outturn(self) -> widgets.Widget:
        """One document: budget against outturn at the chosen level, and how far off."""

        def draw(document: str, level: str, base: str, off: int) -> Figure | None:
            rows = self._rows(document, level)
            rate = rows["outturn"] / rows[base].where(rows[base] > 0) * 100
            rows = rows[(rate - 100).abs() >= off] if off else rows
            rows = rows.dropna(subset=["outturn"])
            return None if rows.empty else self._bars(rows, base)

        return self._shown(
            draw,
            document=self._choice("nb_document", self._names, self.first),
            level=self._choice("level", self._levels(), "class"),
            base=self._choice("base", self._labels("measures", _BUDGETS)),
            off=widgets.IntSlider(max=200, description=self._told("off_by"), **_WIDE),
        )

    def two_documents(self) -> widgets.Widget:
        """A slope from one document to another, things joined by key."""

        def draw(a: str, b: str, level: str, measure: str) -> Figure | None:
            both = self._rows(a, level).merge(
                self._rows(b, level), on=["level", "fund", "key"], suffixes=("_a", "_b")
            )
            both = both.dropna(subset=[f"{measure}_a", f"{measure}_b"])
            return self._slope(both, measure, a, b) if a != b and len(both) else None

        names = self._names
        return self._shown(
            draw,
            a=self._choice("a", names, self.first),
            b=self._choice("b", names, names[-1]),
            level=self._choice("level", self._levels(), "class"),
            measure=self._choice("measure", self._labels("measures", AMOUNTS), "outturn"),
        )

    def one_thing(self) -> widgets.Widget:
        """One thing in all documents: where each stands."""
        things = self.amounts.drop_duplicates(["level", "fund", "key"])
        options = [
            (
                f"{self._label('levels', row['level'])} · {self._name(row)} · "
                f"{self._label('funds', row['fund'])}",
                (row["level"], row["fund"], row["key"]),
            )
            for row in things.to_dict("records")
        ]

        def draw(thing: tuple, measure: str) -> Figure | None:
            rows = self.amounts
            for column, value in zip(("level", "fund", "key"), thing, strict=True):
                rows = rows[rows[column] == value]
            rows = rows.dropna(subset=[measure])
            return self._strip(rows, measure) if len(rows) else None

        return self._shown(
            draw,
            thing=widgets.Dropdown(options=options, description=self._told("name"), **_WIDE),
            measure=self._choice("measure", self._labels("measures", AMOUNTS), "outturn"),
        )

    def three_public(self) -> widgets.Widget:
        """Outturn ÷ budget of the three public expenses: a heat map of documents and expenses."""

        def draw(base: str) -> Figure | None:
            rows = self.amounts[self.amounts["level"] == "three_public"]
            rows = rows.assign(rate=rows["outturn"] / rows[base].where(rows[base] > 0) * 100)
            rates = rows.pivot(index="document", columns="name_zh", values="rate")
            rates = rates.dropna(how="all").dropna(how="all", axis="columns")
            return self._heat(rates) if rates.size else None

        return self._shown(draw, base=self._choice("base", self._labels("measures", _BUDGETS)))

    def what_does_not_add_up(self) -> widgets.Widget:
        """Leads and open checks, cut by outcome and by the money at stake."""
        outcomes = sorted(self.found["outcome"].unique())

        def show(document: str, outcome: str, money: float) -> pd.DataFrame | None:
            rows = self.found
            rows = rows[rows["document"] == document] if document else rows
            rows = rows[rows["outcome"] == outcome] if outcome else rows
            rows = rows[rows["money"] >= money] if money else rows
            columns = ["document", "outcome", f"told_{self.lang}", "money", "pages", "rule"]
            told = {
                name: rows[name].map(partial(self._label, f"{name}s"))
                for name in ("outcome", "rule")
            }
            return rows[columns].assign(**told).sort_values("money", ascending=False)

        every = (self._told("any"), "")
        return self._shown(
            show,
            document=self._choice("nb_document", [every, *((one, one) for one in self._names)], ""),
            outcome=self._choice("outcome", [every, *self._labels("outcomes", outcomes)], ""),
            money=widgets.FloatText(value=0, description=self._told("money_from"), **_WIDE),
        )

    def page(self) -> IFrame:
        """The explorer's page itself, written anew, inside the notebook."""
        from helpers.explorer.page import write_explorer

        return IFrame(store.address(write_explorer(), store.project_root() / "work"), "100%", 720)

    # --- words and choices ----------------------------------------------------------------------

    @property
    def _names(self) -> list[str]:
        return list(self.amounts["document"].unique())

    def _told(self, name: str, **values: object) -> str:
        return self.words["words"][name][self.lang].format(**values)

    def _label(self, kind: str, name: str) -> str:
        return self.words[kind].get(name, {"zh": name, "en": name})[self.lang]

    def _labels(self, kind: str, names) -> list[tuple[str, str]]:
        return [(self._label(kind, name), name) for name in names]

    def _levels(self) -> list[tuple[str, str]]:
        there = set(self.amounts["level"])
        return self._labels("levels", [level for level in LEVELS if level in there])

    def _name(self, row: dict) -> str:
        if row["level"] == "total":
            return self._label("totals", row["key"])
        return (self.lang == "en" and row["name_en"]) or row["name_zh"]

    def _choice(self, name: str, options: list, value: Any = None) -> widgets.Dropdown:
        values = [one[1] if isinstance(one, tuple) else one for one in options]
        first = value if value in values else values[0]
        return widgets.Dropdown(options=options, value=first, description=self._told(name), **_WIDE)

    def _shown(self, draw: Callable[..., Any], **choices: widgets.Widget) -> widgets.Widget:
        """The choices over what `draw` gives for them; words where it gives nothing."""

        def show(**values: Any) -> None:
            drawn = draw(**values)
            empty = drawn is None or (isinstance(drawn, pd.DataFrame) and drawn.empty)
            display(widgets.Label(self._told("none")) if empty else drawn)

        boxes = widgets.GridBox(
            list(choices.values()),
            layout=widgets.Layout(grid_template_columns="repeat(auto-fill, minmax(26em, 1fr))"),
        )
        return widgets.VBox([boxes, widgets.interactive_output(show, choices)])

    # --- pictures -------------------------------------------------------------------------------

    def _rows(self, document: str, level: str) -> pd.DataFrame:
        """The rows of a document at a level; of several funds' tables the narrowest one's."""
        rows = self.amounts
        rows = rows[(rows["document"] == document) & (rows["level"] == level)]
        if level in ("class", "section", "item"):
            for fund in ("general_budget", "appropriation", "all"):
                if (rows["fund"] == fund).any():
                    return rows[rows["fund"] == fund]
        return rows

    def _bars(self, rows: pd.DataFrame, base: str) -> Figure:
        exact = [self._all.amounts[number] for number in rows.index]  # decimals, not floats
        drawn = [
            row
            | {
                "name_zh": self._name(row),
                "execution_rate": analysis.execution_rate(row["outturn"], row[base]),
            }
            for row in exact
        ]
        title = self._told("bullets")
        frame = pd.DataFrame(drawn, dtype=object)
        return plots.budget_against_outturn(frame, self.lang, title, base, self.top_n)

    def _slope(self, both: pd.DataFrame, measure: str, a: str, b: str) -> Figure:
        a_b = [f"{measure}_a", f"{measure}_b"]
        both = both.assign(off=(both[a_b[1]] - both[a_b[0]]).abs()).nlargest(_MOST, "off")
        long = both.melt(["key", "name_zh_a"], a_b, "where", "amount")
        long["where"] = long["where"].map(dict(zip(a_b, (a, b), strict=True)))
        with mpl.rc_context(style.settings()):
            figure = Figure(figsize=(9, 5), layout="constrained")
            axes = figure.subplots()
            colours = seaborn.color_palette("colorblind", len(both))
            seaborn.lineplot(
                long, x="where", y="amount", hue="name_zh_a", marker="o", ax=axes, palette=colours
            )
            axes.set(xlabel="", ylabel=f"{self._label('measures', measure)}  万元", ylim=(0, None))
            axes.margins(x=0.15)
            axes.yaxis.set_major_formatter("{x:,.0f}")
            seaborn.move_legend(axes, "upper left", bbox_to_anchor=(1, 1), title="", frameon=False)
            seaborn.despine(figure)
        return figure

    def _strip(self, rows: pd.DataFrame, measure: str) -> Figure:
        with mpl.rc_context(style.settings()):
            figure = Figure(figsize=(9, 0.6 + 0.36 * min(len(rows), 40)), layout="constrained")
            axes = figure.subplots()
            order = rows.sort_values(measure, ascending=False)["document"].head(40)
            marked = rows["document"].eq(self.first).map({True: "a", False: "b"})
            seaborn.stripplot(
                rows,
                x=measure,
                y="document",
                order=order,
                hue=marked,
                jitter=False,
                legend=False,
                palette={"a": style.OUTTURN, "b": style.BUDGET},
                size=9,
                ax=axes,
            )
            axes.set(xlabel=f"{self._label('measures', measure)}  万元", ylabel="", xlim=(0, None))
            axes.grid(axis="y", color=style.RULE)
            axes.xaxis.set_major_formatter("{x:,.0f}")
            for dots in axes.collections:
                dots.set_clip_on(False)
            seaborn.despine(figure, left=True)
        return figure

    def _heat(self, rates: pd.DataFrame) -> Figure:
        with mpl.rc_context(style.settings()):
            figure = Figure(figsize=(9, 1.6 + 0.4 * len(rates)), layout="constrained")
            axes = figure.subplots()
            seaborn.heatmap(
                rates,
                annot=True,
                fmt=".1f",
                cmap="Blues",
                vmin=0,
                vmax=100,
                linewidths=1,
                cbar_kws={"label": "%"},
                ax=axes,
            )
            axes.set(xlabel="", ylabel="")
            axes.tick_params(axis="x", rotation=0)
        return figure


def _made(unit: str, year: int) -> subprocess.CompletedProcess[str]:
    """What making the data of a document said, as `make data` does."""
    command = [sys.executable, "-m", "helpers", "data", "--unit", unit, "--year", str(year)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


_WIDE: dict[str, Any] = {
    "style": {"description_width": "11em"},
    "layout": widgets.Layout(width="26em"),
}
