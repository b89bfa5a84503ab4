"""Leads about budgets and what became of them: far off, without a reason, unspent, not done.

Only amounts that some identity of the document verifies are spoken of: a number that nothing
confirms may be misread, and then the question would be ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from helpers import amounts
from helpers.leads.catalogue import Field, Number, Phrase, pages
from helpers.leads.finding import (
    Document,
    Finding,
    amount,
    named,
    page_list,
    rate,
    reason,
    rule,
    same_thing,
)

_BUDGETS = {"initial": "initial_budget", "adjusted": "adjusted_budget", "not_said": "budget"}
_CLASSES = ("total", "function_class", "function_section", "function_item")
#: Of projects the forms' adjusted budget comes first, of all else the one the rate is of.
_OF_PROJECTS = ("adjusted", "initial", "not_said")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_MONEY = re.compile(r"(\d+(?:\.\d+)?)万元")
_AT_MOST = re.compile(r"[≤<＜]|不超过|以内|以下|不高于|低于|小于|控制在")
_LESS_IS_MORE = re.compile(r"成本|降低|下降|减少|压减|投诉|事故|差错|违规|超标|退回")
_OUTPUT = re.compile(r"产出|数量|质量|时效")


@dataclass(frozen=True)
class Spending:
    """A thing with a budget and an outturn (万元), the reason given, and where they stand."""

    scope: str
    name_zh: str
    code: str | None
    base: str
    budget: Decimal
    outturn: Decimal
    budget_id: str
    outturn_id: str
    printed: str | None
    reason: str | None
    page: int | None
    source: str

    @property
    def off(self) -> Decimal:
        return self.outturn - self.budget

    @property
    def share(self) -> Decimal:
        """The difference as a percentage of the budget."""
        return rate(abs(self.off), self.budget)

    @property
    def key(self) -> tuple[str, str]:
        kind = "project" if self.scope in ("project", "whole_department") else "class"
        return (self.scope if kind == "project" else kind, self.code or same_thing(self.name_zh))

    def fields(self) -> dict[str, Field]:
        return {
            "name": named(self.name_zh),
            "base": Phrase(self.base, {}),
            "budget": amount(self.budget, self.budget_id),
            "outturn": amount(self.outturn, self.outturn_id),
            "money": amounts.money(abs(self.off)),
            "rate": f"{rate(self.outturn, self.budget)}",
            "page": pages(self.page),
            "reason": reason(self.reason),
        }


def spending(document: Document, *scopes: str) -> list[Spending]:
    """Every thing of these scopes once, where it is first stated with a verified budget."""
    found: dict[tuple, Spending] = {}
    reasons: dict[tuple, str] = {}
    for row in document.rows("tidy/budget_vs_outturn"):
        one = _stated(document, row) if row["scope"] in scopes else None
        if one is None:
            continue
        if one.reason:
            reasons.setdefault(one.key, one.reason)
        found.setdefault(one.key, one)
    return [_with_reason(one, reasons.get(one.key)) for one in found.values()]


def _with_reason(one: Spending, said: str | None) -> Spending:
    return one if one.reason or not said else replace(one, reason=said)


def _stated(document: Document, row: dict) -> Spending | None:
    """A row with an outturn and a budget above zero, both verified; None otherwise."""
    bases = _OF_PROJECTS if row["scope"] == "project" else _order(row["execution_rate_base"])
    base = next((one for one in bases if row[_BUDGETS[one]] is not None), None)
    if base is None or row["outturn"] is None or not row["name_zh"]:
        return None
    budget, budget_id = row[_BUDGETS[base]], row[f"{_BUDGETS[base]}_id"]
    if budget <= 0 or not {budget_id, row["outturn_id"]} <= document.proven:
        return None
    return Spending(
        row["scope"],
        row["name_zh"],
        row["code"],
        base,
        budget,
        row["outturn"],
        budget_id,
        row["outturn_id"],
        row["outturn_printed"],
        row["reason_zh"],
        row["page"],
        row["source"],
    )


def _order(base: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(([base] if base else []) + list(_BUDGETS)))


def _finding(name: str, one: Spending, money: Decimal | None = None, **more: Field) -> Finding:
    return Finding(
        rule(name),
        f"{one.scope} {one.name_zh}",
        one.fields() | more,
        abs(one.off) if money is None else money,
        one.share,
        pages=page_list(one.page),
    )


def far_off(document: Document) -> Iterator[Finding]:
    """Totals, classes and items far from their budgets, with a reason or without one.

    Of a whole and its parts only the parts are told where they make most of the difference.
    """
    silent, far = rule("no_reason"), rule("far_from_budget")
    things = spending(document, *_CLASSES)
    explained = [one for one in things if one.reason]
    for one in _told(things, far.limits):
        mute = (
            explained
            and not any(_related(one, other) for other in explained)
            and one.share >= silent.limits["share"]
            and one.source == "narrative"
            and document.gives_no_reason(one.page, one.printed)
        )
        document.told.add(one.key)
        if not _accounted_for(one):
            yield _finding((silent if mute else far).id, one)


def _related(one: Spending, other: Spending) -> bool:
    """Whether they are the same thing, or one is a part of the other."""
    codes = sorted((one.code or "", other.code or ""), key=len)
    inside = bool(codes[0]) and codes[1].startswith(codes[0])
    return one is other or "total" in (one.scope, other.scope) or inside


def _accounted_for(one: Spending) -> bool:
    """Whether the amounts in the reason given make up the difference (within a tenth)."""
    said = [Decimal(found) for found in _MONEY.findall((one.reason or "").replace(",", ""))]
    return bool(said) and abs(sum(said) - abs(one.off)) * 10 <= abs(one.off)


def _told(things: list[Spending], limits: Mapping[str, Decimal]) -> list[Spending]:
    off = [one for one in things if _large(one.off, one.share, limits)]
    return [one for one in off if not any(_is_part(part, one) for part in off)]


def _large(off: Decimal, share: Decimal, limits: Mapping[str, Decimal]) -> bool:
    """Whether a difference is large by share and amount, or somewhat and of much money."""
    return (share >= limits["share"] and abs(off) >= limits["amount"]) or (
        share >= limits["share_of_much"] and abs(off) >= limits["much"]
    )


def _is_part(part: Spending, whole: Spending) -> bool:
    """Whether `part` is of a finer level and makes at least half of the whole's difference."""
    depth = {scope: n for n, scope in enumerate(_CLASSES)}
    inside = whole.scope == "total" or (
        part.code is not None and whole.code is not None and part.code.startswith(whole.code)
    )
    finer = depth[part.scope] > depth[whole.scope]
    return inside and finer and part.off * whole.off > 0 and abs(part.off) * 2 >= abs(whole.off)


