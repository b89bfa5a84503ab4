"""`make bench`: how long a run takes beside plain Python, and reading beside raw extractors.

    python benchmarks/bench.py [--write]        --write puts the tables into docs/performance.md

Everything is measured in one run, the things to be compared one after the other in turns, so
that a busy machine is as unkind to each; ratios are of medians. Seconds say little elsewhere.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import psutil

PROJECT = Path(__file__).parents[1]
PAGE = PROJECT / "docs" / "performance.md"
CORPUS = Path(os.environ.get("CORPUS_DIR") or PROJECT.parent / "shared" / "corpus")
SHIPPED = next(iter(sorted(PROJECT.glob("data/raw/*/*/final_accounts.pdf"))))
UNIT, YEAR = SHIPPED.parents[1].name, int(SHIPPED.parent.name)
TURNS, COPIES = 3, 50


def main(write: bool) -> None:
    """Prints all tables; writes them where asked."""
    parts = [runs(), readers(), many()]
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


# --- the run beside one plain process ---------------------------------------------------------


def runs() -> str:
    """Plain Python, a run from nothing, one with a changed report parameter, one with nothing."""
    kinds: dict[str, Callable[[Path], list[str]]] = {
        "one plain Python process (`benchmarks/plain.py`)": _plain,
        "`make report`, nothing there": lambda home: _report(home),
        "… after a change of `TOP_N`": lambda home: _report(home, "--set", "TOP_N=5"),
        "… with nothing changed": lambda home: _report(home, "--set", "TOP_N=5"),
    }
    took: dict[str, list[float]] = {kind: [] for kind in kinds}
    memory: dict[str, float] = {}
    # One more turn, not timed: looking at the memory of processes takes time from them.
    for turn in range(TURNS + 1):
        with tempfile.TemporaryDirectory() as folder:
            homes = {"plain": home_of(Path(folder) / "plain"), "run": home_of(Path(folder) / "run")}
            for kind, command in kinds.items():
                home = homes["plain" if command is _plain else "run"]
                seconds, most = _timed(command(home), home, watched=not turn)
                if turn:
                    took[kind].append(seconds)
                else:
                    memory[kind] = most
    plain = statistics.median(took[next(iter(kinds))])
    rows = [
        f"| {kind} | {statistics.median(times):.2f} | {statistics.median(times) / plain:.2f} |"
        f" {memory[kind]:,.0f} |"
        for kind, times in took.items()
    ]
    return _table(
        f"## The run\n\nThe shipped document, medians of {TURNS} turns; memory is the "
        "most that all its processes had for themselves at one time.",
        ("", "seconds", "÷ plain", "MiB"),
        rows,
    )


def home_of(folder: Path) -> Path:
    shutil.copytree(SHIPPED.parent, folder / "data" / "raw" / UNIT / str(YEAR))
    return folder


def _plain(home: Path) -> list[str]:
    return [sys.executable, str(PROJECT / "benchmarks" / "plain.py"), UNIT, str(YEAR)]


def _report(home: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "helpers", "report", "--unit", UNIT, "--year", str(YEAR), *more]


def _timed(command: list[str], home: Path, watched: bool) -> tuple[float, float]:
    """Seconds that the command takes, and, where `watched`, the most MiB of all its processes."""
    environment = {**os.environ, "FINAL_ACCOUNTS_HOME": str(home), "MPLBACKEND": "agg"}
    environment.pop("MAKEFLAGS", None)  # what was said to make was said to this program
    clock = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    most = [0.0]
    watching = threading.Thread(target=_watch, args=(process, most), daemon=True)
    if watched:
        watching.start()
    said, _ = process.communicate()
    seconds = time.perf_counter() - clock
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{said}")
    if watched:
        watching.join()
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
    """Documents a minute from PDF to tidy tables, on one core and on all."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        copies = [Path(folder) / f"{number}.pdf" for number in range(COPIES)]
        for copy in copies:
            shutil.copy(SHIPPED, copy)
        first = 0.0
        for workers in sorted({1, os.cpu_count() or 1}):
            with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
                list(pool.map(_tidy, copies[:workers]))  # the workers' imports are not counted
                clock = time.perf_counter()
                list(pool.map(_tidy, copies))
                a_minute = COPIES * 60 / (time.perf_counter() - clock)
            first = first or a_minute
            rows.append(f"| {workers} | {a_minute:.0f} | {a_minute / first:.2f} |")
    return _table(
        f"## Many documents\n\nThe shipped document, copied {COPIES} times, from PDF to "
        "tidy tables.",
        ("cores", "documents a minute", "÷ one core"),
        rows,
    )


def _tidy(path: Path) -> int:
    """Rows of the tidy tables of the PDF at `path`."""
    from helpers import schemas
    from helpers.extract import as_printed
    from helpers.interpret import as_tidy

    printed = [schemas.typed(name, rows) for name, rows in as_printed.read_printed(path).items()]
    return sum(len(rows) for rows in as_tidy.read_tidy(*printed, YEAR).values())


def _table(head: str, columns: tuple[str, ...], rows: list[str]) -> str:
    line = "|---" * len(columns) + "|"
    return "\n".join((f"{head}\n", f"| {' | '.join(columns)} |", line, *rows))


if __name__ == "__main__":
    main("--write" in sys.argv[1:])
