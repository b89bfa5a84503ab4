"""Numbers that can be clicked: each leads to the piece of the page it was read from.

A number is a link, and what it leads to has the number's own id: plain HTML, no script. So
``report.html#p4x266y614`` opens that number on any machine, after any run; the address bar is
the link to pass on. What a report has cited is collected here and shown by its section
`evidence`, with a citation to copy.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

import helpers
from helpers import analysis, store
from helpers.evidence import MOST as PICTURES_MOST
from helpers.evidence import small_pictures
from helpers.kept import Kept
from helpers.wording import labels

Box = tuple[float, float, float, float]
#: The PDFs that a number can stand in, and what stands before a page of theirs in its address:
#: ``#page-7`` is of the accounts, ``#page-b7`` of the budget.
ACCOUNTS = "final_accounts"
_BEFORE = {ACCOUNTS: "", "budget": "b", "budget_tables": "t"}


class Sheet(NamedTuple):
    """A page of one of the PDFs."""

    document: str
    page: int

    @property
    def key(self) -> str:
        """Its address without ``page-``: ``b7`` is page 7 of the budget."""
        return f"{_BEFORE[self.document]}{self.page}"

    def said(self, lang: str, named: bool = False) -> str:
        """Its name for readers: 第7页, 预算第7页; `named`: 决算第7页."""
        plain = self.document == ACCOUNTS and not named
        name = "format.page" if plain else f"report.page_of.{self.document}"
        return labels.say(name, lang, page=self.page)


def _in_order(sheets: set[Sheet]) -> list[Sheet]:
    """The accounts' pages first, then the budget's."""
    return sorted(sheets, key=lambda one: ([*_BEFORE].index(one.document), one.page))


class Place(NamedTuple):
    """Page, marked box, reader, the number as printed, and the table or section it stands in.

    `exact` is false where the box is that of the row, not of the number alone. `inside` is where a
    number stands that another file than the document's PDF prints: ``annex_1.xlsx · 02收入!C7``.
    """

    page: int
    box: Box
    reader: str
    printed: str | None
    exact: bool = True
    section: str | None = None
    document: str = ACCOUNTS
    inside: str | None = None

    @property
    def sheet(self) -> Sheet:
        return Sheet(self.document, self.page)


class Places:
    """The places of the numbers of one unit's year: of its accounts, and of the budget beside."""

    def __init__(self, unit: str, year: int):
        self.unit, self.year = unit, year

    def of(self, number_id: str | None) -> Place | None:
        """The place of a number of ``tidy/numbers``; None without an id, or where its page is
        not known.

        Raises KeyError where the ledger has no such number.
        """
        number = self.numbers[number_id] if number_id else None
        if not number or not self._pictured(number):
            return None
        return place_of(number)._replace(inside=self._inside.get(number["number_id"]))

    def size(self, sheet: Sheet) -> tuple[float, float]:
        """Width and height of the page as displayed, points."""
        row = self._pages[sheet]
        return row["width"], row["height"]

    def figures(self) -> Iterator[str]:
        """The ids of all numbers that are figures: no years, codes or numbers of items.

        Those of the accounts come first.
        """
        beside = []
        for key, row in self.numbers.items():
            if row["status"] != "not_a_figure" and self._pictured(row):
                if row["document"] in (None, ACCOUNTS):
                    yield key
                else:
                    beside.append(key)
        yield from beside

    def _pictured(self, number: dict) -> bool:
        return Sheet(number["document"] or ACCOUNTS, number["page"]) in self._pages

    @cached_property
    def numbers(self) -> dict[str, dict]:
        """The rows of ``tidy/numbers`` by their ids."""
        return {row["number_id"]: row for row in self._records("tidy/numbers")}

    @cached_property
    def _pages(self) -> dict[Sheet, dict]:
        rows = [
            {"document": ACCOUNTS} | row for row in self._records("as_printed/pages")
        ] + self._records("as_printed/budget_pages")
        return {Sheet(row["document"], row["page"]): row for row in rows}

    @cached_property
    def _inside(self) -> dict[str, str]:
        """File, and page or sheet and cell, of the numbers of annexes, by their ids."""
        return {row["number_id"]: _in_file(row) for row in self._records("tidy/places")}

    def _records(self, name: str) -> list[dict]:
        there = store.exists(name, self.unit, self.year)
        return analysis.records(store.read(name, self.unit, self.year)) if there else []


