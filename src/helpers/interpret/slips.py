"""What a sentence should not say, as rows of ``tidy/statements``: another year than the one meant,
words that a template left over, the department's name spelt otherwise.

    {"kind": "year", "said": "2019", "meant": "2020", "words_zh": "与2019年相比" …}

What stands as it should is a row too, where something of its kind was found: there `said` is
`meant`. `wording/sentences.yml` has the words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from helpers import amounts
from helpers.interpret.sentences import Name, Wording, Years, statement, wording_of_sentences

_CONTENTS = "目录"


def read_slips(paragraphs: list[dict], year: int) -> Iterator[dict]:
    """Rows of ``tidy/statements`` on years, what is left over and names; OCR's words do not count.

    `paragraphs` are rows of ``as_printed/paragraphs`` in their order, `year` is the document's.
    """
    words = wording_of_sentences()
    texts = [
        one
        for one in paragraphs
        if one["kind"] != "page_number" and one["reader"] != "ocr" and one["part"] != _CONTENTS
    ]
    yield from _years(texts, year, words)
    for kind, patterns in words.left.items():
        for one in texts:
            yield from _left(kind, one, patterns)
    yield from _names(texts, words.name)


def _left(kind: str, one: dict, patterns: tuple[re.Pattern, ...]) -> Iterator[dict]:
    """Words that should not be left in a text, each with the clause around it.

    Where two patterns meet the same words, they are told once.
    """
    text, end = amounts.unspaced(one["text"]), 0
    found = sorted(
        (match.start(), n, match)
        for n, pattern in enumerate(patterns)
        for match in pattern.finditer(text)
    )
    for begins, _, match in found:
        if begins >= end:
            end = match.end()
            yield statement(kind, one, _around(match), begins, said=match[0])


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


def _years(texts: list[dict], year: int, words: Wording) -> Iterator[dict]:
    """Every place where the document's own year or the year before is meant.

    A year that the paragraph, its heading or its neighbours account for is no slip: next year's
    budget has its place in this year's accounts, and so has a comparison with a year chosen.
    """
    if sum(one["text"].count(f"{year}年") for one in texts) < 2:
        return  # the year we were told is not the document's: nothing can be said of others
    found = [one for text in texts for one in _written(text, year, words.years)]
    other = [one for one in found if one.printed != one.expected]
    for one in found:
        if one in other and (_accounted_for(one, year, words) or _several(one, other)):
            continue
        yield statement(
            "year",
            one.paragraph,
            one.words[0].strip(",。;:"),
            one.words.start(),
            said=str(one.printed),
            meant=str(one.expected),
        )


def _written(one: dict, year: int, rules: tuple[Years, ...]) -> Iterator[_Year]:
    """Every place of a paragraph where a rule expects a certain year.

    The cover's year, before the first heading, is what the document was added by.
    """
    for rule in rules:
        heading = one["heading"] or ""
        elsewhere = rule.not_under.search(heading) if rule.not_under else not heading
        if elsewhere or (rule.unless_own and f"{year}年" in one["text"]):
            continue
        for match in rule.words.finditer(amounts.key(one["text"])):
            yield _Year(one, match, int(match["year"]), year + rule.offset, rule.offset)


def _accounted_for(one: _Year, year: int, words: Wording) -> bool:
    """Does the paragraph, its sentence or its heading speak of the year for a reason?"""
    text = amounts.key(one.paragraph["text"])
    heading = amounts.key(one.paragraph["heading"] or "")
    sentence = re.split("。", text[: one.words.end()])[-1]
    tail = re.split("。", text[one.words.end() :])[0]
    spoken = one.printed - one.offset  # the year whose comparison this would be
    budgeted = words.fund_budgets.sub("", f"{heading}{sentence}{tail}")
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


def _names(texts: list[dict], rules: Name) -> Iterator[dict]:
    """The department's name, in the titles of the parts and in the text.

    A name is the department's where two titles bear it and it ends as an office's name does;
    another spelling is a slip where it is rare beside it and could be no other office's.
    """
    titled = [
        (match["name"], one)
        for one in texts
        for title in rules.titles
        if (match := title.match(amounts.key(one["text"]))) and rules.office.search(match["name"])
    ]
    counts = Counter(name for name, _ in titled)
    if not counts or counts.most_common(1)[0][1] < 2:
        return
    own = counts.most_common(1)[0][0]
    whole = [amounts.key(one["text"]) for one in texts]
    wrong = [
        (name, one)
        for name, one in titled
        if _misspelt(name, own, rules) and _rare(name, own, whole)
    ]
    for variant in sorted(_variants(own, rules.confused)):
        if _rare(variant, own, whole):
            found = zip(texts, whole, strict=True)
            wrong += [(variant, one) for one, text in found if variant in text]
    for name, one in wrong or [(own, titled[0][1])]:
        yield statement("name", one, name, said=name, meant=own)


def _rare(name: str, own: str, texts: list[str]) -> bool:
    """Is `name` written less often than the department's own?"""
    often, seldom = (sum(text.count(one) for text in texts) for one in (own, name))
    return seldom < often


def _misspelt(name: str, own: str, rules: Name) -> bool:
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
            not changed & set(rules.ordinals)
        )
    parts = rules.district.match(own)
    return parts is not None and name == parts["above"] + parts["office"]


def _variants(name: str, confused: tuple[str, ...]) -> set[str]:
    """The name with one of its joining words exchanged for another (和, 与 …)."""
    return {
        name[:at] + other + name[at + 1 :]
        for at, character in enumerate(name)
        if character in confused
        for other in confused
        if other != character
    }
