"""The audit on small accounts: what makes a check fire, and what keeps it silent."""

from decimal import Decimal

import pytest

from helpers import schemas
from helpers.audit import audit_accounts
from helpers.checks import Check
from helpers.checks.catalogue import told
from helpers.checks.judging import judge_words
from helpers.interpret import note
from helpers.schemas import NINE
from prose import prose


def row(table, measure, printed, level="line", name="", code=None, side=None, order=1, page=1):
    return {
        "table": table,
        "row": order,
        "side": side,
        "code": code,
        "level": level,
        "name_zh": name,
        "measure": measure,
        "amount": Decimal(printed),
        "printed": printed,
        "page": page,
        "x0": 0.0,
        "y0": 0.0,
        "x1": 1.0,
        "y1": 1.0,
        "reader": "text",
    }


def audited(rows=(), notes=(), absent=(), year=2022, budget=(), facts=(), paragraphs=(), **more):
    """The checks on these rows."""
    tables = [
        {"table": name, "rows": 1, "state": "absent" if name in absent else "filled"}
        for name in NINE
    ]
    budget, facts = ([dict(one) for one in part] for part in (budget, facts))
    said = prose(paragraphs, year, facts, budget)
    parts = {
        "tidy/statutory": rows,
        "tidy/statutory_tables": tables,
        "tidy/budget_vs_outturn": budget,
        "tidy/facts": facts,
        "tidy/reading_notes": notes,
        **said,
        **{f"tidy/{name}": part for name, part in more.items()},
    }
    frames = {
        name: schemas.typed(
            name,
            [one | {"unit": "u", "year": year} for one in part]
            if name.startswith("tidy/")
            else part,
        )
        for name, part in parts.items()
    }
    return audit_accounts(frames).checks


def statuses(rows):
    """What the checks say of each amount of these rows, in their order."""
    frames = {
        name: schemas.typed(name, [one | {"unit": "u", "year": 2022} for one in part])
        for name, part in (("tidy/statutory", rows), ("tidy/budget_vs_outturn", ()))
    }
    return [one["status"] for one in audit_accounts(frames).verification]


def checked(*rows, **more):
    """The checks on these rows, by the outcome: {outcome: [statement_zh …]}."""
    outcomes = {}
    for check in audited(*rows, **more):
        outcomes.setdefault(check["outcome"], []).append(check["statement_zh"])
    return outcomes


def failed(**more):
    """What fails: {identity: printed}, without the tables that these small accounts lack."""
    return {
        check["rule"]: check["printed"] for check in audited(**more) if check["outcome"] == "fail"
    }


def by_code(total="3.00"):
    return [
        row("expenditure", "total", total, "total", "合计"),
        row("expenditure", "total", "1.00", "class", "甲", "201", order=2),
        row("expenditure", "total", "2.00", "class", "乙", "208", order=3),
    ]


def test_a_sound_table_keeps_silent_and_a_broken_one_fires():
    assert "fail" not in checked(by_code())
    assert checked(by_code("3.10"))["fail"] == ["支出决算表：合计 = 下级科目之和（合计）"]


def test_a_wrong_amount_is_not_verified_by_its_copy_in_another_table():
    copy = [one | {"table": "general_budget_expenditure"} for one in by_code("3.10")]
    assert statuses(by_code()) == ["verified"] * 3
    assert statuses([*by_code("3.10"), *copy])[0] == "contradicted"


def test_a_table_that_was_not_read_whole_is_no_evidence():
    left_out = note("statutory", "not_an_amount", 1, "1.0.0", row="丙", column="合计")
    assert "fail" not in checked(by_code("3.10"), notes=[left_out])


def test_prose_is_not_held_against_the_tables_of_one_unit_of_several():
    said = {
        "fact": "revenue_total",
        "value": Decimal("9"),
        "value_unit": "万元",
        "printed": "9.00",
        "snippet_zh": "收入合计",
        "page": 9,
    }
    table = [row("revenue", "total", "3.00", "total", "合计")]
    second = note("statutory", "second_table", 4, "收入决算表", first=1)
    assert failed(rows=table, facts=[said]) == {"T01": "9.00"}
    assert failed(rows=table, facts=[said], notes=[second]) == {}


