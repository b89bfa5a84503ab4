"""Text drawn twice over itself, as a printer without a bold font does (收收入入), is one text."""

from __future__ import annotations

#: A glyph drawn again stands this near to the first, in parts of its size; two glyphs of a word,
#: even two full stops, stand wider apart.
_NEAR = 0.15
_FARTHEST = 8.0  # points
#: Glyphs are kept in squares of this width (points), so that few are looked through for each.
_SQUARE = 16.0


class Drawn:
    """What stands on a page so far; `again` tells a glyph that was drawn before."""

    def __init__(self) -> None:
        self._places: dict[tuple, list[tuple[float, float]]] = {}

    def again(self, text: str, x: float, baseline: float, size: float) -> bool:
        """Whether the same glyph stands (nearly) here already; if not, it does from now on."""
        near = min(_NEAR * size, _FARTHEST)
        right, below = int((x + near) // _SQUARE), int((baseline + near) // _SQUARE)
        for column in range(int((x - near) // _SQUARE), right + 1):
            for row in range(int((baseline - near) // _SQUARE), below + 1):
                for other, level in self._places.get((text, column, row), ()):
                    if abs(x - other) <= near and abs(baseline - level) <= near:
                        return True
        here = text, int(x // _SQUARE), int(baseline // _SQUARE)
        self._places.setdefault(here, []).append((x, baseline))
        return False
