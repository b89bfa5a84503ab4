"""The report: one file that needs nothing else, readable, honest about what is not stated."""

from __future__ import annotations

import base64
import io
import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from fontTools.ttLib import TTFont
from markupsafe import Markup

import helpers
from helpers import analysis, documents, publish, schemas, store
from helpers.plots import drawing
from helpers.publish import citations, glance, sources, spending
from helpers.publish.findings import CitedChecks
from helpers.wording import labels
from numbered import numbered

UNIT, YEAR = "a-unit", 2021
PLACE = {"page": 7, "x0": 0.0, "y0": 0.0, "x1": 1.0, "y1": 1.0, "reader": "text"}
SCRIPT = "<script>alert('项目')</script>\u202e"  # the last turns what follows it round
SECTIONS = (
    "title",
    "glance",
    "leads",
    "figures",
    "classes",
    "approved",
    "projects",
    "three_public",
    "other_figures",
    "performance",
    "checks",
    "scorecard",
    "tables",
    "provenance",
    "method",
    "cite",
    "glossary",
    "evidence",
)
VOID = {"meta", "img", "source", "br", "link", "input", "hr"}


@pytest.fixture(scope="module")
def document(tmp_path_factory, make_pdf) -> Iterator[None]:
    """A small document: two classes, one project with a hostile name, one failed check."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINAL_ACCOUNTS_HOME", str(tmp_path_factory.mktemp("home")))
        _write_document(make_pdf)
        yield


@pytest.fixture(scope="module")
def reports(document, tmp_path_factory) -> dict[str, str]:
    """The report's HTML by language; the Chinese one was written first."""
    folder = tmp_path_factory.mktemp("executed")
    return {lang: _written(lang, folder) for lang in ("zh", "en")}


