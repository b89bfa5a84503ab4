"""A document in pieces is one document: prose as a PDF, its tables as other files.

data/raw/<unit>/<year>/annex_1.xlsx           pieces of final_accounts.pdf: .pdf, .xlsx, .xls, .docx
data/raw/<unit>/<year>/annex_1_source.yml     what the file was called, where it comes from
data/raw/<unit>/<year>/budget_annex_1.xlsx    a piece of budget.pdf

The pieces are put behind the pages of the PDF, in the order of their numbers, and the whole is
read as any other PDF. Sheets and texts are set as pages (`setting`); ``as_printed/pieces`` says
which cells of which file a page shows.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium

from helpers import amounts, sandbox, store
from helpers.documents import limits
from helpers.documents import source as source_file
from helpers.documents.cover import Titles, read_titles
from helpers.documents.limits import BadParameter, UnreadablePdf, WrongDocument
from helpers.documents.pdf import begins_as_pdf, read_page_texts, read_pdf
from helpers.documents.source import in_project
from helpers.kept import Kept, code

SHEETS = ("xlsx", "xls", "docx")
KINDS = ("pdf", *SHEETS)
_KEPT = "pieces"  # the folder of what was put together, below data/processed
_ANNEXES = {"final_accounts": "annex", "budget": "budget_annex"}
_BUDGET = re.compile("(部门|单位)预算")
_YEAR = re.compile(r"(20\d\d)年度")
#: What stands above or in a table; a page of prose has three full stops and more.
_TABLE = re.compile(r"栏\s*次|行\s*次|单位\s*[:：].{0,3}元|公开\d+表")
_FEW_SENTENCES = 2
_LONGEST = 40  # letters of a line that may name the year of a table
_OWN_OFFICE = re.compile(r"\((?:本级|机关|部门|单位|汇总)\)$")
#: Names as offices write them in full, and in short.
_SHORT_FORMS = [
    (re.compile(full), short)
    for full, short in (
        ("中国共产党", "中共"),
        ("中国人民政治协商会议(.{1,9}?)委员会", r"\1政协"),
        ("人民代表大会", "人大"),
        ("常务委员会", "常委会"),
        ("发展(?:和|与)?改革", "发改"),
        ("委员会", "委"),
        ("人民政府", "政府"),
        ("政府(?=.*街道)", ""),
    )
]
_LIBRARIES = ("pypdfium2", "python-calamine", "python-docx", "openpyxl", "uharfbuzz")


@dataclass(frozen=True)
class Piece:
    """One file of a document besides its PDF; `hidden` are sheets that its readers do not see."""

    path: Path
    sha256: str
    pages: int
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class Whole:
    """All pieces of a document as one PDF at `path`: the document's own where it has no others."""

    path: Path
    pieces: tuple[Piece, ...] = ()

    def warnings(self) -> Iterator[str]:
        for one in self.pieces:
            if one.hidden:
                names = ", ".join(one.hidden)
                yield f"{in_project(one.path)}: hidden sheets are not read ({names})."


def annexes(main: Path) -> list[Path]:
    """The other pieces of the document whose PDF is `main`, in the order of their numbers."""
    stem = _ANNEXES.get(main.stem)
    if stem is None or not main.parent.is_dir():
        return []
    named = re.compile(rf"{stem}_(\d+)\.({'|'.join(KINDS)})", re.IGNORECASE)
    found = {path: named.fullmatch(path.name) for path in main.parent.iterdir()}
    return sorted(
        (path for path, match in found.items() if match),
        key=lambda path: (int(named.fullmatch(path.name)[1]), path.name),
    )


def whole(main: Path, read: tuple[bytes, list[str]], unit: str, year: int) -> Whole:
    """The document whose PDF lies at `main` with its other pieces behind it.

    `read` is the PDF's content and the texts of its pages (`read_pdf`). Made once, and kept below
    data/processed. Raises UnreadablePdf for a piece that cannot be read, WrongDocument for one of
    another year, publisher or kind.
    """
    others = annexes(main)
    if not others:
        return Whole(main)
    content, pages = read
    contents = [path.read_bytes() for path in others]
    sums = [hashlib.sha256(one).hexdigest() for one in (content, *contents)]
    key = hashlib.sha256(
        json.dumps([code(), *map(version, _LIBRARIES), *sums]).encode()
    ).hexdigest()[:16]
    kept = store.kept(_KEPT, unit, year) / f"{main.stem}-{key}.pdf"
    told = _told_of(kept)
    if told is None:
        named = list(zip(others, contents, strict=True))
        made, told = _joined(content, len(pages), read_titles(pages), year, named)
        told["sha256"] = hashlib.sha256(made).hexdigest()
        kept.parent.mkdir(parents=True, exist_ok=True)
        for old in kept.parent.glob(f"{main.stem}-*"):
            old.unlink(missing_ok=True)
        with store.whole(kept, at_once=True) as unfinished:
            unfinished.write_bytes(made)
        Kept(kept.parent).put(f"{kept.stem}.json", json.dumps(told, ensure_ascii=False).encode())
    pieces = [
        Piece(path, sha256, one["pages"], tuple(one["hidden"]))
        for path, sha256, one in zip(others, sums[1:], told["pieces"], strict=True)
    ]
    return Whole(kept, tuple(pieces))


