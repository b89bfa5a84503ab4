"""What sentences say besides their numbers: rows with their words and the ids of their numbers."""

import re
from dataclasses import dataclass

import pytest

from helpers import schemas, wording
from prose import prose
from test_audit import audited
from test_audit_prose import said as stated

YEAR = 2022


def said(kind, *paragraphs, year=YEAR):
    """Rows of tidy/statements of a kind, and the numbers of the paragraphs by their ids."""
    tables = prose([one if isinstance(one, dict) else {"text": one} for one in paragraphs], year)
    rows = [one | {"unit": "u", "year": year} for one in tables["tidy/statements"]]
    schemas.typed("tidy/statements", rows)
    numbers = {one["number_id"]: one["printed"] for one in tables["tidy/numbers"]}
    return [one for one in rows if one["kind"] == kind], numbers


def test_a_comparison_names_the_budgets_and_outturns_that_it_may_be_about():
    (one,), numbers = said(
        "comparison", "年初预算为1,005.00万元，支出决算为4.20万元，决算数小于年初预算数。"
    )
    assert (one["words_zh"], one["said"]) == ("决算数小于年初预算数", "less")
    assert [numbers[name] for name in one["budget_ids"]] == ["1005.00"]
    assert [numbers[name] for name in one["outturn_ids"]] == ["4.20"]


def test_a_comparison_of_the_adjusted_budget_is_not_about_the_initial_one():
    found, _ = said("comparison", "年初预算为5万元，支出决算为4万元，决算数大于调整预算数。")
    assert found == []


def test_a_difference_has_its_three_numbers():
    (one,), numbers = said(
        "difference", "公务接待费决算4.00万元，比年初预算5.50万元，减少1.50万元。"
    )
    ids = [*one["outturn_ids"], *one["budget_ids"], one["change_id"]]
    assert [numbers[name] for name in ids] == ["4.00", "5.50", "1.50"]
    assert (one["about_zh"], one["said"]) == ("公务接待费", "less")


def test_each_thing_that_money_went_on_is_a_row():
    found, _ = said("use", "公用经费主要包括：办公费、印刷费、水费。")
    assert [(one["about_zh"], one["words_zh"]) for one in found] == [
        ("公用经费", "办公费"),
        ("公用经费", "印刷费"),
        ("公用经费", "水费"),
    ]


def test_a_clause_of_another_phase_names_its_numbers_whatever_separates_their_digits():
    found, numbers = said("qualified", "公务接待费1,200.00元，其中本级支出1,000.00元。")
    assert [[numbers[name] for name in one["number_ids"]] for one in found] == [["1000.00"]]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("by_unit", "公务接待费3.00万元，其中局本级支出2,000.00元。"),
        ("beyond_three_public", "三公经费、会议费和培训费支出9.50万元。"),
        ("of_three_public", "2022年度“三公”经费支出决算中，公务接待费占20%。"),
        ("none", "本部门没有使用政府性基金预算财政拨款。"),
        ("scoring_rule", "得分=权重*B/A。"),
        ("placeholder", "支出XX万元。"),
        ("without_unit", "本年支出合计120.50，比上年增加。"),
        ("doubled_mark", "支出为3万元。。"),
    ],
)
def test_every_kind_is_found_and_sound_prose_has_none(kind, text):
    assert len(said(kind, text)[0]) == 1
    assert said(kind, "本年支出合计120.50万元，比上年增加3.20万元，增长2.73%。")[0] == []


def test_rows_and_their_ids_are_the_same_in_every_run():
    texts = ["公用经费主要包括：办公费、印刷费。", "支出为3万元。。"]
    first, second = (prose([{"text": one} for one in texts], YEAR) for _ in range(2))
    assert first["tidy/statements"] == second["tidy/statements"]
    ids = [one["row_id"] for one in first["tidy/statements"]]
    assert len(set(ids)) == len(ids)


def test_words_of_more_and_less_name_their_numbers_in_the_check():
    text = "年初预算为5.00万元，支出决算为4.20万元，决算数大于预算数。"
    (check,) = [one for one in audited(paragraphs=[{"text": text}]) if one["rule"] == "D01"]
    assert (check["outcome"], check["evidence"][:2]) == ("fail", ["4.20", "5.00"])


def test_an_amount_told_again_is_known_by_its_own_place_and_not_by_its_digits():
    """The digits of 0.4 stand twice in its paragraph; the clause meant is that of the amount."""
    rows = [
        stated("vehicles", "0.40", "公务用车购置及运行费"),
        stated("vehicles", "4.00", "公务用车购置及运行费"),
        stated("vehicle_purchase", "0"),
        stated("vehicle_running", "4.00"),
    ]
    texts = [
        {"text": "公务用车购置及运行费支出0.40万元，燃油0.40万元。"},
        {"text": "公务用车购置及运行费4.00万元，购置费0万元，运行费4.00万元。"},
    ]
    found = [one for one in audited(budget=rows, paragraphs=texts) if one["rule"] == "T09"]
    assert [one["outcome"] for one in found] == ["fail"]


@dataclass(frozen=True)
class Part:
    words: re.Pattern
    offset: int = 0


@dataclass(frozen=True)
class File:
    one: Part
    several: dict[str, tuple[re.Pattern, ...]]


GOOD = {"one": {"words": "a+"}, "several": {"x": ["b", "c"]}}


def test_a_file_of_words_becomes_a_record_with_its_patterns_compiled():
    found = wording.typed(File, GOOD, "x.yml")
    assert found.one.words.fullmatch("aa") and found.one.offset == 0
    assert [one.pattern for one in found.several["x"]] == ["b", "c"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"one": {"words": "(a"}}, "x.yml: one: words: '(a' is no pattern"),
        ({"one": {"wrods": "a"}}, "x.yml: one: ['wrods'] are not known"),
        ({"one": {}}, "x.yml: one: there is no ['words']"),
        ({"one": {"words": "a", "offset": "1"}}, "x.yml: one: offset: '1' is no int"),
        ({"several": {"x": "b"}}, "x.yml: several: x: 'b' is no list"),
    ],
)
def test_what_is_wrong_in_a_file_of_words_is_told_with_its_place(wrong, told):
    with pytest.raises(wording.BadWording, match=re.escape(told)):
        wording.typed(File, GOOD | wrong, "x.yml")


def test_patterns_are_put_together_from_the_parts_of_their_file():
    from helpers.interpret.sentences import wording_of_sentences

    assert wording_of_sentences().budget.search("年初预算为1,005.00万元")["amount"] == "1,005.00"
