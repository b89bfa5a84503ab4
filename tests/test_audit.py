"""The audit on small accounts: what makes a check fire, and what keeps it silent."""

from decimal import Decimal

import pytest

from helpers import schemas
from helpers.audit import audit
from helpers.notes import note
from helpers.schemas import NINE


def row(table, measure, printed, level="line", name="", code=None, side=None, order=1, page=1):
    return {"table": table, "row": order, "side": side, "code": code, "level": level,
            "name_zh": name, "measure": measure, "amount": Decimal(printed), "printed": printed,
            "page": page, "x0": 0.0, "y0": 0.0, "x1": 1.0, "y1": 1.0, "reader": "text"}


def checked(rows, notes=(), absent=(), year=2022, budget=(), facts=()):
    """The checks on these rows, by the outcome: {outcome: [statement_zh …]}."""
    tables = [{"table": name, "rows": 1, "state": "absent" if name in absent else "filled"}
              for name in NINE]
    frames = {f"tidy/{name}": schemas.typed(
                  f"tidy/{name}", [one | {"unit": "u", "year": year} for one in part])
              for name, part in (("statutory", rows), ("statutory_tables", tables),
                                 ("budget_vs_outturn", budget), ("facts", facts),
                                 ("reading_notes", notes))}
    outcomes = {}
    for check in audit(frames).checks:
        outcomes.setdefault(check["outcome"], []).append(check["statement_zh"])
    return outcomes


def by_code(total="3.00"):
    return [row("expenditure", "total", total, "total", "合计"),
            row("expenditure", "total", "1.00", "class", "甲", "201", order=2),
            row("expenditure", "total", "2.00", "class", "乙", "208", order=3)]


def test_a_sound_table_keeps_silent_and_a_broken_one_fires():
    assert "fail" not in checked(by_code())
    assert checked(by_code("3.10"))["fail"] == ["支出决算表：合计 = 下级科目之和（合计）"]


def test_a_table_that_was_not_read_whole_is_no_evidence():
    left_out = note("statutory", "not_an_amount", 1, "1.0.0", row="丙", column="合计")
    assert "fail" not in checked(by_code("3.10"), notes=[left_out])


def carried_forward(fund_names):
    side = {"table": "appropriation_summary", "measure": "total", "side": "revenue"}
    return [row(printed="8.00", name="一、一般公共预算财政拨款", order=1, **side),
            row(printed="8.00", level="total", name="本年收入合计", order=2, **side),
            row(printed="2.00", name="年初财政拨款结转和结余", order=3, **side),
            *(row(printed="1.00", name=name, order=4 + n, **side)
              for n, name in enumerate(fund_names)),
            row(printed="10.00", level="total", name="总计", order=9, **side)]


@pytest.mark.parametrize("names", [
    ("一、一般公共预算财政拨款", "二、政府性基金预算财政拨款"),
    ("一般公共预算财政拨款", "政府性基金预算财政拨款"),
])
def test_funds_under_the_balance_are_its_parts_numbered_or_not(names):
    outcomes = checked(carried_forward(names))
    assert "fail" not in outcomes
    assert any("年初财政拨款结转和结余 = 其下各项之和" in one for one in outcomes["pass"])


def test_a_missing_table_is_an_alarm_unless_its_title_stands_unread():
    assert checked([], absent=["revenue"])["fail"] == ["九张决算表齐全：收入决算表"]
    unread = note("statutory", "title_alone", 4, "收入决算表")
    assert "fail" not in checked([], absent=["revenue"], notes=[unread])


def test_the_ninth_table_was_not_yet_asked_for_in_2019():
    assert "not_applicable" in checked([], absent=["state_capital"], year=2019)
    assert "fail" in checked([], absent=["state_capital"], year=2020)


def test_a_list_of_projects_is_an_alarm_only_where_it_claims_to_be_whole():
    def fact(name, subject, printed, unit):
        return {"fact": name, "subject_zh": subject, "value_year": 2022, "value": Decimal(printed),
                "value_unit": unit, "printed": printed, "snippet_zh": subject, "page": 9}

    listed = [{"scope": "project", "name_zh": "甲", "outturn": Decimal("4"),
               "outturn_printed": "4", "source": "narrative", "page": 8}]
    said = [fact("expenditure_part", "项目支出", "5.00", "万元"),
            fact("performance_projects", "涉及项目", "2", "个")]
    whole = fact("performance_amount", "资金", "5.00", "万元")
    part = fact("performance_amount", "资金", "3.00", "万元")
    assert len(checked([], budget=listed, facts=[*said, whole])["fail"]) == 2
    assert "fail" not in checked([], budget=listed, facts=[*said, part])
