"""Checks that planted errors asked for (benchmarks/audit_bench.py): what fires, what is silent."""

import pytest

from helpers.audit.second_reader import _found
from test_audit import NOTE, ROW, Decimal, audited, failed, indicators, items, row


def test_an_item_has_one_code_in_all_tables():
    wrong = [one | {"table": "revenue"} for one in items()]
    wrong[2] = wrong[2] | {"code": "2080509"}
    assert failed(rows=[*items(), *wrong]) == {"R05": "2080509"}
    renamed = wrong[2] | {"name_zh": "年金"}  # another item
    assert failed(rows=[*items(), *wrong[:2], renamed, *wrong[3:]]) == {}


def empty_fund(*paragraphs):
    """Whether an empty table 08 is an alarm beside these paragraphs."""
    tables = [{"table": "government_funds", "rows": 0, "state": "empty", "first_page": 2}]
    return any(
        one["rule"] == "C02" and one["outcome"] == "fail"
        for one in audited(
            statutory_tables=tables, paragraphs=[{"text": text} for text in paragraphs]
        )
    )


def test_an_empty_table_is_an_alarm_only_where_nothing_speaks_of_its_money():
    assert empty_fund(
        "本年支出合计1.00万元。",
        "注：本表反映政府性基金预算收支情况。",
        "八、政府性基金预算收入支出决算情况. . . . . . 12",
    )
    assert not empty_fund("政府性基金预算收支另行公开。")


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        ("2022年度支出合计1,014.20，其中有2022年项目支出。", "W03"),
        ("2022年决算5.00万元，比2022年年初预算4.00万元增加2.00万元。", "D03"),
        ("2019年度决算5.00万元，比2022年年初预算4.00万元增加1.00万元。", "W01"),
        ("组织对2021年度一般公共预算项目支出全面开展绩效自评。2022年，2022年末。", "W01"),
    ],
)
def test_words_and_differences(text, identity):
    assert set(failed(paragraphs=[{"text": f"{text}2022年，2022年。"}])) == {identity}


@pytest.mark.parametrize(
    "text",
    [
        "基本支出，1,001.55，81.78%。",
        "2022年决算5.00万元，比2022年年初预算4.00万元增加1.00万元。",
        "支出合计1,014.20万元，占99.00%。",
        "第1.02条规定的经费，按规定执行。",
    ],
)
def test_sound_words_and_differences(text):
    assert failed(paragraphs=[{"text": f"{text}2022年，2022年。"}]) == {}


def test_the_whole_departments_form_adds_up_to_its_total():
    said = {"execution_score": Decimal("8"), "total_score": Decimal("98")}
    whole = [one | {"form": "whole_department"} for one in indicators()]
    row_ = ROW | {"scope": "whole_department"} | said
    assert failed(budget=[row_], indicators=whole, paragraphs=[NOTE]).get("F06") == "98"


def test_money_evaluated_is_held_against_project_expenditure():
    table = [row("general_budget_expenditure", "project", "5.00", "total", "合计")]
    said = [
        {
            "fact": name,
            "value": Decimal(value),
            "value_unit": unit,
            "printed": value,
            "subject_zh": subject,
            "snippet_zh": "资金",
            "page": 9,
        }
        for name, value, unit, subject in (
            ("performance_amount", "50.00", "万元", "资金"),
            ("performance_share", "100", "%", "一般公共预算项目支出总额"),
        )
    ]
    assert failed(rows=table, facts=said) == {"T03": "100%"}


@pytest.mark.parametrize(
    ("printed", "text", "there"),
    [
        ("99.2", "99.20", True),
        ("99.2", "99.23", False),
        ("100", "100.00", True),
        ("100", "1000", False),
        ("99.2", "199.2", False),
    ],
)
def test_the_second_reader_knows_a_number_without_its_last_zeros(printed, text, there):
    assert _found(printed, text) is there