#: Pairs of tables whose items are spending by function.
_BY_FUNCTION = ("general_budget_expenditure", "appropriation_expenditure", "expenditure")


def approved(document: Document) -> Iterator[Finding]:
    """Items far from the published budget, where the join says that the two may stand together.

    Those that the accounts' own budget has told of are not told again.
    """
    limits = rule("far_from_approved").limits
    rows = [row for row in document.rows("results/budget_join") if row["pair"] in _BY_FUNCTION]
    pair = min((row["pair"] for row in rows), key=_BY_FUNCTION.index, default=None)
    for row in rows:
        beside = row["pair"] == pair and row["may_stand_beside"] and row["budget"]
        if not beside or row["level"] != "item" or row["measure"] != "total" or not row["name_zh"]:
            continue
        off = row["outturn"] - row["budget"]
        share = rate(abs(off), row["budget"])
        if ("class", row["code"]) in document.told or not _large(off, share, limits):
            continue
        yield Finding(
            rule("far_from_approved"),
            f"{row['code']} {row['name_zh']}",
            {
                "name": named(row["name_zh"]),
                "budget": amount(row["budget"], row["budget_id"]),
                "outturn": amount(row["outturn"], row["outturn_id"]),
                "money": amounts.money(abs(off)) or "",
                "rate": f"{rate(row['outturn'], row['budget'])}",
                "page": pages(row["accounts_page"]),
                "budget_page": str(row["budget_page"]),
            },
            abs(off),
            share,
            pages=page_list(row["accounts_page"]),
            budget_pages=page_list(row["budget_page"]),
        )


