"""The corpus' hand-checked truth in the form of the tidy tables.

The corpus is not part of the project; `folder()` finds it or returns null. Every function
gives a list of tuples of strings, so that precision and recall are counted on whole facts.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

from helpers import amounts
from helpers.schemas import NINE

_SIDES = {"收入": "revenue", "支出": "expenditure"}
MEASURES = {
    "决算数": "outturn",
    "本年收入合计": "total",
    "本年支出合计": "total",
    "合计": "total",
    "小计": "total",
    "财政拨款收入": "appropriation",
    "上级补助收入": "superior_subsidy",
    "事业收入": "institutional",
    "经营收入": "operating",
    "其他收入": "other",
    "附属单位上缴收入": "affiliate_remittance",
    "基本支出": "basic",
    "项目支出": "project",
    "上缴上级支出": "remitted_to_superior",
    "经营支出": "operating",
    "对附属单位补助支出": "affiliate_subsidy",
    "一般公共预算财政拨款": "general_budget",
    "政府性基金预算财政拨款": "government_funds",
    "国有资本经营预算财政拨款": "state_capital",
    "年初结转和结余": "opening_balance",
    "年末结转和结余": "closing_balance",
    "本年收入": "revenue",
    "上年结转和结余": "opening_balance",
    "金额": "outturn",
    "其中：教育收费": "institutional_education_fees",
    "其中：基本建设资金支出": "project_capital_construction",
}
_EXPENSES = {
    "合计": "total",
    "因公出国（境）费": "overseas_travel",
    "公务接待费": "reception",
    "公务用车购置及运行维护费/小计": "vehicles",
    "公务用车购置及运行费小计": "vehicles",
    "公务用车购置及运行维护费/公务用车购置费": "vehicle_purchase",
    "公务用车购置费": "vehicle_purchase",
    "公务用车运行费": "vehicle_running",
    "公务用车购置及运行维护费/公务用车运行维护费": "vehicle_running",
    "因公出国(境)费": "overseas_travel",
    "公务用车购置及运行维护费": "vehicles",
    "因公出国（境）费用": "overseas_travel",
    "公务用车运行维护费": "vehicle_running",
    "公务用车购置": "vehicle_purchase",
}


#: Tables that are none of the nine though they stand in place of one.
BESIDE = {
    ("swu2023", "other_1"): "appropriation_expenditure",
    ("taiyuan2016", "06"): "general_budget_by_economic_class",
}


def folder() -> Path | None:
    """The corpus folder: CORPUS_DIR, or ../shared/corpus beside the project."""
    home = Path(__file__).parents[1]
    place = Path(os.environ.get("CORPUS_DIR") or home.parent / "shared" / "corpus")
    return place if place.is_dir() else None


@cache
def load(name: str) -> dict:
    return json.loads((folder() / f"{name}.json").read_text(encoding="utf-8"))


def expense(name: str) -> str:
    """The key of a three-public expense by the name the truth files give it."""
    return _EXPENSES["".join(name.split()).removeprefix("（一）").removeprefix("其中：")]


def statutory(name: str) -> list[tuple]:
    """Amounts of the nine tables: (table, side, code or name, measure, printed)."""
    if name.startswith("hanyang"):
        return list(_hanyang_statutory(load("hanyang-2020-truth")["part2_tables"]))
    rows = []
    for number, table in load(name)["tables"].items():
        table_name = BESIDE.get((name, number)) or (
            NINE[int(number) - 1] if number.isdigit() else None
        )
        for row in table["rows"] if table_name else ():
            for cell in row.get("cells", [row]):
                for header, printed in cell["values"].items():
                    if printed is not None and _is_said(table_name, cell):
                        rows.append(_row(table_name, cell, header, printed))
    return rows


def _is_said(table: str, cell: dict) -> bool:
    """The row is about money and says of what: counts and rows without a name are no amounts."""
    if table == "three_public":
        counts = ("（个）", "（人）", "（辆）", "相关统计数")
        return not any(count in (cell["name"] or "") for count in counts)
    return bool(cell["code"] or cell["name"])


def _row(table: str, cell: dict, header: str, printed: str) -> tuple:
    if table == "three_public":
        name, phase = header.rsplit("/", 1) if "/" in header else (cell["name"], header)
        measure = "budget" if phase.endswith("预算数") else "outturn"  # no note says which
        return table, None, expense(name), measure, printed
    side = _SIDES.get(cell.get("side"))
    measure = MEASURES[header.rsplit("/", 1)[-1]]
    if table == "revenue" and header == "事业收入/金额":
        measure = "institutional"
    if header == "项目支出/小计":
        measure = "project"
    if table == "general_budget_by_economic_class":
        side = None
    if table == "appropriation_summary" and measure == "outturn":
        measure = "total"
    return table, side, cell["code"] or amounts.key(cell["name"]), measure, printed


def _hanyang_statutory(tables: dict):
    """The first document's truth lists filled cells, not rows."""
    yield from _filled(tables, "01", {"value": "outturn"})
    yield from _filled(
        tables,
        "04",
        {"value": "total", "total": "total", "general_public_budget": "general_budget"},
    )
    for number in ("02", "03", "05"):
        for row in tables[number]["rows"]:
            label = row["code"] or amounts.key(row["name"])
            for header, printed in row["values"].items():
                if printed:
                    yield NINE[int(number) - 1], None, label, MEASURES[header], _plain(printed)
    for cell in tables["06"]["filled_cells"]:
        yield "basic_expenditure", None, cell["item"], "outturn", _plain(cell["value"])
    for column, measure in (("budget", "initial_budget"), ("actual", "outturn")):
        for name, printed in tables["07"][column].items():
            yield "three_public", None, expense(name), measure, _plain(printed)


def _filled(tables: dict, number: str, fields: dict[str, str]):
    for cell in tables[number]["filled_cells"]:
        label, side = amounts.key(cell["item"]), _SIDES[cell["side"]]
        for field, measure in fields.items():
            if cell.get(field):
                yield NINE[int(number) - 1], side, label, measure, _plain(cell[field])


def _plain(printed: str) -> str:
    return printed.replace(",", "").replace(" ", "")
