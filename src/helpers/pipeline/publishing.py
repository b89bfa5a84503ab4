"""The report page, made of the executed notebook by nbconvert."""

from __future__ import annotations

from pathlib import Path

from helpers import store
from helpers.documents.source import in_project
from helpers.pipeline.errors import StageFailed


def publish_report(executed: Path, unit: str, year: int, lang: str) -> None:
    """Stages the report that the notebook, to be kept at `executed`, shows.

    In this process, which has imported most of nbconvert to run notebooks. Raises StageFailed
    where there is nothing to be made of it.
    """
    from helpers.publish.page import write_report

    try:
        write_report(store.staged(executed), unit, year, lang)
    except ValueError as error:
        raise StageFailed(f"No report could be made of {in_project(executed)}: {error}") from error
