"""A check in words, Chinese and English: what must hold, and what was found."""

from __future__ import annotations

import re

from helpers import amounts, wording
from helpers.checks.check import Check

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_TOLD = ("fail", "rounding", "cannot_tell")


def family(check: Check) -> str:
    """The family of the check's rule: table, cross_table, text_table, text, form, completeness."""
    return wording.load("identities")[check.identity]["family"]


def statement(check: Check, lang: str) -> str:
    """What must hold, in `lang` (zh, en), filled with the names of this case."""
    template = wording.load("identities")[check.identity][lang]
    return template.format_map(_words(check, lang))


def _words(check: Check, lang: str) -> dict[str, str]:
    return {name: word(one, lang) for name, one in check.case.items()}


def word(one: object, lang: str) -> str:
    """The words for a name in a case: a table, a measure, a list of measures, or plain text.

    A Chinese name that the vocabulary cannot translate stays Chinese, in quotation marks.
    """
    words = wording.load("measures")
    if isinstance(one, dict):
        return _place(one, lang)
    if isinstance(one, list | tuple):
        return " + ".join(word(part, lang) for part in one)
    for group in ("sides", "measures", "sources"):
        if one in words[group]:
            return words[group][one][lang]
    return _named(str(one), lang)


def _place(one: dict, lang: str) -> str:
    """A cell of a table: the table, the row, the column; or several tables."""
    words = wording.load("measures")
    if "tables" in one:
        return ("》、《" if lang == "zh" else ", ").join(
            words["tables"][table][lang] for table in one["tables"]
        )
    table = words["tables"][one["table"]][lang]
    row = _named(one["what"], lang) if one.get("what") else None
    column = words["measures"][one["measure"]][lang] if one.get("measure") else None
    if lang == "zh":
        return "".join([table, f"“{row}”" if row else "", f"（{column}）" if column else ""])
    named = [part for part in (row, column) if part]
    return f"{table}, {', '.join(named)}" if named else table


def _named(text: str, lang: str) -> str:
    if lang == "zh" or not _CHINESE.search(text):
        return text
    known = wording.load("measures")["names"]
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
    own = wording.load("identities")[check.identity]
    # Where the clause quoted is no more than what is printed, it is not told twice.
    alone = own.get(f"{kind}_alone_{lang}") if judgement.words == judgement.printed else None
    template = (
        alone
        or own.get(f"{kind}_{lang}")
        or own.get(f"{judgement.outcome}_{lang}")
        or wording.load("told")[kind][lang]
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
    judgement, say = check.judgement, wording.load("told")["words"]
    formula = judgement.formula if judgement.formula != judgement.expected else None
    where, elsewhere = (_pages(check, lang, first) for first in (0, 1))
    unit = say["units"].get(judgement.unit, {}).get(lang, judgement.unit)
    return {
        "statement": statement(check, lang),
        "printed": f"{judgement.printed}{unit}" if judgement.printed else "",
        "expected": f"{judgement.expected}{unit}" if judgement.expected else "",
        "difference": f"{(judgement.difference or '').lstrip('-')}{unit}",
        "formula": judgement.formula or judgement.expected or "",
        "makes": say["makes"][lang].format(formula=formula) if formula else "",
        "words": judgement.words or "",
        "where": where,
        "elsewhere": elsewhere,
        "at": say["makes"][lang].format(formula=elsewhere) if elsewhere != where else "",
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
        return wording.load("told")["words"]["no_page"][lang]
    run = (
        f"{shown[0]}–{shown[-1]}"
        if len(shown) > 3
        else ("、" if lang == "zh" else ", ").join(map(str, shown))
    )
    return wording.load("told")["words"]["pages" if len(shown) > 1 else "page"][lang].format(
        pages=run
    )
