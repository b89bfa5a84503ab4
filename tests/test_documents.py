"""Which document: what is opened, what is refused and in which words, and that nothing is left."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import yaml

from helpers import documents, store
from helpers.documents import cover as cover_page
from helpers.documents import pdf

UNIT = "some-office"
TABLES = "收入支出决算总表\n收入决算表\n支出决算表"
BUDGET_TABLES = "2024年部门收支预算总表\n2024年部门收入预算总表\n2024年部门支出预算总表"


def written(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


@pytest.fixture
def final_accounts(make_pdf, tmp_path) -> Path:
    path = tmp_path / "downloaded file.pdf"
    path.write_bytes(make_pdf("某某区人民政府办公室\n2024年度部门决算", TABLES, "2024年度收入"))
    return path


def minimal_pdf(opens_without_password: bool) -> bytes:
    """An encrypted PDF (RC4, 40 bits) of one blank page, by the book: PDF 1.7, 7.6.3."""
    pad = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    owner, permissions, identity = b"o" * 32, -4, b"i" * 16
    text = pad + owner + permissions.to_bytes(4, "little", signed=True) + identity
    user = rc4(hashlib.md5(text).digest()[:5], pad) if opens_without_password else b"u" * 32
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>",
        b"<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>"
        % (owner.hex().encode(), user.hex().encode()),
    ]
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(content))
        content += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    name = identity.hex().encode()
    trailer = b"<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<%s><%s>]>>" % (name, name)
    head = b"xref\n0 5\n0000000000 65535 f \n"
    return content + head + table + b"trailer%s\nstartxref\n%d\n%%%%EOF\n" % (trailer, len(content))


def rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    out = bytearray()
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def test_an_added_document_opens_with_what_its_cover_says(home, final_accounts):
    added = documents.add_document(final_accounts, UNIT, 2024)
    opened = documents.open_document(UNIT, 2024)
    assert opened == added
    assert opened.page_count == 3
    assert opened.sha256 == hashlib.sha256(final_accounts.read_bytes()).hexdigest()
    assert opened.source["title_zh"] == "某某区人民政府办公室2024年度部门决算"
    assert opened.source["publisher_zh"] == "某某区人民政府办公室"
    assert opened.source["kind"] == "final_accounts"
    assert opened.source["sha256"] == opened.sha256
    assert opened.source["url"] is None
    assert not opened.warnings
    assert documents.all_documents() == [(UNIT, 2024)]


def test_adding_twice_keeps_what_people_wrote(home, final_accounts):
    source = documents.add_document(final_accounts, UNIT, 2024).path.with_name("source.yml")
    source.write_text(source.read_text("utf-8").replace("url: null", "url: here"), "utf-8")
    assert documents.add_document(final_accounts, UNIT, 2024).source["url"] == "here"


def test_another_file_replaces_a_document_only_when_told(home, final_accounts, make_pdf):
    first = documents.add_document(final_accounts, UNIT, 2024)
    final_accounts.write_bytes(make_pdf("2024年度部门决算", TABLES))
    with pytest.raises(documents.BadParameter, match="REPLACE=yes"):
        documents.add_document(final_accounts, UNIT, 2024)
    assert documents.open_document(UNIT, 2024) == first
    assert documents.add_document(final_accounts, UNIT, 2024, replace=True).page_count == 2


def test_a_pdf_dropped_in_place_is_read_with_a_warning(home, final_accounts, make_pdf):
    path = documents.add_document(final_accounts, UNIT, 2024).path
    path.write_bytes(make_pdf("2024年度部门决算", TABLES))
    assert (
        "another file than the one source.yml describes"
        in (documents.open_document(UNIT, 2024).warnings[0])
    )
    path.with_name("source.yml").unlink()
    opened = documents.open_document(UNIT, 2024)
    assert opened.source == {} and "no source.yml" in opened.warnings[0]


def bad_files(make_pdf) -> dict[str, tuple[bytes, str]]:
    whole = make_pdf("2024年度部门决算", TABLES)
    return {
        "empty": (b"", "is empty"),
        "web page": (b"\n<!DOCTYPE html><html>404</html>", "not a PDF: it looks like a web page"),
        "Word": (b"PK\x03\x04....", "Word or Excel"),
        "noise": (b"hello", "not a PDF"),
        "encrypted": (minimal_pdf(opens_without_password=False), "encrypted"),
        "half": (whole[: len(whole) // 2], "truncated"),
        "all but its end": (whole[:-12], "truncated"),
        "head alone": (whole[:100], "truncated"),
        "broken": (b"%PDF-1.7\nnothing\nstartxref\n0\n%%EOF\n", "damaged"),
        "other year": (make_pdf("2023年度部门决算", TABLES), "final accounts of 2023"),
        "budget of another year": (
            make_pdf("某某局2023年部门预算", BUDGET_TABLES),
            r"budget (\(部门预算\)|of 2023)",
        ),
    }


@pytest.mark.parametrize("case", bad_files(lambda *pages: b"%PDF-1.7" * 50))
def test_a_bad_file_is_refused_in_words_and_leaves_nothing(home, tmp_path, make_pdf, case):
    content, words = bad_files(make_pdf)[case]
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(content)
    with pytest.raises(documents.InputError, match=words) as refused:
        documents.add_document(bad, UNIT, 2024)
    assert "bad.pdf" in str(refused.value) and refused.value.exit_status == 2
    assert written(home) == []

    there = store.raw_folder(UNIT, 2024) / "final_accounts.pdf"
    there.parent.mkdir(parents=True)
    there.write_bytes(content)
    with pytest.raises(documents.InputError, match=words) as refused:
        documents.open_document(UNIT, 2024)
    assert "data/raw/some-office/2024/final_accounts.pdf" in str(refused.value)
    assert str(home) not in str(refused.value)


def test_a_missing_file_is_named(home, tmp_path):
    with pytest.raises(documents.UnreadablePdf, match=r"no such\.pdf does not exist"):
        documents.add_document(tmp_path / "no such.pdf", UNIT, 2024)
    assert written(home) == []


def test_a_pdf_that_needs_no_password_is_read(tmp_path):
    path = tmp_path / "owner.pdf"
    path.write_bytes(minimal_pdf(opens_without_password=True))
    assert pdf.read_pdf(path, "owner.pdf")[1] == [""]


@pytest.mark.parametrize("behind", [b"\r\n\r\n", b"\0" * 3000, b"<html>footer of a portal</html>"])
def test_bytes_behind_a_whole_pdf_do_no_harm(tmp_path, make_pdf, behind):
    path = tmp_path / "whole.pdf"
    path.write_bytes(make_pdf("2024年度部门决算") + behind)
    assert len(pdf.read_pdf(path, "whole.pdf")[1]) == 1


def test_a_year_or_unit_without_a_document_says_which_there_are(home, final_accounts):
    documents.add_document(final_accounts, UNIT, 2024)
    with pytest.raises(documents.NoSuchDocument, match=r"for 2023; there are for 2024.*make add"):
        documents.open_document(UNIT, 2023)
    with pytest.raises(documents.NoSuchDocument, match=r"Did you mean some-office\?"):
        documents.open_document("some-ofice", 2024)
    store.raw_folder(UNIT, 2022).mkdir()
    (store.raw_folder(UNIT, 2022) / "决算.pdf").touch()
    with pytest.raises(documents.NoSuchDocument, match=r"has 决算\.pdf but no final_accounts\.pdf"):
        documents.open_document(UNIT, 2022)


@pytest.mark.parametrize("unit", ["", "../x", "a/b", ".", "a.b", "-x", "a b", "x" * 81])
def test_a_unit_that_is_no_folder_name_is_refused(unit):
    with pytest.raises(documents.BadParameter, match="UNIT"):
        documents.check_unit(unit)


@pytest.mark.parametrize("unit", ["some-office", "某某区教育局", "unit_2"])
def test_a_unit_may_be_chinese(unit):
    documents.check_unit(unit)


def test_source_yml_that_is_not_yaml_is_named(home, final_accounts):
    path = documents.add_document(final_accounts, UNIT, 2024).path
    path.with_name("source.yml").write_text("title: [", "utf-8")
    with pytest.raises(documents.BadSource, match=r"2024/source\.yml is not readable YAML"):
        documents.open_document(UNIT, 2024)


@pytest.mark.parametrize(
    "cover",
    [
        "某某局 2 0 2 4 年度部门决算",
        "某某局２０２４年度\n部门决算",
        "某某局\n二〇二四年度部门决算",
        "某某局二○二四年部门决算公开",
        "某某局2024年度\n单位决算\n2025年9月",
    ],
)
def test_the_year_is_read_however_it_is_set(cover):
    told = cover_page.read_titles([cover, TABLES])
    assert told.kind == "final_accounts" and told.years == {2024}


def test_prose_about_budgets_and_other_years_is_not_evidence():
    prose = "本年严格执行部门预算\n2023年度部门决算，较上年增长。\n年初预算为1万元，完成部门预算\n"
    told = cover_page.read_titles(["某某局2024年度部门决算", TABLES, prose])
    assert told.kind == "final_accounts" and told.years == {2024}


def test_a_slip_in_one_heading_does_not_stop_a_document(home, tmp_path, make_pdf):
    path = tmp_path / "slip.pdf"
    path.write_bytes(make_pdf("第二部分\n2023年度部门决算表", "2024年度收入\n2024年度支出\n2024年"))
    assert documents.add_document(path, UNIT, 2024).page_count == 2


def test_a_document_without_titles_is_not_accused():
    assert cover_page.read_titles(["", "", "本年严格执行部门预算"]).kind is None


@pytest.mark.parametrize(
    ("name", "kind", "years"),
    [
        ("hanyang-2020-text.pdf", "final_accounts", {2020}),
        ("hanyang-2020-picture.pdf", "final_accounts", {2020}),
        ("ghj2024.pdf", "final_accounts", {2024}),
        ("sgb2024.pdf", "final_accounts", {2024}),
        ("template.pdf", "final_accounts", {2024}),
        ("wanli24-budget.pdf", "budget", set()),
    ],
)
def test_real_documents_say_what_they_are(corpus, name, kind, years):
    told = cover_page.read_titles(pdf.read_pdf(corpus(name), name)[1])
    assert (told.kind, told.years) == (kind, years)


def test_source_yml_is_plain_yaml(home, final_accounts):
    source = documents.add_document(final_accounts, UNIT, 2024).path.with_name("source.yml")
    assert yaml.safe_load(source.read_text("utf-8"))["year"] == 2024


def test_a_document_that_never_speaks_of_final_accounts_is_another():
    assert cover_page.read_titles(["学校食堂采购公告，欢迎各供应商前来投标。" * 30]).other
    assert cover_page.read_titles(["A page about something else altogether. " * 30]).other
    assert not cover_page.read_titles(["第三部分 名词解释，" * 40 + "决算"]).other
    assert cover_page.read_titles(["Hello world"]).other
    assert not cover_page.read_titles([f"扫描件 1{cover_page.UNSEEN}"]).other
    assert not cover_page.read_titles(["2023年度“三公”经费支出1.20万元。"]).other
