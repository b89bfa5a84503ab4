"""The tables of an approved budget: as printed, tidy, and joined to the accounts of its year.

They are empty where no budget lies beside the accounts. Phases are named as the Fiscal Data
Package names them: `proposed`, `approved`, `adjusted`, `executed`.
"""

from __future__ import annotations

from dataclasses import replace

from helpers.schemas.columns import (
    CONFIDENCE,
    DOCUMENT,
    KEYED,
    LEVELS,
    MEASURES,
    NINE,
    PLACE,
    STATES,
    Column,
    Table,
    amount,
    boolean,
    held,
    integer,
    table,
    text,
)
from helpers.schemas.printed import PRINTED
from helpers.schemas.tidy import TIDY

DOCUMENTS = ("final_accounts", "budget", "budget_tables")
PHASES = ("proposed", "approved", "adjusted", "executed", "not_said")
BUDGET_SCOPES = ("department", "unit", "own_office", "not_said")
#: The tables of a budget that accounts do not have.
BUDGET_BESIDE = (
    "appropriation_by_function",
    "appropriation_basic",
    "general_budget_by_economic_class",
    "operating_costs",
)
#: What columns of budgets measure and those of accounts do not.
BUDGET_MEASURES = (*MEASURES, "balances_used", "special_account", "own_funds", "reserve")
BASES = ("prior_budget", "prior_execution", "not_said")

_WHICH = text(
    "document",
    "PDF that prints it: budget.pdf, or budget_tables.pdf where the tables come apart",
    "印它的 PDF：budget.pdf；表格另成文件的为 budget_tables.pdf",
    required=True,
    allowed=DOCUMENTS[1:],
)
PHASE = text(
    "phase",
    "phase of the budget cycle that the amount is of, as the document says it",
    "金额属于预算周期的哪一阶段，照文件所说",
    required=True,
    allowed=PHASES,
)
BUDGET_SCOPE = text(
    "budget_scope",
    "whose money, by the cover: the department's, one unit's, its own office's",
    "谁的钱，照封面：部门、单位或本级",
    required=True,
    allowed=BUDGET_SCOPES,
)


def _of_budget(one: Table) -> Table:
    """The table of ``as_printed`` as a budget has it: with the PDF, no references over PDFs."""
    columns = (replace(column, refers=None) for column in one.columns)
    return Table(
        one.about + " Of the budget beside the accounts.",
        one.about_zh + "属于决算旁的预算。",
        ("document", *one.key),
        (_WHICH, *columns),
    )


PRINTED_BUDGET: dict[str, Table] = {
    name.replace("/", "/budget_"): _of_budget(one)
    for name, one in PRINTED.items()
    if _WHICH.name not in {column.name for column in one}  # those are of all documents
}

_SIDE = text(
    "side",
    "side of a two-sided table; of a three-sided one, expenditure by use (basic, project) besides",
    "左右两边的表的哪一边；三边的表另有按用途（基本、项目）分的支出",
    allowed=("revenue", "expenditure", "expenditure_by_use"),
)


def _statutory(name: str) -> Column:
    """A column that means what it means in ``tidy/statutory``."""
    return next(column for column in TIDY["tidy/statutory"] if column.name == name)


