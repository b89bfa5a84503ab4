"""What the prose says held against itself: what makes each check fire, and what keeps it silent."""

from decimal import Decimal

import pytest

from test_audit import audited, fact, failed, row


def said(code, outturn=None, name=None, rate=None, base=None, **amounts):
    """A budget statement of one of the three expenses; amounts are as printed, in 万元."""
    given = {"outturn": outturn, **amounts}
    one = {
        "scope": "three_public",
        "code": code,
        "name_zh": name or code,
        "source": "narrative",
        "page": 9,
        "execution_rate_printed": rate,
        "execution_rate_base": base,
    }
    for column, printed in given.items():
        if printed is not None:
            one |= {column: Decimal(printed), f"{column}_printed": printed}
    return one


def told(rule, lang="zh", **more):
    """The sentences told of the failures of a rule."""
    return [
        one[f"told_{lang}"]
        for one in audited(**more)
        if one["rule"] == rule and one["outcome"] == "fail"
    ]


def outcomes(rule, **more):
    return [one["outcome"] for one in audited(**more) if one["rule"] == rule]


def three(total="9.00", vehicles="6.00", reception="3.00", travel="0"):
    return [
        said("total", total),
        said("overseas_travel", travel),
        said("vehicles", vehicles),
        said("reception", reception),
    ]


def test_parts_of_the_three_expenses_make_the_whole():
    assert failed(budget=three()) == {}
    assert told("P03", budget=three(total="9.50")) == [
        "正文“三公”经费：“三公”经费 = 各组成部分之和（决算数）：文件第9页写的是 9.50万元，"
        "按 0 + 6.00 + 3.00 计算应为 9万元，相差 0.5万元。"
    ]
    assert failed(
        budget=[
            said("vehicles", "5.00"),
            said("vehicle_purchase", "0"),
            said("vehicle_running", "0"),
        ]
    ) == {"P03": "5.00"}


def test_a_list_of_expenses_that_may_lack_one_or_is_told_by_unit_proves_nothing():
    assert failed(budget=[one for one in three("9.50") if one["code"] != "overseas_travel"]) == {}
    by_unit = [{"text": "三公经费9.50万元。公务接待费3.00万元，其中局本级支出2.00万元。"}]
    assert failed(budget=three("9.50"), paragraphs=by_unit) == {}
    wider = [{"text": "三公经费、会议费和培训费支出9.50万元。"}]
    assert failed(budget=three("9.50"), paragraphs=wider) == {}
    assert failed(budget=[*three("9.50"), said("total", "9.00")]) == {}  # two totals stated


def test_a_total_rounded_to_fewer_digits_than_its_parts_is_no_contradiction():
    assert failed(budget=three("18.4", "12.25", "6.12")) == {}
    assert failed(budget=three("18.4", "12.25", "6.52")) == {"P03": "18.4"}


def test_plain_budgets_of_a_list_need_not_be_of_one_kind():
    plain = [
        one
        | {
            "budget": one["outturn"],
            "budget_printed": one["outturn_printed"],
            "outturn": None,
            "outturn_printed": None,
        }
        for one in three("9.50")
    ]
    assert failed(budget=plain) == {}
    initial = [
        one
        | {
            "initial_budget": one["budget"],
            "budget": None,
            "initial_budget_printed": one["budget_printed"],
        }
        for one in plain
    ]
    assert failed(budget=initial) == {"P03": "9.50"}


OF_THEM = {
    "text": "2022年度“三公”经费支出决算中，公务用车购置及运行费6.00万元，占75.00%；"
    "公务接待费3.00万元，占33.33%。"
}


def share(printed="75.00", subject="公务用车购置及运行费", **more):
    return fact("three_public_share", printed, "%", subject, **more)


def test_the_rate_of_the_budget_printed_as_a_share_is_an_alarm():
    budget = three()
    budget[2] |= {"initial_budget": Decimal(8), "initial_budget_printed": "8.00"}
    assert told("P04", budget=budget, facts=[share()], paragraphs=[OF_THEM]) == [
        "正文“公务用车购置及运行费”占“三公”经费的比重 = 该项决算数 ÷ “三公”经费决算数："
        "文件第9页写的是 75.00%，按所说的基数 6.00 ÷ 9.00 应为 66.67%；"
        "75.00% 是用另一个基数算出来的。"
    ]
    assert failed(budget=budget, facts=[share("66.67")], paragraphs=[OF_THEM]) == {}


