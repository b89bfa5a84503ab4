"""The explorer: what it compares by, and the page in a real browser, offline.

Needs Chromium for the page (see test_accessibility.py); without one those tests are skipped.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

import nbformat
import pytest

from helpers import analysis, store, wording
from helpers.analysis.comparable import AMOUNTS, comparable_amounts
from helpers.explorer import Documents, gather, write_explorer
from helpers.explorer.page import html
from helpers.pipeline.lab import _OFFLINE as OFFLINE
from helpers.publish import Report
from helpers.publish.citations import ACCOUNTS, Source
from reports import make_data
from sound import sound
from test_accessibility import SHIPPED, barriers, browser  # noqa: F401

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

HOSTILE = '</script><script>window.ran = 1</script><img src=x onerror="window.ran = 1">\u202e=1+1'


@pytest.fixture(scope="module")
def explorer(tmp_path_factory) -> Iterator[Path]:
    """The page over the shipped document and invented ones, of one department two years."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINAL_ACCOUNTS_HOME", str(tmp_path_factory.mktemp("home")))
        make_data(SHIPPED / "final_accounts.pdf", "hanyang-gov-office", 2020)
        for shape, of_two in (("hubei", 0), ("shanghai", 1), ("shanghai", 2)):
            made = sound(shape, 3, of_two)
            pdf = tmp_path_factory.mktemp("set") / "made.pdf"
            made.write(pdf)
            make_data(pdf, f"made-{shape}", made.year)
        for unit, year in (
            ("hanyang-gov-office", 2020),
            ("made-shanghai", sound("shanghai", 3, 1).year),
        ):
            store.write_text(store.report_path(unit, year, "zh"), "a report")
        yield write_explorer()


