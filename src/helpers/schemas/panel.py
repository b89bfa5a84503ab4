"""The tables of many documents: what there is, one year against another, what may be compared.

Files lie below `data/panel/`. All tables of `tidy/` and `results/` lie there too, under one
another: their columns are those of one document, and `unit` and `year` belong to every key.
"""

from __future__ import annotations

from helpers.schemas.columns import (
    DOCUMENT,
    ROW_ID,
    Column,
    Table,
    amount,
    boolean,
    integer,
    number,
    table,
    text,
)

ENDS = ("done", "refused", "gave_up", "same_as", "not_run")
RULES = ("Y01", "Y02", "Y03", "Y04", "Y05", "Y06")
#: `fail` alone is an alarm; a `question` may have an innocent answer that no document prints.
CROSS_OUTCOMES = ("pass", "rounding", "fail", "question", "cannot_tell")
COMPARABLE = ("yes", "partly", "no")


def _share(name: str, meaning: str, meaning_zh: str) -> Column:
    return number(name, meaning, meaning_zh, unit="%")


PANEL: dict[str, Table] = {
    "panel/documents": table(
        "One row a document of the collection: what came out of it.",
        "一行是一份文件：读出了什么。",
        "unit year",
        *DOCUMENT,
        text("publisher_zh", "publisher, as source.yml says", "发布单位，照 source.yml"),
        text("scope", "whose money, by the cover", "谁的钱，照封面"),
        boolean("has_accounts", "final accounts lie there", "有决算", required=True),
        boolean("has_budget", "an approved budget lies there", "有预算", required=True),
        text("region", "region, as units.yml says", "地区，照 units.yml"),
        text("unit_kind", "kind of the unit, as units.yml says", "部门种类，照 units.yml"),
        text("peer_group", "peer group, as units.yml says", "可比的同类，照 units.yml"),
        text("outcome", "how the run over it ended", "运行的结果", required=True, allowed=ENDS),
        text("why", "why it gave up", "为什么没有做完"),
        text("reason", "the sentence of one that gave nothing", "没有结果的，说明为什么"),
        text("same_as", "document with the same files", "文件相同的另一份"),
        number("seconds", "how long it took", "用了多久", unit="s"),
        integer("pages", "pages of its PDFs", "PDF 页数"),
        integer("alarms", "checks that do not hold", "没有通过的勾稽"),
        integer("leads", "leads", "线索"),
        integer("amounts", "amounts that checks could prove", "可以核对的金额"),
        integer("verified", "amounts that a check proves", "得到证实的金额"),
        _share("verified_share", "verified ÷ amounts", "得到证实的比例"),
        text("report", "its report, seen from the panel's page", "它的报告，从汇总页看的地址"),
    ),
    "panel/cross_checks": table(
        "One row a figure of one document held against another document.",
        "一行是一份文件的一个数与另一份文件相比。",
        "unit year row_id",
        *DOCUMENT,
        ROW_ID,
        text("rule", "rule (wording/cross_years.yml)", "规则", required=True, allowed=RULES),
        text("other_unit", "unit of the other document", "另一份文件的部门", required=True),
        integer("other_year", "year of the other document", "另一份文件的年度", required=True),
        text("subject_zh", "what the figures are of", "数是什么的数", required=True),
        text("code", "classification code, or key of an expense", "科目编码，或经费的键"),
        text("printed", "figure of this document, as printed", "本文件的数，照印出"),
        amount("here", "the same, or what follows from it", "本文件的数，或由它算出的数"),
        amount("there", "figure of the other document", "另一份文件的数"),
        amount("difference", "here minus there", "两数之差"),
        text("outcome", "what came out", "结果", required=True, allowed=CROSS_OUTCOMES),
        text("why", "why (wording/cross_years.yml)", "为什么", required=True),
        text("told_zh", "in words, Chinese", "用中文说", required=True),
        text("told_en", "in words, English", "用英文说", required=True),
        integer("page", "page of this document", "本文件的页码"),
        integer("other_page", "page of the other document", "另一份文件的页码"),
        text("number_id", "the number here (tidy/numbers)", "本文件的数的编号"),
        text("other_number_id", "the number there (tidy/numbers)", "另一份文件的数的编号"),
    ),
    "panel/indicators": table(
        "One row an indicator of one document, with whether it may be compared.",
        "一行是一份文件的一个指标，和它能不能相比。",
        "unit year indicator",
        *DOCUMENT,
        text("indicator", "indicator (wording/cross_years.yml)", "指标", required=True),
        number("value", "its value", "值", required=True),
        text("value_unit", "% or 万元 a head", "% 或 人均万元", required=True),
        amount("numerator", "what is divided", "分子", required=True),
        amount("denominator", "what it is divided by", "分母"),
        text("comparable", "may it be compared", "能否相比", required=True, allowed=COMPARABLE),
        text("why_zh", "why, or why not, Chinese", "为什么，中文", required=True),
        text("why_en", "why, or why not, English", "为什么，英文", required=True),
        text("peer_group", "peer group that a person named", "人指定的同类"),
        integer(
            "n",
            "documents of the year, and of the peer group where there is one, that may be compared",
            "同年度（有同类的，同类中）可以相比的文件数",
            required=True,
        ),
        number("low", "their lower quartile, of five or more", "它们的下四分位，五份以上才有"),
        number("median", "their median, of five or more", "它们的中位数，五份以上才有"),
        number("high", "their upper quartile, of five or more", "它们的上四分位，五份以上才有"),
        integer(
            "rank",
            "place in the peer group from the lowest; null without one",
            "同类中从低到高的位次；没有同类的为空",
        ),
    ),
}
