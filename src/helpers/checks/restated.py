"""One thing stated in several places: an amount told again in the prose, the same digits in two
units, a project in several lists, a target in two forms, what a chart prints of the prose.

Two statements are often of two things (the department and its own unit, 本年 and 总计): they are
called a contradiction only where it is sure that they mean the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, groupby

from helpers import amounts, wording
from helpers.checks.accounts import BUDGETS, Accounts
from helpers.checks.catalogue import checks_of
from helpers.checks.interpreter import Check, Shapes, judged
from helpers.checks.judging import (
    Judgement,
    PrintedNumber,
    best,
    doubted,
    half_unit,
    judge_equal,
    judge_sum,
    judge_words,
    plain,
)
from helpers.checks.rates import RATES
from helpers.checks.shares import SHARES
from helpers.checks.statements import SIGNS, Stated, all_totals, bare
from helpers.checks.totals import TOTALS
from helpers.targets import Target, read_target, same_thing, targets_of_work

_EXPENSES = (
    "total",
    "overseas_travel",
    "vehicles",
    "vehicle_purchase",
    "vehicle_running",
    "reception",
)
_FUNDS = ("appropriation_", "general_budget_", "government_funds_", "state_capital_")
_FUND_WORDS = (
    "一般公共预算",
    "政府性基金预算",
    "政府性基金",
    "国有资本经营预算",
    "国有资本经营",
    "财政拨款",
)
_SUMMARIES = ("revenue_expenditure_summary", "appropriation_summary")
#: The form that carries no name of a project.
WHOLE_DEPARTMENT = "whole_department"


@dataclass(frozen=True)
class Topic:
    """A kind of chart, known by its caption: `group` is how the facts that it restates begin."""

    kind: str
    group: str
    caption: re.Pattern


@dataclass(frozen=True)
class Charts:
    """What `restates` in wording/charts.yml says of charts."""

    number: re.Pattern
    topics: tuple[Topic, ...]
    totals_only: re.Pattern


def _charts() -> Charts:
    return wording.record("charts", Charts, "restates")


def _told_again(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """The amount of one expense of the three, in several places."""
    proven: set[Decimal] | None = None
    for code in _EXPENSES:
        rows = [
            row
            for row in accounts.budget
            if (row["scope"], row["source"], row["code"]) == ("three_public", "narrative", code)
            and row["fund"] in (None, "general_budget")
        ]
        told = [
            Stated(one, accounts.passage(one.number_id))
            for row in rows
            if (one := accounts.stated(row, case["stated"]))
        ]
        if len(told) < 2:
            continue
        if proven is None:
            proven = _proven(case["proven_by"], accounts)
        named = (row["name_zh"] for row in rows if row["name_zh"] and row["outturn"] is not None)
        names = {"what": next(named, code), "measure": case["stated"]}
        yield Check(rule, names, _compared(case, told, proven, accounts))


def _proven(rules: Iterable[str], accounts: Accounts) -> set[Decimal]:
    """Amounts of the prose that close a sum or a share of these rules."""
    return {
        one.value
        for rule in rules
        for check in checks_of(rule, accounts, {**TOTALS, **RATES, **SHARES})
        if check.judgement.outcome in ("pass", "rounding")
        for one in check.judgement.numbers
        if one.value
    }


def _compared(
    case: dict, told: list[Stated], proven: set[Decimal], accounts: Accounts
) -> Judgement:
    """The amount that has evidence against the one farthest from it.

    Evidence: it closes a sum, or stands in two paragraphs. One that has none, in a clause that
    names no other year, phase or unit, contradicts it.
    """
    places = Counter(one.amount.value for one in told)
    known = [one for one in told if one.amount.value in proven or places[one.amount.value] > 1]
    first = known[0] if known else told[0]
    other = max(told, key=lambda one: abs(one.amount.value - first.amount.value))
    judgement = judged(case, first.amount, [other.amount])
    if not known or other in known:
        doubted(judgement, "no_evidence")
    qualified = {one for each in accounts.said("qualified") for one in each["number_ids"]}
    if other.amount.number_id in qualified or not _apart(first, other):
        doubted(judgement, "several_scopes")
    return judgement


def _apart(one: Stated, other: Stated) -> bool:
    """Do two paragraphs state them, neither of which tells amounts unit by unit?"""
    passages = (one.passage, other.passage)
    return passages[0] != passages[1] and all(
        passage is not None and "by_unit" not in passage.said for passage in passages
    )


def _same_digits(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """The same digits of one thing, once in 元 and once in 万元.

    `fewest` digits must agree, fewer do by chance; their values are so many times `apart`.
    """
    told: dict[tuple, list[tuple[tuple, PrintedNumber]]] = {}
    for name, one in _all_amounts(accounts):
        told.setdefault((*name[:-1], one.text), []).append((name, one))
    for same in told.values():
        for (name, one), (_, other) in combinations(same, 2):
            digits = Decimal(one.text).normalize().as_tuple().digits
            larger, smaller = sorted((one, other), key=lambda each: -each.value)
            if larger.value == case["apart"] * smaller.value and len(digits) >= case["fewest"]:
                names = {"what": name[-1], "digits": one.text}
                yield Check(rule, names, judged(case, larger, [smaller]))


def _all_amounts(accounts: Accounts) -> Iterator[tuple[tuple, PrintedNumber]]:
    """Every amount of the prose, with what it is of, whatever its fund; its words come last."""
    for fact in accounts.facts:
        if fact["value_unit"] == "万元" and fact["value"]:
            name, words = fact["fact"], fact["subject_zh"] or ""
            fund = next((one for one in _FUNDS if name.startswith(one)), "")
            name = name.removeprefix(fund)
            what = "" if name.endswith("_balance") else _without_fund(words)
            yield (name, what, words or name), accounts.value(fact)
    for row in accounts.budget:
        for measure in BUDGETS:
            one = accounts.stated(row, measure) if row["source"] == "narrative" else None
            if one and one.value:
                yield (
                    (row["scope"], row["code"] or row["name_zh"], measure, row["name_zh"] or ""),
                    one,
                )


def _without_fund(words: str) -> str:
    """What the words call an amount, without the name of its fund."""
    for fund in (
        "一般公共预算",
        "政府性基金预算",
        "政府性基金",
        "国有资本经营预算",
        "国有资本经营",
    ):
        words = words.replace(fund, "")
    return words.replace("财政拨款", "")


def _by_project(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """One project stated in several places: the same amounts."""
    named: dict[str, list[dict]] = {}
    for row in accounts.budget:
        if row["scope"] == "project" and row["name_zh"]:
            named.setdefault(amounts.key(row["name_zh"]), []).append(row)
    for rows in named.values():
        if len({row["source"] for row in rows}) < len(rows):
            continue  # two projects of one name: which is which cannot be told
        for measure in case["measures"]:
            stated = [one for row in rows if (one := accounts.stated(row, measure))]
            for one, other in combinations(stated, 2):
                names = {"what": rows[0]["name_zh"], "measure": measure}
                yield Check(rule, names, judged(case, one, [other]))


def _by_target(rule: str, _: dict, accounts: Accounts) -> Iterator[Check]:
    """Targets of the table of work done against the indicators of the whole department.

    A project's target may be its share of the department's: it is no second target.
    """
    stated = dict.fromkeys(one for item in accounts.work_items for one in targets_of_work(item))
    for indicator in accounts.indicators:
        target = read_target(indicator["target"])
        if indicator["form"] != WHOLE_DEPARTMENT or target is None or target.value is None:
            continue
        name = indicator["level3_zh"]
        for one in stated:
            if not same_thing(one, name, target) or one.target.value is None:
                continue
            same = one.target.value == target.value
            judgement = judge_words(same, one.target.text, target.text, one.words, one.page)
            judgement.difference = plain(abs(one.target.value - target.value))
            judgement.likely_cause = None if same else "cross_reference"
            yield Check(rule, {"what": name, "item": one.item}, judgement, indicator["page"])


def _in_two_forms(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """An indicator of the whole department and of a project; parts may differ from the whole."""
    whole = {
        amounts.key(one["level3_zh"]): one
        for one in accounts.indicators
        if one["form"] == WHOLE_DEPARTMENT
    }
    for one in accounts.indicators:
        other = whole.get(amounts.key(one["level3_zh"]))
        if other is None or one["form"] == WHOLE_DEPARTMENT:
            continue
        for column in case["columns"]:
            left, right = read_target(one[column]), read_target(other[column])
            if _is_number(left) and _is_number(right) and left and right:
                judgement = judge_words(left == right, left.text, right.text, page=one["page"])
                names = {"what": one["level3_zh"], "form": one["form"], "column": column}
                yield Check(rule, names, doubted(judgement, "another_thing"), other["page"])


def _is_number(target: Target | None) -> bool:
    return target is not None and target.value is not None


def _charts_of(accounts: Accounts) -> Iterator[tuple[Topic, list[dict]]]:
    """Each chart whose caption says what it restates, with its numbers that say what they are.

    Where numbers of charts come again, or tables of several units stand in one file, nobody
    says whose prose a chart belongs to.
    """
    seen: set[str] = set()
    for (number, caption), rows in groupby(
        accounts.figure_values, key=lambda row: (row["figure_no"], row["caption_zh"])
    ):
        if number in seen or accounts.several_sets:
            return
        seen.add(number)
        about = _charts().number.sub("", amounts.key(caption))
        topic = next((one for one in _charts().topics if one.caption.search(about)), None)
        once = {
            (row["category_zh"], row["value_unit"], row["printed"]): row
            for row in rows
            if row["category_zh"] and row["value_unit"]
        }
        if topic:
            yield topic, list(once.values())


def _by_chart(rule: str, _: dict, accounts: Accounts) -> Iterator[Check]:
    """Every number of the charts that restates a total, a part or a share of the prose."""
    for topic, rows in _charts_of(accounts):
        made = _this_year if topic.kind == "years" else _parts
        yield from made(rule, topic.group, rows, accounts)


def _columns(rows: list[dict], year: int | None) -> list[dict]:
    """The amounts of one year's columns; none where a column may be of something else."""
    if year is None or not all(
        _charts().totals_only.fullmatch(word)
        for row in rows
        for word in (row["words_zh"] or "").split("/")
        if word
    ):
        return []
    return [
        row for row in rows if row["value_unit"] == "万元" and row["category_zh"][:4] == str(year)
    ]


