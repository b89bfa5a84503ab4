"""Where a statement of the prose stands: its paragraph, and what else that paragraph says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from helpers import amounts
from helpers.identities.judging import Printed, half_unit

#: Amounts told unit by unit (机关本级3万元、所属单位2万元): a number beside them may be one unit's.
_BY_UNIT = re.compile(
    r"(?:本级|下属|所属|二级(?:预算)?单位)[^,。;:\d]{0,30}\d[\d.]*(?:万元|亿元|元)")
#: A list that goes beyond the three expenses.
_WIDER = re.compile(r"三公\"?经费?(?:支出)?(?:、|和|及|与)\"?(?:会议|培训|差旅)|"
                    r"(?:会议|培训|差旅)费(?:、|和|及|与)\"?三公")
_SEPARATOR = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_MONEY = re.compile(r"(?<![\d.])(?P<number>\d+(?:\.\d+)?)(?P<unit>万元|亿元|元)")
_CLAUSE = re.compile(r"[,;。]")
#: Slack for a line that touches the edge of its paragraph's box, in points.
_EDGE = 2.0


@dataclass(frozen=True)
class Passage:
    """A paragraph of the body: its order, its text without spaces and separators, its headings."""

    order: int
    text: str
    heading: str

    @property
    def by_unit(self) -> bool:
        """Are amounts of parts of the department told here?"""
        return bool(_BY_UNIT.search(self.text))

    @property
    def wider(self) -> bool:
        """Does the paragraph speak of the three public expenses with others (会议费 …)?"""
        return bool(_WIDER.search(self.text))

    def clause(self, printed: str) -> str:
        """The clause that holds the number; empty where it stands in several or none."""
        held = [one for one in _CLAUSE.split(self.text) if _holds(one, printed)]
        return held[0] if len(held) == 1 else ""

    def amounts(self, page: int) -> list[Printed]:
        """Every amount of money that the paragraph prints, in 万元."""
        found = []
        for match in _MONEY.finditer(self.text):
            value = amounts.in_ten_thousands(match["number"], match["unit"])
            found.append(Printed(value, half_unit(value, match["number"]), match["number"], page))
        return found


class Passages:
    """The paragraphs of a document, asked by the rows that were read from them."""

    def __init__(self, paragraphs: list[dict]):
        self._bodies = [one for one in paragraphs if one["kind"] == "body"]
        self._texts = [_SEPARATOR.sub("", amounts.key(one["text"])) for one in self._bodies]
        self._on_page: dict[int | None, list[int]] = {}
        for n, one in enumerate(self._bodies):
            self._on_page.setdefault(one["page"], []).append(n)
        self._found: dict[tuple, Passage | None] = {}

    def of(self, row: dict, printed: str) -> Passage | None:
        """The paragraph that states `printed` where `row` stands; null where several may."""
        place = row["page"], row.get("y0"), printed
        if place not in self._found:
            self._found[place] = self._find(row, printed)
        return self._found[place]

    def _find(self, row: dict, printed: str) -> Passage | None:
        near = [n for page in (row["page"] - 1, row["page"])
                for n in self._on_page.get(page, ()) if _holds(self._texts[n], printed)]
        boxed = [n for n in near if _inside(row, self._bodies[n])]
        found = boxed or near
        return self._passage(found[0]) if len(found) == 1 else None

    def _passage(self, n: int) -> Passage:
        return Passage(n, self._texts[n], amounts.key(self._bodies[n]["heading"] or ""))


def _holds(text: str, printed: str) -> bool:
    """Does the number stand in `text`, and not as a piece of a longer one?"""
    return printed in text and bool(re.search(rf"(?<![\d.]){re.escape(printed)}(?!\d|\.\d)", text))


def _inside(row: dict, paragraph: dict) -> bool:
    if row["page"] != paragraph["page"] or None in (row.get("y0"), paragraph.get("y0")):
        return False
    return paragraph["y0"] - _EDGE <= row["y0"] <= paragraph["y1"] + _EDGE
