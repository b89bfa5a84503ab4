"""What a document may be: a PDF from a stranger must not fill the memory or take the day.

Each limit is far beyond what a department publishes (at most a few hundred A4 or A3 pages, a few
thousand objects a page, scans of 10 to 70 million pixels) and far below what stops a machine.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from helpers.documents.cover import UNSEEN, Titles, read_titles
from helpers.sandbox import GaveUp, Limits


class InputError(Exception):
    """The user's input is wrong, and the message says how to mend it."""

    exit_status = 2


class BadParameter(InputError):
    """A parameter's name or value is not one that the run knows."""


class NoSuchDocument(InputError):
    """There is no document for this unit and year."""


class UnreadablePdf(InputError):
    """The file is missing, empty, locked, cut off, or not a PDF at all."""


class WrongDocument(InputError):
    """The PDF is sound but plainly another document than the one asked for."""


class NothingRead(InputError):
    """The PDF is sound, and nothing that final accounts hold was found in it."""


class BadSource(InputError):
    """`source.yml` cannot be read."""


class BadCorrection(InputError):
    """`corrections.yml` cannot be read, is of another PDF, or a correction in it fits nothing."""


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


#: What final accounts hold; a document of which none of these has a row is none that we can read.
_HOLD = ("tidy/statutory", "tidy/budget_vs_outturn", "tidy/facts")
_BLANK_STATES = ("empty", "empty_with_statement")  # a table that is there, without an amount


def check_titles(titles: Titles, year: int, shown: str) -> None:
    """Raises WrongDocument for a budget, something else, or another year's final accounts."""
    if titles.kind == "budget":
        raise WrongDocument(
            f"{shown} is a budget (部门预算) by its titles; final accounts (部门决算) are "
            "expected. `make add` puts a budget in its own place; get the final accounts of that "
            "year and use them here."
        )
    if titles.other:
        raise WrongDocument(
            f"{shown} is no final accounts: its text does not once say 决算. Final accounts of a "
            "department (部门决算公开) or a statement of them (“三公”经费支出决算) are expected; "
            "look whether this is the right file."
        )
    # A publisher's slip in one heading must not stop a document that speaks of `year` throughout.
    if titles.years and year not in titles.years and titles.commonest_year != year:
        printed = " and ".join(str(found) for found in sorted(titles.years))
        raise WrongDocument(
            f"{shown} is the final accounts of {printed} by its titles; {year} was asked for. "
            f"Use YEAR={min(titles.years)}, or the PDF of {year}."
        )


def check_seen(printed: Mapping[str, Sequence[dict]], year: int, shown: str) -> None:
    """Looks again where OCR read a page that could not be seen before. Raises WrongDocument."""
    pages = printed["as_printed/pages"]
    if not any(page["reader"] == "ocr" for page in pages):
        return
    texts = defaultdict(list)
    for row in (*printed["as_printed/lines"], *printed["as_printed/cells"]):
        texts[row["page"]].append(row["text"] or "")
    check_titles(
        read_titles(
            [
                "\n".join([*texts[page["page"]], UNSEEN if page["kind"] == "picture" else ""])
                for page in pages
            ]
        ),
        year,
        shown,
    )


def check_read(tidy: Mapping[str, Sequence[dict]], pages: Iterable[dict], shown: str) -> None:
    """Raises NothingRead where no table, no budget statement and no fact was read."""
    tables = (row for row in tidy["tidy/statutory_tables"] if row["state"] in _BLANK_STATES)
    if any(len(tidy[name]) for name in _HOLD) or next(tables, None):
        return
    unseen = [str(page["page"]) for page in pages if page["kind"] in ("picture", "blank")]
    could_not = (
        (
            f"Page{'s' * (len(unseen) > 1)} {', '.join(unseen)} could not be read (a picture "
            "without legible text, or blank). "
        )
        if unseen
        else ""
    )
    raise NothingRead(
        f"{shown}: nothing was read of it that final accounts hold, no table, no budget statement "
        f"and no figure of the prose. {could_not}Look whether this is the right file, and whether "
        "the department published it as text."
    )
