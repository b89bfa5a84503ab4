"""The id of each check: its rule, the number that it is about, and what it says of it.

    T03-p16x197y614-5e1f    rule T03, on the number p16x197y614 (page 16, 197 from the left …)

An id stays the same as long as the document and the rule do, whatever order the rows of the
tidy tables come in. It is to be compared, not read: `rule` and ``results/check_numbers`` say
what it is made of.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence

from helpers.checks import Check

_LENGTH = 4  # characters of the hash that tells checks of one rule on one number apart


def check_ids(checks: Sequence[Check]) -> list[str]:
    """An id for each of the checks, no two alike."""
    ids = [_named(check, _about(check)) for check in checks]
    shared = {one for one, count in Counter(ids).items() if count > 1}
    # Two statements of one number, told apart by the numbers that they compare it with.
    ids = [
        _named(check, [*_about(check), *_all_numbers(check)]) if one in shared else one
        for one, check in zip(ids, checks, strict=True)
    ]
    return _counted(ids)


def _named(check: Check, about: list) -> str:
    text = json.dumps(about, ensure_ascii=False, sort_keys=True, default=str)
    return "-".join(
        (check.identity, _place(check), hashlib.sha256(text.encode()).hexdigest()[:_LENGTH])
    )


def _place(check: Check) -> str:
    """The number that the check is about; the page, where it is about words or no number's."""
    number = next(iter(check.judgement.numbers), None)
    if number is not None and number.number_id:
        return number.number_id
    pages = (number and number.page, check.judgement.page, check.page)
    return next((f"p{page}" for page in pages if page is not None), "p0")


def _about(check: Check) -> list:
    return [check.case, check.judgement.words]


def _all_numbers(check: Check) -> list:
    return sorted([one.number_id or "", one.page or 0, one.text] for one in check.judgement.numbers)


def _counted(ids: list[str]) -> list[str]:
    """The ids, those of one thing said twice with the same words and numbers counted."""
    seen: Counter[str] = Counter()
    for one in ids:
        seen[one] += 1
    if max(seen.values(), default=0) < 2:
        return ids
    count: Counter[str] = Counter()
    found = []
    for one in ids:
        count[one] += 1
        found.append(one if count[one] == 1 else f"{one}-{count[one]}")
    return found
