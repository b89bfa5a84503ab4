"""The patterns of `wording/narrative.yml`, put together from the words they name in braces."""

from __future__ import annotations

import re
from functools import cache

from helpers import wording

#: What 上年 stands for in place of a year.
LAST_YEAR = -1


@cache
def pattern(text: str) -> re.Pattern:
    """`text` as a pattern: {words} stand for those of the grammar, {classes} for the names of
    the functional classes; {prior} and {budget} for what a change is measured against."""
    narrative = wording.load("narrative")
    words = (
        narrative["words"]
        | narrative["comparisons"]
        | {"classes": _classes("?"), "spent": _classes(""), "reasons": narrative["reasons"]}
        | {"decimal": wording.DECIMAL}
    )
    while named := re.search(r"\{([a-z_]+)\}", text):
        text = text.replace(named.group(), f"(?:{_either(words[named[1]])})")
    return re.compile(text)


def _either(words: str | list[str]) -> str:
    """A list of words as one pattern, the longest first; a pattern as it is."""
    return words if isinstance(words, str) else "|".join(sorted(words, key=len, reverse=True))


def _classes(optional: str) -> str:
    """The names of the functional classes, the word 支出 behind them `optional` ("?") or not."""
    names = {
        name.removesuffix("支出")
        for one in wording.load("functional_classes").values()
        for name in (one["zh"], *one.get("also", ()))
    }
    longest = sorted(names, key=lambda name: (-len(name), name))
    said = "|".join(re.sub("[和与及]", "[和与及、]", re.escape(name)) for name in longest)
    return f"({said})(支出){optional}"


def year_spoken_of(words: str) -> int | None:
    """The year that `words` name last; `LAST_YEAR` for 上年 and 去年, null for none."""
    found = list(re.finditer(r"(?P<year>20\d\d)年|上一?年|去年", words))
    return None if not found else int(found[-1]["year"] or LAST_YEAR)


def is_of_year_before(sentence: str, year: int) -> bool:
    """The sentence opens with the year before `year` and names no later one: what its further
    clauses say (2022年总收入…,总支出…) is not of `year`."""
    opened = pattern(
        "^{marker}?((?![与和较比同由从自])[^,。;:\\d]){0,20}?(?P<year>20\\d\\d)年(?!初|末|底|结转)"
    ).match(sentence)
    return bool(
        opened
        and int(opened["year"]) == year - 1
        and not re.search(f"{year}年|本年|今年|当年|本期", sentence)
    )


def one_name(key: str) -> str:
    """“三公经费” and “三公”经费 are one name; the text stays as long as it is."""
    return key.replace('"三公经费"', '"三公"经费')
