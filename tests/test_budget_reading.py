"""An approved budget: what it is by its cover, its tables, its sentences; no outturn among them."""

from collections import Counter

import pandas as pd
import pytest

import corpus
import truth_budget
from accuracy import budget_tidy
from helpers import documents, pipeline, store
from helpers.documents import pieces
from helpers.documents.budgets import open_budgets
from helpers.documents.scope import read_cover
from helpers.interpret.budget_statements import add_statement_codes, read_statements
from helpers.interpret.statutory import read_statutory
from helpers.pipeline import runs
from test_statutory import printed, values

TABLES = "部门收支预算总表\n部门收入预算总表"


@corpus.needs_corpus
@pytest.mark.parametrize("pdfs, name, year", truth_budget.DOCUMENTS)
def test_every_amount_of_a_budget_is_read_and_nothing_else(pdfs, name, year):
    rows, _ = budget_tidy(pdfs, year)
    wanted = Counter(truth_budget.facts(name))
    found = Counter(truth_budget.read(rows["tidy/budget"], list(wanted)))
    assert (wanted - found, found - wanted) == (Counter(), Counter())
    assert {row["phase"] for row in rows["tidy/budget"]} == {"approved"}
    assert not [row for row in rows["tidy/budget"] if row["measure"] == "outturn"]
    assert all(row["amount_id"] for row in rows["tidy/budget"])
    scope = "unit" if name.endswith("fb25-unit-budget") else "department"
    assert {row["budget_scope"] for row in rows["tidy/budget"]} == {scope}


@corpus.needs_corpus
def test_a_sentence_says_whether_it_compares_with_the_budget_or_with_the_execution():
    rows, _ = budget_tidy(("wanli24-budget",), 2024)
    by_subject = {row["subject_zh"]: row for row in reversed(rows["tidy/budget_statements"])}
    items = truth_budget.truth.load("wanli24-budget")["narrative_items"]
    stated = {row["code"]: row for row in reversed(rows["tidy/budget_statements"]) if row["code"]}
    for item in items:
        row = stated[item["code"]]
        assert (row["printed"], row["compared_printed"]) == (item["amount"], item["prev_executed"])
        assert row["compared_with"] == "prior_execution"
        assert (row.get("rate_printed") or "0") == (item["pct"] or "0")
    assert by_subject["财政拨款收入"]["compared_with"] == "prior_budget"
    assert by_subject["财政拨款收入"]["change_printed"] == "876.75"


def read(*args, **kwargs):
    return read_statutory(*printed(*args, **kwargs), "budget")


def test_a_summary_of_three_sides_keeps_them_apart():
    reading = read(
        "收支预算总表",
        [
            [("收入", 1, 2), ("支出", 1, 4)],
            [("项目名称", 2, 1), ("金额", 2, 1), ("功能分类", 1, 2), ("支出用途", 1, 2)],
            ["功能科目名称", "金额", "项目名称", "金额"],
            ["一、财政拨款", "9.00", "一、教育支出", "8.00", "一、基本支出", "7.00"],
            ["二、其他资金", "1.00", "二、农林水支出", "2.00", "二、项目支出", "3.00"],
            ["收入合计", "10.00", ("支出合计", 1, 3), "10.00"],
        ],
    )
    sides = [(row["side"], row["name_zh"], row["printed"]) for row in reading.amounts]
    assert ("expenditure_by_use", "一、基本支出", "7.00") in sides
    assert ("expenditure", "一、教育支出", "8.00") in sides
    assert ("expenditure", "支出合计", "10.00") in sides
    assert {row["measure"] for row in reading.amounts} == {"budget"}


def test_sources_of_revenue_as_rows_are_parts_of_their_heading():
    reading = read(
        "收入预算总表",
        [
            ["项目名称", "", "金额"],
            [("收入总计", 1, 2), "9.00"],
            [("其他资金", 2, 1), "小计", "9.00"],
            ["事业收入", "9.00"],
        ],
    )
    found = [(row["name_zh"], row.get("group_zh")) for row in reading.amounts]
    assert found == [("收入总计", None), ("小计", "其他资金"), ("事业收入", "其他资金")]


