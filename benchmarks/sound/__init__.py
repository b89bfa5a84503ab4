"""Sound documents: made-up departments whose printed numbers all agree, in several shapes."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "typesetter"))

import typeset
from sound import beijing, guangdong, hubei, shanghai, yunnan
from sound.ledger import Ledger, filled

SHAPES = {
    "hubei": hubei.runs,
    "shanghai": shanghai.runs,
    "beijing": beijing.runs,
    "guangdong": guangdong.runs,
    "yunnan": yunnan.runs,
}


@dataclass
class Document:
    """A document as marked blocks in runs of pages, with the ledger of what they print."""

    shape: str
    document: dict
    runs: list[dict]
    ledger: Ledger

    @property
    def year(self) -> int:
        return int(self.document["year"])

    @property
    def blocks(self) -> list[dict]:
        return [block for run in self.runs for block in run["blocks"]]

    def write(self, path: Path) -> dict[int, list[int]]:
        """Set the document as a PDF at `path`; the pages of each block by its number."""
        runs = filled(self.runs, self.ledger.slots)
        return typeset.set_pages(self.document, runs, path)[1]


def sound(shape: str, seed: int, of_two: int = 0) -> Document:
    """The sound document of a shape and seed; its blocks are numbered in order.

    Of two years that go together `of_two` is the first (1) or the second (2).
    """
    document, runs, ledger = SHAPES[shape](seed, of_two)
    made = Document(shape, document, runs, ledger)
    for n, block in enumerate(made.blocks):
        block["n"] = n
    return made
