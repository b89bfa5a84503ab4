"""The section "approved, adjusted, spent": the published budget beside the accounts, joined.

`beside` is what the first screen says of it where the accounts print no budget of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

from helpers import plots, schemas, wording
from helpers.join import chosen, of_chart
from helpers.plots.style import money
from helpers.publish.citations import ACCOUNTS, Sheet
from helpers.publish.pictures import picture
from helpers.wording import labels


def section(report) -> dict:
    """Context of the section `approved`; nothing but `rows` empty where no budget lies there."""
    rows = report.words.records("results/budget_join")
    if not rows:
        return {"rows": []}
    words, lang = report.words, report.lang
    documents = {one["document"]: one for one in words.records("tidy/documents")}
    return {
        "rows": rows,
        "lead": _lead(report, rows, documents),
        "differing": _table(
            [_row(report, row) for row in rows if row["outcome"] == "differs"], named=True
        ),
        "picture": _picture(report, rows),
        "tables": [
            {
                "caption": words.say(
                    "report.approved.caption",
                    table=_title(pair, lang),
                    count=len(own),
                ),
                "open": pair == chosen(rows),
                **_table([_row(report, row) for row in own]),
            }
            for pair, own in _whole_amounts(rows).items()
        ],
        "composition": words.records("results/budget_composition"),
    }


def _whole_amounts(rows: Sequence[dict]) -> dict[str, list[dict]]:
    """The rows of each pair that hold whole amounts; their parts (basic, project …) are in the
    data."""
    pairs = wording.load("budget_join")["pairs"]
    found: dict[str, list[dict]] = {}
    for row in rows:
        if row["measure"] == next(iter(pairs[row["pair"]]["measures"])):
            found.setdefault(row["pair"], []).append(row)
    return found


def _lead(report, rows: Sequence[dict], documents: dict) -> list:
    words, counts = report.words, Counter(row["outcome"] for row in rows)
    covers = [
        words.say("report.approved.cover", words=one["cover_zh"], document=words.say(
            f"report.approved.documents.{one['document']}"))
        for one in documents.values()
        if one["cover_zh"]
    ]  # fmt: skip
    told = [
        words.say(f"report.approved.outcomes.{name}", count=counts[name])
        for name in ("agrees", "rounding", "differs", "no_statement", "not_comparable",
            "only_in_budget", "only_in_accounts")
        if counts[name]
    ]  # fmt: skip
    beside = sum(row["may_stand_beside"] for row in rows)
    return [*covers, words.say("report.approved.lead", told=words.listed(told)),
        words.say("report.approved.beside", count=beside)]  # fmt: skip


def _row(report, row: dict) -> dict:
    """A row with its words, its numbers as links, and its two pages."""
    words, lang = report.words, report.lang
    shown = {name: words.of(row, name) for name in _COLUMNS}
    pages = []
    if row["budget_page"]:
        pages.append(Sheet(row["budget_document"], row["budget_page"]))
    if row["accounts_page"]:
        pages.append(Sheet(ACCOUNTS, row["accounts_page"]))
    base = wording.load("budget_join")["bases"][row["outturn_base"]][lang]
    unlike = row["outturn_base"] != "same_base" and row["outcome"] == "no_statement"
    why = labels.readable(row[f"why_{lang}"])
    rate = words.rate(row["execution_rate"])
    return row | {
        "shown": shown,
        "sheets": pages,
        "why": words.say("report.approved.of_base", why=why, base=base) if unlike else why,
        "of": _title(row["pair"], lang),
        "outcome_said": words.say(f"report.approved.outcome.{row['outcome']}"),
        "rate": words.derived(rate, "rate", outturn=shown["outturn"], budget=shown["budget"]),
    }


#: Outcomes whose reason is no more than the two numbers, which the row has.
_PLAIN = ("agrees", "rounding", "differs")
_COLUMNS = ("budget", "initial_budget", "adjusted_budget", "outturn")


def _table(rows: list[dict], named: bool = False) -> dict:
    """The rows of a table with its columns, and what is said of many rows once before them.

    `usual` is the outcome of more than half of the rows: it is said there alone. `notes` are the
    reasons that several rows share, one an outcome. `named`: the rows are of several tables, and
    each names its own.
    """
    rows = sorted(rows, key=lambda row: row["side"] == "expenditure")  # one side, then the other
    counts = Counter((row["outcome_said"], row["why"]) for row in rows)
    notes: dict[str, str] = {}
    for (outcome, why), count in counts.most_common():
        if count > 1:
            notes.setdefault(outcome, why)
    usual = next((key for key, count in counts.most_common(1) if 2 * count > len(rows) > 2), None)
    for row in rows:
        key = (row["outcome_said"], row["why"])
        row["said"] = None if key == usual else row["outcome_said"]
        plain = row["outcome"] in _PLAIN
        row["reason"] = None if plain or notes.get(key[0]) == key[1] else row["why"]
    return {
        "rows": rows,
        "named": named,
        "columns": [
            name
            for name in _COLUMNS
            if name in ("budget", "outturn") or any(row[name] is not None for row in rows)
        ],
        "rated": any(row["rate"] for row in rows),
        "judged": not named and any(row["said"] or row["reason"] for row in rows),
        "usual": usual,
        "notes": [one for one in notes.items() if one != usual],
    }


def _picture(report, rows: Sequence[dict]) -> dict | None:
    drawn, words = of_chart(rows), report.words
    if not drawn:
        return None
    title = words.say("figures.approved.title")

    draw = partial(
        plots.approved_adjusted_spent, drawn, report.lang, title, min(report.top_n, len(drawn))
    )

    parts = [
        f"{words.name(row['name_zh'] or '')} "
        + ", ".join(
            f"{words.say(f'figures.approved.{name}')} {money(row[name])}"
            for name in ("budget", "adjusted_budget", "outturn")
            if row[name] is not None
        )
        for row in drawn
    ]
    alt = words.say("report.figures.alt_approved", text="; ".join(parts))
    frame = schemas.typed("results/budget_join", [dict(row) for row in drawn])
    return picture(report, "approved", draw, alt, frame)


def _title(pair: str, lang: str) -> str:
    return wording.load("budget_join")["pairs"][pair]["name"][lang]


#: Totals by function, that of the general public budget first: the first screen is about it.
_TOTALS = ("general_budget_expenditure", "appropriation_expenditure", "expenditure")


def beside(report) -> dict | None:
    """Rate, amounts and words of a whole against the published budget; None without any.

    Of the wholes that may stand beside their outturn the first of `_TOTALS`; where none may, the
    approved budget alone, and why no rate is given.
    """
    words = report.words
    phases = {one["document"]: one["phase"] for one in words.records("tidy/documents")}
    rows = {
        row["pair"]: row
        for row in words.records("results/budget_join")
        if (row["level"], row["measure"]) == ("total", "total")
        and row["outcome"] in ("no_statement", "agrees", "rounding", "differs")
        and None not in (row["budget"], row["outturn"])
        and phases.get(row["budget_document"]) == "approved"
    }
    there = [rows[pair] for pair in _TOTALS if pair in rows]
    row = next((one for one in there if one["may_stand_beside"]), next(iter(there), None))
    if row is None:
        return None
    told = _row(report, row)
    names = {name: words.say("format.amount", amount=told["shown"][name]) for name in _COLUMNS[::3]}
    said = "" if row["may_stand_beside"] else "_apart"
    return {
        "rate": told["rate"] or names["budget"],
        "note": words.say(
            f"report.glance.against_published{said}", of=_title(row["pair"], report.lang), **names
        ),
        "difference": None,
        "sheets": told["sheets"],
        "page": None,
    }
