"""A folder of files, and where each belongs: read first, shown as a table, then added.

Sheets and texts beside the PDFs (.xlsx, .xls, .docx), and PDFs of tables alone where another PDF
has the prose, are pieces of a document: of that of their publisher and year or, where they do not
say both, of the only one in their folder. Which folder of data/raw a document belongs in is told
by `collection`; every file has a line in the table, those of kinds that are not read too.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from helpers import store, temporary
from helpers.documents import pieces
from helpers.documents.collection import KINDS, Collection, Lying
from helpers.documents.cover import read_titles
from helpers.documents.limits import (
    BadParameter,
    BadSource,
    InputError,
    UnreadablePdf,
    WrongDocument,
)
from helpers.documents.pdf import read_pdf
from helpers.documents.scope import read_cover
from helpers.documents.source import in_project
from helpers.documents.units import SCOPES, keep_units, read_units

#: Kinds of pieces, and of what each is one.
_PIECES = {"annex": "final_accounts", "budget_annex": "budget"}
_LOST = ("refused", "not_read")
#: What to do with a file of a kind that is not read, by the end of its name.
_NOT_READ = {
    "zip rar 7z tar gz tgz": ("it is an archive: unpack it into the folder", "压缩包，请先解压"),
    "doc wps rtf odt": ("save it as .docx, or as PDF", "请另存为 .docx 或 PDF"),
    "et ods csv xlsm xlsb": ("save it as .xlsx, or as PDF", "请另存为 .xlsx 或 PDF"),
    "ofd ppt pptx html htm mht mhtml": ("print it to a PDF", "请打印成 PDF"),
    "jpg jpeg png gif bmp tif tiff webp": (
        "put the pictures of one document into one PDF",
        "请把一份文件的图片合成一个 PDF",
    ),
}
_ELSE_DO = (
    "it is no PDF, .xlsx, .xls or .docx: if it is a document, print it to a PDF",
    "这种文件不读；如是决算或预算，请打印成 PDF",
)
#: In short, and in Chinese, what the sentence of a refusal says.
_IN_CHINESE: dict[type[InputError], str] = {
    UnreadablePdf: "打不开、不完整或超出限制，请重新下载或另存",
    WrongDocument: "年度、范围、种类或发布单位与放置处不符",
    BadParameter: "那里已有另一份文件，或还没有它所属的文件",
    BadSource: "units.yml 或 source.yml 需要改正",
}
_MOST = 5  # documents that a sentence names
_SYSTEM = ("thumbs.db", "desktop.ini", "icon\r", "__macosx")


@dataclass(frozen=True)
class Found:
    """One file of the folder: what it says it is, and where it belongs.

    `name` is its path as seen from the folder. `kind` is final_accounts, budget, budget_tables
    or, of a piece, annex or budget_annex; `of` is then its document's file, if that is in the
    folder too. `state` is `new`, `there` (the same file lies in data/raw), `twice` (the same file
    as another of the folder), `refused`, `not_read` (of a kind that is not read) or `hidden`;
    `why` is a sentence about it, `why_zh` its gist in Chinese where it is lost. `keeps` where
    units.yml does not name its publisher yet.
    """

    path: Path
    name: str
    state: str
    publisher: str | None = None
    year: int | None = None
    kind: str | None = None
    scope: str = "not_said"
    unit: str | None = None
    sha256: str | None = None
    why: str | None = None
    why_zh: str | None = None
    tables: bool = False  # it holds tables and hardly a sentence
    of: Path | None = None
    keeps: bool = False

    @property
    def is_lost(self) -> bool:
        """Whether it is not, and was not, added."""
        return self.state in _LOST

    def refused(self, why: str, why_zh: str) -> Found:
        return replace(self, state="refused", why=f"{self.name}: {why}", why_zh=why_zh)

    def refused_by(self, error: InputError) -> Found:
        """It, with the sentence of the error, which names the file as seen from the folder."""
        said = str(error).replace(str(self.path), self.name)
        why = said if self.name in said else f"{self.name}: {said}"
        return replace(self, state="refused", why=why, why_zh=_IN_CHINESE.get(type(error)))


def look_through(folder: Path | str) -> list[Found]:
    """Every file in the folder and below, by their names, with where each belongs.

    Nothing is written. Raises BadParameter where there is no such folder or no PDF in it,
    BadSource where units.yml cannot be read.
    """
    place = Path(folder).expanduser()
    if not place.is_dir():
        raise BadParameter(f"DIR={folder} is no folder. Say the folder that the PDFs lie in.")
    paths = sorted(path for path in place.rglob("*") if not path.is_dir())
    named = [(path, path.relative_to(place).as_posix()) for path in paths]
    read = {path for path, name in named if not _is_hidden(name) and pieces.piece_kind(path)}
    if not any(pieces.piece_kind(path) == "pdf" for path in read):
        others = sorted({path.suffix for path, name in named if not _is_hidden(name)} - {""})
        told = f" It has files of other kinds ({', '.join(others)})." if others else ""
        raise BadParameter(
            f"DIR={folder} has no PDF in it.{told} Say the folder that the PDFs lie in; unpack "
            "archives first."
        )
    collection = Collection(read_units())
    found = [_looked_at(path, name, path in read) for path, name in named]
    placed = _placed(list(_with_pieces(found)), collection)
    return list(_without_second(_beside_documents(placed, collection)))


def add_all(found: Iterable[Found], dry_run: bool = False) -> list[Found]:
    """The same, after each that is new has been added; one that is refused now says why.

    `dry_run` adds each to a copy of its place that is thrown away: what it says is what would come
    of it.
    """
    added = {one.path: one for one in found}
    new = sorted((one for one in added.values() if one.state == "new"), key=_place_of)
    for (unit, year), group in groupby(new, key=_place_of):
        documents_first = sorted(group, key=lambda one: one.kind in _PIECES)
        if dry_run:
            with _thrown_away(unit, year):
                added |= {one.path: _added(one) for one in documents_first}
        else:
            added |= {one.path: _added(one) for one in documents_first}
    if not dry_run:
        _keep_units(added.values())
    return list(added.values())


def _place_of(one: Found) -> tuple[str, int]:
    return one.unit or "", one.year or 0


def _added(one: Found) -> Found:
    from helpers.documents import add_document, add_piece

    try:
        add = add_piece if one.kind in _PIECES else add_document
        add(one.path, one.unit or "", one.year or 0)
    except InputError as error:
        return one.refused_by(error)
    return one


@contextmanager
def _thrown_away(unit: str, year: int) -> Iterator[None]:
    """Inside the block the project is an empty one, but for a copy of this document's folder."""
    there = store.raw_folder(unit, year)
    with temporary.unfinished(temporary.home()) as folder, store.at(store.Place(folder)):
        copy = store.raw_folder(unit, year)
        copy.parent.mkdir(parents=True)
        if there.is_dir():
            shutil.copytree(there, copy)
        yield


