"""The run: parameters checked first, a line a stage, exit statuses, what is kept."""

from __future__ import annotations

import getpass
import json
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from helpers import pipeline, sandbox, store
from helpers.__main__ import main
from helpers.pipeline import execute, parameters, runs, stages
from stub_notebooks import ASKED, UNIT, WORK, YEAR, write_notebook


@pytest.fixture
def no_kernel(monkeypatch):
    def started(*_):
        raise AssertionError("a kernel was started")

    monkeypatch.setattr(execute, "execute_stage", started)


def test_report_runs_the_five_notebooks_and_says_what_came_out(notebooks, document, capsys):
    assert main(["report", *ASKED, "--lang", "en"]) == 0
    out, _ = capsys.readouterr()
    lines = out.splitlines()
    labels = [stage.label("en") for stage in stages.STAGES]
    assert [line.split()[0] for line in lines[:5]] == labels
    assert "statutory 3, " in lines[1] and " s " in lines[1] and "report.en.html" in lines[4]
    assert lines[5] == "not read: page 1: why"
    assert lines[8] == f"report: reports/{UNIT}/{YEAR}/report.en.html"
    folder = store.report_folder(UNIT, YEAR)
    assert "Report of 2024" in (folder / "report.en.html").read_text("utf-8")

    told = json.loads((folder / "run.json").read_text("utf-8"))
    assert told["parameters"] == {"UNIT": UNIT, "YEAR": YEAR, "REPORT_LANG": "en", "TOP_N": 12}
    assert told["pdf"]["sha256"] == document.sha256
    assert [stage["stage"] for stage in told["stages"]] == labels
    assert told["versions"]["papermill"] and told["started"] <= told["ended"]

    executed = sorted(folder.glob("notebooks/*.ipynb"))
    assert [path.stem for path in executed] == labels
    assert not [path for path in folder.rglob(".*")]


def test_nothing_that_a_run_leaves_tells_of_the_machine(notebooks, document, capfd, monkeypatch):
    monkeypatch.setenv("A_SECRET_OF_THE_USER", "correct-horse-battery")
    write_notebook(notebooks, stages.STAGES[3], "print(1 / 0)  # {outputs}")
    assert main(["report", *ASKED]) == 1
    write_notebook(notebooks, stages.STAGES[3], WORK)
    assert main(["report", *ASKED]) == 0
    folders = (store.report_folder(UNIT, YEAR), store.processed_folder(UNIT, YEAR))
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    texts = {path.name: path.read_bytes().decode("utf-8", "replace") for path in files}
    assert {"run.json", "stages.json", "report.html", "05_report.ipynb"} <= texts.keys()
    texts |= {"what was said": "".join(capfd.readouterr())}
    places = (
        Path.home(),
        sys.prefix,
        sys.base_prefix,
        store.project_root(),
        Path.cwd(),
        Path(tempfile.gettempdir(), "final-accounts"),
    )
    telling = [
        *(f"{place}/" for place in places),
        "correct-horse-battery",
        f"/{getpass.getuser()}/",
        f"@{socket.gethostname()}",
        f"//{socket.gethostname()}",
    ]
    for name, text in texts.items():
        assert not [words for words in telling if words in text], name


def test_data_leaves_the_report_alone(notebooks, document):
    assert main(["data", *ASKED]) == 0
    assert not (store.report_folder(UNIT, YEAR) / "report.html").exists()
    assert store.path("results/figure_4", UNIT, YEAR).exists()


def test_a_failing_cell_is_named_and_the_last_report_stays(notebooks, document, capsys):
    assert main(["report", *ASKED]) == 0
    report = store.report_folder(UNIT, YEAR) / "report.html"
    before = report.stat()
    write_notebook(notebooks, stages.STAGES[2], "1 / 0  # {outputs}")
    assert main(["report", *ASKED]) == 1
    _, err = capsys.readouterr()
    assert "03_audit failed in cell 4 (`1 / 0" in err and "ZeroDivisionError" in err
    assert f"with UNIT={UNIT} YEAR={YEAR} REPORT_LANG=zh TOP_N=12" in err
    kept = f"reports/{UNIT}/{YEAR}/notebooks/03_audit.failed.ipynb"
    assert kept in err and (store.project_root() / kept).exists()
    assert report.stat() == before and (report.parent / "run.json").exists()

    write_notebook(notebooks, stages.STAGES[2], WORK)
    assert main(["data", *ASKED]) == 0
    assert not (store.project_root() / kept).exists()


