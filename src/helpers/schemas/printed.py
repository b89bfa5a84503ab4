"""The tables of ``as_printed``. What stands on the page, unchanged.

A null is a blank on the page, never a zero. Amounts are in 万元 (10,000 yuan).
"""

from __future__ import annotations

from helpers.schemas.columns import BOOLEAN, FLOATS, Column, integer, number, text
from helpers.schemas.shared import PLACE

PRINTED: dict[str, tuple[Column, ...]] = {
    "as_printed/pages": (
        integer("page", "page of the PDF, from 1", required=True),
        number("width", "page width as displayed, PDF points", required=True),
        number("height", "page height as displayed, PDF points", required=True),
        number("turned", "degrees against the clock by which a picture page was turned to be "
               "read; 0 for all others", required=True),
        text("kind", "what the page mostly holds", required=True,
             allowed=("text", "table", "picture", "blank")),
        integer("glyphs", "visible glyphs on the page", required=True),
        integer("strays", "visible glyphs in neither a cell nor a line", required=True),
        number("picture", "share of the page that its largest picture covers, 0 to 1",
               required=True),
        text("reader", "how the page was read: ocr where a picture gave any of its text",
             required=True, allowed=("text", "ocr")),
    ),
    "as_printed/cells": (
        integer("table_no", "order of the table in the document, from 1", required=True),
        text("title", "title printed above the table; null where it has none"),
        integer("row", "row of the cell in the joined table, from 0", required=True),
        integer("col", "column of the cell, from 0", required=True),
        integer("row_span", "rows the cell covers", required=True),
        integer("col_span", "columns the cell covers", required=True),
        text("text", "text as printed, after NFKC; empty string for a blank cell",
             required=True),
        *PLACE,
        number("confidence", "the OCR's least confidence in a character, 0 to 1; null where "
               "the text layer gave it"),
        Column("edges", FLOATS, "left edge of each character of the text, then the right edge of "
               "the last; a line break stands at the right edge of its line"),
        Column("tops", FLOATS, "upper edge of each printed line of the text"),
        Column("feet", FLOATS, "lower edge of each printed line of the text"),
        Column("inferred", BOOLEAN, "true where white space and not ruled lines parts the "
               "table's columns; null for a ruled table"),
    ),
    "as_printed/paragraphs": (
        text("part", "第N部分 the paragraph stands in; null before the first"),
        text("heading", "path of the headings above it, joined by /"),
        text("kind", "what the paragraph is", required=True,
             allowed=("body", "heading", "caption", "note", "figure", "page_number")),
        integer("order", "order in the document, from 1", required=True),
        text("text", "the paragraph's lines joined, after NFKC", required=True),
        *PLACE,
    ),
    "as_printed/lines": (
        integer("order", "the paragraph's order", required=True),
        integer("line", "order of the line in the document, from 1", required=True),
        text("text", "the line as joined into its paragraph, after NFKC", required=True),
        Column("edges", FLOATS, "left edge of each character, then the right edge of the last",
               required=True),
        *PLACE,
        number("confidence", "the OCR's least confidence in a character, 0 to 1; null where "
               "the text layer gave it"),
    ),
}
