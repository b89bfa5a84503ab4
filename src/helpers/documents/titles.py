"""What a document says it is, read from its titles: final accounts or budget, year, publisher.

Only titles count (cover, contents, headings, table titles). The prose of final accounts speaks
of the budget and of the year before on every page.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from helpers import amounts
from helpers.documents.publisher import Named, find_publisher
from helpers.wording.scan import NUMERALS

_DIGITS = str.maketrans("〇○◯零OＯ一二三四五六七八九", "000000123456789")
_YEAR = r"((?:20|二[〇○◯零OＯ])[0-9〇○◯零OＯ一二三四五六七八九]{2})年度?"
_ANY_YEAR = re.compile(_YEAR)
_TAIL = r"(?:信息|公开|编制|情况|说明|报告|报表|草案|文本|总表|表)*"
_FINAL = re.compile(rf"(?:部门|单位)决算{_TAIL}$|决算总?表$")
_BUDGET = re.compile(rf"(?:部门|单位)预算{_TAIL}$|预算总?表$")
_FINAL_YEAR = re.compile(rf"{_YEAR}[^年]{{0,12}}决算")
_TITLE_YEAR = re.compile(rf"{_YEAR}[^年]{{0,60}}?决算")
_ANY_BUDGET = re.compile(rf"{_YEAR}.*预算(?:安排)?{_TAIL}$")
#: What final accounts, and statements of them, say of themselves.
_SUBJECT = re.compile(r"决算|三公[”\"]?经费")
#: Stands in a page's text for what its text layer does not hold: a picture, drawn letters.
UNSEEN = "\ufffc"
_LEADERS = re.compile(r"[.…·\-—]{2,}\d*$")  # dots and page number of a contents line
_DATE = re.compile(rf"{_YEAR}[0-9{NUMERALS}]{{1,2}}月.*$")  # below a cover's title
_SENTENCE = re.compile(r"[，。；：？！,;:?!]")
_LONGEST_TITLE = 60
_ENOUGH = 300  # letters and ideographs; a scan's stray line has fewer
_LONGEST_COVER = 120  # characters of a page that holds a title and nothing else


@dataclass(frozen=True)
class Titles:
    """What the titles of one document say; each null or empty where they are silent."""

    kind: str | None  # final_accounts, budget
    years: frozenset[int]  # fiscal years named in titles of final accounts
    commonest_year: int | None  # year written most often anywhere
    title: str | None
    publisher: str | None
    other: bool = False  # seen whole, or enough of it, and not a word about final accounts


def read_titles(pages: list[str]) -> Titles:
    """What the document with the page texts `pages` says it is."""
    lines = [line for page in pages for line in _title_lines(page)]
    cover = _cover(pages[0]) if pages else []
    everything = amounts.unspaced("".join(pages)).replace(UNSEEN, "")
    common = Counter(map(_year, _ANY_YEAR.findall(everything))).most_common(1)
    named = find_publisher([page.replace(UNSEEN, "") for page in pages])
    years = _years(cover, lines, named)
    return Titles(
        kind=_kind(cover, lines, "决算" in everything),
        years=years,
        commonest_year=common[0][0] if common else None,
        title=_title(named, years),
        publisher=named.name if named else None,
        other=_is_other(pages, everything),
    )


def _years(cover: list[str], lines: list[str], named: Named | None) -> frozenset[int]:
    """The fiscal years of the lines that are titles of final accounts, of the title, and the one
    that the cover names."""
    found = {
        year
        for line in [*cover, *lines]
        if _FINAL.search(line)
        for year in _FINAL_YEAR.findall(line)
    }
    found.update(_TITLE_YEAR.findall(named.title if named and named.title else ""))
    said = set(_ANY_YEAR.findall(cover[0])) if cover and "决算" in cover[0] else set()
    return frozenset(map(_year, found | (said if len(said) == 1 else set())))


def _title(named: Named | None, years: frozenset[int]) -> str | None:
    """The title as printed or, where the name stands elsewhere, the usual one."""
    if named is None:
        return None
    if named.title:
        return named.title
    return f"{named.name}{min(years)}年度部门决算" if len(years) == 1 else None


def _is_other(pages: list[str], everything: str) -> bool:
    """Whether the document was seen and is none: what cannot be seen may be all that matters."""
    seen = not any(UNSEEN in page for page in pages)
    enough = seen or sum(map(str.isalpha, everything)) > _ENOUGH
    return enough and not _SUBJECT.search(everything)


def _kind(cover: list[str], lines: list[str], says_final: bool) -> str | None:
    """What the cover says or, where it is silent, what the titles agree on."""
    if not says_final and any(map(_ANY_BUDGET.search, [*cover, *lines])):
        return "budget"
    for words in (cover, lines):
        final = {line for line in words if _FINAL.search(line)}
        budget = {line for line in words if _BUDGET.search(line)}
        if final and not budget:
            return "final_accounts"
        # A line of prose may happen to break after 部门预算; two different ones may not.
        if budget and not final and (words is cover or len(budget) > 1):
            return "budget"
    return "final_accounts" if final else None


def _cover(page: str) -> list[str]:
    """The title of a page that holds only a title, joined and by lines; else nothing."""
    words = amounts.unspaced(page.replace(UNSEEN, ""))
    if len(words) > _LONGEST_COVER:
        return []
    return [_DATE.sub("", words), *_title_lines(page)]


def _title_lines(page: str) -> list[str]:
    """The lines of a page that may be titles: short, without a sentence's punctuation."""
    lines = (
        _LEADERS.sub("", amounts.unspaced(line)) for line in page.replace(UNSEEN, "").splitlines()
    )
    return [line for line in lines if len(line) <= _LONGEST_TITLE and not _SENTENCE.search(line)]


def _year(printed: str) -> int:
    return int(printed.translate(_DIGITS))
