"""The data of one document to take away: a data package with CSV, XLSX and how to cite it.

Of final accounts, of these with the budget beside them, or of a budget alone.

Frictionless Data Package v2; columns carry the column types of the Fiscal Data Package where
these fit. It lies in the document's folder of `data/processed`, beside the Parquet files.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd
import pyarrow
import yaml

import helpers
from helpers import schemas, store
from helpers.datapackage import fiscal, spreadsheet
from helpers.documents import Document, is_budget_alone, open_document
from helpers.documents.budgets import Budget, open_budgets
from helpers.schemas.columns import BOOLEAN, DECIMAL, FLOAT, FLOATS, INTEGER, INTEGERS, STRINGS

PACKED = ("tidy", "results")
PROFILE = "https://datapackage.org/profiles/2.0/"
_OF_A_PACKAGE = (".parquet", ".csv", ".xlsx", ".cff", ".json")
Published = Document | Budget
PROGRAM = "Readable final accounts"
_TYPES = {INTEGER: "integer", FLOAT: "number", DECIMAL: "number", BOOLEAN: "boolean"}
_ITEMS = {INTEGERS: "integer", FLOATS: "number", STRINGS: "string"}


def write_package(unit: str, year: int, tables: Mapping[str, pd.DataFrame] | None = None) -> Path:
    """The path of the document's datapackage.json, after everything it names is written.

    `tables` are those, by name, that the caller has just written and need not be read again.

    Every table of `tidy/` and `results/` that is there becomes a CSV beside its Parquet file
    and a sheet of `final_accounts.xlsx` (`budget.xlsx` of a budget alone). What this process has
    packed last is not packed again while both the tables and the package are as they were. Raises
    InputError where the document is not sound.
    """
    documents, folder = _published(unit, year), store.processed_folder(unit, year)
    by_hand = store.place().run is None  # in a run the tables wait elsewhere
    if by_hand and _packed.get(folder) == (documents, _checksums(folder)):
        return folder / "datapackage.json"
    made = _pack(documents, folder, tables or {})
    if by_hand:
        _packed[folder] = (documents, _checksums(folder))
    return made


def _published(unit: str, year: int) -> list[Published]:
    """The PDFs that the data are of, the accounts first. Raises InputError."""
    budgets = open_budgets(unit, year)
    return [*budgets] if is_budget_alone(unit, year) else [open_document(unit, year), *budgets]


#: What a notebook that somebody plays with has packed: the documents, and every file by its place.
_packed: dict[Path, tuple[list[Published], dict[Path, str]]] = {}


def _checksums(folder: Path) -> dict[Path, str]:
    files = (path for path in sorted(folder.glob("**/*.*")) if path.suffix in _OF_A_PACKAGE)
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _pack(documents: list[Published], folder: Path, known: Mapping[str, pd.DataFrame]) -> Path:
    document = documents[0]
    found = _tables(document.unit, document.year, known)
    tables = {name: (columns, rows) for name, columns, rows in found}
    for name, (columns, rows) in tables.items():
        _write(folder / f"{name}.csv", spreadsheet.csv_bytes(columns, rows))
    sheets = {name.partition("/")[2]: _sheet(name, rows) for name, (_, rows) in tables.items()}
    workbook = "budget.xlsx" if isinstance(document, Budget) else "final_accounts.xlsx"
    _write(folder / workbook, spreadsheet.xlsx_bytes(sheets, _notes(document)))
    cited = yaml.safe_dump(_citation(document), allow_unicode=True, sort_keys=False)
    _write(folder / "CITATION.cff", cited.encode())
    described = json.dumps(_descriptor(documents, list(tables)), ensure_ascii=False, indent=2)
    return _write(folder / "datapackage.json", f"{described}\n".encode())


def _write(target: Path, content: bytes) -> Path:
    with store.whole(target) as temporary:
        temporary.write_bytes(content)
    return target


def _tables(
    unit: str, year: int, known: Mapping[str, pd.DataFrame]
) -> Iterator[tuple[str, list[str], list[dict]]]:
    """Name, columns and rows of every table that is there, in the order of the schema.

    Behind tidy/statutory: its spending by each classification (`fiscal.views`).
    """
    for name, columns in schemas.TABLES.items():
        if not name.startswith(PACKED):
            continue
        try:
            frame = known[name] if name in known else store.read(name, unit, year)
        except FileNotFoundError:
            continue  # a stage that has not run yet; the tables there are make a package too
        yield name, [column.name for column in columns], _records(frame)
        if name == "tidy/statutory":
            for view, found in fiscal.views(frame):
                yield view, [column.name for column in fiscal.TABLES[view]], _records(found)


def _sheet(name: str, rows: list[dict]) -> spreadsheet.Sheet:
    """The table as a sheet, with what the schema says of it and its columns."""
    table = fiscal.TABLES.get(name) or schemas.TABLES[name]
    columns = [
        spreadsheet.Heading(one.name, one.unit, {"en": one.meaning, "zh": one.meaning_zh})
        for one in table
    ]
    return spreadsheet.Sheet({"en": table.about, "zh": table.about_zh}, columns, rows)


def _notes(document: Published) -> list[str]:
    """What the workbook's first sheet says before its contents."""
    return [
        f"{_title(document)} · {document.source.get('title_en') or document.unit}",
        f"PDF SHA-256 {document.sha256} · {PROGRAM} {helpers.__version__}",
        "金额单位：万元（1万元 = 10,000元）；空格是文件没有印数字，不是零。 "
        "Amounts are in 万元 (10,000 yuan); an empty cell is a blank on the page, never a zero.",
        "每张工作表可以筛选；page 是 PDF 页码，*_id 是 numbers 表里的一个数，也是它在报告里的地址 "
        "(report.html#<number_id>)。 "
        "Every sheet can be filtered; page is the PDF's page, *_id a number of the sheet numbers "
        "and its address in the report (report.html#<number_id>).",
    ]


