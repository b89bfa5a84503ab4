"""Checks of what the prose says: against the tables, and against its own numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from helpers import amounts
from helpers.identities.accounts import Accounts
from helpers.identities.check import Check
from helpers.identities.judging import (
    Judgement,
    Printed,
    judge_change,
    judge_equal,
    judge_ratio,
    judge_sum,
)

_SUMMARY, _APPROPRIATION = "revenue_expenditure_summary", "appropriation_summary"
_GRAND = ("总计", "收入总计", "支出总计")
_YEAR = {"revenue": ("本年收入合计",), "expenditure": ("本年支出合计",)}
_BUDGETS = ("adjusted_budget", "initial_budget")


def prose_checks(accounts: Accounts) -> Iterator[Check]:
    """The totals, changes, parts and shares of each section; budgets and execution rates."""
    yield from _totals(accounts)
    for group in ("revenue_expenditure", "appropriation", "general_budget"):
        yield from _change(accounts, group)
    for group in ("revenue", "expenditure"):
        yield from _parts(accounts, group)
    yield from _classes(accounts)
    yield from _budgets(accounts)
    yield from _projects(accounts)


def _totals(accounts: Accounts) -> Iterator[Check]:
    """Each section's total against the table it describes."""
    places = {
        "revenue_expenditure_total": [
            (_SUMMARY, "outturn", side, _GRAND) for side in ("revenue", "expenditure")],
        "appropriation_total": [
            (_APPROPRIATION, "total", side, _GRAND) for side in ("revenue", "expenditure")],
        "revenue_total": [("revenue", "total", None, ()),
                          (_SUMMARY, "outturn", "revenue", _YEAR["revenue"])],
        "expenditure_total": [("expenditure", "total", None, ()),
                              (_SUMMARY, "outturn", "expenditure", _YEAR["expenditure"])],
        "general_budget_total": [("general_budget_expenditure", "total", None, ())],
    }
    for name, rows in places.items():
        for fact in accounts.facts_named(name):
            for table, measure, side, names in rows:
                right = accounts.total(table, measure, side, names)
                if right:
                    yield _against(accounts, fact, table, measure, right, names)


def _against(accounts, fact: dict, table: str, measure: str, right: Printed, names) -> Check:
    case = {"what": fact["subject_zh"] or fact["snippet_zh"],
            "right": {"table": table, "what": names[0] if names else "合计", "measure": measure}}
    return Check("T01", case, judge_equal(accounts.said(fact), right))


def _change(accounts: Accounts, group: str) -> Iterator[Check]:
    """The printed rate of change against the change and the year before."""
    total, change, rate = (
        accounts.fact(f"{group}_{name}") for name in ("total", "change", "change_rate"))
    if not (total and change and rate) or change["direction"] not in ("increase", "decrease"):
        return
    sign = 1 if change["direction"] == "increase" else -1
    case = {"what": total["subject_zh"] or "", "minus": "−" if sign == 1 else "+"}
    yield Check("T02", case, judge_change(*(accounts.said(one) for one in (rate, total, change)),
                                          sign))


def _parts(accounts: Accounts, group: str) -> Iterator[Check]:
    """Parts of revenue or expenditure: against the table's columns, their sum, their shares."""
    total = accounts.said(accounts.fact(f"{group}_total"))
    parts = accounts.facts_named(f"{group}_part")
    for fact in parts:
        measure = _MEASURES.get(amounts.key(fact["subject_zh"] or ""))
        right = measure and accounts.total(group, measure)
        if right:
            yield _against(accounts, fact, group, measure, right, ())
    yield from _shares(accounts, parts, f"{group}_part_share", total,
                       "收入合计" if group == "revenue" else "支出合计")


_MEASURES = {
    "财政拨款收入": "appropriation", "上级补助收入": "superior_subsidy",
    "事业收入": "institutional", "经营收入": "operating",
    "附属单位上缴收入": "affiliate_remittance", "其他收入": "other",
    "基本支出": "basic", "项目支出": "project", "上缴上级支出": "remitted_to_superior",
    "经营支出": "operating", "对附属单位补助支出": "affiliate_subsidy",
}


def _shares(accounts, parts: list[dict], share: str, total: Printed | None,
            base: str) -> Iterator[Check]:
    if total is None or not parts:
        return
    printed = [accounts.said(fact) for fact in parts]
    if len(parts) > 1 or printed[0].value == total.value:
        yield Check("T04", {"base": base}, _listed_sum(total, printed))
    for fact in accounts.facts_named(share):
        own = next((p for f, p in zip(parts, printed, strict=True)
                    if f["subject_zh"] == fact["subject_zh"]), None)
        if own:
            yield Check("T03", {"what": fact["subject_zh"], "base": base},
                        judge_ratio(accounts.said(fact), own, total))


def _listed_sum(total: Printed, parts: list[Printed]) -> Judgement:
    """Prose may list only the main parts: less than the total proves nothing."""
    judgement = judge_sum(total, parts)
    if judgement.outcome == "fail" and sum(p.value for p in parts) < total.value:
        judgement.outcome, judgement.likely_cause = "cannot_tell", None
    return judgement


