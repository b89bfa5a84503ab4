"""Which of the document's tables are statutory ones, by all that is printed on and above them.

The nearest line that is a title names the table, unless its header and codes show another kind:
such a title was left behind by a table that was not found. A title without 表 needs the kind to
agree. A table without a title is known by its kind, its printed number and its neighbours.

The kind is what the header, the rows and the codes of a table show, whatever title stands above
it: `two_sided` (revenue beside expenditure), `two_sided_funds` (the same with a column a fund),
`revenue`, `expenditure`, `by_function`, `fund_flow` (opening balance, revenue, expenditure,
closing balance), `economic` (codes 301 …), `three_public`; null where nothing tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from helpers import amounts
from helpers.extract.grids.captions import table_named, unquoted
from helpers.interpret.printed import PrintedTable
from helpers.interpret.statutory.headers import first_data_row
from helpers.schemas import NINE
from helpers.wording import HEADED

_TITLE = re.compile(r"[\u4e00-\u9fff]{3,}表(\([^()]{1,16}\))?$")
_NO_TITLE = re.compile(r"公开\d*表$|[。;]")
#: A line that ends so is not carried on by the next one.
_FINISHED = re.compile(r"(表|情况|说明|部分|算|书|局|委|厅|院|校|[)）:：元])$|^$")
_NUMBER = re.compile(r"公开0?(\d)表")


def titled(table: PrintedTable) -> str | None:
    """The statutory table that the words above or in the head of `table` name."""
    kind = kind_of(table)
    for text in _titles(table):
        if (name := table_named(text, table.words)) and _fits(name, kind, table.words):
            return _of_kind(name, kind, text)
        if (
            not name
            and kind
            and (name := table_named(f"{amounts.key(text)}表", table.words))
            and (_fits(name, kind, table.words))
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
    kind = table.words["kinds"].get(kind_of(table))
    if not kind:
        return None
    if kind.get("first"):
        return None if kind["first"] in known else kind["first"]
    order = table.words.get("expected", NINE)
    open_ = [name for name in kind["tables"] if name in order and name not in known]
    number = _NUMBER.search(amounts.key(table.printed_no or ""))
    numbered = order[int(number[1]) - 1] if number and number[1] != "0" else None
    if numbered:
        return numbered if numbered in open_ else None
    place = (
        order.index(before) if before in order else None,
        order.index(after) if after in order else None,
    )
    if None in place or place[1] - place[0] != 2:
        return None
    between = order[place[0] + 1]
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
        if table_named(above + text, table.words) != table_named(
            text, table.words
        ) and not _FINISHED.search(above):
            yield above + text
        yield text


def _fits(name: str, kind: str | None, words: dict) -> bool:
    """Nothing the table shows speaks against its being `name`."""
    if kind is None:
        return True
    tables = words["kinds"][kind]["tables"]
    return name in tables or (kind == "economic" and name == "general_budget_expenditure")


def _of_kind(name: str, kind: str | None, title: str) -> str:
    """General-budget expenditure by economic class is a table of its own."""
    by_class = kind == "economic" or "经济分类" in amounts.key(title)
    if name == "general_budget_expenditure" and by_class and kind in ("economic", None):
        return "general_budget_by_economic_class"
    return name


_CODE = re.compile(r"(\d{3}|\d{5}|\d{7})(?=$|[\u4e00-\u9fff])")
_EXPENSES = ("因公出国", "公务用车", "公务接待")
_ENDS = ("本年收入合计", "本年支出合计", "收入总计", "支出总计")


def kind_of(table: PrintedTable) -> str | None:
    """The kind of `table` (a key of `kinds` in wording/tables.yml)."""
    first = first_data_row(table)
    heads = {cell.key for row in range(first) for cell in table.starting(row) if cell.key}
    labels = {
        cell.key
        for row in range(first, len(table.rows))
        for cell in table.starting(row)
        if cell.key
    }
    codes = {text[0] for text in _codes(table, first)}
    if not codes and any(
        all(_any(word, texts) for word in _EXPENSES[1:]) for texts in (heads, labels)
    ):
        return "three_public"
    if _is_two_sided(heads, labels, table.words):
        funded = _any("一般公共预算", heads) and _any("政府性基金", heads)
        return "two_sided_funds" if funded else "two_sided"
    return _by_columns(heads, codes)


def _by_columns(heads: set[str], codes: set[str]) -> str | None:
    """The kind of a table with codes and named columns."""
    if codes == {"3"} or (not codes and _any("经济分类", heads)):
        return "economic"
    if (
        _any("本年收入合计", heads)
        or sum(
            _any(word, heads)
            for word in ("上级补助", "事业收入", "经营收入", "附属单位上缴", "其他收入")
        )
        > 1
    ):
        return "revenue"
    if _any("结转", heads) and (_any("本年收入", heads) or _any("年末", heads)):
        return "fund_flow"
    if _any("上缴上级", heads) or _any("附属单位补助", heads) or _any("经营支出", heads):
        return "expenditure"
    spent = _any("基本支出", heads) or _any("项目支出", heads)
    return "by_function" if spent and codes <= {"2"} else None


def _any(word: str, texts: set[str]) -> bool:
    return any(word in text for text in texts)


def _is_two_sided(heads: set[str], labels: set[str], words: dict) -> bool:
    ends = sum(text in labels for text in words.get("ends", _ENDS))
    return (
        {"收入", "支出"} <= heads
        or ends > 1
        or (ends == 1 and sum(bool(re.match(HEADED, text)) for text in labels) > 3)
    )


def _codes(table: PrintedTable, first: int) -> list[str]:
    """The classification codes in the columns that hold hardly anything else."""
    found = []
    for column in range(table.width):
        texts = [
            cell.key
            for row in table.rows[first:]
            if (cell := row[column]) and cell.col == column and cell.key
        ]
        codes = [text for text in texts if _CODE.match(text)]
        if 2 * len(codes) > len(texts):
            found += codes
    return [text for text in found if text[0] in "23"]


_BASIC, _ALL = "basic_expenditure", "general_budget_by_economic_class"
_WHOLES = ("合计", "总计", "本年支出合计")


def rename_economic_table(reading) -> None:
    """Rename a table by economic class whose total shows that it is the other one."""
    names = {row["table"] for row in reading.tables} & {_BASIC, _ALL}
    if len(names) != 1:
        return
    (name,) = names
    other = _ALL if name == _BASIC else _BASIC
    whole = _total(reading.amounts, name)
    of_05 = {
        row["measure"]: row["amount"]
        for row in reading.amounts
        if row["table"] == "general_budget_expenditure" and row["level"] == "total"
    }
    all_, basic = of_05.get("total"), of_05.get("basic")
    if whole is None or None in (all_, basic) or all_ == basic:
        return
    if whole == (all_ if other == _ALL else basic):
        for row in (*reading.amounts, *reading.tables):
            if row["table"] == name:
                row["table"] = other
        if name in reading.inferred:
            reading.inferred[other] = reading.inferred.pop(name)


def _total(rows: list[dict], table: str) -> Decimal | None:
    """The total of a table by economic class, or the sum of its totals of staff and office."""
    totals = {
        row["name_zh"]: row["amount"]
        for row in rows
        if row["table"] == table and row["level"] == "total"
    }
    whole = next((totals[name] for name in _WHOLES if name in totals), None)
    parts = [totals.get(name) for name in ("人员经费合计", "公用经费合计")]
    return sum(parts) if whole is None and None not in parts else whole
