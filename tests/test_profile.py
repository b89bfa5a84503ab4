"""Part 1 and the glossary: functions, units, staff and terms, in several departments' words."""

import json
from decimal import Decimal

import pandas as pd
import pytest
import yaml

import corpus
import truth
from corpus import needs_corpus
from helpers import schemas, store
from helpers.amounts import key
from helpers.interpret.profile import read_glossary, read_profile
from test_statutory import printed

ROOT = store.project_root()
SHIPPED = ROOT / "data/raw/hanyang-gov-office/2020/final_accounts.pdf"
NO_CELLS = schemas.typed("as_printed/cells", [])
STAFF = [
    ("在职实有人数", 30, "人"),
    ("行政", 27, "人"),
    ("机关工勤", 3, "人"),
    ("离退休人员", 17, "人"),
    ("退休", 17, "人"),
]


def prose(*texts, part="第一部分", heading=None):
    """``as_printed`` paragraphs and lines; a text that begins with # is a heading."""
    spoken, lines, path = [], [], heading
    for order, text in enumerate(texts, 1):
        kind = "heading" if text.startswith("#") else "body"
        text = text.removeprefix("#")
        path = text if kind == "heading" else path
        place = {
            "page": 1,
            "x0": 0.0,
            "y0": order * 20.0,
            "x1": len(text) * 10.0,
            "y1": order * 20 + 12.0,
            "reader": "text",
        }
        spoken.append(
            {"order": order, "part": part, "heading": path, "kind": kind, "text": text, **place}
        )
        lines.append(
            {
                "order": order,
                "line": order,
                "text": text,
                "edges": [n * 10.0 for n in range(len(text) + 1)],
                **place,
            }
        )
    return (
        schemas.typed("as_printed/paragraphs", spoken),
        schemas.typed("as_printed/lines", lines),
    )


def names(kind, *texts):
    return [row["name_zh"] for row in read_profile(NO_CELLS, *prose(*texts)) if row["kind"] == kind]


def counts(*texts):
    return [
        (row["name_zh"], int(row["value"]), row["value_unit"])
        for row in read_profile(NO_CELLS, *prose("#三、人员构成", *texts))
    ]


def terms(*texts):
    return [
        (row["term_zh"], row["definition_zh"])
        for row in read_glossary(prose("#名词解释", *texts, part="第四部分")[0])
    ]


def tidy(name, year=2020):
    path = SHIPPED if name == "shipped" else corpus.document(name)
    return corpus.tidy(path, year)


def wanted():
    return json.loads((truth.folder() / "hanyang-2020-truth.json").read_text("utf-8"))


def typeset():
    data = ROOT / "benchmarks/typesetter/hanyang-gov-office-2020.yml"
    return yaml.safe_load(data.read_text("utf-8"))


def of_kind(profile, kind):
    return [key(name) for name in profile.loc[profile["kind"] == kind, "name_zh"]]


@needs_corpus
@pytest.mark.parametrize(
    ("name", "functions", "unit"),
    [
        (
            "hanyang-2020-text",
            lambda: [one["text"] for one in wanted()["profile"]["functions"]],
            "本级",
        ),
        ("shipped", lambda: typeset()["profile"]["functions"], "武汉市汉阳区人民政府办公室本级"),
    ],
)
def test_profile_of_the_first_document_is_exact(name, functions, unit):
    profile = tidy(name)["tidy/profile"]
    assert of_kind(profile, "function") == [key(text) for text in functions()]
    assert of_kind(profile, "unit") == [unit]
    staff = profile[profile["kind"] == "staff"]
    assert list(zip(staff["name_zh"], staff["value"], staff["value_unit"], strict=True)) == STAFF


def _terms_of_truth():
    for one in wanted()["glossary"]:
        yield one["term"], one["definition"]
        for item in one.get("items", ()):
            yield (
                f"{item['class']}(类){item['section']}(款){item['item']}(项)",
                item["definition"],
            )


def _terms_of_typeset():
    for one in typeset()["glossary"]:
        yield one["term"], one.get("definition")
        for item in one.get("items", ()):
            yield item["path"], item["definition"]


