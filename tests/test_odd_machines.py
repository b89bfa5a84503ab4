"""Machines that lack something: a daemon's processes, shared memory, a HOME, room on a disk."""

from __future__ import annotations

import multiprocessing as mp
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from helpers import sandbox, store, temporary
from helpers.__main__ import main
from helpers.pipeline import stages
from stub_notebooks import ASKED, UNIT, WORK, YEAR, write_notebook
from test_killed import PROGRAM

linux = pytest.mark.skipif(sys.platform != "linux", reason="other systems have other disks")


@pytest.fixture
def program(notebooks, document, tmp_path) -> list[str]:
    """The command line with the notebooks of the test, as a process of its own."""
    file = tmp_path / "program.py"
    file.write_text(PROGRAM)
    return [sys.executable, str(file), str(notebooks)]


def ran(*command: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={**os.environ, **environment},
    )


def mounted(mount: str, command: list[str], **environment: str) -> subprocess.CompletedProcess:
    """The command, with `mount` done for it alone; skips where the system does not allow it."""
    apart = ["unshare", "--map-root-user", "--mount", "sh", "-c"]
    if not shutil.which("unshare") or ran(*apart, mount).returncode:
        pytest.skip("nothing can be mounted here: tried without a small disk")
    return ran(*apart, f'{mount} && exec "$@"', "sh", *command, **environment)


def in_daemon(function, *arguments):
    """What `function` gives in a daemon of multiprocessing, as a worker of Dask is one."""
    ours, theirs = mp.Pipe()
    context = mp.get_context("fork" if sys.platform == "linux" else "spawn")
    process = context.Process(target=_sent, args=(theirs, function, *arguments), daemon=True)
    process.start()
    assert ours.poll(200), "it never answered"
    answer = ours.recv()
    process.join()
    return answer


def _sent(answers, function, *arguments) -> None:
    answers.send((mp.current_process().daemon, function(*arguments)))


def _called() -> list:
    found = [sandbox.call(divmod, 7, 2, limits=sandbox.Limits(60)) for _ in range(2)]
    try:
        sandbox.call(os._exit, 3, limits=sandbox.Limits(60))
    except sandbox.GaveUp as error:
        found.append(error.why)
    return found


@linux
def test_a_worker_of_dask_calls_in_processes_of_their_own():
    assert in_daemon(_called) == (True, [(3, 1), (3, 1), "crash"])


def _interrupted() -> list:
    found = [sandbox.call(divmod, 7, 2, limits=sandbox.Limits(60))]
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.alarm(1)
    try:
        sandbox.call(time.sleep, 60, limits=sandbox.Limits(70))
    except KeyboardInterrupt:
        found.append("stopped")
    return [*found, sandbox.call(divmod, 7, 2, limits=sandbox.Limits(60))]


@linux
def test_who_interrupts_a_call_can_make_the_next_one():
    assert in_daemon(_interrupted) == (True, [(3, 1), "stopped", (3, 1)])


@linux
def test_a_worker_of_dask_runs_notebooks(notebooks, document):
    assert in_daemon(main, ["data", *ASKED]) == (True, 0)
    assert store.path("results/figure_4", UNIT, YEAR).exists()


@linux
def test_a_run_needs_no_shared_memory(program):
    done = mounted("mount -t tmpfs -o ro none /dev/shm", [*program, "data", *ASKED])
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("place", ["/proc", "/dev/null", "/nonexistent/at/all"])
def test_a_run_needs_no_home_to_write_to(program, place):
    done = ran(*program, "data", *ASKED, HOME=place)
    assert done.returncode == 0, done.stderr
    assert store.path("results/figure_4", UNIT, YEAR).exists()


@linux
@pytest.mark.parametrize("full", ["data/processed", "reports"])
def test_a_full_disk_is_named_with_what_is_missing(program, home, notebooks, full):
    fill = WORK + (
        "\nimport os; from helpers import store; target = store.project_root() / '{full}'\n"
        "with store.whole(target / UNIT / str(YEAR) / 'large') as path:\n"
        "    path.write_bytes(b'x' * 9_000_000)\n"
    ).replace("{full}", full)
    write_notebook(notebooks, stages.STAGES[1], fill)
    place = home / full
    place.mkdir(parents=True)
    mount = f"mount -t tmpfs -o size=4m none {place}"
    after = f'"$@"; status=$?; ls -A {place} {place}/.unfinished; exit $status'
    done = mounted(mount, ["sh", "-c", after, "sh", *program, "data", *ASKED])
    assert done.returncode == 1
    (told,) = (line for line in done.stderr.splitlines() if line.startswith("failed: "))
    assert f"the disk of {full} has" in told and "more are needed" in told
    assert "Delete what you do not need" in told and "FINAL_ACCOUNTS_HOME" in told
    left = done.stdout.partition("/.unfinished:\n")[2].split()
    assert left == ["lock"]


@linux
def test_a_full_disk_is_not_held_against_the_document(program, tmp_path):
    folder = Path("/tmp") / f"small-{os.getpid()}"
    folder.mkdir()
    fill = f"mount -t tmpfs -o size=200k none {folder} && head -c 190k /dev/zero > {folder}/x"
    try:
        done = mounted(fill, [*program, "data", *ASKED], TMPDIR=str(folder))
    finally:
        folder.rmdir()
    assert done.returncode == 1
    assert "no room left on a disk" in done.stderr and "temporary" in done.stderr
    assert "damaged" not in done.stderr and "Traceback" not in done.stderr


def test_who_comes_next_clears_what_the_dead_have_left(tmp_path):
    code = (
        "import os, sys; from pathlib import Path; from helpers import temporary\n"
        "with temporary.unfinished(Path(sys.argv[1])) as folder:\n"
        "    (folder / 'half').write_text('x'); print(folder.name, flush=True)\n"
        "    os._exit(9)"
    )
    left = ran(sys.executable, "-c", code, str(tmp_path)).stdout.strip()
    assert (tmp_path / ".unfinished" / left / "half").exists()
    with temporary.unfinished(tmp_path) as mine, temporary.unfinished(tmp_path) as other:
        found = {path.name for path in (tmp_path / ".unfinished").iterdir() if path.is_dir()}
        assert found == {mine.name, other.name}
    assert [path.name for path in (tmp_path / ".unfinished").iterdir()] == ["lock"]


def test_a_folder_that_somebody_else_has_made_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    name = f"final-accounts-{os.getuid()}" if hasattr(os, "getuid") else "final-accounts"
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / name).symlink_to(tmp_path / "elsewhere")
    assert not temporary.home().is_relative_to(tmp_path / name)
    assert not list((tmp_path / "elsewhere").iterdir())
