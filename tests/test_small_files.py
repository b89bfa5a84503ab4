"""Small files that people write, and values they say: one sentence and exit status 2, or healed."""

from __future__ import annotations

import datetime

import pytest

from helpers import pipeline, store
from helpers.__main__ import main
from helpers.documents import BadCorrection, BadSource, check_unit, open_document, source
from helpers.interpret.corrections import read_corrections
from stub_notebooks import ASKED, UNIT, YEAR

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
#: Text of a YAML file, and what is said of it.
BROKEN = [
    ("published: 2021-02-30", "day is out of range"),
    ("published: 2021-13-01", "month must be"),
    ("2021-05-31: when", "no field's name"),
    ("1: one", "no field's name"),
    ("a: &a [*a]", "anchor or alias"),
    ("&a a: *a", "anchor or alias"),
    (BOMB, "anchor or alias"),
    ("a: " + "[" * 50_000, "deep"),
    ("a: " + "{a: " * 50_000, "deep"),
    ("- " * 100_000 + "x", "deep"),
    ("publisher_zh: [甲, 乙]", "must be one text"),
    ("publisher_zh: {甲: 乙}", "must be one text"),
    ("title_zh: !!binary aGVsbG8=", "must be one text"),
    ("title_zh: !!python/object/apply:os.system [x]", "not readable YAML"),
    ("year: " + "9" * 5_000, "not readable YAML"),
    ("title_zh: " + "甲" * 400_000, "larger than 1,000 kB"),
    ("title_zh: 'x", "not readable YAML"),
    ("title_zh: \0", "not readable YAML"),
    ("[" * 200_000, "deep"),
    ("just words", "must hold `name: value` lines"),
]
IDS = [f"{n}: {text[:20]!r}" for n, (text, _) in enumerate(BROKEN)]


@pytest.mark.parametrize(("text", "words"), BROKEN, ids=IDS)
def test_a_broken_source_is_one_sentence(document, capsys, text, words):
    document.path.with_name("source.yml").write_text(text, "utf-8")
    assert main(["report", *ASKED]) == 2
    _, err = capsys.readouterr()
    assert words in err and err.startswith("error: ") and err.count("\n") == 1 and len(err) < 700


@pytest.mark.parametrize(("text", "words"), BROKEN, ids=IDS)
def test_broken_corrections_are_one_sentence(document, text, words):
    (store.raw_folder(UNIT, YEAR) / "corrections.yml").write_text(text, "utf-8")
    with pytest.raises(BadCorrection) as refused:
        read_corrections(UNIT, YEAR)
    assert "\n" not in str(refused.value) and len(str(refused.value)) < 700


def test_bytes_that_are_no_text_are_one_sentence(document):
    document.path.with_name("source.yml").write_bytes(b"title_zh: \xb2\xbf\xc3\xc5")  # GBK
    with pytest.raises(BadSource, match="not readable YAML"):
        open_document(UNIT, YEAR)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("published: 2021-05-31 10:00:00", datetime.date(2021, 5, 31)),
        ("published: 2021-05-31", datetime.date(2021, 5, 31)),
        ("title_zh: 2020", "2020"),
        ("year: 2020", 2020),
        ("url:", None),
        ("\ufefftitle_zh: 甲", "甲"),
    ],
)
def test_what_is_meant_is_understood(tmp_path, line, value):
    (tmp_path / "source.yml").write_text(line, "utf-8")
    assert list(source.read(tmp_path / "source.yml").values()) == [value]


@pytest.mark.parametrize(
    "arguments",
    [
        [*ASKED, "--set", f"TOP_N={'9' * 5_000}"],
        [*ASKED, "--set", f"TOP_N={'x' * 5_000}"],
        [*ASKED, "--set", f"{'x' * 5_000}=1"],
        [*ASKED, "--set", "x" * 5_000],
        ["--unit", UNIT, "--year", "9" * 5_000],
        ["--unit", "決" * 81, "--year", "2024"],
        ["--unit", "𠀋" * 80, "--year", "2024"],
        ["--unit", "x" * 100_000, "--year", "2024"],
        ["--unit", UNIT, "--year", "2024", "--lang", "e" * 5_000],
    ],
)
def test_a_value_without_end_is_one_short_sentence(document, capsys, arguments):
    for verb in ("report", "data"):
        assert main([verb, *arguments]) == 2
        _, err = capsys.readouterr()
        assert err.count("\n") == 1 and len(err) < 400


def test_a_unit_of_eighty_chinese_characters_is_a_folder(home):
    check_unit("決" * 80)
    store.raw_folder("決" * 80, YEAR).mkdir(parents=True)
    assert main(["report", "--unit", "決" * 80, "--year", "2024"]) == 2  # no PDF in it


def test_an_error_that_nobody_has_foreseen_is_ours(document, capsys, monkeypatch):
    def breaks(*_):
        raise KeyError("of all\nthings")

    monkeypatch.setattr(pipeline, "run", breaks)
    assert main(["report", *ASKED]) == 1
    _, err = capsys.readouterr()
    assert err.startswith("failed: this is a mistake of ours, not of yours (KeyError: ")
    assert err.count("\n") == 1 and "reports/unforeseen-error.txt" in err
    details = (store.project_root() / "reports" / "unforeseen-error.txt").read_text("utf-8")
    assert "Traceback" in details and str(store.project_root()) not in details
