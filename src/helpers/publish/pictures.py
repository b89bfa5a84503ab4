"""Figures as parts of the report: saved as files, shown as pictures with words beside them."""

from __future__ import annotations

import base64
import re
from functools import partial
from urllib.parse import quote

import pandas as pd
from markupsafe import Markup
from matplotlib.figure import Figure

from helpers import analysis, plots, store
from helpers.datapackage import spreadsheet
from helpers.plots.style import money

_ASIDE = re.compile(r"<!--.*?-->|<metadata>.*?</metadata>|<\?xml.*?\?>|<!DOCTYPE.*?>", re.DOTALL)
_PATH = re.compile(r' d="([^"]*)"')
_AROUND_LETTER = re.compile(r"\s*([A-Za-z])\s*")
_BETWEEN_TAGS = re.compile(r">\s+<")
_AS_IT_IS = "/:;=,.()-_!*+?@'"  # besides letters and digits; a blank would end it in a srcset
# What a missing number of each figure would be about (wording/unread.yml).
_ABOUT = {1: "totals", 2: "parts", 3: "parts", 4: "appropriation"}


def figure(report, number: int) -> dict:
    """Context of one of figures 1 to 4: picture, note, pages, and the numbers drawn."""
    frame = report.result(f"figure_{number}")
    rows = analysis.records(frame)
    title = report.words.say(f"figures.{number}.title")
    derived = analysis.derived_categories(report.tidy, number) if number in (1, 4) else ()

    blank = report.words.unsaid(_ABOUT[number])

    if number in (1, 4):
        kind, draw = "two_years", partial(plots.two_years, frame, report.lang, title, derived)
    else:
        kind, draw = "structure", partial(plots.structure, frame, report.lang, title)
    years = [row[f"category_{report.lang}"] for row in rows if row["category_zh"] in derived]
    return {
        "number": number,
        "title": title,
        "picture": picture(
            report,
            f"figure_{number}",
            partial(draw, blank=blank),
            _alt(report.words, kind, rows, blank),
            frame,
        ),
        "rows": [row | {"shown": _amount(report, number, row, derived)} for row in rows],
        "blank": blank,
        "has_numbers": any(row["amount"] is not None for row in rows),
        "shares": any(row["share"] is not None for row in rows),
        "derived": report.words.listed(dict.fromkeys(years)),
        "pages": analysis.figure_pages(report.tidy, number),
    }


def _amount(report, number: int, row: dict, derived: tuple[str, ...]):
    """The amount as a number to click: where it is printed, or what it is worked out from."""
    words, ids = report.words, row["amount_ids"]
    if row["category_zh"] not in derived or len(ids) != 2:
        return words.money(row["amount"], ids)
    now, change = (report.tidy.printed_numbers[one]["amount"] for one in ids)
    kind = "equal" if not change else "increase" if row["amount"] < now else "decrease"
    return words.derived(
        money(row["amount"]),
        kind,
        now=words.money(now, ids[:1]),
        change=words.money(change, ids[1:]),
    )


def _alt(words, kind: str, rows: list[dict], blank: str) -> str:
    """What a reader who cannot see the picture needs: every number in it."""
    lang = words.lang
    parts = [
        f"{row[f'series_{lang}']} {row[f'category_{lang}']} "
        f"{money(row['amount']) or words.say(f'format.{blank}')}"
        for row in rows
    ]
    text = "; ".join(parts) or words.say(f"figures.{blank}")
    return words.say(f"report.figures.alt_{kind}", text=text)


def budget_alt(words, rows: list[dict], budget: str, blank: str) -> str:
    """The words for a chart of budget against outturn."""
    parts = [
        f"{words.name(row['name_zh'])} "
        + words.say(
            "figures.amounts",
            budget=money(row[budget]) or words.say(f"format.{blank}"),
            outturn=money(row["outturn"]) or words.say(f"format.{blank}"),
        )
        for row in rows
    ]
    text = "; ".join(parts) or words.say(f"figures.{blank}")
    return words.say("report.figures.alt_budget", text=text)


def picture(report, name: str, draw: partial[Figure], alt: str, frame: pd.DataFrame) -> dict:
    """`draw`, saved under the report's figures/ and as data addresses, wide and narrow.

    `frame` is what it draws: its numbers lie beside it as CSV. Where the report does not write, it
    is drawn and kept only.
    """
    kept = store.kept("figures", report.unit, report.year)
    drawn, numbers = plots.drawn(draw, kept), _csv(frame)
    name += "" if report.lang == "zh" else f".{report.lang}"
    folder = store.report_folder(report.unit, report.year) / "figures"
    wide = svg_address(drawn.wide)
    contents = {"svg": drawn.wide.encode(), "png": drawn.picture, "csv": numbers}
    if report.writes:
        for kind, content in contents.items():
            with store.whole(folder / f"{name}.{kind}") as temporary:
                temporary.write_bytes(content)
            report.figures_written.append(folder / f"{name}.{kind}")
    return {
        "alt": alt,
        "width": drawn.width,
        "height": drawn.height,
        # Both are in the page itself, for a reader who has it alone; the PNG lies in figures/.
        "files": [
            {"kind": "SVG", "name": f"{name}.svg", "address": wide},
            {"kind": "CSV", "name": f"{name}.csv", "address": csv_address(numbers)},
        ],
        "wide": wide,
        "narrow": svg_address(drawn.narrow),
    }


def _csv(frame: pd.DataFrame) -> bytes:
    """The numbers drawn, without their ids."""
    columns = [name for name in frame.columns if not name.endswith(("_id", "_ids"))]
    return spreadsheet.csv_bytes(columns, analysis.records(frame))


def csv_address(content: bytes) -> str:
    """A CSV file as an address that holds it."""
    return "data:text/csv;base64," + base64.b64encode(content).decode()


def svg_address(svg: str) -> Markup:
    """An SVG file as an address that holds it, two thirds of the length that base64 would have.

    What only a person who reads the file's text would miss goes: comments, what made it, and
    the blanks between the numbers of a path, as in ``M 1 -2 \nL 3 4`` → ``M1-2L3,4``.
    """
    svg = _ASIDE.sub("", svg)
    svg = _PATH.sub(lambda found: f' d="{_in_short(found[1])}"', svg)
    svg = " ".join(_BETWEEN_TAGS.sub("><", svg).split())
    # No character of it means anything in HTML, so that it need not be escaped once more.
    # Nor does its "url(" (of its own parts) look like one that the page would load.
    quoted = quote(svg.replace('"', "'"), safe=_AS_IT_IS).replace("url(", "url%28")
    return Markup(f"data:image/svg+xml,{quoted}")


def _in_short(path: str) -> str:
    closed = _AROUND_LETTER.sub(r"\1", path.strip())
    return ",".join(closed.replace(" -", "-").split())
