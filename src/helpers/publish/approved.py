"""The section "approved, adjusted, spent": the published budget beside the accounts, joined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

from helpers import plots, schemas, store, wording
from helpers.documents.budgets import FILES
from helpers.join import chosen, of_chart
from helpers.plots.style import money
from helpers.publish.pictures import picture


def approved(report) -> dict:
    """Context of the section `approved`; nothing but `rows` empty where no budget lies there."""
    rows = report.words.records("results/budget_join")
    if not rows:
        return {"rows": []}
    words, lang = report.words, report.lang
    documents = {one["document"]: one for one in words.records("tidy/documents")}
    return {
        "rows": rows,
        "lead": _lead(report, rows, documents),
        "differing": [_row(report, row) for row in rows if row["outcome"] == "differs"],
        "picture": _picture(report, rows),
        "tables": [
            {
                "caption": words.say(
                    "report.approved.caption",
                    table=_title(pair, lang),
                    count=len(own),
                ),
                "open": pair == chosen(rows),
                "rows": [_row(report, row) for row in own],
            }
            for pair, own in _whole_amounts(rows).items()
        ],
        "composition": words.records("results/budget_composition"),
        "measures": {row["measure"]: _measure(row["measure"], lang) for row in rows},
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
    """A row with its words and the addresses of its two pages."""
    words, lang = report.words, report.lang
    raw = store.raw_folder(report.unit, report.year)
    budget = row["budget_page"] and words.address(raw / FILES[row["budget_document"]])
    shown = {name: money(row[name]) for name in ("budget", "initial_budget", "adjusted_budget")}
    return row | {
        "shown": shown | {"outturn": words.of(row, "outturn")},
        "budget_href": budget and f"{budget}#page={row['budget_page']}",
        "accounts_href": row["accounts_page"] and words.page(row["accounts_page"]),
        "why": row[f"why_{lang}"],
        "base_said": wording.load("budget_join")["bases"][row["outturn_base"]][lang],
        "outcome_said": words.say(f"report.approved.outcome.{row['outcome']}"),
        "rate": words.rate(row["execution_rate"]),
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


def _measure(measure: str, lang: str) -> str:
    words = wording.load("budget_join")["measures"].get(measure)
    return words[lang] if words else ""
