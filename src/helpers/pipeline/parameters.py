"""The parameters of a run: their names, types and what they may be, checked before any kernel."""

from __future__ import annotations

import ast
import difflib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from helpers.documents import BadParameter, all_documents, check_unit, check_year
from helpers.documents.source import cut, short

NOTEBOOKS = Path(__file__).parents[3] / "notebooks"
LANGUAGES = ("zh", "en", "both")
MOST_BARS = 100
_LONGEST_NUMBER = 20  # digits; Python refuses to read numbers of thousands


@dataclass(frozen=True)
class Parameter:
    """One parameter: how its value is read, what it may be, and whether it is the report's alone.

    `read` gives the typed value, or raises BadParameter. A change of a parameter that is
    `of_the_report` leaves the data as they are.
    """

    kind: type
    allowed: str
    help: str
    read: Callable[[Any], Any]
    of_the_report: bool = False


def _unit(value: Any) -> str:
    check_unit(value)
    return value


def _year(value: Any) -> int:
    year = _whole(value)
    check_year(year)
    return year


def _choice(name: str, choices: tuple[str, ...], value: Any) -> str:
    if value not in choices:
        near = difflib.get_close_matches(str(value).lower(), choices, n=1)
        meant = f" Did you mean {near[0]}?" if near else ""
        raise BadParameter(f"{name} is one of {', '.join(choices)}; found {short(value)}.{meant}")
    return value


def _count(name: str, most: int, value: Any) -> int:
    count = _whole(value)
    if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= most:
        raise BadParameter(f"{name} is a whole number from 1 to {most}; found {short(value)}.")
    return count


def _whole(value: Any) -> Any:
    """A number that was written as digits; anything else as it is, for the caller to refuse."""
    digits = isinstance(value, str) and value.isascii() and value.strip().isdecimal()
    return int(value) if digits and len(value) < _LONGEST_NUMBER else value


# The one schema. The notebooks' parameters cells hold these names in this order, with this help
# and with the defaults; a test compares them.
PARAMETERS: dict[str, Parameter] = {
    "UNIT": Parameter(str, "a folder's name", "folder of the department below data/raw/", _unit),
    "YEAR": Parameter(
        int, "2000 to 2100, no default in a run", "fiscal year of the final accounts", _year
    ),
    "REPORT_LANG": Parameter(
        str,
        ", ".join(LANGUAGES),
        'language of words and figures: "zh" or "en"; a run takes "both" too',
        partial(_choice, "REPORT_LANG", LANGUAGES),
        of_the_report=True,
    ),
    "TOP_N": Parameter(
        int,
        f"1 to {MOST_BARS}",
        "how many classes or projects a chart shows, the largest first",
        partial(_count, "TOP_N", MOST_BARS),
        of_the_report=True,
    ),
}


def checked(given: dict[str, Any]) -> dict[str, Any]:
    """All parameters, typed: those of `given`, the others as the notebooks have them.

    Strings of digits become numbers only where the parameter is a number: a name or a code
    keeps its leading zeros. Raises BadParameter for a name or a value that is not known, and
    for YEAR where it is missing: a run must not guess which year it was asked for.
    """
    for name in given:
        if name not in PARAMETERS:
            raise BadParameter(unknown(name))
    said = {name: value for name, value in given.items() if value not in (None, "")}
    if "YEAR" not in said:
        there = ", ".join(f"UNIT={unit} YEAR={year}" for unit, year in all_documents())
        raise BadParameter(f"YEAR is missing. There are final accounts for: {there or 'none yet'}.")
    asked = {**defaults(), **said}
    return {name: one.read(asked[name]) for name, one in PARAMETERS.items()}


def defaults() -> dict[str, Any]:
    """The values in the parameters cell of the first notebook, by name."""
    return of_notebook(min(NOTEBOOKS.glob("*.ipynb")))


@cache
def of_notebook(notebook: Path) -> dict[str, Any]:
    """The values in the parameters cell of `notebook`, by name.

    Raises BadParameter where that cell does not set every parameter to a literal: papermill
    would warn, and go on with a value that nobody asked for.
    """
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    tagged = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", ())]
    source = "".join("".join(cell["source"]) for cell in tagged)
    try:
        values = dict(map(_literal, ast.parse(source).body))
    except (SyntaxError, ValueError) as error:
        raise BadParameter(
            f"The parameters cell of {notebook.name} must hold lines like YEAR = 2020 and "
            f"nothing else; found {cut(repr(source), 300)}."
        ) from error
    if set(values) != set(PARAMETERS):
        raise BadParameter(
            f"The parameters cell of {notebook.name} sets {', '.join(values) or 'nothing'}; it "
            f"must set {', '.join(PARAMETERS)}. Bring the cell back as it was."
        )
    return values


def _literal(line: ast.stmt) -> tuple[str, Any]:
    """The name and the value of a line like YEAR = 2020. Raises ValueError for another line."""
    if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
        return line.targets[0].id, ast.literal_eval(line.value)
    raise ValueError(f"no literal is set: {ast.unparse(line)}")


def unknown(name: str) -> str:
    """The message for a parameter that does not exist: the nearest one, and all there are."""
    near = nearest(name)
    meant = f" Did you mean {near}?" if near else ""
    return f"There is no parameter {short(name)}.{meant} There are: {', '.join(PARAMETERS)}."


def nearest(name: str, also: tuple[str, ...] = ()) -> str | None:
    """The parameter (or word of `also`) that `name` is most likely meant to be; else null."""
    found = difflib.get_close_matches(name.upper(), [*PARAMETERS, *also], n=1, cutoff=0.6)
    return found[0] if found else None
