"""Checks of an approved budget: its own sums and sentences, and the accounts against it.

``checks(tables, joined)`` gives rows of ``results/checks`` and ``results/check_numbers``; what
each rule says in words, and where it comes from, is wording/budget_rules.yml. A document without
a budget beside it has none of these checks.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from helpers import amounts, wording
from helpers.checks.judging import (
    HUNDRED,
    Judgement,
    Printed,
    half_unit,
    interval,
    judge_change,
    judge_equal,
    judge_percentage,
    judge_sum,
    quotient,
)
from helpers.codes import MARK, bare_name, expense_named
from helpers.extract.grids.captions import of_tables
from helpers.index import records

#: The tables that the checks and the join are made of.
TABLES = (
    "tidy/documents",
    "tidy/statutory",
    "tidy/budget_vs_outturn",
    "tidy/budget",
    "tidy/budget_tables",
    "tidy/budget_statements",
    "tidy/budget_notes",
    "tidy/facts",
)
#: Notes that leave an amount of a table out: its sums may lack a part then.
_LEFT_OUT = frozenset(
    ("unknown_header", "not_an_amount", "merged_amount", "cut_amount", "left_over", "unnamed_row",
     "no_unit", "beyond_edge", "budget_picture")
)  # fmt: skip
_REVENUE = ("opening_balance", "balances_used", "appropriation", "superior_subsidy",
    "institutional", "operating", "affiliate_remittance", "other", "special_account",
    "own_funds", "general_budget", "government_funds", "state_capital")  # fmt: skip
_SPENDING = ("basic", "project", "remitted_to_superior", "operating", "affiliate_subsidy",
    "reserve", "closing_balance")  # fmt: skip
_BY_CODE = ("revenue", "expenditure", "general_budget_expenditure", "basic_expenditure",
    "government_funds", "state_capital", "appropriation_by_function", "appropriation_basic",
    "general_budget_by_economic_class", "operating_costs")  # fmt: skip
#: Where a sentence's amount of a function may stand, in this order.
_FUNCTIONAL = ("general_budget_expenditure", "appropriation_by_function", "expenditure")
_JOINED = {"agrees": "pass", "rounding": "rounding", "differs": "fail"}


@dataclass
class Made:
    """One check: its rule (a key of `ids` in budget_rules.yml), the names for its words, the
    judgement, the pages of either PDF."""

    rule: str
    names: dict
    judgement: Judgement
    budget_pages: tuple[int, ...] = ()
    accounts_pages: tuple[int, ...] = ()


def checks(
    tables: Mapping[str, pd.DataFrame], joined: Sequence[dict]
) -> tuple[list[dict], list[dict]]:
    """Rows of ``results/checks`` and of ``results/check_numbers``.

    `tables` are tidy tables by name (`TABLES`; of a budget alone, those of the accounts are not
    there), `joined` rows of ``results/budget_join``.
    """
    rows = {name: records(tables[name]) if name in tables else [] for name in TABLES}
    made = [
        *_of_join(joined),
        *_operating_costs(rows),
        *_of_tables(rows),
        *_of_statements(rows),
        *_called_empty(rows),
    ]
    checks = [(_check_id(one, n), one) for n, one in enumerate(made)]
    causes = _same_cause(checks)
    return (
        [_check_row(number, one) | {"same_cause": causes.get(number)} for number, one in checks],
        [row for number, one in checks for row in _number_rows(number, one)],
    )


def _of_join(joined: Sequence[dict]) -> Iterator[Made]:
    """J01–J05: what the accounts say of their initial budget, against the published one."""
    for row in joined:
        if row["outcome"] not in _JOINED:
            continue
        printed = row["budget_printed"]
        budget = Printed(row["budget"], half_unit(row["budget"], printed), printed,
            row["budget_page"], number_id=row["budget_id"])  # fmt: skip
        said = row["initial_budget"]
        stated = _printed(said, row["accounts_page"], row["initial_budget_id"])
        judgement = judge_equal(stated, budget)
        judgement.outcome = _JOINED[row["outcome"]]
        yield Made(
            _rule_of(row),
            {"name": " ".join(filter(None, (row["code"], row["name_zh"])))},
            judgement,
            (row["budget_page"],),
            (row["accounts_page"],),
        )


def _rule_of(row: dict) -> str:
    if row["pair"] == "three_public":
        return "three_public"
    if row["side"]:
        return "summary"
    return row["level"] if row["level"] in ("total", "item") else "section"


def _operating_costs(rows: Mapping[str, list[dict]]) -> Iterator[Made]:
    """J06: operating costs as the budget has them, and as the accounts' change implies."""
    facts = {row["fact"]: row for row in reversed(rows["tidy/facts"])}
    total, change = facts.get("operating_costs_total"), facts.get("operating_costs_change")
    published = [
        row
        for row in rows["tidy/budget"]
        if (row["table"], row["code"]) == ("three_public", "operating_costs")
        or (row["table"], row["level"]) == ("operating_costs", "total")
    ]
    if not (total and change and published) or change["base"] != "initial_budget":
        return
    signs = {"increase": -1, "decrease": 1}
    if change["direction"] in signs and total["value_unit"] == change["value_unit"] == "万元":
        parts = [_printed(one["value"], one["page"], one["value_id"]) for one in (total, change)]
        judgement = judge_sum(_amount(published[0]), parts, [1, signs[change["direction"]]])
        yield Made("operating_costs", {}, judgement, (published[0]["page"],), (total["page"],))


