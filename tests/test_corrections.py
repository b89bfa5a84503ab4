"""corrections.yml: what a person puts right is right everywhere, and never silently."""

from __future__ import annotations

import hashlib
from decimal import Decimal

import pandas as pd
import pytest
import yaml

from helpers import schemas, store
from helpers.documents import BadCorrection
from helpers.interpret import as_tidy, budget
from helpers.interpret.corrections import Correction, read_all_corrections, read_corrections
from test_profile import prose
from test_statutory import printed

UNIT, YEAR = "a-unit", 2024
TABLE = [
    ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"],
    ["", "合计", "12.00", "10.00", "2.00"],
    ["201", "一般公共服务支出", "19.00", "10.00", "2.00"],
]
NO_LINES = schemas.typed("as_printed/lines", [])
PAGES = schemas.typed(
    "as_printed/pages",
    [
        {
            "page": page,
            "width": 595.0,
            "height": 842.0,
            "turned": 0.0,
            "kind": "table",
            "glyphs": 1,
            "strays": 0,
            "picture": 0.0,
            "reader": "text",
        }
        for page in range(1, 4)
    ],
)


def tidy(*wanted: Correction, rows=TABLE, reader="text") -> dict[str, list[dict]]:
    cells, paragraphs = printed("支出决算表", rows)
    cells["reader"] = reader
    return as_tidy.read_tidy(PAGES, cells, paragraphs, NO_LINES, YEAR, wanted)


def id_of(found: dict[str, list[dict]], amount: str) -> tuple[int, str]:
    return next(
        (row["page"], row["number_id"]) for row in found["tidy/numbers"] if row["printed"] == amount
    )


def put_right(read="19.00", printed="12.00", **more) -> Correction:
    page, number_id = id_of(tidy(), "19.00")
    return Correction(
        **(
            {
                "page": page,
                "number_id": number_id,
                "read": read,
                "printed": printed,
                "reason": "2 读成 9",
            }
            | more
        )
    )


def amounts(found: dict) -> list[str]:
    return [row["printed"] for row in found["tidy/statutory"]]


def test_a_number_that_was_misread_is_right_in_every_table_and_keeps_its_id():
    before, after = tidy(), tidy(put_right())
    assert amounts(before)[3:] == ["19.00", "10.00", "2.00"]
    assert amounts(after) == ["12.00", "10.00", "2.00"] * 2
    _, number_id = id_of(before, "19.00")
    number = next(row for row in after["tidy/numbers"] if row["number_id"] == number_id)
    assert (number["printed"], number["amount"]) == ("12.00", Decimal("12.00"))
    assert [row["number_id"] for row in before["tidy/numbers"]] == [
        row["number_id"] for row in after["tidy/numbers"]
    ]


def test_what_was_put_right_stands_in_a_table_of_its_own():
    (row,) = tidy(put_right())["tidy/corrections"]
    assert (row["read"], row["printed"], row["reason"]) == ("19.00", "12.00", "2 读成 9")
    assert row["number_ids"] == [put_right().number_id] and row["row_id"]
    assert tidy()["tidy/corrections"] == []


def test_a_cell_is_named_by_a_point_in_it_and_a_blank_one_too():
    cells, _ = printed("支出决算表", TABLE)
    cell = cells[cells["text"] == "合计"].iloc[0]
    centre = ((cell.x0 + cell.x1) / 2, (cell.y0 + cell.y1) / 2)
    header = put_right("合计", "总计", number_id=None, place=centre, page=int(cell.page))
    assert [row["name_zh"] for row in tidy(header)["tidy/statutory"]][:1] == ["总计"]
    blank = cells[(cells["row"] == 1) & (cells["col"] == 0)].iloc[0]
    point = ((blank.x0 + blank.x1) / 2, (blank.y0 + blank.y1) / 2)
    code = put_right("", "205", number_id=None, place=point, page=int(blank.page))
    assert "205" in {row["code"] for row in tidy(code)["tidy/statutory"]}


def test_a_number_of_the_prose_is_put_right_in_its_sentence():
    paragraphs, lines = prose("2024年度支出总计19.00万元，其中基本支出10.00万元")
    cells = schemas.typed("as_printed/cells", [])
    found = as_tidy.read_tidy(PAGES, cells, paragraphs, lines, YEAR)
    page, number_id = id_of(found, "19.00")
    wanted = put_right(page=page, number_id=number_id)
    after = as_tidy.read_tidy(PAGES, cells, paragraphs, lines, YEAR, [wanted])
    assert [row["printed"] for row in after["tidy/numbers"]] == ["2024", "12.00", "10.00"]
    assert after["tidy/corrections"][0]["number_ids"] == [number_id]
    assert [row["x0"] for row in after["tidy/numbers"]][1] == next(
        row["x0"] for row in found["tidy/numbers"] if row["number_id"] == number_id
    )


def test_arithmetic_changes_nothing_that_a_person_has_read():
    rows = [TABLE[0], TABLE[1], [*TABLE[2][:2], "12.00", "18.00", "2.00"]]
    assert "18.00" not in amounts(tidy(rows=rows, reader="ocr"))  # corrected by the sum
    page, number_id = id_of(tidy(rows=rows), "18.00")
    seen = put_right("18.00", "16.00", page=page, number_id=number_id)
    assert "16.00" in amounts(tidy(seen, rows=rows, reader="ocr"))


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"number_id": "p9x9y9"}, "names no number"),
        ({"page": 2}, "names no number"),
        ({"read": "18.00"}, "'19.00' is read there"),
        ({"read": "9.00", "printed": "19.00"}, "needed no more"),
        ({"number_id": None, "place": (590.0, 840.0)}, "neither a cell nor a line"),
    ],
)
def test_a_correction_that_fits_nothing_stops_the_run_in_a_sentence(wanted, said):
    with pytest.raises(BadCorrection, match=said) as found:
        tidy(put_right(**wanted))
    assert found.value.exit_status == 2 and "\n" not in str(found.value)


