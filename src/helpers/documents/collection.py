"""What lies in data/raw already, by publisher, scope and checksum; where a further PDF belongs.

A publisher's documents lie in one folder for each scope (department, unit, own office): the one
that units.yml names, else the one where such a document lies, else a new one in pinyin. The order
in which PDFs are added does not matter: a scope that is said never shares a folder with another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers import store
from helpers.documents import pieces
from helpers.documents import source as source_file
from helpers.documents.budgets import ACCOUNTS, FILES, source_of
from helpers.documents.cover import read_titles
from helpers.documents.limits import BadSource, UnreadablePdf
from helpers.documents.pdf import kept_texts, read_pdf
from helpers.documents.scope import read_cover
from helpers.documents.source import SOURCE, in_project
from helpers.documents.units import SCOPES, UNITS, mark, names_of, proposed, scopes_of

KINDS = {"final_accounts": ACCOUNTS, **FILES}


@dataclass(frozen=True)
class Lying:
    """One PDF of a folder; `scope` null where only its cover says it."""

    unit: str
    year: int
    kind: str
    publisher: str | None
    scope: str | None


@dataclass(frozen=True)
class Place:
    """Where a document belongs; `named` where units.yml says so. `beside` are folders in which the
    same publisher has documents of other scopes, with those."""

    unit: str
    named: bool
    beside: Mapping[str, str]


class Collection:
    """What lies in data/raw, and what `take` has added to it; `units` is what units.yml says.

    Raises BadSource where a source.yml cannot be read.
    """

    def __init__(self, units: Mapping[str, dict[str, Any]]):
        self._units = units
        self._covers: dict[Path, tuple[str | None, str]] = {}
        self._sizes: dict[int, list[Path]] = defaultdict(list)
        self._lying: dict[str | None, list[Lying]] = defaultdict(list)
        self._publishers: dict[str, set[str]] = defaultdict(set)
        for path in sorted((store.project_root() / "data" / "raw").glob("*/*/*")):
            if path.parent.name.isdecimal() and path.is_file():
                self._sizes[path.stat().st_size].append(path)
        for path in [path for paths in self._sizes.values() for path in paths]:
            kind = next((kind for kind, name in KINDS.items() if name == path.name), None)
            if kind:
                self.take(self._described(path, kind))
        for unit, one in units.items():
            self._publishers[unit].update(names_of(one))

    def take(self, one: Lying) -> None:
        """From now on, this lies there."""
        self._lying[one.publisher].append(one)
        if one.publisher:
            self._publishers[one.unit].add(one.publisher)

    def copies(self, path: Path) -> list[Path]:
        """The files in data/raw that are the same, byte for byte."""
        there = self._sizes.get(path.stat().st_size, [])
        content = path.read_bytes() if there else b""
        return [one for one in there if one.read_bytes() == content]

    def place(self, publisher: str, scope: str, year: int, kind: str) -> Place:
        """Where a document belongs. Raises BadSource where units.yml names several folders."""
        slot = (publisher, scope, year, kind)
        named = [unit for unit, one in self._units.items() if publisher in names_of(one)]
        here = {one.unit for one in self._lying[publisher]}
        beside = {
            unit: " and ".join(sorted(scopes))
            for unit in sorted(here | set(named))
            if (scopes := self._scopes(unit, publisher)) and scope not in (*scopes, "not_said")
        }
        found = self._best(named, slot)
        if len(found) > 1:  # a name that one had before another counts by its years
            in_year = [one for one in found if self._named_in(one, year) == publisher]
            found = in_year if len(in_year) == 1 else found
        if len(found) > 1:
            raise BadSource(
                f"{UNITS} has {publisher} under {' and '.join(found)}, and the document's scope is "
                f"{scope}: take the name out of all but one, or write under each the `scope:` of "
                "the documents that belong there."
            )
        there = found or self._best(sorted(here - set(named)), slot)
        unit = there[0] if there else next(self._free(slot))
        return Place(unit, bool(found), {one: told for one, told in beside.items() if one != unit})

    def _named_in(self, unit: str, year: int) -> str | None:
        names = self._units[unit].get("names")
        return names.get(year) if isinstance(names, dict) else None

    def _best(self, units: Iterable[str], slot: tuple[str, str, int, str]) -> list[str]:
        """Those of the folders that are of the document's scope, else those that may be."""
        publisher, scope, *_ = slot
        fits = [unit for unit in units if self._admits(unit, slot)]
        wanted = "department" if scope == "not_said" else scope
        return [one for one in fits if wanted in self._scopes(one, publisher)] or fits

    def _admits(self, unit: str, slot: tuple[str, str, int, str]) -> bool:
        """Whether the folder is for this scope; where nothing says so, whether there is room."""
        publisher, scope, year, kind = slot
        scopes = self._scopes(unit, publisher)
        if scopes or scope == "not_said":
            return scope in (*scopes, "not_said")
        taken = [(one.unit, one.year, one.kind) for one in self._lying[publisher]]
        return (unit, year, kind) not in taken

    def _scopes(self, unit: str, publisher: str) -> list[str]:
        """The scopes of a folder: what people say in units.yml, else what the publisher's
        documents that lie there say."""
        told = scopes_of(self._units.get(unit, {}))
        lying = {self._scope(one) for one in self._lying[publisher] if one.unit == unit}
        return told or sorted(lying - {"not_said"})

    def _scope(self, one: Lying) -> str:
        if one.scope in SCOPES:
            return one.scope
        return self._cover(store.raw_folder(one.unit, one.year) / KINDS[one.kind])[1]

    def _described(self, path: Path, kind: str) -> Lying:
        """A PDF as the file beside it describes it; by its own words where there is none."""
        beside = SOURCE if kind == "final_accounts" else source_of(path)
        told = source_file.read(path.with_name(beside))
        publisher = told.get("publisher_zh") if told else self._cover(path)[0]
        year = int(path.parent.name)
        return Lying(path.parents[1].name, year, kind, publisher, told.get("scope"))

    def _cover(self, path: Path) -> tuple[str | None, str]:
        """Publisher and scope by the PDF's own words; nothing of one that cannot be read."""
        if path not in self._covers:
            self._covers[path] = _read(path)
        return self._covers[path]

    def _free(self, slot: tuple[str, str, int, str]) -> Iterator[str]:
        """Names in pinyin that are free, or of a folder that is this publisher's and scope's."""
        publisher, scope, *_ = slot
        first = proposed(publisher, scope)
        for name in (first, *[f"{first}-bu-men"] * (scope == "department")):
            others = (one for one in self._publishers[name] if pieces.surely_two(one, publisher))
            if not any(others) and self._admits(name, slot):
                yield name
        yield f"{first}-{mark(publisher + scope)}"


def _read(path: Path) -> tuple[str | None, str]:
    """Publisher and scope by the PDF's own words; nothing of one that cannot be read."""
    try:
        kept = kept_texts(path.parents[1].name, int(path.parent.name))
        pages = read_pdf(path, in_project(path), kept)[1]
    except UnreadablePdf:
        return None, "not_said"
    titles = read_titles(pages)
    return titles.publisher, read_cover(pages, titles=titles).scope
