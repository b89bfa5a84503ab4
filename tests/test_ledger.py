"""The ledger: every printed number once, with what became of it and who holds it."""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pandas as pd
import pypdfium2 as pdfium
import pytest

import corpus
import truth
from helpers import analysis, schemas, store
from helpers.interpret import as_tidy, ledger
from helpers.interpret.ledger import Ledger, Stretch
from helpers.schemas.columns import DECIMAL
from test_profile import prose
from test_statutory import printed

SHIPPED = store.project_root() / "data/raw/hanyang-gov-office/2020/final_accounts.pdf"
ANALYSED = ("figure_1", "figure_2", "figure_3", "figure_4", "budget_by_class", "budget_by_project")
NO_CELLS = schemas.typed("as_printed/cells", [])


def documents() -> list[Path]:
    """The shipped document, the corpus and the small cases beside it, as far as they are here."""
    folder = truth.folder()
    beside = (
        []
        if folder is None
        else [
            *(
                folder / f"{name}.pdf"
                for name in (
                    "ghj2024",
                    "sgb2024",
                    "hanyang-2020-text",
                    "hanyang-2020-picture",
                    "swu2023",
                    "taiyuan2016",
                )
            ),
            *sorted((folder.parent / "cases").glob("*.pdf")),
        ]
    )
    return [SHIPPED, *(path for path in beside if path.exists())]


EVERY = pytest.mark.parametrize("path", documents(), ids=lambda path: path.stem)


@cache
def read(path: Path) -> dict[str, list[dict]]:
    return as_tidy.read_tidy(*corpus.printed(path).values(), year_of(path))


def year_of(path: Path) -> int:
    found = re.search(r"20\d\d", path.stem)
    return int(found[0]) if found else 2020


def digits(texts) -> Counter:
    return Counter(
        one for text in texts for one in unicodedata.normalize("NFKC", text) if one in "0123456789"
    )


@EVERY
def test_every_digit_that_is_printed_is_in_one_number(path):
    as_printed = corpus.printed(path)
    texts = [*as_printed["as_printed/cells"]["text"], *as_printed["as_printed/lines"]["text"]]
    assert digits(
        row["read_first"] or row["printed"] for row in read(path)["tidy/numbers"]
    ) == digits(texts)


@EVERY
def test_the_numbers_are_those_of_the_text_layer(path):
    pages = corpus.printed(path)["as_printed/pages"]
    read_as_text = pages.loc[pages["reader"] == "text", "page"].tolist()
    with pdfium.PdfDocument(path) as document:
        texts = [document[page - 1].get_textpage().get_text_range() for page in read_as_text]
    rows = [
        row
        for row in read(path)["tidy/numbers"]
        if row["page"] in read_as_text and row["reader"] == "text"
    ]
    assert digits(row["printed"] for row in rows) == digits(texts)


@EVERY
def test_statuses_sum_to_all_numbers_and_ids_are_unique(path):
    rows = read(path)["tidy/numbers"]
    found = ledger.counts(row["status"] for row in rows)
    assert found["figures"] + found["other"] == len({row["number_id"] for row in rows}) == len(rows)
    assert found["figures"] == found["read"] + found["unclaimed"] + found["left_out"]
    assert all(row["snippet_zh"] for row in rows if row["status"] in ("unclaimed", "left_out"))
    assert all(row["claimed_by"] for row in rows if row["status"] == "claimed")
    assert all(row["note"] for row in rows if row["status"] in ("not_a_figure", "left_out"))
    assert [row["number_id"] for row in read(path)["tidy/unclaimed_numbers"]] == [
        row["number_id"] for row in rows if row["status"] == "unclaimed"
    ]


@EVERY
def test_every_number_of_the_tidy_tables_is_claimed_and_printed_alike(path):
    tidy = read(path)
    numbers = {row["number_id"]: row for row in tidy["tidy/numbers"]}
    assert any(row["status"] == "claimed" for row in numbers.values())
    assert any(
        [
            is_printed(column, row, numbers)
            for table, column in held("tidy/")
            for row in tidy.get(table, ())
        ]
    )


@EVERY
def test_every_number_of_the_results_is_the_printed_one_or_worked_out_from_printed_ones(path):
    numbers = {row["number_id"]: row for row in read(path)["tidy/numbers"]}
    tidy = corpus.analysed(path, year_of(path))
    for name in ANALYSED:
        rows = analysis.records(getattr(analysis, name)(tidy))
        for row in rows:
            for _, column in held(f"results/{name}"):
                is_printed(column, row, numbers)
            for column in worked(f"results/{name}"):
                amounts = [numbers[one]["amount"] for one in row[f"{column}_ids"] or ()]
                assert bool(amounts) == (row[column] is not None)
                assert not amounts or row[column] in (sum(amounts), amounts[0] - sum(amounts[1:]))


