"""source.yml: where a PDF comes from, as people fill it in; a run reads it and never writes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import yaml

from helpers import store
from helpers.documents.cover import Titles
from helpers.documents.limits import BadSource

SOURCE = "source.yml"


def read(path: Path) -> dict:
    """What source.yml says; empty where there is none."""
    if not path.exists():
        return {}
    try:
        source = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadSource(
            f"{in_project(path)} is not readable YAML ({' '.join(str(error).split())}). "
            "Mend that line, or delete the file and run make add again."
        ) from error
    if not isinstance(source, dict | None):
        raise BadSource(
            f"{in_project(path)} must hold `name: value` lines; see docs/adding-a-document.md."
        )
    return source or {}


def warnings_about(source: dict, sha256: str, year: int, shown: str) -> Iterator[str]:
    """What does not fit between a PDF and its source.yml; the PDF is what counts."""
    if not source:
        yield f"{shown} has no {SOURCE} beside it: publisher and title are unknown."
    if source.get("sha256", sha256) != sha256:
        yield (
            f"{shown} is another file than the one {SOURCE} describes (its sha256 begins with "
            f"{sha256[:12]}); the numbers are of the PDF that lies there."
        )
    if source.get("year", year) != year:
        yield f"{SOURCE} says year {source['year']}, the folder {year}."


def new(titles: Titles, unit: str, year: int, sha256: str, pages: int) -> str:
    """The text of a source.yml: what the PDF says of itself, null for people to fill in."""
    fields = {
        "unit": unit,
        "year": year,
        "kind": "final_accounts",
        "title_zh": titles.title,
        "title_en": None,
        "publisher_zh": titles.publisher,
        "publisher_en": None,
        "url": None,
        "published": None,
        "added": date.today().isoformat(),
        "sha256": sha256,
        "pages": pages,
    }
    return written(fields)


def written(fields: dict) -> str:
    """The text of a file of `fields` for people to fill in."""
    head = "# Where this PDF comes from. Please fill in what is null; a run never writes here.\n"
    return head + yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)


def in_project(path: Path) -> str:
    """`path` as seen from the project's folder, so that messages name no machine's folders."""
    root = store.project_root()
    return str(path.relative_to(root) if path.is_relative_to(root) else path)
