"""The run itself: the order of the notebooks, their parameters, what is stale, what came out."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from helpers import store
from helpers.documents import Document, open_document
from helpers.documents.source import in_project
from helpers.pipeline import parameters as schema
from helpers.pipeline.execute import StageFailed, execute
from helpers.pipeline.kernel import RUNNING, kernel_environment
from helpers.pipeline.stages import (
    DATA_STAGES,
    STAGES,
    Stage,
    is_fresh,
    mark_done,
    mark_started,
    missing,
    rows,
    write_json,
)

__all__ = ["DATA_STAGES", "STAGES", "Stage", "StageFailed", "ensure_inputs", "run"]

_PACKAGES = ("camelot-py", "jupyterlab", "matplotlib", "nbconvert", "pandas", "pandera",
             "papermill", "pdfplumber", "pyarrow", "pypdfium2", "seaborn")


def run(stages: Sequence[Stage], given: dict[str, Any]) -> dict[str, Any]:
    """What run.json says of the run, after `stages` have run one after another.

    `given` is parameters by name, checked with the document before any kernel starts. Prints
    a line a stage. Raises InputError or StageFailed; the last good report stays then.
    """
    parameters = schema.checked(given)
    unit, year = parameters["UNIT"], parameters["YEAR"]
    document = open_document(unit, year)
    started = datetime.now(UTC)
    for warning in document.warnings:
        print(f"note: {warning}", file=sys.stderr)
    with kernel_environment():
        results = [_run_stage(stage, document, parameters) for stage in stages]
    record = _record(document, parameters, started, results)
    write_json(store.report_folder(unit, year) / "run.json", record)
    return record


def ensure_inputs(notebook: str, unit: str, year: int) -> None:
    """Runs the stages before `notebook` whose outputs are missing or from another PDF.

    For the first cells of a notebook opened in JupyterLab: what is there is used, what is
    not is made, a line a stage. Does nothing inside a run, where every stage has its turn.
    Raises InputError, StageFailed, or ValueError for a notebook that is no stage.
    """
    if os.environ.get(RUNNING):
        return
    names = [stage.name for stage in STAGES]
    if notebook not in names:
        raise ValueError(f"{notebook!r} is no stage; the stages are {', '.join(names)}")
    parameters = schema.checked({"UNIT": unit, "YEAR": year})
    document = open_document(unit, year)
    earlier = STAGES[: names.index(notebook)]
    fresh = [is_fresh(stage, unit, year, document.sha256) for stage in earlier]
    first_stale = fresh.index(False) if False in fresh else len(earlier)
    with kernel_environment():
        for stage in earlier[first_stale:]:
            _run_stage(stage, document, parameters)


def _run_stage(stage: Stage, document: Document, parameters: dict[str, Any]) -> dict[str, Any]:
    """Runs one stage; its name, its seconds and what came out. Prints them in a line."""
    unit, year = document.unit, document.year
    kept = store.report_folder(unit, year) / "notebooks" / f"{stage.name}.ipynb"
    clock = time.monotonic()
    mark_started(stage, unit, year)
    execute(stage, parameters, kept)
    lost = missing(stage, unit, year)
    if lost:
        names = ", ".join(in_project(path) for path in lost)
        raise StageFailed(f"{stage.name} ran to its end but did not write {names}.")
    mark_done(stage, unit, year, document.sha256)
    came_out = {"rows": rows(stage, unit, year)}
    in_words = ", ".join(f"{name} {count:,}" for name, count in came_out["rows"].items()) + " rows"
    if stage.publishes:
        report = _publish(kept, unit, year, parameters["REPORT_LANG"])
        came_out = {"report": in_project(report)}
        in_words = f"{report.name} {report.stat().st_size / 1000:,.0f} kB"
    seconds = time.monotonic() - clock
    print(f"{stage.name:<11}{seconds:6.1f} s   {in_words}", flush=True)
    return {"stage": stage.name, "seconds": round(seconds, 1), **came_out}


def _publish(executed: Path, unit: str, year: int, lang: str) -> Path:
    """The report's HTML file, made of the executed notebook. Raises StageFailed."""
    from helpers import publish  # imported here: it takes seconds, and bad input needs none of it

    try:
        return publish.write_report(executed, unit, year, lang)
    except ValueError as error:
        raise StageFailed(f"No report could be made of {in_project(executed)}: {error}") from error


def _record(document: Document, parameters: dict, started: datetime, results: list) -> dict:
    """run.json: from which PDF, with which programs, when and how long; no word of the machine."""
    return {
        "parameters": parameters,
        "pdf": {
            "path": in_project(document.path),
            "sha256": document.sha256,
            "pages": document.page_count,
            "warnings": list(document.warnings),
        },
        "source": document.source,
        "stages": results,
        "started": started.isoformat(timespec="seconds"),
        "ended": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": {
            "python": platform.python_version(),
            **{package: version(package) for package in _PACKAGES},
        },
    }
