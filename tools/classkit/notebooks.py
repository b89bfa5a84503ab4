"""The lessons as notebooks for JupyterLab: the pupil's, and the solved one that it comes from."""

from __future__ import annotations

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from classkit.departments import Read, settings
from classkit.source import LETTERS, Lesson, plain, setup, words

_HOW = {
    "zh": "从上到下运行（Shift+Enter）。把 `...` 换成你的答案或算式，再运行一次；"
    "`check` 会告诉你对不对。",
    "en": "Run from top to bottom (Shift+Enter). Put your answer or sum in place of `...` and run "
    "again; `check` tells whether it is right.",
}
_FIND = {
    "zh": '把找到的写进去，比如 `["3|digit", "7|row"]`：第几页、哪一类。类的名字：',
    "en": 'Write what you found, such as `["3|digit", "7|row"]`: page and kind. The kinds:',
}


def notebook(lesson: Lesson, lang: str, groups: list[Read], solved: bool = False) -> str:
    """The text of the .ipynb file in one language; only the solved one has answers."""
    cells = [
        new_markdown_cell(f"# {lesson.label(lang)}\n\n{_goals(lesson, lang)}\n\n{_HOW[lang]}"),
        new_code_cell(setup(lesson, lang).strip()),
    ]
    pictures = iter(lesson.pictures)
    for step in lesson.steps:
        if "crop" in step:
            cells.append(_pictures(next(pictures), lang))
        else:
            cells += _cells(step, lesson, lang, groups, solved)
    cells.append(new_markdown_cell(f"---\n{words()['source_shipped'][lang]}"))
    for n, cell in enumerate(cells):
        cell["id"] = f"cell-{n:02d}"  # the same source makes the same file
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    made = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.validate(made)
    return nbformat.writes(made) + "\n"


def _goals(lesson: Lesson, lang: str) -> str:
    goals = "\n".join(f"- {one[lang]}" for one in lesson.written["goals"])
    return f"{words()['goals'][lang]}\n\n{goals}"


def _pictures(shown: dict, lang: str):
    return new_markdown_cell(
        "\n\n".join(
            f"![{shown['alt'][lang]}](../pictures/{one['file']})\n\n*{one['caption'][lang]}*"
            for one in shown["crops"]
        )
    )


def _cells(step: dict, lesson: Lesson, lang: str, groups: list[Read], solved: bool) -> list:
    if "heading" in step:
        return [new_markdown_cell(f"## {step['heading'][lang]}")]
    if "text" in step:
        return [new_markdown_cell(plain(step["text"][lang]).strip())]
    if "question" in step:
        return _question(step["question"], lang, solved)
    if "open" in step:
        one = step["open"]
        return [new_markdown_cell(f"**{one['id']}** {one['ask'][lang]}"), new_markdown_cell("…")]
    if "notebook" in step:
        return [new_markdown_cell(step["says"][lang]), new_code_cell(step["notebook"].strip())]
    if "bingo" in step:
        rows = [
            f"- `{one['key']}` {one[lang]}: {one['see'][lang]}" for one in settings()["squares"]
        ]
        return [new_markdown_cell(f"## {words()['bingo'][lang]}\n\n" + "\n".join(rows))]
    return _search(lesson, lang, groups, solved)


def _question(one: dict, lang: str, solved: bool) -> list:
    asked = f"**{one['id']}** {one['ask'][lang]}"
    if one["kind"] == "choice":
        options = (f"- {LETTERS[n]}. {each[lang]}" for n, each in enumerate(one["options"]))
        asked += "\n\n" + "\n".join(options)
    code = one["solution"].strip() if solved else "answer = ..."
    return [new_markdown_cell(asked), new_code_cell(f'{code}\ncheck("{one["id"]}", answer)')]


def _search(lesson: Lesson, lang: str, groups: list[Read], solved: bool) -> list:
    names = ", ".join(f"`{one['key']}`" for one in settings()["squares"])
    told = {one.no: [f"{error.pages[0]}|{error.square}" for error in one.errors] for one in groups}
    code = f"found = {told}[group]" if solved else "found = ..."
    return [
        new_markdown_cell(f"{_FIND[lang]} {names}"),
        new_code_cell(f'{code}\ncheck(f"{lesson.name}.g{{group}}", found)'),
    ]