def _write_document(make_pdf) -> None:
    folder = store.raw_folder(UNIT, YEAR)
    folder.mkdir(parents=True)
    pages = ["某某局2021年度部门决算", *(f"第{page}页" for page in range(2, 8))]
    (folder / "final_accounts.pdf").write_bytes(make_pdf(*pages))
    (folder / "source.yml").write_text(
        "publisher_zh: 某某局\npublisher_en: Some Bureau\nyear: 2021\n"
        "url: javascript:alert(1)\nedition_zh: 重排本\nedition_en: re-typeset\n",
        "utf-8",
    )

    def fact(name: str, value: str, **more) -> dict:
        return {
            "fact": name,
            "value_year": YEAR,
            "value": Decimal(value),
            "printed": value,
            "snippet_zh": "…",
            **PLACE,
            **more,
        }

    facts = [
        fact("revenue_expenditure_total", "100"),
        fact("revenue_expenditure_change", "20", direction="decrease"),
        fact("revenue_expenditure_change_rate", "16.67", direction="decrease"),
        fact("expenditure_total", "100"),
        fact("expenditure_part", "100", subject_zh="项目支出"),
        fact(
            "performance_projects",
            "1",
            subject_zh="共涉及",
            snippet_zh="自评结果(不包括涉密项目)，共涉及1个",
        ),
        fact("operating_costs_total", "60.2", subject_zh="机关运行经费", value_unit="万元"),
        fact("operating_costs_change", "0.58", direction="decrease"),
        fact("something_new", "5", subject_zh="从来没见过的事", value_unit="场"),
    ]
    budgets = [
        {"scope": "total", "initial_budget": Decimal(90), "outturn": Decimal(100)},
        {
            "scope": "function_class",
            "name_zh": "教育支出",
            "initial_budget": Decimal(90),
            "outturn": Decimal(95),
            "outturn_printed": "95",
            "execution_rate_printed": "105.56",
            "execution_rate_base": "adjusted",
            "adjusted_budget": Decimal(0),
            "adjusted_budget_printed": "0",
            "initial_budget_printed": "90",
        },
        {"scope": "function_class", "name_zh": "住房保障支出", "outturn": Decimal(5)},
        {
            "scope": "project",
            "name_zh": SCRIPT,
            "adjusted_budget": Decimal(99),
            "outturn": Decimal("98.5"),
            "reason_zh": "<b onclick=x>",
        },
    ]
    check = {
        "family": "text",
        "statement_zh": "甲 = 乙",
        "statement_en": "A = B",
        "printed": "9",
        "expected": "8",
        "pages": [3],
        "evidence": [SCRIPT],
    }
    write = {
        "as_printed/pages": [
            {
                "page": page,
                "width": 595.0,
                "height": 842.0,
                "kind": "text",
                "glyphs": 9,
                "strays": 0,
                "picture": 0.0,
                "turned": 0.0,
                "reader": "text",
            }
            for page in range(1, 8)
        ],
        "as_printed/lines": [
            {
                "order": 1,
                "line": n,
                "text": text,
                **PLACE,
                "y0": 20.0 * n,
                "y1": 20.0 * n + 10,
                "x0": 0.0,
                "x1": 10.0 * len(text),
                "edges": [10.0 * edge for edge in range(len(text) + 1)],
            }
            for n, text in enumerate(("教育支出年初预算90万元，", "决算95万元，完成105.56%"), 1)
        ],
        "as_printed/paragraphs": [{"order": 1, "kind": "body", "text": "", **PLACE}],
        "as_printed/cells": [],
        "tidy/facts": facts,
        "tidy/budget_vs_outturn": [row | {"source": "narrative"} | PLACE for row in budgets],
        "tidy/statutory": [
            {
                "table": "expenditure",
                "row": 1,
                "level": "total",
                "name_zh": SCRIPT,
                "measure": "total",
                "amount": Decimal(100),
                "printed": "100.00",
                **PLACE,
            },
            # Two things side by side in one row of the page, as table 06 has them.
            *(
                {
                    "table": "expenditure",
                    "row": 2,
                    "level": "line",
                    "name_zh": name,
                    "measure": "total",
                    "amount": Decimal(printed),
                    "printed": printed,
                    **PLACE,
                }
                for name, printed in (("人员经费合计", "61.20"), ("公用经费合计", "38.80"))
            ),
        ],
        "tidy/statutory_tables": [
            {
                "table": table,
                "rows": int(table == "expenditure"),
                "state": "filled" if table == "expenditure" else "absent",
            }
            for table in schemas.NINE
        ],
        "tidy/corrections": [
            {
                "read": SCRIPT,
                "printed": "100.00",
                "reason": "<i>看错</i>",
                "number_ids": [],
                **PLACE,
            }
        ],
        "tidy/reading_notes": [
            {
                "stage": "grids",
                "page": 2,
                "kind": "unknown_header",
                "found": SCRIPT,
                "statement_zh": "这一栏没有读取。",
                "statement_en": "The column was left out.",
            }
        ],
        "results/checks": [
            check | {"check_id": "X-1", "rule": "X", "outcome": "fail", "likely_cause": "text"},
            check
            | {
                "check_id": "T03-1",
                "rule": "T03",
                "outcome": "fail",
                "printed": "9.55%",
                "expected": "9.56%",
                "likely_cause": "rounding",
                "evidence": ["9.55", "29.42", "307.82"],
            },
            check
            | {
                "check_id": "B01-1",
                "rule": "B01",
                "outcome": "fail",
                "expected": None,
                "printed": "105.56%",
                "likely_cause": "wrong_base",
                "evidence": ["105.56", "95", "0", "90"],
            },
            check | {"check_id": "J02-1", "rule": "J02", "outcome": "fail"},
            check | {"check_id": "X-2", "rule": "X", "outcome": "rounding"},
            check | {"check_id": "X-3", "rule": "X", "outcome": "pass"},
        ],
        "results/check_numbers": [
            {"check_id": check, "position": n, "role": role, "printed": number}
            for check, compared in (
                ("T03-1", {"rate": "9.55", "part": "29.42", "base": "307.82"}),
                ("B01-1", {"rate": "105.56", "part": "95", "base": "0", "other_base": "90"}),
            )
            for n, (role, number) in enumerate(compared.items(), 1)
        ],
        "results/verification": [],
        "results/scorecard": [
            {
                "block": "depth",
                "item": "to_item",
                "required_zh": "公开到项",
                "required_en": "items",
                "source_zh": "条例",
                "source_en": "regulation",
                "second_hand": False,
                "result": "not_met",
                "found": "1/2",
                "page": 3,
            }
        ],
    }
    store.write_all(numbered(write), UNIT, YEAR)
    tidy = analysis.read_tidy(UNIT, YEAR)
    for name in (
        "figure_1",
        "figure_2",
        "figure_3",
        "figure_4",
        "budget_by_class",
        "budget_by_project",
    ):
        store.write(f"results/{name}", getattr(analysis, name)(tidy), UNIT, YEAR)


