"""What sentences say besides their numbers, as rows of ``tidy/statements``.

How an outturn stands to its budget, what money went on, whose amounts a paragraph tells, by which
rule points are given. Checks are made on these rows; they have no patterns of their own for prose.
`wording/sentences.yml` has the words; texts are those of `amounts.key`: half width, no white space.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from helpers import amounts, wording
from helpers.interpret.ledger import Ledger

_CONTENTS = "目录"
#: The paragraphs that may name the publisher: those of the cover and of the contents' head.
_COVER = 5
#: Where a clause ends; not at a comma that groups the digits of a number.
_CLAUSE = re.compile(r"[;。]|(?<!\d),|,(?!\d{3}(?!\d))")
_WAYS = ("more", "less", "same")


@dataclass(frozen=True)
class Uses:
    """What money went on: in paragraphs under a heading with `under`."""

    under: str
    words: re.Pattern


@dataclass(frozen=True)
class Qualified:
    """Clauses with `words`, in paragraphs about something."""

    about: re.Pattern
    words: re.Pattern


@dataclass(frozen=True)
class Years:
    """Where a year is written that is `offset` from the document's own."""

    offset: int
    words: re.Pattern
    not_under: re.Pattern | None = None
    unless_own: bool = False


@dataclass(frozen=True)
class Name:
    """How the department's name is written, and what is taken for it."""

    titles: tuple[re.Pattern, ...]
    confused: tuple[str, ...]
    office: re.Pattern
    ordinals: str
    district: re.Pattern


@dataclass(frozen=True)
class Wording:
    """`wording/sentences.yml`."""

    comparison: re.Pattern
    budget: re.Pattern
    outturn: re.Pattern
    difference: re.Pattern
    uses: Uses
    paragraphs: dict[str, re.Pattern]
    qualified: Qualified
    money_of: dict[str, str]
    none_of: dict[str, re.Pattern]
    no_statement: re.Pattern
    other_sets: re.Pattern
    scoring_rules: tuple[str, ...]
    years: tuple[Years, ...]
    fund_budgets: re.Pattern
    left: dict[str, tuple[re.Pattern, ...]]
    name: Name


def wording_of_sentences() -> Wording:
    return wording.record("sentences", Wording)


def statement(kind: str, paragraph: Mapping, words: str, begins: int = 0, **more: object) -> dict:
    """A row of ``tidy/statements``: `words` of a paragraph, and what they say."""
    place = {name: paragraph[name] for name in ("page", "x0", "y0", "x1", "y1", "reader")}
    return {
        "kind": kind,
        "paragraph": paragraph["order"],
        "begins": begins,
        "words_zh": words,
        **dict.fromkeys(("budget_ids", "outturn_ids", "number_ids"), ()),
        **place,
        **more,
    }


class Numbers:
    """The numbers of a paragraph, by where they begin in its text without white space."""

    def __init__(self, ledger: Ledger, paragraph: Mapping):
        text = ledger.by_order.get(paragraph["order"])
        self._ids = {
            len(amounts.key(one.text.words[: one.start])): one.number_id
            for one in (text.numbers if text else ())
            if not one.absorbed
        }

    def at(self, match: re.Match, group: str) -> str | None:
        """The id of the number that a group of `match` is; null where the ledger has none there."""
        return self._ids.get(match.start(group))

    def between(self, start: int, stop: int) -> list[str]:
        return [one for place, one in self._ids.items() if start <= place < stop]


def read_sentences(paragraphs: list[dict], cells: pd.DataFrame, ledger: Ledger) -> Iterator[dict]:
    """Rows of ``tidy/statements`` from the prose, and from `cells` what forms and titles say.

    `paragraphs` are rows of ``as_printed/paragraphs`` in their order; `ledger` has claimed what
    the other tables hold.
    """
    words = wording_of_sentences()
    for one in paragraphs:
        text = amounts.key(one["text"])
        if one["kind"] == "body":
            yield from _of_body(one, text, words, ledger)
        if words.uses.under in (one["heading"] or ""):
            yield from _uses(one, text, words.uses)
        yield from _none(one, text, words)
    cells = cells.sort_values(["table_no", "row", "col"])  # whatever order they are given in
    yield from _scoring_rules(paragraphs, cells, words)
    yield from _other_sets(paragraphs, cells, words)


def _of_body(one: dict, text: str, words: Wording, ledger: Ledger) -> Iterator[dict]:
    for kind, pattern in words.paragraphs.items():
        if match := pattern.search(text):
            yield statement(kind, one, match[0], match.start())
    compared = list(words.comparison.finditer(text))
    differences = list(words.difference.finditer(text))
    about = words.qualified.about.search(text)
    if not (compared or differences or about):
        return
    numbers = Numbers(ledger, one)
    yield from _comparisons(one, text, compared, numbers)
    for match in differences:
        yield statement(
            "difference",
            one,
            match[0],
            match.start(),
            about_zh=match["what"],
            said=_way(match),
            budget_ids=_known([numbers.at(match, "budget")]),
            outturn_ids=_known([numbers.at(match, "outturn")]),
            change_id=numbers.at(match, "change"),
        )
    if about:
        yield from _qualified(one, text, words.qualified.words, numbers)