def carried_forward(fund_names):
    side = {"table": "appropriation_summary", "measure": "total", "side": "revenue"}
    return [
        row(printed="8.00", name="一、一般公共预算财政拨款", order=1, **side),
        row(printed="8.00", level="total", name="本年收入合计", order=2, **side),
        row(printed="2.00", name="年初财政拨款结转和结余", order=3, **side),
        *(row(printed="1.00", name=name, order=4 + n, **side) for n, name in enumerate(fund_names)),
        row(printed="10.00", level="total", name="总计", order=9, **side),
    ]


@pytest.mark.parametrize(
    "names",
    [
        ("一、一般公共预算财政拨款", "二、政府性基金预算财政拨款"),
        ("一般公共预算财政拨款", "政府性基金预算财政拨款"),
    ],
)
def test_funds_under_the_balance_are_its_parts_numbered_or_not(names):
    outcomes = checked(carried_forward(names))
    assert "fail" not in outcomes
    assert any("年初财政拨款结转和结余 = 其下各项之和" in one for one in outcomes["pass"])


def brought(*lines, grand="10.00"):
    side = {"table": "revenue_expenditure_summary", "measure": "outturn", "side": "revenue"}
    return [
        row(printed="7.00", name="一、财政拨款收入", order=1, **side),
        row(printed="7.00", level="total", name="本年收入合计", order=2, **side),
        *(
            row(printed=printed, name=name, order=3 + n, **side)
            for n, (name, printed) in enumerate(lines)
        ),
        row(printed=grand, level="total", name="总计", order=9, **side),
    ]


def test_a_balance_and_its_parts_below_it_are_not_added_twice():
    balance = ("年初结转和结余", "3.00")
    named = (balance, ("基本支出结转", "1.00"), ("项目支出结转和结余", "2.00"))
    unnamed = (balance, ("上级专项资金", "1.00"), ("本级安排资金", "2.00"))
    for lines in ((balance,), named, unnamed, (balance, ("其中：经营结余", "1.00"))):
        assert failed(rows=brought(*lines)) == {}
    assert failed(rows=brought(*named, grand="11.00")) == {"S02": "11.00"}
    two = (("使用非财政拨款结余", "1.50"), ("年初结转和结余", "1.50"))
    assert failed(rows=brought(*two)) == {}
    assert failed(rows=brought(*two, grand="8.50")) == {"S02": "8.50"}


def missing(**more):
    """What the check on the set of tables says: its outcome, its id, and what it tells."""
    return next(
        (check["outcome"], check["rule"], check["told_zh"])
        for check in audited(**more)
        if check["rule"] == "C01"
    )


def test_missing_tables_are_one_alarm_together_unless_a_title_stands_unread():
    outcome, number, told = missing(absent=["revenue", "state_capital"])
    assert (outcome, number) == ("fail", "C01")
    assert "应公开 9 张决算表，文件里有 7 张" in told
    assert "没有《收入决算表》、《国有资本经营预算财政拨款支出决算表》" in told
    unread = note("statutory", "title_alone", 4, "收入决算表")
    assert missing(absent=["revenue"], notes=[unread])[0] == "cannot_tell"


def test_the_ninth_table_was_not_yet_asked_for_in_2019():
    assert missing(absent=["state_capital"], year=2019)[0] == "pass"
    assert missing(absent=["state_capital"], year=2020)[0] == "fail"


def test_an_excerpt_and_a_university_are_not_asked_for_nine_tables():
    assert missing(absent=NINE[:5])[0] == "not_applicable"
    cover = {"text": "某某大学2023年度部门决算", "part": None}
    assert missing(absent=["revenue"], paragraphs=[cover])[0] == "not_applicable"


def test_a_list_of_projects_is_an_alarm_only_where_it_claims_to_be_whole():
    def fact(name, subject, printed, unit):
        return {
            "fact": name,
            "subject_zh": subject,
            "value_year": 2022,
            "value": Decimal(printed),
            "value_unit": unit,
            "printed": printed,
            "snippet_zh": subject,
            "page": 9,
        }

    listed = [
        {
            "scope": "project",
            "name_zh": "甲",
            "outturn": Decimal("4"),
            "outturn_printed": "4",
            "source": "narrative",
            "page": 8,
        }
    ]
    said = [
        fact("expenditure_part", "项目支出", "5.00", "万元"),
        fact("performance_projects", "涉及项目", "2", "个"),
    ]
    whole = fact("performance_amount", "资金", "5.00", "万元")
    part = fact("performance_amount", "资金", "3.00", "万元")
    assert len(checked([], budget=listed, facts=[*said, whole])["fail"]) == 2
    assert "fail" not in checked([], budget=listed, facts=[*said, part])


