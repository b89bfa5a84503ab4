"""What is remembered of the runs over a document, for people and for the next run.

`reports/<unit>/<year>/run.json`: from which PDF, with which programs, when and how long; no word
of the machine. `data/processed/<unit>/<year>/stages.json`: what each stage was made from and what
it made, which doit compares with what is there now.

A stage is fresh while its notebook, the rooms of the package it depends on, its parameters, its
inputs and the locked versions are what they were, and everything it made is what it made.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from doit.dependency import Dependency, FileChangedChecker, JsonDB
from doit.task import Task
from doit.tools import config_changed

from helpers import store
from helpers.documents import CORRECTIONS, Document
from helpers.documents.budgets import Budget
from helpers.documents.source import in_project
from helpers.pipeline import rooms
from helpers.pipeline.stages import Stage, made_files

_PROJECT = Path(__file__).parents[3]
_RECORD = "stages.json"
_RUN = "run.json"
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


def now() -> str:
    """This moment, as run.json has it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def without_machine(text: str) -> str:
    """`text` without the folders of this machine: they say nothing to a reader elsewhere."""
    for folder, name in _machine_folders():
        text = re.sub(rf"{re.escape(folder)}(?![\w.-])", name, text)
    return text


def _machine_folders() -> list[tuple[str, str]]:
    """Folder and the name it goes by, the longest first."""
    named = {
        _home(): "~",
        Path(tempfile.gettempdir()): "<temporary>",
        Path(sys.base_prefix): "<python>",
        Path(sys.prefix): "<environment>",
        Path(__file__).parents[3]: "<project>",
        store.project_root(): "<project>",
    }
    both = {str(p): name for path, name in named.items() for p in (path, path.resolve())}
    return sorted(
        ((path, name) for path, name in both.items() if len(Path(path).parts) > 1),
        key=lambda pair: -len(pair[0]),
    )


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:  # a user without one
        return Path("/")


class Record:
    """What every stage of one document was made from and made, kept in `stages.json`."""

    def __init__(self, unit: str, year: int):
        self._unit, self._year = unit, year
        self._file = store.processed_folder(unit, year) / _RECORD
        self._before: dict[str, dict[str, list]] = {}
        if not _is_sound(self._file):  # broken from outside: nothing is known, everything runs
            self._file.unlink(missing_ok=True)
        self._made = Dependency(_AtomicJson, str(self._file), _Checker)

    def is_fresh(self, stage: Stage, parameters: dict[str, Any]) -> bool:
        """Whether what the stage made is there as it was made and is what it would make now."""
        label = stage.label(parameters["REPORT_LANG"])
        if not self._made.backend.in_(label):
            return False
        task = self._task(stage, parameters)
        return self._made.get_status(task, None).status == "up-to-date"

    def started(self, stage: Stage, parameters: dict[str, Any]) -> None:
        """Forgets that the stage was done: one that is stopped half-way has to run again."""
        task = self._task(stage, parameters)
        self._before[task.name] = _short_cuts(self._made_from(stage))
        self._made.remove_success(task)
        self._made.backend.dump()

    def done(self, stage: Stage, parameters: dict[str, Any]) -> None:
        """Remembers what the stage was made from and what it made.

        Unless a file changed while it ran: which of the two it read is not known then.
        """
        task = self._task(stage, parameters)
        if self._before.get(task.name) == _short_cuts(self._made_from(stage)):
            self._made.get_status(task, None)  # works out what save_extra_values takes
            task.save_extra_values()
            self._made.save_success(task)
            self._made.backend.dump()

    def tell(
        self, document: Document | Budget, parameters: dict, started: datetime, ran: list
    ) -> None:
        """Writes run.json. A stage that had no reason to run keeps its earlier entry."""
        for one in ran:
            self._made.backend.set(one["stage"], "told:", one)
        run = {"parameters": parameters, "started": started.isoformat(timespec="seconds")}
        self._write_run(document, {**run, "ended": now()})

    def tell_again(self, document: Callable[[], Document | Budget]) -> None:
        """Writes run.json once more where it is not as the last run has written it."""
        known = self._made.backend.get(_RUN, "told:")
        path = store.report_folder(self._unit, self._year) / _RUN
        if known and not (path.exists() and _checksum(path) == known["sha256"]):
            self._write_run(document(), known)

    def _write_run(self, document: Document | Budget, run: dict) -> None:
        stages = {label: self._made.backend.get(label, "told:") for label in self._made.backend._db}
        content = {
            "parameters": run["parameters"],
            "pdf": {
                "path": in_project(document.path),
                "sha256": document.sha256,
                "pages": document.page_count,
                "warnings": list(document.warnings),
            },
            "source": document.source,
            "stages": [
                stages[label] for label in sorted(stages) if label != _RUN and stages[label]
            ],
            "started": run["started"],
            "ended": run["ended"],
            "versions": {
                "python": platform.python_version(),
                **{package: version(package) for package in _PACKAGES},
            },
        }
        path = store.report_folder(self._unit, self._year) / _RUN
        store.write_json(path, content)
        self._made.backend.set(_RUN, "told:", {**run, "sha256": _checksum(path)})
        self._made.backend.dump()

    def relinked(self, stage: Stage, fresh: Iterable[dict[str, Any]]) -> None:
        """Remembers anew what the stage made with these parameters: to each report that was
        there, a new one in the other language has added its link."""
        for parameters in fresh:
            task = self._task(stage, parameters)
            self._made.remove_success(task)
            self._made.get_status(task, None)
            task.save_extra_values()
            self._made.save_success(task)
        self._made.backend.dump()

    def _made_from(self, stage: Stage) -> list[str]:
        unit, year = self._unit, self._year
        files = [
            stage.notebook,
            *rooms.files(*stage.rooms),
            _PROJECT / "requirements.lock",
            *(store.path(name, unit, year) for name in stage.inputs),
        ]
        beside = [
            path
            for path in store.raw_folder(unit, year).iterdir()
            if path.is_file() and not path.name.startswith(".")
        ]
        files += [
            path
            for path in beside
            if (stage.corrects if path.name.endswith(CORRECTIONS) else stage.reads_pdf)
        ]
        return sorted(map(_name, files))

    def _task(self, stage: Stage, parameters: dict[str, Any]) -> Task:
        """The stage as doit knows tasks; a target that changes is as bad as a dependency."""
        lang = parameters["REPORT_LANG"]
        targets = [_name(path) for path in made_files(stage, self._unit, self._year, lang)]
        settings = {**stage.parameters(parameters), "python": platform.python_version()}
        return Task(
            stage.label(lang),
            None,
            file_dep=[*self._made_from(stage), *targets],
            targets=targets,
            uptodate=[config_changed({k: str(v) for k, v in settings.items()})],
        )


