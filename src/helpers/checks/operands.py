"""What the rules of the catalogue compare, loaded once from wording/operands.yml and checked.

    operands()["P02"].cases    # ({"table": "three_public", "whole": "vehicles", …},)

What a rule says lies elsewhere (`catalogue`): OCR's doubts are settled by numbers alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from helpers import wording
from helpers.schemas import NINE
from helpers.schemas.allowed import MEASURES

KINDS = ("equal", "sum", "at_least", "at_most", "count", "ratio", "change", "scored")
#: Along what a case is repeated; null for a case that is made once.
EACH = (
    None,
    "measure",
    "row",
    "code",
    "total",
    "class",
    "expense",
    "listing",
    "change of an expense",
    "staff",
    "side",
    "same code",
    "terms",
    "item",
    "statement",
    "project",
    "form",
    "list of projects",
    "sum of an expense",
    "sum of statements",
    "change of a total",
    "change of a section",
    "rate of an expense",
    "change on the year before",
    "change on the budget",
    "amount of the year before",
    "rate beside a difference",
    "share",
    "share of a listing",
    "share of an award",
    "share of a part",
    "share of an expense",
)
_CASE = {
    "kind",
    "each",
    "left",
    "right",
    "named",
    "otherwise",
    "table",
    "whole",
    "parts",
    "weights",
    "together",
    "may_lack_parts",
    "uncoded",
    "level",
    "measure",
    "total",
    "codes",
    "codes_but",
    "facts",
    "measures",
    "may_mean",
    "what",
    "base",
    "cause",
    "fewest",
    "whole_list",
    "fails_only_with",
    "undecided",
    "others",
    "unit",
    "when",
    "readings",
    "tables",
    "stated",
    "sources",
    "bases",
    "guard",
    "with_execution",
    "score",
    "part",
    "rule_stated",
    "share",
    "shares",
    "change",
    "rate",
    "totals",
    "but",
    "ending",
    "scopes",
    "in_place_of",
}
_OPERAND = {
    "table",
    "measure",
    "side",
    "total",
    "what",
    "untold",
    "fact",
    "facts",
    "expense",
    "called",
    "not_called",
    "may_lack",
    "balances",
    "weight",
}


class BadRule(ValueError):
    """A rule of the catalogue cannot be understood; the message says what to mend."""


@dataclass(frozen=True)
class Operands:
    """What a rule compares: how its cases are judged, along what each is repeated, the cases."""

    id: str
    kind: str | None = None
    each: str | None = None
    cases: tuple[dict, ...] = ()


@cache
def operands() -> dict[str, Operands]:
    """The rules that are data, by their ids. Raises BadRule."""
    return {name: checked(name, entry) for name, entry in wording.load("operands").items()}


def checked(name: str, entry: dict) -> Operands:
    """The operands in `entry` of the rule `name`. Raises BadRule where one is not known."""
    rule = Operands(name, entry.get("kind"), entry.get("each"), tuple(entry.get("cases", ())))
    if bool(rule.cases) != bool(rule.kind):
        raise BadRule(f"{name} has cases without a kind, or a kind without cases")
    for case in rule.cases:
        _check_case(rule, case)
    return rule


def _check_case(rule: Operands, case: dict) -> None:
    known(rule.id, "kind", case.get("kind", rule.kind), KINDS)
    known(rule.id, "each", case.get("each", rule.each), EACH)
    for key in case:
        known(rule.id, "entry of a case", key, _CASE)
    for operand in _operands(case):
        for key in operand:
            known(rule.id, "entry of an operand", key, _OPERAND)
        measures = operand.get("measure", ())
        for one in measures if isinstance(measures, list) else filter(None, [measures]):
            known(rule.id, "measure", one, MEASURES)
        if "table" in operand:
            known(rule.id, "table", operand["table"], NINE)


def _operands(case: dict) -> Iterator[dict]:
    for place in ("left", "right", "whole", "parts", "others"):
        found = case.get(place, ())
        yield from (
            one for one in (found if isinstance(found, list) else [found]) if isinstance(one, dict)
        )


def known(rule: str, what: str, found, allowed) -> None:
    """Raise BadRule where `found` is none of those `allowed`."""
    if found not in allowed:
        raise BadRule(
            f"{rule}: {what} {found!r} is not known; there are "
            f"{', '.join(sorted(map(str, allowed)))}"
        )
