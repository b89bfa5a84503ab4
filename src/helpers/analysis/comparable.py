"""What documents can be compared by: totals, classes, items, projects, each with a key.

Things are compared by key, never by name: the functional or economic code, or what identifies a
name where nothing has a code (`labels.name_key`). Two funds are two things, and each budget has
a column of its own: initial, adjusted, approved and one that is not said are never mixed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from helpers import wording
from helpers.analysis.budgets import budget_by_class, budget_by_project, three_public
from helpers.analysis.tidy import Tidy, id_column, records
from helpers.codes import name_path
from helpers.wording.labels import bare_name, gloss, name_key

LEVELS = ("total", "class", "section", "item", "project", "three_public", "economic")
#: Columns of amounts, 万元; each has a companion `<column>_ids`.
AMOUNTS = (
    "approved_budget",
    "initial_budget",
    "adjusted_budget",
    "budget",
    "outturn",
    "prior_outturn",
)
#: Totals by key: facts that state one, and where the tables print it (table, measure).
TOTALS = {
    "revenue": (("revenue_total", "all"), ("revenue", "total")),
    "expenditure": (("expenditure_total", "all"), ("expenditure", "total")),
    "basic": (None, ("expenditure", "basic")),
    "project": (None, ("expenditure", "project")),
    "general_budget": (
        ("general_budget_total", "general_budget"),
        ("general_budget_expenditure", "total"),
    ),
    "operating_costs": (("operating_costs_total", None), None),
    "procurement": (("procurement_total", None), None),
}
#: Tables by function, and the fund whose expenditure they print.
_BY_FUNCTION = {
    "general_budget_expenditure": "general_budget",
    "appropriation_expenditure": "appropriation",
    "expenditure": "all",
}
_SCOPES = {"section": "function_section", "item": "function_item"}


def comparable_amounts(tidy: Tidy, joined: Iterable[dict] = ()) -> list[dict]:
    """One row a thing that has an amount, in the order of `LEVELS`, then as printed.

    `joined` are rows of results/budget_join: the published budget of a thing is its
    `approved_budget` where it is of the same thing. Where the join gives no rate of the two there
    is none, and `approved_why_zh` and `approved_why_en` say why; both are null elsewhere.

    Keys: unit, year, level, fund, key, code, name_zh, name_en (null where no gloss is known),
    the columns of `AMOUNTS` (万元) each with `<column>_ids` (``tidy/numbers``),
    execution_rate_printed with execution_rate_base, reason_zh, page.
    """
    kinds = (_totals, _classes, _sections_and_items, _projects, _three_public, _economic)
    rows = [row for kind in kinds for row in kind(tidy)]
    kept: dict[tuple, dict] = {}
    for row in rows:
        whole = _whole(row)
        if any(whole[column] is not None for column in AMOUNTS):
            kept.setdefault((whole["level"], whole["fund"], whole["key"]), whole)
    for approved in joined:
        _approve(kept, approved)
    place = {"unit": tidy.unit, "year": tidy.year}
    return [place | row for row in sorted(kept.values(), key=lambda r: LEVELS.index(r["level"]))]


#: Pairs of tables of the join, with the fund that they are of.
_JOINED = {
    "expenditure": "all",
    "appropriation_expenditure": "appropriation",
    "general_budget_expenditure": "general_budget",
    "three_public": "general_budget",
}
_HELD_AGAINST = ("agrees", "rounding", "differs", "no_statement")
_OF_ONE_SCOPE = ("same_base", "carry_over_included")


def _approve(kept: dict[tuple, dict], row: dict) -> None:
    """The published budget of a thing, in its row, or why it has none: as the join judged it."""
    fund = _JOINED.get(row["pair"])
    if not fund or row["outcome"] == "only_in_budget" or row["budget"] is None or row["side"]:
        return
    if row["pair"] == "three_public":
        level, key = "three_public", row["code"]
    elif row["level"] == "total":
        level = "total"
        key = {"all": row["measure"], "general_budget": "general_budget"}.get(fund)
        key = "expenditure" if key == "total" else key
    else:
        level, key = row["level"], row["code"] or name_key(row["name_zh"])
    whole = row["measure"] == "total" or level in ("three_public", "total")
    thing = kept.get((level, fund, key)) if whole else None
    if not thing or thing["approved_budget"] is not None or thing["approved_why_zh"]:
        return
    of_one_scope = row["outturn_base"] in _OF_ONE_SCOPE
    if row["may_stand_beside"] or of_one_scope or row["outcome"] in _HELD_AGAINST:
        thing["approved_budget"] = row["budget"]
        thing["approved_budget_ids"] = [row["budget_id"]] if row["budget_id"] else []
    if not row["may_stand_beside"]:
        apart = wording.load("budget_join")["apart"].get(row["outturn_base"])
        said = apart if apart and thing["approved_budget"] is not None else None
        for lang in ("zh", "en"):
            thing[f"approved_why_{lang}"] = said[lang] if said else row[f"why_{lang}"]


def _whole(row: dict) -> dict:
    blank = dict.fromkeys(("level", "fund", "key", "code", "name_zh", "name_en", *AMOUNTS), None)
    ids: dict[str, list] = {f"{column}_ids": [] for column in AMOUNTS}
    more = dict.fromkeys(("execution_rate_printed", "execution_rate_base", "reason_zh", "page"))
    more |= dict.fromkeys(("approved_why_zh", "approved_why_en"))
    whole = blank | ids | more
    return whole | {name: value for name, value in row.items() if name in whole}


def _cited(row: dict, columns: Iterable[str] = AMOUNTS) -> dict:
    """Amounts of a row whose numbers are `<column>_id` or `<column>_ids`, as ours has them."""
    found: dict = {}
    for column in columns:
        if row.get(column) is None:
            continue
        found[column] = row[column]
        one = row.get(id_column(column))
        found[f"{column}_ids"] = row.get(f"{column}_ids") or ([one] if one else [])
    return found


def _amount(row: dict, column: str = "outturn") -> dict:
    """The one amount of a statutory row or of a fact, with its number."""
    value, one = ("amount", "amount_id") if "amount" in row else ("value", "value_id")
    return {column: row[value], f"{column}_ids": [row[one]], "page": row["page"]}


def _totals(tidy: Tidy) -> Iterator[dict]:
    for key, (fact, place) in TOTALS.items():
        stated = _stated(tidy, *fact) if fact else None
        printed = tidy.amounts(place[0], level="total", measure=place[1]) if place else []
        first = stated or next((row for row in printed if row["amount"] is not None), None)
        if first is None:
            continue
        fund = "general_budget" if key == "general_budget" else "all"
        row = {
            "level": "total",
            "fund": fund,
            "key": key,
            "name_zh": first.get("name_zh") or first.get("subject_zh"),
            **_amount(first),
        }
        if key == "general_budget":
            of_fund = [one for one in tidy.budgeted("total") if one["fund"] == fund]
            row = _filled(row, of_fund)
        yield row


def _stated(tidy: Tidy, fact: str, fund: str | None) -> dict | None:
    found = tidy.fact(fact)
    right = found and found["value_unit"] == "万元" and fund in (None, found["fund"])
    return found if right else None


def _filled(row: dict, stated: Iterable[dict]) -> dict:
    """The row with what statements of budget and outturn add: nothing is replaced."""
    for one in stated:
        for name, value in _cited(one).items():
            if row.get(name) in (None, []):
                row[name] = value
        for name in ("execution_rate_printed", "execution_rate_base", "reason_zh", "page"):
            if row.get(name) is None:
                row[name] = one[name]
    return row


def _classes(tidy: Tidy) -> Iterator[dict]:
    for row in records(budget_by_class(tidy)):
        yield {
            **{name: row[name] for name in ("code", "name_zh", "name_en", "reason_zh", "page")},
            "execution_rate_printed": row["execution_rate_printed"],
            "execution_rate_base": row["execution_rate_base"],
            **_cited(row),
            "level": "class",
            "fund": "general_budget",
            "key": row["code"] or name_key(row["name_zh"]),
        }
    for table in ("appropriation_expenditure", "expenditure"):
        yield from _by_function(tidy, table, "class")


def _by_function(tidy: Tidy, table: str, level: str) -> Iterator[dict]:
    for row in tidy.amounts(table, level=level, measure="total"):
        if row["amount"] is not None:
            yield {
                "level": level,
                "fund": _BY_FUNCTION[table],
                "key": row["code"] or name_key(row["name_zh"]),
                "code": row["code"],
                "name_zh": bare_name(row["name_zh"]),
                "name_en": gloss(row["name_zh"]),
                **_amount(row),
            }


def _sections_and_items(tidy: Tidy) -> Iterator[dict]:
    for level, scope in _SCOPES.items():
        stated = tidy.budgeted(scope)
        taken: set[int] = set()
        for table in _BY_FUNCTION:
            for row in _by_function(tidy, table, level):
                same = [one for one in stated if _is_of(one, row)]
                taken.update(map(id, same))
                yield _filled(row, same)
        for one in stated:
            if id(one) not in taken and (one["code"] or one["name_zh"]):
                row = {
                    "level": level,
                    "fund": one["fund"] or "not_said",
                    "key": one["code"] or name_key(one["name_zh"]),
                    "code": one["code"],
                    "name_zh": _last_name(one),
                    "name_en": gloss(_last_name(one)),
                }
                yield _filled(row, [one])


def _is_of(stated: dict, row: dict) -> bool:
    """Whether a sentence about an item is of the table's row: fund, and code.

    Without a code the names must be the same, and the amount: items of two classes may share
    a name.
    """
    if (stated["fund"] or "not_said") != row["fund"]:
        return False
    if stated["code"] and row["code"]:
        return stated["code"] == row["code"]
    return name_key(_last_name(stated)) == name_key(row["name_zh"]) and stated["outturn"] in (
        None,
        row["outturn"],
    )


def _last_name(stated: dict) -> str:
    """The item's own name where the sentence gives the names of its class and section too."""
    path = name_path(stated["name_zh"] or "")
    return path[-1][0] if path else bare_name(stated["name_zh"]) or ""


