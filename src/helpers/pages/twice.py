"""Text drawn twice over itself, as a printer without a bold font does (收收入入), is one text."""

from __future__ import annotations

from collections import defaultdict

#: A glyph drawn again stands this near to the first, in parts of its size; two glyphs of a word,
#: even two full stops, stand wider apart.
_NEAR = 0.15
_CELL = 8.0  # points; glyphs are looked for in the cells around


class Drawn:
    """What stands on a page so far; `again` tells a glyph that was drawn before."""

    def __init__(self) -> None:
        self._places: dict[tuple, list[tuple[float, float]]] = defaultdict(list)

    def again(self, text: str, x: float, baseline: float, size: float) -> bool:
        """Whether the same glyph stands (nearly) here already; if not, it does from now on."""
        column, row = int(x // _CELL), int(baseline // _CELL)
        near = min(_NEAR * size, _CELL)
        around = ((text, column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1))
        for place in around:
            if any(abs(x - other) <= near and abs(baseline - level) <= near
                   for other, level in self._places.get(place, ())):
                return True
        self._places[text, column, row].append((x, baseline))
        return False
