"""The work of the five notebooks in one plain Python process, as the measure of what Jupyter costs.

    python benchmarks/plain.py <unit> <year>

Runs the code cells of the notebooks themselves, in order, in one namespace a notebook: the same
helpers in the same order, the same tables and figures, and no kernel, no display, no report page.
Prints the seconds from the first import to the last file.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


def cells(notebook: Path) -> list[tuple[str, bool]]:
    """The code of every code cell, without IPython's magics, and whether it has the parameters."""
    found = [
        cell
        for cell in json.loads(notebook.read_text("utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]
    return [
        (
            "".join(line for line in "".join(cell["source"]).splitlines(True) if line[:1] != "%"),
            "parameters" in cell["metadata"].get("tags", ()),
        )
        for cell in found
    ]


def main(unit: str, year: int) -> None:
    """Everything that the run of `unit` and `year` writes below data/processed and figures/."""
    from helpers import store
    from helpers.pipeline import STAGES

    store.take(str(store.project_root().resolve()), "plain")
    for stage in STAGES:
        names: dict = {"display": lambda *_: None}  # IPython has it; here nothing is shown
        for code, sets_parameters in cells(stage.notebook):
            exec(compile(code, stage.notebook.name, "exec"), names)
            if sets_parameters:
                names.update(UNIT=unit, YEAR=year)
    store.move_staged(unit, year)


if __name__ == "__main__":
    clock = time.perf_counter()
    main(sys.argv[1], int(sys.argv[2]))
    print(f"{time.perf_counter() - clock:.2f} s")
