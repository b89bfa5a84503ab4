"""What stands on the page and was not understood is not said to be missing."""

import pytest

from helpers import wording
from helpers.seen import Unread


def number(snippet, status="unclaimed", page=3, section=None):
    return {"status": status, "page": page, "section": section, "snippet_zh": snippet}


@pytest.mark.parametrize(
    ("snippet", "status", "about", "there"),
    [
        ("收支总计比上年增加12.00万元", "unclaimed", "change", True),
        ("收支总计比上年增加12.00万元", "claimed", "change", False),
        ("全县有河流23条", "unclaimed", "change", False),
        ("为预算6.60万元的", "left_out", "plan", True),
    ],
)
def test_a_number_is_known_by_the_words_beside_it(snippet, status, about, there):
    unread = Unread([number(snippet, status)], [], [])
    assert unread.about(wording.load("unread")[about]) is there


def test_pages_and_tables_that_were_not_read_may_hold_anything():
    picture = {"kind": "picture_page", "page": 5}
    assert Unread([], [picture], []).about("三公")
    assert Unread([], [], [{"table": "three_public", "state": "not_read"}]).about("三公")
    assert Unread([], [picture], []).on([5]) and not Unread([], [picture], []).on([4, None])
    assert Unread([number("1万元", page=2)], [], []).on([2])
