"""Words shown to a reader, in the language asked for; the words themselves are `labels.yml`."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import NamedTuple

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


# What stands around a name: 一、, （二）, 1., 其中：, the code behind it; levels in brackets.
_BEFORE_A_NAME = re.compile(
    rf"^(?:{wording.NUMERAL}+(?:、|是)|[（(](?:{wording.NUMERAL}|\d)+[）)]|\d+[.、])+"
)
_OF_WHICH = re.compile(r"^其中[：:]?")
_CODE_BEHIND = re.compile(r"[（(]\d{3,9}[）)]$")
_CLAUSES = re.compile(r"[，。；;,]+")
_LISTED, _AND, _AS_IT_IS = re.compile("[、，,]"), "和及与", re.compile(r"[A-Za-z0-9.%≥≤]+")
_LONGEST_WORD = 24
_PLACE = re.compile(r"^.+?[省市县区州旗盟镇乡]")


@cache
def own_gloss(text_zh: str) -> str | None:
    """The project's own English of a name that a document prints, where it knows all of it.

    A name of the glossary, a name of the field, or words of the field that cover it without a rest:
    ``办公设备购置`` is Office equipment. Null where anything is left over: nothing is guessed.
    """
    text = _CODE_BEHIND.sub("", "".join(text_zh.split()))
    which = _OF_WHICH.match(text)
    text = _BEFORE_A_NAME.sub("", _OF_WHICH.sub("", text))
    levels = [part for part in _BRACKETED_LEVEL.split(text) if part]
    known = [_named(part) or _composed(part) for part in levels]
    if not levels or not known[-1]:
        return None
    # 类, 款, 项: all of them where all are known, else the last, which is the thing itself.
    found = " › ".join(map(str, known)) if all(known) else str(known[-1])
    return f"of which {_small(found)}" if which else found


def _named(text: str) -> str | None:
    own = wording.load("gloss")["names"]
    for one in (text, text.removesuffix("支出"), f"{text}支出"):
        if found := gloss(one) or own.get(one):
            return found
    if text.startswith("其他") and (
        found := _named(text.removeprefix("其他")) if text != "其他" else None
    ):
        return f"Other {_small(found)}"
    return None


def _composed(text: str) -> str | None:
    """The English of words of the field that cover the text whole; lists keep their order."""
    parts = [_phrase(part) for part in _LISTED.split(text)]
    if not all(parts) or not any(word.isalpha() for part in parts for word in str(part).split()):
        return None
    said = ", ".join(map(str, parts))
    return said[0].upper() + said[1:]


class _Word(NamedTuple):
    text: str
    kind: str  # the section of gloss.yml, or "plain" for a figure or a conjunction


def _phrase(text: str) -> str | None:
    """One member of a list: ``会议通知及时率`` is meeting notices: timeliness."""
    words = _cover(text)
    if not words or all(word.kind == "plain" for word in words):
        return None
    said: list[str] = []
    first = next((n for n, word in enumerate(words) if word.kind != "times"), 0)
    told = [word for word, after in pairwise([*words, None]) if _tells(word, after)]
    if len(told) > 1 or any(word.kind == "times" for word in words[first:]):
        return None  # who does what with what is for a sentence to say
    for n, word in enumerate(words):
        last = n == len(words) - 1
        if word.kind == "acts":
            before_measure = not last and words[n + 1].kind == "measures"
            place = 0 if n == first and not last and not before_measure else 2 if last else 1
            form = wording.load("gloss")["acts"][word.text][place]
            if form is None or (place == 1 and not before_measure):
                return None
            said.append(form)
        elif word.kind == "measures":
            if not last:
                return None
            said.append(f": {wording.load('gloss')['measures'][word.text]}" if said else "")
        else:
            said.append(_english(word, last))
    if 0 < first < len(words):
        said[first - 1] += ","
    phrase = " ".join(filter(None, said)).replace(" :", ":")
    return phrase.replace("and other other", "and other") or None


def _tells(word: _Word, after: _Word | None) -> bool:
    """Is the word said of something, and no noun before a measure?"""
    return word.kind == "acts" and (after is None or after.kind != "measures")


def _cover(text: str) -> list[_Word] | None:
    """The text in as few known words as cover it whole; null where they do not."""
    best: list[list[_Word] | None] = [[], *[None] * len(text)]
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - _LONGEST_WORD), end):
            before, kind = best[start], _kind(text[start:end])
            now = best[end]
            if before is not None and kind and (now is None or len(before) + 1 < len(now)):
                best[end] = [*before, _Word(text[start:end], kind)]
    return best[-1] or None


@cache
def _kind(text: str) -> str | None:
    own = wording.load("gloss")
    for kind in ("acts", "measures", "times", "words", "names"):
        if text in own[kind]:
            return kind
    if text in _AND or _AS_IT_IS.fullmatch(text):
        return "plain"
    return "names" if gloss(text) else None


def _english(word: _Word, last: bool) -> str:
    if word.text == "等" and last:
        return "and others"
    if word.kind == "plain":
        return "and" if word.text in _AND else word.text
    own = wording.load("gloss")[word.kind].get(word.text) or gloss(word.text)
    return str(own) if word.kind in ("words", "times") else _small(str(own))


def _small(text: str) -> str:
    """`text` inside a sentence: its first word is no name where its second letter is small."""
    return text[0].lower() + text[1:] if text[1:2].islower() else text


@cache
def own_gloss_of_sentence(text_zh: str) -> str | None:
    """The project's own English of the clauses that it knows whole, … for the others.

    Null where it knows none. ``因人员增加，追加分论坛服务费``: Because of more staff; …
    """
    parts = [one for one in _CLAUSES.split("".join(text_zh.split())) if one]
    found = [own_gloss(part) for part in parts]
    if not any(found):
        return None
    told = [(_small(one) if n else one) if one else "…" for n, one in enumerate(found)]
    return "; ".join(one for n, one in enumerate(told) if one != "…" or told[n - 1 : n] != ["…"])


def own_gloss_of_body(name_zh: str) -> str | None:
    """The project's own English of what a publisher is, without its place, else null.

    ``某某县财政局``: Finance Bureau (of 某某县).
    """
    place = ""
    while found := _PLACE.match(name_zh.removeprefix(place)):
        place += found[0]
        body = wording.load("gloss")["bodies"].get(name_zh.removeprefix(place))
        if body:
            return f"{body} (of {place})"
    return wording.load("gloss")["bodies"].get(name_zh)


def marked_as_own(text: str | None) -> str | None:
    """A gloss with the mark that says that it is the project's own: ``≈ Training``."""
    return f"≈ {text}" if text else None