def _written(lang: str, folder: Path) -> str:
    """The report's HTML, made of a notebook that shows every section."""
    report = publish.Report(UNIT, YEAR, lang)
    cells = [_cell(getattr(report, section)()._repr_html_()) for section in SECTIONS]
    cells.append(_cell("<p>for the notebook</p>", tags=["notebook-only"]))
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# for us"), *cells])
    executed = folder / "executed.ipynb"
    nbformat.write(notebook, executed)
    return publish.write_report(executed, UNIT, YEAR, lang).read_text("utf-8")


def _cell(html: str, tags: list[str] = ()) -> nbformat.NotebookNode:
    output = nbformat.v4.new_output("execute_result", {"text/html": html, "text/plain": "x"})
    return nbformat.v4.new_code_cell(
        "secret_code()", outputs=[output], metadata={"tags": list(tags)}
    )


def read(html: str) -> str:
    """What a reader sees of a number: the link it is makes no difference."""
    return re.sub(r'<a class="n[^>]*>(.*?)</a>', r"\1", html)


class Page(HTMLParser):
    """Tags with their attributes, and how deep each closes."""

    def __init__(self, html: str):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def named(self, *names: str) -> list[dict]:
        return [attributes for tag, attributes in self.tags if tag in names]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_report_is_one_inert_accessible_file(reports, lang):
    html = reports[lang]
    page = Page(html)
    assert page.open == []
    assert page.named("script", "link", "iframe", "object") == []
    assert "<script" not in html and "onclick=x>" not in html.replace("&lt;b onclick=x&gt;", "")
    loads = [a[key] for _, a in page.tags for key in ("src", "srcset") if key in a]
    assert loads and all(load.startswith("data:image/svg+xml,") for load in loads)
    assert not re.search(r"url\((?!data:)|@import", html)
    assert all(not a.get("href", "").startswith("javascript") for a in page.named("a"))
    assert page.named("html")[0]["lang"].startswith(lang)
    assert len(page.named("h1")) == len(page.named("main")) == len(page.named("nav")) == 1
    assert all(a.get("alt") for a in page.named("img"))
    assert all("scope" in a for a in page.named("th"))
    assert html.count("<table") == html.count("<caption")
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    targets = {a["href"][1:] for a in page.named("a") if a.get("href", "").startswith("#")}
    assert targets <= set(ids)


