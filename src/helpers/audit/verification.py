"""What the checks say of every amount: verified, contradicted or unconstrained.

An amount of the text layer is what the publisher wrote; one identity that it closes verifies
it. An amount read by OCR may be misread, and a misread one may close an identity by chance:
where rounding is allowed for, where a ratio hardly moves, or where two cells are misread alike.
So its proof must be an exact sum of numbers none of which stands in an identity that fails; a
mere equality hands a proof on but makes none; and an amount that sums corrected needs two
proofs.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence, Set

import pandas as pd

from helpers.checks import Check
from helpers.checks.accounts import BUDGETS
from helpers.checks.judging import Judgement

_PROVES = ("pass", "rounding")
Cell = tuple[str, int, str]


def verification_rows(
    numbered: list[tuple[str, Check]], statutory: pd.DataFrame, budget: pd.DataFrame
) -> list[dict]:
    """Rows of ``results/verification``: one for each amount of the two tables.

    `verified`: it closes an identity; where it fails another, more than a copy of it elsewhere.
    `contradicted`: it stands in identities that fail, and closes none that proves it;
    for an amount read by OCR, in any that fails, also where the failure is withheld as ours.
    `unconstrained`: no check could be made with it, or none that proves what OCR read.
    """
    used: dict[Cell, list[tuple[str, Judgement]]] = {}
    for number, check in numbered:
        for cell in dict.fromkeys(one.cell for one in check.judgement.numbers if one.cell):
            used.setdefault(cell, []).append((number, check.judgement))
    needed = _proofs_needed(statutory, budget)
    proven = _proven(used, {cell for cell, proofs in needed.items() if not proofs})
    ids = {
        "tidy/statutory": statutory.to_dict("records"),
        "tidy/budget_vs_outturn": budget.to_dict("records"),
    }
    return [
        {
            "source_table": cell[0],
            "row_id": ids[cell[0]][cell[1]]["row_id"],
            "column": cell[2],
            "number_id": ids[cell[0]][cell[1]][f"{cell[2]}_id"],
            "status": (_status_as_written if not proofs else _status_as_read)(
                [judgement for _, judgement in used.get(cell, [])], proven[cell] >= proofs
            ),
            "checks": list(dict.fromkeys(number for number, _ in used.get(cell, []))),
        }
        for cell, proofs in needed.items()
    ]


def _proofs_needed(statutory: pd.DataFrame, budget: pd.DataFrame) -> dict[Cell, int]:
    """Every amount and the proofs it needs: none of the text layer, 1 of OCR, 2 if corrected."""
    needed: dict[Cell, int] = {}
    for index, row in enumerate(statutory[["reader", "read_first"]].itertuples(index=False)):
        corrected = 0 if pd.isna(row.read_first) else 1
        needed["tidy/statutory", index, "amount"] = 1 + corrected if row.reader == "ocr" else 0
    for index, row in enumerate(budget.to_dict("records")):
        for column in BUDGETS:
            if not pd.isna(row[column]):
                needed["tidy/budget_vs_outturn", index, column] = int(row["reader"] == "ocr")
    return needed


def _status_as_written(judgements: list[Judgement], _: bool) -> str:
    """An amount that fails somewhere is verified by a sum, not by a copy of it elsewhere: what
    is wrong in one table is often wrong alike in the next."""
    fails = any(one.outcome == "fail" for one in judgements)
    if any(one.outcome in _PROVES and (_several(one) or not fails) for one in judgements):
        return "verified"
    return "contradicted" if fails else "unconstrained"


def _status_as_read(judgements: list[Judgement], proven: bool) -> str:
    if any(map(_fails, judgements)):
        return "contradicted"
    return "verified" if proven else "unconstrained"


def _fails(judgement: Judgement) -> bool:
    return judgement.outcome == "fail" or judgement.withheld


def _proven(
    used: Mapping[Cell, list[tuple[str, Judgement]]],
    written: set[Cell],
) -> Counter[Cell]:
    """How many proofs there are of each amount; `written` amounts need none to hand one on."""
    doubtful = {cell for cell, uses in used.items() if any(_fails(one) for _, one in uses)}
    judgements = {id(one): one for uses in used.values() for _, one in uses}.values()
    left = [
        one
        for one in judgements
        if one.signs and one.difference == "0" and not _cells(one) & doubtful
    ]
    proofs: Counter[Cell] = Counter()
    while True:
        ready = [one for one in left if _is_proof(one, written | proofs.keys())]
        if not ready:
            return proofs
        left = [one for one in left if not any(one is other for other in ready)]
        for one in ready:
            proofs.update(_cells(one))


def _cells(judgement: Judgement) -> set[Cell]:
    return {one.cell for one in judgement.numbers if one.cell}


def _is_proof(judgement: Judgement, proven: Set[Cell]) -> bool:
    """A sum of several amounts that are not zero, or an equality with one that is proven."""
    return _several(judgement) or any(
        one.cell in proven if one.cell else one.reader == "text" for one in judgement.numbers
    )


def _several(judgement: Judgement) -> bool:
    """More than an amount and its copy: a sum of two, or a ratio."""
    return sum(bool(one.value) for one in judgement.numbers) > 2


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
    return counted(ids)


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


def counted(ids: list[str]) -> list[str]:
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
