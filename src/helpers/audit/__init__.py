"""The audit: every check made, and what it says of every amount."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from helpers.audit.second_reader import Confirm, Printed
from helpers.audit.verification import check_ids, verification
from helpers.checks import TABLES, Accounts, Check, all_checks
from helpers.checks.catalogue import family, statement, told
from helpers.checks.judging import Judgement

__all__ = ["TABLES", "Audit", "audit"]


#: Where words of no page are looked for: nothing is found there, and the alarm is withheld.
_NOWHERE = -1


@dataclass
class Audit:
    """Rows of ``results/checks``, ``results/verification`` and ``results/check_numbers``."""

    checks: list[dict]
    verification: list[dict]
    numbers: list[dict]


def audit(tables: Mapping[str, pd.DataFrame], confirm: Confirm | None = None) -> Audit:
    """All identities of the catalogue on one document's tables (data frames by name: TABLES).

    `confirm` asks a second reader (`second_reader.second_reader`) before a contradiction
    becomes an alarm. What the checks say of each amount: see `verification`.
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
        verification(numbered, tables["tidy/statutory"], tables["tidy/budget_vs_outturn"]),
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


def _seen(judgement: Judgement) -> list[Printed]:
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
