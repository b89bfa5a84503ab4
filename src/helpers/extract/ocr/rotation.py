"""A picture made straight: small tilts by its level lines, quarter turns by its writing.

Everything is read on upright pages; everything is written with its place on the page as it is
displayed, because that is what a reader of the PDF sees. Boxes are turned from one into the other.
What the text layer gives is never turned.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import cv2
import numpy as np
import pandas as pd

from helpers.extract.ocr.rulings import THICKEST, ink_of

#: A page is tilted from here on (degrees).
TILTED = 0.08

Box = tuple[float, float, float, float]
_SIDES = ("x0", "y0", "x1", "y1")


def tilt(picture: np.ndarray, scale: float) -> float:
    """Degrees by which the long, nearly level lines of ink fall to the right; 0 without any."""
    ink = cv2.dilate(ink_of(picture), np.ones((3, 1), np.uint8))
    runs = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, int(10 * scale)), np.uint8))
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(runs)
    angles, lengths = [], []
    for label, (x, y, width, height, _) in enumerate(boxes.tolist()):
        if label == 0 or width < 60 * scale or height > 0.09 * width + THICKEST * scale:
            continue
        rows, columns = np.nonzero(labels[y : y + height, x : x + width] == label)
        angles.append(np.degrees(np.arctan(np.polyfit(columns, rows, 1)[0])))
        lengths.append(width)
    if not angles:
        return 0.0
    order = np.argsort(angles)
    reached = np.cumsum(np.asarray(lengths)[order])
    return float(np.asarray(angles)[order][np.searchsorted(reached, reached[-1] / 2)])


def turned(picture: np.ndarray, degrees: float) -> np.ndarray:
    """`picture` turned by `degrees` round its middle, same size, white where nothing was."""
    height, width = picture.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return cv2.warpAffine(
        picture,
        matrix,
        (width, height),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=255,
    )


def displayed(box: Box, degrees: float, width: float, height: float) -> Box:
    """Where a box of the page as read (turned by `degrees`) stands on the page as displayed.

    `width` and `height` are those of the page as displayed. The box keeps its size and stays
    level; only its middle moves, and a quarter turn swaps its sides.
    """
    return _moved(box, -degrees, _sides(degrees, width, height), (width, height))


def as_read(box: Box, degrees: float, width: float, height: float) -> Box:
    """Where a box of the page as displayed stands on the page as read: undoes `displayed`."""
    return _moved(box, degrees, (width, height), _sides(degrees, width, height))


def _sides(degrees: float, width: float, height: float) -> tuple[float, float]:
    return (height, width) if round(degrees / 90) % 2 else (width, height)


def _moved(
    box: Box, degrees: float, before: tuple[float, float], after: tuple[float, float]
) -> Box:
    x0, y0, x1, y1 = box
    x, y = (x0 + x1 - before[0]) / 2, (y0 + y1 - before[1]) / 2
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    x, y = cos * x + sin * y + after[0] / 2, cos * y - sin * x + after[1] / 2
    wide, high = _sides(degrees, (x1 - x0) / 2, (y1 - y0) / 2)
    return x - wide, y - high, x + wide, y + high


def put_back(records: Iterable[dict], pages: Iterable[dict]) -> None:
    """Change the boxes of `records` (``page``, ``x0`` … ``reader``) to the page as displayed.

    `pages` are rows of ``as_printed/pages``.
    """
    askew = {page["page"]: page for page in pages if page["turned"]}
    for record in records:
        if record.get("page") in askew and record.get("reader") == "ocr":
            record |= _turned(record, askew[record["page"]], displayed)


def set_upright(frame: pd.DataFrame, pages: pd.DataFrame) -> pd.DataFrame:
    """`frame` (of ``as_printed``) with its boxes on the pages as they were read."""
    askew = {page["page"]: page for page in pages.to_dict("records") if page["turned"]}
    if not askew:
        return frame
    records = frame.to_dict("records")
    for record in records:
        if record["page"] in askew and record["reader"] == "ocr":
            record |= _turned(record, askew[record["page"]], as_read)
    return pd.DataFrame(records, columns=frame.columns).astype(frame.dtypes)


def _turned(record: dict, page: dict, way: Callable[..., Box]) -> dict:
    """The new box of `record`; the edges of its characters and lines move with its corner."""
    box = way(tuple(record[side] for side in _SIDES), page["turned"], page["width"], page["height"])
    moved: dict[str, Any] = dict(zip(_SIDES, box, strict=True))
    for name, side in (("edges", 0), ("tops", 1), ("feet", 1)):
        if record.get(name) is not None:
            by = box[side] - record[_SIDES[side]]
            moved[name] = [place + by for place in record[name]]
    return moved