def test_a_share_whose_whole_is_not_named_cannot_be_wrong():
    bare = {"text": "公务用车购置及运行费6.00万元，占75.00%。"}
    assert failed(budget=three(), facts=[share()], paragraphs=[bare]) == {}
    of_all = share(base="total_expenditure")
    assert failed(budget=three(), facts=[of_all], paragraphs=[OF_THEM]) == {}
    assert failed(budget=three(), facts=[share(base="three_public_total")]) == {}
    named = share(snippet_zh="公务用车购置及运行费6.00万元，占“三公”经费支出的75.00%")
    assert failed(budget=three(), facts=[named]) == {"P04": "75.00%"}
    two_totals = [*three(), said("total", "8.00")]
    assert failed(budget=two_totals, facts=[named]) == {}


def test_a_share_listed_under_its_total_is_of_it_unless_it_is_the_budgets():
    below = {"text": "“三公”经费决算9.00万元。其中公务用车购置及运行费6.00万元，占75.00%。"}
    assert failed(budget=three(), facts=[share()], paragraphs=[below]) == {"P04": "75.00%"}
    budget = three()
    budget[0] |= {"initial_budget": Decimal(8), "initial_budget_printed": "8.00"}
    assert failed(budget=budget, facts=[share()], paragraphs=[below]) == {}


def on_budget(name, change, rate, subject, direction="increase", **more):
    return [
        fact(f"{name}_budget_change", change, subject=subject, direction=direction, **more),
        fact(f"{name}_budget_change_rate", rate, "%", subject, direction=direction, **more),
    ]


def test_a_rate_on_the_budget_is_worked_out_from_outturn_and_difference():
    reception = [said("reception", "3.26")]
    assert told(
        "B05", budget=reception, facts=on_budget("three_public", "1.26", "0.63", "公务接待费")
    ) == [
        "公务接待费：与预算相比的变动率 = 变动额 ÷ 预算数（决算数 − 变动额）：文件第9页写的是 "
        "0.63%，"
        "按 1.26 ÷ (3.26 − 1.26) 计算应为 63.00%，相差 62.37。"
    ]
    assert (
        failed(budget=reception, facts=on_budget("three_public", "1.26", "63", "公务接待费")) == {}
    )
    totals = [
        fact("appropriation_total", "90.00", subject="财政拨款支出"),
        fact("appropriation_total", "95.00", subject="财政拨款收入"),
    ]
    down = on_budget("appropriation", "10.00", "10.00", "财政拨款支出", "decrease")
    assert failed(facts=[*totals, *down]) == {}
    down[1] |= {"value": Decimal("11.11"), "printed": "11.11"}
    assert failed(facts=[*totals, *down]) == {"B05": "11.11%"}


def test_a_rate_on_a_budget_stated_elsewhere_cannot_be_told():
    stated = [said("reception", "3.26", budget="3.00")]
    assert (
        failed(budget=stated, facts=[*on_budget("three_public", "1.26", "42", "公务接待费")][1:])
        == {}
    )
    assert "B05" not in failed(
        budget=stated, facts=on_budget("three_public", "1.26", "42", "公务接待费")
    )


COMPLETED = {
    "text": "一般公共预算财政拨款支出总计1421.80万元；完成年初预算100%，决算数大于预算数41.60万元。"
}
WHOLE = {
    "scope": "total",
    "name_zh": "一般公共预算财政拨款支出",
    "source": "narrative",
    "page": 9,
    "execution_rate_printed": "100",
    "execution_rate_base": "initial",
}


def missed(change="41.60", base="not_said"):
    return [
        fact("general_budget_total", "1421.80", subject="一般公共预算财政拨款支出"),
        fact(
            "general_budget_budget_change",
            change,
            subject="一般公共预算财政拨款支出",
            direction="increase",
            base=base,
        ),
    ]


def test_all_of_the_budget_and_more_than_it_cannot_both_hold():
    assert told("B04", budget=[WHOLE], facts=missed(), paragraphs=[COMPLETED]) == [
        "一般公共预算财政拨款支出：完成预算的百分比 = 决算数 ÷（决算数减去所写的超出数）："
        "文件第9页写的是 "
        "100%，按 1421.80 ÷ (1421.80 − 41.60) 计算应为 103%，相差 3。"
    ]
    assert (
        failed(
            budget=[WHOLE | {"execution_rate_printed": "103.01"}],
            facts=missed(),
            paragraphs=[{"text": COMPLETED["text"].replace("100%", "103.01%")}],
        )
        == {}
    )


