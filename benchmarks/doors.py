"""From ruled lines to cells: what each public way into camelot gives, and pdfplumber's.

    python benchmarks/doors.py [--quick]        --quick: one document drawn, one scanned

*Drawn*: every page with ruled lines of the corpus and of the shipped document. *Pictures*: the
table pages of three documents drawn as pictures and damaged (see degradation.py), where the cells
of the text layer's lines are the truth. *Right*: cells of the truth found, its box within
LIKE points; *others*: cells that the truth does not have. For drawn pages the truth is the door's
own answer (`grids.boxes`), so that line says how far the others agree with it. Each way runs in a
process of its own; memory is what its peak rose by, imports left out.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import groupby, pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import camelot
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from pdfplumber import table as finder

import degradation
import truth
from helpers.extract.grids import boxes
from helpers.extract.grids.boxes import Box
from helpers.extract.ocr.pictures import grey_page, scale_of
from helpers.extract.ocr.rotation import TILTED, tilt, turned
from helpers.extract.ocr.rulings import MEET, find_rulings, made_to_meet
from helpers.extract.pages import read_pages
from helpers.extract.pages.rulings import Ruling, joined

SHIPPED = next(iter(sorted((Path(__file__).parents[1] / "data/raw").glob("*/*/*.pdf"))))
#: Boxes whose edges are nearer than this are the same cell (points).
LIKE = 5.0
#: A page with fewer cells than this is not drawn as a picture.
FEWEST = 20
#: One in so many of the other pages is drawn as a picture, in every kind of damage.
EACH = 3


class Sheet(NamedTuple):
    """A page to find cells on: where it is, its size, its lines, and the cells there are."""

    path: Path
    number: int
    width: float
    height: float
    rulings: list[Ruling]
    cells: list[Box]


# --- the ways ---------------------------------------------------------------------------------


def by_door(sheets: list[Sheet], drawn: bool) -> Iterator[list[Box]]:
    """Our own: the makers and the `Table` of camelot's lattice parser, given our lines."""
    cells = boxes.drawn_cells if drawn else boxes.picture_cells
    for sheet in sheets:
        yield [box for found in cells(sheet.rulings, sheet.height) for box in found]


def by_read_pdf(sheets: list[Sheet], drawn: bool) -> Iterator[list[Box]]:
    """`read_pdf` with the pages as they are: their own lines, or OpenCV's of the picture."""
    for path, own in groupby(sheets, lambda sheet: sheet.path):
        some = list(own)
        numbers = [sheet.number for sheet in some]
        yield from _read_pdf(some, path, numbers, "vector" if drawn else "raster")


def by_made_page(sheets: list[Sheet], drawn: bool) -> Iterator[list[Box]]:
    """`read_pdf` with pages made of our lines and a mark in every cell, so that none is blank."""
    yield from _by_made(sheets, drawn, picture=False)


def by_marked_picture(sheets: list[Sheet], drawn: bool) -> Iterator[list[Box]]:
    """`read_pdf` with the picture and an unseen mark in every cell: OpenCV's lines, not ours."""
    yield from _by_made(sheets, drawn, picture=True)


def _by_made(sheets: list[Sheet], drawn: bool, picture: bool) -> Iterator[list[Box]]:
    for _, own in groupby(sheets, lambda sheet: sheet.path):
        some = list(own)
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder) / "made.pdf"
            document = pdfium.PdfDocument.new()
            for sheet in some:
                _make(document, sheet, drawn, picture)
            document.save(made)
            numbers = [n + 1 for n in range(len(some))]
            yield from _read_pdf(some, made, numbers, "raster" if picture else "vector")


def by_pdfplumber(sheets: list[Sheet], drawn: bool) -> Iterator[list[Box]]:
    """pdfplumber's table finder, given our lines."""
    for sheet in sheets:
        yield _found(sheet, drawn)


