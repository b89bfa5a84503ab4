"""Folders for what is unfinished: each belongs to a process and does not outlive it for long.

    with unfinished(data / "processed") as folder:    # …/data/processed/.unfinished/4711-17e9
        ...                                           # gone at the end of the block
    home()                                            # …/final-accounts-1000/4711-17e9

A folder's owner holds a lock of the operating system on it, which goes when its holder ends,
however it ends. Whoever makes the next folder beside it clears those that nobody holds.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

UNFINISHED = ".unfinished"
USUAL = 40_000_000  # bytes that all files of one document take, most often
_SYSTEMS = "final-accounts"
_HARDLY_ANY = 100_000  # bytes
_LONGEST = 60  # bytes of a folder that sockets lie two names below: systems allow them 104 and 108
_FULL = (errno.ENOSPC, errno.EDQUOT)
_FULL_IN_WORDS = re.compile(rf"\[errno ({'|'.join(map(str, _FULL))})\]|No space left on", re.I)


def new_name() -> str:
    """A name that no other process has, nor this one at another time."""
    return f"{os.getpid()}-{time.time_ns() // 1000 % 16**6:x}"  # short: sockets lie below it


@contextmanager
def unfinished(parent: Path, name: str | None = None) -> Iterator[Path]:
    """An empty folder below `parent`, on its disk, which is gone at the end of the block.

    Clears first what processes that have ended have left there.
    """
    folder, lock = _owned(parent / UNFINISHED, name or new_name())
    try:
        yield folder
    finally:
        _give_up(folder, lock)


def home() -> Path:
    """The folder of this process for files that no other disk needs; its end clears it.

    A process that was started by another of ours works in the folder that it was given.
    """
    folder = _of_process(tempfile.gettempdir())
    folder.mkdir(parents=True, exist_ok=True)  # systems tidy up after days, and this one may run on
    return folder


def for_sockets() -> Path:
    """The same, with a path that is short enough to hold sockets, where there is such a one."""
    long = len(os.fsencode(home())) > _LONGEST
    return _of_process("/tmp") if long and os.access("/tmp", os.W_OK) else home()


@cache
def _of_process(systems: str) -> Path:
    if any(part.startswith(_SYSTEMS) for part in Path(systems).parts):
        return Path(systems)
    ours = Path(systems, f"{_SYSTEMS}-{os.getuid()}" if hasattr(os, "getuid") else _SYSTEMS)
    ours.mkdir(mode=0o700, exist_ok=True)
    if not _is_private(ours):  # somebody else has made it, to look into it
        ours = Path(tempfile.mkdtemp(prefix=f"{_SYSTEMS}-"))
    folder, lock = _owned(ours, new_name())
    # After what multiprocessing does at the end, which has its own folder below this one.
    Finalize(None, _give_up, (folder, lock), exitpriority=-200)
    return folder


def _is_private(folder: Path) -> bool:
    if not hasattr(os, "getuid"):
        return True
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077


def _owned(place: Path, name: str) -> tuple[Path, BaseFileLock]:
    """A new folder in `place` and the lock that says that it is in use."""
    place.mkdir(parents=True, exist_ok=True)
    with FileLock(place / "lock"):
        _clear(place)
        lock = _lock_of(place / name)
        lock.acquire()
        (place / name).mkdir()
    return place / name, lock


def _clear(place: Path) -> None:
    """Deletes every folder in `place` whose owner has ended."""
    for file in place.glob("*.lock"):
        lock = _lock_of(file.with_suffix(""))
        try:
            lock.acquire(timeout=0)
        except Timeout:
            continue
        _give_up(file.with_suffix(""), lock)


def _lock_of(folder: Path) -> BaseFileLock:
    # Not one lock object a file and thread: a process may ask after its own folders too.
    return FileLock(folder.with_name(f"{folder.name}.lock"), thread_local=False)


def _give_up(folder: Path, lock: BaseFileLock) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    Path(lock.lock_file).unlink(missing_ok=True)
    lock.release()


def is_full(error: BaseException | str) -> bool:
    """Whether the error, or one told in words by another process, says that a disk is full."""
    return getattr(error, "errno", None) in _FULL or bool(_FULL_IN_WORDS.search(str(error)))


def are_full(places: Iterable[tuple[str, Path]]) -> bool:
    """Whether hardly anything can be written to one of these folders: a process that ended over
    that has often not lived to say so."""
    return any(shutil.disk_usage(_there(path)).free < _HARDLY_ANY for _, path in places)


def no_room(wanted: int, places: Iterable[tuple[str, Path]]) -> str:
    """The sentences for a full disk: which one, how much is missing, what to do.

    `wanted` is how many bytes the work needs about, `places` are the names of the folders that
    it writes to and where they are.
    """
    free = {name: shutil.disk_usage(_there(path)).free for name, path in places}
    tight = {name: left for name, left in free.items() if left < wanted} or free
    told = "; ".join(
        f"the disk of {name} has {_mb(left)} free, and about "
        + (
            f"{_mb(wanted - left)} more are needed"
            if left < wanted
            else f"{_mb(wanted)} are needed"
        )
        for name, left in tight.items()
    )
    return (
        f"There is no room left on a disk: {told}. Delete what you do not need there, or name "
        "another disk: FINAL_ACCOUNTS_HOME for data and reports, TMPDIR for what is temporary. "
        "Then run the same command again; what was finished before is kept."
    )


def _there(path: Path) -> Path:
    """`path`, or the nearest folder above it that there is."""
    return next(one for one in (path, *path.parents) if one.exists())


def _mb(size: int) -> str:
    return f"{max(size, 0) / 1e6:,.1f} MB"
