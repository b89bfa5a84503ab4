"""Many documents in one run: one function over each, on this machine's cores or on a cluster.

    outcomes = corpus.run(workers=2)

What came out of each document is written beside its data (`outcome.json`), last and whole: these
files are the memory of a run. Kill it anywhere, run it again, and only the rest is done.
"""

from __future__ import annotations

import fnmatch
import socket
import sys
import time
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from tqdm import tqdm

from helpers import sandbox, store, temporary
from helpers.corpus.outcomes import Outcome, Work, code_version, kept, planned, write
from helpers.documents import BadParameter, InputError, all_documents
from helpers.documents.source import cut, in_project, short
from helpers.documents.units import read_units

__all__ = [
    "Outcome",
    "chosen_documents",
    "run",
    "scheduler_address",
    "summary",
    "worker_count",
]

#: What one document may take, all its readers together.
LIMITS = sandbox.Limits(seconds=3_600)
MOST_WORKERS = 1_000
_ANSWERS_WITHIN = 5  # seconds
_WHY = {
    "time": f"it took longer than {LIMITS.seconds:,} seconds",
    "memory": f"it took more than {LIMITS.memory:,} MiB of memory",
    "crash": "the program that reads it broke down over it",
    "killed": "the process that worked on it was ended from outside",
}
_TRIED_AGAIN = ("memory", "crash", "killed")  # others at work beside it may have been the reason


def run(
    chosen: Sequence[tuple[str, int]],
    workers: int = 2,
    scheduler: str | None = None,
    dashboard: bool = False,
    force: bool = False,
) -> list[Outcome]:
    """The outcome of each of the chosen documents (unit, year), in their order.

    `workers` are processes of this machine; `scheduler` is the address of a Dask cluster in their
    place, which has this project and its data in the same folders. Documents whose outcome is of
    the same files and the same code are not done again unless `force`. Says a line a document,
    or shows a bar on a terminal.
    """
    works = planned(chosen, code_version())
    own, same = _apart_from_copies(works, read_units())
    found = {} if force else {work.document: one for work in own if (one := kept(work))}
    first = [work for work in own if work.document not in found]
    with _told(len(works), len(found)) as tell:
        if first:
            for outcome in _done(first, workers, scheduler, dashboard):
                found[outcome.document] = write(outcome)
                tell(outcome)
        for work, other in same:
            found[work.document] = write(
                Outcome.of(work, "same_as", same_as=f"{other.unit}/{other.year}")
            )
            tell(found[work.document])
    return [found[work.document] for work in works]


def chosen_documents(said: str | None = None) -> list[tuple[str, int]]:
    """Unit and year of the documents that `said` names, all where it says nothing.

    ``some-office``, ``some-office/2023``, ``river-*``, several with commas. Raises BadParameter
    for a name that fits none.
    """
    there = all_documents()
    names = [name.strip() for name in (said or "*").split(",") if name.strip()]
    fits = {name: [one for one in there if _fits(name, *one)] for name in names}
    for name, found in fits.items():
        if not found:
            raise BadParameter(
                f"DOCS={cut(name, 60)} fits no document. There are {len(there)}; `make parameters` "
                "lists them. Say a unit, a unit and year as unit/2023, or a pattern as river-*."
            )
    return [one for one in there if any(one in found for found in fits.values())]


def worker_count(said: str | None) -> int:
    """How many documents at once: what was said, else 2. Raises BadParameter."""
    count = int(said) if said and said.isascii() and said.isdecimal() and len(said) < 6 else 0
    if said and not 1 <= count <= MOST_WORKERS:
        raise BadParameter(
            f"WORKERS is a whole number from 1 to {MOST_WORKERS:,}; found {short(said)}."
        )
    return count or 2


def scheduler_address(said: str | None) -> str | None:
    """The address of the cluster, null where none was said. Raises BadParameter for what is no
    such address, or where nobody listens there."""
    if not said:
        return None
    try:
        host, port = urlsplit(said).hostname, urlsplit(said).port
    except ValueError:
        host, port = None, None
    if not said.startswith(("tcp://", "tls://")) or not host or not port:
        raise BadParameter(
            "SCHEDULER is the address of a Dask scheduler, such as tcp://10.0.0.5:8786; found "
            f"{short(said)}."
        )
    try:
        socket.create_connection((host, port), timeout=_ANSWERS_WITHIN).close()
    except OSError as error:
        raise BadParameter(
            f"SCHEDULER={cut(said, 60)}: nobody can be reached there ({error}). Start it "
            "(dask scheduler), or say the address that it prints."
        ) from error
    return said


