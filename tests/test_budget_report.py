"""The report of accounts with their budget beside, and of a budget alone: every number of the
budget opens its place in the budget's PDF, and the file mailed alone needs no PDF."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import nbformat
import openpyxl
import pytest

from helpers import analysis, publish, store
from helpers.corpus.document import make_data
from helpers.documents.budgets import open_budgets
from helpers.publish import citations
from reports import make_report
from specimens import SANS, typeset
from test_shapes import ruled

PAIR, ALONE, YEAR = "some-bureau", "some-budget", 2021
COLUMNS = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
#: The total of 2010102's row is not the sum of its parts.
BUDGET = [
    COLUMNS,
    ["", "合计", "90.00", "60.00", "30.00"],
    ["201", "一般公共服务支出", "90.00", "60.00", "30.00"],
    ["20101", "人大事务", "90.00", "60.00", "30.00"],
    ["2010101", "行政运行", "60.00", "50.00", "10.00"],
    ["2010102", "机关服务", "30.00", "10.00", "20.07"],
]
SPENT = [
    COLUMNS,
    ["", "合计", "100.00", "60.00", "40.00"],
    ["201", "一般公共服务支出", "100.00", "60.00", "40.00"],
    ["20101", "人大事务", "100.00", "60.00", "40.00"],
    ["2010101", "行政运行", "60.00", "50.00", "10.00"],
    ["2010102", "机关服务", "40.00", "10.00", "30.00"],
]
SUMMARY = [["收入", "金额", "支出", "金额"], ["一、财政拨款收入", "100.00", "一、一般公共服务支出",
    "100.00"], ["年初结转和结余", "0.00", "年末结转和结余", "0.00"], ["总计", "100.00", "总计",
    "100.00"]]  # fmt: skip


def _pdf(*pages: str) -> bytes:
    return typeset(f'#set text(font: "{SANS}", size: 9pt)\n' + "\n#pagebreak()\n".join(pages))


def _table(title: str, rows: list[list[str]], number: int) -> str:
    return f"表{number}\n\n{title} #h(1fr) 单位：万元\n\n" + ruled(rows, len(rows[0]))


def _budget() -> bytes:
    return _pdf(
        "某某局\n\n2021年部门预算",
        _table("部门支出预算总表", BUDGET, 3),
        "2021年部门预算说明\n\n一、支出预算90.00万元。",
    )


def _accounts() -> bytes:
    return _pdf(
        "某某局\n\n2021年度部门决算",
        _table("收入支出决算总表", SUMMARY, 1),
        _table("支出决算表", SPENT, 3),
        "第三部分 2021年度部门决算情况说明\n\n一、2021年度支出合计100.00万元。",
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Iterator[None]:
    """Accounts with their budget beside them, and the same budget alone; their data."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINAL_ACCOUNTS_HOME", str(tmp_path_factory.mktemp("home")))
        for unit in (PAIR, ALONE):
            folder = store.raw_folder(unit, YEAR)
            folder.mkdir(parents=True)
            (folder / "budget.pdf").write_bytes(_budget())
            told = "publisher_zh: 某某局\ntitle_zh: 某某局2021年部门预算\n"
            (folder / "budget_source.yml").write_text(told, "utf-8")
        (store.raw_folder(PAIR, YEAR) / "final_accounts.pdf").write_bytes(_accounts())
        for unit in (PAIR, ALONE):
            make_data(unit, YEAR)
        yield


@pytest.fixture(scope="module")
def pages(home, tmp_path_factory) -> dict[tuple[str, str], str]:
    """The reports by unit and language."""
    folder, found = tmp_path_factory.mktemp("notebooks"), {}
    for lang in ("zh", "en"):
        found[PAIR, lang] = make_report(PAIR, YEAR, lang, folder).read_text("utf-8")
        found[ALONE, lang] = _alone(lang, folder).read_text("utf-8")
    return found


def _alone(lang: str, folder: Path) -> Path:
    report, cells = publish.BudgetReport(ALONE, YEAR, lang), []
    for name in ("title", "glance", "leads", "tables", "statements", "checks", "provenance",
        "cite", "evidence"):  # fmt: skip
        shown = {"text/html": getattr(report, name)()._repr_html_()}
        output = nbformat.v4.new_output("execute_result", shown)
        cells.append(nbformat.v4.new_code_cell("", outputs=[output]))
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / f"alone.{lang}.ipynb")
    return publish.write_report(folder / f"alone.{lang}.ipynb", ALONE, YEAR, lang)


def _ids(unit: str) -> dict[str, str]:
    """The ids of the budget's amounts by code and measure."""
    rows = analysis.records(store.read("tidy/budget", unit, YEAR))
    return {f"{row['code'] or 'total'} {row['measure']}": row["amount_id"] for row in rows}


def _section(html: str, name: str) -> str:
    return re.search(rf'<section id="{name}".*?</section>', html, re.DOTALL)[0]