def _found(sheet: Sheet, drawn: bool) -> list[Box]:
    lines = joined(sheet.rulings) if drawn else sheet.rulings
    edges = finder.merge_edges([_edge(line) for line in lines], MEET, MEET, MEET, MEET)
    crossings = finder.edges_to_intersections(edges, MEET, MEET)
    tables = finder.cells_to_tables(finder.intersections_to_cells(crossings))
    return [Box(*cell) for cells in tables if len(cells) >= boxes.FEWEST_CELLS for cell in cells]


def _edge(line: Ruling) -> dict:
    return {
        "x0": line.x0,
        "x1": line.x1,
        "top": line.y0,
        "bottom": line.y1,
        "doctop": line.y0,
        "width": line.x1 - line.x0,
        "height": line.y1 - line.y0,
        "orientation": "h" if line.horizontal else "v",
    }


def _read_pdf(
    sheets: list[Sheet], path: Path, numbers: list[int], engine: str
) -> Iterator[list[Box]]:
    tables = camelot.read_pdf(
        str(path),
        pages=",".join(map(str, numbers)),
        flavor="lattice",
        engine=engine,
        shift_text=[""],
        layout_kwargs={"char_margin": 0.01} if path != sheets[0].path else {},
        suppress_stdout=True,
    )
    for sheet, number in zip(sheets, numbers, strict=True):
        lines = joined(sheet.rulings)
        own = [one for one in tables if one.page == number]
        yield [box for one in own for box in boxes.cells_of(one, sheet.height, lines)]


def _make(document: pdfium.PdfDocument, sheet: Sheet, drawn: bool, picture: bool) -> None:
    """Add a page of our lines, or of the picture, with a mark in the middle of every cell."""
    lines = joined(sheet.rulings) if drawn else made_to_meet(sheet.rulings)
    if picture:
        document.import_pages(pdfium.PdfDocument(sheet.path), [sheet.number - 1])
        page = document[len(document) - 1]
    else:
        page = document.new_page(sheet.width, sheet.height)
        for x0, y0, x1, y1 in lines:
            path = pdfium_c.FPDFPageObj_CreateNewPath(x0, sheet.height - y0)
            pdfium_c.FPDFPath_LineTo(path, x1, sheet.height - y1)
            pdfium_c.FPDFPath_SetDrawMode(path, 0, True)
            pdfium_c.FPDFPage_InsertObject(page, path)
    word = "x".encode("utf-16-le") + b"\0\0"
    xs = _between(x for line in lines for x in (line.x0, line.x1))
    ys = _between(y for line in lines for y in (line.y0, line.y1))
    for x, y in ((x, y) for x in xs for y in ys):
        text = pdfium_c.FPDFPageObj_NewTextObj(document, b"Helvetica", 1.0)
        pdfium_c.FPDFText_SetText(text, (pdfium_c.FPDF_WCHAR * 2).from_buffer_copy(word))
        pdfium_c.FPDFTextObj_SetTextRenderMode(text, pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE)
        pdfium_c.FPDFPageObj_Transform(text, 1, 0, 0, 1, x, sheet.height - y)
        pdfium_c.FPDFPage_InsertObject(page, text)
    page.gen_content()


def _between(values: Iterable[float]) -> list[float]:
    """The middles between values that are more than MEET apart."""
    ordered = sorted(values)
    return [(a + b) / 2 for a, b in pairwise(ordered) if b - a > MEET]


Way = Callable[[list[Sheet], bool], Iterator[list[Box]]]
WAYS: dict[str, tuple[Way, bool, bool]] = {
    # name: way, for drawn pages, for pictures
    "the door (camelot's Table)": (by_door, True, True),
    "read_pdf, the page itself": (by_read_pdf, True, True),
    "read_pdf, the picture marked": (by_marked_picture, False, True),
    "read_pdf, a page of our lines": (by_made_page, True, True),
    "pdfplumber, our lines": (by_pdfplumber, True, True),
}


# --- the pages --------------------------------------------------------------------------------


