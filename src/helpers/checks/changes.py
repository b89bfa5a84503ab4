"""Changes in the prose: their rates, on the year before and on the budget; last year's amounts;
differences from the budget; words of more and less.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from helpers import amounts
from helpers.checks.accounts import BUDGETS, Accounts
from helpers.checks.interpreter import Check, Shapes, judged
from helpers.checks.judging import (
    Judgement,
    PrintedNumber,
    best,
    doubted,
    judge_change,
    judge_ratio,
    judge_sum,
    judge_words,
    plain,
    rounded,
)
from helpers.checks.statements import (
    SIGNS,
    all_totals,
    expense_of,
    expense_stated,
    one_scope,
    pairs_of_change,
    same_fund,
    same_side,
)

ON_BUDGET = "_budget_change"
_HOLDS = ("pass", "rounding")
#: The facts that hold the amount which a change is of, by the stem of the change's name.
_AMOUNTS = ("{}_total", "{}_amount", "{}")


def _of_totals(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """The printed rate of change of a total against the change and the year before.

    Totals whose change is told with them: the first pair of each.
    """
    for name in case["totals"]:
        pairs = pairs_of_change(accounts, f"{name}_change")
        if not pairs:
            continue
        change, rate = pairs[0]
        totals = accounts.facts_named(f"{name}_total")
        total = next((one for one in totals if same_side(one, change)), None)
        if not total or change["base"] not in (None, "prior_year"):
            continue
        sign = SIGNS[change["direction"]]
        said, moved = accounts.value(rate), accounts.value(change)
        judgement = judged(case, said, [accounts.value(total), moved], [sign])
        if judgement.outcome == "fail" and any(
            judge_change(said, one, moved, sign).outcome != "fail" for one in all_totals(accounts)
        ):
            doubted(judgement, "another_total")  # than the one stated first
        yield Check(rule, _case(total["subject_zh"] or "", sign), judgement)


def _case(what: str, sign: int) -> dict:
    return {"what": what, "minus": "−" if sign == 1 else "+"}


def _of_section(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """A change of what is stated once in a section of its own."""
    total, change, rate = (accounts.fact(case[name]) for name in ("whole", "change", "rate"))
    if total and change and rate and change["direction"] in SIGNS:
        yield _rate_of(rule, case, accounts, case["what"], accounts.value(total), change, rate)


def _rate_of(
    rule: str,
    case: dict,
    accounts: Accounts,
    what: str,
    current: PrintedNumber,
    change: dict,
    rate: dict,
) -> Check:
    """The printed rate of change of `what` against this year's amount and the change."""
    sign = SIGNS[change["direction"]]
    judgement = judged(case, accounts.value(rate), [current, accounts.value(change)], [sign])
    return Check(rule, _case(f"“{what}”", sign), judgement)


