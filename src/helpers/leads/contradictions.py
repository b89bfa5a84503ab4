"""Leads from checks: what does not hold, one lead a cause, and what cannot be told, with money.

One wrong number fails every sum that it is in, and its tables disagree by the same amount
everywhere: such checks are one lead, told by the one of them that says most.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from helpers import amounts
from helpers.leads.catalogue import (
    Field,
    Named,
    Number,
    Phrase,
    Rule,
    of_check,
    otherwise,
    pages,
    rules,
)
from helpers.leads.finding import Document, Finding, page_list
from helpers.leads.finding import rule as rule_named

_HUNDREDTH = Decimal("0.01")
_PARTS = ("function_class", "function_section", "function_item")
_EXAMPLES = 12  # pages told of many checks of one rule


def disagreements(document: Document) -> Iterator[Finding]:
    """The checks that fail: of numbers, a lead a cause; of words, a lead a rule."""
    failed = [row for row in document.checks if row["outcome"] == "fail"]
    told: dict[str, list[dict]] = {}
    for check in failed:
        told.setdefault(_rule_of(document, check).id, []).append(check)
    numeric = [
        check
        for name, checks in told.items()
        for check in checks
        if rules()[name].finder == "checks"
    ]
    for group in _causes(document, numeric):
        yield _of_numbers(document, group)
    for name, checks in told.items():
        if rules()[name].finder in ("words", "digits"):
            yield _of_words(document, rules()[name], checks)


def _rule_of(document: Document, check: dict) -> Rule:
    """The lead's rule of a failed check; that of the last digit where no more than that is off."""
    digits = rule_named("last_digit")
    money = _money(document, check)
    least = digits.limits["amount"]
    if check["likely_cause"] == "rounding" or (money is not None and 0 < money < least):
        return digits
    found = of_check(check["rule"], "checks", "words")
    if found is not None:
        return found
    compares = check["difference"] is not None
    return otherwise("money" if money is not None else "number" if compares else "words")


def _causes(document: Document, checks: list[dict]) -> list[list[dict]]:
    """The checks by cause: those that share the number in most of them, then those that are off
    by the same money, then those of rules that are one matter."""
    groups = _by_number(document, checks)
    groups = _joined(groups, lambda check: _off_by(document, check))
    matters = {rule.one_with: rule.one_with for rule in rules().values() if rule.one_with}

    def matter(check: dict) -> str | None:
        rule = _rule_of(document, check)
        return rule.one_with or matters.get(rule.id)

    return _joined(groups, matter)


def _off_by(document: Document, check: dict) -> Decimal | None:
    return _money(document, check) or None


def _by_number(document: Document, checks: list[dict]) -> list[list[dict]]:
    """The number in most of the checks is the likely wrong one: they are one group; and so on."""
    doubted = {
        row["number_id"]
        for check in checks
        if _rule_of(document, check).id != "rates_differ"
        for row in _compared(document, check)
    }
    left = {check["check_id"]: _suspects(document, check, doubted) for check in checks}
    by_id = {check["check_id"]: check for check in checks}
    groups = []
    while left:
        counts = Counter(number for numbers in left.values() for number in sorted(numbers))
        best = max(counts.items(), key=lambda one: (one[1], one[0]), default=("", 0))
        if best[1] < 2:
            break
        group = [name for name, numbers in left.items() if best[0] in numbers]
        groups.append([by_id[name] for name in group])
        for name in group:
            del left[name]
    return groups + [[by_id[name]] for name in left]


def _suspects(document: Document, check: dict, doubted: set[str]) -> set[str]:
    """The numbers that may be wrong. Two rates of one whole are two causes: what a rate is worked
    out of is suspected where it closes no other check, or stands in a sum that fails as well."""
    numbers = {row["number_id"] for row in _compared(document, check) if row["number_id"]}
    of_a_rate = _rule_of(document, check).id == "rates_differ"
    return numbers - (document.closing - doubted) if of_a_rate else numbers


def _joined(groups: list[list[dict]], key) -> list[list[dict]]:
    """The groups, those joined in which a check has the same key (None is none)."""
    joined: list[list[dict]] = []
    for group in groups:
        keys = {key(check) for check in group} - {None}
        same = [one for one in joined if keys & {key(check) for check in one}]
        merged = [check for one in (*same, group) for check in one]
        joined = [one for one in joined if one not in same] + [merged]
    return joined


def _compared(document: Document, check: dict) -> list[dict]:
    return document.compared.get(check["check_id"], [])


