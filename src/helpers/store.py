"""Where each table of a document lives; reads and writes it, validated, whole or not at all.

What a run writes is staged: a stage of the pipeline puts its files into a folder on the same
disk (`.unfinished`), and they are moved to their places together once the stage has ended. A
notebook run by hand writes each file to its place at once.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from helpers import temporary

if TYPE_CHECKING:  # imported where they are used: a run that has nothing to do needs neither
    import pandas as pd


@dataclass(frozen=True)
class Place:
    """Where this process reads and writes: below `root`, and in the stages of the run `run`."""

    root: Path
    run: str | None = None


_handed_over: Place | None = None


def place() -> Place:
    """What was handed over to this process; at the door, what `FINAL_ACCOUNTS_HOME` names.

    Without either it is the project's own folder.
    """
    if _handed_over:
        return _handed_over
    return Place(Path(os.environ.get("FINAL_ACCOUNTS_HOME") or Path(__file__).parents[2]))


def take(root: str, run: str | None) -> None:
    """Take a run's place over, for good: the first thing that a kernel of a run does."""
    global _handed_over
    _handed_over = Place(Path(root), run)


@contextmanager
def at(one: Place) -> Iterator[None]:
    """Read and write at this place inside the block."""
    global _handed_over
    before, _handed_over = _handed_over, one
    try:
        yield
    finally:
        _handed_over = before


def project_root() -> Path:
    """The folder that data and reports lie in."""
    return place().root


def raw_folder(unit: str, year: int) -> Path:
    return project_root() / "data" / "raw" / unit / str(year)


def processed_folder(unit: str, year: int) -> Path:
    return project_root() / "data" / "processed" / unit / str(year)


def kept(kind: str, unit: str, year: int) -> Path:
    """The folder of what takes long to make and is kept for the next run (see `helpers.kept`).

    `kind` is ``opened`` (text of a sound PDF), ``pages``, ``figures`` or ``pieces`` (a document
    put together), each for its document, or ``ocr``: words read from pictures, which takes
    longest, once for all documents. Any may go.
    """
    if kind == "ocr":
        return project_root() / "data" / "processed" / ".ocr"
    return processed_folder(unit, year) / kind


def address(target: Path, here: Path) -> str:
    """The address of the file `target` in a page that lies in the folder `here`."""
    return os.path.relpath(target, here).replace(os.sep, "/")


def report_folder(unit: str, year: int) -> Path:
    return project_root() / "reports" / unit / str(year)


def report_path(unit: str, year: int, lang: str) -> Path:
    """Where the report lies: `report.html` in Chinese, `report.en.html` in English."""
    return report_folder(unit, year) / ("report.html" if lang == "zh" else f"report.{lang}.html")


def path(name: str, unit: str, year: int) -> Path:
    """The parquet file of table `name`, for example ``tidy/statutory``."""
    return processed_folder(unit, year) / f"{name}.parquet"


def write(name: str, records: list[dict] | pd.DataFrame, unit: str, year: int) -> pd.DataFrame:
    """The validated frame of `records`, written to the table's file (see `write_all`)."""
    return write_all({name: records}, unit, year)[name]


def write_all(
    tables: Mapping[str, list[dict] | pd.DataFrame],
    unit: str,
    year: int,
) -> dict[str, pd.DataFrame]:
    """The validated frames of `tables`, by name, each written to its table's file.

    `unit` and `year` are filled in where a table has them. Tables that refer to one another are
    written together. Raises pandera.errors.SchemaErrors and leaves all old files where a value
    does not fit, a key stands twice, or a row refers to one that is not there.
    """
    from helpers import schemas

    frames = {name: _typed(name, records, unit, year) for name, records in tables.items()}
    schemas.check_keys(frames, lambda name: _keys(name, unit, year))
    for name, frame in frames.items():
        _write_parquet(frame, path(name, unit, year))
    return frames


