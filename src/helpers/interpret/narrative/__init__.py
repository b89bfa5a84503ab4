"""Part 3's prose as tidy rows: what was budgeted and spent, and the figures of each section.

The grammar is in terms of what is said (subject, amount, base, comparison, reason) and its
words stand in `wording/narrative.yml`. A number that no rule claims is left alone, never
guessed at: the ledger tells which those are.

Which budget a plain 预算 is, is said by its rate, by its total, by a note, or by nothing:
``支出预算为5.20万元,…完成年初预算的90%`` says it beside the number; where a total says 全年预算 and
its parts only 预算, the parts are of the same budget; a note that says what 预算数 stands for
(``注:预算数均为调整后的全年预算数``) holds for the whole document. Else the base is not said.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

import pandas as pd

from helpers import amounts, wording
from helpers.codes import add_codes
from helpers.interpret.ledger import NUMBERS
from helpers.interpret.narrative.facts import Figures, read_facts
from helpers.interpret.narrative.phrases import expense_of, pattern, three_public_fund
from helpers.interpret.narrative.prose import Number, Passage, passages
from helpers.interpret.narrative.reasons import give_reasons
from helpers.interpret.narrative.speech import Topic
from helpers.interpret.narrative.statements import (
    BASES,
    Statement,
    base_named,
    budget_rows,
    rate_row,
    read_statements,
)

__all__ = ["Narrative", "add_codes", "read_narrative", "set_bases_by_table"]


@dataclass
class Narrative:
    """Rows of ``tidy/budget_vs_outturn`` and ``tidy/facts``."""

    budget: list[dict] = field(default_factory=list)
    facts: list[dict] = field(default_factory=list)


def read_narrative(paragraphs: pd.DataFrame, lines: pd.DataFrame, year: int) -> Narrative:
    """What Part 3 says, from ``as_printed/paragraphs`` and ``as_printed/lines``.

    Where a subordinate unit's accounts follow the department's in one file, only the first
    are read; the numbers of the others are unclaimed.
    """
    found = passages(paragraphs, lines)
    narrative, noted = Narrative(), base_of_notes(found)
    fund = three_public_fund(paragraphs["text"].map(amounts.key))
    seen: set[str] = set()
    others, title, read = False, None, None
    repeated = {key for key, count in Counter(one.key for one in found).items() if count > 1}
    for passage in found:
        if not passage.numbers:
            if passage.key not in repeated:  # a line that heads every page heads nothing
                title = passage
            continue
        read = _read_passage(passage, year, title, noted, read, fund)
        others = others or (bool(seen & _LATE) and _begins_anew(read.facts, narrative.facts))
        if not others:
            _take(passage, read, narrative)
        seen.add(passage.section)
        title = None if read.statements else passage
    return narrative


#: Sections that come after the totals: totals stated again after them are another unit's.
_LATE = {"basic", "three_public", "general_budget", "general_budget_detail", "procurement"}


def _begins_anew(facts: list[tuple[dict, Number]], before: list[dict]) -> bool:
    """Total revenue or expenditure is stated again, and it is another amount."""
    total = "revenue_expenditure_total"
    known = {fact["value"] for fact in before if fact["fact"] == total}
    return bool(known) and any(
        row["fact"] == total and row["value"] not in known for row, _ in facts
    )


#: A total with the base of its budget: it governs the parts stated after it.
Whole = tuple[str, Statement]


@dataclass
class Read:
    """What one passage says: budget statements with their rows, facts, and how it ended."""

    statements: list[tuple[Statement, list[dict]]]
    facts: list[tuple[dict, Number]]
    whole: Topic | None
    governing: Whole | None = None


def _read_passage(
    passage: Passage,
    year: int,
    title: Passage | None,
    noted: str | None,
    before: Read | None,
    fund: str | None,
) -> Read:
    """The budget statements and facts of one passage."""
    made = read_statements(passage, year, title)
    governing = set_bases(made, noted, before.governing if before and passage.follows else None)
    statements = [(one, budget_rows(one, passage, fund)) for one in made]
    stated = {
        number.start: one
        for one, rows in statements
        if rows or one.nobodys
        for number in one.numbers.values()
    }
    figures = read_facts(
        passage,
        year,
        stated,
        before.whole if before and (passage.goes_on and passage.follows) else None,
        fund,
    )
    _place_rates(figures, statements, passage, fund)
    give_reasons(
        passage,
        sorted(
            ((row, one.end) for one, rows in statements for row in rows), key=lambda one: one[1]
        ),
        figures.rows,
    )
    return Read(statements, figures.rows, figures.whole, governing)


def _place_rates(figures: Figures, statements: list, passage: Passage, fund: str | None) -> None:
    """Make each rate that stands without a budget a row of its own; a fact where what it is of
    has no budget scope (revenue, a part)."""
    for claim, fact, number in figures.rates:
        section = claim.topic.section or passage.section
        row = rate_row(claim.subject or "", section, number, claim.base, passage, fund)
        if row is None:
            figures.rows.append((fact, number))
        else:
            statements.append((Statement(claim.subject, number.start, end=number.stop), [row]))
    figures.rows.sort(key=lambda one: one[1].start)


def _take(passage: Passage, read: Read, narrative: Narrative) -> None:
    """Add what the passage says to `narrative`."""
    for _, rows in read.statements:
        narrative.budget += rows
    narrative.budget += _projects(passage)
    stated = {(fact["fact"], fact["subject_zh"]) for fact in narrative.facts}
    for row, _ in read.facts:
        # A figure's labels say again, with other digits perhaps, what a sentence has said.
        if not (passage.is_label and (row["fact"], row["subject_zh"]) in stated):
            narrative.facts.append(row)


def _projects(passage: Passage) -> list[dict]:
    """The projects listed inside 五(三): name, amount, what it achieved."""
    if passage.section != "general_budget_detail" or "项目支出" not in passage.key:
        return []
    words = wording.load("narrative")["budget"]
    match = re.search(words["projects"], passage.key[passage.key.index("项目支出") :])
    if not match:
        return []
    start = passage.key.index("项目支出") + match.end()
    found = []
    for number in passage.numbers:
        if number.start < start or not number.is_money:
            continue
        name = re.split(r"[;。]|^", passage.key[start : number.start])[-1].strip(",:、")
        stop = re.search(r"[;。]|$", passage.key[number.end :]).start() + number.end
        if not name or re.search(r"[,。]", name):
            continue
        found.append(
            {
                "scope": "project",
                "name_zh": passage.as_printed(start, number.start, name),
                "outturn": amounts.in_ten_thousands(number.printed, number.unit),
                "outturn_printed": number.printed,
                "source": "narrative",
                **passage.place(number.start, number.end),
                NUMBERS: {"outturn": passage.where(number)},
            }
        )
        start = stop + 1
    return found


def base_of_notes(passages: list[Passage]) -> str | None:
    """The base (initial, adjusted) that the document's notes give to 预算数; null where none
    does or two disagree."""
    note = pattern(wording.load("narrative")["budget"]["base_note"])
    said = {base_named(match["base"]) for one in passages for match in note.finditer(one.key)}
    return said.pop() if len(said) == 1 else None


def set_bases(
    statements: list[Statement], noted: str | None, whole: Whole | None = None
) -> Whole | None:
    """Give each plain budget of a passage the base that is said for it.

    `whole` is the total of the passages before, where this one goes on from them; returned is
    the one that governs at the end.
    """
    for one in statements:
        said = one.rate_base or noted or (whole and _governs(*whole, one) and whole[0])
        if "budget" in one.numbers and said and BASES[said] not in one.numbers:
            one.numbers[BASES[said]] = one.numbers.pop("budget")
        if noted and "execution_rate" in one.numbers and one.rate_base is None:
            one.rate_base = noted
        if _is_whole(one):
            whole = next(
                ((base, one) for base, kind in BASES.items() if base and kind in one.numbers), None
            )
    return whole if whole and expense_of(whole[1].subject) else None


def _is_whole(one: Statement) -> bool:
    named = expense_of(one.subject)
    return named == "total" if named else "预算" in one.subject


def _governs(base: str, whole: Statement, part: Statement) -> bool:
    """`part` is stated as a part of `whole` and its budget is no larger."""
    if "budget" not in part.numbers or not expense_of(part.subject):
        return False
    return part.numbers["budget"].value <= whole.numbers[BASES[base]].value


_BASES = {"initial_budget": "initial", "adjusted_budget": "adjusted"}


def set_bases_by_table(budget: list[dict], statutory: list[dict]) -> None:
    """Give rows of the three public expenses whose base is not said the one that the table says.

    `budget` are rows of ``tidy/budget_vs_outturn`` from the prose, `statutory` of
    ``tidy/statutory``. A table that prints both budgets, or none with a name, says nothing.
    """
    named = _named_budgets(statutory)
    for row in budget:
        if row["scope"] != "three_public" or row.get("code") not in named:
            continue
        measure, amount = named[row["code"]]
        if row.get("budget") is not None and row["budget"] == amount:
            row[measure], row[f"{measure}_printed"] = row.pop("budget"), row.pop("budget_printed")
            row[NUMBERS][measure] = row[NUMBERS].pop("budget")
        elif not _is_rate_of(row, amount):
            continue
        if row.get("execution_rate_base") == "not_said":
            row["execution_rate_base"] = _BASES[measure]


def _named_budgets(statutory: list[dict]) -> dict[str, tuple[str, Decimal]]:
    """The budget of each expense that the table names, by the expense's code."""
    found = defaultdict(list)
    for row in statutory:
        if row["table"] == "three_public" and row["measure"] in ("budget", *_BASES):
            found[row["code"]].append((row["measure"], row["amount"]))
    return {code: one[0] for code, one in found.items() if len(one) == 1 and one[0][0] in _BASES}


def _is_rate_of(row: dict, amount: Decimal) -> bool:
    """The rate printed in `row`, which states no budget, is its outturn ÷ `amount`."""
    stated = any(row.get(name) is not None for name in ("budget", *_BASES))
    if (
        stated
        or row.get("execution_rate_base") != "not_said"
        or row.get("outturn") is None
        or (not amount)
    ):
        return False
    rate = Decimal(row["execution_rate_printed"])
    half = Decimal(1).scaleb(amounts.exponent(rate)) / 2
    return abs(row["outturn"] / amount * 100 - rate) <= half
