"""What is printed, as tidy tables: the second of the three rooms, which never opens a PDF."""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import pairwise

import pandas as pd
import pyarrow

from helpers import amounts, schemas
from helpers.extract.ocr import rotation
from helpers.extract.pages import PICTURE_PAGE
from helpers.interpret import forms, narrative, note, profile, statutory
from helpers.interpret.arithmetic import correct_by_sums, prove
from helpers.interpret.corrections import Corrected, Correction, correct
from helpers.interpret.document_charts import read_charts
from helpers.interpret.ledger import NUMBERS, Ledger, name_rows, unclaimed
from helpers.interpret.narrative import set_bases_by_table
from helpers.interpret.profile import read_glossary
from helpers.interpret.sentences import read_sentences
from helpers.interpret.slips import read_slips
from helpers.interpret.statutory.states import set_table_states

_EDGE = 2.0  # points that a ruling may lie beyond the edge of its page


def read_tidy(
    pages: pd.DataFrame,
    cells: pd.DataFrame,
    paragraphs: pd.DataFrame,
    lines: pd.DataFrame,
    year: int,
    corrections: Sequence[Correction] = (),
) -> dict[str, list[dict]]:
    """Rows of the ``tidy`` tables from the four ``as_printed`` tables, by table name.

    `corrections` are what a person has seen to be misread (`corrections.read_corrections`).
    """
    cut, shown = beyond_edge(cells, pages), (cells, lines)
    corrected = correct(
        corrections,
        shown,
        *(plain(rotation.set_upright(frame, pages)) for frame in (cells, paragraphs, lines)),
    )
    cells, paragraphs, lines = corrected.cells, corrected.paragraphs, corrected.lines
    ledger = Ledger(cells, paragraphs, lines)
    put_right = corrected.name_numbers(ledger)
    cells, cut_off = within_pages(cells, cut, ledger)
    tables, prose = _tables_and_prose(cells, paragraphs, lines, year, put_right)
    axes: list[tuple] = []
    charts = read_charts(paragraphs, lines, axes)
    pictures = _page_notes(pages, charts)
    set_table_states(
        tables.tables, tables.seen, paragraphs, [*pictures, *cut_off], _ocr_pages(cells, paragraphs)
    )
    evaluations = forms.read_forms(cells, paragraphs)
    _add_narrative_outturns(evaluations.projects, prose.budget)
    tidy = {
        "tidy/statutory": tables.amounts,
        "tidy/statutory_tables": tables.tables,
        "tidy/budget_vs_outturn": [
            *prose.budget,
            *evaluations.budget,
            *_three_public(tables.amounts),
        ],
        "tidy/facts": prose.facts,
        "tidy/other_tables": tables.others,
        "tidy/figure_values": charts,
        "tidy/projects": evaluations.projects,
        "tidy/indicators": evaluations.indicators,
        "tidy/reading_notes": [*pictures, *cut_off, *tables.notes, *evaluations.notes],
        "tidy/corrections": corrected.rows,
        **_of_the_text(cells, paragraphs, lines, tables.amounts),
    }
    left_out = [*tables.left_out, *evaluations.left_out]
    _close(ledger, tidy, left_out, axes, corrected)
    tidy["tidy/statements"] = _statements(cells, paragraphs, ledger, year)
    for records in tidy.values():
        rotation.put_back(records, pages.to_dict("records"))
    return tidy


def _tables_and_prose(
    cells: pd.DataFrame,
    paragraphs: pd.DataFrame,
    lines: pd.DataFrame,
    year: int,
    put_right: Set[str],
) -> tuple[statutory.Reading, narrative.Narrative]:
    """The statutory tables and the prose, each put right by what the other says.

    `put_right` are the ids of numbers that a person has read.
    """
    tables = statutory.read_statutory(cells, paragraphs)
    prose = narrative.read_narrative(paragraphs, lines, year)
    added_up = {
        "tidy/statutory": tables.amounts,
        "tidy/statutory_tables": tables.tables,
        "tidy/budget_vs_outturn": prose.budget,
        "tidy/facts": prose.facts,
    }
    correct_by_sums(added_up, year, put_right)
    prove(tables, added_up, year)
    set_bases_by_table(prose.budget, tables.amounts)
    narrative.add_codes(prose.budget, tables.amounts)
    return tables, prose


def _of_the_text(
    cells: pd.DataFrame, paragraphs: pd.DataFrame, lines: pd.DataFrame, printed: list[dict]
) -> dict[str, list[dict]]:
    """What the first part, the list of terms and the list of tasks say: tables without budgets."""
    return {
        "tidy/work_items": forms.read_work_items(cells, paragraphs),
        "tidy/glossary": _with_codes(read_glossary(paragraphs), printed),
        "tidy/profile": profile.read_profile(cells, paragraphs, lines),
    }


def _statements(
    cells: pd.DataFrame, paragraphs: pd.DataFrame, ledger: Ledger, year: int
) -> list[dict]:
    """Rows of ``tidy/statements``: what sentences say besides numbers, or should not say."""
    prose = paragraphs.to_dict("records")
    rows = [*read_sentences(prose, cells, ledger), *read_slips(prose, year)]
    name_rows(rows)
    return rows


