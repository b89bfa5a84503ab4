"""The scorecard: each item is met by a document that shows it, and not by one that does not."""

from decimal import Decimal

import pytest

from helpers import schemas, vocabulary
from helpers.schemas import NINE
from helpers.scorecard import scorecard

PLACE = {"unit": "u", "year": 2022, "page": 4, "reader": "text"}


def amount(code, level, printed="1.00", table="general_budget_expenditure", measure="total"):
    return PLACE | {"table": table, "row": len(code), "code": code, "level": level,
                    "name_zh": code, "measure": measure, "amount": Decimal(printed),
                    "printed": printed}


def results(source=(), checks=(), **tables):
    """{item: (result, found)} of a document with these rows."""
    frames = {f"tidy/{name}": schemas.typed(f"tidy/{name}", rows) for name, rows in tables.items()}
    judged = schemas.typed("results/checks", [
        {"unit": "u", "year": 2022, "check_id": "S01-1", "statement_zh": "", "statement_en": "",
         "pages": [7], "evidence": []} | one for one in checks])
    return {row["item"]: (row["result"], row["found"])
            for row in scorecard(frames, judged, dict(source))}


def test_every_item_says_what_is_required_and_by_whom():
    words = vocabulary.load("scorecard")
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
    tables = [{"unit": "u", "year": 2022, "table": name, "rows": 1, "first_page": 3,
               "state": "filled" if n else state} for n, name in enumerate(NINE)]
    assert results(statutory_tables=tables)["nine_tables"][0] == result


def test_a_reason_is_asked_for_only_where_the_outturn_differs():
    row = PLACE | {"scope": "function_item", "source": "narrative", "outturn": Decimal(1),
                   "initial_budget": Decimal(1)}
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
