"""Leads about the three public expenses, vehicles, changes without a reason, lonely numbers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from helpers import amounts
from helpers.leads.budgets import Spending, spending
from helpers.leads.catalogue import Field, Named, Number, Phrase, listed, pages
from helpers.leads.finding import Document, Finding, amount, named, page_list, reason, rule
from helpers.wording.labels import name_key, say

#: The expenses of which none is the sum of others.
_SINGLE = ("overseas_travel", "vehicle_purchase", "vehicle_running", "reception")
_HELD = ("three_public_vehicles_held", "assets_vehicles")


def three_public(document: Document) -> Iterator[Finding]:
    """Expenses above their budgets as one lead, those hardly used as another; a large change.

    A fall on the year before has the cause of what was hardly used, and is not told beside it.
    """
    things = _expenses(document)
    over, unspent = rule("three_public_over"), rule("three_public_unspent")
    above = [
        one
        for one in things
        if one.off >= over.limits["amount"] and one.share >= over.limits["share"]
    ]
    below = [one for one in things if one.off < 0 and one.share >= unspent.limits["share"]]
    hardly = sum((abs(one.off) for one in below), Decimal(0)) >= unspent.limits["amount"]
    if above:
        yield _expenses_told(over.id, above)
    if hardly:
        yield _expenses_told(unspent.id, below)
    yield from _changes(document, but="decrease" if hardly else None)


def _expenses(document: Document) -> list[Spending]:
    """The single expenses with a verified budget; vehicles as a whole where they are not parted."""
    things = {one.code: one for one in spending(document, "three_public")}
    codes = [code for code in _SINGLE if code in things]
    if not {"vehicle_purchase", "vehicle_running"} & things.keys() and "vehicles" in things:
        codes.append("vehicles")
    return [things[code] for code in codes]


def _expenses_told(name: str, things: list[Spending]) -> Finding:
    things = sorted(things, key=lambda one: -abs(one.off))
    money = sum((abs(one.off) for one in things), Decimal(0))
    parts: list[Field] = [
        Phrase("against", one.fields() | {"expense": _expense(one.code)}) for one in things
    ]
    said = list(dict.fromkeys(one.reason for one in things if one.reason))
    budget = sum((one.budget for one in things), Decimal(0))
    return Finding(
        rule(name),
        name,
        {"listed": listed(parts), "money": amounts.money(money), "reason": reason("；".join(said))},
        money,
        (money / budget * 100).quantize(Decimal("0.01")),
        pages=page_list(*(one.page for one in things)),
    )


def _expense(code: str | None) -> Field:
    return Named(*(say(f"three_public.{code}", lang) for lang in ("zh", "en")))


def _changes(document: Document, but: str | None) -> Iterator[Finding]:
    """The largest change of a public expense on the year before, `but` those of one direction."""
    limits = rule("three_public_change").limits
    changes = [r for r in document.rows("tidy/facts") if r["fact"] == "three_public_change"]
    rates = [r for r in document.rows("tidy/facts") if r["fact"] == "three_public_change_rate"]
    found = []
    for row in changes:
        beside = [one for one in rates if _same(one, row) and one["page"] == row["page"]]
        told = row["direction"] in {"increase", "decrease"} - {but}
        if not beside or row["value"] is None or not told:
            continue
        by = beside[0]
        large = by["value"] >= limits["share"] and row["value"] >= limits["amount"]
        if large and {row["value_id"], by["value_id"]} <= document.closing:
            found.append(_changed(row, by))
    yield from sorted(found, key=lambda one: -(one.money or 0))[:1]


def _same(one: dict, other: dict) -> bool:
    return name_key(one["subject_zh"]) == name_key(other["subject_zh"])


def _changed(row: dict, by: dict) -> Finding:
    up = row["direction"] == "increase"
    return Finding(
        rule("three_public_change"),
        row["subject_zh"] or "",
        {
            "name": named(row["subject_zh"] or "“三公”经费"),
            "change": amount(row["value"], row["value_id"]),
            "rate": Number(by["printed"], (by["value_id"],)),
            "direction": Phrase(row["direction"], {}),
            "direction_rate": Phrase("up" if up else "down", {}),
            "page": pages(row["page"]),
            "reason": reason(row["reason_zh"]),
        },
        row["value"],
        by["value"],
        pages=page_list(row["page"]),
    )


def rated_low(document: Document) -> Iterator[Finding]:
    """The whole, class or item of which most is unspent by a printed rate whose budget is not
    printed: what is unspent is worked out of the rate, and the question is for the budget."""
    limits = rule("low_rate_alone").limits
    stated = {one.key for one in spending(document, *_FUNCTIONS)}
    found = []
    for row in document.rows("tidy/budget_vs_outturn"):
        known = row["scope"] in _FUNCTIONS and row["name_zh"] and row["outturn"]
        budgets = (row["initial_budget"], row["adjusted_budget"], row["budget"])
        if not known or row["execution_rate_printed"] is None or any(budgets):
            continue
        by = Decimal(row["execution_rate_printed"])
        sound = document.confirmed(row["outturn_id"]) and not document.blind([row["page"]])
        if not 0 < by < limits["share"] or not sound:
            continue
        left = (row["outturn"] * (100 - by) / by).quantize(Decimal("0.1"))
        if left >= limits["amount"] and ("class", row["code"] or name_key(row["name_zh"])) not in (
            stated
        ):
            found.append((left, row))
    if found:
        yield _rated(*max(found, key=lambda one: (one[0], one[1]["outturn_id"])))


_FUNCTIONS = ("total", "function_class", "function_section", "function_item")


def _rated(left: Decimal, row: dict) -> Finding:
    by = Decimal(row["execution_rate_printed"])
    rate_id = row["execution_rate_id"]
    return Finding(
        rule("low_rate_alone"),
        f"{row['scope']} {row['name_zh']}",
        {
            "name": named(row["name_zh"]),
            "outturn": amount(row["outturn"], row["outturn_id"]),
            "rate": Number(row["execution_rate_printed"], (rate_id,) if rate_id else ()),
            "money": amounts.money(left),
            "page": pages(row["page"]),
            "reason": reason(row["reason_zh"]),
        },
        left,
        100 - by,
        pages=page_list(row["page"]),
    )


def vehicles(document: Document) -> Iterator[Finding]:
    """Vehicles held against vehicles paid for; running costs where none is held.

    One vehicle more or less (one that waits to be scrapped, that came in December) is no question.
    """
    limits = rule("vehicles_held_and_paid").limits
    subjects = {r["value_id"]: r for r in document.rows("tidy/facts") if r["value_id"]}
    for check in document.checks:
        rows = document.compared.get(check["check_id"], [])
        if check["rule"] != "N03" or check["outcome"] != "cannot_tell" or check["withheld"]:
            continue
        facts = [subjects.get(row["number_id"]) for row in rows]
        if len(facts) == 2 and facts[0] and facts[1]:
            counts = sorted(one["value"] for one in facts if one)
            gap = counts[1] - counts[0]
            if gap >= limits["vehicles"] and gap * 100 >= limits["share"] * counts[1]:
                yield _held_and_paid(check, facts[0], facts[1])
            return
    yield from _without_vehicles(document)


def _held_and_paid(check: dict, one: dict, other: dict) -> Finding:
    return Finding(
        rule("vehicles_held_and_paid"),
        check["check_id"],
        {
            "name": named(one["subject_zh"] or "公务用车保有量"),
            "printed": Number(one["printed"], (one["value_id"],)),
            "other": named(other["subject_zh"] or "车辆"),
            "expected": Number(other["printed"], (other["value_id"],)),
            "page": pages(one["page"]),
            "elsewhere": pages(other["page"]),
            "difference": f"{abs(one['value'] - other['value']).normalize():f}",
        },
        checks=(check["check_id"],),
        pages=page_list(one["page"], other["page"]),
    )


def _without_vehicles(document: Document) -> Iterator[Finding]:
    """Running costs of at least so much, while every count of vehicles is zero."""
    least = rule("running_without_vehicles").limits["amount"]
    held = [row for row in document.rows("tidy/facts") if row["fact"] in _HELD]
    costs = [
        row
        for row in document.rows("tidy/budget_vs_outturn")
        if row["scope"] == "three_public"
        and row["code"] == "vehicle_running"
        and row["outturn"] is not None
        and row["outturn_id"] in document.proven
    ]
    kinds = {row["fact"] for row in held}
    if len(kinds) < len(_HELD) or any(row["value"] != 0 for row in held) or not costs:
        return
    cost = costs[0]
    if cost["outturn"] >= least:
        ids = tuple(row["value_id"] for row in held if row["value_id"])
        yield Finding(
            rule("running_without_vehicles"),
            "vehicle_running",
            {
                "outturn": amount(cost["outturn"], cost["outturn_id"]),
                "held": Number("0", ids),
                "page": pages(cost["page"]),
            },
            cost["outturn"],
            pages=page_list(cost["page"], *(row["page"] for row in held)),
        )


def changed_without_reason(document: Document) -> Iterator[Finding]:
    """Items that changed much on the year before, where others are explained and they are not."""
    limits = rule("changed_without_reason").limits
    facts = document.rows("tidy/facts")
    if not any(row["reason_zh"] for row in facts):
        return
    outturns = {
        name_key(row["name_zh"]): row
        for row in document.rows("tidy/budget_vs_outturn")
        if row["scope"] == "function_item" and document.confirmed(row["outturn_id"])
    }
    for row in facts:
        if row["fact"] != "general_budget_item_change_rate" or row["reason_zh"] or not row["value"]:
            continue
        item = outturns.get(name_key(row["subject_zh"]))
        up = row["direction"] == "increase"
        if item is None or row["value"] < limits["share"] or (not up and row["value"] >= 100):
            continue
        before = item["outturn"] / (1 + (row["value"] if up else -row["value"]) / 100)
        money = abs(item["outturn"] - before).quantize(Decimal("0.1"))
        if money >= limits["amount"] and document.gives_no_reason(
            row["page"], item["outturn_printed"]
        ):
            yield _unexplained(row, item, money)


def _unexplained(row: dict, item: dict, money: Decimal) -> Finding:
    return Finding(
        rule("changed_without_reason"),
        row["subject_zh"],
        {
            "name": named(row["subject_zh"]),
            "outturn": amount(item["outturn"], item["outturn_id"]),
            "rate": Number(row["printed"], (row["value_id"],) if row["value_id"] else ()),
            "direction": Phrase(row["direction"], {}),
            "money": amounts.money(money),
            "page": pages(row["page"]),
        },
        money,
        row["value"],
        pages=page_list(row["page"]),
    )


def printed_once(document: Document) -> Iterator[Finding]:
    """The largest amount that nothing else of the document confirms, where it is large."""
    limits, total = rule("printed_once").limits, document.total()
    lonely = {
        row["number_id"]
        for row in document.rows("results/verification")
        if row["status"] == "unconstrained" and row["column"] == "outturn" and row["number_id"]
    }
    found = [
        row
        for row in document.rows("tidy/budget_vs_outturn")
        if row["outturn_id"] in lonely
        and row["reader"] == "text"
        and row["name_zh"]
        and row["source"] != "statutory"
        and not document.confirmed(row["outturn_id"])
        and not document.blind([row["page"]])
    ]
    if not total or not found:
        return
    row = max(found, key=lambda one: (one["outturn"], one["outturn_id"]))
    share = (row["outturn"] / total * 100).quantize(Decimal("0.01"))
    if row["outturn"] >= limits["amount"] and share >= limits["share"]:
        yield Finding(
            rule("printed_once"),
            row["name_zh"],
            {
                "name": named(row["name_zh"]),
                "outturn": amount(row["outturn"], row["outturn_id"]),
                "page": pages(row["page"]),
            },
            share=share,
            pages=page_list(row["page"]),
        )
