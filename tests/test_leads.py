"""What is worth asking: one lead a cause, in an order, and nobody asked for our blindness."""

from __future__ import annotations

from decimal import Decimal

import pytest

import corpus
import leads_report
from corpus import needs_corpus
from helpers import leads, schemas, wording
from helpers.checks.operands import BadRule
from helpers.leads import catalogue
from numbered import numbered

PLACE = {"page": 7, "x0": 1.0, "y0": 1.0, "x1": 2.0, "y1": 2.0, "reader": "text"}


def typed(name: str, rows: list[dict]):
    keyed = [row | {"unit": "test", "year": 2020} for row in rows]
    return schemas.typed(name, keyed if name.startswith(("tidy", "results")) else rows)


@pytest.fixture(scope="module")
def shipped() -> dict:
    return corpus.whole(corpus.SHIPPED, 2020)


def told(found: leads.Leads) -> list[str]:
    return [row["rule"] for row in found.leads]


def test_the_shipped_document_leads_with_the_project_nobody_names_and_the_task_not_done(shipped):
    first, second = leads.find(shipped).leads[:2]
    assert (first["rule"], first["status"], first["money"]) == (
        "projects_unlisted",
        "disagrees",
        Decimal("9.91"),
    )
    assert (second["rule"], second["status"], second["money"]) == (
        "spent_not_done",
        "unexplained",
        Decimal("0.88"),
    )
    assert "100%" in second["told_zh"] and "20%" in second["told_en"]


def test_one_cause_is_one_lead_however_many_checks_it_fails(shipped):
    about_projects = [
        row["check_id"]
        for row in shipped["results/checks"].to_dict("records")
        if row["outcome"] == "fail" and row["rule"] in ("J01", "J02", "J03")
    ]
    assert len(about_projects) == 6
    first = leads.find(shipped).leads[0]
    assert sorted(first["checks"]) == sorted(about_projects)


def test_the_sentence_says_where_each_of_its_numbers_stands(shipped):
    found = leads.find(shipped)
    sentences = {row["lead_id"]: row for row in found.leads}
    placed = 0
    for row in found.numbers:
        for lang in ("zh", "en"):
            at = row.get(f"at_{lang}")
            if at is not None:
                text = sentences[row["lead_id"]][f"told_{lang}"]
                assert text[at : at + len(row["shown"])] == row["shown"]
                placed += 1
    assert placed > 60


def test_leads_are_the_same_when_rows_come_in_another_order(shipped):
    shuffled = {name: frame.sample(frac=1, random_state=3) for name, frame in shipped.items()}
    once, again = leads.find(shipped), leads.find(shuffled)
    assert once.leads == again.leads and once.numbers == again.numbers


def test_every_check_of_the_catalogue_has_a_rule_and_every_sentence_both_languages():
    for rule in leads.rules().values():
        assert rule.told["zh"] and rule.told["en"] and rule.innocent["zh"] and rule.innocent["en"]
    named = {check for rule in leads.rules().values() for check in rule.checks}
    common = {catalogue.otherwise(kind).finder for kind in ("money", "number", "words")}
    assert named <= set(wording.load("identities")) and common <= {"checks", "words"}
    assert "AJ01" in named  # the accounts against the published budget, another rule than J01
    assert catalogue.of_check("T01", "checks").id == "amounts_differ"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"status": "guilty"}, "status 'guilty' is not known"),
        ({"checks": ["Z99"]}, "check 'Z99' is not known"),
        ({"told": {"zh": "{culprit}", "en": "{culprit}"}}, "'culprit' is not known"),
        ({"innocent": {"zh": "无"}}, "no 'innocent' in en"),
    ],
)
def test_a_rule_that_is_not_sound_is_refused_when_it_is_loaded(change, said):
    entry = wording.load("leads")["rules"]["amounts_differ"] | change
    with pytest.raises(BadRule, match=said):
        catalogue.checked("amounts_differ", entry)


def found_in(checks: list[dict] = (), **tidy: list[dict]) -> leads.Leads:
    """The leads of a few rows, each amount of which is verified."""
    given = {name.replace("__", "/"): rows for name, rows in tidy.items()}
    tables = numbered({name: [PLACE | row for row in rows] for name, rows in given.items()})
    frames = {name: typed(name, [_only(name, row) for row in r]) for name, r in tables.items()}
    verified = [
        {
            "source_table": "tidy/statutory",
            "row_id": row["number_id"],
            "column": "outturn",
            "number_id": row["number_id"],
            "status": "verified",
            "checks": [],
        }
        for row in tables["tidy/numbers"]
    ]
    frames["results/verification"] = typed("results/verification", verified)
    frames["results/checks"] = typed("results/checks", list(checks))
    frames["results/check_numbers"] = typed("results/check_numbers", [])
    empty = {name: typed(name, []) for name in leads.TABLES if name not in frames}
    return leads.find(frames | empty)