def test_a_difference_on_another_budget_than_the_rates_is_no_contradiction():
    assert (
        failed(budget=[WHOLE], facts=missed(base="adjusted_budget"), paragraphs=[COMPLETED]) == {}
    )
    small = [{"text": COMPLETED["text"].replace("41.60", "4.16")}]
    assert failed(budget=[WHOLE], facts=missed("4.16"), paragraphs=small) == {}  # 100.29%


def test_the_rate_of_a_plain_budget_in_its_own_statement_can_be_wrong():
    plain = said("total", "3.12", "“三公”经费", "60.9", "not_said", budget="5.04")
    assert told("B01", budget=[plain]) == [
        "“三公”经费：完成预算的百分比 = 决算数 ÷ 预算数：文件第9页写的是 60.9%，按 3.12 ÷ 5.04 "
        "计算应为 "
        "61.9%，相差 1。"
    ]
    table = [row("three_public", "budget", "5.04", name="合计", code="total")]
    bare = said("total", "3.12", "“三公”经费", "60.9", "not_said")
    assert failed(rows=table, budget=[bare]) == {}


CARRIED = {
    "text": "财政拨款收入总计471.20万元，支出总计471.20万元；"
    "财政拨款支出年初预算数446.80万元，完成年初预算的24.40%。"
}


def test_a_rate_without_an_outturn_is_of_the_expenditure_named_before_it():
    whole = WHOLE | {
        "name_zh": "财政拨款支出",
        "execution_rate_printed": "24.40",
        "initial_budget": Decimal("446.80"),
        "initial_budget_printed": "446.80",
    }
    spent = [fact("appropriation_total", "471.20", subject="支出总计")]
    nothing_left = [
        fact("expenditure_total", "486.53", subject="本年支出合计"),
        fact("revenue_expenditure_total", "486.53", subject="支出总计"),
    ]
    assert failed(budget=[whole], facts=[*spent, *nothing_left], paragraphs=[CARRIED]) == {
        "B01": "24.40%"
    }
    # 总计 may hold what is carried into the next year.
    assert failed(budget=[whole], facts=spent, paragraphs=[CARRIED]) == {}


def both(left="收入总计", right="支出总计", **more):
    return [
        fact("revenue_expenditure_total", "4218.66", subject=left, **more),
        fact("revenue_expenditure_total", "4217.30", subject=right, **more),
    ]


ONE = [{"text": "2022年度收入总计4218.66万元，支出总计4217.30万元。"}]
TWO = [{"text": "2022年度收入总计4218.66万元。"}, {"text": "2022年度支出总计4217.30万元。"}]


def test_grand_totals_of_both_sides_are_the_same():
    assert told("T05", facts=both(), paragraphs=ONE) == [
        "正文：收入总计 = 支出总计（全部资金）：文件第9页写的是 4218.66万元，按 4217.30 计算应为 "
        "4217.3万元，相差 1.36万元。"
    ]


def test_totals_of_the_year_need_not_be_the_same():
    assert failed(facts=both(), paragraphs=TWO) == {}
    heading = {"heading": "一、收入支出决算总体情况说明"}
    assert failed(facts=both(), paragraphs=[one | heading for one in TWO]) == {}
    balance = {"text": TWO[0]["text"].replace("。", "，其中年初结转和结余1.90万元。")}
    assert failed(facts=both(), paragraphs=[balance | heading, TWO[1] | heading]) == {
        "T05": "4218.66"
    }
    side = {"table": "revenue_expenditure_summary", "measure": "outturn", "level": "total"}
    year = [
        row(printed="4218.66", name="本年收入合计", side="revenue", **side),
        row(printed="4217.30", name="本年支出合计", side="expenditure", order=2, **side),
    ]
    assert failed(rows=year, facts=both(), paragraphs=ONE) == {}  # the year's, in other words
    assert failed(facts=both("总收入", "总支出"), paragraphs=ONE) == {}
    year = [
        fact("revenue_total", "4218.66", subject="收入合计"),
        fact("expenditure_total", "4217.30", subject="支出合计"),
    ]
    assert failed(facts=year, paragraphs=ONE) == {}


