"""The nine statutory tables: other departments' layouts, small and written out."""

from decimal import Decimal

import pandas as pd
import pytest

from helpers import schemas
from helpers.interpret.statutory import read_statutory, table_named


def printed(title, rows, captions=("单位:万元",), notes=(), pages=None):
    """``as_printed`` frames of one table; a cell is a text or (text, rows, columns)."""
    cells, covered = [], set()
    for r, row in enumerate(rows):
        col = 0
        for one in row:
            while (r, col) in covered:
                col += 1
            text, height, width = one if isinstance(one, tuple) else (one, 1, 1)
            page = pages[r] if pages else 1
            covered |= {(r + i, col + j) for i in range(height) for j in range(width)}
            cells.append(
                {
                    "table_no": 1,
                    "title": title,
                    "row": r,
                    "col": col,
                    "row_span": height,
                    "col_span": width,
                    "text": text,
                    "page": page,
                    "x0": col * 50.0,
                    "y0": 100.0 + r * 10,
                    "x1": col * 50.0 + 50,
                    "y1": 110.0 + r * 10,
                    "reader": "text",
                }
            )
            col += width
    spoken = [
        {
            "kind": "caption",
            "order": n,
            "text": text,
            "page": 1,
            "x0": 0.0,
            "y0": 80.0,
            "x1": 9.0,
            "y1": 90.0,
            "reader": "text",
        }
        for n, text in enumerate(captions, 1)
    ]
    last = max(cell["y1"] for cell in cells)
    spoken += [
        {
            "kind": "note",
            "order": 50 + n,
            "text": text,
            "page": max(pages or [1]),
            "x0": 0.0,
            "y0": last + 5,
            "x1": 9.0,
            "y1": last + 15,
            "reader": "text",
        }
        for n, text in enumerate(notes)
    ]
    return (
        schemas.typed("as_printed/cells", cells),
        schemas.typed("as_printed/paragraphs", spoken),
    )


def read(*args, **kwargs):
    return read_statutory(*printed(*args, **kwargs))


def values(reading):
    return [(r["code"] or r["name_zh"], r["measure"], r["printed"]) for r in reading.amounts]


def test_code_in_three_columns_is_joined():
    reading = read(
        "支出决算表",
        [
            [("项目", 1, 4), ("本年支出合计", 2, 1), ("基本支出", 2, 1)],
            ["类", "款", "项", "科目名称"],
            [("合计", 1, 4), "10.00", "10.00"],
            ["201", "", "", "一般公共服务支出", "10.00", "10.00"],
            ["201", "03", "01", "行政运行", "10.00", "10.00"],
        ],
    )
    assert values(reading)[-1] == ("2010301", "basic", "10.00")
    assert [row["level"] for row in reading.amounts][::2] == ["total", "class", "item"]


def test_code_and_name_in_one_cell():
    reading = read("收入决算表", [["科目名称", "本年收入合计"], ["201一般公共服务支出", "3.5"]])
    assert values(reading) == [("201", "total", "3.5")]


def test_amounts_in_yuan_become_ten_thousands_and_keep_the_print():
    reading = read(
        "支出决算表",
        [["科目编码", "科目名称", "合计"], ["201", "服务", "12,345.67"]],
        captions=("编制单位：某局", "金额单位：元"),
    )
    row = reading.amounts[0]
    assert (row["amount"], row["printed"]) == (Decimal("1.234567"), "12345.67")


def test_blank_dash_and_zero_are_three_things():
    reading = read(
        "支出决算表",
        [
            ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"],
            ["201", "服务", "0.00", "—", ""],
        ],
    )
    assert values(reading) == [("201", "total", "0.00")]


def test_unknown_header_is_reported_and_left_out():
    reading = read(
        "支出决算表",
        [["科目编码", "科目名称", "本年支出合计", "神秘栏"], ["201", "服务", "1.00", "2.00"]],
    )
    assert values(reading) == [("201", "total", "1.00")]
    assert "神秘栏" in reading.notes[0]["statement_zh"]


def test_two_numbers_in_a_cell_are_never_glued():
    reading = read("支出决算表", [["科目编码", "科目名称", "合计"], ["201", "服务", "123\n456"]])
    assert not reading.amounts
    assert "123" in reading.notes[0]["found"]