def test_hostile_text_is_shown_as_text(reports):
    shown = re.sub(r"<[^>]+>", " ", reports["zh"])
    seen = SCRIPT.replace("\u202e", "〓")
    assert unescape(shown).count(seen) == 5  # project, table, evidence, notes
    assert "\u202e" not in reports["zh"] + reports["en"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page_links_lead_to_the_pages_picture_and_that_to_the_pdf(reports, lang):
    shown = set(re.findall(r'href="#page-(\d+)"', reports[lang]))
    links = re.findall(r'href="([^"]+final_accounts\.pdf)#page=(\d+)"', reports[lang])
    assert {"3", "7"} <= shown == {page for _, page in links}
    folder = store.report_path(UNIT, YEAR, lang).parent
    assert all((folder / address).resolve().is_file() for address, _ in links)


def test_page_links_work_in_the_notebooks_folder_too(document, monkeypatch):
    notebooks = store.project_root() / "notebooks"
    notebooks.mkdir()
    monkeypatch.chdir(notebooks)
    shown = publish.Report(UNIT, YEAR, "zh").provenance().markup
    address = re.search(r'href="([^"]+final_accounts\.pdf)"', shown)[1]
    assert (notebooks / address).resolve().is_file()


def test_what_is_drawn_ahead_is_kept_and_no_file_of_the_report_is_written(document, monkeypatch):
    monkeypatch.setattr(store, "_handed_over", store.Place(store.project_root(), "ahead"))
    publish.Report(UNIT, YEAR, "zh").draw_ahead(("figures", "classes"))
    assert not store.staged(store.report_folder(UNIT, YEAR)).exists()
    monkeypatch.setattr(drawing, "_draw", lambda _: pytest.fail("drawn again"))
    report = publish.Report(UNIT, YEAR, "zh")
    report.figures(), report.classes()
    assert store.staged(store.report_folder(UNIT, YEAR) / "figures/figure_1.svg").exists()
    store.drop_staged(UNIT, YEAR)


def test_links_work_in_the_kept_copy_of_the_notebook_and_in_the_report(
    document, monkeypatch, tmp_path
):
    monkeypatch.setattr(store, "_handed_over", store.Place(store.project_root(), "a-run"))
    report = publish.Report(UNIT, YEAR, "zh")
    shown = report.figures().markup + report.provenance().markup + report.cite().markup
    shown = report.title().markup + shown
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(
                outputs=[nbformat.v4.new_output("display_data", {"text/html": shown})]
            )
        ]
    )
    nbformat.write(notebook, tmp_path / "kept.ipynb")
    publish.write_report(tmp_path / "kept.ipynb", UNIT, YEAR, "zh")
    written = store.staged(store.report_path(UNIT, YEAR, "zh")).read_text("utf-8")
    here = store.report_folder(UNIT, YEAR)
    store.drop_staged(UNIT, YEAR)
    for html, folder in ((shown, here / "notebooks"), (written, here)):
        links = re.findall(r'href="([^"#:]+\.(?:pdf|svg|png|csv|json|xlsx|cff))["#]', html)
        there = {(folder / link).resolve() for link in links}
        assert {
            (store.processed_folder(UNIT, YEAR) / "CITATION.cff").resolve(),
            (store.raw_folder(UNIT, YEAR) / "final_accounts.pdf").resolve(),
        } <= there


def test_a_notebook_has_the_reports_style_for_its_sections_alone():
    css = publish.notebook_style().markup
    assert css.startswith("<style>.jp-RenderedHTMLCommon {") and ".cards" in css
    assert not re.search(r"^(:root|body) ", css, flags=re.MULTILINE)
    assert css.count("{") == css.count("}")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_number_opens_the_page_it_was_read_from_without_a_script(reports, lang):
    page = Page(reports[lang])
    opened = {a["id"] for _, a in page.tags if a.get("class", "").startswith("opened")}
    numbers = [a for a in page.named("a") if a.get("class", "").split()[:1] == ["n"]]
    assert numbers and {a["href"][1:] for a in numbers} <= opened
    assert all(a.get("aria-label") for _, a in page.tags if a.get("role") == "dialog")
    pictured = set(
        re.findall(r"\.page-(\d+) \{ background-image: url\(data:image/webp", reports[lang])
    )
    assert pictured == {
        a["class"].split("page-")[1] for _, a in page.tags if a.get("class", "").startswith("crop")
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_figure_and_every_check_has_its_own_id_as_address(reports, lang):
    ids = {a["id"] for _, a in Page(reports[lang]).tags if "id" in a}
    numbers = analysis.records(store.read("tidy/numbers", UNIT, YEAR))
    figures = {row["number_id"] for row in numbers if row["status"] != "not_a_figure"}
    checks = {row["check_id"] for row in analysis.records(store.read("results/checks", UNIT, YEAR))}
    assert figures and figures | checks <= ids


def test_addresses_are_the_same_in_both_languages_and_after_a_rerun(reports, document, tmp_path):
    ids = {
        lang: set(re.findall(r'<div class="opened[^"]*" id="([^"]+)"', html))
        for lang, html in {**reports, "again": _written("zh", tmp_path)}.items()
    }
    assert ids["zh"] == ids["again"]
    assert {one for one in ids["en"] if one.startswith(("p", "X-", "T", "B"))} <= ids["zh"]


def test_evidence_has_a_citation_in_both_languages(reports):
    found = r'<div class="opened" id="p7x[^"]+".*?</div></div>'
    number = re.search(found, reports["zh"], re.DOTALL)
    shown = re.sub("<[^>]+>", "", number[0])
    sha256 = documents.open_document(UNIT, YEAR).sha256
    for words in ("某某局", "第7页", "Some Bureau", "p. 7", f"accounts {helpers.__version__}"):
        assert words in shown
    assert shown.count(sha256) == 2


def test_a_page_without_a_picture_says_where_the_document_is_to_be_had(document, monkeypatch):
    monkeypatch.setattr(citations, "small_pictures", lambda *_: {})
    report = publish.Report(UNIT, YEAR, "en")
    report.glance()
    page = re.search(r'id="page-7".*?</div></div>', report.evidence().markup, re.DOTALL)[0]
    assert documents.open_document(UNIT, YEAR).sha256 in page and "Some Bureau" in page


def test_the_projects_version_is_that_of_the_package():
    stated = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
    assert stated["project"]["version"] == helpers.__version__


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("支出 1224.64 万元，差 -0.01", "支出 1,224.64 万元，差 −0.01"),
        ("“2080505 养老” = 48.96", "“2080505 养老” = 48.96"),
        ("2021.05 起，2021.05 万元", "2021.05 起，2,021.05 万元"),
        ("J02-p17x298y381-49e0", "J02-p17x298y381-49e0"),
        ("第 3-5 页", "第 3-5 页"),
    ],
)
def test_numbers_in_the_audits_sentences_look_as_elsewhere(text, shown):
    assert labels.readable(text) == shown


