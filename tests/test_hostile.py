"""A PDF from a stranger ends as a result or a clean refusal; it cannot take the run with it."""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

import pytest

from helpers import documents, sandbox
from helpers.documents import InputError, UnreadablePdf, limits, pdf

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
import fuzz

linux = pytest.mark.skipif(sys.platform != "linux", reason="the limits are Linux' own")


def test_what_a_function_gives_or_raises_comes_back():
    assert sandbox.call(divmod, 7, 2, limits=sandbox.Limits(60)) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        sandbox.call(divmod, 7, 0, limits=sandbox.Limits(60))


@linux
@pytest.mark.parametrize(
    ("function", "argument", "why"),
    [(time.sleep, 60, "time"), (os._exit, 1, "crash"), (bytearray, 2**31, "memory")],
)
def test_what_breaks_or_never_ends_ends_its_own_process(function, argument, why):
    with pytest.raises(sandbox.GaveUp) as gave_up:
        sandbox.call(function, argument, limits=sandbox.Limits(seconds=2, memory=256))
    assert gave_up.value.why == why


def test_a_process_apart_leaves_no_temporary_files(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    sandbox.call(os.system, "touch $TMPDIR/left", limits=sandbox.Limits(60))
    left = [path.name for path in tmp_path.rglob("*") if path.is_file()]
    assert all(name.endswith("lock") for name in left), left


@pytest.mark.parametrize(
    ("limit", "most", "words"),
    [
        ("PAGES", 1, "it has 2 pages; final accounts are expected to have at most 1"),
        ("PAGE_POINTS", 500, "page 1 is 595 × 842 points large"),
        ("PAGE_OBJECTS", 0, "objects on page 1"),
        ("OBJECTS", 0, "objects"),
        ("FILE_MIB", 0, "MiB large"),
    ],
)
def test_a_document_beyond_a_limit_is_refused(make_pdf, tmp_path, monkeypatch, limit, most, words):
    path = tmp_path / "large.pdf"
    padding = b" " * 2**20 if limit == "FILE_MIB" else b""
    path.write_bytes(make_pdf("2024年度部门决算", "收入决算表") + padding)
    monkeypatch.setattr(limits, limit, most)
    # In this process: another does not see the limit that was just changed.
    monkeypatch.setattr(sandbox, "call", lambda function, *given, limits: function(*given))
    with pytest.raises(UnreadablePdf) as refused:
        pdf.read_pdf(path, "large.pdf")
    assert words in str(refused.value) and "large.pdf is not read" in str(refused.value)


@pytest.mark.parametrize("mutation", fuzz.MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_a_damaged_file_is_read_or_refused(make_pdf, tmp_path, monkeypatch, mutation):
    monkeypatch.chdir(tmp_path)
    sound = make_pdf("2024年度部门决算", "收入决算表")
    for number in range(3):
        content = mutation(sound, random.Random(number))
        kind, words = fuzz.read(content, "damaged.pdf")
        assert kind in ("result", "refused"), words
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "unit", ["..", "../x", "a/b", "/etc", "a\\b", "", ".hidden", "a\0b", "x" * 81]
)
def test_a_unit_cannot_leave_the_projects_folders(home, unit):
    with pytest.raises(InputError):
        documents.open_document(unit, 2024)
