"""Sheets set as pages of a PDF: what the readers of pages read is what stands in the cells.

    content, places = set_sheets(sheets)

Tables are ruled, titles and notes stand free. A place tells which cells a part of a page shows.
"""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from helpers import fonts
from helpers.documents.sheets import Sheet

_SIZE, _PITCH, _PAD = 9.0, 12.0, 3.0  # points: the type, its lines, the white around it
_NARROWEST, _WIDEST = 26.0, 200.0  # of a column
_TEXT_WIDTH = 500.0
_MARGIN = 40.0
#: What a page holds at most; above and below stays a margin in which readers look for page
#: numbers and running heads (the upper 9 and the lower 12 parts in a hundred).
_HIGHEST = 3_400.0
_ABOVE, _BELOW = 0.11, 0.14
#: Rows of a sheet above its table: a title, who and when, the unit of the amounts.
_CAPTION = re.compile(r"[:：]|^公开\w*表$|^[\d年度/\-.]+$|元[)）]?$|^附[表件]")
_TABLE_NAMED = re.compile(r"表[)）]?$|表[(（]|^公开")
_NOTE_SAID = re.compile(r"\s*(备?注|说明|本表)")
_NOTE = 8  # letters that make a row with a single text a note


@dataclass(frozen=True)
class Place:
    """Cells of a sheet on a page: `first_row` (from 0) is the first of them, `columns` and `rows`
    are the edges of the cells in points, origin top left, `merged` the cells that are one cell
    (``A1:F1``). No columns: texts that run on."""

    page: int
    sheet: str | None
    first_row: int
    columns: list[float]
    rows: list[float]
    merged: list[str]


@dataclass
class _Block:
    """Rows that are set alike: a table with rulings, or free lines."""

    sheet: Sheet
    first: int
    last: int  # behind the last row
    ruled: bool
    whole: tuple[int, int] | None = None  # of a part of a block, the block's first and last

    @property
    def extent(self) -> range:
        """The rows that the widths of its columns are made for."""
        return range(*(self.whole or (self.first, self.last)))


