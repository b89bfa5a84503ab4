"""Which document: its folder, its source, its checksum, a PDF that is safe to open.

data/raw/<unit>/<year>/final_accounts.pdf    the PDF as published
data/raw/<unit>/<year>/source.yml            who published it, under which title, when
data/raw/<unit>/<year>/corrections.yml       what people have seen to be misread, if anything
data/raw/<unit>/<year>/budget.pdf            the approved budget, if anyone has put it there (and
                                             budget_tables.pdf, see budgets.py)
data/raw/<unit>/<year>/annex_1.xlsx          tables that were published as a file of their own
                                             (.pdf, .xlsx, .xls or .docx, see pieces.py)
"""

from __future__ import annotations

import difflib
import hashlib
from dataclasses import dataclass
from pathlib import Path

from helpers import store, temporary
from helpers.documents import pieces
from helpers.documents import source as source_file
from helpers.documents.budgets import FILES, Budget, add_budget, check_beside
from helpers.documents.cover import read_titles
from helpers.documents.limits import (
    BadCorrection,
    BadParameter,
    BadSource,
    InputError,
    NoSuchDocument,
    NothingRead,
    UnreadablePdf,
    WrongDocument,
    check_titles,
)
from helpers.documents.pdf import kept_texts, read_pdf
from helpers.documents.pieces import Piece
from helpers.documents.scope import read_cover
from helpers.documents.source import SOURCE, in_project, short

__all__ = [
    "CORRECTIONS",
    "BadCorrection",
    "BadParameter",
    "BadSource",
    "Document",
    "InputError",
    "NoSuchDocument",
    "NothingRead",
    "UnreadablePdf",
    "WrongDocument",
    "add_document",
    "add_piece",
    "check_unit",
    "check_year",
    "document_path",
    "documents",
    "is_budget_alone",
    "is_piece",
    "open_document",
]

PDF = "final_accounts.pdf"
CORRECTIONS = "corrections.yml"
FIRST_YEAR, LAST_YEAR = 2000, 2100
_LONGEST_NAME = 240  # bytes; file systems allow 255, and encrypted ones sometimes 143


@dataclass(frozen=True)
class Document:
    """One department's final accounts of one year, opened and checked.

    `sha256` is of the PDF as it lies there; `source` is what source.yml says of it;
    `warnings` is what the reader of a report should know about the two. A document in `pieces`
    is read at `whole`, where they stand behind the PDF's own pages; else that is `path`.
    """

    unit: str
    year: int
    path: Path
    sha256: str
    page_count: int
    source: dict
    whole: Path
    warnings: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = ()


def all_documents() -> list[tuple[str, int]]:
    """Unit and year of every document there is, sorted."""
    raw = store.project_root() / "data" / "raw"
    found = (path for name in (PDF, *FILES.values()) for path in raw.glob(f"*/*/{name}"))
    folders = {(path.parents[1].name, path.parent.name) for path in found}
    return sorted((unit, int(year)) for unit, year in folders if year.isdecimal())


def is_budget_alone(unit: str, year: int) -> bool:
    """A budget lies in the folder, and no final accounts."""
    folder = store.raw_folder(unit, year)
    return not (folder / PDF).exists() and any((folder / name).exists() for name in FILES.values())


def document_path(unit: str, year: int) -> Path:
    """Where the PDF of `unit` for `year` lies. Raises BadParameter or NoSuchDocument."""
    check_unit(unit)
    check_year(year)
    path = store.raw_folder(unit, year) / PDF
    if not path.exists():
        raise NoSuchDocument(_which_exist(unit, year))
    return path


def open_document(unit: str, year: int) -> Document:
    """The final accounts of `unit` for `year`, known to be the document asked for.

    Raises BadParameter, NoSuchDocument, UnreadablePdf, WrongDocument or BadSource.
    """
    path = document_path(unit, year)
    shown = in_project(path)
    content, pages = read_pdf(path, shown, kept_texts(unit, year))
    check_titles(read_titles(pages), year, shown)
    whole = pieces.whole(path, (content, pages), unit, year)
    sha256 = hashlib.sha256(content).hexdigest()
    source = source_file.read(path.with_name(SOURCE))
    warnings = (*source_file.warnings_about(source, sha256, year, shown), *whole.warnings())
    return Document(
        unit, year, path, sha256, len(pages), source, whole.path, warnings, whole.pieces
    )


def add_document(pdf: Path | str, unit: str, year: int, replace: bool = False) -> Document | Budget:
    """The document made of the file `pdf`: copied into its folder, with a source.yml beside it.

    What the PDF says of itself decides whether it is the final accounts or (a part of) the budget.
    Writes both or nothing. A document that is there already is left as it is if it is the
    same file, replaced if `replace` says so, and else refused. Raises as `open_document`.
    """
    check_unit(unit)
    check_year(year)
    content, pages = read_pdf(Path(pdf).expanduser(), str(pdf))
    titles = read_titles(pages)
    folder = store.raw_folder(unit, year)
    if titles.kind == "budget":
        budget, files = add_budget(pdf, (content, pages, titles), unit, year, replace)
        if files:
            _write_folder(folder, files)
        return budget
    check_titles(titles, year, str(pdf))
    cover = read_cover(pages, titles=titles)
    check_beside(folder, FILES.values(), str(pdf), cover)
    there = folder / PDF
    if there.exists() and there.read_bytes() == content:
        return open_document(unit, year)
    if there.exists() and not replace:
        check_beside(folder, [PDF], str(pdf), cover)
        raise BadParameter(
            f"{in_project(there)} is there already and is another file than {pdf}"
            f"{_scopes_of(there, cover.scope)}. To put this one in its place and write source.yml "
            f"afresh: make add PDF=… UNIT={unit} YEAR={year} REPLACE=yes"
        )
    sha256 = hashlib.sha256(content).hexdigest()
    source = source_file.new(titles, unit, year, sha256, len(pages), cover.scope)
    _write_folder(folder, {PDF: content, SOURCE: source.encode()})
    return open_document(unit, year)


