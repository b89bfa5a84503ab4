"""Ruled lines of a picture, by OpenCV's morphology.

A ruled line is a thin straight run of ink much longer than a stroke of writing; lines that
cross each other as a table's do are kept, the rest (underlines, axes, strokes) is not.
"""

from __future__ import annotations

import cv2
import numpy as np
from pdfplumber import table

from helpers.extract.pages.rulings import Ruling

#: Shortest run of ink taken for part of a ruling, and thickest ruling (points).
SHORTEST, THICKEST = 13.0, 4.0
#: A level line shorter than this is no edge of a cell (points).
LEAST_CELL = 15.0
#: Ink is darker than the paper round it by this (of 255); a scan with more grain than GRAINY
#: (median step between a pixel and its surroundings) is smoothed first.
DARKER, GRAINY = 12, 2.5
#: Lines that miss each other by less than this meet (points).
MEET = 3.0
#: A ruled table is at least this wide and high (points).
LEAST_WIDTH, LEAST_HEIGHT = 80.0, 20.0
#: A ruling goes on through a gap where this share of it is as dark as the ruling.
UNBROKEN = 0.9
#: Fewest lines each way: a table of two by two has three; a chart's frame has two.
FEWEST = 3


def find_rulings(picture: np.ndarray, scale: float) -> list[Ruling]:
    """Rulings of the tables on a straight grey picture, in points; `scale` is pixels a point."""
    ink = ink_of(picture)
    horizontal = _joined(_runs(ink, scale, upright=False), picture, scale)
    vertical = _joined(_runs(ink, scale, upright=True), picture, scale)
    vertical = [one for v in vertical if (one := _trimmed(v, horizontal))]
    kept: list[Ruling] = []
    for across, down in _groups(horizontal, vertical):
        lines = across + down
        width = max(r.x1 for r in lines) - min(r.x0 for r in lines)
        height = max(r.y1 for r in lines) - min(r.y0 for r in lines)
        enough = _places(r.y0 for r in across) >= FEWEST and _places(r.x0 for r in down) >= FEWEST
        if enough and width >= LEAST_WIDTH and height >= LEAST_HEIGHT:
            kept += lines
    return kept


def ruled_cells(rulings: list[Ruling]) -> list[list[tuple[float, float, float, float]]]:
    """The cells' boxes (x0, y0, x1, y1) of each table that `rulings` draw."""
    edges = table.merge_edges([_edge(ruling) for ruling in rulings], MEET, MEET, MEET, MEET)
    crossings = table.edges_to_intersections(edges, MEET, MEET)
    tables = table.cells_to_tables(table.intersections_to_cells(crossings))
    return [cells for cells in tables if len(cells) > 3]


def _edge(ruling: Ruling) -> dict:
    """`ruling` as pdfplumber's table finder takes it."""
    return {
        "x0": ruling.x0,
        "x1": ruling.x1,
        "top": ruling.y0,
        "bottom": ruling.y1,
        "doctop": ruling.y0,
        "width": ruling.x1 - ruling.x0,
        "height": ruling.y1 - ruling.y0,
        "orientation": "v" if ruling.x0 == ruling.x1 else "h",
    }


def ink_of(picture: np.ndarray) -> np.ndarray:
    """255 where the picture is darker than its surroundings by more than its grain."""
    smooth = cv2.GaussianBlur(picture, (5, 5), 1.2)
    grain = float(np.median(np.abs(picture[::3, ::3] - smooth[::3, ::3].astype(float))))
    if grain > GRAINY:
        picture = smooth
    return cv2.adaptiveThreshold(
        picture,
        255,
        cv2.ADAPTIVE_THRESH_MEAN_C,
        cv2.THRESH_BINARY_INV,
        25,
        DARKER + (2 * grain if grain > GRAINY else 0),
    )