def _told_of(kept: Path) -> dict[str, Any] | None:
    """What is kept beside a PDF put together (`pieces`, `places`, its `sha256`); null where
    either is missing or not as it was written."""
    about = Kept(kept.parent).get(f"{kept.stem}.json")
    if about is None or not kept.is_file():
        return None
    told: dict[str, Any] = json.loads(about)
    with kept.open("rb") as content:
        there = hashlib.file_digest(content, "sha256").hexdigest()
    return told if told.get("sha256") == there else None


def _joined(
    content: bytes, count: int, titles: Titles, year: int, others: Sequence[tuple[Path, bytes]]
) -> tuple[bytes, dict[str, Any]]:
    """The PDF of all pieces, and what is kept beside it: `pieces` and rows of `places`."""
    pages, told, places = [content], [], []
    first = count
    for path, piece in others:
        made, where, hidden = read_piece(path, piece)
        check_piece(in_project(path), read_titles(made.texts), made.texts, titles, year)
        pages.append(made.content)
        told.append({"pages": len(made.texts), "hidden": hidden})
        places += [{**one, "page": one["page"] + first, "file": path.name} for one in where]
        first += len(made.texts)
    try:
        joined = sandbox.call(_in_one, pages, limits=limits.OPENING)
    except sandbox.GaveUp as error:
        raise limits.explained(error, limits.OPENING, in_project(others[0][0])) from error
    return joined, {"pieces": told, "places": places}


@dataclass(frozen=True)
class Pages:
    """A piece as a PDF, and the text of each of its pages."""

    content: bytes
    texts: list[str]


def read_piece(path: Path, content: bytes) -> tuple[Pages, list[dict[str, Any]], list[str]]:
    """A piece as pages, rows of what its pages show (`page` from 1), and its hidden sheets.

    Raises UnreadablePdf.
    """
    shown, kind = in_project(path), piece_kind(path) or ""
    if kind == "pdf":
        content, texts = read_pdf(path, shown)
        where = [{"page": n, "file_page": n} for n in range(1, len(texts) + 1)]
        return Pages(content, texts), where, []
    if len(content) > limits.FILE_MIB * 2**20:
        raise limits.refused(shown, "it is too large", f"at most {limits.FILE_MIB} MiB")
    try:
        made, texts, where, hidden, why = sandbox.call(
            _set_pages, content, kind, limits=limits.OPENING
        )
    except sandbox.GaveUp as error:
        raise limits.explained(error, limits.OPENING, shown) from error
    if why:
        raise UnreadablePdf(
            f"{shown} is not read: {why}. Save it again as .{'docx' if kind == 'docx' else 'xlsx'} "
            "without a password, or print it to a PDF, and use that."
        )
    limits.check_count(len(texts), limits.PAGES, "pages", shown)
    return Pages(made, texts), where, hidden


def _set_pages(content: bytes, kind: str) -> tuple[bytes, list, list, list, str | None]:
    """What `read_piece` needs of a file of sheets, or why there is nothing."""
    from helpers.documents.setting import set_sheets
    from helpers.documents.sheets import NoSheets, read_sheets

    try:
        sheets, hidden = read_sheets(content, kind)
    except NoSheets as error:
        return b"", [], [], [], str(error)
    if not sheets:
        return b"", [], [], [], "nothing stands in it that its readers see"
    made, places = set_sheets(sheets)
    return made, read_page_texts(made, kind), list(map(asdict, places)), hidden, None


def _in_one(pages: list[bytes]) -> bytes:
    """One PDF of all these, without the name that a file is given by lot."""
    joined = pdfium.PdfDocument(pages[0])
    for content in pages[1:]:
        joined.import_pages(pdfium.PdfDocument(content))
    made = io.BytesIO()
    joined.save(made)
    return re.sub(rb"/ID\s*\[<[^\]]*>\]", b"", made.getvalue())


def check_piece(
    shown: str, piece: Titles, texts: Sequence[str], document: Titles, year: int
) -> None:
    """Raises WrongDocument where a piece says another year, publisher or kind than its document.

    A piece that says nothing of it belongs to the document that it was put beside.
    """
    said = piece.years or _years(texts)
    if said and year not in said:
        printed = " and ".join(map(str, sorted(said)))
        raise _other(shown, f"its titles say {printed}, the document is of {year}")
    everything = amounts.unspaced("".join(texts))
    budget = "决算" not in everything and bool(_BUDGET.search(everything))
    kinds = {"budget" if budget else piece.kind, document.kind} - {None}
    if len(kinds) > 1:
        raise _other(shown, "one of the two is a budget by its titles, the other final accounts")
    if (
        piece.publisher
        and document.publisher
        and not same_name(piece.publisher, document.publisher)
    ):
        raise _other(shown, f"it names {piece.publisher}, the document is of {document.publisher}")


