"""A budget as printed, as tidy tables: its amounts, its tables, its sentences, its numbers.

The phase and the scope of every amount are what the cover says (`documents.scope`): no amount of a
budget is called an outturn, and none is called approved because the file lies in a certain place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from helpers.documents.cover import find_publisher
from helpers.documents.scope import Cover, read_cover
from helpers.extract.grids.captions import of_tables
from helpers.extract.ocr import rotation
from helpers.interpret import note
from helpers.interpret.arithmetic import drop_inferred
from helpers.interpret.as_tidy import beyond_edge, plain, within_pages
from helpers.interpret.budget_statements import add_statement_codes, read_statements
from helpers.interpret.corrections import PREFIX, Corrected, Correction, correct
from helpers.interpret.ledger import NUMBERS, Ledger, name_rows
from helpers.interpret.statutory import Reading, read_statutory
from helpers.interpret.statutory.states import set_table_states

#: What the columns of a budget's table measure that are not the phase of its cover.
_PHASE_OF = {"prior_outturn": "executed", "adjusted_budget": "adjusted"}
_PARTS = ("pages", "cells", "paragraphs", "lines")
#: The tables that a budget is read from.
PRINTED = tuple(f"as_printed/budget_{part}" for part in _PARTS)
_TABLES = ("tidy/budget", "tidy/budget_tables", "tidy/budget_statements", "tidy/budget_notes")
_SHARED = ("tidy/numbers", "tidy/corrections")  # with the accounts
_IDS = ("number_id", "row_id")


def read_budget(
    printed: Mapping[str, pd.DataFrame],
    year: int,
    corrections: Mapping[str, Sequence[Correction]] | None = None,
) -> dict[str, list[dict]]:
    """Rows of the tidy tables of a budget, and of `_SHARED`, from ``as_printed/budget_*``.

    The keys of `printed` are the names of these tables, those of `corrections` the PDFs they are
    of. All tables are empty where there is no budget. Raises BadCorrection.
    """
    tidy: dict[str, list[dict]] = {name: [] for name in (*_TABLES, *_SHARED)}
    covers = {}
    pages = printed["as_printed/budget_pages"]
    documents = [name for name in PREFIX if (pages["document"] == name).any()]
    frames = {name: _frames(printed, name) for name in documents}
    for name in documents:
        covers[name] = cover_of(frames[name]["lines"], "budget")
    scope = next((one.scope for one in covers.values() if one.scope != "not_said"), "not_said")
    phase = next((one.phase for one in covers.values() if one.phase != "not_said"), "not_said")
    for name in documents:
        wanted = (corrections or {}).get(name, ())
        for table, rows in _read_one(name, frames[name], (phase, scope), year, wanted).items():
            tidy[table] += rows
    _join_tables(tidy)
    add_statement_codes(tidy["tidy/budget_statements"], tidy["tidy/budget"])
    return tidy


def cover_of(lines: pd.DataFrame, kind: str) -> Cover:
    """What the cover of a document says, from its lines as printed."""
    return read_cover(_texts(lines), kind)


def _texts(lines: pd.DataFrame) -> list[str]:
    """The text of each page, from its lines."""
    texts: dict[int, list[str]] = {}
    for page, text in zip(lines["page"], lines["text"], strict=True):
        texts.setdefault(int(page), []).append(str(text))
    last = max(texts, default=0)
    return ["\n".join(texts.get(n, ())) for n in range(1, last + 1)]


def documents_read(
    printed: Mapping[str, pd.DataFrame], lines: pd.DataFrame | None, pages: int
) -> list[dict]:
    """Rows of ``tidy/documents``: the accounts (their `lines` and number of `pages`; null where
    there are none), and the PDFs of the budget."""
    found = []
    if lines is not None and pages:
        found.append(_document("final_accounts", cover_of(lines, "final_accounts"), pages))
    every = printed["as_printed/budget_pages"]
    for name in PREFIX:
        count = int((every["document"] == name).sum())
        if count:
            cover = cover_of(_frames(printed, name)["lines"], "budget")
            found.append(_document(name, cover, count))
    return found


def _document(name: str, cover: Cover, pages: int) -> dict:
    return {
        "document": name,
        "phase": cover.phase,
        "scope": cover.scope,
        "year_said": cover.year,
        "cover_zh": cover.words or None,
        "pages": pages,
    }


def _frames(printed: Mapping[str, pd.DataFrame], document: str) -> dict[str, pd.DataFrame]:
    """The four tables of one PDF as accounts have them."""
    found = {}
    for part in _PARTS:
        frame = printed[f"as_printed/budget_{part}"]
        own = frame[frame["document"] == document].drop(columns="document")
        found[part] = own.reset_index(drop=True)
    return found


def _read_one(
    document: str,
    frames: dict[str, pd.DataFrame],
    said: tuple[str, str],
    year: int,
    wanted: Sequence[Correction] = (),
) -> dict[str, list[dict]]:
    """The rows of one PDF of a budget; its cover has `said` the phase and the scope."""
    (phase, scope), pages = said, frames["pages"]
    cut, corrected = beyond_edge(frames["cells"], pages), _corrected(frames, wanted)
    cells, paragraphs, lines = corrected.cells, corrected.paragraphs, corrected.lines
    ledger = Ledger(cells, paragraphs, lines)
    put_right = corrected.name_numbers(ledger)
    cells, cut_off = within_pages(cells, cut, ledger)
    reading = read_statutory(cells, paragraphs, "budget")
    drop_inferred(reading)
    _drop_pictures(reading, put_right)
    _set_states(reading, paragraphs, cut_off, cells)
    named = find_publisher(_texts(frames["lines"]))
    statements = read_statements(paragraphs, lines, year, named.name if named else None)
    _say_whose(reading, statements, document, phase, scope)
    notes = [
        {key: one[key] for key in one if key != "stage"} | {"document": document}
        for one in (*cut_off, *reading.notes, *_kept_as_printed(reading))
    ]
    tidy = {
        "tidy/budget": reading.amounts,
        "tidy/budget_tables": reading.tables,
        "tidy/budget_statements": statements,
        "tidy/budget_notes": notes,
    }
    _close(ledger, tidy, reading.left_out, corrected, document)
    for records in tidy.values():
        rotation.put_back(records, pages.to_dict("records"))
    return tidy


def _close(
    ledger: Ledger,
    tidy: dict[str, list[dict]],
    left_out: Iterable[tuple[str, Iterable[str]]],
    corrected: Corrected,
    document: str,
) -> None:
    """Add what became of every number, and name all rows."""
    for name, rows in tidy.items():
        ledger.claim(name, rows)
    for kind, ids in left_out:
        ledger.leave_out(ids, kind)
    corrected.name_numbers(ledger)  # a piece of a number is none any more
    tidy["tidy/corrections"] = corrected.rows
    for name in ("tidy/budget", "tidy/budget_statements", "tidy/budget_notes", "tidy/corrections"):
        name_rows(tidy[name])
    # as_printed/paragraphs are the accounts' own: what a number of the budget stands in is said by
    # its page.
    own = {"document": document, "paragraph": None}
    tidy["tidy/numbers"] = [row | own for row in ledger.close()]
    _prefix(tidy, PREFIX[document])


def _corrected(frames: dict[str, pd.DataFrame], wanted: Sequence[Correction]) -> Corrected:
    """Cells, paragraphs and lines as read, upright, with what a person has put right."""
    upright = (plain(rotation.set_upright(frames[name], frames["pages"])) for name in _PARTS[1:])
    return correct(wanted, (frames["cells"], frames["lines"]), *upright)


def _say_whose(
    reading: Reading, statements: list[dict], document: str, phase: str, scope: str
) -> None:
    """Give each row its PDF and, where it holds an amount, the phase and the scope of its money."""
    for row in reading.amounts:
        row |= {"document": document, "budget_scope": scope}
        row["phase"] = _PHASE_OF.get(row["measure"], phase)
    for row in statements:
        row |= {"document": document, "budget_scope": scope, "phase": phase}
    for row in reading.tables:
        row["document"] = document if row["state"] != "absent" else None


def _set_states(
    reading: Reading, paragraphs: pd.DataFrame, cut_off: list, cells: pd.DataFrame
) -> None:
    """The state of the tables that were not read."""
    ocr = {int(page) for page in cells.loc[cells["reader"] == "ocr", "page"]}
    set_table_states(reading.tables, reading.seen, paragraphs, cut_off, ocr, of_tables("budget"))


def _drop_pictures(reading: Reading, put_right: set[str]) -> None:
    """Amounts that OCR read are left out, unless a person has put them right: no identity of a
    budget's tables decides what it doubts."""
    doubted = [
        row
        for row in reading.amounts
        if row["reader"] == "ocr" and not put_right.intersection(row[NUMBERS]["amount"])
    ]
    gone = set(map(id, doubted))
    reading.amounts[:] = [row for row in reading.amounts if id(row) not in gone]
    for table in dict.fromkeys(row["table"] for row in doubted):
        rows = [row for row in doubted if row["table"] == table]
        reading.note("budget_picture", rows[0]["page"], str(len(rows)), table=table)
        reading.left_out += [("budget_picture", row[NUMBERS]["amount"]) for row in rows]
        kept = len({row["row"] for row in reading.amounts if row["table"] == table})
        for one in reading.tables:
            if one["table"] == table:
                one |= {"rows": kept, "state": "filled" if kept else "not_read"}


