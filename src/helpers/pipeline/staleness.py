"""Which stages have to run again: doit remembers what each was made from, and compares.

A stage is fresh while its notebook, the rooms of the package it depends on, its parameters, its
inputs and the locked versions are what they were, and everything it made is there.
"""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

from doit.dependency import DatabaseException, Dependency, JsonDB, MD5Checker
from doit.task import Task
from doit.tools import config_changed

from helpers import store
from helpers.documents import CORRECTIONS
from helpers.pipeline import rooms
from helpers.pipeline.stages import Stage, executed_notebook

_PROJECT = Path(__file__).parents[3]
_RECORD = "stages.json"


class Record:
    """What every stage of one document was made from, kept in `stages.json` beside its data."""

    def __init__(self, unit: str, year: int):
        self._unit, self._year = unit, year
        self._file = store.processed_folder(unit, year) / _RECORD
        self._before: dict[str, dict[str, tuple]] = {}
        try:
            self._made = Dependency(_AtomicJson, str(self._file), _Checker)
        except DatabaseException:  # broken from outside: nothing is known, everything runs
            self._file.unlink()
            self._made = Dependency(_AtomicJson, str(self._file), _Checker)

    def is_fresh(self, stage: Stage, parameters: dict[str, Any]) -> bool:
        """Whether what the stage made is there and is what it would make now."""
        label = stage.label(parameters["REPORT_LANG"])
        if not self._made.backend.in_(label):
            return False
        task = self._task(stage, parameters)
        return self._made.get_status(task, None).status == "up-to-date"

    def started(self, stage: Stage, parameters: dict[str, Any]) -> None:
        """Forgets that the stage was done: one that is stopped half-way has to run again."""
        task = self._task(stage, parameters)
        self._before[task.name] = _stamps(task)
        self._made.remove_success(task)
        self._made.backend.dump()

    def done(self, stage: Stage, parameters: dict[str, Any]) -> None:
        """Remembers what the stage was made from.

        Unless a file changed while it ran: which of the two it read is not known then.
        """
        task = self._task(stage, parameters)
        if self._before.get(task.name) == _stamps(task):
            self._made.get_status(task, None)  # works out what save_extra_values takes
            task.save_extra_values()
            self._made.save_success(task)
            self._made.backend.dump()

    def _task(self, stage: Stage, parameters: dict[str, Any]) -> Task:
        unit, year, lang = self._unit, self._year, parameters["REPORT_LANG"]
        made_from = [
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
        made_from += [
            path
            for path in beside
            if (stage.corrects if path.name == CORRECTIONS else stage.reads_pdf)
        ]
        label = stage.label(lang)
        targets = [
            executed_notebook(stage, unit, year, lang),
            *(store.path(name, unit, year) for name in stage.outputs),
        ]
        if stage.publishes:
            targets.append(store.report_path(unit, year, lang))
        settings = {**stage.parameters(parameters), "python": platform.python_version()}
        return Task(
            label,
            None,
            file_dep=sorted(map(_name, made_from)),
            targets=list(map(_name, targets)),
            uptodate=[config_changed({k: str(v) for k, v in settings.items()})],
        )


class _AtomicJson(JsonDB):
    """doit's JSON record, written whole or not at all."""

    def dump(self) -> None:
        store.write_json(Path(self.name), self._db)


class _Checker(MD5Checker):
    """doit's comparison of contents, for names that mean the same file on any machine."""

    def exists(self, file_path: str) -> bool:
        return _place(file_path).exists()

    def info(self, file_path: str) -> os.stat_result:
        return _place(file_path).stat()

    def check_modified(self, file_path: str, file_stat: os.stat_result, state: Any) -> bool:
        return super().check_modified(_place(file_path), file_stat, state)

    def get_state(self, dep: str, current_state: Any) -> Any:
        return super().get_state(_place(dep), current_state)


def _name(path: Path) -> str:
    """The file's place in the project, so that the record says nothing of the machine."""
    for root in (store.project_root(), _PROJECT):
        if path.is_relative_to(root):
            return path.relative_to(root).as_posix()
    return str(path)


def _place(name: str) -> Path:
    root = store.project_root() if name.startswith(("data/", "reports/")) else _PROJECT
    return root / name


def _stamps(task: Task) -> dict[str, tuple[int, int]]:
    """Time and size of every file that the task is made from and that is there."""
    files = {name: _place(name) for name in task.file_dep}
    there = {name: file.stat() for name, file in files.items() if file.exists()}
    return {name: (stat.st_mtime_ns, stat.st_size) for name, stat in there.items()}
