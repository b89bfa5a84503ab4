"""A PDF as it is printed: pages, cells, paragraphs and lines, the first of the three rooms.

What these mean is the room after this one's to say (`interpret`), whether they add up the
audit's: a change in either does not read a PDF again.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from helpers import sandbox
from helpers.documents.limits import READING, explained
from helpers.documents.source import in_project
from helpers.extract.grids import read_layouts
from helpers.extract.grids.layout import Layout
from helpers.extract.grids.tables import cell_records, join_tables
from helpers.extract.ocr import read_pictures, rotation
from helpers.extract.pages import read_pages, upright
from helpers.extract.paragraphs import line_records, paragraph_records, read_paragraphs


def read_printed(path: Path, kept: Path | None = None) -> dict[str, list[dict]]:
    """Rows of the four ``as_printed`` tables of the PDF at `path`, by table name.

    What OCR reads is kept in the folder `kept`, so that the same picture is read once.
    """
    with upright(path) as pdf:
        layouts = read_layouts(read_pictures(pdf, read_pages(pdf), kept))
    paragraphs = read_paragraphs(layouts)
    pages = [_page_record(layout) for layout in layouts]
    placed = {
        "as_printed/cells": cell_records(join_tables(layouts)),
        "as_printed/paragraphs": paragraph_records(paragraphs),
        "as_printed/lines": line_records(paragraphs),
    }
    for records in placed.values():
        rotation.put_back(records, pages)
    return {"as_printed/pages": pages, **placed}


def read_safely(
    path: Path, kept: Path | None = None, limits: sandbox.Limits = READING
) -> dict[str, list[dict]]:
    """What `read_printed` gives, read in a process of its own within `limits`.

    Raises UnreadablePdf where the document takes more than that, or breaks its reader.
    """
    try:
        return sandbox.call(read_printed, path, kept, limits=limits)
    except sandbox.GaveUp as error:
        raise explained(error, limits, in_project(path)) from error


def read_budget(
    budgets: Iterable[tuple[str, Path]], kept: Path | None = None
) -> dict[str, list[dict]]:
    """Rows of ``as_printed/budget_pages``, ``…_cells`` …: of each PDF (`document`, path).

    Empty tables where there is none. Raises as `read_safely`.
    """
    names = ("pages", "cells", "paragraphs", "lines")
    rows: dict[str, list[dict]] = {f"as_printed/budget_{name}": [] for name in names}
    for document, path in budgets:
        for name, records in read_safely(path, kept).items():
            rows[name.replace("/", "/budget_")] += [
                {"document": document, **record} for record in records
            ]
    return rows


def _page_record(layout: Layout) -> dict:
    page = layout.page
    width, height = page.displayed_size
    return {
        "page": page.number,
        "width": width,
        "height": height,
        "turned": page.turned,
        "kind": _kind(layout),
        "glyphs": len(page.glyphs),
        "strays": layout.strays,
        "picture": page.picture,
        "reader": page.reader,
    }


def _kind(layout: Layout) -> str:
    if layout.grids:
        return "table"
    if layout.page.is_picture:
        return "picture"
    return "text" if layout.page.glyphs else "blank"


def first_table_page(cells: pd.DataFrame) -> int:
    """The first page with a ruled table; page 1 of a document that has none."""
    return int(cells["page"].min()) if len(cells) else 1