def test_no_unit_no_amount():
    reading = read(
        "支出决算表", [["科目编码", "科目名称", "合计"], ["201", "服务", "1.00"]], captions=()
    )
    assert not reading.amounts and reading.notes[0]["kind"] == "no_unit"


def test_a_table_without_a_unit_says_so_once_with_how_many_amounts():
    rows = [["科目编码", "科目名称", "本年支出合计", "基本支出"]]
    rows += [[f"20{n}", "服务", f"{n}.00", f"{n}.50"] for n in (1, 2, 3)]
    reading = read("支出决算表", rows, captions=())
    note = reading.notes[0]
    assert not reading.amounts and [one["kind"] for one in reading.notes] == ["no_unit"]
    assert "6 个金额" in note["statement_zh"] and "left out: 6" in note["statement_en"]
    assert len([kind for kind, _ in reading.left_out if kind == "no_unit"]) == 6


def test_row_cut_by_a_page_break_is_one_row():
    reading = read(
        "支出决算表",
        [
            ["科目编码", "科目名称", "合计"],
            ["2080505", "机关事业单位基本养老", "4.00"],
            ["科目编码", "科目名称", "合计"],
            ["", "保险缴费支出", ""],
            ["208", "社会保障", "4.00"],
        ],
        pages=[1, 1, 2, 2, 2],
    )
    assert reading.amounts[0]["name_zh"] == "机关事业单位基本养老保险缴费支出"
    assert reading.tables[2]["rows"] == 2


def test_title_and_unit_inside_the_ruling():
    reading = read(
        None,
        [
            [("支出决算表", 1, 3)],
            ["公开03表", "", "单位：万元"],
            ["科目编码", "科目名称", "合计"],
            ["201", "服务", "1.00"],
        ],
        captions=(),
    )
    assert values(reading) == [("201", "total", "1.00")]


def test_three_public_expenses_listed_downwards():
    reading = read(
        "“三公”经费支出决算表",
        [
            ["项目", "行次", "年初预算数", "决算数"],
            ["合计", "1", "5.00", "4.00"],
            ["1.因公出国（境）费", "2", "", ""],
            ["2.公务用车购置及运行维护费", "3", "3.00", "2.00"],
            ["（1）公务用车购置费", "4", "", ""],
            ["（2）公务用车运行维护费", "5", "3.00", "2.00"],
            ["3.公务接待费", "6", "2.00", "2.00"],
            ["公务用车保有量（辆）", "7", "", "4"],
        ],
    )
    assert [(r["code"], r["measure"], r["printed"]) for r in reading.amounts] == [
        ("total", "initial_budget", "5.00"),
        ("total", "outturn", "4.00"),
        ("vehicles", "initial_budget", "3.00"),
        ("vehicles", "outturn", "2.00"),
        ("vehicle_running", "initial_budget", "3.00"),
        ("vehicle_running", "outturn", "2.00"),
        ("reception", "initial_budget", "2.00"),
        ("reception", "outturn", "2.00"),
    ]


def test_footnote_says_the_three_public_budget_is_adjusted():
    rows = [
        [("预算数", 1, 2), ("决算数", 1, 2)],
        ["合计", "公务接待费", "合计", "公务接待费"],
        ["2.00", "2.00", "1.00", "1.00"],
    ]
    reading = read("“三公”经费支出决算表", rows, notes=("注：预算数为全年预算数。",))
    assert {row["measure"] for row in reading.amounts} == {"adjusted_budget", "outturn"}


def test_summary_with_budgets_line_numbers_and_a_second_expenditure_block():
    reading = read(
        "收入支出决算总表",
        [
            [("收入", 1, 4), ("支出", 1, 3)],
            ["项目", "行次", "年初预算数", "决算数", "项目（按功能分类）", "行次", "决算数"],
            ["栏次", "", "1", "2", "栏次", "", "3"],
            [
                "一、一般公共预算财政拨款收入",
                "1",
                "7.00",
                "8.00",
                "一、一般公共服务支出",
                "31",
                "8.00",
            ],
            ["总计", "30", "7.00", "8.00", "总计", "60", "8.00"],
        ],
    )
    assert [(r["side"], r["line_no"], r["measure"]) for r in reading.amounts[:3]] == [
        ("revenue", 1, "initial_budget"),
        ("revenue", 1, "outturn"),
        ("expenditure", 31, "outturn"),
    ]