def test_a_stage_that_writes_less_than_it_must_is_a_failure(notebooks, document, capsys):
    write_notebook(notebooks, stages.STAGES[0], "# {outputs}")
    assert main(["data", *ASKED]) == 1
    assert "did not write data/processed/some-office/2024/as_printed/pages.parquet" in (
        capsys.readouterr().err
    )


def test_input_that_a_notebook_refuses_is_the_users_to_mend(notebooks, document, capsys):
    write_notebook(
        notebooks,
        stages.STAGES[0],
        "from helpers import documents\n"
        "raise documents.UnreadablePdf('page 3 is torn')  # {outputs}",
    )
    assert main(["data", *ASKED]) == 2
    assert "error: page 3 is torn" in capsys.readouterr().err


def test_a_notebook_makes_what_it_needs_and_only_that(notebooks, document, home, capsys):
    pipeline.ensure_inputs("03_audit", UNIT, YEAR)
    made = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert made == ["01_extract", "02_clean"]

    pipeline.ensure_inputs("03_audit", UNIT, YEAR)
    assert capsys.readouterr().out == ""

    store.path("tidy/facts", UNIT, YEAR).unlink()
    pipeline.ensure_inputs("04_analyse", UNIT, YEAR)
    made = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert made == ["02_clean", "03_audit"]


def test_another_pdf_makes_everything_stale(notebooks, document, make_pdf, capsys):
    pipeline.ensure_inputs("02_clean", UNIT, YEAR)
    document.path.write_bytes(make_pdf("2024年度部门决算", "收入决算表", "支出决算表"))
    capsys.readouterr()
    pipeline.ensure_inputs("02_clean", UNIT, YEAR)
    assert capsys.readouterr().out.startswith("01_extract")


def test_a_kernel_of_the_users_own_is_not_taken(notebooks, document, tmp_path, monkeypatch):
    spec = tmp_path / "jupyter" / "kernels" / "python3"
    spec.mkdir(parents=True)
    (spec / "kernel.json").write_text('{"argv": ["/no/such/python"], "display_name": "x"}')
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.setenv("HOME", "/nonexistent")
    pipeline.ensure_inputs("02_clean", UNIT, YEAR)
    assert os.environ["JUPYTER_PATH"] == str(tmp_path / "jupyter")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--unit", UNIT, "--year", "2023"], "for 2023; there are for 2024"),
        (["--unit", "som-office", "--year", "2024"], "Did you mean some-office?"),
        (["--unit", "../etc", "--year", "2024"], "UNIT is the name of a folder"),
        (["--unit", UNIT, "--year", "last"], "YEAR is the fiscal year"),
        (["--unit", UNIT, "--year", ""], "YEAR is missing. There are final accounts for: UNIT="),
        ([*ASKED, "--lang", "english"], "REPORT_LANG is one of zh, en, both; found 'english'"),
        ([*ASKED, "--set", "REPORT_LNG=en"], "Did you mean REPORT_LANG? There are: UNIT, YEAR"),
        ([*ASKED, "--set", "REPORT_LANG"], "NAME=VALUE"),
        ([*ASKED, "--set", "TOP_N=0"], "TOP_N is a whole number from 1 to 100; found '0'"),
        ([*ASKED, "--set", "TOP_N=five"], "TOP_N is a whole number from 1 to 100"),
        ([*ASKED, "--set", "top_n=5"], "Did you mean TOP_N?"),
    ],
)
def test_bad_parameters_stop_before_any_kernel(
    notebooks, document, no_kernel, capsys, arguments, words
):
    before = sorted(store.project_root().rglob("*"))
    for verb in ("report", "data"):
        assert main([verb, *arguments]) == 2
        _, err = capsys.readouterr()
        assert words in err and err.startswith("error: ") and err.count("\n") == 1
    assert sorted(store.project_root().rglob("*")) == before


def test_a_misspelt_make_variable_is_noticed(document, no_kernel, capsys, monkeypatch):
    monkeypatch.setenv("MAKEFLAGS", r" -- REPORT_LAN=en PIP_INDEX_URL=x UNIT=a\ YAER=b YEAR=2024")
    assert main(["report", *ASKED]) == 2
    assert "make knows no REPORT_LAN. Did you mean REPORT_LANG?" in capsys.readouterr().err


def test_what_is_said_to_make_is_what_set_says(document, monkeypatch):
    given = []
    monkeypatch.setattr(pipeline, "run", lambda stages, said, force: given.append((said, force)))
    assert main(["report", "--unit", "007", "--year", "2024", "--set", "TOP_N=5"]) == 0
    monkeypatch.setenv("MAKEFLAGS", " -- TOP_N=5 YEAR=2024 UNIT=007 FORCE=1")
    for name, value in {"TOP_N": "5", "YEAR": "2024", "UNIT": "007", "FORCE": "1"}.items():
        monkeypatch.setenv(name, value)
    assert main(["report"]) == 0
    (by_set, _), (by_make, forced) = given
    assert parameters.checked(by_set) == parameters.checked(by_make)
    assert parameters.checked(by_make) == {
        "UNIT": "007",
        "YEAR": 2024,
        "REPORT_LANG": "zh",
        "TOP_N": 5,
    }
    assert forced