TIDY_BUDGET: dict[str, Table] = {
    "tidy/documents": table(
        "One row a PDF of the unit and year: what its cover says of it.",
        "一行是该部门该年度的一份 PDF：封面怎样说。",
        "document",
        *DOCUMENT,
        text("document", "which PDF", "哪一份 PDF", required=True, allowed=DOCUMENTS),
        PHASE,
        text(
            "scope",
            "whose money, by the cover, else by titles that agree",
            "谁的钱，照封面；封面没有说的，照一致的标题",
            required=True,
            allowed=BUDGET_SCOPES,
        ),
        integer("year_said", "year that the cover or the titles name", "封面或标题所说的年度"),
        text("cover_zh", "words of the cover, or of the first title", "封面（或第一个标题）的原文"),
        integer("pages", "pages of the PDF", "PDF 的页数", required=True),
    ),
    "tidy/budget": table(
        "One row a printed amount of the tables of the budget.",
        "一行是预算各表的一个印出的金额。",
        "row_id",
        *KEYED,
        _WHICH,
        PHASE,
        BUDGET_SCOPE,
        text(
            "table",
            "which table; the names are those of the accounts where both have it",
            "哪一张表；决算也有的用同一名称",
            required=True,
            allowed=(*NINE, *BUDGET_BESIDE),
        ),
        *map(_statutory, ("printed_no", "row", "line_no")),
        _SIDE,
        text(
            "code",
            "classification code as printed, digits joined; a text key in three_public",
            "印出的科目编码，数字连写；三公经费表中为英文键",
        ),
        text("level", "level of the row", "行的级别", required=True, allowed=LEVELS),
        text("name_zh", "name printed in the row", "该行印的名称"),
        text(
            "group_zh",
            "heading that the name is a part of (sources of revenue as rows)",
            "名称所属的大类（收入来源成行的表）",
        ),
        text(
            "measure",
            "what the amount measures; `budget` where only the phase says it",
            "金额是什么数；只有阶段可说的为 budget",
            required=True,
            allowed=BUDGET_MEASURES,
        ),
        *map(_statutory, ("amount", "printed")),
        *PLACE,
        CONFIDENCE,
        *held("amount"),
    ),
    "tidy/budget_tables": table(
        "One row a table of the budget, there or not.",
        "一行是预算的一张表，有没有都列。",
        "table",
        *DOCUMENT,
        text("table", "which table", "哪一张表", required=True, allowed=(*NINE, *BUDGET_BESIDE)),
        text("document", "PDF that prints it", "印它的 PDF", allowed=DOCUMENTS[1:]),
        text("printed_no", "number printed on the table", "表上印的编号"),
        integer("first_page", "page the table begins on", "表开始的页"),
        integer("last_page", "page the table ends on", "表结束的页"),
        integer("rows", "rows of data printed", "印出的数据行数", required=True),
        text("state", "what the document gives", "文件给出什么", required=True, allowed=STATES),
        text(
            "statement_zh",
            "the sentence at the table that calls it empty, whether it is or not",
            "表旁说它是空表的话，不论是否真空",
        ),
    ),
    "tidy/budget_statements": table(
        "One row a thing as the prose of the budget states it.",
        "一行是预算文字说明所说的一件事。",
        "row_id",
        *KEYED,
        _WHICH,
        PHASE,
        BUDGET_SCOPE,
        text(
            "subject_zh",
            "what the sentence is about, as printed",
            "所说的事，照原文",
            required=True,
        ),
        text(
            "level",
            "class, section or item of the functional classification; line for anything else",
            "功能分类的类、款、项；其他为 line",
            required=True,
            allowed=LEVELS,
        ),
        text(
            "code",
            "functional code that the budget's own tables give the name",
            "功能分类编码，取自预算各表",
        ),
        amount("amount", "this year's budget of it", "本年预算数"),
        text("printed", "the amount as printed", "印出的金额"),
        text(
            "compared_with",
            "what the change is measured against: last year's budget or last year's execution",
            "与什么相比：上年预算数还是上年执行数",
            allowed=BASES,
        ),
        amount("compared", "the number compared with, where it is printed", "所比的数，印出的才有"),
        text("compared_printed", "the same as printed", "所比的数，照印出"),
        text(
            "direction",
            "which way the change goes",
            "增减方向",
            allowed=("increase", "decrease", "equal"),
        ),
        amount("change", "the change, without a sign", "增减额，不带正负号"),
        text("change_printed", "the change as printed", "印出的增减额"),
        text(
            "rate_printed",
            "rate of the change as printed, without %",
            "印出的增减率，不带 %",
            unit="%",
        ),
        text("reason_zh", "reason given", "所说的原因"),
        text("snippet_zh", "the sentence", "原句", required=True),
        *PLACE,
        *held("amount", "compared", "change", "rate"),
    ),
    "tidy/budget_notes": table(
        "One row a thing of the budget that could not be read, or is kept as printed only.",
        "一行是预算中一处读不懂、或只照原样保存的地方。",
        "row_id",
        *DOCUMENT,
        text("row_id", "the row's key", "行的主键"),
        _WHICH,
        integer("page", "page of the PDF", "PDF 页码"),
        text(
            "kind",
            "what happened (see wording/notes.yml)",
            "发生了什么（见 wording/notes.yml）",
            required=True,
        ),
        text("found", "what stands on the page, verbatim", "页上的原文", required=True),
        text("statement_zh", "what was not read, Chinese", "没有读取什么，中文", required=True),
        text("statement_en", "what was not read, English", "没有读取什么，英文", required=True),
    ),
}

OUTCOMES_OF_JOIN = (
    "agrees",
    "rounding",
    "differs",
    "only_in_budget",
    "only_in_accounts",
    "no_statement",
    "not_comparable",
)
JOIN_BASES = ("same_base", "adjusted", "carry_over_included", "other_scope", "not_said")