@pytest.mark.parametrize(
    ("title", "table"),
    [
        ("2023年度收入支出决算总表", "revenue_expenditure_summary"),
        ("财政拨款收入支出决算总表（续）", "appropriation_summary"),
        ("某局支出决算表(公开03表)", "expenditure"),
        ("一般公共预算财政拨款基本支出决算表", "basic_expenditure"),
        ("一般公共预算财政拨款“三公”经费支出决算表", "three_public"),
        ("国有资本经营预算财政拨款收入支出决算表", "state_capital"),
        ("项目支出决算表", None),
        ("一般公共预算财政拨款项目支出决算表", None),
        ("政府采购情况表", None),
        ("资产负债表", None),
    ],
)
def test_titles_name_the_nine_tables_and_no_other(title, table):
    assert table_named(title) == table


def test_absent_tables_are_listed_and_a_lonely_title_is_reported():
    reading = read(
        "支出决算表",
        [["科目编码", "科目名称", "合计"], ["201", "服务", "1.00"]],
        notes=("收入决算表",),
    )
    states = {one["table"]: one["state"] for one in reading.tables}
    assert len(states) == 9 and states["revenue"] == "absent"
    assert "收入决算表" in reading.notes[0]["found"]
    assert not pd.isna(reading.notes[0]["page"])


def test_a_repeated_header_cut_off_at_its_lower_edge_is_no_row():
    header = ["功能分类科目编码", "科目名称", "本年支出合计", "基本支出"]
    reading = read(
        "支出决算表",
        [
            header,
            ["201", "服务", "1.00", "1.00"],
            ["功能分类科", "科目名称", "本年支", "基本支出"],
            ["目编码", "", "出合计", ""],
            ["205", "教育", "2.00", "2.00"],
        ],
        pages=[1, 1, 2, 2, 2],
    )
    assert [row["name_zh"] for row in reading.amounts] == ["服务"] * 2 + ["教育"] * 2
    assert not reading.notes


def test_a_name_cut_by_a_page_break_in_a_two_sided_table_is_whole():
    reading = read(
        "收入支出决算总表",
        [
            [("收入", 1, 2), ("支出", 1, 2)],
            ["项目", "决算数"] * 2,
            ["一、财政拨款收入", "3.00", "八、社会保障和", "3.00"],
            ["", "", "就业支出", ""],
            ["年初结转和结余", "", "年末结转和结余", ""],
            ["总计", "3.00", "总计", "3.00"],
        ],
        pages=[1, 1, 1, 2, 2, 2],
    )
    assert [row["name_zh"] for row in reading.amounts] == [
        "一、财政拨款收入",
        "八、社会保障和就业支出",
        "总计",
        "总计",
    ]


def test_a_number_cut_by_a_page_break_is_whole_or_left_out():
    head, pages = ["科目编码", "科目名称", "合计"], [1, 1, 1, 2, 2]
    body = [head, ["201", "服务", "1.00"], ["205", "教育", "39,614.3"]]
    whole = read("支出决算表", [*body, ["", "", "6"], ["208", "社保", "2.00"]], pages=pages)
    assert values(whole) == [
        ("201", "total", "1.00"),
        ("205", "total", "39614.36"),
        ("208", "total", "2.00"),
    ]
    cut = read("支出决算表", [*body, ["", "", "?"], ["208", "社保", "2.00"]], pages=pages)
    assert values(cut) == [("201", "total", "1.00"), ("208", "total", "2.00")]
    assert "cut_amount" in [note["kind"] for note in cut.notes]


def test_a_form_is_no_table_that_was_not_read():
    form = [
        ["项目名称", "修缮", "", ""],
        ["", "预算数", "执行数", "执行率"],
        ["年度预算", "20.00", "18.00", "90.00"],
        ["其中", "12.00", "11.50", ""],
        ["一级指标", "二级指标", "指标值", "得分"],
    ]
    reading = read("项目支出绩效自评表", form)
    assert [one["why"] for one in reading.others] == ["form"] and reading.notes == []