def _in_file(row: dict) -> str:
    """``annex_1.xlsx · 02收入!C7`` or ``annex_1.pdf#page=3`` of a row of ``tidy/places``."""
    if row["file_page"]:
        return f"{row['file']}#page={row['file_page']}"
    cell = "!".join(filter(None, (row["sheet"], row["cell"])))
    return f"{row['file']} · {cell}" if cell else row["file"]


def place_of(number: dict) -> Place:
    """The place of a row of ``tidy/numbers``."""
    return Place(
        number["page"],
        _box(number),
        number["reader"],
        number["printed"],
        section=number.get("section"),
        document=number.get("document") or ACCOUNTS,
    )


def place_of_row(row: dict) -> Place:
    """The place of a whole row of a tidy table, which holds no number of its own."""
    document = row.get("document") or ACCOUNTS
    return Place(row["page"], _box(row), row["reader"], None, exact=False, document=document)


def _box(row: dict) -> Box:
    return row["x0"], row["y0"], row["x1"], row["y1"]


# The part of a page shown around a number, points: wide enough for a row's name beside it.
CROP_WIDTH, CROP_HEIGHT = 380.0, 120.0
MARGIN = 2.0
SHOWN = 9  # places shown of a number that is the sum of many


@dataclass(frozen=True)
class Citation:
    """What a number opens: the places it is printed at, or the formula it is worked out by.

    `key` is its address in the report: the number's or the check's own id where it is one, else
    made of what it says, so that a later run gives the same.
    """

    key: str
    shown: str
    places: tuple[Place, ...] = ()
    formula: Markup | None = None
    note: str | None = None  # what several places are: added up, or all of them the same number
    told: Markup | str | None = None  # the sentence of a check


@dataclass
class Citations:
    """The citations of one report in the order first shown, and the pages it links to."""

    places: Places
    made: dict[str, Citation] = field(default_factory=dict)
    linked: set[Sheet] = field(default_factory=set)

    def cite(self, shown: str, ids: Sequence[str], note: str | None = None) -> Markup | str:
        """`shown` as a link that opens the places of these numbers; as it is without any."""
        ids = [one for one in ids if one and self.places.of(one)]
        if not ids:
            return shown
        if len(ids) == 1:
            return self._link(self.of_number(ids[0]), shown)
        found = tuple(self.places.of(one) for one in ids)
        return self._link(Citation(_key("sum", shown, *ids), shown, found, note=note), shown)

    def at(self, shown: str, place: Place) -> Markup:
        """`shown` as a link that opens this place, of a row without a number of its own."""
        return self._link(Citation(_key("row", shown, place), shown, (place,)), shown)

    def derive(self, shown: str, formula: Markup) -> Markup:
        """`shown`, which is not printed, as a link that opens how it is worked out."""
        key = _key("made", shown, *re.findall('href="#([^"]+)"', formula))
        return self._link(Citation(key, shown, formula=formula), shown)

    def gather(self, key: str, shown: str, told: Markup | str, ids: Sequence[str]) -> None:
        """Make `key` (the id of a check or of a lead) the address of these numbers' places."""
        found = [self.places.of(one) for one in dict.fromkeys(ids) if one]
        places = tuple(place for place in found if place)
        self.made[key] = Citation(key, shown, places, told=told)

    def of_number(self, number_id: str) -> Citation:
        """The citation of one number, headed as the page prints it."""
        number, place = self.places.numbers[number_id], self.places.of(number_id)
        assert place is not None
        return Citation(number_id, printed_as(number), (place,))

    def _link(self, made: Citation, shown: str) -> Markup:
        self.made.setdefault(made.key, made)
        kind = "n derived" if made.formula else "n"
        if any(place.reader == "ocr" for place in made.places):
            kind += " ocr"
        return Markup('<a class="{}" href="#{}">{}</a>').format(kind, made.key, shown)

    def page(self, page: int, document: str = ACCOUNTS) -> str:
        """The address of the page's picture in the report."""
        sheet = Sheet(document, page)
        self.linked.add(sheet)
        return f"#page-{sheet.key}"

    def pages(self) -> list[Sheet]:
        """Every page that a link or a citation shows, in order."""
        cited = {place.sheet for one in self.made.values() for place in one.places[:SHOWN]}
        return _in_order(cited | self.linked)


def _key(kind: str, *told: object) -> str:
    return f"{kind}-{hashlib.sha256(repr(told).encode()).hexdigest()[:12]}"


