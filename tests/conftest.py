"""What several test files need: the corpus, and a project folder of their own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import corpus as corpora
from helpers import documents
from helpers.pipeline import parameters, stages
from stub_notebooks import UNIT, WORK, YEAR, write_notebook


@pytest.fixture
def corpus() -> Callable[[str], Path]:
    """``corpus("ghj2024.pdf")``: a file of the corpus; the test is skipped where it is absent."""
    return corpora.file


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project folder that data and reports of the test go to."""
    monkeypatch.setenv("FINAL_ACCOUNTS_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture(scope="session")
def make_pdf() -> Callable[..., bytes]:
    """``make_pdf("cover", "second page")``: a PDF with these lines on its pages."""
    from specimens import SANS, typeset

    def make(*pages: str) -> bytes:
        texts = (page.replace("\n", "\\\n") for page in pages)
        return typeset(f'#set text(font: "{SANS}")\n' + "\n#pagebreak()\n".join(texts))

    return make


ROUNDS = 300  # of PBKDF2 for the class kit of tests: few; the real kit has its own test


@pytest.fixture(scope="session")
def kit(tmp_path_factory):
    """The class kit, built once (`classkit.build.Kit`)."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))
    from classkit import build

    return build.build(tmp_path_factory.mktemp("class"), ROUNDS)


@pytest.fixture
def notebooks(tmp_path, monkeypatch) -> Path:
    """Five notebooks that write empty tables, in place of the project's own."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    monkeypatch.setattr(stages, "NOTEBOOKS", folder)
    monkeypatch.setattr(parameters, "NOTEBOOKS", folder)
    parameters.of_notebook.cache_clear()
    for stage in stages.STAGES:
        write_notebook(folder, stage, WORK)
    return folder


@pytest.fixture
def document(home, tmp_path, make_pdf) -> documents.Document:
    path = tmp_path / "published.pdf"
    path.write_bytes(make_pdf("某某区人民政府办公室\n2024年度部门决算", "收入支出决算总表"))
    return documents.add_document(path, UNIT, YEAR)
