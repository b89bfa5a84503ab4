"""A PDF that is safe to open: whole, unlocked, and with every page there."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from helpers import sandbox, store
from helpers.documents import limits
from helpers.documents.cover import UNSEEN
from helpers.documents.limits import UnreadablePdf
from helpers.kept import Kept, code

_LOCKED = (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY)
_HEAD = 1024  # bytes in which a PDF's mark stands, by Adobe's readers
_LEAST_PIXELS = 200  # an icon has fewer on its shorter side
_OBJECT = re.compile(rb"(?<!\d)\d+\s+\d+\s+obj\b")
_START = re.compile(rb"startxref\s+(\d+)")
# What people save by accident in place of a PDF, by its first bytes.
_LOOKALIKES = (
    (b"PK\x03\x04", "a ZIP, Word or Excel file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"Rar!", "a RAR archive"),
)


def read_pdf(path: Path, shown: str, kept: Kept | None = None) -> tuple[bytes, list[str]]:
    """The bytes of the PDF at `path` and the text layer of each of its pages.

    The text of a file that was found sound stays in `kept`.

    A picture stands in it as one UNSEEN; the text of a page that is a picture is nothing else.
    `shown` is the file's name in messages.
    Raises UnreadablePdf for a missing, empty, encrypted, truncated or damaged file and for
    one that is not a PDF.
    """
    if not path.is_file():
        what = "is a folder, not a PDF" if path.is_dir() else "does not exist"
        raise UnreadablePdf(f"{shown} {what}. Check the path and give that of a PDF file.")
    if path.stat().st_size > limits.FILE_MIB * 2**20:
        size = f"it is {path.stat().st_size // 2**20:,} MiB large"
        raise limits.refused(shown, size, f"at most {limits.FILE_MIB}")
    content = path.read_bytes()
    if not content:
        raise UnreadablePdf(f"{shown} is empty (0 bytes). Download or copy the PDF again.")
    start = content.find(b"%PDF-", 0, _HEAD)
    if start < 0:
        raise UnreadablePdf(
            f"{shown} is not a PDF: it looks like {_looks_like(content)}. "
            "Save the published PDF itself and try again."
        )
    if not _is_whole(content, start):
        raise UnreadablePdf(
            f"{shown} is truncated: it breaks off after {len(content):,} bytes, before the end "
            "that every PDF has. Download or copy it again."
        )
    return content, _page_texts(content, shown, kept)


def begins_as_pdf(path: Path) -> bool:
    """Whether the file is a PDF by its first bytes, whatever its name; no if it cannot be read."""
    try:
        with path.open("rb") as content:
            return content.read(_HEAD).lstrip(b"\xef\xbb\xbf \r\n\t\0").startswith(b"%PDF-")
    except OSError:
        return False


def kept_texts(unit: str, year: int) -> Kept | None:
    """Where the texts of a document's PDFs are kept; None where no run has begun over it: who only
    looks at a document leaves nothing in its folder."""
    known = store.processed_folder(unit, year).is_dir()
    return Kept(store.kept("opened", unit, year)) if known else None


def _page_texts(content: bytes, shown: str, kept: Kept | None) -> list[str]:
    """The texts, read in a process of its own: pdfium itself must not be trusted with a file
    that somebody has made to break it."""
    name = f"{hashlib.sha256(content).hexdigest()}-{code()[:16]}.json"
    found = kept.get(name) if kept else None
    if found is not None:
        known: list[str] = json.loads(found)
        return known
    try:
        texts: list[str] = sandbox.call(read_page_texts, content, shown, limits=limits.OPENING)
    except sandbox.GaveUp as error:
        raise limits.explained(error, limits.OPENING, shown) from error
    if kept:
        kept.put(name, json.dumps(texts).encode())
    return texts


def read_page_texts(content: bytes, shown: str) -> list[str]:
    """The text layer of each page. Raises UnreadablePdf as `read_pdf` says."""
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        raise UnreadablePdf(_cannot_open(error, shown)) from error
    try:
        if not len(document):
            raise UnreadablePdf(f"{shown} has no pages. Download or copy it again.")
        limits.check_count(len(document), limits.PAGES, "pages", shown)
        objects, texts = 0, []
        for index in range(len(document)):
            page = _page(document, index, shown)
            objects += limits.check_page(page, index + 1, shown)
            limits.check_count(objects, limits.OBJECTS, "objects", shown)
            texts.append(_text(page))
        return texts
    finally:
        document.close()


def _text(page: pdfium.PdfPage) -> str:
    """The page's text; what the text layer does not hold stands as one UNSEEN behind it."""
    text = "\n".join(map(_once, page.get_textpage().get_text_range().splitlines()))
    drawn = not text.strip() and pdfium_c.FPDFPage_CountObjects(page) > 0
    return text + UNSEEN if drawn or _has_picture(page) else text


def _once(line: str) -> str:
    """A line that was drawn twice over itself, to look bold, as one: 收收入入, or 收入 收入."""
    text = "".join(line.split())
    if len(text) >= 6 and text[::2] == text[1::2]:
        return text[::2]
    half = (len(text) + 1) // 2
    cuts = range(max(half, 6), half + 3)
    return next(
        (text[:cut] for cut in cuts if len(text) - cut > 5 and text[:cut].endswith(text[cut:])),
        line,
    )


def _has_picture(page: pdfium.PdfPage) -> bool:
    """Whether a picture is large enough to hold a line of text."""
    pictures = page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=limits.FORM_DEPTH)
    return any(min(one.get_px_size()) >= _LEAST_PIXELS for one in pictures)


def _page(document: pdfium.PdfDocument, index: int, shown: str) -> pdfium.PdfPage:
    try:
        return document[index]
    except pdfium.PdfiumError as error:
        raise UnreadablePdf(
            f"{shown} is damaged: page {index + 1} of {len(document)} cannot be opened. "
            "Download or copy it again."
        ) from error


def _cannot_open(error: pdfium.PdfiumError, shown: str) -> str:
    if error.err_code in _LOCKED:
        return (
            f"{shown} is encrypted: it opens only with a password. "
            "Save a copy without one and use that."
        )
    return f"{shown} is damaged: pdfium cannot open it ({error}). Download or copy it again."


def _is_whole(content: bytes, start: int) -> bool:
    """Whether the file goes on to its end: a last `startxref … %%EOF` with no object after it.

    Bytes that a mail system or a web server added behind the end do no harm. A file whose
    closing %%EOF is lost is whole if its cross-reference table is where it says. `start` is
    where %PDF- stands, from which offsets are counted.
    """
    marks = list(_START.finditer(content))
    if not marks:
        return False
    last = marks[-1]
    if _OBJECT.search(content, last.end()):
        return False
    if content[last.end() :].lstrip().startswith(b"%%EOF"):
        return True
    table = content[start + int(last[1]) :][:40].lstrip()
    return table.startswith(b"xref") or bool(_OBJECT.match(table))


def _looks_like(content: bytes) -> str:
    head = content[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<script")):
        return "a web page"
    found = (name for magic, name in _LOOKALIKES if content.startswith(magic))
    return next(found, f"something else (it begins with {content[:8]!r})")
