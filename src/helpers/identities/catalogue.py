"""The rules of the catalogue, loaded once from vocabulary/identities.yml and checked.

    rules()["P02"].cases    # ({"table": "three_public", "whole": "vehicles", …},)

A rule whose `cases` stand there is made by the interpreter; one without them needs more than its
numbers (names, words, what a list leaves out) and is made in one module of this package.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from helpers import vocabulary
from helpers.schemas import NINE
from helpers.schemas.allowed import FAMILIES, MEASURES

KINDS = ("equal", "sum", "at_least", "count")
#: Along what a case is repeated; null for a case that is made once.
EACH = (None, "measure", "row", "code", "total", "class", "expense", "listing",
        "change of an expense", "staff")
_CASE = {
    "kind", "each", "left", "right", "named", "otherwise", "table", "whole", "parts", "weights",
    "together", "may_lack_parts", "uncoded", "level", "measure", "total", "codes", "codes_but",
    "facts", "measures", "may_mean", "what", "base", "cause", "fewest", "whole_list",
    "fails_only_with", "undecided", "others", "unit",
}
_OPERAND = {"table", "measure", "side", "total", "what", "untold", "fact", "facts", "expense",
            "called", "not_called"}


class BadRule(ValueError):
    """A rule of vocabulary/identities.yml cannot be understood; the message says what to mend."""


@dataclass(frozen=True)
class Rule:
    """One rule: its family, where it comes from, and how it is made where that is data."""

    id: str
    family: str
    source: str
    kind: str | None = None
    each: str | None = None
    cases: tuple[dict, ...] = ()


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its id, in the order of the catalogue."""
    return {name: _rule(name, entry) for name, entry in vocabulary.load("identities").items()}


def _rule(name: str, entry: dict) -> Rule:
    for wanted in ("family", "zh", "en", "source", "catches", "silent"):
        if not entry.get(wanted):
            raise BadRule(f"{name} has no {wanted!r}")
    _known(name, "family", entry["family"], FAMILIES)
    rule = Rule(name, entry["family"], entry["source"], entry.get("kind"), entry.get("each"),
                tuple(entry.get("cases", ())))
    if bool(rule.cases) != bool(rule.kind):
        raise BadRule(f"{name} has cases without a kind, or a kind without cases")
    for case in rule.cases:
        _check_case(rule, case)
    return rule


def _check_case(rule: Rule, case: dict) -> None:
    _known(rule.id, "kind", case.get("kind", rule.kind), KINDS)
    _known(rule.id, "each", case.get("each", rule.each), EACH)
    for key in case:
        _known(rule.id, "entry of a case", key, _CASE)
    for operand in _operands(case):
        for key in operand:
            _known(rule.id, "entry of an operand", key, _OPERAND)
        measures = operand.get("measure", ())
        for one in measures if isinstance(measures, list) else filter(None, [measures]):
            _known(rule.id, "measure", one, MEASURES)
        if "table" in operand:
            _known(rule.id, "table", operand["table"], NINE)


def _operands(case: dict) -> Iterator[dict]:
    for place in ("left", "right", "whole", "parts", "others"):
        found = case.get(place, ())
        yield from (one for one in (found if isinstance(found, list) else [found])
                    if isinstance(one, dict))


def _known(rule: str, what: str, found, known) -> None:
    if found not in known:
        raise BadRule(f"{rule}: {what} {found!r} is not known; there are "
                      f"{', '.join(sorted(map(str, known)))}")
