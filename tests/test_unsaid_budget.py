"""A budget of which the document does not say whether it is the initial or the adjusted one: a
column of its own, and never called initial."""

import re

import pytest

from helpers import analysis, store
from reports import make_data, make_report
from specimens import typeset
from test_analysis import amounts, budget, fact, printed, tidy

PROSE = """#set page(margin: 2.5cm)
#set text(font: "Noto Sans SC", size: 12pt)
#set par(first-line-indent: (amount: 2em, all: true))
#align(center)[枫岭县水利局2022年度部门决算]

第三部分 2022年度部门决算情况说明

五、一般公共预算财政拨款支出决算情况说明

2022年度一般公共预算财政拨款支出预算为90.00万元，支出决算为81.00万元，完成预算的90.00%。

八、“三公”经费支出决算情况说明

2022年度“三公”经费支出预算为5.00万元，支出决算为4.00万元，完成预算的80.00%。其中：公务用车运行维护费支出预算为3.00万元，支出决算为3.00万元，完成预算的100.00%；公务接待费支出预算为2.00万元，支出决算为1.00万元，完成预算的50.00%。
"""
UNSAID = {"zh": "未说明是年初预算还是全年预算", "en": "the document does not say which"}


@pytest.fixture(params=["zh", "en"])
def told(request, home, tmp_path):
    """Language and the report of a document that only says 预算."""
    (tmp_path / "published.pdf").write_bytes(typeset(PROSE))
    make_data(tmp_path / "published.pdf", "some-office", 2022)
    file = make_report("some-office", 2022, request.param, tmp_path)
    return request.param, file.read_text("utf-8")


def test_the_report_says_that_the_document_does_not_say_which(told):
    lang, report = told
    for name in ("three_public", "glance"):
        section = re.search(rf'<section id="{name}".*?</section>', report, re.S)[0]
        words = re.sub(r"<[^>]+>", "", section)
        assert "80.00%" in words if name == "three_public" else "90.00%" in words
        assert not re.search(r"年初预算(?!还是|，也)|[Ii]nitial budget", words), words
    assert UNSAID[lang] in report
    row = store.read("tidy/budget_vs_outturn", "some-office", 2022).iloc[0]
    assert row["execution_rate_base"] == "not_said"


def test_three_kinds_of_budget_never_share_a_column():
    document = tidy(
        budgets=[
            budget(
                "three_public",
                "公务接待费",
                code="reception",
                budget="2",
                outturn="1",
                execution_rate_printed="50",
                execution_rate_base="not_said",
            ),
            budget(
                "three_public",
                "公务用车",
                code="vehicles",
                budget="3",
                initial_budget="4",
                outturn="3",
                execution_rate_printed="75",
                execution_rate_base="initial",
            ),
        ]
    )
    vehicles, reception = analysis.three_public(document)
    assert (vehicles["initial_budget"], vehicles["budget"]) == (4, 3)
    assert (reception["initial_budget"], reception["budget"]) == (None, 2)
    assert {vehicles["execution_rate_base"], reception["execution_rate_base"]} == {"not_said"}
    assert (vehicles["execution_rate"], vehicles["execution_rate_printed"]) == (100, None)
    assert (reception["execution_rate"], reception["execution_rate_printed"]) == (50, "50")


def test_the_table_of_the_three_public_expenses_may_leave_its_base_unsaid():
    (row,) = analysis.three_public(
        tidy(
            statutory=[
                printed("three_public", "line", "公务接待费", measure, amount, code="reception")
                for measure, amount in (("budget", "2"), ("outturn", "1"))
            ]
        )
    )
    assert (row["initial_budget"], row["budget"], row["execution_rate"]) == (None, 2, 50)


@pytest.mark.parametrize(
    ("column", "base"),
    [("initial_budget", "initial"), ("adjusted_budget", "adjusted"), ("budget", "not_said")],
)
def test_classes_and_projects_say_which_budget_they_are_measured_against(column, base):
    document = tidy(
        budgets=[
            budget(scope, name, outturn="3", **{column: "4"})
            for scope, name in (("function_class", "教育支出"), ("project", "修缮"))
        ]
    )
    for frame in (analysis.budget_by_class(document), analysis.budget_by_project(document)):
        (row,) = analysis.records(frame)
        assert (row["execution_rate_base"], row[column], row["execution_rate"]) == (base, 4, 75)
        assert sum(row[one] is not None for one in analysis.BUDGETS.values()) == 1
        assert analysis.budget_column(frame) == column


def test_the_headline_keeps_them_apart():
    found = analysis.headline_numbers(
        tidy(budgets=[budget("total", "", budget="90", outturn="81")])
    )
    assert found["general_budget_not_said_rate"]["value"] == 90
    assert found["general_budget_initial"]["value"] is None
    assert found["general_budget_initial_rate"]["value"] is None


def of_a_part(amount: str, share: str, fund: str | None = "all") -> list[dict]:
    return [
        fact("expenditure_part", amount, "基本支出", fund=fund),
        fact("expenditure_part_share", share, "基本支出", fund=fund),
    ]


def test_a_chart_takes_amount_and_share_from_one_statement():
    total = fact("expenditure_total", "1000", "支出", fund="all")
    shown = analysis.figure_3(
        tidy([total, *of_a_part("786.1", "78.61"), *of_a_part("419.7", "83.94", "appropriation")])
    )
    assert (amounts(shown), list(shown["share"])) == ([fact("", "786.1")["value"]], [78.61])


def test_a_chart_refuses_a_share_that_is_not_the_amounts():
    total = fact("expenditure_total", "1000", "支出", fund="all")
    one = fact("expenditure_part", "786.1", "基本支出", fund="all")
    other = fact("expenditure_part_share", "83.94", "基本支出", fund="all")
    shown = analysis.figure_3(tidy([total, one, other]))
    assert shown["share"].isna().all() and len(shown) == 1
    # Two places of the prose that nothing tells apart: the one whose parts make the whole.
    twice = [*of_a_part("419.7", "83.94"), *of_a_part("1000", "100.00")]
    shown = analysis.figure_3(tidy([total, *twice]))
    assert (amounts(shown), list(shown["share"])) == ([1000], [100.0])
