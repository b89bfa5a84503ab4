"""A run over many documents: what one of them does harms no other, and nothing is done twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import dask
import psutil
import pyarrow.parquet as pq
import pytest

from helpers import corpus, pipeline, sandbox, store
from helpers.__main__ import main
from helpers.corpus import document, engine, outcomes
from helpers.documents import BadParameter, limits
from helpers.pipeline.stages import DATA_STAGES

YEAR = 2024
SENTENCES = """\
第二部分 2024年度部门决算情况说明
一、收入支出决算总体情况说明
2024年度收入总计{0}.50万元，支出总计{0}.50万元。与上年相比，收、支总计各增加10.00万元。"""

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")


@pytest.fixture
def put(home, make_pdf):
    """``put("some-office")`` puts a small document, or `content`, there."""

    def place(unit: str, content: bytes | None = None, number: int = 100) -> Path:
        folder = store.raw_folder(unit, YEAR)
        folder.mkdir(parents=True)
        if content is None:
            content = make_pdf(f"某某市某局\n{YEAR}年度部门决算", SENTENCES.format(number))
        (folder / "final_accounts.pdf").write_bytes(content)
        return folder

    return place


def run(**how) -> dict[str, corpus.Outcome]:
    return {one.unit: one for one in corpus.run(corpus.chosen_documents(), **how)}


def test_each_document_ends_as_an_outcome_and_harms_no_other(put, capsys):
    put("sound", number=100)
    put("copy", number=100)
    put("other", number=300)
    put("cut-off", b"%PDF-1.4 and nothing more")
    assert main(["corpus", "--workers", "2"]) == 3
    said = capsys.readouterr().out
    found = {unit: outcomes.read(unit, YEAR) for unit in ("copy", "sound", "other", "cut-off")}
    assert found["other"].outcome == found["copy"].outcome == "done"
    assert (found["sound"].outcome, found["sound"].same_as) == ("same_as", f"copy/{YEAR}")
    assert found["cut-off"].outcome == "refused" and "truncated" in found["cut-off"].reason
    assert "corpus: 4 documents: 2 done, 1 refused, 1 same as" in said
    assert "cut-off 2024: refused: data/raw/cut-off/2024/final_accounts.pdf is truncated" in said

    facts = pq.ParquetFile(store.path("tidy/facts", "other", YEAR)).read().to_pylist()
    assert {str(row["value"]) for row in facts if row["printed"]} >= {"300.500000"}
    before = {path: path.stat().st_mtime_ns for path in store.project_root().rglob("*.parquet")}
    put("later", number=500)
    assert main(["corpus"]) == 3  # what is refused stays refused, and is said again
    assert "3 of 5 documents are done already" in capsys.readouterr().out
    assert all(path.stat().st_mtime_ns == when for path, when in before.items())


def test_one_function_writes_every_table_that_the_notebooks_write(put):
    put("sound")
    with sandbox.apart_already():
        document.make_data("sound", YEAR)
    for stage in DATA_STAGES:
        for name in stage.outputs:
            assert store.path(name, "sound", YEAR).exists(), name
    assert (store.processed_folder("sound", YEAR) / "datapackage.json").exists()


def test_an_outcome_holds_for_its_files_and_its_code(put):
    folder = put("sound")
    (work,) = outcomes.planned([("sound", YEAR)], "code")
    outcomes.write(corpus.Outcome.of(work, "refused", reason="none"))
    assert outcomes.kept(work).outcome == "refused"
    assert outcomes.kept(outcomes.planned([("sound", YEAR)], "later code")[0]) is None
    (folder / "corrections.yml").write_text("[]")
    assert outcomes.kept(outcomes.planned([("sound", YEAR)], "code")[0]) is None
    outcomes.outcome_path("sound", YEAR).write_text('{"outcome": "done"')
    assert outcomes.kept(work) is None


def end_worker(number: int) -> int:
    """What a worker of a test does: one number ends the worker, and another its reader."""
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 4:
        return sandbox.call(_end, limits=limits.OPENING)
    if number == 5:
        raise BadParameter("five")
    time.sleep(0.05)
    return number * 10


def _end() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@posix
def test_what_a_run_over_many_has_made_is_not_made_again_for_the_explorer(put, monkeypatch, capsys):
    folder = put("sound")
    put("other", number=300)
    run()
    again: list[str] = []
    monkeypatch.setattr(pipeline, "run", lambda stages, given, force: again.append(given["UNIT"]))
    assert main(["explore"]) == 0 and again == []
    assert "left out" not in capsys.readouterr().err
    checks = store.path("results/checks", "other", YEAR)
    checks.write_bytes(checks.read_bytes())  # somebody was here since
    (folder / "corrections.yml").write_text("[]\n", "utf-8")
    assert main(["explore"]) == 0 and again == ["other", "sound"]


def test_a_worker_that_dies_is_blamed_on_what_it_held_alone():
    with engine.Engine(2) as workers:
        found = dict(workers.answers(end_worker, range(8)))
        again = dict(workers.answers(end_worker, [7]))
    assert {n: one for n, one in found.items() if isinstance(one, int)} == {
        n: n * 10 for n in (0, 1, 2, 6, 7)
    }
    assert (found[3].why, found[4].why) == ("killed", "crash")
    assert isinstance(found[5], BadParameter) and again == {7: 70}


def test_suspects_are_tried_again_alone_and_others_are_not(monkeypatch):
    asked = []

    class Stub:
        def __init__(self, *_):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def answers(self, _, works):
            asked.append([work.unit for work in works])
            for work in works:
                bad = work.unit == "bad" or (work.unit == "beside" and len(asked) == 1)
                slow = work.unit == "slow"
                yield (
                    work,
                    (
                        sandbox.GaveUp("killed")
                        if bad
                        else sandbox.GaveUp("time")
                        if slow
                        else corpus.Outcome.of(work, "done")
                    ),
                )

    monkeypatch.setattr(engine, "Engine", Stub)
    works = [outcomes.Work("/", unit, YEAR, unit, unit, "") for unit in ("bad", "beside", "slow")]
    found = {one.unit: one for one in corpus._done(works, 2, None, False)}
    assert asked == [["bad", "beside", "slow"], ["bad"], ["beside"]]
    assert (found["beside"].outcome, found["beside"].tries) == ("done", 2)
    assert (found["bad"].outcome, found["bad"].why) == ("gave_up", "killed")
    assert (found["slow"].why, found["slow"].tries) == ("time", 1)


@posix
def test_a_run_that_is_killed_leaves_nobody_and_is_taken_up_again(put, home):
    for number in range(6):
        put(f"office-{number}", number=100 + number)
    command = [sys.executable, "-m", "helpers", "corpus", "--workers", "2"]
    process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)
    for _ in range(1200):
        if list(home.glob(f"data/processed/*/*/{outcomes.OUTCOME}")):
            break
        time.sleep(0.1)
    children = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.wait()
    _, left = psutil.wait_procs(children, timeout=60)
    assert not left
    done = {
        path: json.loads(path.read_text())
        for path in home.glob(f"data/processed/*/*/{outcomes.OUTCOME}")
    }
    assert done and all(one["outcome"] == "done" for one in done.values())
    before = {path: path.stat().st_mtime_ns for path in done}
    found = run()
    assert {one.outcome for one in found.values()} == {"done"} and len(found) == 6
    assert all(path.stat().st_mtime_ns == when for path, when in before.items())
    assert not list((home / "data/processed").glob(".unfinished/*/*"))


@pytest.mark.parametrize(
    "said", [{"docs": "nobody"}, {"workers": "0"}, {"workers": "two"}, {"scheduler": "here:1"}]
)
def test_what_cannot_be_meant_is_refused_in_words(put, said, capsys):
    put("sound")
    ((name, value),) = said.items()
    assert main(["corpus", f"--{name}", value]) == 2
    assert capsys.readouterr().err.startswith(f"error: {name.upper()}")


def test_a_cluster_that_nobody_reaches_is_said_at_once(put, capsys):
    put("sound")
    assert main(["corpus", "--scheduler", "tcp://127.0.0.1:1"]) == 2
    assert "SCHEDULER=tcp://127.0.0.1:1: nobody can be reached" in capsys.readouterr().err


def test_of_two_copies_the_one_counts_that_units_yml_names(put, home):
    put("a-copy", b"x")
    put("named", b"x")
    works = outcomes.planned(corpus.chosen_documents(), "code")
    own, same = corpus._apart_from_copies(works, {"named": {}})
    assert [one.unit for one in own] == ["named"]
    assert [(one.unit, other.unit) for one, other in same] == [("a-copy", "named")]


def test_documents_are_chosen_by_unit_year_and_pattern(put):
    for unit in ("river-a", "river-b", "hill"):
        put(unit, b"")
    assert corpus.chosen_documents("river-*") == [("river-a", YEAR), ("river-b", YEAR)]
    assert corpus.chosen_documents("hill/2024, river-b") == [("hill", YEAR), ("river-b", YEAR)]
    assert len(corpus.chosen_documents("")) == 3


#: Makes readers in every process of a run break over some units: what a poisoned PDF would do.
DISASTERS = """\
import importlib.machinery, os, signal, sys

