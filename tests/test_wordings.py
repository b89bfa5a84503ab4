"""Wordings of other provinces: what the prose says, read from one paragraph under its heading."""

import sys
from pathlib import Path

import pytest

from helpers import schemas
from helpers.codes import add_codes
from helpers.interpret.narrative import read_narrative

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
import wordings

TOTALS = "一、收入支出决算总体情况说明"
REVENUE = "二、收入决算情况说明"
EXPENDITURE = "三、支出决算情况说明"
DETAIL = "五、一般公共预算财政拨款支出决算情况说明/（三）具体情况"
STRUCTURE = "五、一般公共预算财政拨款支出决算情况说明/（二）结构情况"
THREE_PUBLIC = "七、“三公”经费支出决算情况说明"


def said(heading, *texts):
    return said_under(*((heading, text) for text in texts))


def said_under(*headed):
    place = {"page": 1, "x0": 0.0, "y0": 0.0, "x1": 9.0, "y1": 9.0, "reader": "text"}
    paragraphs = [
        {"part": "第三部分", "heading": heading, "kind": "body", "order": n, "text": text, **place}
        for n, (heading, text) in enumerate(headed, 1)
    ]
    lines = [
        {
            "order": n,
            "line": n,
            "text": text,
            "edges": [float(x) for x in range(len(text) + 1)],
            **place,
        }
        for n, (_, text) in enumerate(headed, 1)
    ]
    return read_narrative(
        schemas.typed("as_printed/paragraphs", paragraphs),
        schemas.typed("as_printed/lines", lines),
        2022,
    )


def facts(*args):
    return [(f["fact"], f["subject_zh"], f["printed"]) for f in said(*args).facts]


def budgets(*args):
    return [
        (
            b["scope"],
            b.get("code"),
            b.get("initial_budget_printed"),
            b.get("outturn_printed"),
            b.get("execution_rate_printed"),
        )
        for b in said(*args).budget
    ]


def bases(*args):
    """Of each budget statement: the initial, the adjusted and the plain budget, and whose rate."""
    kinds = ("initial_budget_printed", "adjusted_budget_printed", "budget_printed")
    return [(*map(b.get, kinds), b.get("execution_rate_base")) for b in said(*args).budget]


@pytest.mark.parametrize(
    "text",
    [
        "2022年度收入总计90.00万元，支出总计90.00万元。与上年相比，收入总计减少10.00万元，下降10.00%。",
        "某局2022年度收、支总计均为90.00万元。与2021年度相比，收、支总计各减少10.00万元，下降10.00%。",
        "2022年度总收入90.00万元，总支出90.00万元，较上年决算数减少10.00万元，降低10.00%。",
    ],
)
def test_totals_and_their_change(text):
    found = facts(TOTALS, text)
    assert {f[2] for f in found if f[0] == "revenue_expenditure_total"} == {"90.00"}
    assert [f[2] for f in found if "change" in f[0]] == ["10.00", "10.00"]


def test_the_change_of_a_part_is_not_the_change_of_the_whole():
    found = facts(
        TOTALS, "2022年度收、支总计90.00万元，与上年持平，其中项目支出减少5.00万元，下降3.00%。"
    )
    assert found == [
        ("revenue_expenditure_total", "收、支总计", "90.00"),
        ("expenditure_part_change", "项目支出", "5.00"),
        ("expenditure_part_change_rate", "项目支出", "3.00"),
    ]


@pytest.mark.parametrize(
    "reason",
    [
        "主要原因：项目支出增加，较上年度增加71.95万元，主要由于办公楼装修等。",
        "主要原因是人员经费有所增长，与上年相比增加71.95万元。",
    ],
)
def test_a_change_behind_a_reason_about_other_money_is_not_the_wholes(reason):
    found = said(
        TOTALS, f"收入支出总计859.38万元。与2021年度相比，收入支出总计增加62.85万元。{reason}"
    )
    changes = [row["printed"] for row in found.facts if row["fact"].endswith("_change")]
    assert changes == ["62.85"]
    whole = said(TOTALS, "收入支出总计859.38万元，主要原因是厉行节约，与上年相比减少62.85万元。")
    assert [row["printed"] for row in whole.facts if row["fact"].endswith("_change")] == ["62.85"]


