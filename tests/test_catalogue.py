"""The catalogue of checks: rules are data that can be trusted, and each is made in one place."""

import re
from pathlib import Path

import pytest

from helpers import checks
from helpers.checks import catalogue
from helpers.checks.catalogue import BadRule, rules
from helpers.checks.operands import all_operands, checked, operands
from helpers.checks.shapes import SHAPES
from helpers.checks.sums import SUMS

MODULES = sorted(Path(checks.__file__).parent.glob("*.py"))


#: A rule named in a check; not where its checks or cases are asked for.
NAMED = re.compile(r'(?<!checks_of\()"([A-Z]\d\d)"(?!\]\.cases)')


def made_in() -> dict[str, set[str]]:
    """Where each rule is made: modules that name it in a check, or `data`."""
    found = {name: {"data"} if rule.cases else set() for name, rule in rules().items()}
    for path in MODULES:
        for name in NAMED.findall(path.read_text("utf-8")):
            found[name].add(path.stem)
    return found


def test_every_rule_is_made_in_exactly_one_place():
    assert {name: places for name, places in made_in().items() if len(places) != 1} == {}


#: Rules about numbers that are data; the others are about words, or find their numbers by them.
DATA = """
S01 S02 S03 S04 H01 H02 H03 E01 P01 P02 P03 P04 X01 X02 X03 X04 G01 T01 T02 T03 T04 T05 T06 T07 T08
B01 B02 B03 B04 B05 F01 F02 F03 F04 F06 F07 J01 J02 J03 N03
"""


def test_rules_of_numbers_are_data():
    assert set(DATA.split()) == {name for name, rule in rules().items() if rule.cases}


def test_rules_on_prose_take_no_part_in_interpretation():
    prose = [one for name, one in all_operands().items() if name not in operands()]
    along = {case.get("each", one.each) for one in prose for case in one.cases}
    assert along and along.isdisjoint({**SHAPES, **SUMS})


RULE = {
    "family": "table",
    "zh": "甲",
    "en": "A",
    "source": "arithmetic",
    "catches": "x",
    "silent": "y",
    "kind": "sum",
}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (
            {"kind": "summ"},
            "kind 'summ' is not known; there are at_least, at_most, change, count, equal, ",
        ),
        ({"cases": [{"hole": "total"}]}, "'hole'"),
        ({"cases": [{"each": "row", "table": "revenue", "fewest": 2}]}, "'fewest'"),
        ({"cases": [{"left": {"table": "revenues"}}]}, "table 'revenues'"),
        ({"cases": [{"left": {"measure": "totals"}}]}, "measure 'totals'"),
        ({"cases": []}, "a kind without cases"),
        ({"silent": ""}, "no 'silent'"),
    ],
)
def test_a_misspelt_rule_says_what_is_wrong_when_it_is_loaded(wrong, told):
    entry = RULE | {"cases": [{"each": "code", "table": "revenue"}]} | wrong
    with pytest.raises(BadRule, match=re.escape(told)):
        catalogue._rule("X99", entry, checked("X99", entry).cases)
