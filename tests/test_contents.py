"""A contents page behind a cover: its head begins a paragraph, its parts are no parts."""

import pytest

from helpers.extract import as_printed
from specimens import SERIF, typeset

PAGES = """#set page(margin: 2cm)
#set text(font: "{font}", size: 10.5pt, lang: "zh")
#align(center)[某某市馆 \\ 2022年度部门决算公开 #v(3cm) {date}]
#pagebreak()
{head}

第一部分 概况 \\ 第二部分 2022年度部门决算表 \\ 二、收入决算表 \\ 三、支出决算表
#pagebreak()
第一部分 概况

本馆管理档案。
"""


@pytest.mark.parametrize(
    ("date", "head"),
    [("二〇二三年九月", "目 录"), ("2023年9月15日", "目录"), ("2023.09", "= 目　录")],
)
def test_a_covers_date_does_not_go_on_into_the_contents(tmp_path, date, head):
    path = tmp_path / "one.pdf"
    path.write_bytes(typeset(PAGES.format(font=SERIF, date=date, head=head)))
    rows = as_printed.read_printed(path)["as_printed/paragraphs"]
    assert any(row["text"].replace(" ", "") == date for row in rows)
    parts = {row["page"]: set() for row in rows}
    for row in rows:
        parts[row["page"]].add(row["part"])
    assert parts[2] == {"目录"} and parts[3] == {"第一部分"}
