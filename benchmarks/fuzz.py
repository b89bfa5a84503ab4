"""Damaged and hostile PDFs, thousands of them: each must end as a result or a clean refusal.

    python benchmarks/fuzz.py [files] [first seed]        2,100 files unless said otherwise

Three sound documents are cut to a few pages and then damaged in seeded ways: flipped bytes, cut
tails, swapped objects, huge dimensions, deep nesting, bombs. Each file goes through what a run
does with a PDF (opened, read, made tidy, audited), in processes of its own with tight limits.
Counted are results, refusals in words, and everything else, of which there must be none;
nothing may be left outside the folder that the files are in.
"""

from __future__ import annotations

import os
import random
import re
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import util
from pathlib import Path

import pypdfium2 as pdfium

from helpers import sandbox, schemas
from helpers.audit import audit_accounts
from helpers.audit.second_reader import second_reader_of
from helpers.documents import InputError, cover, pdf
from helpers.extract import as_printed
from helpers.interpret import as_tidy
from helpers.pipeline.runs import warm_up

PROJECT = Path(__file__).parents[1]
SEED_PAGES = (9, 14)
LIMITS = sandbox.Limits(seconds=40, memory=1024)
REST = sandbox.Limits(seconds=120)  # what is read is ours: no limit stands there in a run


def main(files: int = 2_100, first: int = 0) -> int:
    """The number of files that ended neither as a result nor as a refusal."""
    clock = time.monotonic()
    util.get_temp_dir()  # multiprocessing's own, which must outlast the folder below
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HOME"] = os.environ["TMPDIR"] = tempfile.tempdir = folder
        os.chdir(folder)
        seeds = sound_documents()
        warm_up()
        sandbox.call(len, "", limits=LIMITS)  # is warm then, and has written what libraries keep
        before = {path.name for path in Path(folder).iterdir()}
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            ends = list(pool.map(lambda n: end_of(seeds, n), range(first, first + files)))
        left = {path.name for path in Path(folder).iterdir()} - before
    table(ends)
    bad = [end for end in ends if end.kind == "FAILED"]
    for end in bad[:20]:
        print(f"  file {end.number} ({end.mutation}): {end.words[:300]}")
    slowest = max(ends, key=lambda end: end.seconds)
    print(
        f"{files:,} files from {len(seeds)} documents in {time.monotonic() - clock:.0f} s; the "
        f"slowest took {slowest.seconds:.1f} s ({slowest.mutation}); {len(bad)} failed; "
        f"left behind: {', '.join(left) or 'nothing'}"
    )
    return len(bad) + len(left)


@dataclass(frozen=True)
class End:
    """What became of one file."""

    number: int
    mutation: str
    kind: str  # result, refused, FAILED
    words: str
    seconds: float


def end_of(seeds: list[bytes], number: int) -> End:
    """What becomes of file `number`: the same every time."""
    chance = random.Random(number)
    mutation = MUTATIONS[number % len(MUTATIONS)]
    content = mutation(chance.choice(seeds), chance)
    clock = time.monotonic()
    kind, words = read(content, f"file {number}")
    return End(number, mutation.__name__, kind, words, time.monotonic() - clock)


