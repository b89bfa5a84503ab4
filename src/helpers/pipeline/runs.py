"""One run over one document: the stages that are stale, one after another, each whole or not."""

from __future__ import annotations

import multiprocessing as mp
import multiprocessing.util
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import cache, cached_property, partial
from pathlib import Path
from threading import Thread
from typing import Any

from filelock import FileLock, Timeout

from helpers import sandbox, show, store, temporary
from helpers.documents import Document, is_budget_alone, open_document
from helpers.documents.budgets import Budget, open_budget
from helpers.documents.source import in_project
from helpers.pipeline import record
from helpers.pipeline.ahead import OF_THE_AUDIT, OF_THE_TIDY, Ahead
from helpers.pipeline.record import Record
from helpers.pipeline.stages import (
    STAGES,
    Stage,
    StageFailed,
    executed_notebook,
    rows,
    unwritten,
)


def publish_report(executed: Path, unit: str, year: int, lang: str) -> None:
    """Stages the report that the notebook, to be kept at `executed`, shows.

    In this process, which has imported most of nbconvert to run notebooks. Raises StageFailed
    where there is nothing to be made of it.
    """
    from helpers.publish.page import write_report

    try:
        write_report(store.staged(executed), unit, year, lang)
    except ValueError as error:
        raise StageFailed(f"No report could be made of {in_project(executed)}: {error}") from error


@contextmanager
def locked(unit: str, year: int) -> Iterator[None]:
    """Nobody else runs stages of this document inside the block.

    The lock is the operating system's: it goes when its holder ends, however it ends.
    """
    folder = store.processed_folder(unit, year)
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "run.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        print(
            f"note: another run of {unit} {year} is at work; waiting for it to end "
            "(Ctrl-C stops the waiting).",
            file=sys.stderr,
            flush=True,
        )
        lock.acquire(poll_interval=0.2)
    try:
        yield
    finally:
        lock.release()


def _open(unit: str, year: int) -> Document | Budget:
    """What the run is of: the final accounts, or a budget that lies there alone."""
    alone = is_budget_alone(unit, year)
    return open_budget(unit, year) if alone else open_document(unit, year)


_NOTES_TOLD = 12  # sentences on the terminal; all are in the report
Job = tuple[Stage, dict[str, Any]]  # a stage and the parameters it runs with


def run_stale(
    jobs: Sequence[Job],
    unit: str,
    year: int,
    told: dict[str, Any] | None = None,
    force: bool = False,
) -> list[dict[str, Any]]:
    """What came out of every job that had to run; run.json is written where `told` is given.

    `told` is the parameters as the user gave them, `force` runs every job. Prints a line a
    stage. Raises InputError or StageFailed.
    """
    try:
        with locked(unit, year):
            return _run_stale(jobs, unit, year, told, force)
    except (OSError, StageFailed) as error:
        if not (temporary.is_full(error) or temporary.are_full(_disks())):
            raise
        raise StageFailed(temporary.no_room(_wanted(unit, year), _disks())) from error


def _run_stale(
    jobs: Sequence[Job], unit: str, year: int, told: dict[str, Any] | None, force: bool
) -> list[dict[str, Any]]:
    made = Record(unit, year)

    def stale(group: Sequence[Job]) -> list[Job]:
        return [job for job in group if force or not made.is_fresh(*job)]

    if not stale(jobs):
        if told:
            made.tell_again(partial(_open, unit, year))
        return []
    started = datetime.now(UTC)
    warm_up()
    with staging():
        this = _Run(unit, year, made, [told for stage, told in jobs if stage.publishes])
        groups = _independent(jobs)
        soon = [len(stale(group)) for group in groups[1:]]
        try:
            for group, kernels in zip(groups, [*soon, 0], strict=True):
                this.stages(stale(group), kernels)
        finally:
            this.end()
    if told:
        this.tell_notes("en" if told["REPORT_LANG"] == "en" else "zh")
        made.tell(this.document, told, started, this.results)
    return this.results


