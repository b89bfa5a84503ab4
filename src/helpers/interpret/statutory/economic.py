"""Whether a table by economic class gives basic expenditure or all of the general budget's.

Its title says so; its total, where it is that of table 05 or of its basic part alone, has the
last word.
"""

from __future__ import annotations

from decimal import Decimal

_BASIC, _ALL = "basic_expenditure", "general_budget_by_economic_class"
_WHOLES = ("合计", "总计", "本年支出合计")


def settle_economic(reading) -> None:
    """Rename a table by economic class whose total shows that it is the other one."""
    names = {row["table"] for row in reading.tables} & {_BASIC, _ALL}
    if len(names) != 1:
        return
    (name,) = names
    other = _ALL if name == _BASIC else _BASIC
    whole = _total(reading.amounts, name)
    of_05 = {
        row["measure"]: row["amount"]
        for row in reading.amounts
        if row["table"] == "general_budget_expenditure" and row["level"] == "total"
    }
    all_, basic = of_05.get("total"), of_05.get("basic")
    if whole is None or None in (all_, basic) or all_ == basic:
        return
    if whole == (all_ if other == _ALL else basic):
        for row in (*reading.amounts, *reading.tables):
            if row["table"] == name:
                row["table"] = other
        if name in reading.inferred:
            reading.inferred[other] = reading.inferred.pop(name)


def _total(rows: list[dict], table: str) -> Decimal | None:
    """The total of a table by economic class, or the sum of its totals of staff and office."""
    totals = {
        row["name_zh"]: row["amount"]
        for row in rows
        if row["table"] == table and row["level"] == "total"
    }
    whole = next((totals[name] for name in _WHOLES if name in totals), None)
    parts = [totals.get(name) for name in ("人员经费合计", "公用经费合计")]
    return sum(parts) if whole is None and None not in parts else whole
