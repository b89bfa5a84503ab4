"""Pictures of published pages with what was read from them marked."""

from __future__ import annotations

import hashlib
import io
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
import pypdfium2 as pdfium
from PIL import Image, ImageDraw

from helpers import sandbox
from helpers.documents.limits import explained
from helpers.documents.source import in_project
from helpers.kept import Kept

_LIMITS = sandbox.Limits(seconds=1_800)
#: Marks are told apart by shape as well as colour: cells are boxes, lines are underlined.
_CELL, _LINE = "#0b6e99", "#c2410c"


def page_picture(path: Path, page: int, scale: float = 1.0) -> Image.Image:
    """Page `page` (from 1) of the PDF at `path`, `scale` pixels a point.

    Raises UnreadablePdf where the page takes more than a reader may.
    """
    return _within_limits(_drawn, path, page, scale)


def _within_limits(function: Callable, path: Path, *arguments: Any) -> Any:
    """What the function makes of the PDF at `path`, in a process of its own."""
    try:
        return sandbox.call(function, path, *arguments, limits=_LIMITS)
    except sandbox.GaveUp as error:
        raise explained(error, _LIMITS, in_project(path)) from error


def _drawn(path: Path, page: int, scale: float) -> Image.Image:
    document = pdfium.PdfDocument(path)
    try:
        return document[page - 1].render(scale=scale).to_pil().convert("RGB")
    finally:
        document.close()


def marked_page(
    path: Path, page: int, cells: pd.DataFrame, lines: pd.DataFrame, scale: float = 1.3
) -> Image.Image:
    """The page with every cell read from it boxed and every line of prose underlined.

    `cells` and `lines` are ``as_printed/cells`` and ``as_printed/lines``.
    """
    picture = page_picture(path, page, scale)
    pen = ImageDraw.Draw(picture)
    for cell in cells[cells["page"] == page].itertuples():
        box = [scale * edge for edge in (cell.x0, cell.y0, cell.x1, cell.y1)]
        pen.rectangle(box, outline=_CELL, width=2)
    for line in lines[lines["page"] == page].itertuples():
        pen.line(
            [scale * edge for edge in (line.x0, line.y1, line.x1, line.y1)], fill=_LINE, width=2
        )
    return picture


# Tried in this order until all pages together are small enough: pixels a point, WebP quality
# (null: the eight greys, kept exactly).
_WAYS = ((1.7, None), (1.3, None), (1.3, 40), (1.1, 20))
_GREYS = 8
_AT_ONCE = 8  # drawn pages that may wait to be encoded


#: Bytes that the pictures of one document's pages may take in a report, before base64.
MOST = 4_500_000


def small_pictures(
    path: Path, pages: Sequence[int], most: int = MOST, folder: Path | None = None
) -> dict[int, bytes]:
    """WebP pictures of these pages, as sharp as fits into `most` bytes altogether.

    Pages that do not fit even at the lowest resolution are left out, the last first. Pictures
    made are kept in `folder`. Raises UnreadablePdf where drawing them takes more than a reader
    may.
    """
    stat = path.stat()
    stamp = (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
    return dict(_drawn_once(path, stamp, tuple(pages), most, folder))


@lru_cache(maxsize=2)
def _drawn_once(
    path: Path, stamp: tuple, pages: tuple[int, ...], most: int, folder: Path | None
) -> dict[int, bytes]:
    """The pictures of one file as it was then: who plays with a notebook asks again and again."""
    found: dict[int, bytes] = _within_limits(_small_pictures, path, list(pages), most, folder)
    return found


def _small_pictures(
    path: Path, pages: list[int], most: int, folder: Path | None
) -> dict[int, bytes]:
    best: dict[int, bytes] = {}
    with _Drawer(path, Kept(folder) if folder else None) as drawer:
        for scale, quality in _WAYS:
            found: dict[int, bytes] = {}
            for page, picture in drawer.pictures(pages, scale, quality):
                if sum(map(len, found.values())) + len(picture) > most:
                    break
                found[page] = picture
            if len(found) == len(pages):
                return found
            best = max(best, found, key=len)
    return best


class _Drawer:
    """Draws pages of one PDF, or takes their pictures from where they are kept.

    Encoding takes the time, and goes on beside drawing.
    """

    def __init__(self, path: Path, kept: Kept | None) -> None:
        content = path.read_bytes()
        self._checksum = hashlib.sha256(content).hexdigest()
        self._document = pdfium.PdfDocument(content)
        self._kept = kept

    def __enter__(self) -> _Drawer:
        return self

    def __exit__(self, *_: object) -> None:
        self._document.close()

    def pictures(
        self, pages: Sequence[int], scale: float, quality: int | None
    ) -> Iterator[tuple[int, bytes]]:
        """WebP pictures of the pages in order."""
        waiting: deque[tuple[int, Future[bytes]]] = deque()
        with ThreadPoolExecutor() as pool:
            for page in pages:
                waiting.append((page, self._picture(pool, page, scale, quality)))
                if len(waiting) > _AT_ONCE:
                    number, picture = waiting.popleft()
                    yield number, picture.result()
            for number, picture in waiting:
                yield number, picture.result()

    def _picture(
        self, pool: ThreadPoolExecutor, page: int, scale: float, quality: int | None
    ) -> Future[bytes]:
        told = (self._checksum, page, scale, quality, _GREYS, version("pypdfium2"))
        name = f"{hashlib.sha256(repr(told).encode()).hexdigest()[:32]}.webp"
        there = self._kept.get(name) if self._kept else None
        if there is not None:
            found: Future[bytes] = Future()
            found.set_result(there)
            return found
        grey = self._document[page - 1].render(scale=scale, grayscale=True).to_pil()
        return pool.submit(self._encoded, name, grey, quality)

    def _encoded(self, name: str, grey: Image.Image, quality: int | None) -> bytes:
        picture = _webp(grey, quality)
        if self._kept:
            self._kept.put(name, picture)
        return picture


def _webp(grey: Image.Image, quality: int | None) -> bytes:
    written = io.BytesIO()
    if quality is None:
        step = 255 / (_GREYS - 1)
        grey = grey.point([round(round(v / step) * step) for v in range(256)])
        grey.save(written, "WEBP", lossless=True, quality=0, method=1)
    else:
        grey.save(written, "WEBP", quality=quality, method=2)
    return written.getvalue()