def fact(name, printed, unit="万元", subject=None, **more):
    return {
        "fact": name,
        "subject_zh": subject,
        "value": Decimal(printed),
        "value_unit": unit,
        "printed": printed,
        "snippet_zh": subject or name,
        "page": 9,
    } | more


def test_a_share_of_another_total_is_an_alarm_only_where_its_base_is_named():
    facts = [
        fact("revenue_total", "10.00"),
        fact("revenue_expenditure_total", "20.00"),
        fact("revenue_part", "5.00", subject="事业收入"),
        fact("revenue_part", "5.00", subject="其他收入"),
    ]
    share = fact("revenue_part_share", "25.00", "%", "事业收入")
    assert failed(facts=[*facts, share]) == {}
    named = share | {"snippet_zh": "事业收入5.00万元，占本年收入合计的25.00%"}
    assert failed(facts=[*facts, named]) == {"T03": "25.00%"}


def test_a_change_of_another_total_than_the_first_is_no_alarm():
    facts = [
        fact("appropriation_total", "30.00"),
        fact("general_budget_total", "22.00"),
        fact("appropriation_change", "2.00", direction="increase"),
        fact("appropriation_change_rate", "10.00", "%", direction="increase"),
    ]
    assert failed(facts=facts) == {}
    assert failed(facts=[*facts[:1], *facts[2:]]) == {"T02": "10.00%"}


def test_a_list_that_may_be_part_of_it_or_hold_its_own_parts_proves_nothing():
    total = fact("expenditure_total", "10.00")

    def parts(*printed):
        return [fact("expenditure_part", one, subject=str(n)) for n, one in enumerate(printed)]

    assert failed(facts=[total, *parts("6.00", "3.00")]) == {}
    assert failed(facts=[total, *parts("6.00", "4.00", "1.00")]) == {}
    assert failed(facts=[total, *parts("6.00", "5.50")]) == {"T04": "10.00"}


def test_a_rate_of_a_budget_that_nobody_names_cannot_be_wrong():
    said = {
        "scope": "three_public",
        "code": "reception",
        "name_zh": "公务接待费",
        "source": "narrative",
        "outturn": Decimal(1),
        "outturn_printed": "1.00",
        "page": 9,
        "execution_rate_printed": "40.00",
    }
    table = [row("three_public", "initial_budget", "2.00", name="公务接待费", code="reception")]
    assert failed(rows=table, budget=[said]) == {}
    initial = said | {"execution_rate_base": "initial"}
    assert failed(rows=table, budget=[initial]) == {"B01": "40.00%"}


def test_what_the_prose_says_of_a_fund_is_held_against_its_table():
    table = [row("government_funds", "total", "8.00", "total", "合计")]
    assert failed(rows=table, facts=[fact("government_funds_total", "9.00")]) == {"T01": "9.00"}
    assert failed(rows=table, facts=[fact("government_funds_total", "8.00")]) == {}


def test_an_item_of_a_fund_is_compared_with_the_table_of_that_fund():
    tables = [
        row("government_funds", "total", "5.00", "item", "其他", "2299999"),
        row("general_budget_expenditure", "total", "7.00", "item", "其他", "2299999"),
    ]
    said = {
        "scope": "function_item",
        "code": "2299999",
        "name_zh": "其他（项）",
        "page": 9,
        "source": "narrative",
        "outturn": Decimal(5),
        "outturn_printed": "5.00",
    }
    assert "B02" not in failed(rows=tables, budget=[said | {"fund": "government_funds"}])
    assert failed(rows=tables, budget=[said])["B02"] == "5.00"


