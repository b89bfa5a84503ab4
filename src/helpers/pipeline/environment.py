"""The surroundings of our Jupyter programs: our own kernel, no word in the user's folders."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpers import store

ENCRYPTION = "auto"  # between us and a kernel; without it every kernel warns of eavesdroppers
RUNNING = "FINAL_ACCOUNTS_RUN"  # set in the kernels that the pipeline starts
_PREFIX = Path(sys.prefix)
_INLINE = "module://matplotlib_inline.backend_inline"


@contextmanager
def kernel_environment() -> Iterator[None]:
    """Kernels started inside come from this environment and leave nothing in the user's HOME.

    A read-only HOME, a foreign one, or a `python3` kernel that the user has installed
    elsewhere must not change a run.
    """
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="final-accounts-") as folder:
        private = {name: str(Path(folder) / name.lower()) for name in _private_names()}
        # The kernel's working folder is another one, so a relative home must not be passed on.
        home = {"FINAL_ACCOUNTS_HOME": str(store.project_root().resolve())}
        staged = {RUNNING: "1", store.STAGED: f"{os.getpid()}-{time.time_ns()}"}
        os.environ.update({**_shared(), **private, **home, **staged, "MPLBACKEND": _INLINE})
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


@contextmanager
def without_url_grammar() -> Iterator[None]:
    """Jupyter's packages can be imported inside without the two seconds that jsonschema spends
    on a grammar of web addresses: no notebook is checked for those."""
    name = "rfc3987_syntax"
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]


def lab_environment() -> dict[str, str]:
    """The environment for JupyterLab: the user's own settings, where they can be kept."""
    folders = {name: str(_PREFIX / "var" / name.lower()) for name in _private_names()}
    return {**os.environ, **_shared(), **({} if _home_is_writable() else folders)}


def _private_names() -> tuple[str, ...]:
    return ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")


def _shared() -> dict[str, str]:
    fonts = {}
    if "MPLCONFIGDIR" not in os.environ and os.access(_PREFIX, os.W_OK):
        # Kept between runs: matplotlib takes seconds to list the fonts of a machine.
        fonts["MPLCONFIGDIR"] = str(_PREFIX / "var" / "matplotlib")
    return {
        **fonts,
        "JUPYTER_PATH": str(_PREFIX / "share" / "jupyter"),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # debugpy warns about frozen modules
        "PYTHONUTF8": "1",
    }


def _home_is_writable() -> bool:
    try:
        return os.access(Path.home(), os.W_OK)
    except RuntimeError:  # no home at all
        return False
