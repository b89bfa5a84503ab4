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


def test_a_snippet_is_never_cut_inside_a_number():
    text = "一般公共预算项目支出全面开展绩效自评，覆盖全部项目" * 2 + (
        "，共涉及项目9个，资金1,223.09万元，占一般公共预算项目支出总额的100.00%")
    for start in range(len(text) - 60):
        for fact in wordings.read([("十一、绩效情况说明", text[start:])], 2022).facts:
            assert fact["printed"] in fact["snippet_zh"].replace(",", "")
            assert not {"1,22", "223.0", "100."} & {fact["snippet_zh"][-4:], fact["snippet_zh"][-5:]}
