"""What words name: the subject of a statement, whose money it is, the year it is of.

Patterns of `wording/narrative.yml` are put together here from the words that they name in
braces. A fund is what the sentence, its headings or the document's own definition say; a word
that is nowhere said gives ``not_said``, never the usual fund.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from helpers import amounts, wording
from helpers.codes import MARK, SCOPE_OF_LENGTH, class_code, expense_named, printed_code
from helpers.wording import DECIMAL, HEADED, NUMERALS, last_sentence

#: What 上年 stands for in place of a year.
LAST_YEAR = -1


@cache
def pattern(text: str) -> re.Pattern:
    """`text` as a pattern: {words} stand for those of the grammar, {classes} for the names of
    the functional classes; {prior} and {budget} for what a change is measured against."""
    while named := re.search(r"\{([a-z_]+)\}", text):
        text = text.replace(named.group(), f"(?:{_either(_words()[named[1]])})")
    return re.compile(text)


@cache
def _words() -> dict[str, str | list[str]]:
    """What the words in braces stand for."""
    narrative = wording.load("narrative")
    return (
        narrative["words"]
        | narrative["comparisons"]
        | {"classes": _classes("?"), "spent": _classes(""), "reasons": narrative["reasons"]}
        | {"decimal": wording.DECIMAL}
    )


def _either(words: str | list[str]) -> str:
    """A list of words as one pattern, the longest first; a pattern as it is."""
    return words if isinstance(words, str) else "|".join(sorted(words, key=len, reverse=True))


def _classes(optional: str) -> str:
    """The names of the functional classes, the word 支出 behind them `optional` ("?") or not."""
    names = {
        name.removesuffix("支出")
        for one in wording.load("functional_classes").values()
        for name in (one["zh"], *one.get("also", ()))
    }
    longest = sorted(names, key=lambda name: (-len(name), name))
    said = "|".join(re.sub("[和与及]", "[和与及、]", re.escape(name)) for name in longest)
    return f"({said})(支出){optional}"


def year_spoken_of(words: str) -> int | None:
    """The year that `words` name last; `LAST_YEAR` for 上年 and 去年, null for none."""
    found = list(re.finditer(r"(?P<year>20\d\d)年|上一?年|去年", words))
    return None if not found else int(found[-1]["year"] or LAST_YEAR)


def is_of_year_before(sentence: str, year: int) -> bool:
    """The sentence opens with the year before `year` and names no later one: what its further
    clauses say (2022年总收入…,总支出…) is not of `year`."""
    opened = pattern(
        "^{marker}?((?![与和较比同由从自])[^,。;:\\d]){0,20}?(?P<year>20\\d\\d)年(?!初|末|底|结转)"
    ).match(sentence)
    return bool(
        opened
        and int(opened["year"]) == year - 1
        and not re.search(f"{year}年|本年|今年|当年|本期", sentence)
    )


def one_name(key: str) -> str:
    """“三公经费” and “三公”经费 are one name; the text stays as long as it is."""
    return key.replace('"三公经费"', '"三公"经费')


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


def tells_change_behind_reason(words: str) -> bool:
    """…的主要原因是厉行节约,与上年相比减少: what follows is the change of what is spoken of.

    Not where the reason is about money of its own: 主要原因:项目支出增加,较上年增加.
    """
    found = pattern(",{prior}{moved}$").search(words)
    return found is not None and not pattern("{money_moved}$").search(words[: found.start()])


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


#: Sections about all of the department's money.
_ALL = {"totals", "revenue", "expenditure", "operating_costs", "procurement"}
#: Of these, a sentence may say that it speaks of the general budget's money alone.
_OF_ALL_UNLESS_SAID = {"operating_costs", "procurement"}
_FUNDS = ("government_funds", "state_capital")


def fund_of(section: str, said: str, defined: str | None = None) -> str:
    """The fund of a number of `section`, from the words of its sentence and headings (`said`).

    `defined` is what the document says elsewhere of this section's money (the three public
    expenses), used where the words at hand say nothing.
    """
    if section in ("appropriation", *_FUNDS):
        return section
    if section in _ALL:
        sentence = re.split("[。;/]", said)[-1] if section in _OF_ALL_UNLESS_SAID else ""
        return "general_budget" if "一般公共预算" in sentence else "all"
    if "一般公共预算" in said:
        return "general_budget"
    if "财政拨款" in said:
        return "appropriation"
    return defined or "not_said"


def three_public_fund(texts: Iterable[str]) -> str | None:
    """The fund that the document's tables, headings and glossary give the three public expenses;
    null where they give none."""
    said = pattern(wording.load("narrative")["three_public_fund"])
    found = {
        bool(match["general"] or match["general_"])
        for text in texts
        for match in said.finditer(text)
    }
    if not found:
        return None
    return "general_budget" if True in found else "appropriation"


def share_base(whole: str, fund: str) -> str:
    """What a share is of: ``total_revenue``, ``{fund}_expenditure`` with the fund filled in."""
    return "not_said" if "{fund}" in whole and fund == "not_said" else whole.format(fund=fund)
