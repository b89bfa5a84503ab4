"""How places word their prose: every number is the right fact, or is no fact at all.

The truth stands in ``tests/wordings/*.yml``, written into the wordings themselves;
``benchmarks/wordings.py`` prints how much of each place is read.
"""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
import wordings


@pytest.mark.parametrize("place", wordings.places())
def test_every_number_is_read_as_what_it_says(place):
    score = wordings.score(place)
    assert (score.wrong, score.missed) == ([], [])


@pytest.mark.parametrize("place", wordings.places())
def test_without_headings_less_is_read_and_nothing_wrongly(place):
    assert wordings.score(place, headed=False).wrong == []


@pytest.mark.parametrize("place", wordings.places())
def test_paragraphs_that_ran_together_give_nothing_wrong(place):
    assert wordings.score(place, together=True).wrong == []


def test_a_snippet_is_never_cut_inside_a_number():
    text = "绩效自评覆盖8,223.09万元的项目，共涉及项目9个，资金1,223.09万元，占项目支出100.00%"
    for words in ("", "评价", "评价结果表明", "评价结果表明，", "评价结果总体表明，"):
        facts = wordings.read([("十一、绩效情况说明", words * 4 + text)], 2022).facts
        assert facts
        for fact in facts:
            before, after = f"{words * 4}{text}".split(fact["snippet_zh"])
            cut = [(before[-1:], fact["snippet_zh"][0]), (fact["snippet_zh"][-1], after[:1])]
            assert not [pair for pair in cut if all(c and c in "0123456789.,%" for c in pair)]


@pytest.mark.parametrize("place", wordings.places())
def test_every_reason_is_given_to_its_thing_from_first_word_to_last(place):
    given = wordings.reasons(place)
    assert (given.wrong, given.missed) == ([], [])


@pytest.mark.parametrize("place", wordings.places())
def test_reasons_of_paragraphs_that_ran_together_are_given_to_nothing_else(place):
    assert wordings.reasons(place, together=True).wrong == []


THREE_PUBLIC = "七、“三公”经费支出决算情况说明"


def reasons(heading, text):
    said = wordings.read([(heading, text)], 2022)
    return [(row["code"] or row["name_zh"], row.get("reason_zh")) for row in said.budget], [
        (fact["fact"], fact["subject_zh"], fact["reason_zh"])
        for fact in said.facts
        if fact.get("reason_zh")
    ]


def test_a_reason_belongs_to_what_its_sentence_names():
    assert reasons(
        THREE_PUBLIC,
        "“三公”经费支出年初预算为9.00万元，支出决算为7.00万元，其中："
        "公务接待费支出决算为2.00万元，完成预算的50%。“三公”经费支出决算数小于预算数的"
        "主要原因是公务出行减少。",
    ) == ([("total", "公务出行减少"), ("reception", None)], [])
    assert reasons(
        THREE_PUBLIC,
        "“三公”经费支出决算数比上年增加1.00万元，其中：公务接待费支出增加"
        "1.00万元。公务接待费支出增加的主要原因是来访增多。",
    ) == ([], [("three_public_change", "公务接待费", "来访增多")])


def test_a_reason_of_a_thing_without_a_row_is_nobodys():
    assert reasons(
        THREE_PUBLIC,
        "公务接待费支出决算为2.00万元，完成预算的50%。"
        "因公出国（境）费支出决算数小于预算数的主要原因是没有出访。",
    ) == ([("reception", None)], [])


def test_the_reason_of_a_change_is_not_the_budgets():
    rows, changes = reasons(
        THREE_PUBLIC,
        "公务接待费支出2.00万元，完成预算的50%，比上年减少"
        "1.00万元，下降33.33%。主要原因：一是来访减少。二是标准降低。",
    )
    assert rows == [("reception", None)]
    assert {one[2] for one in changes} == {"一是来访减少。二是标准降低"} and len(changes) == 2


def test_totals_and_running_costs_carry_the_reason_of_their_change():
    assert reasons(
        "九、机关运行经费支出情况",
        "机关运行经费支出8.00万元，比上年增加2.00万元，主要原因是物业费上涨。",
    )[1] == [("operating_costs_change", "机关运行经费", "物业费上涨")]


def test_an_item_is_named_without_its_amount_and_over_a_page():
    said = wordings.read(
        [
            (
                "五、一般公共预算财政拨款支出决算情况说明/（三）具体情况",
                "“教育支出（类）普通教育（款）小学教育（项）”8.50万元，主要用于：校舍",
            ),
            (
                "五、一般公共预算财政拨款支出决算情况说明/（三）具体情况",
                "修缮。年初预算为0，支出决算为8.00万元。",
            ),
        ],
        2022,
    )
    assert [
        (row["name_zh"], row["initial_budget_printed"], row["outturn_printed"], row["fund"])
        for row in said.budget
    ] == [("教育支出（类）普通教育（款）小学教育（项）", "0", "8.00", "general_budget")]
    assert [(fact["fact"], fact["printed"]) for fact in said.facts] == [
        ("general_budget_item_amount", "8.50")
    ]


def test_a_reason_goes_on_after_a_semicolon_but_not_into_another_figure():
    spent = "公务接待费年初预算为9.00万元，支出决算为7.00万元，主要原因是来访减少；"
    assert reasons(THREE_PUBLIC, f"{spent}标准降低。")[0] == [("reception", "来访减少；标准降低")]
    assert reasons(THREE_PUBLIC, f"{spent}因公出国（境）费支出决算为1.00万元。")[0] == [
        ("reception", "来访减少"),
        ("overseas_travel", None),
    ]


def test_reduced_to_an_amount_is_not_reduced_by_it():
    said = [(THREE_PUBLIC, "公务接待费支出决算比上年减少为0.50万元。")]
    assert wordings.unclaimed(said, 2022) == ["0.50"]
