"""How fast and how handy the explorer's page is; needs Chromium.

python benchmarks/explorer.py               opening it and a move of its slider, by number of rows
python benchmarks/explorer.py --questions   five readers' questions, by real clicks

The rows are the shipped document's. The questions are put to two years of five invented
departments and the accounts and budgets of the corpus (CORPUS_DIR), as far as it is there.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

import bench
from helpers.explorer import Documents, gather
from helpers.explorer.page import html
from sound import sound

ROWS = (50, 500, 5000)
MOVES = 30
_MOVE = """async (off) => {
  const slider = document.getElementById("choose-off"), began = performance.now();
  slider.value = off;
  slider.dispatchEvent(new Event("input", {bubbles: true}));
  document.getElementById("charts").getBoundingClientRect();  // the layout is part of it
  const chart = performance.now() - began;
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return [chart, performance.now() - began];
}"""
_DRAWN = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
#: Seconds of the keystroke-level model (Card, Moran and Newell 1980): to point at a thing, to
#: click, to type a character, to move a hand between mouse and keys, to think before a choice.
POINT, CLICK, KEY, HAND, THINK = 1.1, 0.2, 0.28, 0.4, 1.35


@dataclass
class Reader:
    """A reader at the page: every act is done by mouse or keys, counted and given its time."""

    page: Page
    clicks: int = 0
    seconds: float = 0.0
    waited: float = field(default=0.0, repr=False)

    def click(self, what: str, think: bool = True) -> None:
        """One click, waited for until the page has drawn."""
        self.clicks += 1
        self.seconds += POINT + CLICK + (THINK if think else 0)
        self._done(lambda: self.page.click(what))

    def choose(self, what: str, value: str) -> None:
        """An entry of a list: a click that opens it, and one on the entry."""
        self.clicks += 2
        self.seconds += 2 * (POINT + CLICK) + THINK
        self._done(lambda: self.page.select_option(what, value))

    def type(self, what: str, text: str) -> None:
        """A click into a field, and `text` in place of what it holds."""
        self.clicks += 1
        self.seconds += POINT + CLICK + THINK + 2 * HAND + KEY * (len(text) + 1)
        self.page.click(what, click_count=3)
        self._done(lambda: self.page.keyboard.type(text))

    def slide(self, what: str, share: float) -> None:
        """A click on a slider, so far along it."""
        self.clicks += 1
        self.seconds += POINT + CLICK + THINK
        box = self.page.locator(what).bounding_box()
        assert box is not None
        at = {"x": box["width"] * share, "y": box["height"] / 2}
        self._done(lambda: self.page.locator(what).click(position=at))

    def _done(self, act: Callable[[], object]) -> None:
        began = time.perf_counter()
        act()
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
        )
        self.waited += time.perf_counter() - began

    def rows(self) -> list[list[str]]:
        """The text of the table's cells, a list a row."""
        return self.page.eval_on_selector_all(
            "#table tbody tr", "rows => rows.map(row => [...row.cells].map(cell => cell.innerText))"
        )


def least_of_three_public(reader: Reader) -> list[str]:
    """Which of these spent least of its three public budget, and where is that printed?"""
    reader.choose("#choose-level", "three_public")
    reader.click("#table .thing:has-text('经费合计') >> nth=0")
    reader.click("#sort-rate")
    least = reader.rows()[0]
    number = reader.page.locator("#table tbody tr:first-child a.n")
    if number.count():
        with reader.page.context.expect_page() as opened:
            reader.click("#table tbody tr:first-child a.n >> nth=0", think=False)
        assert "#p" in opened.value.url
        opened.value.close()
    return least


def vehicles_in_both_years(reader: Reader) -> list[list[str]]:
    """What did A pay for vehicles in both years?"""
    names = reader.page.locator("#choose-a option").all_inner_texts()
    units = [one.rsplit(" ", 1)[0] for one in names]
    twice = next(n for n, one in enumerate(units) if units.count(one) > 1)
    reader.choose("#choose-a", str(twice - 1))
    reader.click("#others button >> nth=0")
    reader.choose("#choose-level", "three_public")
    return [row for row in reader.rows() if "公务用车" in row[0]]


def off_without_reason(reader: Reader) -> list[list[str]]:
    """Which items are 20 % off the approved budget, with no reason found?"""
    reader.choose("#choose-level", "item")
    if reader.page.locator("#choose-base option[value=approved_budget]").count():
        reader.choose("#choose-base", "approved_budget")
    reader.slide("#choose-off", 0.115)
    reader.click("#choose-noreason")
    return reader.rows()


