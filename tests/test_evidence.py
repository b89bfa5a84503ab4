"""A number that is clicked shows where it is printed: the right page, the right place."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from helpers import evidence, store
from helpers.publish.citations import Citations, Place, Places, crop, place_of_row

UNIT, YEAR = "a-unit", 2021
BOX = {"x0": 30.0, "y0": 40.0, "x1": 50.0, "y1": 50.0}
ROW = {"page": 2, "x0": 0.0, "y0": 60.0, "x1": 500.0, "y1": 80.0, "reader": "ocr"}


def number(number_id: str, printed: str, page: int) -> dict:
    return {
        "number_id": number_id,
        "document": "final_accounts",
        "printed": printed,
        "value": Decimal(printed),
        "status": "claimed",
        "found_in": "cell",
        "page": page,
        "reader": "ocr" if page == 2 else "text",
        **BOX,
    }


@pytest.fixture
def places(home) -> Places:
    """A document of two pages with a number each."""
    store.write(
        "as_printed/pages",
        [
            {
                "page": page,
                "width": 595.0,
                "height": 842.0,
                "kind": "text",
                "glyphs": 9,
                "strays": 0,
                "picture": 0.0,
                "turned": 0.0,
                "reader": reader,
            }
            for page, reader in ((1, "text"), (2, "ocr"))
        ],
        UNIT,
        YEAR,
    )
    store.write(
        "tidy/numbers", [number("p1x30y40", "95", 1), number("p2x50y40", "3", 2)], UNIT, YEAR
    )
    return Places(UNIT, YEAR)


def test_a_number_is_looked_up_by_its_id(places):
    assert places.of("p1x30y40") == Place(1, (30, 40, 50, 50), "text", "95")
    assert places.of("p2x50y40").reader == "ocr"
    assert places.of(None) is None
    with pytest.raises(KeyError):
        places.of("p9x9y9")


def test_words_without_a_number_open_their_row_and_say_so():
    place = place_of_row(ROW)
    assert (place.page, place.box, place.exact) == (2, (0, 60, 500, 80), False)


def test_a_crop_stays_on_the_page_and_the_mark_in_the_crop():
    corner = crop(Place(1, (560, 800, 590, 812), "text", "9"), (595, 842))
    percents = dict(re.findall(r"(\w+):([\d.]+)%", corner["mark"]))
    assert all(0 <= float(value) <= 100 for value in percents.values())
    assert float(percents["left"]) + float(percents["width"]) <= 100
    assert "background-position:100.00% 100.00%" in corner["window"]


def test_pictures_become_coarser_before_they_are_left_out(make_pdf, tmp_path):
    pdf = tmp_path / "two.pdf"
    texts = ["".join(map(chr, range(first, first + 900))) for first in (0x4E00, 0x5E00)]
    pdf.write_bytes(make_pdf(*texts))
    fine = evidence.small_pictures(pdf, [1, 2], 10_000_000)
    whole = sum(map(len, fine.values()))
    coarse = evidence.small_pictures(pdf, [1, 2], whole - 1)
    assert set(fine) == set(coarse) == {1, 2}
    assert sum(map(len, coarse.values())) < whole
    assert set(evidence.small_pictures(pdf, [1, 2], 100)) < {1, 2}


def test_a_number_that_ocr_read_looks_different(places):
    cited = Citations(places)
    assert 'class="n ocr"' in cited.cite("3", ["p2x50y40"])
    assert 'class="n"' in cited.cite("95", ["p1x30y40"])
