"""No department's name, project or place stands in the code: another PDF is data, not code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).parents[1]
PLACES = ("汉阳", "hanyang", "普陀", "putuo")
DATA_FILE = PROJECT / "tools" / "typeset" / "hanyang-gov-office-2020.yml"


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file of the package; every notebook without its parameters cell."""
    for path in sorted((PROJECT / "src" / "helpers").rglob("*")):
        if path.suffix in {".py", ".yml", ".html", ".css", ".js", ".j2", ".typ", ".md", ".txt"}:
            yield path, path.read_text("utf-8")
    for path in sorted((PROJECT / "notebooks").rglob("*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        kept = [c for c in cells if "parameters" not in c["metadata"].get("tags", [])]
        yield path, "\n".join("".join(cell["source"]) for cell in kept)


def found(words: set[str] | tuple[str, ...]) -> list[str]:
    return [
        f"{word} in {path.relative_to(PROJECT)}"
        for path, content in texts() for word in words if word in content.lower()
    ]


def project_names(node, inside: bool = False) -> Iterator[str]:
    """Names found anywhere below a key that speaks of projects."""
    if isinstance(node, dict):
        for key, value in node.items():
            if inside and key in ("name", "name_zh") and isinstance(value, str):
                yield value
            yield from project_names(value, inside or "project" in str(key))
    elif isinstance(node, list):
        for value in node:
            yield from project_names(value, inside)


def test_no_place_stands_in_code_or_notebooks():
    assert found(PLACES) == []


def test_no_project_of_the_shipped_document_stands_in_code_or_notebooks():
    if not DATA_FILE.exists():
        pytest.skip("the shipped document's data file is not here")
    names = set(project_names(yaml.safe_load(DATA_FILE.read_text("utf-8"))))
    assert len(names) >= 8, "the eight projects are no longer found in the data file"
    assert found(names) == []
