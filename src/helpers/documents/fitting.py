"""Whether a PDF is the document asked for: by its titles, by what OCR saw, by what was read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from helpers.documents.errors import NothingRead, WrongDocument
from helpers.documents.titles import UNSEEN, Titles, read_titles

#: What final accounts hold; a document of which none of these has a row is none that we can read.
_HOLD = ("tidy/statutory", "tidy/budget_vs_outturn", "tidy/facts")
_BLANK_STATES = ("empty", "empty_with_statement")  # a table that is there, without an amount


def check_titles(titles: Titles, year: int, shown: str) -> None:
    """Raises WrongDocument for a budget, something else, or another year's final accounts."""
    if titles.kind == "budget":
        raise WrongDocument(
            f"{shown} is a budget (部门预算) by its titles; final accounts (部门决算) are "
            "expected. Get the final accounts of that year and use them instead."
        )
    if titles.other:
        raise WrongDocument(
            f"{shown} is no final accounts: its text does not once say 决算. Final accounts of a "
            "department (部门决算公开) or a statement of them (“三公”经费支出决算) are expected; "
            "look whether this is the right file."
        )
    # A publisher's slip in one heading must not stop a document that speaks of `year` throughout.
    if titles.years and year not in titles.years and titles.commonest_year != year:
        printed = " and ".join(str(found) for found in sorted(titles.years))
        raise WrongDocument(
            f"{shown} is the final accounts of {printed} by its titles; {year} was asked for. "
            f"Use YEAR={min(titles.years)}, or the PDF of {year}."
        )


def check_seen(printed: Mapping[str, Sequence[dict]], year: int, shown: str) -> None:
    """Looks again where OCR read a page that could not be seen before. Raises WrongDocument."""
    pages = printed["as_printed/pages"]
    if not any(page["reader"] == "ocr" for page in pages):
        return
    texts = defaultdict(list)
    for row in (*printed["as_printed/lines"], *printed["as_printed/cells"]):
        texts[row["page"]].append(row["text"] or "")
    check_titles(
        read_titles(
            [
                "\n".join([*texts[page["page"]], UNSEEN if page["kind"] == "picture" else ""])
                for page in pages
            ]
        ),
        year,
        shown,
    )


def check_read(tidy: Mapping[str, Sequence[dict]], pages: Iterable[dict], shown: str) -> None:
    """Raises NothingRead where no table, no budget statement and no fact was read."""
    tables = (row for row in tidy["tidy/statutory_tables"] if row["state"] in _BLANK_STATES)
    if any(len(tidy[name]) for name in _HOLD) or next(tables, None):
        return
    unseen = [str(page["page"]) for page in pages if page["kind"] in ("picture", "blank")]
    could_not = (
        (
            f"Page{'s' * (len(unseen) > 1)} {', '.join(unseen)} could not be read (a picture "
            "without legible text, or blank). "
        )
        if unseen
        else ""
    )
    raise NothingRead(
        f"{shown}: nothing was read of it that final accounts hold, no table, no budget statement "
        f"and no figure of the prose. {could_not}Look whether this is the right file, and whether "
        "the department published it as text."
    )
