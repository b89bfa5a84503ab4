"""Checks of the lists of projects: how many there are, and what they add up to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from helpers.identities.accounts import Accounts
from helpers.identities.check import Check
from helpers.identities.judging import Judgement, Printed, judge_at_most, judge_sum, plain
from helpers.identities.prose_checks import judge_share

_LISTS = ("narrative", "self_evaluation_summary", "self_evaluation_form")


def project_checks(accounts: Accounts) -> Iterator[Check]:
    """The lists of projects against the number evaluated and against project expenditure.

    A list that need not be complete proves nothing. It must be where the document says that
    the evaluation covered all project expenditure.
    """
    yield from _evaluated(accounts)
    spent = accounts.said(next((f for f in accounts.facts_named("expenditure_part")
                                if f["subject_zh"] == "项目支出"), None))
    covered = accounts.said(accounts.fact("performance_amount"))
    counts = [f for f in accounts.facts_named("performance_projects") if "涉及" in f["subject_zh"]]
    if not (spent and covered and counts) or covered.value != spent.value:
        return
    evaluated = accounts.said(counts[0])
    for other in counts[1:]:
        yield Check("J01", {"what": "stated_count"}, _count(evaluated, accounts.said(other)))
    for source in _LISTS:
        rows = [row for row in accounts.budget
                if row["scope"] == "project" and row["source"] == source]
        if rows:
            yield from _list(accounts, source, rows, evaluated, spent)


def _list(accounts, source: str, rows: list[dict], evaluated: Printed, spent: Printed):
    if source == "narrative":
        listed = Printed(Decimal(len(rows)), Decimal(0), str(len(rows)), rows[0]["page"],
                         reader="counted")
        yield Check("J01", {"what": "listed_count"}, _count(evaluated, listed))
    outturns = [accounts.stated(row, "outturn") for row in rows]
    if all(outturns):
        judgement = judge_sum(spent, outturns)
        judgement.likely_cause = "cross_reference" if judgement.outcome == "fail" else None
        yield Check("J02", {"source": source}, judgement)
    budgets = [accounts.stated(row, "adjusted_budget") for row in rows]
    if source == "self_evaluation_summary" and all(budgets):
        yield Check("J03", {}, judge_at_most(spent, budgets))


def _count(evaluated: Printed, listed: Printed) -> Judgement:
    same = evaluated.value == listed.value
    return Judgement("pass" if same else "fail", evaluated.text, listed.text,
                     plain(evaluated.value - listed.value), "0",
                     None if same else "cross_reference", [evaluated, listed], unit="个")


def _evaluated(accounts: Accounts) -> Iterator[Check]:
    """The money evaluated as a share of the project expenditure of the general budget."""
    share = next((one for one in accounts.facts_named("performance_share")
                  if re.search("一般公共预算项目支出(总额)?$", one["subject_zh"] or "")), None)
    amount = accounts.said(accounts.fact("performance_amount"))
    project = accounts.total("general_budget_expenditure", "project")
    if share and amount and project:
        yield Check("T03", {"what": "绩效自评资金", "base": "一般公共预算项目支出"},
                    judge_share(accounts, share, amount, project))
