"""Plants single errors of known kinds into sound documents.

A mutant is a copy of a sound document with one error. Whether the error can be found at all is
decided here, from the document's own structure (`sound.ledger`), before the audit is asked.
"""

from __future__ import annotations

import copy
import random
from dataclasses import dataclass

from mutants import numbers, words
from mutants.places import ARITHMETIC, TEXT
from sound import Document

__all__ = ["ARITHMETIC", "KINDS", "TEXT", "Mutant", "mutant", "numbers", "words"]


@dataclass
class Mutant:
    """A document with one error: its kind, the block it stands in, what was printed and is now.

    `broken` names the rules of the document that the error breaks: null where the error is
    plain to see without arithmetic. `table` is the statutory table that is gone, if one is.
    """

    kind: str
    document: Document
    block: int
    was: str
    now: str
    broken: list[str] | None
    table: str | None = None

    @property
    def checkable(self) -> bool:
        return self.broken is None or bool(self.broken)


def mutant(name: str, original: Document, chance: random.Random) -> Mutant | None:
    """A copy of `original` with one error of the kind; null where it has no place for one."""
    document = copy.deepcopy(original)
    plant = ARITHMETIC.get(name) or TEXT[name]
    planted = plant(document, chance)
    if planted is None:
        return None
    block, was, now, changed, *table = planted
    broken = None if changed is None else [rule.name for rule in document.ledger.broken(changed)]
    return Mutant(name, document, block, was, now, broken, *table)


KINDS = [*ARITHMETIC, *TEXT]
