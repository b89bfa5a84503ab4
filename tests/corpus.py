"""The corpus' documents, read once for all tests; absent, the tests that need it are skipped."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest

from helpers import analysis, schemas
from helpers.audit import audit
from helpers.audit.second_reader import second_reader
from helpers.extract import as_printed
from helpers.interpret import as_tidy

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
import truth

needs_corpus = pytest.mark.skipif(
    truth.folder() is None, reason="the corpus is not here (set CORPUS_DIR to its folder)"
)


#: Where OCR's words are kept from one run of the tests to the next.
KEPT = Path(tempfile.gettempdir()) / "final-accounts-ocr"


@cache
def printed(path: Path) -> dict:
    return {
        name: schemas.typed(name, rows)
        for name, rows in as_printed.read_printed(path, KEPT).items()
    }


@cache
def tidy(path: Path, year: int) -> dict:
    return {
        name: schemas.typed(name, [row | {"unit": "test", "year": year} for row in rows])
        for name, rows in as_tidy.read_tidy(*printed(path).values(), year).items()
    }


@cache
def analysed(path: Path, year: int) -> analysis.Tidy:
    """The tidy tables as the analysis has them."""
    frames = tidy(path, year)
    names = (one.name for one in fields(analysis.Tidy) if f"tidy/{one.name}" in frames)
    return analysis.Tidy(unit="test", year=year, **{name: frames[f"tidy/{name}"] for name in names})


@cache
def checks(path: Path, year: int) -> list[dict]:
    return audit(printed(path) | tidy(path, year), second_reader(path)).checks


def document(name: str) -> Path:
    return truth.folder() / f"{name}.pdf"


def file(name: str) -> Path:
    """A file of the corpus; the test is skipped where it is absent."""
    place = truth.folder() and truth.folder() / name
    if not (place and place.exists()):
        pytest.skip(f"{name} is not here: the corpus is no part of the project (CORPUS_DIR)")
    return place