def test_last_years_amount_is_this_years_less_the_change():
    facts = [
        fact("revenue_total", "110.00", subject="本年收入"),
        fact("revenue_total_prior", "100.00", subject="上年收入"),
        fact("revenue_change", "10.00", subject="收入", direction="increase"),
    ]
    here = [{"text": "本年收入110.00万元，上年收入100.00万元，增加10.00万元。"}]
    assert failed(facts=facts, paragraphs=here) == {}
    facts[2] |= {"direction": "decrease"}
    assert told("T06", facts=facts, paragraphs=here) == [
        "正文“上年收入”：上年数 = 本年数减去变动额：文件第9页写的是 100.00万元，按 110.00 + 10.00 "
        "计算应为 120万元，相差 20万元。"
    ]
    assert failed(facts=facts) == {}  # nobody says that the three stand together


def balances(closing="0.76", opening="64.20", used="0", shared="0", **more):
    return [
        fact("opening_balance", opening, subject="上年结转和结余资金"),
        fact("revenue_total", "812.35", subject="本年收入"),
        fact("expenditure_total", "875.79", subject="支出"),
        *([fact("nonfiscal_balance_used", used, subject="使用非财政拨款结余")] if used else []),
        *([fact("surplus_distribution", shared, subject="结余分配")] if shared else []),
        fact("closing_balance", closing, subject="年末结转和结余资金", **more),
    ]


YEAR = [
    {
        "text": "上年结转64.20万元，本年收入812.35万元，支出875.79万元，使用非财政拨款结余0万元，"
        "结余分配0万元，年末结转7640.52万元。"
    }
]


def test_the_closing_balance_follows_from_the_year():
    assert failed(facts=balances(), paragraphs=YEAR) == {}
    assert told(
        "T08", facts=balances("7640.52"), paragraphs=[{"text": YEAR[0]["text"] + "其中0.76万元。"}]
    ) == [
        "正文（全部资金）：年初结转和结余 + 收入 − 支出（+ 使用非财政拨款结余 − 结余分配）= "
        "年末结转和结余："
        "文件第9页写的是 7640.52万元，按 64.20 + 812.35 − 875.79 + 0 − 0 计算应为 0.76万元，"
        "相差 7639.76万元。"
    ]


def test_a_balance_that_may_have_other_parts_is_no_evidence():
    assert failed(facts=balances("7640.52", used=None), paragraphs=YEAR) == {}
    assert failed(facts=balances("7640.52")) == {}  # from several sections
    one_fund = balances()
    one_fund[-1] |= {"value": Decimal("9.99"), "printed": "9.99", "subject_zh": "年末财政拨款结转"}
    assert failed(facts=one_fund, paragraphs=YEAR) == {}
    parts = [
        *balances(),
        fact("opening_balance", "60.20", subject="基本支出结转"),
        fact("opening_balance", "4.00", subject="项目支出结转和结余"),
    ]
    assert failed(facts=parts, paragraphs=YEAR) == {}
    assert outcomes("T08", facts=parts, paragraphs=YEAR) == ["pass"]


def test_a_grand_total_is_the_years_total_and_the_balances():
    grand = [fact("revenue_expenditure_total", "876.55", subject="收入总计")]
    assert failed(facts=[*grand, *balances()]) == {}
    assert told("T07", facts=[*grand, *balances(opening="46.20", closing="18.76")]) == [
        "正文：收入总计 = 本年合计 + 各项结转结余：文件第9页写的是 876.55万元，按 812.35 + 0 + "
        "46.20 "
        "计算应为 858.55万元，相差 18万元。"
    ]
    # Without 使用非财政拨款结余 the sum may lack it.
    assert failed(facts=[*grand, *balances(opening="46.20", used=None)]) == {}


AGAIN = [
    {"text": "“三公”经费31.05万元，公务用车购置及运行费21.86万元，公务接待费9.19万元。"},
    {"text": "公务用车购置及运行费支出决算13.19万元，增长151.98%。"},
]


THREE = three("31.05", "21.86", "9.19")


def again(clause=AGAIN[1]["text"], first=THREE):
    return {
        "budget": [*first, said("vehicles", "13.19", "公务用车购置及运行费")],
        "paragraphs": [AGAIN[0], {"text": clause}],
    }


def test_an_outturn_stated_again_with_another_amount_is_an_alarm():
    assert told("T09", **again()) == [
        "正文各处所写的“vehicles”决算数一致：文件第9页写的是 21.86万元，第9页却是 13.19万元，"
        "相差 8.67万元。"
    ]


