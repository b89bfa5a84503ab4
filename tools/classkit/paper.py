"""The teacher's papers as PDF: notes with a time plan, and a sheet with all answers."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

from classkit.departments import SOURCE, Read, settings
from classkit.source import Lesson, words

_FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent
_HEADS = {
    "zh": {
        "kit": "怎么用",
        "minutes": "分钟",
        "what": "做什么",
        "question": "题",
        "planted": "埋下的错误",
        "page": "页",
        "kind": "类别",
        "was": "原来 → 现在",
        "seen": "能看出来的等式（审核程序报警处）",
        "pace": "阅读约 {reading} 分钟，做题约 {working} 分钟，合计不超过 {minutes} 分钟。",
        "paper": "没有设备：在浏览器里打开每一课，按“打印成练习纸”，或直接打印；答案栏会变成空行。",
        "open": "开始上课：解压 class-kit.zip，打开 index.html。手机也行；不用联网。",
        "apart": "答案在 class-teacher.zip 里，不要发给学生。",
        "ten": "只有十分钟备课：读“上课前要知道的”，打开投影翻一遍，做一遍第一题。",
    },
    "en": {
        "kit": "How to use it",
        "minutes": "min",
        "what": "what",
        "question": "no.",
        "planted": "Planted errors",
        "page": "page",
        "kind": "kind",
        "was": "was → is",
        "seen": "equation that shows it (where the audit gives an alarm)",
        "pace": "About {reading} minutes of reading and {working} of work, within {minutes}.",
        "paper": "Without devices: open a lesson in a browser and press “Print as worksheet”; the "
        "fields for answers become lines.",
        "open": "To begin: unpack class-kit.zip and open index.html. Phones will do; no network.",
        "apart": "Answers are in class-teacher.zip, which pupils should not get.",
        "ten": "Ten minutes to prepare: read “To know before class”, leaf through the slides, do "
        "the first question.",
    },
}


def notes(lessons: list[Lesson], lang: str) -> bytes:
    """The teacher's notes: how to use the kit, and goals, time plan and advice of every lesson.

    No answers stand in them.
    """
    w, heads = words(), _HEADS[lang]
    title = f"{w['kit'][lang]} · {w['teachers_notes'][lang]}"
    blocks = [_heading(1, title), _text(w["kit_lead"][lang]), _heading(2, heads["kit"])]
    blocks.append(_list([heads[one] for one in ("open", "ten", "paper", "apart")]))
    blocks += [_text(w["two_doors"][lang]), _text(w["ninety_minutes"][lang])]
    blocks.append(_text(w["sealing"][lang]))
    for lesson in lessons:
        blocks += [
            _heading(2, f"{lesson.label(lang)}", fresh=True),
            _text(lesson.written["subtitle"][lang]),
            _heading(3, w["goals"][lang]),
            _list([one[lang] for one in lesson.written["goals"]]),
            _heading(3, w["time_plan"][lang]),
            _table(
                [heads["minutes"], heads["what"]],
                [[str(one["minutes"]), one[lang]] for one in lesson.written["plan"]],
                [0, 1],
            ),
            _text(
                heads["pace"].format(
                    reading=max(1, round(lesson.reading_minutes(lang))),
                    working=lesson.working_minutes(),
                    minutes=lesson.minutes,
                )
            ),
            _heading(3, w["to_know"][lang]),
            _list(lesson.written["notes"][lang]),
        ]
    blocks += [_heading(3, w["sources"][lang]), _sources(lang)]
    return _set(title, lang, blocks)


def sheet(lessons: list[Lesson], groups: list[Read], lang: str) -> bytes:
    """The teacher's sheet: every answer with the usual slips, and every planted error."""
    w, heads = words(), _HEADS[lang]
    title = f"{w['kit'][lang]} · {w['teachers_sheet'][lang]}"
    blocks = [_heading(1, title), _text(heads["apart"])]
    for lesson in lessons:
        blocks.append(_heading(2, lesson.label(lang)))
        rows = []
        for step in lesson.steps:
            if "question" in step:
                rows.append(_answer_row(lesson, step["question"], lang))
            elif "open" in step:
                one = step["open"]
                rows.append([one["id"], f"{w['model_answer'][lang]}: {one['model'][lang]}", "—"])
        if rows:
            head = [heads["question"], w["answer"][lang], w["wrong_answers"][lang]]
            blocks.append(_table(head, rows, [0, 5, 5]))
        if any("groups" in step for step in lesson.steps):
            blocks += _planted(groups, lang)
    blocks += [_heading(3, w["sources"][lang]), _sources(lang)]
    return _set(title, lang, blocks)


def _answer_row(lesson: Lesson, one: dict, lang: str) -> list[str]:
    answers = lesson.answers[one["id"]]
    why = next(iter(answers.right.values()))[lang]
    slips = "\n".join(
        f"{answers.spelt(wrong)}: {said[lang]}" for wrong, said in answers.known.items()
    )
    return [one["id"], f"{lesson.values[one['id']]}\n{why}", slips or "—"]


def _planted(groups: list[Read], lang: str) -> list[dict]:
    heads, blocks = _HEADS[lang], []
    squares = {one["key"]: one[lang] for one in settings()["squares"]}
    for one in groups:
        name = words()["group"][lang].format(number=one.no)
        blocks.append(
            _heading(3, f"{heads['planted']}: {name}, {one.zh if lang == 'zh' else one.en}")
        )
        rows = [
            [
                ", ".join(map(str, error.pages)),
                squares[error.square],
                f"{error.was or '—'} → {error.now or '—'}",
                "\n".join(dict.fromkeys(check[f"statement_{lang}"] for check in error.found[:3])),
            ]
            for error in sorted(one.errors, key=lambda error: error.pages)
        ]
        head = [heads["page"], heads["kind"], heads["was"], heads["seen"]]
        blocks.append(_table(head, rows, [0, 2, 3, 5]))
    return blocks


def _sources(lang: str) -> dict:
    w = words()
    return _list([w[f"source_{one}"][lang] for one in ("shipped", "invented", "law")])


def _heading(level: int, text: str, fresh: bool = False) -> dict:
    return {"kind": "heading", "level": level, "text": text, "fresh": fresh}


def _text(text: str) -> dict:
    return {"kind": "text", "text": text}


def _list(items: list[str]) -> dict:
    return {"kind": "list", "items": items}


def _table(head: list[str], rows: list[list[str]], widths: list[int]) -> dict:
    return {"kind": "table", "head": head, "rows": rows, "widths": widths}


def _set(title: str, lang: str, blocks: list[dict]) -> bytes:
    """The PDF of the blocks; the same blocks give the same bytes."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        text = json.dumps({"title": title, "lang": lang, "blocks": blocks}, ensure_ascii=False)
        (root / "paper.json").write_text(text, "utf-8")
        (root / "paper.typ").write_bytes((SOURCE / "kit" / "paper.typ").read_bytes())
        return typst.compile(
            root / "paper.typ",
            root=root,
            font_paths=[_FONTS],
            ignore_system_fonts=True,
            timestamp=datetime(2000, 1, 1, tzinfo=UTC),
        )
