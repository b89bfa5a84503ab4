"""The catalogue of checks: rules are data that can be trusted, and each is made in one place."""

import re
from pathlib import Path

import pytest

from helpers import checks
from helpers.checks import ALL_SHAPES, Check, catalogue, interpreter
from helpers.checks.catalogue import all_operands, of_budget, rules
from helpers.checks.judging import Judgement, doubted
from helpers.checks.operands import EACH, BadRule, checked, table_operands
from helpers.checks.shapes import SHAPES
from helpers.checks.sums import SUMS

MODULES = sorted(Path(checks.__file__).parent.glob("*.py"))


def test_every_rule_is_data_and_no_module_makes_one_by_its_name():
    named = re.compile(r'"([A-Z]{1,3}\d{1,2})"')
    assert {path.stem: found for path in MODULES if (found := named.findall(path.read_text()))} == {
        "catalogue": ["P02"],  # in examples
        "operands": ["P02"],
    }
    assert set(all_operands()) == set(rules())


def test_every_shape_is_in_the_catalogue_and_used_by_a_rule():
    used = {case.get("each", rule.each) for rule in all_operands().values() for case in rule.cases}
    assert set(ALL_SHAPES) == set(EACH) == used


def test_no_check_reads_prose_with_a_pattern_of_its_own():
    makes = re.compile(r"\bre\.(?!Pattern\b)\w+")
    found = {path.name: makes.findall(path.read_text("utf-8")) for path in MODULES}
    assert {name: words for name, words in found.items() if words} == {
        "operands.py": ["re.compile", "re.error"]  # the patterns of the operands, at load
    }


def test_rules_of_the_audit_alone_take_no_part_in_interpretation():
    of_tables = table_operands() | of_budget()  # a budget's sums are repeated as the accounts' are
    alone = [one for name, one in all_operands().items() if name not in of_tables]
    along = {case.get("each", one.each) for one in alone for case in one.cases}
    assert along and along.isdisjoint({**SHAPES, **SUMS})


def test_a_failure_in_doubt_is_undecided_and_a_doubt_that_its_rule_lacks_is_an_error():
    rule = all_operands()["D01"]
    failing = Check("D01", {}, doubted(Judgement("fail", likely_cause="text"), "equal_as_printed"))
    judged = interpreter.undecided_if_doubted(failing, rule).judgement
    assert (judged.outcome, judged.likely_cause) == ("cannot_tell", None)
    passing = doubted(Judgement("pass"), "equal_as_printed")
    assert (
        interpreter.undecided_if_doubted(Check("D01", {}, passing), rule).judgement.outcome
        == "pass"
    )
    other = doubted(Judgement("fail"), "names_alike")
    with pytest.raises(BadRule, match="'names_alike'"):
        interpreter.undecided_if_doubted(Check("D01", {}, other), rule)


RULE = {"kind": "sum", "each": "code", "cases": [{"table": "revenue"}]}
TOLD = {
    "family": "table",
    "zh": "甲",
    "en": "A",
    "source": "arithmetic",
    "catches": "x",
    "silent": "y",
}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (
            {"kind": "summ"},
            "kind 'summ' is not known; there are absent, at_least, at_most, change, count, equal, ",
        ),
        ({"cases": [{"hole": "total"}]}, "'hole'"),
        ({"cases": [{"table": "revenue", "fewest": 2}]}, "'fewest'"),
        ({"each": None, "cases": [{"left": {"table": "revenues"}}]}, "table 'revenues'"),
        ({"each": None, "cases": [{"left": {"measure": "totals"}}]}, "measure 'totals'"),
        ({"each": None, "cases": [{"left": {"called": "(支出"}}]}, "'(支出' is no pattern"),
        ({"cases": []}, "a kind without cases"),
        ({"undecided": ["maybe"]}, "doubt 'maybe'"),
    ],
)
def test_a_misspelt_rule_says_what_is_wrong_when_it_is_loaded(wrong, told):
    with pytest.raises(BadRule, match=re.escape(told)):
        checked("X99", RULE | wrong)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"silent": ""}, "no 'silent'"),
        ({"family": "tables"}, "family 'tables'"),
        ({"fial_zh": "甲"}, "entry 'fial_zh'"),
    ],
)
def test_a_rule_whose_words_are_misspelt_says_so(wrong, told):
    with pytest.raises(BadRule, match=re.escape(told)):
        catalogue._rule("X99", TOLD | wrong)
