"""The recipes of CONTRIBUTING.md are true: each is made in a copy of the project and tested."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
TEXT = (PROJECT / "CONTRIBUTING.md").read_text("utf-8")
#: How many files a change may touch, its test among them.
MOST = {
    "A province's wording": 3,
    "Another check": 3,
    "Another table": 5,
    "A figure": 5,
    "A language": 5,
}
BLOCK = re.compile(
    r'^```\w+ file=(?P<file>\S+)(?: (?P<where>[a-z-]+)(?:="(?P<line>[^\n]*)")?)?\n'
    r"(?P<text>.*?)^```$",
    re.M | re.S,
)


@dataclass
class Step:
    """One block of a recipe: a new file, or lines that belong into one that is there."""

    file: str
    where: str | None
    line: str
    text: str

    def take(self, project: Path) -> None:
        """Do it in the copy `project`."""
        target = project / self.file
        if self.where is None:
            assert not target.exists(), self.file
            target.write_text(self.text, "utf-8")
            return
        content = target.read_text("utf-8")
        if self.where == "at-end":
            target.write_text(content + self.text, "utf-8")
            return
        assert content.count(f"\n{self.line}\n") == 1, f"{self.file}: {self.line}"
        new = {
            "after": f"{self.line}\n{self.text}",
            "before": f"{self.text}{self.line}\n",
            "instead-of": self.text,
        }[self.where]
        target.write_text(content.replace(f"\n{self.line}\n", f"\n{new}", 1), "utf-8")


def recipe(title: str) -> list[Step]:
    section = TEXT.split(f"\n## {title}\n")[1].split("\n## ")[0]
    return [
        Step(one["file"], one["where"], (one["line"] or "").replace('\\"', '"'), one["text"])
        for one in BLOCK.finditer(section)
    ]


def test_there_are_five_recipes():
    assert re.findall(r"^## (.*)", TEXT, re.M) == list(MOST)


@pytest.mark.parametrize("title", MOST)
def test_a_recipe_touches_few_files(title):
    assert 0 < len({step.file for step in recipe(title)}) <= MOST[title]


#: What writes the pages that a recipe changes, as its text says.
WRITES = re.compile(r"Then `python ([^`]+)` writes")
#: What must hold of every rule besides its own test.
OF_RULES = ("tests/test_catalogue.py", "tests/test_leads.py", "-k", "catalogue or rule or example")


@pytest.mark.parametrize("title", MOST)
def test_a_recipe_works_in_a_copy_of_the_project(title, tmp_path):
    for folder in ("src", "tests", "benchmarks", "notebooks", "docs", "tools"):
        shutil.copytree(
            PROJECT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    steps, section = recipe(title), TEXT.split(f"\n## {title}\n")[1].split("\n## ")[0]
    tests = [step.file for step in steps if step.file.startswith("tests/test_")]
    for step in steps:
        step.take(tmp_path)
    if written := WRITES.search(section):
        _runs(tmp_path, *written[1].split())
        tests.append("tests/test_documentation.py")
    if title == "Another check":
        tests += OF_RULES
    wanted = tests or ["tests/test_places.py", "-k", "example"]
    _runs(tmp_path, "-m", "pytest", "-q", "-p", "no:cacheprovider", *wanted)


def _runs(project: Path, *arguments: str) -> None:
    """Python with these arguments ends well in the copy `project`."""
    ran = subprocess.run(
        [sys.executable, *arguments],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
