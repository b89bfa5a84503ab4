"""run.json: from which PDF, with which programs, when and how long; no word of the machine."""

from __future__ import annotations

import json
import os
import platform
import re
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from helpers import store
from helpers.documents import Document
from helpers.documents.source import in_project

_PACKAGES = (
    "camelot-py",
    "jupyterlab",
    "matplotlib",
    "pandas",
    "pandera",
    "papermill",
    "pdfplumber",
    "pyarrow",
    "pypdfium2",
    "seaborn",
)


def write(document: Document, parameters: dict, started: datetime, results: list) -> dict:
    """What is written to run.json. A stage that had no reason to run keeps its earlier entry."""
    content = {
        "parameters": parameters,
        "pdf": {
            "path": in_project(document.path),
            "sha256": document.sha256,
            "pages": document.page_count,
            "warnings": list(document.warnings),
        },
        "source": document.source,
        "stages": _with_earlier(document, results),
        "started": started.isoformat(timespec="seconds"),
        "ended": now(),
        "versions": {
            "python": platform.python_version(),
            **{package: version(package) for package in _PACKAGES},
        },
    }
    store.write_json(_path(document.unit, document.year), content)
    return content


def now() -> str:
    """This moment, as run.json has it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def read(unit: str, year: int) -> dict[str, Any]:
    """The last run.json of the document; empty where there is none or it is broken."""
    try:
        content = json.loads(_path(unit, year).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _with_earlier(document: Document, results: list[dict]) -> list[dict]:
    """All stages in order: those of this run, and those that an earlier one left fresh."""
    said = {one.get("stage"): one for one in read(document.unit, document.year).get("stages", ())}
    said.update({one["stage"]: one for one in results})
    return [said[name] for name in sorted(said)]


def _path(unit: str, year: int) -> Path:
    return store.report_folder(unit, year) / "run.json"


def without_machine(text: str) -> str:
    """`text` without the folders of this machine: they say nothing to a reader elsewhere."""
    for folder, name in _machine_folders():
        text = re.sub(rf"{re.escape(folder)}(?![\w.-])", name, text)
    return text


def _machine_folders() -> list[tuple[str, str]]:
    """Folder and the name it goes by, the longest first."""
    named = {
        Path.home(): "~",
        Path(tempfile.gettempdir()): "<temporary>",
        Path(sys.base_prefix): "<python>",
        Path(sys.prefix): "<environment>",
        Path(__file__).parents[3]: "<project>",
        store.project_root(): "<project>",
    }
    both = {str(p): name for path, name in named.items() for p in (path, path.resolve())}
    return sorted(
        ((path, name) for path, name in both.items() if len(Path(path).parts) > 1),
        key=lambda pair: -len(pair[0]),
    )


ENCRYPTION = "auto"  # between us and a kernel; without it every kernel warns of eavesdroppers
_PREFIX = Path(sys.prefix)
KERNEL_SPECS = _PREFIX / "share" / "jupyter" / "kernels"
_INLINE = "module://matplotlib_inline.backend_inline"


def of_kernels(folder: Path) -> dict[str, str]:
    """The environment of the kernels of one run, whose own settings lie in `folder`.

    A read-only HOME, a foreign one, or what the user has set up for Jupyter elsewhere must not
    change a run, and a run leaves nothing in the user's HOME.
    """
    private = {name: str(folder / name.lower()) for name in _private_names()}
    return {**os.environ, **_shared(), **for_libraries(), **private}


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
