"""What a column of a table is: its name, type, unit, meaning, and what it may hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
import pyarrow

STRING = pd.ArrowDtype(pyarrow.string())
INTEGER = pd.ArrowDtype(pyarrow.int64())
FLOAT = pd.ArrowDtype(pyarrow.float64())
BOOLEAN = pd.ArrowDtype(pyarrow.bool_())
DECIMAL = pd.ArrowDtype(pyarrow.decimal128(20, 6))
INTEGERS = pd.ArrowDtype(pyarrow.list_(pyarrow.int64()))
FLOATS = pd.ArrowDtype(pyarrow.list_(pyarrow.float64()))
STRINGS = pd.ArrowDtype(pyarrow.list_(pyarrow.string()))
LISTS = (INTEGERS, FLOATS, STRINGS)
POINT = "pt"  # of a PDF: 1/72 inch


@dataclass(frozen=True)
class Column:
    """One column: name, type, meaning in English and Chinese, unit, what it may hold.

    `refers` names the table whose key the column (or each item of its list) holds: a foreign key.
    """

    name: str
    dtype: pd.ArrowDtype
    meaning: str
    meaning_zh: str = ""
    required: bool = False
    allowed: tuple[str, ...] = ()
    unit: str | None = None
    refers: str | None = None

    @property
    def is_list(self) -> bool:
        return self.dtype in LISTS


def text(name: str, meaning: str, meaning_zh: str = "", **kind) -> Column:
    return Column(name, STRING, meaning, meaning_zh, **kind)


def texts(name: str, meaning: str, meaning_zh: str = "", **kind) -> Column:
    return Column(name, STRINGS, meaning, meaning_zh, **kind)


def integer(name: str, meaning: str, meaning_zh: str = "", **kind) -> Column:
    return Column(name, INTEGER, meaning, meaning_zh, **kind)


def integers(name: str, meaning: str, meaning_zh: str = "", **kind) -> Column:
    return Column(name, INTEGERS, meaning, meaning_zh, **kind)


def number(name: str, meaning: str, meaning_zh: str = "", **kind) -> Column:
    return Column(name, FLOAT, meaning, meaning_zh, **kind)


def numbers(name: str, meaning: str, meaning_zh: str = "", **kind) -> Column:
    return Column(name, FLOATS, meaning, meaning_zh, **kind)


def boolean(name: str, meaning: str, meaning_zh: str = "", **kind) -> Column:
    return Column(name, BOOLEAN, meaning, meaning_zh, **kind)


def amount(
    name: str, meaning: str, meaning_zh: str = "", unit: str | None = "万元", **kind
) -> Column:
    """An exact decimal: money in 万元 where nothing else is said."""
    return Column(name, DECIMAL, meaning, meaning_zh, unit=unit, **kind)


@dataclass(frozen=True)
class Table:
    """One table; iterating it gives its columns.

    `key` are the columns that no two rows of one document share; of many documents in one
    table, `unit` and `year` belong to the key as well.
    """

    about: str
    about_zh: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    @property
    def foreign_keys(self) -> dict[str, str]:
        """The table whose key a column holds, by the column; lists hold a key an item."""
        return {column.name: column.refers for column in self.columns if column.refers}


def table(about: str, about_zh: str, key: str, *columns: Column) -> Table:
    """A table whose key are the columns named in `key`, parted by spaces."""
    return Table(about, about_zh, tuple(key.split()), columns)


DOCUMENT = (
    text("unit", "folder name of the department", "部门的文件夹名", required=True),
    integer("year", "fiscal year of the final accounts", "决算所属年度", required=True),
)
#: The key of a row that has no natural one.
ROW_ID = text(
    "row_id",
    "the row's key: page, left and upper edge of its box, rounded; a letter more for a "
    "second row there",
    "行的主键：页码和框的左、上边（取整）；同处另有一行时加一个字母",
)
#: Columns with which most tables of `tidy` begin.
KEYED = (*DOCUMENT, ROW_ID)
PLACE = (
    integer("page", "page of the PDF, from 1", "PDF 页码，从 1 起"),
    number("x0", "left edge", "左边", unit=POINT),
    number("y0", "top edge, from the top of the page", "上边，从页顶量起", unit=POINT),
    number("x1", "right edge", "右边", unit=POINT),
    number("y1", "bottom edge, from the top of the page", "下边，从页顶量起", unit=POINT),
    text("reader", "how the text was read", "文字怎样读出", allowed=("text", "ocr")),
)
CONFIDENCE = number(
    "confidence",
    "the OCR's least confidence in a character, 0 to 1; null where the text layer gave it",
    "OCR 对其中一个字最低的把握，0 至 1；来自文字层的为空",
)
READ_FIRST = text(
    "read_first",
    "what OCR read before arithmetic settled `printed`; null where nothing had to be settled",
    "算术定下 printed 之前 OCR 读成的样子；无须更定的为空",
)


def held(*names: str) -> tuple[Column, ...]:
    """For each column, `<column>_id`: the printed number it holds."""
    return tuple(
        text(
            f"{name}_id",
            f"the number of {name}, in tidy/numbers; null where the ledger has none for it",
            f"{name} 在 tidy/numbers 中的编号；总账里没有的为空",
            refers="tidy/numbers",
        )
        for name in names
    )


def worded(*names: str) -> tuple[Column, ...]:
    """For each column of words, `<column>_ids`: the printed numbers in it."""
    return tuple(
        texts(
            f"{name}_ids",
            f"the numbers in {name}, of tidy/numbers",
            f"{name} 里的各数在 tidy/numbers 中的编号",
            refers="tidy/numbers",
        )
        for name in names
    )


def worked(*names: str) -> tuple[Column, ...]:
    """For each column, `<column>_ids`: the printed numbers that it is, or is worked out from."""
    return tuple(
        texts(
            f"{name}_ids",
            f"the numbers of {name}, in tidy/numbers: itself, or those that it is worked out from",
            f"{name} 在 tidy/numbers 中的编号：它本身，或算出它的各数",
            refers="tidy/numbers",
        )
        for name in names
    )


DRAWN = (
    text("series_zh", "series as drawn, Chinese", "图中的系列，中文", required=True),
    text("series_en", "series as drawn, English", "图中的系列，英文", required=True),
    text("category_zh", "category as drawn, Chinese", "图中的类别，中文", required=True),
    text("category_en", "category as drawn, English", "图中的类别，英文", required=True),
    amount("amount", "amount as drawn", "画出的金额"),
    number(
        "share",
        "share of the whole as printed; null where none is printed that is amount ÷ total",
        "印出的占比；没有印出与金额÷合计相符的占比时为空",
        unit="%",
    ),
    *worked("amount"),
    *held("share"),
)


NINE = (
    "revenue_expenditure_summary",
    "revenue",
    "expenditure",
    "appropriation_summary",
    "general_budget_expenditure",
    "basic_expenditure",
    "three_public",
    "government_funds",
    "state_capital",
)
#: What stands beside the nine, or instead of one of them.
BESIDE = ("appropriation_expenditure", "general_budget_by_economic_class")
STATES = ("filled", "empty_with_statement", "empty", "in_annex", "not_read", "absent")
#: What a row of tidy/statements is about: how an outturn stands to its budget, by how much it
#: differs, what money went on, how points are given, that there is none of a table's money, that
#: it is spoken of, that the publisher has tables of its own; what is said of a paragraph as a
#: whole (wording/sentences.yml); a clause of another year, phase or unit; a year, words left
#: over, a name.
SAID = (
    "comparison",
    "difference",
    "use",
    "scoring_rule",
    "none",
    "mention",
    "other_set",
    "by_unit",
    "beyond_three_public",
    "of_three_public",
    "in_parts",
    "with_balances",
    "qualified",
    "year",
    "placeholder",
    "without_unit",
    "doubled_mark",
    "name",
)
#: Why a table of the document is none of the statutory ones.
WHY_OTHER = ("not_statutory", "form", "untitled", "second_table", "unparted", "unproved")
FUNDS = ("all", "appropriation", "general_budget", "government_funds", "state_capital", "not_said")
MEASURES = (
    "outturn",
    "budget",
    "initial_budget",
    "adjusted_budget",
    "prior_outturn",
    "total",
    "appropriation",
    "superior_subsidy",
    "institutional",
    "institutional_education_fees",
    "operating",
    "affiliate_remittance",
    "other",
    "basic",
    "project",
    "project_capital_construction",
    "personnel",
    "public",
    "remitted_to_superior",
    "affiliate_subsidy",
    "general_budget",
    "government_funds",
    "state_capital",
    "opening_balance",
    "revenue",
    "closing_balance",
)
LEVELS = (
    "class",
    "section",
    "item",
    "economic_class",
    "economic_section",
    "total",
    "line",
)
SCOPES = (
    "total",
    "function_class",
    "function_section",
    "function_item",
    "project",
    "three_public",
    "whole_department",
)
SOURCES = ("narrative", "self_evaluation_summary", "self_evaluation_form", "statutory")
OUTCOMES = ("pass", "rounding", "fail", "cannot_tell", "not_applicable")
FAMILIES = ("table", "cross_table", "text_table", "text", "form", "completeness")
BLOCKS = ("completeness", "depth", "explanation", "form", "truthfulness")
RESULTS = ("met", "not_met", "not_applicable", "cannot_tell")
#: What a number takes part in a check as.
ROLES = (
    "printed",
    "compared",
    "total",
    "part",
    "rate",
    "base",
    "other_base",
    "current",
    "change",
    "score",
    "points",
)
#: What a lead is, where it ranks, and what a number takes part in its sentence as.
LEAD_STATUSES = ("disagrees", "unexplained", "unusual")
LEAD_GROUPS = ("disagreement", "unexplained", "uncounted", "pattern", "wording")
LEAD_ROLES = (
    "printed",
    "expected",
    "outturn",
    "budget",
    "change",
    "rate",
    "score",
    "target",
    "actual",
    "held",
    "also",
)
CAUSES = ("arithmetic", "wrong_base", "rounding", "cross_reference", "text")
