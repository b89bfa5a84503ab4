"""Self-evaluation: weights, scores and totals of the forms; the lists of projects.

Two sums guard each other: a form whose weights make 100 was read whole, so a total that does
not close is the publisher's; a form whose scores close was read whole, so weights that do not
make 100 are. Where neither closes, a line may have been lost, and nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from helpers import amounts
from helpers.checks.accounts import Accounts
from helpers.checks.check import Check
from helpers.checks.judging import (
    HUNDRED,
    Judgement,
    Printed,
    judge_at_most,
    judge_count,
    judge_scored,
    judge_sum,
    plain,
    undecided,
)
from helpers.checks.targets import Target, read_target

#: Points that the rate of execution earns in the forms in use; the rest is the indicators'.
_EXECUTION = (Decimal(10), Decimal(20))
#: The whole department's form carries no name of a project.
_WHOLE = "whole_department"
_RULE = ("权重*B/A", "权重×B/A", "B/A*权重")
_EXECUTION_RULE = ("*执行率", "×执行率", "*预算执行率", "×预算执行率")
_LISTS = ("narrative", "self_evaluation_summary", "self_evaluation_form")


@dataclass(frozen=True)
class Form:
    """One form: its name, its project (null for the whole department), its indicators."""

    name: str
    project: dict | None
    indicators: list[dict]
    budget: dict | None
    execution_score: Printed | None = None
    total_score: Printed | None = None

    @property
    def weights(self) -> Decimal | None:
        """All indicators' points; null where one has none."""
        weights = [one["weight"] for one in self.indicators]
        return None if not weights or None in weights else sum(weights)

    @property
    def scores(self) -> list[Printed] | None:
        if not self.indicators or any(one["score"] is None for one in self.indicators):
            return None
        return [_score(one, "score", one["page"]) for one in self.indicators]

    @property
    def execution_weight(self) -> Decimal | None:
        """The points of the rate of execution, where the indicators leave a usual number."""
        left = None if self.weights is None else HUNDRED - self.weights
        return left if left in _EXECUTION else None


def form_checks(accounts: Accounts) -> Iterator[Check]:
    """Weights, scores and totals of every form that was read."""
    stated = _text(accounts)
    by_rule = any(rule in stated for rule in _RULE)
    linear = by_rule or any(rule in stated for rule in _EXECUTION_RULE)
    for form in forms(accounts):
        yield from _weights_and_total(form)
        yield from _execution(accounts, form, linear)
        for one in form.indicators:
            check = _indicator(form, one, by_rule)
            if check:
                yield check


def forms(accounts: Accounts) -> list[Form]:
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
    row = next((row for (scope, _), row in budgets.items() if scope == _WHOLE), None)
    if whole:
        row = row or dict.fromkeys(
            (
                "name_zh",
                "page",
                "execution_score",
                "total_score",
                "execution_score_id",
                "total_score_id",
            )
        )
        found.append(
            Form(
                row["name_zh"] or "整体绩效自评表",
                None,
                whole,
                row if row["page"] else None,
                _score(row, "execution_score", row["page"]),
                _score(row, "total_score", max(one["page"] for one in whole)),
            )
        )
    return found


def _text(accounts: Accounts) -> str:
    """The words of the forms and of the notes under them, in which rules are stated."""
    texts = [one["text"] for one in accounts.paragraphs if one["kind"] != "heading"]
    return amounts.key("\n".join([*texts, *(one.text for one in accounts.cells if one.text)]))


def _score(row: dict, column: str, page: int | None) -> Printed | None:
    """The points in a column of a form's row."""
    if row[column] is None:
        return None
    return replace(_points(row[column], page), number_id=row[f"{column}_id"])


def _points(value: Decimal, page: int | None) -> Printed:
    text = plain(value)
    exponent = min(amounts.exponent(Decimal(text)), -2)
    return Printed(value, Decimal(5).scaleb(exponent - 1), text, page)


def _weights_and_total(form: Form) -> Iterator[Check]:
    weights = _weights(form)
    total = _total(form)
    if weights and total and weights.outcome == total.outcome == "fail":
        undecided(weights)
        undecided(total)
    if total and not weights:
        undecided(total)
    if weights:
        if not total:
            undecided(weights)
        yield Check("F03", {"what": form.name}, weights)
    if total:
        yield Check("F06", {"what": form.name}, total)


def _weights(form: Form) -> Judgement | None:
    """The indicators' points and those of the execution rate make 100."""
    if form.weights is None:
        return None
    execution = form.execution_weight
    if execution is None:
        execution = HUNDRED - form.weights if form.weights == HUNDRED else _implied(form)
    if execution is None:
        return None
    parts = [_score(one, "weight", one["page"]) for one in form.indicators]
    judgement = judge_sum(_points(HUNDRED - execution, parts[0].page), parts)
    judgement.unit = "分"
    return judgement


def _implied(form: Form) -> Decimal | None:
    """The points of the execution rate, worked out from its score, where they come out whole."""
    score, row = form.execution_score, form.budget
    if not (score and score.value and row and row["execution_rate_printed"]):
        return None
    rate = Decimal(row["execution_rate_printed"])
    points = score.value * HUNDRED / rate if rate else Decimal(0)
    return next((one for one in _EXECUTION if abs(points - one) < Decimal("0.02")), None)


