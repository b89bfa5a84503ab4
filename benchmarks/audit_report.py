"""The outcome of the audit's benchmark as a page: per kind of error, per check, and the misses."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import mutants
from helpers.checks.catalogue import all_operands, of_budget, rules
from helpers.checks.operands import DOUBTS, KINDS

HEAD = """\
# What the audit catches, and what it does not

Written by `make audit-bench`; the same seeds plant the same errors. Departments that do not exist
are given books in which everything agrees; their accounts are set as PDFs in {shapes} shapes, two
departments each ({names}). Into each document one error is
planted at a time, and the PDF goes the whole way: read, made tidy, audited. An error is **caught**
when a check fails that names the page on which it stands (or the table that is gone); an alarm
elsewhere does not count.

Whether an error can be found at all is decided from the document's own structure before the
audit is asked: an amount that no other printed number constrains, or a change smaller than what
rounding explains, is **not checkable**, whoever looks. Those are planted too, and counted apart.
"""


@dataclass
class Outcome:
    """One document judged: the checks that failed, and which of them name the error's place."""

    shape: str
    seed: int
    kind: str | None = None
    was: str = ""
    now: str = ""
    where: str = ""
    rules: list[str] | None = None
    caught_by: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    checks: int = 0
    wrongly_read: list[str] = field(default_factory=list)
    #: Leads of a sound original by status and rule; of a mutant, the place among the leads of the
    #: error, and whether that lead is about money.
    leads: list[str] = field(default_factory=list)
    asked: int | None = None
    with_money: bool = False

    @property
    def checkable(self) -> bool:
        return self.rules is None or bool(self.rules)


_RULES, _AFTER_RULES = "## Rule by rule", "## Not checkable, and why"


def with_rules(text: str) -> str:
    """The page `text` with the rules as the catalogue has them now."""
    before, rest = text.split(_RULES, 1)
    return f"{before}{_RULES}\n\n{_rules()}\n{_AFTER_RULES}{rest.split(_AFTER_RULES, 1)[1]}"


def report(originals: list[Outcome], found: list[Outcome]) -> str:
    """The page as Markdown."""
    shapes = list(dict.fromkeys(one.shape for one in originals))
    parts = [HEAD.format(shapes=len(shapes), names=", ".join(shapes)), _whole(originals, found)]
    for title, kinds in (
        ("Errors of numbers", mutants.ARITHMETIC),
        ("Errors of words and whole parts", mutants.TEXT),
    ):
        own = [one for one in found if one.kind in kinds]
        if own:
            parts += [f"## {title}\n", _kinds(own, kinds)]
    parts += [
        "## The originals\n",
        _originals(originals),
        "## Check by check\n",
        _checks(originals, found),
        f"{_RULES}\n",
        _rules(),
        f"{_AFTER_RULES}\n",
        _not_checkable(found),
        "## Missed\n",
        _missed(found),
    ]
    return "\n".join(parts) + "\n"


def _rate(caught: int, of: int) -> str:
    return f"{caught / of:.1%}" if of else "–"


def _whole(originals, found) -> str:
    lines = []
    for name, kinds in (
        ("errors of numbers", mutants.ARITHMETIC),
        ("errors of words", mutants.TEXT),
    ):
        own = [one for one in found if one.kind in kinds]
        open_ = [one for one in own if one.checkable]
        caught = sum(bool(one.caught_by) for one in open_)
        lines.append(
            f"- {name}: {len(own)} planted, {len(open_)} checkable, {caught} caught: "
            f"recall **{_rate(caught, len(open_))}**"
        )
    alarms = sum(len(one.elsewhere) for one in originals)
    lines.append(
        f"- false alarms on {len(originals)} sound originals "
        f"({sum(one.checks for one in originals):,} checks): **{alarms}**"
    )
    lines.append(
        f"- numbers of the originals read otherwise than set: "
        f"**{sum(len(one.wrongly_read) for one in originals)}**"
    )
    return "\n".join(lines) + "\n"


