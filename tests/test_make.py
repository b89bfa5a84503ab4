"""What is said to make is text, for make as for the shell: nothing in it is ever run."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
VARIABLES = ("UNIT", "YEAR", "REPORT_LANG", "TOP_N", "NOTEBOOK", "PDF", "REPLACE", "FRESH", "FORCE")
VARIABLES += ("ONLY", "SAMPLE", "WRITE", "PYTHON", "ANYTHING", "python", "helpers", "said", "name")
HOSTILE = "x;touch F;$(shell touch G)`touch H`$(touch I)\"'&touch J|touch K\n\ttouch L #\\ é项"
#: In place of Python: it keeps how it was called.
STUB = """\
#!/usr/bin/env python3
import json, os, sys
with open("calls", "a") as calls:
    calls.write(json.dumps([sys.argv[1:], dict(os.environ)]) + "\\n")
"""

pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="make is not here")


@pytest.fixture
def project(tmp_path):
    """The Makefile, with an environment that is set up and whose Python only keeps its calls."""
    shutil.copy(PROJECT / "Makefile", tmp_path)
    stub, setup = tmp_path / ".venv/bin/python", tmp_path / "tools/bootstrap/setup.sh"
    for file in (stub, setup):
        file.parent.mkdir(parents=True)
    stub.write_text(STUB)
    stub.chmod(0o755)
    setup.write_text("exit 0\n")
    return tmp_path


def made(project: Path, *arguments: str) -> list[tuple[list[str], dict[str, str]]]:
    """How Python was called by make: arguments and environment of each call."""
    calls = project / "calls"
    calls.unlink(missing_ok=True)
    before = {path.name for path in project.iterdir()}
    done = subprocess.run(
        ["make", *arguments], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert {path.name for path in project.iterdir()} - before <= {"calls"}, "something was run"
    return [json.loads(line) for line in calls.read_text().splitlines()]


SAID = [f"{variable}={HOSTILE}" for variable in VARIABLES]
_MAKES_OWN = ("python", "helpers", "said", "name")  # nobody sets these


@pytest.mark.parametrize("verb", ["report", "data", "add", "explore", "lab", "parameters"])
def test_what_is_said_reaches_helpers_as_it_was_said(project, verb):
    ((arguments, environment),) = made(project, verb, *SAID)
    assert arguments == ["-m", "helpers", verb]
    told = {name: environment[name] for name in VARIABLES if name not in _MAKES_OWN}
    assert told == dict.fromkeys(told, HOSTILE)


@pytest.mark.parametrize("verb", ["bench", "test", "check", "accuracy", "fuzz", "specimen"])
def test_the_other_verbs_run_nothing_of_it(project, verb):
    assert all(HOSTILE not in " ".join(arguments) for arguments, _ in made(project, verb, *SAID))


@pytest.mark.parametrize("said", ["ONLY", "SAMPLE"])
def test_an_option_of_a_benchmark_is_one_argument(project, said):
    ((arguments, _),) = made(project, "audit-bench", f"{said}={HOSTILE}")
    assert arguments == ["benchmarks/audit_bench.py", f"--{said.lower()}={HOSTILE}"]


def test_a_variable_of_the_environment_is_not_run_either(project, monkeypatch):
    for variable in VARIABLES:
        monkeypatch.setenv(variable, HOSTILE)
    for verb in ("lab", "add", "report", "audit-bench"):
        assert made(project, verb)
