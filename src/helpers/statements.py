"""Budget statements of the prose: what was budgeted, spent, at what rate, and why.

The words that make a number part of a statement stand in `vocabulary/narrative.yml`. What a
statement is about is read from the words before it; a statement about nothing known is no row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from helpers import amounts, vocabulary
from helpers.codes import MARK, SCOPE_OF_LENGTH, class_code, printed_code
from helpers.headers import expense_named
from helpers.prose import Number, Passage

_NUMBERING = re.compile(
    r"^(\(?[\d一二三四五六七八九十]{1,3}\)|\d{1,2}[.、](?=\d{7}(?!\d))|\d{1,2}[.、](?!\d)"
    r"|[一二三四五六七八九十]+、)+")
_YEAR = re.compile(r"^(20\d\d年(度)?)?(本部门|本单位|我部门|我单位|部门)?")
_YEAR_AFTER = re.compile(r"[。,;:]?(20\d\d年(度)?)$")
_PURPOSE = re.compile(r"[。,;](支出)?主要(用于|是)[^。]*。?$")
_SPLIT = re.compile(r"[。;]")
_CLAUSE = re.compile(r"[。;,:]")
#: Words that hang a budget on the outturn said just before it (…万元，比2022年年初预算…).
_COMPARED = re.compile(
    r"(万元|亿元|元)?,?([^,。;]{0,8}?(比|较|与)[^,。;]{0,24}|完成了?(年初|全年|调整后?的?)?预算数?)")
_SCOPES = {"类": "function_class", "款": "function_section", "项": "function_item"}


@dataclass
class Statement:
    """One budgeted thing as one place of the prose states it."""

    subject: str
    start: int
    numbers: dict[str, Number] = field(default_factory=dict)
    rate_base: str | None = None
    end: int = 0
    reason: str | None = None


def read_statements(passage: Passage) -> list[Statement]:
    """The budget statements of a passage, in order; a new amount of a kind begins a new one."""
    statements: list[Statement] = []
    for number in passage.numbers:
        before = passage.key[:number.start]
        before = before[max(before.rfind("。"), before.rfind(";")) + 1:]
        kind, match = _kind(before, number, passage.section)
        if kind:
            _add(kind, match, number, passage, statements)
    for statement, after in zip(statements, [*statements[1:], None], strict=False):
        stop = after.start if after else len(passage.key)
        statement.reason = _reason(passage, statement.end, stop)
    return [one for one in statements if set(one.numbers) - {"execution_rate"}]


def _kind(before: str, number: Number, section: str) -> tuple[str | None, re.Match | None]:
    """What the words before a number make of it: a budget, an outturn, a rate, or nothing."""
    words = vocabulary.load("narrative")["budget"]
    for kind in ("initial_budget", "adjusted_budget", "execution_rate", "outturn"):
        match = re.search(words[kind], before)
        if match and (number.unit == "%" if kind == "execution_rate" else number.is_money):
            return kind, match
    if number.is_money and section in ("three_public", "general_budget_detail"):
        match = re.search(words["plain_budget"], before)
        if match:
            return "initial_budget", match
    if number.is_money and section == "three_public":
        match = re.search(words["three_public_outturn"], before)
        if match:
            return "outturn", match
    return None, None


def _add(kind, match, number: Number, passage: Passage, statements) -> None:
    """Give `number` to the open statement, or begin a new one with it."""
    open_ = statements[-1] if statements else None
    if kind == "execution_rate":
        if open_ and kind not in open_.numbers:
            open_.numbers[kind], open_.end = number, number.end
            base = match.groupdict().get("base") or ""
            open_.rate_base = "adjusted" if base.startswith(("全年", "调整")) else (
                "initial" if base == "年初" else None)
        return
    if _begins_another(kind, number, passage, open_):
        open_ = _begin(match, number, passage, open_)
        statements.append(open_)
    open_.numbers[kind], open_.end = number, number.end


def _begins_another(kind: str, number: Number, passage: Passage, open_: Statement | None) -> bool:
    if open_ is None or kind in open_.numbers:
        return True
    if kind.endswith("budget") and "outturn" in open_.numbers:
        return not _COMPARED.fullmatch(passage.key[open_.end: number.start])
    return False


def _begin(match, number: Number, passage: Passage, open_: Statement | None) -> Statement:
    """A statement whose subject is part of the match, or all words since the last statement."""
    if "subject" in match.groupdict():
        words = match["subject"]
        start, end = number.start - len(match.group()), number.start
    else:
        start, end = open_.end if open_ else 0, number.start - len(match.group())
        words = _subject(passage.key[start:end])
    return Statement(as_printed(passage, start, end, words), end)


def _subject(before: str) -> str:
    """What a statement is about: the words between the last statement and its own."""
    text = _PURPOSE.sub("", before).rstrip("。,;:")
    summary = re.search(vocabulary.load("narrative")["budget"]["summary"], before)
    if summary:
        text = before[: summary.start()]
    text = _YEAR_AFTER.sub("", text).rstrip("。,;:")
    text = _SPLIT.split(text)[-1]
    if not MARK.search(text) and not summary:
        text = re.split(r"其中[:,]?", text)[-1]
        text = _CLAUSE.split(text)[-1]
    elif "(类)" not in text and not summary:
        text = _CLAUSE.split(re.split(r"其中[:,]?", text)[-1])[-1]
    return _YEAR.sub("", _NUMBERING.sub("", text)).strip("。,;:")


def _reason(passage: Passage, start: int, stop: int) -> str | None:
    """The reason given between two statements, as printed."""
    match = re.search(vocabulary.load("narrative")["budget"]["reason"], passage.key[start:stop])
    if not match:
        return None
    first = start + match.end()
    sentence = re.match(r"[^。]*(。(?=[二三四五六]是)[^。]*)*", passage.key[first:stop])
    return passage.printed(first, first + sentence.end()).strip("。，；：") or None


def budget_rows(statement: Statement, passage: Passage) -> list[dict]:
    """The row of ``tidy/budget_vs_outturn`` that a statement makes; none where it is about
    nothing known."""
    scope = _scope(statement.subject, passage.section)
    if scope is None:
        return []
    numbers = statement.numbers
    anchor = numbers.get("outturn") or next(iter(numbers.values()))
    row = {
        "scope": scope, "name_zh": statement.subject,
        "code": _expense(statement.subject) if scope == "three_public" else (
            printed_code(statement.subject) or class_code(statement.subject)),
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
    marks = [match[2] for match in MARK.finditer(subject)]
    if marks:
        return _SCOPES[min(marks, key="项款类".index)]
    code = printed_code(subject) or class_code(subject)
    if code:
        return SCOPE_OF_LENGTH[len(code)]
    whole = vocabulary.load("narrative")["budget"]["whole"]
    return "total" if section == "general_budget_detail" and re.search(whole, subject) else None


def _expense(subject: str) -> str | None:
    """The three-public expense of a subject; the words for all three together are the total."""
    found = expense_named(subject)
    if found is None and "三公" in subject:
        return "total"
    return found


def as_printed(passage: Passage, start: int, end: int, words: str) -> str:
    """`words` of ``key[start:end]`` as the page prints them."""
    first = passage.key.rindex(words, start, end) if words else start
    return passage.printed(first, first + len(words))