def _of_expenses(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """Rates of change of the three public expenses, each expense once."""
    rates = accounts.facts_named(case["rate"])
    for code, change in changes_of_expenses(accounts, case["change"]).items():
        rate = next((r for r in rates if r["subject_zh"] == change["subject_zh"]), None)
        row = accounts.expense(code)
        current = row and accounts.stated(row, case["stated"])
        if rate and current:
            yield _rate_of(rule, case, accounts, change["subject_zh"], current, change, rate)


def changes_of_expenses(accounts: Accounts, name: str) -> dict[str, dict]:
    """The first change stated of each of the three public expenses, by the expense's code."""
    found: dict[str, dict] = {}
    for change in accounts.facts_named(name):
        code = expense_of(change["subject_zh"])
        if code is not None and change["direction"] in SIGNS:
            found.setdefault(code, change)
    return found


def _on_the_year_before(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """Rates of change of parts, of balances, and of totals told apart (收入 …, 支出 …)."""
    first_elsewhere = {f"{name}_change" for name in case["totals"]}
    for name in dict.fromkeys(fact["fact"] for fact in accounts.facts):
        if not name.endswith("_change") or name.endswith(ON_BUDGET) or name in case["but"]:
            continue
        told = pairs_of_change(accounts, name)
        for change, rate in told[1:] if name in first_elsewhere else told:
            now = amounts_of(accounts, change, name.removesuffix("_change"))
            if now and change["base"] in (None, "prior_year"):
                judgement = _rate(accounts, change, rate, [accounts.value(one) for one in now])
                what = f"“{change['subject_zh'] or now[0]['subject_zh']}”"
                yield Check(rule, _case(what, SIGNS[change["direction"]]), judgement)


def amounts_of(accounts: Accounts, change: dict, stem: str) -> list[dict]:
    """The facts that state this year's amount of what a change is of, different ones once."""
    found: dict[object, dict] = {}
    for name in (one.format(stem) for one in _AMOUNTS):
        for fact in accounts.facts_named(name):
            if _same_subject(change, fact, name) and same_fund(change, fact):
                found.setdefault(fact["value"], fact)
    return list(found.values())


def _same_subject(change: dict, fact: dict, name: str) -> bool:
    """A part is known by its own name; a total by its side."""
    if name.endswith("_total"):
        return same_side(change, fact)
    one, other = (amounts.key(row["subject_zh"] or "") for row in (change, fact))
    return one == other


def _rate(accounts: Accounts, change: dict, rate: dict, now: list[PrintedNumber]) -> Judgement:
    """A rate against its change and each amount of what it is said to be of.

    One that fits another total, or another amount of its paragraph, may be of that: it cannot
    be told.
    """
    said, moved, sign = accounts.value(rate), accounts.value(change), SIGNS[change["direction"]]
    judgement = best([rounded(judge_change, said, one, moved, sign) for one in now])
    if judgement.outcome != "fail":
        return judgement
    others = accounts.numbers.beside(change["value_id"])
    if not change["fact"].startswith("three_public"):
        others += all_totals(accounts)
    if any(judge_change(said, one, moved, sign).outcome in _HOLDS for one in others):
        doubted(judgement, "another_total")
    return judgement


def _on_the_budget(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """与预算相比增加 …万元, 增长 …%: the rate is of the budget, outturn less the difference."""
    for name in dict.fromkeys(fact["fact"] for fact in accounts.facts):
        if not name.endswith(ON_BUDGET):
            continue
        for change, rate in pairs_of_change(accounts, name):
            outturns, budgets = outturns_and_budgets(accounts, change, name, case["bases"])
            if not outturns:
                continue
            said, moved = accounts.value(rate), accounts.value(change)
            sign = SIGNS[change["direction"]]
            judgement = _rate(accounts, change, rate, outturns)
            if any(judge_ratio(said, moved, one).outcome in _HOLDS for one in budgets):
                doubted(judgement, "another_total")
            if judgement.outcome != "cannot_tell" or judgement.expected:
                yield Check(rule, _case(change["subject_zh"] or "", sign), judgement)


def outturns_and_budgets(
    accounts: Accounts, change: dict, name: str, bases: Sequence[str]
) -> tuple[list[PrintedNumber], list[PrintedNumber]]:
    """The outturns that a change on the budget may be of, and the budgets stated of it."""
    if name.startswith("three_public"):
        code = expense_of(change["subject_zh"])
        told = expense_stated(accounts, code, "outturn") if code else []
        rows = [
            row for row in accounts.budget if (row["scope"], row["code"]) == ("three_public", code)
        ]
        outturns = [one.amount for one in told] if one_scope(told) else []
    else:
        outturns = [
            accounts.value(one)
            for one in amounts_of(accounts, change, name.removesuffix(ON_BUDGET))
        ]
        rows = [row for row in accounts.budget if row["scope"] == "total"]
    return outturns, [
        one for row in rows for measure in bases if (one := accounts.stated(row, measure))
    ]


def _prior_amounts(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """Last year's amount beside this year's and the change: this year's less the change."""
    for prior in accounts.facts:
        if not prior["fact"].endswith(case["ending"]):
            continue
        stem = prior["fact"].removesuffix(case["ending"])
        here = accounts.passage(prior["value_id"])
        near = [
            fact
            for fact in accounts.facts
            if here and same_fund(fact, prior) and accounts.passage(fact["value_id"]) == here
        ]
        now = [one for one in near if one["fact"] == stem and same_side(one, prior)]
        moved = [
            one
            for one in near
            if one["fact"] == f"{stem.removesuffix('_total')}_change"
            and same_side(one, prior)
            and one["direction"] in SIGNS
            and one["base"] in (None, "prior_year")
        ]
        judged = [
            rounded(
                judge_sum,
                accounts.value(prior),
                [accounts.value(one), accounts.value(change)],
                [1, -SIGNS[change["direction"]]],
            )
            for one in now
            for change in moved
        ]
        if judged:
            what = prior["subject_zh"] or now[0]["subject_zh"] or ""
            yield Check(rule, {"what": what}, best(judged))


def _beside_rate(rule: str, _: dict, accounts: Accounts) -> Iterator[Check]:
    """An amount said to rise and a rate said to fall in one breath."""
    for change, rate in pairwise(accounts.facts):
        if not change["fact"].endswith("_change") or rate["fact"] != f"{change['fact']}_rate":
            continue
        directions = change["direction"], rate["direction"]
        if not set(directions) <= set(SIGNS) or min(change["value"], rate["value"]) <= 0:
            continue
        judgement = judge_words(
            directions[0] == directions[1],
            f"{change['printed']}{change['value_unit']}",
            f"{rate['printed']}%",
            rate["snippet_zh"],
            rate["page"],
            [accounts.value(change), accounts.value(rate)],
        )
        yield Check(rule, {"what": change["subject_zh"] or rate["snippet_zh"]}, judgement)


def _compared(rule: str, _: dict, accounts: Accounts) -> Iterator[Check]:
    """Words that say how an outturn stands to its budget, against the amounts they may be about.

    Where only the digits that are not printed could tell, nothing is held against them.
    """
    for one in accounts.said("comparison"):
        pairs = [
            (budget, outturn)
            for ids in zip(one["budget_ids"], one["outturn_ids"], strict=True)
            for budget, outturn in [tuple(map(accounts.numbers.printed, ids))]
            if budget and outturn
        ]
        if one["reader"] == "ocr" or not pairs:
            continue
        budget, outturn = pairs[-1]
        way = outturn.value - budget.value
        sign = "<>"[way > 0] if way else "="
        found = f"{plain(outturn.value)} {sign} {plain(budget.value)}"
        steps = [(end.value - start.value, start.half + end.half) for start, end in pairs]
        same = any(_stands(step, half, one["said"]) for step, half in steps)
        words = one["words_zh"]
        judgement = judge_words(same, words, found, words, one["page"], [outturn, budget])
        if one["said"] != "same" and any(abs(step) <= half for step, half in steps):
            doubted(judgement, "equal_as_printed")
        yield Check(rule, {"words": words}, judgement)


def _stands(step: Decimal, half: Decimal, said: str) -> bool:
    """Does an outturn that is `step` more than its budget stand to it as said?"""
    if said == "same":
        return abs(step) <= half
    return step > 0 if said == "more" else step < 0


def _difference_said(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """An outturn said to be more or less than a budget stated beside it, by so much."""
    for one in accounts.said("difference"):
        ids = [*one["outturn_ids"], *one["budget_ids"], one["change_id"] or ""]
        found = [amount for number in ids if (amount := accounts.numbers.printed(number))]
        if one["reader"] != "ocr" and len(found) == 3:
            outturn, budget, change = found
            weights = [1, 1 if one["said"] == "more" else -1]
            judgement = judged(case, outturn, [budget, change], weights)
            yield Check(rule, {"what": one["about_zh"]}, judgement)


def _difference_of_expense(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """三公: more or less than budgeted by so much, against the budget and the outturn.

    Every budget and outturn stated of the expense is a reading; the difference fails where
    table 07, or the prose, states one of each and the document says of which budget it is.
    """
    for change in accounts.facts_named(case["facts"]):
        subject = change["subject_zh"] or ""
        code = expense_of(subject)
        rows = [
            row for row in accounts.budget if (row["scope"], row["code"]) == ("three_public", code)
        ]
        if change["direction"] not in SIGNS:
            continue
        base = change["base"]
        outturns, budgets = (
            _amounts(accounts, rows, names)
            for names in (("outturn",), (base,) if base in BUDGETS else BUDGETS[:-1])
        )
        weights = [1, SIGNS[change["direction"]]]
        readings = [
            judged(case, one, [budget, accounts.value(change)], weights)
            for one in outturns
            for budget in budgets
        ]
        if readings:
            yield Check(rule, {"what": subject}, best(readings))


def _amounts(accounts: Accounts, rows: list[dict], names: Sequence[str]) -> list[PrintedNumber]:
    """The different amounts that the rows state."""
    found = [one for row in rows for name in names if (one := accounts.stated(row, name))]
    return list({one.value: one for one in reversed(found)}.values())[::-1]


#: What the cases of rules are repeated along here (see `interpreter`).
CHANGES: Shapes = {
    "change of a total": _of_totals,
    "change of a section": _of_section,
    "rate of an expense": _of_expenses,
    "change on the year before": _on_the_year_before,
    "change on the budget": _on_the_budget,
    "amount of the year before": _prior_amounts,
    "change beside its rate": _beside_rate,
    "comparison": _compared,
    "difference said": _difference_said,
    "difference of an expense": _difference_of_expense,
}