def test_one_row_of_amounts_is_named_by_its_header_alone():
    rows = [
        ["合计", "基本支出", "项目支出", "单位预留机动经费", "结转下年资金"],
        ["10.00", "6.00", "3.00", "1.00", ""],
    ]
    assert values(read("支出预算总表", rows)) == [
        (None, "total", "10.00"),
        (None, "basic", "6.00"),
        (None, "project", "3.00"),
        (None, "reserve", "1.00"),
    ]


def test_the_total_with_meetings_is_another_than_that_of_the_three_expenses():
    reading = read(
        "“三公”经费、会议费、培训费支出预算表",
        [
            [("合计", 3, 1), ("“三公”经费", 1, 6), ("会议费", 3, 1), ("培训费", 3, 1)],
            [
                ("小计", 2, 1),
                ("因公出国（境）费", 2, 1),
                ("公务用车购置及运行维护费", 1, 3),
                ("公务接待费", 2, 1),
            ],
            ["小计", "公务用车购置费", "公务用车运行维护费"],
            ["9.00", "5.00", "1.00", "3.00", "", "3.00", "1.00", "2.00", "2.00"],
        ],
    )
    found = {row["code"]: row["printed"] for row in reading.amounts}
    assert (found["total"], found["wider_total"], found["training"]) == ("5.00", "9.00", "2.00")


def test_balances_that_are_used_are_neither_appropriation_nor_opening_balance():
    reading = read(
        "某某大学收入预算表",
        [
            ["科目编码", "科目名称", "收入合计", "上年结转", "财政拨款收入", "使用非财政拨款结余"],
            ["205", "教育支出", "9.00", "2.00", "3.00", "4.00"],
        ],
    )
    assert values(reading)[1:] == [
        ("205", "opening_balance", "2.00"),
        ("205", "appropriation", "3.00"),
        ("205", "balances_used", "4.00"),
    ]


def test_last_years_execution_is_no_amount_of_this_budget():
    reading = read(
        "一般公共预算支出表",
        [
            ["科目编码", "科目名称", "2022年执行数", "2023年预算数", "增减%"],
            ["205", "教育支出", "8.00", "9.00", "12.5"],
        ],
    )
    assert values(reading) == [("205", "prior_outturn", "8.00"), ("205", "total", "9.00")]


def test_a_table_of_accounts_in_a_budget_is_not_read():
    rows = [["科目编码", "科目名称", "合计"], ["205", "教育支出", "9.00"]]
    assert not read("支出决算表", rows).amounts


def said(*texts, heading="三、预算编制说明"):
    place = {"page": 1, "x0": 0.0, "y0": 0.0, "x1": 900.0, "y1": 9.0, "reader": "text"}
    rows = [
        {"part": None, "heading": heading, "kind": "body", "order": n, "text": text, **place}
        for n, text in enumerate(texts)
    ]
    lines = [
        {"order": n, "line": n, "text": text, **place}
        | {"edges": [float(x) for x in range(len(text) + 1)]}
        for n, text in enumerate(texts)
    ]
    return read_statements(pd.DataFrame(rows), pd.DataFrame(lines), 2024, "某某局")


def told(row, *names):
    return tuple(row.get(name) for name in names)


def test_change_rate_and_reason_belong_to_the_item_named_before_them():
    (row,) = said(
        "1.农业农村（款）行政运行（项）支出12.00万元，用于人员。比2023年预算增加2.00万元，"
        "增长20.00%。主要原因是人员增加5.00万元。"
    )
    assert told(row, "printed", "compared_with", "change_printed", "rate_printed") == (
        "12.00",
        "prior_budget",
        "2.00",
        "20.00",
    )
    assert row["level"] == "item" and row["reason_zh"].startswith("人员增加")


