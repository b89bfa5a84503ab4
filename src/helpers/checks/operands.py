"""What the rules of the catalogue compare, loaded once and checked.

    operands()["P02"].cases    # ({"table": "three_public", "whole": "vehicles", …},)

wording/operands.yml has the rules on tables, which OCR's doubts are settled by, operands_prose.yml
those on prose and forms alone. What a rule says lies elsewhere (`catalogue`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from helpers import wording
from helpers.schemas import NINE
from helpers.schemas.columns import MEASURES

KINDS = ("equal", "sum", "at_least", "at_most", "count", "ratio", "change", "scored")
#: Along what a case is repeated (null for one that is made once), and what it may say then.
EACH: dict[str | None, str] = {
    None: "left right named what base facts measures may_mean others unit whole parts fewest "
    "whole_list fails_only_with",
    "measure": "left right table whole parts",
    "row": "table whole parts weights together may_lack_parts uncoded",
    "code": "table",
    "total": "table level measure total codes codes_but",
    "class": "left right facts",
    "expense": "right undecided",
    "side": "table whole readings",
    "same code": "table parts measures",
    "terms": "left right",
    "item": "stated table measure tables",
    "statement": "sources bases",
    "project": "measures",
    "form": "whole parts with_execution guard score part base rule_stated",
    "list of projects": "what unit stated sources",
    "listing": "parts whole base",
    "change of an expense": "change whole parts base",
    "staff": "",
    "sum of an expense": "stated whole parts in_place_of base undecided",
    "sum of statements": "scopes measures undecided",
    "both sides": "facts what",
    "grand total": "whole called total may_lack balance what",
    "balance through the year": "opening received spent also closing closed_by what",
    "change of a total": "totals",
    "change of a section": "whole change rate what",
    "rate of an expense": "change rate stated",
    "change on the year before": "totals but",
    "change on the budget": "bases",
    "amount of the year before": "ending",
    "rate beside a difference": "stated bases",
    "share": "share part whole what base",
    "share of a listing": "share parts whole base",
    "share of an award": "share parts whole base",
    "share of a part": "shares",
    "share of an expense": "share stated base",
}
_ANY_CASE = "kind each otherwise when cause"
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
    """The rules that OCR's doubts are settled by, by their ids. Raises BadRule."""
    return _loaded("operands")


@cache
def all_operands() -> dict[str, Operands]:
    """Every rule that is data, those on prose and forms too, by their ids. Raises BadRule."""
    settling, others = operands(), _loaded("operands_prose")
    for name in settling.keys() & others.keys():
        raise BadRule(f"{name} stands in operands.yml and in operands_prose.yml")
    return settling | others


def _loaded(file: str) -> dict[str, Operands]:
    return {name: checked(name, entry) for name, entry in wording.load(file).items()}


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
    allowed = f"{_ANY_CASE} {EACH[case.get('each', rule.each)]}".split()
    for key in case:
        known(rule.id, "entry of a case", key, allowed)
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


def known(rule: str, what: str, found: object, allowed: Iterable) -> None:
    """Raise BadRule where `found` is none of those `allowed`."""
    if found not in allowed:
        raise BadRule(
            f"{rule}: {what} {found!r} is not known; there are "
            f"{', '.join(sorted(map(str, allowed)))}"
        )
