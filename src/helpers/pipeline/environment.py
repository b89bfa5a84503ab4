"""What our kernels and JupyterLab find around them: folders, settings, variables.

A read-only HOME, a foreign one, or what the user has set up for Jupyter elsewhere must not change
a run, and a run leaves nothing in the user's HOME.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ENCRYPTION = "auto"  # between us and a kernel; without it every kernel warns of eavesdroppers
_PREFIX = Path(sys.prefix)
KERNEL_SPECS = _PREFIX / "share" / "jupyter" / "kernels"
_INLINE = "module://matplotlib_inline.backend_inline"


def of_kernels(folder: Path) -> dict[str, str]:
    """The environment of the kernels of one run, whose own settings and temporary files lie in
    `folder`."""
    private = {name: str(folder / name.lower()) for name in _private_names()}
    return {**os.environ, **_shared(), **for_libraries(), **private, "TMPDIR": str(folder)}


def for_libraries() -> dict[str, str]:
    """What matplotlib has to find in the environment before it is imported."""
    found = {"MPLBACKEND": _INLINE}
    if "MPLCONFIGDIR" not in os.environ and os.access(_PREFIX, os.W_OK):
        # Kept between runs: matplotlib takes seconds to list the fonts of a machine.
        found["MPLCONFIGDIR"] = str(_PREFIX / "var" / "matplotlib")
    return found


def lab_environment() -> dict[str, str]:
    """The environment for JupyterLab: the user's own settings, where they can be kept."""
    folders = {name: str(_PREFIX / "var" / name.lower()) for name in _private_names()}
    fonts = {name: value for name, value in for_libraries().items() if name != "MPLBACKEND"}
    return {**os.environ, **_shared(), **fonts, **({} if _home_is_writable() else folders)}


def _private_names() -> tuple[str, ...]:
    return ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")


def _shared() -> dict[str, str]:
    return {
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
