"""The tables of ``results``. What was checked, worked out and drawn.

A null is a blank on the page, never a zero. Amounts are in 万元 (10,000 yuan).
"""

from __future__ import annotations

from helpers.schemas.columns import (
    BLOCKS,
    CAUSES,
    DOCUMENT,
    DRAWN,
    FAMILIES,
    LEAD_GROUPS,
    LEAD_ROLES,
    LEAD_STATUSES,
    OUTCOMES,
    ROLES,
    Table,
    amount,
    boolean,
    held,
    integer,
    integers,
    table,
    text,
    texts,
    worked,
)
from helpers.schemas.columns import RESULTS as MET

_BASES = ("initial", "adjusted", "not_said")
_BUDGETS = (
    amount("initial_budget", "年初预算数", "年初预算数"),
    amount("adjusted_budget", "全年/调整预算数", "全年（调整）预算数"),
    amount(
        "budget",
        "预算数 of which the document does not say whether it is the initial or the adjusted one",
        "文件没有说是年初还是调整的预算数",
    ),
    amount("outturn", "决算数/执行数", "决算数（执行数）"),
)
_RATES = (
    amount("difference", "outturn minus that budget", "决算数减那个预算数"),
    amount(
        "execution_rate",
        "outturn ÷ that budget, two decimals",
        "决算数÷那个预算数，两位小数",
        unit="%",
    ),
    text(
        "execution_rate_printed",
        "rate of that budget as printed, without %",
        "印出的对那个预算数的完成率，不带 %",
        unit="%",
    ),
)

