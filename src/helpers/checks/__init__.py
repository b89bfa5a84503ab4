"""The catalogue of checks: what must hold in a department's final accounts.

Statements and their sources stand in `wording/identities.yml`; this package finds the
cases each one applies to and judges them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from helpers.checks.accounts import TABLES, Accounts
from helpers.checks.across import completeness_checks
from helpers.checks.budgets import STATED, budget_checks
from helpers.checks.catalogue import rules
from helpers.checks.changes import CHANGES, direction_checks
from helpers.checks.charts import figure_checks
from helpers.checks.check import Check
from helpers.checks.forms import FORMS, indicator_checks
from helpers.checks.interpreter import data_checks
from helpers.checks.lists import LISTED
from helpers.checks.operands import all_operands
from helpers.checks.shapes import SHAPES
from helpers.checks.shares import SHARES
from helpers.checks.sums import SUMS
from helpers.checks.tables import row_checks
from helpers.checks.targets import target_checks
from helpers.checks.telling import family
from helpers.checks.totals import TOTALS, total_checks
from helpers.checks.words import name_checks, text_checks

#: Everything that cases of rules that are data are repeated along.
_SHAPES = {**SHAPES, **SUMS, **STATED, **CHANGES, **SHARES, **LISTED, **TOTALS, **FORMS}


#: What makes the checks: the rules that are data, then those that need more than numbers.
def catalogue_checks(accounts: Accounts) -> Iterator[Check]:
    """Every check of the rules that are data."""
    return data_checks(accounts, _SHAPES, all_operands().values())


_MAKERS: tuple[Callable[[Accounts], Iterator[Check]], ...] = (
    catalogue_checks,
    completeness_checks,
    row_checks,
    budget_checks,
    direction_checks,
    total_checks,
    indicator_checks,
    target_checks,
    name_checks,
    text_checks,
    figure_checks,
)


def all_checks(accounts: Accounts) -> list[Check]:
    """Every check that can be made on `accounts`, in the order of the catalogue."""
    checks = checks_as_read(accounts)
    for check in checks:
        _withhold(check, accounts)
    return checks


def checks_as_read(accounts: Accounts) -> list[Check]:
    """The same, failures that our reading may be the cause of not yet withheld."""
    ranks = {rule: n for n, rule in enumerate(rules())}
    checks = [check for make in _MAKERS for check in make(accounts)]
    return sorted(checks, key=lambda check: ranks[check.identity])


def _withhold(check: Check, accounts: Accounts) -> None:
    """What was not read whole, or read by OCR, is no evidence against its publisher."""
    numbers = check.judgement.numbers
    pages = {one.page for one in numbers} | {check.page}
    incomplete = (
        accounts.incomplete_forms
        if family(check) == "form"
        else (accounts.incomplete_pages if family(check) in _TABLES else set())
    )
    places = {check.page, check.judgement.page}
    doubted = (
        pages & incomplete
        or any(one.reader == "ocr" for one in numbers)
        or places & accounts.ocr_pages
        or (accounts.several_sets and family(check) == "text_table")
    )
    if check.judgement.outcome == "fail" and family(check) != "completeness" and doubted:
        check.judgement.withhold()


_TABLES = ("table", "cross_table", "text_table")


__all__ = ["TABLES", "Accounts", "Check", "all_checks", "checks_as_read"]