def test_parts_of_revenue_and_what_is_not_one():
    found = facts(
        REVENUE,
        "本年收入合计90.00万元，其中：财政拨款收入80.00万元，占比88.89%；"
        "其他收入10.00万元，占比11.11%，主要为利息收入9.00万元，"
        "占其他收入的90.00%。",
    )
    assert found == [
        ("revenue_total", "本年收入合计", "90.00"),
        ("revenue_part", "财政拨款收入", "80.00"),
        ("revenue_part_share", "财政拨款收入", "88.89"),
        ("revenue_part", "其他收入", "10.00"),
        ("revenue_part_share", "其他收入", "11.11"),
    ]


def test_the_parts_of_the_appropriation_are_no_further_parts():
    found = facts(
        REVENUE,
        "收入合计90.00万元，其中：财政拨款收入90.00万元，占100%，"
        "一般公共预算财政拨款收入80.00万元，政府性基金预算财政拨款收入10.00万元。",
    )
    assert [f[0] for f in found] == [
        "revenue_total",
        "revenue_part",
        "revenue_part_share",
        "revenue_appropriation_part",
        "revenue_appropriation_part",
    ]


def test_a_figures_labels_are_no_second_facts():
    found = facts(
        EXPENDITURE,
        "支出合计90.00万元，其中：基本支出80.00万元，占88.89%。",
        "基本支出80.0万元，88.89%",
    )
    assert [f[2] for f in found if f[0] == "expenditure_part"] == ["80.00"]


def test_classes_are_known_by_their_names():
    found = facts(
        STRUCTURE,
        "一般公共预算财政拨款支出90.00万元，主要用于以下方面："
        "一般公共服务支出80.00万元，占88.89%；教育（205类）支出10.00万元，占11.11%。",
    )
    assert found[1:] == [
        ("general_budget_class_amount", "一般公共服务支出", "80.00"),
        ("general_budget_class_share", "一般公共服务支出", "88.89"),
        ("general_budget_class_amount", "教育(类)支出", "10.00"),
        ("general_budget_class_share", "教育(类)支出", "11.11"),
    ]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (
            "1.教育（类）普通教育（款）小学教育（项）（2050202）。年初预算为9.00万元，支出决算为8.00万元，"
            "完成年初预算的88.89%。",
            ("function_item", "2050202", "9.00", "8.00", "88.89"),
        ),
        (
            "2．2210201住房公积金，年初预算为9.00万元，支出决算为8.00万元，完成年初预算的88.89%。",
            ("function_item", "2210201", "9.00", "8.00", "88.89"),
        ),
        (
            "教育支出（205类）普通教育（02款）小学教育（02项）：年初预算9.00万元，支出决算8.00万元，"
            "预算完成率88.89%。",
            ("function_item", "2050202", "9.00", "8.00", "88.89"),
        ),
        (
            "“教育支出”（类）2022年度决算8.00万元，比2022年年初预算9.00万元减少1.00万元。",
            ("function_class", None, "9.00", "8.00", None),
        ),
        (
            "1、教育支出年初预算9.00万元，支出决算8.00万元，完成年初预算88.89%。",
            ("function_class", "205", "9.00", "8.00", "88.89"),
        ),
        (
            "2022年度一般公共预算支出决算数为8.00万元，完成预算100%。其中：",
            ("total", None, None, "8.00", "100"),
        ),
    ],
)
def test_budget_statements(text, row):
    assert budgets(DETAIL, text) == [row]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (
            "2022年“三公”经费财政拨款决算数8.00万元，比2022年“三公”经费财政拨款年初预算9.00万元"
            "减少1.00万元。",
            ("three_public", "total", "9.00", "8.00", None),
        ),
        (
            "1．公务接待费。2022年决算数8.00万元，比2022年年初预算9.00万元减少1.00万元。",
            ("three_public", "reception", "9.00", "8.00", None),
        ),
        (
            "“三公”经费财政拨款支出预算为9.00万元，支出决算为8.00万元，完成预算的88.89%。",
            ("three_public", "total", None, "8.00", "88.89"),
        ),
        (
            "“三公”经费支出决算为8.00万元，完成年初预算9.00万元的88.89%。",
            ("three_public", "total", "9.00", "8.00", "88.89"),
        ),
        (
            "1.因公出国（境）经费支出0万元，完成预算0%。",
            ("three_public", "overseas_travel", None, "0", "0"),
        ),
    ],
)
def test_three_public_statements(text, row):
    assert budgets(THREE_PUBLIC, text) == [row]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            "“三公”经费支出预算为9.00万元，支出决算为8.00万元，完成预算的88.89%。",
            [(None, None, "9.00", "not_said")],
        ),
        (
            "“三公”经费支出预算为9.00万元，支出决算为8.00万元，完成年初预算的88.89%。",
            [("9.00", None, None, "initial")],
        ),
        (
            "“三公”经费支出全年预算为9.00万元，支出决算为8.00万元，其中：公务接待费支出预算为3.00万元，"
            "支出决算为2.00万元。",
            [(None, "9.00", None, None), (None, "3.00", None, None)],
        ),
    ],
)
def test_a_plain_budget_is_the_one_that_its_rate_or_its_total_says_or_none(text, read):
    assert bases(THREE_PUBLIC, text) == read


