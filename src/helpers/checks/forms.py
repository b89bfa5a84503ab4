"""Self-evaluation: weights, scores and totals of the forms; the lists of projects.

Two sums guard each other: a form whose weights make 100 was read whole, so a total that does
not close is the publisher's; a form whose scores close was read whole, so weights that do not
make 100 are. Where neither closes, a line may have been lost, and nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from helpers import amounts
from helpers.checks.accounts import Accounts
from helpers.checks.catalogue import all_operands
from helpers.checks.interpreter import Check, Shapes, judged
from helpers.checks.judging import (
    HUNDRED,
    Judgement,
    PrintedNumber,
    doubted,
    judge_scored,
    judge_sum,
    plain,
)
from helpers.targets import Target, read_target

#: Points that the rate of execution earns in the forms in use; the rest is the indicators'.
_EXECUTION = (Decimal(10), Decimal(20))
#: The whole department's form carries no name of a project.
_WHOLE = "whole_department"
_OF_WHOLE = (
    "name_zh",
    "page",
    "execution_score",
    "total_score",
    "execution_score_id",
    "total_score_id",
)


@dataclass(frozen=True)
class Form:
    """One form: its name, its project (null for the whole department), its indicators."""

    name: str
    project: dict | None
    indicators: list[dict]
    budget: dict | None
    execution_score: PrintedNumber | None = None
    total_score: PrintedNumber | None = None

    @property
    def weights(self) -> Decimal | None:
        """All indicators' points; null where one has none."""
        weights = [one["weight"] for one in self.indicators]
        return None if not weights or None in weights else sum(weights)

    @property
    def scores(self) -> list[PrintedNumber] | None:
        found = [_score(one, "score", one["page"]) for one in self.indicators]
        known = [one for one in found if one]
        return known if known and len(known) == len(found) else None

    @property
    def execution_weight(self) -> Decimal | None:
        """The points of the rate of execution, where the indicators leave a usual number."""
        left = None if self.weights is None else HUNDRED - self.weights
        return left if left in _EXECUTION else None


