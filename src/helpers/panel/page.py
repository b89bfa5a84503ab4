"""`reports/panel.html`: one page over many documents, in Chinese and English, one file.

What was read and what not, ratios as small multiples, units over the years with their breaks,
one document against another, alarms by kind. Every mark and number leads to the document's own
report, where there is one, else to its row on the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import jinja2
import matplotlib as mpl
import pandas as pd
import seaborn as sns
from markupsafe import Markup, escape
from matplotlib.figure import Figure

from helpers import fonts, panel, show, store, wording
from helpers.documents.units import read_units
from helpers.explorer.content import rule_name
from helpers.index import records
from helpers.plots import style

_PLACE = files("helpers") / "templates" / "panel"
_ACROSS, _WIDTH, _HEIGHT = 3, 3.3, 1.7  # small multiples: how many beside one another, inches each
_MOST_UNITS = 12
_BREAKS = ("renamed", "code", "scope")
#: Marks of the ratios over the years, as matplotlib names them and as text.
_MARKS = tuple(zip("osD^vPX*", "●■◆▲▼✚✖★", strict=True))
_OPEN = ("fail", "question", "cannot_tell", "rounding")


def write_page() -> Path:
    """The page, written whole, after the panel has been."""
    panel.write_panel()
    target = store.project_root() / "reports" / "panel.html"
    store.write_text(target, show.visible(html()), at_once=True)
    return target


def html() -> str:
    """The page over the panel as it was written last."""
    documents = records(panel.read("panel/documents"))
    found = {
        "documents": documents,
        "indicators": records(panel.read("panel/indicators")),
        "cross_checks": records(panel.read("panel/cross_checks")),
    }
    words = wording.load("cross_years")
    link = _Links(documents)
    by_document: dict[tuple[str, int], list] = {}
    for one in found["indicators"]:
        by_document.setdefault((one["unit"], one["year"]), []).append(one)
    context = found | {
        "words": words,
        "scopes": wording.load("labels")["budget"]["scopes"],
        "rule_name": rule_name,
        "link": link,
        "key": years_key(found["indicators"], words),
        "outcomes": Counter(one["outcome"] for one in documents),
        "rules": _alarms(documents),
        "kinds": Counter((one["rule"], one["outcome"]) for one in found["cross_checks"]),
        "open": [one for kind in _OPEN for one in found["cross_checks"] if one["outcome"] == kind],
        "by_document": by_document,
        "kinds_of": Counter(one["outcome"] for one in found["cross_checks"]),
        "untold": _by_reason(found["cross_checks"]),
        "reports": sum(bool(one["report"]) for one in documents),
        "spread": _drawings(partial(spread, found["indicators"], words), link),
        "over_years": _drawings(
            partial(over_years, found["indicators"], found["cross_checks"], words, link), link
        ),
    }
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(_PLACE.joinpath("panel.html.j2").read_text("utf-8"))
    shown = template.render(context, style="")
    face = fonts.css_face("Panel Sans", fonts.sans(), "".join(sorted(set(shown))))
    css = f"{face}\n{_PLACE.joinpath('panel.css').read_text('utf-8')}"
    return template.render(context, style=Markup(css))


class _Links:
    """Where a document is looked at: ``link("some-office", 2023, "p3x1y2")``."""

    def __init__(self, documents: Sequence[dict[str, Any]]):
        self._reports = {(one["unit"], one["year"]): one["report"] for one in documents}
        units = read_units()
        self._names = {
            (one["unit"], one["year"]): panel.unit_name(
                one["unit"], one["year"], one["publisher_zh"], units
            )
            for one in documents
        }

    def name(self, unit: str, year: int) -> str:
        """What the unit is called in that year (`panel.unit_name`)."""
        return self._names.get((unit, year), unit)

    def __call__(self, unit: str, year: int, number: str | None = None) -> str:
        report = self._reports.get((unit, year))
        if not report:
            return f"#{unit}-{year}"
        return f"{report}#{number}" if number else str(report)


def _by_reason(checks: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """What could not be judged, by why not, the commonest reason first."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in checks:
        if one["outcome"] == "cannot_tell":
            found.setdefault(one["why"], []).append(one)
    return dict(sorted(found.items(), key=lambda one: -len(one[1])))