RESULTS_BUDGET: dict[str, Table] = {
    "results/budget_join": table(
        "One row a code, a line or an expense of a table that the budget and the accounts both "
        "have, a measure: what was approved, adjusted, spent, and whether that may be compared. "
        "What is blank in both has none.",
        "一行是预算和决算都有的一张表的一个科目（或一行、一项）的一种金额：批复、调整、支出各多少，能否相比。"
        "两边都空着的不列。",
        "row_id",
        *DOCUMENT,
        text("row_id", "the row's key", "行的主键", required=True),
        text(
            "pair",
            "pair of tables (wording/budget_join.yml)",
            "哪一对表（wording/budget_join.yml）",
            required=True,
        ),
        text(
            "side",
            "side of a two-sided table",
            "左右两边的表的哪一边",
            allowed=("revenue", "expenditure"),
        ),
        text("code", "code, as the budget prints it", "科目编码，照预算所印"),
        text("level", "level of the row", "行的级别", required=True, allowed=LEVELS),
        text("name_zh", "name as printed", "印出的名称"),
        text(
            "measure",
            "what the amounts measure, as the budget has it",
            "金额是什么数，照预算",
            required=True,
            allowed=BUDGET_MEASURES,
        ),
        amount("budget", "the approved budget that was published", "公布的批复预算"),
        text("budget_printed", "the same as printed", "公布的批复预算，照印出"),
        amount("initial_budget", "initial budget that the accounts state", "决算所说的年初预算"),
        amount(
            "adjusted_budget", "adjusted budget that the accounts state", "决算所说的调整后预算"
        ),
        amount("outturn", "outturn of the accounts", "决算数"),
        text(
            "join_by",
            "how the two were joined",
            "凭什么相对应",
            required=True,
            allowed=("printed_code", "name_path", "unique_outturn", "name"),
        ),
        text(
            "base",
            "whether the two numbers are of the same money",
            "两个数是不是同一口径",
            required=True,
            allowed=JOIN_BASES,
        ),
        text(
            "outturn_base",
            "whether the outturn is of the same money as the budget",
            "决算数与预算是不是同一口径",
            required=True,
            allowed=JOIN_BASES,
        ),
        text(
            "outcome",
            "what the comparison gives",
            "相比的结果",
            required=True,
            allowed=OUTCOMES_OF_JOIN,
        ),
        text("why_zh", "why, Chinese", "为什么，中文", required=True),
        text("why_en", "why, English", "为什么，英文", required=True),
        amount(
            "difference",
            "initial budget of the accounts minus the published budget",
            "决算所说年初预算减公布的预算",
        ),
        boolean(
            "may_stand_beside",
            "budget and outturn are of one base and may stand beside each other",
            "预算与决算口径相同，可以并列",
            required=True,
        ),
        amount(
            "execution_rate",
            "outturn ÷ published budget, where they may stand beside each other",
            "决算数÷公布的预算，可以并列的才有",
            unit="%",
        ),
        text(
            "budget_document",
            "PDF of the budget that prints it",
            "印它的预算 PDF",
            allowed=DOCUMENTS[1:],
        ),
        integer("budget_page", "page of the budget", "预算的页码"),
        integer("accounts_page", "page of the accounts", "决算的页码"),
        *held("budget", "initial_budget", "adjusted_budget", "outturn"),
    ),
    "results/budget_composition": table(
        "One row a level: how far spending and its composition went from the budget (PEFA PI-1, "
        "PI-2.1), without a grade.",
        "一行是一个层级：支出总额和结构偏离预算多少（PEFA PI-1、PI-2.1），不评级。",
        "budget_of level",
        *DOCUMENT,
        text(
            "budget_of",
            "which budget: the published one, or the initial one that the accounts state",
            "哪个预算：公布的，或决算所说的年初预算",
            required=True,
            allowed=("published", "accounts"),
        ),
        text("level", "level of the heads", "科目的层级", required=True, allowed=("class", "item")),
        integer("heads", "heads that have both numbers", "两个数都有的科目数", required=True),
        integer(
            "heads_left_out",
            "heads that lack one of the two, left out",
            "缺一个数、没有算进去的科目数",
            required=True,
        ),
        amount("budget", "sum of the budgets", "预算合计", required=True),
        amount("outturn", "sum of the outturns", "决算合计", required=True),
        amount("outturn_rate", "outturn ÷ budget", "决算÷预算", unit="%", required=True),
        amount(
            "variance",
            "Σ|oᵢ − bᵢ·ΣO/ΣB| ÷ Σ(bᵢ·ΣO/ΣB)",
            "Σ|oᵢ − bᵢ·ΣO/ΣB| ÷ Σ(bᵢ·ΣO/ΣB)",
            unit="%",
            required=True,
        ),
    ),
}