def _text(html: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", html)).split())


@pytest.mark.parametrize("unit", [PAIR, ALONE])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_number_of_the_budget_opens_its_place_and_is_cited_as_the_budgets(pages, unit, lang):
    html, number = pages[unit, lang], _ids(unit)["2010101 total"]
    table = _section(html, "approved" if unit == PAIR else "tables")
    assert f'href="#{number}">60.00</a>' in table
    opened = re.search(rf'<div class="opened" id="{number}".*?</div></div>', html, re.DOTALL)[0]
    (budget,) = open_budgets(unit, YEAR)
    assert 'class="crop page-b2"' in opened and opened.count(budget.sha256) == 2
    assert "《某某局2021年部门预算》" in opened
    assert ".page-b2 { background-image: url(data:image/webp" in html


@pytest.mark.parametrize("unit", [PAIR, ALONE])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_report_mailed_alone_has_no_dead_link_to_the_budget(pages, unit, lang):
    html = pages[unit, lang]
    ids = set(re.findall(r'id="([^"]+)"', html))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= ids
    for page in re.finditer(r'href="[^"#]*/budget\.pdf#page=(\d+)"', html):
        dialog = html.rfind('<div class="opened', 0, page.start())
        assert html[dialog:].startswith(f'<div class="opened page" id="page-b{page[1]}"')
    folder = store.report_path(unit, YEAR, lang).parent
    links = re.findall(r'href="([^"#:]+budget\.pdf)', html)
    assert links and all((folder / link).resolve().is_file() for link in links)


def test_a_number_worked_out_of_both_documents_cites_both(pages):
    opened = re.findall(r'<div class="opened" id="made-.*?</div></div>', pages[PAIR, "zh"], re.S)
    rate = next(one for one in opened if "111.11%" in one)
    assert "《某某局2021年部门预算》" in rate and "由它们算出" in rate
    assert len(set(re.findall(r"[0-9a-f]{64}", rate))) == 2


def test_a_page_whose_picture_does_not_fit_says_where_the_budget_is_to_be_had(home, monkeypatch):
    monkeypatch.setattr(citations, "small_pictures", lambda *_: {})
    report = publish.Report(PAIR, YEAR, "zh")
    report.approved()
    page = re.search(r'id="page-b2".*?</div></div>', report.evidence().markup, re.DOTALL)[0]
    (budget,) = open_budgets(PAIR, YEAR)
    assert budget.sha256 in page and "某某局2021年部门预算" in page


def test_where_the_accounts_print_no_budget_the_published_one_is_the_plan(pages):
    zh, en = (_text(_section(pages[PAIR, lang], "glance")) for lang in ("zh", "en"))
    assert "111.11%" in zh and "公布的批复预算 90.00 万元" in zh
    assert "approved budget as published 90.00" in en and "预算第2页" in zh


def test_what_many_rows_share_is_said_once(pages):
    section = _text(_section(pages[PAIR, "zh"], "approved"))
    assert section.count("决算没有印这一项的年初预算，只有决算数。") == 1
    assert "年初预算（决算所说）" not in section  # a column without a number


def test_a_fault_of_the_budget_is_the_first_card_with_its_numbers_and_its_page(pages, home):
    leads = analysis.records(store.read("results/leads", ALONE, YEAR))
    (lead,) = (row for row in leads if row["rule"] == "budget_differs")
    assert lead["lead_id"].startswith("budget_differs-b-p2x")
    assert (lead["pages"], lead["budget_pages"]) == ([], [2])
    assert lead["told_zh"].count("30.07") == 1
    for unit in (PAIR, ALONE):
        first = _section(pages[unit, "zh"], "glance").partition("</div>")[0]
        assert f'href="#{_ids(unit)["2010102 total"]}">30.00</a>' in first


def test_a_budget_alone_has_its_data_to_take_away(pages, home):
    folder = store.processed_folder(ALONE, YEAR)
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    names = {one["name"] for one in package["resources"]}
    assert {"tidy-budget", "results-leads", "results-checks"} <= names
    assert "budget" in package["keywords"] and package["title"] == "某某局2021年预算"
    fields = next(one for one in package["resources"] if one["name"] == "tidy-budget")
    types = {one.get("columnType") for one in fields["schema"]["fields"]}
    assert "phase:id" in types
    written = (folder / "tidy" / "budget.csv").read_text("utf-8-sig").splitlines()
    assert {row["phase"] for row in csv.DictReader(written)} == {"approved"}
    book = openpyxl.load_workbook(folder / "budget.xlsx", read_only=True)
    assert {"contents", "budget", "leads"} <= set(book.sheetnames)
    cite = _section(pages[ALONE, "zh"], "cite")
    report = store.report_path(ALONE, YEAR, "zh").parent
    files = re.findall(r'href="(?!data:)([^"]+)"', cite)
    assert cite.count('href="data:text/csv') >= 2
    assert files and all((report / one).resolve().is_file() for one in files)


def test_a_budget_alone_calls_nothing_spent(pages):
    text = _text(re.sub(r'<div id="evidence">.*', "", pages[ALONE, "en"], flags=re.DOTALL))
    assert "not executed yet" in text and "outturn" not in text.lower()


def test_the_package_of_accounts_names_the_budget_that_was_read(home):
    package = json.loads(
        (store.processed_folder(PAIR, YEAR) / "datapackage.json").read_text("utf-8")
    )
    (budget,) = open_budgets(PAIR, YEAR)
    assert [one.get("sha256") for one in package["sources"]] == [None, budget.sha256]
