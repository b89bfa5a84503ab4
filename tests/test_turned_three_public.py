"""Table 07 with expenses as columns and phases as rows; which tables are empty and which not."""

import pytest

from test_vocabulary_to_parquet import written

TITLE = "一般公共预算财政拨款“三公”经费支出决算表"
VEHICLES = "table.cell(colspan: 3)[公务用车购置及运行维护费]"
HEAD = [
    [
        "table.cell(rowspan: 2)[{}]",
        "table.cell(rowspan: 2)[合计]",
        "table.cell(rowspan: 2)[因公出国（境）费]",
        VEHICLES,
        "table.cell(rowspan: 2)[公务接待费]",
    ],
    ["小计", "公务用车购置费", "公务用车运行维护费"],
]
BUDGET = ["9.00", "", "7.00", "", "7.00", "2.00"]
SPENT = ["5.10", "", "4.60", "", "4.60", "0.50"]
BEFORE = ["6.30", "", "5.50", "", "5.50", "0.80"]


def head(corner):
    return [[cell.format(corner) for cell in row] for row in HEAD]


def read(rows, folder, corner="项目", title=TITLE, **more):
    return written(title, [*head(corner), *rows], folder, columns=7, **more)


def given(tidy):
    """{(expense, measure): amount as printed}."""
    found = tidy["tidy/statutory"]
    return dict(
        zip(zip(found["code"], found["measure"], strict=True), found["printed"], strict=True)
    )


def state(tidy, table="three_public"):
    tables = tidy["tidy/statutory_tables"]
    return dict(zip(tables["table"], tables["state"], strict=True))[table]


@pytest.mark.parametrize(
    ("corner", "labels", "measures"),
    [
        ("项目", ["预算数", "决算数"], ["budget", "outturn"]),
        ("", ["年初预算数", "决算数"], ["initial_budget", "outturn"]),
        ("类别", ["全年预算", "支出决算"], ["adjusted_budget", "outturn"]),
        ("项目", ["2021年度预算数", "2021年度决算数"], ["budget", "outturn"]),
        (
            "项 目",
            ["上年决算数", "本年预算数", "本年决算数"],
            ["prior_outturn", "budget", "outturn"],
        ),
        (
            "年度",
            ["2020年决算数", "2021年预算数", "2021年决算数"],
            ["prior_outturn", "budget", "outturn"],
        ),
        ("项目", ["上年统计数", "预算数", "统计数"], ["prior_outturn", "budget", "outturn"]),
        ("科目", ["年初批复预算数", "实际支出数"], ["initial_budget", "outturn"]),
        ("项目", ["1.预算数", "2.决算数"], ["budget", "outturn"]),
    ],
)
def test_the_rows_say_the_phase(corner, labels, measures, tmp_path):
    values = {"prior_outturn": BEFORE, "outturn": SPENT}
    tidy = read(
        [
            [label, *values.get(measure, BUDGET)]
            for label, measure in zip(labels, measures, strict=True)
        ],
        tmp_path,
        corner,
    )
    found = given(tidy)
    for measure in measures:
        row = values.get(measure, BUDGET)
        assert [
            found.get((code, measure))
            for code in ("total", "vehicles", "vehicle_running", "reception")
        ] == [row[0], row[2], row[4], row[5]]
    assert len(found) == 4 * len(measures) and state(tidy) == "filled"


def test_whole_numbers_are_rows_too(tmp_path):
    tidy = read([["预算数", *"907072"], ["决算数", *"504041"]], tmp_path)
    assert given(tidy)["total", "budget"] == "9" and given(tidy)["vehicles", "outturn"] == "4"


def test_a_note_says_which_budget_the_row_gives(tmp_path):
    tidy = read(
        [["预算数", *BUDGET], ["决算数", *SPENT]],
        tmp_path,
        note="注：预算数为“三公”经费全年预算数，即按规定程序调整后的预算数。",
    )
    assert given(tidy)["total", "adjusted_budget"] == "9.00"


def test_rows_that_compare_or_tell_another_year_are_left_out_with_a_note(tmp_path):
    tidy = read(
        [
            ["2021年决算数", *SPENT],
            ["2022年预算数", *BUDGET],
            ["比上年增减", "-1.20", "", "-0.90", "", "-0.90", "-0.30"],
        ],
        tmp_path,
    )
    assert {measure for _, measure in given(tidy)} == {"outturn"}
    notes = tidy["tidy/reading_notes"]
    assert list(notes["kind"]) == ["unknown_row"] * 2
    assert list(notes["found"]) == ["2022年预算数", "比上年增减"]


@pytest.mark.parametrize(
    ("total", "more", "kept"), [("合计", "会议费", False), ("“三公”经费合计", "培训费", True)]
)
def test_a_total_that_may_count_meetings_is_not_that_of_the_three(total, more, kept, tmp_path):
    rows = [
        ["项目", total, "因公出国（境）费", "公务用车购置及运行费", "公务接待费", more],
        ["预算数", "9.60", "", "7.00", "2.00", "0.60"],
        ["决算数", "5.50", "", "4.60", "0.50", "0.40"],
    ]
    tidy = written("“三公”经费及会议费、培训费支出决算表", rows, tmp_path)
    assert (("total", "outturn") in given(tidy)) == kept
    assert given(tidy)["vehicles", "budget"] == "7.00"
    assert ("wider_total" in set(tidy["tidy/reading_notes"]["kind"])) != kept


