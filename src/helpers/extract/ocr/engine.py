"""The words on a picture, with places and confidence, by rapidocr (PP-OCR models, onnxruntime).

The models lie inside rapidocr's wheel: nothing is fetched. Results are kept by what was read
and by what reads, so that a second run over the same picture costs nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import statistics
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from helpers.kept import Kept

#: Every setting that shapes the result. Turning single lines (`use_cls`) is left out: a page
#: that stands on its head is turned whole. No word is dropped for its score.
SETTINGS = {
    "Global.log_level": "error",
    "Global.use_cls": False,
    "Global.text_score": 0.0,
    "Global.max_side_len": 4000,
    "Global.return_word_box": True,
    "Global.return_single_char_box": True,
    # Short lines are not padded to 320 pixels: the same text in half the time.
    "Rec.rec_img_shape": [3, 48, 32],
}
#: Says which way of reading made a kept result.
WAY = 2
#: Words read the right way up have a mean score above this; as many of the longest are asked.
SURE, ASKED = 0.85, 5
#: How onnxruntime says that it was refused memory.
_NO_MEMORY = re.compile(r"bad_alloc|[Aa]llocat")
#: A line of writing is longer than it is high by this.
LONG = 1.5

#: Engines not in use, by the cores they use.
_IDLE: dict[int, list] = {}


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


class Reading(NamedTuple):
    """What a picture says: the quarter turns against the clock that stand it upright, its words.

    The words' places are on the upright picture.
    """

    quarters: int
    words: list[Word]


def read_words(picture: np.ndarray, folder: Path | None = None, threads: int = -1) -> Reading:
    """The words on `picture` (grey, height × width), from `folder` where they are kept there.

    The engine uses `threads` cores, all of them where it is −1.
    """
    if folder is None:
        return _read(picture, threads)
    kept, name = Kept(folder), f"{_key(picture)}.json"
    found = kept.get(name)
    if found is not None:
        return _reading(found)
    reading = _read(picture, threads)
    kept.put(name, json.dumps(reading, ensure_ascii=False).encode())
    return reading


def _reading(content: bytes) -> Reading:
    """The reading that was kept as JSON."""
    quarters, words = json.loads(content)
    return Reading(
        quarters,
        [
            Word(corners, score, [Character(*one) for one in characters])
            for corners, score, characters in words
        ],
    )


def read_line(picture: np.ndarray, threads: int = -1) -> tuple[str, float]:
    """Text and score of a picture that shows one line of text and nothing else."""
    with _engine(threads) as engine:
        found = engine.recognize_txt([_three_channels(picture)])
    return found.txts[0], float(found.scores[0])


@contextmanager
def _engine(threads: int) -> Iterator[Any]:
    """An engine for this thread alone: it keeps what a call sets. It is used again later."""
    idle = _IDLE.setdefault(threads, [])
    try:
        engine = idle.pop()
    except IndexError:
        keep_to_ourselves()
        from rapidocr import RapidOCR  # half a second: only where there is a picture to read

        engine = RapidOCR(
            params={**SETTINGS, "EngineConfig.onnxruntime.intra_op_num_threads": threads}
        )
    from rapidocr.inference_engine.onnxruntime.main import ONNXRuntimeError

    try:
        yield engine
    except ONNXRuntimeError as error:
        if _NO_MEMORY.search(str(error)):
            raise MemoryError("OCR ran out of memory") from error
        raise
    finally:
        idle.append(engine)


def keep_to_ourselves() -> None:
    """No word leaves the machine: since 1.29 onnxruntime reports its use to its maker, and
    keeps an identity of the machine in the user's folder, unless told not to before it starts."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # on Windows, where the variable is not heard


def _key(picture: np.ndarray) -> str:
    """What the words depend on: the picture, the engine with its models, the settings."""
    engine = [version("rapidocr"), version("onnxruntime"), SETTINGS, WAY, picture.shape]
    digest = hashlib.sha256(json.dumps(engine, sort_keys=True).encode())
    digest.update(np.ascontiguousarray(picture).tobytes())
    return digest.hexdigest()


def _read(picture: np.ndarray, threads: int) -> Reading:
    with _engine(threads) as engine:
        boxes = _boxes(engine, picture)
        quarters = 0 if boxes is None else _quarters(engine, picture, boxes)
        if quarters:
            picture = np.ascontiguousarray(np.rot90(picture, quarters))
            boxes = _boxes(engine, picture)
        if boxes is None:
            return Reading(quarters, [])
        crops = engine.crop_text_regions(_three_channels(picture), boxes)
        return Reading(quarters, _words(engine, crops, boxes))


def _boxes(engine: Any, picture: np.ndarray) -> np.ndarray | None:
    """The corners of every run of text on `picture`; null where there is none."""
    return engine(_three_channels(picture), use_det=True, use_rec=False).boxes


def _quarters(engine: Any, picture: np.ndarray, boxes: np.ndarray) -> int:
    """Quarter turns against the clock that stand the writing upright.

    Most long runs of text that stand on end tell a sideways page; the engine's own scores for
    the longest of them tell head from foot.
    """
    wide = np.linalg.norm(boxes[:, 1] - boxes[:, 0], axis=1)
    high = np.linalg.norm(boxes[:, 3] - boxes[:, 0], axis=1)
    on_end = float((high - wide)[high > LONG * wide].sum())
    level = float((wide - high)[wide > LONG * high].sum())
    side = int(on_end > level)
    longest = np.argsort(high if side else wide)[-ASKED:]
    crops = engine.crop_text_regions(_three_channels(picture), boxes[longest])
    score = _mean_score(engine, crops)
    if score >= SURE:
        return side
    on_head = _mean_score(engine, [np.ascontiguousarray(crop[::-1, ::-1]) for crop in crops])
    return side + 2 * (on_head > score)


def _mean_score(engine: Any, crops: list[np.ndarray]) -> float:
    return statistics.mean(engine.recognize_txt(crops).scores)


def _words(engine: Any, crops: list[np.ndarray], boxes: np.ndarray) -> list[Word]:
    found = engine.recognize_txt(crops)
    placed = engine.cal_rec_boxes(crops, boxes, found, engine.return_single_char_box).word_results
    return [
        Word(
            np.asarray(corners, float).round(1).tolist(), round(float(score), 4), _characters(parts)
        )
        for corners, text, score, parts in zip(boxes, found.txts, found.scores, placed, strict=True)
        if text.strip()
    ]


def _characters(parts: Iterable[tuple[str, float, Any]]) -> list[Character]:
    characters = []
    for text, score, corners in parts:
        if corners is None:
            continue
        xs = [float(x) for x, _ in corners]
        characters.append(
            Character(text, round(min(xs), 1), round(max(xs), 1), round(float(score), 4))
        )
    return characters


def _three_channels(picture: np.ndarray) -> np.ndarray:
    return np.repeat(picture[:, :, None], 3, axis=2)
