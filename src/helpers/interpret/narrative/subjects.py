"""What a budget statement is about: the words that name it, and the kind of thing they name."""

from __future__ import annotations

import re

from helpers import amounts, wording
from helpers.codes import MARK, SCOPE_OF_LENGTH, class_code, expense_named, printed_code
from helpers.interpret.narrative.phrases import pattern
from helpers.interpret.narrative.prose import Passage
from helpers.wording import DECIMAL, HEADED, NUMERALS, last_sentence

_NUMBERING = re.compile(
    rf"^(\(?[\d{NUMERALS}]{{1,3}}\)|\d{{1,2}}[.、](?=\d{{7}}(?!\d))|\d{{1,2}}[.、](?!\d)"
    rf"|{HEADED}|{DECIMAL})+"
)
_YEAR = re.compile(r"^[与比较]?(20\d\d年(度)?)?(本部门|本单位|我部门|我单位|部门)?")
_YEAR_AFTER = re.compile(r"[。,;:]?(20\d\d年(度)?)$")
#: Nothing was budgeted for it: (项)。年初无预算,支出决算为…
_NO_BUDGET = re.compile(r"[。,;]?(年初)?(无|未安排|没有)(年初)?预算(安排)?[,。;]?$")
_PURPOSE = re.compile(r"[。,;](支出)?主要(用于|是)[^。]*。?$")
_CLAUSE = re.compile(r"[。;,:]")
#: Sections besides the general budget's in which the whole of a fund may be budgeted.
_WITH_WHOLES = ("", "totals", "appropriation", "government_funds", "state_capital")
#: Sections about all of the department's money.
_OF_ALL = ("totals", "revenue", "expenditure")
_SCOPES = {"类": "function_class", "款": "function_section", "项": "function_item"}


def last_expense(words: str) -> str | None:
    """The three-public expense named last in `words`, reasons left out."""
    words = re.sub(rf"({wording.load('narrative')['reasons']})[^。;]*", "", words)
    found = [match["subject"] for match in pattern("{expense}").finditer(words)]
    return found[-1] if found else None


def subject_of(before: str) -> str:
    """What a statement is about: the words between the last statement and its own."""
    before = _NO_BUDGET.sub("", before)
    text = _PURPOSE.sub("", _YEAR_AFTER.sub("", before)).rstrip("。,;:")
    summary = re.search(wording.load("narrative")["budget"]["summary"], before)
    if summary:
        text = before[: summary.start()]
    text = last_sentence(text)
    if not MARK.search(text) and not summary:
        text = re.split(r"其中[:,]?", text)[-1]
        text = _CLAUSE.split(text)[-1]
    elif "(类)" not in text and not summary:
        text = _CLAUSE.split(re.split(r"其中[:,]?", text)[-1])[-1]
    return _YEAR.sub("", _NUMBERING.sub("", _to_last_mark(text))).strip("。,;:")


def _to_last_mark(text: str) -> str:
    """A classification path without what follows it: “…(款)…(项)”20.04万元,主要用于…"""
    marks = list(MARK.finditer(text))
    code = marks and re.match(r"\(\d{7}\)", text[marks[-1].end() :])
    if not marks or code or not re.search(r"[\d\"]", text[marks[-1].end() :]):
        return text
    path = text[: marks[-1].end()]
    return path.replace('"', "", 1) if path.count('"') % 2 else path


def scope_of(subject: str, section: str) -> str | None:
    """The scope of ``tidy/budget_vs_outturn`` that `subject` belongs to; null for none known."""
    subject, words = amounts.key(subject), wording.load("narrative")["budget"]
    if section == "three_public":
        return "three_public" if expense_of(subject) else None
    if section == "performance":
        return None if re.search(words["no_project"], subject) else "project"
    marks = [match[2] for match in MARK.finditer(subject)]
    if marks:
        return _SCOPES[min(marks, key="项款类".index)]
    code = printed_code(subject) or class_code(subject)
    if code:
        return SCOPE_OF_LENGTH[len(code)]
    whole = (section.startswith("general_budget") and re.search(words["whole"], subject)) or (
        section in _WITH_WHOLES and re.fullmatch(words["whole"], subject)
    )
    return "total" if whole else None


def is_own_whole(subject: str, section: str) -> bool:
    """`subject` is all revenue or all expenditure, in a section that speaks of all money."""
    words = wording.load("narrative")["budget"]["own_whole"]
    return section in _OF_ALL and bool(re.fullmatch(words, amounts.key(subject)))


def is_appropriation(subject: str, section: str) -> bool:
    """`subject` is the appropriation's revenue, or its revenue and expenditure together."""
    words = wording.load("narrative")["budget"]["appropriation_whole"]
    return section in _WITH_WHOLES and bool(re.fullmatch(words, amounts.key(subject)))


def expense_of(subject: str) -> str | None:
    """The three-public expense of a subject; the words for all three together are the total."""
    found = expense_named(subject)
    if found is None and "三公" in subject:
        return "total"
    return found


def as_printed(passage: Passage, start: int, end: int, words: str) -> str:
    """`words` of ``key[start:end]`` as the page prints them."""
    first = passage.key.rindex(words, start, end) if words else start
    return passage.printed(first, first + len(words))
