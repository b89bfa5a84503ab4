"""What takes long to make, kept by what it was made from, so that it is made once.

    kept = Kept(folder)
    kept.put("page-4.webp", picture)
    kept.get("page-4.webp")    # the same bytes; None where there are none, or they were changed

Each file begins with a line that has the checksum of its name and of the rest: who edits it, cuts
it off or puts it in another's place breaks the seal, and it is made again. Nothing depends on a
file being there.
"""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_WRITTEN_WITHIN = 60  # seconds: what is unfinished for longer will not be finished


@dataclass(frozen=True)
class Kept:
    """The contents kept in one folder, each under a name that says what it was made from."""

    folder: Path

    def get(self, name: str) -> bytes | None:
        """What is kept under this name; None where nothing is, or not as it was written."""
        file = self.folder / name
        try:
            whole = file.read_bytes()
            os.utime(file)  # used just now: `trim` lets what was not go first
        except OSError:
            return None
        content = whole.partition(b"\n")[2]
        return content if whole == _sealed(name, content) else None

    def put(self, name: str, content: bytes) -> None:
        """Keeps `content` under this name, whole or not at all: where it cannot be, nothing is
        lost but time."""
        unfinished = self.folder / f".{name}.{os.getpid()}"
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                unfinished.write_bytes(_sealed(name, content))
                unfinished.replace(self.folder / name)
            finally:
                unfinished.unlink(missing_ok=True)

    def trim(self, most: int) -> None:
        """Deletes what was longest not asked for, until all together takes `most` bytes, and what a
        process that was killed has left half-written."""
        by_use = []
        for file in self.folder.glob("*"):
            with suppress(OSError):  # another process has just trimmed it
                stat = file.stat()
                if file.name.startswith(".") and stat.st_mtime < time.time() - _WRITTEN_WITHIN:
                    file.unlink()
                    continue
                by_use.append((stat.st_mtime, stat.st_size, file))
        total = 0
        for _, size, file in sorted(by_use, reverse=True):
            total += size
            if total > most:
                file.unlink(missing_ok=True)


@cache
def code() -> str:
    """A checksum of this package: what it makes of the same may differ once it is changed."""
    package, content = Path(__file__).parent, hashlib.sha256()
    for file in sorted(package.rglob("*")):
        if file.suffix in (".py", ".yml"):
            content.update(file.read_bytes())
    return content.hexdigest()


def _sealed(name: str, content: bytes) -> bytes:
    """`content` behind a line with a checksum of it and of the name that it is kept under."""
    checksum = hashlib.sha256(name.encode() + b"\n" + content).hexdigest()
    return checksum.encode() + b"\n" + content
