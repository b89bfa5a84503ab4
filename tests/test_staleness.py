"""Only what changed runs again: notebook, helpers, parameters, inputs, versions, nothing else."""

from __future__ import annotations

import json
import os
import shutil

import pytest

from helpers import pipeline, store
from helpers.__main__ import main
from helpers.pipeline import execute, record, rooms, runs
from helpers.pipeline.stages import STAGES, StageFailed, executed_notebook
from stub_notebooks import ASKED, UNIT, WORK, YEAR, write_notebook

ALL = [stage.name for stage in STAGES]


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A copy of the package and the lock, which a test may change."""
    copy = tmp_path / "project"
    shutil.copytree(
        rooms.PACKAGE, copy / "src" / "helpers", ignore=shutil.ignore_patterns("__pycache__")
    )
    (copy / "requirements.lock").write_text("doit==1.0\n")
    monkeypatch.setattr(record, "_PROJECT", copy)
    monkeypatch.setattr(rooms, "PACKAGE", copy / "src" / "helpers")
    clear_caches()
    yield copy
    clear_caches()


def clear_caches() -> None:
    rooms._rooms_of_files.cache_clear()


@pytest.fixture
def quick(monkeypatch):
    """Stages that write their files without a kernel; what ran is for the test to see."""
    ran: list[str] = []

    def execute(stage, parameters, kept, kernel):
        ran.append(stage.label(parameters["REPORT_LANG"]))
        for name in stage.outputs:
            store.write_text(store.path(name, UNIT, YEAR), f"{name} {content}")
        store.write_text(kept, "executed")
        folder, reports = store.processed_folder(UNIT, YEAR), store.report_folder(UNIT, YEAR)
        for path in {
            "04_analyse": (folder / "tidy" / "facts.csv", folder / "final_accounts.xlsx"),
            "05_report": (reports / "figures" / "figure_1.svg",),
        }.get(stage.label(parameters["REPORT_LANG"]), ()):
            store.write_text(path, "made")

    def publish(kept, unit, year, lang):
        store.write_text(store.report_path(unit, year, lang), "report")

    content = "as before"
    monkeypatch.setattr("helpers.pipeline.execute.execute_stage", execute)
    monkeypatch.setattr(runs, "rows", lambda *_: {})
    monkeypatch.setattr(runs._Run, "tell_notes", lambda *_: None)
    monkeypatch.setattr("helpers.pipeline.kernel.Kernels.one", lambda *_, **__: NoKernel())
    monkeypatch.setattr(runs, "warm_up", lambda: None)
    monkeypatch.setattr(runs, "publish_report", publish)
    return ran


class NoKernel:
    def __enter__(self):
        return None

    def __exit__(self, *_):
        return None


def report(ran: list[str], *more: str) -> list[str]:
    """The stages that `helpers report` runs now."""
    ran.clear()
    clear_caches()
    assert main(["report", *ASKED, *more]) == 0
    return sorted(ran)  # some run at the same time


def test_nothing_changed_runs_nothing_and_says_so(project, notebooks, document, quick, capsys):
    assert report(quick) == ALL
    capsys.readouterr()
    assert report(quick) == []
    assert "nothing has changed" in capsys.readouterr().out
    assert report(quick, "--force") == ALL


def test_a_correction_reruns_what_is_interpreted_and_reads_no_pdf(
    project, notebooks, document, quick
):
    report(quick)
    (store.raw_folder(UNIT, YEAR) / "corrections.yml").write_text("corrections: []")
    assert report(quick) == ["02_clean"]  # and what follows, where its tables change
    assert report(quick) == []


def test_a_parameter_of_the_report_runs_the_report_alone(project, notebooks, document, quick):
    report(quick)
    assert report(quick, "--set", "TOP_N=5") == ["05_report"]
    assert report(quick, "--set", "TOP_N=5", "--lang", "en") == ["05_report.en"]
    assert report(quick, "--set", "TOP_N=5", "--lang", "both") == []


def test_a_notebook_runs_again_and_its_equal_outputs_stop_there(
    project, notebooks, document, quick
):
    report(quick)
    write_notebook(notebooks, STAGES[1], WORK + "# another comment")
    assert report(quick) == ["02_clean"]


@pytest.mark.parametrize(
    ("changed", "runs_again"),
    [
        ("requirements.lock", ALL),
        ("src/helpers/store.py", ALL),
        (
            "src/helpers/extract/pages/rulings.py",
            ["01_extract", "02_clean", "03_audit", "05_report"],
        ),
        ("src/helpers/interpret/statutory/headers.py", ["02_clean"]),
        ("src/helpers/checks/words.py", ["03_audit"]),
        ("src/helpers/wording/identities.yml", ["03_audit"]),
        ("src/helpers/wording/operands_audit.yml", ["03_audit"]),
        ("src/helpers/wording/operands.yml", ALL[1:]),
        ("src/helpers/wording/sentences.yml", ["02_clean"]),
        ("src/helpers/publish/page.py", ["05_report"]),
        ("src/helpers/__main__.py", []),
        ("src/helpers/new.py", ALL),  # what no room names is the ground of all
    ],
)
def test_a_change_in_a_room_runs_what_depends_on_it_and_nothing_else(
    project, notebooks, document, quick, changed, runs_again
):
    report(quick)
    with (project / changed).open("a", encoding="utf-8") as file:
        file.write("\n# a comment\n")
    assert report(quick) == runs_again


def test_another_pdf_or_another_source_starts_afresh(project, notebooks, document, quick, make_pdf):
    report(quick)
    document.path.write_bytes(make_pdf("2024年度部门决算", "收入决算表", "支出决算表"))
    # These open the PDF itself; the tables of these tests stay equal.
    assert report(quick) == ["01_extract", "03_audit", "05_report"]
    source = document.path.with_name("source.yml")
    source.write_text(source.read_text("utf-8") + "publisher_en: Some Office\n", "utf-8")
    assert report(quick) == ["01_extract", "03_audit", "05_report"]


def test_what_is_missing_is_made_again(project, notebooks, document, quick):
    report(quick)
    store.path("results/checks", UNIT, YEAR).unlink()
    executed_notebook(STAGES[3], UNIT, YEAR, "zh").unlink()
    assert report(quick) == ["03_audit", "04_analyse"]


@pytest.mark.parametrize(
    ("damaged", "made_again"),
    [
        ("data/processed/some-office/2024/tidy/facts.parquet", ["02_clean"]),
        ("data/processed/some-office/2024/results/checks.parquet", ["03_audit"]),
        ("data/processed/some-office/2024/final_accounts.xlsx", ["04_analyse"]),
        ("data/processed/some-office/2024/tidy/facts.csv", ["04_analyse"]),
        ("reports/some-office/2024/notebooks/01_extract.ipynb", ["01_extract"]),
        ("reports/some-office/2024/figures/figure_1.svg", ["05_report"]),
        ("reports/some-office/2024/report.html", ["05_report"]),
        ("reports/some-office/2024/run.json", []),
    ],
)
@pytest.mark.parametrize("how", ["edited", "cut off", "emptied", "deleted"])
def test_what_is_not_as_it_was_made_is_made_again(
    project, notebooks, document, quick, damaged, made_again, how
):
    report(quick)
    path = store.project_root() / damaged
    before, stat = path.read_bytes(), path.stat()
    if how == "deleted":
        path.unlink()
    else:
        other = {"edited": before.swapcase(), "cut off": before[:-1], "emptied": b""}[how]
        path.write_bytes(other)
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert report(quick) == made_again
    assert path.read_bytes() == before
    assert report(quick) == []


def test_a_pdf_replaced_with_the_same_size_and_time_is_another(
    project, notebooks, document, quick, monkeypatch
):
    monkeypatch.setattr(record, "_SETTLED", -60)  # as if it had lain there for long
    report(quick)
    stat = document.path.stat()
    other = document.path.read_bytes().replace(b"%PDF-1.7", b"%PDF-1.6")
    assert len(other) == stat.st_size and other != document.path.read_bytes()
    document.path.write_bytes(other)
    os.utime(document.path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert "01_extract" in report(quick)


def test_a_file_that_is_only_touched_or_copied_is_the_same(project, notebooks, document, quick):
    report(quick)
    document.path.touch()
    copy = document.path.with_name("copy")
    shutil.copy(document.path, copy)
    copy.replace(document.path)
    assert report(quick) == []


def test_the_link_to_the_report_in_the_other_language_makes_nothing_stale(
    project, notebooks, document, quick, monkeypatch
):
    publish = runs.publish_report

    def linked(kept, unit, year, lang):
        publish(kept, unit, year, lang)
        other = store.report_path(unit, year, "en" if lang == "zh" else "zh")
        if other.exists():
            store.write_text(other, "report with a link")

    monkeypatch.setattr(runs, "publish_report", linked)
    assert report(quick) == ALL
    assert report(quick, "--lang", "en") == ["05_report.en"]
    assert report(quick, "--lang", "both") == []


def test_a_file_that_changes_while_it_is_read_is_read_again(
    project, notebooks, document, quick, monkeypatch
):
    done = record.Record.done

    def late(self, stage, parameters):
        if stage.name == "01_extract":
            document.path.touch()
        done(self, stage, parameters)

    monkeypatch.setattr(record.Record, "done", late)
    report(quick)
    monkeypatch.setattr(record.Record, "done", done)
    assert report(quick) == ["01_extract"]


@pytest.mark.parametrize(
    "broken",
    [
        "{ half",
        "",
        "[]",
        "null",
        "[" * 100_000,
        '{"01_extract": 5}',
        '{"01_extract": {"deps:": [[1]], "checker:": "_Checker"}}',
        '{"01_extract": {"deps:": ["requirements.lock"], "requirements.lock": [1, 2, 3]}}',
        '{"run.json": {"told:": []}}',
        "\x00",
    ],
    ids=range(10),
)
def test_a_broken_record_only_costs_a_run(project, notebooks, document, quick, broken):
    report(quick)
    kept = store.processed_folder(UNIT, YEAR) / "stages.json"
    assert str(store.project_root()) not in kept.read_text()
    kept.write_text(broken)
    assert report(quick) == ALL
    assert json.loads(kept.read_text())


def test_pipeline_of_one_notebook_uses_the_same_rule(project, notebooks, document, quick):
    pipeline.ensure_inputs("04_analyse", UNIT, YEAR)
    assert sorted(quick) == ["01_extract", "02_clean", "03_audit"]
    assert report(quick) == ["04_analyse", "05_report"]


def test_stages_that_need_nothing_of_each_other_run_together(home):
    jobs = [(stage, {}) for stage in (*STAGES, STAGES[-1])]  # a report in each language
    names = [[stage.name for stage, _ in group] for group in runs._independent(jobs)]
    assert names == [
        ["01_extract"],
        ["02_clean"],
        ["03_audit"],
        ["04_analyse"],
        ["05_report", "05_report"],
    ]


def test_of_two_stages_at_the_same_time_one_that_fails_fails_both(
    project, notebooks, document, quick, monkeypatch
):
    done = execute.execute_stage

    def fails(stage, parameters, kept, kernel):
        if parameters["REPORT_LANG"] == "en":
            raise StageFailed("no")
        done(stage, parameters, kept, kernel)

    monkeypatch.setattr(execute, "execute_stage", fails)
    assert main(["report", *ASKED, "--lang", "both"]) == 1
    assert not store.report_path(UNIT, YEAR, "zh").exists()
    monkeypatch.setattr(execute, "execute_stage", done)
    assert report(quick, "--lang", "both") == ["05_report", "05_report.en"]