def printed_as(number: dict) -> str:
    """A number of ``tidy/numbers`` as the page prints it, with its unit: ``1,224.64 万元``."""
    unit = number["value_unit"] or ""
    between = "" if unit in ("", "%") else " "
    return f"{labels.readable(number['printed'], whole=True)}{between}{unit}"


# What one file may take, and what of it is kept for its two fonts and its frame.
MOST = 8_000_000
_FRAME = 1_000_000
#: Bytes kept for the next report: of pictures of the pages, of figures in a few versions, of text.
_KEPT = {"pages": 30_000_000, "figures": 30_000_000, "opened": 10_000_000}
_IN_BASE64 = 1.35  # what page pictures take in the report


@dataclass(frozen=True)
class Published:
    """A PDF as its publisher has it: what a citation says of it, and where it lies."""

    path: Path
    sha256: str
    url: str | None
    publisher: Mapping[str, str]  # by language
    title: Mapping[str, str]
    href: str  # its address as seen from the report


def evidence(report) -> dict:
    """Context of the section `evidence`: each citation with its crops, each page's picture.

    All figures of the ledger have an address here, whether a section shows them or not, as long
    as the file stays within `MOST` bytes; what a section shows comes first, and what stands in a
    budget beside the accounts takes no room of the pages' pictures.
    """
    citations, source = report.words.citations, Source(report)
    cited = [_opened(one, citations.places, source) for one in citations.made.values()]
    left = MOST - _FRAME - report.bytes_shown
    left -= sum(map(_weight, cited))
    pictures = PICTURES_MOST * _IN_BASE64
    for key in citations.places.figures():
        if key in citations.made:
            continue
        one = citations.of_number(key)
        entry = _opened(one, citations.places, source)
        beside = one.places[0].document != next(iter(source.published))
        if left - _weight(entry) < (pictures if beside else pictures / 3):
            break
        left -= _weight(entry)
        cited.append(entry)
    shown = {place["place"].sheet for one in cited for place in one["places"]}
    sheets = _in_order(shown | set(citations.pages()))
    most = max(0, min(PICTURES_MOST, int(left / _IN_BASE64)))
    drawn = _pictures(report, sheets, most)
    for kind, most in _KEPT.items():
        Kept(store.kept(kind, report.unit, report.year)).trim(most)
    return {
        "cited": cited,
        "pages": [{"sheet": one, "size": citations.places.size(one)} for one in sheets],
        "pictures": drawn,
        "source": source,
        "said": _constant(report.words),
    }


