"""Pictures of published pages with what was read from them marked."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pypdfium2 as pdfium
from PIL import Image, ImageDraw

#: Marks are told apart by shape as well as colour: cells are boxes, lines are underlined.
_CELL, _LINE = "#0b6e99", "#c2410c"


def page_picture(path: Path, page: int, scale: float = 1.0) -> Image.Image:
    """Page `page` (from 1) of the PDF at `path`, `scale` pixels a point."""
    document = pdfium.PdfDocument(path)
    try:
        return document[page - 1].render(scale=scale).to_pil().convert("RGB")
    finally:
        document.close()


def marked_page(path: Path, page: int, cells: pd.DataFrame, lines: pd.DataFrame,
                scale: float = 1.3) -> Image.Image:
    """The page with every cell read from it boxed and every line of prose underlined.

    `cells` and `lines` are ``as_printed/cells`` and ``as_printed/lines``.
    """
    picture = page_picture(path, page, scale)
    pen = ImageDraw.Draw(picture)
    for cell in cells[cells["page"] == page].itertuples():
        box = [scale * edge for edge in (cell.x0, cell.y0, cell.x1, cell.y1)]
        pen.rectangle(box, outline=_CELL, width=2)
    for line in lines[lines["page"] == page].itertuples():
        pen.line([scale * edge for edge in (line.x0, line.y1, line.x1, line.y1)],
                 fill=_LINE, width=2)
    return picture
