"""How exact the nine tables stay when their pages are scans, kind of damage by kind.

    python benchmarks/degradation.py [DOCUMENT ...] [--kinds 'NAME;...'] [--show] [--write]

The pages of the nine tables are drawn as pictures, damaged, and read; what comes out is held
against what the same pages give with their text layer. *Exact*: the amounts of the text layer
that come out the same, with table, side, code, level, measure and line number (行次), where a
line number left blank is no error. *Wrong*: amounts that the text layer does not have. *Wrong
and verified*: those the audit calls verified; there must be none. Words read are kept in the
system's folder for temporary files, so that a second run reads only what has changed.
`--write` renews docs/ocr.md.
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw

import truth
from helpers import schemas
from helpers.audit import audit_accounts
from helpers.extract import as_printed
from helpers.interpret import as_tidy

NAMES = ("hanyang-2020-text", "ghj2024", "sgb2024")
DOCUMENT = Path(__file__).parents[1] / "docs/ocr.md"
KEPT = Path(tempfile.gettempdir()) / "final-accounts-ocr"
RED = (225, 45, 50)


@dataclass(frozen=True)
class Damage:
    """What happens to a page on its way through a scanner."""

    dpi: int = 150
    skew: float = 0.0
    quality: int = 90
    noise: float = 0.0
    stamp: bool = False
    turned: int = 0


COMMON = "150 dpi, JPEG 60, skew 1°"
KINDS = {
    "as drawn, 150 dpi": Damage(),
    COMMON: Damage(quality=60, skew=1.0),
    "skew 0.5°": Damage(skew=0.5),
    "skew -0.5°": Damage(skew=-0.5),
    "skew 2°": Damage(skew=2.0),
    "skew -2°": Damage(skew=-2.0),
    "110 dpi": Damage(dpi=110),
    "130 dpi": Damage(dpi=130),
    "200 dpi": Damage(dpi=200),
    "JPEG 40": Damage(quality=40),
    "JPEG 80": Damage(quality=80),
    "grey noise": Damage(noise=18.0),
    "red stamp": Damage(stamp=True),
    "on its head": Damage(turned=180),
    "on its side, left": Damage(turned=90),
    "on its side, right": Damage(turned=270),
    "on its head, skew 1°, JPEG 60": Damage(turned=180, skew=1.0, quality=60),
    "stamp, skew -1°, JPEG 60": Damage(stamp=True, skew=-1.0, quality=60),
    "110 dpi, skew 0.5°, JPEG 50": Damage(dpi=110, skew=0.5, quality=50),
    "200 dpi, noise, JPEG 40": Damage(dpi=200, noise=18.0, quality=40),
    "all at once, 130 dpi": Damage(dpi=130, skew=-0.8, quality=50, noise=10.0, stamp=True),
}


def damaged(page: pdfium.PdfPage, damage: Damage, seed: int) -> bytes:
    """The page as the JPEG that a bad scanner would give."""
    image = page.render(scale=damage.dpi / 72).to_pil().convert("RGB")
    if damage.stamp:
        _stamp(image)
    if damage.skew:
        image = image.rotate(damage.skew, Image.Resampling.BICUBIC, fillcolor="white")
    if damage.turned:
        image = image.rotate(damage.turned, expand=True)
    if damage.noise:
        random = np.random.default_rng(seed)
        grey = random.normal(0, damage.noise, (image.height, image.width, 1))
        image = Image.fromarray((np.asarray(image) + grey).clip(0, 255).astype(np.uint8))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=damage.quality)
    return out.getvalue()


def _stamp(image: Image.Image) -> None:
    """A round red seal of 4 cm over the right middle of the page, where amounts stand."""
    layer = Image.new("RGB", image.size, "white")
    draw = ImageDraw.Draw(layer)
    radius = image.width * 0.1
    x, y = image.width * 0.62, image.height * 0.45
    width = max(2, image.width // 150)
    for part in (1.0, 0.35):
        edge = radius * part
        draw.ellipse((x - edge, y - edge, x + edge, y + edge), outline=RED, width=width)
    draw.line((x - radius, y, x + radius, y), fill=RED, width=width * 2)
    # Ink darkens ink: what is printed under the seal stays black.
    image.paste(ImageChops.multiply(image, layer))


def scan(source: Path, copy: Path, damage: Damage | None, pages: list[int]) -> None:
    """The given pages of `source`, as damaged pictures or (without damage) as they are."""
    document, out = pdfium.PdfDocument(source), pdfium.PdfDocument.new()
    if damage is None:
        out.import_pages(document, [number - 1 for number in pages])
    for number in pages if damage else []:
        page = document[number - 1]
        width, height = page.get_size()
        if damage.turned % 180:
            width, height = height, width
        picture = pdfium.PdfImage.new(out)
        picture.load_jpeg(io.BytesIO(damaged(page, damage, number)))
        picture.set_matrix(pdfium.PdfMatrix().scale(width, height))
        new = out.new_page(width, height)
        new.insert_obj(picture)
        new.gen_content()
    out.save(copy)


def tidy(path: Path, year: int) -> dict:
    printed = {
        name: schemas.typed(name, rows)
        for name, rows in as_printed.read_printed(path, KEPT).items()
    }
    rows = as_tidy.read_tidy(*printed.values(), year)
    return {
        name: schemas.typed(name, [row | {"unit": "test", "year": year} for row in rows])
        for name, rows in rows.items()
    }


#: What an amount is about, without the name: its wording is not at stake here.
BLANK = "-"
ABOUT = ["table", "side", "code", "level", "measure", "printed", "line_no"]


def facts(frames: dict) -> list[tuple]:
    """Every amount with what it is about, in the order of the rows; the line number comes last."""
    rows = frames["tidy/statutory"][ABOUT].itertuples(index=False, name=None)
    return [tuple(BLANK if pd.isna(one) else str(one) for one in row) for row in rows]


@dataclass
class Score:
    """Amounts of the text layer: how many came out the same, wrong, and wrong but verified."""

    amounts: int = 0
    exact: int = 0
    wrong: int = 0
    verified: int = 0
    pages: int = 0
    seconds: float = 0.0

    def __add__(self, other: Score) -> Score:
        return Score(
            *(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__)
        )

    def __str__(self) -> str:
        return (
            f"{self.amounts:>8}{self.exact / max(1, self.amounts):>8.1%}{self.wrong:>7}"
            f"{self.verified:>10}{self.seconds / max(1, self.pages):>8.1f}"
        )


def compared(frames: dict, right: Counter) -> tuple[int, list[tuple], list[tuple], list[tuple]]:
    """How many amounts are exact; those missing; those wrong; of these the verified ones."""
    status = audit_accounts(frames).verification
    found = list(zip(facts(frames), (row["status"] for row in status), strict=False))
    left, wrong, exact = Counter(right), [], 0
    for fact, state in sorted(found, key=lambda one: one[0][-1] == BLANK):
        match = (
            fact
            if left[fact]
            else fact[-1] == BLANK
            and next((one for one in left if left[one] and one[:-1] == fact[:-1]), None)
        )
        if match:
            left[match] -= 1
            exact += 1
        else:
            wrong.append((fact, state))
    return (
        exact,
        list((+left).elements()),
        [fact for fact, _ in wrong],
        [fact for fact, state in wrong if state == "verified"],
    )


def table_pages(frames: dict) -> list[int]:
    tables = frames["tidy/statutory_tables"].dropna(subset=["first_page"])
    return sorted(
        {
            n
            for row in tables.itertuples()
            for n in range(int(row.first_page), int(row.last_page) + 1)
        }
    )


def judge(name: str, kind: str, folder: Path) -> Score:
    """How the pages of one document's nine tables come through one kind of damage."""
    source, year = truth.folder() / f"{name}.pdf", int("2020" if "2020" in name else "2024")
    pages = table_pages(tidy(source, year))
    clean, copy = folder / "clean.pdf", folder / "scan.pdf"
    scan(source, clean, None, pages)
    right = Counter(facts(tidy(clean, year)))
    scan(source, copy, KINDS[kind], pages)
    clock = time.perf_counter()
    frames = tidy(copy, year)
    seconds = time.perf_counter() - clock
    exact, missing, wrong, verified = compared(frames, right)
    if "--show" in sys.argv:
        for what, ones in (("missing", missing), ("wrong", wrong), ("VERIFIED", verified)):
            for one in ones:
                print("  ", name, kind, what, one)
    return Score(right.total(), exact, len(wrong), len(verified), len(pages), seconds)


