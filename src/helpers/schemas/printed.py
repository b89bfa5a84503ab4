"""The tables of ``as_printed``. What stands on the page, unchanged.

A null is a blank on the page, never a zero. Amounts are in 万元 (10,000 yuan).
"""

from __future__ import annotations

from helpers.schemas.columns import (
    CONFIDENCE,
    PLACE,
    POINT,
    Table,
    boolean,
    integer,
    number,
    numbers,
    table,
    text,
    texts,
)

_PAGE = integer("page", "page of the PDF, from 1", "PDF 页码，从 1 起", refers="as_printed/pages")
_PLACE = (_PAGE, *PLACE[1:])

PRINTED: dict[str, Table] = {
    "as_printed/pages": table(
        "One row a page of the PDF.",
        "一行是 PDF 的一页。",
        "page",
        integer("page", "page of the PDF, from 1", "PDF 页码，从 1 起", required=True),
        number("width", "page width as displayed", "显示出来的页宽", required=True, unit=POINT),
        number("height", "page height as displayed", "显示出来的页高", required=True, unit=POINT),
        number(
            "turned",
            "degrees against the clock by which a picture page was turned to be "
            "read; 0 for all others",
            "为了读出而把图片页逆时针转过的度数；其他页为 0",
            required=True,
            unit="°",
        ),
        text(
            "kind",
            "what the page mostly holds",
            "这一页主要是什么",
            required=True,
            allowed=("text", "table", "picture", "blank"),
        ),
        integer("glyphs", "visible glyphs on the page", "页上看得见的字符数", required=True),
        integer(
            "strays",
            "visible glyphs in neither a cell nor a line",
            "既不在单元格也不在文字行里的字符数",
            required=True,
        ),
        number(
            "picture",
            "share of the page that its largest picture covers, 0 to 1",
            "最大一幅图占页面的比例，0 至 1",
            required=True,
        ),
        text(
            "reader",
            "how the page was read: ocr where a picture gave any of its text",
            "这一页怎样读出：有字来自图片的为 ocr",
            required=True,
            allowed=("text", "ocr"),
        ),
    ),
    "as_printed/cells": table(
        "One row a cell of a table, as printed.",
        "一行是表格的一个单元格，照印出的样子。",
        "table_no row col",
        integer(
            "table_no",
            "order of the table in the document, from 1",
            "表在文件中的次序，从 1 起",
            required=True,
        ),
        text(
            "title",
            "title printed above the table; null where it has none",
            "表上方印的标题；没有的为空",
        ),
        integer(
            "row",
            "row of the cell in the joined table, from 0",
            "单元格在合并后的表中的行，从 0 起",
            required=True,
        ),
        integer("col", "column of the cell, from 0", "单元格的列，从 0 起", required=True),
        integer("row_span", "rows the cell covers", "单元格占几行", required=True),
        integer("col_span", "columns the cell covers", "单元格占几列", required=True),
        text(
            "text",
            "text as printed, after NFKC; empty string for a blank cell",
            "印出的文字（经 NFKC）；空格为空字符串",
            required=True,
        ),
        *_PLACE,
        CONFIDENCE,
        numbers(
            "edges",
            "left edge of each character of the text, then the right edge of "
            "the last; a line break stands at the right edge of its line",
            "每个字的左边，最后是末字的右边；换行在其行的右边",
            unit=POINT,
        ),
        numbers("tops", "upper edge of each printed line of the text", "每行字的上边", unit=POINT),
        numbers("feet", "lower edge of each printed line of the text", "每行字的下边", unit=POINT),
        boolean(
            "inferred",
            "true where white space and not ruled lines parts the "
            "table's columns; null for a ruled table",
            "表的各列由空白而不是线分开的为真；有线的表为空",
        ),
    ),
    "as_printed/paragraphs": table(
        "One row a paragraph, heading, caption or note.",
        "一行是一个段落、标题、图题或附注。",
        "order",
        text(
            "part",
            "第N部分 the paragraph stands in; null before the first",
            "段落所在的第N部分；第一部分之前的为空",
        ),
        text("heading", "path of the headings above it, joined by /", "上面各级标题，用 / 连接"),
        text(
            "kind",
            "what the paragraph is",
            "段落是什么",
            required=True,
            allowed=("body", "heading", "caption", "note", "figure", "page_number"),
        ),
        integer("order", "order in the document, from 1", "在文件中的次序，从 1 起", required=True),
        text(
            "text",
            "the paragraph's lines joined, after NFKC",
            "段落各行连起来的文字（经 NFKC）",
            required=True,
        ),
        *_PLACE,
    ),
    "as_printed/lines": table(
        "One row a printed line of a paragraph.",
        "一行是段落的一个印刷行。",
        "line",
        integer(
            "order",
            "the paragraph's order",
            "所属段落的次序",
            required=True,
            refers="as_printed/paragraphs",
        ),
        integer(
            "line",
            "order of the line in the document, from 1",
            "行在文件中的次序，从 1 起",
            required=True,
        ),
        text(
            "text",
            "the line as joined into its paragraph, after NFKC",
            "并入段落的这一行文字（经 NFKC）",
            required=True,
        ),
        numbers(
            "edges",
            "left edge of each character, then the right edge of the last",
            "每个字的左边，最后是末字的右边",
            required=True,
            unit=POINT,
        ),
        *_PLACE,
        CONFIDENCE,
    ),
    "as_printed/pieces": table(
        "One row a part of a page that shows another file than the document's PDF: a page of a PDF "
        "annex, or cells of a sheet or text that was set as a page. Such pages stand behind the "
        "PDF's own.",
        "一行是一页中来自 PDF 以外文件（附表）的部分：PDF 附表的一页，"
        "或排成页面的表格、文稿的单元格；这些页排在 PDF 自己的页之后。",
        "piece_no",
        integer("piece_no", "order of the parts, from 1", "各部分的次序，从 1 起", required=True),
        text("document", "document that it is a piece of", "属于哪份文件", required=True),
        integer("page", "page behind the PDF's own", "接在 PDF 之后的页码", required=True),
        text("file", "file in the document's folder", "所在的文件", required=True),
        integer("file_page", "page of that file; null for a sheet", "该文件的页码；表格为空"),
        text(
            "sheet",
            "sheet, or the number of the table of a text (表3); null for texts that run on",
            "工作表名，或文稿的第几个表；正文为空",
        ),
        integer("first_row", "row of the first edge, from 0", "首行的行号，从 0 起"),
        numbers("columns", "edges of the columns from A", "从 A 列起各列的边", unit=POINT),
        numbers("rows", "edges of the rows from the first", "从首行起各行的边", unit=POINT),
        texts("merged", "cells that are one cell, as A1:F1", "合并的单元格，如 A1:F1"),
    ),
}