def _runs(ink: np.ndarray, scale: float, upright: bool) -> list[Ruling]:
    """Straight thin runs of ink in one direction, broken ones joined, in points."""
    length, gap = int(SHORTEST * scale), max(3, int(1.5 * scale))
    kernel = (1, length) if upright else (length, 1)
    # A line that drifts by a pixel on its way is one line: thicken it across first.
    across = (3, 1) if upright else (1, 3)
    ink = cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_RECT, across))
    bridge = (1, gap) if upright else (gap, 1)
    ink = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, bridge))
    found = cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, kernel))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(found)
    runs = []
    for x, y, width, height, _ in boxes[1:].tolist():
        if (width if upright else height) > THICKEST * scale:
            continue
        if upright:
            middle = (x + width / 2) / scale
            runs.append(Ruling(middle, y / scale, middle, (y + height) / scale))
        else:
            middle = (y + height / 2) / scale
            runs.append(Ruling(x / scale, middle, (x + width) / scale, middle))
    return runs


def _joined(runs: list[Ruling], picture: np.ndarray, scale: float) -> list[Ruling]:
    """`runs`, those made one between which the ruling goes on under writing or grain."""
    upright = bool(runs) and runs[0].x0 == runs[0].x1
    grey = picture.T if upright else picture
    lines = [r if not upright else Ruling(r.y0, r.x0, r.y1, r.x1) for r in runs]
    joined: list[Ruling] = []
    for line in sorted(lines, key=lambda r: r.x0):
        near = [n for n, one in enumerate(joined) if abs(one.y0 - line.y0) < MEET / 2]
        last = max(near, key=lambda n: joined[n].x1, default=None)
        if last is not None and _goes_on(joined[last], line, grey, scale):
            joined[last] = joined[last]._replace(x1=max(joined[last].x1, line.x1))
        else:
            joined.append(line)
    return [r if not upright else Ruling(r.y0, r.x0, r.y1, r.x1) for r in joined]


def _goes_on(before: Ruling, after: Ruling, grey: np.ndarray, scale: float) -> bool:
    """Nearly every place between two level runs is about as dark as the runs themselves."""
    y = round((before.y0 + after.y0) / 2 * scale)
    rows = grey[max(0, y - 1) : y + 2].min(axis=0)
    left, right = round(before.x1 * scale), round(after.x0 * scale)
    if right - left < 2:
        return True
    own = np.concatenate([rows[round(r.x0 * scale) : round(r.x1 * scale)] for r in (before, after)])
    paper = np.median(grey[max(0, y - int(6 * scale)) : y + int(6 * scale), left:right])
    limit = (paper + np.median(own)) / 2
    return float((rows[left:right] < limit).mean()) >= UNBROKEN


def _trimmed(down: Ruling, horizontal: list[Ruling]) -> Ruling | None:
    """`down` from its first to its last level line: no cell has an upright edge that hangs."""
    levels = [h.y0 for h in horizontal if h.x1 - h.x0 >= LEAST_CELL and meets(h, down)]
    if not levels or max(levels) - min(levels) < MEET:
        return None
    return down._replace(y0=max(down.y0, min(levels)), y1=min(down.y1, max(levels)))


def meets(across: Ruling, down: Ruling) -> bool:
    """A level and an upright ruling cross or touch."""
    return (
        across.x0 - MEET <= down.x0 <= across.x1 + MEET
        and down.y0 - MEET <= across.y0 <= down.y1 + MEET
    )


def _groups(
    horizontal: list[Ruling],
    vertical: list[Ruling],
) -> list[tuple[list[Ruling], list[Ruling]]]:
    """Lines that hang together, each meeting two or more of the other direction."""
    while True:
        level = [h for h in horizontal if sum(meets(h, v) for v in vertical) >= 2]
        upright = [v for v in vertical if sum(meets(h, v) for h in level) >= 2]
        if len(level) == len(horizontal) and len(upright) == len(vertical):
            break
        horizontal, vertical = level, upright
    groups, left = [], set(range(len(horizontal)))
    while left:
        members, downs, queue = set(), set(), [left.pop()]
        while queue:
            one = queue.pop()
            members.add(one)
            touching = {n for n, v in enumerate(vertical) if meets(horizontal[one], v)} - downs
            downs |= touching
            more = {n for n in left if any(meets(horizontal[n], vertical[d]) for d in touching)}
            left -= more
            queue += more
        groups.append(([horizontal[n] for n in members], [vertical[n] for n in downs]))
    return groups


def _places(values) -> int:
    """How many distinct places there are among `values`."""
    ordered = sorted(values)
    return sum(1 for n, v in enumerate(ordered) if n == 0 or v - ordered[n - 1] > MEET)
