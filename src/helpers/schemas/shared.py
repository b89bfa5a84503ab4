"""Columns that many tables have: the document, the place, the figure's numbers."""

from __future__ import annotations

from helpers.schemas.columns import STRINGS, Column, amount, integer, number, text

KEY = (
    text("unit", "folder name of the department", required=True),
    integer("year", "fiscal year of the final accounts", required=True),
)
PLACE = (
    integer("page", "page of the PDF, from 1"),
    number("x0", "left edge, PDF points"),
    number("y0", "top edge, PDF points from the top of the page"),
    number("x1", "right edge, PDF points"),
    number("y1", "bottom edge, PDF points from the top of the page"),
    text("reader", "how the text was read", allowed=("text", "ocr")),
)


def held(*names: str) -> tuple[Column, ...]:
    """For each column, `<column>_id`: the printed number it holds."""
    return tuple(text(f"{name}_id", f"the number of {name}, in tidy/numbers; null where the "
                      "ledger has none for it") for name in names)


def worked(*names: str) -> tuple[Column, ...]:
    """For each column, `<column>_ids`: the printed numbers that it is, or is worked out from."""
    return tuple(
        Column(f"{name}_ids", STRINGS, f"the numbers of {name}, in tidy/numbers: itself, or those "
               "that it is worked out from")
        for name in names
    )


FIGURE = (
    text("series_zh", "series as drawn, Chinese", required=True),
    text("series_en", "series as drawn, English", required=True),
    text("category_zh", "category as drawn, Chinese", required=True),
    text("category_en", "category as drawn, English", required=True),
    amount("amount", "万元, as drawn"),
    number("share", "share of the whole as printed, per cent; null where none is printed that is "
           "amount ÷ total"),
    *worked("amount"),
    *held("share"),
)