def is_printed(column: str, row: dict, numbers: dict) -> bool:
    """Whether the row has a number in the column; it is then the printed one that its id names."""
    said = row.get(f"{column}_printed") or (
        row.get("printed") if column in ("amount", "value") else None
    )
    value = None if column == "execution_rate" else row.get(column)  # that is worked out
    if value is None and said is None:
        assert row.get(f"{column}_id") is None
        return False
    number = numbers[row[f"{column}_id"]]
    assert number["status"] == "claimed"
    if said:
        assert number["printed"].lstrip("-") == said.lstrip("-")
    else:
        assert float(number["value" if number["amount"] is None else "amount"]) == float(value)
    return True


def held(tables: str) -> list[tuple[str, str]]:
    """(table, column) of every column with a companion `<column>_id`, in tables named so."""
    return [
        (table, column.name.removesuffix("_id"))
        for table, columns in schemas.TABLES.items()
        for column in columns
        if column.refers == "tidy/numbers"
        and not column.is_list
        and table.startswith(tables)
        and column.name not in columns.key
    ]


def worked(table: str) -> list[str]:
    """The columns of a table of results with a companion `<column>_ids`."""
    return [
        column.name.removesuffix("_ids")
        for column in schemas.TABLES[table]
        if column.name.endswith("_ids")
    ]


@EVERY
def test_keys_are_unique_and_references_lead_somewhere(path):
    tidy = corpus.analysed(path, year_of(path))
    frames = corpus.printed(path) | corpus.tidy(path, year_of(path))
    frames |= {f"results/{name}": getattr(analysis, name)(tidy) for name in ANALYSED}
    schemas.check_keys(frames, lambda _: None)


@EVERY
def test_ids_of_rows_and_numbers_are_the_same_when_rows_come_in_another_order(path):
    pages, cells, paragraphs, lines = corpus.printed(path).values()
    tables = list(cells["table_no"].unique())
    turned = (
        pd.concat([cells[cells["table_no"] == table] for table in reversed(tables)])
        if tables
        else cells
    )
    again = as_tidy.read_tidy(
        pages, turned.reset_index(drop=True), paragraphs, lines, year_of(path)
    )
    for name, rows in read(path).items():
        (key,) = schemas.TABLES[name].key
        assert {row[key] for row in rows} == {row[key] for row in again[name]}, name


#: Columns of numbers that nobody prints: this program works them out.
WORKED_OUT = {"difference", "execution_rate"}
NOT_PRINTED = {
    "results/budget_composition",
    "results/checks",
    "results/leads",
    "results/verification",
    "results/scorecard",
    "tidy/numbers",
}


def test_every_column_that_holds_a_printed_number_names_it():
    for table, columns in schemas.TABLES.items():
        names = {column.name for column in columns}
        for column in columns:
            number = (
                column.dtype == DECIMAL
                or column.name.endswith("_printed")
                or (column.name == "share")
            )
            stem = column.name.removesuffix("_printed")
            if number and table not in NOT_PRINTED and column.name not in WORKED_OUT:
                assert {f"{stem}_id", f"{stem}_ids"} & names, (table, column.name)


def test_ids_are_the_same_in_whatever_order_rows_come():
    cells, paragraphs, lines = (
        corpus.printed(SHIPPED)[f"as_printed/{name}"] for name in ("cells", "paragraphs", "lines")
    )
    shuffled = cells.sample(frac=1, random_state=random.Random(5).randrange(99))
    first, again = (
        Ledger(one.reset_index(drop=True), paragraphs, lines).numbers for one in (cells, shuffled)
    )
    assert {name: (one.printed, one.x0) for name, one in first.items()} == {
        name: (one.printed, one.x0) for name, one in again.items()
    }


def test_a_number_in_a_cell_has_a_box_of_its_own():
    rows = read(SHIPPED)["tidy/numbers"]
    cells = corpus.printed(SHIPPED)["as_printed/cells"]
    widths = {(one.page, one.x0, one.y0): one.x1 - one.x0 for one in cells.itertuples()}
    amounts = [row for row in rows if row["claimed_by"] == "tidy/statutory"]
    assert amounts and all(
        row["x1"] - row["x0"] < min(widths.values()) + 12 * len(row["printed"])
        and (row["page"], row["x0"], row["y0"]) not in widths
        for row in amounts
    )


