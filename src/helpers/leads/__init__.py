"""What is worth asking the publisher of one document: leads, ranked.

    found = find(tables)          # data frames by name: TABLES
    found.leads[0]["told_en"]     # "The document gives project expenditure of 223.09 万元 …"

The rules are data (wording/leads.yml); the finders look for their cases in the tidy tables and
the audit's results. What was not read, or read by OCR and not proven, is asked of nobody.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from helpers.leads.budgets import approved, far_off, marks, projects, repeated_reasons
from helpers.leads.catalogue import Field, Number, Phrase, Sentence, order, rules
from helpers.leads.contradictions import disagreements, undecided
from helpers.leads.finding import TABLES, Document, Finding
from helpers.leads.patterns import (
    changed_without_reason,
    printed_once,
    rated_low,
    three_public,
    vehicles,
)
from helpers.schemas.columns import LEAD_ROLES
from helpers.wording.labels import LANGUAGES

__all__ = ["TABLES", "Leads", "find", "rules"]

#: What looks for leads, in the order of the rules: one that comes first takes its things.
_FINDERS: tuple[Callable[[Document], Iterator[Finding]], ...] = (
    disagreements,
    undecided,
    projects,
    far_off,
    approved,
    rated_low,
    changed_without_reason,
    three_public,
    vehicles,
    marks,
    repeated_reasons,
    printed_once,
)
_LENGTH = 4  # characters of the hash that tells leads of one rule on one number apart


@dataclass
class Leads:
    """Rows of ``results/leads``, in their order, and of ``results/lead_numbers``."""

    leads: list[dict]
    numbers: list[dict]


def find(tables: Mapping[str, pd.DataFrame]) -> Leads:
    """Every lead of one document's tables (data frames by name: TABLES), ranked.

    With ``results/budget_join`` among them, the published budget is asked about too.
    """
    document = Document(tables)
    found = [one for finder in _FINDERS for one in finder(document)]
    ranked = sorted(found, key=_rank)
    ids = _ids(ranked)
    leads, numbers = [], []
    for n, (lead_id, one) in enumerate(zip(ids, ranked, strict=True), 1):
        said = {lang: Sentence(one.rule.told[lang], one.fields, lang) for lang in LANGUAGES}
        leads.append(_row(lead_id, n, one, said))
        numbers += _numbers(document, lead_id, one, said)
    return Leads(leads, numbers)


def _rank(one: Finding) -> tuple:
    """By group; inside by money, then share; then by what it is about, the same every time."""
    names = list(rules())
    return (
        order().index(one.group),
        -(one.money or Decimal(0)),
        -(one.share or Decimal(0)),
        names.index(one.rule.id),
        one.pages,
        one.about,
    )


def _ids(found: list[Finding]) -> list[str]:
    """An id for each: rule, its first number or page, and a hash of what it is about.

    Of several that would have the same, the later ones are counted.
    """
    seen: Counter[str] = Counter()
    ids = []
    for one in map(_id, found):
        seen[one] += 1
        ids.append(one if seen[one] == 1 else f"{one}-{seen[one]}")
    return ids


def _id(one: Finding) -> str:
    number = next((each for _, shown in _shown(one.fields) for each in shown.ids), None)
    in_budget = f"b-p{one.budget_pages[0]}" if one.budget_pages else "p0"
    place = number or (f"p{one.pages[0]}" if one.pages else in_budget)
    hashed = hashlib.sha256(one.about.encode()).hexdigest()[:_LENGTH]
    return f"{one.rule.id}-{place}-{hashed}"


def _shown(fields: Mapping[str, Field]) -> Iterator[tuple[str, Number]]:
    """Every number in the fields with the name of its field."""
    for key, value in fields.items():
        yield from _within(value, key)


def _within(value: Field, name: str) -> Iterator[tuple[str, Number]]:
    if isinstance(value, Number):
        yield name, value
    elif isinstance(value, Phrase):
        yield from _shown(value.fields)
    elif isinstance(value, tuple):
        for part in value:
            yield from _within(part, name)


def _row(lead_id: str, rank: int, one: Finding, said: Mapping[str, Sentence]) -> dict:
    rule = one.rule
    texts = {
        f"{name}_{lang}": getattr(rule, name)[lang]
        for name in ("innocent", "matters")
        for lang in LANGUAGES
    }
    return {
        "lead_id": lead_id,
        "rank": rank,
        "rule": rule.id,
        "status": rule.status,
        "group": one.group,
        "money": one.money,
        "share": one.share,
        **{f"told_{lang}": sentence.text for lang, sentence in said.items()},
        **texts,
        "checks": list(one.checks),
        "pages": list(one.pages),
        "budget_pages": list(one.budget_pages) or None,
    }


def _numbers(
    document: Document, lead_id: str, one: Finding, said: Mapping[str, Sentence]
) -> list[dict]:
    """Rows of ``results/lead_numbers``: the sentence's numbers, then what else takes part."""
    shown = dict.fromkeys(
        (name, number, each) for name, number in _shown(one.fields) for each in number.ids
    )
    stated: list[dict] = [
        {
            "role": name if name in LEAD_ROLES else "also",
            "number_id": each,
            "shown": number.shown,
            **{f"at_{lang}": sentence.places.get(number) for lang, sentence in said.items()},
        }
        for name, number, each in shown
    ]
    there = {row["number_id"] for row in stated}
    others: list[dict] = [
        {"role": "also", "number_id": each} for each in one.also if each not in there
    ]
    rows = [row for row in (*stated, *others) if row["number_id"] in document.numbers]
    return [
        {
            "lead_id": lead_id,
            "position": n,
            "printed": document.numbers[row["number_id"]]["printed"],
            "page": document.numbers[row["number_id"]]["page"],
            **row,
        }
        for n, row in enumerate(rows, 1)
    ]
