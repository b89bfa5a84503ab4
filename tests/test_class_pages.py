"""The class kit's pages in a browser: from a folder, without a network, on laptop, phone, paper.

Needs Chromium (Debian: apt install chromium) or Chrome; without one these tests are skipped.
"""

from __future__ import annotations

import hashlib
import json

import pypdfium2 as pdfium
import pytest

from conftest import ROUNDS
from test_accessibility import barriers, browser  # noqa: F401
from test_class_kit import sealed

WIDTHS = {"zh": 1280, "en": 390}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
SPELLINGS = (
    "９．９１万元",
    "9.910",
    "99,100 元",
    "−0.004",
    "约 9.915",
    "八",
    "1,224.64",
    "9.9.1",
    "nine",
    "",
    "120.75%",
    "0.005",
    "12亿",
    "1 million yuan",
    "+3",
    ".5",
    "5.",
)


def pages(kit):
    return sorted(kit.pupils.rglob("*.html"))


def opened(browser, path, lang="zh", width=1280, **more):  # noqa: F811
    """The page, opened from its folder by a browser that has no network at all."""
    context = browser.new_context(
        viewport={"width": width, "height": 844}, locale=LOCALES[lang], offline=True, **more
    )
    page = context.new_page()
    page.wrong = []
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on(
        "request",
        lambda asked: asked.url.startswith(("file:", "data:")) or page.wrong.append(asked.url),
    )
    page.goto(f"{path.as_uri()}?lang={lang}")
    return page


def lesson(kit, name):
    return next((kit.pupils / "lessons").glob(f"{name}-*.html"))


def answer(page, name, text):
    section = page.locator(f'[data-question="{name}"]')
    section.locator('input[name="answer"]').fill(text)
    section.locator("button.check").click()
    return told(section)


def told(section):
    section.page.wait_for_function(
        "one => one.dataset.outcome", arg=section.element_handle(), timeout=20_000
    )
    return section.get_attribute("data-outcome"), section.locator(".verdict").inner_text()


@pytest.mark.parametrize("lang", WIDTHS)
def test_no_page_has_barriers_or_scrolls_sideways(kit, browser, lang):  # noqa: F811
    for path in pages(kit):
        page = opened(browser, path, lang, WIDTHS[lang])
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert barriers(page) == [], path.name
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[lang], path.name
        assert page.wrong == [], path.name
        page.context.close()


def test_an_answer_is_checked_and_kept_in_the_browser(kit, browser):  # noqa: F811
    page = opened(browser, lesson(kit, "2"))
    assert answer(page, "2.5", "８８")[0] == "wrong"
    outcome, words = answer(page, "2.5", "2.65")
    assert outcome == "known" and "执行数" in words
    outcome, words = answer(page, "2.5", "９．９１万元")
    assert outcome == "right" and "9.91" in words
    choice = page.locator('[data-question="2.7"]')
    choice.locator('input[value="c"]').check()
    choice.locator("button.check").click()
    assert told(choice)[0] == "right"
    assert "2 / 7" in page.locator(".progress .said").inner_text()
    page.reload()
    assert page.locator('[data-question="2.5"]').get_attribute("data-outcome") == "right"
    assert page.locator('[data-question="2.5"] input').input_value() == "９．９１万元"
    page.locator('[data-language="en"]').click()
    assert "2 of 7 right" in page.locator(".progress .said").inner_text()
    assert page.wrong == []
    page.context.close()


def test_a_group_finds_its_planted_errors(kit, browser):  # noqa: F811
    group = kit.groups[1]
    page = opened(browser, lesson(kit, "4"), "en", 390)
    page.locator("#group").select_option(str(group.no))
    section = page.locator(f"#group-{group.no}")
    for n, error in enumerate(group.errors, 1):
        section.locator('input[name="page"]').fill(str(error.pages[0]))
        section.locator('select[name="square"]').select_option(error.square)
        section.locator("button.check").click()
        found = f"{n} of {len(group.errors)} found"
        page.wait_for_function("text => document.body.innerText.includes(text)", arg=found)
    assert page.locator(".bingo li.found").count() == len(group.errors)
    assert page.wrong == []
    page.context.close()


def test_a_page_spells_answers_as_the_notebook_does(kit, browser):  # noqa: F811
    page = opened(browser, lesson(kit, "1"))
    for digits, unit in ((2, "万元"), (0, "元"), (2, "%")):
        ours = [sealed.normal(text, "number", digits, unit) for text in SPELLINGS]
        theirs = page.evaluate(
            "([all, digits, unit]) => all.map(one => classKit.normal(one, 'number', digits, unit))",
            [list(SPELLINGS), digits, unit],
        )
        assert theirs == ours
    page.context.close()


def test_a_page_checks_without_web_crypto_too(kit, browser):  # noqa: F811
    # A page that a teacher's laptop serves over http has none.
    page = opened(browser, lesson(kit, "2"))
    for text in ("9.91", "一" * 40):
        ours = hashlib.pbkdf2_hmac("sha256", text.encode(), bytes.fromhex("00ff10"), ROUNDS)
        theirs = page.evaluate("([a, n]) => classKit.slowKey(a, '00ff10', n)", [text, ROUNDS])
        assert theirs == ours.hex()
    page.context.add_init_script(
        "Object.defineProperty(Crypto.prototype, 'subtle', {get: () => undefined})"
    )
    page.reload()
    assert answer(page, "2.4", "213.18")[0] == "right"
    page.context.close()


def test_a_lesson_prints_as_a_worksheet_and_slides_one_a_sheet(kit, browser):  # noqa: F811
    page = opened(browser, lesson(kit, "2"))
    printed = pdfium.PdfDocument(page.pdf(prefer_css_page_size=True))
    text = "".join(one.get_textpage().get_text_bounded() for one in printed)
    assert len(printed) <= 8 and "姓名" in text and "打印" not in text
    page.context.close()
    for one in kit.lessons:
        page = opened(browser, kit.pupils / "slides" / f"{one.slug}.html", "en")
        printed = pdfium.PdfDocument(page.pdf(prefer_css_page_size=True))
        assert len(printed) == len(one.written["slides"])
        page.context.close()


def test_without_scripts_a_lesson_can_still_be_read(kit, browser):  # noqa: F811
    page = opened(browser, lesson(kit, "3"), java_script_enabled=False)
    text = page.inner_text("body")
    assert "两个预算" in text or "预算有两个" in text
    assert "There are two budgets" in text and "Scripts are off" in text
    page.context.close()


def test_words_and_answers_of_a_page_are_json_that_a_browser_reads(kit):
    for path in (kit.pupils / "lessons").glob("*.html"):
        html = path.read_text("utf-8")
        for name in ("answers", "words"):
            text = html.split(f'id="{name}">')[1].split("</script>")[0]
            assert json.loads(text)
