"""JupyterLab opens copies: who plays with them changes nothing of what the pipeline runs."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import nbformat
import pytest
from tornado.web import HTTPError

from helpers.__main__ import main
from helpers.pipeline import lab, stages
from stub_notebooks import WORK, write_notebook


@pytest.fixture
def work(notebooks, home, monkeypatch):
    """The folder of the copies, of a project that has the test's notebooks."""
    monkeypatch.setattr(lab, "PROJECT", notebooks.parent)
    shutil.copy(notebooks / "05_report.ipynb", notebooks / "explore.ipynb")
    return notebooks.parent / "work"


@pytest.fixture
def opened(work, monkeypatch):
    """What JupyterLab was started with."""
    commands = []
    monkeypatch.setattr(os, "execve", lambda program, command, told: commands.append(command))
    return commands


def texts(path) -> list[str]:
    return [cell.source for cell in nbformat.read(path, 4).cells]


def change(path, text="TOP_N = 3") -> None:
    notebook = nbformat.read(path, 4)
    notebook.cells[2].source = text
    nbformat.write(notebook, path)


def test_a_copy_says_so_in_its_first_cell_and_is_else_the_same(notebooks, work):
    lab.make_copies()
    for original in notebooks.glob("*.ipynb"):
        first, *rest = texts(work / original.name)
        assert "your own copy" in first and "副本" in first and "FRESH=yes" in first
        assert rest == texts(original)
        nbformat.validate(nbformat.read(work / original.name, 4))


def test_a_notebook_elsewhere_in_the_project_is_opened_as_it_is(work, opened):
    lesson = work.parent / "build" / "lesson.ipynb"
    lesson.parent.mkdir()
    lesson.write_text("{}", "utf-8")
    assert main(["lab", "build/lesson.ipynb"]) == 0
    assert str(lesson) in opened[0]


def test_what_is_opened_lies_in_work_whatever_it_was_called(work, opened):
    for name in ("03_audit", "03_audit.ipynb", "notebooks/03_audit.ipynb", "work/03_audit.ipynb"):
        assert main(["lab", name]) == 0
    assert main(["lab"]) == 0
    *named, first = [[one for one in command if one.endswith(".ipynb")] for command in opened]
    assert named == [[str(work / "03_audit.ipynb")]] * 4
    assert first == [str(work / "explore.ipynb")]
    assert f"--ServerApp.root_dir={work.parent}" in opened[0]


def test_a_notebook_that_is_not_there_is_the_users_to_mend(work, opened, capsys):
    assert main(["lab", "x;touch F"]) == 2
    assert "there are: 01_extract, 02_clean" in capsys.readouterr().err and not opened


def test_a_changed_copy_stays_until_fresh_ones_are_asked_for(notebooks, work, capsys):
    lab.make_copies()
    change(work / "04_analyse.ipynb")
    lab.make_copies()
    assert texts(work / "04_analyse.ipynb")[2] == "TOP_N = 3"
    assert capsys.readouterr().out == ""
    write_notebook(notebooks, stages.STAGES[3], WORK + "# new")
    lab.make_copies()
    assert "FRESH=yes makes a fresh one" in capsys.readouterr().out
    lab.make_copies(fresh=True)
    assert texts(work / "04_analyse.ipynb")[1:] == texts(notebooks / "04_analyse.ipynb")
    (kept,) = (work / "before").iterdir()
    assert texts(kept)[2] == "TOP_N = 3" and kept.name in capsys.readouterr().out


def test_a_copy_that_nobody_changed_follows_its_original(notebooks, work, capsys):
    lab.make_copies()
    notebook = nbformat.read(work / "04_analyse.ipynb", 4)
    notebook.cells[3].outputs = [nbformat.v4.new_output("stream", text="it was run")]
    nbformat.write(notebook, work / "04_analyse.ipynb")
    write_notebook(notebooks, stages.STAGES[3], WORK + "# new")
    lab.make_copies()
    assert texts(work / "04_analyse.ipynb")[1:] == texts(notebooks / "04_analyse.ipynb")
    assert capsys.readouterr().out == "" and not (work / "before").exists()


@pytest.mark.parametrize("content", ["", "[]", "{", '{"metadata": {}, "cells": [1]}'])
def test_somebodys_own_file_of_the_same_name_is_not_lost(work, content):
    work.mkdir()
    (work / "04_analyse.ipynb").write_text(content)
    lab.make_copies()
    assert (work / "04_analyse.ipynb").read_text() == content
    lab.make_copies(fresh=True)
    assert [path.read_text() for path in (work / "before").iterdir()] == [content]


def test_the_pipelines_own_notebooks_are_not_saved_from_jupyterlab():
    with pytest.raises(HTTPError, match="open your copy"):
        lab.refuse_originals(path="notebooks/04_analyse.ipynb", model={}, contents_manager=None)
    lab.refuse_originals(path="work/04_analyse.ipynb", model={}, contents_manager=None)


def test_jupyterlab_asks_nothing_about_news(work, opened, monkeypatch):
    told = []
    monkeypatch.setattr(os, "execve", lambda program, command, found: told.append(found))
    assert main(["lab"]) == 0
    folder = told[0]["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0]
    config = json.loads(Path(folder, "labconfig", "page_config.json").read_text("utf-8"))
    assert config["disabledExtensions"] == {"@jupyterlab/apputils-extension:announcements": True}
