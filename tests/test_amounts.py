"""Printed numbers and text."""

import re
from decimal import Decimal

import pytest

from helpers.amounts import (
    NUMBER,
    UnreadableAmount,
    chinese_number,
    in_ten_thousands,
    key,
    plain,
    printed_number,
)


@pytest.mark.parametrize(
    ("cell", "printed"),
    [
        ("1,224.64", "1224.64"),
        (" 0.00 ", "0.00"),
        ("0", "0"),
        ("", None),
        ("—", None),
        ("－", None),
        ("１，２２４.６４", "1224.64"),
        ("1,224.\n64", "1224.64"),
        ("-3.5", "-3.5"),
        ("−3.5", "-3.5"),
    ],
)
def test_a_cell_is_a_number_or_a_blank(cell, printed):
    assert printed_number(cell) == printed


@pytest.mark.parametrize("cell", ["123\n456", "12 34", "1.2.3", "合计", "12万", "1,22"])
def test_what_is_no_single_number_is_refused(cell):
    with pytest.raises(UnreadableAmount):
        printed_number(cell)


def test_units_are_exact():
    assert in_ten_thousands("12345.67", "元") == Decimal("1.234567")
    assert in_ten_thousands("1.2", "亿元") == 12000


def test_plain_keeps_chinese_punctuation_and_undoes_radicals():
    assert plain("⼀⻓，（２０２４年）") == "一长，（2024年）"
    assert plain("①９１２．４６") == "①912.46"  # not 1912.46
    assert key("“三公” 经费（万元）") == '"三公"经费(万元)'


def test_chinese_numerals():
    assert [chinese_number(t) for t in ("九", "十", "二十一", "合")] == [9, 10, 21, None]


def test_the_pattern_of_a_number_stands_inside_longer_ones():
    for printed in ("5", "1,204.18", "12.5"):
        assert re.fullmatch(rf"为{NUMBER}万元", f"为{printed}万元")
