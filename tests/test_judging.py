"""Sums and percentages are judged by the digits printed, and by nothing looser."""

from decimal import Decimal

from helpers.checks.judging import PrintedNumber, half_unit, judge_change, judge_ratio, judge_sum


def printed(text):
    return PrintedNumber(Decimal(text), half_unit(Decimal(text), text), text)


def test_sum_holds_rounds_or_fails():
    parts = [printed("1.11"), printed("2.22")]
    assert judge_sum(printed("3.33"), parts).outcome == "pass"
    off = judge_sum(printed("3.34"), parts)
    assert (off.outcome, off.difference, off.tolerance) == ("rounding", "0.01", "0.015")
    assert judge_sum(printed("3.35"), parts).outcome == "fail"


def test_printed_zeros_buy_no_tolerance():
    zeros = [printed("0.00")] * 20
    assert judge_sum(printed("1.02"), [printed("1.00"), *zeros]).outcome == "fail"


def test_ratio_is_rounding_only_if_some_unrounded_inputs_give_it():
    rounding = judge_ratio(printed("4.33"), printed("53.09"), printed("1224.64"))
    assert (rounding.outcome, rounding.expected) == ("rounding", "4.34%")
    assert judge_ratio(printed("99.86"), printed("9746.50"), printed("9759.38")).outcome == "fail"


def test_ratio_of_the_wrong_base_is_named():
    wrong = judge_ratio(printed("95.89"), printed("307.82"), printed("400.00"), [printed("321.02")])
    assert (wrong.outcome, wrong.likely_cause) == ("fail", "wrong_base")
    assert [one.text for one in wrong.numbers] == ["95.89", "307.82", "400.00", "321.02"]


def test_ratio_of_nothing_is_not_applicable():
    assert judge_ratio(printed("0"), printed("0"), printed("0")).outcome == "not_applicable"


def test_change_is_measured_on_the_year_before():
    good = judge_change(printed("10.36"), printed("1224.64"), printed("114.98"), 1)
    assert good.outcome == "pass"
    wrong = judge_change(printed("9.39"), printed("1224.64"), printed("114.98"), 1)
    assert (wrong.outcome, wrong.likely_cause) == ("fail", "wrong_base")
    fall = judge_change(printed("8.65"), printed("142.80"), printed("13.52"), -1)
    assert fall.outcome == "pass"


def test_change_from_nothing_cannot_be_told():
    assert judge_change(printed("100.00"), printed("5"), printed("5"), 1).outcome == "cannot_tell"