def _way(match: re.Match) -> str:
    return next(way for way in _WAYS if match.groupdict().get(way))


def _known(ids: Iterable[str | None]) -> list[str]:
    return [one for one in ids if one]


def _comparisons(one: dict, text: str, found: list[re.Match], numbers: Numbers) -> Iterator[dict]:
    """年初预算为5万元,支出决算为4万元,决算数小于预算数: less, with the ids of 5 and 4.

    What the words may be about are the budgets and outturns told since the comparison before.
    """
    start = 0
    for match in found:
        told = text[: match.start()]
        pairs = list(_pairs(told, start, match["kind"], numbers))
        start = match.end()
        if pairs:
            yield statement(
                "comparison",
                one,
                match[0],
                match.start(),
                said=_way(match),
                budget_ids=[budget for budget, _ in pairs],
                outturn_ids=[outturn for _, outturn in pairs],
            )


def _pairs(text: str, start: int, kind: str | None, numbers: Numbers) -> Iterator[tuple[str, str]]:
    """Budgets each with the first outturn after it; of one kind only, where the words name one."""
    words = wording_of_sentences()
    outturns = list(words.outturn.finditer(text, start))
    for budget in words.budget.finditer(text, start):
        outturn = next((one for one in outturns if one.start() >= budget.end()), None)
        if outturn is None or (kind and budget["kind"] != kind):
            continue
        pair = numbers.at(budget, "amount"), numbers.at(outturn, "amount")
        if pair[0] and pair[1]:
            yield pair[0], pair[1]


def _qualified(one: dict, text: str, words: re.Pattern, numbers: Numbers) -> Iterator[dict]:
    """Clauses whose amounts may be another year's, another phase's or one unit's."""
    start = 0
    for clause in _CLAUSE.split(text):
        ids = numbers.between(start, start + len(clause))
        if ids and words.search(clause):
            yield statement("qualified", one, clause, start, number_ids=ids)
        start += len(clause) + 1


def _uses(one: dict, text: str, uses: Uses) -> Iterator[dict]:
    """公用经费主要包括:办公费、印刷费: each thing that the money went on, and its name."""
    for match in uses.words.finditer(text):
        begins = match.start("list")
        for name in re.split("[、,]", match["list"]):
            if name:
                yield statement("use", one, name, begins, about_zh=match["of"])
            begins += len(name) + 1


def _none(one: dict, text: str, words: Wording) -> Iterator[dict]:
    """That there is none of a table's money, or that the text speaks of it at all.

    A table's title, the note under it and the terms explained do not speak of it.
    """
    for table, pattern in words.none_of.items():
        if match := pattern.search(text):
            yield statement("none", one, match[0], match.start(), about=table)
    told = one["kind"] == "body" and one["part"] != _CONTENTS
    if not told or words.no_statement.search(text):
        return
    if "名词解释" in f"{one['part']}{one['heading']}":
        return
    around = amounts.key(f"{one['text']} {one['heading'] or ''}")
    for table, word in words.money_of.items():
        if word in around:
            yield statement("mention", one, word, about=table)


def _scoring_rules(paragraphs: list[dict], cells: pd.DataFrame, words: Wording) -> Iterator[dict]:
    """Rules of scoring that the forms, or the notes under them, state."""
    told = [one for one in paragraphs if one["kind"] != "heading"]
    whole = amounts.key("\n".join([*(one["text"] for one in told), *cells["text"]]))
    for rule in words.scoring_rules:
        if rule in whole:
            # One that goes over several cells stands in none of them.
            where = next((one for one in told if rule in amounts.key(one["text"])), None)
            yield statement("scoring_rule", where or _cell(cells, cells["text"], rule), rule)


def _cell(cells: pd.DataFrame, texts: pd.Series, words: str) -> Mapping:
    """The place of the first cell with `words` in its text; nowhere, where none has them."""
    for n, text in enumerate(texts):
        if words in amounts.key(text or ""):
            return {**cells.iloc[n], "order": None}
    return dict.fromkeys(("order", "page", "x0", "y0", "x1", "y1", "reader"))


def _other_sets(paragraphs: list[dict], cells: pd.DataFrame, words: Wording) -> Iterator[dict]:
    """That the publisher is of a kind with tables of its own: by its name or a table's title."""
    for one in paragraphs[:_COVER]:
        if match := words.other_sets.search(amounts.key(one["text"])):
            yield statement("other_set", one, match[0])
            return
    for title in dict.fromkeys(filter(None, cells["title"])):
        if match := words.other_sets.search(amounts.key(title)):
            yield statement("other_set", _cell(cells, cells["title"], amounts.key(title)), match[0])
            return
