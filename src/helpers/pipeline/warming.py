"""One process that has imported what every notebook imports, to fork from in milliseconds.

It is `multiprocessing`'s fork server, started once a run. Where the system has none, or cannot
fork safely, everything works the slower way, and a note says so once.
"""

from __future__ import annotations

import multiprocessing as mp
import sys
from functools import cache

from helpers import sandbox

_PRELOADED = "helpers.pipeline.warm"


@cache
def warm_up() -> None:
    """Begin the imports, in the background."""
    if not sandbox.can_fork():
        print(
            "note: kernels cannot be forked on this system; each notebook imports its own "
            "libraries, which takes a few seconds longer.",
            file=sys.stderr,
        )
        return
    from multiprocessing.forkserver import ensure_running

    mp.get_context("forkserver").set_forkserver_preload([_PRELOADED])
    ensure_running()
    sandbox.prefer_fork_server()