def _only(name: str, row: dict) -> dict:
    """What of the row the table has a column for."""
    columns = {column.name for column in schemas.TABLES[name]}
    return {key: value for key, value in row.items() if key in columns}


def budget(name: str, budget: str, outturn: str, **more) -> dict:
    return {
        "scope": "function_item",
        "name_zh": name,
        "initial_budget": Decimal(budget),
        "outturn": Decimal(outturn),
        "initial_budget_printed": budget,
        "outturn_printed": outturn,
        "execution_rate_base": "initial",
        "source": "narrative",
        **more,
    }


def paragraph(text: str) -> dict:
    return {"part": "三", "heading": "", "order": 1, "kind": "body", "text": text, **PLACE}


def test_what_is_far_from_its_budget_is_asked_about_and_what_is_near_is_not():
    rows = [
        budget("甲", "100.00", "150.00", code="2010101"),
        budget("乙", "100.00", "104.00", code="2010102"),
        budget("丙", "4.00", "8.00", code="2010103"),
    ]
    found = found_in(tidy__budget_vs_outturn=rows)
    assert [row["money"] for row in found.leads] == [Decimal(50)]
    assert told(found) == ["far_from_budget"]


def test_a_whole_is_not_told_beside_the_part_that_makes_its_difference():
    rows = [
        budget("合计", "1000.00", "1300.00", scope="total"),
        budget("甲", "100.00", "400.00", code="2010101"),
    ]
    assert [row["money"] for row in found_in(tidy__budget_vs_outturn=rows).leads] == [Decimal(300)]


def test_a_missing_reason_is_asked_for_where_others_have_one_and_the_paragraph_has_none():
    rows = [
        budget("甲", "100.00", "150.00", code="2010101"),
        budget("乙", "100.00", "101.00", code="2080101", reason_zh="人员增加"),
    ]
    silent = [paragraph("甲年初预算为100.00万元,支出决算为150.00万元,完成年初预算的150%。")]
    said = [paragraph("甲支出决算为150.00万元,原因是追加项目。")]
    where = {"as_printed__paragraphs": silent}
    assert told(found_in(tidy__budget_vs_outturn=rows, **where)) == ["no_reason"]
    where = {"as_printed__paragraphs": said}
    assert told(found_in(tidy__budget_vs_outturn=rows, **where)) == ["far_from_budget"]
    assert told(found_in(tidy__budget_vs_outturn=rows)) == ["far_from_budget"]  # nobody knows


def test_a_reason_that_accounts_for_the_money_is_an_answer():
    row = budget("甲", "100.00", "150.00", code="2010101", reason_zh="追加专款30.00万元和20.00万元")
    assert found_in(tidy__budget_vs_outturn=[row]).leads == []


def project(outturn: str, target: str, actual: str, score: str = "8", level3: str = "完成率"):
    """The tables of one project with one indicator."""
    amount = {"outturn": Decimal(outturn), "adjusted_budget": Decimal("10.00")}
    stated = budget("某项目", "10.00", outturn, scope="project") | amount
    form = {"project_no": 1, "name_zh": "某项目", "first_page": 7, "last_page": 7} | amount
    indicator = {
        "form": "某项目",
        "level1_zh": "产出指标",
        "level2_zh": "质量指标",
        "level3_zh": level3,
        "weight": Decimal(40),
        "target": target,
        "actual": actual,
        "score": Decimal(score),
    }
    return {
        "tidy__budget_vs_outturn": [stated | {"initial_budget": None}],
        "tidy__projects": [form],
        "tidy__indicators": [indicator],
    }


@pytest.mark.parametrize(
    ("case", "rules"),
    [
        (project("10.00", "100%", "20%"), ["spent_not_done"]),
        (project("10.00", "≥50场", "12场"), ["spent_not_done"]),
        (project("10.00", "100%", "95%"), []),
        (project("10.00", "≤50", "12"), []),  # less is better
        (project("10.00", "100%", "20%", score="40"), []),  # full marks: it means something else
        (project("10.00", "50", "20%"), []),  # not in one unit
        (project("10.00", "100%", "20%", level3="成本降低率"), []),
        (project("3.00", "100%", "20%"), ["low_execution"]),
    ],
)
def test_money_spent_and_task_not_done(case, rules):
    assert told(found_in(**case)) == rules


def check(outcome: str, **more) -> dict:
    return {
        "check_id": "B03-p7-1",
        "rule": "B03",
        "family": "text",
        "statement_zh": "合计 = 各项之和",
        "statement_en": "whole = sum of its items",
        "printed": "100",
        "expected": "80",
        "difference": "20",
        "outcome": outcome,
        "withheld": False,
        "pages": [7],
        "evidence": [],
    } | more


