"""Indicators and work items: every one of a real document, and other departments' layouts."""

import json
from decimal import Decimal
from functools import cache

import pytest

import corpus
import truth
from corpus import needs_corpus
from helpers import store
from helpers.amounts import key
from helpers.interpret.forms import read_forms, read_work_items
from test_statutory import printed

SHIPPED = store.project_root() / "data/raw/hanyang-gov-office/2020/final_accounts.pdf"
HEADS = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "得分"]


@cache
def wanted() -> dict:
    return json.loads((truth.folder() / "hanyang-2020-truth.json").read_text("utf-8"))


def edition(name):
    path = SHIPPED if name == "shipped" else corpus.document(name)
    return corpus.tidy(path, 2020)


def rows(table):
    return table.astype(object).where(table.notna(), None).to_dict("records")


@needs_corpus
@pytest.mark.parametrize("name", ["hanyang-2020-text", "shipped"])
def test_every_indicator_is_exact(name):
    forms = [
        ("whole_department", int(one["no"]), one["description"], one["indicators"])
        for one in wanted()["overall_performance"]["form"]["objectives"]
    ]
    forms += [
        (one["name"], None, None, one["indicators"]) for one in wanted()["by_project"]["forms"]
    ]
    truths = [
        (
            form,
            no,
            key(objective or ""),
            *(key(one[f"level{n}"]) for n in (1, 2, 3)),
            Decimal(one["weight"]),
            key(one["target"]),
            key(one["actual"]),
            Decimal(one["score"]),
        )
        for form, no, objective, indicators in forms
        for one in indicators
    ]
    assert len(truths) == 62
    assert [
        (
            one["form"],
            one["objective_no"],
            key(one["objective_zh"] or ""),
            *(key(one[f"level{n}_zh"]) for n in (1, 2, 3)),
            one["weight"],
            key(one["target"]),
            key(one["actual"]),
            one["score"],
        )
        for one in rows(edition(name)["tidy/indicators"])
    ] == truths


@needs_corpus
@pytest.mark.parametrize("name", ["hanyang-2020-text", "shipped"])
def test_every_work_item_is_exact(name):
    columns = {"no": "no", "item_zh": "item", "target_zh": "target", "result_zh": "result"}
    assert [
        [key(one[ours]) for ours in columns] for one in rows(edition(name)["tidy/work_items"])
    ] == [
        [key(one[theirs]) for theirs in columns.values()]
        for one in wanted()["key_work"]["table_rows"]
    ]


@needs_corpus
def test_every_project_says_what_was_achieved():
    projects = rows(edition("hanyang-2020-text")["tidy/projects"])
    assert ["主要产出和效益是" + key(one["result_zh"]) for one in projects] == [
        key(one["output"]["text"]) for one in wanted()["by_project"]["summary_13_3"]["rows"]
    ]


def form(lines, title="项目支出绩效自评表", name="修路", pages=None, width=6):
    top = [["项目名称", (name, 1, width - 1)]] if name else []
    return read_forms(*printed(title, [*top, *lines], pages=pages))


def read(lines, **kwargs):
    return [
        (one["level1_zh"], one["level2_zh"], one["level3_zh"], one["score"])
        for one in form(lines, **kwargs).indicators
    ]


def test_weights_and_reasons_in_columns_of_their_own():
    found = form(
        [
            [("年度总体目标", 2, 1), ("预期目标", 1, 4), ("实际完成情况", 1, 4)],
            [("修好三条路", 1, 4), ("修好两条路", 1, 4)],
            [("绩效指标", 3, 1), *HEADS[:5], "分值", "得分", "偏差原因分析及改进措施"],
            [("产出指标", 2, 1), "数量指标", "道路", "3条", "2条", "15", "10.00", "雨天"],
            ["质量指标（含验收）", "合格率（2分）", "≥95%", "96%", "10", "10分", ""],
            [("总分", 1, 6), "100", "98", ""],
        ],
        width=9,
    ).indicators
    assert [(one["form"], one["objective_no"], one["objective_zh"]) for one in found] == [
        ("修路", None, "修好三条路")
    ] * 2
    assert [
        (
            one["level1_zh"],
            one["level3_zh"],
            one["weight"],
            one["target"],
            one["actual"],
            one["score"],
        )
        for one in found
    ] == [
        ("产出指标", "道路", 15, "3条", "2条", 10),
        ("产出指标", "合格率（2分）", 10, "≥95%", "96%", 10),
    ]


