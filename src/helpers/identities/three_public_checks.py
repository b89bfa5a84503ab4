"""Checks of the three public expenses: amounts, changes on the year before, running costs."""

from __future__ import annotations

from collections.abc import Iterator

from helpers.codes import expense_named
from helpers.identities.accounts import Accounts
from helpers.identities.check import Check
from helpers.identities.judging import Printed, judge_sum
from helpers.identities.prose_checks import SIGNS, listed_sum, rate_of_change


def three_public_checks(accounts: Accounts) -> Iterator[Check]:
    """三公: stated amounts against table 07, changes, and the parts of the running costs."""
    said = [row for row in accounts.budget
            if row["scope"] == "three_public" and row["source"] == "narrative"]
    stated = {row["code"]: row for row in reversed(said)}
    yield from _three_public_changes(accounts, stated)
    running = stated.get("vehicle_running")
    parts = [accounts.said(f) for f in accounts.facts_named("three_public_vehicle_running_part")]
    if running and len(parts) > 1 and accounts.stated(running, "outturn"):
        yield Check("T04", {"base": "公务用车运行费"},
                    listed_sum(accounts.stated(running, "outturn"), parts))


def _three_public_changes(accounts: Accounts, stated: dict) -> Iterator[Check]:
    """Rates of change on the year before, and the changes of the parts against the whole's."""
    rates = accounts.facts_named("three_public_change_rate")
    changes: dict[str, tuple[Printed, int]] = {}
    for change in accounts.facts_named("three_public_change"):
        code = _expense(change["subject_zh"])
        if code is None or code in changes or change["direction"] not in SIGNS:
            continue
        changes[code] = accounts.said(change), SIGNS[change["direction"]]
        rate = next((r for r in rates if r["subject_zh"] == change["subject_zh"]), None)
        current = stated.get(code) and accounts.stated(stated[code], "outturn")
        if rate and current:
            yield rate_of_change(accounts, change["subject_zh"], current, change, rate)
    parts = [changes[c] for c in ("overseas_travel", "vehicles", "reception") if c in changes]
    if "total" in changes and len(parts) > 1:
        total, sign = changes["total"]
        judgement = judge_sum(total, [p for p, _ in parts], [s * sign for _, s in parts])
        if judgement.outcome == "fail" and len(parts) < 3:
            judgement.outcome, judgement.likely_cause = "cannot_tell", None
        yield Check("T04", {"base": "“三公”经费比上年增减额"}, judgement)


def _expense(subject: str | None) -> str | None:
    if subject is None:
        return None
    return expense_named(subject) or ("total" if "三公" in subject else None)
