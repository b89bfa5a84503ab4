"""The corpus' documents, read once for all tests; absent, the tests that need it are skipped."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest

from helpers import analysis, leads, schemas
from helpers.audit import audit_accounts
from helpers.audit.second_reader import second_reader_of
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
    return audit_accounts(printed(path) | tidy(path, year), second_reader_of(path)).checks


def document(name: str) -> Path:
    return truth.folder() / f"{name}.pdf"


def file(name: str) -> Path:
    """A file of the corpus; the test is skipped where it is absent."""
    place = truth.folder() and truth.folder() / name
    if not (place and place.exists()):
        pytest.skip(f"{name} is not here: the corpus is no part of the project (CORPUS_DIR)")
    return place


#: Every document whose leads a person has read, with its year.
READ = {
    "hanyang-gov-office": 2020,
    "hanyang-2020-text": 2020,
    "hanyang-2020-picture": 2020,
    "ghj2024": 2024,
    "sgb2024": 2024,
    "swu2023": 2023,
    "taiyuan2016": 2016,
    "template": 2024,
}
SHIPPED = Path(__file__).parents[1] / "data/raw/hanyang-gov-office/2020/final_accounts.pdf"


@cache
def whole(path: Path, year: int) -> dict:
    """Every table of a document that leads are found in."""
    found = audit_accounts(printed(path) | tidy(path, year), second_reader_of(path))
    results = {
        "results/checks": found.checks,
        "results/check_numbers": found.numbers,
        "results/verification": found.verification,
    }
    return (
        printed(path)
        | tidy(path, year)
        | {
            name: schemas.typed(name, [row | {"unit": "test", "year": year} for row in rows])
            for name, rows in results.items()
        }
    )


def all_leads() -> dict[str, list[dict]]:
    """The leads of every document of READ, by its name."""
    return {
        name: leads.find(whole(SHIPPED if "-gov-" in name else document(name), year)).leads
        for name, year in READ.items()
    }