def numbers(*texts):
    """(printed, unit, status, note) of each number of a document of these paragraphs."""
    one = Ledger(NO_CELLS, *prose(*texts))
    return [(row["printed"], row["value_unit"], row["status"], row["note"]) for row in one.close()]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("支出1,234.50万元，减少-3.20%", [("1234.50", "万元"), ("-3.20", "%")]),
        ("其中：办公费1，234．5元", [("1234.5", "元")]),
        ("接待3批次、1,20人", [("3", "批次"), ("1", None), ("20", "人")]),
        ("占地199万平方米", [("199", None)]),
    ],
)
def test_a_number_is_a_whole_run_of_digits(text, wanted):
    assert [(printed, unit) for printed, unit, *_ in numbers(text)] == wanted


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("2021年度支出较2020年增加", ["year", "year"]),
        ("2019-2021年，截至12月31日", ["year", "year", "date", "date"]),
        ("公开日期：2021.09.16", ["date", "date"]),
        ("按照财预〔2015〕135号和第12条", ["document_number", "document_number", "ordinal"]),
        ("1.办公经费。2、会议经费：（3）其他", ["item", "item", "item"]),
        ("3.5万元", [None]),
        ("单价50万元（含）以上设备0台，行政消耗降低5%以上", ["threshold", None, None]),
        ("行政运行(2010301)、其他支出（229类）", ["code", "code"]),
        ("图1 支出结构，见附表3", ["item", "item"]),
        ("联系电话：027-84468888", ["telephone", "telephone"]),
        ("H1N1、PM2.5、5G", ["name", "name", "name", "name"]),
        ("推行“1+6”模式", ["name", "name"]),
        ("比上年增加2020元", [None]),
        ("收入决算情况说明............12", ["contents"]),
    ],
)
def test_what_is_no_figure_says_why(text, notes):
    assert [note for *_, note in numbers(text)] == notes


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("主动公开12条，依申请公开15件", "12 15"),
        ("绘制地图3幅、宣传图20张，提交附件6份", "3 20 6"),
        ("发放宣传册23000余份，绿化21000平方米", "23000 21000"),
        ("绿化面积:21000平方米，培训，21500余人，植树、20500株", "21000 21500 20500"),
        ("发电，2100000千瓦时，减排：2200000吨", "2100000 2200000"),
        ("办理提案230项，受理诉求21000余件", "230 21000"),
        ("师生比例为3:20，配比1:15", "3 20 1 15"),
        ("目标为：新增项目3、续建项目12、", "3 12"),
        ("接听电话120次，开通热线3条", "120 3"),
        ("购置CT3台、LED120盏、APP2个", "3 120 2"),
        ("决算数（2022）120万元", "120"),
        ("“项目支出120万元”", "120"),
        ("下降3.20%，约占5成", "3.20 5"),
        ("全年12345人次", "12345"),
        ("召开会议20次，出席21人", "20 21"),
        ("总面积20800亩，其中耕地20103公顷", "20800 20103"),
        # What names, numbers or dates.
        ("公开05表，见图3、附件2个人所得，附表1项目支出绩效自评表，附件4人员名单", ""),
        ("20805行政事业单位养老支出、20101人大事务、20132组织事务", ""),
        ("20110人力资源事务、21105天然林保护、2012504台湾事务", ""),
        ("行政运行（2010301项），教育支出（205类），（20508款）", ""),
        ("205类01款", "01"),
        ("上午9:00，办公时间：8:30-17:30", ""),
        ("项目1：修缮。年度绩效目标2、管理", ""),
        ("市民热线：12345，传真027-84468888", ""),
        ("财预〔2015〕135号，政发(2016)7号", ""),
    ],
)
def test_what_is_counted_or_measured_is_a_figure(text, figures):
    assert [
        printed for printed, _, status, _ in numbers(text) if status != "not_a_figure"
    ] == figures.split()


def test_a_number_goes_on_behind_a_full_line_and_not_behind_a_short_one():
    paragraphs, lines = prose("支出共计人民币一千二百一十二点五即12", "12.50元")
    one = lines.assign(order=1)
    found = Ledger(NO_CELLS, paragraphs[:1], one)
    assert [row["printed"] for row in found.close()] == ["1212.50"]
    paragraphs, lines = prose("12", "支出共计人民币一千二百一十二点五元34")
    found = Ledger(NO_CELLS, paragraphs[:1], lines.assign(order=1))
    assert [row["printed"] for row in found.close()] == ["12", "34"]


def cells(*rows):
    frame, paragraphs = printed("其他表", list(rows))
    return Ledger(frame, paragraphs, schemas.typed("as_printed/lines", []))


