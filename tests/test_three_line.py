"""Tables without upright lines: read as ruled ones are, or not at all."""

import pytest

import three_line
from three_line import amounts, state, tidy


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"rules": "rows", "wrap": True},
        {"wrap": True},
        {"align": "center"},
    ],
    ids=str,
)
@pytest.mark.parametrize("table", three_line.SETS)
def test_a_three_line_table_is_read_as_the_ruled_one(table, options, tmp_path):
    ruled = amounts(tidy(three_line.typeset(table, "all"), tmp_path))
    assert [row[-1] for row in ruled] == three_line.amounts_of(table)
    assert amounts(tidy(three_line.typeset(table, **options), tmp_path)) == ruled


def test_what_its_sums_do_not_prove_is_not_given(tmp_path, monkeypatch):
    title, head, rows = three_line.SETS["expenditure"]
    wrong = [["", "合计", "1,214.00", "804.00", *rows[0][4:]], *rows[1:]]
    monkeypatch.setitem(three_line.SETS, "expenditure", (title, head, wrong))
    found = tidy(three_line.typeset("expenditure"), tmp_path)
    assert not found["tidy/statutory"] and state(found, "expenditure") == "not_read"
    assert "unproved" in {note["kind"] for note in found["tidy/reading_notes"]}
    assert [row["why"] for row in found["tidy/other_tables"]] == ["unproved"]
    assert len(amounts(tidy(three_line.typeset("expenditure", "all"), tmp_path))) == 19


def test_an_amount_under_no_head_is_no_reading(tmp_path, monkeypatch):
    title, head, rows = three_line.SETS["state_capital"]
    short = [[*head[0][:3], "", head[0][4]]]
    moved = [[*row[:3], row[4], ""] for row in rows]
    monkeypatch.setitem(three_line.SETS, "state_capital", (title, short, moved))
    found = tidy(three_line.typeset("state_capital"), tmp_path)
    assert "basic" not in {row["measure"] for row in found["tidy/statutory"]}


@pytest.mark.parametrize(
    "table",
    [
        "revenue_expenditure_summary",
        "expenditure",
        "appropriation_summary",
        "government_funds",
        "three_public",
    ],
)
def test_a_three_line_table_over_two_pages_is_one_table(table, tmp_path):
    ruled = amounts(tidy(three_line.typeset(table, "all"), tmp_path))
    source = three_line.typeset(table, page="width: 842pt, height: 210pt, margin: 40pt")
    found = tidy(source, tmp_path)
    assert {row["page"] for row in found["tidy/statutory"]} == {1, 2}
    assert amounts(found) == ruled
