"""One environment: the lock, its conda and Binder door, CI and the README say the same."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh-CN.md")
PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))


def text(name: str) -> str:
    return (PROJECT / name).read_text("utf-8")


def locked() -> dict[str, set[str]]:
    """Package to the versions the lock allows (one for each kind of Python or system)."""
    versions: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", text("requirements.lock"), re.M):
        versions.setdefault(normal(name), set()).add(version)
    return versions


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins() -> list[str]:
    project = PYPROJECT["project"]
    extras = [pin for group in project["optional-dependencies"].values() for pin in group]
    return [*PYPROJECT["build-system"]["requires"], *project["dependencies"], *extras]


def test_every_pin_of_the_project_is_the_version_in_the_lock():
    there = locked()
    for pin in pins():
        name, version = pin.split("==")
        assert there[normal(name.partition("[")[0])] == {version}, pin


def test_every_line_of_the_lock_has_a_hash_and_names_no_host():
    lock = text("requirements.lock")
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
    assert "--require-hashes" in setup
    major, minor = PYPROJECT["project"]["requires-python"].removeprefix(">=").split(".")
    assert f"sys.version_info < ({major}, {minor})" in setup


def test_ci_runs_the_readmes_test_command_and_nothing_cleverer():
    commands = [line for line in text(".ci/run").splitlines()[1:] if line and line[0] != "#"]
    # The browser's script installs what only tests look with, the bare machine's runs the README's
    # commands where nothing is installed; neither stops the tests.
    known = (r"set -e$|cd |sh tools/bootstrap/browser\.sh$|make test$"
             r"|sh tools/bootstrap/bare_machine\.sh \|\| bare=failed$|test -z \"\$bare\" \|\| ")
    assert commands[0] == "set -e" and commands[-2] == "make test"
    assert all(re.match(known, command) for command in commands)


def test_no_specimen_is_set_in_a_font_of_the_machine():
    call_of_typst = re.compile(r"typst\.[cC]ompile\w*\((?:[^()]|\([^()]*\))*\)")
    for path in (path for folder in ("tests", "benchmarks", "tools")
                 for path in (PROJECT / folder).rglob("*.py")):
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
    verbs = set(re.findall(r"^([a-z-]+):", makefile, re.M)) - {"help", "ready"}
    assert verbs == set(re.findall(r"^([a-z-]+):.*## \S", makefile, re.M))
    phony = re.search(r"^\.PHONY:(.*)$", makefile, re.M)[1].split()
    assert set(phony) == verbs | {"help", "ready"}