def _alarms(documents: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """How many checks of each rule do not hold, and in which documents; the most first."""
    found: dict[str, Counter] = {}
    for one in documents:
        place = (one["unit"], one["year"])
        if one["outcome"] == "done" and store.exists("results/checks", *place):
            checks = store.read("results/checks", *place)
            for rule in checks.loc[checks["outcome"] == "fail", "rule"]:
                found.setdefault(rule, Counter())[place] += 1
    rows = [{"rule": rule, "n": sum(n.values()), "documents": n} for rule, n in found.items()]
    return sorted(rows, key=lambda row: (-row["n"], row["rule"]))


def spread(
    rows: Sequence[dict[str, Any]], words: dict[str, Any], across: int = _ACROSS
) -> Figure | None:
    """Small multiples: an indicator each, a row a year, a mark a document."""
    frame = pd.DataFrame([one for one in rows if one["comparable"] != "no"])
    names = [
        name for name in words["indicators"] if len(frame) and (frame["indicator"] == name).any()
    ]
    if not names:
        return None
    figure, cells = _grid(len(names), across)
    for axes, name in zip(cells, names, strict=True):
        part = frame[frame["indicator"] == name].sort_values(["year", "value", "unit"])
        years = sorted(part["year"].unique())
        for place, year in enumerate(years):
            own = part[part["year"] == year]
            sns.scatterplot(
                x=own["value"].astype(float),
                y=[place] * len(own),
                ax=axes,
                color=style.OUTTURN,
                s=42,
                alpha=0.8,
                legend=False,
            )
            axes.collections[-1].set_urls([f"mark:{unit}/{year}" for unit in own["unit"]])
            median = own["median"].dropna()
            if len(median):
                axes.plot([median.iloc[0]] * 2, [place - 0.35, place + 0.35], color=style.BUDGET)
        axes.set_yticks(range(len(years)), [str(year) for year in years])
        axes.set(ylim=(len(years) - 0.4, -0.6), xlabel="", ylabel="")
        _titled(axes, words["indicators"][name])
    return figure


def over_years(
    rows: Sequence[dict[str, Any]],
    checks: Sequence[dict[str, Any]],
    words: dict[str, Any],
    link: _Links,
    across: int = _ACROSS,
) -> Figure | None:
    """Small multiples: a unit of several years each, a line a ratio, breaks dotted."""
    shares, years = _of_several_years(rows)
    units = list(years)
    if not units:
        return None
    figure, cells = _grid(len(units), across)
    names = list(words["indicators"])
    for axes, unit in zip(cells, units, strict=True):
        for name in names:
            own = sorted(
                (one["year"], one["value"])
                for one in shares
                if (one["unit"], one["indicator"]) == (unit, name)
            )
            if not own:
                continue
            at, values = zip(*own, strict=True)
            colour, mark, _ = _drawn(name, words)
            sns.lineplot(x=list(at), y=list(values), ax=axes, color=colour, legend=False)
            marks = axes.scatter(at, values, s=36, color=colour, marker=mark, zorder=3)
            marks.set_clip_on(False)
            marks.set_urls([f"mark:{unit}/{year}" for year in at])
        for year in _breaks(unit, checks, sorted(years[unit]), link):
            axes.axvline(year - 0.5, color=style.MUTED, linestyle=":")
        axes.set_xticks(sorted(years[unit]), [str(year) for year in sorted(years[unit])])
        most = max(one["value"] for one in shares if one["unit"] == unit)
        axes.set(xlabel="", ylabel="", ylim=(0, max(100.0, 1.05 * most)))  # whole, not cut off
        _titled(axes, {"zh": link.name(unit, max(years[unit])), "en": "", "unit": "%"})
    return figure


def _of_several_years(
    rows: Sequence[dict[str, Any]],
) -> tuple[list[dict[str, Any]], dict[str, set[int]]]:
    """The ratios that are drawn over the years, and the years of each unit that has several."""
    shares = [
        one
        for one in rows
        if one["value_unit"] == "%" and one["indicator"] != "variance" and one["comparable"] != "no"
    ]
    years: dict[str, set[int]] = {}
    for one in shares:
        years.setdefault(one["unit"], set()).add(one["year"])
    several = [unit for unit, there in sorted(years.items()) if len(there) > 1][:_MOST_UNITS]
    return [one for one in shares if one["unit"] in several], {u: years[u] for u in several}


def _drawn(name: str, words: dict[str, Any]) -> tuple[str, str, str]:
    """Colour and mark of a ratio over the years, the mark as text too."""
    place = list(words["indicators"]).index(name)
    return style.SLICES[place % len(style.SLICES)], *_MARKS[place % len(_MARKS)]


def years_key(rows: Sequence[dict[str, Any]], words: dict[str, Any]) -> list[dict[str, str]]:
    """The key of `over_years`: what each line is, in both languages, with its colour and mark."""
    there = {one["indicator"] for one in _of_several_years(rows)[0]}
    found = []
    for name, told in words["indicators"].items():
        if name in there:
            colour, _, sign = _drawn(name, words)
            found.append({"colour": colour, "sign": sign, "zh": told["zh"], "en": told["en"]})
    return found


def _breaks(
    unit: str, checks: Sequence[dict[str, Any]], years: Sequence[int], link: _Links
) -> list[int]:
    """The years from which figures of the unit are not those of the years before, or from which
    it calls itself otherwise (a name that is part of the other is the same)."""
    found = {one["year"] for one in checks if one["unit"] == unit and one["why"] in _BREAKS}
    for before, year in pairwise(years):
        old, new = link.name(unit, before), link.name(unit, year)
        if old not in new and new not in old:
            found.add(year)
    return sorted(found)


def _grid(count: int, across: int) -> tuple[Figure, list[Any]]:
    across = min(count, across)
    down = -(-count // across)
    with mpl.rc_context(style.settings()):
        figure = style.blank_figure(_WIDTH * across, _HEIGHT * down)
        cells = list(figure.subplots(down, across, squeeze=False).flat)
    for spare in cells[count:]:
        spare.remove()
    figure.subplots_adjust(
        left=0.14 / across + 0.02,
        right=0.98,
        top=1 - 0.5 / (_HEIGHT * down),
        bottom=0.3 / (_HEIGHT * down),
        hspace=0.75,
        wspace=0.3,
    )
    for axes in cells[:count]:
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(labelsize=style.SMALL, colors=style.INK)
    return figure, cells[:count]


def _titled(axes: Any, words: dict[str, str]) -> None:
    lines = [f"{words['zh']}（{words['unit']}）", words["en"]]
    axes.set_title(
        style.drawable("\n".join(line for line in lines if line)),
        fontsize=style.SMALL,
        loc="left",
        color=style.INK,
    )


def _drawings(draw: Callable[..., Figure | None], link: _Links) -> list[Markup | None] | None:
    """The figure as a part of the page, for wide screens and paper and for a phone's column."""
    drawn = [_svg(draw(across=across), link) for across in (_ACROSS, 1)]
    return drawn if drawn[0] else None


def _svg(figure: Figure | None, link: _Links) -> Markup | None:
    """The figure as a part of the page, its marks as links with names."""
    if figure is None:
        return None
    text = style.to_svg(figure)
    text = text[text.index("<svg") :]

    def linked(match: re.Match) -> str:
        unit, year = match[1].rsplit("/", 1)
        name = escape(link.name(unit, int(year)))
        return f'<a href="{link(unit, int(year))}" aria-label="{name} {year}"'

    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.S)
    text = re.sub(r'<a xlink:href="mark:([^"]+)"', linked, text)
    return Markup(text.replace("<svg ", '<svg role="group" ', 1))