def cell_name(row: int, col: int) -> str:
    """What spreadsheets call a cell: ``A1`` for (0, 0), ``AA3`` for (2, 26)."""
    letters, col = "", col + 1
    while col:
        col, rest = divmod(col - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def set_sheets(sheets: list[Sheet]) -> tuple[bytes, list[Place]]:
    """The PDF of these sheets, and the places on its pages. The same sheets give the same bytes.

    A character that the font lacks is set as 〓.
    """
    texts = {text for sheet in sheets for row in sheet.rows for text in row}
    texts |= {sheet.name or "" for sheet in sheets}
    document = pdfium.PdfDocument.new()
    try:
        pen = _Pen(document, _Letters("".join(texts)))
        pages = (part for page in _pages(sheets) for part in _fitted(page, pen.letters))
        places = [place for n, blocks in enumerate(pages, 1) for place in _set_page(pen, n, blocks)]
        made = io.BytesIO()
        document.save(made)
    finally:
        document.close()
    # The hour, and the name that a file gets by lot: without them the same pages are the same.
    plain = re.sub(rb"/ID\s*\[.*?\]", b"", made.getvalue(), flags=re.DOTALL)
    return re.sub(rb"(?<=/CreationDate\(D:)\d{14}", b"20000101000000", plain), places


def _pages(sheets: list[Sheet]) -> Iterator[list[_Block]]:
    """The blocks of each page: a table with what stands above and below it."""
    page: list[_Block] = []
    for block in (block for sheet in sheets for block in _blocks(sheet)):
        if page and not _is_on(page, block):
            yield page
            page = []
        page.append(block)
    if page:
        yield page


def _is_on(page: list[_Block], block: _Block) -> bool:
    """Whether the block stands on the page: a sheet begins one, what follows a table is on its
    page where it is a note."""
    same = page[0].sheet is block.sheet
    if not same and (block.sheet.ruled is None or page[0].sheet.ruled is None):
        return False
    if not any(one.ruled for one in page):
        return True
    texts = [text for row in block.sheet.rows[block.first : block.last] for text in row if text]
    last_of_sheet = block.last == len(block.sheet.rows) and block.sheet.ruled is None
    return not block.ruled and (last_of_sheet or all(map(_NOTE_SAID.match, texts)))


def _fitted(page: list[_Block], letters: _Letters) -> Iterator[list[_Block]]:
    """The page, or several where it would be too high: a block goes on to the next."""
    fits: list[_Block] = []
    left = _HIGHEST
    for block in page:
        for part in _Set(block, letters).parts():
            high = _Set(part, letters).rows[-1]
            if fits and high > left:
                yield fits
                fits, left = [], _HIGHEST
            fits.append(part)
            left -= high
    if fits:
        yield fits


def _blocks(sheet: Sheet) -> Iterator[_Block]:
    if sheet.ruled:
        yield _Block(sheet, 0, len(sheet.rows), True)
        return
    kinds: list[bool] = list(_kinds(sheet)) if sheet.ruled is None else []
    if sheet.ruled is False:  # notes at the head of what follows a table are the table's
        said = [bool(_NOTE_SAID.match(row[0])) or not row[0].strip() for row in sheet.rows]
        notes = next((n for n, one in enumerate(said) if not one), len(said))
        if 0 < notes < len(said):
            yield _Block(sheet, 0, notes, False)
        first = notes if notes < len(said) else 0
        yield _Block(sheet, first, len(said), False)
        return
    first = 0
    for n in range(1, len(kinds) + 1):
        if n == len(kinds) or kinds[n] != kinds[first]:
            yield _Block(sheet, first, n, kinds[first])
            first = n


def _kinds(sheet: Sheet) -> Iterator[bool]:
    """Whether each row is a table's: all from the first that is no caption to the last that is no
    note; a row with one text that names a table begins another."""
    rows = [[text for text in row if text.strip()] for row in sheet.rows]
    inside = False
    for n, texts in enumerate(rows):
        alone = len(texts) == 1
        if inside and alone and _TABLE_NAMED.search(texts[0].strip()) and _heads(rows, n):
            inside = False
        elif not inside and texts and not alone and not all(map(_CAPTION.search, texts)):
            inside = True
        behind = all(len(one) <= 1 and _is_long(one) for one in rows[n:])
        yield inside and not behind


def _heads(rows: list[list[str]], n: int) -> bool:
    """Whether below the row `n`, and captions at most, a heading of columns stands: no number."""
    for texts in rows[n + 1 :]:
        if len(texts) > 1 and not all(map(_CAPTION.search, texts)):
            return not any(re.fullmatch(r"[-\d,.%]+", text) for text in texts)
    return False


def _is_long(texts: list[str]) -> bool:
    return not texts or (len(texts[0]) >= _NOTE and not re.search(r"[合总]计", texts[0]))


class _Letters:
    """The letters of the font that these texts need, and how wide they are."""

    def __init__(self, text: str):
        import uharfbuzz  # here: hardly any document has a sheet

        wanted = {*text, *fonts.GETA, " "}
        self.data = fonts.subset(fonts.sans(), "".join(sorted(wanted)))
        self._face = uharfbuzz.Face(uharfbuzz.Blob(self.data))
        self._font = uharfbuzz.Font(self._face)
        self._has = set(self._face.unicodes)
        self._widths: dict[str, float] = {}

    def clean(self, text: str) -> str:
        """The text as it is set: one of unseen characters less, 〓 for what the font lacks."""
        plain = "".join(
            " " if one.isspace() else one for one in text if one.isprintable() or one.isspace()
        )
        return "".join(one if ord(one) in self._has else fonts.GETA for one in plain)

    def width(self, text: str) -> float:
        return sum(map(self._width, text))

    def _width(self, one: str) -> float:
        if one not in self._widths:
            glyph = self._font.get_nominal_glyph(ord(one)) or 0
            advance = self._font.get_glyph_h_advance(glyph)
            self._widths[one] = advance * _SIZE / self._face.upem
        return self._widths[one]

    def lines(self, text: str, width: float) -> list[str]:
        """The text in lines of at most this width; what has no ideographs is not broken."""
        found = []
        for part in text.split("\n"):
            line = ""
            for piece in re.findall(r"[!-~]+|.", self.clean(part)):
                if line and self.width(line + piece) > width:
                    found.append(line)
                    line = ""
                line += piece
            found.append(line)
        return found


class _Pen:
    """Draws texts and lines on pages of a document."""

    def __init__(self, document: pdfium.PdfDocument, letters: _Letters):
        self.document, self.letters = document, letters
        data = (ctypes.c_uint8 * len(letters.data)).from_buffer_copy(letters.data)
        self._font = pdfium_c.FPDFText_LoadFont(
            document.raw, data, len(letters.data), pdfium_c.FPDF_FONT_TRUETYPE, 1
        )

    def text(self, page: pdfium.PdfPage, text: str, x: float, y: float) -> None:
        """One line with its baseline at `y`, from the page's foot."""
        written = f"{text}\0".encode("utf-16-le")
        units = (ctypes.c_ushort * (len(written) // 2)).from_buffer_copy(written)
        made = pdfium_c.FPDFPageObj_CreateTextObj(self.document.raw, self._font, _SIZE)
        pdfium_c.FPDFText_SetText(made, units)
        pdfium_c.FPDFPageObj_Transform(made, 1, 0, 0, 1, x, y)
        pdfium_c.FPDFPage_InsertObject(page.raw, made)

    def line(self, page: pdfium.PdfPage, x0: float, y0: float, x1: float, y1: float) -> None:
        made = pdfium_c.FPDFPageObj_CreateNewPath(x0, y0)
        pdfium_c.FPDFPath_LineTo(made, x1, y1)
        pdfium_c.FPDFPageObj_SetStrokeWidth(made, 0.5)
        pdfium_c.FPDFPath_SetDrawMode(made, pdfium_c.FPDF_FILLMODE_NONE, 1)
        pdfium_c.FPDFPage_InsertObject(page.raw, made)


class _Set:
    """A block with the places of its cells: edges of columns and rows from its own left top."""

    def __init__(self, block: _Block, letters: _Letters):
        self.block, self.letters = block, letters
        #: The cells that stand for more than themselves, with the last of these, and the others.
        self.covers: dict[tuple[int, int], tuple[int, int]] = {}
        self.covered: set[tuple[int, int]] = set()
        width = len(block.sheet.rows[0])
        for top, left, foot, right in block.sheet.merged:
            top, foot = max(top, block.first), min(foot, block.last - 1)
            right = min(right, width - 1)
            if top <= foot and left <= right:
                self.covers[top, left] = (foot, right)
                inside = ((r, c) for r in range(top, foot + 1) for c in range(left, right + 1))
                self.covered |= {*inside} - {(top, left)}

    @cached_property
    def columns(self) -> list[float]:
        sheet = self.block.sheet
        most = _TEXT_WIDTH if sheet.ruled is False else _WIDEST
        joined = {
            (r, c)
            for top, left, foot, right in sheet.merged
            for r in range(top, foot + 1)
            for c in range(left, right + 1)
        }
        edges = [0.0]
        for col in range(len(sheet.rows[0])):
            texts = (sheet.rows[r][col] for r in self.block.extent if (r, col) not in joined)
            edges.append(
                edges[-1]
                + max((self._wanted(one, most) for one in texts if one), default=_NARROWEST)
            )
        return edges

    def _wanted(self, text: str, most: float) -> float:
        """How wide a column should be for a text: as it is, or as its longest number."""
        whole = max(map(self.letters.width, text.split("\n"))) + 2 * _PAD + 1
        runs = re.findall(r"[!-~]+", text)
        unbroken = max(map(self.letters.width, runs), default=0.0) + 2 * _PAD + 1
        return max(_NARROWEST, unbroken, min(whole, most))

    @cached_property
    def cells(self) -> list[tuple[int, int, int, int, list[str]]]:
        """First row, column, last row, column and lines of each cell, covered ones left out."""
        found = []
        for r in range(self.block.first, self.block.last):
            for c, text in enumerate(self.block.sheet.rows[r]):
                if (r, c) in self.covered or not (text.strip() or self.block.ruled):
                    continue
                foot, right = self.covers.get((r, c), (r, c))
                end = right if self.block.ruled else self._free(r, c)
                width = self.columns[end + 1] - self.columns[c] - 2 * _PAD
                found.append((r, c, foot, right, self.letters.lines(text, width)))
        return found

    def _free(self, r: int, c: int) -> int:
        """The last column that a free line may run on to: up to the next text of its row."""
        row = self.block.sheet.rows[r]
        nexts = (n for n in range(c + 1, len(row)) if row[n].strip() and (r, n) not in self.covered)
        return next(nexts, len(row)) - 1

    @cached_property
    def rows(self) -> list[float]:
        high = [_PITCH + 2 * _PAD] * (self.block.last - self.block.first)
        for top, _, foot, _, lines in sorted(self.cells, key=lambda cell: cell[2] - cell[0]):
            first, last = top - self.block.first, foot - self.block.first
            lacks = len(lines) * _PITCH + 2 * _PAD - sum(high[first : last + 1])
            high[last] += max(0.0, lacks)
        edges = [0.0]
        for one in high:
            edges.append(edges[-1] + one)
        return edges

    def parts(self) -> Iterator[_Block]:
        """The block, in parts where it is higher than a page."""
        block, first = self.block, 0
        whole = (block.first, block.last)
        for n in range(1, len(self.rows)):
            if self.rows[n] - self.rows[first] > _HIGHEST and n - 1 > first:
                last = block.first + n - 1
                yield _Block(block.sheet, block.first + first, last, block.ruled, whole)
                first = n - 1
        yield _Block(block.sheet, block.first + first, block.last, block.ruled, whole)


def _set_page(pen: _Pen, number: int, blocks: list[_Block]) -> list[Place]:
    made = [_Set(block, pen.letters) for block in blocks]
    names = [one.block.sheet.name for one in made]
    titled = any(_names_table(block) for block in blocks)
    head = [] if titled or blocks[0].sheet.ruled is not None else [names[0] or ""]
    high = sum(one.rows[-1] + _PITCH for one in made) + _PITCH * 2 * len(head)
    height = high / (1 - _ABOVE - _BELOW)
    width = max(one.columns[-1] for one in made) + 2 * _MARGIN
    page = pen.document.new_page(width, height)
    y = _ABOVE * height
    for text in head:
        pen.text(page, pen.letters.clean(text), _MARGIN, height - y - _SIZE)
        y += 2 * _PITCH
    places = []
    for one in made:
        _draw(pen, page, one, y, height)
        places.append(
            Place(
                number,
                one.block.sheet.name,
                one.block.first,
                [round(_MARGIN + x, 2) for x in one.columns] if one.block.sheet.name else [],
                [round(y + edge, 2) for edge in one.rows],
                [f"{cell_name(a, b)}:{cell_name(c, d)}" for a, b, c, d in one.block.sheet.merged],
            )
        )
        y += one.rows[-1] + _PITCH
    page.gen_content()
    page.close()
    return places


def _names_table(block: _Block) -> bool:
    texts = (text for row in block.sheet.rows[block.first : block.last] for text in row)
    return not block.ruled and any("表" in text for text in texts)


def _draw(pen: _Pen, page: pdfium.PdfPage, one: _Set, y: float, height: float) -> None:
    rules: set[tuple[float, float, float, float]] = set()
    first = one.block.first
    for top, left, foot, right, lines in one.cells:
        x0, x1 = _MARGIN + one.columns[left], _MARGIN + one.columns[right + 1]
        y0, y1 = y + one.rows[top - first], y + one.rows[foot - first + 1]
        if one.block.ruled:
            rules |= {(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)}
        for n, line in enumerate(lines):
            if line.strip():
                at = y0 + _PAD + n * _PITCH + _SIZE
                pen.text(page, line.strip(), x0 + _PAD, height - at)
    for x0, y0, x1, y1 in sorted(rules):
        pen.line(page, x0, height - y0, x1, height - y1)
