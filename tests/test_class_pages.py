"""The class kit's pages in a browser: from a folder, without a network, on laptop, phone, paper.

Needs Chromium (Debian: apt install chromium) or Chrome; without one these tests are skipped.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import socket
import subprocess
import time
from itertools import pairwise

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


@pytest.mark.parametrize("lang", WIDTHS)
def test_three_wrong_answers_bring_the_way_step_by_step(kit, browser, lang):  # noqa: F811
    for path, written in ((lesson(kit, one.name), one) for one in kit.lessons if one.questions):
        page = opened(browser, path, lang, WIDTHS[lang])
        asked = next((one for one in written.questions if one["kind"] == "number"), None)
        if asked:
            help_ = page.locator(f'[data-question="{asked["id"]}"] .help')
            for n, text in enumerate(("77", "77", "78", "79")):
                assert help_.count() == 0, n
                answer(page, asked["id"], text)
                page.wait_for_timeout(300)
            assert asked["help"][lang][:8] in help_.inner_text()
        page.context.close()


def test_every_question_has_help_that_is_in_the_notebook_too(kit, capsys):
    for one in kit.lessons:
        assert all(set(each["help"]) == {"zh", "en"} for each in one.questions), one.name
    check = sealed.Checker("zh", kit.pupils / "notebooks" / "answers.json")
    for text in ("77", "78", "79"):
        assert "一步一步来" not in capsys.readouterr().out
        check("2.5", text)
    assert "一步一步来" in capsys.readouterr().out


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


def test_a_group_sees_how_far_it_is(kit, browser):  # noqa: F811
    group = kit.groups[2]
    page = opened(browser, lesson(kit, "4"), "zh")
    page.locator("#group").select_option(str(group.no))
    shown = page.locator(".progress .said")
    assert f"找到 0 / {len(group.errors)} 处" in shown.inner_text()
    section = page.locator(f"#group-{group.no}")
    section.locator('input[name="page"]').fill(f"第{group.errors[0].pages[0]}页")
    section.locator('select[name="square"]').select_option(group.errors[0].square)
    section.locator("button.check").click()
    page.wait_for_function("document.querySelector('.progress .said').innerText.includes('找到 1')")
    assert page.locator(".progress progress").evaluate("one => one.value / one.max") < 1
    page.context.close()


def test_a_wrong_answer_leads_back_to_its_picture(kit, browser):  # noqa: F811
    page = opened(browser, lesson(kit, "1"), "en")
    outcome, words = answer(page, "1.4", "77")
    assert outcome == "wrong" and re.search(r"Look again: .* page \d+", words)
    target = page.locator('[data-question="1.4"] .verdict a').get_attribute("href")
    assert page.locator(f"figure{target} img").count() >= 1
    assert answer(page, "1.1", "77")[0] == "wrong", "no picture stands before it"
    assert page.locator('[data-question="1.1"] .verdict a').count() == 0
    page.context.close()


def test_a_term_leads_to_its_words_and_back(kit, browser):  # noqa: F811
    page = opened(browser, lesson(kit, "2"), "zh", 390)
    term = page.locator("a.term:visible").nth(1)
    term.click()
    assert page.evaluate("document.querySelector(':target').matches('.terms div')")
    page.locator(":target [data-back]").click()
    assert page.evaluate("document.activeElement.matches('a.term')")
    assert page.locator(".onward a").first.get_attribute("href").startswith("3-")
    page.context.close()


def test_the_next_pupil_begins_afresh(kit, browser):  # noqa: F811
    page = opened(browser, lesson(kit, "2"))
    answer(page, "2.5", "9.91")
    page.on("dialog", lambda asked: asked.accept())
    page.goto((kit.pupils / "index.html").as_uri())
    page.locator('[data-forget="all"]').click()
    page.goto(lesson(kit, "2").as_uri())
    assert page.locator('[data-question="2.5"] input').input_value() == ""
    page.context.close()


def test_on_a_phone_no_picture_of_a_lesson_is_panned_and_all_can_be_read(kit, browser):  # noqa: F811
    for path in (kit.pupils / "lessons").glob("*.html"):
        page = opened(browser, path, "zh", 390)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        figures = "main > figure, .question:not([hidden]) figure"
        shown = page.evaluate(
            f"[...document.querySelectorAll('{figures}')]"
            + """.map((figure) => {
          const holder = figure.querySelector(".page"), own = holder.querySelector(":scope > img");
          const all = [...holder.querySelectorAll(".strips img")];
          const image = all[0] || own;
          return [holder.scrollWidth - holder.clientWidth,
            Math.min(...(all.length ? all : [own]).map((one) => one.getBoundingClientRect().width))
              / Number(own.getAttribute("width")), image.getBoundingClientRect().width];
        })"""
        )
        for panned, scale, _ in shown:
            assert panned <= 1 and scale > 0.42, path.name  # 1.7 px a point: 9 pt are 6.5 px
        page.context.close()


def test_strips_show_the_whole_picture_and_names_beside_each_row(kit):
    shown = [one for lesson in kit.lessons for each in lesson.pictures for one in each["crops"]]
    stripped = [one for one in shown if one["strips"]]
    assert len(stripped) >= 4 and all(one["strips"] for one in shown if one["width"] > 1000)
    for one in stripped:
        strips = [
            [tuple(map(int, window.split("-"))) for window in strip.split(",")]
            for strip in one["strips"].split(";")
        ]
        last = [windows[-1] for windows in strips]
        assert last[0][0] == 0 and last[-1][1] == one["width"]
        assert all(before[1] == after[0] for before, after in pairwise(last))


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


class Firefox:
    """Firefox without a window, driven by its own protocol (Marionette): real keys and clicks."""

    def __init__(self, program: str, profile):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        (profile / "user.js").write_text(
            f'user_pref("marionette.port", {port});\n'
            'user_pref("network.proxy.type", 1);\n'  # a proxy that is not there: no network
            'user_pref("network.proxy.http", "127.0.0.1");\n'
            'user_pref("network.proxy.http_port", 9);\n'
            'user_pref("network.proxy.ssl", "127.0.0.1");\n'
            'user_pref("network.proxy.ssl_port", 9);\n'
        )
        command = [program, "--headless", "--marionette", "--no-remote", "--profile", profile]
        self.running = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=profile
        )
        for _ in range(120):
            try:
                self.wire = socket.create_connection(("127.0.0.1", port), timeout=60)
                break
            except ConnectionRefusedError:
                time.sleep(0.5)
        else:
            self.running.terminate()
            pytest.fail("Firefox did not answer within a minute")
        self._heard()
        self.number = 0
        self.ask("NewSession")

    def ask(self, what: str, **values: object):
        self.number += 1
        sent = json.dumps([0, self.number, f"WebDriver:{what}", values]).encode()
        self.wire.sendall(f"{len(sent)}:".encode() + sent)
        _, _, error, result = self._heard()
        assert error is None, error
        return result.get("value", result) if isinstance(result, dict) else result

    def _heard(self):
        size = b""
        while (one := self.wire.recv(1)) != b":":
            size += one
        text = b""
        while len(text) < int(size):
            text += self.wire.recv(int(size) - len(text))
        return json.loads(text)

    def run(self, script: str):
        return self.ask("ExecuteScript", script=f"return {script}", args=[])

    def find(self, selector: str) -> str:
        found = self.ask("FindElement", using="css selector", value=selector)
        return next(iter(found.values()))

    def close(self) -> None:
        self.wire.close()
        self.running.terminate()
        self.running.wait(30)


@pytest.fixture
def firefox(tmp_path):
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    if not program:
        pytest.skip(
            "no Firefox here (Debian: apt install firefox-esr): the kit was not opened in it"
        )
    running = Firefox(program, tmp_path)
    yield running
    running.close()


def test_firefox_checks_answers_from_a_folder_without_a_network(kit, firefox):
    firefox.ask("Navigate", url=f"{lesson(kit, '2').as_uri()}?lang=zh")
    field, check = (
        firefox.find(f'[data-question="2.5"] {one}') for one in ("input", "button.check")
    )
    for text, outcome, words in (
        ("88", "wrong", "再看"),
        ("2.65", "known", "执行数"),
        ("９．９１万元", "right", "9.91"),
    ):
        firefox.ask("ElementClear", id=field)
        firefox.ask("ElementSendKeys", id=field, text=text)
        firefox.ask("ElementClick", id=check)
        section = "document.querySelector('[data-question=\"2.5\"]')"
        for _ in range(100):
            if firefox.run(f"{section}.dataset.outcome") == outcome:
                break
            time.sleep(0.1)
        assert words in firefox.run(f"{section}.querySelector('.verdict').innerText")
    firefox.ask("Refresh")
    assert firefox.run(f"{section}.dataset.outcome") == "right", "it is kept"
    firefox.ask("SetWindowRect", width=390, height=844)
    assert firefox.run("document.documentElement.scrollWidth <= innerWidth")
