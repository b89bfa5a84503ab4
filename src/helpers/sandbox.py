"""A function called in a process of its own, which may take so much time and memory and no more.

For work on files of strangers: what makes a library crash, hang or eat the memory ends that
process and not the run.
"""

from __future__ import annotations

import errno
import multiprocessing as mp
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from helpers import temporary

_NO_ROOM = 74  # the exit status of a process that could not write its answer


@dataclass(frozen=True)
class Limits:
    """What one call may take: `seconds` of time, and `memory` in MiB beyond what was in use."""

    seconds: int
    memory: int = 3072


class GaveUp(Exception):
    """The process ended without an answer; `why` is `time`, `memory` or `crash`."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class _Job:
    """One call: what to do, within what, with which environment; its answer lies in `folder`."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    limits: Limits
    environment: dict[str, str]
    folder: str

    @property
    def answer(self) -> Path:
        return Path(self.folder) / "answer.pickle"


def call(function: Callable[..., Any], *arguments: Any, limits: Limits) -> Any:
    """What `function(*arguments)` gives, or raises, in a process of its own.

    Raises GaveUp where that process hits a limit or crashes. Windows knows no such limits;
    there the process is all that stands between a file and the run.
    """
    if _apart:
        return _here(function, arguments)
    # The folder is made here, not there: a process that is ended cannot tidy up.
    with tempfile.TemporaryDirectory(dir=temporary.home()) as folder:
        job = _Job(function, arguments, limits, dict(os.environ), folder)
        status = None
        for _ in range(2):  # a server that is gone says nothing of the work: once more, without it
            if not _forks and _needs_server():
                keep_forks(apart=True)
            status = _forks.run(job) if _forks else _run(job)
            if status is not None:
                break
        if status == _NO_ROOM:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), folder)
        if status != 0:
            late = hasattr(signal, "SIGALRM") and status == -signal.SIGALRM
            raise GaveUp("time" if late else "crash")
        done, answer = pickle.loads(job.answer.read_bytes())
    if done:
        return answer
    if isinstance(answer, MemoryError):
        raise GaveUp("memory") from None
    raise answer


class Aside:
    """`function(*arguments)` going on in a process of its own, whose answer nobody waits for.

    For work that only makes later work shorter: what it raises is not told, who needs the same
    later will meet it. `end` ends it, done or not.
    """

    def __init__(self, function: Callable[..., Any], *arguments: Any, limits: Limits) -> None:
        self._folder = tempfile.TemporaryDirectory(dir=temporary.home())
        job = _Job(function, arguments, limits, dict(os.environ), self._folder.name)
        self._process = _context().Process(target=_work, args=(job,))
        self._process.start()

    def end(self) -> None:
        self._process.kill()
        self._process.join()
        self._folder.cleanup()


_apart = False


@contextmanager
def apart_already() -> Iterator[None]:
    """Inside the block, calls are made in this very process, which is one of `call`'s own.

    For work that is apart as a whole: its own limits hold for all that it calls.
    """
    global _apart
    _apart = True
    try:
        yield
    finally:
        _apart = False


