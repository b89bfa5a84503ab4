"""Which files of `helpers` a notebook's result depends on: its imports, theirs, and their data.

Module by module: what a notebook imports, what that imports, wherever in the file it does. A
data file (vocabulary, template) belongs to the modules that name it, or its folder, in a string.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
# The notebooks import the machinery for `ensure_inputs`, which does nothing in a run. It is a
# source itself; what it imports is not, or every notebook would depend on every module.
_MACHINERY = "helpers.pipeline"


def sources(notebook: Path) -> set[Path]:
    """The files of the package that the result of `notebook` depends on."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    lines = "".join("".join(cell["source"]) + "\n" for cell in cells if cell["cell_type"] == "code")
    code = "".join(line for line in lines.splitlines(True) if not line.lstrip().startswith("%"))
    found: set[Path] = set()
    waiting = [*_imported(ast.walk(ast.parse(code)))]
    while waiting:
        name = waiting.pop()
        file = _modules().get(name)
        if file is None or file in found:
            continue
        found.add(file)
        if name.startswith(_MACHINERY):
            waiting += [other for other in _modules() if other.startswith(_MACHINERY)]
        else:
            imported, data = _read(file)
            waiting += imported
            found |= data
    return found


@cache
def _modules() -> dict[str, Path]:
    """Every module of the package, by its dotted name."""
    named = {}
    for file in PACKAGE.rglob("*.py"):
        parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
        named[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return named


@cache
def _data() -> dict[str, set[Path]]:
    """Every data file of the package by the name it goes by: its own stem beside modules, else
    that of the outermost folder without modules."""
    named: dict[str, set[Path]] = {}
    packages = {file.parent for file in _modules().values()}
    for file in PACKAGE.rglob("*"):
        if file.is_file() and file.suffix not in (".py", ".pyc"):
            around = [folder for folder in file.parents if PACKAGE in folder.parents]
            plain = [folder.name for folder in around if folder not in packages]
            named.setdefault(plain[-1] if plain else file.stem, set()).add(file)
    return named


@cache
def _read(file: Path) -> tuple[tuple[str, ...], frozenset[Path]]:
    """The modules that `file` imports, and the data files that it names."""
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    strings = {node.value for node in nodes
               if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    data = {path for name in strings & _data().keys() for path in _data()[name]}
    return tuple(_imported(nodes)), frozenset(data)


def _imported(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Dotted names of the modules that `nodes` import, the packages around them too."""
    for node in nodes:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            yield from (".".join(parts[:end]) for end in range(1, len(parts) + 1))
