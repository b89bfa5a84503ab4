"""The approved budget beside final accounts: one PDF, or two where its tables come apart.

data/raw/<unit>/<year>/budget.pdf           the budget as published
data/raw/<unit>/<year>/budget_tables.pdf    its tables, where they are a file of their own
data/raw/<unit>/<year>/budget_source.yml    who published it, under which title, when
                                            (and budget_tables_source.yml of the tables)
data/raw/<unit>/<year>/budget_annex_1.xlsx  a piece of budget.pdf that is no PDF (pieces.py)

Both are of one year and one scope (department, unit, own office), by what their covers say, and
of the publisher of the accounts beside them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from helpers import store
from helpers.documents import pieces
from helpers.documents import source as source_file
from helpers.documents.cover import Titles
from helpers.documents.limits import BadParameter, WrongDocument
from helpers.documents.pdf import kept_texts, read_pdf
from helpers.documents.scope import Cover, read_cover
from helpers.documents.source import in_project

BUDGET, BUDGET_TABLES = "budget.pdf", "budget_tables.pdf"
ACCOUNTS = "final_accounts.pdf"
FILES = {"budget": BUDGET, "budget_tables": BUDGET_TABLES}


@dataclass(frozen=True)
class Budget:
    """One PDF of a department's budget, opened and checked; `document` says which of the two.

    It is read at `whole`: `path`, or what its pieces were put together to.
    """

    unit: str
    year: int
    document: str
    path: Path
    sha256: str
    page_count: int
    cover: Cover
    source: dict
    whole: Path
    warnings: tuple[str, ...] = ()


def open_budgets(unit: str, year: int) -> list[Budget]:
    """The PDFs of the budget of `unit` for `year`; empty where none lies there.

    Raises UnreadablePdf, BadSource, or WrongDocument where a cover names another year, the two
    are not of one year and scope, or one is of another publisher than the accounts there.
    """
    folder = store.raw_folder(unit, year)
    found = []
    kept = kept_texts(unit, year)
    for document, name in FILES.items():
        path = folder / name
        if path.exists():
            content, pages = read_pdf(path, in_project(path), kept)
            found.append(_opened(unit, year, document, path, content, pages))
    covers = [(in_project(one.path), one.cover) for one in found]
    check_together(covers)
    accounts = folder / ACCOUNTS
    if found and accounts.exists():
        shown = in_project(accounts)
        own = (shown, read_cover(read_pdf(accounts, shown, kept)[1]))
        for one in covers:
            _check_publishers(own, one)
    return found


def open_budget(unit: str, year: int) -> Budget:
    """The first PDF of a budget that lies there without accounts. Raises as `open_budgets`."""
    first, *_ = open_budgets(unit, year)
    return first


def _opened(
    unit: str, year: int, document: str, path: Path, content: bytes, pages: list[str]
) -> Budget:
    cover = read_cover(pages)
    check_budget(cover, year, in_project(path))
    source = source_file.read(path.with_name(source_of(path)))
    sha256 = hashlib.sha256(content).hexdigest()
    whole = pieces.whole(path, (content, pages), unit, year)
    told = tuple(whole.warnings())
    return Budget(unit, year, document, path, sha256, len(pages), cover, source, whole.path, told)


def source_of(path: Path) -> str:
    """The name of the file that says where a PDF of a budget comes from."""
    return f"{path.stem}_source.yml"


def check_budget(cover: Cover, year: int, shown: str) -> None:
    """Raises WrongDocument where the cover is no budget's, or another year's."""
    if cover.kind != "budget":
        raise WrongDocument(
            f"{shown} is no budget (部门预算) by its titles (“{cover.words}”). Look whether this "
            "is the right file; make add finds the place that a PDF belongs in."
        )
    if cover.year is not None and cover.year != year:
        raise WrongDocument(
            f"{shown} is the budget of {cover.year} by its cover (“{cover.words}”); {year} was "
            f"asked for. Use YEAR={cover.year}, or the budget of {year}."
        )


def check_together(covers: list[tuple[str, Cover]]) -> None:
    """Raises WrongDocument, and quotes both covers, where two PDFs do not belong together.

    Two of a budget are of one year and one scope; accounts and a budget of one year: their scopes
    may differ, and then nothing of the two is compared. All are of one publisher, where both
    name theirs: a department's own office is one with it, and a short form with the full one.
    """
    if len(covers) < 2:
        return
    (first, one), (second, other) = covers
    scopes = (one.scope, other.scope) if one.kind == other.kind else (None, None)
    for what, left, right in (("year", one.year, other.year), ("scope", *scopes)):
        said = {left, right} - {None, "not_said"}
        if len(said) > 1:
            raise WrongDocument(
                f"{first} and {second} do not belong together: the {what} of the first is {left} "
                f"by its cover (“{one.words}”), of the second {right} (“{other.words}”). Put each "
                "into a folder of its own (another UNIT or YEAR)."
            )
    _check_publishers(*covers)


def check_beside(folder: Path, names: Iterable[str], shown: str, cover: Cover) -> None:
    """Raises WrongDocument where a file that is to lie in `folder` does not belong together with
    one of these that lies there."""
    for path in (folder / name for name in names):
        if path.exists():
            there = read_cover(read_pdf(path, in_project(path))[1])
            check_together([(in_project(path), there), (shown, cover)])


def _check_publishers(first: tuple[str, Cover], second: tuple[str, Cover]) -> None:
    (one, left), (other, right) = first, second
    named = left.publisher and right.publisher
    if named and pieces.surely_two(left.publisher, right.publisher):
        raise WrongDocument(
            f"{one} and {other} do not belong together: the first is of {left.publisher} "
            f"(“{left.words}”), the second of {right.publisher} (“{right.words}”). Put each into "
            f"a folder of its own: make add PDF={other} UNIT=another-name "
            f"YEAR={right.year or left.year or '…'}. If one is a unit of the other (a school and "
            "its bureau), write `department: ` and the bureau's folder name under the school in "
            "data/raw/units.yml: make panel-report then holds the department against its units."
        )


def add_budget(
    pdf: Path | str,
    read: tuple[bytes, list[str], Titles],
    unit: str,
    year: int,
    replace: bool,
) -> tuple[Budget, dict[str, bytes]]:
    """The budget that the file `pdf` is, and the files to write for it (none if it is there).

    `read` is its content, its pages' texts and its titles. Raises WrongDocument where its cover
    names another year than `year`, or it is not of one publisher, year and scope with what lies
    there (see `check_together`); BadParameter where another file has its place.
    """
    content, pages, titles = read
    cover, folder = read_cover(pages, titles=titles), store.raw_folder(unit, year)
    document = _document_of(cover, content, folder, replace)
    path = folder / FILES[document]
    names = (path.name, *FILES.values(), ACCOUNTS)
    beside = [name for name in dict.fromkeys(names) if not (replace and name == path.name)]
    check_beside(folder, beside, str(pdf), cover)
    check_budget(cover, year, str(pdf))
    if path.exists() and path.read_bytes() != content and not replace:
        raise BadParameter(
            f"{in_project(path)} is there already and is another file than {pdf}. To put this "
            f"one in its place: make add PDF=… UNIT={unit} YEAR={year} REPLACE=yes"
        )
    sha256 = hashlib.sha256(content).hexdigest()
    budget = Budget(unit, year, document, path, sha256, len(pages), cover, {}, path)
    if path.exists() and path.read_bytes() == content:
        return budget, {}
    told = source_file.written(_source(budget, titles))
    return budget, {path.name: content, source_of(path): told.encode()}


def _document_of(cover: Cover, content: bytes, folder: Path, replace: bool) -> str:
    """Which of the two PDFs of a budget the file is.

    Tables without prose are budget_tables.pdf where they have no cover or a budget.pdf lies there
    already; all else is budget.pdf. Put in another's place, tables replace tables: those of a
    budget.pdf that has no prose either.
    """
    for document, name in FILES.items():
        if (folder / name).exists() and (folder / name).read_bytes() == content:
            return document
    main = folder / BUDGET
    if not cover.tables_alone:
        return "budget"
    if replace and main.exists():
        there = read_cover(read_pdf(main, in_project(main))[1])
        alike = there.has_cover == cover.has_cover or not (folder / BUDGET_TABLES).exists()
        if there.tables_alone and alike:
            return "budget"
    return "budget_tables" if not cover.has_cover or main.exists() else "budget"


def _source(budget: Budget, titles: Titles) -> dict:
    """What the file beside a PDF of a budget says; what people are to fill in is null."""
    return {
        "kind": "budget",
        "phase": budget.cover.phase,
        "scope": budget.cover.scope,
        "year": budget.year,
        "title_zh": budget.cover.words or None,
        "publisher_zh": titles.publisher,
        "url": None,
        "published": None,
        "sha256": budget.sha256,
        "pages": budget.page_count,
    }
