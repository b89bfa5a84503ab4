"""The corpus' hand-checked truth of the nine tables in the form of ``tidy/statutory``.

The corpus is not part of the project; `folder()` finds it or returns null.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from helpers import amounts, vocabulary
from helpers.schemas import NINE

#: Headers of the truth files that the vocabulary's patterns read with their full path.
_SIDES = {"收入": "revenue", "支出": "expenditure"}


def folder() -> Path | None:
    """The corpus folder: CORPUS_DIR, or ../shared/corpus beside the project."""
    home = Path(__file__).parents[1]
    place = Path(os.environ.get("CORPUS_DIR") or home.parent / "shared" / "corpus")
    return place if place.is_dir() else None


def statutory(name: str) -> list[tuple]:
    """Amounts of document `name`: (table, side, code or name, measure or expense, printed)."""
    document = json.loads((folder() / f"{name}.json").read_text(encoding="utf-8"))
    rows = []
    for number, table in document["tables"].items():
        for row in table["rows"]:
            for cell in row.get("cells", [row]):
                for header, printed in cell["values"].items():
                    if printed is not None:
                        rows.append(_row(NINE[int(number) - 1], cell, header, printed))
    return rows


def _row(table: str, cell: dict, header: str, printed: str) -> tuple:
    side = _SIDES.get(cell.get("side"))
    if table == "three_public":
        expense, phase = header.rsplit("/", 1)
        return table, None, _expense(expense), _three_public_phase(phase), printed
    spec = vocabulary.load("tables")["tables"][table]
    label = cell["code"] or amounts.key(cell["name"])
    return table, side, label, _measure(spec, header, table), printed


def _measure(spec: dict, header: str, table: str) -> str:
    names = {"决算数": "outturn"} | {
        "本年收入合计": "total", "本年支出合计": "total", "合计": "total", "小计": "total",
        "财政拨款收入": "appropriation", "上级补助收入": "superior_subsidy",
        "事业收入": "institutional", "经营收入": "operating", "其他收入": "other",
        "附属单位上缴收入": "affiliate_remittance", "基本支出": "basic", "项目支出": "project",
        "上缴上级支出": "remitted_to_superior", "经营支出": "operating",
        "对附属单位补助支出": "affiliate_subsidy", "一般公共预算财政拨款": "general_budget",
        "政府性基金预算财政拨款": "government_funds", "国有资本经营预算财政拨款": "state_capital",
        "年初结转和结余": "opening_balance", "年末结转和结余": "closing_balance",
        "本年收入": "revenue",
    }
    if table == "appropriation_summary" and header == "决算数":
        return "total"
    return names[header.rsplit("/", 1)[-1]]


def _expense(header: str) -> str:
    return {
        "合计": "total", "因公出国（境）费": "overseas_travel", "公务接待费": "reception",
        "公务用车购置及运行维护费/小计": "vehicles",
        "公务用车购置及运行维护费/公务用车购置费": "vehicle_purchase",
        "公务用车购置及运行维护费/公务用车运行维护费": "vehicle_running",
    }[header]


def _three_public_phase(header: str) -> str:
    return {"预算数": "initial_budget", "决算数": "outturn"}[header]
