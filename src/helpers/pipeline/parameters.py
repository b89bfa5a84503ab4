"""The parameters of a run: their names, types and what they may be, checked before any kernel."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import Any

from helpers.documents import BadParameter, check_unit, check_year, documents

LANGUAGES = ("zh", "en")


def _unit(value: Any) -> str:
    check_unit(value)
    return value


def _year(value: Any) -> int:
    year = int(value) if isinstance(value, str) and value.strip().isdecimal() else value
    check_year(year)
    return year


def _report_lang(value: Any) -> str:
    if value not in LANGUAGES:
        near = difflib.get_close_matches(str(value).lower(), LANGUAGES, n=1)
        meant = f" Did you mean {near[0]}?" if near else ""
        raise BadParameter(
            f"REPORT_LANG is one of {', '.join(LANGUAGES)}; found {value!r}.{meant}"
        )
    return value


# The one schema: what the notebooks' parameters cells hold, and how each value is read.
PARAMETERS: dict[str, Callable[[Any], Any]] = {
    "UNIT": _unit,
    "YEAR": _year,
    "REPORT_LANG": _report_lang,
}


def checked(given: dict[str, Any]) -> dict[str, Any]:
    """All parameters, typed: those of `given`, and REPORT_LANG zh where it is not given.

    Raises BadParameter for a name or a value that is not known, and for a missing one.
    """
    given = {"REPORT_LANG": LANGUAGES[0], **given}
    for name in given:
        if name not in PARAMETERS:
            raise BadParameter(unknown(name))
    for name in ("UNIT", "YEAR"):
        if given.get(name) in (None, ""):
            there = ", ".join(f"UNIT={unit} YEAR={year}" for unit, year in documents())
            raise BadParameter(
                f"{name} is missing. There are final accounts for: {there or 'none yet'}."
            )
    return {name: PARAMETERS[name](value) for name, value in given.items()}


def unknown(name: str) -> str:
    """The message for a parameter that does not exist: the nearest one, and all there are."""
    near = nearest(name)
    meant = f" Did you mean {near}?" if near else ""
    return f"There is no parameter {name!r}.{meant} There are: {', '.join(PARAMETERS)}."


def nearest(name: str, also: tuple[str, ...] = ()) -> str | None:
    """The parameter (or word of `also`) that `name` is most likely meant to be; else null."""
    found = difflib.get_close_matches(name.upper(), [*PARAMETERS, *also], n=1, cutoff=0.6)
    return found[0] if found else None
