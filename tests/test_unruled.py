"""Statutory tables that rule nothing at all: read as ruled ones are, or noted with their size."""

import pytest

import three_line
from three_line import amounts, state, tidy

LANDSCAPE, PORTRAIT = "width: 842pt, height: 595pt", "width: 595pt, height: 842pt"
#: Two levels of heads over the expenses, as the national form has them.
ACROSS = [
    [("预算数", 6), ("决算数", 6)],
    [("合计", 1, 2), ("因公出国（境）费", 1, 2), ("公务用车购置及运行费", 3), ("公务接待费", 1, 2)]
    * 2,
    ["小计", "公务用车购置费", "公务用车运行费"] * 2,
    [str(number) for number in range(1, 13)],
]


def notes(rows: dict) -> dict[str, str]:
    return {note["kind"]: note["statement_en"] for note in rows["tidy/reading_notes"]}


def sheet(
    title, head, rows, widths, sides, rules=False, unit="单位：万元", page=LANDSCAPE, below=""
) -> str:
    """A table whose header cells are a text or (text, columns[, rows]), on every page again."""
    words = [
        f"[{one}]"
        if isinstance(one, str)
        else f"table.cell(colspan: {one[1]}, rowspan: {(*one, 1)[2]})[{one[0]}]"
        for row in head
        for one in row
    ]
    cells = [f"table.header({', '.join(words)})", *(f"[{one}]" for row in rows for one in row)]
    return (
        f"#set page({page})\n#align(center)[{title}]\n#align(right)[{unit}]\n"
        f"#table(columns: ({widths}), stroke: {'0.4pt' if rules else 'none'}, inset: 4pt, "
        f"align: (x, y) => if y < {len(head)} {{center + horizon}} else {{({sides}).at(x)}}, "
        f"{', '.join(cells)})\n{below}"
    )


def both(folder, *parts, **options) -> tuple[list[tuple], list[tuple]]:
    """What is read of a sheet that is ruled, and of the same one that is not."""
    return tuple(
        amounts(tidy(sheet(*parts, rules=rules, **options), folder)) for rules in (True, False)
    )


@pytest.mark.parametrize(
    "options", [{}, {"align": "center"}, {"wrap": True, "page": PORTRAIT}], ids=str
)
@pytest.mark.parametrize("table", three_line.SETS)
def test_a_table_without_rules_is_read_as_the_ruled_one(table, options, tmp_path):
    ruled = amounts(tidy(three_line.typeset(table, "all"), tmp_path))
    assert [row[-1] for row in ruled] == three_line.amounts_of(table)
    assert amounts(tidy(three_line.typeset(table, "none", **options), tmp_path)) == ruled


@pytest.mark.parametrize(
    "table",
    [
        "revenue_expenditure_summary",
        "expenditure",
        "appropriation_summary",
        "basic_expenditure",
        "three_public",
        "government_funds",
    ],
)
def test_a_table_without_rules_goes_on_over_the_page(table, tmp_path):
    low = "width: 842pt, height: 210pt, margin: 40pt"
    found = tidy(three_line.typeset(table, "none", page=low), tmp_path)
    assert amounts(found) == amounts(tidy(three_line.typeset(table, "all"), tmp_path))
    assert {row["page"] for row in found["tidy/statutory"]} == {1, 2}


@pytest.mark.parametrize(
    "table", ["revenue_expenditure_summary", "expenditure", "appropriation_summary"]
)
def test_a_header_printed_again_on_the_next_page_is_no_row(table, tmp_path):
    title, head, rows = three_line.SETS[table]
    names = {n for n in range(len(rows[0])) if any(row[n] and "." not in row[n] for row in rows)}
    sides = ", ".join("left" if n in names else "right" for n in range(len(rows[0])))
    widths = ", ".join("2fr" if n in names else "1fr" for n in range(len(rows[0])))
    low = 'width: 842pt, height: 230pt, margin: 40pt, numbering: "- 1 -"'
    ruled, bare = both(tmp_path, title, head, rows, widths, sides, page=low)
    assert [row[-1] for row in ruled] == three_line.amounts_of(table) and bare == ruled


def test_heads_over_heads_reach_as_far_as_puts_them_in_the_middle(tmp_path):
    row = [
        "182.00",
        "",
        "180.00",
        "60.00",
        "120.00",
        "2.00",
        "131.46",
        "",
        "128.20",
        "52.10",
        "76.10",
        "3.26",
    ]
    ruled, bare = both(
        tmp_path,
        "一般公共预算财政拨款“三公”经费支出决算表",
        ACROSS,
        [row],
        "1fr, " * 12,
        "right, " * 12,
    )
    assert len(ruled) == 10 and bare == ruled


def test_line_numbers_and_a_line_that_counts_the_columns_are_no_amounts(tmp_path):
    title, _, rows = three_line.SETS["revenue_expenditure_summary"]
    numbered = [[a, str(n), b, c, str(n + 6), d] for n, (a, b, c, d) in enumerate(rows, 1)]
    head = [
        [("收入", 3), ("支出", 3)],
        ["项#h(1em)目", "行次", "金额"] * 2,
        ["栏#h(1em)次", "", "1", "栏#h(1em)次", "", "2"],
    ]
    ruled, bare = both(
        tmp_path,
        title,
        head,
        numbered,
        "2fr, auto, 1fr, 2fr, auto, 1fr",
        "left, center, right, left, center, right",
        page=PORTRAIT,
        below="注：本表反映部门本年度的总收支和年末结转结余情况。",
    )
    assert len(ruled) == 11 and bare == ruled


