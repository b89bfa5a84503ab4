"""The catalogue of checks: what must hold in final accounts, and in the budget beside them.

What the rules say and where they come from stands in `wording/identities.yml`, what they compare
in `wording/operands.yml`, `operands_audit.yml` and `operands_budget.yml` (`catalogue`); the modules
here find the cases each one applies to, and the interpreter judges them.
"""

from __future__ import annotations

from helpers.checks.accounts import TABLES, Accounts
from helpers.checks.approved_budget import BUDGET, Budget
from helpers.checks.catalogue import all_operands, of_budget, rules
from helpers.checks.changes import CHANGES
from helpers.checks.forms import FORMS
from helpers.checks.interpreter import Check, Shapes, data_checks
from helpers.checks.rates import RATES
from helpers.checks.restated import RESTATED
from helpers.checks.rows import ROWS
from helpers.checks.shapes import SHAPES
from helpers.checks.shares import SHARES
from helpers.checks.sums import SUMS
from helpers.checks.totals import TOTALS
from helpers.checks.words import WORDS

#: Everything that cases of rules are repeated along.
ALL_SHAPES: Shapes = {
    **SHAPES,
    **SUMS,
    **ROWS,
    **FORMS,
    **TOTALS,
    **CHANGES,
    **RATES,
    **SHARES,
    **RESTATED,
    **WORDS,
    **BUDGET,
}


def all_checks(accounts: Accounts) -> list[Check]:
    """Every check that can be made on `accounts`, in the order of the catalogue."""
    compared = (all_operands()[name] for name in rules() if name not in of_budget())
    checks = [*data_checks(accounts, ALL_SHAPES, compared)]
    for check in checks:
        _withhold(check, accounts)
    return checks


def budget_checks(budget: Budget) -> list[Check]:
    """Every check that can be made on an approved budget, in the order of the catalogue."""
    return [*data_checks(budget, ALL_SHAPES, of_budget().values())]


def _withhold(check: Check, accounts: Accounts) -> None:
    """What was not read whole, or read by OCR, is no evidence against its publisher."""
    family, judgement = rules()[check.identity].family, check.judgement
    if judgement.outcome != "fail" or family == "completeness":
        return
    pages = {one.page for one in judgement.numbers} | {check.page}
    incomplete = (
        accounts.incomplete_forms
        if family == "form"
        else (accounts.incomplete_pages if family in _TABLES else set())
    )
    places = {check.page, judgement.page}
    if (
        pages & incomplete
        or any(one.reader == "ocr" for one in judgement.numbers)
        or places & accounts.ocr_pages
        or (accounts.several_sets and family == "text_table")
    ):
        judgement.withhold()


_TABLES = ("table", "cross_table", "text_table")


__all__ = ["ALL_SHAPES", "TABLES", "Accounts", "Budget", "Check", "all_checks", "budget_checks"]
