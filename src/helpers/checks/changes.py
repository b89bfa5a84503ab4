"""Changes in the prose: their rates, on the year before and on the budget; last year's amounts; a
rate of the budget beside the amount by which it was missed; words of increase and decrease.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from helpers import amounts
from helpers.checks.accounts import Accounts
from helpers.checks.check import Check
from helpers.checks.interpreter import Shapes, judged
from helpers.checks.judging import (
    Judgement,
    Printed,
    best,
    judge_change,
    judge_ratio,
    judge_sum,
    judge_words,
    plain,
    rounded,
    undecided,
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

_ON_BUDGET = "_budget_change"
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
            # The change may be of another total than the one stated first.
            undecided(judgement)
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
    current: Printed,
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
        if not name.endswith("_change") or name.endswith(_ON_BUDGET) or name in case["but"]:
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


def _rate(accounts: Accounts, change: dict, rate: dict, now: list[Printed]) -> Judgement:
    """A rate against its change and each amount of what it is said to be of.

    One that fits another total, or another amount of its paragraph, may be of that: it cannot
    be told.
    """
    said, moved, sign = accounts.value(rate), accounts.value(change), SIGNS[change["direction"]]
    judgement = best([rounded(judge_change, said, one, moved, sign) for one in now])
    here = accounts.passages.of(change, change["printed"])
    others = here.amounts(change["page"]) if here else []
    if not change["fact"].startswith("three_public"):
        others += all_totals(accounts)
    if any(judge_change(said, one, moved, sign).outcome in ("pass", "rounding") for one in others):
        undecided(judgement)
    return judgement


def _on_the_budget(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """与预算相比增加 …万元, 增长 …%: the rate is of the budget, outturn less the difference."""
    for name in dict.fromkeys(fact["fact"] for fact in accounts.facts):
        if not name.endswith(_ON_BUDGET):
            continue
        for change, rate in pairs_of_change(accounts, name):
            outturns, budgets = _outturns_and_budgets(accounts, change, name, case["bases"])
            if not outturns:
                continue
            said, moved = accounts.value(rate), accounts.value(change)
            sign = SIGNS[change["direction"]]
            judgement = _rate(accounts, change, rate, outturns)
            if any(
                judge_ratio(said, moved, one).outcome in ("pass", "rounding") for one in budgets
            ):
                undecided(judgement)
            if judgement.outcome != "cannot_tell" or judgement.expected:
                yield Check(rule, _case(change["subject_zh"] or "", sign), judgement)


def _outturns_and_budgets(
    accounts: Accounts, change: dict, name: str, bases: Sequence[str]
) -> tuple[list[Printed], list[Printed]]:
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
            for one in amounts_of(accounts, change, name.removesuffix(_ON_BUDGET))
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
        here = accounts.passages.of(prior, prior["printed"])
        near = [
            fact
            for fact in accounts.facts
            if here
            and same_fund(fact, prior)
            and accounts.passages.of(fact, fact["printed"]) == here
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


def _completed(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """完成预算的 …%, 决算数大于预算数 …万元, where the budget itself is not stated."""
    for row in accounts.budget:
        base, rate = row["execution_rate_base"], accounts.rate(row)
        here = rate and accounts.passages.of(row, rate.text)
        if (
            rate is None
            or here is None
            or row["source"] != "narrative"
            or any(row[one] is not None for one in case["bases"])
        ):
            continue
        moved = [
            fact
            for fact in accounts.facts
            if _of_row(fact, row) and accounts.passages.of(fact, fact["printed"]) == here
        ]
        if len(moved) != 1 or not moved[0]["value"] or not _one_budget(moved[0]["base"], base):
            continue
        change, name = moved[0], moved[0]["fact"]
        outturns = [one for one in [accounts.stated(row, case["stated"])] if one] or (
            _outturns_and_budgets(accounts, change, name, ())[0]
        )
        sign = SIGNS[change["direction"]]
        tried = [_missed(rate, one, accounts.value(change), sign) for one in outturns]
        found = [one for one in tried if one]
        if found and len(found) == len(tried):
            yield Check(rule, {"what": row["name_zh"] or ""}, best(found))


def _of_row(fact: dict, row: dict) -> bool:
    """Is the fact a difference on the budget of what the row is about?"""
    if not fact["fact"].endswith(_ON_BUDGET) or fact["direction"] not in SIGNS:
        return False
    if row["scope"] == "three_public":
        return fact["fact"].startswith("three_public") and (
            expense_of(fact["subject_zh"]) == row["code"]
        )
    general = "一般公共预算" in (row["name_zh"] or "")
    return (
        row["scope"] == "total"
        and fact["fact"]
        == (f"general_budget{_ON_BUDGET}" if general else f"appropriation{_ON_BUDGET}")
        and same_side(fact, {"subject_zh": "支出"})
    )


def _one_budget(one: str | None, other: str | None) -> bool:
    """May the difference and the rate be of one budget? Words name it (initial, adjusted) or not.

    完成年初预算…%,决算数大于预算数: the second word leans on the first.
    """
    named = {str(base).removesuffix("_budget") for base in (one, other)} & {"initial", "adjusted"}
    return len(named) < 2


def _missed(rate: Printed, outturn: Printed, moved: Printed, sign: int) -> Judgement | None:
    """The rate against the outturn and what it is more or less than its budget.

    An outturn with balances in it is smaller than stated, and then the rate lies farther from
    100: a rate on the other side, or farther than that, is left alone.
    """
    budget = outturn.value - sign * moved.value
    half = outturn.half + moved.half
    if budget <= half:
        return None
    below = Printed(budget, half, plain(budget), outturn.page, reader="counted")
    judgement = rounded(judge_ratio, rate, outturn, below)
    judgement.numbers, judgement.roles = [rate, outturn, moved], ("rate", "current", "change")
    judgement.formula = (
        f"{outturn.plain} ÷ ({outturn.plain} {'−' if sign > 0 else '+'} {moved.plain})"
    )
    exact = 100 * outturn.value / budget
    farther = abs(rate.value - 100) > abs(exact - 100) and (rate.value - 100) * sign > 0
    return undecided(judgement) if farther else judgement


def direction_checks(accounts: Accounts) -> Iterator[Check]:
    """An amount said to rise and a rate said to fall in one breath."""
    for change, rate in pairwise(accounts.facts):
        if not change["fact"].endswith("_change") or rate["fact"] != f"{change['fact']}_rate":
            continue
        directions = change["direction"], rate["direction"]
        if not set(directions) <= set(SIGNS) or min(change["value"], rate["value"]) <= 0:
            continue
        yield Check(
            "D02",
            {"what": change["subject_zh"] or rate["snippet_zh"]},
            judge_words(
                directions[0] == directions[1],
                f"{change['printed']}{change['value_unit']}",
                f"{rate['printed']}%",
                rate["snippet_zh"],
                rate["page"],
                [accounts.value(change), accounts.value(rate)],
            ),
        )


#: What the cases of rules that are data are repeated along here (see `interpreter`).
CHANGES: Shapes = {
    "change of a total": _of_totals,
    "change of a section": _of_section,
    "rate of an expense": _of_expenses,
    "change on the year before": _on_the_year_before,
    "change on the budget": _on_the_budget,
    "amount of the year before": _prior_amounts,
    "rate beside a difference": _completed,
}
