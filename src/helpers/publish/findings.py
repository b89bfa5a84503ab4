"""Sections on the checks and why they do not hold, the scorecard, and the nine tables behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_DOWN, Decimal
from functools import partial
from itertools import groupby

import pandas as pd

from helpers import analysis, plots, wording
from helpers.interpret import ledger
from helpers.publish.citations import ACCOUNTS, Sheet, place_of_row
from helpers.publish.markup import Words
from helpers.publish.pictures import picture
from helpers.wording import labels

STATES = ("filled", "empty_with_statement", "empty", "in_annex", "not_read", "absent")


class CitedChecks:
    """What each check compares as links, its numbers written as elsewhere in the report.

    `compared` are rows of ``results/check_numbers``.
    """

    def __init__(self, words: Words, compared: Iterable[dict]):
        self._words = words
        self._ids: dict[str, dict[str, str]] = {}  # by check and by what is printed
        for row in compared:
            if row["number_id"]:
                own = self._ids.setdefault(row["check_id"], {})
                own.setdefault(_plain(row["printed"]), row["number_id"])

    def of(self, check: dict) -> dict:
        """`cited` and `cited_evidence`: the printed number and the evidence as links; `expected`
        and `difference` with as many decimals as what is printed; `compared`, further numbers.
        """
        ids = self._ids.get(check["check_id"], {})
        printed = check["printed"]
        others = [one for one in ids if one != _plain(printed or "")]
        return {
            "cited": self._cited(self._named(printed), ids, self._is_amount(check)),
            "expected": self._shown(check, "expected"),
            "difference": self._shown(check, "difference"),
            "cited_evidence": [self._cited(one, ids) for one in check["evidence"] or []],
            "compared": [self._cited(one, ids) for one in others[:MOST_COMPARED]],
            "more_compared": max(0, len(others) - MOST_COMPARED),
            "sheets": self._words.budget_sheets(ids.values(), check.get("budget_pages")),
        }

    def gather(self, check: dict, told: str) -> None:
        """Make the check's id the address of all that it compares, side by side."""
        ids = self._ids.get(check["check_id"], {})
        shown = self._words.say("report.checks.one", check=check["check_id"])
        self._words.citations.gather(check["check_id"], shown, told, list(ids.values()))

    def _shown(self, check: dict, column: str) -> str | None:
        value, amount = self._named(check.get(column)), self._is_amount(check)
        if not value or not amount:
            return labels.readable(value) if value else value
        return labels.readable(_as_exact_as(check["printed"], value), whole=True)

    @staticmethod
    def _is_amount(check: dict) -> bool:
        """Is what the check compares a number? Years and words have no difference."""
        return check.get("difference") is not None

    def _named(self, value: str | None) -> str | None:
        """The words for a state of a table (`absent`); any other value as it is."""
        return self._words.say(f"presence.{value}") if value in STATES else value

    def _cited(self, printed: str | None, ids: dict[str, str], amount: bool = False):
        """`printed` as a link, where it is a number that takes part in the check."""
        number_id = ids.get(_plain(printed or ""))
        shown = labels.readable(printed, whole=amount) if printed else printed
        return self._words.cite(shown, [number_id]) if number_id else shown


MOST_COMPARED = 24  # further numbers of a check that its row shows


def _plain(printed: str) -> str:
    return printed.removesuffix("%").strip()


def _as_exact_as(printed: str | None, value: str) -> str:
    """`value` with at least the decimals of `printed`: 109.5 beside 109.50 is 109.50."""
    decimals, own = (len(one.removesuffix("%").partition(".")[2]) for one in (printed or "", value))
    if own >= decimals or not _plain(value).lstrip("-−+").replace(".", "").isdigit():
        return value
    percent = "%" if value.endswith("%") else ""
    dot = "" if own else "."
    return _plain(value) + dot + "0" * (decimals - own) + percent


# Checks of the lists of projects against project expenditure: one matter, told once.
_OF_PROJECT_LISTS = ("J01", "J02", "J03")
#: Rules about a rate of a whole, and about a rate of change.
_RATES = ("B01", "F01", "T03")
_CHANGES = ("T02",)


