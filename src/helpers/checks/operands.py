"""What the rules of the catalogue compare, loaded once and checked.

    table_operands()["P02"].cases    # ({"table": "three_public", "whole": "vehicles", …},)

wording/operands.yml has the rules on tables, by which OCR's doubts are decided; operands_audit.yml
and, of an approved budget, operands_budget.yml (`catalogue`) the others. A rule is three things:
numbers or words that are found (`each`, a shape), how they are judged (`kind`), and when a failure
is not held against the publisher (`undecided`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from helpers import wording
from helpers.schemas import NINE
from helpers.schemas.columns import MEASURES

#: How a case is judged, in words; `interpreter` has the judges.
KINDS = {
    "equal": "one amount stated in two places",
    "sum": "a total and its parts, each with its weight (1 or -1)",
    "at_least": "a whole and parts of it that may leave something out",
    "at_most": "a part, or parts added up, and a whole that it is within",
    "count": "one number of things counted in two places",
    "ratio": "a printed percentage and the two amounts that it is of",
    "change": "a printed rate of change, this year's amount and the change",
    "scored": "a printed score, and the points that a stated rule gives",
    "same_words": "two wordings, or a wording and numbers, that should say the same",
    "present": "something that must be there: a table, a row, a total, its parts, a sentence",
    "once": "something that must not stand twice",
    "absent": "words that must not stand in the document",
}
#: When a failure is not held against the publisher: the names that rules give under `undecided`.
DOUBTS = {
    "another_total": "the number fits another total that its words may mean",
    "another_thing": "the two places may mean different things",
    "base_not_said": "nobody says which budget, or which whole, it is of",
    "part_not_stated": "a part of the sum is not stated",
    "main_items_only": "a list may name the main items only, or an item and its parts",
    "several_readings": "several amounts stated fit the words",
    "several_scopes": "amounts of several funds, units or paragraphs may be mixed",
    "rounded": "rounding of amounts of the prose to their own digits explains it",
    "no_evidence": "neither of two amounts has other evidence for it",
    "equal_as_printed": "only digits that are not printed could tell",
    "names_alike": "the names are alike and may be one written loosely",
    "page_break": "a row may be repeated at a page break",
    "line_lost": "a line of the form may have been lost",
    "rule_not_stated": "the document states no such rule of scoring",
    "spoken_of": "the document speaks of the money in words that were not understood",
    "not_read": "what is missing may stand where nothing was read",
    "paid_over_years": "contracts run over years, what is paid is one year's",
    "hint": "it only says whether other money explains a difference",
}
#: Along what a case is repeated (null for one that is made once), and what it may say then.
EACH: dict[str | None, str] = {
    # shapes
    None: "left right named what base facts measures may_mean others unit whole parts fewest "
    "whole_list fails_only_with",
    "measure": "left right table whole parts in_place_of measures",
    "row": "table whole parts weights together may_lack_parts uncoded fewest unless",
    "code": "table total",
    "total": "table level measure total codes codes_but",
    "class": "left right facts",
    "expense": "right",
    # sums
    "side": "table whole readings",
    "same code": "table parts measures",
    "terms": "left right",
    "item": "stated table measure tables",
    # rows
    "set of tables": "since whole_set",
    "empty table": "",
    "row by code": "tables",
    "parent of a code": "tables",
    "items of a section": "tables",
    "code of another table": "table measure tables",
    "code of a name": "tables beside",
    "total of a row": "rule",
    "total of a measure": "table whole parts",
    "parts of a row": "rule",
    # forms
    "project": "measures",
    "form": "whole parts with_execution guard score part base rule_stated",
    "indicator": "rule_stated",
    "list of projects": "what unit stated sources",
    # totals
    "listing": "parts whole base",
    "change of an expense": "change whole parts base",
    "staff": "",
    "sum of an expense": "stated whole parts in_place_of base",
    "sum of statements": "scopes measures",
    "both sides": "facts what",
    "grand total": "whole called total may_lack balance what",
    "balance through the year": "opening received spent also closing closed_by what",
    # changes
    "change of a total": "totals",
    "change of a section": "whole change rate what",
    "rate of an expense": "change rate stated",
    "change on the year before": "totals but",
    "change on the budget": "bases",
    "amount of the year before": "ending",
    "difference said": "",
    "difference of an expense": "facts",
    "change beside its rate": "",
    "comparison": "",
    # rates
    "statement": "sources bases",
    "rate beside a difference": "stated bases",
    "share": "share part whole what base",
    "share of a listing": "share parts whole base",
    "share of an award": "share parts whole base",
    "share of a part": "shares",
    "share of an expense": "share stated base",
    # restated
    "told again": "stated proven_by",
    "same digits": "fewest apart",
    "chart": "",
    "year before in a chart": "",
    "target": "",
    "indicator in two forms": "columns",
    # words
    "name of an item": "table",
    "use": "table",
    "year": "",
    "words left": "said",
    "name": "",
    # approved_budget
    "joined row": "pairs levels",
    "implied amount": "published total change base",
    "sentence": "tables measures but lines of_one_money",
    "rate of a sentence": "",
    "sentence said again": "",
    "table called empty": "",
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
#: Entries of a case, or of an operand, that are patterns on the words of a fact.
_PATTERNS = ("called",)


class BadRule(ValueError):
    """A rule of the catalogue cannot be understood; the message says what to mend."""


@dataclass(frozen=True)
class Operands:
    """What a rule compares: how its cases are judged, along what each is repeated, the cases, and
    when a failure is not held against the publisher."""

    id: str
    kind: str
    cases: tuple[dict, ...]
    each: str | None = None
    undecided: tuple[str, ...] = ()


@cache
def table_operands() -> dict[str, Operands]:
    """The rules that OCR's doubts are decided by, by their ids. Raises BadRule."""
    return loaded("operands")