@pytest.mark.parametrize(
    "clause",
    [
        "公务用车购置及运行费上年支出决算13.19万元。",
        "2021年公务用车购置及运行费13.19万元。",
        "公务用车购置及运行费，其中局本级13.19万元。",
        "公务用车购置及运行费预算13.19万元。",
    ],
)
def test_another_year_budget_or_unit_is_no_second_amount(clause):
    assert failed(**again(clause)) == {}


def test_two_amounts_without_other_evidence_cannot_be_told():
    assert failed(**again(first=[said("vehicles", "21.86")])) == {}
    assert outcomes("T09", **again(first=[said("vehicles", "21.86")])) == ["cannot_tell"]


def test_a_rate_that_fits_another_amount_of_its_paragraph_may_be_of_that():
    moved = {"direction": "decrease"}
    facts = [
        fact("opening_balance", "1.10", subject="年初结转和结余"),
        fact("opening_balance_change", "5.15", subject="年初结转和结余", **moved),
        fact("opening_balance_change_rate", "5.64", "%", "年初结转和结余", **moved),
    ]
    text = "收入合计86.20万元，其中年初结转和结余1.10万元，较上年减少5.15万元，下降5.64%。"
    assert failed(facts=facts, paragraphs=[{"text": text}]) == {}
    assert failed(facts=facts, paragraphs=[{"text": text[10:]}]) == {"T02": "5.64%"}


def digits(printed, yuan):
    return [
        fact("closing_balance", printed, subject="年末结转和结余"),
        fact("general_budget_closing_balance", printed, subject="财政拨款年末结转和结余")
        | {"value": Decimal(yuan)},
    ]


def test_the_same_digits_in_two_units_are_an_alarm():
    assert told("T10", facts=digits("7640.52", "0.764052")) == [
        "“年末结转和结余”：同一串数字 7640.52 一处（第9页）以万元为单位，即 7640.52万元，"
        "一处（第9页）以元为单位，"
        "即 0.764052万元；两者相差一万倍，必有一处单位写错。"
    ]
    assert failed(facts=digits("7640.52", "7640.52")) == {}
    assert failed(facts=digits("50", "0.005")) == {}  # fewer digits agree by chance


def test_what_is_told_in_english_carries_both_numbers():
    (sentence,) = told("T10", "en", facts=digits("7640.52", "0.764052"))
    assert "7640.52 万元" in sentence and "0.764052 万元" in sentence


def test_parts_told_in_two_sections_are_added_once():
    parts = [
        fact("revenue_part", "6.00", subject="财政拨款收入"),
        fact("revenue_part", "4.00", subject="其他收入"),
    ]
    assert failed(facts=[fact("revenue_total", "10.00"), *parts, *parts]) == {}
    other_fund = [
        one | {"fund": fund} for one, fund in zip(parts, ("all", "appropriation"), strict=True)
    ]
    assert failed(facts=[fact("revenue_total", "9.00"), *other_fund]) == {}


def test_a_share_of_the_grand_total_is_no_share_of_the_years():
    facts = [
        fact("revenue_total", "10.00"),
        fact("revenue_expenditure_total", "20.00"),
        fact("revenue_part", "5.00", subject="事业收入"),
        fact("revenue_part", "5.00", subject="其他收入"),
        fact(
            "revenue_part_share",
            "25.00",
            "%",
            "事业收入",
            snippet_zh="事业收入5.00万元，占收入总计的25.00%",
        ),
    ]
    assert failed(facts=facts) == {}


def of_class(base):
    return [
        fact("expenditure_total", "20.00", subject="支出合计"),
        fact("general_budget_total", "10.00", subject="一般公共预算财政拨款支出"),
        fact("general_budget_class_amount", "10.00", subject="教育支出"),
        fact(
            "general_budget_class_share",
            "50.00",
            "%",
            "教育支出",
            base=base,
            snippet_zh="教育支出10.00万元，占本年支出的50.00%",
        ),
    ]


def test_a_share_is_held_against_the_whole_that_it_names():
    assert failed(facts=of_class("total_expenditure")) == {}
    assert failed(facts=of_class("general_budget_expenditure")) == {"T03": "50.00%"}


