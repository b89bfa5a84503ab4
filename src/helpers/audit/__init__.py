"""The audit: every check made, and what it says of every amount."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Formatter

import pandas as pd

from helpers.audit.second_reader import Confirm, PrintedAt
from helpers.audit.verification import check_ids, counted, verification_rows
from helpers.checks import TABLES, Accounts, Budget, Check, all_checks, budget_checks
from helpers.checks.approved_budget import TABLES as BUDGET_TABLES
from helpers.checks.catalogue import family, rules, statement, told, word
from helpers.checks.judging import Judgement

__all__ = ["BUDGET_TABLES", "TABLES", "Audit", "audit_accounts", "audit_budget"]


#: Where words of no page are looked for: nothing is found there, and the alarm is withheld.
_NOWHERE = -1


@dataclass
class Audit:
    """Rows of ``results/checks``, ``results/verification`` and ``results/check_numbers``."""

    checks: list[dict]
    verification: list[dict]
    numbers: list[dict]


def audit_accounts(tables: Mapping[str, pd.DataFrame], confirm: Confirm | None = None) -> Audit:
    """All identities of the catalogue on one document's tables (data frames by name: TABLES).

    `confirm` asks a second reader (`second_reader.second_reader_of`) before a contradiction
    becomes an alarm. What the checks say of each amount: see `verification_rows`.
    """
    checks = all_checks(Accounts(tables))
    if confirm is not None:
        _confirm([check.judgement for check in checks], confirm)
    numbered = list(zip(check_ids(checks), checks, strict=True))
    causes = _same_cause(numbered)
    return Audit(
        [
            _check_row(number, check) | {"same_cause": causes.get(number)}
            for number, check in numbered
        ],
        verification_rows(numbered, tables["tidy/statutory"], tables["tidy/budget_vs_outturn"]),
        [row for number, check in numbered for row in _number_rows(number, check)],
    )


def _confirm(judgements: list[Judgement], confirm: Confirm) -> None:
    """A failure whose numbers or words a second reader does not find is ours, not theirs."""
    failed = [judgement for judgement in judgements if judgement.outcome == "fail"]
    seen = [_seen(judgement) for judgement in failed]
    wanted = list(dict.fromkeys(one for each in seen for one in each))
    found = dict(zip(wanted, confirm(wanted), strict=True))
    for judgement, each in zip(failed, seen, strict=True):
        if not all(found[one] for one in each):
            judgement.withhold()


def _seen(judgement: Judgement) -> list[PrintedAt]:
    """Everything printed that the judgement rests on."""
    seen = [
        (one.text, one.page, one.box)
        for one in judgement.numbers
        if one.page is not None and one.reader != "counted"
    ]
    if judgement.words:
        page = _NOWHERE if judgement.page is None else judgement.page
        seen.append((judgement.words, page, None))
    return seen


def _same_cause(numbered: list[tuple[str, Check]]) -> dict[str, str]:
    """The first alarm of the group that each alarm belongs to, where one number is in several.

    The number in the most alarms is taken first: it is the likely wrong one, and the alarms
    that name it are one matter. Of several, the first alarm's first: every run says the same.
    """
    open_alarms = {
        number: list(dict.fromkeys(one.text for one in check.judgement.numbers))
        for number, check in numbered
        if check.judgement.outcome == "fail"
    }
    causes: dict[str, str] = {}
    while open_alarms:
        counts = Counter(text for texts in open_alarms.values() for text in texts)
        text, count = max(counts.items(), key=lambda one: one[1], default=("", 0))
        if count < 2:
            break
        group = [number for number, texts in open_alarms.items() if text in texts]
        causes |= dict.fromkeys(group, group[0])
        for number in group:
            del open_alarms[number]
    return causes


def _check_row(number: str, check: Check) -> dict:
    judgement = check.judgement
    pages = {one.page for one in judgement.numbers} | {check.page, judgement.page}
    return {
        "check_id": number,
        "rule": check.identity,
        "family": family(check),
        "statement_zh": statement(check, "zh"),
        "statement_en": statement(check, "en"),
        "printed": judgement.printed,
        "expected": judgement.expected,
        "difference": judgement.difference,
        "tolerance": judgement.tolerance,
        "outcome": judgement.outcome,
        "withheld": judgement.withheld,
        "likely_cause": judgement.likely_cause,
        "formula": judgement.formula,
        "told_zh": told(check, "zh"),
        "told_en": told(check, "en"),
        "pages": sorted(page for page in pages if page is not None),
        "evidence": [one.text for one in judgement.numbers]
        + [words for words in [judgement.words] if words],
    }


def _number_rows(number: str, check: Check) -> list[dict]:
    """Rows of ``results/check_numbers``: every printed number that takes part, and as what."""
    taking_part = [
        (check.judgement.role(n), one)
        for n, numbers in enumerate(check.judgement.numbers)
        for one in numbers.made_of or (numbers,)
    ]
    return [
        {
            "check_id": number,
            "position": n,
            "role": role,
            "number_id": one.number_id,
            "printed": one.text,
            "page": one.page,
        }
        for n, (role, one) in enumerate(taking_part, 1)
        if one.reader != "counted"
    ]


def audit_budget(
    tables: Mapping[str, pd.DataFrame], joined: Sequence[dict] = ()
) -> tuple[list[dict], list[dict]]:
    """Rows of ``results/checks`` and ``results/check_numbers`` on an approved budget, and on the
    accounts against it.

    `tables` are data frames by name (BUDGET_TABLES; of a budget alone, those of the accounts are
    not there), `joined` rows of ``results/budget_join``.
    """
    checks = budget_checks(Budget(tables, joined))
    numbered = list(zip(counted([*map(_budget_id, checks)]), checks, strict=True))
    causes = _first_alarms(numbered)
    return (
        [_budget_row(number, one) | {"same_cause": causes.get(number)} for number, one in numbered],
        [row for number, one in numbered for row in _number_rows(number, one)],
    )


def _budget_id(check: Check) -> str:
    """The rule, the number that the check is about, and a hash of its words and numbers."""
    numbers = [one.number_id for one in check.judgement.numbers]
    text = repr((check.identity, sorted(_asked(check).items(), key=str), numbers, 0))
    place = next(iter(numbers), None) or f"p{_budget_pages(check)[0]}"
    return f"{check.identity}-{place}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _asked(check: Check) -> dict[str, object]:
    """The names of the case that the rule's own words ask for."""
    words = "".join(rules()[check.identity].told.values())
    asked = {name for _, name, *_ in Formatter().parse(words)}
    return {name: one for name, one in check.case.items() if name in asked}


