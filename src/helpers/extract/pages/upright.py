"""A copy of a PDF whose pages stand upright at the origin, so that all readers agree on places.

Producers turn landscape tables with /Rotate, and some pages begin elsewhere than at (0, 0);
libraries differ in whose coordinates they then give. Only such documents are copied.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2 as pdfium


@contextmanager
def upright(path: Path) -> Iterator[Path]:
    """`path` itself, or a temporary copy of it with every page upright."""
    document = pdfium.PdfDocument(path)
    try:
        if not any(map(_is_turned, document)):
            yield path
            return
        with TemporaryDirectory(prefix="final-accounts-") as folder:
            copy = Path(folder) / "upright.pdf"
            _write_upright(document, copy)
            yield copy
    finally:
        document.close()


def _is_turned(page: pdfium.PdfPage) -> bool:
    left, bottom, _, _ = page.get_cropbox()
    return page.get_rotation() != 0 or abs(left) > 0.01 or abs(bottom) > 0.01


def _write_upright(document: pdfium.PdfDocument, copy: Path) -> None:
    """Each page drawn as one form on a page of its displayed size."""
    out = pdfium.PdfDocument.new()
    try:
        for index, page in enumerate(document):
            width, height = page.get_size()
            new = out.new_page(width, height)
            # pdfium draws the form as the page is displayed: turned, and cut to its crop box.
            new.insert_obj(document.page_as_xobject(index, out).as_pageobject())
            new.gen_content()
        out.save(copy)
    finally:
        out.close()