def _of_tables(rows: Mapping[str, list[dict]]) -> Iterator[Made]:
    """B01–B03: sums within the tables of the budget that were understood whole."""
    doubted = {
        row["table"]
        for row in rows["tidy/budget_tables"]
        for one in rows["tidy/budget_notes"]
        if one["kind"] in _LEFT_OUT
        and row["document"] == one["document"]
        and row["first_page"] is not None
        and row["first_page"] <= (one["page"] or 0) <= row["last_page"]
    }
    tables: dict[str, list[dict]] = defaultdict(list)
    for row in rows["tidy/budget"]:
        if row["phase"] != "executed" and row["table"] not in doubted:
            tables[row["table"]].append(row)
    for name, own in tables.items():
        if name in _BY_CODE:
            yield from _rows_add_up(name, own)
            yield from _levels_add_up(name, own)
        elif name == "three_public":
            yield from _expenses_add_up(own)


def _rows_add_up(table: str, own: list[dict]) -> Iterator[Made]:
    parts: tuple[str, ...] = _REVENUE if table == "revenue" else _SPENDING
    measures = {row["measure"] for row in own}
    if table == "revenue" and (
        "revenue" in measures or {"appropriation", "general_budget"} <= measures
    ):
        return
    if "economic" in table or "basic" in table:
        parts = ("personnel", "public")
    elif {"personnel", "public"} & measures and "basic" not in measures:
        return
    if len(measures & set(parts)) < 2:
        return
    by_row: dict[int, dict[str, dict]] = defaultdict(dict)
    for row in own:
        by_row[row["row"]][row["measure"]] = row
    for cells in by_row.values():
        of_it = [cells[one] for one in parts if one in cells]
        if "total" in cells and of_it:
            total = cells["total"]
            judgement = judge_sum(_amount(total), list(map(_amount, of_it)))
            yield Made("row", {"table": _title(table), "name": _name(total)}, judgement,
                (total["page"],))  # fmt: skip


def _levels_add_up(table: str, own: list[dict]) -> Iterator[Made]:
    """Each class against its sections, each section against its items, the total against all."""
    for measure in dict.fromkeys(row["measure"] for row in own):
        rows = [row for row in own if row["measure"] == measure]
        codes = {code: row for row in rows if row["code"] and (code := _code(row))}
        whole = next((row for row in rows if row["level"] == "total" and not row["group_zh"]), None)
        classes = [row for code, row in codes.items() if len(code) == 3]
        pairs = [(whole, classes)] if whole and classes else []
        for code, row in codes.items():
            below = [one for c, one in codes.items() if c[:-2] == code]
            pairs += [(row, below)] if below else []
        for above, parts in pairs:
            judgement = judge_sum(_amount(above), list(map(_amount, parts)))
            said = wording.load("budget_rules")["measures"].get(measure, {})
            names = {"table": _title(table), "name": _name(above), "measure": said or measure}
            yield Made("level", names, judgement, (above["page"],))


def _expenses_add_up(own: list[dict]) -> Iterator[Made]:
    found = {row["code"]: row for row in own if row["measure"] in ("budget", "initial_budget")}
    for total, parts in (
        ("total", ("overseas_travel", "vehicles", "reception")),
        ("vehicles", ("vehicle_purchase", "vehicle_running")),
    ):
        of_it = [found[one] for one in parts if one in found]
        if total in found and of_it:
            judgement = judge_sum(_amount(found[total]), list(map(_amount, of_it)))
            yield Made(
                "expenses", {"name": _name(found[total])}, judgement, (found[total]["page"],)
            )


