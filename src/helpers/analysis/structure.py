"""The numbers of figures 1 to 4: two years side by side, and what the whole is made of."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from helpers.analysis.tidy import Tidy, first, first_id, first_ids, is_grand_total, records, result
from helpers.wording.labels import gloss, name_key, say

# What each figure is about: the facts' prefix, the statutory table that has the same numbers.
TWO_YEARS = {
    1: ("revenue_expenditure", "revenue_expenditure_summary"),
    4: ("appropriation", "appropriation_summary"),
}
PARTS = {
    2: ("revenue", "revenue_total", "revenue_part", "revenue_part_share"),
    3: ("expenditure", "expenditure_total", "expenditure_part", "expenditure_part_share"),
}
MEASURES = {
    2: (
        "appropriation",
        "superior_subsidy",
        "institutional",
        "operating",
        "affiliate_remittance",
        "other",
    ),
    3: ("basic", "project", "remitted_to_superior", "operating", "affiliate_subsidy"),
}
SIDES = {"revenue": "收", "expenditure": "支"}
# Parts that add up to the whole but for the rounding of each to two decimals.
PARTS_MAY_MISS = Decimal("0.05")
# What the rounding of amounts does to a share.
SHARE_MAY_MISS = Decimal("0.001")
# The money of a statement that figure 2 or 3 may take: all of it, or none named.
WHOLE_FUNDS = ("all", "not_said", None)


def figure_1(tidy: Tidy) -> pd.DataFrame:
    """图1: total revenue and total expenditure, prior year and this year (schema figure_1)."""
    return _two_years(tidy, 1)


def figure_4(tidy: Tidy) -> pd.DataFrame:
    """图4: appropriation revenue and expenditure, prior year and this year."""
    return _two_years(tidy, 4)


def figure_2(tidy: Tidy) -> pd.DataFrame:
    """图2: revenue by kind, with the share as printed."""
    return _structure(tidy, 2)


def figure_3(tidy: Tidy) -> pd.DataFrame:
    """图3: expenditure by kind, with the share as printed."""
    return _structure(tidy, 3)


def derived_categories(tidy: Tidy, number: int) -> tuple[str, ...]:
    """Chinese categories of figure 1 or 4 whose amounts the document implies but nowhere prints."""
    derived = any(
        _stated_total(tidy, number, side, tidy.year - 1)["amount"] is None
        and _amount_in(tidy, number, side, tidy.year - 1)["amount"] is not None
        for side in SIDES
    )
    return (say("figures.year", "zh", year=tidy.year - 1),) if derived else ()


def figure_pages(tidy: Tidy, number: int) -> tuple[int, ...]:
    """Pages of the numbers that figure `number` draws, ascending."""
    draw = {1: figure_1, 2: figure_2, 3: figure_3, 4: figure_4}[number]
    ids = [one for row in records(draw(tidy)) for one in (*row["amount_ids"], row["share_id"])]
    return tuple(sorted({tidy.printed_numbers[one]["page"] for one in ids if one}))


def _two_years(tidy: Tidy, number: int) -> pd.DataFrame:
    rows = [
        {f"series_{lang}": say(f"figures.{number}.{side}", lang) for lang in ("zh", "en")}
        | {f"category_{lang}": say("figures.year", lang, year=year) for lang in ("zh", "en")}
        | _amount_in(tidy, number, side, year)
        for side in SIDES
        for year in (tidy.year - 1, tidy.year)
    ]
    if all(row["amount"] is None for row in rows):
        rows = []
    return result(f"results/figure_{number}", rows, tidy)


def _amount_in(tidy: Tidy, number: int, side: str, year: int) -> dict:
    """The printed total of `year`; for the prior year else this year's less the change.

    Keys: amount (or null) and amount_ids, of a total that is worked out this year's and the
    change's.
    """
    stated = _stated_total(tidy, number, side, year)
    if stated["amount"] is not None or year == tidy.year:
        return stated
    now = _stated_total(tidy, number, side, tidy.year)
    change = _statement(tidy, number, "change", side)
    before = None if now["amount"] is None else _before(now["amount"], change)
    if before is None:
        return {"amount": None, "amount_ids": []}
    return {"amount": before, "amount_ids": [*now["amount_ids"], *first_ids([change], "value")]}


def _before(now: Decimal, change: dict | None) -> Decimal | None:
    signs = {"increase": -1, "decrease": 1, "equal": 0}
    if change is None or change["direction"] not in signs:
        return None
    if change["direction"] == "equal":
        return now
    return None if change["value"] is None else now + signs[change["direction"]] * change["value"]


def _stated_total(tidy: Tidy, number: int, side: str, year: int) -> dict:
    """The total as the prose prints it, else as the statutory table does, else null."""
    statement = _statement(tidy, number, "total", side, year)
    if statement is None and year != tidy.year:
        statement = _statement(tidy, number, "total_prior", side, year)
    if statement is not None and statement["value"] is not None:
        return {"amount": statement["value"], "amount_ids": first_ids([statement], "value")}
    measures = ("outturn", "total") if year == tidy.year else ("prior_outturn",)
    rows = [
        row
        for row in tidy.amounts(TWO_YEARS[number][1], side=side)
        if is_grand_total(row["name_zh"]) and row["measure"] in measures
    ]
    return {"amount": first(rows, "amount"), "amount_ids": first_ids(rows, "amount")}


def _statement(
    tidy: Tidy, number: int, what: str, side: str, year: int | None = None
) -> dict | None:
    """The first statement about this side: “收、支总计” speaks of both, “收入总计” of one."""
    year = tidy.year if year is None else year
    for row in tidy.facts_named(f"{TWO_YEARS[number][0]}_{what}"):
        subject = row["subject_zh"] or ""
        named = [key for key, sign in SIDES.items() if sign in subject] or list(SIDES)
        if side in named and (row["value_year"] or tidy.year) == year:
            return row
    return None


def one_side(subject: str | None) -> str | None:
    """The side that a subject names, revenue or expenditure; null for both and for neither."""
    named = [key for key, sign in SIDES.items() if sign in (subject or "")]
    return named[0] if len(named) == 1 else None


def _structure(tidy: Tidy, number: int) -> pd.DataFrame:
    table, total_fact, *_ = PARTS[number]
    whole = next((row for row in _of_the_whole(tidy, total_fact)), None)
    total = (
        whole["value"]
        if whole
        else first(tidy.amounts(table, level="total", measure="total"), "amount")
    )
    printed, tabled = _parts_in_prose(tidy, number, total), _parts_in_table(tidy, number, total)
    rows = printed
    if tabled and not _adds_up(printed, total) and (_adds_up(tabled, total) or not printed):
        rows = tabled
    return result(f"results/figure_{number}", rows, tidy)


def _adds_up(rows: list[dict], total: Decimal | None, column: str = "amount") -> bool:
    """Do the parts make the whole, and would a pie of them be true?"""
    amounts = [row[column] for row in rows]
    if not amounts or total is None or None in amounts:
        return False
    return abs(sum(amounts) - total) <= PARTS_MAY_MISS


def _of_the_whole(tidy: Tidy, fact: str) -> list[dict]:
    """Statements of `fact` about all money of the year, not about one fund of it."""
    return [
        row
        for row in tidy.facts_named(fact)
        if row["fund"] in WHOLE_FUNDS
        and row["value"] is not None
        and row["value_year"] in (tidy.year, None)
    ]


def _parts_in_prose(tidy: Tidy, number: int, total: Decimal | None) -> list[dict]:
    """The parts as one place of the prose states them: the one whose parts make the whole."""
    *_, part, share = PARTS[number]
    lists = _lists([row for row in _of_the_whole(tidy, part) if row["subject_zh"]])
    stated = next((rows for rows in lists if _adds_up(rows, total, "value")), None) or next(
        iter(lists), []
    )
    shares = _of_the_whole(tidy, share)
    return [
        _part(number, row["subject_zh"], (row, "value"), _share(row, "value", shares, total))
        for row in stated
    ]


def _lists(rows: list[dict]) -> list[list[dict]]:
    """The statements cut where a part is named again: one list for each place that lists them."""
    lists: list[dict[str, dict]] = []
    for row in rows:
        key = name_key(row["subject_zh"])
        if not lists or key in lists[-1] or row["fund"] != next(iter(lists[-1].values()))["fund"]:
            lists.append({})
        lists[-1][key] = row
    return [list(one.values()) for one in lists]


def _parts_in_table(tidy: Tidy, number: int, total: Decimal | None) -> list[dict]:
    """Kinds with an amount in the table's total row; the printed share where the prose has it."""
    table, *_, share = PARTS[number]
    shares = _of_the_whole(tidy, share)
    rows = []
    for measure in MEASURES[number]:
        printed = [
            row
            for row in tidy.amounts(table, level="total", measure=measure)
            if row["amount"] is not None
        ]
        if printed and printed[0]["amount"]:  # a printed zero is no part of the whole
            name = say(f"measures.{table}.{measure}", "zh")
            found = _share(printed[0] | {"subject_zh": name}, "amount", shares, total)
            rows.append(_part(number, name, (printed[0], "amount"), found))
    return rows


