"""The report page, made of the executed notebook in a process that has the libraries already."""

from __future__ import annotations

import os
from pathlib import Path

from helpers import apart, store
from helpers.documents.source import in_project
from helpers.pipeline.environment import for_libraries
from helpers.pipeline.errors import StageFailed

_LIMITS = apart.Limits(seconds=1_800)


def publish_report(executed: Path, unit: str, year: int, lang: str) -> None:
    """Stages the report that the notebook, to be kept at `executed`, shows.

    Raises StageFailed where there is nothing to be made of it.
    """
    try:
        apart.call(_write, store.place(), store.staged(executed), unit, year, lang,
                   limits=_LIMITS)
    except (ValueError, apart.GaveUp) as error:
        raise StageFailed(f"No report could be made of {in_project(executed)}: {error}") from error


def _write(place: store.Place, executed: Path, unit: str, year: int, lang: str) -> None:
    os.environ.update(for_libraries())
    from helpers import publish  # here: it takes seconds where the process is not a warm one

    with store.at(place):
        publish.write_report(executed, unit, year, lang)
