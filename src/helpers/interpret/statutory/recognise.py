"""Which of the document's tables are statutory ones, by all that is printed on and above them.

The nearest line that is a title names the table, unless its header and codes show another kind:
such a title was left behind by a table that was not found. A title without 表 needs the kind to
agree. A table without a title is known by its kind, its printed number and its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from helpers import amounts, wording
from helpers.extract.grids.captions import table_named, unquoted
from helpers.interpret.statutory.kinds import kind_of
from helpers.printed import PrintedTable
from helpers.schemas import NINE

_TITLE = re.compile(r"[\u4e00-\u9fff]{3,}表(\([^()]{1,16}\))?$")
_NO_TITLE = re.compile(r"公开\d*表$|[。;]")
#: A line that ends so is not carried on by the next one.
_FINISHED = re.compile(r"(表|情况|说明|部分|算|书|局|委|厅|院|校|[)）:：元])$|^$")
_NUMBER = re.compile(r"公开0?(\d)表")


def titled(table: PrintedTable) -> str | None:
    """The statutory table that the words above or in the head of `table` name."""
    kind = kind_of(table)
    for text in _titles(table):
        if (name := table_named(text)) and _fits(name, kind):
            return _of_kind(name, kind, text)
        if (
            not name
            and kind
            and (name := table_named(f"{amounts.key(text)}表"))
            and (_fits(name, kind))
        ):
            return _of_kind(name, kind, text)
        if not name and is_title(text):
            return None
    return None


def untitled(
    table: PrintedTable, before: str | None, after: str | None, known: set[str]
) -> str | None:
    """The statutory table that `table` is though no title says so.

    `before` and `after` are its neighbours, `known` the tables already found. Its kind must
    leave one table open: alone, with the printed number, or between the neighbours.
    """
    if any(is_title(text) for text in _titles(table)):
        return None
    kind = wording.load("tables")["kinds"].get(kind_of(table))
    if not kind:
        return None
    if kind.get("first"):
        return None if kind["first"] in known else kind["first"]
    open_ = [name for name in kind["tables"] if name in NINE and name not in known]
    number = _NUMBER.search(amounts.key(table.printed_no or ""))
    numbered = NINE[int(number[1]) - 1] if number and number[1] != "0" else None
    if numbered:
        return numbered if numbered in open_ else None
    place = (
        NINE.index(before) if before in NINE else None,
        NINE.index(after) if after in NINE else None,
    )
    if None in place or place[1] - place[0] != 2:
        return None
    between = NINE[place[0] + 1]
    return between if between in open_ else None


def is_title(text: str) -> bool:
    """`text` is the title of some table: short, ends with 表, is no number of a table."""
    key = unquoted(text)
    return len(key) <= 60 and bool(_TITLE.search(key)) and not _NO_TITLE.search(key)


def _titles(table: PrintedTable) -> Iterator[str]:
    """What may be the table's title, the nearest first; two lines may be one title."""
    captions = list(reversed(table.captions))
    if table.title and table.title not in map(amounts.unspaced, captions):
        yield table.title
    for number, text in enumerate(captions):
        above = "".join(captions[number + 1 : number + 2])
        if table_named(above + text) != table_named(text) and not _FINISHED.search(above):
            yield above + text
        yield text


def _fits(name: str, kind: str | None) -> bool:
    """Nothing the table shows speaks against its being `name`."""
    if kind is None:
        return True
    tables = wording.load("tables")["kinds"][kind]["tables"]
    return name in tables or (kind == "economic" and name == "general_budget_expenditure")


def _of_kind(name: str, kind: str | None, title: str) -> str:
    """General-budget expenditure by economic class is a table of its own."""
    by_class = kind == "economic" or "经济分类" in amounts.key(title)
    if name == "general_budget_expenditure" and by_class and kind in ("economic", None):
        return "general_budget_by_economic_class"
    return name