@needs_corpus
@pytest.mark.parametrize(
    ("name", "words"), [("hanyang-2020-text", _terms_of_truth), ("shipped", _terms_of_typeset)]
)
def test_glossary_of_the_first_document_is_exact(name, words):
    glossary = tidy(name)["tidy/glossary"]
    assert [
        (key(row.term_zh), None if pd.isna(row.definition_zh) else key(row.definition_zh))
        for row in glossary.itertuples()
    ] == [(key(term), definition and key(definition)) for term, definition in words()]


@needs_corpus
def test_codes_of_the_glossary_are_those_of_the_tables():
    nationwide = [
        item["code_national"] for one in wanted()["glossary"] for item in one.get("items", ())
    ]
    glossary = tidy("hanyang-2020-text")["tidy/glossary"]
    codes = glossary.loc[glossary["term_zh"].str.contains("项.$"), "code"]
    assert len(codes) == 7 and codes.notna().sum() >= 3
    assert all(pd.isna(code) or code == true for code, true in zip(codes, nationwide, strict=True))


@needs_corpus
@pytest.mark.parametrize(
    ("name", "functions", "units", "last"),
    [
        ("ghj2024", 14, 5, "上海市普陀区规划和自然资源管理事务中心(下属事业单位)"),
        ("sgb2024", 1, 2, "上海市普陀区社会工作发展服务中心"),
    ],
)
def test_units_stand_in_a_table(name, functions, units, last):
    profile = tidy(name, 2024)["tidy/profile"]
    assert len(of_kind(profile, "function")) == functions
    assert len(of_kind(profile, "unit")) == units and of_kind(profile, "unit")[-1] == last
    assert len(tidy(name, 2024)["tidy/glossary"]) == 11


def test_numbered_functions_some_short_enough_for_headings():
    assert names(
        "function",
        "#一、主要职能",
        "根据规定，主要职能如下：",
        "（一）拟订全区规划，并组织实施。",
        "1.编制年度计划。",
        "#（二）承办区委交办的其他任务。",
        "#二、机构设置",
        "内设3个科室。",
    ) == ["拟订全区规划，并组织实施。1.编制年度计划。", "承办区委交办的其他任务。"]


def test_function_that_speaks_like_a_heading():
    assert names(
        "function",
        "#一、部门职能",
        "#（一）承担机构设置的职责。",
        "（二）管树，管水。",
        "#二、其他",
        "（一）无。",
    ) == ["承担机构设置的职责。", "管树，管水。"]


def test_functions_numbered_inside_one_paragraph():
    assert names(
        "function", "#一、主要职责", "主要职责：1.管路；2.管树，投资2.5亿元；3.管水。"
    ) == ["管路；", "管树，投资2.5亿元；", "管水。"]


@pytest.mark.parametrize(
    ("texts", "units"),
    [
        (
            ["从单位构成看，部门决算由实行独立核算的某局本级决算和2个下属单位决算组成。"],
            ["某局本级"],
        ),
        (["部门决算包括：规划和自然资源局本级决算、下属事业单位决算。"], ["规划和自然资源局本级"]),
        (
            [
                "部门决算包括某局本级决算。",
                "纳入决算编制范围的二级预算单位包括：",
                "1.某局（本级）",
                "2.某中心。",
            ],
            ["某局（本级）", "某中心"],
        ),
        (["纳入部门决算编制范围的单位包括：1.某局；2.某中心。"], ["某局", "某中心"]),
        (["本部门内设科室包括办公室、财务科。"], []),
        (["本单位内设机构包括：", "1.办公室", "2.财务科"], []),
        (["部门决算包括2个单位。"], []),
    ],
)
def test_units_named_by_a_sentence_or_a_list(texts, units):
    assert names("unit", "#二、部门决算单位构成", *texts) == units


def test_units_of_a_table_and_no_other_table():
    cells, _ = printed(
        "单位",
        [
            ["序号", "单位名称", "备注"],
            ["1", "某局\n（本级）", ""],
            ["", "合计", ""],
            ["", "……", ""],
        ],
    )
    other, _ = printed("采购", [["序号", "单位名称", "采购金额"], ["1", "某局", "3"]])
    empty = prose()
    assert [row["name_zh"] for row in read_profile(cells, *empty)] == ["某局（本级）"]
    assert read_profile(other, *empty) == []