def _of_numbers(document: Document, group: list[dict]) -> Finding:
    """One cause as a lead, told by the check of the first rule, then of the most money."""
    places = {name: n for n, name in enumerate(rules())}
    order = {row["check_id"]: n for n, row in enumerate(document.checks)}

    def rank(check: dict) -> tuple:
        money, rule = _money(document, check), _rule_of(document, check)
        return (money is None, places[rule.id], -(money or 0), order[check["check_id"]])

    group = sorted(group, key=rank)
    told = group[0]
    rule = _rule_of(document, told)
    fields, also = _fields(document, told), _also(document, group)
    money = _money(document, told)
    return Finding(
        rule,
        told["check_id"],
        fields,
        money,
        _share(money, told),
        tuple(check["check_id"] for check in group),
        page_list(*(page for check in group for page in check["pages"])),
        also,
    )


def _also(document: Document, group: list[dict]) -> tuple[str, ...]:
    """The numbers of the other checks of the cause."""
    found = [row["number_id"] for check in group[1:] for row in _compared(document, check)]
    return tuple(dict.fromkeys(filter(None, found)))


def _fields(document: Document, check: dict) -> dict[str, Field]:
    rows = _compared(document, check)
    one, others = _sides(rows)
    is_money = _money(document, check) is not None
    left, right = (
        Number(_shown(text, is_money), tuple(row["number_id"] for row in side if row["number_id"]))
        for text, side in ((check["printed"], one), (check["expected"], others))
    )
    where = pages(*([row["page"] for row in one] or check["pages"][:1]))
    elsewhere = pages(*([row["page"] for row in others] or check["pages"]))
    return {
        "printed": left,
        "expected": right,
        "money": amounts.money(_money(document, check) or Decimal(0)),
        "page": where,
        "elsewhere": Phrase("same_page", {}) if elsewhere == where else elsewhere,
        "statement": _statement(check),
        "count": str(len(others)),
        "recomputed": _recomputed(check, right),
    }


def _recomputed(check: dict, right: Number) -> Field:
    """What the document's own numbers make, where they make anything."""
    if check["expected"] is None:
        return Phrase("not_computable", {})
    if not check["formula"]:
        return Phrase("recomputed_alone", {"expected": right})
    return Phrase("recomputed", {"expected": right, "formula": check["formula"]})


def _statement(check: dict) -> Field:
    return Named(check["statement_zh"], check["statement_en"])


def _sides(rows: list[dict]) -> tuple[list[dict], list[dict]]:
    """The number printed (the first, or the parts that make it), and what it is compared with."""
    if not rows:
        return [], []
    first = next((n for n, row in enumerate(rows) if row["role"] != rows[0]["role"]), len(rows))
    return rows[:first], rows[first:]


def _shown(text: str | None, is_money: bool) -> str:
    """A number of the check as the sentence shows it."""
    text = (text or "").removeprefix("≤").strip()
    value = _decimal(text)
    if value is not None and is_money:
        return amounts.money(value)
    return text


def _decimal(text: str | None) -> Decimal | None:
    try:
        return Decimal((text or "").strip())
    except InvalidOperation:
        return None


def _money(document: Document, check: dict) -> Decimal | None:
    """By how much money the check is off; None where it compares no money.

    The ledger says whether the first number is money; points and rates are none.
    """
    rows = _compared(document, check)
    off = _decimal(check["difference"])
    number = document.numbers.get(rows[0]["number_id"]) if rows else None
    if off is None or number is None or number["amount"] is None:
        return None
    return abs(off)


def _share(money: Decimal | None, check: dict) -> Decimal | None:
    """How much of the printed number it is."""
    whole = _decimal((check["printed"] or "").removeprefix("≤"))
    if money is None or not whole:
        return None
    return (abs(money / whole) * 100).quantize(Decimal("0.01"))


def _of_words(document: Document, rule: Rule, checks: list[dict]) -> Finding:
    """All checks of one rule as one lead: the one off by most money, else the first, is told."""
    checks = sorted(checks, key=lambda check: -(_money(document, check) or 0))
    first, more = checks[0], _matters(checks) - 1
    numbers = _numbers_of(document, first)
    counted = Phrase("more" if more > 1 else "one_more", {"count": str(more)})
    money = None if rule.finder == "digits" else _money(document, first)
    return Finding(
        rule,
        rule.id,
        {
            "first": Named(
                _with_numbers(first["told_zh"] or "", first, numbers),
                _with_numbers(_capital(first["told_en"] or ""), first, numbers),
            ),
            "more": counted if more else "",
            **numbers,
        },
        money or None,
        _share(money, first),
        tuple(check["check_id"] for check in checks),
        page_list(*(page for check in checks for page in check["pages"]))[:_EXAMPLES],
        also=_compared_in_budget(document, first),
        budget_pages=_budget_pages(checks)[:_EXAMPLES],
    )


