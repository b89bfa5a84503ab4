"""Who published a document, by whatever cover, title, table or sentence names it; or nobody."""

import pytest

from helpers.documents.cover import find_publisher, read_titles

COVERS = [
    ("枫岭县水利局", "2021年\n枫岭县水利局\n部门决算"),
    ("枫岭县水利局", "枫岭县水利局\n部门决算\n（2021年度）"),
    ("枫岭县水利局", "枫岭县水利局部门\n2021年度决算公开\n2022年9月28日"),
    ("枫岭县水利局", "枫岭县水利局2021年度\n部门决算信息公开\n说明"),
    ("枫岭县水利局", "2021年度\n部门决算\n枫岭县水利局\n2022年9月"),
    ("枫岭县水利局", "枫岭县水利局关于2021年度部门决算的公开说明"),
    ("枫岭县水利局", "枫岭县水利局关于公开2021年度部门决算的说明"),
    ("枫岭县水利局", "附件2：\n2021 年枫岭县水利局部门决算公开报告\n一、部门概况\n二、机构设置"),
    ("枫岭县水利局", "2021年度枫岭县水利局（部门）决算\n目 录\n第一部分 部门概况"),
    ("枫岭县水利局", "关于公开枫岭县水利局2021年\n部门决算和“三公”经费决算的说明"),
    ("枫岭县水利局", "单位代码：123001\n单位名称：枫岭县水利局\n2021年度部门决算"),
    ("枫岭县水利局", "枫岭县水利局2021年决算公开报告\n决算公开目录\n一、基本情况"),
    ("枫岭县水利局", "枫岭县水利局\n2021年度部门决算\n— 1 —"),
    ("中共枫岭县委宣传部", "中共枫岭县委\n宣传部\n2021年度部门决算公开"),
    ("枫岭县第一中学", "枫岭县教育局\n枫岭县第一中学\n2021年度单位决算"),
    ("枫岭县人民政府驻省城办事处", "二〇二一年度\n枫岭县人民政府\n驻省城办事处\n单位决算"),
    ("枫岭县住房和城乡建设局", "枫岭县住房和城乡\n建设局 2021 年部门\n决算"),
    (
        "枫岭县综合行政执法局（枫岭县城市管理局）",
        "枫岭县综合行政执法局（枫岭县城市管理局）2021年度部门决算",
    ),
    ("枫岭县机构编制委员会办公室", "枫岭县机构编制委员会办公室2021年度部门决算"),
    ("枫岭县城关镇", "枫岭县城关镇\n2021年度部门决算"),
    ("枫岭大学", "枫岭大学2021年度部门决算\n2022年8月"),
]
ELSEWHERE = [
    "第一部分 枫岭县水利局概况\n一、主要职能",
    "第一部分：枫岭县水利局部门概况 …………… 3\n一、主要职能",
    "第三部分 枫岭县水利局2021年度部门\n决算情况说明\n一、收入支出决算总体情况说明",
    "二、枫岭县水利局2021年度部门决算情况说明\n（一）收入决算情况",
    "收入支出决算总表\n编制单位：枫岭县水利局 2021年度 金额单位：万元",
    "收入支出决算总表\n公开部门：枫岭县水利局  单位：万元",
    "收入支出决算总表\n部门：枫岭县水利局公开01表\n单位：万元",
    "决算说明\n一、收入\n枫岭县水利局2021年度收入总计9.00万元。",
    "决算说明\n一、收入\n本年平稳。2021年枫岭县水利局本年收入合计9.00万元。",
    "县水利局2021年度部门决算\n编制单位：枫岭县水利局 单位：万元",
]
NOBODY = [
    "第二部分\n2021年度部门决算表\n一、收入支出决算总表",
    "2021年度部门决算\n一、部门概况\n二、机构设置",
    "XX县水利局2021年度部门决算",
    "2021年度市级部门决算公开",
    "一般公共预算财政拨款“三公”经费支出决算表\n单位：万元",
    "2021年度“三公”经费支出决算情况说明\n一、本单位2021年度收入总计9.00万元。",
    "二、2021年度部门决算情况说明\n我局2021年度支出合计9.00万元。",
]


@pytest.mark.parametrize(("name", "cover"), COVERS)
def test_the_cover_names_publisher_and_year_whatever_stands_first(name, cover):
    told = read_titles([cover, "收入支出决算总表"])
    assert (told.publisher, told.years) == (name, {2021})


@pytest.mark.parametrize("text", ELSEWHERE)
def test_without_a_cover_headings_tables_and_sentences_name_it(text):
    assert find_publisher([text]).name == "枫岭县水利局"


@pytest.mark.parametrize("text", NOBODY)
def test_nobody_is_better_than_a_heading_taken_for_a_name(text):
    assert find_publisher([text]) is None


def test_an_office_above_the_name_is_part_of_it_where_the_text_says_so():
    cover = "枫岭县人民政府\n城关街道办事处\n2021年度部门决算"
    assert find_publisher([cover]).name == "枫岭县人民政府城关街道办事处"


def test_units_that_disagree_name_nobody():
    pages = [f"收入决算表\n部门：{name} 单位：万元" for name in ("枫岭县水利局", "枫岭县林业局")]
    assert find_publisher(pages) is None


def test_the_title_is_given_as_printed():
    assert read_titles(["枫岭县水利局\n2021 年度部门决算信息\n公开"]).title == (
        "枫岭县水利局2021年度部门决算信息公开"
    )


@pytest.mark.parametrize(
    "cover",
    [
        "枫岭大学\n2024 年度部门预算\n2024 年 4 月",
        "枫岭大学 2024 年度\n部门预算公开",
        "2024年枫岭大学部门预算",
    ],
)
def test_a_name_above_a_budgets_title_is_its_publisher(cover):
    assert read_titles([cover]).publisher == "枫岭大学"