@pytest.mark.parametrize(
    ("text", "name", "weight"),
    [
        ("会议次数（4分）", "会议次数", 4),
        ("执行率(3 份)", "执行率", 3),
        ("培训（含线上）【权重：12.5】", "培训（含线上）", Decimal("12.5")),
        ("培训（含线上）", "培训（含线上）", None),
        ("满意度（≥90%）", "满意度（≥90%）", None),
    ],
)
def test_weight_is_read_out_of_the_name(text, name, weight):
    (one,) = form([HEADS, ["产出指标", "数量指标", text, "1", "1", "4"]]).indicators
    assert (one["level3_zh"], one["weight"]) == (name, weight)


def test_merged_levels_hold_for_their_rows_and_over_a_page_break():
    assert read(
        [
            HEADS,
            [("产出指标", 2, 1), ("数量指标", 2, 1), "甲", "1", "1", "1"],
            ["乙", "1", "1", "2"],
            [("", 2, 1), "", "丙", "1", "1", "3"],
            ["质量指标", "丁", "1", "1", "4"],
            ["效益指标", "", "戊", "1", "1", "5"],
        ],
        pages=[1, 1, 1, 1, 2, 2, 2],
    ) == [
        ("产出指标", "数量指标", "甲", 1),
        ("产出指标", "数量指标", "乙", 2),
        ("产出指标", "数量指标", "丙", 3),
        ("产出指标", "质量指标", "丁", 4),
        ("效益指标", None, "戊", 5),
    ]


def test_indicator_and_names_cut_by_a_page_break_are_whole():
    assert read(
        [
            HEADS,
            ["产出", "数量指标", "甲", "1", "1", "1"],
            ["满意", "服务对象满意", "群众对", "≥90%", "95%", "4"],
            HEADS,
            ["度指标", "度", "道路的看法", "", "", ""],
            ["效益", "社会效益", "乙", "1", "1", "5"],
            ["指标", "经济效益", "丙", "1", "1", "6"],
        ],
        pages=[1, 1, 1, 1, 2, 2, 2, 3],
    ) == [
        ("产出", "数量指标", "甲", 1),
        ("满意度指标", "服务对象满意度", "群众对道路的看法", 4),
        ("效益指标", "社会效益", "乙", 5),
        ("效益指标", "经济效益", "丙", 6),
    ]


def test_blank_level_at_the_foot_of_a_page_is_not_guessed():
    assert [
        one[0]
        for one in read(
            [
                HEADS,
                ["产出指标", "数量指标", "甲", "1", "1", "1"],
                ["", "质量指标", "乙", "1", "1", "2"],
                ["效益指标", "社会效益", "丙", "1", "1", "3"],
            ],
            pages=[1, 1, 1, 1, 2],
        )
    ] == ["产出指标", None, "效益指标"]


def test_score_that_is_no_number_is_null_and_noted():
    found = form(
        [
            HEADS,
            ["产出指标", "数量指标", "甲", "1", "1", "优"],
            ["产出指标", "数量指标", "乙", "1", "1", "10\n8"],
            ["产出指标", "数量指标", "丙", "1", "1", "—"],
        ]
    )
    assert [one["score"] for one in found.indicators] == [None] * 3
    notes = [note for note in found.notes if note["kind"] == "form_value"]
    assert [(note["found"], "得分" in note["statement_zh"]) for note in notes] == [
        ("优", True),
        ("10\n8", True),
    ]


def test_score_of_two_indicators_at_once_belongs_to_neither():
    assert [
        one[3]
        for one in read(
            [
                HEADS,
                ["产出指标", "数量指标", "甲", "1", "1", ("10", 2, 1)],
                ["产出指标", "数量指标", "乙", "1", "1"],
                ["产出指标", "数量指标", "丙", "1", "1", "5"],
            ]
        )
    ] == [None, None, 5]


