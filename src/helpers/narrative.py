"""Part 3's prose as tidy rows: what was budgeted and spent, and the figures of each section.

The grammar is in terms of what is said (subject, amount, base, comparison, reason) and its
words stand in `vocabulary/narrative.yml`. A number that no rule claims is left alone: it is
counted by `unclaimed`, never guessed at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pandas as pd

from helpers import amounts, vocabulary
from helpers.headers import expense_named
from helpers.prose import Number, Passage, passages

_NUMBERING = re.compile(
    r"^(\(?[\d一二三四五六七八九十]{1,3}\)|\d{1,2}[.、](?!\d)|[一二三四五六七八九十]+、)+")
_YEAR = re.compile(r"^(20\d\d年(度)?)?(本部门|本单位|我部门|我单位|部门)?")
_PURPOSE = re.compile(r"[。,;](支出)?主要(用于|是)[^。]*。?$")
_SPLIT = re.compile(r"[。;]")
_CLAUSE = re.compile(r"[。;,:]")


@dataclass
class Statement:
    """One budgeted thing as one place of the prose states it."""

    subject: str
    start: int
    numbers: dict[str, Number] = field(default_factory=dict)
    rate_base: str | None = None
    end: int = 0
    reason: str | None = None


@dataclass
class Narrative:
    """Rows of ``tidy/budget_vs_outturn`` and ``tidy/facts``, and the numbers nobody claimed."""

    budget: list[dict] = field(default_factory=list)
    facts: list[dict] = field(default_factory=list)
    unclaimed: list[dict] = field(default_factory=list)


def read_narrative(paragraphs: pd.DataFrame, lines: pd.DataFrame, year: int) -> Narrative:
    """What Part 3 says, from ``as_printed/paragraphs`` and ``as_printed/lines``."""
    narrative = Narrative()
    for passage in passages(paragraphs, lines):
        if passage.section is None:
            continue
        claimed: set[int] = set()
        for statement in _statements(passage):
            narrative.budget += _budget_rows(statement, passage)
            claimed |= {number.start for number in statement.numbers.values()}
        for row, number in _projects(passage):
            narrative.budget.append(row)
            claimed.add(number.start)
        for row, number in _facts(passage, year):
            narrative.facts.append(row)
            claimed.add(number.start)
        narrative.unclaimed += [
            {"page": passage.place(number.start, number.end)["page"],
             "printed": number.printed + number.unit, "section": passage.section,
             "snippet_zh": _snippet(passage, number)}
            for number in passage.numbers if number.start not in claimed
        ]
    return narrative


def _statements(passage: Passage) -> list[Statement]:
    """The budget statements of a passage, in order; a new amount of a kind begins a new one."""
    words = vocabulary.load("narrative")["budget"]
    kinds = ("initial_budget", "adjusted_budget", "execution_rate", "outturn")
    statements: list[Statement] = []
    for number in passage.numbers:
        before = passage.key[:number.start]
        before = before[max(before.rfind("。"), before.rfind(";")) + 1:]
        for kind in kinds:
            match = re.search(words[kind], before)
            right_unit = number.unit == "%" if kind == "execution_rate" else number.is_money
            if match and right_unit:
                _add(kind, match, number, passage, statements)
                break
        else:
            match = passage.section == "three_public" and number.is_money and (
                re.search(words["three_public_outturn"], before))
            if match:
                _add("outturn", match, number, passage, statements, match.start("subject"))
    for statement, after in zip(statements, [*statements[1:], None], strict=False):
        stop = after.start if after else len(passage.key)
        statement.reason = _reason(passage, statement.end, stop)
    return [one for one in statements if set(one.numbers) - {"execution_rate"}]


def _add(kind, match, number: Number, passage: Passage, statements, subject=None) -> None:
    """Give `number` to the open statement, or begin a new one with it.

    `subject` is where the subject begins in the words before the number when it is part of
    the match; else it is all that stands between the last statement and the match.
    """
    open_ = statements[-1] if statements else None
    if kind == "execution_rate":
        if open_ and kind not in open_.numbers:
            open_.numbers[kind], open_.end = number, number.end
            base = match.groupdict().get("base") or ""
            open_.rate_base = "adjusted" if base.startswith(("全年", "调整")) else (
                "initial" if base == "年初" else None)
        return
    new = open_ is None or kind in open_.numbers or (
        kind.endswith("budget") and "outturn" in open_.numbers)
    if new:
        if subject is None:
            start, end = open_.end if open_ else 0, number.start - len(match.group())
            words = _subject(passage.key[start:end])
        else:
            words = match["subject"]
            start, end = number.start - len(match.group()), number.start
        open_ = Statement(_as_printed(passage, start, end, words), end)
        statements.append(open_)
    open_.numbers[kind], open_.end = number, number.end


def _subject(before: str) -> str:
    """What a statement is about: the words between the last statement and its own."""
    text = _PURPOSE.sub("", before).rstrip("。,;:")
    summary = re.search(vocabulary.load("narrative")["budget"]["summary"], before)
    if summary:
        text = before[: summary.start()]
    text = re.sub(r"\((项|款|类)\)$", r"(\1)", text)
    text = _SPLIT.split(text)[-1]
    if "(类)" not in text and not summary:
        text = re.split(r"其中[:,]?", text)[-1]
        text = _CLAUSE.split(text)[-1]
    return _YEAR.sub("", _NUMBERING.sub("", text)).strip("。,;:")


def _reason(passage: Passage, start: int, stop: int) -> str | None:
    """The reason given between two statements, as printed."""
    match = re.search(vocabulary.load("narrative")["budget"]["reason"], passage.key[start:stop])
    if not match:
        return None
    first = start + match.end()
    sentence = re.match(r"[^。]*(。(?=[二三四五六]是)[^。]*)*", passage.key[first:stop])
    return passage.printed(first, first + sentence.end()).strip("。，；：") or None


def _budget_rows(statement: Statement, passage: Passage) -> list[dict]:
    scope = _scope(statement.subject, passage.section)
    if scope is None:
        return []
    numbers = statement.numbers
    anchor = numbers.get("outturn") or next(iter(numbers.values()))
    row = {
        "scope": scope, "name_zh": statement.subject,
        "code": _expense(statement.subject) if scope == "three_public" else None,
        "reason_zh": statement.reason,
        "source": "self_evaluation_summary" if scope == "project" else "narrative",
        **passage.place(anchor.start, anchor.end),
    }
    for kind in ("initial_budget", "adjusted_budget", "outturn"):
        if kind in numbers:
            number = numbers[kind]
            row[kind] = amounts.in_ten_thousands(number.printed, number.unit)
            row[f"{kind}_printed"] = number.printed
    if "execution_rate" in numbers:
        row["execution_rate_printed"] = numbers["execution_rate"].printed
        row["execution_rate_base"] = statement.rate_base or (
            "initial" if "initial_budget" in numbers else
            "adjusted" if "adjusted_budget" in numbers else None)
    return [row]


def _scope(subject: str, section: str) -> str | None:
    subject = amounts.key(subject)
    if section == "three_public":
        return "three_public" if _expense(subject) else None
    if section == "performance":
        return "project" if subject else None
    for mark, scope in (("(项)", "function_item"), ("(款)", "function_section"),
                        ("(类)", "function_class")):
        if mark in subject:
            return scope
    return "total" if section == "general_budget_detail" and "支出" in subject else None


def _expense(subject: str) -> str | None:
    """The three-public expense of a subject; the words for all three together are the total."""
    found = expense_named(subject)
    if found is None and "三公" in subject:
        return "total"
    return found


def _projects(passage: Passage) -> list[tuple[dict, Number]]:
    """The projects listed inside 五(三): name, amount, what it achieved."""
    if passage.section != "general_budget_detail" or "项目支出" not in passage.key:
        return []
    words = vocabulary.load("narrative")["budget"]
    match = re.search(words["projects"], passage.key[passage.key.index("项目支出"):])
    if not match:
        return []
    start = passage.key.index("项目支出") + match.end()
    found = []
    for number in passage.numbers:
        if number.start < start or not number.is_money:
            continue
        name = re.split(r"[;。]|^", passage.key[start:number.start])[-1].strip(",:、")
        stop = re.search(r"[;。]|$", passage.key[number.end:]).start() + number.end
        if not name or re.search(r"[,。]", name):
            continue
        found.append(({
            "scope": "project", "name_zh": _as_printed(passage, start, number.start, name),
            "outturn": amounts.in_ten_thousands(number.printed, number.unit),
            "outturn_printed": number.printed, "source": "narrative",
            **passage.place(number.start, number.end),
        }, number))
        start = stop + 1
    return found


def _as_printed(passage: Passage, start: int, end: int, words: str) -> str:
    """`words` of ``key[start:end]`` as the page prints them."""
    first = passage.key.rindex(words, start, end) if words else start
    return passage.printed(first, first + len(words))


def _facts(passage: Passage, year: int) -> list[tuple[dict, Number]]:
    """The figures of the passage's section that the vocabulary has a rule for."""
    words = vocabulary.load("narrative")
    rules = words["facts"].get(passage.section, [])
    used: set[str] = set()
    found: list[tuple[dict, Number]] = []
    subject = None
    for number in passage.numbers:
        before = passage.key[max(0, number.start - 60): number.start]
        before = _SPLIT.split(before)[-1]
        for rule in rules:
            same_unit = number.is_money if rule["unit"] == "万元" else rule["unit"] == number.unit
            match = same_unit and re.search(rule["before"], before)
            if not match or (rule.get("first") and rule["fact"] in used):
                continue
            groups = match.groupdict()
            if "nearest" in rule:
                named = list(re.finditer(rule["nearest"], passage.key[: number.start]))
                subject = named[-1].group() if named else None
            elif not rule.get("of_part"):
                subject = _YEAR.sub("", groups.get("subject") or "").strip(",:") or None
            used.add(rule["fact"])
            name = f"{words['names'][passage.section]}_{rule['fact']}"
            found.append((_fact(name, subject, groups, number, passage, year), number))
            break
    return found


