"""The catalogue: every rule with its words; and a check told in words, Chinese and English.

    rules()["P02"].told["zh"]    # what must hold
    told(check, "en")            # what was found, where it does not

What a rule says, where it comes from, what it catches and keeps silent on stands in
wording/identities.yml; what it compares in operands.yml and operands_audit.yml, of an approved
budget in operands_budget.yml.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from helpers import amounts, wording
from helpers.checks.accounts import Accounts
from helpers.checks.interpreter import Check, Shapes, data_checks
from helpers.checks.operands import BadRule, Operands, known, loaded, table_operands
from helpers.schemas.columns import FAMILIES


@dataclass(frozen=True)
class Rule:
    """One rule: its family, where it comes from, what it catches and keeps silent on, and its
    words by their name in identities.yml (`zh`, `fail_en` …)."""

    id: str
    family: str
    source: str
    catches: str
    silent: str
    told: dict[str, str]


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its id, in the order of the catalogue. Raises BadRule."""
    told, compared = wording.load("identities"), all_operands()
    for name in compared.keys() ^ told.keys():
        wanted = "identities.yml" if name in compared else f"{', '.join(_OPERANDS)} (.yml)"
        raise BadRule(f"{name} is not in {wanted}: a rule has its words and what it compares")
    return {name: _rule(name, entry) for name, entry in told.items()}


def _rule(name: str, entry: dict) -> Rule:
    for wanted in ("family", "zh", "en", "source", "catches", "silent"):
        if not entry.get(wanted):
            raise BadRule(f"{name} has no {wanted!r}")
    known(name, "family", entry["family"], FAMILIES)
    about = ("family", "source", "catches", "silent")
    words = {key: one for key, one in entry.items() if key not in about}
    for key in words:
        known(name, "entry", key, _WORDS)
    source, catches, silent = (str(entry[one]) for one in about[1:])
    return Rule(name, entry["family"], source, catches, silent, words)


#: What a rule may say: that it holds, and what is told where it does not.
_WORDS = {
    f"{kind}{lang}"
    for kind in ("", "fail_", "fail_alone_", "cannot_tell_", "zero_base_", "wrong_base_")
    for lang in ("zh", "en")
}


_OPERANDS = ("operands", "operands_audit", "operands_budget")


@cache
def all_operands() -> dict[str, Operands]:
    """Every rule's operands by its id. Raises BadRule."""
    found: dict[str, Operands] = {}
    for file in (table_operands(), loaded("operands_audit"), of_budget()):
        for name in file.keys() & found.keys():
            raise BadRule(f"{name} stands in two of the files {', '.join(_OPERANDS)} (.yml)")
        found |= file
    return found


@cache
def of_budget() -> dict[str, Operands]:
    """The operands of the rules on an approved budget by their ids. Raises BadRule."""
    return loaded("operands_budget")


def checks_of(name: str, accounts: Accounts, shapes: Shapes) -> Iterator[Check]:
    """Every check of one rule."""
    return data_checks(accounts, shapes, [all_operands()[name]])


_TOLD = ("fail", "rounding", "cannot_tell")

#: A sentence, or a piece of one, by its language.
Spoken = dict[str, str]


@dataclass(frozen=True)
class Pieces:
    """Pieces of sentences: pages, what a formula makes, units."""

    page: Spoken
    pages: Spoken
    makes: Spoken
    no_page: Spoken
    units: dict[str, Spoken]


@dataclass(frozen=True)
class Told:
    """`wording/told.yml`: how a check that does not hold is told, by what it compares."""

    fail: Spoken
    two_places: Spoken
    wrong_base: Spoken
    rounding: Spoken
    zero_base: Spoken
    cannot_tell: Spoken
    words: Pieces


@dataclass(frozen=True)
class Measures:
    """`wording/measures.yml`: what tables, sides, measures and sources are called, and names that
    tables print."""

    tables: dict[str, Spoken]
    sides: dict[str, Spoken]
    measures: dict[str, Spoken]
    sources: dict[str, Spoken]
    names: dict[str, str]


def _measures() -> Measures:
    return wording.record("measures", Measures)


def _wording() -> Told:
    return wording.record("told", Told)


def family(check: Check) -> str:
    """The family of the check's rule: table, cross_table, text_table, text, form, completeness."""
    return rules()[check.identity].family


def statement(check: Check, lang: str) -> str:
    """What must hold, in `lang` (zh, en), filled with the names of this case."""
    template = rules()[check.identity].told[lang]
    return template.format_map(_words(check, lang))