def test_whole_yuan_are_read(tmp_path):
    title, head, rows = three_line.SETS["basic_expenditure"]
    yuan = [[*row[:2], row[2].replace(".", "") + "00"] for row in rows]
    yuan = [[a, b, f"{int(c):,}"] for a, b, c in yuan]
    ruled, bare = both(
        tmp_path,
        title,
        head,
        yuan,
        "70pt, 180pt, 1fr",
        "left, left, right",
        unit="单位：元",
        page=PORTRAIT,
    )
    assert len(ruled) == 7 and bare == ruled


def test_codes_in_three_columns_are_one(tmp_path):
    rows = [
        ["", "", "", "合计", "110.00", "80.00", "30.00"],
        ["201", "", "", "一般公共服务支出", "110.00", "80.00", "30.00"],
        ["", "03", "", "政府办公厅及相关机构事务", "110.00", "80.00", "30.00"],
        ["", "", "01", "行政运行", "80.00", "80.00", ""],
        ["", "", "02", "一般行政管理事务", "30.00", "", "30.00"],
    ]
    head = [
        [
            ("科目编码", 3),
            *[(text, 1, 2) for text in ("科目名称", "本年支出合计", "基本支出", "项目支出")],
        ],
        ["类", "款", "项"],
    ]
    ruled, bare = both(
        tmp_path,
        "一般公共预算财政拨款支出决算表",
        head,
        rows,
        "30pt, 30pt, 30pt, 2fr, 1fr, 1fr, 1fr",
        "left, left, left, left, right, right, right",
    )
    assert len(ruled) == 13 and bare == ruled


def test_an_amount_in_the_next_column_proves_the_table_wrong(tmp_path, monkeypatch):
    title, head, rows = three_line.SETS["expenditure"]
    moved = [[*row[:3], "", row[3], *row[5:]] if row[0] == "2010301" else row for row in rows]
    monkeypatch.setitem(three_line.SETS, "expenditure", (title, head, moved))
    found = tidy(three_line.typeset("expenditure", "none"), tmp_path)
    assert not found["tidy/statutory"] and state(found, "expenditure") == "not_read"
    assert "(9 rows, 19 amounts) is not in the data" in notes(found)["unproved"]
    assert set(notes(found)) == {"unproved"}
    assert {row["status"] for row in found["tidy/numbers"] if "." in row["printed"]} == {"left_out"}


def test_columns_that_cannot_be_told_are_noted_with_the_size_of_the_table(tmp_path):
    lines = [
        "名称 合计 基本 项目",
        "行政运行 790.10 790.10 0.00",
        "一般行政事务 310.00 0.00 310.00",
        "机关服务 5.00 5.00 0.00",
    ]
    bare = "\n\n".join(line.replace(" ", " #h(1em) ") for line in lines)
    found = tidy(f"#align(center)[支出决算表]\n\n单位：万元\n\n{bare}", tmp_path)
    assert not found["tidy/statutory"] and state(found, "expenditure") == "not_read"
    assert "(4 rows, 9 amounts) was not read" in notes(found)["unparted"]
    (other,) = found["tidy/other_tables"]
    assert (other["why"], other["rows"], other["number_count"]) == ("unparted", 4, 9)


@pytest.mark.parametrize(
    "below",
    [
        "本年收入总计 #h(4em) 1,203.40万元，\n\n本年支出总计 #h(4em) 1,203.40万元，\n\n"
        "年末结转 #h(6em) 10.00万元。",
        "办公费 #h(6em) 40.10\n\n差旅费 #h(6em) 50.00\n\n会议费 #h(6em) 12.30",
        "本年收入1,203.40万元 #h(3em) 其中：财政拨款1,100.00万元，其他103.40万元。",
    ],
)
def test_aligned_blanks_below_a_title_make_no_table(below, tmp_path):
    found = tidy(f"= 收入支出决算总表\n\n{below}", tmp_path)
    assert not found["tidy/statutory"] and not found["tidy/other_tables"]


def test_a_list_of_titles_is_no_table(tmp_path):
    titles = "\n\n".join(
        f"{title} #h(6em) {page}" for page, (title, _, _) in enumerate(three_line.SETS.values(), 4)
    )
    found = tidy(f"= 目录\n\n{titles}", tmp_path)
    assert not found["tidy/other_tables"] and not found["tidy/statutory"]


def test_every_other_table_is_listed_with_its_size(tmp_path):
    asset = sheet(
        "国有资产占用情况表",
        [["项目", "数量", "金额"]],
        [["房屋", "2", "310.00"], ["车辆", "3", "45.60"], ["合计", "5", "355.60"]],
        "1fr, 1fr, 1fr",
        "left, right, right",
        rules=True,
    )
    found = tidy(f"{three_line.typeset('expenditure', 'all')}\n#pagebreak()\n{asset}", tmp_path)
    (other,) = found["tidy/other_tables"]
    assert (other["title"], other["first_page"], other["last_page"]) == ("国有资产占用情况表", 2, 2)
    assert (other["rows"], other["number_count"], other["why"]) == (4, 6, "not_statutory")
