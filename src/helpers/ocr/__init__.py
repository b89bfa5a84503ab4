"""Pages that are pictures, given the glyphs and rulings that every later step reads.

A page needs reading where it shows a picture instead of text, where a picture beside its
text holds a ruled table, and where its text layer is garbage. What the text layer says outside
the pictures stays as it is; a picture without a ruled table beside text (a chart) is left alone.
"""

from __future__ import annotations

import itertools
import re
import statistics
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from tqdm.auto import tqdm

from helpers import amounts, vocabulary
from helpers.ocr import engine
from helpers.ocr.rulings import find_rulings, tilt, turned
from helpers.pages import Glyph, Page
from helpers.rulings import Ruling

#: Resolution at which pictures are read, and the longest side it may lead to.
DPI, LONGEST = 150, 3000
#: A page with fewer glyphs and a picture at least this large says nothing without its picture.
FEW_GLYPHS, PICTURE_PAGE = 30, 0.2
#: A smaller picture than this (share of the page) is a stamp or a logo.
SMALL_PICTURE = 0.04
_FULL_WIDTH = {"(": "（", ")": "）", ":": "："}
#: Ideographs that a blurred print does not tell apart.
_ALIKE = str.maketrans("人未己日", "入末已目")
#: The engine doubts a word with a lower score.
SURE_WORD = 0.9
_NUMBER = re.compile(r"[-−]?[\d,]+\.\d+")
#: A page is tilted from here on (degrees).
TILTED = 0.08


class Region(NamedTuple):
    """The part of a page that is read as a picture (points), and why."""

    x0: float
    y0: float
    x1: float
    y1: float
    reason: str

    def holds(self, x: float, y: float) -> bool:
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1


def read_pictures(path: Path, pages: list[Page], folder: Path | None = None) -> list[Page]:
    """`pages` of the PDF at `path`, each picture page with the words and rulings it shows.

    One page is in memory at a time. Words read are kept in `folder`. A bar tells the pages
    done and left where there is anything to read.
    """
    wanted = {page.number: reason for page in pages if (reason := why(page))}
    if not wanted:
        return pages
    found = {page.number: page for page in pages}
    document = pdfium.PdfDocument(path)
    try:
        # A picture beside text is read only if it holds a table: looking is quick.
        with tqdm(list(wanted), desc="OCR", unit="page", leave=False) as bar:
            for number in bar:
                found[number] = _read_page(
                    document[number - 1], found[number], wanted[number], folder)
    finally:
        document.close()
    return [found[page.number] for page in pages]


def why(page: Page) -> str | None:
    """Why `page` must be looked at as a picture: `picture`, `garbled`, `beside_text` or null."""
    if is_garbled(page):
        return "garbled"
    if page.picture >= PICTURE_PAGE and len(page.glyphs) < FEW_GLYPHS:
        return "picture"
    return "beside_text" if page.picture >= SMALL_PICTURE else None


def is_garbled(page: Page) -> bool:
    """A third or more of the page's glyphs have no known character."""
    unknown = page.unmapped + sum(
        glyph.text == "\N{REPLACEMENT CHARACTER}" or 0xE000 <= ord(glyph.text[0]) <= 0xF8FF
        for glyph in page.glyphs)
    spelled = "".join(glyph.text for glyph in page.glyphs).count("(cid:") * 6
    shown = len(page.glyphs) + page.unmapped
    return shown > 0 and unknown + spelled >= max(10, shown / 3)


def _read_page(pdf_page: pdfium.PdfPage, page: Page, reason: str, folder: Path | None) -> Page:
    scale = min(DPI / 72, LONGEST / max(page.width, page.height))
    region = _region(pdf_page, page, reason)
    picture = _picture(pdf_page, region, scale)
    rulings = find_rulings(picture, scale)
    degrees = tilt(picture, scale)
    if abs(degrees) >= TILTED:
        picture = turned(picture, degrees)
        rulings = find_rulings(picture, scale)
    if reason == "beside_text" and not rulings:
        return page
    picture, words, on_head = _words(picture, folder)
    if on_head:
        rulings = find_rulings(picture, scale)
    words = [part for word in words for part in _parted(word, rulings, picture, scale)]
    glyphs = [glyph for word in words for glyph in _glyphs(word, scale, region)]
    own = [] if reason == "garbled" else [
        glyph for glyph in page.glyphs
        if not region.holds((glyph.x0 + glyph.x1) / 2, glyph.baseline - 0.3 * glyph.size)]
    drawn = [Ruling(r.x0 + region.x0, r.y0 + region.y0, r.x1 + region.x0, r.y1 + region.y0)
             for r in rulings]
    return replace(page, glyphs=own + glyphs, picture_rulings=drawn, unmapped=0)


def _region(pdf_page: pdfium.PdfPage, page: Page, reason: str) -> Region:
    """The smallest box round the page's pictures; the whole page where its text is garbage."""
    whole = Region(0.0, 0.0, page.width, page.height, reason)
    boxes = [item.get_bounds() for item in pdf_page.get_objects(
        filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=4)]
    if reason == "garbled" or not boxes:
        return whole
    return Region(
        max(0.0, min(b[0] for b in boxes)), max(0.0, page.height - max(b[3] for b in boxes)),
        min(page.width, max(b[2] for b in boxes)),
        min(page.height, page.height - min(b[1] for b in boxes)), reason)


