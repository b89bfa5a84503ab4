"""Many documents as one panel: `data/panel/`, Parquet with a data package.

    panel.write_panel()        # the folder, after everything in it is written

documents, cross_checks and indicators are one file each. Every table of tidy/ and results/ lies
below its name, a file a document, in folders that say unit and year: pyarrow, DuckDB and pandas
read such a folder as one table.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from helpers import datapackage, schemas, store, temporary
from helpers.corpus import outcomes
from helpers.documents import NoSuchDocument, all_documents, is_budget_alone
from helpers.documents import source as source_file
from helpers.documents.source import SOURCE
from helpers.documents.units import read_units
from helpers.panel import cross_checks, indicators
from helpers.panel.confirming import is_printed
from helpers.panel.years import Years

__all__ = ["Panel", "folder", "gather", "read", "write_panel"]

_OWN = ("panel/documents", "panel/cross_checks", "panel/indicators")
_PACKED = ("tidy/", "results/")


@dataclass
class Panel:
    """Rows of the panel's own tables, by column name."""

    documents: list[dict[str, Any]] = field(default_factory=list)
    cross_checks: list[dict[str, Any]] = field(default_factory=list)
    indicators: list[dict[str, Any]] = field(default_factory=list)


def folder() -> Path:
    return store.project_root() / "data" / "panel"


def read(name: str) -> pd.DataFrame:
    """One of the panel's own tables: ``read("panel/documents")``, validated."""
    path = folder() / f"{name.partition('/')[2]}.parquet"
    if not path.exists():
        raise FileNotFoundError("data/panel is not there yet; run `make panel-report` first")
    return schemas.validated(name, pq.ParquetFile(path).read())


def write_panel() -> Path:
    """The folder, after all tables and datapackage.json are written: whole, or as it was.

    Raises NoSuchDocument where there is no document: it says what to run.
    """
    panel = gather()
    if not panel.documents:
        raise NoSuchDocument(
            "There is no document in data/raw. Add one first: make add PDF=FILE, or make add "
            "DIR=FOLDER for many; make panel-report then shows them."
        )
    target = folder()
    target.parent.mkdir(parents=True, exist_ok=True)
    with temporary.unfinished(target.parent) as made:
        new = made / "panel"
        new.mkdir()
        for name in _OWN:
            rows = getattr(panel, name.partition("/")[2])
            _write(schemas.typed(name, rows), new / f"{name.partition('/')[2]}.parquet")
        parts = dict(_parts(panel, new))
        described = json.dumps(_described(parts, new), ensure_ascii=False, indent=2)
        (new / "datapackage.json").write_text(f"{described}\n", encoding="utf-8")
        if target.exists():
            target.rename(made / "before")
        new.rename(target)
    return target


def gather() -> Panel:
    """What there is of all documents, one year against another, and what may be compared."""
    units = read_units()
    panel = Panel()
    there: dict[tuple[str, int], Years] = {}
    for unit, year in all_documents():
        row = _document(unit, year, units.get(unit, {}))
        panel.documents.append(row)
        if row["outcome"] not in ("same_as", "refused", "gave_up") and _has_data(unit, year):
            named = unit_name(unit, year, row["publisher_zh"], units)
            there[unit, year] = Years(unit, year, row["publisher_zh"], named=named)
    for one in there.values():
        panel.cross_checks += _cross_checks(one, there, units)
        place = {
            "unit": one.unit,
            "year": one.year,
            "peer_group": units.get(one.unit, {}).get("peer_group"),
        }
        panel.indicators += [place | row for row in indicators.of_document(one)]
    panel.indicators = indicators.placed(panel.indicators)
    return panel


def unit_name(unit: str, year: int, publisher: str | None, units: dict[str, Any]) -> str:
    """What a unit is called in that year: its publisher's name, else the one in units.yml of that
    year or another; its folder's where nobody has said."""
    names = units.get(unit, {}).get("names")
    said = names if isinstance(names, dict) else {}
    return str(publisher or said.get(year) or next(iter(said.values()), None) or unit)


def _has_data(unit: str, year: int) -> bool:
    return store.exists("tidy/numbers", unit, year)


def _document(unit: str, year: int, known: dict[str, Any]) -> dict[str, Any]:
    raw = store.raw_folder(unit, year)
    told = [source_file.read(raw / SOURCE), *map(source_file.read, raw.glob("budget*source.yml"))]
    outcome = outcomes.read(unit, year)
    row: dict[str, Any] = {
        "unit": unit,
        "year": year,
        "publisher_zh": next((name for one in told if (name := one.get("publisher_zh"))), None),
        "scope": Years(unit, year).scope(not is_budget_alone(unit, year)),
        "has_accounts": (raw / "final_accounts.pdf").exists(),
        "has_budget": any(raw.glob("budget*.pdf")),
        "region": known.get("region"),
        "unit_kind": known.get("kind"),
        "peer_group": known.get("peer_group"),
        "outcome": "done" if _has_data(unit, year) else "not_run",
    }
    if outcome is not None:
        names = ("outcome", "why", "reason", "same_as", "seconds", "pages")
        row |= {name: getattr(outcome, name) for name in names}
    if row["outcome"] == "done":
        row |= _counted(unit, year)
    report = store.report_path(unit, year, "zh")
    if report.exists():
        row["report"] = f"{unit}/{year}/{report.name}"
    return row


