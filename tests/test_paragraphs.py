"""Prose under its headings: contents pages end, and a footnote parts no sentence."""

from helpers.extract import as_printed
from specimens import typeset

PAGE = """#set page(width: 420pt, height: 300pt, margin: 50pt)
#set text(font: "Noto Sans SC", size: 12pt, cjk-latin-spacing: none)
#set par(first-line-indent: (amount: 2em, all: true), justify: true)
"""
CONTENTS = """#align(center)[目录]

一、收入支出决算总体情况说明 #box(width: 1fr, repeat[.]) 2

二、机关运行经费支出情况 #box(width: 1fr, repeat[.]) 2

#pagebreak()
一、收入支出决算总体情况说明

2021年度收、支总计90.00万元。与上年相比，收、支总计各增加10.00万元，增长12.50%，主要原因是人员增加。

二、机关运行经费支出情况

机关运行经费支出8.00万元，比上年减少1.00万元，下降11.11%，主要原因是压减了办公费和印刷费。
"""
FOOTNOTE = """
#place(bottom, text(size: 9pt)[注：本表金额以万元为单位。])
#v(140pt)
2021年度机关运行经费支出8.00万元，主要用于办公用房的日常维修、物业管理、公务出行以及开展各项工作所
需的其他费用，比上年
#pagebreak()
#par(first-line-indent: 0pt)[减少1.00万元，下降11.11%。]
"""


def paragraphs(text, tmp_path):
    (tmp_path / "prose.pdf").write_bytes(typeset(PAGE + text))
    return as_printed.read_printed(tmp_path / "prose.pdf")["as_printed/paragraphs"]


def test_contents_end_where_their_first_entry_returns(tmp_path):
    found = [
        (one["part"], one["heading"], one["text"][:8])
        for one in paragraphs(CONTENTS, tmp_path)
        if one["kind"] == "body" and "。" in one["text"]
    ]
    assert found == [
        (None, "一、收入支出决算总体情况说明", "2021年度收、"),
        (None, "二、机关运行经费支出情况", "机关运行经费支出"),
    ]


def test_contents_end_at_a_sentence_with_an_amount(tmp_path):
    text = CONTENTS.replace("#pagebreak()\n一、收入支出决算总体情况说明\n", "#pagebreak()\n")
    said = [one for one in paragraphs(text, tmp_path) if "90.00" in one["text"]]
    assert [one["part"] for one in said] == [None]


def test_a_footnote_at_the_foot_of_the_page_parts_no_sentence(tmp_path):
    said = [one["text"] for one in paragraphs(FOOTNOTE, tmp_path) if "机关" in one["text"]]
    assert len(said) == 1 and said[0].endswith("比上年减少1.00万元，下降11.11%。")


HANGING = """#set par(first-line-indent: 0pt)
#set enum(body-indent: 0.6em)
一、因公出国（境）费等的支出情况

1. 公务用车运行维护费年初预算为8.00万元，支出决算为6.00万元，比上年减少1.00万元。
2. 公务接待费年初预算为2.00万元，支出决算为1.00万元，完成年初预算的50.00%，比上年减少0.50万元。

说明完毕。
"""


def test_the_lines_of_an_item_whose_number_hangs_out_are_one_paragraph(tmp_path):
    found = [one["text"] for one in paragraphs(HANGING, tmp_path) if "预算" in one["text"]]
    assert [text[:9] for text in found] == ["1.公务用车运行维", "2.公务接待费年初"]
    assert all(text.endswith("万元。") for text in found)


def bodies(text, tmp_path):
    return [one["text"] for one in paragraphs(text, tmp_path) if one["kind"] == "body"]


SENTENCES = """2021年度收入总计2,418.60万元，支出总计2,418.60万元。与上年相比，
收入、支出总计各增加118.60万元，增长5.16%，主要原因是新增公园养护面积。

2021年度机关运行经费支出36.00万元，比上年减少2.00万元，下降5.26%，主要原因是压减办公费和印刷费。
"""


def test_two_columns_are_read_one_after_the_other(tmp_path):
    columns = f"#columns(2, gutter: 14pt)[\n{SENTENCES}#colbreak()\n{SENTENCES}]"
    found = bodies(columns, tmp_path)
    assert [text[:8] for text in found] == ["2021年度收入", "2021年度机关"] * 2
    assert all(text.endswith("。") for text in found)


def test_a_table_without_rules_is_no_page_in_two_columns(tmp_path):
    rows = ", ".join(f"[项目{n}支出], [{n}00.00万元]" for n in range(1, 9))
    table = f"#table(columns: (150pt, 150pt), stroke: none, {rows})"
    found = [text[:3] for text in bodies(table, tmp_path)]
    assert found == [text for n in range(1, 9) for text in (f"项目{n}", f"{n}00")]


LISTS = """#set par(first-line-indent: 0pt, justify: false, hanging-indent: 1.5em)
3.1 收入支出总体情况

3.1.1 2021年度总收入486.20万元，总支出486.20万元，同上年相比均减少13.80万元，减幅2.76%，
年末结转4.80万元。

3.1.2 年初结转6.20万元。

3.2 收入

● 财政拨款收入470.00万元，占97.92%；

● 其他收入10.00万元，占2.08%。

① 上述收入合计480.00万元。
"""


def test_decimal_numbers_and_short_lines_head_what_follows_and_bullets_open_items(tmp_path):
    found = [
        (one["heading"], one["text"][:8])
        for one in paragraphs(LISTS, tmp_path)
        if one["kind"] == "body"
    ]
    assert found == [
        ("3.1收入支出总体情况", "3.1.1 20"),
        ("3.1收入支出总体情况", "3.1.2年初结"),
        ("3.2收入", "●财政拨款收入4"),
        ("3.2收入", "●其他收入10."),
        ("3.2收入", "①上述收入合计4"),
    ]


ONE_LINE_EACH = """一、“三公”经费支出情况

总额：预算30.00万元，支出决算24.00万元，完成预算的80.00%，与年初预算持平。

出国：无支出。

用车：支出20.00万元，比上年减少2.00万元，下降9.09%，主要原因是报废公务用车一辆。

接待：支出4.00万元。
"""


def test_where_most_paragraphs_are_one_line_the_few_that_go_on_tell_the_margin(tmp_path):
    assert [text[:3] for text in bodies(ONE_LINE_EACH, tmp_path)] == [
        "总额：",
        "出国：",
        "用车：",
        "接待：",
    ]


def test_a_heading_above_a_table_heads_the_prose_below_it(tmp_path):
    text = """三、支出决算情况说明

2021年度支出合计9.00万元，比上年减少1.00万元，下降10.00%，主要是压减办公费。

四、“三公”经费支出决算情况

#align(center)[“三公”经费支出情况表]
#table(columns: 2, [项目], [决算数], [公务接待费], [1.00])
“三公”经费支出1.00万元，比上年减少0.20万元，下降16.67%，主要是接待减少。
"""
    said = [one for one in paragraphs(text, tmp_path) if "16.67" in one["text"]]
    assert [one["heading"] for one in said] == ["四、“三公”经费支出决算情况"]