def _picture(pdf_page: pdfium.PdfPage, region: Region, scale: float) -> np.ndarray:
    """The region in grey; red ink (stamps) is as pale as paper."""
    image = pdf_page.render(scale=scale, rev_byteorder=True).to_numpy()
    image = image[round(region.y0 * scale):round(region.y1 * scale),
                  round(region.x0 * scale):round(region.x1 * scale)]
    if image.ndim == 2:
        return np.ascontiguousarray(image)
    red, other = image[:, :, 0], image[:, :, 1:3].min(axis=2)
    # Black under a stamp is dark in red light too; the stamp alone is not.
    stamp = ((red > 185) & (red.astype(int) - other > 30)).astype(np.uint8)
    rim = cv2.dilate(stamp, np.ones((5, 5), np.uint8)) > 0
    return np.where((stamp > 0) | (rim & (red > 150)), 255, red).astype(np.uint8)


def _words(picture: np.ndarray, folder: Path | None) -> tuple[np.ndarray, list, bool]:
    """The picture the right way up, its words, and whether it stood on its head."""
    words = engine.read_words(picture, folder)
    if not words or engine.mean_score(words) >= engine.SURE:
        return picture, words, False
    other = np.ascontiguousarray(picture[::-1, ::-1])
    others = engine.read_words(other, folder)
    if engine.mean_score(others) > engine.mean_score(words):
        return other, others, True
    return picture, words, False


def _parted(word: engine.Word, rulings: list[Ruling], picture: np.ndarray, scale: float,
            ) -> Iterator[engine.Word]:
    """`word`, or its parts read anew where a ruling runs through it: two cells taken for one.

    The ruling must run through a gap: a number is never cut in two by a stroke across it.
    """
    left, right = word.corners[0][0], word.corners[1][0]
    cuts = sorted({
        r.x0 * scale for r in rulings
        if r.x0 == r.x1 and r.y0 * scale < word.middle < r.y1 * scale
        and _in_gap(word, r.x0 * scale)})
    if not cuts:
        yield word
        return
    top, bottom = int(word.corners[0][1]), int(word.corners[2][1]) + 1
    for x0, x1 in zip([left, *cuts], [*cuts, right], strict=True):
        part = picture[max(0, top):bottom, max(0, int(x0) + 3):int(x1) - 2]
        if part.shape[0] < 4 or part.shape[1] < 4 or int(part.max()) - int(part.min()) < 60:
            continue
        text, score = engine.read_line(np.ascontiguousarray(part))
        step = (x1 - x0) / max(1, len(text))
        if text.strip():
            yield engine.Word(
                [[x0, top], [x1, top], [x1, bottom], [x0, bottom]], score,
                [engine.Character(one, x0 + n * step, x0 + (n + 1) * step, score)
                 for n, one in enumerate(text)])


def _in_gap(word: engine.Word, x: float) -> bool:
    """`x` lies between two characters of `word` that stand apart."""
    gap = 0.35 * _size(word)
    return any(before.x1 - 0.2 * gap <= x <= after.x0 + 0.2 * gap and after.x0 - before.x1 > gap
               for before, after in itertools.pairwise(word.characters))


def _glyphs(word: engine.Word, scale: float, region: Region) -> Iterator[Glyph]:
    """The glyphs of `word`; characters that follow each other touch, as in a text layer.

    A number is one glyph: it stands in one cell whole, whatever runs across it.
    """
    size = _size(word)
    baseline = region.y0 + (word.middle + 0.37 * size) / scale
    seen = [one._replace(text=text)
            for one, text in zip(word.characters, _widened(word), strict=True) if text.strip()]
    edges = [[one.x0, one.x1] for one in seen]
    for before, after in itertools.pairwise(edges):
        if after[0] - before[1] < 0.8 * size:
            before[1] = after[0] = (before[1] + after[0]) / 2
    if _NUMBER.fullmatch("".join(one.text for one in seen)):
        text, score = "".join(one.text for one in seen), min(one.score for one in seen)
        yield Glyph(text, region.x0 + seen[0].x0 / scale, region.x0 + seen[-1].x1 / scale,
                    baseline, size / scale, score)
        return
    for one, (x0, x1) in zip(seen, edges, strict=True):
        yield Glyph(one.text, region.x0 + x0 / scale, region.x0 + x1 / scale,
                    baseline, size / scale, one.score)


def _widened(word: engine.Word) -> list[str]:
    """The characters of `word`; brackets and colons beside ideographs are full width.

    A picture hardly tells the two widths apart; Chinese prints the full one.
    """
    texts = _settled([amounts.plain(one.text) for one in word.characters], word.score)
    sides = zip(["", *texts], texts, [*texts[1:], ""], strict=False)
    return [
        _FULL_WIDTH.get(text, text) if any(one >= "\u2e80" for one in (before, after)) else text
        for before, text, after in sides]


def _settled(texts: list[str], score: float) -> list[str]:
    """A doubted word that is a table's own but for look-alikes (收人 for 收入) is that word."""
    word = "".join(texts)
    tables = vocabulary.load("tables")
    known = {*itertools.chain(*tables["header_words"]), *tables["total_names"]}
    if score >= SURE_WORD or word in known or len(word) != len(texts):
        return texts
    alike = {one for one in known if one.translate(_ALIKE) == word.translate(_ALIKE)}
    return list(alike.pop()) if len(alike) == 1 else texts


def _size(word: engine.Word) -> float:
    """The type size: the step from one ideograph to the next, or what the box's height tells."""
    middles = [((one.x0 + one.x1) / 2, ord(one.text[0]) >= 0x2E80)
               for one in word.characters if one.text]
    steps = [b - a for (a, wide), (b, wide_too) in itertools.pairwise(middles)
             if wide and wide_too]
    if len(steps) < 2:
        return word.height / 1.5
    return min(statistics.median(steps), word.height / 1.1)