def test_a_total_row_that_leaves_its_expenditure_out_is_no_alarm():
    table = [
        row("government_funds", "revenue", "5.00", "total", "合计"),
        row("government_funds", "closing_balance", "0.00", "total", "合计"),
    ]
    assert "H03" not in failed(rows=table)
    assert failed(rows=[*table, row("government_funds", "total", "4.00", "total", "合计")])["H03"]


FORM = {
    "name_zh": "甲",
    "project_no": 1,
    "first_page": 3,
    "last_page": 3,
    "execution_score": Decimal("8"),
    "total_score": Decimal("88"),
}
ROW = {
    "scope": "project",
    "name_zh": "甲",
    "adjusted_budget": Decimal(5),
    "outturn": Decimal(4),
    "adjusted_budget_printed": "5.00",
    "outturn_printed": "4.00",
    "page": 3,
    "execution_rate_printed": "80",
    "execution_rate_base": "adjusted",
    "source": "self_evaluation_form",
}
NOTE = {"text": "得分=权重*B/A，得分不得突破权重总额。"}


def indicators(weights=(40, 50), scores=(40, 40), actual="4"):
    return [
        {
            "form": "甲",
            "level3_zh": f"指标{n}",
            "weight": Decimal(weight),
            "page": 3,
            "score": Decimal(score),
            "target": "≥5",
            "actual": "5" if not n else actual,
        }
        for n, (weight, score) in enumerate(zip(weights, scores, strict=True))
    ]


def form(project=FORM, paragraphs=(NOTE,), **more):
    return failed(
        budget=[ROW], projects=[project], indicators=indicators(**more), paragraphs=paragraphs
    )


def test_a_sound_form_keeps_silent_and_each_wrong_score_fires():
    assert form() == {}
    assert form(FORM | {"execution_score": Decimal("9")}) == {"F04": "9", "F06": "88"}
    assert "F06" in form(FORM | {"total_score": Decimal("98")})
    assert form(scores=(40, 45)) == {"F05": "45", "F06": "88"}


def test_a_form_that_may_have_lost_a_line_is_no_evidence():
    assert form(weights=(40, 10), scores=(40, 8)) == {}


def test_scores_by_another_rule_than_the_stated_are_not_judged():
    assert (
        form(FORM | {"execution_score": Decimal("10"), "total_score": Decimal("90")}, paragraphs=())
        == {}
    )


def outcomes(rule, **more):
    return [one["outcome"] for one in audited(**more) if one["rule"] == rule]


@pytest.mark.parametrize(("total", "outcome"), [("88", "pass"), ("98", "cannot_tell")])
def test_a_total_worked_out_anew_never_alarms(total, outcome):
    assert outcomes(
        "F07",
        budget=[ROW],
        projects=[FORM | {"total_score": Decimal(total)}],
        indicators=indicators(),
        paragraphs=(NOTE,),
    ) == [outcome]


@pytest.mark.parametrize(("target", "outcome"), [("≥5", "pass"), ("≥4", "cannot_tell")])
def test_an_indicator_of_a_project_may_be_a_part_of_the_departments(target, outcome):
    both = [
        {"form": name, "level3_zh": "开展培训", "target": goal, "page": 4}
        for name, goal in (("whole_department", "≥5"), ("甲", target))
    ]
    assert outcomes("K02", indicators=both) == [outcome]


def works(target, indicator, goal):
    item = {"item_zh": "议提案办理工作", "target_zh": target, "page": 5}
    one = {"form": "whole_department", "level3_zh": indicator, "target": goal, "page": 4}
    return failed(work_items=[item], indicators=[one])


