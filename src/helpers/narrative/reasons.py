"""Which reason is given for what: a budget not met, or a change on the year before.

A reason belongs to the thing its own sentence names; where that names nothing, to the statement
or the change said last before it. A reason of a thing that has no row is nobody's.
"""

from __future__ import annotations

import re

from helpers import vocabulary
from helpers.narrative.phrases import pattern
from helpers.narrative.prose import Number, Passage
from helpers.narrative.subjects import expense_of, last_expense


def give_reasons(passage: Passage, rows: list[tuple[dict, int]],
                 facts: list[tuple[dict, Number]]) -> None:
    """Fill in `reason_zh` of the budget rows (with the place each ends) and of changes."""
    changes = [(row, number.start) for row, number in facts if _is_change(row)]
    claimed = [number.start for _, number in facts] + [end for _, end in rows]
    after = 0
    for match in re.finditer(vocabulary.load("narrative")["budget"]["reason"], passage.key):
        if match.start() < after:
            continue
        after = _end(passage, match.end(), claimed)
        said = _said_before(passage, match.start())
        owners = _owners(said, match.start(), rows, changes)
        reason = passage.printed(match.end(), after).strip("。，；：:;, ")
        for owner in owners:
            owner["reason_zh"] = owner.get("reason_zh") or reason or None


def _is_change(row: dict) -> bool:
    return row["fact"].endswith(("_change", "_change_rate"))


def _end(passage: Passage, start: int, claimed: list[int]) -> int:
    """Where the reason that begins at `start` ends: all its sentences, and no figure's clause."""
    goes_on = vocabulary.load("narrative")["budget"]["goes_on"]
    end = start + re.match(f"[^。]*(。(?={goes_on})[^。]*)*", passage.key[start:]).end()
    ends = (one.start() + start for one in re.finditer(";", passage.key[start:end]))
    return next((one for one in ends if any(one < place <= end for place in claimed)), end)


def _said_before(passage: Passage, place: int) -> str:
    """The words of the sentence right before a reason, after the last number."""
    stops = [number.stop for number in passage.numbers if number.stop <= place]
    start = max(passage.key.rfind("。", 0, place) + 1, *stops, 0)
    return passage.key[start:place]


def _owners(said: str, place: int, rows: list, changes: list) -> list[dict]:
    """The rows that a reason at `place`, introduced by `said`, is given for."""
    before = [(row, end) for row, end in rows if end <= place]
    moved = [(row, start) for row, start in changes if start < place]
    expense = expense_of(last_expense(said) or "")
    if expense:
        before = [one for one in before if one[0]["code"] == expense]
        moved = [one for one in moved if expense_of(one[0]["subject_zh"] or "") == expense]
    last_change = moved[-1][1] if moved else -1
    last_row = before[-1][1] if before else -1
    of_budget = "预算" in said or (not pattern("{prior}").search(said) and last_row > last_change)
    if of_budget:
        budgeted = [row for row, _ in before if _has_budget(row)] if expense else []
        return (budgeted or [row for row, _ in before])[-1:]
    if not moved:
        return []
    last = moved[-1][0]
    of_budget = "_budget_" in last["fact"]
    same = [row for row, _ in moved if row["subject_zh"] == last["subject_zh"]
            and ("_budget_" in row["fact"]) == of_budget]
    return same + ([row for row, _ in before][-1:] if of_budget else [])


def _has_budget(row: dict) -> bool:
    return bool({"initial_budget", "adjusted_budget", "execution_rate_printed"} & set(row))