def _is_hidden(name: str) -> bool:
    """Whether a file is the system's or a program's own, not one that people put there."""
    *_, last = parts = name.lower().split("/")
    return any(part.startswith(".") or part in _SYSTEM for part in parts) or last.startswith("~$")


def _looked_at(path: Path, name: str, is_read: bool) -> Found:
    """A file with what it says it is, not yet where it belongs."""
    if not is_read:
        return _not_read(path, name)
    sheets = pieces.piece_kind(path) != "pdf"
    try:
        content, pages = _read_sheets(path) if sheets else read_pdf(path, name)
    except InputError as error:
        return Found(path, name, "refused").refused_by(error)
    except OSError as error:
        why = f"it cannot be read ({error.strerror})."
        return Found(path, name, "refused").refused(why, "没有读取权限或磁盘出错")
    titles = read_titles(pages)
    cover = read_cover(pages, titles=titles)
    year = cover.year or (min(titles.years) if len(titles.years) == 1 else None)
    kind = titles.kind
    if kind == "budget":
        kind = "budget_tables" if cover.tables_alone else "budget"
    found = Found(
        path,
        name,
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
        return found.refused(
            f"{said}. Look at it, and add it with make add PDF=… UNIT=… YEAR=…",
            "标题没有写明是谁的、哪一年的、决算还是预算",
        )
    return found


def _not_read(path: Path, name: str) -> Found:
    if _is_hidden(name):
        return Found(path, name, "hidden")
    end = path.suffix.lower().removeprefix(".")
    what, zh = next((do for ends, do in _NOT_READ.items() if end in ends.split()), _ELSE_DO)
    return Found(path, name, "not_read", why=f"{name}: {what}; then run this again.", why_zh=zh)


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
        said = [other for other in found if _may_be_of(one, other, _PIECES[kind])]
        says_both = one.publisher and one.year
        may = [other for other in said if says_both or other.path.parent == one.path.parent]
        same = {other.sha256: other for other in reversed(may)}
        if len(same) == 1:
            (other,) = same.values()
            told = {name: getattr(other, name) for name in ("publisher", "year", "scope")}
            yield replace(one, kind=kind, of=other.path, **told)
        elif one.kind in _PIECES and (same or not says_both):
            yield one.refused(_of_which(one, may or said), "不知道是哪份文件的附表")
        else:
            yield one


def _of_which(piece: Found, may: list[Found]) -> str:
    """What a piece lacks that is of no document alone, and which documents it may be of."""
    lacks = [what for what in ("publisher", "year") if not getattr(piece, what)]
    said = f"it says no {' and no '.join(lacks)}" if lacks else "it says publisher and year"
    if "year" in lacks and re.search(r"20\d\d", piece.path.name):
        said += " (the year in the file's name does not count)"
    names = "; ".join(f"{one.name} ({_says(one)})" for one in may[:_MOST])
    names += f" and {len(may) - _MOST} more" if len(may) > _MOST else ""
    if any(one.path.parent == piece.path.parent for one in may):
        there = f"there are several documents that it may be a piece of: {names}"
    elif may:
        there = f"no document of its own folder fits; elsewhere it may be a piece of {names}"
    else:
        there = "no document here fits what it says"
    return (
        f"{said}, and {there}. Put it beside its document, in a folder of their own, or add it "
        "with make add PDF=… UNIT=… YEAR=…"
    )


def _says(document: Found) -> str:
    said = [str(one) for one in (document.publisher, document.year) if one]
    return " ".join(said) or "publisher and year not read"


def _may_be_of(piece: Found, document: Found, kind: str) -> bool:
    """Whether what the piece says, if anything, is what a document of this kind says."""
    names = piece.publisher is None or pieces.same_name(piece.publisher, document.publisher or "")
    years = piece.year in (None, document.year)
    return names and years and document.kind == kind and not document.tables


def _placed(found: list[Found], collection: Collection) -> list[Found]:
    """Documents with the folder that they belong in, whatever their order: those that say their
    scope first. What lies in data/raw already is `there`, where it lies."""
    placed = {one.path: one for one in found}
    first: dict[str | None, Found] = {}
    documents = (one for one in found if one.state == "new" and one.kind in KINDS)
    order = sorted(documents, key=lambda one: (SCOPES.index(one.scope), one.publisher, one.year))
    for one in order:
        other = first.get(one.sha256)
        if other:
            told = f"{one.name} is the same file as {other.name}."
            one = replace(other, path=one.path, name=one.name, state="twice", why=told)
        else:
            one = first[one.sha256] = _at_its_place(one, collection)
        placed[one.path] = one
    return list(placed.values())


def _at_its_place(one: Found, collection: Collection) -> Found:
    publisher, year, kind = str(one.publisher), one.year or 0, str(one.kind)
    try:
        where = collection.place(publisher, one.scope, year, kind)
    except BadSource as error:
        return one.refused_by(error)
    if copies := collection.copies(one.path):
        return _lying_there(replace(one, unit=where.unit, keeps=not where.named), copies)
    collection.take(Lying(where.unit, year, kind, publisher, one.scope))
    beside = " and ".join(f"{unit} ({scope})" for unit, scope in where.beside.items())
    why = f"{one.name} is of the scope {one.scope}; another scope of it lies in {beside}."
    return replace(one, unit=where.unit, keeps=not where.named, why=why if beside else None)


def _lying_there(one: Found, copies: list[Path]) -> Found:
    """One that lies in data/raw: in its place, or elsewhere, and then with what to do if units.yml
    names another folder."""
    target = store.raw_folder(one.unit or "", one.year or 0)
    here = next((path for path in copies if path.parent == target), copies[0])
    others = [in_project(path.parent) for path in copies if path.parent != here.parent]
    there = replace(one, state="there", unit=here.parents[1].name, year=int(here.parent.name))
    why = []
    if here.parent != target and not one.keeps:
        old, new = in_project(here.parent), in_project(target)
        why.append(
            f"{one.name} lies in {old}, and units.yml names {one.unit} for {one.publisher}. To "
            f"move it: mkdir -p {new} && mv -n {old}/* {new}/ && rmdir {old}"
        )
    elif others:
        also = " and ".join(others)
        why.append(
            f"{one.name} also lies in {also}, and would count more than once. Look what else lies "
            f"there, then: rm -r {' '.join(others)}"
        )
    return replace(there, why=" ".join(why) or None)


def _beside_documents(found: list[Found], collection: Collection) -> Iterator[Found]:
    """With the place of its document for every piece, and `there` for one that lies in it."""
    by_path = {one.path: one for one in found}
    for one in found:
        if one.state != "new" or one.kind not in _PIECES:
            yield one
            continue
        document = by_path.get(one.of) if one.of else None
        kind, year = _PIECES[str(one.kind)], one.year or 0
        if document and document.state == "refused":
            why = f"it is a piece of {document.name}, which is refused."
            yield one.refused(why, "它所属的文件没有收下")
            continue
        if document:
            one = replace(one, unit=document.unit, year=document.year)
        else:
            try:
                where = collection.place(str(one.publisher), "not_said", year, kind)
            except BadSource as error:
                yield one.refused_by(error)
                continue
            one = replace(one, unit=where.unit)
        main = store.raw_folder(one.unit or "", one.year or 0) / KINDS[kind]
        there = one.unit and any(_sum(path) == one.sha256 for path in pieces.annexes(main))
        yield replace(one, state="there") if there else one


def _without_second(found: Iterable[Found]) -> Iterator[Found]:
    """With the states of what comes twice, or would take another's place."""
    seen: dict[str | None, Found] = {}
    taken: dict[tuple, Found] = {}
    for one in found:
        if one.state not in ("new", "there"):
            yield one
            continue
        other = seen.setdefault(one.sha256, one)
        piece = one.kind in _PIECES
        first = one if piece else taken.setdefault((one.unit, one.year, one.kind), one)
        if other is not one:
            yield replace(one, state="twice", why=f"{one.name} is the same file as {other.name}.")
        elif first is not one and one.state == "new":
            scopes = "" if one.scope == first.scope else f" (scopes {first.scope} and {one.scope})"
            yield one.refused(
                f"{first.name} says that it is the same unit's, year's and kind's{scopes}, and is "
                "another file. Look which one is right; name the unit of the other with make add "
                "PDF=… UNIT=… YEAR=…",
                "同一单位、年度、种类另有一份不同的文件",
            )
        else:
            yield one


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _keep_units(found: Iterable[Found]) -> None:
    """Adds the units that units.yml does not have; what people wrote in it stays as it is."""
    units, new = read_units(), {}
    for one in found:
        if one.keeps and one.state in ("new", "there") and one.unit not in units:
            entry: dict[str, Any] = new.setdefault(one.unit or "", {"names": {}, "scope": []})
            entry["names"][one.year] = one.publisher
            entry["scope"] = sorted({*entry["scope"], one.scope})
    for entry in new.values():
        said = [one for one in entry["scope"] if one != "not_said"]
        entry["scope"] = said if len(said) > 1 else next(iter(said), None)
    keep_units(new)


def table(found: Iterable[Found]) -> Iterator[str]:
    """Lines of a table for a terminal, and the sentences about some of its files below it."""
    rows = list(found)
    shown = [one for one in rows if one.state != "hidden"]
    for one in shown:
        where = f"{one.unit}/{one.year}" if one.unit else "-"
        kind, scope = one.kind or "-", one.scope if one.kind else "-"
        yield f"{one.state:<8} {kind:<15} {scope:<11} {where:<44} {one.name}"
    for one in shown:
        if one.why:
            yield f"  {one.state}: {one.why}{f'（{one.why_zh}）' if one.why_zh else ''}"
    counts = Counter(one.state for one in rows)
    if counts["hidden"]:
        yield f"{counts['hidden']} hidden or system files are left aside."
