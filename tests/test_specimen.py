"""The shipped document: rebuilt from its data file, it carries the same words."""

import hashlib
import json
import re
import sys
from functools import cache
from pathlib import Path

import camelot
import pypdfium2 as pdfium
import pytest
import yaml

from corpus import needs_corpus, truth
from helpers.amounts import key

PROJECT = Path(__file__).parents[1]
SHIPPED = PROJECT / "data/raw/hanyang-gov-office/2020/final_accounts.pdf"
DATA = PROJECT / "benchmarks/typesetter/hanyang-gov-office-2020.yml"
sys.path.insert(0, str(PROJECT / "benchmarks" / "typesetter"))


@cache
def shipped_words() -> tuple[str, ...]:
    return words(pdfium.PdfDocument(SHIPPED))


def words(document) -> tuple[str, ...]:
    return tuple(key(page.get_textpage().get_text_range()) for page in document)


def test_a_rebuild_carries_the_same_words_page_by_page():
    import typeset

    rebuilt = typeset.render(yaml.safe_load(DATA.read_text("utf-8")))
    assert words(pdfium.PdfDocument(rebuilt)) == shipped_words()


def test_it_is_small_and_its_checksum_is_told():
    pdf = SHIPPED.read_bytes()
    source = yaml.safe_load(SHIPPED.with_name("source.yml").read_text("utf-8"))
    assert len(pdf) <= 1_500_000
    assert source["sha256"] == hashlib.sha256(pdf).hexdigest()
    assert source["pages"] == len(shipped_words())


def test_the_first_page_says_that_it_is_not_the_official_publication():
    assert "重排版(非官方发布件)" in shipped_words()[0]


def test_pages_are_portrait_and_landscape():
    sizes = [page.get_size() for page in pdfium.PdfDocument(SHIPPED)]
    assert {width > height for width, height in sizes} == {True, False}


def test_setting_it_twice_gives_the_same_bytes():
    import typeset

    data = yaml.safe_load(DATA.read_text("utf-8"))
    assert typeset.render(data) == typeset.render(data)


def test_tables_run_over_pages_with_their_header_but_not_their_total_repeated():
    pages = shipped_words()
    titled = [n for n, text in enumerate(pages) if "公开02表" in text]
    carried_on = pages[titled[0] + 1]
    assert "功能分类科目编码" in carried_on and "栏次" in carried_on
    assert "公开" not in carried_on and "合计1,224.64" not in carried_on


def test_every_number_of_the_narrative_in_the_data_file_is_printed():
    narrative = yaml.safe_load(DATA.read_text("utf-8"))["narrative"]
    numbers = set(re.findall(r"\d[\d,.]*%?", json.dumps(narrative, ensure_ascii=False)))
    text = "".join(shipped_words())
    assert len(numbers) > 60
    assert not [number for number in numbers if number not in text]


def test_camelot_finds_ruled_tables_where_they_stand():
    ruled = [
        n
        for n, text in enumerate(shipped_words(), 1)
        if "公开0" in text or ("自评表" in text and "单位名称" in text)
    ]
    found = camelot.read_pdf(
        SHIPPED,
        pages=",".join(map(str, ruled)),
        flavor="lattice",
        engine="vector",
        suppress_stdout=True,
    )
    empty = {n for n in ruled if "公开08表" in shipped_words()[n - 1]}
    assert {table.page for table in found} >= set(ruled) - empty


def test_a_change_in_the_data_file_changes_that_word_alone():
    import typeset

    data = yaml.safe_load(DATA.read_text("utf-8"))
    data["narrative"]["operating_costs"]["change"] = "0.85"
    altered = "".join(words(pdfium.PdfDocument(typeset.render(data))))
    assert altered == "".join(shipped_words()).replace("减少0.58万元", "减少0.85万元")


@needs_corpus
def test_every_printed_figure_of_the_original_stands_in_it():
    text = "".join(shipped_words())
    wanted = json.loads((truth.folder() / "hanyang-2020-truth.json").read_text("utf-8"))
    missing = [printed for printed in _printed(wanted) if key(printed) not in text]
    assert not missing


def _printed(part):
    if isinstance(part, dict):
        if isinstance(part.get("printed"), str):
            yield part["printed"]
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from _printed(one)


@needs_corpus
@pytest.mark.parametrize(
    ("table", "columns"),
    [
        (
            "statutory",
            [
                "table",
                "side",
                "line_no",
                "code",
                "level",
                "name_zh",
                "measure",
                "amount",
                "printed",
            ],
        ),
        (
            "budget_vs_outturn",
            [
                "scope",
                "code",
                "initial_budget",
                "adjusted_budget",
                "outturn",
                "execution_rate_printed",
                "execution_rate_base",
                "source",
            ],
        ),
        ("facts", ["fact", "value", "value_unit", "direction", "printed"]),
        (
            "projects",
            [
                "name_zh",
                "adjusted_budget",
                "outturn",
                "execution_rate_printed",
                "execution_score",
                "total_score",
                "outturn_in_narrative",
            ],
        ),
    ],
)
def test_the_published_wording_gives_the_same_tidy_amounts(table, columns):
    import corpus

    own, published = (
        corpus.tidy(path, 2020)[f"tidy/{table}"][columns]
        for path in (SHIPPED, corpus.document("hanyang-2020-text"))
    )
    assert own.equals(published), own.compare(published)
