"""Shapes that other departments print: small documents and frames with known truth."""

import pytest

from helpers import schemas
from helpers.extract import as_printed
from helpers.interpret import as_tidy
from helpers.interpret.statutory import read_statutory
from specimens import typeset
from test_statutory import read, values


def tables_of(body: str, folder):
    """What is read of the nine tables in a document set from the Typst source `body`."""
    page = '#set text(font: "Noto Sans SC", size: 9pt)\n#set page(width: 400pt, height: 300pt)\n'
    path = folder / "shape.pdf"
    path.write_bytes(typeset(page + body))
    printed = {
        name: schemas.typed(name, rows) for name, rows in as_printed.read_printed(path).items()
    }
    return read_statutory(printed["as_printed/cells"], printed["as_printed/paragraphs"])


def ruled(rows: list[list[str]], columns: int = 3) -> str:
    """A Typst table; a row of one text is merged over all columns."""
    cells = [
        f"table.cell(colspan: {columns})[{row[0]}]"
        if len(row) == 1
        else ", ".join(f"[{text}]" for text in row)
        for row in rows
    ]
    return f"#table(columns: (1fr,) * {columns}, {', '.join(cells)})\n"


HEADER = ["科目编码", "科目名称", "合计"]


def test_tables_with_their_titles_inside_the_ruling_stay_apart(tmp_path):
    pages = [
        ruled([[title], ["单位：万元"], HEADER, ["201", "服务", amount]])
        for title, amount in (("收入决算表", "1.00"), ("支出决算表", "2.00"))
    ]
    reading = tables_of("#pagebreak()".join(pages), tmp_path)
    assert [(r["table"], r["printed"]) for r in reading.amounts] == [
        ("revenue", "1.00"),
        ("expenditure", "2.00"),
    ]


def test_a_title_inside_the_ruling_is_repeated_on_the_next_page(tmp_path):
    head = [["支出决算表"], ["单位：万元"], HEADER]
    body = (
        ruled([*head, ["201", "服务", "1.00"]])
        + "#pagebreak()\n"
        + ruled([*head, ["205", "教育", "2.00"]])
    )
    reading = tables_of(body, tmp_path)
    assert values(reading) == [("201", "total", "1.00"), ("205", "total", "2.00")]
    assert not reading.notes


def test_an_untitled_table_with_another_header_is_no_continuation(tmp_path):
    body = "支出决算表 #h(1fr) 单位：万元\n\n" + ruled([HEADER, ["201", "服务", "1.00"]])
    body += "#pagebreak()\n" + ruled(
        [["项目", "年末数", "年初数"], ["201", "2.00", "3.00"], ["205", "4.00", "5.00"]]
    )
    reading = tables_of(body, tmp_path)
    assert values(reading) == [("201", "total", "1.00")]
    assert [note["kind"] for note in reading.notes] == ["untitled_table"]


def test_department_and_unit_in_brackets_are_no_title():
    reading = read(
        "部门（单位）：某县卫生健康局",
        [HEADER, ["201", "服务", "1.00"]],
        captions=("某县卫生健康局支出决算表", "单位：万元"),
    )
    assert values(reading) == [("201", "total", "1.00")]


def test_a_year_in_the_header_is_no_code():
    reading = read(
        "“三公”经费支出决算表",
        [
            [("2019年度预算数", 1, 2), ("2019年度决算数", 1, 2)],
            ["合计", "公务接待费"] * 2,
            ["2.00", "2.00", "1.00", "1.00"],
        ],
    )
    assert [(r["code"], r["measure"]) for r in reading.amounts][1:3] == [
        ("reception", "budget"),
        ("total", "outturn"),
    ]


def test_a_total_under_a_wider_heading_heads_a_column():
    reading = read(
        "财政拨款收入支出决算总表",
        [
            [("收入", 1, 2), ("支出", 1, 3)],
            [("项目", 2, 1), ("决算数", 2, 1), ("项目", 2, 1), ("决算数", 1, 2)],
            ["合计", "一般公共预算财政拨款"],
            ["一、一般公共预算财政拨款", "3.00", "一、一般公共服务支出", "3.00", "3.00"],
        ],
    )
    assert [(r["side"], r["measure"]) for r in reading.amounts] == [
        ("revenue", "total"),
        ("expenditure", "total"),
        ("expenditure", "general_budget"),
    ]
    assert not reading.notes