def projects(document: Document) -> Iterator[Finding]:
    """Projects: money spent and task not done, full marks at low execution, low execution."""
    done, low = rule("spent_not_done").limits, rule("low_execution").limits
    marks = rule("low_execution_full_marks").limits
    forms = {same_thing(row["name_zh"]): row for row in document.rows("tidy/projects")}
    for one in spending(document, "project"):
        spent, form = rate(one.outturn, one.budget), forms.get(same_thing(one.name_zh))
        undone = _undone(document, form, done["done"]) if form else None
        if undone and spent >= done["spent"]:
            yield _spent_not_done(one, form or {}, *undone)
        elif form and _scored(form, marks["score"]) and spent < marks["share"]:
            score = Number(f"{form['total_score'].normalize():f}", _ids(form["total_score_id"]))
            yield _finding("low_execution_full_marks", one, score=score)
        elif spent < low["share"] and abs(one.off) >= low["amount"]:
            yield _finding("low_execution", one)


def _scored(form: dict, least: Decimal) -> bool:
    return form["total_score"] is not None and form["total_score"] >= least


def _ids(*ids: str | None) -> tuple[str, ...]:
    return tuple(one for one in ids if one)


def _undone(document: Document, form: dict, most: Decimal) -> tuple[dict, Decimal] | None:
    """The output indicator of the form that is least done, and how much of it, in per cent."""
    rows = [
        (row, done)
        for row in document.rows("tidy/indicators")
        if same_thing(row["form"]) == same_thing(form["name_zh"])
        and _OUTPUT.search(f"{row['level1_zh'] or ''}{row['level2_zh'] or ''}")
        and (done := _done(row)) is not None
        and done < most
    ]
    return min(rows, key=lambda one: one[1], default=None)


def _done(row: dict) -> Decimal | None:
    """Result ÷ target in per cent; None where more is not better or they do not compare.

    A form that gives full marks all the same means something else by its target.
    """
    target, actual = row["target"] or "", row["actual"] or ""
    numbers = [_NUMBER.findall(text.replace(",", "")) for text in (target, actual)]
    if [len(found) for found in numbers] != [1, 1] or _unit(target) != _unit(actual):
        return None
    if _AT_MOST.search(target) or _LESS_IS_MORE.search(row["level3_zh"]):
        return None
    whole, part = (Decimal(found[0]) for found in numbers)
    if not whole or (row["score"] is not None and row["score"] == row["weight"]):
        return None
    return rate(part, whole)


def _unit(text: str) -> str:
    """What stands beside the number, without signs of more and less."""
    return re.sub(r"[\d.,≥>＞=]|大于|不少于|不低于|以上|等于|至少|达到|完成", "", text).strip()


def _spent_not_done(one: Spending, form: dict, row: dict, done: Decimal) -> Finding:
    found = _finding(
        "spent_not_done",
        one,
        money=one.outturn,
        indicator=named(row["level3_zh"]),
        target=Number(row["target"], tuple(row["target_ids"] or ())),
        actual=Number(row["actual"], tuple(row["actual_ids"] or ())),
        reason=reason(form.get("cause_zh") if _says_something(form.get("cause_zh")) else None),
    )
    found.fields = {**found.fields, "money": amounts.money(one.outturn)}
    found.share, found.pages = 100 - done, page_list(one.page, row["page"])
    return found


