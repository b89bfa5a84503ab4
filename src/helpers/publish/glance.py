"""The first screen: what came in, what was spent, against the plan, what changed, what is off."""

from __future__ import annotations

from decimal import Decimal

from markupsafe import Markup

from helpers import analysis
from helpers.interpret import ledger
from helpers.publish import approved, leads, spending
from helpers.publish.findings import unlisted_question

LARGEST = 3
MANY = 3  # cards of the five that would be blank
# Tables by function that say on what money went where there is no table 05.
OTHER_TABLES = ("appropriation_expenditure", "expenditure")


def section(report) -> dict:
    """Context of the section `glance`."""
    stated = analysis.headline_numbers(report.tidy)
    counts = analysis.check_counts(report.result("checks"))
    classes = analysis.records(report.result("budget_by_class"))
    asked = leads.told(report)
    plan = _against_plan(report.words, stated) or approved.beside(report)
    on_what, changes = _on_what(report, classes), _changes(report)
    blank = {name: report.words.unsaid(name) for name in ("plan", "classes", "change")}
    there = {
        "came_in": (stated["revenue_total"]["value"] is not None, "not_stated"),
        "spent": (stated["expenditure_total"]["value"] is not None, "not_stated"),
        "against_plan": (bool(plan), blank["plan"]),
        "on_what": (bool(on_what["largest"]), blank["classes"]),
        "changed": (bool(changes), blank["change"]),
    }
    missing = {key: why for key, (is_there, why) in there.items() if not is_there}
    return {
        "lead": next(iter(asked), None),
        "leads": len(asked),
        "revenue": _told(report.words, stated["revenue_total"]),
        "expenditure": _told(report.words, stated["expenditure_total"]),
        # A document of a few numbers: what it has not is one card, what it has stands before it.
        "missing": missing if len(missing) >= MANY else {},
        "three_public": spending.three_public_total(report) if len(missing) >= MANY else None,
        "plan": plan,
        **on_what,
        "changes": changes,
        "blank": blank,
        "counts": counts,
        "one_matter": _one_matter(report),
        "unread": len(report.notes),
        "numbers": report.numbers and ledger.counts(row["status"] for row in report.numbers),
    }


def _on_what(report, classes: list[dict]) -> dict:
    """The largest classes, and the label of what they are of: the general public budget or,
    where the document has no classes of that, the money of another of its tables."""
    for table in (None, *OTHER_TABLES):
        rows = largest(classes if table is None else _tabled(report.tidy, table))
        if rows:
            return {"largest": rows, "largest_of": f"on_what_{table or 'note'}"}
    return {"largest": [], "largest_of": "on_what_note"}


def _tabled(tidy, table: str) -> list[dict]:
    """The classes of a table by function, as rows with an outturn."""
    return [
        {"name_zh": row["name_zh"], "outturn": row["amount"], "outturn_id": row["amount_id"]}
        for row in tidy.amounts(table, level="class", measure="total")
        if row["name_zh"] and row["amount"] is not None
    ]


def largest(classes: list[dict]) -> list[dict]:
    """The classes with the largest outturns, and each one's part of them all (0 to 1)."""
    with_outturn = [row for row in classes if row["outturn"] is not None]
    whole = sum((row["outturn"] for row in with_outturn), Decimal(0))
    ranked = sorted(with_outturn, key=lambda row: -row["outturn"])[:LARGEST]
    return [row | {"part": float(row["outturn"] / whole) if whole > 0 else 0} for row in ranked]


def _told(words, stated: dict) -> dict:
    """A total with its amount in 万元 and in yuan, to be clicked."""
    cited = words.money(stated["value"], stated["ids"])
    return stated | {
        "amount": words.stated(stated),
        "yuan": words.derived(words.yuan(stated["value"]), "yuan", amount=cited),
    }


