"""The tables of ``results``. What was checked, worked out and drawn.

A null is a blank on the page, never a zero. Amounts are in 万元 (10,000 yuan).
"""

from __future__ import annotations

from helpers.schemas.allowed import BLOCKS, CAUSES, FAMILIES, OUTCOMES, RESULTS
from helpers.schemas.columns import (
    BOOLEAN,
    INTEGERS,
    STRINGS,
    Column,
    amount,
    integer,
    text,
)
from helpers.schemas.shared import FIGURE, KEY, held, worked

_BASES = ("initial", "adjusted", "not_said")
_UNSAID = ("预算数 of which the document does not say whether it is the initial or the adjusted "
           "one, 万元")
RESULTS: dict[str, tuple[Column, ...]] = {
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
        text("formula", "the sum or ratio that gives the expected number"),
        text("same_cause", "first of the alarms that share a number with this one; null where it "
             "stands alone"),
        text("told_zh", "what does not hold in one sentence, Chinese; null where it holds"),
        text("told_en", "what does not hold in one sentence, English; null where it holds"),
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
    "results/scorecard": (
        *KEY,
        text("block", "block of the scorecard", required=True, allowed=BLOCKS),
        text("item", "what is asked for, as a name", required=True),
        text("required_zh", "what is asked for, Chinese", required=True),
        text("required_en", "what is asked for, English", required=True),
        text("source_zh", "where the requirement stands, Chinese", required=True),
        text("source_en", "where the requirement stands, English", required=True),
        Column("second_hand", BOOLEAN, "the requirement is known from documents that follow it "
               "only", required=True),
        text("result", "whether the document does it", required=True, allowed=RESULTS),
        text("found", "how many, or how many of how many; days for timeliness"),
        integer("page", "page where it begins, or where it is not met"),
    ),
    "results/budget_by_class": (
        *KEY,
        text("code", "functional class code"),
        text("name_zh", "functional class, Chinese", required=True),
        text("name_en", "functional class, English"),
        amount("initial_budget", "年初预算数, 万元"),
        amount("adjusted_budget", "全年/调整预算数, 万元"),
        amount("budget", _UNSAID),
        amount("outturn", "决算数, 万元"),
        text("execution_rate_base", "budget that difference and rates are of; the same for all "
             "classes; null where the document states no class budget", allowed=_BASES),
        amount("difference", "outturn minus that budget, 万元"),
        amount("execution_rate", "outturn ÷ that budget, per cent, two decimals"),
        text("execution_rate_printed", "rate of that budget as printed, without %"),
        text("reason_zh", "reason given"),
        integer("page", "page of the statement"),
        *worked("initial_budget", "adjusted_budget", "budget"),
        *held("outturn", "execution_rate"),
    ),
    "results/budget_by_project": (
        *KEY,
        text("name_zh", "project", required=True),
        amount("initial_budget", "年初预算数, 万元"),
        amount("adjusted_budget", "预算数 (adjusted), 万元"),
        amount("budget", _UNSAID),
        amount("outturn", "执行数, 万元"),
        text("execution_rate_base", "budget that difference and rates are of; the same for all "
             "projects; null where the document states no project's budget", allowed=_BASES),
        amount("difference", "outturn minus that budget, 万元"),
        amount("execution_rate", "outturn ÷ that budget, per cent, two decimals"),
        text("execution_rate_printed", "rate of that budget as printed, without %"),
        amount("total_score", "self-evaluation score, of 100"),
        Column("sources", STRINGS, "places of the document that state it", required=True),
        Column("agree", BOOLEAN, "the places state the same amounts", required=True),
        integer("page", "page of the first statement"),
        *held("initial_budget", "adjusted_budget", "budget", "outturn", "execution_rate",
              "total_score"),
    ),
    **{f"results/figure_{n}": (*KEY, *FIGURE) for n in (1, 2, 3, 4)},
}