def _classes(accounts: Accounts) -> Iterator[Check]:
    """Classes of the general budget: amounts against table 05, shares of their total."""
    table = "general_budget_expenditure"
    classes = {_bare(row.name): row for row in accounts.of(table) if row.level == "class"}
    parts = accounts.facts_named("general_budget_class_amount")
    for fact in parts:
        row = classes.get(_bare(fact["subject_zh"] or ""))
        if row and "total" in row.amounts:
            case = {"what": fact["subject_zh"],
                    "right": {"table": table, "what": row.name}}
            yield Check("T01", case, judge_equal(accounts.said(fact), row.amounts["total"]))
    total = accounts.said(accounts.fact("general_budget_total"))
    yield from _shares(accounts, parts, "general_budget_class_share", total, "财政拨款支出")
    share = accounts.fact("general_budget_share_of_expenditure")
    spent = accounts.total("expenditure", "total")
    if share and total and spent:
        yield Check("T03", {"what": "财政拨款支出", "base": "本年支出合计"},
                    judge_ratio(accounts.said(share), total, spent))


def _bare(name: str) -> str:
    """A class name without （类） and without the word 支出 that some places leave out."""
    return amounts.key(name).replace("(类)", "").removesuffix("支出")


def _budgets(accounts: Accounts) -> Iterator[Check]:
    """Execution rates from their own numbers; outturns against table 05; Σ classes."""
    for row in accounts.budget:
        check = _rate(accounts, row)
        if check:
            yield check
        right = row["code"] and row["scope"].startswith("function_") and accounts.by_code(
            "general_budget_expenditure", row["code"], "total")
        outturn = accounts.stated(row, "outturn")
        if right and outturn:
            case = {"what": row["name_zh"],
                    "right": {"table": "general_budget_expenditure", "what": row["code"]}}
            yield Check("B02", case, judge_equal(outturn, right))
    yield from _budgets_add_up(accounts)


def _budgets_add_up(accounts: Accounts) -> Iterator[Check]:
    """The budget of the whole against those of the classes, or of the items where only they
    are stated."""
    whole = next((row for row in accounts.budget if row["scope"] == "total"), None)
    for scope in ("function_class", "function_item"):
        parts = [row for row in accounts.budget if row["scope"] == scope]
        if whole is None or not parts:
            continue
        for measure in _BUDGETS:
            if whole[measure] and all(row[measure] is not None for row in parts):
                yield Check("B03", {"total": whole["name_zh"], "measure": measure}, _listed_sum(
                    accounts.stated(whole, measure),
                    [accounts.stated(row, measure) for row in parts]))
        return


def _rate(accounts: Accounts, row: dict) -> Check | None:
    printed, outturn = row["execution_rate_printed"], accounts.stated(row, "outturn")
    base = f"{row['execution_rate_base']}_budget"
    if not printed or outturn is None or base not in _BUDGETS:
        return None
    budget = accounts.stated(row, base)
    if budget is None:
        return None
    rate = Printed(Decimal(printed), Decimal(5).scaleb(
        Decimal(printed).as_tuple().exponent - 1), printed, row["page"])
    others = [accounts.stated(row, one) for one in _BUDGETS if one != base]
    judgement = judge_ratio(rate, outturn, budget, [one for one in others if one])
    if judgement.outcome == "not_applicable" and any(o and o.value for o in others):
        judgement = _rate_of_other(rate, outturn, budget, next(o for o in others if o), judgement)
    identity = "F01" if row["source"] == "self_evaluation_form" else "B01"
    return Check(identity, {"what": row["name_zh"] or "", "base": base}, judgement)


def _rate_of_other(rate: Printed, outturn: Printed, zero: Printed, other: Printed,
                   judgement: Judgement) -> Judgement:
    """A rate said to be of a zero budget that is exactly the rate of the other budget.

    Nothing can be expected of a zero base; the numbers are rate, outturn, that base and the
    other budget, the two budgets without their cells: the check speaks of the rate alone.
    """
    if judge_ratio(rate, outturn, other).outcome != "pass":
        return judgement
    return Judgement("fail", f"{rate.text}%", likely_cause="wrong_base", unit="",
                     numbers=[rate, outturn, replace(zero, cell=None), replace(other, cell=None)])


def _projects(accounts: Accounts) -> Iterator[Check]:
    """One project stated in several places: the same amounts."""
    named: dict[str, list[dict]] = {}
    for row in accounts.budget:
        if row["scope"] == "project" and row["name_zh"]:
            named.setdefault(amounts.key(row["name_zh"]), []).append(row)
    for rows in named.values():
        for measure in ("adjusted_budget", "outturn"):
            stated = [accounts.stated(row, measure) for row in rows]
            for one, other in combinations([s for s in stated if s], 2):
                yield Check("F02", {"what": rows[0]["name_zh"], "measure": measure},
                            judge_equal(one, other))
