"""Which table a table is: titles of many hands, headers, codes, numbers, neighbours."""

import pandas as pd
import pytest

from helpers import schemas
from helpers.interpret.statutory import read_statutory, table_named
from test_statutory import printed, read

SPENT = [
    ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"],
    ["合计", "", "5.00", "3.00", "2.00"],
    ["201", "一般公共服务支出", "5.00", "3.00", "2.00"],
]
ECONOMIC = [
    ["经济分类科目编码", "科目名称", "金额"],
    ["合计", "", "3.00"],
    ["301", "工资福利支出", "3.00"],
]
EXPENSES = [
    ["项目", "预算数", "决算数"],
    ["合计", "3.00", "2.00"],
    ["因公出国（境）费", "", ""],
    ["公务接待费", "3.00", "2.00"],
    ["公务用车购置及运行维护费", "", ""],
]
BOTH = [
    [("收入", 1, 2), ("支出", 1, 2)],
    ["项目", "决算数", "项目", "决算数"],
    ["一、财政拨款收入", "5.00", "一、教育支出", "5.00"],
    ["总计", "5.00", "总计", "5.00"],
]


def document(*tables):
    """``as_printed`` frames of tables one below the other, each `(title, rows, captions)`."""
    cells, spoken = [], []
    for number, (title, rows, captions) in enumerate(tables, 1):
        one, said = (frame.assign(page=number) for frame in printed(title, rows, captions))
        cells.append(one.assign(table_no=number))
        spoken.append(said)
    return (
        schemas.typed("as_printed/cells", pd.concat(cells)),
        schemas.typed("as_printed/paragraphs", pd.concat(spoken)),
    )


def names(*tables):
    reading = read_statutory(*document(*tables))
    return {row["table"] for row in reading.amounts}


@pytest.mark.parametrize(
    ("title", "table"),
    [
        ("2018年收入支出决算表", "revenue_expenditure_summary"),
        ("某某局收支决算总体情况表", "revenue_expenditure_summary"),
        ("财政拨款收入支出决算表", "appropriation_summary"),
        ("一般公共预算财政拨款支出决算表（一）", "general_budget_expenditure"),
        ("一般公共预算财政拨款支出决算表（按功能分类科目）", "general_budget_expenditure"),
        ("公共财政预算财政拨款支出决算表", "general_budget_expenditure"),
        ("表4：高等学校财政拨款支出决算表", "appropriation_expenditure"),
        ("政府性基金预算财政拨款支出决算表", "government_funds"),
        ("一般公共预算财政拨款“三公”经费及会议费、培训费支出决算表", "three_public"),
        ("政府性基金预算财政拨款“三公”经费支出决算表", None),
        ("2024年“三公”经费预算表", None),
        ("一般公共预算财政拨款项目支出决算表", None),
        ("2018年部门决算公开相关信息统计表", None),
    ],
)
def test_a_title_names_its_table(title, table):
    assert table_named(title) == table


def test_the_units_name_may_stand_between_title_and_table():
    captions = ("支出决算表", "编制单位：某某局", "某某局", "单位：万元")
    assert names(("某某局", SPENT, captions)) == {"expenditure"}


def test_a_wrapped_title_is_found_among_the_lines_above():
    captions = ("一般公共预算财政拨款基本", "支出决算表", "单位：万元")
    assert names(("支出决算表", ECONOMIC, captions)) == {"basic_expenditure"}


def test_a_title_without_its_last_word_needs_the_table_to_agree():
    assert names(("“三公”经费支出决算", EXPENSES, ("单位：万元",))) == {"three_public"}
    assert not names(("“三公”经费支出决算", SPENT, ("单位：万元",)))


def test_a_title_left_behind_is_not_given_to_the_next_table():
    reading = read("收入决算表", EXPENSES)
    assert {row["table"] for row in reading.amounts} <= {"three_public"}
    assert not names(("“三公”经费支出决算表", ECONOMIC, ("单位：万元",)))


def test_the_nearest_title_wins():
    captions = ("收入支出决算总表", "部门决算相关信息统计表", "单位：万元")
    reading = read("部门决算相关信息统计表", BOTH, captions)
    assert not reading.amounts
    assert [(one["why"], one["number_count"]) for one in reading.others] == [("not_statutory", 4)]
    assert "4 个金额" in reading.notes[0]["statement_zh"]


def test_number_or_neighbours_make_a_table_without_a_title_known():
    assert names((None, SPENT, ("公开05表", "单位：万元"))) == {"general_budget_expenditure"}
    funded = ("财政拨款收入支出决算总表", BOTH, ("单位：万元",))
    basic = ("一般公共预算财政拨款基本支出决算表", ECONOMIC, ("单位：万元",))
    untitled = (None, SPENT, ("单位：万元",))
    assert "general_budget_expenditure" in names(funded, untitled, basic)
    assert "general_budget_expenditure" not in names(untitled, basic)


def test_general_budget_expenditure_by_economic_class_is_no_basic_expenditure():
    title = ("一般公共预算财政拨款支出决算表（二）", ECONOMIC, ("单位：万元",))
    assert names(title) == {"general_budget_by_economic_class"}
    general = ("一般公共预算财政拨款支出决算表", SPENT, ("单位：万元",))
    assert "basic_expenditure" in names(general, title)  # its total, 3.00, is the basic part's
    whole = [[*row[:2], row[2].replace("3.00", "5.00")] for row in ECONOMIC]
    assert "general_budget_by_economic_class" in names(
        general, ("一般公共预算财政拨款基本支出决算表", whole, ("单位：万元",))
    )


@pytest.mark.parametrize(
    ("header", "note", "measures"),
    [
        ("一般公共预算财政拨款“三公”经费", None, {"budget", "outturn"}),
        (
            "一般公共预算财政拨款“三公”经费",
            "注：预算数为年初预算数。",
            {"initial_budget", "outturn"},
        ),
        (
            "“三公”经费",
            "注：预算数为全年预算数，即年初预算数加调整。",
            {"adjusted_budget", "outturn"},
        ),
    ],
)
def test_the_header_cell_nearest_the_data_gives_the_phase(header, note, measures):
    reading = read(
        "“三公”经费支出决算表",
        [
            [(header, 1, 4)],
            [("合计", 1, 2), ("公务接待费", 1, 2)],
            ["预算数", "决算数"] * 2,
            ["3.00", "2.00", "3.00", "2.00"],
        ],
        notes=(note,) if note else (),
    )
    assert {row["measure"] for row in reading.amounts} == measures
    assert len(reading.amounts) == 4


def test_a_digit_that_ends_a_number_is_no_repeated_header():
    reading = read(
        "支出决算表",
        [
            ["科目编码", "科目名称", "本年支出合计", "基本支出"],
            [("栏次", 1, 2), "1", "2"],
            ["201", "服务", "11,855.20", "11,855.2"],
            ["", "", "", "2"],
            ["205", "教育", "1.00", "1.00"],
        ],
        pages=[1, 1, 1, 2, 2],
    )
    assert ("201", "basic", "11855.22") in [
        (row["code"], row["measure"], row["printed"]) for row in reading.amounts
    ]
