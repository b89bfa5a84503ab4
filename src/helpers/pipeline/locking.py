"""One run at a time for one document; a second one waits, and says what for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from helpers import store


@contextmanager
def locked(unit: str, year: int) -> Iterator[None]:
    """Nobody else runs stages of this document inside the block.

    The lock is the operating system's: it goes when its holder ends, however it ends.
    """
    folder = store.processed_folder(unit, year)
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "run.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        print(
            f"note: another run of {unit} {year} is at work; waiting for it to end "
            "(Ctrl-C stops the waiting).",
            file=sys.stderr,
            flush=True,
        )
        lock.acquire(poll_interval=0.2)
    try:
        yield
    finally:
        lock.release()
