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
