"""The words of a picture that a caption calls a figure: a chart, and never a table."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium

from helpers.extract.ocr import engine
from helpers.extract.ocr.pictures import Region, boxes_of, cut, grey_page, scale_of
from helpers.extract.ocr.words import glyphs_of
from helpers.extract.pages import Glyph, Page, lines
from helpers.extract.pages.captions import figure_number


def names_figure(page: Page) -> bool:
    """The text of `page` has the caption of a figure."""
    return any(figure_number(line.text) for line in lines(page.glyphs, page.number))


def read_chart(
    document: pdfium.PdfDocument,
    page: Page,
    region: Region,
    folder: Path | None,
    threads: int,
    drawing: threading.Lock,
) -> Page:
    """`page` with the words that its pictures in `region` show as `chart_glyphs`.

    Its text layer stays as it is; so does all between the pictures. A picture that does not
    stand upright is left alone.
    """
    scale = scale_of(page)
    with drawing:
        pdf_page = document[page.number - 1]
        picture = np.ascontiguousarray(cut(grey_page(pdf_page, scale), region, scale))
        boxes = [box for box in boxes_of(pdf_page, page) if not _is_background(box, page)]
        pdf_page.close()  # not later: another thread may be drawing then
    quarters, words = engine.read_words(picture, folder, threads)
    if quarters:
        return page
    glyphs = [
        glyph._replace(
            x0=glyph.x0 + region.x0, x1=glyph.x1 + region.x0, baseline=glyph.baseline + region.y0
        )
        for glyph in glyphs_of(words, [], picture, scale, threads)
    ]
    return replace(
        page,
        chart_glyphs=[glyph for glyph in glyphs if any(_stands_in(glyph, box) for box in boxes)],
    )


def _is_background(box: Region, page: Page) -> bool:
    """Text of the page stands on the picture: what OCR sees there is that text."""
    return any(_stands_in(glyph, box) for glyph in page.glyphs)


def _stands_in(glyph: Glyph, box: Region) -> bool:
    return box.holds((glyph.x0 + glyph.x1) / 2, glyph.baseline - 0.3 * glyph.size)
