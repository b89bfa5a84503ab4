"""Columns that many tables have: the document, the row's key, the place, ids of numbers."""

from __future__ import annotations

from helpers.schemas.columns import POINT, Column, amount, integer, number, text, texts

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