def _of_statements(rows: Mapping[str, list[dict]]) -> Iterator[Made]:
    """BS1–BS3: a sentence against its table, its rate, and what it says again."""
    first: dict[tuple, dict] = {}
    for row in rows["tidy/budget_statements"]:
        key = (row["document"], row["subject_zh"])
        before = first.get(key)
        if before is not None and _is_said_again(row, before):
            judgement = judge_equal(_stated(row), _stated(before))
            yield Made("again", {"name": row["subject_zh"]}, judgement, _pages(row, before))
            continue
        first[key] = row
        yield from _against_table(row, rows["tidy/budget"])
        yield from _rate(row)


def _is_said_again(row: dict, before: dict) -> bool:
    """The sentence gives an amount without naming the thing that the one before it named."""
    *_, name = MARK.sub("/", amounts.key(row["subject_zh"])).rstrip("/").split("/")
    near = before["page"] in (row["page"], row["page"] - 1)
    known = row["amount"] is not None and before["amount"] is not None
    return near and known and name not in amounts.key(row["snippet_zh"])


def _against_table(row: dict, budget: Sequence[dict]) -> Iterator[Made]:
    """BS1: an item's or an expense's amount, where the budget's tables have one number of it."""
    if row["amount"] is None:
        return
    tables: tuple[str, ...] = _FUNCTIONAL
    measures: tuple[str, ...] = ("total",)
    code = row["code"]
    if not code and row["level"] == "line":
        code = expense_named(row["subject_zh"], of_tables("budget"))
        if code in (None, "total", "operating_costs", "meetings", "training"):
            return
        tables, measures = ("three_public",), ("budget", "initial_budget")
    found = [
        one
        for table in tables
        for one in budget
        if one["code"] == code and one["table"] == table and one["measure"] in measures
    ]
    if not code or not found:
        return
    # Which money a sentence speaks of is not said: it may be all of it, or the appropriation.
    lines = _class_lines(row, budget) if row["level"] == "class" else []
    judged = [(judge_equal(_stated(row), _amount(one)), one) for one in (*found, *lines)]
    sound = next(((judged, one) for judged, one in judged if judged.outcome != "fail"), None)
    if sound is None and tables is _FUNCTIONAL and not _is_of_one_money(budget):
        return
    judgement, one = sound or judged[0]
    yield Made("sentence", {"name": row["subject_zh"]}, judgement, _pages(row, one))


def _class_lines(row: dict, budget: Sequence[dict]) -> list[dict]:
    """The lines of the summary that print a class by its name alone."""
    wanted = bare_name(row["subject_zh"].split("(")[0])
    return [
        one
        for one in budget
        if one["table"] == "revenue_expenditure_summary"
        and one["side"] == "expenditure"
        and one["measure"] == "budget"
        and bare_name(amounts.key(one["name_zh"] or "").partition("、")[2]) == wanted
    ]


def _is_of_one_money(budget: Sequence[dict]) -> bool:
    """All that the department spends is its appropriation: the two summaries have one total."""
    totals = [
        max(
            (
                one["amount"]
                for one in budget
                if one["table"] == table
                and one["level"] == "total"
                and one["measure"] in ("budget", "total")
            ),
            default=None,
        )
        for table in ("revenue_expenditure_summary", "appropriation_summary")
    ]
    return None not in totals and totals[0] == totals[1]


def _rate(row: dict) -> Iterator[Made]:
    """BS2: the printed rate of change, where its two numbers are printed."""
    signs = {"increase": 1, "decrease": -1}
    if not row["rate_printed"] or row["amount"] is None or row["direction"] not in signs:
        return
    sign, text = signs[row["direction"]], row["rate_printed"]
    value = Decimal(text)
    rate = Printed(value, half_unit(value, text), text, row["page"], number_id=row["rate_id"])
    current = _stated(row)
    if row["change"] is not None:
        change = _printed(row["change"], row["page"], row["change_id"], row["change_printed"])
        judgement = judge_change(rate, current, change, sign)
    elif row["compared"]:
        before = _printed(row["compared"], row["page"], row["compared_id"], row["compared_printed"])
        possible = quotient(interval(current), interval(before))
        if possible is None:
            return
        ends = sorted(sign * (HUNDRED * one - HUNDRED) for one in possible)
        exact = sign * (HUNDRED * current.value / before.value - HUNDRED)
        judgement = judge_percentage(rate, exact, (ends[0], ends[1]))
        judgement.numbers += [current, before]
    else:
        return
    if judgement.outcome != "cannot_tell":
        yield Made("rate", {"name": row["subject_zh"]}, judgement, (row["page"],))


