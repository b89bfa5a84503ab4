"""Two years of made-up departments: what goes on goes on, one balance does not, one is renamed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from helpers import panel, sandbox, store
from helpers.corpus import document
from helpers.panel.page import write_page
from sound import books, sound

#: Folder, shape, and what is done to the books of the first year before the second goes on.
DEPARTMENTS = {
    "hill": ("hubei", {}),
    "river": ("beijing", {"closing": 12_345}),
    "moved": ("yunnan", {"closing": 12_345, "name": "彩云市西山区文化和旅游服务中心"}),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("two")
    goes_on = books._year_after
    with pytest.MonkeyPatch.context() as patch, sandbox.apart_already():
        patch.setenv("FINAL_ACCOUNTS_HOME", str(folder))
        for unit, (shape, other) in DEPARTMENTS.items():

            def after(last, *more, other=other):
                return goes_on(replace(last, **other), *more)

            patch.setattr(books, "_year_after", after)
            for of_two in (1, 2):
                made = sound(shape, 1, of_two)
                raw = store.raw_folder(unit, made.year)
                raw.mkdir(parents=True)
                made.write(raw / "final_accounts.pdf")
                name = made.document["department"]
                (raw / "source.yml").write_text(f"publisher_zh: {name}\n", "utf-8")
                document.make_data(unit, made.year)
        write_page()
        yield folder


@pytest.fixture
def outcomes(home):
    rows = panel.read("panel/cross_checks")
    return {
        unit: {(one.rule, one.outcome, one.why) for one in own.itertuples()}
        for unit, own in rows.groupby("unit")
    }


def test_years_that_go_together_are_equal(outcomes):
    assert outcomes["hill"] == {("Y02", "pass", "same"), ("Y03", "pass", "same")}


def test_a_changed_opening_balance_is_a_question_and_no_alarm(outcomes):
    assert ("Y03", "question", "differs") in outcomes["river"]
    assert not any(outcome == "fail" for own in outcomes.values() for _, outcome, _ in own)


def test_what_differs_after_a_renaming_cannot_be_told(outcomes):
    found = {one for one in outcomes["moved"] if one[0] == "Y03"}
    assert ("Y03", "cannot_tell", "renamed") in found
    assert not any(outcome == "question" for _, outcome, _ in found)


def test_the_page_is_one_file_and_every_mark_is_a_link(home):
    text = (home / "reports/panel.html").read_text("utf-8")
    marks = text.count("<use ")
    assert text.count("<a href=") > 20 and marks
    assert '"mark:' not in text and "https://" not in text
    assert "http://" not in text.replace("http://www.w3.org", "")
    assert "renamed" in text and "stroke-dasharray" in text


def test_the_page_has_no_barrier_and_fits_a_phone(home):
    playwright = pytest.importorskip("playwright.sync_api")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    if not Path("/usr/bin/chromium").exists():
        pytest.skip("Chromium is not here")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        for width in (1280, 390):
            view = {"width": width, "height": 800}
            page = browser.new_context(viewport=view, bypass_csp=True).new_page()
            page.goto((home / "reports/panel.html").as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert [one["id"] for one in axe.run(page).response["violations"]] == []
        browser.close()
