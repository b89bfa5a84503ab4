"""What a printed name stands for: a functional code (3, 5, 7 digits), a three-public expense."""

from __future__ import annotations

import re

from helpers import amounts, wording

#: The mark of a level behind a name: (类), (款), (项), with its digits in some provinces.
MARK = re.compile(r"\((\d{2,3})?(类|款|项)\)")
SCOPE_OF_LENGTH = {3: "function_class", 5: "function_section", 7: "function_item"}
_CODE = re.compile(
    r"^(\d{7}|\d{5}|\d{3})(?=[^\d年.,万亿千百元个人次辆批%])|\((\d{7}|\d{5}|\d{3})\)$"
)


def printed_code(subject: str) -> str | None:
    """The functional code printed with a name: before it, after it in brackets, or in its
    marks (208类)(05款)(06项)."""
    subject = amounts.key(subject)
    in_marks = [match[1] for match in MARK.finditer(subject)]
    if in_marks and all(in_marks):
        code = "".join(in_marks)
        return code if len(code) in SCOPE_OF_LENGTH else None
    match = _CODE.search(subject)
    return (match[1] or match[2]) if match else None


def class_code(name: str) -> str | None:
    """The code of the functional class that `name` alone is (教育支出); null for another name.

    其他支出 is a class and the name of many items: it tells nothing.
    """
    name = amounts.key(name)
    return next(
        (
            code
            for code, one in wording.load("functional_classes").items()
            if name in (one["zh"], *one.get("also", ())) and name != "其他支出"
        ),
        None,
    )


def add_codes(rows: list[dict], statutory: list[dict]) -> None:
    """Fill in the functional code of each row whose name path the document's tables carry.

    `rows` are of ``tidy/budget_vs_outturn``, `statutory` of ``tidy/statutory``. A section or
    item named alone belongs to the class or section last named before it. A name that no code
    of the tables carries, or that two carry, keeps the code printed with it, or null.
    """
    names: dict[str, str] = {}
    for row in statutory:
        if row["level"] in ("class", "section", "item") and row["code"]:
            names[row["code"]] = bare_name(row["name_zh"] or "")
    before = ""
    for row in rows:
        path = name_path(row["name_zh"] or "")
        if not path or not row["scope"].startswith("function_"):
            continue
        found = _codes_of(path, names)
        if len(found) > 1:
            found = [
                code
                for code in found
                if any(before[:n] and code.startswith(before[:n]) for n in (5, 3))
            ]
        row["code"] = found[0] if len(found) == 1 else row.get("code")
        before = row["code"] or before


def _codes_of(path: list[tuple[str, str]], names: dict[str, str]) -> list[str]:
    """The codes whose own name and whose parents' names are those of `path`."""
    lengths = {"类": 3, "款": 5, "项": 7}
    return [
        code
        for code in names
        if len(code) == lengths[path[-1][1]]
        and all(names.get(code[: lengths[mark]]) == name for name, mark in path)
    ]


def name_path(name: str) -> list[tuple[str, str]]:
    """``[("教育", "类"), ("普通教育", "款")]`` of a printed name; empty where it has no marks."""
    path, start, text = [], 0, amounts.key(name)
    for match in MARK.finditer(text):
        words = re.sub(r"^支出(?=.)", "", text[start : match.start()])
        path.append((bare_name(words.strip('"「」“”,、-—')), match[2]))
        start = match.end()
    return path


def bare_name(name: str) -> str:
    """A classification name for comparing, without the word that some places add to it (支出)."""
    return re.sub("支出$", "", re.sub(r"^其他(.*)支出$", r"其他\1", amounts.key(name)))


def expense_named(text: str, words: dict | None = None) -> str | None:
    """The key of the three-public expense that a header, a row's name or a phrase is about.

    `words` are those of another document's tables than of final accounts (`captions.of_tables`).
    """
    name = re.sub("运行[及和与、]维护|运行维修|运维", "运行维护", amounts.key(text))
    name = re.sub("^接待(?=费)", "公务接待", name)
    name = re.sub("(?<=用车)[及和与](?=运行)", "购置及", name)
    name = re.sub(r"(?<!因公)出国(?=\(境\)|费|经费)", "因公出国", name)
    name = re.sub("(?<!用)(公车|车辆)(?=购置|运行)", "公务用车", name)
    return next(
        (
            one["key"]
            for one in (words or wording.load("tables"))["three_public"]["expenses"]
            if re.search(one["match"], name)
            and not (one.get("unless") and re.search(one["unless"], name))
        ),
        None,
    )
