"""run.json: from which PDF, with which programs, when and how long; no word of the machine."""

from __future__ import annotations

import json
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from helpers import store
from helpers.documents import Document
from helpers.documents.source import in_project

_PACKAGES = (
    "camelot-py",
    "jupyterlab",
    "matplotlib",
    "pandas",
    "pandera",
    "papermill",
    "pdfplumber",
    "pyarrow",
    "pypdfium2",
    "seaborn",
)


def write(document: Document, parameters: dict, started: datetime, results: list) -> dict:
    """What is written to run.json. A stage that had no reason to run keeps its earlier entry."""
    content = {
        "parameters": parameters,
        "pdf": {
            "path": in_project(document.path),
            "sha256": document.sha256,
            "pages": document.page_count,
            "warnings": list(document.warnings),
        },
        "source": document.source,
        "stages": _with_earlier(document, results),
        "started": started.isoformat(timespec="seconds"),
        "ended": now(),
        "versions": {
            "python": platform.python_version(),
            **{package: version(package) for package in _PACKAGES},
        },
    }
    store.write_json(_path(document.unit, document.year), content)
    return content


def now() -> str:
    """This moment, as run.json has it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def read(unit: str, year: int) -> dict[str, Any]:
    """The last run.json of the document; empty where there is none or it is broken."""
    try:
        content = json.loads(_path(unit, year).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _with_earlier(document: Document, results: list[dict]) -> list[dict]:
    """All stages in order: those of this run, and those that an earlier one left fresh."""
    said = {one.get("stage"): one for one in read(document.unit, document.year).get("stages", ())}
    said.update({one["stage"]: one for one in results})
    return [said[name] for name in sorted(said)]


def _path(unit: str, year: int) -> Path:
    return store.report_folder(unit, year) / "run.json"