def read(content: bytes, shown: str) -> tuple[str, str]:
    """How reading `content` as a run does ends, and in which words."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(content)
        file.flush()
        path = Path(file.name)
        try:
            cover.read_titles(pdf.read_pdf(path, shown)[1])
            rows = as_printed.read_safely(path, limits=LIMITS)
            made = sandbox.call(tidied_and_audited, path, rows, limits=REST)
        except InputError as error:
            return "refused", str(error)
        except Exception as error:  # whatever it is: the count of these must be 0
            return "FAILED", f"{type(error).__name__}: {error}"
    return "result", f"{made} rows"


def tidied_and_audited(path: Path, rows: dict[str, list[dict]]) -> int:
    """How many rows the tidy tables and the audit have of what was read."""
    year = 2020
    printed = {name: schemas.typed(name, records) for name, records in rows.items()}
    tidy = {
        name: schemas.typed(name, [row | {"unit": "fuzz", "year": year} for row in records])
        for name, records in as_tidy.read_tidy(*printed.values(), year).items()
    }
    done = audit_accounts(printed | tidy, second_reader_of(path))
    checks = schemas.typed(
        "results/checks", [row | {"unit": "fuzz", "year": year} for row in done.checks]
    )
    return len(checks) + sum(map(len, (*printed.values(), *tidy.values())))


def sound_documents() -> list[bytes]:
    """A few pages of the shipped document, and of two real ones where the corpus is there."""
    corpus = Path(os.environ.get("CORPUS_DIR") or PROJECT.parent / "shared" / "corpus")
    paths = [
        *sorted(PROJECT.glob("data/raw/*/*/final_accounts.pdf"))[:1],
        *(corpus / name for name in ("ghj2024.pdf", "sgb2024.pdf")),
    ]
    found = [_cut(path) for path in paths if path.exists()]
    return found if len(found) == 3 else [found[0], *_typeset()]


def _typeset() -> list[bytes]:
    """Two small documents in place of the corpus: a cover, and a ruled table."""
    import typst

    table = "#table(columns: 3, [a], [b], [c], [1], [2], [3])"
    texts = ("= 2020\n#pagebreak()\nA", f"= 2020\n{table}")
    return [typst.compile(text.encode(), ignore_system_fonts=True) for text in texts]


def _cut(path: Path) -> bytes:
    source, target = pdfium.PdfDocument(path), pdfium.PdfDocument.new()
    target.import_pages(source, [page for page in SEED_PAGES if page < len(source)])
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        target.save(file.name)
        return Path(file.name).read_bytes()


def flipped_bytes(content: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(chance.choice((1, 5, 50, 500))):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def flipped_inside(content: bytes, chance: random.Random) -> bytes:
    """Damage within the page descriptions, which flipped bytes of packed streams never reach."""
    page = chance.choice(_streams(content))
    words = bytearray(page[1])
    for _ in range(chance.choice((1, 10, 100))):
        words[chance.randrange(len(words))] = chance.randrange(32, 127)
    return _with_stream(content, page[0], bytes(words))


def cut_tail(content: bytes, chance: random.Random) -> bytes:
    trailer = b"\ntrailer<</Root 1 0 R>>"
    end = chance.choice((b"", b"\nstartxref\n0\n%%EOF", trailer + b"\nstartxref\n9\n%%EOF"))
    return content[: chance.randrange(1, len(content))] + end


def swapped_objects(content: bytes, chance: random.Random) -> bytes:
    numbers = re.findall(rb"(\d+) 0 R", content)
    for _ in range(chance.choice((1, 3, 20))):
        one, other = chance.choice(numbers), chance.choice(numbers)
        content = content.replace(b" " + one + b" 0 R", b" " + other + b" 0 R", 2)
    return content


def huge_dimensions(content: bytes, chance: random.Random) -> bytes:
    many = str(chance.choice((10**5, 10**7, 10**9, 2**31, 2**32, 10**18, -5))).encode()
    name = chance.choice(
        (
            rb"MediaBox",
            rb"Count",
            rb"Width",
            rb"Height",
            rb"W",
            rb"Length",
            rb"BitsPerComponent",
            rb"Columns",
            rb"FirstChar",
            rb"Size",
        )
    )
    if name == rb"MediaBox":
        return re.sub(rb"/MediaBox\s*\[[^]]*\]", b"/MediaBox [0 0 %b %b]" % (many, many), content)
    return re.sub(rb"/%b\s+\d+" % name, b"/%b %b" % (name, many), content)


def deep_nesting(content: bytes, chance: random.Random) -> bytes:
    depth = chance.choice((100, 5_000, 200_000))
    kind = chance.randrange(4)
    if kind == 0:
        return _with_entry(content, b"[" * depth + b"]" * depth)
    if kind == 1:
        return _with_entry(content, b"<</A " * depth + b"1" + b">>" * depth)
    page = chance.choice(_streams(content))
    words = b"q " * depth if kind == 2 else b"BT " * depth + b"[" * depth
    return _with_stream(content, page[0], words + page[1])


def _with_entry(content: bytes, value: bytes) -> bytes:
    return content.replace(b"/Contents", b"/Deep " + value + b" /Contents", 1)


def bombs(content: bytes, chance: random.Random) -> bytes:
    page = chance.choice(_streams(content))
    size = chance.choice((10**6, 10**7, 10**8))
    piece = chance.choice(
        (
            b"\0",
            b"0 0 m 1 1 l S\n",
            b"1 0 0 1 0 0 cm\n",
            b"BT /F1 9 Tf (aaaaaaaa) Tj ET\n",
            b"10 10 500 0.5 re f\n",
            b"7 7 m 7 700 l S 7 7 m 500 7 l S\n",
        )
    )
    return _with_stream(content, page[0], piece * (size // len(piece)))


def page_tree(content: bytes, chance: random.Random) -> bytes:
    """Pages that are their own parents, a thousand times the same page, no pages at all."""
    pages = re.findall(rb"/Kids\s*\[\s*(\d+ 0 R)", content)
    kid = pages[0] if pages else b"1 0 R"
    root = re.search(rb"/Pages (\d+ 0 R)", content)
    other = chance.choice((kid * 2_000, b"", (root[1] if root else kid) * 3, b"99999 0 R"))
    other = other.replace(b"R", b"R ")
    return re.sub(rb"/Kids\s*\[[^]]*\]", b"/Kids [" + other + b"]", content, count=1)


MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    flipped_bytes,
    flipped_inside,
    cut_tail,
    swapped_objects,
    huge_dimensions,
    deep_nesting,
    bombs,
    page_tree,
)


def _streams(content: bytes) -> list[tuple[int, bytes]]:
    """Where each packed stream of `content` begins, and what is in it."""
    found = []
    for match in re.finditer(rb"stream\r?\n", content):
        try:
            unpacked = zlib.decompressobj().decompress(content[match.end() :])
        except zlib.error:
            continue
        if b" Tf" in unpacked or b" re" in unpacked or b" l" in unpacked:
            found.append((match.end(), unpacked))
    return found or [(content.find(b"stream") + 7, b"q Q")]


def _with_stream(content: bytes, start: int, words: bytes) -> bytes:
    """`content` with another stream at `start`; readers find the end by its marks."""
    end = content.find(b"endstream", start)
    head = content[:start]
    packed = zlib.compress(words)
    last = head.rfind(b"/Length ")
    head = head[:last] + re.sub(rb"/Length \d+", b"/Length %d" % len(packed), head[last:], count=1)
    return head + packed + b"\n" + content[end:]


def table(ends: list[End]) -> None:
    """A line a kind of damage: how many files, and how they ended."""
    print(f"{'damage':<18}{'files':>7}{'result':>9}{'refused':>9}{'failed':>8}")
    for mutation in MUTATIONS:
        kinds = Counter(end.kind for end in ends if end.mutation == mutation.__name__)
        print(
            f"{mutation.__name__:<18}{kinds.total():>7}{kinds['result']:>9}"
            f"{kinds['refused']:>9}{kinds['FAILED']:>8}"
        )


if __name__ == "__main__":
    sys.exit(min(main(*map(int, sys.argv[1:3])), 1))
