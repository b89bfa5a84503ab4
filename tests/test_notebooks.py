"""Notebooks are thin, readable and run in order; what computes lives in src/helpers."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import nbformat
import pytest

from helpers.pipeline import STAGES
from helpers.pipeline.parameters import PARAMETERS, checked

PROJECT = Path(__file__).parents[1]
NOTEBOOKS = sorted(
    path.relative_to(PROJECT)
    for path in (PROJECT / "notebooks").rglob("*.ipynb")
    if ".ipynb_checkpoints" not in path.parts
)
HELPED = re.compile(r"[A-Z_]+ = \S.*\s{2,}# \S.*")


def read(path: Path):
    return nbformat.read(PROJECT / path, as_version=4)


def code_cells(notebook) -> list[str]:
    """The code of every cell, without IPython's magics."""
    return [
        re.sub(r"^%.*", "", cell.source, flags=re.M)
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def lines(source: str) -> list[str]:
    return [line for line in source.splitlines() if line.strip()]


def tree(path: Path) -> ast.Module:
    return ast.parse("\n".join(code_cells(read(path))))


def test_every_stage_has_its_notebook():
    assert [stage.name for stage in STAGES if not stage.notebook.exists()] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=str)
def test_a_notebook_is_thin(path):
    notebook = read(path)
    sizes = [len(lines(source)) for source in code_cells(notebook)]
    assert len(notebook.cells) <= 25
    assert sum(sizes) <= 60
    assert max(sizes) <= 12


@pytest.mark.parametrize("path", NOTEBOOKS, ids=str)
def test_a_notebook_opens_with_a_question_its_parameters_and_its_imports(path):
    first, second, third, *rest = read(path).cells
    assert first.cell_type == "markdown"
    assert re.match(r"# .*[?？]$", first.source.splitlines()[0]), "the title is no question"
    assert second.metadata.get("tags") == ["parameters"]
    assert all(HELPED.fullmatch(line) for line in lines(second.source)), "a parameter without help"
    assert third.cell_type == "code" and "import" in third.source
    for cell in rest:
        assert cell.cell_type != "code" or not re.search(r"^\s*(import|from)\b", cell.source, re.M)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=str)
def test_the_parameters_are_typed_literals_of_the_schema(path):
    assignments = ast.parse(read(path).cells[1].source).body
    given = {a.targets[0].id: ast.literal_eval(a.value) for a in assignments}
    assert list(given) == list(PARAMETERS)
    assert checked(given) == given
    helps = [line.partition("# ")[2] for line in lines(read(path).cells[1].source)]
    assert helps == [one.help for one in PARAMETERS.values()]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=str)
def test_what_computes_is_not_in_the_notebook(path):
    code = tree(path)
    banned = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Try)
    assert not [type(node).__name__ for node in ast.walk(code) if isinstance(node, banned)]
    modules = {
        name.name.partition(".")[0]
        for node in ast.walk(code)
        if isinstance(node, ast.Import)
        for name in node.names
    }
    assert "re" not in modules, "a regular expression"
    strings = [
        n.value for n in ast.walk(code) if isinstance(n, ast.Constant) and isinstance(n.value, str)
    ]
    assert not [s for s in strings if re.match(r"/\w|~/|[A-Za-z]:\\", s)], "an absolute path"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=str)
def test_a_notebook_is_committed_without_outputs_for_our_kernel(path):
    notebook = read(path)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None
    assert notebook.metadata.kernelspec.name == "python3"
    assert "papermill" not in notebook.metadata