def _kept_as_printed(reading: Reading) -> list[dict]:
    """A note for each table with numbers that has no tidy form: procurement, projects, targets."""
    return [
        note(
            "statutory",
            "kept_as_printed",
            one["first_page"],
            one["title"] or "",
            count=one["number_count"],
            number=one["table_no"],
        )
        for one in reading.others
        if one["number_count"]
    ]


def _prefix(tidy: dict[str, list[dict]], prefix: str) -> None:
    """Set `prefix` before every id in the rows."""
    for rows in tidy.values():
        for row in rows:
            for key, value in row.items():
                if value and (key in _IDS or key.endswith("_id")):
                    row[key] = prefix + value
                elif value and key.endswith("_ids"):
                    row[key] = [prefix + one for one in value]


def _join_tables(tidy: dict[str, list[dict]]) -> None:
    """One row a table over both PDFs; of one that both print, the file of the tables counts."""
    best: dict[str, dict] = {}
    ranks = ("filled", "empty_with_statement", "empty", "in_annex", "not_read", "absent")
    for row in tidy["tidy/budget_tables"]:
        held = best.get(row["table"])
        if held is None or ranks.index(row["state"]) <= ranks.index(held["state"]):
            best[row["table"]] = row
    twice = {
        name
        for name in best
        if len({row["document"] for row in tidy["tidy/budget"] if row["table"] == name}) > 1
    }
    tidy["tidy/budget"] = [
        row
        for row in tidy["tidy/budget"]
        if row["table"] not in twice or row["document"] == best[row["table"]]["document"]
    ]
    tidy["tidy/budget_tables"] = list(best.values())


def add_budget(
    tidy: dict[str, list[dict]],
    printed: Mapping[str, pd.DataFrame],
    year: int,
    lines: pd.DataFrame | None = None,
    pages: int = 0,
    corrections: Mapping[str, Sequence[Correction]] | None = None,
) -> dict[str, list[dict]]:
    """`tidy` with the tables of the budget beside the accounts, and its numbers in the ledger.

    `printed` are the tables ``as_printed/budget_*``; `lines` and the number of `pages` are the
    accounts' own, null where there are none; `corrections` by PDF. Raises BadCorrection.
    """
    found = read_budget(printed, year, corrections)
    shared = {name: [*tidy.get(name, ()), *found.pop(name)] for name in _SHARED}
    return tidy | found | shared | {"tidy/documents": documents_read(printed, lines, pages)}
