"""Every table the project writes: its columns, types, units and keys.

One source for validation (when written and when read), for the data dictionary in
`docs/data.md` and for the data package. Amounts are exact decimals in 万元 (10,000 yuan);
a null is a blank on the page, never a zero. Boxes are PDF points, origin at the top left of
the page as displayed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pandas as pd
import pandera.pandas as pa
import pyarrow

STRING = pd.ArrowDtype(pyarrow.string())
INTEGER = pd.ArrowDtype(pyarrow.int64())
FLOAT = pd.ArrowDtype(pyarrow.float64())
BOOLEAN = pd.ArrowDtype(pyarrow.bool_())
DECIMAL = pd.ArrowDtype(pyarrow.decimal128(20, 6))
INTEGERS = pd.ArrowDtype(pyarrow.list_(pyarrow.int64()))
FLOATS = pd.ArrowDtype(pyarrow.list_(pyarrow.float64()))
STRINGS = pd.ArrowDtype(pyarrow.list_(pyarrow.string()))


@dataclass(frozen=True)
class Column:
    """One column: its name, type, meaning, and what it may hold."""

    name: str
    dtype: pd.ArrowDtype
    meaning: str
    required: bool = False
    allowed: tuple[str, ...] = ()


def text(name: str, meaning: str, **kind) -> Column:
    return Column(name, STRING, meaning, **kind)


def integer(name: str, meaning: str, **kind) -> Column:
    return Column(name, INTEGER, meaning, **kind)


def number(name: str, meaning: str, **kind) -> Column:
    return Column(name, FLOAT, meaning, **kind)


def amount(name: str, meaning: str, **kind) -> Column:
    return Column(name, DECIMAL, meaning, **kind)


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
MEASURES = (
    "outturn",
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
CAUSES = ("arithmetic", "wrong_base", "rounding", "cross_reference", "text")

FIGURE = (
    text("series_zh", "series as drawn, Chinese", required=True),
    text("series_en", "series as drawn, English", required=True),
    text("category_zh", "category as drawn, Chinese", required=True),
    text("category_en", "category as drawn, English", required=True),
    amount("amount", "万元, as drawn"),
    number("share", "share of the whole as printed, per cent; null where the figure has none"),
)

TABLES: dict[str, tuple[Column, ...]] = {
    "as_printed/pages": (
        integer("page", "page of the PDF, from 1", required=True),
        number("width", "page width as displayed, PDF points", required=True),
        number("height", "page height as displayed, PDF points", required=True),
        text("kind", "what the page mostly holds", required=True,
             allowed=("text", "table", "picture", "blank")),
        integer("glyphs", "visible glyphs on the page", required=True),
        integer("strays", "visible glyphs in neither a cell nor a line", required=True),
        number("picture", "share of the page that its largest picture covers, 0 to 1",
               required=True),
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
    ),
    "as_printed/paragraphs": (
        text("part", "第N部分 the paragraph stands in; null before the first"),
        text("heading", "path of the headings above it, joined by /"),
        text("kind", "what the paragraph is", required=True,
             allowed=("body", "heading", "caption", "note", "page_number")),
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
    ),
    "tidy/statutory": (
        *KEY,
        text("table", "which of the nine tables", required=True, allowed=NINE),
        text("printed_no", "number printed on the table, e.g. 公开05表"),
        integer("row", "order of the row in the table, from 1", required=True),
        integer("line_no", "行次 printed in the row"),
        text("side", "side of a two-sided table", allowed=("revenue", "expenditure")),
        text("code", "classification code, digits joined; a text key in three_public"),
        text("level", "level of the row", required=True, allowed=LEVELS),
        text("name_zh", "name printed in the row"),
        text("measure", "what the amount measures", required=True, allowed=MEASURES),
        amount("amount", "万元", required=True),
        text("printed", "the amount as printed, without separators and spaces",
             required=True),
        *PLACE,
    ),
    "tidy/statutory_tables": (
        *KEY,
        text("table", "which of the nine tables", required=True, allowed=NINE),
        text("printed_no", "number printed on the table"),
        integer("first_page", "page the table begins on"),
        integer("last_page", "page the table ends on"),
        integer("rows", "rows of data printed", required=True),
        text("state", "what the document gives", required=True,
             allowed=("filled", "empty_with_statement", "empty", "absent")),
        text("statement_zh", "the sentence that says why the table is empty"),
    ),
    "tidy/budget_vs_outturn": (
        *KEY,
        text("scope", "what is budgeted", required=True, allowed=SCOPES),
        text("code", "functional code, or a text key in three_public"),
        text("name_zh", "name as printed"),
        amount("initial_budget", "年初预算数, 万元"),
        amount("adjusted_budget", "全年/调整预算数, 万元"),
        amount("outturn", "决算数/执行数, 万元"),
        amount("prior_outturn", "上年决算数, 万元, where stated"),
        text("execution_rate_printed", "rate as printed, without %"),
        text("execution_rate_base", "budget the printed rate is of",
             allowed=("initial", "adjusted")),
        text("initial_budget_printed", "initial budget as printed, without separators"),
        text("adjusted_budget_printed", "adjusted budget as printed, without separators"),
        text("outturn_printed", "outturn as printed, without separators"),
        text("reason_zh", "reason given for the difference"),
        text("source", "place of the document that states it", required=True,
             allowed=SOURCES),
        *PLACE,
    ),
    "tidy/facts": (
        *KEY,
        text("fact", "which fact (see vocabulary/facts.yml)", required=True),
        text("subject_zh", "what the fact is about, as printed"),
        integer("value_year", "year of the value"),
        amount("value", "the value, in value_unit"),
        text("value_unit", "万元, %, 人, 辆, 个 …"),
        text("direction", "direction word", allowed=("increase", "decrease", "equal")),
        text("printed", "value as printed, without separators and spaces"),
        text("snippet_zh", "the words around the value", required=True),
        *PLACE,
    ),
    "tidy/projects": (
        *KEY,
        integer("project_no", "order of the project's form", required=True),
        text("name_zh", "项目名称", required=True),
        text("department_zh", "主管部门"),
        text("implementer_zh", "项目实施单位"),
        text("category_zh", "项目类别, the ticked option"),
        text("attribute_zh", "项目属性, the ticked option"),
        text("type_zh", "项目类型, the ticked option"),
        amount("adjusted_budget", "预算数, 万元"),
        amount("outturn", "执行数, 万元"),
        text("execution_rate_printed", "执行率 as printed, without %"),
        amount("execution_score", "score of the execution rate"),
        amount("total_score", "总分"),
        amount("outturn_in_narrative", "outturn the prose of 五(三) gives, 万元"),
        text("result_zh", "what the prose says was achieved"),
        text("cause_zh", "偏差大或目标未完成原因分析"),
        text("improvement_zh", "改进措施及结果应用方案"),
        integer("first_page", "page the form begins on"),
        integer("last_page", "page the form ends on"),
    ),
    "tidy/indicators": (
        *KEY,
        text("form", "whole_department or the project's name", required=True),
        integer("objective_no", "number of the annual objective"),
        text("objective_zh", "the objective"),
        text("level1_zh", "一级指标"),
        text("level2_zh", "二级指标"),
        text("level3_zh", "三级指标", required=True),
        amount("weight", "points the indicator can earn"),
        text("target", "年初目标值"),
        text("actual", "实际完成值"),
        amount("score", "得分"),
        *PLACE,
    ),
    "tidy/work_items": (
        *KEY,
        text("no", "序号 as printed"),
        text("item_zh", "重要事项"),
        text("target_zh", "工作内容及目标"),
        text("result_zh", "完成情况"),
        *PLACE,
    ),
    "tidy/glossary": (
        *KEY,
        text("term_zh", "the term as printed, without its number", required=True),
        text("definition_zh", "what the document says it means; null for a heading over terms"),
        text("code", "functional code of a classification term, from the document's tables"),
        *PLACE,
    ),
    "tidy/profile": (
        *KEY,
        text("kind", "what of Part 1", required=True, allowed=("function", "unit", "staff")),
        text("name_zh", "the function, the unit, or who is counted, as printed", required=True),
        amount("value", "head count; null for functions and units"),
        text("value_unit", "unit of the count"),
        *PLACE,
    ),
    "tidy/unclaimed_numbers": (
        *KEY,
        integer("page", "page of the PDF", required=True),
        text("section", "section of Part 3", required=True),
        text("printed", "the number with its unit", required=True),
        text("snippet_zh", "the words around it", required=True),
    ),
    "tidy/reading_notes": (
        *KEY,
        text("stage", "who noticed", required=True,
             allowed=("pages", "grids", "statutory", "narrative", "forms")),
        integer("page", "page of the PDF"),
        text("kind", "what happened (see vocabulary/notes.yml)", required=True),
        text("found", "what stands on the page, verbatim", required=True),
        text("statement_zh", "what was left out and why, Chinese", required=True),
        text("statement_en", "what was left out and why, English", required=True),
    ),
    "results/checks": (
        *KEY,
        text("check_id", "id of the check", required=True),
        text("family", "family of the check", required=True, allowed=FAMILIES),
        text("statement_zh", "what must hold, Chinese", required=True),
        text("statement_en", "what must hold, English", required=True),
        text("printed", "the number printed"),
        text("expected", "the number recomputed"),
        text("difference", "printed minus expected"),
        text("tolerance", "largest difference that rounding explains"),
        text("outcome", "judgement", required=True, allowed=OUTCOMES),
        text("likely_cause", "why it fails", allowed=CAUSES),
        Column("pages", INTEGERS, "pages of the numbers compared", required=True),
        Column("evidence", STRINGS, "the printed strings compared", required=True),
    ),
    "results/verification": (
        *KEY,
        text("source_table", "tidy table the amount stands in", required=True),
        integer("source_row", "row of that table, from 0", required=True),
        text("column", "column of the amount", required=True),
        text("status", "what the arithmetic says", required=True,
             allowed=("verified", "contradicted", "unconstrained")),
        Column("checks", STRINGS, "ids of the checks that use it", required=True),
    ),
    "results/budget_by_class": (
        *KEY,
        text("code", "functional class code"),
        text("name_zh", "functional class, Chinese", required=True),
        text("name_en", "functional class, English"),
        amount("initial_budget", "年初预算数, 万元"),
        amount("outturn", "决算数, 万元"),
        amount("difference", "outturn minus initial budget, 万元"),
        amount("execution_rate", "outturn ÷ initial budget, per cent, two decimals"),
        text("execution_rate_printed", "rate as printed, without %"),
        text("reason_zh", "reason given"),
        integer("page", "page of the statement"),
    ),
    "results/budget_by_project": (
        *KEY,
        text("name_zh", "project", required=True),
        amount("adjusted_budget", "预算数 (adjusted), 万元"),
        amount("outturn", "执行数, 万元"),
        amount("difference", "outturn minus adjusted budget, 万元"),
        amount("execution_rate", "outturn ÷ adjusted budget, per cent, two decimals"),
        text("execution_rate_printed", "rate as printed, without %"),
        amount("total_score", "self-evaluation score, of 100"),
        Column("sources", STRINGS, "places of the document that state it", required=True),
        Column("agree", BOOLEAN, "the places state the same amounts", required=True),
        integer("page", "page of the first statement"),
    ),
    **{f"results/figure_{n}": (*KEY, *FIGURE) for n in (1, 2, 3, 4)},
}


@cache
def schema(name: str) -> pa.DataFrameSchema:
    """The pandera schema of table `name` (for example ``tidy/statutory``)."""
    columns = {
        column.name: pa.Column(
            column.dtype,
            checks=pa.Check.isin(column.allowed) if column.allowed else None,
            nullable=not column.required,
        )
        for column in TABLES[name]
    }
    return pa.DataFrameSchema(columns, strict=True, ordered=True, name=name)


def typed(name: str, records: list[dict] | pd.DataFrame) -> pd.DataFrame:
    """`records` as a validated frame with exactly the columns of table `name`.

    Columns a record leaves out are null. Raises pandera.errors.SchemaErrors where a value
    does not fit, KeyError where a record has a column that the table does not.
    """
    rows = records.to_dict("records") if isinstance(records, pd.DataFrame) else records
    names = [column.name for column in TABLES[name]]
    unknown = {key for row in rows for key in row} - set(names)
    if unknown:
        raise KeyError(f"{name} has no column {sorted(unknown)}; it has {names}")
    arrays = {
        column.name: pd.Series(
            pyarrow.array(
                [_plain(row.get(column.name)) for row in rows],
                type=column.dtype.pyarrow_dtype,
            ).to_pandas(types_mapper=pd.ArrowDtype),
            dtype=column.dtype,
        )
        for column in TABLES[name]
    }
    return schema(name).validate(pd.DataFrame(arrays), lazy=True)


def _plain(value):
    """`value` with pandas' missing markers as None, so that Arrow sees a null."""
    return None if value is pd.NA or (isinstance(value, float) and value != value) else value
