"""One notebook executed with its parameters, kept without a trace of the machine it ran on."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import DeadKernelError
from papermill.exceptions import PapermillExecutionError

from helpers import documents, store, temporary
from helpers.documents.source import in_project
from helpers.pipeline.kernel import Kernel
from helpers.pipeline.record import without_machine
from helpers.pipeline.stages import Stage, StageFailed

#: How jupyter_client says that a kernel was gone, or silent, before its first cell.
_NEVER_BEGAN = re.compile("Kernel (died before replying|didn't respond)")
_STARTS_WITHIN = 120  # seconds, on a machine that is busy with other things
_TEXT_OUTPUTS = ("text", "traceback", "ename", "evalue", "text/plain", "text/html", "text/markdown")


def execute_stage(stage: Stage, parameters: dict[str, Any], kept: Path, kernel: Kernel) -> None:
    """Runs the stage's notebook in `kernel` and leaves the executed copy at `kept`.

    The copy of a notebook that fails is kept beside it as `<name>.failed.ipynb`. Raises
    StageFailed, or the InputError that a cell raised.
    """
    failed = kept.with_suffix(".failed.ipynb")
    bar = {"desc": stage.name, "leave": False} if sys.stderr.isatty() else False
    with tempfile.TemporaryDirectory(dir=temporary.home()) as folder:
        executed = Path(folder) / kept.name
        try:
            papermill.execute_notebook(
                stage.notebook,
                executed,
                parameters,
                kernel_name="python3",
                km=kernel.manager,
                progress_bar=bar,
                request_save_on_cell_execute=False,
                start_timeout=_STARTS_WITHIN,
            )
        except PapermillExecutionError as error:
            notebook = nbformat.read(executed, as_version=4)
            _keep(notebook, stage, failed, at_once=True)
            raise _in_plain_words(error, stage, parameters, notebook, failed) from None
        except (DeadKernelError, RuntimeError) as error:
            if not isinstance(error, DeadKernelError) and not _NEVER_BEGAN.search(str(error)):
                raise
            raise StageFailed(
                f"{stage.name} stopped: its Python process was ended from outside, "
                "most often because memory ran out. Close other programs and try again."
            ) from error
        _keep(nbformat.read(executed, as_version=4), stage, kept)
    failed.unlink(missing_ok=True)


def _in_plain_words(
    error: PapermillExecutionError,
    stage: Stage,
    parameters: dict[str, Any],
    notebook: nbformat.NotebookNode,
    failed: Path,
) -> Exception:
    """The exception to raise for a cell that failed: the user's fault, or ours."""
    wrong_input = getattr(documents, error.ename, None)
    if isinstance(wrong_input, type) and issubclass(wrong_input, documents.InputError):
        return wrong_input(error.evalue)
    cells = [c for c in notebook.cells if "papermill-error-cell-tag" not in _tags(c)]
    added = sum("injected-parameters" in _tags(c) for c in cells[: error.cell_index])
    first_line = error.source.strip().splitlines()[0] if error.source.strip() else ""
    told = " ".join(f"{name}={value}" for name, value in parameters.items())
    return StageFailed(
        f"{stage.name} failed in cell {error.cell_index + 1 - added} (`{first_line}`) "
        f"with {told}:\n"
        f"{_error_in_words(error)}\n"
        f"The notebook with the error lies at {in_project(failed)}; earlier reports are untouched."
    )


def _error_in_words(error: PapermillExecutionError) -> str:
    if error.ename == "CellExecutionError" and not error.evalue:  # papermill's word for "unknown"
        return (
            "It ended with an error that never arrived here, as happens on a machine that is "
            "short of memory or very busy. Run the same command again."
        )
    return f"{error.ename}: {without_machine(error.evalue)}"


def _keep(notebook: nbformat.NotebookNode, stage: Stage, kept: Path, at_once: bool = False) -> None:
    """Writes the executed notebook to `kept`, scrubbed, whole or not at all."""
    run = notebook.metadata.get("papermill", {})
    run.pop("environment_variables", None)
    run.update(input_path=f"notebooks/{stage.notebook.name}", output_path=in_project(kept))
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            for part in (output, output.get("data", {})):
                part.update({k: _scrubbed(v) for k, v in part.items() if k in _TEXT_OUTPUTS})
    store.write_text(kept, nbformat.writes(notebook), at_once)


def _scrubbed(text: str | list[str]) -> str | list[str]:
    return [without_machine(t) for t in text] if isinstance(text, list) else without_machine(text)


def _tags(cell: nbformat.NotebookNode) -> list[str]:
    return cell.metadata.get("tags", [])