def _this_year(rule: str, group: str, rows: list[dict], accounts: Accounts) -> list[Check]:
    """This year's columns against the total stated."""
    said = [accounts.value(one) for one in accounts.facts_named(f"{group}_total")]
    if not said:
        return []
    return [
        _check(rule, row, _equal(_printed(row), said, _totals(accounts)))
        for row in _columns(rows, accounts.year)
    ]


def _by_prior_chart(rule: str, _: dict, accounts: Accounts) -> Iterator[Check]:
    """Last year's columns of the charts against total and change."""
    for topic, rows in _charts_of(accounts):
        stated = accounts.facts_named(f"{topic.group}_total")
        if topic.kind != "years" or not stated or accounts.year is None:
            continue
        total = accounts.value(stated[0])
        before = _columns(rows, accounts.year - 1)
        this_year = _this_year(rule, topic.group, rows, accounts)
        # Revenue and expenditure are the same in total: columns that differ are of something else.
        sound = (
            len({row["value"] for row in before}) == 1
            and bool(this_year)
            and all(one.judgement.outcome == "pass" for one in this_year)
        )
        changes = [
            (accounts.value(one), SIGNS[one["direction"]])
            for one in accounts.facts_named(f"{topic.group}_change")
            if one["direction"] in SIGNS
        ]
        for row in before if changes else ():
            readings = [
                judge_sum(_printed(row), [total, change], [1, -sign]) for change, sign in changes
            ]
            judgement = best(readings)
            yield _check(rule, row, judgement if sound else doubted(judgement, "another_total"))