def _words(check: Check, lang: str) -> dict[str, str]:
    return {name: word(one, lang) for name, one in check.case.items()}


def word(one: object, lang: str) -> str:
    """The words for a name in a case: a table, a measure, a list of measures, or plain text.

    A Chinese name that the vocabulary cannot translate stays Chinese, in quotation marks.
    """
    if isinstance(one, dict):
        return _place(one, lang)
    if isinstance(one, list | tuple):
        return " + ".join(word(part, lang) for part in one)
    words = _measures()
    for group in (words.sides, words.measures, words.sources):
        if one in group:
            return group[str(one)][lang]
    return _named(str(one), lang)


def _place(one: dict, lang: str) -> str:
    """A cell of a table: the table, the row, the column; or several tables."""
    words = _measures()
    if "tables" in one:
        return ("》、《" if lang == "zh" else ", ").join(
            words.tables[table][lang] for table in one["tables"]
        )
    table = words.tables[one["table"]][lang]
    row = _named(one["what"], lang) if one.get("what") else None
    column = words.measures[one["measure"]][lang] if one.get("measure") else None
    if lang == "zh":
        return "".join([table, f"“{row}”" if row else "", f"（{column}）" if column else ""])
    named = [part for part in (row, column) if part]
    return f"{table}, {', '.join(named)}" if named else table


def _named(text: str, lang: str) -> str:
    if lang == "zh" or not wording.ideographs(text):
        return text
    known = _measures().names
    name = amounts.key(text)
    return known.get(name) or known.get(name.strip('"')) or f"“{text.strip('“”')}”"


def told(check: Check, lang: str) -> str | None:
    """The sentence in `lang` for a check that fails, rounds or cannot be told; else null.

    An identity may bring its own words (`fail_zh`, `fail_en` … in identities.yml); the others
    are told alike, by what they compare.
    """
    judgement = check.judgement
    if judgement.outcome not in _TOLD:
        return None
    kind = _kind(check)
    own = rules()[check.identity].told
    # Where the clause quoted is no more than what is printed, it is not told twice.
    alone = own.get(f"{kind}_alone_{lang}") if judgement.words == judgement.printed else None
    template = (
        alone
        or own.get(f"{kind}_{lang}")
        or own.get(f"{judgement.outcome}_{lang}")
        or getattr(_wording(), kind)[lang]
    )
    return template.format_map(_words(check, lang) | _numbers(check, lang))


def _kind(check: Check) -> str:
    judgement = check.judgement
    if judgement.outcome == "cannot_tell":
        return "cannot_tell"
    if judgement.expected is None:
        return "zero_base"
    if judgement.outcome == "fail" and judgement.likely_cause == "wrong_base":
        return "wrong_base"
    if judgement.formula and judgement.outcome == "fail":
        return "two_places" if judgement.likely_cause == "cross_reference" else "fail"
    return judgement.outcome


def _numbers(check: Check, lang: str) -> dict[str, str]:
    judgement, say = check.judgement, _wording().words
    formula = judgement.formula if judgement.formula != judgement.expected else None
    where, elsewhere = (_pages(check, lang, first) for first in (0, 1))
    unit = say.units.get(judgement.unit, {}).get(lang, judgement.unit)
    return {
        "statement": statement(check, lang),
        "printed": f"{judgement.printed}{unit}" if judgement.printed else "",
        "expected": f"{judgement.expected}{unit}" if judgement.expected else "",
        "difference": f"{(judgement.difference or '').lstrip('-')}{unit}",
        "formula": judgement.formula or judgement.expected or "",
        "makes": say.makes[lang].format(formula=formula) if formula else "",
        "words": judgement.words or "",
        "where": where,
        "elsewhere": elsewhere,
        "at": say.makes[lang].format(formula=elsewhere) if elsewhere != where else "",
    }


def _pages(check: Check, lang: str, first: int) -> str:
    """The page of the printed number (first 0), or of what it is compared with (first 1)."""
    judgement = check.judgement
    numbers = [one.page for one in judgement.numbers]
    pages = numbers[:1] if first == 0 else numbers[1:]
    if not pages:
        pages = [check.page if first else judgement.page or check.page]
    shown = sorted({page for page in pages if page is not None})
    if not shown:
        return _wording().words.no_page[lang]
    run = (
        f"{shown[0]}–{shown[-1]}"
        if len(shown) > 3
        else ("、" if lang == "zh" else ", ").join(map(str, shown))
    )
    say = _wording().words
    return (say.pages if len(shown) > 1 else say.page)[lang].format(pages=run)