def test_money_cells_are_numbers_to_click(document):
    for section in ("classes", "projects", "tables"):
        shown = getattr(publish.Report(UNIT, YEAR, "zh"), section)().markup
        cells = re.findall(r'<td class="number">(.*?)</td>', shown, flags=re.DOTALL)
        numbers = [cell for cell in cells if re.search(r"\d", read(cell))]
        assert numbers and all('<a class="n' in cell for cell in numbers)


def test_a_number_that_is_worked_out_says_how(document):
    report = publish.Report(UNIT, YEAR, "zh")
    report.glance()
    opened = report.evidence().markup
    assert "100.00 ÷ 90.00 × 100 = 111.11%" in read(opened)
    assert "文件没有印这个数" in opened


def test_code_and_cells_for_the_notebook_only_stay_out(reports):
    html = reports["zh"]
    assert "secret_code" not in html
    assert "for the notebook" not in html and "for us" not in html


def test_each_language_has_its_file_and_links_to_the_other_that_exists(reports):
    assert "report.en.html" not in re.sub("<!--.*?-->", "", reports["zh"])  # alone at first
    for lang, other in (("zh", "report.en.html"), ("en", "report.html")):
        written = store.report_path(UNIT, YEAR, lang).read_text("utf-8")
        assert f'href="{other}"' in re.sub("<!--.*?-->", "", written)
    assert store.report_path(UNIT, YEAR, "en").name == "report.en.html"
    assert store.report_path(UNIT, YEAR, "zh").name == "report.html"
    assert not [
        p for p in store.report_path(UNIT, YEAR, "zh").parent.iterdir() if p.name.startswith(".")
    ]


def test_figures_lie_beside_the_report(reports):
    names = {p.name for p in (store.report_folder(UNIT, YEAR) / "figures").iterdir()}
    assert {"figure_1.en.svg", "figure_4.en.png", "budget_by_class.en.svg"} <= names


def test_the_first_screen_answers_and_does_not_invent(document):
    shown = re.sub(r"<[^>]+>", " ", read(publish.Report(UNIT, YEAR, "zh").glance().markup))
    assert "111.11%" in shown and "比预算多 10.00 万元" in shown
    assert "−20.00 万元" in shown and "16.67%" in shown
    assert "4 项" in shown and "6 项核对" in shown
    assert "收了多少 未载明" in " ".join(shown.split())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_a_document_of_few_numbers_has_not_is_one_card_behind_what_it_has(
    document, monkeypatch, lang
):
    monkeypatch.setattr(
        glance, "_on_what", lambda *_: {"largest": [], "largest_of": "on_what_note"}
    )
    monkeypatch.setattr(glance, "_against_plan", lambda *_: None)
    monkeypatch.setattr(glance, "_changes", lambda _: [])
    total = {"amount": "4.68 万元", "lead": "4.68 of 5.20"}
    monkeypatch.setattr(spending, "three_public_total", lambda _: total)
    report = publish.Report(UNIT, YEAR, lang)
    shown = read(report.glance().markup)
    cards = shown.split('<div class="card')
    found = [card for card in cards if report.words.say("report.glance.missing") in card]
    assert len(found) == 1 and found[0].count("<li>") >= 3
    words = report.words.say("format.not_stated")
    assert shown.count(words) == found[0].count(words)
    assert 0 < shown.index("4.68 of 5.20") < shown.index(found[0])


