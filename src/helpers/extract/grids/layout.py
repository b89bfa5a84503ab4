"""What a page is taken apart into: grids of cells, and lines of text."""

from __future__ import annotations

from dataclasses import dataclass, field

from helpers.extract.grids.boxes import Box
from helpers.extract.pages import Line, Page


@dataclass
class Cell:
    """One cell: place in its grid, spans, page, box, and its text (a line break for each).

    A cell of a picture's table is read by OCR even where it is blank. `edges` has one x per
    character of `text`, then the right edge of the last; a line break stands at the end of its
    line. `tops` and `feet` are the upper and lower edge of each printed line.
    """

    row: int
    col: int
    row_span: int
    col_span: int
    page: int
    box: Box
    text: str = ""
    reader: str = "text"
    confidence: float | None = None
    edges: list[float] = field(default_factory=list)
    tops: list[float] = field(default_factory=list)
    feet: list[float] = field(default_factory=list)
    #: White space and not ruled lines parts the columns.
    inferred: bool = False


@dataclass
class Grid:
    """The cells of one ruled table on one page."""

    page: int
    box: Box
    xs: list[float]
    ys: list[float]
    cells: list[Cell]


@dataclass
class Layout:
    """One page taken apart: its ruled grids and the lines of text outside them."""

    page: Page
    grids: list[Grid]
    lines: list[Line]
    #: Page numbers and running heads: printed, but no part of what the document says.
    furniture: list[Line] = field(default_factory=list)
    #: What OCR read in pictures of charts.
    chart_lines: list[Line] = field(default_factory=list)

    def is_furniture(self, line: Line) -> bool:
        return any(line is one for one in self.furniture)

    @property
    def strays(self) -> int:
        """Visible glyphs that ended in no cell and no line."""
        placed = sum(
            len(cell.text.replace(" ", "").replace("\n", ""))
            for grid in self.grids
            for cell in grid.cells
        )
        outside = sum(len(line.text.replace(" ", "")) for line in self.lines)
        return sum(len(glyph.text) for glyph in self.page.glyphs) - placed - outside
