"""How exact the nine tables stay when their pages are scans, kind of damage by kind.

    python benchmarks/degradation.py [DOCUMENT ...] [--kinds NAME,...]

The pages of the nine tables are drawn as pictures, damaged, and read; what comes out is held
against what the same pages give with their text layer. A wrong amount is one that the text
layer does not have; "verified" counts wrong amounts that the audit would call verified.
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw

import truth
from helpers import reading, schemas
from helpers.audit import audit

NAMES = ("hanyang-2020-text", "ghj2024", "sgb2024")
RED = (225, 45, 50)


@dataclass(frozen=True)
class Damage:
    """What happens to a page on its way through a scanner."""

    dpi: int = 150
    skew: float = 0.0
    quality: int = 90
    noise: float = 0.0
    stamp: bool = False
    on_head: bool = False


KINDS = {
    "plain": Damage(),
    "the common scan": Damage(dpi=150, skew=1.0, quality=60),
    "skew 0.5": Damage(skew=0.5),
    "skew -2": Damage(skew=-2.0),
    "110 dpi": Damage(dpi=110),
    "200 dpi": Damage(dpi=200),
    "JPEG 40": Damage(quality=40),
    "JPEG 80": Damage(quality=80),
    "grey noise": Damage(noise=18.0),
    "red stamp": Damage(stamp=True),
    "on its head": Damage(on_head=True),
    "all at once": Damage(dpi=130, skew=-0.8, quality=50, noise=10.0, stamp=True),
}


def damaged(page: pdfium.PdfPage, damage: Damage, seed: int) -> bytes:
    """The page as the JPEG that a bad scanner would give."""
    image = page.render(scale=damage.dpi / 72).to_pil().convert("RGB")
    if damage.stamp:
        _stamp(image)
    if damage.skew:
        image = image.rotate(damage.skew, Image.Resampling.BICUBIC, fillcolor="white")
    if damage.on_head:
        image = image.transpose(Image.Transpose.ROTATE_180)
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
        picture = pdfium.PdfImage.new(out)
        picture.load_jpeg(io.BytesIO(damaged(page, damage, number)))
        picture.set_matrix(pdfium.PdfMatrix().scale(width, height))
        new = out.new_page(width, height)
        new.insert_obj(picture)
        new.gen_content()
    out.save(copy)


def tidy(path: Path, year: int) -> dict:
    printed = {name: schemas.typed(name, rows) for name, rows in reading.read_printed(path).items()}
    rows = reading.read_tidy(*printed.values(), year)
    return {name: schemas.typed(name, [row | {"unit": "test", "year": year} for row in rows])
            for name, rows in rows.items()}


#: What an amount is about, without the name: its wording is not at stake here.
ABOUT = ["table", "side", "code", "level", "measure", "line_no", "printed"]


def facts(frames: dict) -> list[tuple]:
    """Every amount with what it is about, in the order of the rows."""
    rows = frames["tidy/statutory"][ABOUT].astype(str)
    return list(rows.itertuples(index=False, name=None))


def wrong_but_verified(frames: dict, right: Counter) -> int:
    """Wrong amounts that the audit calls verified."""
    status = audit(frames).verification
    return sum(1 for key, row in zip(facts(frames), status, strict=False)
               if key not in right and row["status"] == "verified")


def table_pages(frames: dict) -> list[int]:
    tables = frames["tidy/statutory_tables"].dropna(subset=["first_page"])
    return sorted({n for row in tables.itertuples()
                   for n in range(int(row.first_page), int(row.last_page) + 1)})


def judge(name: str, kinds: list[str], say: Callable = print) -> None:
    """A line for each kind of damage to the pages of one document."""
    source, year = truth.folder() / f"{name}.pdf", int("2020" if "2020" in name else "2024")
    pages = table_pages(tidy(source, year))
    with tempfile.TemporaryDirectory() as folder:
        clean = Path(folder) / "clean.pdf"
        scan(source, clean, None, pages)
        frames = tidy(clean, year)
        right = Counter(facts(frames))
        for kind in kinds:
            copy = Path(folder) / "scan.pdf"
            scan(source, copy, KINDS[kind], pages)
            clock = time.perf_counter()
            frames = tidy(copy, year)
            seconds = (time.perf_counter() - clock) / len(pages)
            found = Counter(facts(frames))
            exact = sum((right & found).values()) / sum(right.values())
            say(f"{name:<20}{kind:<18}{sum(right.values()):>6}{exact:>9.1%}"
                f"{sum((found - right).values()):>7}{wrong_but_verified(frames, right):>10}"
                f"{seconds:>8.1f}")
            if "--show" in sys.argv:
                for one in (right - found):
                    say("   not found", one)
                for one in (found - right):
                    say("   wrong    ", one)


def main() -> None:
    if truth.folder() is None:
        sys.exit("the corpus is not here; set CORPUS_DIR to its folder")
    kinds = next((sys.argv[n + 1].split(",") for n, one in enumerate(sys.argv)
                  if one == "--kinds"), list(KINDS))
    chosen = [name for name in NAMES if name in sys.argv] or list(NAMES)
    print(f"{'document':<20}{'kind':<18}{'facts':>6}{'exact':>9}{'wrong':>7}{'verified':>10}"
          f"{'s/page':>8}")
    for name in chosen:
        judge(name, kinds)


if __name__ == "__main__":
    main()