def _total(form: Form) -> Judgement | None:
    """The total printed against the scores printed."""
    if form.total_score is None or not form.scores:
        return None
    parts = list(form.scores)
    if form.execution_score and form.weights != HUNDRED:
        parts.insert(0, form.execution_score)
    judgement = judge_sum(form.total_score, parts)
    judgement.unit = "分"
    return judgement


def _execution(accounts: Accounts, form: Form, linear: bool) -> Iterator[Check]:
    """Execution score = points × rate; the total with every score worked out anew."""
    weight, row = form.execution_weight, form.budget
    if weight is None or row is None:
        return
    outturn, budget = (accounts.stated(row, name) for name in ("outturn", "adjusted_budget"))
    if not (outturn and budget) or not budget.half < outturn.value <= budget.value:
        return
    if form.execution_score:
        judgement = judge_scored(form.execution_score, weight, outturn, budget)
        yield Check("F04", {"what": form.name, "weight": plain(weight)}, _unless(linear, judgement))
    project, total = form.project, form.total_score
    if project is None:
        total = accounts.said(
            next(
                (
                    fact
                    for fact in accounts.facts_named("performance_score")
                    if "整体" in fact["snippet_zh"]
                ),
                None,
            )
        )
    if total and form.scores:
        judgement = judge_scored(total, weight, outturn, budget, form.scores)
        if project is None or judgement.outcome == "fail":
            judgement = _unless(linear and project is None, judgement)
        yield Check("F07", {"what": form.name, "weight": plain(weight)}, judgement)


def _unless(known: bool, judgement: Judgement) -> Judgement:
    """A score fails only by a rule that the document states; others score by steps."""
    return judgement if known else undecided(judgement)


def _indicator(form: Form, one: dict, by_rule: bool) -> Check | None:
    """An indicator's score: never above its points, and by the stated rule points × B ÷ A."""
    if one["weight"] is None or one["score"] is None:
        return None
    score, weight = _score(one, "score", one["page"]), one["weight"]
    case = {"what": form.name, "name": one["level3_zh"], "weight": plain(weight)}
    if score.value > weight:
        return Check(
            "F05",
            case,
            Judgement(
                "fail",
                score.text,
                f"≤ {plain(weight)}",
                plain(score.value - weight),
                "0",
                "arithmetic",
                [score],
                unit="分",
            ),
        )
    expected = earned(read_target(one["target"]), read_target(one["actual"]), weight)
    if expected is None:
        return None
    off = abs(score.value - expected)
    judgement = Judgement(
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
    return Check("F05", case, _unless(by_rule, judgement))


def earned(target: Target | None, actual: Target | None, weight: Decimal) -> Decimal | None:
    """What the rule in the forms' notes gives: points × B ÷ A, for ≤ points × A ÷ B, no more."""
    if target is None or actual is None:
        return None
    if target.value is None or actual.value is None:
        return weight if target.text == actual.text else None
    if target.unit and actual.unit and target.unit != actual.unit:
        return None
    above, below = (target, actual) if target.upper else (actual, target)
    if not below.value:
        return weight if target.upper else None
    return min(weight, weight * above.value / below.value)


def project_checks(accounts: Accounts) -> Iterator[Check]:
    """The lists of projects against the number evaluated and against project expenditure.

    A list that need not be complete proves nothing. It must be where the document says that
    the evaluation covered all project expenditure.
    """
    spent = accounts.said(
        next(
            (f for f in accounts.facts_named("expenditure_part") if f["subject_zh"] == "项目支出"),
            None,
        )
    )
    covered = accounts.said(accounts.fact("performance_amount"))
    counts = [f for f in accounts.facts_named("performance_projects") if "涉及" in f["subject_zh"]]
    if not (spent and covered and counts) or covered.value != spent.value:
        return
    evaluated = accounts.said(counts[0])
    for other in counts[1:]:
        yield Check(
            "J01", {"what": "stated_count"}, judge_count(evaluated, accounts.said(other), "个")
        )
    for source in _LISTS:
        rows = [
            row for row in accounts.budget if row["scope"] == "project" and row["source"] == source
        ]
        if rows:
            yield from _list(accounts, source, rows, evaluated, spent)


def _list(accounts, source: str, rows: list[dict], evaluated: Printed, spent: Printed):
    if source == "narrative":
        listed = Printed(
            Decimal(len(rows)), Decimal(0), str(len(rows)), rows[0]["page"], reader="counted"
        )
        yield Check("J01", {"what": "listed_count"}, judge_count(evaluated, listed, "个"))
    outturns = [accounts.stated(row, "outturn") for row in rows]
    if all(outturns):
        judgement = judge_sum(spent, outturns)
        judgement.likely_cause = "cross_reference" if judgement.outcome == "fail" else None
        yield Check("J02", {"source": source}, judgement)
    budgets = [accounts.stated(row, "adjusted_budget") for row in rows]
    if source == "self_evaluation_summary" and all(budgets):
        yield Check("J03", {}, judge_at_most(spent, budgets))