@pytest.mark.parametrize(
    ("text", "staff"),
    [
        (
            "某办公室在职实有人数30人，其中：行政27人。",
            [("在职实有人数", 30, "人"), ("行政", 27, "人")],
        ),
        (
            "核定编制人数为45人，年末实有人数40人。",
            [("核定编制人数", 45, "人"), ("年末实有人数", 40, "人")],
        ),
        ("行政编制12名，事业编制 8 个。", [("行政编制", 12, "名"), ("事业编制", 8, "个")]),
        ("行政单位1个，事业单位2个。", []),
        ("接待120人次，培训行政人员30人次。", []),
        ("离退休人员17人，其中：退休17人。", [("离退休人员", 17, "人"), ("退休", 17, "人")]),
    ],
)
def test_staff_is_counted_in_many_words(text, staff):
    assert counts(text) == staff


def test_box_of_a_count_is_that_of_the_number():
    (row,) = read_profile(NO_CELLS, *prose("#三、人员情况", "编制 30 人"))
    assert (row["x0"], row["x1"], row["y0"], row["value"]) == (30, 70, 40, Decimal(30))


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (
            ["一、财政拨款收入：指本级拨款。", "二、基本支出是指人员支出。"],
            [("财政拨款收入", "指本级拨款。"), ("基本支出", "是指人员支出。")],
        ),
        (
            [
                "#（一）绩效指标",
                "指衡量目标的指标。",
                "（二）结余：指剩下的",
                "资金。",
                "电话：027-123",
            ],
            [("绩效指标", "指衡量目标的指标。"), ("结余", "指剩下的资金。")],
        ),
        (
            ["#（二）科目", "1.教育支出（类）普通教育（款）小学教育（项）：反映小学支出（项）。"],
            [
                ("科目", None),
                ("教育支出（类）普通教育（款）小学教育（项）", "反映小学支出（项）。"),
            ],
        ),
        (
            ["行政运行（项）：反映基本支出。", "其他收入，指以外的收入。"],
            [("行政运行（项）", "反映基本支出。"), ("其他收入", "指以外的收入。")],
        ),
    ],
)
def test_terms_and_what_they_mean(texts, found):
    assert terms(*texts) == found


def test_one_heading_over_functions_and_units():
    texts = (
        "#一、部门职责及机构设置情况",
        "1.管路。",
        "2.管树。",
        "内设机构5个：办公室等。",
        "部门决算单位包括：某局、某中心。",
    )
    assert names("function", *texts) == ["管路。", "管树。"]
    assert names("unit", *texts) == ["某局", "某中心"]


def test_instructions_of_a_blank_template_are_no_profile():
    assert names("function", "#一、主要职能", "由主管部门根据三定方案填写。") == []
    assert names("unit", "#二、单位构成", "部门决算单位包括：XX局、××中心。") == []


@pytest.mark.parametrize(
    ("lines", "staff"),
    [
        (
            [["单位", "行政编制", "事业编制", "实有人数(人)"], ["某局", "12", "8", "19"]],
            [("行政编制", 12), ("事业编制", 8), ("实有人数", 19)],
        ),
        ([["单位", "编制人数", "实有人数"], ["甲", "3", "2"], ["乙", "4", "4"]], []),
        (
            [["单位", "编制人数", "实有人数"], ["甲", "3", "2"], ["合计", "7", "6"]],
            [("编制人数", 7), ("实有人数", 6)],
        ),
        (
            [["项目", "人数"], ["在职人员", "5"], ["离退休人员", "7"]],
            [("在职人员", 5), ("离退休人员", 7)],
        ),
        ([["项目", "金额"], ["在职人员", "5"], ["离退休人员", "7"]], []),
    ],
)
def test_staff_in_a_table(lines, staff):
    cells, _ = printed("人员情况表", lines)
    assert [(row["name_zh"], row["value"]) for row in read_profile(cells, *prose())] == staff
