"""Checks of words: another year, placeholders, amounts without a unit, the department's name; what
the prose calls an item, and what it says that money went on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from helpers import amounts, wording
from helpers.checks.accounts import Accounts, Row
from helpers.checks.check import Check
from helpers.checks.judging import judge_words
from helpers.codes import bare_name, name_path
from helpers.interpret.narrative.comparisons import uses
from helpers.wording import NUMERAL, PART

_CONTENTS = "目录"
_PART = f"(?:{PART}|附件{NUMERAL}?[:、]?)"
_TITLE = re.compile(
    rf"^{_PART}?(?P<name>(?!{_PART})[^\d,。;:]{{4,40}}?)(?P<year>20\d\d)年度?"
    r"(?:部门|单位)决算(?:公开)?(?:表|情况|说明|情况说明|报告)?$"
)
_OVERVIEW = re.compile(r"^第一部分(?P<name>[^\d,。;:]{4,40}?)(?:部门|单位)?(?:概况|基本情况)$")
_ITEMS, _DETAIL = "general_budget_expenditure", "basic_expenditure"
_LENGTHS = {"类": 3, "款": 5, "项": 7}
#: Names this alike may be one name written loosely; they are not called different.
_ALIKE = 0.8
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def text_checks(accounts: Accounts) -> Iterator[Check]:
    """Hygiene of the wording: years, placeholders, units, doubled marks, the department's name."""
    rules = wording.load("hygiene")
    texts = [
        one
        for one in accounts.paragraphs
        if one["kind"] != "page_number" and one["reader"] != "ocr" and one["part"] != _CONTENTS
    ]
    yield from _years(accounts, texts, rules)
    for identity, patterns in (
        ("W02", rules["placeholders"]),
        ("W03", rules["without_unit"]),
        ("W04", rules["doubled"]),
    ):
        yield from _found(identity, texts, patterns)
    yield from _names(texts, rules)


def _found(identity: str, texts: list[dict], patterns: list[str]) -> Iterator[Check]:
    """A failure for each page that a pattern matches on; one check that passes where none does."""
    pages: dict[int, list] = {}
    for one in texts:
        for match in re.finditer("|".join(patterns), _marked(one["text"])):
            pages.setdefault(one["page"], []).append((match[0], _around(match)))
    for page, found in pages.items():
        printed = "、".join(dict.fromkeys(words for words, _ in found))
        yield Check(identity, {}, judge_words(False, printed, "", found[0][1], page))
    if not pages and texts:
        yield Check(identity, {}, judge_words(True, "", ""))


def _marked(text: str) -> str:
    """The text for matching, its Chinese full stops and commas as printed."""
    return amounts.unspaced(text)


def _around(match: re.Match) -> str:
    """The clause that a match stands in."""
    text = match.string
    before = re.split("[，。；：]", text[: match.start()])[-1]
    after = re.split("[，。；]", text[match.end() :])[0]
    return f"{before}{match[0]}{after}"[:60]


@dataclass(frozen=True)
class _Year:
    """A year that a rule expects to be another: the paragraph, the words, both years."""

    paragraph: dict
    words: re.Match
    printed: int
    expected: int
    offset: int


def _years(accounts: Accounts, texts: list[dict], rules: dict) -> Iterator[Check]:
    """Where the document's own year or the year before is meant, that year stands.

    A year that the paragraph, its heading or its neighbours account for is no slip: next year's
    budget has its place in this year's accounts, and so has a comparison with a year chosen.
    """
    year = accounts.year
    if year is None or sum(one["text"].count(f"{year}年") for one in texts) < 2:
        return  # the year we were told is not the document's: nothing can be said of others
    found = [one for text in texts for one in _written(text, year, rules["years"])]
    other = [one for one in found if one.printed != one.expected]
    for one in found:
        printed, expected = str(one.printed), str(one.expected)
        if one in other and (_accounted_for(one, year, rules) or _several(one, other)):
            continue
        yield Check(
            "W01",
            {"year": expected},
            judge_words(
                printed == expected,
                printed,
                expected,
                one.words[0].strip(",。;:"),
                one.paragraph["page"],
            ),
        )


def _written(one: dict, year: int, rules: list[dict]) -> Iterator[_Year]:
    """Every place of a paragraph where a rule expects a certain year."""
    for rule in rules:
        if re.search(rule.get("not_under", "$^"), one["heading"] or "") or (
            rule.get("unless_own") and f"{year}年" in one["text"]
        ):
            continue
        for match in re.finditer(rule["words"], amounts.key(one["text"])):
            yield _Year(one, match, int(match["year"]), year + rule["offset"], rule["offset"])


