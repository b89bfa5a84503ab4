"""How fast the explorer's page is: opening it, and a move of its slider, by number of rows.

python benchmarks/explorer.py            needs Chromium; the rows are the shipped document's
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import bench
from helpers.explorer import Documents, gather
from helpers.explorer.page import html

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


def main() -> None:
    """Prints a line a number of rows."""
    found = gather([(bench.UNIT, bench.YEAR)])
    own = shutil.which("chromium") or shutil.which("google-chrome")
    print(f"{'rows':>6}{'kB':>8}{'open, ms':>10}{'to chart, ms':>14}{'to table, ms':>14}")
    with sync_playwright() as running, tempfile.TemporaryDirectory() as folder:
        browser = running.chromium.launch(executable_path=own, args=["--no-sandbox"])
        for rows in ROWS:
            there = Path(folder) / f"{rows}.html"
            there.write_text(html(_many(found, rows), there.parent), "utf-8")
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(f"{there.as_uri()}#level=&fund=")
            opened = page.evaluate("performance.now()")
            moves = [page.evaluate(_MOVE, str(move % 50)) for move in range(MOVES)]
            chart, table = (statistics.median(one) for one in zip(*moves, strict=True))
            size = there.stat().st_size / 1000
            print(f"{rows:>6}{size:>8.0f}{opened:>10.0f}{chart:>14.1f}{table:>14.1f}")
            page.close()
        browser.close()


def _many(found: Documents, rows: int) -> Documents:
    """The document again and again under other names, until there are so many rows."""
    copies = max(1, round(rows / len(found.amounts)))
    whole = Documents()
    for number in range(copies):
        office = {"unit": f"office-{number}"}
        whole.documents += [row | office for row in found.documents]
        whole.amounts += [row | office for row in found.amounts]
        whole.found += [row | office for row in found.found]
    return whole


if __name__ == "__main__":
    main()