def _here(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    try:
        return function(*arguments)
    except MemoryError:
        raise GaveUp("memory") from None


def can_fork() -> bool:
    """Whether a process can be forked here: macOS' own libraries do not survive it, and
    multiprocessing forbids it to its daemons, such as the workers of Dask."""
    known = sys.platform not in ("win32", "darwin") and "forkserver" in mp.get_all_start_methods()
    return known and not _is_daemon()


def _needs_server() -> bool:
    """Whether this process may not fork, or not safely, and nothing is warm yet for its calls: the
    worker of Dask, the kernel of a notebook that somebody has opened in JupyterLab."""
    cold = threading.active_count() > 1 and not _warm and can_fork()
    return os.name == "posix" and (_is_daemon() or cold)


def _is_daemon() -> bool:
    return mp.current_process().daemon


def _run(job: _Job) -> int | None:
    """The exit status of the process that has done `job`."""
    process = _context().Process(target=_work, args=(job,))
    process.start()
    try:
        process.join()
    finally:
        if process.is_alive():  # the run was stopped
            process.kill()
    return process.exitcode


def _context() -> Any:
    """How the process is made: a fork where nothing else is going on here; else, or where that
    is warm, a fork of the fork server."""
    if not can_fork():
        return mp.get_context("spawn")
    alone = threading.active_count() == 1 and not _warm
    return mp.get_context("fork" if alone else "forkserver")


_warm = False


def prefer_fork_server() -> None:
    """Say that this process' fork server has imported what calls need, which this one has not."""
    global _warm
    _warm = True


def keep_forks(apart: bool = False) -> None:
    """Have every later call made by a process that is forked from this one now.

    For a process that has imported what calls need and is about to start threads, as a kernel
    does: with threads it cannot be forked safely any more, and a fork server of its own would
    have to import everything again. Who has threads already, or is a daemon of multiprocessing,
    may only start one `apart`, which imports for itself, once.
    """
    global _forks
    if apart or can_fork():
        _forks = _Forks(apart)


class _Forks:
    """A process without threads beside this one; it makes another one for every call."""

    def __init__(self, apart: bool) -> None:
        self._asks, asked = mp.Pipe()
        self._one_at_a_time = threading.Lock()
        if apart:
            self._start(asked)
        else:
            self._fork(asked)
        asked.close()

    def _start(self, asked: Connection) -> None:
        """A Python of its own that serves; it ends when the other end of the pipe is closed."""
        code = "import sys; from helpers.sandbox import serve; serve(int(sys.argv[1]))"
        command = [sys.executable, "-c", code, str(asked.fileno())]
        # Not in our group: who interrupts a cell means the cell, and we end what it asked for.
        self._server = subprocess.Popen(command, pass_fds=[asked.fileno()], start_new_session=True)

    def _fork(self, asked: Connection) -> None:
        if os.fork() == 0:  # not multiprocessing's: that would wait for its end when this one ends
            self._asks.close()
            try:
                _serve(asked)
            finally:
                os._exit(0)

    def run(self, job: _Job) -> int | None:
        """The exit status of the process that has done `job`."""
        with self._one_at_a_time:
            try:
                self._asks.send(list(sys.path))  # what the job names is found where it is here
                self._asks.send(job)
                status: int | None = self._asks.recv()
            except (EOFError, OSError):
                _forget(self)
                return None
            except BaseException:  # stopped while it waited: the answer must not be the next one's
                _forget(self)
                self._asks.close()
                raise
        return status


_forks: _Forks | None = None


def _forget(broken: _Forks) -> None:
    """Ask this server no more: whoever calls next does it in another way, or starts another."""
    global _forks
    if _forks is broken:
        _forks = None


def serve(descriptor: int) -> None:
    """Serve whoever has started this process with one end of a pipe."""
    _serve(Connection(descriptor))


def _serve(asked: Connection) -> None:
    """Do the jobs that come in, one after another, until whoever asks is gone."""
    global _forks
    _forks = None
    while True:
        try:
            sys.path[:] = asked.recv()
            job = asked.recv()
        except EOFError:
            return
        how: Any = mp.get_context("fork" if can_fork() else "spawn")
        process = how.Process(target=_work, args=(job,))
        process.start()
        wait([process.sentinel, asked])  # nothing is asked before the answer: the asker is gone
        if process.exitcode is None and asked.poll():
            process.kill()
            return
        process.join()
        asked.send(process.exitcode)


def _work(job: _Job) -> None:
    """Do `job` in this new process, within its limits, and leave the answer in its folder."""
    _begin(job)
    try:
        answer = pickle.dumps((True, job.function(*job.arguments)), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        answer = pickle.dumps((False, error))
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        job.answer.write_bytes(answer)
    except OSError as error:
        if not temporary.is_full(error):
            raise
        os._exit(_NO_ROOM)


def _begin(job: _Job) -> None:
    os.environ.clear()
    os.environ.update(job.environment)
    os.environ["TMPDIR"] = tempfile.tempdir = job.folder
    end_with_parent()
    if hasattr(signal, "setitimer"):
        # The default action ends the process even inside a library's C code.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, job.limits.seconds)
    _limit_memory(job.limits.memory)


def _limit_memory(more: int) -> None:
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return
    import resource

    # Data, not address space: threads and allocators reserve far more than they ever use.
    in_use = int(statm.read_text().split()[5]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (in_use + more * 2**20, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def end_with_parent() -> None:
    """End this process when the one that wanted it is gone, even killed."""
    threading.Thread(target=_wait_for_the_end, daemon=True).start()


def _wait_for_the_end() -> None:
    parent = mp.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