def _share(part: dict, column: str, shares: list[dict], total: Decimal | None) -> dict | None:
    """The printed share that is this amount's: of the same name, and amount ÷ total gives it.

    Where the total is not stated nothing can be divided: then the one share of that name.
    """
    named = [row for row in shares if name_key(row["subject_zh"]) == name_key(part["subject_zh"])]
    if not total:
        return named[0] if len(named) == 1 else None
    return next((row for row in named if _fits(part[column], total, row)), None)


def _fits(amount: Decimal, total: Decimal, share: dict) -> bool:
    """Whether the printed share is amount ÷ total, but for the last digit it is printed with."""
    digits = len((share["printed"] or "").partition(".")[2].rstrip("%"))
    off = abs(amount / total * 100 - share["value"])
    return off <= Decimal(10) ** -digits + SHARE_MAY_MISS


def _part(number: int, name: str, printed: tuple[dict, str], share: dict | None) -> dict:
    """A row of the figure: `printed` is a tidy row and the column of its amount."""
    row, column = printed
    return {
        "series_zh": say(f"figures.{number}.series", "zh"),
        "series_en": say(f"figures.{number}.series", "en"),
        "category_zh": name,
        "category_en": gloss(name) or name,
        "amount": row[column],
        "amount_ids": first_ids([row], column),
        "share": None if share is None or share["value"] is None else float(share["value"]),
        "share_id": first_id([share] if share else [], "value"),
    }
