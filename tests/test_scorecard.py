"""The scorecard: each item is met by a document that shows it, and not by one that does not."""

from decimal import Decimal

import pytest

from helpers import schemas, wording
from helpers.schemas import NINE
from helpers.scorecard import scorecard_rows

PLACE = {"unit": "u", "year": 2022, "page": 4, "reader": "text"}


def amount(code, level, printed="1.00", table="general_budget_expenditure", measure="total"):
    return PLACE | {
        "table": table,
        "row": len(code),
        "code": code,
        "level": level,
        "name_zh": code,
        "measure": measure,
        "amount": Decimal(printed),
        "printed": printed,
    }


def results(source=(), checks=(), **tables):
    """{item: (result, found)} of a document with these rows."""
    frames = {f"tidy/{name}": schemas.typed(f"tidy/{name}", rows) for name, rows in tables.items()}
    judged = schemas.typed(
        "results/checks",
        [
            {
                "unit": "u",
                "year": 2022,
                "check_id": "S01-1",
                "rule": "S01",
                "statement_zh": "",
                "statement_en": "",
                "pages": [7],
                "evidence": [],
            }
            | one
            for one in checks
        ],
    )
    return {
        row["item"]: (row["result"], row["found"])
        for row in scorecard_rows(frames, judged, dict(source))
    }


def test_every_item_says_what_is_required_and_by_whom():
    words = wording.load("scorecard")
    assert {one["block"] for one in words["items"]} == set(words["blocks"])
    for one in words["items"]:
        assert one["zh"] and one["en"] and one["source"] in words["sources"]


def test_depth_is_met_down_to_the_item_and_not_above_it():
    shallow = [amount("201", "class")]
    assert results(statutory=shallow)["to_item"] == ("not_met", "0/1")
    assert results({"edition": "re-typeset"}, statutory=shallow)["to_item"][0] == "cannot_tell"
    deep = [*shallow, amount("20101", "section"), amount("2010101", "item")]
    assert results(statutory=deep)["to_item"] == ("met", "1/1")


@pytest.mark.parametrize(("state", "result"), [("absent", "not_met"), ("filled", "met")])
def test_a_missing_table_is_not_met(state, result):
    tables = [
        {
            "unit": "u",
            "year": 2022,
            "table": name,
            "rows": 1,
            "first_page": 3,
            "state": "filled" if n else state,
        }
        for n, name in enumerate(NINE)
    ]
    assert results(statutory_tables=tables)["nine_tables"][0] == result


def test_a_reason_is_asked_for_only_where_the_outturn_differs():
    row = PLACE | {
        "scope": "function_item",
        "source": "narrative",
        "outturn": Decimal(1),
        "initial_budget": Decimal(1),
    }
    assert results(budget_vs_outturn=[row])["deviations_explained"][0] == "not_applicable"
    off = row | {"initial_budget": Decimal(2)}
    assert results(budget_vs_outturn=[off])["deviations_explained"] == ("not_met", "0/1")
    told = off | {"reason_zh": "人员减少"}
    assert results(budget_vs_outturn=[told])["deviations_explained"] == ("met", "1/1")


def test_truthfulness_counts_the_checks_that_hold():
    checks = [{"family": "table", "outcome": outcome} for outcome in ("pass", "fail", "rounding")]
    found = results(checks=checks)
    assert found["tables_close"] == ("not_met", "2/3")
    assert found["forms_hold"] == ("not_applicable", None)


def test_timeliness_needs_both_dates():
    from datetime import date

    approved, late = date(2023, 9, 1), date(2023, 9, 30)
    assert results()["timeliness"] == ("not_applicable", None)
    assert results({"approved": approved})["timeliness"] == ("not_applicable", None)
    assert results({"approved": approved, "published": late})["timeliness"] == ("not_met", "29")
    assert results({"approved": approved, "published": date(2023, 9, 12)})["timeliness"][0] == "met"


def said(text, kind="body", part="第一部分", page=4):
    return {
        "part": part,
        "heading": None,
        "kind": kind,
        "order": 1,
        "text": text,
        "page": page,
        "x0": 0.0,
        "y0": 0.0,
        "x1": 1.0,
        "y1": 1.0,
        "reader": "text",
    }


def results_of_pages(*paragraphs, **tables):
    frame = schemas.typed("as_printed/paragraphs", list(paragraphs))
    frames = {f"tidy/{name}": schemas.typed(f"tidy/{name}", rows) for name, rows in tables.items()}
    checks = schemas.typed("results/checks", [])
    return {
        row["item"]: (row["result"], row["page"])
        for row in scorecard_rows(frames | {"as_printed/paragraphs": frame}, checks, {})
    }


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("functions", "一、主要职责。管理全县的林场。"),
        ("units", "二、机构设置。编入2022年度决算的单位共3个。"),
        ("glossary", "第四部分 名词解释（统一采用以下内容）"),
        ("basic_and_project", "其中：基本支出300.00万元，占60%；项目支出200.00万元。"),
        ("to_item", "林业（款）森林培育（项）。支出决算为12.00万元。"),
        ("totals_explained", "收支总计500.00万元，较2021年的450.00万元多出50.00万元。"),
        ("three_public_counts", "国内接待12批次、80人次。"),
    ],
)
def test_what_is_seen_and_not_understood_is_not_held_to_be_missing(item, text):
    spent = PLACE | {"scope": "three_public", "source": "narrative", "outturn": Decimal(1)}
    with_text = results_of_pages(said(text), budget_vs_outturn=[spent])
    assert with_text[item] == ("cannot_tell", 4)
    without = results_of_pages(said("我们种树。"), budget_vs_outturn=[spent])
    assert without[item][0] == "not_met"


def test_a_line_that_says_contents_is_a_table_of_contents():
    assert results_of_pages(said("二〇二三年九月目录", page=1))["contents"] == ("met", 1)


@pytest.mark.parametrize("table", ["appropriation_expenditure", "expenditure"])
def test_another_table_by_function_shows_items_and_kinds_too(table):
    rows = [
        amount("201", "class", table=table),
        amount("20101", "section", table=table),
        amount("2010101", "item", table=table),
        amount("2010101", "item", table=table, measure="basic"),
    ]
    found = results(statutory=rows)
    assert found["to_item"] == ("met", "1/1")
    assert found["basic_and_project"][0] == "met"


def test_a_table_that_was_not_read_shows_nobody_knows_what():
    state = {
        "unit": "u",
        "year": 2022,
        "table": "basic_expenditure",
        "rows": 0,
        "state": "not_read",
    }
    assert results(statutory_tables=[state])["to_section"][0] == "cannot_tell"


def test_a_reason_in_words_we_do_not_know_is_no_missing_reason():
    row = PLACE | {
        "scope": "function_item",
        "source": "narrative",
        "outturn": Decimal(2),
        "outturn_printed": "2",
        "initial_budget": Decimal(1),
    }
    told = results_of_pages(said("决算2万元，系年中追加。"), budget_vs_outturn=[row])
    assert told["deviations_explained"][0] == "cannot_tell"
    bare = results_of_pages(said("决算2万元。"), budget_vs_outturn=[row])
    assert bare["deviations_explained"][0] == "not_met"
