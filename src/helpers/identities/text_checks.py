"""Words that change the meaning: another year, placeholders, amounts without a unit, the name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from helpers import amounts, vocabulary
from helpers.identities.accounts import Accounts
from helpers.identities.check import Check
from helpers.identities.judging import judge_words

_CONTENTS = "目录"
_TITLE = re.compile(r"^(?:第[一二三四五六]部分)?(?P<name>[^\d,。;:]{4,40}?)(?P<year>20\d\d)年度?"
                    r"(?:部门|单位)决算(?:公开)?(?:表|情况|说明|情况说明|报告)?$")
_OVERVIEW = re.compile(r"^第一部分(?P<name>[^\d,。;:]{4,40}?)(?:部门|单位)?(?:概况|基本情况)$")


def text_checks(accounts: Accounts) -> Iterator[Check]:
    """Hygiene of the wording: years, placeholders, units, doubled marks, the department's name."""
    rules = vocabulary.load("hygiene")
    texts = [one for one in accounts.paragraphs
             if one["kind"] != "page_number" and one["reader"] != "ocr"
             and one["part"] != _CONTENTS]
    yield from _years(accounts, texts, rules["years"])
    for identity, patterns in (("W02", rules["placeholders"]), ("W03", rules["without_unit"]),
                               ("W04", rules["doubled"])):
        yield from _found(identity, texts, patterns)
    yield from _names(texts, rules["confused"])


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
    after = re.split("[，。；]", text[match.end():])[0]
    return f"{before}{match[0]}{after}"[:60]


def _years(accounts: Accounts, texts: list[dict], rules: list[dict]) -> Iterator[Check]:
    """Where the document's own year or the year before is meant, that year stands."""
    year = accounts.year
    if year is None or sum(one["text"].count(f"{year}年") for one in texts) < 2:
        return  # the year we were told is not the document's: nothing can be said of others
    for one in texts:
        for rule in rules:
            if re.search(rule.get("not_under", "$^"), one["heading"] or "") or (
                    rule.get("unless_own") and f"{year}年" in one["text"]):
                continue
            for match in re.finditer(rule["words"], amounts.key(one["text"])):
                expected = year + rule["offset"]
                yield Check("W01", {"year": str(expected)}, judge_words(
                    int(match["year"]) == expected, match["year"], str(expected),
                    match[0].strip(",。;:"), one["page"]))


def _names(texts: list[dict], confused: list[str]) -> Iterator[Check]:
    """The department's name, in the titles of the parts and in the text."""
    titled = [(match["name"], one) for one in texts for title in (_TITLE, _OVERVIEW)
              if (match := title.match(amounts.key(one["text"])))]
    counts = Counter(name for name, _ in titled)
    if not counts or counts.most_common(1)[0][1] < 2:
        return
    own = counts.most_common(1)[0][0]
    wrong = [(name, one["page"], one["page"]) for name, one in titled if _misspelt(name, own)]
    for variant in sorted(_variants(own, confused)):
        pages = [one["page"] for one in texts if variant in amounts.key(one["text"])]
        wrong += [(variant, pages[0], pages[-1])] if pages else []
    for name, first, last in wrong:
        yield Check("W05", {"name": own}, judge_words(False, name, own, name, first), last)
    if not wrong:
        yield Check("W05", {"name": own}, judge_words(True, own, own, page=titled[0][1]["page"]))


def _misspelt(name: str, own: str) -> bool:
    """Is `name` the department's with a character or two exchanged, or its district left out?

    A shorter form of the name is none of these: it begins later or leaves out other words.
    """
    if len(name) == len(own) and name != own:
        return sum(one != other for one, other in zip(name, own, strict=True)) <= 2
    district = re.match(r"(.+?[省市])(.+?[区县旗])(.+)$", own)
    return bool(district) and name == district[1] + district[3]


def _variants(name: str, confused: list[str]) -> set[str]:
    """The name with one of its joining words exchanged for another (和, 与 …)."""
    return {name[:at] + other + name[at + 1:] for at, character in enumerate(name)
            if character in confused for other in confused if other != character}