def _close(
    ledger: Ledger,
    tidy: dict[str, list[dict]],
    left_out: list[tuple],
    axes: list[tuple],
    corrected: Corrected,
) -> None:
    """Say of every printed number what became of it, name the rows, and add the ledger's own
    tables to `tidy`."""
    for name, rows in tidy.items():
        ledger.claim(name, rows)
    for kind, ids in left_out:
        ledger.leave_out(ids, kind)
    ledger.set_aside(axes, "axis")
    corrected.name_numbers(ledger)  # a piece of a number is none any more
    for name, rows in tidy.items():
        if schemas.TABLES[name].key == ("row_id",):
            name_rows(rows)
    tidy["tidy/numbers"] = ledger.close()
    tidy["tidy/unclaimed_numbers"] = unclaimed(tidy["tidy/numbers"])


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with Python's own values: every reader walks through them, slowly in Arrow's."""
    table = pyarrow.Table.from_pandas(frame, preserve_index=False)
    return pd.DataFrame(
        {
            name: pd.Series(_python(column.combine_chunks()), dtype=object, index=frame.index)
            for name, column in zip(table.column_names, table.columns, strict=True)
        }
    )


def _python(column: pyarrow.Array) -> list:
    """The values of `column` as Python's own, by way of numpy where that is the same."""
    if pyarrow.types.is_list(column.type) and not column.null_count:
        values, ends = _python(column.flatten()), column.offsets.to_numpy()
        return [values[start:end] for start, end in pairwise((ends - ends[0]).tolist())]
    numbers = pyarrow.types.is_integer(column.type) or pyarrow.types.is_floating(column.type)
    if pyarrow.types.is_string(column.type) or (numbers and not column.null_count):
        return column.to_numpy(zero_copy_only=False).tolist()
    return column.to_pylist()


def beyond_edge(cells: pd.DataFrame, pages: pd.DataFrame) -> pd.Series:
    """Which cells an edge of the page cuts: the last digits of a number may be gone there."""
    size = cells[["page"]].merge(pages[["page", "width", "height"]], how="left", on="page")
    width, height = (size[edge].set_axis(cells.index) for edge in ("width", "height"))
    return (
        (cells["x0"] < -_EDGE)
        | (cells["y0"] < -_EDGE)
        | (cells["x1"] > width + _EDGE)
        | (cells["y1"] > height + _EDGE)
    )


def within_pages(
    cells: pd.DataFrame,
    cut: pd.Series,
    ledger: Ledger,
) -> tuple[pd.DataFrame, list[dict]]:
    """The cells with their numbers, without the words of those that are `cut`; notes on these."""
    numbers = pd.Series(ledger.cell_numbers, index=cells.index, dtype=object)
    if not cut.any():
        return cells.assign(**{NUMBERS: numbers}), []
    for held in numbers[cut]:
        ledger.leave_out((one for one, _ in held), "beyond_edge")
    whole = numbers.where(~cut.astype(bool), pd.Series([()] * len(cells), index=cells.index))
    counts = cells.loc[cut, "page"].value_counts(sort=False)
    return (
        cells.assign(text=cells["text"].mask(cut, ""), **{NUMBERS: whole}),
        [note("statutory", "beyond_edge", int(page), count) for page, count in counts.items()],
    )


def _ocr_pages(cells: pd.DataFrame, paragraphs: pd.DataFrame) -> set[int]:
    """Pages of which OCR read words or cells, those of charts left aside."""
    spoken = paragraphs[paragraphs["kind"].ne("figure")]
    return {
        int(page)
        for frame in (cells, spoken)
        for page in frame.loc[frame["reader"] == "ocr", "page"]
    }


def _with_codes(glossary: list[dict], statutory_rows: list[dict]) -> list[dict]:
    """The glossary with the code of each classification term that the nine tables carry."""
    paths = [{"scope": "function_term", "name_zh": row["term_zh"]} for row in glossary]
    narrative.add_codes(paths, statutory_rows)
    return [{**row, "code": path.get("code")} for row, path in zip(glossary, paths, strict=True)]


def _add_narrative_outturns(projects: list[dict], budget: list[dict]) -> None:
    """Give each project's form the outturn that the list of projects in the prose states."""
    said = {
        amounts.key(row["name_zh"]): row
        for row in budget
        if row["scope"] == "project" and row["source"] == "narrative" and "outturn" in row
    }
    for project in projects:
        row = said.get(amounts.key(project["name_zh"] or ""))
        project["outturn_in_narrative"] = row and row["outturn"]
        if row and (place := row[NUMBERS].get("outturn")):
            project[NUMBERS]["outturn_in_narrative"] = place


def _three_public(statutory_rows: list[dict]) -> list[dict]:
    """The three-public table as budget against outturn: one row an expense."""
    rows: dict[str, dict] = {}
    for one in statutory_rows:
        if one["table"] != "three_public":
            continue
        place = {key: one[key] for key in ("page", "x0", "y0", "x1", "y1", "reader")}
        row = rows.setdefault(
            one["code"],
            {
                "scope": "three_public",
                "code": one["code"],
                "name_zh": one["name_zh"],
                "source": "statutory",
                **place,
                NUMBERS: {},
            },
        )
        row[one["measure"]] = one["amount"]
        row[NUMBERS][one["measure"]] = one[NUMBERS]["amount"]
        if one["measure"] != "prior_outturn":  # the table has no column for its print
            row[f"{one['measure']}_printed"] = one["printed"]
        if one["measure"] == "outturn":
            row |= place
    return list(rows.values())


def _page_notes(pages: pd.DataFrame, charts: list[dict]) -> list[dict]:
    """What the reader cannot see: picture pages, pictures beside text, glyphs placed nowhere."""
    notes = []
    read = {row["page"] for row in charts if row["reader"] == "ocr"}
    for page in pages.itertuples(index=False):
        if page.kind == "picture":
            notes.append(note("pages", "picture_page", page.page, "picture"))
        elif (
            page.picture > PICTURE_PAGE
            and page.kind != "table"
            and page.reader != "ocr"
            and (page.page not in read)
        ):
            notes.append(note("pages", "picture_beside_text", page.page, "picture"))
        if page.strays:
            notes.append(note("pages", "strays", page.page, page.strays))
    return notes
