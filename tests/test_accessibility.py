"""The report in a real browser: no barrier that axe-core knows, every number opens, it is small.

Needs Chromium (Debian: apt install chromium) or Chrome; without one these tests are skipped.
"""

from __future__ import annotations

import base64
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

import corpus as corpora
from corpus import needs_corpus
from helpers import store
from reports import make_data, make_report

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
SHIPPED = Path(__file__).parents[1] / "data" / "raw" / "hanyang-gov-office" / "2020"
WIDTHS = {"desktop": 1280, "phone": 390}
PHONE = (390, 844)
MOST = 8_000_000  # bytes of a report
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@pytest.fixture(scope="module")
def shipped(tmp_path_factory) -> Iterator[dict[str, Path]]:
    """The shipped document's report by language."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINAL_ACCOUNTS_HOME", str(tmp_path_factory.mktemp("home")))
        make_data(SHIPPED / "final_accounts.pdf", "hanyang-gov-office", 2020)
        folder = tmp_path_factory.mktemp("executed")
        yield {lang: make_report("hanyang-gov-office", 2020, lang, folder) for lang in ("zh", "en")}


@pytest.fixture(scope="module")
def browser():
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        pytest.skip("no Chromium here: the report was not looked at in a browser")
    api = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed: `make ready` brings it"
    )
    with api.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


def opened(browser, report: Path, width: int, **more):
    page = browser.new_page(viewport={"width": width, "height": 900}, **more)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(report.as_uri())
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    return page


def barriers(page, within: str | None = None) -> list[str]:
    """What axe-core finds wrong on the page or `within` it, a line each."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page, within, options={"runOnly": {"type": "tag", "values": list(RULES)}})
    assert len(found.response["passes"]) > 5, "axe-core did not look"
    return [
        f"{one['id']}: {node['html'][:200]}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("device", WIDTHS)
def test_the_report_has_no_barriers(shipped, browser, lang, device):
    # axe-core is a script: the report's own policy, which allows none, is put aside for it.
    page = opened(browser, shipped[lang], WIDTHS[device], bypass_csp=True)
    assert barriers(page) == []
    page.locator("a.n:visible").first.click()
    assert page.locator(".opened:target").count() == 1
    assert barriers(page, ".opened:target") == []
    page.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("device", WIDTHS)
def test_the_page_does_not_scroll_sideways(shipped, browser, lang, device):
    page = opened(browser, shipped[lang], WIDTHS[device])
    assert page.evaluate("document.documentElement.scrollWidth") == WIDTHS[device]
    page.close()


def test_what_is_folded_away_has_no_barriers_either(shipped, browser):
    page = opened(browser, shipped["en"], WIDTHS["desktop"], bypass_csp=True)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    for section in ("#performance", "#checks", "#tables"):
        assert barriers(page, section) == []
    page.close()


def test_a_number_opens_its_page_by_keyboard_and_without_scripts(shipped, browser):
    page = opened(browser, shipped["zh"], 1280, java_script_enabled=False)
    page.locator("a.n:not(.derived)").first.focus()
    page.keyboard.press("Enter")
    crop = page.locator(".opened:target .crop").first
    assert crop.is_visible() and page.locator(".opened:target .here").first.is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the first thing inside closes it
    assert not crop.is_visible()
    page.close()


@pytest.mark.parametrize("device", WIDTHS)
def test_opening_and_closing_a_number_leave_the_page_where_it_is(shipped, browser, device):
    page = opened(browser, shipped["en"], WIDTHS[device])
    link = page.locator("#checks a.n").first
    link.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    link.click()
    key = page.url.partition("#")[2]
    assert page.locator(f"[id='{key}']").is_visible()
    page.locator(".opened:target .close").click()
    assert page.locator(".opened:target").count() == 0
    assert page.evaluate("scrollY") == before > 0
    page.close()


def test_an_address_opens_its_evidence_on_a_fresh_page_without_scripts(shipped, browser):
    checks = store.read("results/checks", "hanyang-gov-office", 2020)
    numbers = store.read("tidy/numbers", "hanyang-gov-office", 2020)
    one = numbers.loc[numbers["status"] == "claimed", "number_id"].iloc[-1]
    failed = checks.loc[checks["outcome"] == "fail", "check_id"].iloc[0]
    passed = checks.loc[checks["outcome"] == "pass", "check_id"].iloc[-1]
    for key in (one, failed, passed, "page-4"):
        page = browser.new_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
        page.goto(f"{shipped['zh'].as_uri()}#{key}")
        at = page.locator(f"[id='{key}']")
        assert at.is_visible()
        if key != passed:
            assert at.locator(".crop").first.is_visible()
            at.locator(".outside").click(position={"x": 4, "y": 4})
            assert not at.is_visible()
        page.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_mailed_alone_it_needs_no_file_but_those_it_says_lie_elsewhere(shipped, lang):
    html = shipped[lang].read_text("utf-8")
    ids = set(re.findall(r' id="([^"]+)"', html))
    links = re.findall(r'href="([^"]+)"', html)
    inside = [link[1:] for link in links if link.startswith("#")]
    beside = [link for link in links if not link.startswith(("#", "https:", "data:"))]
    assert set(inside) <= ids and len(inside) > 1_000
    # Under each page's picture, where the sentence before it says how to get the PDF; the list
    # of the project's files, which says so at its head; and what a link's own words name.
    without = re.sub(
        r'<p><a href="[^"]+\.pdf#page=\d+">|<ul class="beside">.*?</ul>', "", html, flags=re.DOTALL
    )
    named = re.findall(r'<a href="(?!#|https?:|data:)([^"]+)"[^>]*>([^<]*)</a>', without)
    assert named and all(Path(href).name in words for href, words in named)
    assert len(named) < 5 < len(beside)
    shown = set(re.findall(r"\.page-(\d+) {", html))
    assert set(re.findall(r'href="#page-(\d+)"', html)) <= shown


def test_the_report_is_small_and_its_files_are_there(shipped):
    for report in shipped.values():
        html = report.read_text("utf-8")
        assert report.stat().st_size <= MOST
        files = set(re.findall(r'href="((?:figures/|\.\./)[^"#]+)', html))
        assert files and not any("figures/" in file or "/results/" in file for file in files)
        missing = [file for file in files if not (report.parent / file).resolve().is_file()]
        assert missing == []


def test_what_a_report_offers_to_take_away_is_inside_and_is_what_lies_beside_it(shipped, browser):
    """Each figure and each table to cite, byte for byte and shape for shape; a click saves it."""
    figures = shipped["zh"].parent / "figures"
    results = store.processed_folder("hanyang-gov-office", 2020) / "results"
    offered = re.findall(
        r'href="data:([^,]+),([^"]*)" download="([^"]+)"', shipped["zh"].read_text("utf-8")
    )
    names = {name for *_, name in offered}
    assert {"figure_1.svg", "figure_1.csv", "results-leads.csv", "results-checks.csv"} <= names
    assert len(names) == len(offered), "two of one name"
    for kind, held, name in offered:
        result = name.removeprefix("results-")
        there = (figures / name if result == name else results / result).read_bytes()
        if kind == "image/svg+xml":
            assert _drawn(unquote(held).encode()) == _drawn(there), name
        else:
            assert base64.b64decode(held) == there, name
    page = opened(browser, shipped["zh"], 1280)
    with page.expect_download() as download:
        page.locator('a[download="figure_1.svg"]').click()
    assert Path(download.value.path()).read_bytes().startswith(b"<svg ")
    page.close()


def _drawn(svg: bytes) -> list[list[str]]:
    """The letters and numbers of its paths and places, in order, however they are written."""
    shapes = (one.get("d") or one.get("transform") for one in ElementTree.fromstring(svg).iter())
    return [re.findall(r"[A-Za-z]|-?[\d.]+(?:e-?\d+)?", shape) for shape in shapes if shape]


CORPUS = {
    "ghj2024.pdf": 2024,
    "sgb2024.pdf": 2024,
    "swu2023.pdf": 2023,
    "taiyuan2016.pdf": 2016,
    "hanyang-2020-text.pdf": 2020,
}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_first_number_stands_on_a_phones_first_screen(shipped, browser, lang):
    assert first_number_ends(browser, shipped[lang]) <= PHONE[1]


@pytest.mark.parametrize("name", CORPUS)
def test_reports_of_the_corpus_are_small_and_begin_with_a_number(
    corpus, home, tmp_path, browser, name
):
    year = CORPUS[name]
    make_data(corpus(name), "of-the-corpus", year)
    report = make_report("of-the-corpus", year, "en", tmp_path)
    assert report.stat().st_size <= MOST
    assert first_number_ends(browser, report) <= PHONE[1]


def first_number_ends(browser, report: Path) -> float:
    """Pixels from the page's top to the foot of its first number, on a phone."""
    size = {"width": PHONE[0], "height": PHONE[1]}
    page = browser.new_page(viewport=size, java_script_enabled=False)
    page.goto(report.as_uri())
    assert not page.locator("nav ol").is_visible()  # the contents are folded
    box = page.locator("section a.n").first.bounding_box()
    page.close()
    return box["y"] + box["height"]


#: Screens that may be scrolled to the end of the first card, by device.
SCREENS = {"desktop": (1280, 800, 1), "phone": (390, 844, 2)}


@needs_corpus
@pytest.mark.parametrize(
    ("name", "year"),
    [("ghj2024", 2024), ("sgb2024", 2024), ("swu2023", 2023), ("taiyuan2016", 2016)],
)
def test_what_to_ask_first_stands_on_the_first_screen(name, year, browser, home, tmp_path):
    make_data(corpora.document(name), name, year)
    for lang in ("zh", "en"):
        report = make_report(name, year, lang, tmp_path)
        for width, height, screens in SCREENS.values():
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(report.as_uri())
            card = page.locator(".card").first
            box = card.bounding_box()
            assert "ask" in (card.get_attribute("class") or "").split()
            assert box["y"] + box["height"] <= screens * height
            assert card.locator("a.n").first.bounding_box()["y"] < height
            page.close()
    first = store.read("results/leads", name, year)["lead_id"].iloc[0]
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{report.as_uri()}#{first}")
    assert page.locator(f"[id='{first}'] .crop").first.is_visible()
    page.close()
