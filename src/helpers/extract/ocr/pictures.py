"""Which part of which page must be read as a picture, that part in grey, and charts' words.

A page needs reading where it shows a picture instead of text, where a picture beside its
text holds a ruled table, and where its text layer is garbage. Of the other pictures beside text
those are read that a caption calls a figure: a chart, and never a table. A photograph is left
alone.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from helpers.extract.ocr import engine
from helpers.extract.ocr.rulings import find_rulings
from helpers.extract.ocr.words import glyphs_of
from helpers.extract.pages import Glyph, Page, chart_number, lines

#: Resolution at which pictures are read, and the longest side it may lead to (pixels).
DPI, LONGEST = 150, 3000
#: Resolution at which a picture beside text is looked at for the rulings of a table.
GLANCE_DPI = 75
#: A smaller picture than this (share of the page) is a stamp or a logo.
SMALL_PICTURE = 0.04
#: Red ink in light (0–255): at least so light in red, and so much lighter than in other light.
RED_LIGHT, RED_INK = 120, 40
#: A seal is at least this wide and high (points) and about as wide as high; ink as light as this
#: share of it is paper. Its pieces are this near to each other (points).
SEAL, WASHED, RULED_THROUGH = 50.0, 0.93, 4.0


class Region(NamedTuple):
    """The part of a page that is read as a picture (points)."""

    x0: float
    y0: float
    x1: float
    y1: float

    def holds(self, x: float, y: float) -> bool:
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1


def why(page: Page) -> str | None:
    """Why `page` must be looked at as a picture: `picture`, `garbled`, `beside_text` or null."""
    if is_garbled(page):
        return "garbled"
    if page.is_picture:
        return "picture"
    return "beside_text" if page.picture >= SMALL_PICTURE else None


def is_garbled(page: Page) -> bool:
    """A third or more of the page's glyphs have no known character."""
    unknown = page.unmapped + sum(
        glyph.text == "\N{REPLACEMENT CHARACTER}" or 0xE000 <= ord(glyph.text[0]) <= 0xF8FF
        for glyph in page.glyphs
    )
    spelled = "".join(glyph.text for glyph in page.glyphs).count("(cid:") * 6
    shown = len(page.glyphs) + page.unmapped
    return shown > 0 and unknown + spelled >= max(10, shown / 3)


def region_of(pdf_page: pdfium.PdfPage, page: Page, reason: str) -> Region:
    """The smallest box round the page's pictures; the whole page where its text is garbage."""
    whole = Region(0.0, 0.0, page.width, page.height)
    boxes = boxes_of(pdf_page, page)
    if reason == "garbled" or not boxes:
        return whole
    return Region(
        max(0.0, min(b.x0 for b in boxes)),
        max(0.0, min(b.y0 for b in boxes)),
        min(page.width, max(b.x1 for b in boxes)),
        min(page.height, max(b.y1 for b in boxes)),
    )


def boxes_of(pdf_page: pdfium.PdfPage, page: Page) -> list[Region]:
    """The box of each picture on the page."""
    bounds = [
        item.get_bounds()
        for item in pdf_page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=4)
    ]
    return [
        Region(left, page.height - top, right, page.height - bottom)
        for left, bottom, right, top in bounds
    ]


def shows_table(pdf_page: pdfium.PdfPage, region: Region) -> bool:
    """The picture beside text shows the rulings of a table: a glance at a small copy tells."""
    scale = GLANCE_DPI / 72
    image = pdf_page.render(scale=scale, grayscale=True).to_numpy().squeeze()
    return bool(find_rulings(np.ascontiguousarray(cut(image, region, scale)), scale))


def scale_of(page: Page) -> float:
    """Pixels a point at which `page` is read."""
    return min(DPI / 72, LONGEST / max(page.width, page.height))


def grey_page(pdf_page: pdfium.PdfPage, scale: float) -> np.ndarray:
    """The page in grey; a red seal is as pale as paper, what is printed under it stays."""
    image = pdf_page.render(scale=scale, rev_byteorder=True).to_numpy()
    if image.ndim == 2 or image.shape[2] == 1:
        return np.ascontiguousarray(image.squeeze())
    grey = cv2.cvtColor(np.ascontiguousarray(image[:, :, :3]), cv2.COLOR_RGB2GRAY)
    for rows, columns, ink in _seals(image, scale):
        # Ink darkens ink: seen in its own red light, the seal is gone and black stays black.
        red = image[rows, columns, 0]
        white = WASHED * float(np.median(red[ink]))
        clean = np.minimum(255, red * (255 / white)).astype(np.uint8)
        near = cv2.dilate(ink.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
        grey[rows, columns] = np.where(near, clean, grey[rows, columns])
    return grey


def _seals(image: np.ndarray, scale: float) -> Iterator[tuple[slice, slice, np.ndarray]]:
    """Rows and columns of each red seal, and where its ink is. Red writing is no seal."""
    red, other = image[:, :, 0], image[:, :, 1:3].max(axis=2)
    ink = (red > RED_LIGHT) & (red.astype(np.int16) - other > RED_INK)
    if not ink.any():
        return
    # Rulings printed under the seal cut it in pieces.
    reach = int(RULED_THROUGH * scale) + 1
    joined = cv2.dilate(ink.astype(np.uint8), np.ones((reach, reach), np.uint8))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(joined)
    for x, y, width, height, _ in boxes[1:].tolist():
        if SEAL * scale <= min(width, height) and max(width, height) <= 2 * min(width, height):
            rows, columns = slice(y, y + height), slice(x, x + width)
            yield rows, columns, ink[rows, columns]


def cut(image: np.ndarray, region: Region, scale: float) -> np.ndarray:
    """The region of a picture of the page."""
    return image[
        round(region.y0 * scale) : round(region.y1 * scale),
        round(region.x0 * scale) : round(region.x1 * scale),
    ]


def names_chart(page: Page) -> bool:
    """The text of `page` has the caption of a figure."""
    return any(chart_number(line.text) for line in lines(page.glyphs, page.number))


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