def checks(report) -> dict:
    """Context of the section `checks`: outcomes apart, so that only failures alarm."""
    compared = analysis.records(report.result("check_numbers"))
    cited, taking_part = CitedChecks(report.words, compared), numbers_by_role(compared)
    rows = [
        row | {"why": why(report, row, taking_part.get(row["check_id"], {}))} | cited.of(row)
        for row in map(partial(_in_words, report.lang), analysis.records(report.result("checks")))
    ]
    for row in rows:
        if row["outcome"] in OPENED:
            cited.gather(row, row["told"] if row["outcome"] != "rounding" else row["states"])
    by_outcome = {
        outcome: [row for row in rows if row["outcome"] == outcome]
        for outcome in ("fail", "cannot_tell", "rounding", "pass")
    }
    statuses = Counter(row["status"] for row in analysis.records(report.result("verification")))
    question = unlisted_question(report, by_outcome["fail"])
    alone = [row for row in by_outcome["fail"] if not question or row not in question["checks"]]
    return {
        "any": bool(rows),
        "opened": OPENED,
        **{outcome: found for outcome, found in by_outcome.items() if outcome != "pass"},
        # What is off by one digit comes after what is off by more.
        "alone": sorted(_by_cause(alone), key=lambda row: row["likely_cause"] == "rounding"),
        "question": question,
        "picture": _overview(report) if rows else None,
        "proven": _proven(report),
        "passed": by_outcome["pass"],
        "counts": analysis.check_counts(report.result("checks")),
        "verification": {
            "total": sum(statuses.values()),
            **{s: statuses[s] for s in ("verified", "contradicted", "unconstrained")},
        },
        "notes": report.notes,
        "corrections": [
            row
            | {
                "shown": _put_right(report.words, row),
                "sheets": [Sheet(row["document"] or ACCOUNTS, row["page"])],
            }
            for row in report.corrections
        ],
        "numbers": numbers(report),
    }


# Outcomes whose checks have a piece of evidence of their own: all they compare, side by side.
OPENED = ("fail", "cannot_tell", "rounding")


def _in_words(lang: str, row: dict) -> dict:
    """The check with `states`, what should hold, and `told`, what is found instead."""
    states = labels.readable(row[f"statement_{lang}"])
    told = row.get(f"told_{lang}")
    return row | {"states": states, "told": labels.readable(told) if told else states}


def _put_right(words, row: dict):
    """What a person has put right, which opens its numbers, or the place without any."""
    shown = row["printed"] or "—"
    if row["number_ids"]:
        return words.cite(shown, row["number_ids"])
    return words.citations.at(shown, place_of_row(row))


def _by_cause(failed: list[dict]) -> list[dict]:
    """The first alarm of each matter, with the others that share its number as `same`."""
    first = {row["check_id"] for row in failed if row["same_cause"] in (None, row["check_id"])}
    return [
        row
        | {
            "same": [
                other
                for other in failed
                if other["check_id"] not in first and other["same_cause"] == row["check_id"]
            ]
        }
        for row in failed
        if row["check_id"] in first or row["same_cause"] not in first
    ]


def unlisted_question(report, failed: list[dict]) -> dict | None:
    """What to ask about project expenditure that no listed project accounts for, else null.

    Keys: sums (analysis.unlisted_project_expenditure), checks (the failed ones it is about).
    """
    about = [row for row in failed if row["rule"] in _OF_PROJECT_LISTS]
    sums = analysis.unlisted_project_expenditure(report.tidy)
    if not about or sums is None or sums["difference"] <= 0:
        return None
    return {"sums": sums, "checks": about}


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
        return words.say(
            "report.checks.why_of_this_year",
            rate=labels.readable(numbers["rate"], whole=True),
            current=labels.readable(numbers["current"], whole=True),
            change=labels.readable(numbers["change"], whole=True),
        )
    if rule in _RATES and {"rate", "part", "base", "other_base"} <= numbers.keys():
        claimed, true = _budgets(report, numbers) or ("stated_base", "other_base")
        return words.say(
            "report.checks.why_other_base",
            rate=labels.readable(numbers["rate"], whole=True),
            above=labels.readable(numbers["part"], whole=True),
            below=labels.readable(numbers["base"], whole=True),
            other=labels.readable(numbers["other_base"], whole=True),
            claimed=words.say(f"columns.{claimed}"),
            true=words.say(f"columns.{true}"),
        )
    return None


def _budgets(report, numbers: dict[str, str]) -> tuple[str, str] | None:
    """The budget a rate is said to be of and the one it is of, by the statement's numbers."""
    for row in report.tidy.budgeted(
        "total",
        "function_class",
        "function_section",
        "function_item",
        "project",
        "three_public",
        "whole_department",
    ):
        claimed = f"{row['execution_rate_base']}_budget"
        true = {"initial_budget": "adjusted_budget", "adjusted_budget": "initial_budget"}.get(
            claimed
        )
        same = (
            row["execution_rate_printed"] == numbers["rate"]
            and row["outturn_printed"] == numbers["part"]
        )
        if (
            true
            and same
            and (row[f"{claimed}_printed"], row[f"{true}_printed"])
            == (numbers["base"], numbers["other_base"])
        ):
            return claimed, true
    return None


def _last_digit(words, check: dict, numbers: dict[str, str]) -> str:
    name = "why_cut_off" if check["rule"] in _RATES and _cut_off(numbers) else "why_last_digit"
    printed, expected = (labels.readable(check[one], whole=True) for one in ("printed", "expected"))
    return words.say(f"report.checks.{name}", printed=printed, expected=expected)


