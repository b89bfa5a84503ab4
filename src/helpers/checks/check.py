"""One check made: which rule, on what, and how it was judged; `telling` has the words for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from helpers.checks.judging import Judgement


@dataclass
class Check:
    """An identity of the catalogue (`identity`), the names of its case, and the judgement."""

    identity: str
    case: dict[str, Any]
    judgement: Judgement
    page: int | None = None


def labels(table: str, **names: Any) -> dict:
    """The names of a case: the table's title and whatever the identity's statement needs."""
    return {"table": {"table": table}, "side": "", **names}
