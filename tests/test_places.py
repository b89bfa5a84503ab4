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
    text = "绩效自评覆盖8,223.09万元的项目，共涉及项目9个，资金1,223.09万元，占项目支出100.00%"
    for words in ("", "评价", "评价结果表明", "评价结果表明，", "评价结果总体表明，"):
        for fact in wordings.read([("十一、绩效情况说明", words * 4 + text)], 2022).facts:
            before, after = f"{words * 4}{text}".split(fact["snippet_zh"])
            cut = [(before[-1:], fact["snippet_zh"][0]), (fact["snippet_zh"][-1], after[:1])]
            assert not [pair for pair in cut if all(c and c in "0123456789.,%" for c in pair)]
