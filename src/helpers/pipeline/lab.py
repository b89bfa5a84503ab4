"""JupyterLab on copies of the notebooks: who plays in `work/` changes nothing of the pipeline.

make lab NOTEBOOK=04_analyse     opens work/04_analyse.ipynb
make lab FRESH=yes               with fresh copies; those that were changed go to work/before/
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from helpers import store
from helpers.documents import BadParameter
from helpers.documents.source import short
from helpers.pipeline import parameters
from helpers.pipeline.environment import ENCRYPTION, lab_environment

PROJECT = Path(__file__).parents[3]
WORK = "work"
FIRST = "explore"  # what is opened where no notebook is named
_OURS = "final_accounts_copy"  # the entry of a copy's metadata that says what it was made of
# JupyterLab asks the network for news, updates and extensions unless told not to.
_OFFLINE = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)
_NOTE = """\
**This is your own copy of `notebooks/{name}`.** Change and run what you like: `make report` reads \
the original, never this one. `make lab FRESH=yes` makes fresh copies and keeps what you changed \
under `work/before/`.

**这是 `notebooks/{name}` 的副本，可以随意修改、运行**：`make report` 只用原件，不读这里。\
要一份新的：`make lab FRESH=yes`，改过的会留在 `work/before/`。"""


def open_lab(wanted: str | None, fresh: bool, options: list[str]) -> None:
    """Gives this process over to JupyterLab, which opens the copy of `wanted`.

    Raises BadParameter where there is no such notebook.
    """
    notebook = _named(wanted or FIRST)
    make_copies(fresh)
    # Containers often have no user but root, whom JupyterLab refuses unless told.
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        *root,
        f"--ServerApp.root_dir={PROJECT}",
        f"--ServerApp.preferred_dir={PROJECT / WORK}",
        f"--ContentsManager.pre_save_hook={__name__}.refuse_originals",
        f"--KernelManager.transport_encryption={ENCRYPTION}",
        *_OFFLINE,
        str(notebook),
        *options,
    ]
    settings = str(files("helpers") / "templates" / "lab")
    path = os.pathsep.join(filter(None, (settings, os.environ.get("JUPYTER_CONFIG_PATH"))))
    sys.stdout.flush()
    os.execve(sys.executable, command, lab_environment() | {"JUPYTER_CONFIG_PATH": path})


def _named(wanted: str) -> Path:
    """The file in `work/` that is meant by `04_analyse`, `notebooks/04_analyse.ipynb`, …

    A notebook elsewhere in the project, such as a lesson of the class kit, is opened as it is.
    """
    given = (PROJECT / wanted).resolve()
    if given.is_file() and given.is_relative_to(PROJECT) and given.parent != parameters.NOTEBOOKS:
        return given
    name = Path(wanted).name.removesuffix(".ipynb")
    known = {path.stem for folder in _folders() for path in folder.glob("*.ipynb")}
    if name not in known:
        there = ", ".join(sorted(known))
        raise BadParameter(f"There is no notebook {short(wanted)}; there are: {there}.")
    return PROJECT / WORK / f"{name}.ipynb"


def _folders() -> tuple[Path, Path]:
    return parameters.NOTEBOOKS, PROJECT / WORK


def make_copies(fresh: bool = False) -> None:
    """Makes the copies that are missing, and those of a notebook that has changed since.

    A copy that somebody has changed stays, unless `fresh`; it goes to `work/before/` then.
    Says what became of each that was there and is not as a fresh one.
    """
    originals, work = _folders()
    for original in sorted(originals.glob("*.ipynb")):
        copy = work / original.name
        made_of, changed = _state(copy)
        now = hashlib.sha256(original.read_bytes()).hexdigest()
        if copy.exists() and changed and not fresh:
            if made_of != now:
                print(
                    f"note: {WORK}/{copy.name} is your changed copy of an earlier "
                    f"notebooks/{copy.name}; FRESH=yes makes a fresh one."
                )
            continue
        if copy.exists() and changed:
            print(f"note: your changed {WORK}/{copy.name} is now {_put_aside(copy)}.")
        if fresh or made_of != now:
            store.write_text(copy, _copied(original, now), at_once=True)


def _put_aside(copy: Path) -> str:
    """The new place of a copy that makes room for a fresh one."""
    before = copy.parent / "before" / f"{copy.stem}-{datetime.now():%Y%m%d-%H%M%S}.ipynb"
    before.parent.mkdir(exist_ok=True)
    copy.replace(before)
    return before.relative_to(PROJECT).as_posix()


def _copied(original: Path, made_of: str) -> str:
    """The text of a copy: the original's cells behind one that says what this is."""
    notebook = json.loads(original.read_text(encoding="utf-8"))
    note = {
        "cell_type": "markdown",
        "id": "your-own-copy",
        "metadata": {},
        "source": _NOTE.format(name=original.name).splitlines(keepends=True),
    }
    notebook["cells"].insert(0, note)
    notebook["metadata"][_OURS] = {"made_of": made_of, "cells": _sum_of_cells(notebook)}
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _state(copy: Path) -> tuple[str | None, bool]:
    """The checksum of the original that a copy was made of, and whether its cells have changed."""
    try:
        notebook = json.loads(copy.read_text(encoding="utf-8"))
        ours = notebook["metadata"][_OURS]
        return ours["made_of"], ours["cells"] != _sum_of_cells(notebook)
    except (OSError, ValueError, LookupError, TypeError):
        return None, True  # none, or somebody's own


def _sum_of_cells(notebook: dict[str, Any]) -> str:
    texts = [[cell["cell_type"], "".join(cell["source"])] for cell in notebook["cells"]]
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()


def refuse_originals(path: str, **_: Any) -> None:
    """JupyterLab's question before it saves a file: not the notebooks that the pipeline runs."""
    if path.strip("/").startswith(f"{parameters.NOTEBOOKS.name}/"):
        from tornado.web import HTTPError

        raise HTTPError(
            403,
            f"{path} is what make report runs, and is not saved from here: open your copy "
            f"in {WORK}/ instead.",
        )