def test_a_note_says_for_the_whole_document_what_a_plain_budget_is():
    stated = "公务接待费支出预算为3.00万元，支出决算为2.00万元。"
    assert bases(THREE_PUBLIC, stated) == [(None, None, "3.00", None)]
    assert bases(THREE_PUBLIC, stated, "注：预算数均为调整后的全年预算数。") == [
        (None, "3.00", None, None)
    ]
    assert bases(THREE_PUBLIC, stated, "注：预算数为年初预算数。", "注：预算数为全年预算数。") == [
        (None, None, "3.00", None)
    ]


def test_a_rate_without_its_budget_is_a_statement_of_what_was_spent():
    text = "教育支出13.00万元，主要用于培训，完成年初预算的98.00%。"
    assert facts(DETAIL, text) == [("general_budget_class_amount", "教育支出", "13.00")]
    assert budgets(DETAIL, text) == [("function_class", "205", None, None, "98.00")]
    assert bases(DETAIL, text) == [(None, None, None, "initial")]


def test_less_than_budgeted_is_not_less_than_the_year_before():
    found = facts(
        THREE_PUBLIC,
        "公务接待费支出决算8.00万元，比2022年年初预算9.00万元减少1.00万元，"
        "比上年减少2.00万元，下降20.00%。",
    )
    assert [f for f in found if "change" in f[0]] == [
        ("three_public_budget_change", "公务接待费", "1.00"),
        ("three_public_change", "公务接待费", "2.00"),
        ("three_public_change_rate", "公务接待费", "20.00"),
    ]


def test_a_change_on_the_budget_and_one_on_the_year_before_are_two_facts():
    found = said(
        "九、机关运行经费支出情况",
        "机关运行经费支出8.00万元，比年初预算数减少1.00万元，"
        "下降11.11%，比上年增加2.00万元，增长33.33%。",
    ).facts
    assert [(f["fact"], f["printed"], f["direction"], f["base"]) for f in found] == [
        ("operating_costs_total", "8.00", None, None),
        ("operating_costs_budget_change", "1.00", "decrease", "initial_budget"),
        ("operating_costs_budget_change_rate", "11.11", "decrease", "initial_budget"),
        ("operating_costs_change", "2.00", "increase", "prior_year"),
        ("operating_costs_change_rate", "33.33", "increase", "prior_year"),
    ]


def test_parts_of_all_expenditure_and_of_the_appropriation_are_told_apart():
    found = said(
        "第三部分 情况说明",
        "2022年度本年支出合计90.00万元，其中：基本支出60.00万元，占66.67%。",
        "2022年度财政拨款支出总计50.00万元，其中：基本支出40.00万元，占总支出的80.00%。",
    ).facts
    parts = [f for f in found if "part" in f["fact"]]
    assert [(f["fact"], f["printed"], f["fund"], f["base"]) for f in parts] == [
        ("expenditure_part", "60.00", "all", None),
        ("expenditure_part_share", "66.67", "all", "total_expenditure"),
        ("appropriation_part", "40.00", "appropriation", None),
        ("appropriation_part_share", "80.00", "appropriation", "appropriation_expenditure"),
    ]


def test_the_fund_of_the_three_public_expenses_is_the_one_that_the_document_names():
    stated = "公务接待费支出决算比上年减少1.00万元。"
    funds = [
        said_under((THREE_PUBLIC, stated), ("", more)).facts[0]["fund"]
        for more in (
            "",
            "“三公”经费指用财政拨款安排的因公出国（境）费等。",
            "一般公共预算财政拨款“三公”经费支出决算表",
        )
    ]
    assert funds == ["not_said", "appropriation", "general_budget"]


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        (TOTALS, "2023年收入预算95.00万元，比2022年增加5.00万元。"),
        ("四、2023年部门预算情况说明", "收入总计95.00万元，支出总计95.00万元。"),
        ("四、2023年部门预算情况说明", "公务接待费支出预算为3.00万元。"),
    ],
)
def test_the_next_years_budget_is_not_this_years(heading, text):
    read = said(heading, text)
    assert (read.facts, read.budget) == ([], [])
    assert wordings.unclaimed([(heading, text)], 2022)


