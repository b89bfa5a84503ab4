"""Many runs, side by side and killed: does every one end well, and does the next one mend?

    python benchmarks/soak.py [runs in a row] [side by side] [kills]        50, 8 and 30

The runs are `python -m helpers report` on copies of the shipped document, in a folder of their
own. A killed run must leave every table and report whole, and the run after it must end well
with what an undisturbed run gives.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import bench

SEED = 20


def main(in_a_row: int = 50, side_by_side: int = 8, kills: int = 30) -> int:
    """How many things went wrong."""
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        home = bench.home_of(Path(folder) / "home")
        for number in range(in_a_row):
            wrong += _end(_start(home, bench.UNIT, "--force"), f"run {number + 1} in a row")
        print(f"{in_a_row} in a row: {wrong} failed", flush=True)
        units = [f"office-{number}" for number in range(side_by_side)]
        raw = home / "data" / "raw"
        for unit in units:
            (raw / unit).mkdir()
            for path in (raw / bench.UNIT / str(bench.YEAR)).iterdir():
                (raw / unit / str(bench.YEAR)).mkdir(exist_ok=True)
                (raw / unit / str(bench.YEAR) / path.name).write_bytes(path.read_bytes())
        failed = sum(_end(run, unit) for run, unit in [(_start(home, u), u) for u in units])
        print(f"{side_by_side} side by side: {failed} failed", flush=True)
        torn = killed(home, kills)
        print(f"{kills} killed: {torn} left something torn or did not mend")
    return wrong + failed + torn


def killed(home: Path, kills: int) -> int:
    """How many of the kills left a file that is neither the old one nor the new one."""
    chance = random.Random(SEED)
    before, bad = contents(home), 0
    clock = time.monotonic()
    _end(_start(home, bench.UNIT, "--force"), "a whole run")
    whole = time.monotonic() - clock
    for number in range(kills):
        run = _start(home, bench.UNIT, "--force")
        time.sleep(chance.uniform(0, whole))
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
        after = contents(home)
        if after != before:  # the same document again: old and new are equal
            bad += 1
            print(f"kill {number + 1}: {sorted(set(after.items()) ^ set(before.items()))[:4]}")
    bad += _end(_start(home, bench.UNIT), "the run after the kills")
    return bad + (contents(home) != before)


def contents(home: Path) -> dict[str, str]:
    """The sum of every table of the unit, by its place."""
    folder = home / "data" / "processed" / bench.UNIT / str(bench.YEAR)
    return {
        str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*.parquet")
        if not path.parts[-2].startswith(".") and ".staging" not in str(path)
    }


def _start(home: Path, unit: str, *more: str) -> subprocess.Popen:
    command = [
        sys.executable,
        "-m",
        "helpers",
        "report",
        "--unit",
        unit,
        "--year",
        str(bench.YEAR),
        *more,
    ]
    environment = {**os.environ, "FINAL_ACCOUNTS_HOME": str(home)}
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def _end(run: subprocess.Popen, name: str) -> int:
    said, _ = run.communicate()
    if run.returncode:
        print(f"{name} failed with {run.returncode}:\n{said}", flush=True)
    return int(run.returncode != 0)


if __name__ == "__main__":
    sys.exit(min(main(*map(int, sys.argv[1:4])), 1))