def _typed(name: str, records: list[dict] | pd.DataFrame, unit: str, year: int) -> pd.DataFrame:
    from helpers import schemas

    rows = records if isinstance(records, list) else records.to_dict("records")
    if any(column.name == "unit" for column in schemas.TABLES[name]):
        rows = [{**row, "unit": unit, "year": year} for row in rows]
    return schemas.typed(name, rows)


def exists(name: str, unit: str, year: int) -> bool:
    """Whether table `name` has been written, in this run or an earlier one."""
    return _found(name, unit, year) is not None


def _found(name: str, unit: str, year: int) -> Path | None:
    target = path(name, unit, year)
    return next((there for there in (staged(target), target) if there.exists()), None)


def _keys(name: str, unit: str, year: int) -> set | None:
    """The keys of a table as it was written; None where it has not been."""
    import pyarrow.parquet as pq

    from helpers import schemas

    there = _found(name, unit, year)
    if there is None:
        return None
    (key,) = schemas.TABLES[name].key
    return set(pq.read_table(there, columns=[key])[key].to_pylist())


def _write_parquet(frame: pd.DataFrame, target: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with whole(target) as temporary:
        # Without pandas' own notes in the file: it cannot read back the names of list types.
        table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
        pq.write_table(table, temporary)


def read(name: str, unit: str, year: int) -> pd.DataFrame:
    """Table `name` as it was written, validated again.

    Raises FileNotFoundError that says which stage writes it.
    """
    import pyarrow.parquet as pq

    from helpers import schemas

    there = _found(name, unit, year)
    if there is None:
        source = path(name, unit, year)
        raise FileNotFoundError(
            f"{source.relative_to(project_root())} is not there yet; "
            f"run `make data UNIT={unit} YEAR={year}` first"
        )
    return schemas.validated(name, pq.read_table(there))


def write_text(target: Path, content: str, at_once: bool = False) -> None:
    """Writes `content` as UTF-8, whole or not at all."""
    with whole(target, at_once) as temporary:
        temporary.write_text(content, encoding="utf-8")


def write_json(target: Path, content: dict) -> None:
    """Writes `content`, whole or not at all, at once even inside a stage."""
    text = json.dumps(content, ensure_ascii=False, indent=2, default=str)
    write_text(target, text + "\n", at_once=True)


@contextmanager
def whole(target: Path, at_once: bool = False) -> Iterator[Path]:
    """A file to write to, which becomes `target` when the block has ended without an error.

    Inside a stage it becomes `target` when the stage has ended, unless `at_once`.
    """
    place = target if at_once else staged(target)
    place.parent.mkdir(parents=True, exist_ok=True)
    root = _written_root(target)
    beside = (
        nullcontext(place.parent) if place != target or not root else temporary.unfinished(root)
    )
    with beside as folder:
        waiting = folder / f".{place.name}.{os.getpid()}"
        try:
            yield waiting
            waiting.replace(place)
        finally:
            waiting.unlink(missing_ok=True)


def written_roots() -> tuple[Path, Path]:
    """The two folders that runs write below."""
    return project_root() / "data" / "processed", project_root() / "reports"


def _written_root(target: Path) -> Path | None:
    return next((root for root in written_roots() if target.is_relative_to(root)), None)


def staged(target: Path) -> Path:
    """Where `target` is written now: its own place or, inside a stage, one on the same disk."""
    run, root = place().run, _written_root(target)
    if not run or not root:
        return target
    return root / temporary.UNFINISHED / run / target.relative_to(root)


def move_staged(unit: str, year: int) -> None:
    """Puts everything that is staged for the document in its place."""
    for folder in (processed_folder(unit, year), report_folder(unit, year)):
        staging = staged(folder)
        for waiting in sorted(staging.rglob("*")):
            if waiting.is_file():
                target = folder / waiting.relative_to(staging)
                target.parent.mkdir(parents=True, exist_ok=True)
                waiting.replace(target)
    drop_staged(unit, year)


def drop_staged(unit: str, year: int) -> None:
    """Forgets what this run has staged for the document."""
    for folder in (processed_folder(unit, year), report_folder(unit, year)):
        if staged(folder) != folder:
            shutil.rmtree(staged(folder), ignore_errors=True)
