"""`make bench`: how long a run takes beside its floor, and reading beside raw extractors.

    python benchmarks/bench.py [--write]        --write puts the tables into docs/speed.md

Everything is measured in one run, the things to be compared one after the other in turns, so
that a busy machine is as unkind to each; ratios are of medians. Seconds say little elsewhere.
"""

from __future__ import annotations

import io
import os
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path

import psutil

PROJECT = Path(__file__).parents[1]
PAGE = PROJECT / "docs" / "speed.md"
CORPUS = Path(os.environ.get("CORPUS_DIR") or PROJECT.parent / "shared" / "corpus")
SHIPPED = next(iter(sorted(PROJECT.glob("data/raw/*/*/final_accounts.pdf"))))
UNIT, YEAR = SHIPPED.parents[1].name, int(SHIPPED.parent.name)
TURNS = 3
#: `plain.py` and the helpers as they were when the goal was set; run from the history.
BEFORE = "d0c7d9c"
SHAPES = ("hubei", "shanghai", "beijing", "guangdong", "yunnan")
SEEDS = range(1, 9)  # of made documents, one of every shape and seed
PAGES = (25, 50, 100, 200, 400)


def main(write: bool) -> None:
    """Prints all tables; writes them where asked."""
    parts = [runs(), readers(), many(), by_pages()]
    words = f"{_HEAD}\n\n" + "\n".join(f"{part}\n" for part in parts) + f"\n{machine()}"
    print(words)
    if write:
        PAGE.write_text(words, encoding="utf-8")


_HEAD = """\
# How fast it is

Written by `make bench WRITE=yes`; not edited by hand. Ratios are what counts: seconds are those of
one machine on one day, and other work may have gone on beside."""


def machine() -> str:
    """One line on where this was measured."""
    memory = psutil.virtual_memory().total / 2**30
    load = os.getloadavg()[0]
    return (
        f"Measured on {os.cpu_count()} cores with {memory:.0f} GiB, Python "
        f"{sys.version.split()[0]}, load {load:.1f} at the end."
    )


# --- the run beside its floor ------------------------------------------------------------------


@dataclass(frozen=True)
class Kind:
    """A way of doing the work: its name, the home it works in, its command."""

    name: str
    home: str
    command: Callable[[Path], list[str]]
    old: bool = False


def runs() -> str:
    """A run from nothing, a changed report parameter, nothing changed, beside floor and plain."""
    changed = ("--set", "TOP_N=5")
    kinds = (
        Kind("`make report`, nothing there", "run", _report),
        Kind("… after a change of `TOP_N`", "run", lambda home: _report(home, *changed)),
        Kind("… with nothing changed", "run", lambda home: _report(home, *changed)),
        Kind("the floor (`benchmarks/floor.py`)", "run", _floor),
        Kind("one plain Python process (`benchmarks/plain.py`)", "plain", _plain),
        Kind(f"`plain.py` as it was at {BEFORE}", "before", _plain, old=True),
    )
    took: dict[Kind, list[float]] = {kind: [] for kind in kinds}
    memory: dict[Kind, float] = {}
    # One more turn, not timed: looking at the memory of processes takes time from them.
    for turn in range(TURNS + 1):
        with tempfile.TemporaryDirectory() as folder:
            homes = {kind.home: Path(folder) / kind.home for kind in kinds}
            for home in homes.values():
                home_of(home)
            code = before(Path(folder) / "code")
            for kind in kinds:
                seconds, most = _timed(kind, homes[kind.home], code, watched=not turn)
                if turn:
                    took[kind].append(seconds)
                else:
                    memory[kind] = most
    median = {kind: statistics.median(times) for kind, times in took.items()}
    floor, old = (
        next(m for k, m in median.items() if k.command is c and k.old == o)
        for c, o in ((_floor, False), (_plain, True))
    )
    rows = [
        f"| {kind.name} | {seconds:.2f} | {seconds / floor:.2f} | {seconds / old:.2f} |"
        f" {memory[kind]:,.0f} |"
        for kind, seconds in median.items()
    ]
    return _table(
        f"## The run\n\nThe shipped document, medians of {TURNS} turns; memory is the "
        "most that all its processes had for themselves at one time.",
        ("", "seconds", "÷ floor", f"÷ plain at {BEFORE}", "MiB"),
        rows,
    )


