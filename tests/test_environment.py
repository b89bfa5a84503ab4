"""One environment: the lock, its conda and Binder door, CI and the README say the same."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

PROJECT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-test.lock", "requirements-corpus.lock")
READY = ("ready", "ready-for-corpus", "ready-for-tests")  # no verbs of a user
READMES = ("README.md", "README.zh-CN.md")
PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))


def text(name: str) -> str:
    return (PROJECT / name).read_text("utf-8")


def locked(lock: str = "requirements.lock") -> dict[str, set[str]]:
    """Package to the versions the lock allows (one for each kind of Python or system)."""
    versions: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", text(lock), re.M):
        versions.setdefault(normal(name), set()).add(version)
    return versions


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def ranges(*extras: str) -> dict[str, SpecifierSet]:
    """The range of versions of each package that pyproject.toml names."""
    project = PYPROJECT["project"]
    lines = (
        []
        if extras in (("test",), ("corpus",))
        else [*PYPROJECT["build-system"]["requires"], *project["dependencies"]]
    )
    lines += [line for extra in extras for line in project["optional-dependencies"][extra]]
    found = map(Requirement, lines)
    return {normal(one.name): one.specifier for one in found}


def test_pyproject_names_ranges_and_the_locks_have_versions_within_them():
    for lock, extra in zip(LOCKS, ("setup", "test", "corpus"), strict=True):
        versions = locked() | locked(lock)
        for name, allowed in ranges(extra).items():
            assert not any(one.operator == "==" for one in allowed), name
            assert all(version in allowed for version in versions[name]), name


def test_what_only_tests_need_is_in_the_second_lock_alone():
    reader, tests, corpus = (set(locked(lock)) for lock in LOCKS)
    assert reader & tests == set() and corpus < tests
    assert tests >= {"playwright", "typst", "frictionless", "pytest", "ruff", "mypy"}


def test_every_import_is_of_a_package_that_pyproject_declares():
    declared = ranges("setup", "corpus")
    for_tests = declared | ranges("test")
    for folder, known in (
        ("src", declared),
        ("notebooks", declared),
        ("tests", for_tests),
        ("benchmarks", for_tests),
        ("tools", for_tests),
    ):
        undeclared = {name for name in imported(folder) if not (of_package(name) & set(known))}
        assert undeclared == set(), folder


def imported(folder: str) -> set[str]:
    """The top-level modules that the Python files and notebooks below `folder` import."""
    codes = [path.read_text("utf-8") for path in (PROJECT / folder).rglob("*.py")]
    for path in (PROJECT / folder).rglob("*.ipynb"):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        lines = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
        codes.append(re.sub(r"^\s*%.*", "", lines, flags=re.M))
    nodes = [node for code in codes for node in ast.walk(ast.parse(code))]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    own = {
        name
        for place in ("src", "tests", "benchmarks", "tools", "lessons")
        for path in (PROJECT / place).rglob("*.py")
        for name in (path.stem, path.parent.name)
    }
    return {name.split(".")[0] for name in names} - sys.stdlib_module_names - own - {"helpers"}


def of_package(module: str) -> set[str]:
    """The packages that a top-level module is part of."""
    return {normal(name) for name in packages_distributions().get(module, ())}


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_of_a_lock_has_a_hash_and_names_no_host(name):
    lock = text(name)
    assert "://" not in lock and "--index" not in lock and "--find-links" not in lock
    for requirement in re.split(r"\n(?=\S)", lock.strip()):
        assert "--hash=sha256:" in requirement, requirement


def test_conda_and_binder_open_the_locked_environment():
    environment = yaml.safe_load(text("environment.yml"))
    python, pip, from_pip = environment["dependencies"]
    oldest = PYPROJECT["project"]["requires-python"].removeprefix(">=")
    assert (python, pip) == (f"python={oldest}", "pip")
    assert from_pip == {"pip": ["-r requirements.lock"]}
    # The project itself has no hash, so it cannot stand beside the lock: a second step.
    assert "pip install --no-deps --no-build-isolation -e ." in text("postBuild")
    assert (PROJECT / "postBuild").stat().st_mode & 0o100


def test_set_up_asks_for_hashes_and_looks_for_the_right_python():
    setup = text("tools/bootstrap/setup.sh")
    installs = [line for line in setup.splitlines() if ".lock" in line and "install " in line]
    assert len(installs) == 2 and all("--require-hashes" in line for line in installs)
    major, minor = PYPROJECT["project"]["requires-python"].removeprefix(">=").split(".")
    assert f"sys.version_info < ({major}, {minor})" in setup


def test_ci_runs_the_readmes_test_command_and_nothing_cleverer():
    commands = [line for line in text(".ci/run").splitlines()[1:] if line and line[0] != "#"]
    # The browser's script installs what only tests look with, the bare machine's runs the README's
    # commands where nothing is installed; neither stops the tests, nor does `make check`.
    known = (
        r"set -e$|cd |sh tools/bootstrap/browser\.sh$|make test$"
        r"|sh tools/bootstrap/bare_machine\.sh \|\| bare=failed$|make check \|\| check=failed$"
        r"|test -z \"\$(bare|check)\" \|\| "
    )
    assert commands[0] == "set -e" and commands[-3] == "make test"
    assert all(re.match(known, command) for command in commands)


def test_no_specimen_is_set_in_a_font_of_the_machine():
    call_of_typst = re.compile(r"typst\.[cC]ompile\w*\((?:[^()]|\([^()]*\))*\)")
    for path in (
        path
        for folder in ("tests", "benchmarks", "tools")
        for path in (PROJECT / folder).rglob("*.py")
    ):
        for call in call_of_typst.findall(path.read_text("utf-8")):
            assert "ignore_system_fonts=True" in call, f"{path.name}: {call}"


@pytest.mark.parametrize("readme", READMES)
def test_readme_speaks_of_what_is_there(readme):
    content, makefile = text(readme), text("Makefile")
    assert "make report YEAR=2020" in content and "make test" in content
    code = " ".join(re.findall(r"`+[^`]+`+", content))
    for verb in re.findall(r"make ([a-z-]+)", code):
        assert re.search(rf"^{verb}:.*##", makefile, re.M), f"{readme}: make {verb}"
    for link in re.findall(r"\]\(([^)#:]+)\)", content):
        assert (PROJECT / link).exists(), f"{readme}: {link}"


def test_both_readmes_show_the_same_commands():
    english, chinese = (re.findall(r"^make .*?(?=\s+#|$)", text(name), re.M) for name in READMES)
    assert english == chinese


def test_every_verb_of_the_makefile_has_help_and_is_phony():
    makefile = text("Makefile")
    verbs = set(re.findall(r"^([a-z-]+):", makefile, re.M)) - {"help", *READY}
    assert verbs == set(re.findall(r"^([a-z-]+):.*## \S", makefile, re.M))
    phony = re.search(r"^\.PHONY:(.*)$", makefile, re.M)[1].split()
    assert set(phony) == verbs | {"help", *READY}