def armed(module):
    read = module.open_document
    def open_document(unit, year):
        if unit == "poison":
            os.kill(os.getpid(), signal.SIGSEGV)
        eaten = []
        while unit == "eater":
            eaten.append(bytearray(2**24))
        return read(unit, year)
    module.open_document = open_document

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name != "helpers.corpus.document":
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        run = spec.loader.exec_module
        spec.loader.exec_module = lambda module: (run(module), armed(module))[0]
        return spec

sys.meta_path.insert(0, Finder())
"""


@posix
def test_three_disasters_lose_and_blame_nobody_else(put, home, tmp_path, monkeypatch):
    sound = [f"office-{number:02}" for number in range(10)]
    for number, unit in enumerate(sorted([*sound, "eater", "poison"])):
        put(unit, number=100 + number)
    (tmp_path / "armed").mkdir()
    (tmp_path / "armed/sitecustomize.py").write_text(DISASTERS)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "armed"))
    command = [sys.executable, "-m", "helpers", "corpus", "--workers", "2"]
    process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)
    for _ in range(1200):
        if len(list(home.glob(f"data/processed/*/*/{outcomes.OUTCOME}"))) > 2:
            break
        time.sleep(0.1)
    process.kill()
    process.wait()
    before = {
        path: path.stat().st_mtime_ns
        for path in home.glob(f"data/processed/*/*/{outcomes.OUTCOME}")
    }
    ended = subprocess.run(command, capture_output=True, text=True, timeout=600)
    found = {unit: outcomes.read(unit, YEAR) for unit in (*sound, "eater", "poison")}
    assert ended.returncode == 3 and f"{len(before)} of 12 documents are done" in ended.stdout
    assert {found[unit].outcome for unit in sound} == {"done"}
    assert (found["poison"].outcome, found["poison"].why) == ("gave_up", "crash")
    assert (found["eater"].outcome, found["eater"].why) == ("gave_up", "memory")
    assert all(path.stat().st_mtime_ns == when for path, when in before.items())
    for unit in sound:
        assert store.read("tidy/facts", unit, YEAR)["value"].notna().all()


def listens() -> set[str]:
    """The addresses at which this process and its children take calls."""
    family = [psutil.Process(), *psutil.Process().children(recursive=True)]
    open_ = (one for process in family for one in process.net_connections("tcp"))
    return {one.laddr.ip for one in open_ if one.status == psutil.CONN_LISTEN}


def page_at(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_dasks_page_is_there_on_request_alone_and_on_this_machine(monkeypatch, capsys):
    monkeypatch.setattr(engine, "_DASHBOARD", "127.0.0.1:0")
    with engine.Engine(1) as workers:
        port = workers._cluster.scheduler.http_server.port
        assert page_at(f"http://127.0.0.1:{port}/status") == 404
        assert listens() <= {"127.0.0.1"}
    assert "Dask's own page" not in capsys.readouterr().out
    with engine.Engine(1, dashboard=True):
        address = capsys.readouterr().out.split("page: ")[1].strip()
        assert page_at(address) == 200 and "127.0.0.1" in address
        assert listens() <= {"127.0.0.1"}


def test_a_cluster_that_is_there_already_is_used(put):
    from distributed import LocalCluster

    put("sound")
    with (
        dask.config.set({"distributed.worker.daemon": False}),
        LocalCluster(n_workers=1, host="127.0.0.1", dashboard_address=None) as cluster,
    ):
        assert run(scheduler=cluster.scheduler_address)["sound"].outcome == "done"


def test_a_report_of_many_that_cannot_be_made_is_said(home, capsys):
    from helpers.__main__ import main

    raw = store.raw_folder("none", 2024)
    raw.mkdir(parents=True)
    (raw / "final_accounts.pdf").write_bytes(b"<html>")
    assert main(["reports"]) == 3
    assert "none 2024: no report: " in capsys.readouterr().out
    assert main(["reports", "--docs", "river"]) == 2