@pytest.fixture
def page(explorer, browser):  # noqa: F811
    """The page opened without a network: it must ask for nothing and say nothing."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, offline=True, accept_downloads=True
    )
    opened = context.new_page()
    heard: list[str] = []
    opened.on("console", lambda message: heard.append(message.text))
    opened.on("pageerror", lambda error: heard.append(str(error)))
    opened.on(
        "request",
        lambda request: (
            request.url.startswith(("file:", "data:", "blob:")) or heard.append(request.url)
        ),
    )
    opened.goto(explorer.as_uri())
    yield opened
    context.close()
    assert heard == []


def rows_of(page) -> list[list[str]]:
    page.wait_for_timeout(400)  # the table comes with the next picture, the address after it
    return page.eval_on_selector_all(
        "#table tbody tr", "rows => rows.map(row => [...row.cells].map(cell => cell.innerText))"
    )


def test_things_are_compared_by_code_and_each_budget_has_its_own_column(explorer):
    rows = comparable_amounts(analysis.read_tidy("hanyang-gov-office", 2020))
    services = [row for row in rows if (row["level"], row["key"]) == ("class", "201")]
    assert {row["fund"] for row in services} == {"general_budget", "all"}
    own = next(row for row in services if row["fund"] == "general_budget")
    assert own["initial_budget"] == Decimal("891.24") and own["adjusted_budget"] is None
    assert own["outturn_ids"] and own["initial_budget_ids"]


def test_every_row_names_the_numbers_it_shows(explorer):
    tidy = analysis.read_tidy("hanyang-gov-office", 2020)
    rows = comparable_amounts(tidy)
    for row in rows:
        for column in AMOUNTS:
            numbers = [tidy.printed_numbers[one]["amount"] for one in row[f"{column}_ids"]]
            assert (row[column] is None) == (not numbers), (row["key"], column)
            assert sum(numbers) == (row[column] or 0), (row["key"], column)


def test_a_published_budget_has_its_amount_and_a_rate_only_where_the_join_gives_one(explorer):
    tidy = analysis.read_tidy("hanyang-gov-office", 2020)
    row = {"pair": "general_budget_expenditure", "side": None, "code": "201", "level": "class",
           "name_zh": "一般公共服务支出", "measure": "total", "budget": Decimal("900"),
           "budget_id": "b1", "outcome": "differs", "outturn_base": "same_base",
           "may_stand_beside": True, "why_zh": "范围", "why_en": "scope"}  # fmt: skip
    other = row | {"may_stand_beside": False, "code": "208"}
    whole = other | {"level": "total", "code": None, "outturn_base": "carry_over_included"}
    apart = {"outcome": "not_comparable", "outturn_base": "other_scope"}
    revenue = whole | {"pair": "revenue", "may_stand_beside": True, "budget": Decimal("1")}
    rows = {
        (r["level"], r["fund"], r["key"]): r
        for r in comparable_amounts(tidy, [row, other | apart, revenue, whole])
    }
    services = rows["class", "general_budget", "201"]
    assert (services["approved_budget"], services["approved_why_zh"]) == (900, None)
    assert rows["class", "all", "201"]["approved_budget"] is None
    social = rows["class", "general_budget", "208"]
    assert (social["approved_budget"], social["approved_why_en"]) == (None, "scope")
    carried = rows["total", "general_budget", "general_budget"]
    assert carried["approved_budget"] == 900 and "上年结转" in carried["approved_why_zh"]


def test_an_approved_budget_of_other_money_shows_its_amount_and_why_there_is_no_rate(
    explorer,
    browser,  # noqa: F811
    tmp_path,
):
    found = gather([("hanyang-gov-office", 2020)])
    of = [
        row for row in found.amounts if (row["level"], row["fund"]) == ("class", "general_budget")
    ]
    for row in of:
        row["approved_budget"] = Decimal("4321")
    of[0] |= {"approved_why_zh": "用了结转的钱", "approved_why_en": "carried over"}
    made = tmp_path / "explore.html"
    made.write_text(html(found, tmp_path), "utf-8")
    opened = browser.new_page()
    opened.goto(f"{made.as_uri()}#measure=rate&base=approved_budget&level=class&lang=en")
    rows = rows_of(opened)
    opened.close()
    why = [row for row in rows if "carried over" in row]
    assert len(why) == 1 and "4,321.00" in why[0] and sum("4,321.00" in row for row in rows) > 1
    rate = rows[0].index("4,321.00") + 2  # budget, outturn, rate
    assert [row[rate] == "" for row in rows] == ["carried over" in row for row in rows]


def test_a_key_stands_once_in_its_level_and_fund(explorer):
    for document in gather().documents:
        rows = comparable_amounts(analysis.read_tidy(document["unit"], document["year"]))
        keys = [(row["level"], row["fund"], row["key"]) for row in rows]
        assert len(keys) == len(set(keys))


def test_without_data_the_command_says_what_to_run(home):
    from helpers.__main__ import main

    assert main(["explore"]) == 2


def test_budgets_without_accounts_and_documents_without_data_are_counted(
    explorer,
    browser,  # noqa: F811
    tmp_path,
):
    found = gather([("hanyang-gov-office", 2020)])
    found.budgets_alone, found.without_data = [("hill", 2024)] * 3, [("river", 2024)]
    made = tmp_path / "explore.html"
    made.write_text(html(found, tmp_path), "utf-8")
    opened = browser.new_page()
    for lang, said in (("zh", ("另有 3 份只有预算", "另有 1 份还没有数据")),
                       ("en", ("3 more are budgets", "1 more have no data"))):  # fmt: skip
        opened.goto(f"{made.as_uri()}?{lang}#lang={lang}")
        assert all(one in opened.inner_text("#made") for one in said)
    opened.close()
    raw = store.raw_folder("hill", 2024)
    raw.mkdir(parents=True)
    (raw / "budget.pdf").write_bytes(b"a budget")
    assert gather([("hill", 2024), ("river", 2024)]).budgets_alone == [("hill", 2024)]
    shutil.rmtree(raw.parent)


def test_the_least_spent_of_the_three_public_budget_and_where_it_is_printed(page):
    page.select_option("#choose-level", "three_public")
    page.select_option("#choose-measure", "rate")
    page.click("#sort-rate")
    rates = [row[6] for row in rows_of(page) if row[6]]
    assert [*map(float, rates)] == sorted(map(float, rates))
    address = page.get_attribute("#table tbody tr:first-child a.n", "href")
    assert "report.html#p" in address


def test_two_documents_are_joined_by_key_and_what_cannot_be_compared_says_why(page):
    page.select_option("#choose-a", "0")
    page.select_option("#choose-b", "1")
    rows = rows_of(page)
    assert any(row[-1] for row in rows), "classes that only one has say so"
    for row in rows:
        compared = row[3] != "" and row[4] != ""
        assert compared == (row[5] != "") == (row[-1] == ""), row
    assert page.query_selector("#chart-slope")


def test_a_slider_leaves_what_is_far_from_the_budget(page):
    page.select_option("#choose-a", "0")
    page.fill("#choose-off", "20")
    rows = rows_of(page)
    assert rows and all(abs(float(row[5].replace("−", "-"))) >= 20 for row in rows)
    assert page.inner_text("#off-shown") == "20 %"


def test_a_copied_address_shows_the_same_rows_elsewhere(page, browser, explorer):  # noqa: F811
    page.select_option("#choose-level", "item")
    page.fill("#choose-q", "行政")
    page.click("#sort-outturn")
    other = browser.new_context(offline=True).new_page()
    other.goto(page.url)
    assert rows_of(other) == rows_of(page) and rows_of(page)
    assert other.url == page.url
    other.context.close()


def test_the_csv_is_what_pandas_gives(page, explorer):
    page.select_option("#choose-level", "item")
    page.select_option("#choose-fund", "")
    with page.expect_download() as download:
        page.click("#csv")
    text = Path(download.value.path()).read_text("utf-8-sig")
    found = [*csv.DictReader(io.StringIO(text))]
    wanted = [row for row in gather().amounts if row["level"] == "item"]
    assert len(found) == len(wanted)
    for got, row in zip(found, wanted, strict=True):
        assert (got["unit"], got["key"], got["fund"]) == (row["unit"], row["key"], row["fund"])
        for column in AMOUNTS:
            assert (got[column] or None) == (row[column] and f"{row[column].normalize():f}")


def test_search_finds_either_language_a_page_and_a_check(page):
    page.fill("#choose-q", "health")
    assert all("卫生健康" in row[0] for row in rows_of(page)) and rows_of(page)
    page.click("#view-found")
    one = gather().found[0]
    page.select_option("#choose-outcome", "")
    page.fill("#choose-q", one["id"])
    assert len(rows_of(page)) >= 1


def test_what_does_not_add_up_can_be_cut_by_money(page):
    page.click("#view-found")
    page.fill("#choose-money", "9")
    rows = rows_of(page)
    money = [row for row in rows if "9.91" in " ".join(row)]
    assert money and len(rows) < len(gather().found)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("view", ["amounts", "found"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_barrier_is_in_the_way(page, lang, view, width):
    page.set_viewport_size({"width": width, "height": 844})
    page.click(f"#{lang}")
    page.click(f"#view-{view}")
    assert page.get_attribute("html", "lang") == {"zh": "zh-Hans", "en": "en"}[lang]
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_facets_and_their_rows_are_told_in_words_of_both_languages(page):
    page.click("#view-found")
    page.select_option("#choose-outcome", "")
    ids = {one["rule"] for one in gather().found} | {one["scope"] for one in gather().found}
    for lang in ("zh", "en"):
        page.click(f"#{lang}")
        for facet in ("rule", "scope"):
            shown = page.locator(f"#choose-{facet} option").all_inner_texts()[1:]
            assert shown and len(shown) == len(set(shown))
            for text in shown:
                name, count = re.fullmatch(r"(.+) \((\d+)\)", text).groups()
                assert name not in ids and int(count) > 0
                assert bool(re.search("[\u4e00-\u9fff]", name)) == (lang == "zh"), name
        assert not ids & {row[-1] for row in rows_of(page)}
    value = page.get_attribute("#choose-rule option:nth-child(2)", "value")
    page.select_option("#choose-rule", value)
    assert len(rows_of(page)) == sum(one["rule"] == value for one in gather().found)


def test_every_rule_of_the_catalogues_has_a_short_name():
    rules = {
        *wording.load("identities"),
        *wording.load("leads")["rules"],
    }
    named = wording.load("explorer")["rules"]
    assert rules - set(named) == set()
    for lang, most in (("zh", 24), ("en", 52)):
        texts = [one[lang] for one in named.values()]
        assert len(texts) == len(set(texts)) and max(map(len, texts)) <= most


def test_a_rule_without_a_short_name_is_told_by_its_statement(explorer):
    found = gather()
    one = next(row for row in found.found if row["kind"] == "check")
    names = wording.load("explorer")["rules"]
    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(names, one["rule"])
        text = html(found, explorer.parent)
    said = json.loads(re.search(r'id="data">(.*?)</script>', text, re.S)[1])["words"]["rules"]
    assert said[one["rule"]]["en"] == re.sub(
        r"\{\w+\}", "…", wording.load("identities")[one["rule"]]["en"]
    )


def copied(page, button: str) -> str:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click(button)
    page.wait_for_timeout(100)
    return page.evaluate("navigator.clipboard.readText()")


def test_a_citation_says_what_the_reports_citation_says(page):
    page.select_option("#choose-a", "0")
    page.select_option("#choose-level", "three_public")
    page.click("#table .thing:has-text('经费合计')")
    page.fill("#choose-q", "hanyang")
    rows_of(page)
    told = Source(Report("hanyang-gov-office", 2020))
    row = next(
        row
        for row in gather().amounts
        if (row["unit"], row["level"], row["key"])
        == ("hanyang-gov-office", "three_public", "total")
    )
    for lang in ("zh", "en"):
        page.click(f"#{lang}")
        text = copied(page, "#copy_citation")
        ids = [*row["initial_budget_ids"], *row["outturn_ids"]]
        places = sorted(dict.fromkeys(told._of.places.of(one) for one in ids))
        where = dict.fromkeys((one.document, one.page, one.section, None) for one in places)
        assert text == told._cited(lang, False, tuple(where))
        assert told.published[ACCOUNTS].sha256 in text and "file:" not in text and "#" not in text
    page.select_option("#choose-measure", "rate")
    assert text != copied(page, "#copy_citation").endswith("not printed in the document.")


def test_a_view_saved_as_a_file_opens_as_it_was(page, browser, tmp_path):  # noqa: F811
    page.click("#en")
    page.select_option("#choose-level", "item")
    page.click("#sort-outturn")
    before = rows_of(page)
    with page.expect_download() as saved:
        page.click("#save_view")
    there = tmp_path / "sent.html"
    there.write_bytes(Path(saved.value.path()).read_bytes())
    context = browser.new_context(offline=True)
    other = context.new_page()
    heard: list[str] = []
    other.on("console", lambda message: heard.append(message.text))
    other.goto(there.as_uri())
    assert rows_of(other) == before and heard == []
    other.click("#reset")
    assert rows_of(other) != before
    context.close()


def test_fund_and_budget_shown_are_those_of_the_document(page):
    numbers = {(one["unit"], one["year"]): n for n, one in enumerate(gather().documents)}
    for row in gather().amounts:
        if row["level"] == "class" and row["fund"] == "general_budget":
            page.select_option("#choose-a", str(numbers[row["unit"], row["year"]]))
            assert page.input_value("#choose-fund") == "general_budget"
    found = gather()
    for row in found.amounts:
        if row["fund"] == "general_budget" and row["unit"] == "hanyang-gov-office":
            row["fund"] = "appropriation"
            row["adjusted_budget"], row["initial_budget"] = row["initial_budget"], None
    page.set_content(html(found, Path("/")))
    page.select_option("#choose-a", str(numbers["hanyang-gov-office", 2020]))
    assert page.input_value("#choose-fund") == "appropriation"
    assert page.input_value("#choose-base") == "adjusted_budget"
    page.select_option("#choose-fund", "all")
    page.select_option("#choose-a", "")
    assert page.input_value("#choose-fund") == "all", "what is chosen stays"


def test_rows_of_another_budget_are_counted_and_a_click_away(page, explorer):
    found = gather()
    mine = [row for row in found.amounts if row["level"] == "three_public"]
    moved = [row for row in mine if row["unit"] == "hanyang-gov-office"]
    for row in moved:
        row["budget"], row["initial_budget"] = row["initial_budget"], None
    page.set_content(html(found, explorer.parent))
    page.select_option("#choose-level", "three_public")
    count = sum(row["budget"] is not None for row in moved)
    assert f"({count})" in page.inner_text("#others button")
    page.click("#others button")
    assert page.input_value("#choose-base") == "budget"
    assert sum(row[4] != "" for row in rows_of(page)) == count


def test_five_questions_are_answered_in_a_few_clicks(page, explorer):
    from explorer import QUESTIONS, Reader

    most = dict(zip(QUESTIONS, (5, 5, 6, 4, 1), strict=True))
    told = {}
    for ask in QUESTIONS:
        page.goto(explorer.as_uri())
        page.click("#reset")
        reader = Reader(page)
        told[ask.__name__] = ask(reader)
        assert reader.clicks <= most[ask], ask.__doc__
    amounts = gather().amounts
    rates = {
        (str(row["year"]), row["outturn"] / row["initial_budget"])
        for row in amounts
        if row["key"] == "total" and row["level"] == "three_public" and row["initial_budget"]
    }
    assert told["least_of_three_public"][2] == min(rates, key=lambda one: one[1])[0]
    vehicles = [
        row
        for row in amounts
        if row["unit"] == "made-shanghai"
        and row["key"] == "vehicles"
        and row["outturn"] is not None
    ]
    shown = {float(one.replace(",", "")) for one in told["vehicles_in_both_years"][0][3:5]}
    assert shown == {float(row["outturn"]) for row in vehicles} and len(vehicles) == 2
    for row in told["off_without_reason"]:
        assert row[-2] == "没有读到"
    assert told["what_does_not_add_up"] == [
        row for row in told["what_does_not_add_up"] if float(row[3].replace(",", "")) >= 10
    ]


def test_keys_alone_choose_sort_and_open(page):
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.id || document.activeElement.className")
        )
        if reached[-1] == "choose-level":
            page.keyboard.press("End")
            assert page.input_value("#choose-level") != "class"
        elif reached[-1] == "choose-off":
            page.keyboard.press("ArrowRight")
        elif reached[-1] == "sort-outturn":
            page.keyboard.press("Enter")
            break
    rows_of(page)
    assert page.evaluate("document.activeElement.id") == "sort-outturn"
    assert page.get_attribute("#table th:has(#sort-outturn)", "aria-sort") == "descending"
    assert page.inner_text("#off-shown") == "1 %"
    assert [
        one for one in ("zh", "view-found", "choose-q", "copy_link", "csv") if one not in reached
    ] == []
    assert page.get_attribute("#status", "aria-live") == "polite"


@pytest.mark.parametrize("view", ["amounts", "found"])
def test_on_a_phone_no_row_is_cut(page, view):
    page.set_viewport_size({"width": 390, "height": 844})
    page.click(f"#view-{view}")
    rows_of(page)
    assert page.evaluate(
        """[...document.querySelectorAll("#table :is(td, th)")].every((one) =>
             one.getBoundingClientRect().right <= innerWidth)"""
    )


def test_without_script_there_is_a_plain_table(browser, explorer):  # noqa: F811
    context = browser.new_context(java_script_enabled=False, offline=True)
    plain = context.new_page()
    plain.goto(explorer.as_uri())
    assert "1,102.63" in plain.inner_text("noscript")
    context.close()


def test_hostile_names_are_text_and_a_sheet_takes_none_for_a_formula(
    browser,  # noqa: F811
    explorer,
    tmp_path,
):
    found = gather()
    found.documents[0]["publisher_zh"] = found.documents[0]["title_zh"] = HOSTILE
    for row in found.amounts:
        row["name_zh"] = HOSTILE
    for one in found.found:
        one["told_zh"] = one["told_en"] = HOSTILE
    there = tmp_path / "explore.html"
    there.write_text(html(found, tmp_path), "utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(f"{there.as_uri()}#q={quote('<img src=x onerror=window.ran=1>')}")
    page.fill("#choose-q", "")
    page.click("#view-found")
    page.click("#view-amounts")
    assert page.evaluate("window.ran") is None
    assert page.query_selector("#table img") is None
    assert HOSTILE[:9] in page.inner_text("#table")
    with page.expect_download() as download:
        page.click("#csv")
    assert "\n=1" not in Path(download.value.path()).read_text("utf-8")
    context.close()


def test_a_hundred_documents_are_less_than_a_megabyte(explorer, browser, tmp_path):  # noqa: F811
    chance = random.Random(1)

    def other(text: str | None) -> str | None:
        return text and re.sub(r"\d", lambda _: str(chance.randrange(10)), text)

    found, whole = gather(), Documents()
    for number in range(100):
        office = {"unit": f"office-{number}"}
        one = found.documents[number % len(found.documents)]
        of = (one["unit"], one["year"])
        whole.documents.append(one | office | {"sha256": other(one["sha256"])})
        for row in found.amounts:
            if (row["unit"], row["year"]) == of:
                changed = {name: row[name] and Decimal(other(f"{row[name]:f}")) for name in AMOUNTS}
                whole.amounts.append(row | office | changed)
        for row in found.found:
            if (row["unit"], row["year"]) == of:
                whole.found.append(
                    row | office | {k: other(row[k]) for k in ("told_zh", "told_en")}
                )
        for (unit, year, key), place in found.places.items():
            if (unit, year) == of:
                whole.places[office["unit"], year, key] = place
    there = tmp_path / "explore.html"
    there.write_text(html(whole, tmp_path), "utf-8")
    assert there.stat().st_size <= 1_000_000, there.stat().st_size
    page = browser.new_page()
    page.goto(there.as_uri())
    page.select_option("#choose-level", "item")
    assert len(rows_of(page)) == 100, "the first rows; the others by a button"
    page.close()


def test_the_notebook_draws_its_views_and_follows_a_choice(explorer):
    from nbclient import NotebookClient

    path = Path(__file__).parents[1] / "notebooks" / "explore.ipynb"
    notebook = nbformat.read(path, as_version=4)
    moved = "box = explorer.budget_and_outturn(); box.children[0].children[1].value = 'item'; box"
    notebook.cells.append(nbformat.v4.new_code_cell(moved))
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": path.parent}}).execute()
    widgets = notebook.metadata.widgets["application/vnd.jupyter.widget-state+json"].state.values()
    shown = [one.state.outputs for one in widgets if one.model_name == "OutputModel"]
    kinds = [[*output[0].data][-1] for output in shown if output]
    assert kinds.count("image/png") == 5 and kinds.count("text/html") == 1


@pytest.fixture
def lab(explorer, tmp_path) -> Iterator[str]:
    """The address of the notebook in a JupyterLab of its own, which asks nobody anything."""
    shutil.copy(Path(__file__).parents[1] / "notebooks" / "explore.ipynb", tmp_path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = [f"--ServerApp.{one}" for one in ("token=", "password=", f"root_dir={tmp_path}")]
    told += [f"--ServerApp.port={port}", "--no-browser", "--allow-root", *OFFLINE]
    environment = os.environ | {"JUPYTER_CONFIG_DIR": str(tmp_path / "settings")}
    with subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *told],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as running:
        try:
            for _ in range(240):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                    break
                time.sleep(0.25)
            yield f"http://127.0.0.1:{port}/lab/tree/explore.ipynb"
        finally:
            running.terminate()


def test_the_notebook_is_driven_by_clicks_in_jupyterlab(lab, browser):  # noqa: F811
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_default_timeout(120_000)
    page.goto(lab)
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    page.get_by_text(
        "| Idle"
    ).wait_for()  # before its kernel is there the notebook would ask for one
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    view = page.locator(".jp-OutputArea-output:has(.widget-slider)").first
    picture = view.locator("img")
    before = picture.get_attribute("src")
    level = view.locator("select").nth(1)
    level.select_option(index=(level.evaluate("one => one.selectedIndex") + 1) % 3)
    page.wait_for_function(
        "([one, before]) => one.querySelector('img') && one.querySelector('img').src !== before",
        arg=[view.element_handle(), before],
    )
    elsewhere = ("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:")
    assert [one for one in asked if not one.startswith(elsewhere)] == []
    page.close()


def many(found, count: int):
    """As many departments as that, made of the one that was found, most of them small."""
    whole = Documents()
    for n in range(count):
        unit = f"office-{n:02d}"
        named = {"unit": unit, "publisher": f"某某市第{n}个名称有些长的区的人民政府办公室"}
        whole.documents += [one | named for one in found.documents]
        factor = Decimal((n * 37 % count) ** 3 + 1) / 100
        for row in found.amounts:
            spent = row["outturn"] and (row["outturn"] * factor).quantize(Decimal("0.01"))
            whole.amounts.append(row | {"unit": unit, "outturn": spent})
        places = found.places.items()
        whole.places |= {(unit, year, name): place for (_, year, name), place in places}
    return whole


LEGIBLE = """() => [...document.querySelectorAll("#charts svg")].flatMap((svg) => {
  const box = (one) => one.getBoundingClientRect(), whole = box(svg);
  const meet = (one, other) => one.left < other.right - 1 && other.left < one.right - 1
    && one.top < other.bottom - 1 && other.top < one.bottom - 1;
  const crossed = (one, line) => one.left < line.right + 1 && line.left - 1 < one.right
    && one.top < line.bottom - 1 && line.top < one.bottom - 1;
  const texts = [...svg.querySelectorAll("text")], lines = [...svg.querySelectorAll(".leader")];
  return texts.flatMap((text, n) => [
    ...texts.slice(n + 1).filter((other) => meet(box(text), box(other))),
    ...lines.filter((line) => crossed(box(text), box(line))),
    ...(box(text).left < whole.left - 1 || box(text).right > whole.right + 1 ? [text] : []),
  ].map((other) => `${svg.id}: ${text.textContent} | ${other.textContent || "a line"}`));
})"""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_name_in_a_chart_covers_another_and_no_line_crosses_one(
    explorer,
    browser,  # noqa: F811
    tmp_path,
    width,
    lang,
):
    made = tmp_path / "explore.html"
    made.write_text(html(many(gather([("hanyang-gov-office", 2020)]), 30), tmp_path), "utf-8")
    page = browser.new_page(viewport={"width": width, "height": 844})
    for chosen in ("", "&a=3", "&a=3&b=17", "&a=0&b=1&measure=rate", "&level=three_public&a=9"):
        page.goto("about:blank")
        page.goto(f"{made.as_uri()}#lang={lang}{chosen}")
        rows_of(page)
        assert page.locator("#chart-strip .leader").count() >= 5
        assert page.evaluate(LEGIBLE) == [], chosen
    page.close()