def _records(frame: pd.DataFrame) -> list[dict]:
    return pyarrow.Table.from_pandas(frame, preserve_index=False).to_pylist()


#: What the numbers of a package are of.
_ABOUT = {
    False: (
        "The numbers of a department's published final accounts (部门决算), as read and checked.",
        ["final accounts", "部门决算", "public finance", "China"],
    ),
    True: (
        "The numbers of a department's published budget (部门预算), not executed yet, as read and "
        "checked.",
        ["budget", "部门预算", "public finance", "China"],
    ),
}


def _descriptor(documents: list[Published], names: list[str]) -> dict:
    document, *beside = documents
    about, keywords = _ABOUT[isinstance(document, Budget)]
    source = document.source
    found = {
        "$schema": f"{PROFILE}datapackage.json",
        "name": f"{document.unit}-{document.year}",
        "title": _title(document),
        "description": f"{about} Amounts are in 万元 (10,000 yuan). An empty cell is a "
        "blank on the page, never a zero.",
        "keywords": keywords,
        "sources": [
            _without_nulls(
                {"title": source.get("title_zh") or _title(document), "path": source.get("url")}
            ),
            *map(_beside, beside),
        ],
        "contributors": [{"title": _publisher(document), "roles": ["publisher"]}],
        "fiscalYear": document.year,
        "currency": "CNY",
        "factor": 10000,
        "pdf": {"sha256": document.sha256, "pages": document.page_count},
        "resources": [_resource(name, names) for name in names],
    }
    return _without_nulls(found)


def _beside(budget: Published) -> dict:
    """A PDF of the budget as a source: its checksum tells which one was read."""
    return _without_nulls(
        {
            "title": budget.source.get("title_zh") or _title(budget),
            "path": budget.source.get("url"),
            "sha256": budget.sha256,
            "pages": budget.page_count,
        }
    )


def _resource(name: str, names: list[str]) -> dict:
    table = fiscal.TABLES.get(name) or schemas.TABLES[name]
    found = {
        "name": _named(name),
        "type": "table",
        "description": f"{table.about} {table.about_zh}",
        "path": f"{name}.csv",
        "parquet": None if name in fiscal.TABLES else f"{name}.parquet",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": _without_nulls(
            {
                "$schema": f"{PROFILE}tableschema.json",
                "fields": fields(name, table),
                "primaryKey": list(table.key),
                "foreignKeys": list(_foreign_keys(table, names)) or None,
                "extraFields": fiscal.EXTRA_FIELDS if name in fiscal.PHASED else None,
            }
        ),
    }
    return _without_nulls(found)


def _foreign_keys(table: schemas.Table, names: list[str]) -> Iterator[dict]:
    """What the columns refer to among the tables of the package; a list can refer to nothing."""
    lists = {column.name for column in table if column.is_list}
    for column, other in table.foreign_keys.items():
        if other in names and column not in lists:
            yield {
                "fields": [column],
                "reference": {"resource": _named(other), "fields": list(schemas.TABLES[other].key)},
            }


def _named(table: str) -> str:
    """The table's name as a resource: ``tidy-numbers``."""
    return table.replace("/", "-").replace("_", "-")


def fields(name: str, table: schemas.Table) -> list[dict]:
    """The columns of a table as a data package has them."""
    return [_field(name, column) for column in table]


def _field(table: str, column: schemas.Column) -> dict:
    found: dict = {
        "name": column.name,
        "description": column.meaning,
        "description_zh": column.meaning_zh,
        "unit": column.unit,
    }
    if column.dtype in _ITEMS:
        found |= {
            "type": "list",
            "itemType": _ITEMS[column.dtype],
            "delimiter": spreadsheet.BETWEEN,
        }
    else:
        found["type"] = _TYPES.get(column.dtype, "string")
        constraints = _without_nulls(
            {"required": column.required or None, "enum": list(column.allowed) or None}
        )
        found |= {"constraints": constraints} if constraints else {}
    phase = fiscal.phase_of(table, column.name)
    types = fiscal.TYPES | fiscal.TYPES_IN.get(table, {})
    return _without_nulls(
        found | {"columnType": types.get(column.name), "normalize": phase and {"phase": phase}}
    )


def _citation(document: Published) -> dict:
    """CITATION.cff: the publication first, since it is what counts; then these data."""
    source = document.source
    original = _without_nulls(
        {
            "type": "government-document",
            "title": source.get("title_zh") or _title(document),
            "authors": [{"name": _publisher(document)}],
            "year": document.year,
            "url": source.get("url"),
            "notes": f"PDF of {document.page_count} pages, SHA-256 {document.sha256}",
        }
    )
    return {
        "cff-version": "1.2.0",
        "message": "Cite the department's own publication; name these data where you used them.",
        "type": "dataset",
        "title": f"{_title(document)}: data",
        "authors": [{"name": PROGRAM}],
        "abstract": f"Read from the published PDF (SHA-256 {document.sha256}) by {PROGRAM}.",
        "references": [original],
    }


def _title(document: Published) -> str:
    kind = "年预算" if isinstance(document, Budget) else "年度部门决算"
    return f"{_publisher(document)}{document.year}{kind}"


def _publisher(document: Published) -> str:
    source = document.source
    return str(source.get("publisher_zh") or source.get("publisher") or document.unit)


def _without_nulls(found: dict) -> dict:
    return {name: value for name, value in found.items() if value is not None}
