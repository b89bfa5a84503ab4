"""Sections on the document itself: title, where it comes from, the words used."""

from __future__ import annotations

import base64
import platform
import re
from importlib.metadata import version
from itertools import groupby

from helpers import store, wording
from helpers.evidence import small_pictures
from helpers.interpret import ledger
from helpers.publish.citations import SHOWN, Citation, Places, crop, place_of
from helpers.store import report_path
from helpers.wording.labels import LANGUAGES

SECTIONS = (
    "glance",
    "figures",
    "classes",
    "projects",
    "three_public",
    "other_figures",
    "performance",
    "checks",
    "scorecard",
    "tables",
    "provenance",
    "method",
    "cite",
    "glossary",
)
# Bytes of all page pictures together; in the report they take a third more.
PICTURES_MOST = 4_500_000
# What a title says the accounts are of.
_KIND = re.compile("(部门|单位)决算")
_LONGEST_TITLE = 60
_PROGRAMS = ("camelot-py", "pdfplumber", "pypdfium2", "pandas", "matplotlib")


def department_name(report) -> str:
    """The publisher in the report's language as source.yml has it, else the folder's name."""
    source = report.document.source
    names = (
        source.get(f"publisher_{report.lang}"),
        source.get("publisher_zh"),
        source.get("publisher"),
    )
    return str(next((name for name in names if name), report.unit))


def title(report) -> dict:
    """Context of the report's head."""
    other = next(lang for lang in LANGUAGES if lang != report.lang)
    there = report_path(report.unit, report.year, other)
    return {
        "department": department_name(report),
        "year": report.year,
        "named": _named(report),
        "sections": SECTIONS,
        "edition": _in_language(report.document.source, "edition", report.lang),
        "other": {"href": there.name, "lang": other},
    }


def _named(report) -> str:
    """The label of the title: that of a unit where the document calls itself 单位决算.

    What counts is the first title that says either, of the document or in it.
    """
    titles = [str(report.document.source.get("title_zh") or "")]
    titles += [one["text"] for one in report.paragraphs if len(one["text"]) <= _LONGEST_TITLE]
    named = (_KIND.search("".join(title.split())) for title in titles)
    of_a_unit = next((one[1] == "单位" for one in named if one), False)
    return "report.title_of_unit" if of_a_unit else "report.title"


def provenance(report) -> dict:
    """Context of the section `provenance`: facts of the file, as (label, text) pairs."""
    document, source, lang = report.document, report.document.source, report.lang
    told = [
        (label, _in_language(source, label, lang))
        for label in ("title", "publisher", "published", "dated", "added", "edition", "licence")
    ]
    programs = [
        f"Python {platform.python_version()}",
        *(f"{name} {version(name)}" for name in _PROGRAMS),
    ]
    return {
        "facts": [(label, text) for label, text in told if text],
        "url": _web_address(source.get("url")),
        "file": document.path.name,
        "sha256": document.sha256,
        "page_count": document.page_count,
        "ocr": report.read_by_ocr,
        "programs": ", ".join(programs),
        "warnings": document.warnings,
    }


def cite(report) -> dict:
    """Context of the section `cite`: the publication, these data, and where the files lie."""
    document, source = report.document, report.document.source
    return {
        "title": _in_language(source, "title", "zh")
        or report.words.say(_named(report), department=department_name(report), year=report.year),
        "publisher": _in_language(source, "publisher", "zh") or report.unit,
        "published": _in_language(source, "published", report.lang),
        "url": _web_address(source.get("url")),
        "page_count": document.page_count,
        "sha256": document.sha256,
        "data": report.words.address(store.processed_folder(report.unit, report.year)),
    }


def evidence(report) -> dict:
    """Context of the section `evidence`: each citation with its crops, each page's picture."""
    citations = report.words.citations
    pictures = small_pictures(report.document.path, citations.pages(), PICTURES_MOST)
    return {
        "cited": [_opened(one, citations.places, pictures) for one in citations.made.values()],
        "pictures": {
            page: base64.b64encode(picture).decode() for page, picture in pictures.items()
        },
    }


def _opened(one: Citation, places: Places, pictures: dict[int, bytes]) -> dict:
    """What a citation opens: every place with its crop, and the pages of those not shown."""
    shown = [
        {
            "place": place,
            "picture": place.page in pictures,
            "near": crop(place, places.size(place.page)),
            "whole": crop(place, places.size(place.page), whole=True),
        }
        for place in one.places[:SHOWN]
    ]
    return {
        "one": one,
        "places": shown,
        "more": sorted({place.page for place in one.places[SHOWN:]}),
    }


def _in_language(source: dict, name: str, lang: str) -> str | None:
    """``<name>_<lang>`` of source.yml, else the other language's, else ``<name>``."""
    other = "en" if lang == "zh" else "zh"
    found = (source.get(key) for key in (f"{name}_{lang}", f"{name}_{other}", name))
    text = next((value for value in found if value), None)
    return None if text is None else " ".join(str(text).split())


def _web_address(url: object) -> str | None:
    """`url` if it is an ordinary web address, else null: nothing else becomes a link."""
    text = str(url or "").strip()
    return text if text.startswith(("https://", "http://")) else None


def glossary(report) -> dict:
    """Context of the section `glossary`."""
    return {"terms": wording.load("labels")["glossary"]}


def numbers(report) -> dict | None:
    """Counts and the list of what was not understood; None where there is no ledger.

    Keys: counts (`ledger.counts`), prose (a group for each page and section), tables (one row a
    table, its numbers counted).
    """
    if not report.numbers:
        return None
    lost = [row for row in report.numbers if row["status"] == "unclaimed"]
    prose = [row for row in lost if row["table_no"] is None]
    return {
        "counts": ledger.counts(row["status"] for row in report.numbers),
        "prose": [
            {"page": page, "section": section, "rows": [_told(report, row) for row in rows]}
            for (page, section), rows in groupby(prose, key=_where)
        ],
        "tables": _counted(row for row in lost if row["table_no"] is not None),
    }


def _where(row: dict) -> tuple[int, str]:
    return row["page"], row["section"] or ""


def _told(report, row: dict) -> dict:
    """A number with its words; money and percentages open the piece of the page."""
    shown = f"{row['printed']}{row['value_unit'] or ''}"
    if row["amount"] is not None or row["value_unit"] == "%":
        shown = report.words.citations.at(shown, [place_of(row)])
    return {"shown": shown, "snippet": row["snippet_zh"]}


def _counted(rows) -> list[dict]:
    """For each table its title, its first page and how many of its numbers were not used."""
    tables: dict[int, dict] = {}
    for row in rows:
        table = tables.setdefault(
            row["table_no"], {"title": row["section"], "page": row["page"], "count": 0}
        )
        table["count"] += 1
        table["page"] = min(table["page"], row["page"])
    return list(tables.values())
