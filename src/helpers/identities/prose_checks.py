"""Checks of what the prose says: against the tables, and against its own numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from helpers import amounts
from helpers.identities.accounts import Accounts
from helpers.identities.check import Check
from helpers.identities.judging import Judgement, Printed, judge_equal, judge_sum
from helpers.identities.ratios import judge_change, judge_ratio

_SUMMARY, _APPROPRIATION = "revenue_expenditure_summary", "appropriation_summary"
SIGNS = {"increase": 1, "decrease": -1}
_GRAND = ("总计", "收入总计", "支出总计")
_YEAR = {"revenue": ("本年收入合计",), "expenditure": ("本年支出合计",)}


def prose_checks(accounts: Accounts) -> Iterator[Check]:
    """The totals, changes, parts and shares of each section."""
    yield from _totals(accounts)
    for group in ("revenue_expenditure", "appropriation", "general_budget"):
        yield from _change(accounts, group)
    for group in ("revenue", "expenditure"):
        yield from _parts(accounts, group)
    yield from _classes(accounts)


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
                    check = _against(accounts, fact, table, measure, right, names)
                    yield _of_another_total(accounts, fact, check)


#: Totals of the summaries that prose may mean by a word that fits both (收入总计, 收入合计).
_OTHER_TOTALS = {
    "revenue_expenditure_total": (_SUMMARY, "outturn", "本年"),
    "revenue_total": (_SUMMARY, "outturn", "总计"),
    "expenditure_total": (_SUMMARY, "outturn", "总计"),
    "appropriation_total": (_APPROPRIATION, "total", "本年"),
    "general_budget_total": (_APPROPRIATION, "total", "本年"),
}


def _of_another_total(accounts: Accounts, fact: dict, check: Check) -> Check:
    """An amount that is another total of the summary, where its words do not exclude that."""
    table, measure, kind = _OTHER_TOTALS[fact["fact"]]
    words = fact["subject_zh"] or ""
    explicit = "本年" in words if kind == "总计" else "一般公共预算" in words
    others = [row.amounts[measure] for row in accounts.of(table)
              if row.level == "total" and measure in row.amounts and kind in amounts.key(row.name)]
    said = accounts.said(fact)
    if check.judgement.outcome == "fail" and not explicit and any(
            judge_equal(said, one).outcome != "fail" for one in others):
        check.judgement.outcome, check.judgement.likely_cause = "cannot_tell", None
    return check


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
    judgement = judge_change(*(accounts.said(one) for one in (rate, total, change)), sign)
    if judgement.outcome == "fail" and any(
            judge_change(accounts.said(rate), one, accounts.said(change), sign).outcome != "fail"
            for one in totals(accounts)):
        # The change may be of another total than the one stated first.
        judgement.outcome, judgement.likely_cause = "cannot_tell", None
    yield Check("T02", case, judgement)


def rate_of_change(accounts: Accounts, what: str, current: Printed, change: dict,
                    rate: dict) -> Check:
    """The printed rate of change of `what` against this year's amount and the change."""
    sign = SIGNS[change["direction"]]
    case = {"what": f"“{what}”", "minus": "−" if sign == 1 else "+"}
    return Check("T02", case,
                 judge_change(accounts.said(rate), current, accounts.said(change), sign))


def totals(accounts: Accounts) -> list[Printed]:
    """Every total of the year that the prose states, once each: what a rate may be of."""
    names = ("revenue_expenditure_total", "revenue_total", "expenditure_total",
             "appropriation_total", "general_budget_total")
    found = [accounts.said(fact) for name in names for fact in accounts.facts_named(name)]
    return list({one.value: one for one in found}.values())


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
        yield Check("T04", {"base": base}, listed_sum(total, printed))
    for fact in accounts.facts_named(share):
        own = next((p for f, p in zip(parts, printed, strict=True)
                    if f["subject_zh"] == fact["subject_zh"]), None)
        if own:
            yield Check("T03", {"what": fact["subject_zh"], "base": base},
                        judge_share(accounts, fact, own, total))


def judge_share(accounts: Accounts, fact: dict, own: Printed, total: Printed) -> Judgement:
    """A share of `total`; one that is of another total cannot be told where no base is named."""
    others = [one for one in totals(accounts) if one.value != total.value]
    judgement = judge_ratio(accounts.said(fact), own, total, others)
    named = re.search("占[^,。;\\d]*(合计|总额|总计|支出|收入)", amounts.key(fact["snippet_zh"]))
    if judgement.outcome == "fail" and judgement.likely_cause == "wrong_base" and not named:
        judgement.outcome, judgement.likely_cause = "cannot_tell", None
    return judgement


def listed_sum(total: Printed, parts: list[Printed]) -> Judgement:
    """Prose may list only the main parts, or a part and what it holds: then nothing is proved."""
    judgement = judge_sum(total, parts)
    excess = sum(one.value for one in parts) - total.value
    within = any(abs(excess - one.value) <= one.half + total.half for one in parts)
    if judgement.outcome == "fail" and (excess < 0 or within):
        judgement.outcome, judgement.likely_cause = "cannot_tell", None
    return judgement


def _classes(accounts: Accounts) -> Iterator[Check]:
    """Classes of the general budget: amounts against table 05, shares of their total."""
    table = "general_budget_expenditure"
    classes = {bare(row.name): row for row in accounts.of(table) if row.level == "class"}
    parts = accounts.facts_named("general_budget_class_amount")
    for fact in parts:
        row = classes.get(bare(fact["subject_zh"] or ""))
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
                    judge_share(accounts, share, total, spent))


def bare(name: str) -> str:
    """A class name without （类） and without the word 支出 that some places leave out."""
    return amounts.key(name).replace("(类)", "").removesuffix("支出")
