"""Every row says where it stands: what is printed inside its box is its number."""

from pathlib import Path

import pypdfium2 as pdfium
import pytest

import corpus
from helpers.amounts import key

SHIPPED = Path(__file__).parents[1] / "data/raw/hanyang-gov-office/2020/final_accounts.pdf"


def words_in(document: pdfium.PdfDocument, row) -> str:
    """What pdfium finds inside the row's box, without separators."""
    page = document[row.page - 1]
    height = page.get_size()[1]
    text = page.get_textpage().get_text_bounded(
        row.x0 - 1, height - row.y1 - 1, row.x1 + 1, height - row.y0 + 1)
    return key(text).replace(",", "")


@pytest.mark.parametrize("table", ["statutory", "facts", "budget_vs_outturn"])
def test_the_box_of_a_row_holds_its_number(table):
    document = pdfium.PdfDocument(SHIPPED)
    rows = corpus.tidy(SHIPPED, 2020)[f"tidy/{table}"]
    column = "outturn_printed" if table == "budget_vs_outturn" else "printed"
    rows = rows[rows[column].notna()]
    assert len(rows) > 30
    lost = [row for row in rows.itertuples() if getattr(row, column) not in words_in(document, row)]
    assert not lost


@corpus.needs_corpus
@pytest.mark.parametrize("name", ["ghj2024", "sgb2024", "hanyang-2020-text"])
def test_the_boxes_of_real_documents_hold_their_amounts(name):
    path = corpus.document(name)
    document = pdfium.PdfDocument(path)
    rows = corpus.tidy(path, 2024)["tidy/statutory"]
    lost = [row for row in rows.iloc[::7].itertuples()
            if row.printed not in words_in(document, row)]
    assert not lost
