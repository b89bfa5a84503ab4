"""Does the box of a row hold what the row says? pdfium reads the box again."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pypdfium2 as pdfium

from helpers.amounts import key


def lost(path: Path, rows: Iterable[dict], column: str) -> list[dict]:
    """The rows whose box on the page does not hold the text of `column`, separators aside."""
    document = pdfium.PdfDocument(path)
    try:
        return [row for row in rows if row[column] not in _words_in(document, row)]
    finally:
        document.close()


def _words_in(document: pdfium.PdfDocument, row: dict) -> str:
    page = document[row["page"] - 1]
    height = page.get_size()[1]
    text = page.get_textpage().get_text_bounded(
        row["x0"] - 1, height - row["y1"] - 1, row["x1"] + 1, height - row["y0"] + 1
    )
    return key(text).replace(",", "")
