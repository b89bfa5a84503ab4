"""The documents of the class: the shipped one, and invented ones with and without errors."""

from __future__ import annotations

import io
import random
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from multiprocessing import get_context
from pathlib import Path

import pandas as pd
import pypdfium2 as pdfium
import yaml
from PIL import Image, ImageOps

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import audit_bench
import mutants
from sound import Document, sound
from sound.ledger import marks

PROJECT = Path(__file__).parents[2]
SOURCE = PROJECT / "lessons"
SHIPPED = PROJECT / "data" / "raw" / "hanyang-gov-office" / "2020" / "final_accounts.pdf"
_DRAWS = 60


@dataclass
class Error:
    """One planted error: its square of the bingo card, its pages, what was printed and is now."""

    square: str
    kind: str
    was: str
    now: str
    block: int
    pages: list[int] = field(default_factory=list)
    found: list[dict] = field(default_factory=list)  # failing checks that name one of the pages


@dataclass
class Read:
    """A document as our own tool reads it, and where it lies."""

    pdf: Path
    year: int
    zh: str
    en: str
    no: int = 0
    errors: list[Error] = field(default_factory=list)
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    checks: list[dict] = field(default_factory=list)
    pictures: dict[int, bytes] = field(default_factory=dict)

    @property
    def alarms(self) -> list[dict]:
        return [one for one in self.checks if one["outcome"] == "fail"]


def settings() -> dict:
    """What `lessons/departments.yml` says."""
    return yaml.safe_load((SOURCE / "departments.yml").read_text("utf-8"))


def all_documents(folder: Path) -> tuple[Read, list[Read], list[Read]]:
    """(shipped, the groups', the project's), each written below `folder` and read from there."""
    said = settings()
    jobs = [("shipped", {}, folder)]
    jobs += [("group", one, folder / "groups") for one in said["groups"]]
    jobs += [
        (
            "project",
            one | {"of_two": year, "hides": one["number"] == said["project"]["hides"]},
            folder,
        )
        for one in said["project"]["departments"]
        for year in (1, 2)
    ]
    # Started, not forked: the typesetter has threads of its own, which a fork waits for in vain.
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        shipped, *others = pool.map(_made, jobs)
    groups = len(said["groups"])
    return shipped, others[:groups], others[groups:]


def _made(job: tuple[str, dict, Path]) -> Read:
    kind, one, folder = job
    return {"shipped": _shipped, "group": group, "project": _of_the_project}[kind](one, folder)


def _shipped(_: dict, folder: Path) -> Read:
    about = yaml.safe_load(SHIPPED.with_name("source.yml").read_text("utf-8"))
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / "hanyang-2020.pdf"
    copy.write_bytes(SHIPPED.read_bytes())
    made = Read(copy, about["year"], about["publisher_zh"], about["publisher_en"])
    made.frames, made.checks, *_ = audit_bench.audited(copy, made.year)
    return made


