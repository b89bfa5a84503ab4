"""The project's own English of what documents print: of all of a name, or none."""

import pytest

from helpers.wording import labels


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("六、差旅费", "Travel"),
        ("小学教育（2050202）", "Primary education"),
        ("其中：捐赠收入", "of which donations received"),
        (
            "教育支出（类）普通教育（款）小学教育（项）",
            "Education › General education › Primary education",
        ),
        ("其他普法宣传支出", "Other legal education"),
        ("党建专项经费", "Party building special funds"),
        ("会议通知及时率", "Meeting notices: timeliness"),
        ("疫苗采购完成率", "Vaccines procurement: completion rate"),
        ("完成任务", "Completing tasks"),
        ("完成督办任务", None),  # who does what with what is not in the words
        ("某某寺安保专项经费", None),  # a name that the glossary does not know
        ("The whole department", None),  # no Chinese
        ("2021", None),
        ("", None),
    ],
)
def test_a_name_has_a_gloss_where_all_of_it_is_known(name, english):
    assert labels.own_gloss(name) == english


def test_clauses_that_are_not_known_are_left_open():
    told = labels.own_gloss_of_sentence("因人员增加，年中追加人员经费；某某不详")
    assert told == "Because of more staff; in mid-year, adding staff costs; …"
    assert labels.own_gloss_of_sentence("某某不详") is None


@pytest.mark.parametrize(
    ("body", "english"),
    [("某某县财政局", "Finance Bureau (of 某某县)"), ("某某事务所", None)],
)
def test_a_publisher_is_told_by_its_kind_and_its_place_is_left(body, english):
    assert labels.own_gloss_of_body(body) == english
