"""The catalogue of checks: what must hold in a department's final accounts.

Statements and their sources stand in `vocabulary/identities.yml`; this package finds the
cases each one applies to and judges them.
"""

from __future__ import annotations

from helpers.identities.accounts import TABLES, Accounts
from helpers.identities.balance_checks import balance_checks
from helpers.identities.budget_checks import budget_checks
from helpers.identities.change_checks import change_checks
from helpers.identities.check import Check
from helpers.identities.cross_checks import completeness_checks, cross_checks
from helpers.identities.direction_checks import direction_checks
from helpers.identities.expense_checks import expense_checks
from helpers.identities.figure_checks import figure_checks
from helpers.identities.form_checks import form_checks
from helpers.identities.fund_checks import fund_checks
from helpers.identities.interpreter import catalogue_checks
from helpers.identities.name_checks import name_checks
from helpers.identities.project_checks import project_checks
from helpers.identities.prose_checks import prose_checks
from helpers.identities.row_checks import row_checks
from helpers.identities.section_checks import section_checks
from helpers.identities.share_checks import share_checks
from helpers.identities.statutory_checks import table_checks
from helpers.identities.target_checks import target_checks
from helpers.identities.text_checks import text_checks
from helpers.identities.three_public_checks import three_public_checks
from helpers.identities.twice_checks import twice_checks


def all_checks(accounts: Accounts) -> list[Check]:
    """Every check that can be made on `accounts`, in the order of the document's tables."""
    checks = checks_as_read(accounts)
    for check in checks:
        _withhold(check, accounts)
    return checks


def checks_as_read(accounts: Accounts) -> list[Check]:
    """The same, failures that our reading may be the cause of not yet withheld."""
    return [
        *completeness_checks(accounts),
        *catalogue_checks(accounts),
        *table_checks(accounts),
        *row_checks(accounts),
        *cross_checks(accounts),
        *prose_checks(accounts),
        *budget_checks(accounts),
        *section_checks(accounts),
        *three_public_checks(accounts),
        *fund_checks(accounts),
        *project_checks(accounts),
        *form_checks(accounts),
        *target_checks(accounts),
        *name_checks(accounts),
        *direction_checks(accounts),
        *figure_checks(accounts),
        *text_checks(accounts),
        *expense_checks(accounts),
        *change_checks(accounts),
        *share_checks(accounts),
        *balance_checks(accounts),
        *twice_checks(accounts),
    ]


def _withhold(check: Check, accounts: Accounts) -> None:
    """What was not read whole, or read by OCR, is no evidence against its publisher."""
    numbers = check.judgement.numbers
    pages = {one.page for one in numbers} | {check.page}
    incomplete = accounts.incomplete_forms if check.family == "form" else (
        accounts.incomplete_pages if check.family in _TABLES else set())
    places = {check.page, check.judgement.page}
    doubted = (pages & incomplete or any(one.reader == "ocr" for one in numbers)
               or places & accounts.ocr_pages
               or (accounts.several_sets and check.family == "text_table"))
    if check.judgement.outcome == "fail" and check.family != "completeness" and doubted:
        check.judgement.withhold()


_TABLES = ("table", "cross_table", "text_table")


__all__ = ["TABLES", "Accounts", "Check", "all_checks", "checks_as_read"]
