"""source.yml: where a PDF comes from, as people fill it in; a run reads it and never writes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from helpers import store
from helpers.documents.cover import Titles
from helpers.documents.limits import BadSource, InputError

SOURCE = "source.yml"
_NUMBERS = ("year", "pages")  # its other fields are texts or dates
_LARGEST, _DEEPEST = 1_000_000, 8  # bytes and lists in lists: hundreds of corrections are neither
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, 20 times as fast


def read(path: Path) -> dict:
    """What source.yml says; empty where there is none. Raises BadSource.

    A moment is taken for its day, a number where a text is expected for the text of its digits.
    """
    if not path.exists():
        return {}
    source = read_by_people(path, BadSource, "Or delete the file and run make add again.")
    if not isinstance(source, dict | None):
        raise BadSource(
            f"{in_project(path)} must hold `name: value` lines; see docs/adding-a-document.md."
        )
    return {name: _value(name, value, path) for name, value in (source or {}).items()}


def _value(name: object, value: Any, path: Path) -> str | int | float | date | None:
    """The value of one line of source.yml. Raises BadSource where it is not one plain value."""
    if not isinstance(name, str):
        raise BadSource(
            f"{in_project(path)}: a line begins with {short(name)}, which is no field's name."
        )
    if isinstance(value, datetime):
        return value.date()
    if value is not None and not isinstance(value, str | int | float | date):
        raise BadSource(
            f"{in_project(path)}: {short(name)} must be one text, number or date; found a "
            f"{type(value).__name__}."
        )
    plain = name in _NUMBERS or value is None or isinstance(value, date)
    return value if plain else str(value)


def read_by_people(path: Path, wrong: type[InputError], else_do: str = "") -> Any:
    """What a YAML file that people write holds, in bounded time and memory.

    Raises `wrong` for one that is no YAML, too large or too deep, that has a date that no
    calendar has, or that refers to itself: anchors and aliases are of no use here, and a few
    lines of them can stand for a memory full.
    """
    told = f"{in_project(path)} is not readable YAML"
    try:
        if path.stat().st_size > _LARGEST:
            raise wrong(f"{told}: it is larger than {_LARGEST // 1000:,} kB. {else_do}".strip())
        text = path.read_text(encoding="utf-8-sig")
        _check_events(text)
        return yaml.load(text, Loader=_LOADER)
    except (yaml.YAMLError, ValueError, OverflowError, OSError) as error:
        why = cut(" ".join(str(error).split()), 300)
        raise wrong(f"{told} ({why}). Mend that line. {else_do}".strip()) from error


def _check_events(text: str) -> None:
    """Raises yaml.YAMLError for nesting that is too deep, and for aliases."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        where = f"line {event.start_mark.line + 1}"
        if depth > _DEEPEST:
            raise yaml.YAMLError(f"{where}: lists in lists more than {_DEEPEST} deep")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.YAMLError(f"{where}: an anchor or alias (& or *); write out what is meant")


def short(value: object) -> str:
    """`value` as a sentence shows it: what somebody gave can be of any length."""
    return cut(repr(value), 60)


def cut(text: str, most: int) -> str:
    """`text`, without its middle where it has more than `most` characters."""
    return text if len(text) <= most else f"{text[: most - 10]}…{text[-9:]}"


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


def new(titles: Titles, unit: str, year: int, sha256: str, pages: int, scope: str) -> str:
    """The text of a source.yml: what the PDF says of itself, null for people to fill in."""
    fields = {
        "unit": unit,
        "year": year,
        "kind": "final_accounts",
        "scope": scope,
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
