"""How fast many documents are on Dask, what they take, and that a poison harms nobody else.

    python benchmarks/corpus_run.py [documents] [workers ...]        60, with 1 and with 2

Made-up documents, each of its own numbers, from `sound`; one file among them is cut off, and one
is no PDF. Prints documents a minute for each number of workers, beside the first of them, and
the most memory that all processes, and those that stay from document to document, had in
the first and in the last third.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import psutil

from sound import SHAPES, sound

PROJECT = Path(__file__).parents[1]
_STAYS = 30  # seconds: a reader's process lives for one document


def main(documents: int = 60, *workers: int) -> None:
    """Prints what was measured."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _put(home, documents)
        rates = {count: _run(home, count) for count in workers or (1, 2)}
    first, *others = rates
    for count in others:
        print(f"{count} workers: {rates[count] / rates[first]:.2f} × {first}")


def _put(home: Path, documents: int) -> None:
    shapes = sorted(SHAPES)
    for number in range(documents):
        made = sound(shapes[number % len(shapes)], 1 + number // len(shapes))
        raw = home / "data/raw" / f"office-{number:04}" / str(made.year)
        raw.mkdir(parents=True)
        made.write(raw / "final_accounts.pdf")
    whole = next(home.rglob("final_accounts.pdf")).read_bytes()
    for name, content in (("cut-off", whole[: len(whole) // 2]), ("none", b"<html>not here")):
        raw = home / "data/raw" / name / "2024"
        raw.mkdir(parents=True)
        (raw / "final_accounts.pdf").write_bytes(content)


def _run(home: Path, workers: int) -> float:
    """Documents a minute."""
    command = [sys.executable, "-m", "helpers", "corpus", "--workers", str(workers), "--force"]
    environment = {**os.environ, "FINAL_ACCOUNTS_HOME": str(home), "PYTHONUTF8": "1"}
    clock = time.monotonic()
    process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL)
    memory: list[tuple[float, float]] = []
    watch = threading.Thread(target=_watch, args=(process.pid, memory))
    watch.start()
    status = process.wait()
    seconds = time.monotonic() - clock
    watch.join()
    found = [json.loads(path.read_text()) for path in home.rglob("outcome.json")]
    ends = Counter(one["outcome"] for one in found)
    third = max(1, len(memory) // 3)
    (first, kept), (last, kept_last) = (
        [max(part) for part in zip(*some, strict=True)]
        for some in (memory[:third], memory[-third:])
    )
    rate = 60 * len(found) / seconds
    print(
        f"{workers} workers: {len(found)} documents in {seconds:.0f} s, {rate:.0f} a minute, "
        f"exit {status}, {dict(ends)}; most memory of all processes in the first third "
        f"{first:.0f} MiB, in the last {last:.0f}; "
        f"of those that stay {kept:.0f} and {kept_last:.0f}",
        flush=True,
    )
    return rate


def _watch(process: int, memory: list[tuple[float, float]]) -> None:
    """MiB of all processes, and of those that stay from document to document: what processes
    share counts once (PSS)."""
    while psutil.pid_exists(process):
        try:
            top = psutil.Process(process)
            family = [top, *top.children(recursive=True)]
            taken = {one: one.memory_full_info().pss / 2**20 for one in family}
            stay = [one for one in family if time.time() - one.create_time() > _STAYS]
            memory.append((sum(taken.values()), sum(taken[one] for one in stay)))
        except psutil.NoSuchProcess:
            continue
        time.sleep(3)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
