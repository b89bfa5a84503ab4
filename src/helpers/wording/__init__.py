"""The field's words as data: tables, measures, codes and labels, kept in the YAML files beside.

    load("tables")["header_words"]        # a file as it is written
    record("sentences", Sentences).years  # a file as a typed record, its patterns compiled
    record("charts", Charts, "restates")  # or a part of it

`record` checks a file when it is loaded: an entry that nobody reads, one that is missing, a value
of another type and a pattern that is none are told with their place in the file. Patterns are
put together from `PARTS` and the file's own `parts`: ``{unit}`` is what `parts` has under `unit`.
"""

from __future__ import annotations

import dataclasses
import re
import types
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import yaml

# libyaml's loader is ten times as fast; a PyYAML built without it has only its own.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Record = TypeVar("Record")

#: Numerals of parts, headings and items: 第三部分, 二、, （十一）.
NUMERALS = "一二三四五六七八九十"
NUMERAL = f"[{NUMERALS}]"
#: 第三部分
PART = f"第{NUMERAL}+部分"
#: 二、 before a heading or a line of a table.
HEADED = f"{NUMERAL}+、"
#: What stands behind a number that counts or measures, not the beginning of a name: 3项, not 3项目.
_MEASURE = (
    "[万亿千百元%‰倍亩吨米岁辆台套场件条批次名天]|平方|公[里顷斤分]|小时|分(?=[,。;、)])"
    "|个(?!人|体)|人(?!员|均|才|大)|项(?!目)|家(?!庭)|年(?!度|初|末)|月(?!度)"
)
#: 2.1 or 2.3.1 before a heading or an item; 2.36亿元 and 3.5公里 are amounts.
DECIMAL = (
    r"\d{1,2}(?:[.．]\d{1,2}){1,2}[、．]?(?=\s*(?:20\d\d年|[\u4e00-\u9fff“\"]))"
    rf"(?!\s*(?:{_MEASURE}))"
)
#: What stands before the items of a list instead of a number; fonts of their own have them too.
BULLET = "(?:[●○◆◇■▪▫◼•➢➤►▶★☆◎\uf000-\uf0ff]|——?)"
#: A printed number with its separators, point and sign; text after NFKC.
NUMBER = r"(?:[-−－]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[-−－]?\d+(?:\.\d+)?)"
#: What patterns in the files may name in braces.
PARTS = {"number": NUMBER, "numeral": NUMERAL, "part": PART}
_HEADED = re.compile(f"^{HEADED}")
_IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
#: Where a sentence, or one of several told in a row, ends; text after NFKC.
SENTENCE_END = re.compile("[。;]")


class BadWording(ValueError):
    """An entry of a wording file cannot be understood; the message says what to mend, and where."""


@cache
def load(name: str) -> dict:
    """The vocabulary file `name` (``load("tables")`` reads ``tables.yml``)."""
    return yaml.load((files(__name__) / f"{name}.yml").read_text(encoding="utf-8"), _Loader)


def load_all() -> None:
    """Load every file, so that a process that is forked from this one has them."""
    for file in files(__name__).iterdir():
        if file.name.endswith(".yml"):
            load(file.name.removesuffix(".yml"))


@cache
def record(name: str, kind: Callable[..., Record], *path: str) -> Record:
    """The vocabulary file `name`, or what stands at `path` in it, as one `kind`, a dataclass.

    It is loaded once and its patterns are compiled. Raises BadWording.
    """
    parts = {**PARTS, **load(name).get("parts", {})}
    entries: Any = {key: one for key, one in load(name).items() if key != "parts"}
    for key in path:
        entries = entries[key]
    return typed(kind, _filled(entries, parts), ": ".join((f"{name}.yml", *path)))


def _filled(value: Any, parts: dict[str, str]) -> Any:
    """`value` with the parts put where its texts name them, in the order of the parts."""
    if isinstance(value, dict):
        return {key: _filled(one, parts) for key, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, parts) for one in value]
    if isinstance(value, str):
        for name, text in reversed(parts.items()):
            value = value.replace(f"{{{name}}}", text)
    return value


def typed(kind: Any, value: Any, place: str) -> Any:
    """`value`, read from YAML, as the type `kind` says; `place` tells where it stands.

    `kind` is a dataclass, ``re.Pattern``, ``tuple[X, ...]``, ``frozenset[X]``, ``dict[str, X]``,
    ``X | None``, Decimal or a plain type.

    >>> typed(tuple[int, ...], [1, 2], "x.yml")
    (1, 2)
    """
    origin, inner = get_origin(kind), get_args(kind)
    if origin is types.UnionType:
        return None if value is None else typed(inner[0], value, place)
    if dataclasses.is_dataclass(kind):
        return _dataclass(kind, value, place)
    if origin in (tuple, frozenset):
        _is(list, value, place)
        return origin(typed(inner[0], one, f"{place}[{n}]") for n, one in enumerate(value))
    if origin is dict:
        _is(dict, value, place)
        return {key: typed(inner[1], one, f"{place}: {key}") for key, one in value.items()}
    if kind is re.Pattern:
        return _pattern(value, place)
    if kind is Decimal and isinstance(value, int):
        return Decimal(value)
    return value if kind is Any else _is(kind, value, place)


def _dataclass(kind: Any, value: Any, place: str) -> Any:
    _is(dict, value, place)
    hints = get_type_hints(kind)
    fields = {field.name: field for field in dataclasses.fields(kind)}
    if unknown := value.keys() - fields.keys():
        raise BadWording(f"{place}: {sorted(unknown)} are not known; there are {sorted(fields)}")
    missing = {
        name
        for name, field in fields.items()
        if field.default is field.default_factory is dataclasses.MISSING
    } - value.keys()
    if missing:
        raise BadWording(f"{place}: there is no {sorted(missing)}")
    return kind(**{key: typed(hints[key], one, f"{place}: {key}") for key, one in value.items()})


def _pattern(value: Any, place: str) -> re.Pattern:
    try:
        return re.compile(_is(str, value, place))
    except re.error as error:
        raise BadWording(f"{place}: {value!r} is no pattern: {error}") from error


def _is(kind: type, value: Any, place: str) -> Any:
    if not isinstance(value, kind):
        raise BadWording(f"{place}: {value!r} is no {kind.__name__}")
    return value


def last_sentence(text: str) -> str:
    """What stands behind the last full stop or semicolon of `text`.

    >>> last_sentence("收入10万元。支出8万元;结余")
    '结余'
    """
    return SENTENCE_END.split(text)[-1]


def without_number(text: str) -> str:
    """A heading or the name of a line without the numeral before it.

    >>> without_number("五、教育支出")
    '教育支出'
    """
    return _HEADED.sub("", text)


def ideographs(text: str) -> str:
    """The Chinese characters of `text` alone: 208类 is 类."""
    return "".join(_IDEOGRAPH.findall(text))