def drawn_sheets(paths: list[Path]) -> list[Sheet]:
    """Every page with ruled lines, with the door's cells."""
    return [
        Sheet(path, page.number, page.width, page.height, page.rulings, cells)
        for path in paths
        for page in read_pages(path)
        if (cells := [c for found in boxes.drawn_cells(page.rulings, page.height) for c in found])
    ]


def picture_sheets(path: Path, kinds: list[str], folder: Path) -> list[Sheet]:
    """Pages of `path` with a table as damaged pictures, with the rulings OpenCV sees."""
    pages = [sheet for sheet in drawn_sheets([path]) if len(sheet.cells) > FEWEST][::EACH]
    found = []
    for n, kind in enumerate(kinds):
        copy = folder / f"{path.stem}-{n}.pdf"
        degradation.scan(path, copy, degradation.KINDS[kind], [sheet.number for sheet in pages])
        document = pdfium.PdfDocument(copy)
        for place, (sheet, page) in enumerate(zip(pages, read_pages(copy), strict=True)):
            scale = scale_of(page)
            grey = grey_page(document[place], scale)
            askew = tilt(grey, scale)
            if abs(askew) >= TILTED:
                grey = np.ascontiguousarray(turned(grey, askew))
            seen = find_rulings(grey, scale)
            found.append(sheet._replace(path=copy, number=place + 1, rulings=seen))
        document.close()
    return found


# --- the measure ------------------------------------------------------------------------------


class Outcome(NamedTuple):
    right: int
    others: int
    pages: int
    seconds: float
    memory: float


def measured(name: str, sheets: list[Sheet], drawn: bool) -> Outcome:
    """What one way gives for `sheets`, in this process."""
    way = WAYS[name][0]
    list(way(sheets[:1], drawn))  # imports and first calls are nobody's time
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    clock = time.perf_counter()
    answers = list(way(sheets, drawn))
    seconds = time.perf_counter() - clock
    right = others = pages = 0
    for sheet, found in zip(sheets, answers, strict=True):
        hits = sum(_among(cell, found) for cell in sheet.cells)
        extra = sum(not _among(cell, sheet.cells) for cell in found)
        right, others = right + hits, others + extra
        pages += hits == len(sheet.cells) and not extra
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return Outcome(right, others, pages, seconds, memory)


def _among(cell: Box, cells: list[Box]) -> bool:
    return any(max(abs(a - b) for a, b in zip(cell, c, strict=True)) < LIKE for c in cells)


def report(title: str, sheets: list[Sheet], drawn: bool) -> None:
    cells = sum(len(sheet.cells) for sheet in sheets)
    print(f"\n{title}: {len(sheets)} pages, {cells} cells")
    print(f"{'way':<32}{'right':>8}{'others':>8}{'pages whole':>13}{'ms/page':>9}{'MiB':>6}")
    for name, (_, for_drawn, for_pictures) in WAYS.items():
        if not (for_drawn if drawn else for_pictures):
            continue
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            one = pool.submit(measured, name, sheets, drawn).result()
        print(
            f"{name:<32}{one.right:>8}{one.others:>8}{one.pages:>13}"
            f"{1000 * one.seconds / len(sheets):>9.1f}{one.memory:>6.0f}",
            flush=True,
        )


def main(quick: bool) -> None:
    corpus = truth.folder()
    if corpus is None:
        sys.exit("the corpus is not here; set CORPUS_DIR to its folder")
    paths = [SHIPPED] if quick else [SHIPPED, *sorted(corpus.rglob("*.pdf"))]
    report("Drawn", drawn_sheets(paths), drawn=True)
    kinds = [kind for kind, damage in degradation.KINDS.items() if not damage.turned]
    with tempfile.TemporaryDirectory() as folder:
        names = degradation.NAMES[-1:] if quick else degradation.NAMES
        sheets = [
            sheet
            for name in names
            for sheet in picture_sheets(
                corpus / f"{name}.pdf", kinds[:2] if quick else kinds, Path(folder)
            )
        ]
        report("Pictures", sheets, drawn=False)


if __name__ == "__main__":
    main("--quick" in sys.argv[1:])
