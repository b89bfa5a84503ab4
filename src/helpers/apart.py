"""A function called in a process of its own, which may take so much time and memory and no more.

For work on files of strangers: what makes a library crash, hang or eat the memory ends that
process and not the run.
"""

from __future__ import annotations

import multiprocessing as mp
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any


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


def call(function: Callable, *arguments: Any, limits: Limits) -> Any:
    """What `function(*arguments)` gives, or raises, in a process of its own.

    Raises GaveUp where that process hits a limit or crashes. Windows knows no such limits;
    there the process is all that stands between a file and the run.
    """
    clock = time.monotonic()
    with (
        # Here, not there: a process that is ended cannot tidy up.
        tempfile.TemporaryDirectory(prefix="final-accounts-") as folder,
        ProcessPoolExecutor(1, _context(), _begin, (limits, dict(os.environ), folder)) as pool,
    ):
        try:
            return pool.submit(function, *arguments).result()
        except BrokenProcessPool:
            late = time.monotonic() - clock >= limits.seconds
            raise GaveUp("time" if late else "crash") from None
        except MemoryError:
            raise GaveUp("memory") from None


def can_fork() -> bool:
    """Whether a process can be forked here: macOS' own libraries do not survive it."""
    return sys.platform not in ("win32", "darwin") and "forkserver" in mp.get_all_start_methods()


def _context():
    """How the process is made: a fork where nothing else is going on here; else, or where that
    is warm, a fork of the fork server."""
    if not can_fork():
        return mp.get_context("spawn")
    alone = threading.active_count() == 1 and not _warm
    return mp.get_context("fork" if alone else "forkserver")


_warm = False


def prefer_fork_server() -> None:
    """Says that this process' fork server has imported what calls need, which this one has not."""
    global _warm
    _warm = True


def share_fork_server() -> None:
    """Lets a fork of the fork server ask that for processes, instead of a cold one of its own.

    `multiprocessing` documents that a child uses its parent's server, and hands it all that
    takes; but the child looks for the server's process among its own and finds none. Newer
    Pythons want a key too, which a child does not have: there the cold way stays.
    """
    if not can_fork():
        return
    from multiprocessing import forkserver

    server = forkserver._forkserver
    if server._forkserver_address and not hasattr(server, "_forkserver_authkey"):
        server.ensure_running = lambda: None
        prefer_fork_server()


def _begin(limits: Limits, environment: dict[str, str], folder: str) -> None:
    """Runs first in the new process, which has `folder` for its temporary files."""
    os.environ.clear()
    os.environ.update(environment)
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    end_with_parent()
    share_fork_server()
    if hasattr(signal, "setitimer"):
        # The default action ends the process even inside a library's C code.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    _limit_memory(limits.memory)


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
    """This process ends when the one that wanted it is gone, even killed."""
    threading.Thread(target=_wait_for_the_end, daemon=True).start()


def _wait_for_the_end() -> None:
    parent = mp.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
