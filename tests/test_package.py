"""The data to take away: valid, exact, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

import openpyxl
import pytest
import yaml

from helpers import datapackage, schemas, store
from helpers.datapackage import spreadsheet
from numbered import numbered

UNIT, YEAR = "a-unit", 2021
FORMULA = '=HYPERLINK("http://x.invalid","项目")'
ROW = {
    "scope": "project",
    "name_zh": FORMULA,
    "outturn": Decimal("1.50"),
    "outturn_printed": "-1.50",
    "source": "narrative",
    "page": 7,
    "reader": "text",
}


@pytest.fixture
def packed(home, make_pdf):
    """A package of one project with a hostile name and one figure without numbers."""
    folder = store.raw_folder(UNIT, YEAR)
    folder.mkdir(parents=True)
    (folder / "final_accounts.pdf").write_bytes(make_pdf("某某局2021年度部门决算"))
    (folder / "source.yml").write_text("publisher_zh: 某某局\nyear: 2021\n", "utf-8")
    store.write_all(
        numbered(
            {
                "tidy/budget_vs_outturn": [ROW],
                "tidy/statutory": [
                    {
                        "table": table,
                        "row": 1,
                        "code": code,
                        "level": level,
                        "name_zh": "某",
                        "measure": kind,
                        "amount": Decimal(7),
                        "printed": "7.00",
                        "page": 5,
                        "reader": "text",
                    }
                    for table, code, level, kind in (
                        ("expenditure", "201", "class", "total"),
                        ("expenditure", None, "total", "total"),
                        ("government_funds", "212", "class", "opening_balance"),
                        ("revenue", "201", "class", "total"),
                        ("three_public", "total", "line", "outturn"),
                        ("basic_expenditure", "301", "economic_class", "outturn"),
                    )
                ],
            }
        ),
        UNIT,
        YEAR,
    )
    store.write(
        "results/checks",
        [
            {
                "check_id": "X-1",
                "rule": "X",
                "family": "text",
                "statement_zh": "甲",
                "statement_en": "A",
                "outcome": "pass",
                "pages": [3, 5],
                "evidence": ["@1", "2"],
            }
        ],
        UNIT,
        YEAR,
    )
    return datapackage.write_package(UNIT, YEAR)


def test_the_package_is_valid(packed):
    frictionless = pytest.importorskip(
        "frictionless", reason="frictionless is not installed: `make ready` brings it"
    )
    report = frictionless.validate(str(packed))
    assert report.valid, report.flatten(["title", "note"])
    assert len(report.tasks) == 6


def test_the_package_names_keys_and_what_they_refer_to(packed):
    described = {one["name"]: one["schema"] for one in json.loads(packed.read_text())["resources"]}
    assert described["tidy-numbers"]["primaryKey"] == ["number_id"]
    assert {
        "fields": ["outturn_id"],
        "reference": {"resource": "tidy-numbers", "fields": ["number_id"]},
    } in (described["tidy-budget-vs-outturn"]["foreignKeys"])
    assert all(one["primaryKey"] for one in described.values())


def test_a_reference_that_leads_nowhere_makes_the_package_invalid(packed):
    frictionless = pytest.importorskip(
        "frictionless", reason="frictionless is not installed: `make ready` brings it"
    )
    numbers = packed.parent / "tidy" / "numbers.csv"
    numbers.write_text("\n".join(numbers.read_text("utf-8-sig").splitlines()[:-1]), "utf-8-sig")
    found = frictionless.validate(str(packed)).flatten(["type"])
    assert ["foreign-key"] in found


def test_columns_say_what_they_are_in_fiscal_terms(packed):
    described = json.loads(packed.read_text("utf-8"))
    assert described["$schema"].endswith("2.0/datapackage.json")
    budgets = next(one for one in described["resources"] if "budget-vs" in one["name"])
    fields = {one["name"]: one for one in budgets["schema"]["fields"]}
    assert list(fields) == [column.name for column in schemas.TABLES["tidy/budget_vs_outturn"]]
    assert fields["year"]["columnType"] == "date:fiscal-year"
    assert fields["outturn"]["normalize"] == {"phase": "executed"}
    extra = {one["columnType"]: one for one in budgets["schema"]["extraFields"]}
    assert extra["value"]["normalizationTarget"] and "phase:id" in extra
    assert "columnType" not in fields["code"]  # functional in some rows only
    assert all(one["description"] for one in fields.values())


def test_spending_stands_once_by_function_and_once_by_economic_class(packed):
    described = json.loads(packed.read_text("utf-8"))
    for view, code, kind in (
        ("by_function", "201", "functional"),
        ("by_economic_class", "301", "economic"),
    ):
        written = (packed.parent / "fiscal" / f"{view}.csv").read_text("utf-8-sig")
        assert [
            (row["code"], row["amount"], row["direction"], row["phase"])
            for row in csv.DictReader(io.StringIO(written))
        ] == [(code, "7", "expenditure", "executed")]
        one = next(one for one in described["resources"] if one["path"] == f"fiscal/{view}.csv")
        types = {field["name"]: field.get("columnType") for field in one["schema"]["fields"]}
        assert types["code"] == f"{kind}-classification:generic:code"
        assert {
            "value",
            "direction",
            "phase:id",
            "date:fiscal-year",
            "administrative-classification:generic:code",
        } < set(types.values())


def test_a_csv_opens_in_excel_and_a_formula_stays_text(packed):
    written = (packed.parent / "tidy" / "budget_vs_outturn.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbf")
    row = next(csv.DictReader(io.StringIO(written.decode("utf-8-sig"))))
    assert row["name_zh"] == f"'{FORMULA}"
    assert (row["outturn"], row["outturn_printed"], row["initial_budget"]) == ("1.5", "-1.50", "")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+1+1", "'+1+1"),
        ("\t=1", "'\t=1"),
        ("-3.5", "-3.5"),
        ("+12%", "+12%"),
        ("甲=乙", "甲=乙"),
        ("", ""),
    ],
)
def test_only_what_looks_like_a_formula_is_marked(text, written):
    assert spreadsheet.inert(text) == written


def test_the_workbook_has_a_sheet_a_table_and_no_formulas(packed):
    book = openpyxl.load_workbook(packed.parent / "final_accounts.xlsx")
    assert book.sheetnames == [
        "contents",
        "statutory",
        "by_function",
        "by_economic_class",
        "budget_vs_outturn",
        "numbers",
        "checks",
    ]
    head, row = book["budget_vs_outturn"].iter_rows()
    cells = {name.value: cell for name, cell in zip(head, row, strict=True)}
    assert cells["name_zh"].value == FORMULA and cells["name_zh"].data_type == "s"
    assert cells["outturn"].value == 1.5 and cells["initial_budget"].value is None
    assert book["checks"].cell(2, head_of(book["checks"], "pages")).value == "3;5"


def test_the_workbook_opens_on_its_contents_in_both_languages(packed):
    book = openpyxl.load_workbook(packed.parent / "final_accounts.xlsx")
    contents = book.worksheets[0]
    assert book.active.title == contents.title == "contents"
    rows = [[cell.value for cell in row] for row in contents.iter_rows()]
    column = next(row for row in rows if row[:2] == ["statutory", "amount"])
    assert column[2] == "万元" and "amount" in column[3] and "金额" in column[4]
    assert {row[0] for row in rows if str(row[1]).endswith("rows 行")} == set(book.sheetnames[1:])
    for sheet in book.worksheets:
        assert sheet.freeze_panes and sheet.auto_filter.ref
        assert all(sheet.column_dimensions[cell.column_letter].width >= 8 for cell in sheet[2][:3])


def test_columns_are_as_wide_as_what_stands_in_them_within_reason():
    assert spreadsheet._width(["page", "7"]) < spreadsheet._width(["name_zh", "某某专项经费"])
    assert spreadsheet._width(["x" * 500]) == 48


def head_of(sheet, name: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == name)


def test_the_citation_names_the_publisher_and_the_pdf(packed):
    cited = yaml.safe_load((packed.parent / "CITATION.cff").read_text("utf-8"))
    original = cited["references"][0]
    assert original["authors"] == [{"name": "某某局"}] and original["year"] == YEAR
    assert json.loads(packed.read_text("utf-8"))["pdf"]["sha256"] in original["notes"]


def test_nothing_of_the_machine_is_in_the_package(packed, home):
    texts = [path.read_bytes() for path in packed.parent.rglob("*") if path.is_file()]
    assert texts and not any(str(home).encode() in text for text in texts)