def test_two_targets_of_one_thing_are_an_alarm_and_of_two_things_are_not():
    assert works("组织银企对接洽谈会5场以上", "召开银企对接洽谈会", "≥2") == {"K01": "5场以上"}
    assert works("满意率95%以上", "人大议提案办理满意率", "≥90%") == {"K01": "95%以上"}
    assert works("组织银企对接洽谈会5场以上", "召开银企对接洽谈会", "≥5") == {}
    assert works("组织银企对接洽谈会5场以上", "银企对接洽谈会参会人数", "≥200") == {}
    assert works("采用信息数30条以上", "上报各类政务信息条数", "≥120") == {}
    assert works("满意率95%以上", "投诉处理满意率", "≥90%") == {}


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        (
            "年初预算为5.00万元，支出决算为4.00万元，决算数大于年初预算数的主要原因是厉行节约。",
            "D01",
        ),
        ("年初预算为5.00万元，支出决算为4.00万元，决算数与预算数持平。", "D01"),
        ("年初预算为XX万元。", "W02"),
        ("比上年减少0.15万元，下降（增长）27.78%。", "W02"),
        ("决算数大于（小于）预算数的主要原因是厉行节约。", "W02"),
        ("比上年增加3.00万元，增长13.95。", "W03"),
        ("本年没有变化。。", "W04"),
        ("截至2021年12月31日，共有车辆1辆。与2021年度相比增加1辆。2022年度，2022年末。", "W01"),
        ("与2020年度相比，增加1辆。2022年度，2022年末。", "W01"),
    ],
)
def test_words_against_numbers(text, identity):
    assert set(failed(paragraphs=[{"text": text}])) == {identity}


@pytest.mark.parametrize(
    "text",
    [
        "年初预算为5.00万元，支出决算为4.00万元，决算数小于年初预算数的主要原因是厉行节约。",
        "年初预算为5.00万元，全年预算为4.00万元，支出决算为4.00万元，决算数与预算数持平。",
        "三公预算为5.00万元，决算为4.00万元，其中：接待预算为1.00万元，决算为1.50万元，决算数大于预算数。",
        "与2021年度相比增加1辆。截至2022年12月31日，2022年度依法缴纳2019年度保障金。",
        "购置X光机1台，单价100万元，占50.00%。",
        "目标值为≥X,得分=权重*B/A。",
    ],
)
def test_sound_words_keep_silent(text):
    assert failed(paragraphs=[{"text": text}]) == {}


@pytest.mark.parametrize(
    ("words", "printed", "sentence"),
    [
        ("增长13.95", "增长13.95", "文件第7页的“增长13.95”没有写单位。"),
        ("同比增长13.95", "增长13.95", "文件第7页的“增长13.95”没有写单位：“同比增长13.95”。"),
    ],
)
def test_a_clause_that_is_no_more_than_what_is_printed_is_not_told_twice(words, printed, sentence):
    check = Check("W03", {}, judge_words(False, printed, "", words, 7))
    assert told(check, "zh").replace(" ", "") == sentence


def test_an_expense_listed_without_an_amount_is_an_alarm_where_the_table_has_its_details():
    table = "basic_expenditure"
    rows = [
        row(table, "outturn", "5.00", "economic_class", "工资福利支出", "301"),
        row(table, "outturn", "5.00", "economic_section", "基本工资", "30101", order=2),
        row(table, "outturn", "0.00", "economic_section", "奖金", "30103", order=3),
    ]
    listed = {"text": "人员经费5.00万元，主要包括：基本工资、奖金；公用经费0.00万元。"}
    assert failed(rows=rows, paragraphs=[listed]) == {"N02": "奖金"}
    assert failed(rows=rows[:1], paragraphs=[listed]) == {}


def test_the_part_is_not_more_than_the_whole_where_other_money_was_spent_too():
    whole = [
        row("expenditure", "total", "9.00", "total", "合计"),
        row("expenditure", "total", "3.00", "class", "甲", "201", order=2),
    ]
    part = [
        row("general_budget_expenditure", "total", "5.00", "total", "合计"),
        row("general_budget_expenditure", "total", "5.00", "class", "甲", "201", order=2),
    ]
    assert failed(rows=[*whole, *part]).get("X02") == "5.00"
    assert "X02" not in failed(
        rows=[*whole, part[0], part[1] | {"amount": Decimal(2), "printed": "2.00"}]
    )


def items(*printed):
    """Table 05: a class, its section and an item of it, and a second class with the same."""
    rows = [
        ("208", "class", "社保"),
        ("20805", "section", "养老"),
        ("2080501", "item", "离退休"),
        ("210", "class", "卫生"),
        ("21011", "section", "医疗"),
        ("2101101", "item", "行政医疗"),
    ]
    return [
        row("general_budget_expenditure", "total", "2.00", level, name, code, order=n)
        for n, (code, level, name) in enumerate(rows)
        if code not in printed
    ]


