"""A document is judged three times: by its titles, by what OCR saw, by what was read of it."""

import pytest

from helpers import documents
from helpers.documents import limits

HELD = {
    "tidy/statutory": [],
    "tidy/budget_vs_outturn": [],
    "tidy/facts": [],
    "tidy/statutory_tables": [{"state": "absent"}, {"state": "not_read"}],
}
PAGES = [{"page": 1, "kind": "text"}, {"page": 2, "kind": "picture"}, {"page": 3, "kind": "blank"}]


def scanned(text: str, reader: str = "ocr") -> dict[str, list[dict]]:
    return {
        "as_printed/pages": [{"page": 1, "kind": "text", "reader": reader}],
        "as_printed/lines": [{"page": 1, "text": line} for line in text.splitlines()],
        "as_printed/cells": [],
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("食堂采购公告", "no final accounts"),
        ("某某局2021年部门预算", "is a budget"),
        ("某某局\n2020年度部门决算", "final accounts of 2020"),
    ],
)
def test_what_ocr_shows_is_judged_like_text(text, words):
    with pytest.raises(documents.WrongDocument, match=words):
        limits.check_seen(scanned(text), 2021, "a.pdf")


def test_a_scan_of_the_right_year_goes_on():
    limits.check_seen(scanned("某某局\n2021年度部门决算"), 2021, "a.pdf")
    limits.check_seen(scanned("文字层已经看过", "text"), 2021, "a.pdf")


def test_a_run_that_reads_nothing_stops_and_names_the_pages():
    with pytest.raises(documents.NothingRead, match=r"Pages 2, 3 could not be read") as stopped:
        limits.check_read(HELD, PAGES, "a.pdf")
    assert stopped.value.exit_status == 2
    with pytest.raises(documents.NothingRead) as stopped:
        limits.check_read(HELD, PAGES[:1], "a.pdf")
    assert "could not be read" not in str(stopped.value)


@pytest.mark.parametrize(
    "held",
    [
        {"tidy/statutory_tables": [{"state": "empty_with_statement"}]},
        {"tidy/facts": [{"fact": "revenue_total"}]},
        {"tidy/budget_vs_outturn": [{}]},
    ],
)
def test_an_excerpt_is_enough(held):
    limits.check_read(HELD | held, PAGES, "a.pdf")


def test_a_statement_of_the_three_public_expenses_alone_is_welcome(home, tmp_path, make_pdf):
    path = tmp_path / "statement.pdf"
    path.write_bytes(
        make_pdf(
            "枫岭县水利局2021年度“三公”经费支出决算情况说明\n2021年度“三公”经费支出决算为1.20万元。"
        )
    )
    added = documents.add_document(path, "some-office", 2021)
    assert added.source["publisher_zh"] == "枫岭县水利局"


def test_a_page_about_something_else_is_refused(home, tmp_path, make_pdf):
    path = tmp_path / "hello.pdf"
    path.write_bytes(make_pdf("Hello world"))
    with pytest.raises(documents.WrongDocument, match="no final accounts"):
        documents.add_document(path, "some-office", 2021)