def summary(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """How many ended how, and the sentence of each document that gave nothing."""
    counts = Counter(one.outcome for one in outcomes)
    named = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in sorted(counts.items()))
    yield f"corpus: {len(outcomes)} documents: {named or 'none'}"
    for one in outcomes:
        if one.is_lost:
            yield f"  {one.in_words()}"


def _fits(name: str, unit: str, year: int) -> bool:
    return fnmatch.fnmatchcase(unit, name) or fnmatch.fnmatchcase(f"{unit}/{year}", name)


def _apart_from_copies(
    works: Iterable[Work], units: Container[str] = ()
) -> tuple[list[Work], list[tuple[Work, Work]]]:
    """Those that count, and those that are the same files as one of them, each with that one: of
    several copies the one counts whose folder is among `units`, which people keep a line of."""
    first: dict[str, Work] = {}
    same = []
    for work in sorted(works, key=lambda one: one.unit not in units):
        other = first.setdefault(work.content, work)
        if other is not work:
            same.append((work, other))
    return list(first.values()), same


def _done(
    works: Sequence[Work], workers: int, scheduler: str | None, dashboard: bool
) -> Iterator[Outcome]:
    """The outcomes as they come; those that ended badly beside others are tried again alone."""
    from helpers.corpus.engine import Engine  # dask is an extra of the environment

    with Engine(min(workers, len(works)), scheduler, dashboard) as engine:
        suspects = []
        for work, answer in engine.answers(_work, works):
            outcome = _outcome(work, answer)
            if outcome.why in _TRIED_AGAIN:
                suspects.append(work)
            else:
                yield outcome
        for work in suspects:
            ((_, answer),) = engine.answers(_work, [work])
            yield replace(_outcome(work, answer), tries=2)


def _outcome(work: Work, answer: Any) -> Outcome:
    """The outcome of a work whose answer is an outcome, or what was raised in its place."""
    if isinstance(answer, Outcome):
        return answer
    if isinstance(answer, sandbox.GaveUp):
        return Outcome.of(work, "gave_up", why=answer.why, reason=_gave_up(work, answer.why))
    if isinstance(answer, InputError):
        return Outcome.of(work, "refused", reason=str(answer))
    if temporary.is_full(answer) or isinstance(answer, (KeyboardInterrupt, SystemExit)):
        raise answer
    what = cut(" ".join(f"{type(answer).__name__}: {answer}".split()), 300)
    told = f"{in_project(store.raw_folder(*work.document))}: this is a mistake of ours ({what})."
    return Outcome.of(work, "gave_up", why="mistake", reason=told)


def _gave_up(work: Work, why: str) -> str:
    folder = in_project(store.raw_folder(*work.document))
    return (
        f"{folder} is not read: {_WHY[why]}. Get the published file again; if that is the same, "
        "print it to a new PDF and use that."
    )


def _work(work: Work) -> Outcome:
    """What a worker does with one document: all of it in a process that is forked from a warm one.

    Raises InputError, GaveUp, or what went wrong.
    """
    clock = time.monotonic()
    found = sandbox.call(_data, work.root, *work.document, limits=LIMITS)
    return Outcome.of(work, "done", seconds=round(time.monotonic() - clock, 2), **found)


def _data(root: str, unit: str, year: int) -> dict[str, Any]:
    """`document.make_data_apart`, which only the process that does the work imports."""
    from helpers.corpus.document import make_data_apart

    return make_data_apart(root, unit, year)


class _told:
    """Inside the block, ``tell(outcome)`` says how far the run is: a bar on a terminal, else lines.

    `done` of the `whole` are there already.
    """

    def __init__(self, whole: int, done: int):
        self.whole, self.done = whole, done
        self.bar = (
            tqdm(total=whole, initial=done, unit="document", file=sys.stderr)
            if sys.stderr.isatty()
            else None
        )

    def __enter__(self) -> _told:
        if self.done:
            print(f"{self.done} of {self.whole} documents are done already.", flush=True)
        return self

    def __call__(self, outcome: Outcome) -> None:
        self.done += 1
        if self.bar is not None:
            self.bar.update()
            return
        print(f"[{self.done}/{self.whole}] {outcome.in_words()}", flush=True)

    def __exit__(self, *error: object) -> None:
        if self.bar is not None:
            self.bar.close()
