"""Ruled lines of a picture, by OpenCV's morphology.

A ruled line is a thin straight run of ink much longer than a stroke of writing; lines that
cross each other as a table's do are kept, the rest (underlines, axes, strokes) is not.
"""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np

from helpers.extract.pages.rulings import Ruling

#: Shortest run of ink taken for part of a ruling, and thickest ruling (points).
SHORTEST, THICKEST = 13.0, 4.0
#: Shorter level and upright lines are no edges of a cell but strokes of writing (points): of 25,106
#: cells drawn on the pages of 158 documents the narrowest is 19.3 wide, the lowest 11.5 high.
LEAST_CELL, LEAST_ROW = 15.0, 10.0
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


def made_to_meet(rulings: list[Ruling]) -> list[Ruling]:
    """`rulings` that meet: near ones as one, each from its first to its last crossing.

    What hangs free beyond a crossing is no edge of a cell. A ruling is a stroke of writing where
    it crosses no two others, or two that are too near for a cell to lie between them, or where it
    is short and too near beside a long one.
    """
    level = _long(_aligned(r for r in rulings if r.horizontal), LEAST_ROW)
    upright = _long(_aligned(_flipped(r) for r in rulings if not r.horizontal), LEAST_CELL)
    while True:
        trimmed = _between(level, upright, LEAST_CELL), _between(upright, level, LEAST_ROW)
        if trimmed == (level, upright):
            return level + [_flipped(r) for r in upright]
        level, upright = trimmed


def _aligned(level: Iterable[Ruling]) -> list[Ruling]:
    """Level rulings, near ones at the mean of their heights, those that miss each other as one."""
    groups: list[list[Ruling]] = []
    for ruling in sorted(level, key=lambda r: r.y0):
        if groups and ruling.y0 - groups[-1][-1].y0 <= MEET:
            groups[-1].append(ruling)
        else:
            groups.append([ruling])
    whole: list[Ruling] = []
    for group in groups:
        y = sum(r.y0 for r in group) / len(group)
        for x0, _, x1, _ in sorted(group):
            if whole and whole[-1].y0 == y and x0 - whole[-1].x1 <= MEET:
                whole[-1] = whole[-1]._replace(x1=max(x1, whole[-1].x1))
            else:
                whole.append(Ruling(x0, y, x1, y))
    return whole


def _long(level: list[Ruling], least: float) -> list[Ruling]:
    """`level` without those that one twice as long runs beside, nearer than `least`."""
    return [
        r
        for r in level
        if not any(
            MEET < abs(one.y0 - r.y0) < least
            and one.x0 - MEET <= r.x0
            and r.x1 <= one.x1 + MEET
            and one.x1 - one.x0 > 2 * (r.x1 - r.x0)
            for one in level
        )
    ]


def _between(level: list[Ruling], flipped: list[Ruling], least: float) -> list[Ruling]:
    """Each of `level` from the first to the last of the upright ones (flipped) that it meets,
    where it is at least so long."""
    kept, upright = [], [_flipped(one) for one in flipped]
    for ruling in level:
        places = [one.x0 for one in upright if meets(ruling, one)]
        if places and max(places) - min(places) >= least:
            kept.append(ruling._replace(x0=min(places), x1=max(places)))
    return kept


def _flipped(ruling: Ruling) -> Ruling:
    """`ruling` with level and upright exchanged."""
    return Ruling(ruling.y0, ruling.x0, ruling.y1, ruling.x1)


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
    lines = [_flipped(r) if upright else r for r in runs]
    joined: list[Ruling] = []
    for line in sorted(lines, key=lambda r: r.x0):
        near = [n for n, one in enumerate(joined) if abs(one.y0 - line.y0) < MEET / 2]
        last = max(near, key=lambda n: joined[n].x1, default=None)
        if last is not None and _goes_on(joined[last], line, grey, scale):
            joined[last] = joined[last]._replace(x1=max(joined[last].x1, line.x1))
        else:
            joined.append(line)
    return [_flipped(r) if upright else r for r in joined]


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
        members: set[int] = set()
        downs: set[int] = set()
        queue = [left.pop()]
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


def _places(values: Iterable[float]) -> int:
    """How many distinct places there are among `values`."""
    ordered = sorted(values)
    return sum(1 for n, v in enumerate(ordered) if n == 0 or v - ordered[n - 1] > MEET)