def _called_empty(rows: Mapping[str, list[dict]]) -> Iterator[Made]:
    """N01: a note calls a table empty that prints amounts other than nothing."""
    for table in rows["tidy/budget_tables"]:
        own = [row for row in rows["tidy/budget"] if row["table"] == table["table"]]
        if (
            table["state"] == "filled"
            and table["statement_zh"]
            and any(row["amount"] for row in own)
        ):
            judgement = Judgement("fail", numbers=list(map(_amount, own)))
            judgement.words, judgement.page = table["statement_zh"], table["first_page"]
            names = {"table": _title(table["table"]), "count": len(own)}
            yield Made("called_empty", names, judgement, (table["last_page"],))


def _amount(row: dict) -> Printed:
    value, text = row["amount"], row["printed"]
    return Printed(value, half_unit(value, text), text, row["page"], number_id=row["amount_id"])


_stated = _amount


def _printed(value: Decimal, page: int, number: str | None, text: str | None = None) -> Printed:
    text = text or f"{value.normalize():f}"
    if "." not in text or len(text.partition(".")[2]) < 2:
        text = f"{value:.2f}" if value == value.quantize(Decimal("0.01")) else text
    return Printed(value, half_unit(value, text), text, page, number_id=number)


def _pages(*rows: dict) -> tuple[int, ...]:
    return tuple(sorted({row["page"] for row in rows}))


def _code(row: dict) -> str | None:
    """The code for the order of levels: 301 | 2 is 30102; None for a unit's code."""
    code = row["code"]
    if len(code) == 4 and row["level"] == "economic_section":
        return f"{code[:3]}0{code[3]}"
    return code if len(code) in (3, 5, 7) else None


def _name(row: dict) -> str:
    return " ".join(filter(None, (row["code"] if row["table"] != "three_public" else None,
        row["name_zh"]))) or "合计"  # fmt: skip


def _title(table: str) -> str:
    return of_tables("budget")["tables"][table]["title_zh"]


def _id(rule: str) -> str:
    """The id of a rule by what it is (`ids` in budget_rules.yml)."""
    return wording.load("budget_rules")["ids"][rule]


def _check_id(one: Made, n: int) -> str:
    number = next(iter(one.judgement.numbers), None)
    text = repr(
        (
            _id(one.rule),
            sorted(one.names.items(), key=str),
            [p.number_id for p in one.judgement.numbers],
            n if number is None else 0,
        )
    )
    place = (
        number.number_id if number is not None and number.number_id else f"p{one.budget_pages[0]}"
    )
    return f"{_id(one.rule)}-{place}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _same_cause(checks: Sequence[tuple[str, Made]]) -> dict[str, str]:
    """The first alarm of those that share a number with it."""
    causes: dict[str, str] = {}
    held: dict[str, str] = {}
    for number, one in checks:
        if one.judgement.outcome != "fail":
            continue
        ids = [p.number_id for p in one.judgement.numbers if p.number_id]
        first = next((held[name] for name in ids if name in held), None)
        if first:
            causes[number] = causes.get(first, first)
        for name in ids:
            held.setdefault(name, first or number)
    for first in set(causes.values()):
        causes[first] = first
    return causes


def _check_row(number: str, one: Made) -> dict:
    judgement, words = one.judgement, wording.load("budget_rules")[_id(one.rule)]
    told = {}
    for lang in ("zh", "en"):
        names = {
            name: value.get(lang, "") if isinstance(value, dict) else value
            for name, value in one.names.items()
        }
        names |= {
            "printed": judgement.printed,
            "expected": judgement.expected,
            "words": judgement.words,
            "budget_page": "、".join(map(str, one.budget_pages)),
            "accounts_page": "、".join(map(str, one.accounts_pages)),
        }
        told[f"statement_{lang}"] = words[lang].format(**names)
        said = words.get(f"{judgement.outcome}_{lang}")
        told[f"told_{lang}"] = said.format(**names) if said else None
    return {
        "check_id": number,
        "rule": _id(one.rule),
        "family": words["family"],
        **told,
        "printed": judgement.printed,
        "expected": judgement.expected,
        "difference": judgement.difference,
        "tolerance": judgement.tolerance,
        "outcome": judgement.outcome,
        "likely_cause": judgement.likely_cause if judgement.outcome == "fail" else None,
        "formula": judgement.formula,
        "pages": sorted(set(one.accounts_pages)),
        "budget_pages": sorted(set(one.budget_pages)),
        "evidence": [p.text for p in judgement.numbers],
    }


def _number_rows(number: str, one: Made) -> list[dict]:
    return [
        {
            "check_id": number,
            "position": n,
            "role": one.judgement.role(n - 1),
            "number_id": p.number_id,
            "printed": p.text,
            "page": p.page,
        }
        for n, p in enumerate(one.judgement.numbers, 1)
    ]
