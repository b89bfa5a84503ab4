"""The words that columns may hold: tables, measures, levels, scopes, outcomes."""

from __future__ import annotations

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
CAUSES = ("arithmetic", "wrong_base", "rounding", "cross_reference", "text")
