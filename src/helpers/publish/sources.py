"""Sections on the document itself: title, where it comes from, the words used."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterable, Mapping
from importlib.metadata import version

from helpers import store, wording
from helpers.datapackage import spreadsheet
from helpers.documents.budgets import Budget
from helpers.publish.citations import Published
from helpers.publish.pictures import csv_address
from helpers.store import report_path
from helpers.wording import labels
from helpers.wording.labels import LANGUAGES

SECTIONS = (
    "glance",
    "leads",
    "figures",
    "classes",
    "approved",
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
# Results that people cite, as CSV beside the data package.
TO_CITE = ("leads", "lead_numbers", "checks", "check_numbers", "verification", "scorecard")
# What a title says the accounts are of.
_KIND = re.compile("(部门|单位)决算")
_LONGEST_TITLE = 60
_PROGRAMS = ("camelot-py", "pdfplumber", "pypdfium2", "pandas", "matplotlib")


def department_name(report, lang: str | None = None) -> str:
    """The publisher in the report's language as source.yml has it, else the folder's name."""
    source = report.document.source
    names = (
        source.get(f"publisher_{lang or report.lang}"),
        source.get("publisher_zh"),
        source.get("publisher"),
    )
    return str(next((name for name in names if name), report.unit))


def document_title(report, lang: str) -> str:
    """The document's title as source.yml has it, else made of publisher and year."""
    title = report.document.source.get(f"title_{lang}")
    if title or lang == "zh":
        title = title or report.document.source.get("title")
    return (
        " ".join(str(title).split())
        if title
        else labels.say(
            _named(report), lang, department=department_name(report, lang), year=report.year
        )
    )


def accounts_published(report) -> Published:
    """The accounts' PDF as a citation names it."""
    return Published(
        report.document.whole,
        report.document.sha256,
        report.web_address,
        {lang: department_name(report, lang) for lang in LANGUAGES},
        {lang: document_title(report, lang) for lang in LANGUAGES},
        report.words.pdf,
    )


def budgets_published(
    words, budgets: Iterable[Budget], publisher: Mapping[str, str]
) -> dict[str, Published]:
    """The PDFs of a budget as citations name them; `publisher` where their own files name none."""
    found = {}
    for one in budgets:
        names = {
            lang: one.source.get(f"publisher_{lang}")
            or (publisher.get(lang) or one.source.get("publisher_zh") or one.unit)
            for lang in LANGUAGES
        }
        found[one.document] = Published(
            one.whole,
            one.sha256,
            web_address(one.source.get("url")),
            names,
            {lang: _budget_title(one, lang, names[lang]) for lang in LANGUAGES},
            words.address(one.path),
        )
    return found


def _budget_title(budget: Budget, lang: str, publisher: str) -> str:
    """Its title as the file beside it has it, else made of publisher and year."""
    title = budget.source.get(f"title_{lang}")
    made = labels.say("budget.title", lang, department=publisher, year=budget.year)
    return " ".join(str(title).split()) if title else made


def title(report) -> dict:
    """Context of the report's head."""
    other = next(lang for lang in LANGUAGES if lang != report.lang)
    there = report_path(report.unit, report.year, other)
    return {
        "department": department_name(report),
        "year": report.year,
        "named": _named(report),
        "sections": [one for one in SECTIONS if one != "approved" or _is_joined(report)],
        "gloss": _title_gloss(report),
        "edition": _in_language(report.document.source, "edition", report.lang),
        "other": {"href": there.name, "lang": other},
    }


def _title_gloss(report) -> str | None:
    """The project's own English of a title that source.yml gives in Chinese alone."""
    if report.lang != "en" or report.document.source.get("publisher_en"):
        return None
    body = labels.own_gloss_of_body(department_name(report))
    return body and labels.marked_as_own(
        labels.say(_named(report), "en", department=body, year=report.year)
    )


def _is_joined(report) -> bool:
    return bool(report.words.records("results/budget_join"))


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
        "url": report.web_address,
        "file": document.path.name,
        "sha256": document.sha256,
        "pieces": [
            (one.path.name, report.words.address(one.path), one.sha256) for one in document.pieces
        ],
        "page_count": document.page_count,
        "ocr": report.read_by_ocr,
        "programs": ", ".join(programs),
        "warnings": document.warnings,
    }


def cite(report) -> dict:
    """Context of the section `cite`: the publication, these data, and where the files lie."""
    document, source = report.document, report.document.source
    return {
        "title": document_title(report, "zh"),
        "publisher": _in_language(source, "publisher", "zh") or report.unit,
        "published": _in_language(source, "published", report.lang),
        "url": report.web_address,
        "page_count": document.page_count,
        "sha256": document.sha256,
        "data": report.words.address(store.processed_folder(report.unit, report.year)),
        "results": results_to_cite(report.words),
    }


def results_to_cite(words) -> list[dict]:
    """The results that people cite, each as a CSV file that the report holds: name, address."""
    found = ((name, words.records(f"results/{name}")) for name in TO_CITE)
    return [
        {
            "name": f"{name}.csv",
            "address": csv_address(spreadsheet.csv_bytes(list(rows[0]), rows)),
        }
        for name, rows in found
        if rows
    ]


def _in_language(source: dict, name: str, lang: str) -> str | None:
    """``<name>_<lang>`` of source.yml, else the other language's, else ``<name>``."""
    other = "en" if lang == "zh" else "zh"
    found = (source.get(key) for key in (f"{name}_{lang}", f"{name}_{other}", name))
    text = next((value for value in found if value), None)
    return None if text is None else " ".join(str(text).split())


def web_address(url: object) -> str | None:
    """`url` if it is an ordinary web address, else null: nothing else becomes a link."""
    text = str(url or "").strip()
    return text if text.startswith(("https://", "http://")) else None


def glossary(report) -> dict:
    """Context of the section `glossary`."""
    return {"terms": wording.load("labels")["glossary"]}