def _pictures(report, sheets: list[Sheet], most: int) -> dict[str, str]:
    """The pictures of these pages in base64 by their keys, of at most so many bytes together.

    Each PDF has its share of the room by its pages; what it leaves, the next may take.
    """
    found: dict[str, str] = {}
    waiting = len(sheets)
    for document, own in groupby(sheets, key=lambda one: one.document):
        pages = [one.page for one in own]
        path = report.published[document].path
        kept = store.kept("pages", report.unit, report.year)
        drawn = small_pictures(path, pages, most * len(pages) // waiting, kept)
        waiting -= len(pages)
        most -= sum(map(len, drawn.values()))
        for page, picture in drawn.items():
            found[Sheet(document, page).key] = base64.b64encode(picture).decode()
    return found


def _constant(words) -> dict[str, str]:
    """The words that every citation has, looked up once."""
    names = (
        *("close", "to_cite", "computed", "whole", "in_report", "left_out", "not_exact"),
        *("text", "ocr"),
    )
    found = {name: words.say(f"report.evidence.{name}") for name in names}
    return found | {name: words.say(f"format.{name}") for name in ("clause", "colon")}


# Bytes that a citation takes in the page, about: itself, and each place with its crops.
_ENTRY, _PLACE = 1_100, 900


def _weight(entry: dict) -> int:
    return _ENTRY + _PLACE * len(entry["places"])


def _opened(one: Citation, places: Places, source: Source) -> dict:
    """What a citation opens: every place with its crop, and the pages of those not shown."""
    shown = [
        {
            "place": place,
            "near": crop(place, places.size(place.sheet)),
            "whole": crop(place, places.size(place.sheet), whole=True),
        }
        for place in one.places[:SHOWN]
    ]
    return {
        "one": one,
        "places": shown,
        "more": _in_order({place.sheet for place in one.places[SHOWN:]}),
        "citations": source.citations(one),
    }


class Source:
    """How to cite a number of the documents, in both languages whatever the report's is."""

    def __init__(self, report):
        self._of, self._made = report.words.citations, {}
        self.published: Mapping[str, Published] = report.published
        #: What a citation says of each document, by document and language.
        self.told = {
            document: {
                lang: {
                    "publisher": one.publisher[lang],
                    "title": one.title[lang],
                    "year": report.year,
                    "sha256": one.sha256,
                    "version": helpers.__version__,
                    "url": one.url or "",
                }
                for lang in labels.LANGUAGES
            }
            for document, one in self.published.items()
        }

    def citations(self, one: Citation) -> dict[str, str]:
        """The citation of what `one` opens, by language: a sentence a document."""
        places = one.places or tuple(self._worked_out_of(one.formula or ""))
        key = (
            one.formula is not None,
            tuple((place.document, place.page, place.section, place.inside) for place in places),
        )
        if key not in self._made:
            self._made[key] = {lang: self._cited(lang, *key) for lang in labels.LANGUAGES}
        return self._made[key]

    def _worked_out_of(self, formula: str) -> Iterator[Place]:
        """The places of the numbers in a formula, those of formulas in it included."""
        for key in re.findall('href="#([^"]+)"', formula):
            one = self._of.made[key]
            yield from one.places or self._worked_out_of(one.formula or "")

    def _cited(
        self, lang: str, derived: bool, where: Sequence[tuple[str, int, str | None, str | None]]
    ) -> str:
        told = []
        for document in dict.fromkeys(document for document, *_ in where):
            own = dict.fromkeys(one[1:] for one in where if one[0] == document)
            told.append(
                labels.say(
                    f"report.evidence.cite{'_url' if self.published[document].url else ''}",
                    lang,
                    where=labels.say("format.clause", lang).join(
                        self._where(lang, *rest) for rest in own
                    ),
                    **self.told[document][lang],
                )
            )
        said = labels.say("format.between_sentences", lang).join(told)
        several = "cite_derived_of_several" if len(told) > 1 else "cite_derived"
        return said + (labels.say(f"report.evidence.{several}", lang) if derived else "")

    @staticmethod
    def _where(lang: str, page: int, section: str | None, inside: str | None) -> str:
        if inside:
            return f"{inside} “{section}”" if section else inside
        if not section:
            return labels.say("format.page", lang, page=page)
        english = labels.table_gloss(section) if lang == "en" else None
        name = "in_section_glossed" if english else "in_section"
        return labels.say(
            f"report.evidence.{name}", lang, page=page, section=section, english=english
        )

    def to_be_had(self, document: str, lang: str) -> str:
        """Where the PDF is to be had, for a reader who has this file alone."""
        ending = "_url" if self.published[document].url else ""
        return labels.say(f"report.evidence.to_be_had{ending}", lang, **self.told[document][lang])


def crop(place: Place, size: tuple[float, float], whole: bool = False) -> dict[str, str]:
    """The CSS that shows the page's picture around the place, and the mark on it.

    Keys: window, mark. All in per cent, so that the crop is as wide as the reader's screen lets
    it be.
    """
    width, height = size
    x0, y0, x1, y1 = place.box
    wide = width if whole else min(width, max(CROP_WIDTH, x1 - x0 + 60))
    high = height if whole else min(height, max(CROP_HEIGHT, y1 - y0 + 60))
    left = min(max((x0 + x1 - wide) / 2, 0), width - wide)
    top = min(max((y0 + y1 - high) / 2, 0), height - high)
    window = (
        f"aspect-ratio:{wide:.0f}/{high:.0f};background-size:{100 * width / wide:.1f}% auto;"
        f"background-position:{_share(left, width - wide)}% {_share(top, height - high)}%"
    )
    mark = (
        f"left:{100 * (x0 - MARGIN - left) / wide:.2f}%;"
        f"top:{100 * (y0 - MARGIN - top) / high:.2f}%;"
        f"width:{100 * (x1 - x0 + 2 * MARGIN) / wide:.2f}%;"
        f"height:{100 * (y1 - y0 + 2 * MARGIN) / high:.2f}%"
    )
    return {"window": window, "mark": mark}


def _share(part: float, whole: float) -> str:
    return f"{100 * part / whole:.2f}" if whole > 0 else "0"
