"""Text drawn twice over itself, as a printer without a bold font does (收收入入), is one text."""

from __future__ import annotations

#: A glyph drawn again stands this near to the first, in parts of its size; two glyphs of a word,
#: even two full stops, stand wider apart.
_NEAR = 0.15
_CELL = 8.0  # points; a glyph is looked for in the cells that its neighbourhood touches


class Drawn:
    """What stands on a page so far; `again` tells a glyph that was drawn before."""

    def __init__(self) -> None:
        self._places: dict[tuple, list[tuple[float, float]]] = {}

    def again(self, text: str, x: float, baseline: float, size: float) -> bool:
        """Whether the same glyph stands (nearly) here already; if not, it does from now on."""
        near = min(_NEAR * size, _CELL)
        rows = range(int((baseline - near) // _CELL), int((baseline + near) // _CELL) + 1)
        for column in range(int((x - near) // _CELL), int((x + near) // _CELL) + 1):
            for row in rows:
                for other, level in self._places.get((text, column, row), ()):
                    if abs(x - other) <= near and abs(baseline - level) <= near:
                        return True
        here = text, int(x // _CELL), int(baseline // _CELL)
        self._places.setdefault(here, []).append((x, baseline))
        return False
