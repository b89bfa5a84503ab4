"""The floor of a run: what one process cannot do without, whoever writes it.

    python benchmarks/floor.py <finished home> <unit> <year>

Imports once what is needed, reads the text of every page with pdfium, writes the same tables,
draws the same figures and writes the same files from ready bytes, into a folder that goes again.
What a run works out (tables, words, crops) it takes from the finished home, and the time for
taking it is not counted. Prints the seconds that count.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_WITH_FIGURES = (
    "figures",
    "classes",
    "projects",
    "three_public",
    "performance",
    "tables",
    "checks",
)
_READY = (".html", ".csv", ".xlsx", ".json", ".ipynb")


class _Clock:
    """Seconds of the blocks that count."""

    def __init__(self) -> None:
        self.seconds = 0.0

    @contextmanager
    def counted(self) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds += time.perf_counter() - began


def main(home: Path, unit: str, year: int) -> float:
    """Seconds that the floor of this document's run takes."""
    os.environ["FINAL_ACCOUNTS_HOME"] = str(home)
    clock = _Clock()
    with clock.counted():
        import matplotlib.figure
        import pandas
        import pyarrow.parquet as pq
        import pypdfium2 as pdfium

        from helpers import plots, store
    _ = (matplotlib, pandas)
    with clock.counted():
        document = pdfium.PdfDocument(store.raw_folder(unit, year) / "final_accounts.pdf")
        for page in document:
            page.get_textpage().get_text_range()
        document.close()
    folders = (store.processed_folder(unit, year), store.report_folder(unit, year))
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    tables = [pq.read_table(file) for file in files if file.suffix == ".parquet"]
    ready = [file.read_bytes() for file in files if file.suffix in _READY]
    drawn = _drawings(unit, year)
    with tempfile.TemporaryDirectory() as target, clock.counted():
        for number, table in enumerate(tables):
            pq.write_table(table, f"{target}/{number}.parquet")
        for number, content in enumerate(ready):
            Path(target, str(number)).write_bytes(content)
        for number, draw in enumerate(drawn):
            made = plots.drawn(draw)
            Path(target, f"{number}.svg").write_text(made.wide, encoding="utf-8")
            Path(target, f"{number}.png").write_bytes(made.picture)
    return clock.seconds


def _drawings(unit: str, year: int) -> list[Callable]:
    """What draws each figure of the report, wide or narrow; nothing is written."""
    from helpers.publish import pictures
    from helpers.publish.report import Report

    found: list[Callable] = []

    def remembered(_report, _name, draw, alt, _frame) -> dict:
        found.append(draw)
        shown = {"alt": alt, "width": 1, "height": 1, "wide": "", "narrow": ""}
        return shown | {"files": []}

    own = pictures.picture
    for module in list(sys.modules.values()):
        if getattr(module, "picture", None) is own:
            module.picture = remembered  # type: ignore[attr-defined]
    report = Report(unit, year)
    for section in _WITH_FIGURES:
        getattr(report, section)()
    return found


if __name__ == "__main__":
    print(f"{main(Path(sys.argv[1]).resolve(), sys.argv[2], int(sys.argv[3])):.2f} s")