@contextmanager
def staging() -> Iterator[None]:
    """Inside the block, what is written goes to folders of this run, which end with it."""
    place = store.Place(store.project_root().resolve(), temporary.new_name())
    with store.at(place), ExitStack() as folders:
        for root in store.written_roots():
            folders.enter_context(temporary.unfinished(root, place.run))
        yield


def _wanted(unit: str, year: int) -> int:
    """How many bytes a run over the document needs about: as many as what it has made takes."""
    folders = (store.processed_folder(unit, year), store.report_folder(unit, year))
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return max(temporary.USUAL, sum(path.stat().st_size for path in files))


def _disks() -> list[tuple[str, Path]]:
    written = [(in_project(root), root) for root in store.written_roots()]
    return [*written, ("temporary files", Path(tempfile.gettempdir()))]


_PRELOADED = "helpers.pipeline.warm"


@cache
def warm_up(preloaded: str = _PRELOADED) -> None:
    """Begin to import, in the background, what every notebook imports (the module `preloaded`).

    One process does that (multiprocessing's fork server), once a run; kernels are forked from it
    in milliseconds. Where the system has none, or cannot fork safely, everything works the
    slower way, and a note says so once.
    """
    if not sandbox.can_fork():
        print(
            "note: kernels cannot be forked on this system; each notebook imports its own "
            "libraries, which takes a few seconds longer.",
            file=sys.stderr,
        )
        return
    context = mp.get_context("forkserver")
    context.set_forkserver_preload([preloaded])
    before, tempfile.tempdir = tempfile.tempdir, str(temporary.for_sockets())
    try:
        mp.util.get_temp_dir()  # where the server's socket will lie: made once a process
    finally:
        tempfile.tempdir = before
    # The server starts with the first process that is wanted of it, which waits for its imports.
    Thread(target=context.Process(target=_nothing).start, daemon=True).start()
    sandbox.prefer_fork_server()


def _nothing() -> None:
    """What the first process does."""


def _independent(jobs: Sequence[Job]) -> list[list[Job]]:
    """The jobs in order, those in one list that need nothing of each other."""
    groups: list[list[Job]] = []
    for job in jobs:
        last = groups[-1] if groups else []
        made = {name for stage, _ in last for name in stage.outputs}
        if last and not made.intersection(job[0].inputs):
            last.append(job)
        else:
            groups.append([job])
    return groups


