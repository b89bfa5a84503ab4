"""A number that is clicked shows where it is printed: the right page, the right place."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from helpers import evidence, store
from helpers.publish.citations import Citations, crop
from helpers.publish.places import Place, Places

UNIT, YEAR = "a-unit", 2021
PROSE = ("教育支出年初预算90万元，支", "出决算95万元，完成95%；90人。", "另一段写90")


def line(n: int, order: int, text: str) -> dict:
    """A printed line of characters 10 points wide."""
    return {"order": order, "line": n, "text": text, "page": 1, "reader": "text",
            "x0": 0.0, "x1": 10.0 * len(text), "y0": 20.0 * n, "y1": 20.0 * n + 10,
            "edges": [10.0 * edge for edge in range(len(text) + 1)]}


def cell(row: int, col: int, text: str) -> dict:
    return {"table_no": 1, "row": row, "col": col, "row_span": 1, "col_span": 1, "text": text,
            "page": 2, "reader": "ocr", "x0": 50.0 * col, "x1": 50.0 * col + 50,
            "y0": 20.0 * row, "y1": 20.0 * row + 20}


@pytest.fixture
def places(home) -> Places:
    """A class in prose on page 1 and a project's form on page 2."""
    box = dict(zip(("x0", "y0", "x1", "y1"), (30.0, 40.0, 50.0, 50.0), strict=True))
    in_form = dict(zip(("x0", "y0", "x1", "y1"), (100.0, 20.0, 150.0, 40.0), strict=True))
    tables = {
        "as_printed/pages": [
            {"page": page, "width": 595.0, "height": 842.0, "kind": "text", "glyphs": 9,
             "strays": 0, "picture": 0.0, "turned": 0.0, "reader": reader}
            for page, reader in ((1, "text"), (2, "ocr"))],
        "as_printed/lines": [line(1, 1, PROSE[0]), line(2, 1, PROSE[1]), line(3, 2, PROSE[2]),
                             line(4, 3, "105") | {"reader": "ocr"}, line(5, 3, "95%")],
        "as_printed/paragraphs": [
            {"order": order, "kind": kind, "text": "", "page": 1, "reader": "text"}
            for order, kind in ((1, "body"), (2, "body"), (3, "figure"))],
        "as_printed/cells": [cell(1, 1, "5.00"), cell(1, 2, "5.00"), cell(1, 3, "100%"),
                             cell(2, 1, "3"), cell(2, 2, "100")],
        "tidy/budget_vs_outturn": [
            {"scope": "function_class", "source": "narrative", "page": 1, "reader": "text",
             "initial_budget": Decimal(90), "initial_budget_printed": "90",
             "outturn": Decimal(95), "outturn_printed": "95", "execution_rate_printed": "95",
             **box},
            {"scope": "project", "source": "self_evaluation_form", "page": 2, "reader": "ocr",
             "adjusted_budget": Decimal(5), "adjusted_budget_printed": "5.00",
             "initial_budget": Decimal(7), "initial_budget_printed": "7",
             "outturn": Decimal(5), "outturn_printed": "5.00", **in_form}],
        "tidy/projects": [{"project_no": 1, "name_zh": "甲", "total_score": Decimal(100),
                           "execution_score": Decimal(3), "first_page": 2, "last_page": 2}],
    }
    for name, rows in tables.items():
        store.write(name, rows, UNIT, YEAR)
    return Places(UNIT, YEAR)


@pytest.mark.parametrize(
    ("column", "box"),
    [("outturn", (30, 40, 50, 50)),  # the row's own
     ("initial_budget", (80, 20, 100, 30)),  # before it, on the line above; not the 90 persons
     ("execution_rate_printed", (100, 40, 120, 50))])  # the same digits, behind it
def test_a_number_of_the_prose_is_marked_in_its_own_sentence(places, column, box):
    place = places.of(f"tidy/budget_vs_outturn:0:{column}")
    assert (place.page, place.box, place.exact) == (1, box, True)


def test_a_number_of_a_form_is_marked_in_its_own_row(places):
    place = places.of("tidy/budget_vs_outturn:1:adjusted_budget")
    assert (place.page, place.box, place.reader) == (2, (50, 20, 100, 40), "ocr")


def test_what_is_not_found_beside_its_row_is_said_to_be_near(places):
    place = places.of("tidy/budget_vs_outturn:1:initial_budget")
    assert place.box == (100, 20, 150, 40) and not place.exact


def test_a_number_without_a_box_is_marked_only_where_it_stands_once(places):
    assert places.of("tidy/projects:0:total_score") == Place(2, None, "ocr", "100", exact=False)
    assert places.of("tidy/projects:0:execution_score").box == (50, 40, 100, 60)


def test_a_charts_label_is_shown_where_nothing_else_prints_the_number(places):
    label, = places.printed_on([1], "105")
    assert (label.exact, label.reader, label.box[1]) == (True, "ocr", 80.0)
    assert all(one.box is None or one.box[1] < 80 for one in places.printed_on([1], "95%"))


def test_a_crop_stays_on_the_page_and_the_mark_in_the_crop():
    corner = crop(Place(1, (560, 800, 590, 812), "text", "9"), (595, 842))
    percents = dict(re.findall(r"(\w+):([\d.]+)%", corner["mark"]))
    assert all(0 <= float(value) <= 100 for value in percents.values())
    assert float(percents["left"]) + float(percents["width"]) <= 100
    assert "background-position:100.00% 100.00%" in corner["window"]
    assert crop(Place(1, None, "text", "9", exact=False), (595, 842))["mark"] is None


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
    assert 'class="n ocr"' in cited.at("3", places.printed_on([2], "3"))
    assert 'class="n"' in cited.at("5.00", places.printed_on([1], "5.00"))