def lines(names: list[str], kinds: list[str]) -> Iterator[str]:
    """The table: a line for each kind of damage, over all documents."""
    yield (
        f"{'kind of damage':<32}{'amounts':>8}{'exact':>8}{'wrong':>7}{'verified':>10}{'s/page':>8}"
    )
    whole = Score()
    with tempfile.TemporaryDirectory() as folder:
        for kind in kinds:
            total = sum((judge(name, kind, Path(folder)) for name in names), Score())
            whole += total
            yield f"{kind:<32}{total}"
    yield f"{'all kinds':<32}{whole}"


def main() -> None:
    if truth.folder() is None:
        sys.exit("the corpus is not here; set CORPUS_DIR to its folder")
    kinds = next(
        (sys.argv[n + 1].split(";") for n, one in enumerate(sys.argv) if one == "--kinds"),
        list(KINDS),
    )
    printed = []
    for line in lines([name for name in NAMES if name in sys.argv] or list(NAMES), kinds):
        print(line, flush=True)
        printed.append(line)
    if "--write" in sys.argv:
        write("degradation", printed)


def write(name: str, printed: list[str]) -> None:
    """Put a printed table into docs/ocr.md, between the marks of that name."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, rest = text.split(f"<!-- {name} -->\n", 1)
    after = rest.split("\n```\n", 1)[1]
    table = "\n".join(printed)
    DOCUMENT.write_text(
        f"{before}<!-- {name} -->\n```text\n{table}\n```\n{after}", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