@pytest.fixture
def beside(home, make_pdf):
    """``beside(corrections=[…])``: the document with this corrections.yml; its sha256."""
    folder = store.raw_folder(UNIT, YEAR)
    folder.mkdir(parents=True)
    pdf = make_pdf("某某局2024年度部门决算")
    (folder / "final_accounts.pdf").write_bytes(pdf)

    def write(**content) -> list[Correction]:
        content = {"sha256": hashlib.sha256(pdf).hexdigest()} | content
        (folder / "corrections.yml").write_text(
            yaml.safe_dump(content, allow_unicode=True), "utf-8"
        )
        return read_corrections(UNIT, YEAR)

    return write


ONE = {"page": 1, "number_id": "p1x2y3", "read": "19", "printed": "12", "reason": "看错"}


def test_corrections_are_read_as_people_write_them(beside):
    assert beside(corrections=[ONE]) == [Correction(1, "19", "12", "看错", number_id="p1x2y3")]
    by_place = {name: ONE[name] for name in ONE if name != "number_id"} | {"place": [3, 4.5]}
    assert beside(corrections=[by_place])[0].place == (3, 4.5)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"sha256": "0" * 64, "corrections": [ONE]}, "another PDF"),
        ({"corrections": {"page": 1}}, "must hold"),
        ({"corrections": [ONE | {"note": "x"}]}, "nothing else"),
        ({"corrections": [ONE | {"place": [1, 2]}]}, "either number_id or place"),
        ({"corrections": [ONE | {"reason": " "}]}, "must have reason"),
        ({"corrections": [ONE | {"read": 19}]}, "in quotation marks"),
        ({"corrections": [ONE | {"page": "1"}]}, "whole number"),
    ],
)
def test_a_file_that_does_not_fit_its_pdf_or_its_form_is_refused(beside, content, said):
    with pytest.raises(BadCorrection, match=said):
        beside(**content)


def test_without_a_file_there_are_no_corrections(home):
    assert read_corrections(UNIT, YEAR) == []


def test_a_number_broken_over_two_lines_of_a_cell_is_put_right():
    rows = [TABLE[0], TABLE[1], [*TABLE[2][:2], "4,374.0\n9", "10.00", "2.00"]]
    page, number_id = id_of(tidy(rows=rows), "4374.09")
    after = tidy(put_right("4,374.09", "12.00", page=page, number_id=number_id), rows=rows)
    assert amounts(after)[3:] == ["12.00", "10.00", "2.00"]
    assert pd.notna(after["tidy/corrections"][0]["x1"])


def budget_of(*wanted: Correction, reader="text") -> dict[str, list[dict]]:
    """What is read of a budget of one table, with these corrections."""
    cells, paragraphs = printed("支出预算表", TABLE)
    cells["reader"] = reader
    parts = {"pages": PAGES, "cells": cells, "paragraphs": paragraphs, "lines": NO_LINES}
    frames = {
        f"as_printed/budget_{name}": frame.assign(document="budget")
        for name, frame in parts.items()
    }
    return budget.read_budget(frames, YEAR, {"budget": wanted})


def test_a_number_of_a_budget_is_put_right_where_it_stands():
    before = budget_of()
    page, number_id = id_of(before, "19.00")
    own = number_id.removeprefix("b-")
    after = budget_of(put_right(page=page, number_id=own, document="budget"))
    assert [row["printed"] for row in before["tidy/budget"]][3] == "19.00"
    assert [row["printed"] for row in after["tidy/budget"]] == ["12.00", "10.00", "2.00"] * 2
    (row,) = after["tidy/corrections"]
    assert (row["document"], row["number_ids"]) == ("budget", [number_id])
    assert row["row_id"].startswith("b-") and before["tidy/corrections"] == []


def test_of_a_picture_of_a_budget_only_what_a_person_has_read_is_kept():
    assert budget_of(reader="ocr")["tidy/budget"] == []
    page, number_id = id_of(budget_of(), "19.00")
    seen = put_right(page=page, number_id=number_id.removeprefix("b-"), document="budget")
    found = budget_of(seen, reader="ocr")
    assert [row["printed"] for row in found["tidy/budget"]] == ["12.00"]
    (table,) = (row for row in found["tidy/budget_tables"] if row["table"] == "expenditure")
    assert (table["state"], table["rows"]) == ("filled", 1)


def test_the_corrections_of_a_budget_lie_in_a_file_of_their_own(beside, make_pdf):
    folder = store.raw_folder(UNIT, YEAR)
    pdf = make_pdf("某某局2024年部门预算")
    told = {"sha256": hashlib.sha256(pdf).hexdigest(),
        "corrections": [ONE | {"number_id": "b-p1x2y3"}]}  # fmt: skip
    (folder / "budget_corrections.yml").write_text(yaml.safe_dump(told), "utf-8")
    with pytest.raises(BadCorrection, match=r"no budget\.pdf"):
        read_all_corrections(UNIT, YEAR)
    (folder / "budget.pdf").write_bytes(pdf)
    found = read_all_corrections(UNIT, YEAR)
    assert found["final_accounts"] == found["budget_tables"] == []
    assert [(one.number_id, one.document) for one in found["budget"]] == [("p1x2y3", "budget")]
    assert str(found["budget"][0]).startswith("budget_corrections.yml")
    told["corrections"] = [ONE]  # an id of the accounts
    (folder / "budget_corrections.yml").write_text(yaml.safe_dump(told), "utf-8")
    with pytest.raises(BadCorrection, match="begins with b-"):
        read_all_corrections(UNIT, YEAR)
