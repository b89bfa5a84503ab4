"""The lessons as they are written in `lessons/`, and their answers worked out from the data."""

from __future__ import annotations

import contextlib
import html
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import mistune
import yaml

from classkit.answers import Answers
from classkit.departments import SOURCE, Read, settings
from helpers import wording

LESSONS = ("1", "2", "3", "4", "5", "project")
LANGUAGES = ("zh", "en")
LETTERS = "abcdefgh"
_TERM = re.compile(r"\[\[([^\]|]+)(?:\|([^\]]+))?\]\]")
#: What a fifteen-year-old reads in a minute when reading to learn: Chinese characters, and English
#: words as a second language.
_PACE = {"zh": 220, "en": 110}


@cache
def words() -> dict[str, dict[str, str]]:
    """The kit's own words: ``words()["check"]["en"]`` is "Check"."""
    return yaml.safe_load((SOURCE / "words.yml").read_text("utf-8"))


@cache
def terms() -> dict[str, dict]:
    """The glossary's terms by their Chinese name: zh, en, meaning."""
    return {one["zh"]: one for one in wording.load("labels")["glossary"]}


@dataclass
class Lesson:
    """One lesson as written, with what has been worked out for it."""

    name: str
    written: dict
    answers: dict[str, Answers] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)  # the answer to show, by question
    pictures: list[dict] = field(default_factory=list)  # in the order of the crops

    @property
    def slug(self) -> str:
        return f"{self.name}-{self.written['slug']}"

    @property
    def questions(self) -> list[dict]:
        return [step["question"] for step in self.steps if "question" in step]

    @property
    def steps(self) -> list[dict]:
        return self.written["steps"]

    @property
    def minutes(self) -> int:
        return self.written["minutes"]

    def title(self, lang: str) -> str:
        return self.written["title"][lang]

    def label(self, lang: str) -> str:
        """Lesson 2 · Does it add up?"""
        kind = words()["project" if self.name == "project" else "lesson"][lang]
        return f"{kind.format(number=self.name)} · {self.title(lang)}"

    @property
    def terms(self) -> list[dict]:
        """The glossary's entries for the terms that the lesson's texts mark, in their order."""
        found = dict.fromkeys(
            match[1]
            for step in self.steps
            if "text" in step
            for match in _TERM.finditer(step["text"]["zh"])
        )
        return [terms()[name] for name in found]

    def reading_minutes(self, lang: str) -> float:
        """How long the lesson's words take to read, its questions' among them."""
        return count(self.prose(lang), lang) / _PACE[lang]

    def prose(self, lang: str) -> str:
        """All that a pupil reads in one language."""
        told = [step["text"][lang] for step in self.steps if "text" in step]
        told += [step["heading"][lang] for step in self.steps if "heading" in step]
        told += [step["open"]["ask"][lang] for step in self.steps if "open" in step]
        for one in self.questions:
            told += [one["ask"][lang], *(each[lang] for each in one.get("options", ()))]
        if any("bingo" in step for step in self.steps):
            told += [f"{one[lang]} {one['see'][lang]}" for one in settings()["squares"]]
        return "\n".join(told)

    def working_minutes(self) -> int:
        """What its questions, its writing and its search are given."""
        return sum(
            (step.get("question") or step.get("open") or step).get("minutes", 0)
            for step in self.steps
        )


def count(text: str, lang: str) -> int:
    """Chinese characters, or English words; where a link leads is not read."""
    text = re.sub(r"\]\([^)]*\)", "]", text)
    pattern = r"[\u4e00-\u9fff]|\d+" if lang == "zh" else r"[A-Za-z’']+|\d[\d,.]*"
    return len(re.findall(pattern, text))


def lessons() -> list[Lesson]:
    """All lessons as written."""
    return [
        Lesson(name, yaml.safe_load((SOURCE / f"{name}.yml").read_text("utf-8")))
        for name in LESSONS
    ]


def work_out(lesson: Lesson, folder: Path, groups: list[Read]) -> None:
    """Fills in the lesson's answers by running its solutions in the folder of the notebooks.

    The solutions are those of the solved notebook: there is no other copy of an answer.
    """
    names: dict = {}
    with contextlib.chdir(folder):
        exec(setup(lesson, "zh"), names)
        _fill_in(lesson, names)
        for step in lesson.steps:
            if "question" in step:
                _answered(lesson, step["question"], names)
    if any("groups" in step for step in lesson.steps):
        for one in groups:
            lesson.answers[f"{lesson.name}.g{one.no}"] = _of_group(one, f"{lesson.name}.g{one.no}")