def test_what_our_own_reading_may_be_the_cause_of_is_no_lead():
    assert found_in([check("cannot_tell", withheld=True)]).leads == []


def test_a_check_that_no_rule_names_is_told_all_the_same(monkeypatch):
    monkeypatch.setattr("helpers.leads.contradictions.of_check", lambda *_: None)
    assert told(found_in([check("fail")])) == ["counts_differ"]
    words = check(
        "fail", difference=None, printed=None, expected=None, told_zh="甲。", told_en="a."
    )
    assert told(found_in([words])) == ["names_differ"]


def test_three_public_expenses_hardly_used_are_one_lead():
    rows = [
        budget("因公出国（境）费", "10.00", "0.00", scope="three_public", code="overseas_travel"),
        budget("公务接待费", "3.00", "1.00", scope="three_public", code="reception"),
    ]
    found = found_in(tidy__budget_vs_outturn=rows)
    assert told(found) == ["three_public_unspent"]
    assert found.leads[0]["money"] == Decimal(12)


def test_one_reason_for_many_things_is_one_lead():
    rows = [
        budget(name, "100.00", outturn, code=code, reason_zh="据实安排")
        for name, outturn, code in (
            ("甲", "101.00", "2010101"),
            ("乙", "95.00", "2010102"),
            ("丙", "103.00", "2010103"),
        )
    ]
    found = found_in(tidy__budget_vs_outturn=rows)
    assert told(found) == ["one_reason"]
    assert "“乙”" in found.leads[0]["told_zh"]


@needs_corpus
@pytest.mark.parametrize(
    ("name", "year", "rule", "money", "shown"),
    [
        ("ghj2024", 2024, "amounts_differ", "12.89", "5,364.75"),
        ("sgb2024", 2024, "procurement_over", "21.07", "42.14"),
    ],
)
def test_a_contradiction_with_money_leads(name, year, rule, money, shown):
    first = leads.find(corpus.whole(corpus.document(name), year)).leads[0]
    assert (first["rule"], first["money"]) == (rule, Decimal(money))
    assert shown in first["told_zh"] and shown in first["told_en"]


@needs_corpus
def test_a_set_of_accounts_without_a_contradiction_has_no_lead_that_says_so():
    found = leads.find(corpus.whole(corpus.document("swu2023"), 2023)).leads
    assert found and "disagrees" not in {row["status"] for row in found}


@needs_corpus
def test_every_lead_on_the_corpus_was_read_by_a_person_and_none_is_false():
    text = leads_report.read(corpus.all_leads())
    assert " 0 false." in text.splitlines()[0]
    assert text in leads_report.DOCUMENT.read_text("utf-8")


def approved(budget: str, outturn: str, **more) -> dict:
    """A row of the join of a published budget and the accounts."""
    return {
        "row_id": "1",
        "pair": "general_budget_expenditure",
        "code": "2010101",
        "level": "item",
        "name_zh": "甲",
        "measure": "total",
        "budget": Decimal(budget),
        "outturn": Decimal(outturn),
        "join_by": "printed_code",
        "base": "same_base",
        "outturn_base": "same_base",
        "outcome": "no_statement",
        "why_zh": "",
        "why_en": "",
        "may_stand_beside": True,
        "budget_page": 6,
        "accounts_page": 7,
    } | more


def test_what_is_far_from_the_published_budget_is_asked_where_the_two_may_be_compared():
    far = found_in(results__budget_join=[approved("100.00", "150.00")])
    assert told(far) == ["far_from_approved"]
    assert "预算第6页" in far.leads[0]["told_zh"]
    near = found_in(results__budget_join=[approved("100.00", "104.00")])
    apart = found_in(results__budget_join=[approved("100.00", "150.00", may_stand_beside=False)])
    assert near.leads == apart.leads == []


def test_the_accounts_against_the_published_budget_are_another_rule_than_their_projects():
    differs = check("fail", rule="AJ01", told_zh="决算与预算不同。", told_en="they differ.")
    assert told(found_in([differs])) == ["approved_differs"]


def held(first: str, second: str) -> list[str]:
    """The rules of the leads where two places of the document count these vehicles."""
    places = (
        ("three_public_vehicles_held", "公务用车保有量", first, 7),
        ("assets_vehicles", "共有车辆", second, 9),
    )
    facts = [
        PLACE | {"fact": fact, "subject_zh": name, "value": Decimal(count), "printed": count,
            "value_unit": "辆", "page": page, "snippet_zh": ""}
        for fact, name, count, page in places
    ]  # fmt: skip
    tables = numbered({"tidy/facts": facts})
    frames = {name: typed(name, [_only(name, row) for row in r]) for name, r in tables.items()}
    told_of = check("cannot_tell", check_id="N03-1", rule="N03", difference=None)
    compared = [
        {"check_id": "N03-1", "position": n, "role": ("printed", "compared")[n - 1],
            "printed": row["printed"], "number_id": row["number_id"], "page": row["page"]}
        for n, row in enumerate(tables["tidy/numbers"], 1)
    ]  # fmt: skip
    frames["results/checks"] = typed("results/checks", [told_of])
    frames["results/check_numbers"] = typed("results/check_numbers", compared)
    empty = {name: typed(name, []) for name in leads.TABLES if name not in frames}
    return told(leads.find(frames | empty))