@pytest.mark.parametrize(
    ("rate", "owner"),
    [
        ("10.00", "收入总计"),  # 10 of 100 before
        ("25.00", "本年收入"),  # 10 of 40 before
        ("4.00", None),  # 10 of 250: nothing here was so large
    ],
)
def test_a_change_behind_a_list_of_parts_is_of_what_its_rate_fits_or_of_nobody(rate, owner):
    found = said(
        "第三部分 情况说明",
        "2022年度收入总计90.00万元，其中年初结转和结余20.00万元，"
        f"本年收入30.00万元，较上年减少10.00万元，下降{rate}%。",
    ).facts
    owners = [f["subject_zh"] for f in found if f["fact"].endswith("_change")]
    assert owners == ([owner] if owner else [])


def test_items_under_a_run_in_heading_are_of_the_fund_that_it_names():
    found = said_under(
        *(
            ("五、财政拨款收入支出决算情况", text)
            for text in (
                "（二）一般公共预算财政拨款支出决算情况。2022年度支出80.00万元。",
                "1.教育支出50.00万元，占62.50%。",
            )
        )
    ).facts
    assert [
        (f["fact"], f["printed"], f["fund"])
        for f in found
        if f["fact"].startswith("general_budget_class")
    ] == [
        ("general_budget_class_amount", "50.00", "general_budget"),
        ("general_budget_class_share", "62.50", "general_budget"),
    ]


def test_the_three_expenses_are_no_parts_of_the_running_costs_of_vehicles():
    found = facts(
        THREE_PUBLIC, "公务用车运行费支出6.00万元，其中：燃料费4.00万元；公务接待费支出4.00万元。"
    )
    assert found == [("three_public_vehicle_running_part", "燃料费", "4.00")]


def test_a_statement_about_nothing_known_claims_no_number():
    assert wordings.unclaimed(
        [(DETAIL, "某某事项年初预算为9.00万元，支出决算为8.00万元。")], 2022
    ) == ["9.00", "8.00"]


def test_a_subordinate_units_accounts_are_not_mixed_with_the_departments():
    headed = [
        (TOTALS, "收、支总计90.00万元。"),
        (THREE_PUBLIC, "公务接待费支出决算8.00万元。"),
        (TOTALS, "收、支总计10.00万元。"),
        (THREE_PUBLIC, "公务接待费支出决算1.00万元。"),
    ]
    both = said_under(*headed)
    assert [fact["printed"] for fact in both.facts] == ["90.00"]
    assert [row["outturn_printed"] for row in both.budget] == ["8.00"]
    assert wordings.unclaimed(headed, 2022) == ["10.00", "1.00"]


def test_a_paragraph_without_a_heading_of_its_own_says_what_it_is_about():
    found = facts(
        "第二部分 决算说明", "2022年度本年收入合计90.00万元，其中：事业收入90.00万元，占100%。"
    )
    assert found[0] == ("revenue_total", "本年收入合计", "90.00")


def test_an_item_named_alone_belongs_to_the_section_before_it():
    levels = {3: "class", 5: "section", 7: "item"}
    tables = [
        {"level": levels[len(code)], "code": code, "name_zh": name}
        for code, name in (
            ("205", "教育支出"),
            ("20502", "普通教育"),
            ("2050299", "其他支出"),
            ("210", "卫生健康支出"),
            ("21002", "公立医院"),
            ("2100299", "其他支出"),
            ("20103", "政府办公厅（室）及相关机构事务"),
        )
    ]
    rows = [
        {"scope": "function_section", "name_zh": "公立医院（款）"},
        {"scope": "function_item", "name_zh": "其他支出（项）"},
        {"scope": "function_section", "name_zh": "政府办公厅（室）及相关机构事务（款）"},
    ]
    add_codes(rows, tables)
    assert [row["code"] for row in rows] == ["21002", "2100299", "20103"]


def test_the_total_at_the_bottom_takes_no_name_from_the_first_row():
    from test_statutory import read

    reading = read(
        "支出决算表",
        [
            [("功能分类科目", 1, 2), ("决算数", 1, 1)],
            ["科目编码", "科目名称", "小计"],
            [("栏次", 1, 2), "1"],
            ["201", "一般公共服务支出", "1.00"],
            [("合计", 1, 2), "1.00"],
        ],
    )
    assert [row["name_zh"] for row in reading.amounts] == ["一般公共服务支出", "合计"]