def test_objectives_of_the_whole_department_with_and_without_heads():
    found = form(
        [
            [("年度绩效目标1(60分)", 1, 2), ("修路", 1, 4)],
            HEADS,
            ["产出指标", "数量指标", "甲", "1", "1", "1"],
            [("年度绩效目标2", 1, 2), ("种树", 1, 4)],
            ["", "质量指标", "乙", "1", "1", "2"],
        ],
        title="部门整体绩效自评表",
        name=None,
    ).indicators
    assert [
        (one["form"], one["objective_no"], one["objective_zh"], one["level1_zh"]) for one in found
    ] == [("whole_department", 1, "修路", "产出指标"), ("whole_department", 2, "种树", None)]


def test_two_projects_in_one_table_are_two_forms():
    lines = [HEADS, ["产出指标", "数量指标", "甲", "1", "1", "1"]]
    assert [
        one["form"] for one in form([*lines, ["项目名称", ("种树", 1, 5)], *lines]).indicators
    ] == ["修路", "种树"]


def test_place_of_an_indicator_is_its_row():
    (one,) = form(
        [HEADS, ["产出指标", "数量指标", "甲", "1", "1", "1"]], pages=[1, 1, 2]
    ).indicators
    assert [one[name] for name in ("page", "x0", "y0", "x1", "y1")] == [2, 100, 120, 300, 130]


def test_work_item_cut_by_a_page_break_is_one_row():
    found = read_work_items(
        *printed(
            None,
            [
                ["序号", "重点工作", "工作目标", "完成情况"],
                ["1", "修路", "三条", "修好"],
                ["序号", "重点工作", "工作目标", "完成情况"],
                ["", "", "", "两条。"],
                ["2", "种树", "百棵", "种完。"],
                [("注：无", 1, 4)],
            ],
            pages=[1, 1, 2, 2, 2, 2],
        )
    )
    assert [
        (one["no"], one["item_zh"], one["target_zh"], one["result_zh"], one["page"])
        for one in found
    ] == [("1", "修路", "三条", "修好两条。", 1), ("2", "种树", "百棵", "种完。", 2)]


@pytest.mark.parametrize(
    ("row", "score"),
    [
        ([("总分", 1, 4), "100", "95.5"], 95.5),
        ([("总分", 1, 5), "93"], 93),
        ([("总分", 1, 4), "100", ""], None),
    ],
)
def test_the_full_mark_is_no_score(row, score):
    found = form(
        [
            ["全年预算数（万元）", "全年执行数", "执行率"],
            ["2.00", "1.00", "50%"],
            ["一级指标", "二级指标", "三级指标", "指标值", "分值", "得分"],
            ["产出指标", "数量指标", "甲", "1", "100", "95.5"],
            row,
        ]
    )
    assert [one["total_score"] for one in found.projects] == [score]


def test_a_score_over_several_indicators_is_noted_once():
    found = form(
        [
            HEADS,
            ["产出指标", "数量指标", "甲", "1", "1", ("10", 2, 1)],
            ["产出指标", "数量指标", "乙", "1", "1"],
        ]
    )
    assert [one["found"] for one in found.notes if one["kind"] == "form_merged"] == ["10"]


def test_a_form_without_a_name_and_a_list_of_projects_are_noted_and_not_read():
    money = [["", "全年预算数（万元）", "全年执行数"], ["资金", "2.00", "1.00"]]
    unnamed = form(money, title="项目支出绩效自评表", name=None)
    listed = form(
        [["序号", "项目名称", "预算数（万元）", "执行数"], ["1", "修路", "2.00", "1.00"]],
        title="项目支出绩效自评表",
        name=None,
    )
    assert not unnamed.budget and not listed.budget
    assert [one["kind"] for one in (*unnamed.notes, *listed.notes)] == [
        "form_unnamed",
        "project_list",
    ]


def test_points_behind_the_name_of_a_level_are_no_part_of_it():
    assert read([HEADS, ["产出指标（50分）", "数量指标(20分)", "甲", "1", "1", "1"]]) == [
        ("产出指标", "数量指标", "甲", 1)
    ]