class _Run:
    """The state of one run: its document, its kernels, what came out so far."""

    def __init__(self, unit: str, year: int, made: Record, reports: list[dict[str, Any]]):
        self.unit, self.year, self.made = unit, year, made
        self.reports = reports  # the parameters of those asked for
        # Jupyter and papermill take two seconds: while the warm process imports too.
        from helpers.pipeline.execute import execute_stage
        from helpers.pipeline.kernel import Kernels

        self._in_kernel = execute_stage
        self.kernels = Kernels(store.place())
        self.ahead: Ahead | None = None
        self.results: list[dict[str, Any]] = []

    def end(self) -> None:
        """Ends every process of the run that still goes on."""
        if self.ahead:
            self.ahead.end()
        self.kernels.end()

    @cached_property
    def document(self) -> Document | Budget:
        document = _open(self.unit, self.year)
        for warning in document.warnings:
            print(f"note: {warning}", file=sys.stderr)
        return document

    def stages(self, jobs: Sequence[Job], soon: int) -> None:
        """Runs stages that need nothing of each other at the same time, and says a line for each.

        What they wrote is put in its place when all have ended. `soon` is how many kernels will
        be wanted after these.
        """
        if not jobs:
            return
        _ = self.document  # bad input is refused before any kernel
        for job in jobs:
            self.made.started(*job)
        self._begin_ahead(jobs)
        seconds = self._executed(jobs, soon)
        for n, (stage, parameters) in enumerate(jobs):
            self._must_have_written(stage)
            if stage.publishes:
                clock = time.monotonic()
                kept = executed_notebook(stage, self.unit, self.year, parameters["REPORT_LANG"])
                publish_report(kept, self.unit, self.year, parameters["REPORT_LANG"])
                seconds[n] += time.monotonic() - clock
        others = self._fresh_reports(jobs)
        store.move_staged(self.unit, self.year)
        for stage, fresh in others.items():
            self.made.relinked(stage, fresh)
        for (stage, parameters), took in zip(jobs, seconds, strict=True):
            self.made.done(stage, parameters)
            self._say(stage, parameters, took)

    def _begin_ahead(self, jobs: Sequence[Job]) -> None:
        """Begins beside `jobs` what the report will need."""
        if not self.reports or not isinstance(self.document, Document):
            return
        if jobs[0][0] in STAGES[:1]:  # two processes begin: no core is idle
            return
        publishing = any(stage.publishes for stage, _ in jobs)
        if not self.ahead:
            self.ahead = Ahead(self.unit, self.year, self.document.path)
            if not publishing:
                self.ahead.pages(self.document.page_count)
        if len(self.reports) == 1 and not publishing:  # two reports have a core each anyway
            told, inputs = self.reports[0], jobs[-1][0].inputs
            for needed, sections in ((STAGES[1], OF_THE_TIDY), (STAGES[2], OF_THE_AUDIT)):
                if set(needed.outputs) & set(inputs):
                    self.ahead.figures(sections, told["REPORT_LANG"], told["TOP_N"])

    def _fresh_reports(self, jobs: Sequence[Job]) -> dict[Stage, list[dict[str, Any]]]:
        """The parameters of the fresh reports that are not among `jobs`, by their stage."""
        running = {stage.label(parameters["REPORT_LANG"]) for stage, parameters in jobs}
        return {
            stage: [
                other
                for lang in ("zh", "en")
                if stage.label(lang) not in running
                and self.made.is_fresh(stage, other := parameters | {"REPORT_LANG": lang})
            ]
            for stage, parameters in jobs
            if stage.publishes
        }

    def _executed(self, jobs: Sequence[Job], soon: int) -> list[float]:
        """Runs the notebooks, and tells how many seconds each has taken."""
        if len(jobs) == 1:
            return [self._execute(soon, *jobs[0])]
        with ThreadPoolExecutor(len(jobs)) as pool:
            running = [pool.submit(self._execute, soon, *job) for job in jobs]
            try:
                wait(running)
            finally:
                if not all(one.done() for one in running):  # stopped: or they would go on
                    self.kernels.kill()
        return [one.result() for one in running]

    def _execute(self, soon: int, stage: Stage, parameters: dict[str, Any]) -> float:
        clock = time.monotonic()
        kept = executed_notebook(stage, self.unit, self.year, parameters["REPORT_LANG"])
        with self.kernels.one(soon) as kernel:
            self._in_kernel(stage, parameters, kept, kernel)
        return time.monotonic() - clock

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
        self.results.append(
            {
                "stage": label,
                "seconds": round(seconds, 1),
                "parameters": stage.parameters(parameters),
                "pdf_sha256": self.document.sha256,
                "ended": record.now(),
                **came_out,
            }
        )

    def tell_notes(self, lang: str) -> None:
        """Says what could not be read, in whole sentences, where the pages were read anew."""
        if not any(one["stage"] == "02_clean" for one in self.results):
            return
        import pyarrow.parquet as pq

        there = pq.ParquetFile(store.path("tidy/reading_notes", self.unit, self.year))
        notes = there.read().to_pylist()
        for note in notes[:_NOTES_TOLD]:
            print(show.visible(f"not read: page {note['page']}: {note[f'statement_{lang}']}"))
        if len(notes) > _NOTES_TOLD:
            print(f"not read: {len(notes) - _NOTES_TOLD} more; see tidy/reading_notes")
