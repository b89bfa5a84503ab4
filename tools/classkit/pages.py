"""The pupils' pages: lessons, slides, contents and glossary, each one HTML file for a browser."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Iterable
from html import unescape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from PIL import Image

from classkit.data import strips
from classkit.departments import PAGE_SCALE, SOURCE, Read, settings
from classkit.source import Lesson, anchor, html_of, terms, words
from helpers import fonts

_KIT = SOURCE / "kit"
_SAID = ("right", "not_yet", "look_again", "unreadable", "choose_first", "working", "done",
         "forget_sure", "forget_all_sure", "found", "look_there", "step_by_step")  # fmt: skip
_WIDE = 800  # pixels: a page that lies on its side
_ALWAYS = "".join(map(chr, range(32, 127))) + "，。：；、“”（）《》—·＋✓×÷≠"


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_KIT),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _rendered(template: str, title: dict[str, str], name: str, **more) -> str:
    """One page, with the characters that it shows, and its scripts may show, as embedded font."""
    said = json.dumps({one: words()[one] for one in _SAID}, ensure_ascii=False)
    defaults = {"kind": "page", "landscape": False, "answers": None} | more
    html = (
        _environment()
        .get_template(template)
        .render(
            title=title,
            name=name,
            w=words(),
            css=Markup((_KIT / "class.css").read_text("utf-8")),
            js=Markup((_KIT / "class.js").read_text("utf-8")),
            words_json=Markup(said.replace("<", "\\u003c")),
            **defaults,
        )
    )
    shown = unescape(re.sub(r'src="data:[^"]*"|<style>.*?</style>', "", html, flags=re.S))
    shown += defaults.get("told", "")
    face = fonts.css_face(
        "Class Sans", fonts.sans(), "".join(sorted(set(shown + _ALWAYS))), ["palt"]
    )
    return html.replace("/* fonts */", face)


def lesson_page(lesson: Lesson, answers: str, groups: list[Read], following: str | None) -> str:
    """The HTML of a lesson. `answers` is the sealed file of its own questions alone."""
    # What is sealed is shown once opened: its characters must be in the font too.
    told = "".join(
        said[lang]
        for one in lesson.answers.values()
        for said in (*one.right.values(), *one.known.values(), one.help)
        for lang in ("zh", "en")
    )
    return _rendered(
        "lesson.html.j2",
        {lang: lesson.label(lang) for lang in ("zh", "en")},
        lesson.name,
        kind="lesson",
        answers=Markup(answers.replace("<", "\\u003c")),
        told="".join(sorted(set(told))),
        label={lang: lesson.label(lang).split(" · ")[0] for lang in ("zh", "en")},
        length=length(lesson),
        written=lesson.written,
        steps=list(_steps(lesson)),
        squares=settings()["squares"],
        groups=[_group(lesson, one) for one in groups] if _has(lesson, "groups") else [],
        terms=_listed(lesson.terms),
        question_count=max(1, len(lesson.questions)),
        next=following,
    )


def length(lesson: Lesson) -> dict[str, str]:
    """How long a lesson takes, in words."""
    if "sessions" in lesson.written:
        return _filled("sessions", sessions=lesson.written["sessions"])
    return _filled("minutes", minutes=lesson.minutes)


def _filled(name: str, **values: object) -> dict[str, str]:
    return {lang: text.format(**values) for lang, text in words()[name].items()}


def _has(lesson: Lesson, kind: str) -> bool:
    return any(kind in step for step in lesson.steps)


def _steps(lesson: Lesson) -> Iterable[dict]:
    """The steps as the template wants them: texts as HTML, crops as pictures."""
    pictures = iter(lesson.pictures)
    for no, step in enumerate(lesson.steps):
        known = {"heading": None, "text": None, "crops": None, "question": None, "open": None,
                 "bingo": None, "groups": None}  # fmt: skip
        if "text" in step:
            yield known | {"text": {k: Markup(html_of(v)) for k, v in step["text"].items()}}
        elif "crop" in step:
            shown = next(pictures)
            yield known | {
                "crops": [_picture(one) for one in shown["crops"]],
                "alt": shown["alt"],
                "no": no,
            }
        elif "question" in step:
            one = step["question"]
            legend = _filled("answer_of", id=one["id"])
            yield known | {"question": {"unit": "", **one, "legend": legend}}
        elif "notebook" not in step:
            yield known | step


def _picture(one: dict) -> dict:
    return one | {"base64": base64.b64encode(one["bytes"]).decode()}


def _group(lesson: Lesson, one: Read) -> dict:
    """A group's document: its pages as pictures, and how many errors to look for."""
    pages = []
    for number, picture in one.pictures.items():
        drawn = Image.open(io.BytesIO(picture))
        width, height = drawn.size
        caption = _filled("invented_page", page=number)
        shown = {"bytes": picture, "width": width, "height": height, "caption": caption}
        shown["strips"] = strips(drawn, {"names": True}, PAGE_SCALE) if width >= _WIDE else ""
        pages.append(_picture(shown))
    return {
        "number": one.no,
        "id": f"{lesson.name}.g{one.no}",
        "label": group_label(one),
        "wanted": len(one.errors),
        "pages": pages,
    }


def group_label(one: Read) -> dict[str, str]:
    said = _filled("group", number=one.no)
    return {"zh": f"{said['zh']}：{one.zh}", "en": f"{said['en']}: {one.en}"}


def _listed(entries: Iterable[dict]) -> list[dict]:
    return [one | {"anchor": anchor(one["zh"])} for one in entries]


def slides_page(lesson: Lesson) -> str:
    """The HTML of a lesson's slides; printed, one a sheet."""
    slides = [
        {lang: Markup(html_of(text)) for lang, text in one.items()}
        for one in lesson.written["slides"]
    ]
    title = {lang: f"{words()['slides'][lang]} · {lesson.label(lang)}" for lang in ("zh", "en")}
    return _rendered(
        "slides.html.j2", title, lesson.name, kind="slides", landscape=True, slides=slides
    )


def index_page(lessons: list[Lesson], shipped: Read, groups: list[Read]) -> str:
    """The HTML of the page that a class opens first."""
    cards = [
        {
            "kind": {lang: one.label(lang).split(" · ")[0] for lang in ("zh", "en")},
            "length": length(one),
            "title": one.written["title"],
            "subtitle": one.written["subtitle"],
            "slug": one.slug,
        }
        for one in lessons
    ]
    return _rendered(
        "index.html.j2",
        words()["kit"],
        "index",
        lessons=cards,
        ten_minutes={k: Markup(html_of(v)) for k, v in words()["ten_minutes_how"].items()},
        shipped={"zh": f"{shipped.zh} {shipped.year}", "en": f"{shipped.en} {shipped.year}"},
        groups=[{"number": one.no, "label": group_label(one)} for one in groups],
    )


def glossary_page() -> str:
    """The HTML of all terms."""
    return _rendered(
        "index.html.j2",
        words()["glossary"],
        "glossary",
        kind="glossary",
        terms=_listed(terms().values()),
    )


def written(path: Path, html: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(html, encoding="utf-8")
