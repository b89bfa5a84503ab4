"""The catalogue of checks: what must hold in a department's final accounts.

Statements and their sources stand in `vocabulary/identities.yml`; this package finds the
cases each one applies to and judges them.
"""

from __future__ import annotations

from helpers.identities.accounts import Accounts
from helpers.identities.check import Check
from helpers.identities.prose_checks import prose_checks
from helpers.identities.section_checks import section_checks
from helpers.identities.statutory_checks import completeness_checks, cross_checks, table_checks


def all_checks(accounts: Accounts) -> list[Check]:
    """Every check that can be made on `accounts`, in the order of the document's tables."""
    checks = [
        *completeness_checks(accounts),
        *table_checks(accounts),
        *cross_checks(accounts),
        *prose_checks(accounts),
        *section_checks(accounts),
    ]
    for check in checks:
        _withhold(check, accounts.incomplete_pages)
    return checks


def _withhold(check: Check, incomplete: set[int]) -> None:
    """A table that was not read whole is no evidence against its publisher."""
    pages = {one.page for one in check.judgement.numbers}
    if check.judgement.outcome == "fail" and check.family in _TABLES and pages & incomplete:
        check.judgement.outcome, check.judgement.likely_cause = "cannot_tell", None


_TABLES = ("table", "cross_table", "text_table")


__all__ = ["Accounts", "Check", "all_checks"]