def test_codes_and_numbers_of_rows_and_columns_are_no_figures():
    one = cells(
        ["行次", "科目编码", "名称", "金额"],
        ["栏次", "1", "2", "3"],
        ["1", "2010301", "行政运行", "7"],
        ["2", "201", "一般", "2,000.00"],
    )
    notes = [
        (row["printed"], row["note"])
        for row in sorted(one.close(), key=lambda row: (row["y0"], row["x0"]))
    ]
    assert [note for _, note in notes] == [
        "column_number",
        "column_number",
        "column_number",
        "line_number",
        "code",
        None,
        "line_number",
        "code",
        None,
    ]


def test_a_number_broken_in_its_cell_is_one():
    assert [row["printed"] for row in cells(["甲", "4,374.0\n9"]).close()] == ["4374.09"]
    assert [row["printed"] for row in cells(["甲", "12.30\n45.60"]).close()] == ["12.30", "45.60"]


def test_a_claim_of_another_number_is_refused():
    one = cells(["甲", "12.30"])
    ((number, _),) = [found for held in one.cell_numbers for found in held]
    row = {"amount": Decimal("12.40"), "printed": "12.40", "numbers": {"amount": (number,)}}
    one.claim("tidy/statutory", [row])
    assert "amount_id" not in row and one.close()[0]["status"] == "unclaimed"
    assert one.mismatches


def test_a_claim_tells_unit_and_amount():
    one = cells(["甲", "12,300.00"])
    ((number, _),) = [found for held in one.cell_numbers for found in held]
    row = {"amount": Decimal("1.23"), "printed": "12300.00", "numbers": {"amount": (number,)}}
    one.claim("tidy/statutory", [row])
    (found,) = one.close()
    assert row["amount_id"] == number == found["number_id"]
    assert (found["value_unit"], found["amount"], found["claimed_by"]) == (
        "元",
        Decimal("1.23"),
        "tidy/statutory",
    )


def test_a_number_cut_by_the_page_is_one_and_what_a_blank_parts_too():
    one = cells(["甲", "4,374.0"], ["", "9"])
    pieces = tuple(found[0] for held in one.cell_numbers for found in held)
    row = {"amount": Decimal("4374.09"), "printed": "4374.09", "numbers": {"amount": pieces}}
    one.claim("tidy/statutory", [row])
    assert [found["printed"] for found in one.close()] == ["4374.09"]
    spoken = Ledger(NO_CELLS, *prose("支出4 374.09万元"))
    place = next(iter(spoken.numbers.values()))
    row = {
        "value": Decimal("4374.09"),
        "value_unit": "万元",
        "printed": "4374.09",
        "numbers": {"value": (place.page, place.x0, place.y0)},
    }
    spoken.claim("tidy/facts", [row])
    assert row["value_id"] and [found["printed"] for found in spoken.close()] == ["4374.09"]


def test_a_text_holds_only_the_numbers_it_has_kept():
    one = Ledger(NO_CELLS, *prose("1.管理3个单位"))
    one.claim("tidy/profile", [{"name_zh": "管理3个单位", "numbers": {"name_zh": [Stretch(1)]}}])
    assert [(row["printed"], row["status"], row["note"]) for row in one.close()] == [
        ("1", "not_a_figure", "item"),
        ("3", "claimed", "in_words"),
    ]


def test_what_a_note_leaves_out_is_left_out():
    frame, paragraphs = printed(
        "支出决算表",
        [
            ["科目编码", "科目名称", "本年支出合计", "未知的栏"],
            ["201", "一般公共服务支出", "10.00", "7.00"],
            ["", "合计", "10.00", "7.00"],
        ],
    )
    pages = schemas.typed(
        "as_printed/pages",
        [
            {
                "page": 1,
                "width": 595.0,
                "height": 842.0,
                "turned": 0.0,
                "kind": "table",
                "glyphs": 1,
                "strays": 0,
                "picture": 0.0,
                "reader": "text",
            }
        ],
    )
    no_lines = schemas.typed("as_printed/lines", [])
    tidy = as_tidy.read_tidy(pages, frame, paragraphs, no_lines, 2024)
    assert [
        (row["printed"], row["status"], row["note"])
        for row in tidy["tidy/numbers"]
        if row["status"] != "not_a_figure"
    ] == [
        ("10.00", "claimed", None),
        ("7.00", "left_out", "unknown_header"),
        ("10.00", "claimed", None),
        ("7.00", "left_out", "unknown_header"),
    ]
    assert pd.notna(tidy["tidy/reading_notes"][0]["statement_zh"])
