"""Where each table of a document lives; reads and writes it, validated, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from helpers import schemas


def project_root() -> Path:
    """The project's folder; `FINAL_ACCOUNTS_HOME` names another (tests, several collections)."""
    return Path(os.environ.get("FINAL_ACCOUNTS_HOME") or Path(__file__).parents[2])


def raw_folder(unit: str, year: int) -> Path:
    return project_root() / "data" / "raw" / unit / str(year)


def processed_folder(unit: str, year: int) -> Path:
    return project_root() / "data" / "processed" / unit / str(year)


def report_folder(unit: str, year: int) -> Path:
    return project_root() / "reports" / unit / str(year)


def path(name: str, unit: str, year: int) -> Path:
    """The parquet file of table `name`, for example ``tidy/statutory``."""
    return processed_folder(unit, year) / f"{name}.parquet"


def write(name: str, records: list[dict] | pd.DataFrame, unit: str, year: int) -> pd.DataFrame:
    """The validated frame of `records`, written to the table's file.

    `unit` and `year` are filled in where the table has them. Raises
    pandera.errors.SchemaErrors and leaves the old file where a value does not fit.
    """
    rows = records.to_dict("records") if isinstance(records, pd.DataFrame) else records
    if any(column.name == "unit" for column in schemas.TABLES[name]):
        rows = [{**row, "unit": unit, "year": year} for row in rows]
    frame = schemas.typed(name, rows)
    target = path(name, unit, year)
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return frame


def read(name: str, unit: str, year: int) -> pd.DataFrame:
    """Table `name` as it was written, validated again.

    Raises FileNotFoundError that says which stage writes it.
    """
    source = path(name, unit, year)
    if not source.exists():
        raise FileNotFoundError(
            f"{source.relative_to(project_root())} is not there yet; "
            f"run `make data UNIT={unit} YEAR={year}` first"
        )
    frame = pq.read_table(source).to_pandas(types_mapper=pd.ArrowDtype)
    return schemas.schema(name).validate(frame, lazy=True)
