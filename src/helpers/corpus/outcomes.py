"""What came out of each document of a run, kept beside its data: `outcome.json`.

An outcome holds for the files that it was made from and the code that made it (`key`). It is
written when all else of the document is in its place, whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

from helpers import store
from helpers.documents import is_budget_alone
from helpers.pipeline import rooms
from helpers.pipeline.stages import BUDGET_STAGES, DATA_STAGES

OUTCOME = "outcome.json"
OUTCOMES = ("done", "refused", "gave_up", "same_as")
WHYS = ("time", "memory", "crash", "killed", "mistake")
_LOCK = Path(__file__).parents[3] / "requirements.lock"
#: Files that people fill in with what does not change a number; copies may differ in them.
_ABOUT = ("source.yml", "budget_source.yml")


@dataclass(frozen=True)
class Work:
    """One document to be done: `root` is where its data lie, `key` stands for its files and the
    code, `content` for its PDFs and corrections with its year."""

    root: str
    unit: str
    year: int
    key: str
    content: str
    code: str

    @property
    def document(self) -> tuple[str, int]:
        return self.unit, self.year


@dataclass(frozen=True)
class Outcome:
    """What came out of one document.

    `outcome` is `done`, `refused` (the file is none that can be used; `reason` says why and what
    to do), `gave_up` (`why`: time, memory, crash, killed, mistake) or `same_as` (the files are
    those of the document `same_as`). `amounts` is how many amounts could be proven, `verified`
    how many were.
    """

    unit: str
    year: int
    key: str
    code: str
    outcome: str
    why: str | None = None
    reason: str | None = None
    same_as: str | None = None
    seconds: float | None = None
    pages: int | None = None
    alarms: int | None = None
    leads: int | None = None
    amounts: int | None = None
    verified: int | None = None
    tries: int = field(default=1)

    @classmethod
    def of(cls, work: Work, outcome: str, **more: Any) -> Outcome:
        return cls(work.unit, work.year, work.key, work.code, outcome, **more)

    @property
    def document(self) -> tuple[str, int]:
        return self.unit, self.year

    @property
    def is_lost(self) -> bool:
        """Whether there is nothing of the document to be used."""
        return self.outcome in ("refused", "gave_up")

    @property
    def verified_share(self) -> float | None:
        return self.verified / self.amounts if self.amounts and self.verified is not None else None

    def in_words(self) -> str:
        """One line: ``some-office 2023: done in 1.2 s, 96 % of 431 amounts verified, 2 alarms``."""
        document = f"{self.unit} {self.year}"
        if self.outcome == "same_as":
            return f"{document}: the same file as {self.same_as}"
        if self.outcome != "done":
            return f"{document}: {self.outcome.replace('_', ' ')}: {self.reason}"
        share = self.verified_share
        proven = f", {share:.0%} of {self.amounts} amounts verified" if share is not None else ""
        return f"{document}: done in {self.seconds:.1f} s{proven}, {self.alarms} alarms"


def outcome_path(unit: str, year: int) -> Path:
    return store.processed_folder(unit, year) / OUTCOME


def write(outcome: Outcome) -> Outcome:
    """The outcome, after it is written to its place."""
    store.write_json(outcome_path(*outcome.document), asdict(outcome))
    return outcome


def read(unit: str, year: int) -> Outcome | None:
    """The outcome as it was written; null where there is none, or none that a run has written."""
    try:
        found = json.loads(outcome_path(unit, year).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    names = {one.name for one in fields(Outcome)}
    if not isinstance(found, dict) or set(found) != names or found["outcome"] not in OUTCOMES:
        return None
    return Outcome(**found)


def kept(work: Work) -> Outcome | None:
    """The outcome that is there, where it is of the same files and code and its data are there."""
    there = read(*work.document)
    if there is None or there.key != work.key:
        return None
    if there.outcome == "same_as":
        return None  # a moment's work, and the other may be gone
    data = store.path("tidy/numbers", *work.document)
    return there if there.outcome != "done" or data.exists() else None


def done_already(chosen: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of the chosen documents (unit, year) that a run over many has done from the files and
    by the code that are there now: every table is there and none was written since."""
    works = planned(chosen, code_version())
    done = (work.document for work in works if (one := kept(work)) and one.outcome == "done")
    return {document for document in done if _as_it_was_left(*document)}


def _as_it_was_left(unit: str, year: int) -> bool:
    """Whether all tables are older than the outcome, which is written last."""
    stages = BUDGET_STAGES if is_budget_alone(unit, year) else DATA_STAGES
    tables = [store.path(name, unit, year) for stage in stages for name in stage.outputs]
    last = outcome_path(unit, year).stat().st_mtime_ns
    return all(path.exists() and path.stat().st_mtime_ns <= last for path in tables)


def planned(chosen: Iterable[tuple[str, int]], code: str) -> list[Work]:
    """The chosen documents as works, with what their outcomes will hold for."""
    root = str(store.project_root().resolve())
    works = []
    for unit, year in chosen:
        sums = {
            path.name: _checksum(path)
            for path in sorted(store.raw_folder(unit, year).iterdir())
            if path.is_file() and not path.name.startswith(".")
        }
        printed = {name: one for name, one in sums.items() if name not in _ABOUT}
        key, content = _sum([code, unit, year, sums]), _sum([code, year, printed])
        works.append(Work(root, unit, year, key, content, code))
    return works


@cache
def code_version() -> str:
    """What changes with every change of what the tables are made by: code, words, versions."""
    names = {room for stage in DATA_STAGES for room in stage.rooms}
    files = [*sorted(rooms.files(*names, "corpus")), _LOCK]
    named = {path.name: _checksum(path) for path in files[-1:]}
    named |= {path.relative_to(rooms.PACKAGE).as_posix(): _checksum(path) for path in files[:-1]}
    return _sum([platform.python_version(), named])


def _sum(content: Any) -> str:
    told = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def _checksum(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
