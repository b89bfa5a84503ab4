"""Checks of Part 3's later sections: basic expenditure, running costs, procurement, vehicles;
and of the staff that Part 1 counts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from helpers.identities.accounts import Accounts
from helpers.identities.check import Check
from helpers.identities.judging import (
    Judgement,
    Printed,
    judge_sum,
    plain,
)
from helpers.identities.prose_checks import SIGNS, listed_sum, rate_of_change
from helpers.identities.ratios import judge_ratio

#: Goods, works and services: a list of the three is whole.
_KINDS_OF_PROCUREMENT = 3


def section_checks(accounts: Accounts) -> Iterator[Check]:
    """Every check of the sections after the general budget."""
    yield from _basic(accounts)
    yield from _operating_costs(accounts)
    yield from _procurement(accounts)
    yield from _vehicles(accounts)
    yield from _vehicles_held(accounts)
    yield from _staff(accounts)


def _basic(accounts: Accounts) -> Iterator[Check]:
    """六: basic expenditure against table 05, its two parts against table 06 and their sum."""
    total, personnel, public = (accounts.said(accounts.fact(f"basic_{name}"))
                                for name in ("total", "personnel", "public"))
    if total and personnel and public:
        yield Check("T04", {"base": "基本支出"}, judge_sum(total, [personnel, public]))


def _operating_costs(accounts: Accounts) -> Iterator[Check]:
    """机关运行经费: the rate of its change."""
    total, change, rate = (accounts.fact(f"operating_costs_{name}")
                           for name in ("total", "change", "change_rate"))
    if total and change and rate and change["direction"] in SIGNS:
        yield rate_of_change(accounts, "机关运行经费", accounts.said(total), change, rate)


def _procurement(accounts: Accounts) -> Iterator[Check]:
    """政府采购: goods + works + services; the shares of small and medium firms."""
    total = accounts.said(accounts.fact("procurement_total"))
    parts = [accounts.said(fact) for fact in accounts.facts_named("procurement_part")]
    if total is None:
        return
    if parts:
        whole = judge_sum if len(parts) >= _KINDS_OF_PROCUREMENT else listed_sum
        yield Check("T04", {"base": "政府采购支出总额"}, whole(total, parts))
    awarded = {fact["subject_zh"]: accounts.said(fact) for name in ("sme", "micro")
               for fact in accounts.facts_named(f"procurement_{name}")}
    for share in accounts.facts_named("procurement_share"):
        if share["subject_zh"] in awarded:
            yield Check("T03", {"what": share["subject_zh"], "base": "政府采购支出总额"},
                        judge_ratio(accounts.said(share), awarded[share["subject_zh"]], total,
                                    [one for one in awarded.values() if one]))


def _vehicles(accounts: Accounts) -> Iterator[Check]:
    """国有资产: the vehicles by use add up to all; 其他用车 to what it is said to be."""
    total = accounts.said(accounts.fact("assets_vehicles"))
    parts = accounts.facts_named("assets_vehicles_part")
    uses = [fact for fact in parts if (fact["subject_zh"] or "").endswith("用车")
            and "主要是" not in fact["subject_zh"]]
    if total and uses:
        whole = judge_sum if any("其他" in fact["subject_zh"] for fact in uses) else listed_sum
        yield Check("T04", {"base": "车辆"}, whole(total, [accounts.said(f) for f in uses]))


def _vehicles_held(accounts: Accounts) -> Iterator[Check]:
    """Vehicles at year end, stated in two sections or twice in one: the counts may differ in
    what they count (all vehicles, or those paid from appropriation)."""
    held = accounts.facts_named("three_public_vehicles_held")
    others = [*held[1:], *accounts.facts_named("assets_vehicles")[:1]] if held else []
    for other in others:
        judgement = _count(accounts.said(held[0]), accounts.said(other))
        judgement.unit = "辆"
        if judgement.outcome == "fail":
            judgement.outcome, judgement.likely_cause = "cannot_tell", None
        yield Check("N03", {"other": other["subject_zh"]}, judgement)


def _staff(accounts: Accounts) -> Iterator[Check]:
    """Part 1: the staff counted and its parts; a list of parts need not be whole."""
    total, parts = None, []
    staff = [row for row in accounts.profile if row["kind"] == "staff" and row["value"] is not None]
    for row in [*staff, None]:
        if row is None or _is_total(row["name_zh"]):
            if total and parts:
                judgement = judge_sum(_heads(total), [_heads(one) for one in parts])
                judgement.unit = "人"
                if judgement.outcome == "fail":
                    judgement.outcome, judgement.likely_cause = "cannot_tell", None
                yield Check("T04", {"base": total["name_zh"]}, judgement)
            total, parts = row, []
        else:
            parts.append(row)


def _is_total(name: str) -> bool:
    return "在职" in name or name.startswith("离退休")


def _heads(row: dict) -> Printed:
    return Printed(row["value"], Decimal(0), plain(row["value"]), row["page"],
                   number_id=row["value_id"])


def _count(left: Printed, right: Printed) -> Judgement:
    same = left.value == right.value
    return Judgement("pass" if same else "fail", left.text, right.text,
                     plain(left.value - right.value), "0",
                     None if same else "cross_reference", [left, right])