def test_a_class_without_a_budget_says_so(document):
    rows = read(publish.Report(UNIT, YEAR, "en").classes().markup).split("<tr")
    housing = next(row for row in rows if "住房保障支出" in row)
    assert "Housing security" in housing and "not stated" in housing and "0.00" not in housing


def test_every_printed_amount_of_a_table_is_shown(document):
    shown = publish.Report(UNIT, YEAR, "zh").tables().markup
    assert [amount in shown for amount in ("100.00", "61.20", "38.80")] == [True] * 3


def test_failures_rounding_and_unread_things_stand_apart(document):
    shown = publish.Report(UNIT, YEAR, "zh").checks().markup
    assert "不相符（4）" in shown and "只是四舍五入（1）" in shown and "没有读出来的（1）" in shown
    assert "这一栏没有读取。" in shown
    assert "The column was left out." in publish.Report(UNIT, YEAR, "en").checks().markup
    alarms = re.findall(r"<li id=.at-.*?</li>", shown, flags=re.DOTALL)
    assert len(alarms) == 3 and "X-1" in alarms[0]


def test_a_failure_says_what_its_numbers_say(document):
    shown = publish.Report(UNIT, YEAR, "zh").checks().markup
    assert "105.56% 说是对全年预算 0 而言，却等于决算 95 ÷ 年初预算 90" in shown
    assert "所说的基数是零" in shown
    assert "四舍五入应为 9.56%，所载 9.55% 是把后面的数字直接舍去" in shown
    english = publish.Report(UNIT, YEAR, "en").checks().markup
    assert "of the Adjusted budget 0; the number equals outturn 95 ÷ Initial budget 90" in english


def test_the_state_of_a_table_is_told_in_words(document):
    check = {
        "check_id": "C01-1",
        "rule": "C01",
        "printed": "absent",
        "expected": "filled",
        "pages": [],
        "evidence": [],
    }
    shown = CitedChecks(publish.Report(UNIT, YEAR, "zh").words, []).of(check)
    assert (shown["cited"], shown["expected"]) == ("没有此表", "有数据")


def test_unlisted_projects_are_a_question_with_the_documents_own_words(document):
    report = publish.Report(UNIT, YEAR, "zh")
    question = re.search(r'id="question".*?<details', read(report.checks().markup), re.DOTALL)[0]
    assert "其余 1.50 万元是什么项目？" in question
    assert "自评结果(不包括涉密项目)" in question and "#page-7" in question
    assert "1.50 万元的项目支出不在列出的项目里" in read(report.glance().markup)


@pytest.mark.parametrize(
    ("lang", "costs", "unknown"),
    [("zh", "减少 0.58 万元", "5 场"), ("en", "down 0.58 万元", "5 场")],
)
def test_other_figures_are_told_and_unknown_ones_too(document, lang, costs, unknown):
    shown = read(publish.Report(UNIT, YEAR, lang).other_figures().markup)
    assert "60.20 万元" in shown and costs in shown
    assert "从来没见过的事" in shown and unknown in shown


def test_every_character_shown_is_in_the_embedded_font(reports):
    html = reports["zh"]
    data = re.search(r"base64,([^)]+)\) format", html)[1]
    has = TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap()
    shown = re.sub(r"<(style|title).*?</\1>|<[^>]+>", "", html, flags=re.DOTALL)
    assert {c for c in shown if not c.isspace() and ord(c) not in has} == set()


def test_an_unknown_language_is_refused(document):
    with pytest.raises(ValueError, match="zh, en; found 'fr'"):
        publish.Report(UNIT, YEAR, "fr")


