"""Words shown to a reader, in the language asked for; the words themselves are `labels.yml`."""

from __future__ import annotations

import re
from functools import cache

from helpers import wording

LANGUAGES = ("zh", "en")
_BRACKETED_LEVEL = re.compile(r"[(（][类款项][)）]")
# A number that is longer than a reader takes in at a glance, and a minus before a number.
_LONG = re.compile(r"(?<![\d.,A-Za-z])(\d{4,})(\.\d+)(?![.\d])(?=(\s*(?:万元|元|%))?)")
_LIKE_A_DATE = re.compile(r"(?:19|20)\d\d\.(?:0[1-9]|1[0-2])")
_MINUS = re.compile(r"(?<![\w.)）%-])-(?=\d)")
_WHOLE = re.compile(r"([-−+]?)(\d+)(\.\d+)?(%?)")
# What stands before the name of a table in its title: 表3：, 公开05表, 2020年度.
_BEFORE_A_TABLE = re.compile(r"^(?:表\s*\d+|公开\s*\d+\s*表|\d{4}年度?|[：:、\s])+")
_NOT_PART_OF_A_NAME = re.compile(r"[\s()（）“”\"'‘’、,，。;；:：]|支出|决算")


def say(name: str, lang: str, /, **values: object) -> str:
    """The text of label `name` (``figures.1.title``) with `values` in its places.

    Raises KeyError naming the label that is not in `labels.yml`.
    """
    return template(name, lang).format(**values)


def template(name: str, lang: str) -> str:
    """The text of label `name` with its places open: ``{amount} 万元``."""
    return _label(name, lang)


def known(name: str) -> bool:
    """Whether `labels.yml` has the label `name`."""
    found = wording.load("labels")
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found is not None


def lines(name: str, lang: str) -> list[str]:
    """The texts of label `name` that has several, one a paragraph or list item."""
    return list(_label(name, lang))


@cache
def _label(name: str, lang: str):
    found = wording.load("labels")
    for part in name.split("."):
        if not isinstance(found, dict) or part not in found:
            raise KeyError(f"labels.yml has no {name}")
        found = found[part]
    return found[lang]


def bare_name(name: str | None) -> str | None:
    """`name` without the (类), (款) or (项) printed behind it; else as printed."""
    return _BRACKETED_LEVEL.sub("", name).strip() if name else name


def name_key(name: str | None) -> str:
    """`name` reduced to what identifies it: no brackets, quotes, blanks, 支出 or (类)."""
    return _NOT_PART_OF_A_NAME.sub("", _BRACKETED_LEVEL.sub("", name or ""))


@cache
def _glosses() -> dict[str, str]:
    terms = {}
    for entries in ("labels", "functional_classes"):
        found = wording.load(entries)
        for entry in found.get("names", found).values():
            terms |= {zh: entry["en"] for zh in (entry["zh"], *entry.get("also", ()))}
    return {name_key(zh): en for zh, en in terms.items()}


def gloss(name_zh: str | None) -> str | None:
    """The English of a Chinese name where the vocabulary has one, else null."""
    return _glosses().get(name_key(name_zh)) if name_zh else None


def class_code(name_zh: str | None) -> str | None:
    """The three-digit code of a functional class by its name, else null."""
    wanted = name_key(name_zh)
    for code, entry in wording.load("functional_classes").items():
        if wanted and wanted in map(name_key, (entry["zh"], *entry.get("also", ()))):
            return code
    return None


@cache
def _tables() -> dict[str, str]:
    return {entry["zh"]: entry["en"] for entry in wording.load("labels")["tables"].values()}


def table_gloss(title_zh: str) -> str | None:
    """The English of the title of a statutory table (``表3：支出决算表``), else null."""
    return _tables().get(_BEFORE_A_TABLE.sub("", "".join(title_zh.split())))


def readable(text: str, whole: bool = False) -> str:
    """`text` with its numbers as readers write them: ``1224.64`` as 1,224.64, -0.01 as −0.01.

    Codes and years stay: of a number without decimals nothing says what it is, unless `whole`
    says that the text is one amount.
    """
    if whole and (found := _WHOLE.fullmatch(text)):
        sign, digits, decimals, percent = found.groups("")
        return f"{sign.replace('-', '−')}{int(digits):,}{decimals}{percent}"
    return _MINUS.sub("−", _LONG.sub(_with_commas, text))


def _with_commas(found: re.Match[str]) -> str:
    if _LIKE_A_DATE.fullmatch(found[0]) and not found[3]:
        return found[0]
    return f"{int(found[1]):,}{found[2]}"