@pytest.mark.parametrize(
    ("first", "second", "rules"),
    [
        ("2", "10", ["vehicles_held_and_paid"]),
        ("2", "4", ["vehicles_held_and_paid"]),
        ("2", "3", []),  # one that waits to be scrapped is no question
        ("0", "1", []),
        ("40", "44", []),  # few of many
    ],
)
def test_one_vehicle_more_or_less_accuses_nobody(first, second, rules):
    assert held(first, second) == rules


@pytest.mark.parametrize(
    ("row", "rules"),
    [
        ({"execution_rate_printed": "60.00"}, ["low_rate_alone"]),
        ({"execution_rate_printed": "85.00"}, []),
        ({"execution_rate_printed": "60.00", "outturn": Decimal("9.00")}, []),  # little money
        ({"execution_rate_printed": "60.00", "scope": "three_public", "code": "total"}, []),
        ({"execution_rate_printed": "60.00", "initial_budget": Decimal("150.00")}, []),
        ({}, []),
    ],
)
def test_a_low_rate_without_its_budget_asks_for_the_budget(row, rules):
    stated = budget("甲", "0", "90.00", code="2010101") | {"initial_budget": None} | row
    stated |= {"initial_budget_printed": None}
    found = found_in(tidy__budget_vs_outturn=[stated])
    told_of = [one for one in told(found) if one != "far_from_budget"]
    assert told_of == rules
    if rules:
        (lead,) = found.leads
        assert lead["money"] == Decimal(60) and "没有印预算数" in lead["told_zh"]
        assert [row["printed"] for row in found.numbers] == ["90.00", "60.00"]


def test_a_low_rate_on_a_page_that_was_not_read_whole_is_silent():
    stated = budget("甲", "0", "90.00", code="2010101") | {"initial_budget": None}
    stated |= {"initial_budget_printed": None, "execution_rate_printed": "60.00"}
    note = {"row_id": "7-x", "stage": "pages", "page": 7, "kind": "picture_page", "found": "x",
        "statement_zh": "x", "statement_en": "x"}  # fmt: skip
    assert found_in(tidy__budget_vs_outturn=[stated], tidy__reading_notes=[note]).leads == []


def test_an_error_of_the_budget_is_told_with_its_numbers_and_once():
    first = check("fail", check_id="AB01-1", rule="AB01", printed="30.00", expected="30.07",
        difference="-0.07", pages=[], budget_pages=[2], same_cause="AB01-1",
        told_zh="预算第2页：印 30.00 万元，相加是 30.07 万元。",
        told_en="budget, page 2: 30.00 is printed; it adds up to 30.07.")  # fmt: skip
    again = first | {"check_id": "AB02-1", "rule": "AB02"}
    numbers = [
        PLACE | {"number_id": f"b-p2x{n}y1", "document": "budget", "printed": text, "page": 2,
            "value": Decimal(text), "amount": Decimal(text), "status": "claimed",
            "found_in": "cell"}
        for n, text in enumerate(("30.00", "10.00", "20.07"))
    ]  # fmt: skip
    compared = [
        {"check_id": name, "position": n, "role": "total" if n == 1 else "part",
            "printed": row["printed"], "number_id": row["number_id"], "page": 2}
        for name in ("AB01-1", "AB02-1")
        for n, row in enumerate(numbers, 1)
    ]  # fmt: skip
    frames = {
        "tidy/numbers": typed("tidy/numbers", numbers),
        "results/checks": typed("results/checks", [first, again]),
        "results/check_numbers": typed("results/check_numbers", compared),
    }
    found = leads.find(frames)  # a budget alone has no other tables
    (lead,) = found.leads
    assert (lead["rule"], lead["money"]) == ("budget_differs", Decimal("0.07"))
    assert lead["lead_id"].startswith("budget_differs-b-p2x0y1-")
    assert "另有" not in lead["told_zh"] and lead["budget_pages"] == [2]
    assert [(row["role"], row["shown"]) for row in found.numbers] == [
        ("printed", "30.00"), ("expected", "30.07"), ("expected", "30.07")]  # fmt: skip
    for row in found.numbers:
        at = row["at_zh"]
        assert lead["told_zh"][at : at + len(row["shown"])] == row["shown"]
        assert row["at_en"] is not None
