"""Pages that are pictures, given the glyphs and rulings that every later step reads.

`pictures` says which pages need it, `rotation` stands them upright, `rulings` finds their
ruled lines, `engine` their words, `words` makes glyphs of these. What the text layer says
outside the pictures stays as it is.
"""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
from tqdm import tqdm

from helpers.extract.ocr import engine
from helpers.extract.ocr.pictures import (
    Region,
    cut,
    grey_page,
    names_chart,
    read_chart,
    region_of,
    scale_of,
    shows_table,
    why,
)
from helpers.extract.ocr.rotation import TILTED, as_read, tilt, turned
from helpers.extract.ocr.rulings import find_rulings
from helpers.extract.ocr.words import glyphs_of
from helpers.extract.pages import Glyph, Page
from helpers.extract.pages.rulings import Ruling

__all__ = ["WORKERS", "read_pictures", "why"]

#: So many pages are read at a time, one on each core; each takes some 700 MB.
WORKERS = max(1, min(4, os.cpu_count() or 1))
#: pdfium draws one page at a time.
_drawing = threading.Lock()


def read_pictures(path: Path, pages: list[Page], folder: Path | None = None) -> list[Page]:
    """`pages` of the PDF at `path`, each picture page with the words and rulings it shows.

    At most WORKERS pages are in memory at a time. Words read are kept in `folder`.
    A bar tells the pages read and left where there is anything to read.
    """
    reasons = {page.number: reason for page in pages if (reason := why(page))}
    if not reasons:
        return pages
    found = {page.number: page for page in pages}
    document = pdfium.PdfDocument(path)
    try:
        wanted = {
            number: region
            for number in reasons
            if (region := _region(document[number - 1], found[number], reasons))
        }
        _read_all(document, found, wanted, reasons, folder)
    finally:
        document.close()
    return [found[page.number] for page in pages]


def _region(pdf_page: pdfium.PdfPage, page: Page, reasons: dict[int, str]) -> Region | None:
    """What to read of a page; null where the picture beside its text is no table and no chart.

    Where it is a chart, `reasons` says so afterwards.
    """
    reason = reasons[page.number]
    region = region_of(pdf_page, page, reason)
    if reason == "beside_text" and not shows_table(pdf_page, region):
        if not names_chart(page):
            return None
        reasons[page.number] = "chart"
    return region


def _read_all(
    document: pdfium.PdfDocument,
    found: dict[int, Page],
    wanted: dict[int, Region],
    reasons: dict[int, str],
    folder: Path | None,
) -> None:
    """Read the `wanted` regions into `found`: a page a core; one page alone has all cores."""
    if wanted and not sys.stderr.isatty():  # a bar that moves is no use in a log
        print(
            f"note: OCR reads {len(wanted)} pages, a few seconds each.", file=sys.stderr, flush=True
        )
    workers = max(1, min(WORKERS, len(wanted)))
    threads = 1 if workers > 1 else -1
    with (
        ThreadPoolExecutor(workers) as pool,
        tqdm(
            total=len(wanted), desc="OCR", unit="page", leave=False, disable=not wanted or None
        ) as bar,
    ):  # null: no bar where there is no terminal
        jobs = {
            pool.submit(
                _read_page, document, found[number], region, reasons[number], folder, threads
            ): number
            for number, region in wanted.items()
        }
        for job in as_completed(jobs):
            found[jobs[job]] = job.result()
            bar.update()


def _read_page(
    document: pdfium.PdfDocument,
    page: Page,
    region: Region,
    reason: str,
    folder: Path | None,
    threads: int,
) -> Page:
    """`page` with the words and rulings of its `region`, as they stand on the page.

    `reason` is why it is read (`why`); `threads` the cores that OCR may take.
    """
    if reason == "chart":
        return read_chart(document, page, region, folder, threads, _drawing)
    scale = scale_of(page)
    with _drawing:
        whole = grey_page(document[page.number - 1], scale)
    degrees = tilt(cut(whole, region, scale), scale)
    if abs(degrees) < TILTED:
        degrees = 0.0
    picture = np.ascontiguousarray(cut(turned(whole, degrees) if degrees else whole, region, scale))
    own = [] if reason == "garbled" else _outside(region, page)
    quarters, words = engine.read_words(picture, folder, threads)
    if quarters:
        picture = np.ascontiguousarray(np.rot90(picture, quarters))
        region = Region(*as_read(region, 90.0 * quarters, page.width, page.height))
    rulings = find_rulings(picture, scale)
    read = glyphs_of(words, rulings, picture, scale, threads)
    width, height = (page.height, page.width) if quarters % 2 else (page.width, page.height)
    return replace(
        page,
        width=width,
        height=height,
        glyphs=own + [_glyph_on_page(one, region) for one in read],
        picture_rulings=[_ruling_on_page(one, region) for one in rulings],
        unmapped=0,
        turned=90.0 * quarters + degrees,
    )


def _outside(region: Region, page: Page) -> list[Glyph]:
    """The glyphs of the page's own text whose middle lies outside the region that OCR reads."""
    return [
        glyph
        for glyph in page.glyphs
        if not region.holds((glyph.x0 + glyph.x1) / 2, glyph.baseline - 0.3 * glyph.size)
    ]


def _glyph_on_page(glyph: Glyph, region: Region) -> Glyph:
    """A glyph of the region's picture, in points of the page."""
    return glyph._replace(
        x0=glyph.x0 + region.x0, x1=glyph.x1 + region.x0, baseline=glyph.baseline + region.y0
    )


def _ruling_on_page(ruling: Ruling, region: Region) -> Ruling:
    """A ruling of the region's picture, in points of the page."""
    return Ruling(
        ruling.x0 + region.x0,
        ruling.y0 + region.y0,
        ruling.x1 + region.x0,
        ruling.y1 + region.y0,
    )
