"""A whole document as a scan: how much of its data comes through, prose included, at what cost.

    python benchmarks/scanned.py [DOCUMENT] [--write]

Every page of the document is drawn at 150 dpi as a JPEG and read from PDF to tidy tables. Each
table is held against the one that the text layer gives: a row counts only whole, and its
wording counts when it is the same but for spaces and the width of brackets and colons. *Bare*
is the time the engine alone needs for the same pictures, with its own settings and threads, in
the same run. `--write` renews docs/ocr.md.
"""

from __future__ import annotations

import difflib
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pypdfium2 as pdfium

import degradation
import truth
from helpers import amounts, schemas
from helpers.audit import audit_accounts
from helpers.extract import as_printed, ocr
from helpers.extract.ocr.engine import keep_to_ourselves
from helpers.extract.ocr.pictures import DPI, grey_page
from helpers.interpret import as_tidy

#: Columns of a row that do not say what it says.
PLACE = {
    "page",
    "x0",
    "y0",
    "x1",
    "y1",
    "reader",
    "confidence",
    "read_first",
    "first_page",
    "last_page",
    "snippet_zh",
    "printed_no",
    "statement_zh",
    "statement_en",
}
COMPARED = (
    "statutory",
    "statutory_tables",
    "budget_vs_outturn",
    "facts",
    "projects",
    "indicators",
    "work_items",
    "glossary",
    "profile",
)


def tidy(path: Path, year: int, kept: Path | None = None) -> tuple[dict, dict]:
    """The document's tables as printed and tidy, as data frames."""
    printed = {
        name: schemas.typed(name, rows)
        for name, rows in as_printed.read_printed(path, kept).items()
    }
    rows = as_tidy.read_tidy(*printed.values(), year)
    return printed, {
        name: schemas.typed(name, [row | {"unit": "test", "year": year} for row in part])
        for name, part in rows.items()
    }


def said(frame) -> Counter:
    """What each row says, places left out."""
    kept = frame[[name for name in frame if name not in PLACE]]
    return Counter(
        tuple("-" if pd.isna(one) else amounts.key(str(one)) for one in row)
        for row in kept.itertuples(index=False, name=None)
    )


def prose(printed: dict) -> str:
    lines = printed["as_printed/paragraphs"]
    return amounts.key("".join(lines.loc[lines["kind"] == "body", "text"]))


def exactness(scan: tuple[dict, dict], text: tuple[dict, dict]) -> Iterator[str]:
    """A line for each tidy table, one for the prose, one for the audit."""
    for name in COMPARED:
        found, wanted = (said(one[1][f"tidy/{name}"]) for one in (scan, text))
        if "--show" in sys.argv:
            for row in wanted - found:
                print("  missing", name, row)
            for row in found - wanted:
                print("  read   ", name, row)
        share = (found & wanted).total() / max(1, wanted.total())
        yield (
            f"{name:<28}{wanted.total():>8} rows{share:>9.1%} the same, "
            f"{(found - wanted).total()} others"
        )
    read, printed = prose(scan[0]), prose(text[0])
    same = sum(
        block.size
        for block in difflib.SequenceMatcher(
            None, read, printed, autojunk=False
        ).get_matching_blocks()
    )
    yield (
        f"{'characters of the prose':<28}{len(printed):>8}     {same / len(printed):>9.2%} the same"
    )
    outcomes = Counter(check["outcome"] for check in audit_accounts(scan[0] | scan[1]).checks)
    yield f"{'checks':<28}{outcomes.total():>8}     {dict(sorted(outcomes.items()))}"


def seconds(work: Callable) -> tuple[tuple[float, float], object]:
    """Seconds by the clock and of all cores that `work` takes, and what it gives."""
    clock, cores = time.perf_counter(), time.process_time()
    found = work()
    return (time.perf_counter() - clock, time.process_time() - cores), found


def bare_seconds(path: Path) -> tuple[float, float]:
    """What the engine as it comes needs for the pictures of `path`."""
    document = pdfium.PdfDocument(path)
    pictures = [np.repeat(grey_page(page, DPI / 72)[:, :, None], 3, axis=2) for page in document]
    keep_to_ourselves()
    from rapidocr import RapidOCR

    engine = RapidOCR(params={"Global.log_level": "error"})
    engine(pictures[0][:200])
    return seconds(lambda: [engine(picture) for picture in pictures])[0]


def lines(name: str) -> Iterator[str]:
    source, year = truth.folder() / f"{name}.pdf", 2020 if "2020" in name else 2024
    count = len(pdfium.PdfDocument(source))
    with tempfile.TemporaryDirectory() as folder:
        scan, kept = Path(folder) / "scan.pdf", Path(folder) / "kept"
        degradation.scan(source, scan, degradation.Damage(quality=75), list(range(1, count + 1)))
        first, read = seconds(lambda: tidy(scan, year, kept))
        second, _ = seconds(lambda: tidy(scan, year, kept))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        yield f"{name}, {count} pages scanned at 150 dpi, JPEG 75"
        yield from exactness(read, tidy(source, year))
        bare = bare_seconds(scan)
        for what, ours, theirs, again in zip(
            ("seconds by the clock", "seconds of the cores"), first, bare, second, strict=True
        ):
            yield (
                f"{what:<28}{ours:>8.1f}  engine bare {theirs:.1f}, ratio {ours / theirs:.2f}; "
                f"second run {again:.1f}"
            )
        yield f"{'peak memory':<28}{memory:>8.0f} MB, {ocr.WORKERS} pages at a time"


def main() -> None:
    if truth.folder() is None:
        sys.exit("the corpus is not here; set CORPUS_DIR to its folder")
    chosen = [one for one in sys.argv[1:] if not one.startswith("--")] or ["sgb2024"]
    printed = []
    for name in chosen:
        for line in lines(name):
            print(line, flush=True)
            printed.append(line)
    if "--write" in sys.argv:
        degradation.write("scanned", printed)


if __name__ == "__main__":
    main()