def test_a_title_over_two_lines_above_the_departments_name(tmp_path):
    tidy = read(
        [["预算数", *BUDGET], ["决算数", *SPENT]],
        tmp_path,
        title="2021年度一般公共预算“三公”经费及会议费、 \\ 培训费支出情况表",
        unit="#box(width: 1fr)[某区某街道服务中心]单位：万元",
    )
    assert given(tidy)["total", "outturn"] == "5.10"


@pytest.mark.parametrize(
    "rows",
    [
        [["项目", "甲类", "乙类"], ["预算数", "9.00", "2.00"]],
        [["项目", "甲类", "乙类"], ["预算数", "9", "2"]],
    ],
)
@pytest.mark.parametrize("note", ["", "本部门没有“三公”经费支出，本表无数据。"])
def test_a_table_of_amounts_that_were_not_read_is_never_empty(rows, note, tmp_path):
    tidy = written(TITLE, rows, tmp_path, note=note)
    assert state(tidy) == "not_read" and tidy["tidy/statutory"].empty
    assert set(tidy["tidy/reading_notes"]["kind"]) == {"unknown_header"}


@pytest.mark.parametrize("cell", ["5", "1,200"])
def test_whole_numbers_in_rows_that_are_not_understood_do_not_make_a_table_empty(cell, tmp_path):
    tidy = written("收入决算表", [["款项", "合计"], ["某项来源", cell]], tmp_path)
    assert state(tidy, "revenue") == "not_read"
    assert set(tidy["tidy/reading_notes"]["kind"]) == {"left_over"}


def test_amounts_without_a_unit_do_not_make_a_table_empty(tmp_path):
    tidy = read([["预算数", *BUDGET], ["决算数", *SPENT]], tmp_path, unit="")
    assert state(tidy) == "not_read"
    assert set(tidy["tidy/reading_notes"]["kind"]) == {"no_unit"}


@pytest.mark.parametrize(
    "rows",
    [
        [["预算数", *[""] * 6], ["决算数", *[""] * 6]],
        [["栏次", "1", "2", "3", "4", "5", "6"], ["预算数", *[""] * 6], ["决算数", *[""] * 6]],
    ],
)
def test_a_blank_turned_table_is_empty(rows, tmp_path):
    assert state(read(rows, tmp_path)) == "empty"


@pytest.mark.parametrize(
    "title",
    [
        "1.《收入决算表》",
        "《收入决算表》",
        "（二）《某某局2021年度收入决算表》",
        "2.收入决算表",
        "表二：《收入决算表》（公开02表）",
        "附表：收入决算表",
        "【收入决算表】",
        "二、收入决算表（万元）",
    ],
)
def test_titles_are_known_whatever_stands_round_them(title, tmp_path):
    rows = [["科目编码", "科目名称", "合计"], ["", "合计", "1.50"], ["201", "某项支出", "1.50"]]
    tidy = written(title, rows, tmp_path)
    assert state(tidy, "revenue") == "filled" and set(tidy["tidy/statutory"]["table"]) == {
        "revenue"
    }


@pytest.mark.parametrize(
    ("head", "unit", "amount"),
    [
        ("决算数（万元）", "", "108"),
        ("2021年决算（元）", "", "0.0108"),
        ("决算数（单位：元）", "", "0.0108"),
        ("决算数（元）", "单位：万元", "0.0108"),
    ],
)
def test_the_unit_may_stand_in_the_header_cell(head, unit, amount, tmp_path):
    rows = [["项目", head], ["因公出国（境）费", "108"], ["公务接待费", "108"]]
    found = written("附表：某市“三公”经费决算汇总表", rows, tmp_path, unit=unit)["tidy/statutory"]
    assert {str(one.normalize()) for one in found["amount"]} == {amount}


def test_a_title_may_carry_the_unit(tmp_path):
    rows = [["项目", "决算数"], ["因公出国（境）费", "108"], ["公务接待费", "108"]]
    found = written("“三公”经费决算表（万元）", rows, tmp_path, unit="")["tidy/statutory"]
    assert {str(one.normalize()) for one in found["amount"]} == {"108"}


ACROSS = "table.cell(colspan: 6)[{}]"
EXPENSES = [
    ["合计", "因公出国（境）费", VEHICLES, "公务接待费"],
    ["", "", "小计", "公务用车购置费", "公务用车运行维护费", ""],
]


@pytest.mark.parametrize(
    ("below", "last"), [(EXPENSES, "0.50"), ([["合计", "公务接待费", *EXPENSES[0][2:]], []], None)]
)
def test_outturns_under_a_second_header_are_no_budgets(below, last, tmp_path):
    rows = [
        [ACROSS.format("2022年度预算数")],
        *EXPENSES,
        BUDGET,
        [ACROSS.format("2022年度决算数")],
        *below,
        SPENT,
    ]
    found = given(written(TITLE, rows, tmp_path, columns=6))
    assert found["reception", "budget"] == "2.00"
    assert found.get(("reception", "outturn")) == last


def test_a_title_may_carry_the_unit_with_its_name(tmp_path):
    rows = [["项目", "决算数"], ["因公出国（境）费", "1.08"], ["公务接待费", "1.08"]]
    found = written("2022年度“三公”经费决算表（单位：万元）", rows, tmp_path, unit="")
    assert len(given(found)) == 2
