"""The numbers behind the figures: as stated, exact, and null where nothing is stated."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest

from helpers import analysis, schemas
from helpers.wording import labels

PLACE = {"page": 7, "x0": 0.0, "y0": 0.0, "x1": 1.0, "y1": 1.0, "reader": "text"}


def tidy(
    facts=(), budgets=(), statutory=(), projects=(), profile=(), indicators=(), numbers=()
) -> analysis.Tidy:
    """A document of 2021 with these rows; columns left out are null."""
    key = {"unit": "a-unit", "year": 2021}

    def typed(name: str, rows) -> pd.DataFrame:
        return schemas.typed(name, [key | dict(row) for row in rows])

    return analysis.Tidy(
        unit="a-unit",
        year=2021,
        statutory=typed("tidy/statutory", statutory),
        statutory_tables=typed("tidy/statutory_tables", []),
        budget_vs_outturn=typed("tidy/budget_vs_outturn", budgets),
        facts=typed("tidy/facts", facts),
        projects=typed("tidy/projects", projects),
        profile=typed("tidy/profile", profile),
        indicators=typed("tidy/indicators", indicators),
        numbers=typed("tidy/numbers", numbers),
    )


def fact(name: str, value: str, subject: str | None = None, year: int = 2021, **more) -> dict:
    return {
        "fact": name,
        "subject_zh": subject,
        "value_year": year,
        "value": Decimal(value),
        "snippet_zh": "…",
        "printed": value,
        **PLACE,
        **more,
    }


def budget(scope: str, name: str, source: str = "narrative", **amounts: str) -> dict:
    numbers = {"initial_budget", "adjusted_budget", "budget", "outturn"}
    values = {k: Decimal(v) if k in numbers else v for k, v in amounts.items()}
    return {"scope": scope, "name_zh": name, "source": source, **PLACE, **values}


def printed(table: str, level: str, name: str, measure: str, amount: str, **more) -> dict:
    return {
        "table": table,
        "row": 1,
        "level": level,
        "name_zh": name,
        "measure": measure,
        "amount": Decimal(amount),
        "printed": amount,
        **PLACE,
        **more,
    }


def number(number_id: str, value: str, page: int = 7) -> dict:
    return {
        "number_id": number_id,
        "document": "final_accounts",
        "printed": value,
        "value": Decimal(value),
        "status": "claimed",
        "found_in": "body",
        **PLACE,
        "page": page,
    }


def amounts(frame: pd.DataFrame) -> list:
    return list(frame["amount"].to_numpy(dtype=object, na_value=None))


@pytest.mark.parametrize(
    ("direction", "prior"), [("increase", "80"), ("decrease", "120"), ("equal", "100")]
)
def test_prior_year_is_this_year_less_the_change(direction, prior):
    document = tidy(
        [
            fact("revenue_expenditure_total", "100", "收、支总计"),
            fact("revenue_expenditure_change", "20", "收、支总计", direction=direction),
        ]
    )
    drawn = analysis.figure_1(document)
    assert amounts(drawn) == [Decimal(prior), Decimal(100)] * 2
    assert list(drawn["category_en"]) == ["2020", "2021"] * 2
    assert analysis.derived_categories(document, 1) == ("2020年",)


def test_a_printed_prior_year_goes_before_a_derived_one():
    document = tidy(
        [
            fact("appropriation_total", "100"),
            fact("appropriation_total", "79.99", year=2020),
            fact("appropriation_change", "20", direction="increase"),
        ]
    )
    assert amounts(analysis.figure_4(document))[0] == Decimal("79.99")
    assert analysis.derived_categories(document, 4) == ()


def test_last_years_total_is_drawn_where_the_prose_prints_it():
    document = tidy(
        [
            fact("revenue_expenditure_total", "100", "收、支总计"),
            fact("revenue_expenditure_total_prior", "93", "收、支总计", year=2020),
        ]
    )
    assert amounts(analysis.figure_1(document)) == [Decimal(93), Decimal(100)] * 2
    assert analysis.derived_categories(document, 1) == ()


def test_changes_of_revenue_and_of_expenditure_are_told_apart():
    stated = [
        fact("revenue_expenditure_total", "100", "收入总计"),
        fact("revenue_expenditure_change", "20", "收入总计", direction="decrease"),
        fact("revenue_expenditure_change_rate", "16.67", "收入总计", direction="decrease"),
        fact("revenue_expenditure_total", "130", "支出总计"),
        fact("revenue_expenditure_change", "30", "支出总计", direction="increase"),
        fact("revenue_expenditure_change_rate", "30", "支出总计", direction="increase"),
    ]
    told = [
        (row["side"], row["now"], row["direction"], row["change"], row["rate"])
        for row in analysis.changes(tidy(stated))
    ]
    assert told == [
        ("revenue", Decimal(100), "decrease", Decimal(20), "16.67"),
        ("expenditure", Decimal(130), "increase", Decimal(30), "30"),
    ]


def test_a_change_of_both_is_one_row():
    both = fact("revenue_expenditure_change", "20", "收、支总计", direction="decrease")
    again = fact("revenue_expenditure_change", "20", "收入总计", direction="decrease")
    assert [row["side"] for row in analysis.changes(tidy([both, again]))] == [None]


def test_the_page_of_a_figure_is_that_of_the_numbers_drawn():
    document = tidy(
        [
            fact("expenditure_total", "9", page=39),
            fact("expenditure_part", "4", "基本支出", page=39, value_id="p39x1y1"),
        ],
        statutory=[
            printed("expenditure", "total", "合计", "basic", "4", amount_id="p9x1y1"),
            printed("expenditure", "total", "合计", "project", "5", amount_id="p9x2y1"),
        ],
        numbers=[number("p9x1y1", "4", 9), number("p9x2y1", "5", 9), number("p39x1y1", "4", 39)],
    )
    assert analysis.figure_pages(document, 3) == (9,)


def test_without_a_direction_the_prior_year_stays_null():
    document = tidy(
        [fact("revenue_expenditure_total", "100"), fact("revenue_expenditure_change", "20")]
    )
    assert amounts(analysis.figure_1(document)) == [None, Decimal(100)] * 2


def test_totals_of_one_side_are_told_apart():
    document = tidy(
        [
            fact("revenue_expenditure_total", "100", "收入总计"),
            fact("revenue_expenditure_total", "90", "支出总计"),
        ]
    )
    assert amounts(analysis.figure_1(document)) == [None, Decimal(100), None, Decimal(90)]


def test_figures_without_a_number_are_empty_not_zero():
    document = tidy()
    drawn = (analysis.figure_1, analysis.figure_2, analysis.figure_3, analysis.figure_4)
    assert [len(figure(document)) for figure in drawn] == [0, 0, 0, 0]


def test_structure_falls_back_to_the_table_where_the_prose_is_partial():
    document = tidy(
        [
            fact("revenue_total", "100"),
            fact("revenue_part", "70", "财政拨款收入"),
            fact("revenue_part_share", "70", "财政拨款收入"),
        ],
        statutory=[
            printed("revenue", "total", "合计", "total", "100"),
            printed("revenue", "total", "合计", "appropriation", "70"),
            printed("revenue", "total", "合计", "institutional", "0"),
            printed("revenue", "total", "合计", "other", "30"),
        ],
    )
    drawn = analysis.figure_2(document)
    assert list(drawn["category_zh"]) == ["财政拨款收入", "其他收入"]
    assert amounts(drawn) == [Decimal(70), Decimal(30)]
    assert drawn["share"].tolist()[0] == 70.0
    assert pd.isna(drawn["share"].tolist()[1])


def test_rates_are_exact_and_rounded_half_up():
    assert analysis.execution_rate(Decimal("2.00125"), Decimal(2)) == Decimal("100.06")
    assert analysis.execution_rate(Decimal("1102.63"), Decimal("891.24")) == Decimal("123.72")
    assert analysis.execution_rate(Decimal(1), Decimal(0)) is None
    assert analysis.execution_rate(None, Decimal(1)) is None
    assert analysis.execution_rate(Decimal(1), None) is None


def test_classes_without_a_budget_have_an_outturn_and_no_rate():
    document = tidy(
        budgets=[
            budget("function_class", "卫生健康支出(类)", initial_budget="66", outturn="65.92")
        ],
        statutory=[
            printed(
                "general_budget_expenditure", "class", "卫生健康支出", "total", "65.93", code="210"
            ),
            printed("general_budget_expenditure", "class", "教育支出", "total", "5", code="205"),
        ],
    )
    education, health = analysis.records(analysis.budget_by_class(document))
    assert (education["code"], education["name_en"]) == ("205", "Education")
    assert (education["outturn"], education["execution_rate"]) == (Decimal(5), None)
    assert (health["name_zh"], health["outturn"]) == ("卫生健康支出", Decimal("65.92"))
    assert health["execution_rate"] == Decimal("99.88")


ITEMS = [
    budget("function_item", "一", code="2080501", initial_budget="10", outturn="9"),
    budget("function_item", "二", code="2080502", initial_budget="5", outturn="4"),
]
CLASS = printed(
    "general_budget_expenditure", "class", "社会保障和就业支出", "total", "13", code="208"
)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (ITEMS, Decimal(15)),
        ([ITEMS[0], ITEMS[1] | {"initial_budget": None}], None),  # an item without a budget
        (ITEMS[:1], None),  # an item of the class is missing: 9 is not 13
    ],
)
@pytest.mark.parametrize("which", ["initial", "adjusted"])
def test_item_budgets_make_a_class_only_when_nothing_is_missing(items, expected, which):
    moved = [
        {
            f"{which}_budget" if column == "initial_budget" else column: value
            for column, value in item.items()
        }
        for item in items
    ]
    by_class = analysis.budget_by_class(tidy(budgets=moved, statutory=[CLASS]))
    (row,) = analysis.records(by_class)
    assert row[f"{which}_budget"] == expected
    assert row["execution_rate_base"] == (expected and which)
    assert row["difference"] == (expected and Decimal(-2))


@pytest.mark.parametrize(
    ("first", "second", "base"),
    [
        ({"initial_budget": "10", "adjusted_budget": "12"}, {"initial_budget": "5"}, "initial"),
        ({"initial_budget": "10", "adjusted_budget": "12"}, {"adjusted_budget": "5"}, "adjusted"),
        (
            {"initial_budget": "0", "adjusted_budget": "12"},
            {"initial_budget": "0", "adjusted_budget": "5"},
            "adjusted",
        ),
        ({}, {}, None),
    ],
)
def test_classes_are_measured_against_one_budget(first, second, base):
    by_class = analysis.budget_by_class(
        tidy(
            budgets=[
                budget(
                    "function_class",
                    "教育支出",
                    outturn="9",
                    execution_rate_printed="90.00",
                    execution_rate_base="initial",
                    **first,
                ),
                budget("function_class", "农林水支出", outturn="3", **second),
            ]
        )
    )
    education, farming = analysis.records(by_class)
    assert {row["execution_rate_base"] for row in (education, farming)} == {base}
    assert analysis.budget_column(by_class) == f"{base or 'initial'}_budget"
    assert education["execution_rate_printed"] == ("90.00" if base == "initial" else None)
    if base == "adjusted":
        assert education["execution_rate"] == Decimal("75.00")
        assert farming["difference"] == Decimal(-2)


def test_a_project_keeps_its_first_number_and_says_when_places_disagree():
    document = tidy(
        budgets=[
            budget("project", "甲项目", outturn="3"),
            budget(
                "project", "甲 项目", "self_evaluation_form", adjusted_budget="4", outturn="3.1"
            ),
            budget("project", "乙项目", outturn="2"),
        ],
        projects=[{"project_no": 1, "name_zh": "甲项目", "total_score": Decimal("98.5")}],
    )
    first, second = analysis.records(analysis.budget_by_project(document))
    assert (first["outturn"], first["adjusted_budget"]) == (Decimal(3), Decimal(4))
    assert first["execution_rate"] == Decimal("75.00")
    assert first["agree"] is False
    assert first["total_score"] == Decimal("98.5")
    assert (second["sources"], second["adjusted_budget"]) == (["narrative"], None)


def test_unlisted_project_expenditure_needs_every_amount():
    parts = [fact("expenditure_part", "10", "项目支出"), fact("expenditure_total", "10")]
    listed = [budget("project", "甲", outturn="4"), budget("project", "乙", outturn="5")]
    gap = analysis.unlisted_project_expenditure(tidy(parts, listed))
    assert (gap["listed"], gap["difference"], gap["projects"]) == (Decimal(9), Decimal(1), 2)
    unknown = [listed[0], budget("project", "乙")]
    assert analysis.unlisted_project_expenditure(tidy(parts, unknown)) is None


def test_a_list_that_leaves_classified_projects_out_says_so():
    parts = [fact("expenditure_part", "10", "项目支出")]
    said = fact("performance_projects", "1", snippet_zh="自评结果(不包括涉密项目),共涉及1个项目")
    listed = [budget("project", "甲", outturn="4")]
    gap = analysis.unlisted_project_expenditure(tidy([*parts, said], listed))
    assert gap["left_out"]["page"] == 7
    assert analysis.unlisted_project_expenditure(tidy(parts, listed))["left_out"] is None


def test_other_figures_put_changes_and_shares_beside_their_amounts():
    document = tidy(
        [
            fact("revenue_total", "9"),  # told in another section of the report
            fact("operating_costs_total", "60.2", "机关运行经费"),
            fact("operating_costs_change", "0.58", direction="decrease"),
            fact("operating_costs_change_rate", "0.96", "机关运行经费", direction="decrease"),
            fact("three_public_change", "3", '"三公"经费', direction="increase"),
            fact("three_public_change_rate", "5", '"三公"经费'),
            fact("procurement_sme", "36.98", "授予中小企业"),
            fact("procurement_micro", "3.54", "授予小微企业"),
            fact("procurement_share", "92.62", "授予中小企业"),
            fact("assets_vehicles_part", "0", "应急保障用车"),
            fact("performance_projects", "1", "年度项目", page=7),
            fact("performance_projects", "1", "年度项目", page=8),
            fact("something_new", "5", "某事", value_unit="场"),
        ],
        profile=[
            {"kind": "staff", "name_zh": "行政", "value": Decimal(27), "value_unit": "人", **PLACE},
            {"kind": "function", "name_zh": "职能", **PLACE},
        ],
    )
    found = analysis.other_figures(document)
    assert list(found) == [
        "staff",
        "operating_costs",
        "three_public",
        "procurement",
        "performance",
        "other",
    ]
    (costs,) = found["operating_costs"]
    assert (costs["value"], costs["change"], costs["direction"], costs["change_rate"]) == (
        Decimal("60.2"),
        Decimal("0.58"),
        "decrease",
        "0.96",
    )
    (change,) = found["three_public"]
    assert (change["value"], change["change"], change["change_rate"]) == (None, Decimal(3), "5")
    assert [row["share"] for row in found["procurement"]] == ["92.62", None]
    assert [row["pages"] for row in found["performance"]] == [[7, 8]]
    assert [row["subject_zh"] for row in found["other"]] == ["某事"]


def staff(name: str, count: int, kind: str = "staff") -> dict:
    return {"kind": kind, "name_zh": name, "value": Decimal(count), "value_unit": "人", **PLACE}


COSTS = [
    fact("operating_costs_total", "60.2", value_id="p7x1y1"),
    fact("basic_public", "60.2"),
    fact("basic_personnel", "941.35"),
]
IN_POST = [
    staff("在职实有人数", 30) | {"value_id": "p7x2y1"},
    staff("行政", 27),
    staff("离退休人员", 17),
]


def test_costs_per_person_are_of_the_staff_in_post():
    wages = printed(
        "basic_expenditure", "economic_class", "工资福利支出", "outturn", "900", code="301"
    )
    found = analysis.per_head(tidy(COSTS, profile=IN_POST, statutory=[wages]))
    assert [(row["about"], row["value"]) for row in found] == [
        ("operating_costs", Decimal("2.01")),
        ("wages", Decimal("30.00")),
    ]
    assert (found[0]["amount_ids"], found[0]["heads_ids"]) == (["p7x1y1"], ["p7x2y1"])
    paid_too = analysis.per_head(
        tidy(COSTS, profile=[*IN_POST, staff("编外人员", 9)], statutory=[wages])
    )
    assert [row["about"] for row in paid_too] == ["operating_costs"]


def test_operating_costs_of_a_part_of_the_staff_are_not_divided():
    costs = [fact("operating_costs_total", "142.8"), fact("basic_public", "480.66")]
    (row,) = analysis.per_head(tidy(costs, profile=IN_POST))
    assert (row["about"], row["value"]) == ("basic_public", Decimal("16.02"))


@pytest.mark.parametrize(
    ("profile", "heads"),
    [
        ([staff("核定编制人数", 45), staff("年末实有人数", 40)], 40),
        ([staff("核定编制人数", 45), staff("年末实有人数", 40), staff("退休人员", 9)], None),
        ([staff("年末实有人数", 40)], None),
        ([staff("行政编制", 45), staff("行政", 40)], None),
        ([staff("在职人员", 40), staff("在编在职人员", 30)], None),
        ([staff("机关在职人员", 40)], None),
        ([staff("在职人员", 40), staff("某局", 0, "unit"), staff("某中心", 0, "unit")], None),
        ([staff("在职人员", 0)], None),
        ([], None),
    ],
)
def test_no_cost_per_person_where_the_count_may_be_of_others(profile, heads):
    found = analysis.per_head(tidy(COSTS, profile=profile))
    assert [row["heads"] for row in found] == ([heads] if heads else [])


def test_three_public_takes_the_table_where_the_prose_is_silent():
    document = tidy(
        budgets=[budget("three_public", "公务接待费", code="reception", outturn="0")],
        statutory=[
            printed("three_public", "line", "公务接待费", "initial_budget", "3", code="reception")
        ],
    )
    (row,) = analysis.three_public(document)
    assert (row["initial_budget"], row["outturn"]) == (Decimal(3), Decimal(0))
    assert row["execution_rate"] == Decimal("0.00")


def test_a_table_for_the_eye_has_no_column_that_says_the_same_everywhere():
    by_class = analysis.budget_by_class(
        tidy(budgets=[budget("function_class", "教育支出", initial_budget="1234.5", outturn="9")])
    )
    (row,) = analysis.readable(by_class).to_dict("records")
    assert row["initial_budget"] == Decimal("1234.5") and pd.isna(row["adjusted_budget"])
    assert "unit" not in row


def test_every_label_speaks_both_languages():
    from helpers import wording

    def leaves(entry, path=""):
        if isinstance(entry, dict) and {"zh", "en"} & set(entry):
            yield path, entry
        elif isinstance(entry, dict | list):
            pairs = entry.items() if isinstance(entry, dict) else enumerate(entry)
            for name, part in pairs:
                yield from leaves(part, f"{path}.{name}")

    for path, entry in leaves(wording.load("labels")):
        assert set(entry) - {"meaning", "also"} == {"zh", "en"}, path
        assert all(text is not None for text in entry.values()), path


def test_class_names_lead_to_their_codes():
    assert labels.class_code("一般公共服务支出(类)") == "201"
    assert labels.class_code("一般公共服务(类)支出") == "201"
    assert labels.class_code("没有这一类支出") is None


@pytest.mark.parametrize(
    ("target", "actual", "score", "points"),
    [
        ("≥100场", "103场", "4", None),
        ("≥100场", "90场", "4", "full_though_short"),
        ("≥100场", "90场", "3.6", None),
        ("100%", "100%", "3", "less_though_reached"),
        ("≤5次", "7次", "4", "full_though_short"),
        ("≥2", None, "4", "without_result"),
        ("达标", "达标", "4", None),
        ("≥2场", "90%", "4", None),
        ("≥2", "1", None, None),
    ],
)
def test_points_that_do_not_follow_the_result_are_found(target, actual, score, points):
    row = {
        "form": "甲",
        "level3_zh": "乙",
        "weight": Decimal(4),
        "target": target,
        "actual": actual,
        "score": None if score is None else Decimal(score),
        **PLACE,
    }
    forms = analysis.indicators_by_form(tidy(indicators=[row]))
    assert [one["points"] for one in forms["甲"]] == [points]
    assert analysis.points_counts(forms)["odd"] == (points is not None)


def test_points_are_added_up_by_form_and_kind_and_what_lost_most_comes_first():
    rows = [
        {
            "form": form,
            "level1_zh": kind,
            "level3_zh": "乙",
            "weight": Decimal(weight),
            "score": None if score is None else Decimal(score),
            **PLACE,
        }
        for form, kind, weight, score in (
            ("甲", "产出指标", 4, 4),
            ("丙", "产出指标", 4, 1),
            ("丙", "产出指标", 6, 6),
            ("丙", None, 2, 2),
            ("甲", "效益指标", 9, None),
        )
    ]
    found = analysis.points_by_kind(analysis.indicators_by_form(tidy(indicators=rows)))
    assert [(row["form"], row["kind"], row["points"], row["full"]) for row in found] == [
        ("丙", "产出指标", 7, 10),
        ("丙", None, 2, 2),
        ("甲", "产出指标", 4, 4),
    ]


def test_execution_rates_say_of_which_budget_and_tell_each_thing_once():
    found = analysis.execution_rates(
        tidy(
            budgets=[
                budget("function_class", "教育支出", initial_budget="10", outturn="9"),
                budget("function_item", "小学教育", budget="4", outturn="4"),
                budget("function_item", "小学教育", budget="4", outturn="4"),
                budget("function_item", "其他教育支出", outturn="4"),
                budget("three_public", "合计", code="total", initial_budget="2", outturn="1"),
                budget(
                    "three_public", "公务接待费", code="reception", initial_budget="2", outturn="1"
                ),
            ]
        )
    )
    assert [(row["about"], row["base"], row["rate"]) for row in found] == [
        ("class", "initial", 90),
        ("item", "not_said", 100),
        ("three_public", "initial", 50),
    ]


def test_amounts_are_counted_by_the_table_they_stand_in():
    document = tidy(
        statutory=[
            printed("revenue", "line", "合计", "total", "3") | {"row_id": "r"},
            printed("expenditure", "line", "合计", "total", "3") | {"row_id": "e"},
        ]
    )
    verification = pd.DataFrame(
        [
            {
                "source_table": f"tidy/{table}",
                "row_id": row,
                "column": "amount",
                "status": status,
                "checks": [],
            }
            for table, row, status in (
                ("budget_vs_outturn", "b", "contradicted"),
                ("statutory", "e", "verified"),
                ("statutory", "r", "verified"),
            )
        ]
    )
    assert [
        (row["table"], row["status"], row["amounts"])
        for row in analysis.proven(document, verification)
    ] == [
        ("revenue", "verified", 1),
        ("expenditure", "verified", 1),
        ("budget_vs_outturn", "contradicted", 1),
    ]