def what_does_not_add_up(reader: Reader) -> list[list[str]]:
    """Show me only what does not add up, over 10 万元."""
    reader.click("#view-found")
    reader.choose("#choose-outcome", "disagrees")
    reader.type("#choose-money", "10")
    return reader.rows()


def to_a_colleague(reader: Reader) -> Path:
    """Send this view to a colleague."""
    with reader.page.expect_download() as saved:
        reader.click("#save_view")
    return Path(saved.value.path())


QUESTIONS = (
    least_of_three_public,
    vehicles_in_both_years,
    off_without_reason,
    what_does_not_add_up,
    to_a_colleague,
)


@contextmanager
def _browser():
    own = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=own, args=["--no-sandbox"])
        yield browser
        browser.close()


def speed() -> None:
    """Prints a line a number of rows."""
    found = gather([(bench.UNIT, bench.YEAR)])
    print(f"{'rows':>6}{'kB':>8}{'open, ms':>10}{'to chart, ms':>14}{'to table, ms':>14}")
    with _browser() as browser, tempfile.TemporaryDirectory() as folder:
        for rows in ROWS:
            there = Path(folder) / f"{rows}.html"
            there.write_text(html(many(found, rows), there.parent), "utf-8")
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(f"{there.as_uri()}#level=&fund=")
            opened = page.evaluate("performance.now()")
            chart, table = moves(page)
            size = there.stat().st_size / 1000
            print(f"{rows:>6}{size:>8.0f}{opened:>10.0f}{chart:>14.1f}{table:>14.1f}")
            page.close()


def moves(page: Page) -> tuple[float, float]:
    """Median milliseconds from a move of the slider to the chart, and to the table."""
    taken = [page.evaluate(_MOVE, str(move % 50)) for move in range(MOVES)]
    chart, table = (statistics.median(one) for one in zip(*taken, strict=True))
    return chart, table


def many(found: Documents, rows: int) -> Documents:
    """The document again and again under other names, until there are so many rows."""
    copies = max(1, round(rows / len(found.amounts)))
    whole = Documents()
    for number in range(copies):
        office = {"unit": f"office-{number}"}
        whole.documents += [row | office for row in found.documents]
        whole.amounts += [row | office for row in found.amounts]
        whole.found += [row | office for row in found.found]
        for (_, year, one), place in found.places.items():
            whole.places[office["unit"], year, one] = place
    return whole


def questions() -> None:
    """Prints a line a question: clicks, seconds of a practised reader, seconds the page took."""
    with tempfile.TemporaryDirectory() as folder:
        there = _documents(Path(folder))
        print(f"{'clicks':>6}{'reader, s':>11}{'page, s':>9}  question")
        with _browser() as browser:
            for ask in QUESTIONS:
                page = browser.new_context(accept_downloads=True).new_page()
                page.goto(there.as_uri())
                reader = Reader(page)
                ask(reader)
                told = (ask.__doc__ or "").strip()
                print(f"{reader.clicks:>6}{reader.seconds:>11.1f}{reader.waited:>9.2f}  {told}")
                page.context.close()


def _documents(folder: Path) -> Path:
    """The page over the documents that the questions are put to, made below `folder`."""
    home, given = folder / "home", folder / "given"
    given.mkdir()
    for seed, shape in enumerate(bench.SHAPES, 71):
        for year in (1, 2):
            made = sound(shape, seed, year)
            made.document["department"] = f"虚构{seed}县财政局"
            made.write(given / f"{shape}-{year}.pdf")
    for pdf in [*bench.CORPUS.glob("*.pdf"), *bench.CORPUS.glob("budgets/*.pdf")]:
        shutil.copy(pdf, given)
    run = [sys.executable, "-m", "helpers"]
    environment = os.environ | {"FINAL_ACCOUNTS_HOME": str(home)}

    def made(*command: str) -> None:
        done = subprocess.run([*run, *command], env=environment, capture_output=True, text=True)
        if done.returncode not in (0, 2, 3):  # some PDFs of the corpus are refused, in words
            raise SystemExit(done.stdout + done.stderr)

    made("add", "--dir", str(given))
    made("corpus")
    os.environ["FINAL_ACCOUNTS_HOME"] = str(home)
    spent = (
        row
        for row in gather().amounts
        if (row["level"], row["key"]) == ("three_public", "total") and row["initial_budget"]
    )
    least = min(spent, key=lambda row: row["outturn"] / row["initial_budget"])
    made("report", "--unit", least["unit"], "--year", str(least["year"]))  # whose page is asked for
    made("explore")
    return home / "reports" / "explore.html"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--questions", action="store_true", help="five questions by real clicks")
    questions() if parser.parse_args().questions else speed()


if __name__ == "__main__":
    main()
