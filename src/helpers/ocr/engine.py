"""The words on a picture, with places and confidence, by rapidocr (PP-OCR models, onnxruntime).

The models lie inside rapidocr's wheel: nothing is fetched. Results are kept by what was read
and by what reads, so that a second run over the same picture costs nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import statistics
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import numpy as np

#: Every setting that shapes the result. Turning single lines (`use_cls`) is left out: a page
#: that stands on its head is turned whole. No word is dropped for its score.
SETTINGS = {
    "Global.log_level": "error",
    "Global.use_cls": False,
    "Global.text_score": 0.0,
    "Global.max_side_len": 4000,
    "Global.return_word_box": True,
    "Global.return_single_char_box": True,
}
#: A page read the right way up has a mean score above this.
SURE = 0.85


class Character(NamedTuple):
    """One character of a word: text, left and right edge along the word, score 0–1."""

    text: str
    x0: float
    x1: float
    score: float


class Word(NamedTuple):
    """One run of text: its box (four corners, pixels), score 0–1 and characters."""

    corners: list[list[float]]
    score: float
    characters: list[Character]

    @property
    def text(self) -> str:
        return "".join(one.text for one in self.characters)

    @property
    def height(self) -> float:
        (_, a), (_, b), (_, c), (_, d) = self.corners
        return (c + d - a - b) / 2

    @property
    def middle(self) -> float:
        return statistics.mean(y for _, y in self.corners)


@cache
def _engine():
    from rapidocr import RapidOCR  # half a second: only where there is a picture to read

    return RapidOCR(params=SETTINGS)


def read_words(picture: np.ndarray, folder: Path | None = None) -> list[Word]:
    """The words on `picture` (grey, height × width), from `folder` where they are kept there."""
    if folder is None:
        return _read(picture)
    kept = folder / f"{_key(picture)}.json"
    if kept.exists():
        return [Word(corners, score, [Character(*one) for one in characters])
                for corners, score, characters in json.loads(kept.read_text("utf-8"))]
    words = _read(picture)
    folder.mkdir(parents=True, exist_ok=True)
    temporary = kept.with_name(f".{kept.name}.{os.getpid()}")
    try:
        temporary.write_text(json.dumps(words, ensure_ascii=False), "utf-8")
        temporary.replace(kept)
    finally:
        temporary.unlink(missing_ok=True)
    return words


def is_kept(picture: np.ndarray, folder: Path | None) -> bool:
    """The words of `picture` need no reading any more."""
    return folder is not None and (folder / f"{_key(picture)}.json").exists()


def mean_score(words: list[Word]) -> float:
    """Mean score of the characters of `words`; 0 where there are none."""
    weights = [len(word.characters) for word in words]
    if not sum(weights):
        return 0.0
    total = sum(word.score * weight for word, weight in zip(words, weights, strict=True))
    return total / sum(weights)


def read_line(picture: np.ndarray) -> tuple[str, float]:
    """Text and score of a picture that shows one line of text and nothing else."""
    found = _engine()(_three_channels(picture), use_det=False, use_rec=True)
    _engine().use_det = True  # the engine keeps what a call sets
    return (found.txts[0], float(found.scores[0])) if found.txts else ("", 0.0)


def _key(picture: np.ndarray) -> str:
    """What the words depend on: the picture, the engine with its models, the settings."""
    engine = [version("rapidocr"), version("onnxruntime"), SETTINGS, picture.shape]
    digest = hashlib.sha256(json.dumps(engine, sort_keys=True).encode())
    digest.update(np.ascontiguousarray(picture).tobytes())
    return digest.hexdigest()


def _read(picture: np.ndarray) -> list[Word]:
    found = _engine()(_three_channels(picture))
    if not found.txts:
        return []
    return [
        Word(np.asarray(corners, float).round(1).tolist(), round(float(score), 4),
             _characters(parts))
        for corners, score, parts in zip(
            found.boxes, found.scores, found.word_results, strict=True)
    ]


def _characters(parts) -> list[Character]:
    characters = []
    for text, score, corners in parts:
        xs = [float(x) for x, _ in corners]
        characters.append(Character(text, round(min(xs), 1), round(max(xs), 1),
                                    round(float(score), 4)))
    return characters


def _three_channels(picture: np.ndarray) -> np.ndarray:
    return np.repeat(picture[:, :, None], 3, axis=2)