def test_expenditure_by_nature_beside_function_is_not_summed_with_it():
    reading = read(
        "收入支出决算总表",
        [
            [("收入", 1, 2), ("支出", 1, 4)],
            [
                "项目",
                "决算数",
                "项目（按功能分类）",
                "决算数",
                "项目（按支出性质和经济分类）",
                "决算数",
            ],
            ["一、财政拨款收入", "3.00", "一、一般公共服务支出", "3.00", "一、基本支出", "3.00"],
            ["本年收入合计", "3.00", "本年支出合计", "3.00", "本年支出合计", "3.00"],
        ],
    )
    levels = {r["name_zh"]: r["level"] for r in reading.amounts}
    assert (levels["一、一般公共服务支出"], levels["一、基本支出"]) == ("line", "economic_class")


@pytest.mark.parametrize(("text", "value"), [("(1,234.50)", "-1234.50"), ("-0.10", "-0.10")])
def test_negative_amounts(text, value):
    assert values(read("支出决算表", [HEADER, ["201", "服务", text]])) == [("201", "total", value)]


def test_right_columns_printed_on_the_next_page_join_the_left_ones(tmp_path):
    left = ruled(
        [HEADER, ["201", "服务", "3.00"], ["205", "教育", "4.00"], ["210", "卫生", "5.00"]]
    )
    right = ruled([["基本支出", "项目支出"], ["1.00", "2.00"], ["4.00", ""], ["", "5.00"]], 2)
    reading = tables_of(
        f"某局支出决算表\n\n单位：万元\n{left}#pagebreak()\n出决算表\n\n#hide[单位]\n{right}",
        tmp_path,
    )
    assert values(reading)[:3] == [
        ("201", "total", "3.00"),
        ("201", "basic", "1.00"),
        ("201", "project", "2.00"),
    ]
    assert [row["page"] for row in reading.amounts[:2]] == [1, 2] and not reading.notes


@pytest.mark.parametrize(
    ("text", "printed"),
    [("4,374.0\n9", "4374.09"), ("4,37\n4.09", "4374.09"), ("123\n456", None), ("1.00\n2", None)],
)
def test_a_number_broken_over_two_lines_is_joined_where_it_is_one(text, printed):
    found = read("支出决算表", [HEADER, ["201", "服务", text]])
    assert [row["printed"] for row in found.amounts] == ([printed] if printed else [])
    assert bool(found.notes) != bool(printed)


def test_the_rest_of_a_wrapped_name_heads_no_new_table(tmp_path):
    body = "支出决算表 #h(1fr) 单位：万元\n\n" + ruled([HEADER, ["201", "一般公共服务", "1.00"]])
    body += "#pagebreak()\n" + ruled([["", "支出", ""], ["205", "教育支出", "2.00"]])
    reading = tables_of(body, tmp_path)
    assert [row["name_zh"] for row in reading.amounts] == ["一般公共服务支出", "教育支出"]


def test_a_county_called_yuan_is_no_unit():
    reading = read(
        "支出决算表",
        [HEADER, ["201", "服务", "1.00"]],
        captions=("编制单位：元氏县教育局", "单位：万元"),
    )
    assert str(reading.amounts[0]["amount"].normalize()) == "1"


def test_two_years_side_by_side_are_two_measures():
    reading = read(
        "收入支出决算总表",
        [
            [("收入", 1, 3)],
            ["项目", "2021年决算数", "2022年决算数"],
            ["一、财政拨款收入", "1.00", "2.00"],
        ],
    )
    assert values(reading) == [
        ("一、财政拨款收入", "prior_outturn", "1.00"),
        ("一、财政拨款收入", "outturn", "2.00"),
    ]


def test_columns_that_compare_are_no_amounts_of_the_table():
    reading = read(
        "支出决算表",
        [[*HEADER, "合计占比（%）", "合计比上年增减"], ["201", "服务", "2.00", "50.00", "0.10"]],
    )
    assert values(reading) == [("201", "total", "2.00")]
    assert [note["kind"] for note in reading.notes] == ["unknown_header"] * 2


def test_two_columns_of_one_measure_that_nothing_tells_apart_are_not_read():
    reading = read(
        "支出决算表",
        [
            ["科目编码", "科目名称", "基本支出（甲）", "基本支出（乙）"],
            ["201", "服务", "2.00", "1.00"],
        ],
    )
    assert not reading.amounts and len(reading.notes) == 2


