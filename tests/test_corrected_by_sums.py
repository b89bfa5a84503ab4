"""What OCR may have misread: corrected only where nothing else can be meant, never proven."""

from decimal import Decimal

from helpers import schemas
from helpers.audit import audit_accounts
from helpers.interpret.arithmetic import correct_by_sums
from helpers.schemas import NINE

TABLES = [{"table": name, "rows": 1, "state": "filled"} for name in NINE]
#: A table of two classes; the second has one section. Each row: code, total, basic, project.
ROWS = [
    ("合计", None, "total", "60.00", "47.96", "12.04"),
    ("甲", "201", "class", "11.04", "8.00", "3.04"),
    ("乙", "208", "class", "48.96", "39.96", "9.00"),
    ("丙", "20805", "section", "48.96", "39.96", "9.00"),
]


def read_by_ocr(doubted=(), **misread):
    """The rows as tidy amounts; `misread` says what OCR read in place of e.g. ``甲_basic``."""
    rows = []
    for order, (name, code, level, *numbers) in enumerate(ROWS, 1):
        for measure, printed in zip(("total", "basic", "project"), numbers, strict=True):
            printed = misread.get(f"{name}_{measure}", printed)
            rows.append(
                {
                    "table": "expenditure",
                    "row": order,
                    "code": code,
                    "level": level,
                    "name_zh": name,
                    "measure": measure,
                    "amount": Decimal(printed),
                    "printed": printed,
                    "page": 1,
                    "x0": 0.0,
                    "y0": 0.0,
                    "x1": 1.0,
                    "y1": 1.0,
                    "reader": "ocr",
                    "confidence": 0.6 if f"{name}_{measure}" in doubted else 0.999,
                }
            )
    return rows


def corrected(rows):
    correct_by_sums(
        {
            "tidy/statutory": rows,
            "tidy/statutory_tables": TABLES,
            "tidy/budget_vs_outturn": [],
            "tidy/facts": [],
        },
        2020,
    )
    return {
        (row["name_zh"], row["measure"]): (row["printed"], row["read_first"])
        for row in rows
        if row.get("read_first")
    }


def audited(rows):
    frames = {
        f"tidy/{name}": schemas.typed(
            f"tidy/{name}", [one | {"unit": "u", "year": 2020} for one in part]
        )
        for name, part in (("statutory", rows), ("statutory_tables", TABLES))
    }
    frames |= {
        f"tidy/{name}": schemas.typed(f"tidy/{name}", [])
        for name in ("budget_vs_outturn", "facts", "reading_notes")
    }
    return audit_accounts(frames)


def status(rows, name, measure):
    number = next(
        n for n, row in enumerate(rows) if (row["name_zh"], row["measure"]) == (name, measure)
    )
    return audited(rows).verification[number]["status"]


def test_a_doubted_digit_that_one_reading_alone_closes_is_settled_and_says_so():
    rows = read_by_ocr(doubted=["甲_total"], 甲_total="71.04")
    assert corrected(rows) == {("甲", "total"): ("11.04", "71.04")}
    assert status(rows, "甲", "total") == "verified"


def test_a_lost_point_is_settled_too():
    rows = read_by_ocr(doubted=["甲_basic"], 甲_basic="80.0")
    assert corrected(rows) == {("甲", "basic"): ("8.00", "80.0")}


def test_equal_amounts_under_one_seal_are_settled_together():
    rows = read_by_ocr(doubted=["丙_total"], 乙_total="18.96", 丙_total="18.96")
    assert corrected(rows) == {
        ("乙", "total"): ("48.96", "18.96"),
        ("丙", "total"): ("48.96", "18.96"),
    }


def test_what_rounding_explains_is_no_reason_to_read_otherwise():
    printed = {"甲_basic": "8.09", "乙_basic": "40.00", "丙_basic": "40.00", "合计_basic": "48.10"}
    rows = [
        row for row in read_by_ocr(doubted=["乙_basic"], **printed) if row["measure"] == "basic"
    ]
    assert corrected(rows) == {}


def test_what_ocr_is_sure_of_stays_as_it_reads():
    rows = read_by_ocr(甲_total="71.04")
    assert corrected(rows) == {}
    assert status(rows, "甲", "total") == "contradicted"
    assert not [c for c in audited(rows).checks if c["outcome"] == "fail"]


def test_two_readings_that_close_as_much_settle_nothing():
    rows = [
        row
        for row in read_by_ocr(doubted=["甲_project"], 甲_project="3.84")
        if row["name_zh"] == "甲"
    ]
    assert corrected(rows) == {}


def test_two_equal_amounts_that_may_be_misread_alike_prove_nothing():
    rows = [row for row in read_by_ocr() if row["code"] and row["measure"] == "total"]
    assert status(rows, "丙", "total") == "unconstrained"
    assert status(read_by_ocr(), "丙", "total") == "verified"


def test_rounding_proves_no_amount_that_ocr_read():
    rows = [row for row in read_by_ocr(合计_basic="47.97") if row["measure"] == "basic"]
    assert status(rows, "合计", "basic") == "unconstrained"
