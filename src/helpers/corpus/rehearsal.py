"""A page of made-up prose, read in memory before the first document comes.

The grammar's patterns are compiled when a sentence first asks for them, and pandera's checks when
a row is first looked at; in a process that every reader is forked from, that is once instead of
once a document.
"""

from __future__ import annotations

import pandas as pd

from helpers import schemas
from helpers.audit import TABLES, audit_accounts
from helpers.interpret import as_tidy

_YEAR = 2023
_SHEET = {
    "page": 1,
    "width": 600.0,
    "height": 800.0,
    "turned": 0,
    "kind": "text",
    "glyphs": 1000,
    "strays": 0,
    "picture": False,
    "reader": "text",
}
_PAGE = {"page": 1, "x0": 60.0, "x1": 540.0, "reader": "text"}
#: Headings and what stands under them: an office that does not exist, round amounts.
_PROSE = (
    (
        "一、收入支出决算总体情况说明",
        "2023年度收入总计500.00万元，支出总计500.00万元。与2022年度相比，收入总计增加50.00万元，"
        "增长11.11%，主要原因是项目经费增加；支出总计减少20.00万元，下降3.85%。",
    ),
    (
        "二、收入决算情况说明",
        "2023年度收入合计480.00万元，其中：财政拨款收入450.00万元，占本年收入93.75%；"
        "其他收入30.00万元，占6.25%。",
    ),
    (
        "三、支出决算情况说明",
        "2023年度支出合计470.00万元，其中：基本支出300.00万元，占63.83%；项目支出170.00万元，"
        "占36.17%。",
    ),
    (
        "四、财政拨款收入支出决算总体情况说明",
        "2023年度财政拨款收、支总计各460.00万元。与年初预算数相比，增加10.00万元，完成年初预算的"
        "102.22%。",
    ),
    (
        "五、一般公共预算财政拨款支出决算情况说明",
        "一般公共预算财政拨款支出440.00万元，主要用于以下方面：一般公共服务支出400.00万元，"
        "占90.91%；住房保障支出40.00万元，占9.09%。一般公共服务支出（类）政府办公厅（室）及相关机构"
        "事务（款）行政运行（项）。年初预算为390.00万元，支出决算为400.00万元，完成年初预算的"
        "102.56%。决算数大于年初预算数的主要原因是人员经费增加。",
    ),
    (
        "六、一般公共预算财政拨款基本支出决算情况说明",
        "基本支出300.00万元，其中：人员经费260.00万元，主要包括基本工资、津贴补贴；公用经费"
        "40.00万元，主要包括办公费、印刷费。",
    ),
    (
        "七、“三公”经费支出决算情况说明",
        "“三公”经费支出预算为10.00万元，支出决算为8.00万元，完成预算的80.00%，较上年减少2.00万元。"
        "因公出国（境）费0.00万元；公务用车购置及运行维护费6.00万元，其中：公务用车购置费0.00万元，"
        "公务用车运行维护费6.00万元，公务用车保有量2辆；公务接待费2.00万元，国内公务接待10批次，"
        "100人次。",
    ),
    (
        "八、政府性基金预算财政拨款收入支出决算情况说明",
        "本部门无政府性基金预算财政拨款收入，也没有使用政府性基金安排的支出。",
    ),
    (
        "九、机关运行经费支出情况说明",
        "机关运行经费支出40.00万元，比2022年减少5.00万元，降低11.11%。政府采购支出总额"
        "20.00万元，其中：政府采购货物支出12.00万元、政府采购服务支出8.00万元。授予中小企业合同金额"
        "20.00万元，占政府采购支出总额的100.00%。",
    ),
    (
        "十、预算绩效情况说明",
        "对3个项目开展绩效自评，共涉及资金170.00万元，占项目支出总额的100%。项目全年预算数为"
        "180.00万元，执行数为170.00万元，完成预算的94.44%，自评得分95分。",
    ),
)


def rehearse() -> None:
    """Reads and audits the prose, and makes every table's schema; nothing is written."""
    places = [{**_PAGE, "y0": 40.0 * n, "y1": 40.0 * n + 30} for n in range(1, len(_PROSE) + 1)]
    said = list(zip(_PROSE, places, strict=True))
    paragraphs = [
        {"part": "第三部分", "heading": heading, "kind": "body", "order": n, "text": text} | place
        for n, ((heading, text), place) in enumerate(said, 1)
    ]
    lines = [
        {"order": n, "line": n, "text": text, "edges": _edges(text)} | place
        for n, ((_, text), place) in enumerate(said, 1)
    ]
    rows = {"pages": [_SHEET], "cells": [], "paragraphs": paragraphs, "lines": lines}
    printed = {f"as_printed/{name}": _table(f"as_printed/{name}", rows[name]) for name in rows}
    parts = [printed[f"as_printed/{name}"] for name in rows]
    tidy = as_tidy.read_tidy(parts[0], parts[1], parts[2], parts[3], _YEAR)
    tables = printed | {name: _table(name, found) for name, found in tidy.items()}
    schemas.check_keys(tables, lambda _: set())
    audit_accounts({name: tables.get(name, _table(name, [])) for name in TABLES})
    for name in schemas.TABLES:
        schemas.schema(name)


def _table(name: str, rows: list[dict]) -> pd.DataFrame:
    named = {"unit": "rehearsal", "year": _YEAR}
    own = named if any(column.name == "unit" for column in schemas.TABLES[name]) else {}
    return schemas.typed(name, [row | own for row in rows])


def _edges(text: str) -> list[float]:
    return [60 + 480 * n / len(text) for n in range(len(text) + 1)]
