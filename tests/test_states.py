"""What is said of a statutory table that was not read: attached, not read, or not there."""

import pytest

from helpers import schemas
from helpers.interpret.statutory import read_statutory
from helpers.interpret.statutory.states import set_table_states
from helpers.schemas import NINE

HEAD = "第二部分 2021年度部门决算表"


def state(*texts, part=None, table="revenue", notes=(), seen=(), ocr=()):
    """The state of `table` in a document of these paragraphs that was read whole."""
    tables = [{"table": name, "rows": 0, "state": "absent"} for name in NINE]
    spoken = schemas.typed(
        "as_printed/paragraphs",
        [
            {
                "order": n,
                "kind": "heading" if text.startswith("第") else "body",
                "page": 1,
                "reader": "text",
                "text": text,
                "part": part,
            }
            for n, text in enumerate(texts, 1)
        ],
    )
    set_table_states(tables, set(seen), spoken, list(notes), set(ocr))
    return next(row["state"] for row in tables if row["table"] == table)


@pytest.mark.parametrize(
    "texts",
    [
        (HEAD, "详见附表。"),
        (HEAD, "见附件。"),
        (HEAD, "（公开表格附后）"),
        ("第五部分 2021年度部门决算公开报表（见附件）",),
        ("附件：2021年度部门决算公开表.xls",),
        ("以上数据的部门决算公开表另附。",),
        ("部门决算公开表格详见附件1",),
        ("相关报表见附件。",),
        ("本部门决算报表单独公开。",),
        ("第五部分 附表", "一、收入支出决算总表"),
    ],
)
def test_tables_said_to_be_attached_are_in_an_annex(texts):
    assert state(*texts) == "in_annex"


@pytest.mark.parametrize(
    "texts",
    [
        (HEAD,),
        ("项目支出绩效自评表详见附件。",),
        ("名词解释见附件。",),
        ("第四部分 附件",),
        ("一、收入决算情况说明", "本年收入合计5.00万元。"),
        ("具体采购情况表详见附件。",),
    ],
)
def test_annexes_of_other_things_are_none_of_the_tables(texts):
    assert state(*texts) == "absent"


def test_an_annex_of_one_table_is_said_of_that_one():
    text = "国有资本经营预算财政拨款支出决算表详见附表9。"
    assert state(text, table="state_capital") == "in_annex"
    assert state(text, table="revenue") == "absent"


def test_a_table_named_in_the_contents_was_not_read():
    assert state("二、收入决算表", part="目录") == "not_read"
    assert state("一、收入支出决算总表......5二、收入决算表......6") == "not_read"
    assert state("二、收入决算表......6", table="three_public") == "absent"
    assert state("一、收入支出决算总表二、收入决算表第三部分情况说明", part="目录") == "not_read"


def notes(*texts, page=2):
    spoken = schemas.typed(
        "as_printed/paragraphs",
        [
            {
                "order": n,
                "kind": "body",
                "page": page,
                "reader": "text",
                "text": text,
                "x0": 0.0,
                "y0": 10.0 * n,
                "x1": 9.0,
                "y1": 10.0 * n + 8,
            }
            for n, text in enumerate(texts, 1)
        ],
    )
    found = read_statutory(schemas.typed("as_printed/cells", []), spoken)
    return [one["kind"] for one in found.notes], found.seen


def test_a_title_that_stands_alone_is_told_and_one_of_a_list_is_not():
    assert notes("二、收入决算表", "三、其他事项") == (["title_alone"], {"revenue"})
    listed = notes("一、收入支出决算总表", "二、收入决算表", "三、支出决算表")
    assert listed == ([], {"revenue_expenditure_summary", "revenue", "expenditure"})
    assert notes("二、收入决算表......6") == ([], set())


def test_a_title_of_a_table_in_an_annex_is_not_told():
    assert notes("收入决算表", "（本表详见附件“收入决算表”）") == ([], set())


@pytest.mark.parametrize(
    "more",
    [
        {"notes": [{"kind": "picture_page", "page": 4}]},
        {"seen": ["revenue"]},
        {"ocr": [3]},
        {"notes": [{"kind": "picture_beside_text", "page": 4}]},
    ],
)
def test_what_we_cannot_see_is_not_absent(more):
    assert state("正文。", **more) == "not_read"