def test_a_two_sided_table_without_a_top_header_knows_its_sides():
    reading = read(
        "收入支出决算总表",
        [
            ["收入项目", "决算数", "支出项目", "决算数"],
            ["一、财政拨款收入", "2.00", "一、一般公共服务支出", "2.00"],
        ],
    )
    assert [row["side"] for row in reading.amounts] == ["revenue", "expenditure"]


def test_a_title_left_on_the_page_before_is_the_tables(tmp_path):
    table = ruled([HEADER, ["201", "服务", "30000.00"]])
    body = "收入决算表\n\n单位：万元\n" + ruled([HEADER, ["201", "服务", "1.00"]])
    reading = tables_of(f"{body}#v(1fr)\n支出决算表\n\n单位：元\n#pagebreak()\n{table}", tmp_path)
    assert [(row["table"], float(row["amount"])) for row in reading.amounts] == [
        ("revenue", 1.0),
        ("expenditure", 3.0),
    ]
    assert not reading.notes


def test_a_column_of_words_is_the_name_whatever_its_heading():
    reading = read(
        "收入支出决算总表",
        [
            [("收入", 1, 2), ("支出", 1, 2)],
            ["收入来源", "决算数", "按支出功能分类", "决算数"],
            ["一、财政拨款收入", "2.00", "一、教育支出", "2.00"],
            ["本年收入合计", "2.00", "本年支出合计", "2.00"],
        ],
    )
    assert values(reading)[:2] == [
        ("一、财政拨款收入", "outturn", "2.00"),
        ("一、教育支出", "outturn", "2.00"),
    ]


def test_dashed_rules_and_boxes_apart_make_one_table(tmp_path):
    dashes = "#let d = (dash: (2pt, 1pt), thickness: .5pt)\n"
    table = ruled([HEADER, ["201", "服务", "1.00"], ["205", "教育", "2.00"]])
    apart = table.replace("#table(", "#table(column-gutter: 2pt, row-gutter: 2pt, ")
    dashed = dashes + table.replace("#table(", "#table(stroke: d, ")
    for one in (apart, dashed):
        assert len(tables_of(f"支出决算表\n\n单位：万元\n{one}", tmp_path).amounts) == 2


def test_columns_that_no_ruling_parts_are_noted_once_and_not_read(tmp_path):
    row = "[{} #h(1fr) {} #h(1fr) {}]"
    body = ", ".join(
        row.format(*one)
        for one in (("合计", "3.00", "3.00"), ("201", "1.00", "1.00"), ("205", "2.00", "2.00"))
    )
    found = tables_of(f"支出决算表\n\n单位：万元\n#table(columns: 1fr, {body})", tmp_path)
    assert not found.amounts and [note["kind"] for note in found.notes] == ["unparted"]


def test_amounts_that_no_row_and_column_claim_are_noted():
    found = read("支出决算表", [["科目编码", "科目名称", "合计"], ["201", "教育 9.00", "1.00"]])
    assert values(found) == [("201", "total", "1.00")]
    assert [note["kind"] for note in found.notes] == ["left_over"]


def test_what_the_edge_of_a_page_cuts_is_not_read_and_no_alarm(tmp_path):
    rows = [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["合计", "", "30.00", "10.00", "20.00"],
        ["201", "服务", "30.00", "10.00", "20.00"],
    ]
    cells = ", ".join(f"[{text}]" for row in rows for text in row)
    path = tmp_path / "wide.pdf"
    path.write_bytes(
        typeset(
            '#set text(font: "Noto Sans SC", size: 9pt)\n#set page(width: 400pt, height: 300pt)\n'
            f"支出决算表 单位：万元\n\n#move(dx: 100pt, table(columns: (70pt,) * 5, {cells}))"
        )
    )
    printed = {
        name: schemas.typed(name, rows) for name, rows in as_printed.read_printed(path).items()
    }
    tidy = as_tidy.read_tidy(*printed.values(), 2024)
    assert [(row["measure"], row["printed"]) for row in tidy["tidy/statutory"]] == [
        ("total", "30.00"),
        ("total", "30.00"),
    ]
    assert [
        note["found"] for note in tidy["tidy/reading_notes"] if note["kind"] == "beyond_edge"
    ] == ["6"]
