"""Why a check does not hold, in a sentence with its numbers, where arithmetic can say."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

#: Rules about a rate of a whole, and about a rate of change.
_RATES = ("B01", "F01", "T03")
_CHANGES = ("T02",)


def numbers_by_role(rows: list[dict]) -> dict[str, dict[str, str]]:
    """What each check compares, by its id: the first number of each role, as printed."""
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        found.setdefault(row["check_id"], {}).setdefault(row["role"], row["printed"])
    return found


def why(report, check: dict, numbers: dict[str, str]) -> str | None:
    """The sentence for a row of results/checks; null where there is none to add.

    `numbers` are those of the check by their roles.
    """
    if check["outcome"] not in ("fail", "rounding"):
        return None
    if check["likely_cause"] == "wrong_base":
        return _wrong_base(report, check["rule"], numbers)
    if check["likely_cause"] == "rounding" and check["outcome"] == "fail":
        return _last_digit(report.words, check, numbers)
    return None


def _wrong_base(report, rule: str, numbers: dict[str, str]) -> str | None:
    words = report.words
    if rule in _CHANGES and {"rate", "current", "change"} <= numbers.keys():
        return words.say("report.checks.why_of_this_year", rate=numbers["rate"],
                         current=numbers["current"], change=numbers["change"])
    if rule in _RATES and {"rate", "part", "base", "other_base"} <= numbers.keys():
        claimed, true = _budgets(report, numbers) or ("stated_base", "other_base")
        return words.say("report.checks.why_other_base", rate=numbers["rate"],
                         above=numbers["part"], below=numbers["base"],
                         other=numbers["other_base"], claimed=words.say(f"columns.{claimed}"),
                         true=words.say(f"columns.{true}"))
    return None


def _budgets(report, numbers: dict[str, str]) -> tuple[str, str] | None:
    """The budget a rate is said to be of and the one it is of, by the statement's numbers."""
    for row in report.tidy.budgeted("total", "function_class", "function_section",
                                    "function_item", "project", "three_public",
                                    "whole_department"):
        claimed = f"{row['execution_rate_base']}_budget"
        true = {"initial_budget": "adjusted_budget",
                "adjusted_budget": "initial_budget"}.get(claimed)
        same = (row["execution_rate_printed"] == numbers["rate"]
                and row["outturn_printed"] == numbers["part"])
        if true and same and (row[f"{claimed}_printed"], row[f"{true}_printed"]) == (
                numbers["base"], numbers["other_base"]):
            return claimed, true
    return None


def _last_digit(words, check: dict, numbers: dict[str, str]) -> str:
    name = "why_cut_off" if check["rule"] in _RATES and _cut_off(numbers) else "why_last_digit"
    return words.say(f"report.checks.{name}", printed=check["printed"],
                     expected=check["expected"])


def _cut_off(numbers: dict[str, str]) -> bool:
    """Is the printed rate the exact one with the digits after its last left away?"""
    if not {"rate", "part", "base"} <= numbers.keys():
        return False
    rate, above, below = (Decimal(numbers[role]) for role in ("rate", "part", "base"))
    if not below:
        return False
    return (100 * above / below).quantize(rate, ROUND_DOWN) == rate