def _by_indicator(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """The score of every indicator of every form that was read."""
    by_rule = _states(accounts, case["rule_stated"])
    for form in _forms(accounts):
        for one in form.indicators:
            judgement = _indicator(one)
            if judgement is None:
                continue
            if not by_rule and not _above_its_points(judgement, one):
                doubted(judgement, "rule_not_stated")
            names = {"what": form.name, "name": one["level3_zh"], "weight": plain(one["weight"])}
            yield Check(rule, names, judgement)


def _above_its_points(judgement: Judgement, indicator: dict) -> bool:
    return judgement.numbers[0].value > indicator["weight"]


def _forms(accounts: Accounts) -> list[Form]:
    """The forms of the document: every project's, then the whole department's."""
    budgets = {
        (row["scope"], amounts.key(row["name_zh"] or "")): row
        for row in accounts.budget
        if row["source"] == "self_evaluation_form"
    }
    found = []
    for project in accounts.projects:
        name = project["name_zh"]
        found.append(
            Form(
                name,
                project,
                [i for i in accounts.indicators if i["form"] == name],
                budgets.get(("project", amounts.key(name))),
                _score(project, "execution_score", project["first_page"]),
                _score(project, "total_score", project["last_page"]),
            )
        )
    whole = [i for i in accounts.indicators if i["form"] == _WHOLE]
    if whole:
        row = next((row for (scope, _), row in budgets.items() if scope == _WHOLE), None)
        found.append(_whole_form(whole, row or dict.fromkeys(_OF_WHOLE)))
    return found


def _whole_form(indicators: list[dict], row: dict) -> Form:
    """The form of the whole department; `row` has its budget and scores, null where not read."""
    return Form(
        row["name_zh"] or "整体绩效自评表",
        None,
        indicators,
        row if row["page"] else None,
        _score(row, "execution_score", row["page"]),
        _score(row, "total_score", max(one["page"] for one in indicators)),
    )


def _states(accounts: Accounts, rules: Iterable[str]) -> bool:
    """Do the forms, or the notes under them, state one of these rules of scoring?"""
    return bool({one["words_zh"] for one in accounts.said("scoring_rule")} & set(rules))


def _score(row: dict, column: str, page: int | None) -> PrintedNumber | None:
    """The points in a column of a form's row."""
    if row[column] is None:
        return None
    return replace(_points(row[column], page), number_id=row[f"{column}_id"])


def _points(value: Decimal, page: int | None) -> PrintedNumber:
    text = plain(value)
    exponent = min(amounts.exponent(Decimal(text)), -2)
    return PrintedNumber(value, Decimal(5).scaleb(exponent - 1), text, page)


def _by_form(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """In every form: a whole against its parts; a score against the rule of execution."""
    if case["kind"] == "scored":
        yield from _scored(rule, case, accounts)
        return
    (guard,) = all_operands()[case["guard"]].cases
    for form in _forms(accounts):
        judgement, other = _summed(form, case), _summed(form, guard)
        if judgement is None:
            continue
        if other is None or judgement.outcome == other.outcome == "fail":
            doubted(judgement, "line_lost")
        yield Check(rule, {"what": form.name}, judgement)


def _summed(form: Form, case: dict) -> Judgement | None:
    """The whole that a case names against its parts; null where a form lacks one."""
    parts = _points_of(form, case["parts"])
    whole = _points_of(form, case["whole"])
    if not whole or not parts:
        return None
    if case.get("with_execution") and form.execution_score and form.weights != HUNDRED:
        parts = [form.execution_score, *parts]
    judgement = judge_sum(whole[0], parts)
    judgement.unit = "分"
    return judgement


def _points_of(form: Form, name: str) -> list[PrintedNumber] | None:
    """Points of a form by their name in a rule: those left to the indicators, scores, totals."""
    if name == "scores":
        return form.scores
    if name == "weights":
        if form.weights is None:
            return None
        found = (_score(one, "weight", one["page"]) for one in form.indicators)
        return [one for one in found if one]
    if name == "points_left":
        return _points_left(form)
    one = getattr(form, name)
    return [one] if one else None


def _points_left(form: Form) -> list[PrintedNumber] | None:
    """100 without the points of the execution rate: what the indicators' points must make."""
    if form.weights is None:
        return None
    execution = form.execution_weight
    if execution is None:
        execution = HUNDRED - form.weights if form.weights == HUNDRED else _implied(form)
    if execution is None:
        return None
    return [_points(HUNDRED - execution, form.indicators[0]["page"])]


def _implied(form: Form) -> Decimal | None:
    """The points of the execution rate, worked out from its score, where they come out whole."""
    score, row = form.execution_score, form.budget
    if not (score and score.value and row and row["execution_rate_printed"]):
        return None
    rate = Decimal(row["execution_rate_printed"])
    points = score.value * HUNDRED / rate if rate else Decimal(0)
    return next((one for one in _EXECUTION if abs(points - one) < Decimal("0.02")), None)


def _scored(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """Execution score = points × rate; the total with every score worked out anew."""
    stated = _states(accounts, case["rule_stated"])
    for form in _forms(accounts):
        weight, row = form.execution_weight, form.budget
        if weight is None or row is None:
            continue
        outturn, budget = (accounts.stated(row, name) for name in (case["part"], case["base"]))
        if not (outturn and budget) or not budget.half < outturn.value <= budget.value:
            continue
        total = case["score"] == "total_score"
        score = _department_score(accounts) if total and form.project is None else None
        score = score if total and form.project is None else getattr(form, case["score"])
        others = form.scores if total else []
        if score is None or others is None:
            continue
        judgement = judge_scored(score, weight, outturn, budget, others)
        if not stated or (total and form.project):
            doubted(judgement, "rule_not_stated")
        yield Check(rule, {"what": form.name, "weight": plain(weight)}, judgement)


def _department_score(accounts: Accounts) -> PrintedNumber | None:
    """The score that the prose states of the whole department."""
    scores = accounts.facts_named("performance_score")
    return accounts.valued(next((one for one in scores if "整体" in one["snippet_zh"]), None))


def _indicator(one: dict) -> Judgement | None:
    """An indicator's score: never above its points, and by the stated rule points × B ÷ A."""
    score, weight = _score(one, "score", one["page"]), one["weight"]
    if weight is None or score is None:
        return None
    if score.value > weight:
        return Judgement(
            "fail",
            score.text,
            f"≤ {plain(weight)}",
            plain(score.value - weight),
            "0",
            "arithmetic",
            [score],
            unit="分",
        )
    expected = earned(read_target(one["target"]), read_target(one["actual"]), weight)
    if expected is None:
        return None
    off = abs(score.value - expected)
    return Judgement(
        "pass" if off < Decimal("0.005") else "rounding" if off <= Decimal("0.01") else "fail",
        score.text,
        plain(expected.quantize(Decimal("0.01"))),
        plain(score.value - expected),
        "0.01",
        None if off < Decimal("0.005") else "arithmetic",
        [score],
        f"{plain(weight)} × min(1, {one['actual']} ÷ {one['target']})",
        "分",
    )


def earned(target: Target | None, actual: Target | None, weight: Decimal) -> Decimal | None:
    """What the rule in the forms' notes gives: points × B ÷ A, for ≤ points × A ÷ B, no more."""
    if target is None or actual is None:
        return None
    if target.value is None or actual.value is None:
        return weight if target.text == actual.text else None
    if target.unit and actual.unit and target.unit != actual.unit:
        return None
    above, below = (target, actual) if target.upper else (actual, target)
    if not below.value or above.value is None:
        return weight if target.upper else None
    return min(weight, weight * above.value / below.value)


@dataclass(frozen=True)
class Covered:
    """What the prose says of an evaluation that covered all project expenditure."""

    spent: PrintedNumber
    evaluated: PrintedNumber
    other_counts: list[dict]


def _covered(accounts: Accounts) -> Covered | None:
    """Null where the document does not say that the evaluation covered all project expenditure.

    A list that need not be complete proves nothing.
    """
    parts = accounts.facts_named("expenditure_part")
    spent = accounts.valued(next((one for one in parts if one["subject_zh"] == "项目支出"), None))
    covered = accounts.valued(accounts.fact("performance_amount"))
    counts = [f for f in accounts.facts_named("performance_projects") if "涉及" in f["subject_zh"]]
    if not (spent and covered and counts) or covered.value != spent.value:
        return None
    return Covered(spent, accounts.value(counts[0]), counts[1:])


def _by_list(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """The lists of projects against the number evaluated and against project expenditure."""
    covered = _covered(accounts)
    if covered is None:
        return
    for one in covered.other_counts if case.get("what") == "stated_count" else ():
        judgement = judged(case, covered.evaluated, [accounts.value(one)])
        yield Check(rule, {"what": case["what"]}, judgement)
    for source in case.get("sources", ()):
        rows = [
            row for row in accounts.budget if (row["scope"], row["source"]) == ("project", source)
        ]
        stated = [
            amount
            for row in rows
            if "stated" in case and (amount := accounts.stated(row, case["stated"]))
        ]
        if rows and case["kind"] == "count":
            judgement = judged(case, covered.evaluated, [_counted(rows)])
            yield Check(rule, {"what": case["what"]}, judgement)
        elif rows and len(stated) == len(rows):
            judgement = judged(case, covered.spent, stated)
            if judgement.outcome == "rounding":
                judgement.likely_cause = None
            names = {"source": source} if case["kind"] == "sum" else {}
            yield Check(rule, names, judgement)


def _counted(rows: list[dict]) -> PrintedNumber:
    count = Decimal(len(rows))
    return PrintedNumber(count, Decimal(0), str(count), rows[0]["page"], reader="counted")


#: What the cases of rules that are data are repeated along here (see `interpreter`).
FORMS: Shapes = {
    "form": _by_form,
    "indicator": _by_indicator,
    "list of projects": _by_list,
}
