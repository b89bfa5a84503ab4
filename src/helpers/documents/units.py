"""units.yml: which folder each publisher has, and what people know of the units.

data/raw/units.yml is written by people; a run adds units that are new and changes nothing else.
A line that nobody can have meant is an error that names file, unit and line, and what is known.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from helpers import store
from helpers.documents.limits import BadSource
from helpers.documents.source import cut, in_project, read_by_people, short

UNITS = "units.yml"
SCOPES = ("department", "unit", "own_office", "not_said")
#: What a folder's name says of a scope that is not the whole department's.
_ENDS = {"unit": "dan-wei", "own_office": "ben-ji"}
_RELATIONS = ("predecessor", "successor", "department")
_TEXTS = ("region", "kind", "peer_group")
FIELDS = ("names", *_RELATIONS, *_TEXTS, "scope")
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_LONGEST = 60  # letters of a proposed name
_HEAD = """\
# The units: which folder each publisher has, and what people know of it. A run adds publishers
# that are new and changes nothing else. Names by year, what it was before (predecessor) and
# became (successor), whose unit it is (department), region, kind and peer group are for people
# to fill in.
"""


def units_path() -> Path:
    return store.project_root() / "data" / "raw" / UNITS


def read_units() -> dict[str, dict[str, Any]]:
    """What units.yml says of each unit, by the name of its folder: `names` one text or texts by
    year, `scope` one of SCOPES or several, all else one text or null.

    Raises BadSource for what is not so: an unknown key, a list where a text is meant, a
    predecessor that is no unit.
    """
    path = units_path()
    said = read_by_people(path, BadSource) if path.exists() else None
    if said is None:
        return {}
    for unit, one in said.items() if isinstance(said, dict) else [(said, None)]:
        if not isinstance(unit, str) or not isinstance(one, dict | None):
            raise BadSource(
                f"{in_project(path)} must hold a line `folder-name:` a unit, and below it lines "
                f"`name: value`; found {short(unit)}."
            )
    units = {unit: _unit(unit, one or {}) for unit, one in said.items()}
    folders = (one.name for one in path.parent.iterdir() if one.is_dir())
    known = {*units, *(name for name in folders if not name.startswith("."))}
    for unit, one in units.items():
        for key in _RELATIONS:
            if one.get(key) is not None:
                _check_relation(unit, key, one[key], units, known)
    return units


def _unit(unit: str, said: Mapping[Any, Any]) -> dict[str, Any]:
    """One unit's lines, each as it must be. Raises BadSource."""
    for key in said:
        if key not in FIELDS:
            known = f"Known are {', '.join(FIELDS)}; what else you know goes behind a #."
            raise _wrong(unit, key, f"is no line of a unit.{_meant(key, FIELDS)} {known}")
    one = dict(said)
    for key in (*_RELATIONS, *_TEXTS):
        if key in one:
            what = "one folder's name" if key in _RELATIONS else "one text"
            one[key] = _text(unit, key, one[key], what)
    if "names" in one:
        one["names"] = _checked_names(unit, one["names"])
    for scope in scopes_of(one) if "scope" in one else ():
        if scope not in SCOPES:
            raise _wrong(
                unit, "scope", f"is one of {', '.join(SCOPES)}, or several of them as [department, "
                f"unit]; found {short(scope)}.{_meant(scope, SCOPES)}",
            )  # fmt: skip
    return one


def _text(unit: str, key: str, value: Any, expected: str) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        kind = type(value).__name__
        raise _wrong(unit, key, f"must be {expected}; found a {kind} ({short(value)}).")
    return str(value)


def _checked_names(unit: str, said: Any) -> str | dict[int, str] | None:
    expected = "one name, or names by year as {2022: 某某局, 2023: 某某某局}"
    if not isinstance(said, dict):
        return _text(unit, "names", said, expected)
    names = {}
    for year, name in said.items():
        number = int(year) if str(year).isascii() and str(year).isdecimal() else 0
        if not _FIRST_YEAR <= number <= _LAST_YEAR or not isinstance(name, str):
            found = f"{cut(str(year), 40)}: {cut(str(name), 40)}"
            raise _wrong(unit, "names", f"must be {expected}; found `{found}`.")
        names[number] = name
    return names


def _check_relation(
    unit: str, key: str, said: str, units: Mapping[str, dict[str, Any]], known: Iterable[str]
) -> None:
    """Raises BadSource where what is said is not the folder of another unit."""
    if said == unit:
        raise _wrong(unit, key, "is the unit itself; say another one's folder, or nothing.")
    if said in known:
        return
    named = [other for other, one in units.items() if said in names_of(one)]
    if named:
        what = f"is told by its folder, not by a name: {key}: {named[0]} (found {short(said)})."
        raise _wrong(unit, key, what)
    raise _wrong(
        unit,
        key,
        f"{short(said)} is no unit here.{_meant(said, known)} Units are the lines of this file and "
        "the folders beside it; for one whose PDFs are still to come, write a line `its-folder: "
        "{}`.",
    )


def _wrong(unit: str, key: object, what: str) -> BadSource:
    return BadSource(f"{in_project(units_path())}: {unit}: {cut(str(key), 40)} {what}")


def _meant(said: object, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(str(said), sorted(known), n=1)
    return f" Did you mean {near[0]}?" if near else ""


def names_of(unit: Mapping[str, Any]) -> list[str]:
    """Every name that a unit has or had: one text, or texts by year."""
    names = unit.get("names")
    return list(names.values()) if isinstance(names, dict) else [names] if names else []


def scopes_of(unit: Mapping[str, Any]) -> list[Any]:
    """The scopes that people have said a folder is for; empty where any may lie in it."""
    said = unit.get("scope")
    scopes = said if isinstance(said, list) else [said]
    return [one for one in scopes if one not in (None, "not_said")]


def proposed(publisher: str, scope: str = "not_said") -> str:
    """A folder's name in pinyin, with the scope where it is not the whole department's.

    >>> proposed("某某市财政局"), proposed("某某市财政局", "own_office")
    ('mou-mou-shi-cai-zheng-ju', 'mou-mou-shi-cai-zheng-ju-ben-ji')
    """
    from pypinyin import lazy_pinyin

    bare = re.sub(r"[^\u4e00-\u9fffA-Za-z0-9]+", " ", publisher)
    syllables = [
        part for one in lazy_pinyin(bare) for part in re.findall(r"[a-z0-9]+", one.lower())
    ]
    name = "-".join(syllables)
    if len(name) > _LONGEST:  # two long names must not become one
        name = f"{name[:_LONGEST].rsplit('-', 1)[0]}-{mark(publisher)}"
    end = _ENDS.get(scope)
    return name if not end or name.endswith(end) else f"{name}-{end}"


def mark(publisher: str) -> str:
    """Six letters that two publishers of one pinyin do not share."""
    return hashlib.sha256(publisher.encode()).hexdigest()[:6]


def keep_units(new: Mapping[str, dict[str, Any]]) -> None:
    """Writes `names` and `scope` of units that units.yml does not have behind what stands there."""
    if not new:
        return
    path, blank = units_path(), dict.fromkeys(FIELDS)
    before = path.read_text(encoding="utf-8-sig") if path.exists() else _HEAD
    lines = {unit: blank | one for unit, one in new.items()}
    text = yaml.safe_dump(lines, allow_unicode=True, sort_keys=False)
    store.write_text(path, f"{before.rstrip()}\n{text}", at_once=True)