def test_last_years_execution_stands_beside_the_amount():
    (row,) = said(
        "“教育支出（类）普通教育（款）小学教育（项）”8.00万元。2023年当年预算执行数为10.00万元，"
        "2024年预算安排8.00万元，比2023年预算执行数减少20.00%。"
    )
    assert told(row, "compared_with", "compared_printed", "direction") == (
        "prior_execution",
        "10.00",
        "decrease",
    )


def test_what_is_not_said_to_be_a_budget_is_not_called_one():
    (row,) = said("基本支出预算9.00万元，与上年相比增加1.00万元，增长12.50%。")
    assert row["compared_with"] == "not_said"


def test_an_amount_said_again_is_a_row_only_where_it_is_another():
    rows = said("“住房保障支出（类）”8.00万元。2024年预算安排9.00万元，比2023年预算增加12.50%。")
    assert [row["printed"] for row in rows] == ["8.00", "9.00"]
    assert rows[0]["rate_printed"] == "12.50"


def test_numbers_of_other_things_are_no_statements():
    assert said("全校占地100.00万元人民币等值土地。", heading="一、学校概况") == []
    assert said("收入预算5.00万元，占20.00%。")[0].get("rate_printed") is None


def test_a_statement_has_the_code_that_the_budgets_tables_give_its_name():
    rows = said("普通教育（款）小学教育（项）支出8.00万元，比2023年预算持平。")
    tables = [
        {"code": code, "name_zh": name, "level": level}
        for code, name, level in (
            ("205", "教育支出", "class"),
            ("20502", "普通教育", "section"),
            ("2050202", "小学教育", "item"),
        )
    ]
    add_statement_codes(rows, tables)
    assert rows[0]["code"] == "2050202" and rows[0]["direction"] == "equal"


@pytest.mark.parametrize(
    "cover, phase, scope, year",
    [
        ("某某局2024年部门预算", "approved", "department", 2024),
        ("某某局2024年单位预算", "approved", "unit", 2024),
        ("某某局（本级）2024年部门预算", "approved", "own_office", 2024),
        ("某某局2024年部门预算（草案）", "proposed", "department", 2024),
        ("某某局2024年部门预算调整方案", "adjusted", "department", 2024),
    ],
)
def test_phase_scope_and_year_are_what_the_cover_says(cover, phase, scope, year):
    found = read_cover([cover, TABLES, "比2023年预算增加\n2023年预算执行数为"], "budget")
    assert (found.phase, found.scope, found.year) == (phase, scope, year)


def test_a_budget_is_put_in_its_own_place_and_opened_again(home, tmp_path, make_pdf):
    pdf = tmp_path / "x.pdf"
    pdf.write_bytes(make_pdf("某某局2024年部门预算", TABLES))
    added = documents.add_document(pdf, "some-office", 2024)
    assert added.path.name == "budget.pdf"
    assert documents.is_budget_alone("some-office", 2024)
    (opened,) = open_budgets("some-office", 2024)
    assert (opened.cover.scope, opened.source["scope"]) == ("department", "department")
    assert documents.all_documents() == [("some-office", 2024)]


def test_tables_that_come_apart_have_a_place_of_their_own(home, tmp_path, make_pdf):
    pdf = tmp_path / "x.pdf"
    pdf.write_bytes(make_pdf(f"{TABLES}\n" + "部门收支预算表\n" * 30))
    assert documents.add_document(pdf, "some-office", 2024).path.name == "budget_tables.pdf"


@pytest.mark.parametrize(
    "second", ["某某局2024年单位预算", "某某局2023年部门预算"], ids=["scope", "year"]
)
def test_two_that_do_not_belong_together_are_refused_with_both_covers(
    home, tmp_path, make_pdf, second
):
    first = "某某局2024年部门预算"
    for n, cover in enumerate((first, second)):
        (tmp_path / f"{n}.pdf").write_bytes(make_pdf(cover, TABLES))
    documents.add_document(tmp_path / "0.pdf", "some-office", 2024)
    with pytest.raises(documents.WrongDocument) as refused:
        documents.add_document(tmp_path / "1.pdf", "some-office", 2024)
    assert first in str(refused.value) and second in str(refused.value)


