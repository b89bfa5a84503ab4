"""One run over one document: the stages that are stale, one after another, each whole or not."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from helpers import store
from helpers.documents import Document, open_document
from helpers.documents.source import in_project
from helpers.pipeline import record
from helpers.pipeline.errors import StageFailed
from helpers.pipeline.kernel import Kernels, kernel_environment
from helpers.pipeline.locking import locked
from helpers.pipeline.publishing import publish_report
from helpers.pipeline.stages import Stage, executed_notebook, rows, unwritten
from helpers.pipeline.staleness import Record
from helpers.pipeline.warming import warm_up

_NOTES_TOLD = 12  # sentences on the terminal; all are in the report
Job = tuple[Stage, dict[str, Any]]  # a stage and the parameters it runs with


def run_stale(
    jobs: Sequence[Job], unit: str, year: int, told: dict[str, Any] | None = None,
    force: bool = False,
) -> list[dict[str, Any]]:
    """What came out of every job that had to run; run.json is written where `told` is given.

    `told` is the parameters as the user gave them, `force` runs every job. Prints a line a
    stage. Raises InputError or StageFailed.
    """
    with locked(unit, year):
        store.drop_staged(unit, year)
        made = Record(unit, year)
        stale = [force or not made.is_fresh(*job) for job in jobs]
        if not any(stale):
            return []
        started = datetime.now(UTC)
        with kernel_environment():
            warm_up()
            this = _Run(unit, year, made)
            try:
                for n, job in enumerate(jobs):
                    if force or not made.is_fresh(*job):
                        this.stage(*job, more=any(stale[n + 1 :]))
            finally:
                this.kernels.end()
        if told:
            this.tell_notes("en" if told["REPORT_LANG"] == "en" else "zh")
            record.write(this.document, told, started, this.results)
        return this.results


class _Run:
    """The state of one run: its document, its kernels, what came out so far."""

    def __init__(self, unit: str, year: int, made: Record):
        self.unit, self.year, self.made = unit, year, made
        self.kernels = Kernels()
        self.results: list[dict[str, Any]] = []

    @cached_property
    def document(self) -> Document:
        document = open_document(self.unit, self.year)
        for warning in document.warnings:
            print(f"note: {warning}", file=sys.stderr)
        return document

    def stage(self, stage: Stage, parameters: dict[str, Any], more: bool) -> None:
        """Runs one stage, puts what it wrote in its place, and says so in a line."""
        from helpers.pipeline.execute import execute

        clock = time.monotonic()
        kept = executed_notebook(stage, self.unit, self.year, parameters["REPORT_LANG"])
        _ = self.document  # bad input is refused before any kernel
        self.made.started(stage, parameters)
        with self.kernels.one(more) as kernel:
            execute(stage, parameters, kept, kernel)
        self._must_have_written(stage)
        if stage.publishes:
            publish_report(kept, self.unit, self.year, parameters["REPORT_LANG"])
        store.move_staged(self.unit, self.year)
        self.made.done(stage, parameters)
        self._say(stage, parameters, time.monotonic() - clock)

    def _must_have_written(self, stage: Stage) -> None:
        lost = unwritten(stage, self.unit, self.year)
        if lost:
            names = ", ".join(in_project(path) for path in lost)
            raise StageFailed(f"{stage.name} ran to its end but did not write {names}.")

    def _say(self, stage: Stage, parameters: dict[str, Any], seconds: float) -> None:
        lang = parameters["REPORT_LANG"]
        label = stage.label(lang)
        if stage.publishes:
            report = store.report_path(self.unit, self.year, lang)
            came_out: dict[str, Any] = {"report": in_project(report)}
            in_words = f"{report.name} {report.stat().st_size / 1000:,.0f} kB"
        else:
            came_out = {"rows": rows(stage, self.unit, self.year)}
            counts = (f"{name} {count:,}" for name, count in came_out["rows"].items())
            in_words = ", ".join(counts) + " rows"
        print(f"{label:<13}{seconds:6.1f} s   {in_words}", flush=True)
        self.results.append({
            "stage": label, "seconds": round(seconds, 1),
            "parameters": stage.parameters(parameters),
            "pdf_sha256": self.document.sha256, "ended": record.now(), **came_out})

    def tell_notes(self, lang: str) -> None:
        """Says what could not be read, in whole sentences, where the pages were read anew."""
        if not any(one["stage"] == "02_clean" for one in self.results):
            return
        import pyarrow.parquet as pq

        notes = pq.read_table(store.path("tidy/reading_notes", self.unit, self.year)).to_pylist()
        for note in notes[:_NOTES_TOLD]:
            print(f"not read: page {note['page']}: {note[f'statement_{lang}']}")
        if len(notes) > _NOTES_TOLD:
            print(f"not read: {len(notes) - _NOTES_TOLD} more; see tidy/reading_notes")