def _budget_pages(check: Check) -> tuple[int, ...]:
    """The pages of the budget that are told: of a sum, the page of its total."""
    return check.budget_pages or tuple(one.page or 0 for one in check.judgement.numbers[:1])


def _first_alarms(numbered: list[tuple[str, Check]]) -> dict[str, str]:
    """The first alarm of those that share a number of the ledger with it."""
    causes: dict[str, str] = {}
    held: dict[str, str] = {}
    for number, check in numbered:
        if check.judgement.outcome != "fail":
            continue
        ids = [one.number_id for one in check.judgement.numbers if one.number_id]
        first = next((held[name] for name in ids if name in held), None)
        if first:
            causes[number] = causes.get(first, first)
        for name in ids:
            held.setdefault(name, first or number)
    for first in set(causes.values()):
        causes[first] = first
    return causes


def _told_as(name: str, one: object, lang: str) -> object:
    """The name in a case of a budget as it is told: what is printed stays as it is."""
    if isinstance(one, dict):
        return one[lang]
    return word(one, lang) if name == "measure" else one


def _budget_row(number: str, check: Check) -> dict:
    """A check told in its rule's own words, which name pages of two documents."""
    judgement, words = check.judgement, rules()[check.identity].told
    fails = judgement.outcome == "fail"
    row: dict = {}
    for lang in ("zh", "en"):
        names = {name: _told_as(name, one, lang) for name, one in check.case.items()} | {
            "printed": judgement.printed,
            "expected": judgement.expected,
            "words": judgement.words,
            "budget_page": "、".join(map(str, _budget_pages(check))),
            "accounts_page": check.page,
        }
        row[f"statement_{lang}"] = words[lang].format_map(names)
        row[f"told_{lang}"] = words[f"fail_{lang}"].format_map(names) if fails else None
    return row | {
        "check_id": number,
        "rule": check.identity,
        "family": family(check),
        "printed": judgement.printed,
        "expected": judgement.expected,
        "difference": judgement.difference,
        "tolerance": judgement.tolerance,
        "outcome": judgement.outcome,
        "likely_cause": judgement.likely_cause if fails else None,
        "formula": judgement.formula,
        "pages": [] if check.page is None else [check.page],
        "budget_pages": sorted(set(_budget_pages(check))),
        "evidence": [one.text for one in judgement.numbers],
    }