RESULTS: dict[str, Table] = {
    "results/checks": table(
        "One row a check made.",
        "一行是做过的一项核对。",
        "check_id",
        *DOCUMENT,
        text(
            "check_id",
            "id of the check, the same as long as document and rule are; to be compared, not read",
            "核对的编号；文件和规则不变则不变；只供比较，不供解读",
            required=True,
        ),
        text("rule", "rule of the catalogue that was applied", "所用的规则", required=True),
        text("family", "family of the check", "核对的类别", required=True, allowed=FAMILIES),
        text("statement_zh", "what must hold, Chinese", "应当成立的事，中文", required=True),
        text("statement_en", "what must hold, English", "应当成立的事，英文", required=True),
        text("printed", "the number printed", "印出的数"),
        text("expected", "the number recomputed", "重算的数"),
        text("difference", "printed minus expected", "印出的减重算的"),
        text("tolerance", "largest difference that rounding explains", "四舍五入能解释的最大差额"),
        text("outcome", "judgement", "判断", required=True, allowed=OUTCOMES),
        boolean(
            "withheld",
            "it would fail, and our own reading may be the cause: the outcome is cannot_tell",
            "本应不成立，但可能是我们读错；结果记为无法判断",
        ),
        text("likely_cause", "why it fails", "不成立的可能原因", allowed=CAUSES),
        text("formula", "the sum or ratio that gives the expected number", "得出重算数的算式"),
        text(
            "same_cause",
            "first of the alarms that share a number with this one; null where it stands alone",
            "与这一条同出一数的各条中的第一条；单独的为空",
            refers="results/checks",
        ),
        text(
            "told_zh",
            "what does not hold in one sentence, Chinese; null where it holds",
            "不成立之处，一句话，中文；成立的为空",
        ),
        text(
            "told_en",
            "what does not hold in one sentence, English; null where it holds",
            "不成立之处，一句话，英文；成立的为空",
        ),
        integers("pages", "pages of the numbers compared", "所比各数的页码", required=True),
        integers(
            "budget_pages",
            "pages of the budget beside the accounts; null where it takes no part",
            "决算旁的预算的页码；与预算无关的为空",
        ),
        texts("evidence", "the printed strings compared", "所比的原文", required=True),
    ),
    "results/check_numbers": table(
        "One row a number that takes part in a check, and as what.",
        "一行是参与一项核对的一个数，以及作为什么参与。",
        "check_id position",
        *DOCUMENT,
        text("check_id", "the check", "核对的编号", required=True, refers="results/checks"),
        integer(
            "position",
            "place of the number among those of the check, from 1",
            "这个数在该核对各数中的位置，从 1 起",
            required=True,
        ),
        text("role", "what the number takes part as", "作为什么参与", required=True, allowed=ROLES),
        text(
            "number_id",
            "the number, in tidy/numbers; null where the check is about words "
            "that the ledger has no number for",
            "在 tidy/numbers 中的编号；核对的是文字、总账里没有数的为空",
            refers="tidy/numbers",
        ),
        text("printed", "the number as printed", "印出的数", required=True),
        integer("page", "page of the number", "数所在的页"),
    ),
    "results/verification": table(
        "One row an amount of tidy/statutory or tidy/budget_vs_outturn: what the checks say of it.",
        "一行是 tidy/statutory 或 tidy/budget_vs_outturn 的一个金额：各项核对怎样看它。",
        "source_table row_id column",
        *DOCUMENT,
        text("source_table", "tidy table the amount stands in", "金额所在的表", required=True),
        text("row_id", "row of that table", "那张表的行"),
        text("column", "column of the amount", "金额所在的列", required=True),
        text(
            "number_id",
            "the amount in tidy/numbers; null where the ledger has none for it",
            "金额在 tidy/numbers 中的编号；总账里没有的为空",
            refers="tidy/numbers",
        ),
        text(
            "status",
            "what the arithmetic says",
            "算术怎样说",
            required=True,
            allowed=("verified", "contradicted", "unconstrained"),
        ),
        texts(
            "checks",
            "ids of the checks that use it",
            "用到它的核对的编号",
            required=True,
            refers="results/checks",
        ),
    ),
    "results/leads": table(
        "One row a thing worth asking the publisher about.",
        "一行是值得向公布单位问的一件事。",
        "lead_id",
        *DOCUMENT,
        text(
            "lead_id",
            "id of the lead, the same as long as document and rule are; to be compared, not read",
            "线索的编号；文件和规则不变则不变；只供比较，不供解读",
            required=True,
        ),
        integer(
            "rank", "place among the leads, from 1", "在各条线索中的次序，从 1 起", required=True
        ),
        text("rule", "rule of leads.yml that found it", "找出它的规则（leads.yml）", required=True),
        text(
            "status",
            "disagrees: the document's numbers do not agree; unexplained: money that it does not "
            "account for; unusual: nothing is wrong, and most documents are not so",
            "disagrees：文件的数互相对不上；unexplained：文件没有说清的钱；unusual：没有错，但不常见",
            required=True,
            allowed=LEAD_STATUSES,
        ),
        text(
            "group",
            "where it ranks: disagreement with money, unexplained money, disagreement without "
            "money, pattern, wording",
            "排在哪一组：有金额的矛盾、没有说清的钱、没有金额的矛盾、不常见的样子、文字",
            required=True,
            allowed=LEAD_GROUPS,
        ),
        amount("money", "money at stake; null where there is none", "所涉金额；不涉金额的为空"),
        amount(
            "share",
            "how large it is against its whole; null where that has no meaning",
            "相对于整体有多大；没有意义的为空",
            unit="%",
        ),
        text(
            "told_zh", "a question to the publisher, Chinese", "问公布单位的话，中文", required=True
        ),
        text(
            "told_en", "a question to the publisher, English", "问公布单位的话，英文", required=True
        ),
        text(
            "innocent_zh",
            "the common innocent cause, Chinese",
            "常见的无害原因，中文",
            required=True,
        ),
        text(
            "innocent_en",
            "the common innocent cause, English",
            "常见的无害原因，英文",
            required=True,
        ),
        text("matters_zh", "why one asks, Chinese", "为什么问，中文", required=True),
        text("matters_en", "why one asks, English", "为什么问，英文", required=True),
        texts(
            "checks",
            "ids of the checks that it is about",
            "所涉核对的编号",
            required=True,
            refers="results/checks",
        ),
        integers("pages", "pages of its numbers and words", "所涉各数和文字的页码", required=True),
        integers(
            "budget_pages",
            "pages of the budget beside the accounts; null where it takes no part",
            "决算旁的预算的页码；与预算无关的为空",
        ),
    ),
    "results/lead_numbers": table(
        "One row a printed number of a lead, as what, and where its sentence says it.",
        "一行是一条线索的一个印出的数：作为什么，在句子的哪里。",
        "lead_id position",
        *DOCUMENT,
        text("lead_id", "the lead", "线索的编号", required=True, refers="results/leads"),
        integer(
            "position",
            "place of the number among those of the lead, from 1",
            "这个数在该线索各数中的位置，从 1 起",
            required=True,
        ),
        text("role", "what the number is", "是什么数", required=True, allowed=LEAD_ROLES),
        text(
            "number_id",
            "the number, in tidy/numbers",
            "在 tidy/numbers 中的编号",
            required=True,
            refers="tidy/numbers",
        ),
        text("printed", "the number as printed", "印出的数", required=True),
        integer("page", "page of the number", "数所在的页"),
        text(
            "shown",
            "what the sentence writes; several numbers with one `shown` are its parts; null where "
            "the sentence does not have the number",
            "句子里的写法；几个数同一写法的，是它的各部分；句子里没有的为空",
        ),
        integer(
            "at_zh",
            "where `shown` begins in told_zh, from 0",
            "shown 在 told_zh 中从第几个字开始，从 0 起",
        ),
        integer(
            "at_en",
            "where `shown` begins in told_en, from 0",
            "shown 在 told_en 中从第几个字开始，从 0 起",
        ),
    ),
    "results/scorecard": table(
        "One row a thing that laws and rules ask to be shown.",
        "一行是法规要求公开的一项。",
        "item",
        *DOCUMENT,
        text("block", "block of the scorecard", "记分卡的部分", required=True, allowed=BLOCKS),
        text("item", "what is asked for, as a name", "所要求的事，作为名称", required=True),
        text("required_zh", "what is asked for, Chinese", "所要求的事，中文", required=True),
        text("required_en", "what is asked for, English", "所要求的事，英文", required=True),
        text(
            "source_zh",
            "where the requirement stands, Chinese",
            "要求出自哪里，中文",
            required=True,
        ),
        text(
            "source_en",
            "where the requirement stands, English",
            "要求出自哪里，英文",
            required=True,
        ),
        boolean(
            "second_hand",
            "the requirement is known from documents that follow it only",
            "这项要求只从照办的文件得知",
            required=True,
        ),
        text("result", "whether the document does it", "文件做到没有", required=True, allowed=MET),
        text(
            "found",
            "how many, or how many of how many; days for timeliness",
            "多少，或多少之中的多少；及时性为天数",
        ),
        integer("page", "page where it begins, or where it is not met", "开始或没有做到的那一页"),
    ),
    "results/budget_by_class": table(
        "One row a functional class: budget against outturn.",
        "一行是功能分类的一类：预算与决算。",
        "row_id",
        *DOCUMENT,
        text(
            "row_id",
            "the row's key: the class code, or the name of a class without one",
            "行的主键：类的编码，没有编码的为名称",
        ),
        text("code", "functional class code", "功能分类的类级编码"),
        text("name_zh", "functional class, Chinese", "功能分类的类，中文", required=True),
        text("name_en", "functional class, English", "功能分类的类，英文"),
        *_BUDGETS,
        text(
            "execution_rate_base",
            "budget that difference and rates are of; the same for all "
            "classes; null where the document states no class budget",
            "差额和完成率所对的预算数，各类相同；文件没有各类预算的为空",
            allowed=_BASES,
        ),
        *_RATES,
        text("reason_zh", "reason given", "所说的原因"),
        integer("page", "page of the statement", "说到它的那一页"),
        *worked("initial_budget", "adjusted_budget", "budget"),
        *held("outturn", "execution_rate"),
    ),
    "results/budget_by_project": table(
        "One row a project: budget against outturn.",
        "一行是一个项目：预算与决算。",
        "name_zh",
        *DOCUMENT,
        text("name_zh", "project", "项目", required=True),
        *_BUDGETS,
        text(
            "execution_rate_base",
            "budget that difference and rates are of; the same for all "
            "projects; null where the document states no project's budget",
            "差额和完成率所对的预算数，各项目相同；文件没有项目预算的为空",
            allowed=_BASES,
        ),
        *_RATES,
        amount("total_score", "self-evaluation score, of 100", "自评得分，满分 100", unit="分"),
        texts("sources", "places of the document that state it", "文件说到它的各处", required=True),
        boolean("agree", "the places state the same amounts", "各处所说的金额相同", required=True),
        integer("page", "page of the first statement", "最先说到它的那一页"),
        *held(
            "initial_budget",
            "adjusted_budget",
            "budget",
            "outturn",
            "execution_rate",
            "total_score",
        ),
    ),
    **{
        f"results/figure_{n}": table(
            f"What chart {n} of the report draws, one row a bar.",
            f"报告图 {n} 画的数，一行一条。",
            "series_zh category_zh",
            *DOCUMENT,
            *DRAWN,
        )
        for n in (1, 2, 3, 4)
    },
}