def _accounted_for(one: _Year, year: int, rules: dict) -> bool:
    """Does the paragraph, its sentence or its heading speak of the year for a reason?"""
    text = amounts.key(one.paragraph["text"])
    heading = amounts.key(one.paragraph["heading"] or "")
    sentence = re.split("。", text[: one.words.end()])[-1]
    tail = re.split("。", text[one.words.end() :])[0]
    spoken = one.printed - one.offset  # the year whose comparison this would be
    budgeted = re.sub(rules["fund_budgets"], "", f"{heading}{sentence}{tail}")
    if f"{spoken}年" in heading or (spoken > year and "预算" in budgeted):
        return True
    if not one.offset:
        return False
    before = text[: one.words.start()]
    return (spoken != year and f"{spoken}年" in before) or (
        one.printed < one.expected
        and bool(re.search(rf"(与|比|较|同)({one.expected}年|上年|去年|上一年)", text))
    )


def _several(one: _Year, other: list[_Year]) -> bool:
    """Is the year no slip of one paragraph: do others under its heading say another year too?

    Or, where years are compared, does any other paragraph choose the same year?
    """
    same = [
        each for each in other if each.paragraph is not one.paragraph and each.offset == one.offset
    ]
    if one.offset:
        return any(each.printed == one.printed for each in same)
    return bool(one.paragraph["heading"]) and any(
        each.paragraph["heading"] == one.paragraph["heading"] and each.printed == one.printed
        for each in same
    )


def _names(texts: list[dict], rules: dict) -> Iterator[Check]:
    """The department's name, in the titles of the parts and in the text.

    A name is the department's where two titles bear it and it ends as an office's name does;
    another spelling is a slip where it is rare beside it and could be no other office's.
    """
    titled = [
        (match["name"], one)
        for one in texts
        for title in (_TITLE, _OVERVIEW)
        if (match := title.match(amounts.key(one["text"])))
        and re.search(rules["office"], match["name"])
    ]
    counts = Counter(name for name, _ in titled)
    if not counts or counts.most_common(1)[0][1] < 2:
        return
    own = counts.most_common(1)[0][0]
    whole = [amounts.key(one["text"]) for one in texts]
    wrong = [
        (name, one["page"], one["page"])
        for name, one in titled
        if _misspelt(name, own, rules["ordinals"]) and _rare(name, own, whole)
    ]
    for variant in sorted(_variants(own, rules["confused"])):
        pages = [one["page"] for one, text in zip(texts, whole, strict=True) if variant in text]
        if pages and _rare(variant, own, whole):
            wrong.append((variant, pages[0], pages[-1]))
    for name, first, last in wrong:
        yield Check("W05", {"name": own}, judge_words(False, name, own, name, first), last)
    if not wrong:
        yield Check("W05", {"name": own}, judge_words(True, own, own, page=titled[0][1]["page"]))


def _rare(name: str, own: str, texts: list[str]) -> bool:
    """Is `name` written less often than the department's own?"""
    often, seldom = (sum(text.count(one) for text in texts) for one in (own, name))
    return seldom < often


def _misspelt(name: str, own: str, ordinals: str) -> bool:
    """Is `name` the department's with a character or two exchanged, or its district left out?

    A shorter form of the name is none of these: it begins later or leaves out other words. A
    number or a direction exchanged (第一小学, 第二小学) makes another office's name.
    """
    if len(name) == len(own) and name != own:
        changed = {
            character
            for one, other in zip(name, own, strict=True)
            if one != other
            for character in (one, other)
        }
        return sum(one != other for one, other in zip(name, own, strict=True)) <= 2 and (
            not changed & set(ordinals)
        )
    district = re.match(r"(.+?[省市])(.+?[区县旗])(.+)$", own)
    return district is not None and name == district[1] + district[3]


def _variants(name: str, confused: list[str]) -> set[str]:
    """The name with one of its joining words exchanged for another (和, 与 …)."""
    return {
        name[:at] + other + name[at + 1 :]
        for at, character in enumerate(name)
        if character in confused
        for other in confused
        if other != character
    }


def name_checks(accounts: Accounts) -> Iterator[Check]:
    """Names of classes, sections and items; expenses listed as the uses of basic expenditure."""
    yield from _item_names(accounts)
    yield from _listed(accounts)


