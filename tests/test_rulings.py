"""Ruled lines: however a producer draws a table, the same cells come out."""

from itertools import pairwise

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from helpers.extract import pages
from helpers.extract.grids import boxes
from helpers.extract.pages.rulings import Ruling

XS, YS = (60, 160, 300, 360), (100, 130, 160, 200)
#: The upright line between the second and third column is missing in the first row.
LINES = [(XS[0], y, XS[-1], y) for y in YS] + [
    (x, YS[1] if x == XS[2] else YS[0], x, YS[-1]) for x in XS
]


def stroked(x0, y0, x1, y1):
    path = raw.FPDFPageObj_CreateNewPath(x0, y0)
    raw.FPDFPath_LineTo(path, x1, y1)
    raw.FPDFPath_SetDrawMode(path, 0, True)
    return path


def thin(x0, y0, x1, y1):
    path = raw.FPDFPageObj_CreateNewRect(x0, y0, x1 - x0 or 0.5, y1 - y0 or 0.5)
    raw.FPDFPath_SetDrawMode(path, raw.FPDF_FILLMODE_WINDING, False)
    return path


def rectangle(x0, y0, x1, y1):
    path = raw.FPDFPageObj_CreateNewRect(x0, y0, x1 - x0, y1 - y0)
    raw.FPDFPath_SetDrawMode(path, 0, True)
    return path


def one_path(lines):
    path = raw.FPDFPageObj_CreateNewPath(*lines[0][:2])
    for x0, y0, x1, y1 in lines:
        raw.FPDFPath_MoveTo(path, x0, y0)
        raw.FPDFPath_LineTo(path, x1, y1)
    raw.FPDFPath_SetDrawMode(path, 0, True)
    return path


def drifting(x0, y0, x1, y1):
    return stroked(x0, y0, x1 + (0.8 if x0 == x1 else 0), y1 + (0.8 if y0 == y1 else 0))


def cells():
    for row, (bottom, top) in enumerate(pairwise(YS)):
        columns = [0, 1, 3] if row == 0 else [0, 1, 2, 3]
        for left, right in pairwise(columns):
            yield XS[left], bottom, XS[right], top


WAYS = {
    "stroked lines": [stroked(*line) for line in LINES],
    "thin filled rectangles": [thin(*line) for line in LINES],
    "one path": [one_path(LINES)],
    "a rectangle a cell": [rectangle(*cell) for cell in cells()],
    "lines that drift": [drifting(*line) for line in LINES],
    "pieces of lines": [
        stroked(*piece)
        for x0, y0, x1, y1 in LINES
        for piece in (
            (x0, y0, (x0 + x1) / 2, (y0 + y1) / 2),
            ((x0 + x1) / 2, (y0 + y1) / 2, x1, y1),
        )
    ],
}


def page_with(objects, tmp_path) -> pages.Page:
    document = pdfium.PdfDocument.new()
    page = document.new_page(420, 300)
    for one in objects:
        raw.FPDFPage_InsertObject(page, one)
    page.gen_content()
    document.save(tmp_path / "page.pdf")
    return pages.read_pages(tmp_path / "page.pdf")[0]


@pytest.mark.parametrize("way", WAYS)
def test_a_table_is_the_same_however_it_is_drawn(way, tmp_path):
    (table,) = boxes.table_boxes(page_with(WAYS[way], tmp_path))
    wanted = [(x0, 300 - y1, x1, 300 - y0) for x0, y0, x1, y1 in cells()]
    assert len(table) == len(wanted)
    for box, cell in zip(*(sorted(some, key=_order) for some in (table, wanted)), strict=True):
        assert box == pytest.approx(cell, abs=1)


def _order(box):
    return round(box[1], -1), round(box[0], -1)


def test_what_only_clips_shades_or_slants_is_no_ruling(tmp_path):
    shade = raw.FPDFPageObj_CreateNewRect(60, 100, 300, 100)
    raw.FPDFPath_SetDrawMode(shade, raw.FPDF_FILLMODE_WINDING, False)
    unseen = raw.FPDFPageObj_CreateNewRect(60, 100, 300, 100)
    raw.FPDFPath_SetDrawMode(unseen, 0, False)
    page = page_with([shade, unseen, stroked(60, 100, 200, 150)], tmp_path)
    assert page.rulings == []


def test_a_ruling_is_level_or_upright(tmp_path):
    page = page_with([drifting(60, 100, 360, 100), stroked(60, 200, 60, 100)], tmp_path)
    level, upright = page.rulings
    assert level.horizontal and level.y0 == pytest.approx(199.6, abs=0.1)
    assert upright == Ruling(60, 100, 60, 200)
