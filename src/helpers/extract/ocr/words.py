"""The engine's words as glyphs: cut where a ruling parts them, widened, look-alikes told apart."""

from __future__ import annotations

import itertools
import re
import statistics
from collections.abc import Iterator

import numpy as np

from helpers import amounts, wording
from helpers.extract.ocr import engine
from helpers.extract.pages import Glyph
from helpers.extract.pages.rulings import Ruling

_FULL_WIDTH = {"(": "（", ")": "）", ":": "："}
#: Ideographs that a blurred print does not tell apart.
_ALIKE = str.maketrans("人未己日", "入末已目")
#: The engine doubts a word with a lower score.
SURE_WORD = 0.9
_NUMBER = re.compile(r"[-−]?[\d,]+\.\d+")


def glyphs_of(
    words: list[engine.Word], rulings: list[Ruling], picture: np.ndarray, scale: float, threads: int
) -> Iterator[Glyph]:
    """The glyphs of the words on `picture`, in points from its corner.

    Words that are read anew are read on so many `threads` (−1: all cores).
    """
    for word in words:
        for part in _parted(word, rulings, picture, scale, threads):
            yield from _glyphs(part, scale)


def _parted(
    word: engine.Word, rulings: list[Ruling], picture: np.ndarray, scale: float, threads: int
) -> Iterator[engine.Word]:
    """`word`, or its parts read anew where a ruling runs through it: two cells taken for one.

    The ruling must run through a gap: a number is never cut in two by a stroke across it.
    """
    left, right = word.corners[0][0], word.corners[1][0]
    cuts = sorted(
        {
            r.x0 * scale
            for r in rulings
            if r.x0 == r.x1
            and r.y0 * scale < word.middle < r.y1 * scale
            and _in_gap(word, r.x0 * scale)
        }
    )
    if not cuts:
        yield word
        return
    top, bottom = int(word.corners[0][1]), int(word.corners[2][1]) + 1
    for x0, x1 in zip([left, *cuts], [*cuts, right], strict=True):
        part = picture[max(0, top) : bottom, max(0, int(x0) + 3) : int(x1) - 2]
        if part.shape[0] < 4 or part.shape[1] < 4 or int(part.max()) - int(part.min()) < 60:
            continue
        text, score = engine.read_line(np.ascontiguousarray(part), threads)
        step = (x1 - x0) / max(1, len(text))
        if text.strip():
            yield engine.Word(
                [[x0, top], [x1, top], [x1, bottom], [x0, bottom]],
                score,
                [
                    engine.Character(one, x0 + n * step, x0 + (n + 1) * step, score)
                    for n, one in enumerate(text)
                ],
            )


def _in_gap(word: engine.Word, x: float) -> bool:
    """`x` lies between two characters of `word` that stand apart."""
    gap = 0.35 * _size(word)
    return any(
        before.x1 - 0.2 * gap <= x <= after.x0 + 0.2 * gap and after.x0 - before.x1 > gap
        for before, after in itertools.pairwise(word.characters)
    )


def _glyphs(word: engine.Word, scale: float) -> Iterator[Glyph]:
    """The glyphs of `word`; characters that follow each other touch, as in a text layer.

    A number is one glyph: it stands in one cell whole, whatever runs across it.
    """
    size = _size(word)
    baseline = (word.middle + 0.37 * size) / scale
    seen = [
        one._replace(text=text)
        for one, text in zip(word.characters, _widened(word), strict=True)
        if text.strip()
    ]
    edges = [[one.x0, one.x1] for one in seen]
    for before, after in itertools.pairwise(edges):
        if after[0] - before[1] < 0.8 * size:
            before[1] = after[0] = (before[1] + after[0]) / 2
    if _NUMBER.fullmatch("".join(one.text for one in seen)):
        text, score = "".join(one.text for one in seen), min(one.score for one in seen)
        yield Glyph(text, seen[0].x0 / scale, seen[-1].x1 / scale, baseline, size / scale, score)
        return
    for one, (x0, x1) in zip(seen, edges, strict=True):
        yield Glyph(one.text, x0 / scale, x1 / scale, baseline, size / scale, one.score)


def _widened(word: engine.Word) -> list[str]:
    """The characters of `word`; brackets and colons beside ideographs are full width.

    A picture hardly tells the two widths apart; Chinese prints the full one.
    """
    texts = _settled([amounts.plain(one.text) for one in word.characters], word.score)
    texts = _with_lost_stroke(texts)
    sides = zip(["", *texts], texts, [*texts[1:], ""], strict=False)
    return [
        _FULL_WIDTH.get(text, text) if any(one >= "\u2e80" for one in (before, after)) else text
        for before, text, after in sides
    ]


def _with_lost_stroke(texts: list[str]) -> list[str]:
    """一般公共 where only 般公共 was seen: the thin 一 is easily lost, and no word begins so."""
    return [
        "一" + text
        if "".join(texts[n : n + 3]) == "般公共" and texts[max(0, n - 1) : n] != ["一"]
        else text
        for n, text in enumerate(texts)
    ]


def _settled(texts: list[str], score: float) -> list[str]:
    """A doubted word that is a table's own but for look-alikes (收人 for 收入) is that word."""
    word = "".join(texts)
    tables = wording.load("tables")
    known = {*itertools.chain(*tables["header_words"]), *tables["total_names"]}
    if score >= SURE_WORD or word in known or len(word) != len(texts):
        return texts
    alike = {one for one in known if one.translate(_ALIKE) == word.translate(_ALIKE)}
    return list(alike.pop()) if len(alike) == 1 else texts


def _size(word: engine.Word) -> float:
    """The type size: the step from one ideograph to the next, or what the box's height tells."""
    middles = [
        ((one.x0 + one.x1) / 2, ord(one.text[0]) >= 0x2E80) for one in word.characters if one.text
    ]
    steps = [b - a for (a, wide), (b, wide_too) in itertools.pairwise(middles) if wide and wide_too]
    if len(steps) < 2:
        return word.height / 1.5
    return min(statistics.median(steps), word.height / 1.1)
