"""One notebook executed with its parameters, kept without a trace of the machine it ran on."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat

from helpers import documents, store
from helpers.documents.source import in_project
from helpers.pipeline.kernel import ENCRYPTION
from helpers.pipeline.stages import Stage, write_text

# A kernel that is told to end logs the interruption as an error; a cell's errors come otherwise.
QUIET = ["--IPKernelApp.log_level=CRITICAL"]
_TEXT_OUTPUTS = ("text", "traceback", "ename", "evalue", "text/plain", "text/html", "text/markdown")


class StageFailed(Exception):
    """A notebook of ours did not finish; the message says which cell, why, and where to look."""

    exit_status = 1


def execute(stage: Stage, parameters: dict[str, Any], kept: Path) -> None:
    """Runs the stage's notebook and leaves the executed copy at `kept`.

    The copy of a notebook that fails is kept beside it as `<name>.failed.ipynb`. Raises
    StageFailed, or the InputError that a cell raised.
    """
    # Imported here: papermill takes a second, and most bad input is refused before.
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

    failed = kept.with_suffix(".failed.ipynb")
    bar = {"desc": stage.name, "leave": False} if sys.stderr.isatty() else False
    with tempfile.TemporaryDirectory(prefix="final-accounts-") as folder:
        executed = Path(folder) / kept.name
        try:
            papermill.execute_notebook(
                stage.notebook, executed, parameters, kernel_name="python3", progress_bar=bar,
                request_save_on_cell_execute=False, cwd=stage.notebook.parent,
                config=Config(KernelManager={"transport_encryption": ENCRYPTION}),
                extra_arguments=QUIET,
            )
        except PapermillExecutionError as error:
            notebook = nbformat.read(executed, as_version=4)
            _keep(notebook, stage, failed)
            raise _in_plain_words(error, stage, notebook, failed) from None
        except DeadKernelError as error:
            raise StageFailed(
                f"{stage.name} stopped: its Python process was ended from outside, "
                "most often because memory ran out. Close other programs and try again."
            ) from error
        _keep(nbformat.read(executed, as_version=4), stage, kept)
    failed.unlink(missing_ok=True)


def _in_plain_words(error, stage: Stage, notebook, failed: Path) -> Exception:
    """The exception to raise for a cell that failed: the user's fault, or ours."""
    wrong_input = getattr(documents, error.ename, None)
    if isinstance(wrong_input, type) and issubclass(wrong_input, documents.InputError):
        return wrong_input(error.evalue)
    cells = [c for c in notebook.cells if "papermill-error-cell-tag" not in _tags(c)]
    added = sum("injected-parameters" in _tags(c) for c in cells[: error.cell_index])
    first_line = error.source.strip().splitlines()[0] if error.source.strip() else ""
    return StageFailed(
        f"{stage.name} failed in cell {error.cell_index + 1 - added} (`{first_line}`): "
        f"{error.ename}: {without_machine(error.evalue)}\n"
        f"The notebook with the error lies at {in_project(failed)}; earlier reports are untouched."
    )


def _keep(notebook, stage: Stage, kept: Path) -> None:
    """Writes the executed notebook to `kept`, scrubbed, whole or not at all."""
    run = notebook.metadata.get("papermill", {})
    run.pop("environment_variables", None)
    run.update(input_path=f"notebooks/{stage.notebook.name}", output_path=in_project(kept))
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            for part in (output, output.get("data", {})):
                part.update({k: _scrubbed(v) for k, v in part.items() if k in _TEXT_OUTPUTS})
    write_text(kept, nbformat.writes(notebook))


def _scrubbed(text: str | list[str]) -> str | list[str]:
    return [without_machine(t) for t in text] if isinstance(text, list) else without_machine(text)


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


def _tags(cell) -> list[str]:
    return cell.metadata.get("tags", [])
