"""An executed report notebook as one HTML file that needs nothing else: no network, no fonts."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from html import escape, unescape
from importlib.resources import files
from pathlib import Path

import jinja2
import pylopdf_fonts_zh_cn
import uharfbuzz
from markupsafe import Markup

from helpers import store
from helpers.figures.style import GETA
from helpers.publish.markup import Html, address
from helpers.store import report_path
from helpers.vocabulary import labels

TEMPLATES = Path(str(files("helpers") / "report_templates"))
NOT_FOR_THE_REPORT = "notebook-only"
# Marks that turn the direction of the text after them; a document's names need none.
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_OTHER_LANGUAGE = re.compile("<!-- other: (.*?) -->")
_FONT_PLACE = "/* fonts */"
_ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "·−–—…“”‘’（）：，。、；%≥≤→〓"


def write_report(executed_notebook: Path, unit: str, year: int, lang: str) -> Path:
    """The report's HTML file, made of the HTML that the notebook's cells show.

    Cells tagged `notebook-only`, code and text cells are left out. Written whole or not at
    all. Raises ValueError where the notebook shows nothing.
    """
    notebook = json.loads(executed_notebook.read_text(encoding="utf-8"))
    target = report_path(unit, year, lang)
    html = _with_links(_as_html(notebook, lang), unit, year)
    html = _with_fonts(_TURNING.sub(GETA, html), lang)
    store.write_text(target, html)
    _link_languages(unit, year)
    return target


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


def notebook_style() -> Html:
    """The report's style for its sections where a notebook shows them, and for nothing else.

    Not for the report: the cell that calls it is tagged `notebook-only`.
    """
    css = (TEMPLATES / "style.css").read_text(encoding="utf-8").replace(_FONT_PLACE, "")
    css = re.sub(r"^(\s*)(:root|body) \{", r"\1& {", css, flags=re.MULTILINE)
    return Html(f"<style>.jp-RenderedHTMLCommon {{ {css} }}</style>")


def _with_links(html: str, unit: str, year: int) -> str:
    """`html` with the addresses of files as seen from the report, not from the notebook."""
    here = store.report_folder(unit, year)
    folders = {r"final_accounts\.pdf": store.raw_folder(unit, year),
               r"figures/[\w.]+": here,
               r"datapackage\.json|final_accounts\.xlsx|CITATION\.cff":
                   store.processed_folder(unit, year)}
    for name, folder in folders.items():
        html = re.sub(
            f'href="(?!https?:)[^"]*?({name})(?=["#])',
            lambda found, folder=folder:
                f'href="{escape(address(folder / found[1], here))}', html)
    return html


def _as_html(notebook: dict, lang: str) -> str:
    pieces = list(_shown(notebook))
    page = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
    ).get_template("page.html.j2")
    return page.render(
        html_lang={"zh": "zh-Hans"}.get(lang, lang), title=_title(pieces),
        css=Markup((TEMPLATES / "style.css").read_text(encoding="utf-8")),
        pieces=list(map(Markup, pieces)), say=lambda name: labels.say(name, lang),
    )


def _shown(notebook: dict) -> Iterator[str]:
    """The HTML that the notebook's cells show, but for those tagged `notebook-only`."""
    for cell in notebook["cells"]:
        if NOT_FOR_THE_REPORT in cell["metadata"].get("tags", ()):
            continue
        for output in cell.get("outputs", ()):
            if "text/html" in output.get("data", {}):
                yield "".join(output["data"]["text/html"])


def _title(pieces: list[str]) -> Markup:
    """The words of the report's h1, as HTML text."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", " ".join(pieces), flags=re.DOTALL)
    if not found:
        raise ValueError("the report notebook shows no title; run all its cells")
    return Markup(" ".join(re.sub(r"<[^>]+>", "", found[1]).split()))


def _with_fonts(html: str, lang: str) -> str:
    """`html` with the characters it shows as two small embedded fonts.

    A reader's machine may have no Chinese font at all; the licence (OFL) allows this. English
    quotation marks are left to the machine's own: in a Chinese font they are a whole em wide.
    """
    left_out = dict.fromkeys(map(ord, "“”‘’")) if lang == "en" else {}
    shown = re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)
    headings = " ".join(re.findall(r"<h[1-3].*?</h[1-3]>", html, flags=re.DOTALL))
    faces = [
        _font_face(family, path, (text + _ALWAYS).translate(left_out))
        for family, path, text in (
            ("Report Sans", pylopdf_fonts_zh_cn.sans_path(), unescape(shown)),
            ("Report Serif", pylopdf_fonts_zh_cn.serif_path(), unescape(headings)))
    ]
    return html.replace(_FONT_PLACE, "\n".join(faces), 1)


def _font_face(family: str, path: Path, characters: str) -> str:
    """A CSS rule that embeds the glyphs of `characters` from the font file at `path`."""
    chosen = uharfbuzz.SubsetInput()
    chosen.sets(uharfbuzz.SubsetInputSets.UNICODE).update(map(ord, characters))
    chosen.sets(uharfbuzz.SubsetInputSets.LAYOUT_FEATURE_TAG).clear()
    chosen.flags = uharfbuzz.SubsetFlags.NO_HINTING
    font = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
    data = base64.b64encode(uharfbuzz.subset(font, chosen).blob.data).decode()
    return (
        f'@font-face {{ font-family: "{family}"; font-display: block; '
        f"src: url(data:font/otf;base64,{data}) format('opentype'); }}"
    )