def _matters(checks: list[dict]) -> int:
    """How many causes the checks have: those that share a wrong number are one."""
    return len({check.get("same_cause") or check["check_id"] for check in checks})


def _compared_in_budget(document: Document, check: dict) -> tuple[str, ...]:
    """The numbers that a check of a budget is about, which its sentence need not have."""
    if not check.get("budget_pages"):
        return ()
    return tuple(row["number_id"] for row in _compared(document, check) if row["number_id"])


def _budget_pages(checks: list[dict]) -> tuple[int, ...]:
    return page_list(*(page for check in checks for page in check.get("budget_pages") or ()))


def _numbers_of(document: Document, check: dict) -> dict[str, Number]:
    """What a check of a budget compares, as its sentence shows it; others name no numbers."""
    if not check.get("budget_pages") or check["difference"] is None:
        return {}
    sides = dict(zip(("printed", "expected"), _sides(_compared(document, check)), strict=True))
    is_money = _money(document, check) is not None
    return {
        name: Number(
            _shown(check[name], is_money),
            tuple(row["number_id"] for row in side if row["number_id"]),
        )
        for name, side in sides.items()
        if side and check[name]
    }


def _with_numbers(text: str, check: dict, numbers: Mapping[str, Number]) -> Field:
    """The sentence of a check with its numbers where it has each of them once."""
    parts: tuple[Field, ...] = (text,)
    for name, number in numbers.items():
        alone = re.compile(rf"(?<![\d.]){re.escape(check[name])}(?!\.?\d)")
        if len(alone.findall(text)) == 1:
            parts = tuple(piece for part in parts for piece in _split(part, alone, number))
    return parts


def _split(part: Field, found: re.Pattern, number: Number) -> Iterator[Field]:
    if not isinstance(part, str) or not found.search(part):
        yield part
        return
    before, after = found.split(part)
    yield from (before, number, after)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def undecided(document: Document) -> Iterator[Finding]:
    """What cannot be told, with money: never what we may have misread."""
    for check in document.checks:
        rule = of_check(check["rule"], "undecided")
        if rule is None or check["outcome"] != "cannot_tell" or check["withheld"]:
            continue
        money = _money(document, check)
        share = _share(money, check)
        if (
            money is None
            or share is None
            or document.blind(check["pages"])
            or _told_elsewhere(document, check)
        ):
            continue
        if rule.id == "parts_unlisted" and not _listed_most(check, rule):
            continue
        if money < rule.limits["amount"] or share < rule.limits["share"]:
            continue
        yield Finding(
            rule,
            check["check_id"],
            _fields(document, check),
            money,
            share,
            (check["check_id"],),
            page_list(*check["pages"]),
        )


def _listed_most(check: dict, rule: Rule) -> bool:
    """Whether the items listed make less than the whole, and so much of it that the list means
    to be one of all."""
    whole, parts = _decimal(check["printed"]), _decimal(check["expected"])
    if not whole or parts is None:
        return False
    return rule.limits["covered"] <= parts / whole * 100 < 100


def _told_elsewhere(document: Document, check: dict) -> bool:
    """Whether the document answers it in another place: the two numbers stand in its tables, or
    it states more things with a budget than the check could add up."""
    if check["rule"] == "T05":
        sums = {
            row["amount"].quantize(_HUNDREDTH)
            for row in document.rows("tidy/statutory")
            if row["amount"] is not None
        }
        return {_decimal(check["printed"]), _decimal(check["expected"])} <= sums
    if check["rule"] == "B03":
        added = {row["number_id"] for row in _compared(document, check)}
        columns = [
            column
            for row in document.rows("tidy/budget_vs_outturn")
            for column in ("initial_budget_id", "adjusted_budget_id", "budget_id")
            if row[column] in added
        ]
        return any(
            row[column] is not None and row[column] not in added
            for row in document.rows("tidy/budget_vs_outturn")
            if row["scope"] in _PARTS and row["source"] == "narrative"
            for column in set(columns)
        )
    return False