def _table(head: list[str], rows: list[list]) -> str:
    lines = [
        head,
        [
            "---",
            *(
                "---:" if isinstance(one, int) or str(one).endswith("%") else "---"
                for one in (rows[0][1:] if rows else head[1:])
            ),
        ],
        *rows,
    ]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines) + "\n"


def _kinds(found, kinds) -> str:
    rows = []
    for kind, plant in kinds.items():
        own = [one for one in found if one.kind == kind]
        if not own:
            continue
        open_ = [one for one in own if one.checkable]
        caught = [one for one in open_ if one.caught_by]
        by = Counter(check for one in caught for check in set(one.caught_by))
        rows.append(
            [
                plant.__doc__.strip().rstrip("."),
                len(own),
                len(open_),
                len(caught),
                _rate(len(caught), len(open_)),
                ", ".join(f"{check} {n}" for check, n in by.most_common(6)),
            ]
        )
    return _table(["error", "planted", "checkable", "caught", "recall", "by (mutants)"], rows)


def _originals(originals) -> str:
    rows = [
        [f"{one.shape} {one.seed}", one.checks, len(one.elsewhere), len(one.wrongly_read)]
        for one in originals
    ]
    text = _table(["document", "checks", "false alarms", "wrongly read"], rows)
    for one in originals:
        text += "".join(
            f"- {one.shape} {one.seed}: {each}\n" for each in (*one.elsewhere, *one.wrongly_read)
        )
    return text


def _checks(originals, found) -> str:
    """How many mutants each check of the accounts helped to catch, and its false alarms."""
    false = Counter(alarm.split()[0] for one in originals for alarm in one.elsewhere)
    rows = []
    for check, rule in rules().items():
        if check in of_budget():  # no errors are planted in budgets
            continue
        own = [one for one in found if check in one.caught_by]
        alone = sum(set(one.caught_by) == {check} for one in own)
        rows.append([check, rule.family, len(own), alone, false[check]])
    return _table(["check", "family", "mutants caught", "caught by no other", "false alarms"], rows)


def _rules() -> str:
    """How each rule is judged, when it is undecided, where it comes from, what it was found to
    catch, and what it must keep silent on; then what kinds and doubts mean."""
    compared = all_operands()
    table = _table(
        ["check", "kind", "catches", "keeps silent on", "undecided", "source"],
        [
            [
                check,
                compared[check].kind,
                rule.catches,
                rule.silent,
                ", ".join(compared[check].undecided),
                rule.source,
            ]
            for check, rule in rules().items()
        ],
    )
    kinds = _table(["kind", "what is judged"], list(map(list, KINDS.items())))
    doubts = _table(["undecided", "where"], list(map(list, DOUBTS.items())))
    return f"{table}\n{kinds}\n{doubts}"


def _not_checkable(found) -> str:
    own = [one for one in found if not one.checkable]
    by = Counter(one.kind for one in own)
    caught = sum(bool(one.caught_by) for one in own)
    lines = [
        f"{len(own)} of {len(found)} mutants: the number takes part in no identity with other "
        "printed numbers, or the change stays within half a unit of the last printed digits. "
        f"{caught} of them raised an alarm all the same.\n"
    ]
    for kind, n in by.most_common():
        example = next(one for one in own if one.kind == kind)
        lines.append(
            f"- {kind}: {n}, such as {example.was} → {example.now or 'blank'} "
            f"({example.shape} {example.seed}, page {example.where})"
        )
    return "\n".join(lines) + "\n"


def _missed(found) -> str:
    own = [one for one in found if one.checkable and not one.caught_by]
    if not own:
        return "None.\n"
    return _table(
        ["error", "document", "page", "was", "is", "what it breaks"],
        [
            [
                one.kind,
                f"{one.shape} {one.seed}",
                one.where or "–",
                one.was,
                one.now or "blank",
                "; ".join(dict.fromkeys(one.rules or ["plain to see"])),
            ]
            for one in own
        ],
    )
