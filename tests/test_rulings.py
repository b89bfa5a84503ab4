"""Ruled lines: however a producer draws a table, the same cells come out."""

import random
import re
from itertools import accumulate, combinations, pairwise
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from helpers.extract import pages
from helpers.extract.grids import boxes, read_layouts
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


def square(x0, y0, x1, y1):
    return [Ruling(x0, y, x1, y) for y in (y0, y1)] + [Ruling(x, y0, x, y1) for x in (x0, x1)]


GRID = [Ruling(50, y, 350, y) for y in (100, 130, 160)] + [
    Ruling(x, 100, x, 160) for x in (50, 150, 350)
]
CELLS = [(50, 100, 150, 130), (150, 100, 350, 130), (50, 130, 150, 160), (150, 130, 350, 160)]


def test_a_pictures_table_has_the_cells_of_a_drawn_one():
    (drawn,) = boxes.drawn_cells(GRID, 300)
    (seen,) = boxes.picture_cells(GRID, 300)
    assert sorted(seen, key=_order) == sorted(drawn, key=_order) == CELLS


@pytest.mark.parametrize(
    "stroke",
    [
        [Ruling(150, 118, 165, 118)],  # hangs on a ruling
        [Ruling(149, 118, 165, 118), Ruling(158, 105, 158, 125)],  # a 十 at the edge of its cell
        square(200, 135, 212, 150),  # a 口 in the middle of its cell
    ],
)
def test_a_stroke_of_writing_parts_no_cell_of_a_picture(stroke):
    (seen,) = boxes.picture_cells(GRID + stroke, 300)
    assert sorted(seen, key=_order) == CELLS


def test_rulings_of_a_picture_that_nearly_meet_meet():
    broken = [Ruling(50, 130, 248, 130), Ruling(250, 130, 350, 130)]
    nearly = [Ruling(52, 100.8, 349, 100.8), Ruling(50, 102, 50, 158)]
    rulings = [*nearly, *broken, *GRID[2:3], *GRID[4:]]
    (seen,) = boxes.picture_cells(rulings, 300)
    assert [tuple(map(round, box)) for box in sorted(seen, key=_order)] == [
        (x0, y0 + (y0 == 100), x1, y1) for x0, y0, x1, y1 in CELLS
    ]


def test_a_stroke_that_crosses_two_rulings_parts_no_cell_of_a_picture():
    """The strokes of a 十 that touch the edges of its cell, also where they run through rows."""
    stroke = [Ruling(149, 122, 175, 122), Ruling(158, 106, 158, 154)]
    (seen,) = boxes.picture_cells(GRID + stroke, 300)
    assert sorted(seen, key=_order) == CELLS


@pytest.mark.parametrize("cells", [boxes.drawn_cells, boxes.picture_cells])
def test_a_line_that_stops_halfway_is_carried_on_where_least_of_it_is_missing(cells):
    """Above and left of the last cell the lines are missing: what is left is no rectangle."""
    whole = [Ruling(50, y, 350, y) for y in (100, 160, 190)]
    whole += [Ruling(x, 100, x, 190) for x in (50, 350)]
    inner = [Ruling(150, 130, 350, 130), Ruling(150, 130, 150, 190)]
    (seen,) = cells(whole + inner, 300)
    below = [(50, 160, 150, 190), (150, 160, 350, 190)]
    assert sorted(seen) == sorted(
        [(50, 100, 150, 160), (150, 100, 350, 130), (150, 130, 350, 160), *below]
    )


def by_chance(seed):
    """Rulings as a poor print shows them: cells merged, lines broken, short, askew, strokes."""
    chance = random.Random(seed)
    xs = list(accumulate([60, *chance.choices(range(16, 90), k=chance.randint(2, 6))]))
    ys = list(accumulate([80, *chance.choices(range(11, 40), k=chance.randint(2, 9))]))
    missing, ends = chance.choice((0, 0.05, 0.2, 0.5)), chance.choice((0, 1, 4))
    sides = [(a, y, b, y) for y in ys for a, b in pairwise(xs)]
    sides += [(x, a, x, b) for x in xs for a, b in pairwise(ys)]
    for x0, y0, x1, y1 in sides:
        if chance.random() < missing:
            continue
        short, off = chance.uniform(0, ends), chance.uniform(-1, 1)
        yield (
            Ruling(x0 + short, y0 + off, x1, y0 + off)
            if y0 == y1
            else Ruling(x0 + off, y0, x0 + off, y1 - short)
        )
    for _ in range(chance.randint(0, 6)):
        x, y, long = chance.uniform(50, xs[-1]), chance.uniform(70, ys[-1]), chance.uniform(5, 60)
        yield chance.choice((Ruling(x, y, x + long, y), Ruling(x, y, x, y + long)))


@pytest.mark.parametrize("picture", [False, True])
def test_whatever_the_rulings_cells_never_overlap_and_each_has_its_own_key(picture):
    tables = 0
    for seed in range(150):
        rulings = list(by_chance(seed))
        kind = {"picture_rulings" if picture else "rulings": rulings}
        for table in boxes.table_boxes(pages.Page(1, 800, 600, [], **kind)):
            tables += 1
            assert not any(_overlap(a, b) for a, b in combinations(table, 2)), seed
            if not picture:
                frame = boxes.outer(table)
                assert sum(map(_area, table)) == pytest.approx(_area(frame)), seed
        for grid in read_layouts([pages.Page(1, 800, 600, [], **kind)])[0].grids:
            units = [
                (row, col)
                for cell in grid.cells
                for row in range(cell.row, cell.row + cell.row_span)
                for col in range(cell.col, cell.col + cell.col_span)
            ]
            assert len(set(units)) == len(units), seed
    assert tables > 100


def _area(box):
    return (box.x1 - box.x0) * (box.y1 - box.y0)


def _overlap(a, b):
    return min(a.x1, b.x1) - max(a.x0, b.x0) > 0.01 and min(a.y1, b.y1) - max(a.y0, b.y0) > 0.01


def test_only_the_door_imports_camelot_and_nothing_private_of_it():
    package = Path(boxes.__file__).parents[2]
    imports = re.compile(r"^\s*(?:from|import) (camelot\b.*)", re.MULTILINE)
    found = {
        file.relative_to(package).as_posix(): " ".join(lines)
        for file in package.rglob("*.py")
        if (lines := imports.findall(file.read_text(encoding="utf-8")))
    }
    assert list(found) == ["extract/grids/boxes.py"]
    assert not re.search(r"[ .]_", found["extract/grids/boxes.py"])