def test_a_notebook_that_shows_nothing_is_refused(document, tmp_path):
    nbformat.write(nbformat.v4.new_notebook(), tmp_path / "empty.ipynb")
    with pytest.raises(ValueError, match="shows no title"):
        publish.write_report(tmp_path / "empty.ipynb", UNIT, YEAR - 1, "zh")
    assert not store.report_path(UNIT, YEAR - 1, "zh").exists()


def test_of_a_notebook_only_what_cells_show_as_html_reaches_the_page(document, tmp_path):
    new = nbformat.v4
    outputs = [
        new.new_output("stream", text="<b>printed</b>"),
        new.new_output("display_data", {"image/svg+xml": "<svg>drawn</svg>"}),
        new.new_output("error", ename="E", evalue="<i>", traceback=["<i>raised</i>"]),
    ]
    head = _cell(f"<h1>a {escape(SCRIPT)} b</h1>")
    notebook = new.new_notebook(
        cells=[
            head,
            new.new_code_cell("", outputs=outputs),
            new.new_raw_cell("<u>raw</u>", metadata={"raw_mimetype": "text/html"}),
        ]
    )
    nbformat.write(notebook, tmp_path / "odd.ipynb")
    html = publish.write_report(tmp_path / "odd.ipynb", UNIT, YEAR - 1, "zh").read_text("utf-8")
    assert not [word for word in ("printed", "drawn", "raised", "raw</u>") if word in html]
    title = re.search("<title>(.*?)</title>", html)[1]
    assert "<" not in title and unescape(title) == f"a {SCRIPT.replace(chr(0x202E), '〓')} b"


def test_the_notebook_calls_sections_that_exist():
    path = Path(__file__).parents[1] / "notebooks" / "05_report.ipynb"
    code = "\n".join(c.source for c in nbformat.read(path, 4).cells if c.cell_type == "code")
    called = re.findall(r"report\.(\w+)\(", code)
    assert called == [*SECTIONS, "written"]


def test_where_table_05_is_missing_another_table_says_on_what_the_money_went():
    class Tidy:
        def amounts(self, table, **columns):
            return (
                [{"name_zh": "农林水支出", "amount": Decimal(7), "amount_id": "p7x1y1"}]
                if table == "expenditure"
                else []
            )

    report = type("OneReport", (), {"tidy": Tidy()})
    told = glance._on_what(report, [])
    assert told["largest_of"] == "on_what_expenditure"
    assert told["largest"][0]["outturn_id"] == "p7x1y1"


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("某某县林场2021年度单位决算", "report.title_of_unit"),
        ("某某县林业局2021年度部门决算", "report.title"),
        ("", "report.title"),
    ],
)
def test_a_document_of_a_unit_is_headed_so(title, label):
    source = type("Opened", (), {"source": {}})
    paragraphs = [{"text": title}, {"text": "2021年度部门决算表"}]
    report = type("OneReport", (), {"document": source, "paragraphs": paragraphs})
    assert sources._named(report) == label


@pytest.mark.parametrize(
    ("lang", "told"),
    [("zh", "人工改正的读数（1）"), ("en", "Misread and put right by a person (1)")],
)
def test_what_a_person_has_put_right_is_said(reports, lang, told):
    assert told in reports[lang] and "&lt;i&gt;看错&lt;/i&gt;" in reports[lang]


class Linking:
    """Words of a report that make every number a link to its ids."""

    @staticmethod
    def cite(shown: str, ids: list[str]) -> Markup:
        return Markup('<a href="#{}">{}</a>').format(" ".join(ids), shown)


def test_the_question_of_a_lead_has_its_numbers_as_links_and_all_else_as_text():
    from helpers.publish.leads import _linked

    text = "甲 1.50 万元，<b>乙</b>合计 3.00 万元"
    numbers = [
        {"position": 1, "number_id": "a", "shown": "1.50", "at_zh": 2},
        {"position": 2, "number_id": "b", "shown": "3.00", "at_zh": text.index("3.00")},
        {"position": 3, "number_id": "c", "shown": "3.00", "at_zh": text.index("3.00")},
        {"position": 4, "number_id": "d", "shown": None, "at_zh": None},
    ]
    assert _linked(Linking(), text, numbers, "zh") == (
        '甲 <a href="#a">1.50</a> 万元，&lt;b&gt;乙&lt;/b&gt;合计 <a href="#b c">3.00</a> 万元'
    )
