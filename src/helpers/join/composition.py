"""How far spending went from the budget, as a whole and in its composition: PEFA's two measures.

PI-1 is outturn ÷ budget; PI-2.1 the composition variance Σ|oᵢ − aᵢ| ÷ Σaᵢ with aᵢ = bᵢ·ΣO/ΣB, the
budget of each head moved with the total (PEFA Framework 2016, PI-1 and PI-2; known second-hand).
PEFA grades a whole government over three years: one department's year gets no grade here. A head
that lacks one of the two numbers is left out and counted: a blank is no zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from helpers.join.pairs import BY_FUNCTION

_HUNDREDTH = Decimal("0.01")
_LEVELS = ("class", "item")

Head = tuple[Decimal | None, Decimal | None]  # budget, outturn


def composition_rows(
    joined: Sequence[dict], by_class: Sequence[dict], stated: Sequence[dict]
) -> list[dict]:
    """Rows of ``results/budget_composition``.

    `joined` are rows of ``results/budget_join``, `by_class` of ``results/budget_by_class``,
    `stated` of ``tidy/budget_vs_outturn``.
    """
    found = []
    for level in _LEVELS:
        heads = [(row["budget"], row["outturn"]) for row in published(joined, level)]
        found.append(_row("published", level, heads))
    found.append(
        _row("accounts", "class", [(one["initial_budget"], one["outturn"]) for one in by_class])
    )
    items = [
        (row["initial_budget"], row["outturn"])
        for row in stated
        if row["scope"] == "function_item" and row["source"] == "narrative"
    ]
    found.append(_row("accounts", "item", items))
    return [row for row in found if row]


def published(joined: Sequence[dict], level: str) -> list[dict]:
    """Rows of the join that hold the heads of a level, of the first pair of one base."""
    for pair in BY_FUNCTION:
        own = [
            row
            for row in joined
            if row["pair"] == pair and row["level"] == level and row["measure"] == "total"
        ]
        if any(row["may_stand_beside"] for row in own):
            return own
    return []


def _row(budget_of: str, level: str, heads: Iterable[Head]) -> dict | None:
    every = list(heads)
    known = [(b, o) for b, o in every if b is not None and o is not None]
    budget = sum((b for b, _ in known), Decimal(0))
    outturn = sum((o for _, o in known), Decimal(0))
    if len(known) < 2 or not budget or not outturn:
        return None
    moved = [b * outturn / budget for b, _ in known]
    off = sum((abs(o - a) for (_, o), a in zip(known, moved, strict=True)), Decimal(0))
    return {
        "budget_of": budget_of,
        "level": level,
        "heads": len(known),
        "heads_left_out": len(every) - len(known),
        "budget": budget,
        "outturn": outturn,
        "outturn_rate": (100 * outturn / budget).quantize(_HUNDREDTH, ROUND_HALF_UP),
        "variance": (100 * off / sum(moved)).quantize(_HUNDREDTH, ROUND_HALF_UP),
    }