def before(folder: Path) -> Path:
    """The project as it was at `BEFORE`, taken from the history."""
    folder.mkdir()
    packed = subprocess.run(
        ["git", "archive", BEFORE], cwd=PROJECT, check=True, capture_output=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def home_of(folder: Path) -> Path:
    shutil.copytree(SHIPPED.parent, folder / "data" / "raw" / UNIT / str(YEAR))
    return folder


def _floor(home: Path) -> list[str]:
    return [sys.executable, "benchmarks/floor.py", str(home), UNIT, str(YEAR)]


def _plain(home: Path) -> list[str]:
    return [sys.executable, "benchmarks/plain.py", UNIT, str(YEAR)]


def _report(home: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "helpers", "report", "--unit", UNIT, "--year", str(YEAR), *more]


def _timed(kind: Kind, home: Path, old_code: Path, watched: bool) -> tuple[float, float]:
    """Seconds that the command takes, and, where `watched`, the most MiB of all its processes.

    Floor and plain say their own seconds: what they prepare does not count.
    """
    code = old_code if kind.old else PROJECT
    environment = {
        **os.environ,
        "FINAL_ACCOUNTS_HOME": str(home),
        "MPLBACKEND": "agg",
        "PYTHONPATH": str(code / "src"),
    }
    environment.pop("MAKEFLAGS", None)  # what was said to make was said to this program
    clock = time.perf_counter()
    process = subprocess.Popen(
        kind.command(home),
        cwd=code,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    most = [0.0]
    watching = threading.Thread(target=_watch, args=(process, most), daemon=True)
    if watched:
        watching.start()
    said, _ = process.communicate()
    seconds = time.perf_counter() - clock
    if process.returncode:
        raise SystemExit(f"{kind.name} failed:\n{said}")
    if watched:
        watching.join()
    if kind.command in (_floor, _plain):
        seconds = float(said.split()[-2])
    return seconds, most[0]


def _watch(process: subprocess.Popen, most: list[float]) -> None:
    while process.poll() is None:
        most[0] = max(most[0], _memory(process.pid))
        time.sleep(0.5)


def _memory(pid: int) -> float:
    """MiB that the process and its children have for themselves: what is shared counts once."""
    total = 0.0
    try:
        top = psutil.Process(pid)
        for one in (top, *top.children(recursive=True)):
            total += getattr(one.memory_full_info(), "pss", 0) / 2**20
    except psutil.Error:  # one has just ended: the next look sees the others
        return 0.0
    return total


# --- the first stage beside raw extractors ----------------------------------------------------


def readers() -> str:
    """Seconds of ours, camelot's and pdfplumber's reading of the same documents, and pdfium's."""
    import camelot
    import pdfplumber
    import pypdfium2 as pdfium

    from helpers.extract import as_printed

    def by_camelot(path: Path, **engine) -> None:
        camelot.read_pdf(str(path), pages="all", flavor="lattice", suppress_stdout=True, **engine)

    def by_pdfplumber(path: Path) -> None:
        with pdfplumber.open(path) as document:
            for page in document.pages:
                page.extract_tables()

    def by_pdfium(path: Path) -> None:
        document = pdfium.PdfDocument(path)
        for page in document:
            page.get_textpage().get_text_range()
        document.close()

    kinds: dict[str, Callable[[Path], object]] = {
        "ours (01_extract)": as_printed.read_printed,
        "camelot default": by_camelot,
        "camelot vector": lambda path: by_camelot(path, engine="vector"),
        "pdfplumber": by_pdfplumber,
        "pdfium, bare text": by_pdfium,
    }
    rows = []
    for path in _documents():
        as_printed.read_printed(path)  # imports and caches are nobody's time
        took = {kind: min(_seconds(read, path) for _ in range(2)) for kind, read in kinds.items()}
        ours = took["ours (01_extract)"]
        cells = (f"{took[kind]:.2f} ({took[kind] / ours:.2f})" for kind in kinds)
        rows.append(f"| {_shown(path)} | {' | '.join(cells)} |")
    return _table(
        "## The first stage beside raw extractors\n\nSeconds, and in brackets how many "
        "times ours; the better of two turns, imports not counted. The others give "
        "tables of strings; ours gives joined tables, prose, places and counts, and "
        "reads pictures by OCR (the four charts of hanyang-2020-text, about 0.6 s "
        "each; a run keeps the words).",
        ("document", *kinds),
        rows,
    )


def _documents() -> list[Path]:
    names = ("hanyang-2020-text.pdf", "ghj2024.pdf", "sgb2024.pdf")
    return [SHIPPED, *(CORPUS / name for name in names if (CORPUS / name).exists())]


def _shown(path: Path) -> str:
    return "shipped edition" if path == SHIPPED else path.stem


def _seconds(read: Callable[[Path], object], path: Path) -> float:
    clock = time.perf_counter()
    read(path)
    return time.perf_counter() - clock


# --- many documents ---------------------------------------------------------------------------


def many() -> str:
    """Documents a minute from a file to written results, on one core and on all."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        made = _made(Path(folder))
        pages = sum(count for _, _, count in made)
        first = 0.0
        for workers in sorted({1, os.cpu_count() or 1}):
            with ProcessPoolExecutor(workers, get_context("spawn"), _at, (folder,)) as pool:
                list(pool.map(_whole, made[:workers]))  # the workers' imports are not counted
                clock = time.perf_counter()
                memory = list(pool.map(_whole, made))
                a_minute = len(made) * 60 / (time.perf_counter() - clock)
            first = first or a_minute
            rows.append(
                f"| {workers} | {a_minute:.0f} | {a_minute / first:.2f} |"
                f" {a_minute * pages / len(made):,.0f} | {memory[0]:.0f} | {memory[-1]:.0f} |"
            )
    return _table(
        f"## Many documents\n\n{len(made)} made departments of {len(SHAPES)} shapes, no two "
        f"alike, {pages / len(made):.0f} pages each on average: opened and limited, read, "
        "interpreted, audited, tables written.",
        (
            "cores",
            "documents a minute",
            "÷ one core",
            "pages a minute",
            "MiB after the first",
            "after the last",
        ),
        rows,
    )


def _made(home: Path) -> list[tuple[str, int, int]]:
    """Made documents below `home` as units: name, year, pages."""
    from sound import sound

    found = []
    for shape in SHAPES:
        for seed in SEEDS:
            document = sound(shape, seed)
            unit = f"{shape}-{seed}"
            folder = home / "data" / "raw" / unit / str(document.year)
            folder.mkdir(parents=True)
            places = document.write(folder / "final_accounts.pdf")
            found.append((unit, document.year, max(page for at in places.values() for page in at)))
    return found


def _at(home: str) -> None:
    os.environ["FINAL_ACCOUNTS_HOME"] = home


def _whole(job: tuple[str, int, int]) -> float:
    """MiB of this process after it has done everything but figures and report."""
    from helpers import store
    from helpers.audit import TABLES, audit_accounts
    from helpers.audit.second_reader import second_reader_of
    from helpers.documents import open_document
    from helpers.extract import as_printed
    from helpers.interpret import as_tidy

    unit, year, _ = job
    document = open_document(unit, year)
    printed = store.write_all(as_printed.read_safely(document.path), unit, year)
    tidy = store.write_all(as_tidy.read_tidy(*printed.values(), year), unit, year)
    tables = {name: (printed | tidy)[name] for name in TABLES if name in printed | tidy}
    audited = audit_accounts(tables, second_reader_of(document.path))
    results = {
        "checks": audited.checks,
        "check_numbers": audited.numbers,
        "verification": audited.verification,
    }
    store.write_all({f"results/{name}": rows for name, rows in results.items()}, unit, year)
    return psutil.Process().memory_full_info().uss / 2**20


# --- cost against pages -----------------------------------------------------------------------


def by_pages() -> str:
    """Seconds of every stage against the number of pages: the document, several times over."""
    import pypdfium2 as pdfium

    from helpers import schemas
    from helpers.audit import audit_accounts
    from helpers.extract import as_printed
    from helpers.interpret import as_tidy
    from sound import sound

    def typed(tables: dict) -> dict:
        return {
            name: schemas.typed(
                name,
                [row | {"unit": "bench", "year": year} for row in rows]
                if name.startswith("tidy")
                else rows,
            )
            for name, rows in tables.items()
        }

    rows = []
    with tempfile.TemporaryDirectory() as folder:
        one = Path(folder) / "one.pdf"
        document = sound("hubei", 1)
        document.write(one)
        year = document.year
        for count in PAGES:
            long = Path(folder) / "long.pdf"
            with pdfium.PdfDocument(one) as source, pdfium.PdfDocument.new() as target:
                while len(target) < count:
                    target.import_pages(source, list(range(min(len(source), count - len(target)))))
                target.save(long)
            clock = [time.perf_counter()]
            printed = typed(as_printed.read_printed(long))
            clock.append(time.perf_counter())
            tidy = typed(as_tidy.read_tidy(*printed.values(), year))
            clock.append(time.perf_counter())
            audit_accounts(printed | tidy)
            clock.append(time.perf_counter())
            took = [b - a for a, b in pairwise(clock)]
            cells = " | ".join(f"{one:.2f} ({one / count * 1000:.0f})" for one in took)
            rows.append(f"| {count} | {cells} |")
    return _table(
        "## Cost against pages\n\nSeconds, and in brackets milliseconds a page: a made "
        "department's pages, again and again.",
        ("pages", "extract", "interpret", "audit"),
        rows,
    )


def _table(head: str, columns: tuple[str, ...], rows: list[str]) -> str:
    line = "|---" * len(columns) + "|"
    return "\n".join((f"{head}\n", f"| {' | '.join(columns)} |", line, *rows))


if __name__ == "__main__":
    main("--write" in sys.argv[1:])