def _other(shown: str, why: str) -> WrongDocument:
    return WrongDocument(
        f"{shown} is no piece of the document beside it: {why}. Put it with its own document "
        "(another UNIT or YEAR)."
    )


def _years(texts: Iterable[str]) -> frozenset[int]:
    lines = (line for text in texts for line in text.splitlines() if len(line) <= _LONGEST)
    return frozenset(int(year) for line in lines for year in _YEAR.findall(amounts.key(line)))


def same_name(one: str, other: str) -> bool:
    """Whether two names may be one publisher's: the short form ends the full one, an office of
    its own begins with it, and 某区政府办公室 is 某区人民政府办公室.

    >>> same_name("甲市某局", "乙市某局"), same_name("某局", "甲市某局（本级）")
    (False, True)
    """
    a, b = sorted((_in_short(one), _in_short(other)), key=len)
    return b.endswith(a) or b.startswith(a)


def surely_two(one: str, other: str) -> bool:
    """Whether no short form makes one publisher of the two names: the characters of the shorter
    do not stand in the longer in their order (甲区政府办 is 某市甲区人民政府办公室)."""
    short, long = sorted((_in_short(one), _in_short(other)), key=len)
    left = iter(long)
    return not all(character in left for character in short)


def _in_short(name: str) -> str:
    """A name with the short forms that offices use of themselves."""
    name = _OWN_OFFICE.sub("", amounts.key(name))
    for full, short in _SHORT_FORMS:
        name = full.sub(short, name)
    return name


def add_piece(
    file: Path, main: Path, titles: Titles, year: int, replace: bool
) -> tuple[Path, dict[str, bytes]]:
    """Where the file belongs beside `main`, and what to write for it (nothing if it is there)."""
    kind = piece_kind(file)
    given = file.read_bytes()
    there = annexes(main)
    same = next((path for path in there if path.read_bytes() == given), None)
    if same:
        return same, {}
    made, _, _ = read_piece(file, given)
    check_piece(str(file), read_titles(made.texts), made.texts, titles, year)
    stem = _ANNEXES[main.stem]
    if replace and len(there) == 1 and there[0].suffix.lower() == file.suffix.lower():
        name = there[0].name
    else:
        last = max((int(re.findall(r"\d+", path.name)[-1]) for path in there), default=0)
        name = f"{stem}_{last + 1}.{kind}"
    told = {
        "kind": "annex",
        "year": year,
        "file": file.name,
        "url": None,
        "published": None,
        "sha256": hashlib.sha256(given).hexdigest(),
    }
    told_name = f"{Path(name).stem}_source.yml"
    return main.with_name(name), {name: given, told_name: source_file.written(told).encode()}


def are_tables(pages: Sequence[str]) -> bool:
    """Whether the pages, by their texts, hold tables and hardly a sentence."""
    tables = sum(bool(_TABLE.search(text)) for text in pages)
    sentences = sum(text.count("。") for text in pages)
    return 2 * tables > len(pages) and sentences <= _FEW_SENTENCES * len(pages)


def piece_kind(file: Path) -> str | None:
    """`pdf`, `xlsx`, `xls` or `docx` by the file's name, `pdf` by its first bytes too; null for
    what can be no piece."""
    kind = file.suffix.lower().removeprefix(".")
    if kind in KINDS:
        return kind
    return "pdf" if file.is_file() and begins_as_pdf(file) else None


def check_there(file: Path, main: Path) -> None:
    """Raises BadParameter where the document that the file is a piece of is not there."""
    if not main.exists():
        raise BadParameter(
            f"{file} is a piece of a document (tables apart), and {in_project(main)} is not there "
            "yet. Add the document's PDF first, then this file, with the same UNIT and YEAR."
        )


def rows(wholes: Iterable[tuple[str, Path]]) -> list[dict[str, Any]]:
    """Rows of ``as_printed/pieces``: what each page behind a document's own PDF shows.

    `wholes` are documents (``final_accounts``, ``budget``) with where they are read. Raises
    UnreadablePdf where one put together has been changed since it was opened.
    """
    blank: dict[str, Any] = {"file_page": None, "sheet": None, "first_row": None}
    blank |= {"columns": [], "rows": [], "merged": []}
    found: list[dict[str, Any]] = []
    for document, path in wholes:
        if path.parent.name != _KEPT:
            continue
        told = _told_of(path)
        if told is None:
            raise UnreadablePdf(
                f"{in_project(path)} was changed while it was read. Run it again: it is made anew."
            )
        for one in told["places"]:
            found.append({"document": document, "piece_no": len(found) + 1, **blank, **one})
    return found