def group(one: dict, folder: Path) -> Read:
    """The document of a group, with its errors planted and what the audit finds of them."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"group-{one['number']}.pdf"
    for attempt in range(20):
        document, errors = _planted(one, random.Random(f"class {one['number']} {attempt}"))
        places = _named(document, one, "note_of_a_group").write(path)
        for error in errors:
            error.pages = places[error.block]
        pages = [page for error in errors for page in error.pages]
        if len(set(pages)) == len(pages):
            break
    else:
        raise ValueError(f"group {one['number']}: no {one['errors']} errors on pages of their own")
    made = Read(path, document.year, one["zh"], one["en"], one["number"], errors)
    made.frames, made.checks, *_ = audit_bench.audited(path, made.year)
    for error in errors:
        error.found = [check for check in made.alarms if set(check["pages"]) & set(error.pages)]
    made.pictures = pictures(path)
    return made


def write_original(one: dict, folder: Path) -> Path:
    """The document of a group before anything was planted, as a PDF below `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"group-{one['number']}-original.pdf"
    _named(sound(one["shape"], one["seed"]), one, "note_of_the_project").write(path)
    return path


def _planted(one: dict, chance: random.Random) -> tuple[Document, list[Error]]:
    """The sound document with as many errors as it says, each of another square.

    No two errors touch one rule of the document, so that none hides another.
    """
    document, errors, touched = sound(one["shape"], one["seed"]), [], set()
    squares = settings()["squares"]
    for square in chance.sample(squares, len(squares)):
        if len(errors) == one["errors"]:
            return document, errors
        for _ in range(_DRAWS):
            kind = chance.choice(square["kinds"])
            planted = mutants.mutant(kind, document, chance)
            reach = planted and _reach(document, planted)
            if reach and not reach & touched and planted.block not in [e.block for e in errors]:
                document = planted.document
                touched |= reach
                errors.append(Error(square["key"], kind, planted.was, planted.now, planted.block))
                break
    return document, errors


def _reach(before: Document, planted: mutants.Mutant) -> set[int]:
    """The slots of all rules that the error breaks; none where nobody could find it."""
    after = planted.document.ledger
    changed = {
        n
        for n, (one, other) in enumerate(zip(before.ledger.slots, after.slots, strict=True))
        if (one.text, one.scale) != (other.text, other.scale)
    }
    broken = {n for rule in after.broken(changed) for n in rule.slots} if changed else set()
    if planted.broken is None:  # plain to see: its own block is its reach
        block = next(one for one in planted.document.blocks if one["n"] == planted.block)
        broken |= set(marks(block))
    return broken | changed if broken else set()


def _named(document: Document, one: dict, note: str) -> Document:
    """The document under the invented name, marked as invented on its cover and every page."""
    said, old = settings(), document.document["department"]

    def renamed(node):
        if isinstance(node, str):
            return node.replace(old, one["zh"])
        if isinstance(node, dict):
            return {key: renamed(each) for key, each in node.items()}
        return [renamed(each) for each in node] if isinstance(node, list) else node

    document.document = renamed(document.document) | {
        "edition": said["edition"],
        "edition_note": said[note],
        "mark": said["mark"],
    }
    document.runs = renamed(document.runs)
    return document


def _of_the_project(one: dict, folder: Path) -> Read:
    """A document of the project: the department's first year or its second."""
    folder = folder / "project"
    folder.mkdir(parents=True, exist_ok=True)
    document = sound(one["shape"], one["seed"], one["of_two"])
    if one["of_two"] == 2 and one["hides"]:
        _tell_otherwise(document)
    path = folder / f"department-{one['number']}-{document.year}.pdf"
    _named(document, one, "note_of_the_project").write(path)
    made = Read(path, document.year, one["zh"], one["en"], one["number"])
    made.frames, made.checks, *_ = audit_bench.audited(path, made.year)
    return made


def _tell_otherwise(document: Document) -> None:
    """Lets the prose tell another change on last year's total, its rate going along with it."""
    slots = {
        slot.truth[1]: slot
        for slot in document.ledger.slots
        if slot.truth and slot.truth[0] == "fact" and slot.text
    }
    total, change, rate = (
        slots[f"revenue_expenditure_{name}"] for name in ("total", "change", "change_rate")
    )
    moved = change.value + Decimal("20.00")
    words = [slot.text for slot in document.ledger.slots if slot.kind == "word"]
    sign = 1 if words[0] == "增加" else -1  # the first that the prose tells is of the total
    cent = Decimal("0.01")
    change.text = f"{moved.quantize(cent):,}"
    rate.text = str((100 * moved / (total.value - sign * moved)).quantize(cent, ROUND_HALF_UP))
    assert not document.ledger.broken(), "the document must stay sound in itself"


PAGE_SCALE = 1.2  # pixels a point of a whole page


def pictures(path: Path, scale: float = PAGE_SCALE, quality: int = 30) -> dict[int, bytes]:
    """A small WebP picture of every page of one of our own documents, by page, without margins."""
    document = pdfium.PdfDocument(path)
    try:
        return {
            n: webp(trimmed(page.render(scale=scale, grayscale=True).to_pil()), quality)
            for n, page in enumerate(document, 1)
        }
    finally:
        document.close()


def trimmed(picture: Image.Image, margin: int = 8) -> Image.Image:
    """A grey picture without its white edges, but for a small margin."""
    ink = ImageOps.invert(picture).getbbox() or (0, 0, *picture.size)
    return ImageOps.expand(picture.crop(ink), margin, "white")


def webp(picture: Image.Image, quality: int) -> bytes:
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=quality, method=4)
    return written.getvalue()