def _item_names(accounts: Accounts) -> Iterator[Check]:
    rows = {row.code: row for row in accounts.of(_ITEMS) if row.code and row.name}
    names = {code: bare_name(row.name) for code, row in rows.items() if _read_as_text(row)}
    stated = [
        row
        for row in accounts.budget
        if row["scope"].startswith("function_") and row["source"] == "narrative"
    ]
    taken = {row["code"] for row in stated if row["code"]}
    for row in stated:
        path = name_path(row["name_zh"] or "")
        if not path or row["reader"] == "ocr":
            continue
        code = row["code"] or _code_meant(row, path, names, rows, taken)
        if code not in names:
            continue
        parts = [
            (name, names[code[: _LENGTHS[mark]]])
            for name, mark in path
            if code[: _LENGTHS[mark]] in names
        ]
        printed, expected = next(
            (pair for pair in reversed(parts) if pair[0] != pair[1]), parts[-1]
        )
        yield Check(
            "N01",
            {"code": code, "table": {"table": _ITEMS}},
            judge_words(
                _same_name(printed, expected), printed, expected, row["name_zh"], row["page"]
            ),
            _page_of(rows[code]),
        )


def _read_as_text(row: Row) -> bool:
    return all(one.reader == "text" for one in row.amounts.values())


def _page_of(row: Row) -> int | None:
    return next((one.page for one in row.amounts.values()), None)


def _code_meant(row: dict, path: list, names: dict, rows: dict, taken: set) -> str | None:
    """The one code of the table that a path without a code can mean: by its last name, or by
    its amount, within its class."""
    length = _LENGTHS[path[-1][1]]
    inside = {
        code: name
        for code, name in names.items()
        if len(code) == length and (path[0][1] != "类" or names.get(code[:3]) == path[0][0])
    }
    by_name = [code for code, name in inside.items() if name == path[-1][0]]
    by_amount = [
        code
        for code in inside
        if code not in taken
        and row["outturn"]
        and "total" in rows[code].amounts
        and rows[code].amounts["total"].value == row["outturn"]
    ]
    found = by_name or by_amount
    return found[0] if len(found) == 1 else None


def _same_name(printed: str, expected: str) -> bool | None:
    one, other = (re.sub(r"[^\u4e00-\u9fff]", "", name) for name in (printed, expected))
    if one == other:
        return True
    alike = SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE
    return None if alike or one in other or other in one else False


def _listed(accounts: Accounts) -> Iterator[Check]:
    """Each expense listed as a use of basic expenditure has an amount in the detailed table."""
    spent = {
        bare_name(row.name): row
        for row in accounts.of(_DETAIL)
        if row.level == "economic_section" and "outturn" in row.amounts and _read_as_text(row)
    }
    pages = _pages(accounts)
    blank = _blank(accounts, pages) - set(spent) if _closes(accounts) else set()
    for paragraph in accounts.paragraphs:
        if "基本支出" not in (paragraph["heading"] or ""):
            continue
        for of, name in uses(amounts.key(paragraph["text"])):
            check = _one_listed(paragraph, of, name, spent, blank)
            if check:
                check.page = check.page or min(pages, default=None)
                yield check


def _one_listed(paragraph: dict, of: str, name: str, spent: dict, blank: set) -> Check | None:
    listed = bare_name(re.sub("等$", "", name))
    case = {"of": of, "name": name, "table": {"table": _DETAIL}}
    if listed in spent:
        row = spent[listed]
        amount = row.amounts["outturn"]
        return Check(
            "N02",
            case,
            judge_words(bool(amount.value), name, amount.text, name, paragraph["page"]),
            _page_of(row),
        )
    if listed in blank:
        return Check("N02", case, judge_words(False, name, "—", name, paragraph["page"]))
    return None


def _closes(accounts: Accounts) -> bool:
    """Does the detailed table print its sections, so that a blank one has no amount?"""
    coded = {
        row.code: row.amounts["outturn"].value
        for row in accounts.of(_DETAIL)
        if row.code and "outturn" in row.amounts
    }
    classes = [code for code, value in coded.items() if len(code) == 3 and value]
    return bool(classes) and all(
        abs(
            coded[one]
            - sum(value for code, value in coded.items() if len(code) == 5 and code.startswith(one))
        )
        <= abs(coded[one]) / 100
        for one in classes
    )


def _pages(accounts: Accounts) -> set[int]:
    """The pages of the detailed table."""
    return {
        page
        for one in accounts.tables
        if one["table"] == _DETAIL and one["first_page"] is not None
        for page in range(one["first_page"], one["last_page"] + 1)
    }


def _blank(accounts: Accounts, pages: set[int]) -> set[str]:
    """Names that stand in the detailed table, with an amount or without."""
    return {
        bare_name(one.text)
        for one in accounts.cells
        if one.page in pages and one.text and _CHINESE.search(one.text)
    }