_CODE = ("setup", "values", "solution", "notebook")


def _fill_in(lesson: Lesson, names: dict) -> None:
    """Puts the lesson's `values`, worked out from the data, in their places: ``{total_page}``.

    A page, an amount or a count that a sentence tells has no copy in it that could go stale.
    """
    values = {
        name: str(eval(code, dict(names)))
        for name, code in lesson.written.get("values", {}).items()
    }
    if not values:
        return
    place = re.compile(r"\{(" + "|".join(values) + r")\}")
    used: set[str] = set()

    def filled(node):
        if isinstance(node, str):
            used.update(place.findall(node))
            return place.sub(lambda found: values[found[1]], node)
        if isinstance(node, dict):
            return {key: one if key in _CODE else filled(one) for key, one in node.items()}
        return [filled(one) for one in node] if isinstance(node, list) else node

    lesson.written = filled(lesson.written)
    if unused := set(values) - used:
        raise ValueError(f"lesson {lesson.name}: no sentence tells {', '.join(sorted(unused))}")


def setup(lesson: Lesson, lang: str) -> str:
    comment = {"zh": "改成你的组号", "en": "put your group's number"}[lang]
    return lesson.written["setup"].replace("{lang}", lang).replace("{group_comment}", comment)


def _answered(lesson: Lesson, one: dict, names: dict) -> None:
    kind = one["kind"]
    exec(one["solution"], names)
    value = names["answer"]
    answers = Answers(one["id"], kind, {}, {}, one.get("digits", 2), one.get("unit", ""))
    answers.help = one["help"]
    spelt = answers.spelt(value)
    if spelt is None or (kind == "choice" and spelt not in LETTERS[: len(one["options"])]):
        raise ValueError(f"question {one['id']}: the solution gives {value!r}")
    lesson.values[one["id"]] = shown(one, spelt)
    why = {lang: text.format(answer=spelt) for lang, text in one["why"].items()}
    answers.right = {str(eval(code, names)): why for code in ("answer", *one.get("also", ()))}
    for each in one.get("known", ()):
        answers.known[str(eval(str(each["is"]), names))] = each["hint"]
    lesson.answers[one["id"]] = answers


def shown(one: dict, spelt: str) -> str:
    """The answer as a teacher reads it: ``9.91 万元``, ``c``."""
    unit = one.get("unit", "")
    return (
        spelt if one["kind"] == "choice" else f"{spelt}{'' if unit == '%' else ' '}{unit}".strip()
    )


def _of_group(one: Read, name: str) -> Answers:
    """What a group may find, and what is said of a page that is right or nearly so."""
    squares = {each["key"]: each for each in settings()["squares"]}
    answers = Answers(name, "found", {}, wanted=len(one.errors), help=words()["search_help"])
    here = {
        "zh": "这一页确实有错。是哪一类？再看一遍宾果卡。",
        "en": "There is an error on this page. Of which kind? See the card.",
    }
    other = {
        "zh": "这一页和另一页对不上。错的是哪一页？看谁和第三个地方一致。",
        "en": "It disagrees with another page. Which is wrong? Ask a third place.",
    }
    for error in one.errors:
        told = {
            "zh": f"{squares[error.square]['zh']}：原来是 {error.was or '（空）'}，"
            f"现在印的是 {error.now or '（没有了）'}。",
            "en": f"{squares[error.square]['en']}: it was {error.was or '(blank)'}, "
            f"now it is {error.now or '(gone)'}.",
        }
        for page in error.pages:
            answers.right[f"{page}|{error.square}"] = told
            answers.known[str(page)] = here
    for error in one.errors:
        for check in error.found:
            for page in check["pages"]:
                answers.known.setdefault(str(page), other)
    return answers


def html_of(markdown: str) -> str:
    """HTML of a text; a marked term leads to the words at the end of the page."""

    def link(match: re.Match) -> str:
        name = match[1]
        if name not in terms():
            raise KeyError(f"{name} is not in the glossary (src/helpers/wording/labels.yml)")
        return f'<a class="term" href="#{anchor(name)}">{html.escape(match[2] or name)}</a>'

    return mistune.html(_TERM.sub(link, markdown))


def plain(markdown: str) -> str:
    """A text without the marks of terms, for notebooks and paper."""
    return _TERM.sub(lambda match: match[2] or match[1], markdown)


def anchor(term: str) -> str:
    return f"term-{list(terms()).index(term)}"