def _projects(tidy: Tidy) -> Iterator[dict]:
    for row in records(budget_by_project(tidy)):
        yield {
            "level": "project",
            "fund": "not_said",
            "key": name_key(row["name_zh"]),
            "name_zh": row["name_zh"],
            "name_en": gloss(row["name_zh"]),
            "execution_rate_printed": row["execution_rate_printed"],
            "execution_rate_base": row["execution_rate_base"],
            "page": row["page"],
            **_cited(row),
        }


def _three_public(tidy: Tidy) -> Iterator[dict]:
    for row in three_public(tidy):
        yield {
            **{name: row[name] for name in ("code", "name_zh", "name_en", "reason_zh")},
            "execution_rate_printed": row["execution_rate_printed"],
            "execution_rate_base": row["execution_rate_base"],
            **_cited(row),
            "level": "three_public",
            "fund": "general_budget",
            "key": row["code"],
            "page": row["pages"][0] if row["pages"] else None,
        }


def _economic(tidy: Tidy) -> Iterator[dict]:
    for row in tidy.amounts("basic_expenditure", measure="outturn"):
        if row["code"] and row["amount"] is not None:
            yield {
                "level": "economic",
                "fund": "general_budget",
                "key": row["code"],
                "code": row["code"],
                "name_zh": row["name_zh"],
                "name_en": gloss(row["name_zh"]),
                **_amount(row),
            }