def _is_sound(file: Path) -> bool:
    """Whether the record can be what a run has written; doit believes every word of it."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return True
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(content, dict) and all(map(_is_entry, content.values()))


def _is_entry(entry: Any) -> bool:
    shapes = {"_values_:": dict, "checker:": str, "told:": dict}
    return isinstance(entry, dict) and all(
        isinstance(value, shapes[name])
        if name in shapes
        else _are_names(value)
        if name == "deps:"
        else _is_state(value)
        for name, value in entry.items()
    )


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_state(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and isinstance(value[0], str)
        and isinstance(value[1], list | None)
    )


class _AtomicJson(JsonDB):
    """doit's JSON record, written whole or not at all."""

    def dump(self) -> None:
        store.write_json(Path(self.name), self._db)


class _Checker(FileChangedChecker):
    """doit's comparison of contents, for names that mean the same file on any machine.

    A file's state is its checksum and, as the short cut, what the system says of it; null where
    that could not be trusted.
    """

    def exists(self, file_path: str) -> bool:
        return _place(file_path).exists()

    def info(self, file_path: str) -> os.stat_result:
        return _place(file_path).stat()

    def check_modified(self, file_path: str, file_stat: os.stat_result, state: Any) -> bool:
        checksum, short_cut = state
        if short_cut and short_cut == _short_cut(file_stat):
            return False
        return checksum != _checksum(_place(file_path))

    def get_state(self, dep: str, current_state: Any) -> list:
        stat = _place(dep).stat()
        return [_checksum(_place(dep)), _short_cut(stat) if _is_settled(stat) else None]


def _checksum(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _short_cut(stat: os.stat_result) -> list[int]:
    """What changes with every change of a file's content: nobody can set the time of its last
    change (ctime) back, as one can that of its content (mtime)."""
    return [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino]


_SETTLED = 2  # seconds: file systems tell times that are no finer than this apart


def _is_settled(stat: os.stat_result) -> bool:
    """Whether another change of the file would show in its times: not within the same tick, and
    never on Windows, where ctime is the time at which the file was made."""
    return sys.platform != "win32" and time.time() - stat.st_ctime > _SETTLED


def _name(path: Path) -> str:
    """The file's place in the project, so that the record says nothing of the machine."""
    for root in (store.project_root(), _PROJECT):
        if path.is_relative_to(root):
            return path.relative_to(root).as_posix()
    return str(path)


def _place(name: str) -> Path:
    root = store.project_root() if name.startswith(("data/", "reports/")) else _PROJECT
    return root / name


def _short_cuts(names: Iterable[str]) -> dict[str, list[int]]:
    """What the system says of every one of these files that is there."""
    files = {name: _place(name) for name in names}
    return {name: _short_cut(file.stat()) for name, file in files.items() if file.exists()}