def test_a_row_left_out_or_printed_twice_is_an_alarm():
    assert failed(rows=items()) == {}
    assert failed(rows=items("21011")) == {"R02": "2101101"}
    assert failed(rows=[*items(), items()[2] | {"row": 9}]) == {"R01": "2"}
    assert failed(rows=[*items(), items()[2] | {"row": 9, "page": 2}]) == {}


def test_what_a_fund_spends_stands_in_the_table_of_all_expenditure():
    whole = [one | {"table": "expenditure"} for one in items("2101101")]
    assert failed(rows=[*items(), *whole]) == {"R03": "21011", "R04": "2.00"}


def test_a_blank_total_beside_printed_parts_is_an_alarm():
    parts = [
        row("general_budget_expenditure", measure, "1.00", "class", "甲", "201")
        for measure in ("basic", "project")
    ]
    other = [
        one | {"row": 2, "code": "208", "name_zh": "乙"}
        for one in (*parts, row("general_budget_expenditure", "total", "2.00", "class"))
    ]
    assert failed(rows=[*parts, *other]) == {"H04": "—"}


def test_a_total_beside_blank_parts_is_an_alarm_where_all_other_rows_print_theirs():
    rows = [
        row("expenditure", measure, "1.00", "class", name, code, order=n)
        for n, (name, code) in enumerate((("甲", "201"), ("乙", "208"), ("丙", "210")))
        for measure in ("total", "basic")
    ]
    assert "H05" not in failed(rows=rows) and "H05" in failed(rows=rows[:-1])
    assert "H05" not in failed(rows=[one for one in rows if one["measure"] == "total"])


def test_three_expenses_without_their_total_are_an_alarm():
    rows = [row("three_public", "outturn", "2.00", name="公务用车", code="vehicles")]
    total = [
        row("three_public", measure, "2.00", name="合计", code="total", order=2)
        for measure in ("initial_budget", "outturn")
    ]
    assert "H04" in failed(rows=[*rows, total[0]]) and "H04" not in failed(rows=rows + total)


def expenses(*printed):
    """Rows of the three public expenses: code and amount."""
    return [
        row("three_public", "outturn", amount, name=code, code=code, order=n)
        for n, (code, amount) in enumerate(printed)
    ]


def test_vehicles_without_a_subtotal_are_added_by_what_they_are():
    rows = expenses(
        ("total", "2.30"), ("overseas_travel", "0.00"), ("vehicle_purchase", "0.00"),
        ("vehicle_running", "2.00"), ("reception", "0.30"),
    )  # fmt: skip
    assert "P01" not in failed(rows=rows)
    assert "P01" in failed(rows=[*rows[:-1], *expenses(("reception", "0.40"))])


def test_a_sum_of_expenses_that_lacks_a_line_accuses_nobody():
    rows = expenses(("total", "2.30"), ("overseas_travel", "0.00"), ("reception", "0.30"))
    assert "P01" not in failed(rows=rows)


def test_prose_rounded_from_a_table_in_yuan_agrees_with_it():
    table = [
        row("revenue", "total", "12246412.34", "total", "合计") | {"amount": Decimal("1224.641234")}
    ]
    said = {
        "fact": "revenue_total",
        "value": Decimal("1224.64"),
        "value_unit": "万元",
        "printed": "1224.64",
        "snippet_zh": "收入合计",
        "page": 9,
    }
    assert any("收入决算表" in one for one in checked(table, facts=[said])["pass"])


@pytest.mark.parametrize(
    ("text", "alarms"),
    [
        ("2020年度某局机关运行经费支出60.20万元，比上年减少0.58万元。", {"W01": "2020"}),
        ("2020年度没有使用政府性基金预算财政拨款安排的支出。", {"W01": "2020"}),
        ("2022年度某局机关运行经费支出60.20万元，比2021年度减少0.58万元。", {}),
        ("2020年度机关运行经费支出60.20万元，2022年度支出61.00万元。", {}),
        ("主要原因是2020年度结转项目支出3.00万元在本年使用。", {}),
    ],
)
def test_another_year_where_the_documents_own_is_meant(text, alarms):
    own = {"text": "2022年度部门决算。2022年年末。"}
    assert failed(paragraphs=[own, {"text": text}]) == alarms
