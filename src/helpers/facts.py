"""The figures that the prose states beside its budgets: totals, changes, parts, shares, counts.

Each rule of `vocabulary/narrative.yml` says what words stand before a number of which unit in
which section; what a share or a rate is of is read from the sentence, never from its place.
"""

from __future__ import annotations

import re
from functools import cache

from helpers import amounts, vocabulary
from helpers.prose import Number, Passage

_YEAR = re.compile(r"^(20\d\d年(度)?)?(本部门|本单位|我部门|我单位|部门)?")
_SPLIT = re.compile(r"[。;]")


def read_facts(passage: Passage, year: int) -> list[tuple[dict, Number]]:
    """Rows of ``tidy/facts`` for the numbers that a rule of the passage's section knows."""
    found: list[tuple[dict, Number]] = []
    facts: dict[int, tuple[str, str | None]] = {}  # fact and subject of each number read
    money: Number | None = None
    for number in passage.numbers:
        before = passage.key[max(0, number.start - 60): number.start]
        last = facts.get(money.start) if money else None
        rule, match = _rule(passage.section, _SPLIT.split(before)[-1], number, facts, last)
        if number.is_money:
            money = number
        if rule:
            subject = _subject(rule, match, number, passage, last)
            facts[number.start] = rule["fact"], subject
            found.append((_fact(rule["fact"], subject, match, number, passage, year), number))
    return found


def _rule(section: str, before: str, number: Number, facts: dict, last: tuple | None):
    """The first rule of the section that the words before `number` match, and the match.

    `last` is what the amount before it was read as: only what is said right after an amount
    that was understood is a share or a rate of it.
    """
    used, subjects = ({one[n] for one in facts.values()} for n in (0, 1))
    for rule in vocabulary.load("narrative")["facts"].get(section, []):
        same_unit = number.is_money if rule["unit"] == "万元" else rule["unit"] == number.unit
        if not same_unit or (rule.get("first") and rule["fact"] in used):
            continue
        if "within" in rule and rule["within"] not in subjects:
            continue
        match = _pattern(rule["before"]).search(before)
        named = match and match.groupdict().get("whose")
        if match and (named or "after" not in rule or (last and last[0] in rule["after"])):
            return rule, match
    return None, None


@cache
def _pattern(text: str) -> re.Pattern:
    """The pattern with {classes} as the names of the functional classes."""
    if "{classes}" in text:
        names = [
            name for one in vocabulary.load("functional_classes").values()
            for name in (one["zh"], *one.get("also", ()))
        ]
        bare = sorted({name.removesuffix("支出") for name in names}, key=len, reverse=True)
        text = text.replace("{classes}", f"({'|'.join(map(re.escape, bare))})(支出)?")
    for name, words in vocabulary.load("narrative")["words"].items():
        text = text.replace(f"{{{name}}}", words)
    return re.compile(text)


def _subject(rule: dict, match, number: Number, passage: Passage, last) -> str | None:
    """What a figure is about: named in the match, nearest before it, or the amount it is of."""
    if "nearest" in rule:
        named = list(re.finditer(rule["nearest"], passage.key[: number.start]))
        return named[-1].group() if named else None
    groups = match.groupdict()
    if rule.get("of_part"):
        return _YEAR.sub("", groups.get("whose") or "").strip(",:") or last[1]
    words = re.sub(r"\(\d{3}(?=类\))", "(", groups.get("subject") or "")  # (201类)
    return _YEAR.sub("", words).strip(",:\"") or None


def _fact(fact: str, subject, match, number: Number, passage: Passage, year: int) -> dict:
    name = f"{vocabulary.load('narrative')['names'][passage.section]}_{fact}"
    return {
        "fact": name, "subject_zh": subject, "value_year": year,
        "value": _value(number), "value_unit": "万元" if number.is_money else number.unit,
        "direction": _direction(match.groupdict().get("direction")),
        "printed": number.printed, "snippet_zh": snippet(passage, number),
        **passage.place(number.start, number.end),
    }


def _value(number: Number):
    if number.is_money:
        return amounts.in_ten_thousands(number.printed, number.unit)
    return number.value


def _direction(word: str | None) -> str | None:
    for direction, pattern in vocabulary.load("narrative")["directions"].items():
        if word and re.search(pattern, word):
            return direction
    return None


def snippet(passage: Passage, number: Number) -> str:
    """The clause that holds the number, as printed."""
    start = max((m.end() for m in _SPLIT.finditer(passage.key[:number.start])), default=0)
    start = max(start, number.start - 40)
    stop = _SPLIT.search(passage.key, number.end)
    end = min(stop.start() if stop else len(passage.key), number.end + 20)
    return passage.printed(start, end)
