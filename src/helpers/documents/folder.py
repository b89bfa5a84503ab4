"""A folder of PDFs, and where each belongs: read first, shown as a table, then added.

Sheets and texts beside them (.xlsx, .xls, .docx), and PDFs of tables alone where another PDF has
the prose, are pieces of a document: of that of their publisher and year or, where they do not say
both, of the only one in their folder.

The unit's folder name is the publisher's in pinyin (某某市财政局 → mou-mou-shi-cai-zheng-ju), the
same on every machine. `data/raw/units.yml`, which people may edit, says which name a publisher
has; what a run proposes is written there, so that a name once given stays.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from pypinyin import lazy_pinyin

from helpers import store
from helpers.documents import pieces
from helpers.documents.cover import read_titles
from helpers.documents.limits import BadParameter, BadSource, InputError
from helpers.documents.pdf import read_pdf
from helpers.documents.scope import read_cover
from helpers.documents.source import in_project, read_by_people

UNITS = "units.yml"
#: Kinds of pieces, and of what each is one.
_PIECES = {"annex": "final_accounts", "budget_annex": "budget"}
_LONGEST = 60  # letters of a proposed name
#: What a folder's name says of the scope, so that two of one publisher lie apart.
_SCOPES = {"department": "bu-men", "own_office": "ben-ji"}
_HEAD = """\
# The units: which folder each publisher has, and what people know of it. A run adds publishers
# that are new and changes nothing else. Names by year, what it was before (predecessor) and
# became (successor), region, kind and peer group are for people to fill in.
"""
_FIELDS = ("names", "predecessor", "successor", "region", "kind", "peer_group")


@dataclass(frozen=True)
class Found:
    """One file of the folder: what it says it is, and where it belongs.

    `kind` is final_accounts, budget, budget_tables or, of a piece, annex or budget_annex.
    `state` is `new`, `there` (the same file lies in its place), `twice` (the same file as another
    of the folder), or `refused`; `why` is the sentence of one that is refused.
    """

    path: Path
    state: str
    publisher: str | None = None
    year: int | None = None
    kind: str | None = None
    scope: str = "not_said"
    unit: str | None = None
    sha256: str | None = None
    why: str | None = None
    tables: bool = False  # it holds tables and hardly a sentence


def look_through(folder: Path | str) -> list[Found]:
    """Every PDF and piece in the folder and below, by their names, with where each belongs.

    Nothing is written. Raises BadParameter where there is no such folder or no PDF in it,
    BadSource where units.yml cannot be read.
    """
    place = Path(folder).expanduser()
    paths = sorted(path for path in place.rglob("*") if _is_meant(path))
    if not place.is_dir() or not any(pieces.piece_kind(path) == "pdf" for path in paths):
        what = "has no PDF in it" if place.is_dir() else "is no folder"
        raise BadParameter(f"DIR={folder} {what}. Say the folder that the PDFs lie in.")
    found = [_looked_at(path) for path in paths]
    return list(_settled(_named(list(_with_pieces(found)), read_units())))


def add_all(found: Iterable[Found]) -> list[Found]:
    """The same, after each that is new has been added; one that is refused now says why."""
    from helpers.documents import add_document, add_piece

    added = {one.path: one for one in found}
    for one in sorted(added.values(), key=lambda one: one.kind in _PIECES):  # documents first
        if one.state == "new":
            try:
                add = add_piece if one.kind in _PIECES else add_document
                add(one.path, one.unit, one.year)
            except InputError as error:
                added[one.path] = replace(one, state="refused", why=str(error))
    _keep_units(added.values())
    return list(added.values())


def _is_meant(path: Path) -> bool:
    """Whether the file is a PDF or a sheet: not one that an office program keeps open."""
    return (
        bool(pieces.piece_kind(path)) and not path.name.startswith(("~$", ".")) and path.is_file()
    )


def read_units() -> dict[str, dict[str, Any]]:
    """What units.yml says of each unit, by the name of its folder. Raises BadSource."""
    path = store.project_root() / "data" / "raw" / UNITS
    if not path.exists():
        return {}
    said = read_by_people(path, BadSource) or {}
    for unit, one in said.items() if isinstance(said, dict) else [(said, None)]:
        if not isinstance(unit, str) or not isinstance(one, dict):
            raise BadSource(
                f"{in_project(path)} must hold a line `folder-name:` a unit, and below it lines "
                f"`name: value`; found {str(unit)[:40]!r}."
            )
    return said


def proposed(publisher: str, scope: str = "not_said") -> str:
    """A folder's name in pinyin.

    >>> proposed("某某市财政局")
    'mou-mou-shi-cai-zheng-ju'
    """
    bare = re.sub(r"[^\u4e00-\u9fffA-Za-z0-9]+", " ", publisher)
    syllables = [
        part for one in lazy_pinyin(bare) for part in re.findall(r"[a-z0-9]+", one.lower())
    ]
    name = "-".join(syllables)
    if len(name) > _LONGEST:  # two long names must not become one
        end = hashlib.sha256(publisher.encode()).hexdigest()[:6]
        name = f"{name[:_LONGEST].rsplit('-', 1)[0]}-{end}"
    return f"{name}-{_SCOPES[scope]}" if scope in _SCOPES and name else name


def _looked_at(path: Path) -> Found:
    sheets = pieces.piece_kind(path) != "pdf"
    try:
        content, pages = _read_sheets(path) if sheets else read_pdf(path, path.name)
    except InputError as error:
        return Found(path, "refused", why=str(error))
    titles = read_titles(pages)
    cover = read_cover(pages, titles=titles)
    year = cover.year or (min(titles.years) if len(titles.years) == 1 else None)
    kind = titles.kind
    if kind == "budget":
        kind = "budget_tables" if cover.tables_alone else "budget"
    found = Found(
        path,
        "new",
        titles.publisher,
        year,
        kind,
        cover.scope,
        sha256=hashlib.sha256(content).hexdigest(),
        tables=pieces.are_tables(pages),
    )
    if sheets:
        return replace(
            found, kind="budget_annex" if titles.kind == "budget" else "annex", tables=True
        )
    lacks = [
        what
        for what, value in (("publisher", titles.publisher), ("year", year), ("kind", kind))
        if value is None
    ]
    if titles.other or lacks:
        said = (
            "its text does not once say 决算"
            if titles.other
            else f"it does not say its {' nor its '.join(lacks)} where titles are"
        )
        told = f"{path.name}: {said}. Look at it, and add it with make add PDF=… UNIT=… YEAR=…"
        return replace(found, state="refused", why=told)
    return found


def _read_sheets(path: Path) -> tuple[bytes, list[str]]:
    content = path.read_bytes()
    return content, pieces.read_piece(path, content)[0].texts


def _with_pieces(found: list[Found]) -> Iterator[Found]:
    """With PDFs of tables as pieces where another PDF has the prose, and with the publisher and
    year of its document for each piece; one that may be of several is refused."""
    for one in found:
        kind = one.kind if one.kind in _PIECES else "annex" * (one.kind == "final_accounts")
        if one.state != "new" or not one.tables or not kind:
            yield one
            continue
        may = [other for other in found if _may_be_of(one, other, _PIECES[kind])]
        if not (one.publisher and one.year):
            may = [other for other in may if other.path.parent == one.path.parent]
        same = {other.sha256: other for other in may}
        if len(same) == 1:
            (other,) = same.values()
            said = {name: getattr(other, name) for name in ("publisher", "year", "scope")}
            yield replace(one, kind=kind, **said)
        elif one.kind in _PIECES and (same or not (one.publisher and one.year)):
            there = "are several documents" if same else "is no document here"
            told = (
                f"{one.path.name}: there {there} that it may be a piece of, by its publisher and "
                "year. Add it with make add PDF=… UNIT=… YEAR=…"
            )
            yield replace(one, state="refused", why=told)
        else:
            yield one


def _may_be_of(piece: Found, document: Found, kind: str) -> bool:
    """Whether what the piece says, if anything, is what a document of this kind says."""
    names = piece.publisher is None or pieces.same_name(piece.publisher, document.publisher or "")
    years = piece.year in (None, document.year)
    return names and years and document.kind == kind and not document.tables


def _named(found: list[Found], units: dict[str, dict[str, Any]]) -> Iterator[Found]:
    """With the unit's folder: what units.yml says, else pinyin.

    Where one publisher's PDFs of one year and kind are of two scopes, each scope has its own.
    """
    known = {
        (name, one.get("scope", "not_said")): unit
        for unit, one in units.items()
        for name in _names(one)
    }
    scopes: dict[tuple, set[str]] = {}
    for one in found:
        scopes.setdefault((one.publisher, one.year, _family(one)), set()).add(one.scope)
    two = {key[0] for key, said in scopes.items() if len(said) > 1}
    for one in found:
        if one.state == "refused":
            yield one
            continue
        scope = one.scope if one.publisher in two else "not_said"
        unit = known.get((one.publisher, one.scope)) or known.get((one.publisher, scope))
        yield replace(one, unit=unit or proposed(one.publisher, scope))


def _family(one: Found) -> str:
    return "accounts" if one.kind in ("final_accounts", "annex") else "budget"


def _names(unit: dict[str, Any]) -> list[str]:
    """Every name that a unit has or had: one text, or texts by year."""
    names = unit.get("names")
    said = names.values() if isinstance(names, dict) else [names] if names else []
    return [str(name) for name in said]


def _settled(found: Iterable[Found]) -> Iterator[Found]:
    """With the states of what is there, or comes twice, or would take another's place."""
    files = {"final_accounts": "final_accounts.pdf", "budget": "budget.pdf"}
    seen: dict[str | None, Found] = {}
    taken: dict[tuple, Found] = {}
    for one in found:
        if one.state == "refused":
            yield one
            continue
        other = seen.setdefault(one.sha256, one)
        key = (one.unit, one.year, one.kind)
        first = taken.setdefault(key, one)
        there = store.raw_folder(one.unit, one.year) / files.get(one.kind, "budget_tables.pdf")
        if one.kind in _PIECES:
            main = there.with_name(files[_PIECES[one.kind]])
            there = next((a for a in pieces.annexes(main) if _sum(a) == one.sha256), there)
            first = one
        if other is not one:
            yield replace(one, state="twice", why=f"the same file as {other.path.name}")
        elif first is not one:
            told = (
                f"{one.path.name}: {first.path.name} says that it is the same unit's, year's and "
                f"kind's, and is another file. Look which one is right; name the unit of the "
                "other with make add PDF=… UNIT=… YEAR=…"
            )
            yield replace(one, state="refused", why=told)
        elif there.exists() and _sum(there) == one.sha256:
            yield replace(one, state="there")
        else:
            yield one


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _keep_units(found: Iterable[Found]) -> None:
    """Adds the units that units.yml does not have; what people wrote in it stays as it is."""
    path = store.project_root() / "data" / "raw" / UNITS
    units = read_units()
    new: dict[str, dict[str, Any]] = {}
    for one in found:
        if one.state in ("new", "there") and one.unit not in units:
            blank = dict.fromkeys(_FIELDS)
            entry = new.setdefault(one.unit, blank | {"names": {}, "scope": one.scope})
            entry["names"][one.year] = one.publisher
    if new:
        before = path.read_text(encoding="utf-8-sig") if path.exists() else _HEAD
        text = yaml.safe_dump(new, allow_unicode=True, sort_keys=False)
        store.write_text(path, f"{before.rstrip()}\n{text}", at_once=True)


def table(found: Iterable[Found]) -> Iterator[str]:
    """Lines of a table for a terminal, and the sentences of what is refused below it."""
    rows = list(found)
    for one in rows:
        where = f"{one.unit}/{one.year}" if one.unit else "-"
        kind = one.kind or "-"
        yield f"{one.state:<8} {kind:<15} {one.scope:<11} {where:<44} {one.path.name}"
    for one in rows:
        if one.why:
            yield f"  {one.state}: {one.why}"
