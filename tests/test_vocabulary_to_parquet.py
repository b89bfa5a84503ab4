"""Whatever wording/tables.yml allows reaches the written tables: from a typeset page to parquet.

One specimen for each measure of each table, each phase and expense of the three public ones in
both layouts, and each state; made from the vocabulary itself, so that a new word is tried too.
"""

import pandas as pd
import pylopdf_fonts_zh_cn
import pytest
import typst

from helpers import schemas, wording
from helpers.extract import as_printed
from helpers.interpret import as_tidy
from helpers.schemas.columns import STATES

FONTS = str(pylopdf_fonts_zh_cn.__path__[0])
WORDS = wording.load("tables")
#: A header for each measure; those of `Header` that a plain name does not give.
HEADS = {
    "outturn": "决算数",
    "prior_outturn": "上年决算数",
    "budget": "预算数",
    "total": "合计",
    "initial_budget": "年初预算数",
    "adjusted_budget": "全年预算数",
    "appropriation": "财政拨款收入",
    "superior_subsidy": "上级补助收入",
    "institutional": "事业收入",
    "institutional_education_fees": "其中：教育收费",
    "operating": "经营收入",
    "other": "其他收入",
    "affiliate_remittance": "附属单位上缴收入",
    "basic": "基本支出",
    "project": "项目支出",
    "remitted_to_superior": "上缴上级支出",
    "affiliate_subsidy": "对附属单位补助支出",
    "general_budget": "一般公共预算财政拨款",
    "government_funds": "政府性基金预算财政拨款",
    "state_capital": "国有资本经营预算财政拨款",
    "opening_balance": "年初结转和结余",
    "revenue": "本年收入",
    "closing_balance": "年末结转和结余",
    "personnel": "人员经费",
    "public": "公用经费",
    "project_capital_construction": "其中：基本建设资金支出",
}
TITLES = {"general_budget_by_economic_class": "一般公共预算财政拨款支出决算表（经济分类）"}
BUDGETS = ("budget", "initial_budget", "adjusted_budget")
EXPENSES = list(dict.fromkeys(one["key"] for one in WORDS["three_public"]["expenses"]))
PHASES = (*BUDGETS, "outturn", "prior_outturn")


def written(
    title: str,
    rows: list[list[str]],
    folder,
    note: str = "",
    unit: str = "单位：万元",
    columns: int | None = None,
) -> dict[str, pd.DataFrame]:
    """The tidy tables of one typeset table, written to parquet and read again.

    A cell is its text, or typst's own ``table.cell(…)[…]`` where it is merged.
    """
    cells = ", ".join(
        text if text.startswith("table.") else f"[{text}]" for row in rows for text in row
    )
    source = (
        '#set text(font: "Noto Sans SC", size: 8pt)\n#set page(width: 842pt, height: 595pt)\n'
        f"#align(center)[{title}]\n#align(right)[{unit}]\n"
        f"#table(columns: (1fr,) * {columns or len(rows[0])}, {cells})\n{note}\n"
    )
    (folder / "one.pdf").write_bytes(
        typst.compile(source.encode(), font_paths=[FONTS], ignore_system_fonts=True)
    )
    printed = {
        name: schemas.typed(name, part)
        for name, part in as_printed.read_printed(folder / "one.pdf").items()
    }
    tidy = {}
    for name, part in as_tidy.read_tidy(*printed.values(), 2022).items():
        file = folder / f"{name.replace('/', '_')}.parquet"
        schemas.typed(name, [row | {"unit": "u", "year": 2022} for row in part]).to_parquet(file)
        tidy[name] = pd.read_parquet(file, dtype_backend="pyarrow")
    return tidy


def measures_of(table: str) -> list[str]:
    named = dict.fromkeys(one["measure"] for one in WORDS["tables"][table].get("columns", ()))
    return [one for name in named for one in (BUDGETS if name == "budget" else (name,))]


@pytest.mark.parametrize(
    ("table", "measure"),
    [(table, measure) for table in WORDS["tables"] for measure in measures_of(table)],
)
def test_every_measure_of_every_table_is_written(table, measure, tmp_path):
    spec = WORDS["tables"][table]
    title = TITLES.get(table, spec["title_zh"])
    head = "经营支出" if (table, measure) == ("expenditure", "operating") else HEADS[measure]
    code = "301" if spec.get("economic") else "201"
    if spec["layout"] == "two_sided":
        rows = [
            ["收入", head, "支出", head],
            ["一、其他收入", "1.50", "一、教育支出", "2.50"],
            ["总计", "1.50", "总计", "2.50"],
        ]
    else:
        rows = [["科目编码", "科目名称", head], ["", "合计", "1.50"], [code, "某项支出", "1.50"]]
    found = written(title, rows, tmp_path)["tidy/statutory"]
    assert set(found["table"]) == {table}
    assert set(found["measure"]) == {measure} and len(found) == len(rows[0]) // 4 * 2 + 2


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("layout", ["down", "across", "turned"])
def test_every_phase_and_expense_of_the_three_public_ones_is_written(layout, phase, tmp_path):
    names = WORDS["three_public"]["names_zh"]
    values = [f"{n}.25" for n in range(1, len(EXPENSES) + 1)]
    if layout == "down":
        rows = [
            ["项目", HEADS[phase]],
            *([names[key], value] for key, value in zip(EXPENSES, values, strict=True)),
        ]
    elif layout == "turned":
        rows = [["项目", *(names[key] for key in EXPENSES)], [HEADS[phase], *values]]
    else:
        rows = [[names[key] for key in EXPENSES], [HEADS[phase]] * len(EXPENSES), values]
    tidy = written(WORDS["tables"]["three_public"]["title_zh"], rows, tmp_path)
    found = tidy["tidy/statutory"]
    assert dict(zip(found["code"], found["printed"], strict=True)) == dict(
        zip(EXPENSES, values, strict=True)
    )
    assert set(found["measure"]) == {phase}
    stated = tidy["tidy/budget_vs_outturn"].set_index("code")[phase]
    assert [str(stated[key].normalize()) for key in EXPENSES] == values


STATED = {
    "filled": ("收入决算表", [["科目编码", "科目名称", "合计"], ["201", "服务", "1.00"]], ""),
    "empty": ("收入决算表", [["科目编码", "科目名称", "合计"], ["", "", ""]], ""),
    "empty_with_statement": (
        "收入决算表",
        [["科目编码", "科目名称", "合计"], ["", "", ""]],
        "注：本单位没有收入，故本表无数据。",
    ),
    "in_annex": ("某表", [["甲", "乙"]], "部门决算公开表详见附件。"),
    "not_read": ("某表", [["甲", "乙"]], "#align(center)[收入决算表]"),
    "absent": ("某表", [["甲", "乙"]], "正文。"),
}


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_written(state, tmp_path):
    tables = written(*STATED[state][:2], tmp_path, STATED[state][2])["tidy/statutory_tables"]
    assert dict(zip(tables["table"], tables["state"], strict=True))["revenue"] == state
