"""The rules of leads, loaded once from wording/leads.yml and checked; a lead's sentence.

    rules()["spent_not_done"].limits["done"]    # Decimal("60")

A sentence remembers where in it each number stands, so that whoever shows it can make the
numbers links without looking for them again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from string import Formatter

from helpers import wording
from helpers.checks.catalogue import rules as check_rules
from helpers.checks.operands import BadRule, known
from helpers.schemas.columns import LEAD_GROUPS, LEAD_STATUSES
from helpers.wording.labels import LANGUAGES

#: What each finder fills in: a template may ask for nothing else. Of several the first is the
#: number that the lead is about.
FIELDS: dict[str, str] = {
    "checks": "printed expected money page elsewhere statement count recomputed",
    "undecided": "printed expected money page elsewhere statement count recomputed",
    "words": "first more",
    "digits": "first more",
    "no_reason": "outturn budget base money name page rate reason",
    "changed_without_reason": "outturn rate direction money name page",
    "spent_not_done": "outturn budget base money name page indicator target actual reason",
    "running_without_vehicles": "outturn held page",
    "far_from_budget": "outturn budget base money name page rate reason",
    "low_execution": "outturn budget base money name page rate reason",
    "rated_low": "outturn rate money name page reason",
    "low_execution_full_marks": "outturn budget base money name page rate score reason",
    "three_public_over": "listed money reason",
    "three_public_unspent": "listed money reason",
    "three_public_change": "change rate direction direction_rate name page reason",
    "vehicles_held_and_paid": "printed expected name other page elsewhere difference",
    "one_reason": "outturn budget base name page count quoted",
    "full_marks": "listed page",
    "printed_once": "outturn name page",
    "approved": "outturn budget money name page budget_page rate",
}
_TEXTS = ("told", "innocent", "matters", "source")


@dataclass(frozen=True)
class Rule:
    """One kind of lead: its texts by language, the checks it is about, its thresholds."""

    id: str
    status: str
    group: str
    finder: str
    told: Mapping[str, str]
    innocent: Mapping[str, str]
    matters: Mapping[str, str]
    source: Mapping[str, str]
    checks: tuple[str, ...]
    limits: Mapping[str, Decimal]
    one_with: str | None = None


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its id, in the order of the file. Raises BadRule where one is not sound."""
    loaded = wording.load("leads")
    found = {name: checked(name, entry) for name, entry in loaded["rules"].items()}
    for rule in found.values():
        if rule.one_with is not None:
            known(rule.id, "rule that it is one with", rule.one_with, found)
    _check_finders(found.values())
    return found


def of_check(rule: str, *finders: str) -> Rule | None:
    """The lead's rule, of these finders, for a rule of the catalogue of checks."""
    return next(
        (one for one in rules().values() if one.finder in finders and rule in one.checks), None
    )


def otherwise(kind: str) -> Rule:
    """The rule for a check that no rule names: `money`, another `number`, or `words`."""
    return rules()[wording.load("leads")["otherwise"][kind]]


def order() -> list[str]:
    """The groups as leads rank."""
    return wording.load("leads")["order"]


def checked(name: str, entry: dict) -> Rule:
    """The rule in `entry`. Raises BadRule, which says what of it is not known or missing."""
    for wanted in ("status", "group", "finder", *_TEXTS):
        if not entry.get(wanted):
            raise BadRule(f"lead {name} has no {wanted!r}")
    known(name, "status", entry["status"], LEAD_STATUSES)
    known(name, "group", entry["group"], LEAD_GROUPS)
    known(name, "finder", entry["finder"], FIELDS)
    for text in _TEXTS:
        for lang in LANGUAGES:
            if not entry[text].get(lang):
                raise BadRule(f"lead {name} has no {text!r} in {lang}")
    for lang in LANGUAGES:
        for field in _fields(entry["told"][lang]):
            known(name, f"field of told_{lang}", field, FIELDS[entry["finder"]].split())
    limits = {key: Decimal(str(value)) for key, value in entry.get("limits", {}).items()}
    checks = tuple(entry.get("checks", ()))
    for check in checks:
        known(name, "check", check, check_rules())
    texts = {text: entry[text] for text in _TEXTS}
    return Rule(
        name,
        entry["status"],
        entry["group"],
        entry["finder"],
        **texts,
        checks=checks,
        limits=limits,
        one_with=entry.get("one_with"),
    )


def _check_finders(found: Collection[Rule]) -> None:
    """No check has two rules; what tells the checks that no rule names is there."""
    named = [check for rule in found if rule.finder in ("checks", "words") for check in rule.checks]
    twice = {check for check in named if named.count(check) > 1}
    if twice:
        raise BadRule(f"leads.yml: checks of two rules {sorted(twice)}")
    for kind, name in wording.load("leads")["otherwise"].items():
        known("otherwise", kind, name, {rule.id for rule in found})


def _fields(template: str) -> list[str]:
    return [field for _, field, _, _ in Formatter().parse(template) if field]


@dataclass(frozen=True)
class Number:
    """A number as a sentence shows it, and the printed numbers that it is or is the sum of."""

    shown: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Phrase:
    """One of the `phrases` of leads.yml with what stands in it."""

    name: str
    fields: Mapping[str, Field]


@dataclass(frozen=True)
class Named:
    """What differs by language: words, or words with numbers between them.

    Numbers that stand in it are fields of the lead as well.
    """

    zh: Field
    en: Field


Field = str | Number | Phrase | Named | tuple["Field", ...]


class Sentence:
    """A template filled in: its text, and each number of it with where it begins (from 0)."""

    def __init__(self, template: str, fields: Mapping[str, Field], lang: str):
        self.text = ""
        self.places: dict[Number, int] = {}
        self._lang = lang
        self._fill(template, fields)
        self.text = self.text.strip()

    def _fill(self, template: str, fields: Mapping[str, Field]) -> None:
        for literal, name, _, _ in Formatter().parse(template):
            self.text += literal
            if name:
                self._add(fields[name])

    def _add(self, field: Field) -> None:
        if isinstance(field, Number):
            self.places.setdefault(field, len(self.text))
            self.text += field.shown
        elif isinstance(field, Phrase):
            self._fill(wording.load("leads")["phrases"][field.name][self._lang], field.fields)
        elif isinstance(field, Named):
            self._add(getattr(field, self._lang))
        elif isinstance(field, tuple):
            for part in field:
                self._add(part)
        else:
            self.text += field


NOTHING = ""


def pages(*found: int | None) -> Field:
    """The words for these pages, each once: ``第23页``, ``pp. 26–35``."""
    there = sorted({page for page in found if page is not None})
    if not there:
        return Phrase("no_page", {})
    if len(there) == 1:
        return Phrase("page", {"pages": str(there[0])})
    if len(there) > 3:
        return Phrase("pages", {"pages": f"{there[0]}–{there[-1]}"})
    text = Named("、".join(map(str, there)), ", ".join(map(str, there)))
    return Phrase("pages", {"pages": text})


def listed(parts: list[Field]) -> Field:
    """The parts one after the other."""
    between: Field = Named("，", "; ")
    return tuple(one for part in parts for one in (between, part))[1:]
