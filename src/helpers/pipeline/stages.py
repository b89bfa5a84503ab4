"""The stages of a run as data: which notebook, what it reads, what it must leave behind."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from helpers import store

NOTEBOOKS = Path(__file__).parents[3] / "notebooks"
_RECORD = "stages.json"


@dataclass(frozen=True)
class Stage:
    """One notebook of the run; inputs and outputs are names of tables.

    The notebook of a stage that `publishes` becomes the report once it has run.
    """

    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    publishes: bool = False

    @property
    def notebook(self) -> Path:
        return NOTEBOOKS / f"{self.name}.ipynb"


_PRINTED = ("as_printed/pages", "as_printed/cells", "as_printed/paragraphs", "as_printed/lines")
_TIDY = (
    "tidy/statutory",
    "tidy/statutory_tables",
    "tidy/budget_vs_outturn",
    "tidy/facts",
    "tidy/projects",
    "tidy/indicators",
    "tidy/work_items",
    "tidy/glossary",
    "tidy/profile",
    "tidy/reading_notes",
    "tidy/unclaimed_numbers",
)
_CHECKED = ("results/checks", "results/verification")
_ANALYSED = (
    "results/budget_by_class",
    "results/budget_by_project",
    *(f"results/figure_{number}" for number in (1, 2, 3, 4)),
)

STAGES = (
    Stage("01_extract", (), _PRINTED),
    Stage("02_clean", _PRINTED, _TIDY),
    Stage("03_audit", (*_PRINTED, *_TIDY), _CHECKED),
    Stage("04_analyse", _TIDY, _ANALYSED),
    Stage("05_report", (*_PRINTED, *_TIDY, *_CHECKED, *_ANALYSED), (), publishes=True),
)
DATA_STAGES = STAGES[:-1]


def missing(stage: Stage, unit: str, year: int) -> list[Path]:
    """The files the stage should have left and has not."""
    paths = (store.path(output, unit, year) for output in stage.outputs)
    return [path for path in paths if not path.exists()]


def rows(stage: Stage, unit: str, year: int) -> dict[str, int]:
    """Rows of every table the stage left, by the table's short name."""
    paths = (store.path(output, unit, year) for output in stage.outputs)
    return {path.stem: pq.read_metadata(path).num_rows for path in paths}


def is_fresh(stage: Stage, unit: str, year: int, sha256: str) -> bool:
    """Whether the stage's outputs are there and come from the PDF with this checksum."""
    done = _record(unit, year).get(stage.name, {})
    return done.get("pdf_sha256") == sha256 and not missing(stage, unit, year)


def mark_started(stage: Stage, unit: str, year: int) -> None:
    """Forgets that the stage was done, so that a killed run is not taken for a finished one."""
    record = _record(unit, year)
    if record.pop(stage.name, None):
        write_json(_record_path(unit, year), record)


def mark_done(stage: Stage, unit: str, year: int, sha256: str) -> None:
    """Remembers that the stage's outputs come from the PDF with this checksum."""
    record = {**_record(unit, year), stage.name: {"pdf_sha256": sha256}}
    write_json(_record_path(unit, year), record)


def write_json(path: Path, content: dict) -> None:
    """Writes `content`, whole or not at all."""
    write_text(path, json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n")


def write_text(path: Path, content: str) -> None:
    """Writes `content` as UTF-8, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_text(content, encoding="utf-8")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _record_path(unit: str, year: int) -> Path:
    return store.processed_folder(unit, year) / _RECORD


def _record(unit: str, year: int) -> dict:
    """What was done from which PDF; nothing where the record is missing or broken."""
    path = _record_path(unit, year)
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}