def _cut_off(numbers: dict[str, str]) -> bool:
    """Is the printed rate the exact one with the digits after its last left away?"""
    if not {"rate", "part", "base"} <= numbers.keys():
        return False
    rate, above, below = (Decimal(numbers[role]) for role in ("rate", "part", "base"))
    if not below:
        return False
    return (100 * above / below).quantize(rate, ROUND_DOWN) == rate


def _counted(checks: pd.DataFrame) -> pd.DataFrame:
    """The numbers of the overview: one row a family and outcome."""
    return checks.groupby(["family", "outcome"]).size().reset_index(name="checks")


def _overview(report) -> dict:
    frame = report.result("checks")
    words = report.words
    told = [
        f"{words.say(f'families.{family}')} {words.say(f'outcomes.{outcome}')} {count}"
        for (family, outcome), count in Counter(
            (row["family"], row["outcome"]) for row in analysis.records(frame)
        ).items()
    ]
    return picture(
        report,
        "checks",
        partial(plots.audit_overview, frame[["family", "outcome"]], report.lang),
        words.say("report.checks.alt", text="; ".join(told)),
        _counted(frame),
    )


def _proven(report) -> dict | None:
    """The picture of what the audit says of each table's amounts; None where it says nothing."""
    rows = analysis.proven(report.tidy, report.result("verification"))
    if not rows:
        return None
    words = report.words
    told = [
        f"{plots.table_name(row['table'], report.lang)} "
        f"{words.say('statuses.' + row['status'])} {row['amounts']}"
        for row in rows
    ]
    return picture(
        report,
        "proven",
        partial(plots.proven, rows, report.lang),
        words.say("figures.proven.alt", text="; ".join(told)),
        pd.DataFrame(rows),
    )


def scorecard(report) -> dict:
    """Context of the section `scorecard`: its items by block, and how many are met."""
    words = wording.load("scorecard")
    rows = analysis.records(report.result("scorecard"))
    blocks = []
    for name, label in words["blocks"].items():
        own = [
            row | {"says": words["results"][row["result"]][report.lang]}
            for row in rows
            if row["block"] == name
        ]
        counts = Counter(row["result"] for row in own)
        blocks.append(
            {
                "name": name,
                "title": label[report.lang],
                "rows": own,
                "met": counts["met"],
                "asked": counts["met"] + counts["not_met"],
            }
        )
    return {"blocks": blocks, "any": bool(rows)}


def tables(report) -> dict:
    """Context of the section `tables`: the index of nine, and each filled table's rows."""
    index = analysis.records(report.tidy.statutory_tables)
    filled = [row["table"] for row in index if row["rows"]]
    return {"index": index, "tables": {name: _wide(report.tidy, name) for name in filled}}


def _wide(tidy: analysis.Tidy, table: str) -> dict:
    """One statutory table with a column a measure: measures, rows, and which columns it has."""
    stated = tidy.amounts(table)
    measures = list(dict.fromkeys(row["measure"] for row in stated))
    rows: dict[tuple, dict] = {}
    for row in stated:
        # A row of the page may hold several things side by side (tables 06 and 07).
        key = tuple(row[column] for column in ("row", "side", "code", "name_zh"))
        line = rows.setdefault(key, row | {"printed": {}, "ids": {}})
        line["printed"].setdefault(row["measure"], row["printed"])
        line["ids"].setdefault(row["measure"], row["amount_id"])
    lines = list(rows.values())
    return {
        "measures": measures,
        "rows": lines,
        "has": {
            column: any(row[column] is not None for row in lines)
            for column in ("code", "side", "line_no")
        },
    }


def numbers(report) -> dict | None:
    """Counts and the list of what was not understood; None where there is no ledger.

    Keys: counts (`ledger.counts`), prose (a group for each page and section), tables (one row a
    table, its numbers counted).
    """
    if not report.numbers:
        return None
    lost = [row for row in report.numbers if row["status"] == "unclaimed"]
    prose = [row for row in lost if row["table_no"] is None]
    return {
        "counts": ledger.counts(row["status"] for row in report.numbers),
        "prose": [
            {"page": page, "section": section, "rows": [_told(report, row) for row in rows]}
            for (page, section), rows in groupby(prose, key=_where)
        ],
        "tables": _by_table(row for row in lost if row["table_no"] is not None),
    }


def _where(row: dict) -> tuple[int, str]:
    return row["page"], row["section"] or ""


def _told(report, row: dict) -> dict:
    """A number with its words; money and percentages open the piece of the page."""
    shown = f"{row['printed']}{row['value_unit'] or ''}"
    if row["amount"] is not None or row["value_unit"] == "%":
        shown = report.words.cite(shown, [row["number_id"]])
    return {"shown": shown, "snippet": row["snippet_zh"]}


def _by_table(rows) -> list[dict]:
    """For each table its title, its first page and how many of its numbers were not used."""
    tables: dict[int, dict] = {}
    for row in rows:
        table = tables.setdefault(
            row["table_no"], {"title": row["section"], "page": row["page"], "count": 0}
        )
        table["count"] += 1
        table["page"] = min(table["page"], row["page"])
    return list(tables.values())