def _counted(unit: str, year: int) -> dict[str, Any]:
    """What the tables of one document hold of alarms, leads and proofs, whoever has made them."""

    def column(table: str, name: str) -> list[Any]:
        path = store.path(table, unit, year)
        return pq.ParquetFile(path).read([name])[name].to_pylist() if path.exists() else []

    proven = column("results/verification", "status")
    verified = proven.count("verified")
    return {
        "alarms": column("results/checks", "outcome").count("fail"),
        "leads": len(column("results/leads", "lead_id")),
        "amounts": len(proven),
        "verified": verified,
        "verified_share": round(100 * verified / len(proven), 1) if proven else None,
    }


def _cross_checks(
    one: Years, there: dict[tuple[str, int], Years], units: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """Rows of the checks of one document, with their keys."""
    rows: list[dict[str, Any]] = []
    before, moved = _year_before(one, there, units)
    if before is not None:
        renamed = moved or _other_name(one, before, units)
        rows += cross_checks.compare(one, before, renamed, is_printed)
    if own := [other for other in there.values() if _is_unit_of(other, one, units)]:
        rows += cross_checks.compare_units(one, own)
    for n, row in enumerate(rows, 1):
        yield {"unit": one.unit, "year": one.year, "row_id": f"{row['rule']}-{n}", **row}


def _year_before(
    one: Years, there: dict[tuple[str, int], Years], units: dict[str, Any]
) -> tuple[Years | None, bool]:
    """The document of the year before, and whether another unit is its predecessor."""
    if before := there.get((one.unit, one.year - 1)):
        return before, False
    told = [unit for unit, said in units.items() if said.get("successor") == one.unit]
    known = units.get(one.unit, {}).get("predecessor") or next(iter(told), None)
    return there.get((str(known), one.year - 1)), True


def _other_name(one: Years, before: Years, units: dict[str, Any]) -> bool:
    """Whether the two say different names, which no person has called the same unit's."""
    if not one.publisher or not before.publisher or one.publisher == before.publisher:
        return False
    names = units.get(one.unit, {}).get("names")
    said = set(names.values()) if isinstance(names, dict) else set()
    return not {one.publisher, before.publisher} <= said


def _is_unit_of(unit: Years, department: Years, units: dict[str, Any]) -> bool:
    if unit is department or unit.year != department.year:
        return False
    if units.get(unit.unit, {}).get("department") == department.unit:
        return True
    scopes = [(department.scope(accounts), unit.scope(accounts)) for accounts in (True, False)]
    same = unit.publisher is not None and unit.publisher == department.publisher
    return same and any(
        pair in (("department", "unit"), ("department", "own_office")) for pair in scopes
    )


def _parts(panel: Panel, new: Path) -> Iterator[tuple[str, list[str]]]:
    """Every table of tidy/ and results/ with the files of its documents, after they are written.

    Unit and year stand in the folders' names alone: readers of such folders add the columns.
    """
    done = [(row["unit"], row["year"]) for row in panel.documents if row["outcome"] == "done"]
    for name in schemas.TABLES:
        if not name.startswith(_PACKED):
            continue
        files = []
        for unit, year in done:
            source = store.path(name, unit, year)
            if not source.exists():
                continue
            part = f"{name}/unit={unit}/year={year}/part.parquet"
            (new / part).parent.mkdir(parents=True, exist_ok=True)
            rows = pq.ParquetFile(source).read()
            kept = [column for column in rows.column_names if column not in ("unit", "year")]
            pq.write_table(rows.select(kept), new / part)
            files.append(part)
        if files:
            yield name, files


def _write(frame: pd.DataFrame, path: Path) -> None:
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(table, path)


def _described(parts: dict[str, list[str]], new: Path) -> dict[str, Any]:
    """The data package: every table with its columns and keys."""
    own = [
        _resource(name, schemas.EVERY[name], f"{name.partition('/')[2]}.parquet") for name in _OWN
    ]
    packed = [_resource(name, schemas.TABLES[name], files) for name, files in parts.items()]
    return {
        "$schema": f"{datapackage.PROFILE}datapackage.json",
        "name": "panel",
        "title": "Final accounts and budgets of many departments",
        "description": "Amounts are in 万元 (10,000 yuan). An empty cell is a blank on the page, "
        "never a zero. Tables with many paths are one table: the folders' names say unit and year.",
        "currency": "CNY",
        "factor": 10000,
        "resources": [*own, *packed],
    }


def _resource(name: str, table: schemas.Table, path: str | list[str]) -> dict[str, Any]:
    """A table as a resource; of one in parts, unit and year are said by the folders' names alone.

    A key of such a table holds within a part: of the whole it is that of `keyOfAll`.
    """
    parts = not isinstance(path, str)
    key = list(dict.fromkeys(("unit", "year", *table.key)))
    columns = [
        one for one in datapackage.fields(name, table) if not parts or one["name"] not in _IN
    ]
    return {
        "name": name.removeprefix("panel/").replace("/", "-").replace("_", "-"),
        "type": "table",
        "description": f"{table.about} {table.about_zh}",
        "path": path,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        **({"partitionedBy": list(_IN), "keyOfAll": key} if parts else {}),
        "schema": {"fields": [_in_parquet(one) for one in columns]}
        | ({} if parts else {"primaryKey": key}),
    }


#: What the folders of a table in parts are named by.
_IN = ("unit", "year")


def _in_parquet(field: dict[str, Any]) -> dict[str, Any]:
    """A column as readers of Parquet give it: lists as they are, whole numbers among which some
    are missing as numbers."""
    if field["type"] == "list":
        kept = {key: value for key, value in field.items() if key != "delimiter"}
        return kept | {"type": "any"}
    if field["type"] == "integer" and not field.get("constraints", {}).get("required"):
        return field | {"type": "number"}
    return field