ACCOUNTS = "某某市财政局\n2024年度部门决算"


@pytest.mark.parametrize(
    ("cover", "joins"),
    [
        ("某某市教育局\n2024年部门预算", False),
        ("某某市教育局2024年部门预算", False),
        ("某某市财政局\n2024年部门预算", True),
        ("某某市财政局（本级）2024年部门预算", True),
        ("财政局2024年部门预算", True),
        ("2024年部门预算", True),
    ],
)
@pytest.mark.parametrize("first", ["accounts", "budget", "by hand"])
def test_a_budget_of_another_publisher_is_refused_with_both_covers(
    home, tmp_path, make_pdf, first, cover, joins
):
    content = {"accounts": make_pdf(ACCOUNTS, "第一部分 概况"), "budget": make_pdf(cover, TABLES)}
    for name, pdf in content.items():
        (tmp_path / f"{name}.pdf").write_bytes(pdf)

    def both():
        order = ["budget", "accounts"] if first == "budget" else ["accounts", "budget"]
        for name in order:
            if (first, name) == ("by hand", "budget"):
                by_hand = store.raw_folder("some-office", 2024) / "budget.pdf"
                by_hand.write_bytes(content[name])
            else:
                documents.add_document(tmp_path / f"{name}.pdf", "some-office", 2024)
        open_budgets("some-office", 2024)

    if joins:
        return both()
    with pytest.raises(documents.WrongDocument) as refused:
        both()
    for words in (ACCOUNTS, cover):
        assert words.replace("\n", "") in str(refused.value)
    for advice in ("UNIT=another-name YEAR=2024", "`department: `", "units.yml"):
        assert advice in str(refused.value)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("某某区政府办公室", "某某市某某区人民政府办公室", True),
        ("某某区某某街道办事处", "某某市某某区人民政府某某街道办事处", True),
        ("某某市发改委", "某某市发展和改革委员会", True),
        ("某某市政协办公厅", "某某市人大常委会办公厅", False),
    ],
)
def test_a_short_form_of_a_name_is_the_publishers(one, other, same):
    assert pieces.same_name(one, other) is same


@pytest.mark.parametrize(
    "cover",
    ["某某局2024年部门预算\n", "部门收支预算总表（2024年部门预算）\n"],
    ids=["cover", "none"],
)
def test_a_corrected_budget_takes_the_place_of_the_one_that_is_there(
    home, tmp_path, make_pdf, cover
):
    for n in range(2):
        (tmp_path / f"{n}.pdf").write_bytes(make_pdf(cover, f"{TABLES}\n合计 {n}"))
    old = documents.add_document(tmp_path / "0.pdf", "some-office", 2024)
    new = documents.add_document(tmp_path / "1.pdf", "some-office", 2024, replace=True)
    assert old.path == new.path and len(open_budgets("some-office", 2024)) == 1
    assert new.path.read_bytes() == (tmp_path / "1.pdf").read_bytes()


def test_a_budget_without_accounts_has_a_stage_of_its_own(home, tmp_path, make_pdf, monkeypatch):
    pdf = tmp_path / "x.pdf"
    pdf.write_bytes(make_pdf("某某局2024年部门预算", TABLES))
    documents.add_document(pdf, "some-office", 2024)
    ran = []
    monkeypatch.setattr(runs, "run_stale", lambda jobs, *rest: ran.extend(jobs) or [])
    pipeline.run(pipeline.STAGES, {"UNIT": "some-office", "YEAR": "2024"})
    assert [stage.name for stage, _ in ran] == ["budget"]
    assert all(stage.notebook.exists() for stage, _ in ran)
