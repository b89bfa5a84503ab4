"""A figure drawn once, for screens, phones and print, and kept by what it shows.

Drawing is most of the work of a report. A figure is the same as long as its numbers, its words
and the code are: then it is taken from where the last run has kept it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from matplotlib.figure import Figure

from helpers.kept import Kept, code
from helpers.plots import style


class Drawn(NamedTuple):
    """A figure as SVG across the page and for a phone, as PNG, and its size in CSS pixels."""

    wide: str
    narrow: str
    picture: bytes
    width: int
    height: int


def drawn(draw: partial[Figure], folder: Path | None = None) -> Drawn:
    """What ``draw(narrow=False)`` and ``draw(narrow=True)`` draw, kept in `folder`.

    `draw` is a function of this room with its arguments: tables, rows, words.
    """
    if folder is None:
        return _draw(draw)
    kept, name = Kept(folder), f"{_key(draw)}.json"
    found = kept.get(name)
    if found is not None:
        told = json.loads(found)
        return Drawn(**{**told, "picture": base64.b64decode(told["picture"])})
    made = _draw(draw)
    told = {**made._asdict(), "picture": base64.b64encode(made.picture).decode()}
    kept.put(name, json.dumps(told).encode())
    return made


def _draw(draw: partial[Figure]) -> Drawn:
    wide = draw(narrow=False)
    width, height = (round(inches * 96) for inches in wide.get_size_inches())
    narrow = style.to_svg(draw(narrow=True))
    return Drawn(style.to_svg(wide), narrow, style.to_png(wide), width, height)


def _key(draw: partial[Figure]) -> str:
    """What the figure is made from, as a checksum."""
    arguments = [_told(one) for one in draw.args]
    named = sorted((name, _told(one)) for name, one in draw.keywords.items())
    told = repr((draw.func.__qualname__, arguments, named, _code()))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _told(argument: object) -> str:
    if isinstance(argument, pd.DataFrame):
        return repr(argument.to_dict("list"))
    return repr(argument)


@cache
def _code() -> tuple[str, ...]:
    """What a figure is drawn with besides its arguments: code, words, libraries."""
    return (code(), *map(version, ("matplotlib", "seaborn", "pandas")))
