"""What to ask: the first card of the report, and the section with every lead in its order."""

from __future__ import annotations

from decimal import Decimal

from markupsafe import Markup, escape

from helpers.plots.style import money
from helpers.publish.markup import Words

#: Leads of words and last digits are folded away: they touch no money.
_FOLDED = "wording"


def section(report) -> dict:
    """Context of the section `leads`: those that are told at once, and those folded away."""
    rows = told(report)
    for row in rows:
        shown = report.words.say("report.leads.one", rank=row["rank"])
        report.words.citations.gather(row["lead_id"], shown, row["told"], row["ids"])
    return {
        "rows": [row for row in rows if row["group"] != _FOLDED],
        "folded": [row for row in rows if row["group"] == _FOLDED],
        "not_here": _not_here(report.words),
    }


def _not_here(words: Words) -> str:
    """The label of what cannot be seen here: of accounts, of these with a budget, of a budget."""
    if not words.records("tidy/statutory_tables"):
        return "not_here_budget_alone"
    return "not_here_beside_budget" if words.records("results/budget_join") else "not_here"


def told(report) -> list[dict]:
    """The rows of ``results/leads`` in their order, in the report's language.

    `told` is the question with its numbers as links, `cited` the money as a link to how it is
    worked out, `ids` the numbers that take part.
    """
    words, lang = report.words, report.lang
    numbers: dict[str, list[dict]] = {}
    for row in words.records("results/lead_numbers"):
        numbers.setdefault(row["lead_id"], []).append(row)
    rows = sorted(words.records("results/leads"), key=lambda row: row["rank"])
    return [
        row
        | {
            "told": _linked(words, row[f"told_{lang}"], numbers.get(row["lead_id"], []), lang),
            "innocent": row[f"innocent_{lang}"],
            "matters": row[f"matters_{lang}"],
            "cited": _cited_money(words, row, numbers.get(row["lead_id"], [])),
            "ids": [one["number_id"] for one in numbers.get(row["lead_id"], [])],
            "sheets": words.budget_sheets(
                (one["number_id"] for one in numbers.get(row["lead_id"], [])), row["budget_pages"]
            ),
        }
        for row in rows
    ]


def _linked(words: Words, text: str, numbers: list[dict], lang: str) -> Markup:
    """The sentence, each of its numbers a link; they stand where ``at_<lang>`` says."""
    places: dict[tuple[int, str], list[str]] = {}
    for row in sorted(numbers, key=lambda row: row["position"]):
        if row[f"at_{lang}"] is not None:
            places.setdefault((row[f"at_{lang}"], row["shown"]), []).append(row["number_id"])
    made, done = Markup(""), 0
    for (at, shown), ids in sorted(places.items()):
        if at >= done:
            made += escape(text[done:at]) + (words.cite(shown, ids) or "")
            done = at + len(shown)
    return made + escape(text[done:])


def _cited_money(words: Words, lead: dict, numbers: list[dict]) -> Markup | str | None:
    """The money at stake with its unit: a link to its number, or to the two it lies between."""
    if lead["money"] is None:
        return None
    by_role: dict[str, tuple[str, list[str]]] = {}
    for row in numbers:
        if row["shown"] is not None:
            by_role.setdefault(row["role"], (row["shown"], []))[1].append(row["number_id"])
    shown: Markup | str | None = money(lead["money"])
    for pair in (("printed", "expected"), ("outturn", "budget")):
        amounts = [_value(by_role[role][0]) if role in by_role else None for role in pair]
        if None in amounts or abs(amounts[0] - amounts[1]) != lead["money"]:
            continue
        links = [words.cite(*by_role[role]) for role in pair]
        more, less = links if (amounts[0] or 0) >= (amounts[1] or 0) else reversed(links)
        shown = words.derived(money(lead["money"]), "difference", outturn=more, budget=less)
        return words.say("format.amount", amount=shown)
    shown = _together(words, lead, numbers) or shown
    for role in ("outturn", "change"):
        if role in by_role and _value(by_role[role][0]) == lead["money"]:
            shown = words.cite(*by_role[role])
    return words.say("format.amount", amount=shown)


def _together(words: Words, lead: dict, numbers: list[dict]) -> Markup | None:
    """The money as the sum of several differences between a budget and its outturn."""
    told = [row for row in numbers if row["shown"] is not None]
    budgets, outturns = (
        [row for row in told if row["role"] == role] for role in ("budget", "outturn")
    )
    pairs = [
        (_value(one["shown"]), _value(other["shown"]))
        for one, other in zip(budgets, outturns, strict=False)
    ]
    if len(budgets) != len(outturns) or None in [value for pair in pairs for value in pair]:
        return None
    if abs(sum((one or 0) - (other or 0) for one, other in pairs)) != lead["money"]:
        return None
    links = [
        Markup("({} − {})").format(*(words.cite(row["shown"], [row["number_id"]]) for row in pair))
        for pair in zip(budgets, outturns, strict=True)
    ]
    made = money(lead["money"]) or ""
    return words.citations.derive(made, Markup("{} = {}").format(Markup(" + ").join(links), made))


def _value(shown: str) -> Decimal | None:
    """An amount as a lead's sentence writes it; None for words."""
    plain = shown.replace(",", "").replace("−", "-")
    return Decimal(plain) if plain.lstrip("-").replace(".", "", 1).isdigit() else None
