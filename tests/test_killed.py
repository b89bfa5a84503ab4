"""A run that is killed leaves what was there or what should be there, and the next one finishes."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from helpers import store
from helpers.pipeline.stages import STAGES
from stub_notebooks import ASKED, UNIT, WORK, YEAR, write_notebook

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
# `python -m helpers` with the notebooks of the test in place of the project's.
PROGRAM = """\
import pathlib, sys
from helpers.__main__ import main
from helpers.pipeline import parameters, stages
parameters.NOTEBOOKS = stages.NOTEBOOKS = pathlib.Path(sys.argv.pop(1))
if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def begin(notebooks, document, tmp_path, monkeypatch):
    """``begin("data")`` starts the command beside the test and returns its process."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    folder = tempfile.mkdtemp()  # not below tmp_path, which is too long for sockets
    monkeypatch.setenv("TMPDIR", folder)

    def start(verb: str, *more: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, str(program), str(notebooks), verb, *ASKED, *more],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    yield start
    shutil.rmtree(folder)


def contents() -> dict[str, str]:
    """Every file that runs wrote, by its place, but for what only the run itself needs."""
    folders = (store.processed_folder(UNIT, YEAR), store.report_folder(UNIT, YEAR))
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {
        str(path.relative_to(store.project_root())): _sum(path)
        for path in files
        if path.suffix in (".parquet", ".html")
    }


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def gone(process: subprocess.Popen) -> bool:
    """Whether nothing of the process' group is left, after a moment."""
    for _ in range(100):
        lines = (" ".join(one.info["cmdline"] or ()) for one in psutil.process_iter(["cmdline"]))
        if not any(str(store.project_root().parent) in line for line in lines):
            return True
        time.sleep(0.1)
    return False


def unfinished(place: Path) -> list[str]:
    """What lies below the folders for what is unfinished, but for the lock of each."""
    found = [*place.rglob(".unfinished/*"), *place.glob("final-accounts-*/*")]
    return [str(path) for path in found if path.name != "lock"]


@posix
def test_a_killed_run_leaves_the_old_or_the_new_and_the_next_finishes(begin, notebooks):
    first = begin("report")
    assert first.wait(timeout=300) == 0, first.stderr.read()
    old = contents()
    for stage in STAGES:
        write_notebook(notebooks, stage, WORK.replace("[1, 2, 3]", "[4, 5, 6]"))
    seen, left = [], []
    for seconds in (0.3, *(random.Random(7).uniform(0.5, 5) for _ in range(3))):
        run = begin("report")
        time.sleep(seconds)
        os.kill(run.pid, signal.SIGKILL)
        run.wait(timeout=60)
        left += unfinished(Path(os.environ["TMPDIR"]))
        seen.append(contents())
    last = begin("report")
    assert last.wait(timeout=300) == 0, last.stderr.read()
    new = contents()
    assert new.keys() == old.keys() and gone(last)
    for place, content in ((p, c) for one in seen for p, c in one.items()):
        assert content in (old[place], new[place]), f"{place} is neither old nor new"
    assert left, "no run was killed at work"
    assert len(list(Path(os.environ["TMPDIR"]).iterdir())) == 1
    assert unfinished(store.project_root()) == unfinished(Path(os.environ["TMPDIR"])) == []


def test_a_second_run_of_the_same_document_waits_and_finds_all_done(begin):
    both = [begin("data"), begin("data")]
    said = [process.communicate(timeout=300) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sum("waiting for it to end" in err for _, err in said) == 1
    assert sum("nothing has changed" in out for out, _ in said) == 1