def _fact(name, subject, groups, number: Number, passage: Passage, year: int) -> dict:
    return {
        "fact": name, "subject_zh": subject, "value_year": year,
        "value": _value(number), "value_unit": "万元" if number.is_money else number.unit,
        "direction": _direction(groups.get("direction")),
        "printed": number.printed, "snippet_zh": _snippet(passage, number),
        **passage.place(number.start, number.end),
    }


def _value(number: Number):
    if number.is_money:
        return amounts.in_ten_thousands(number.printed, number.unit)
    return number.value


def _direction(word: str | None) -> str | None:
    for direction, pattern in vocabulary.load("narrative")["directions"].items():
        if word and re.search(pattern, word):
            return direction
    return None


def _snippet(passage: Passage, number: Number) -> str:
    """The clause that holds the number, as printed."""
    start = max((m.end() for m in _SPLIT.finditer(passage.key[:number.start])), default=0)
    start = max(start, number.start - 40)
    stop = _SPLIT.search(passage.key, number.end)
    end = min(stop.start() if stop else len(passage.key), number.end + 20)
    return passage.printed(start, end)


def add_codes(rows: list[dict], statutory: list[dict]) -> None:
    """Fill in the functional code of each row whose name path the document's tables carry.

    `rows` are of ``tidy/budget_vs_outturn``, `statutory` of ``tidy/statutory``. A name that
    no code of the tables carries, or that two carry, keeps a null code.
    """
    names: dict[str, str] = {}
    for row in statutory:
        if row["level"] in ("class", "section", "item") and row["code"]:
            names[row["code"]] = _bare(row["name_zh"] or "")
    for row in rows:
        path = re.findall(r"([^()]+?)\((类|款|项)\)(支出)?", amounts.key(row["name_zh"] or ""))
        wanted = [_bare(name) for name, _, _ in path]
        length = {1: 3, 2: 5, 3: 7}.get(len(wanted))
        if length is None or not row["scope"].startswith("function_"):
            continue
        found = [
            code for code in names
            if len(code) == length
            and all(names.get(code[: 3 + 2 * n]) == name for n, name in enumerate(wanted))
        ]
        row["code"] = found[0] if len(found) == 1 else None


def _bare(name: str) -> str:
    """A classification name without the word that some places add to it (支出)."""
    return re.sub("支出$", "", re.sub(r"^其他(.*)支出$", r"其他\1", amounts.key(name)))