def of_two_funds(*totals):
    """A class of the general budget with its share, and totals of (amount, fund)."""
    return [
        *(
            fact("general_budget_total", amount, subject="财政拨款支出", fund=fund)
            for amount, fund in totals
        ),
        fact("general_budget_class_amount", "10.00", subject="教育支出", fund="general_budget"),
        fact(
            "general_budget_class_share",
            "50.00",
            "%",
            "教育支出",
            fund="general_budget",
            base="general_budget_expenditure",
            snippet_zh="教育支出10.00万元，占一般公共预算支出的50.00%",
        ),
    ]


def test_a_share_is_of_the_total_of_its_own_fund():
    both = of_two_funds(("25.00", "appropriation"), ("20.00", "general_budget"))
    assert outcomes("T03", facts=both) == ["pass"]
    wrong = of_two_funds(("20.00", "appropriation"), ("25.00", "general_budget"))
    assert outcomes("T03", facts=wrong) == ["fail"]
    # 财政拨款支出 alone holds other funds too: nothing is proved.
    assert outcomes("T03", facts=of_two_funds(("25.00", "appropriation"))) == ["cannot_tell"]


def of_basic(printed="60.00", snippet="人员经费6.00万元，占基本支出的60.00%", **more):
    return [
        fact("basic_total", "10.00", subject="基本支出"),
        fact("basic_personnel", "6.00"),
        fact("basic_public", "4.00"),
        fact("basic_personnel_share", printed, "%", "人员经费", snippet_zh=snippet, **more),
    ]


def test_a_share_of_basic_expenditure_is_held_against_it():
    assert failed(facts=of_basic()) == {}
    assert told("T03", facts=of_basic("66.00")) == [
        "正文“人员经费”的占比 = 该项 ÷ 基本支出：文件第9页写的是 66.00%，按 6.00 ÷ 10.00 计算应为 "
        "60.00%，相差 6。"
    ]


def test_a_share_of_what_is_not_named_or_stated_twice_cannot_be_told():
    assert failed(facts=of_basic("66.00", "人员经费6.00万元，占66.00%")) == {}
    assert failed(facts=of_basic("66.00", base="prior_year")) == {}
    twice = [*of_basic("66.00"), fact("basic_total", "9.00", subject="财政拨款基本支出")]
    assert "T03" not in failed(facts=twice)


def test_a_change_of_revenue_is_held_against_revenue_and_not_expenditure():
    def moved(subject, change, rate):
        return [
            fact("revenue_expenditure_change", change, subject=subject, direction="increase"),
            fact("revenue_expenditure_change_rate", rate, "%", subject, direction="increase"),
        ]

    facts = [
        fact("revenue_expenditure_total", "110.00", subject="收入总计"),
        fact("revenue_expenditure_total", "120.00", subject="支出总计"),
        *moved("收入", "10.00", "10.00"),
        *moved("支出", "20.00", "20.00"),
    ]
    assert failed(facts=facts) == {}
    facts[-1] |= {"value": Decimal("16.67"), "printed": "16.67"}
    assert failed(facts=facts) == {"T02": "16.67%"}


@pytest.mark.parametrize(
    "paragraphs",
    [
        # next year's budget has its place in this year's accounts
        [{"text": "2023年度“三公”经费预算总计18.90万元。"}],
        [{"text": "2023年度“三公”经费预算较2022年度增加1.53万元。"}],
        [{"text": "2023年度支出合计18.90万元。", "heading": "一、2023年预算安排情况"}],
        # a year that a second paragraph says too, or one chosen for all comparisons
        [{"text": "2020年度收入合计1.00万元。"}, {"text": "2020年度支出合计1.00万元。"}],
        [{"text": "与2019年度相比，增加1辆。"}, {"text": "与2019年度相比，减少2人。"}],
        [{"text": "与2021年相比增加1辆，比2019年减少3辆。"}],
    ],
)
def test_a_year_that_is_accounted_for_is_no_slip(paragraphs):
    own = {"text": "2022年度，2022年末。", "heading": "其他"}
    assert failed(paragraphs=[*paragraphs, own]) == {}


def titles(*names):
    return [{"text": f"{name}2022年度部门决算", "kind": "heading"} for name in names]


def test_a_part_of_the_document_is_no_office_and_a_neighbour_is_no_slip():
    assert failed(paragraphs=titles("第二部分", "第三部分", "第二部分")) == {}
    assert failed(paragraphs=titles(*["临江县第一小学"] * 3, "临江县第二小学")) == {}
    assert failed(paragraphs=titles(*["临江县教育体育局"] * 3, "临江县教有体育局")) == {
        "W05": "临江县教有体育局"
    }