def _scopes_of(there: Path, scope: str) -> str:
    """What a refusal says where one of two accounts does not say its scope and the other does."""
    other = read_cover(read_pdf(there, in_project(there))[1]).scope
    if other == scope:
        return ""
    told = [one.replace("not_said", "none that is said") for one in (other, scope)]
    return (
        f" (the scope of the first is {told[0]}, of the second {told[1]}: if they are two "
        "documents, put this one into a folder of its own, another UNIT)"
    )


def is_piece(file: Path | str, unit: str, year: int) -> bool:
    """Whether the file is a piece of a document: a sheet or a text, or a PDF of tables alone
    where the document's PDF has prose. Raises UnreadablePdf."""
    kind = pieces.piece_kind(Path(file))
    main = store.raw_folder(unit, year) / PDF
    if kind != "pdf" or not main.exists():
        return kind in pieces.SHEETS
    path = Path(file).expanduser()
    if path.is_file() and path.read_bytes() == main.read_bytes():
        return False
    pages = read_pdf(path, str(file))[1]
    if read_titles(pages).kind == "budget" or not pieces.are_tables(pages):
        return False
    return not pieces.are_tables(read_pdf(main, in_project(main))[1])


def add_piece(file: Path | str, unit: str, year: int, replace: bool = False) -> tuple[Path, bool]:
    """Where a piece of a document lies, and whether it was put there now (else it was there).

    Raises BadParameter where the document's PDF is not there, WrongDocument where the piece says
    another year, publisher or kind, UnreadablePdf where it cannot be read.
    """
    check_unit(unit)
    check_year(year)
    path, folder = Path(file).expanduser(), store.raw_folder(unit, year)
    if not path.is_file():
        raise UnreadablePdf(f"{file} does not exist. Check the path and give that of a file.")
    made, _, _ = pieces.read_piece(path, path.read_bytes())
    budget = read_titles(made.texts).kind == "budget"
    main = folder / (FILES["budget"] if budget else PDF)
    if not main.exists() and not budget and (folder / FILES["budget"]).exists():
        main = folder / FILES["budget"]
    pieces.check_there(path, main)
    titles = read_titles(read_pdf(main, in_project(main))[1])
    target, files = pieces.add_piece(path, main, titles, year, replace)
    if files:
        _write_folder(folder, files)
    return target, bool(files)


def check_unit(unit: str) -> None:
    """Raises BadParameter unless `unit` can name a folder and nothing but a folder."""
    fit = isinstance(unit, str) and 0 < len(unit) <= 80 and unit[0].isalnum()
    if not fit or not all(c.isalnum() or c in "-_" for c in unit):
        raise BadParameter(
            "UNIT is the name of a folder, made of at most 80 letters (Chinese ones too), digits, "
            f"hyphens and underscores; found {short(unit)}."
        )
    if len(unit.encode()) > _LONGEST_NAME:
        raise BadParameter(
            f"UNIT is too long for the name of a folder: {short(unit)} takes "
            f"{len(unit.encode())} bytes, and {_LONGEST_NAME} are allowed."
        )


def check_year(year: int) -> None:
    """Raises BadParameter unless `year` is a whole number that can be a fiscal year."""
    whole = isinstance(year, int) and not isinstance(year, bool)
    if not whole or not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadParameter(
            f"YEAR is the fiscal year, a whole number from {FIRST_YEAR} to {LAST_YEAR}; "
            f"found {short(year)}."
        )


def _which_exist(unit: str, year: int) -> str:
    """Why there is no document: the unit, the year, or only the file's name is wrong."""
    there = all_documents()
    years = [str(y) for u, y in there if u == unit]
    units = sorted({u for u, _ in there})
    found = store.raw_folder(unit, year).glob("*.[pP][dD][fF]")
    strays = sorted(path.name for path in found if path.name not in FILES.values())
    near = difflib.get_close_matches(unit, units, n=1)
    if strays:
        folder = in_project(store.raw_folder(unit, year))
        why = f"{folder} has {strays[0]} but no {PDF}; rename it."
    elif years:
        why = f"There are no final accounts of {unit} for {year}; there are for {', '.join(years)}."
    else:
        meant = f" Did you mean {near[0]}?" if near else ""
        why = f"There is no unit {unit!r}.{meant} There are: {', '.join(units) or 'none yet'}."
    return f"{why} To add one: make add PDF=<file> UNIT={unit} YEAR={year}"


def _write_folder(folder: Path, files: dict[str, bytes]) -> None:
    """Writes `files` into `folder`, the first of them last, or leaves no trace."""
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    with temporary.unfinished(folder.parents[1]) as staging:
        try:
            for name, content in files.items():
                (staging / name).write_bytes(content)
            folder.mkdir(parents=True, exist_ok=True)
            for name in reversed(files):
                (staging / name).replace(folder / name)
        except OSError:
            for empty in (path for path in made if path.is_dir() and not any(path.iterdir())):
                empty.rmdir()
            raise
