"""An executed report notebook as one HTML file that needs nothing else: no network, no fonts.

nbconvert makes it with the template `templates/report`: cells tagged `notebook-only`, code and
text cells are left out, and of the others the HTML that they show is taken.
"""

from __future__ import annotations

import re
from functools import partial
from html import escape, unescape
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2
import nbformat
from nbconvert.exporters import TemplateExporter
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from helpers import fonts, show, store
from helpers.store import report_path
from helpers.wording import labels

NOT_FOR_THE_REPORT = "notebook-only"
_OTHER_LANGUAGE = re.compile("<!-- other: (.*?) -->")
# A number where the report shows it, and what its evidence says of that place.
_NUMBER = re.compile(r'<a class="(n(?: derived| ocr)*)" href="#([^"]+)">')
_PLACE = re.compile("<!-- at (\\S+): (.*?) -->\n?")
_FONT_PLACE = "/* fonts */"
_ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "·−–—…“”‘’（）：，。、；%≥≤→〓"


def write_report(executed_notebook: Path, unit: str, year: int, lang: str) -> Path:
    """The report's HTML file, made of the HTML that the notebook's cells show.

    Written whole or not at all. Raises ValueError where the notebook shows nothing.
    """
    notebook = nbformat.read(executed_notebook, as_version=4)
    html, _ = ReportExporter().from_notebook_node(
        notebook,
        {
            "unit": unit,
            "year": year,
            "lang": lang,
            "html_lang": {"zh": "zh-Hans"}.get(lang, lang),
            **{name: labels.say(f"report.{name}", lang) for name in ("skip", "footer")},
        },
    )
    target = report_path(unit, year, lang)
    store.write_text(target, html)
    _link_languages(unit, year)
    return target


class ReportExporter(TemplateExporter):
    """nbconvert's exporter with the report's own template and nothing from elsewhere.

    It is no HTMLExporter: that one reads its own page of several MB once more to mend it, which
    takes longer than all the rest, and offers scripts and styles that the report does without.
    The resources name the document: unit, year, lang; and the page's own words.
    """

    def __init__(self, **more: Any):
        super().__init__(
            template_name="report",
            extra_template_basedirs=[str(files("helpers") / "templates")],
            file_extension=".html",
            exclude_input=True,
            exclude_markdown=True,
            exclude_raw=True,
            preprocessors=[ShownCells],
            **more,
        )
        # Not nbconvert's own choice: what is not said to be HTML is text.
        self.environment.autoescape = True
        self.environment.undefined = jinja2.StrictUndefined

    output_mimetype = "text/html"

    @property
    def default_config(self) -> Any:
        config = super().default_config
        config.TagRemovePreprocessor.remove_cell_tags = {NOT_FOR_THE_REPORT}
        return config

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **more: Any
    ) -> tuple[str, dict[str, Any]]:
        html, resources = super().from_notebook_node(nb, resources, **more)
        return _with_fonts(html, resources["lang"]), resources


class ShownCells(Preprocessor):
    """Makes what the cells show fit for the report, and finds its title.

    The addresses of files become those seen from the report, not from the notebook, and marks
    that are not seen are shown as such.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        nb, resources = super().preprocess(nb, resources)
        if "title" not in resources:
            raise ValueError("the report notebook shows no title; run all its cells")
        return nb, resources

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if "text/html" in data:
                html = _with_links(data["text/html"], resources["unit"], resources["year"])
                html = show.visible(html)
                data["text/html"] = _with_places(html, resources.setdefault("places", set()))
                title = _title(data["text/html"])
                if title:
                    resources.setdefault("title", title)
        return cell, resources


def _with_places(html: str, places: set[str]) -> str:
    """`html` in which each number has an id where it is first shown, ``at-`` before its own.

    `places` are those shown so far and grow; the evidence, which comes last, leads to them.
    """
    if '<div id="evidence">' in html:
        return _PLACE.sub(lambda found: found[2] if found[1] in places else "", html)
    places.update(re.findall(' id="at-([^"]+)"', html))

    def first(found: re.Match[str]) -> str:
        if found[2] in places:
            return found[0]
        places.add(found[2])
        return f'<a class="{found[1]}" id="at-{found[2]}" href="#{found[2]}">'

    return _NUMBER.sub(first, html)


def _with_links(html: str, unit: str, year: int) -> str:
    """`html` with the addresses of files as seen from the report, not from the notebook."""
    here = store.report_folder(unit, year)
    data = r"datapackage\.json|(?:final_accounts|budget)\.xlsx|CITATION\.cff|results/\w+\.csv"
    folders = {
        r"(?:final_accounts|budget|budget_tables)\.pdf": store.raw_folder(unit, year),
        r"figures/[\w.]+": here,
        data: store.processed_folder(unit, year),
    }
    for name, folder in folders.items():
        html = re.sub(
            f'href="(?!https?:)[^"]*?({name})(?=["#])', partial(_href, folder, here), html
        )
    return html


def _href(folder: Path, here: Path, found: re.Match[str]) -> str:
    """The beginning of a link from `here` to the file in `folder` that was found."""
    return f'href="{escape(store.address(folder / found[1], here))}'


def _title(html: str) -> str | None:
    """The words of the h1 in `html`."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", html, flags=re.DOTALL)
    return unescape(" ".join(re.sub(r"<[^>]+>", "", found[1]).split())) if found else None


def _with_fonts(html: str, lang: str) -> str:
    """`html` with the characters it shows as two small embedded fonts.

    A reader's machine may have no Chinese font at all; the licence (OFL) allows this. English
    quotation marks are left to the machine's own: in a Chinese font they are a whole em wide.
    """
    left_out = dict.fromkeys(map(ord, "“”‘’")) if lang == "en" else {}
    shown = re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)
    headings = " ".join(re.findall(r"<h[1-3].*?</h[1-3]>", html, flags=re.DOTALL))
    faces = [
        fonts.css_face(family, file, (text + _ALWAYS).translate(left_out))
        for family, file, text in (
            ("Report Sans", fonts.sans(), unescape(shown)),
            ("Report Serif", fonts.serif(), unescape(headings)),
        )
    ]
    return html.replace(_FONT_PLACE, "\n".join(faces), 1)


def _link_languages(unit: str, year: int) -> None:
    """Where there are reports in both languages, each shows its link to the other."""
    paths = [report_path(unit, year, lang) for lang in labels.LANGUAGES]
    there = [store.staged(path) if store.staged(path).exists() else path for path in paths]
    if not all(path.exists() for path in there):
        return
    for path, now in zip(paths, there, strict=True):
        html = now.read_text(encoding="utf-8")
        if _OTHER_LANGUAGE.search(html):
            store.write_text(path, _OTHER_LANGUAGE.sub(r"\1", html))
