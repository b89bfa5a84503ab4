"""Why a check does not hold, in a sentence with its numbers, where arithmetic can say."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

# Checks of a rate: evidence is the rate, what it is of (outturn, part), its base, and where
# another base gives the printed rate, that one.
_RATES = ("B01-", "F01-", "T03-")
_CHANGES = ("T02-",)  # evidence: the rate, this year's amount, the change


def why(report, check: dict) -> str | None:
    """The sentence for a row of results/checks; null where there is none to add."""
    if check["outcome"] not in ("fail", "rounding"):
        return None
    if check["likely_cause"] == "wrong_base":
        return _wrong_base(report, check)
    if check["likely_cause"] == "rounding" and check["outcome"] == "fail":
        return _last_digit(report.words, check)
    return None


def _wrong_base(report, check: dict) -> str | None:
    words, evidence = report.words, check["evidence"]
    if check["check_id"].startswith(_CHANGES) and len(evidence) == 3:
        rate, current, change = evidence
        return words.say("report.checks.why_of_this_year", rate=rate, current=current,
                         change=change)
    if check["check_id"].startswith(_RATES) and len(evidence) == 4:
        rate, above, below, other = evidence
        claimed, true = _budgets(report, check) or ("stated_base", "other_base")
        return words.say("report.checks.why_other_base", rate=rate, above=above, below=below,
                         other=other, claimed=words.say(f"columns.{claimed}"),
                         true=words.say(f"columns.{true}"))
    return None


def _budgets(report, check: dict) -> tuple[str, str] | None:
    """The budget a rate is said to be of and the one it is of, by the statement's numbers."""
    rate, above, below, other = check["evidence"]
    for row in report.tidy.budgeted("total", "function_class", "function_section",
                                    "function_item", "project", "three_public",
                                    "whole_department"):
        claimed = f"{row['execution_rate_base']}_budget"
        true = {"initial_budget": "adjusted_budget",
                "adjusted_budget": "initial_budget"}.get(claimed)
        same = row["execution_rate_printed"] == rate and row["outturn_printed"] == above
        if true and same and (row[f"{claimed}_printed"], row[f"{true}_printed"]) == (below, other):
            return claimed, true
    return None


def _last_digit(words, check: dict) -> str:
    name = "why_cut_off" if _cut_off(check) else "why_last_digit"
    return words.say(f"report.checks.{name}", printed=check["printed"],
                     expected=check["expected"])


def _cut_off(check: dict) -> bool:
    """Is the printed rate the exact one with the digits after its last left away?"""
    if not check["check_id"].startswith(_RATES) or len(check["evidence"]) < 3:
        return False
    rate, above, below = map(Decimal, check["evidence"][:3])
    if not below:
        return False
    return (100 * above / below).quantize(rate, ROUND_DOWN) == rate