def loaded(file: str) -> dict[str, Operands]:
    """The operands of each rule in a file of the wording. Raises BadRule."""
    entries = wording.load(file)
    return {name: checked(name, entry) for name, entry in entries.items() if name != "words"}


def checked(name: str, entry: dict) -> Operands:
    """The operands in `entry` of the rule `name`. Raises BadRule where one is not known."""
    for key in entry:
        known(name, "entry", key, ("kind", "each", "undecided", "cases"))
    if not entry.get("cases") or not entry.get("kind"):
        raise BadRule(f"{name} has cases without a kind, or a kind without cases")
    for one in entry.get("undecided", ()):
        known(name, "doubt", one, DOUBTS)
    kind, each = entry["kind"], entry.get("each")
    cases = tuple(_compiled(name, one) for one in entry["cases"])
    for case in cases:
        _check_case(name, case, case.get("kind", kind), case.get("each", each))
    return Operands(name, kind, cases, each, tuple(entry.get("undecided", ())))


def _check_case(rule: str, case: dict, kind: str, each: str | None) -> None:
    known(rule, "kind", kind, KINDS)
    known(rule, "each", each, EACH)
    for key in case:
        known(rule, "entry of a case", key, f"{_ANY_CASE} {EACH[each]}".split())
    for operand in _operands(case):
        for key in operand:
            known(rule, "entry of an operand", key, _OPERAND)
        measures = operand.get("measure", ())
        for one in measures if isinstance(measures, list) else filter(None, [measures]):
            known(rule, "measure", one, MEASURES)
        if "table" in operand:
            known(rule, "table", operand["table"], NINE)


def _operands(case: dict) -> Iterator[dict]:
    for place in ("left", "right", "whole", "parts", "others", "share", "part"):
        found = case.get(place, ())
        yield from (
            one for one in (found if isinstance(found, list) else [found]) if isinstance(one, dict)
        )


def _compiled(rule: str, entry: dict) -> dict:
    """`entry` with its patterns compiled, those of its operands too."""
    return {key: _compiled_one(rule, key, one) for key, one in entry.items()}


def _compiled_one(rule: str, key: str, value: object) -> object:
    if isinstance(value, dict):
        return _compiled(rule, value)
    if isinstance(value, list):
        return [_compiled_one(rule, key, one) for one in value]
    if key not in _PATTERNS or isinstance(value, re.Pattern):
        return value
    try:
        return re.compile(str(value))
    except re.error as error:
        raise BadRule(f"{rule}: {key} {value!r} is no pattern: {error}") from error


def known(rule: str, what: str, found: object, allowed: Iterable) -> None:
    """Raise BadRule where `found` is none of those `allowed`."""
    if found not in allowed:
        raise BadRule(
            f"{rule}: {what} {found!r} is not known; there are "
            f"{', '.join(sorted(map(str, allowed)))}"
        )