def _parts(rule: str, group: str, rows: list[dict], accounts: Accounts) -> Iterator[Check]:
    """Slices and columns against the part of the prose that has their name."""
    names = {"万元": f"{group}_amount" if group.endswith("class") else group, "%": f"{group}_share"}
    for row in rows:
        facts = accounts.facts_named(names.get(row["value_unit"], ""))
        own = [
            accounts.value(one)
            for one in facts
            if bare(one["subject_zh"] or "") == bare(row["category_zh"])
        ]
        if own:
            others = [accounts.value(one) for one in facts]
            yield _check(rule, row, _equal(_printed(row), own, others))


def _printed(row: dict) -> PrintedNumber:
    """The number of a chart; what it agrees with is not verified by it."""
    return PrintedNumber(
        row["value"],
        half_unit(row["value"], row["printed"]),
        row["printed"],
        row["page"],
        box=tuple(row[side] for side in ("x0", "y0", "x1", "y1")),
        reader=row["reader"],
        number_id=row["value_id"],
    )


def _totals(accounts: Accounts) -> list[PrintedNumber]:
    """Every total that a chart may mean by the same word."""
    return all_totals(accounts) + [
        amount
        for table in _SUMMARIES
        for row in accounts.of(table)
        if row.level == "total"
        for amount in row.amounts.values()
    ]


def _equal(
    printed: PrintedNumber, said: list[PrintedNumber], others: Iterable[PrintedNumber]
) -> Judgement:
    """`printed` against what is `said` of it; one of `others` may be meant instead."""
    first = {one.value: one for one in reversed(said)}
    judgement = best([judge_equal(printed, one) for one in first.values()])
    if any(judge_equal(printed, one).outcome != "fail" for one in others):
        doubted(judgement, "another_total")
    return judgement


def _check(rule: str, row: dict, judgement: Judgement) -> Check:
    measure = "金额"
    if row["value_unit"] == "%":
        measure, judgement.unit = "占比", ""
        judgement.printed, judgement.expected = (
            f"{one}%" for one in (judgement.printed, judgement.expected)
        )
    case = {"figure": row["figure_no"], "what": row["category_zh"], "measure": measure}
    return Check(rule, case, judgement, row["page"])


#: What the cases of rules are repeated along here (see `interpreter`).
RESTATED: Shapes = {
    "told again": _told_again,
    "same digits": _same_digits,
    "project": _by_project,
    "target": _by_target,
    "indicator in two forms": _in_two_forms,
    "chart": _by_chart,
    "year before in a chart": _by_prior_chart,
}
