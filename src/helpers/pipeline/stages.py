"""The stages of a run as data: which notebook, what it reads, what it must leave behind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers import store
from helpers.pipeline.parameters import NOTEBOOKS, PARAMETERS


class StageFailed(Exception):
    """A notebook of ours did not finish; the message says which cell, why, and where to look."""

    exit_status = 1


@dataclass(frozen=True)
class Stage:
    """One notebook of the run; inputs and outputs are names of tables.

    `beside` are patterns of the files that it makes beside its tables, below the document's folder
    of `data/processed` or, where it `publishes`, of `reports`; `packed` are those that a stage
    which publishes makes below `data/processed` all the same. `rooms` are the rooms of the package
    that its result depends on. A stage that `reads_pdf` reads the document itself, one that
    `corrects` what people have written into corrections.yml. The notebook of a stage that
    `publishes` becomes the report once it has run, in one language.
    """

    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rooms: tuple[str, ...]
    beside: tuple[str, ...] = ()
    packed: tuple[str, ...] = ()
    reads_pdf: bool = False
    corrects: bool = False
    publishes: bool = False

    @property
    def notebook(self) -> Path:
        return NOTEBOOKS / f"{self.name}.ipynb"

    def label(self, lang: str) -> str:
        """The stage's name with the language of its report, where that is not Chinese."""
        return f"{self.name}.{lang}" if self.publishes and lang != "zh" else self.name

    def parameters(self, given: dict[str, Any]) -> dict[str, Any]:
        """Those of the `given` parameters that what the stage writes depends on."""
        return {
            name: value
            for name, value in given.items()
            if self.publishes or not PARAMETERS[name].of_the_report
        }


_PRINTED = ("as_printed/pages", "as_printed/cells", "as_printed/paragraphs", "as_printed/lines")
_BUDGET_PRINTED = (
    *(name.replace("/", "/budget_") for name in _PRINTED),
    "as_printed/pieces",
)
_BUDGET_TIDY = (
    "tidy/documents",
    "tidy/budget",
    "tidy/budget_tables",
    "tidy/budget_statements",
    "tidy/budget_notes",
)
_TIDY = (
    "tidy/statutory",
    "tidy/statutory_tables",
    "tidy/other_tables",
    "tidy/budget_vs_outturn",
    "tidy/facts",
    "tidy/figure_values",
    "tidy/projects",
    "tidy/indicators",
    "tidy/work_items",
    "tidy/statements",
    "tidy/glossary",
    "tidy/profile",
    "tidy/reading_notes",
    "tidy/numbers",
    "tidy/unclaimed_numbers",
    "tidy/places",
    "tidy/corrections",
)
_CHECKED = (
    "results/checks",
    "results/check_numbers",
    "results/verification",
    "results/leads",
    "results/lead_numbers",
    "results/scorecard",
    "results/budget_join",
)
_ANALYSED = (
    "results/budget_by_class",
    "results/budget_by_project",
    "results/budget_composition",
    *(f"results/figure_{number}" for number in (1, 2, 3, 4)),
)

_PACKAGE = ("*/*.csv", "*.xlsx", "CITATION.cff", "datapackage.json")

STAGES = (
    Stage("01_extract", (), (*_PRINTED, *_BUDGET_PRINTED), ("extract", "evidence"), reads_pdf=True),
    Stage(
        "02_clean",
        (*_PRINTED, *_BUDGET_PRINTED),
        (*_TIDY, *_BUDGET_TIDY),
        ("extract", "wording", "ledger", "interpret", "operands"),
        corrects=True,
    ),
    Stage(
        "03_audit",
        (*_PRINTED, *_TIDY, *_BUDGET_TIDY),
        _CHECKED,
        (
            "extract",
            "wording",
            "operands",
            "checks",
            "leads",
            "join",
            "seen",
            "evidence",
            "labels",
            "analysis",
            "plots",
        ),
        reads_pdf=True,
    ),
    Stage(
        "04_analyse",
        # The checks for the workbook, in which every table has its sheet.
        (*_TIDY, *_CHECKED),
        _ANALYSED,
        ("wording", "operands", "join", "seen", "labels", "analysis", "plots", "datapackage"),
        beside=_PACKAGE,
    ),
    Stage(
        "05_report",
        (*_PRINTED, "as_printed/pieces", *_TIDY, *_BUDGET_TIDY, *_CHECKED, *_ANALYSED),
        (),
        (
            "extract",
            "wording",
            "ledger",
            "operands",
            "join",
            "seen",
            "evidence",
            "labels",
            "analysis",
            "plots",
            "datapackage",
            "report",
        ),
        beside=("figures/*",),
        reads_pdf=True,
        publishes=True,
    ),
)
DATA_STAGES = STAGES[:-1]
#: What runs instead where a budget lies there without final accounts.
BUDGET_STAGES = (
    Stage(
        "budget",
        (),
        (
            *_BUDGET_PRINTED,
            *_BUDGET_TIDY,
            "tidy/numbers",
            "tidy/places",
            "tidy/corrections",
            "results/checks",
            "results/check_numbers",
            "results/leads",
            "results/lead_numbers",
        ),
        (
            "extract",
            "wording",
            "ledger",
            "interpret",
            "operands",
            "checks",
            "leads",
            "join",
            "seen",
            "evidence",
            "labels",
            "analysis",
            "plots",
            "datapackage",
            "report",
        ),
        packed=_PACKAGE,
        reads_pdf=True,
        corrects=True,
        publishes=True,
    ),
)


def executed_notebook(stage: Stage, unit: str, year: int, lang: str) -> Path:
    """Where the executed copy of the stage's notebook is kept."""
    return store.report_folder(unit, year) / "notebooks" / f"{stage.label(lang)}.ipynb"


def made_files(stage: Stage, unit: str, year: int, lang: str) -> list[Path]:
    """What the stage makes: the files that must be there, and those beside them that are."""
    tables = [store.path(name, unit, year) for name in stage.outputs]
    made = [executed_notebook(stage, unit, year, lang), *tables]
    folder = store.processed_folder(unit, year)
    if stage.publishes:
        made.append(store.report_path(unit, year, lang))
        folder = store.report_folder(unit, year)
    beside = (path for pattern in stage.beside for path in folder.glob(pattern))
    data = store.processed_folder(unit, year)
    packed = [path for pattern in stage.packed for path in data.glob(pattern)]
    own = [path for path in beside if not stage.publishes or _language(path) == lang]
    return made + own + packed


def _language(path: Path) -> str:
    """The language of a report's figure: figure_1.svg is Chinese, figure_1.en.svg English."""
    return path.suffixes[0][1:] if len(path.suffixes) > 1 else "zh"


def unwritten(stage: Stage, unit: str, year: int) -> list[Path]:
    """The files that the stage, now at its end, should have staged and has not."""
    paths = (store.path(output, unit, year) for output in stage.outputs)
    return [path for path in paths if not store.staged(path).exists()]


def rows(stage: Stage, unit: str, year: int) -> dict[str, int]:
    """Rows of every table the stage left, by the table's short name."""
    import pyarrow.parquet as pq

    paths = (store.path(output, unit, year) for output in stage.outputs)
    return {path.stem: pq.read_metadata(path).num_rows for path in paths}