def test_a_numbered_sentence_stands_beside_the_heading_before_it():
    """四、 with an amount in it is no heading, and not under 三、 either."""
    texts = (
        "“三公”经费支出决算3.00万元。",
        "八、国有资本经营预算财政拨款支出决算12.00万元，用于补助。",
        "本年收入12.00万元。",
    )
    assert ("state_capital_total", "国有资本经营预算财政拨款支出", "12.00") in facts(
        THREE_PUBLIC, *texts
    )
    listed = "（一）因公出国（境）费0元。（二）公务接待费支出1.00万元。"
    assert len(budgets("（一）“三公”经费支出情况", listed)) == 2


WHOLE = "2022年度“三公”经费支出决算28.00万元，"


def expenses(text):
    """Of each expense: last year's amount; and whose each change is."""
    found = said(THREE_PUBLIC, text)
    prior = {b["code"]: str(b["prior_outturn"]) for b in found.budget if b.get("prior_outturn")}
    changes = [(f["subject_zh"], f["printed"]) for f in found.facts if "_change" in f["fact"]]
    return prior, changes


@pytest.mark.parametrize(
    "parts",
    [
        "其中公务接待费4.00万元",
        "其中：公务接待费支出4.00万元，公务用车运行维护费24.00万元",
        "公务用车运行维护费支出24.00万元，公务接待费支出4.00万元",
    ],
)
@pytest.mark.parametrize(
    "change",
    [
        "，与2021年33.00万元相比减少5.00万元",
        "；较上年的33.00万元减少5.00万元",
        "，较上年减少5.00万元，下降15.15%",
    ],
)
def test_what_arithmetic_proves_of_the_whole_is_not_the_last_parts(parts, change):
    prior, changes = expenses(f"{WHOLE}{parts}{change}。")
    assert set(prior.items()) <= {("total", "33.00")}
    assert bool(prior) == ("33.00" in change)
    assert {subject for subject, _ in changes} == {'"三公"经费'}


@pytest.mark.parametrize(
    ("text", "prior", "changes"),
    [
        ("其中公务接待费4.00万元，与2021年6.00万元相比减少2.00万元。", {"reception": "6.00"}, 1),
        ("其中公务接待费4.00万元，与2021年40.00万元相比减少5.00万元。", {}, 0),
        ("其中公务接待费4.00万元，上年决算数33.00万元。", {}, 0),
        ("其中公务接待费4.00万元，较上年减少5.00万元。", {}, 0),
        ("其中公务接待费4.00万元，比上年减少1.00万元，下降20.00%。", {}, 2),
        ("上年33.00万元，其中公务接待费4.00万元，比上年减少1.00万元。", {"total": "33.00"}, 1),
        ("为公务接待费28.00万元，比上年减少5.00万元，下降15.15%。", {}, 2),
        (
            "其中公务接待费4.00万元，比上年减少1.00万元；"
            "公务用车运行维护费24.00万元，比上年减少4.00万元。",
            {},
            2,
        ),
    ],
)
def test_what_may_be_of_the_whole_or_of_its_last_part_is_the_proven_ones_or_nobodys(
    text, prior, changes
):
    found, moved = expenses(WHOLE + text)
    assert found == prior
    assert len(moved) == changes
    assert all(subject != '"三公"经费' for subject, _ in moved)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("，2021年决算数为8.60万元", "，2021年决算数为12.00万元"),
        ("，上年决算8.60万元", "，上年决算12.00万元"),
        ("（上年8.60万元）", "（上年12.00万元）"),
        ("（2021年支出8.60万元）", "（2021年支出12.00万元）"),
        ("，去年为8.60万元", "，去年为12.00万元"),
    ],
)
@pytest.mark.parametrize("whole", ["，上年决算数为20.00万元。其中：", "，其中："])
def test_last_years_amount_in_a_list_of_expenses_is_each_ones_own(first, second, whole):
    prior, _ = expenses(
        f"2022年度“三公”经费支出决算为18.00万元{whole}公务接待费支出决算为7.50万元{first}；"
        f"公务用车购置及运行维护费支出决算为10.50万元{second}。"
    )
    assert prior.pop("total", "20.00") == "20.00"
    assert prior == {"reception": "8.60", "vehicles": "12.00"}


@pytest.mark.parametrize("year", ["2020年", "2023年"])
def test_an_amount_of_neither_year_is_no_outturn(year):
    found = said(THREE_PUBLIC, f"公务接待费支出7.50万元，{year}8.60万元。").budget
    assert [(b["outturn_printed"], b.get("prior_outturn")) for b in found] == [("7.50", None)]