def _says_something(text: str | None) -> bool:
    return bool(text) and amounts.key(text or "") not in ("无", "无。", "/", "—", "-")


def marks(document: Document) -> Iterator[Finding]:
    """Full marks everywhere: graded best in the prose, or in the forms; one lead."""
    found = list(_graded(document)) + list(_forms_full(document)) + list(_indicators_full(document))
    yield from found[:1]


def _graded(document: Document) -> Iterator[Finding]:
    """All of some projects are graded best, as the prose counts them."""
    full = rule("full_marks")
    counts = [row for row in document.rows("tidy/facts") if row["fact"] == "performance_projects"]
    best = [row for row in counts if "优" in (row["subject_zh"] or "")]
    others = [row for row in counts if "绩效自评" in (row["subject_zh"] or "")]
    for row in best:
        whole = [one for one in others if one["value"] == row["value"]]
        if whole and row["value"] >= full.limits["things"]:
            count = Number(row["printed"], _ids(row["value_id"]))
            fields = {"listed": Phrase("all_graded_best", {"count": count})}
            yield _full(fields, row["page"])


def _forms_full(document: Document) -> Iterator[Finding]:
    full = rule("full_marks")
    scores = [row["total_score"] for row in document.rows("tidy/projects")]
    if len(scores) >= full.limits["things"] and all(
        one and one >= Decimal("99.5") for one in scores
    ):
        pages_of = [row["first_page"] for row in document.rows("tidy/projects")]
        ids = tuple(
            r["total_score_id"] for r in document.rows("tidy/projects") if r["total_score_id"]
        )
        fields = {"listed": Phrase("all_forms_full", {"count": Number(str(len(scores)), ids)})}
        yield _full(fields, *pages_of)


def _indicators_full(document: Document) -> Iterator[Finding]:
    """All indicators of one form have full marks."""
    full = rule("full_marks")
    by_form: dict[str, list[dict]] = {}
    for row in document.rows("tidy/indicators"):
        by_form.setdefault(row["form"], []).append(row)
    for form, rows in by_form.items():
        scored = [row for row in rows if row["score"] is not None and row["weight"]]
        if len(scored) < full.limits["points"] or len(scored) < len(rows):
            continue
        if all(row["score"] == row["weight"] for row in scored):
            ids = tuple(row["score_id"] for row in scored if row["score_id"])
            name: Field = (
                Phrase("whole_department", {}) if form == "whole_department" else named(form)
            )
            count = Number(str(len(scored)), ids)
            fields: dict[str, Field] = {
                "listed": Phrase("all_indicators_full", {"form": name, "count": count})
            }
            yield _full(fields, *(row["page"] for row in scored))


def _full(fields: dict, *found: int | None) -> Finding:
    return Finding(
        rule("full_marks"),
        "full marks",
        {**fields, "page": pages(*found)},
        pages=page_list(*found),
    )


def repeated_reasons(document: Document) -> Iterator[Finding]:
    """One reason for many things: told by the thing that is furthest from its budget."""
    limit = rule("one_reason").limits["things"]
    by_reason: dict[str, list[Spending]] = {}
    scopes = (*_CLASSES[1:], "project", "three_public")
    for one in spending(document, *scopes):
        if one.reason and one.off:
            by_reason.setdefault(amounts.key(one.reason), []).append(one)
    for things in by_reason.values():
        if len(things) < limit:
            continue
        left = [one for one in things if one.key not in document.told] or things
        most = max(left, key=lambda one: (one.share, abs(one.off), one.name_zh))
        found = _finding("one_reason", most, sum((abs(one.off) for one in things), Decimal(0)))
        where = [one.page for one in things]
        found.fields = {
            **found.fields,
            "count": str(len(things)),
            "quoted": (most.reason or "").rstrip("。；;，,"),
            "page": pages(*where),
        }
        found.about, found.pages = amounts.key(most.reason or ""), page_list(*where)
        found.also = tuple(one.outturn_id for one in things if one is not most)
        yield found
