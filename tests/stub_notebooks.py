"""Five small notebooks in place of the project's own: tests of the run need no real document."""

from __future__ import annotations

from pathlib import Path

import nbformat

from helpers.pipeline import stages

UNIT, YEAR = "some-office", 2024
ASKED = ["--unit", UNIT, "--year", str(YEAR)]
IMPORTS = """\
import os, sys
from pathlib import Path
import pyarrow as pa, pyarrow.parquet as pq
from IPython.display import HTML
from helpers import store
"""
WORK = """\
print(sys.executable, sys.prefix, Path.home(), os.getcwd())
for name in {outputs}:
    with store.whole(store.path(name, UNIT, YEAR)) as path:
        rows = {{"page": [1, 2, 3], "statement_zh": ["甲"] * 3, "statement_en": ["why"] * 3}}
        pq.write_table(pa.table(rows), path)
HTML(f"<h1>Report of {{YEAR + 0}}</h1>")
"""


def write_notebook(folder: Path, stage: stages.Stage, work: str) -> None:
    cells = [
        nbformat.v4.new_markdown_cell("# What is it?"),
        nbformat.v4.new_code_cell(
            'UNIT = "x"  # folder name\nYEAR = 2000  # year\nREPORT_LANG = "zh"  # in\n'
            "TOP_N = 12  # bars",
            metadata={"tags": ["parameters"]},
        ),
        nbformat.v4.new_code_cell(IMPORTS),
        nbformat.v4.new_code_cell(work.format(outputs=stage.outputs)),
    ]
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(
        nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": spec}),
        folder / f"{stage.name}.ipynb",
    )
