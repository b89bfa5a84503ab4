"""What the words above a table say: the statutory table they name, or its number, unit, date."""

from __future__ import annotations

import re

from helpers import amounts, wording
from helpers.extract.pages import Line
from helpers.wording import NUMERAL

_META = re.compile(
    rf"(部门|单位|日期)([（(](部门|单位)[）)])?(名称)?[:：]|公开\d*表|表\d+$|^附?表{NUMERAL}{{1,2}}$|\d{{4}}年\d+月|^\d{{4}}年(度)?$"
    r"|金额单位|单位(万元|元)$|续表|^[(（]?续"
)
#: What a sheet may print behind its title in the same line.
_BEHIND = re.compile(r"(公开|编制|填报|金额)?(部门|单位)(名称)?:.*$|(?<=表)公开\d+表.*$")


def is_meta(line: Line) -> bool:
    """The line gives a table's number, unit, department or date, not its title."""
    return bool(_META.search(amounts.unspaced(line.text)))


def table_named(title: str | None, words: dict | None = None) -> str | None:
    """Which statutory table `title` names; null for any other.

    `words` are those of another document's tables than of final accounts (`wording.of_tables`).
    """
    words, text = words or wording.load("tables"), bare_title(title)
    if re.search(words["no_title"], text):
        return None
    return next((one["table"] for one in words["titles"] if re.search(one["title"], text)), None)


def unquoted(text: str) -> str:
    """`text` for comparing, without the marks that some put round a title (《收入决算表》)."""
    return re.sub("[《》〈〉【】]", "", amounts.key(text))


def bare_title(title: str | None) -> str:
    """`title` for comparing, without what is added behind it: （一）, （续）, 公开03表."""
    text = _BEHIND.sub("", unquoted(title or ""))
    while (shorter := re.sub(r"(?<=.)(\([^()]{1,16}\)|续表?)$", "", text)) != text:
        text = shorter
    return text