def test_a_notebook_without_a_parameter_is_refused(notebooks, document, no_kernel, capsys):
    path = notebooks / "02_clean.ipynb"
    path.write_text(path.read_text("utf-8").replace("TOP_N = 12", "TOPN = 12"), "utf-8")
    assert main(["report", *ASKED]) == 2
    assert "parameters cell of 02_clean.ipynb sets UNIT, YEAR" in capsys.readouterr().err


def test_parameters_are_listed_with_what_they_may_be(home, capsys):
    assert main(["parameters"]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in parameters.PARAMETERS) and "zh, en, both" in out


def test_add_says_what_to_do_next(home, tmp_path, make_pdf, capsys):
    path = tmp_path / "我的 决算 (1).pdf"
    path.write_bytes(make_pdf("2024年度部门决算", "收入决算表"))
    assert main(["add", "--pdf", str(path), *ASKED]) == 0
    out = capsys.readouterr().out
    assert "added: data/raw/some-office/2024/final_accounts.pdf (2 pages)" in out
    assert "make report UNIT=some-office YEAR=2024" in out


def test_add_without_a_file_says_how(home, capsys):
    assert main(["add", "--pdf", "", *ASKED]) == 2
    assert "make add PDF=<file>" in capsys.readouterr().err


def test_the_command_itself_gives_the_exit_status(home):
    done = subprocess.run(
        [sys.executable, "-m", "helpers", "report", *ASKED],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and "Traceback" not in done.stderr


def test_a_notebook_inside_a_run_does_not_run_the_others(document, no_kernel, monkeypatch):
    with store.at(store.Place(store.project_root(), "a-run")):
        pipeline.ensure_inputs("05_report", UNIT, YEAR)


def test_a_name_that_is_no_stage_is_refused(document):
    with pytest.raises(ValueError, match="the stages are 01_extract"):
        pipeline.ensure_inputs("06_more", UNIT, YEAR)


def test_a_notebook_opened_in_jupyterlab_makes_what_it_needs(notebooks, document):
    work = (
        "from helpers import pipeline; from helpers.pipeline import stages\n"
        f"stages.NOTEBOOKS = Path({str(notebooks)!r})\n"
        f"pipeline.ensure_inputs('02_clean', '{UNIT}', {YEAR})  # {{outputs}}"
    )
    write_notebook(notebooks, stages.STAGES[1], work)
    notebook = nbformat.read(notebooks / "02_clean.ipynb", as_version=4)
    NotebookClient(notebook, kernel_name="python3").execute()
    assert notebook.cells[-1].outputs[0].text.startswith("01_extract ")
    assert store.path("as_printed/cells", UNIT, YEAR).exists()


def test_where_nothing_can_be_forked_a_run_is_the_same_and_says_so(
    notebooks, document, monkeypatch, capsys
):
    assert main(["report", *ASKED]) == 0
    forked = capsys.readouterr()
    report = store.report_path(UNIT, YEAR, "zh").read_bytes()
    assert "cannot be forked" not in forked.err

    monkeypatch.setattr(sandbox, "can_fork", lambda: False)
    runs.warm_up.cache_clear()
    assert main(["report", *ASKED, "--force"]) == 0
    spawned = capsys.readouterr()
    assert spawned.err.count("kernels cannot be forked on this system") == 1
    assert [line.split()[0] for line in spawned.out.splitlines()] == [
        line.split()[0] for line in forked.out.splitlines()
    ]
    assert store.path("tidy/facts", UNIT, YEAR).exists()
    assert store.report_path(UNIT, YEAR, "zh").read_bytes() == report
    runs.warm_up.cache_clear()


def test_a_kernel_takes_over_where_the_run_writes(notebooks, document, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FINAL_ACCOUNTS_HOME", "home")  # means another folder in a kernel's own
    write_notebook(
        notebooks,
        stages.STAGES[0],
        WORK
        + (
            "told = [n for n in os.environ if n.startswith('FINAL_ACCOUNTS_')]\n"
            "assert told == ['FINAL_ACCOUNTS_HOME'] and store.place().run, (told, store.place())\n"
        ),
    )
    assert main(["data", *ASKED]) == 0
    assert store.path("as_printed/pages", UNIT, YEAR).exists()
