"""The run itself: the order of the notebooks, their parameters, what is stale, what came out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from helpers import show, store
from helpers.documents import document_path, is_budget_alone
from helpers.pipeline import parameters as schema
from helpers.pipeline.stages import BUDGET_STAGES, DATA_STAGES, STAGES, Stage, StageFailed

__all__ = ["DATA_STAGES", "STAGES", "Stage", "StageFailed", "ensure_inputs", "run"]


def run(stages: Sequence[Stage], given: dict[str, Any], force: bool = False) -> list[str]:
    """The names of those of `stages` that had to run, after they have.

    `given` is parameters by name, checked with the document before any kernel starts. Prints
    a line a stage that runs; `force` runs all. A budget without accounts has a stage of its own.
    Raises InputError or StageFailed; the last good report stays then.
    """
    parameters = schema.checked(given)
    unit, year = parameters["UNIT"], parameters["YEAR"]
    if is_budget_alone(unit, year):
        stages = BUDGET_STAGES
    else:
        document_path(unit, year)
    jobs = [
        (stage, parameters | {"REPORT_LANG": lang})
        for stage in stages
        for lang in _languages(stage, parameters["REPORT_LANG"])
    ]
    for stage, _ in jobs:
        schema.of_notebook(stage.notebook)
    from helpers.pipeline.runs import run_stale

    return [one["stage"] for one in run_stale(jobs, unit, year, parameters, force)]


def ensure_inputs(notebook: str, unit: str, year: int) -> None:
    """Runs the stages before `notebook` whose results are missing or no longer true.

    For the first cells of a notebook opened in JupyterLab: what is there is used, what is
    not is made, a line a stage. Inside a run, where every stage has its turn, it does only what
    it does there too: from here on the notebook's tables go through `show`. Raises InputError,
    StageFailed, or ValueError for a notebook that is no stage.
    """
    show.in_notebook()
    if store.place().run:
        return
    names = [stage.name for stage in STAGES]
    if notebook not in names:
        raise ValueError(f"{notebook!r} is no stage; the stages are {', '.join(names)}")
    parameters = schema.checked({"UNIT": unit, "YEAR": year})
    document_path(unit, year)
    jobs = [(stage, parameters) for stage in STAGES[: names.index(notebook)]]
    from helpers.pipeline.runs import run_stale

    run_stale(jobs, unit, year)


def _languages(stage: Stage, lang: str) -> tuple[str, ...]:
    """The languages that the stage runs in: a report has its own run for each of its two."""
    if lang != "both":
        return (lang,)
    return ("zh", "en") if stage.publishes else ("zh",)
