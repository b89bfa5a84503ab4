"""The audit: every check made, and what it says of every amount."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from helpers.audit.second_reader import Confirm, Printed
from helpers.audit.verification import verification
from helpers.identities import TABLES, Accounts, Check, all_checks
from helpers.identities.judging import Judgement
from helpers.identities.telling import told

__all__ = ["TABLES", "Audit", "audit"]


@dataclass
class Audit:
    """Rows of ``results/checks`` and ``results/verification``."""

    checks: list[dict]
    verification: list[dict]


def audit(tables: Mapping[str, pd.DataFrame], confirm: Confirm | None = None) -> Audit:
    """All identities of the catalogue on one document's tables (data frames by name: TABLES).

    `confirm` asks a second reader (`second_reader.second_reader`) before a contradiction
    becomes an alarm. What the checks say of each amount: see `verification`.
    """
    checks = all_checks(Accounts(tables))
    if confirm is not None:
        _confirm([check.judgement for check in checks], confirm)
    numbered = _numbered(checks)
    causes = _same_cause(numbered)
    return Audit([_check_row(number, check) | {"same_cause": causes.get(number)}
                  for number, check in numbered],
                 verification(numbered, tables["tidy/statutory"],
                               tables["tidy/budget_vs_outturn"]))


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
    seen = [(one.text, one.page, one.box) for one in judgement.numbers
            if one.page is not None and one.reader != "counted"]
    if judgement.words:
        seen.append((judgement.words, judgement.page, None))
    return seen


def _numbered(checks: list[Check]) -> list[tuple[str, Check]]:
    """Each check with its id: the identity and a number (S01-1, S01-2 …)."""
    counts: dict[str, int] = {}
    numbered = []
    for check in checks:
        counts[check.identity] = counts.get(check.identity, 0) + 1
        number = check.number or counts[check.identity]
        numbered.append((f"{check.identity}-{number}", check))
    return numbered


def _same_cause(numbered: list[tuple[str, Check]]) -> dict[str, str]:
    """The first alarm of the group that each alarm belongs to, where one number is in several.

    The number in the most alarms is taken first: it is the likely wrong one, and the alarms
    that name it are one matter.
    """
    open_alarms = {number: {one.text for one in check.judgement.numbers}
                   for number, check in numbered if check.judgement.outcome == "fail"}
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
        "check_id": number, "family": check.family,
        "statement_zh": check.statement("zh"), "statement_en": check.statement("en"),
        "printed": judgement.printed, "expected": judgement.expected,
        "difference": judgement.difference, "tolerance": judgement.tolerance,
        "outcome": judgement.outcome, "likely_cause": judgement.likely_cause,
        "formula": judgement.formula, "told_zh": told(check, "zh"), "told_en": told(check, "en"),
        "pages": sorted(page for page in pages if page is not None),
        "evidence": [one.text for one in judgement.numbers] + [
            words for words in [judgement.words] if words],
    }
