"""Every row says where it stands: what is printed inside its box is its number."""

from pathlib import Path

import pytest

import boxes
import corpus

SHIPPED = Path(__file__).parents[1] / "data/raw/hanyang-gov-office/2020/final_accounts.pdf"


def lost(path: Path, table: str) -> list[dict]:
    column = "outturn_printed" if table == "budget_vs_outturn" else "printed"
    rows = corpus.tidy(path, 2020)[f"tidy/{table}"]
    rows = rows[rows[column].notna()]
    assert len(rows) >= 10
    return boxes.lost(path, rows.to_dict("records"), column)


@pytest.mark.parametrize("table", ["statutory", "facts", "budget_vs_outturn"])
def test_the_box_of_a_row_holds_its_number(table):
    assert not lost(SHIPPED, table)


@corpus.needs_corpus
@pytest.mark.parametrize("name", ["ghj2024", "sgb2024", "hanyang-2020-text"])
def test_the_boxes_of_real_documents_hold_their_amounts(name):
    for table in ("statutory", "facts", "budget_vs_outturn"):
        assert not lost(corpus.document(name), table)
