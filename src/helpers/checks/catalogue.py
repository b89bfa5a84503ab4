"""The rules of the catalogue, loaded once from wording/identities.yml and checked.

    rules()[rule].family    # "table"

A rule whose cases stand in operands.yml or operands_prose.yml is made by the interpreter; one
without them needs more than its numbers (names, words) and is made in one module of this package.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from helpers import wording
from helpers.checks.operands import BadRule, all_operands, known
from helpers.schemas.columns import FAMILIES


@dataclass(frozen=True)
class Rule:
    """One rule: its family, where it comes from, and its cases where they are data."""

    id: str
    family: str
    source: str
    cases: tuple[dict, ...] = ()


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its id, in the order of the catalogue. Raises BadRule."""
    told, compared = wording.load("identities"), all_operands()
    for name in compared.keys() - told.keys():
        raise BadRule(f"{name} compares numbers, and identities.yml does not say what it is")
    return {
        name: _rule(name, entry, compared[name].cases if name in compared else ())
        for name, entry in told.items()
    }


def _rule(name: str, entry: dict, cases: tuple[dict, ...] = ()) -> Rule:
    for wanted in ("family", "zh", "en", "source", "catches", "silent"):
        if not entry.get(wanted):
            raise BadRule(f"{name} has no {wanted!r}")
    known(name, "family", entry["family"], FAMILIES)
    return Rule(name, entry["family"], entry["source"], cases)
