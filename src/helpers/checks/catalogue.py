"""The rules of the catalogue, loaded once from wording/identities.yml and checked.

    rules()[rule].family    # "table"

A rule whose cases stand in operands.yml is made by the interpreter; one without them needs more
than its numbers (names, words, what a list leaves out) and is made in one module of this package.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from helpers import wording
from helpers.checks.operands import BadRule, checked, known
from helpers.schemas.allowed import FAMILIES


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
    told, compared = wording.load("identities"), wording.load("operands")
    for name in compared.keys() - told.keys():
        raise BadRule(f"{name} stands in operands.yml and not in identities.yml")
    return {name: _rule(name, entry | compared.get(name, {})) for name, entry in told.items()}


def _rule(name: str, entry: dict) -> Rule:
    for wanted in ("family", "zh", "en", "source", "catches", "silent"):
        if not entry.get(wanted):
            raise BadRule(f"{name} has no {wanted!r}")
    known(name, "family", entry["family"], FAMILIES)
    return Rule(name, entry["family"], entry["source"], checked(name, entry).cases)
