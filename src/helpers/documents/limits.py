"""What a document may be: a PDF from a stranger must not fill the memory or take the day.

Each limit is far beyond what a department publishes (at most a few hundred A4 or A3 pages, a few
thousand objects a page, scans of 10 to 70 million pixels) and far below what stops a machine.
"""

from __future__ import annotations

import ctypes

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from helpers.documents.errors import UnreadablePdf
from helpers.sandbox import GaveUp, Limits

FILE_MIB = 300
PAGES = 1_500
PAGE_POINTS = 6_000  # two metres
PAGE_OBJECTS = 150_000
OBJECTS = 3_000_000
PICTURE_PIXELS = 120_000_000
FORM_DEPTH = 12
OPENING = Limits(seconds=120)
READING = Limits(seconds=3_600)


def check_page(page: pdfium.PdfPage, number: int, shown: str) -> int:
    """How many objects the page has. Raises UnreadablePdf where one of the limits is passed."""
    width, height = page.get_size()
    if not (0 < width <= PAGE_POINTS and 0 < height <= PAGE_POINTS):
        raise refused(
            shown,
            f"page {number} is {width:,.0f} × {height:,.0f} points large",
            f"a page of at most {PAGE_POINTS:,} points",
        )
    count = pdfium_c.FPDFPage_CountObjects(page)
    objects = (pdfium_c.FPDFPage_GetObject(page, index) for index in range(count))
    return _count(objects, number, shown, count)


def check_count(found: int, most: int, things: str, shown: str) -> None:
    """Raises UnreadablePdf where there are more than `most` of these things."""
    if found > most:
        raise refused(shown, f"it has {found:,} {things}", f"at most {most:,}")


def refused(shown: str, found: str, expected: str) -> UnreadablePdf:
    """The refusal of a document that is beyond a limit."""
    return UnreadablePdf(
        f"{shown} is not read: {found}; final accounts are expected to have {expected}. "
        "Print it to a new PDF, or take out what does not belong to it, and use that."
    )


def explained(error: GaveUp, limits: Limits, shown: str) -> UnreadablePdf:
    """The refusal of a document that its reader did not survive."""
    why = {
        "time": f"reading it took longer than {limits.seconds:,} seconds",
        "memory": f"reading it took more than {limits.memory:,} MiB of memory",
        "crash": "the program that reads it broke down over it, as a damaged file makes it do",
    }[error.why]
    return UnreadablePdf(
        f"{shown} is not read: {why}. Get the published file again; if that is the same, print "
        "it to a new PDF and use that."
    )


def _count(objects, number: int, shown: str, count: int, depth: int = 0) -> int:
    check_count(count, PAGE_OBJECTS, f"objects on page {number}", shown)
    if depth > FORM_DEPTH:
        raise refused(
            shown, f"forms lie in forms {depth} deep on page {number}", f"at most {FORM_DEPTH}"
        )
    for one in objects:
        kind = pdfium_c.FPDFPageObj_GetType(one)
        if kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            _check_picture(one, number, shown)
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM:
            inside = pdfium_c.FPDFFormObj_CountObjects(one)
            parts = (pdfium_c.FPDFFormObj_GetObject(one, index) for index in range(inside))
            count += _count(parts, number, shown, inside, depth + 1)
    check_count(count, PAGE_OBJECTS, f"objects on page {number}", shown)
    return count


def _check_picture(picture, number: int, shown: str) -> None:
    width, height = ctypes.c_uint(), ctypes.c_uint()
    pdfium_c.FPDFImageObj_GetImagePixelSize(picture, width, height)
    if width.value * height.value > PICTURE_PIXELS:
        raise refused(
            shown,
            f"a picture on page {number} is {width.value:,} × {height.value:,} pixels large",
            f"at most {PICTURE_PIXELS // 1_000_000} million",
        )