def _against_plan(words, stated: dict) -> dict | None:
    """Rate, both amounts and the difference in words; where no budget is stated, the printed
    rate, or null without one.

    Against the initial budget; against the adjusted one where there was no initial budget, or
    against one of which the document does not say which it is, where it states no other.
    """
    outturn, initial = stated["general_budget_outturn"], stated["general_budget_initial"]
    which = _which_budget(stated)
    budget = stated[f"general_budget_{which}"]["value"]
    if outturn["value"] is None:
        return None
    if budget is None:
        return _as_printed(words, stated["general_budget_printed_rate"], outturn)
    difference = outturn["value"] - budget
    said = "as" if not difference else "more_than" if difference > 0 else "less_than"
    parts = {
        "outturn": words.money(outturn["value"], outturn["ids"]),
        "budget": words.money(budget, stated[f"general_budget_{which}"]["ids"]),
    }
    rate = stated[f"general_budget_{which}_rate"]["value"]
    return {
        "rate": words.derived(words.rate(rate), "rate", **parts),
        "note": words.say(
            f"report.glance.against_{which}",
            outturn=words.stated(outturn),
            budget=words.stated(stated[f"general_budget_{which}"]),
            initial=words.stated(initial),
        ),
        "difference": words.say(
            f"report.glance.{said}_planned",
            difference=words.say(
                "format.amount",
                amount=words.derived(
                    words.money(abs(difference)),
                    "difference",
                    **(parts if difference >= 0 else _turned(parts)),
                ),
            ),
        ),
        "page": outturn["page"],
    }


def _which_budget(stated: dict) -> str:
    """The first budget with an amount, else the first that is stated at all."""
    given = {base: stated[f"general_budget_{base}"]["value"] for base in analysis.BUDGETS}
    return next(
        (base for base in given if given[base]),
        next((base for base in given if given[base] is not None), "initial"),
    )


def _as_printed(words, rate: dict, outturn: dict) -> dict | None:
    """The rate that the document prints though it states no budget."""
    if rate["value"] is None:
        return None
    of = "" if rate["base"] == "not_said" else f"_{rate['base']}"
    return {
        "rate": words.cite(f"{rate['value']}%", rate["ids"]),
        "note": words.say(f"report.glance.against_unstated{of}", outturn=words.stated(outturn)),
        "difference": None,
        "page": rate["page"],
    }


def _turned(parts: dict) -> dict:
    """The budget less the outturn, where less was spent."""
    return {"outturn": parts["budget"], "budget": parts["outturn"]}


def _one_matter(report) -> str | None:
    """That several failed checks are one question, where they are; else null."""
    failed = [row for row in analysis.records(report.result("checks")) if row["outcome"] == "fail"]
    question = unlisted_question(report, failed)
    if not question:
        return None
    return report.words.say(
        "report.glance.one_matter",
        count=len(question["checks"]),
        difference=report.words.gap(question["sums"]),
    )


def _changes(report) -> list[dict]:
    """The changes of total revenue and expenditure on the year before, in words.

    One of both or, where the document states them apart, one a side.
    """
    told = (
        _change(report.words, row)
        for row in analysis.changes(report.tidy)
        if row["about"] == "revenue_expenditure"
    )
    return [one for one in told if one]


def _change(words, row: dict) -> dict | None:
    about = words.about(row)
    if row["direction"] == "equal":
        return {
            "amount": words.say("directions.equal"),
            "page": row["page"],
            "note": words.say("report.glance.changed_equal", about=about),
        }
    if row["change"] is None:
        return None
    sign = {"increase": "+", "decrease": "−"}.get(row["direction"], "")
    name = "changed_note" if row["rate"] else "changed_note_without_rate"
    direction = words.say(f"directions.{row['direction'] or 'none'}")
    return {
        "amount": Markup("{}{}").format(sign, words.amount(row["change"], row["change_ids"])),
        "note": words.say(
            f"report.glance.{name}",
            about=about,
            direction=direction,
            rate=words.cite(row["rate"] and f"{row['rate']}%", row["rate_ids"]),
            change=words.amount(row["change"], row["change_ids"]),
        ),
        "page": row["page"],
    }
