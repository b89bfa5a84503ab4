"""What takes long is kept by what it was made from, and made again where it is not whole."""

from __future__ import annotations

import os

import pytest

from helpers.kept import Kept


@pytest.fixture
def kept(tmp_path) -> Kept:
    return Kept(tmp_path / "kept")


def test_what_is_kept_is_found_again(kept):
    assert kept.get("a") is None
    kept.put("a", b"one\ntwo")
    assert kept.get("a") == b"one\ntwo"
    assert [file.name for file in kept.folder.iterdir()] == ["a"]


@pytest.mark.parametrize("damage", [lambda old: old[:-1], lambda old: b"", lambda old: old + b"x"])
def test_what_was_changed_or_cut_off_is_not_believed(kept, damage):
    kept.put("a", b"content")
    file = kept.folder / "a"
    file.write_bytes(damage(file.read_bytes()))
    assert kept.get("a") is None


def test_where_nothing_can_be_kept_nothing_is_lost(tmp_path):
    (tmp_path / "file").write_text("no folder")
    kept = Kept(tmp_path / "file")
    kept.put("a", b"content")
    assert kept.get("a") is None


def test_what_was_longest_not_asked_for_goes_first(kept):
    for age, name in enumerate(("new", "old", "older")):
        kept.put(name, b"x" * 100)
        os.utime(kept.folder / name, (1_000_000 - age, 1_000_000 - age))
    assert kept.get("older")
    kept.trim(400)
    assert sorted(file.name for file in kept.folder.iterdir()) == ["new", "older"]


def test_what_lies_in_anothers_place_is_not_believed(kept):
    kept.put("a", b"first")
    kept.put("b", b"second")
    (kept.folder / "a").replace(kept.folder / "b")
    assert kept.get("b") is None


def test_what_a_killed_process_left_half_written_goes(kept):
    kept.put("a", b"content")
    left = kept.folder / ".b.4711"
    left.write_bytes(b"half")
    os.utime(left, (1_000_000, 1_000_000))
    kept.trim(1_000_000)
    assert [file.name for file in kept.folder.iterdir()] == ["a"]
