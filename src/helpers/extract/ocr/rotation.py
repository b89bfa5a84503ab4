"""Places on picture pages that were turned to be read, as the page is displayed and back.

Everything is read on upright pages; everything is written with its place on the page as it
is displayed, because that is what a reader of the PDF sees. What the text layer gives is never
turned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from helpers.extract.ocr.straightening import Box, as_read, displayed

_SIDES = ("x0", "y0", "x1", "y1")


def put_back(records: Iterable[dict], pages: Iterable[dict]) -> None:
    """Change the boxes of `records` (``page``, ``x0`` … ``reader``) to the page as displayed.

    `pages` are rows of ``as_printed/pages``.
    """
    turned = {page["page"]: page for page in pages if page["turned"]}
    for record in records:
        if record.get("page") in turned and record.get("reader") == "ocr":
            record |= _moved(record, turned[record["page"]], displayed)


def set_upright(frame: pd.DataFrame, pages: pd.DataFrame) -> pd.DataFrame:
    """`frame` (of ``as_printed``) with its boxes on the pages as they were read."""
    turned = {page["page"]: page for page in pages.to_dict("records") if page["turned"]}
    if not turned:
        return frame
    records = frame.to_dict("records")
    for record in records:
        if record["page"] in turned and record["reader"] == "ocr":
            record |= _moved(record, turned[record["page"]], as_read)
    return pd.DataFrame(records, columns=frame.columns).astype(frame.dtypes)


def _moved(record: dict, page: dict, way: Callable[..., Box]) -> dict:
    """The new box of `record`; the edges of its characters and lines move with its corner."""
    box = way(tuple(record[side] for side in _SIDES), page["turned"], page["width"], page["height"])
    moved: dict[str, Any] = dict(zip(_SIDES, box, strict=True))
    for name, side in (("edges", 0), ("tops", 1), ("feet", 1)):
        if record.get(name) is not None:
            by = box[side] - record[_SIDES[side]]
            moved[name] = [place + by for place in record[name]]
    return moved
