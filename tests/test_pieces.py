"""A document in pieces is one document: prose as a PDF, its tables as sheets, a text or a PDF."""

from __future__ import annotations

import io
import re
import time
from functools import cache
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import xlsxwriter
import xlwt
from docx import Document as Text

from helpers import store
from helpers.__main__ import main
from helpers.corpus.document import make_data
from helpers.documents import WrongDocument, open_document, sheets
from helpers.documents.pieces import rows
from helpers.documents.setting import set_sheets
from helpers.extract.as_printed import read_printed

SHIPPED = Path(__file__).parents[1] / "data/raw/hanyang-gov-office/2020/final_accounts.pdf"
YEAR = 2020
SAME = ["table", "level", "code", "name_zh", "side", "measure", "amount"]


@cache
def shipped() -> dict[str, list[dict]]:
    return read_printed(SHIPPED)


def table_pages() -> set[int]:
    """The pages of the tables that have a number (公开01表), and of nothing else."""
    captions = [row for row in shipped()["as_printed/paragraphs"] if row["kind"] == "caption"]
    first = {row["page"] for row in captions if re.match(r"公开\d\d表", row["text"])}
    tables = {row["table_no"] for row in shipped()["as_printed/cells"] if row["page"] in first}
    return {row["page"] for row in shipped()["as_printed/cells"] if row["table_no"] in tables}


def pages_of(wanted) -> bytes:
    document, made = pdfium.PdfDocument.new(), io.BytesIO()
    whole = pdfium.PdfDocument(SHIPPED)
    document.import_pages(whole, [n - 1 for n in range(1, len(whole) + 1) if wanted(n)])
    document.save(made)
    return made.getvalue()


def grids() -> list[tuple[list[str], list[dict], list[str]]]:
    """The captions, the cells and the notes of each table on those pages, in their order."""
    found = []
    pages = table_pages()
    cells = [row for row in shipped()["as_printed/cells"] if row["page"] in pages]
    for number in dict.fromkeys(row["table_no"] for row in cells):
        own = [row for row in cells if row["table_no"] == number]
        others = [row for row in cells if row["table_no"] != number]
        captions = around(own[0], others, ("caption",), above=True)
        notes = around(own[-1], others, ("note", "body"), above=False)
        found.append((captions, own, notes))
    return found


def around(cell: dict, others: list[dict], kinds: tuple, above: bool) -> list[str]:
    """The paragraphs of some kinds above (or below) the cell's table, up to the next table."""
    sign = 1 if above else -1
    walls = [
        sign * (row["y1"] if above else row["y0"])
        for row in others
        if row["page"] == cell["page"] and sign * row["y0"] < sign * cell["y0"]
    ]
    return [
        row["text"]
        for row in shipped()["as_printed/paragraphs"]
        if row["page"] == cell["page"]
        and row["kind"] in kinds
        and max(walls, default=-10_000) <= sign * row["y0"] < sign * cell["y0"]
    ]


def book() -> bytes:
    """The tables as an .xlsx: numbers are numbers, with the format that accountants use."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as workbook:
        money = workbook.add_format({"num_format": "#,##0.00"})
        for captions, cells, notes in grids():
            sheet = workbook.add_worksheet()
            high = max(cell["row"] + cell["row_span"] for cell in cells)
            for n, text in enumerate(captions):
                sheet.write_string(n, 0, text)
            for n, text in enumerate(notes, len(captions) + high):
                sheet.write_string(n, 0, text)
            for cell in cells:
                r, c, text = cell["row"] + len(captions), cell["col"], cell["text"]
                text = text.replace("\n", "")
                is_money = re.fullmatch(r"-?[\d,]+\.\d\d", text)
                value = float(text.replace(",", "")) if is_money else text
                last = (r + cell["row_span"] - 1, c + cell["col_span"] - 1)
                if last != (r, c):
                    sheet.merge_range(r, c, *last, value, money if is_money else None)
                elif text:
                    sheet.write(r, c, value, money if is_money else None)
    return made.getvalue()


def old_book() -> bytes:
    """The tables as an .xls, as offices still write it."""
    book, made = xlwt.Workbook(), io.BytesIO()
    money = xlwt.easyxf(num_format_str="#,##0.00")
    for n, (captions, cells, notes) in enumerate(grids(), 1):
        sheet = book.add_sheet(f"附表{n}")
        high = max(cell["row"] + cell["row_span"] for cell in cells) + len(captions)
        texts = [*enumerate(captions), *enumerate(notes, high)]
        for row, text in texts:
            sheet.write(row, 0, text)
        for cell in cells:
            r, c = cell["row"] + len(captions), cell["col"]
            text = cell["text"].replace("\n", "")
            is_money = re.fullmatch(r"-?[\d,]+\.\d\d", text)
            value = float(text.replace(",", "")) if is_money else text
            last = (r + cell["row_span"] - 1, c + cell["col_span"] - 1)
            if last != (r, c):
                sheet.write_merge(r, last[0], c, last[1], value)
            elif text:
                sheet.write(r, c, value, money if is_money else xlwt.Style.default_style)
    book.save(made)
    return made.getvalue()


def text() -> bytes:
    """The tables as a .docx."""
    written, made = Text(), io.BytesIO()
    for captions, cells, notes in grids():
        for caption in captions:
            written.add_paragraph(caption)
        high = max(cell["row"] + cell["row_span"] for cell in cells)
        wide = max(cell["col"] + cell["col_span"] for cell in cells)
        table = written.add_table(high, wide)
        places = [[*row.cells] for row in table.rows]
        for cell in cells:
            r, c = cell["row"], cell["col"]
            place = places[r][c]
            if cell["row_span"] > 1 or cell["col_span"] > 1:
                last = places[r + cell["row_span"] - 1][c + cell["col_span"] - 1]
                place = place.merge(last)
            place.text = cell["text"].replace("\n", "")
        for note in notes:
            written.add_paragraph(note)
    written.save(made)
    return made.getvalue()


@cache
def annex(kind: str) -> bytes:
    made = {"xlsx": book, "xls": old_book, "docx": text}
    made["pdf"] = lambda: pages_of(lambda n: n in table_pages())
    return made[kind]()


def compared(unit: str) -> list[tuple]:
    rows = store.read("tidy/statutory", unit, YEAR)[SAME].astype(object)
    rows = rows.where(rows.notna(), None)
    return sorted(map(tuple, rows.to_numpy().tolist()), key=repr)


@pytest.fixture
def pieces(home, tmp_path):
    """``pieces(kind)``: the shipped document's prose, and its tables as an annex of that kind."""
    raw = store.raw_folder("whole", YEAR)
    raw.mkdir(parents=True)
    (raw / "final_accounts.pdf").write_bytes(SHIPPED.read_bytes())
    prose = tmp_path / "prose.pdf"
    prose.write_bytes(pages_of(lambda n: n not in table_pages()))

    def add(kind: str) -> None:
        tables = tmp_path / f"附表.{kind}"
        tables.write_bytes(annex(kind))
        for file in (prose, tables):
            assert main(["add", "--pdf", str(file), "--unit", "apart", "--year", str(YEAR)]) == 0

    return add


@pytest.mark.parametrize("kind", ["xlsx", "xls", "docx", "pdf"])
def test_tables_apart_are_the_documents_tables(pieces, kind):
    pieces(kind)
    whole, apart = make_data("whole", YEAR), make_data("apart", YEAR)
    assert compared("apart") == compared("whole")
    assert (apart["amounts"], apart["verified"]) == (whole["amounts"], whole["verified"])
    assert apart["alarms"] == whole["alarms"]
    states = store.read("tidy/statutory_tables", "apart", YEAR)["state"]
    assert not set(states) & {"absent", "not_read"}


def test_a_number_of_an_annex_has_its_file_sheet_and_cell(pieces):
    pieces("xlsx")
    make_data("apart", YEAR)
    numbers = store.read("tidy/numbers", "apart", YEAR)
    placed = store.read("tidy/places", "apart", YEAR).merge(
        numbers[["number_id", "printed", "page"]], on="number_id"
    )
    assert set(placed["number_id"]) == set(numbers["number_id"][numbers["page"] > 31])
    rows = {sheet.name: sheet.rows for sheet in sheets.read_sheets(annex("xlsx"), "xlsx")[0]}
    for one in placed.itertuples():
        column, row = re.fullmatch(r"([A-Z])(\d+)", one.cell).groups()
        text = rows[one.sheet][int(row) - 1][ord(column) - 65]
        assert one.file == "annex_1.xlsx" and one.printed in text.replace(",", "")


@pytest.mark.parametrize("ending", ["pdf", "json"])
@pytest.mark.parametrize("damage", ["another", "cut off", "emptied", "deleted"])
def test_what_was_put_together_is_made_again_where_it_is_not_as_it_was_written(
    pieces, ending, damage
):
    pieces("pdf")
    kept = open_document("apart", YEAR).whole
    sound, shown = kept.read_bytes(), rows([("final_accounts", kept)])
    file = kept.with_suffix(f".{ending}")
    if damage == "deleted":
        file.unlink()
    else:
        other = SHIPPED.read_bytes() if ending == "pdf" else b'{"pieces": [], "places": []}'
        file.write_bytes({"another": other, "cut off": file.read_bytes()[:99]}.get(damage, b""))
    again = open_document("apart", YEAR).whole
    assert again.read_bytes() == sound and rows([("final_accounts", again)]) == shown


def test_pieces_are_put_together_again_by_another_version_of_a_library(pieces, monkeypatch):
    pieces("pdf")
    kept = open_document("apart", YEAR).whole
    monkeypatch.setattr("helpers.documents.pieces.version", lambda name: f"{name} of tomorrow")
    assert open_document("apart", YEAR).whole.name != kept.name


def workbook(*rows: list, kind: str = "General", sheet: str = "Sheet1", hidden=()) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        shape = book.add_format({"num_format": kind})
        for name in (sheet, *hidden):
            page = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if value is not None:
                        page.write(r, c, value, shape)
            if name in hidden:
                page.hide()
    return made.getvalue()


@pytest.mark.parametrize(
    ("value", "kind", "told"),
    [
        (1234.5, "#,##0.00", "1234.50"),
        (0.1 + 0.2, "General", "0.30"),
        (12.345678, "0.00", "12.345678"),  # what is stored is more than what is shown
        (0.95, "0%", "95%"),
        (0.9512, "0.00%", "95.12%"),
        (-3, '#,##0.00;[Red]"-"#,##0.00', "-3.00"),
        (2010301, "General", "2010301"),
        (0, "0.00", "0.00"),
        (1234567, "#,##0.00,", "1234.57"),  # thousands
        (1234567, '0.0,,"百万"', "1.2"),
        (1234567, "#,##0,.00", "1234.57"),
        (12345678, "0!.0000", "1234.5678"),  # 元 shown as 万元
        (12345678, '0"."0000"万元"', "1234.5678"),
        (12345678, r"0\.0000_ ;[Red]-0\.0000 ", "1234.5678"),
        (-12345678, "0!.0,", "-1234.6"),
        (567, "0!.0000", "0.0567"),
        (0, "#,##0.00,", "0.00"),
        (12345678, "[>=10000]0!.0000;0", sheets.UNTOLD),
        (1234, '0"000"', sheets.UNTOLD),
        (1234, '"0."0000', sheets.UNTOLD),
        (123456789, "0!.00000000", sheets.UNTOLD),
        (12345678, "#,##0!.0000", sheets.UNTOLD),
        (1234.5, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1234.50"),
        (1234.5, '[$¥-804]#,##0.00"元"', "1234.50"),
        (3, '"第"0"号"', "3"),
        (3, '0"."', "3"),
    ],
)
def test_a_cells_number_is_told_as_exactly_as_it_is_kept(value, kind, told):
    ((sheet,), _) = sheets.read_sheets(workbook(["金额"], [value], kind=kind), "xlsx")
    assert sheet.rows[1] == [told]


@pytest.mark.parametrize(
    ("kind", "refused"),
    [("0!.0000", True), ('0!.0,"万元"', True), ("0.00,", True), ("#,##0.00", False)],
)
def test_an_old_book_whose_format_scales_is_refused_and_no_other(kind, refused):
    book, made = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("表")
    sheet.write(0, 0, "金额")
    sheet.write(1, 0, 12345678, xlwt.easyxf(num_format_str=kind))
    book.save(made)
    if refused:
        with pytest.raises(sheets.NoSheets, match="may show other numbers"):
            sheets.read_sheets(made.getvalue(), "xls")
    else:
        assert sheets.read_sheets(made.getvalue(), "xls")[0][0].rows[1] == ["12345678"]


def test_a_column_of_amounts_has_decimals_and_the_row_that_numbers_columns_has_none():
    rows = [["栏次", 1, 2], ["合计", 1200, 30], ["行政运行", 34.56, 30]]
    ((sheet,), _) = sheets.read_sheets(workbook(*rows), "xlsx")
    assert sheet.rows == [
        ["栏次", "1", "2"],
        ["合计", "1200.00", "30"],
        ["行政运行", "34.56", "30"],
    ]


def test_a_blank_cell_stays_blank_and_a_hidden_sheet_is_named_and_not_read():
    content = workbook(["项目", "金额"], ["合计", None], hidden=["底稿"])
    found, hidden = sheets.read_sheets(content, "xlsx")
    assert [sheet.rows for sheet in found] == [[["项目", "金额"], ["合计", ""]]]
    assert hidden == ["底稿"]


def test_a_fraction_below_a_rate_is_not_guessed_where_formats_are_unknown():
    column = ["执行率", 0.95, 1.0, 95.5]
    assert list(sheets._texts(column, [[one] for one in column], 0, None)) == [
        "执行率",
        sheets.UNTOLD,
        "1.00",
        "95.50",
    ]
    column = ["执行率（%）", 0.95]
    assert list(sheets._texts(column, [[one] for one in column], 0, None))[1] == "0.95"


def test_the_same_sheets_are_the_same_pages_at_any_hour():
    found, _ = sheets.read_sheets(workbook(["收入决算表"], ["项目", "金额"], ["合计", 1.5]), "xlsx")
    first = set_sheets(found)
    time.sleep(1.1)
    assert set_sheets(found) == first


def test_two_tables_on_one_sheet_are_two_pages_and_a_table_without_a_title_has_the_sheets():
    rows = [
        ["表一 收入决算表"],
        ["项目", "金额"],
        ["合计", 1.5],
        [None],
        ["表二 支出决算表"],
        ["单位：万元"],
        ["项目", "金额"],
        ["合计", 2.5],
    ]
    found, _ = sheets.read_sheets(workbook(*rows), "xlsx")
    assert len(pdfium.PdfDocument(set_sheets(found)[0])) == 2
    bare, _ = sheets.read_sheets(workbook(*rows[1:3], sheet="收入决算表"), "xlsx")
    page = pdfium.PdfDocument(set_sheets(bare)[0])[0]
    assert page.get_textpage().get_text_range().startswith("收入决算表")


@pytest.mark.parametrize(
    ("title", "why"),
    [
        ("2019年度收入决算表", "its titles say 2019, the document is of 2020"),
        ("2020年度部门预算收支总表", "a budget by its titles"),
        ("某某省乙市文化局2020年度部门决算表", "it names 某某省乙市文化局"),
    ],
)
def test_a_piece_of_another_document_is_refused(pieces, tmp_path, capsys, title, why):
    pieces("xlsx")
    other = tmp_path / "other.xlsx"
    other.write_bytes(workbook([title], ["项目", "金额"], ["合计", 1.5]))
    assert main(["add", "--pdf", str(other), "--unit", "apart", "--year", str(YEAR)]) == 2
    assert why in capsys.readouterr().err
    raw = store.raw_folder("apart", YEAR)
    assert len(list(raw.glob("annex*.xlsx"))) == 1
    (raw / "annex_2.xlsx").write_bytes(other.read_bytes())  # put there by hand
    with pytest.raises(WrongDocument, match=why):
        open_document("apart", YEAR)


@pytest.mark.parametrize("kind", ["xlsx", "xls", "docx"])
def test_a_piece_that_cannot_be_read_is_refused_in_words(pieces, tmp_path, capsys, kind):
    pieces("xlsx")
    broken = tmp_path / f"broken.{kind}"
    broken.write_bytes(b"PK\x03\x04 cut off")
    assert main(["add", "--pdf", str(broken), "--unit", "apart", "--year", str(YEAR)]) == 2
    assert "is not read: it is locked or damaged" in capsys.readouterr().err


def test_a_piece_without_its_document_is_refused(home, tmp_path, capsys):
    alone = tmp_path / "alone.xlsx"
    alone.write_bytes(workbook(["项目", "金额"]))
    assert main(["add", "--pdf", str(alone), "--unit", "apart", "--year", str(YEAR)]) == 2
    assert "Add the document's PDF first" in capsys.readouterr().err


def test_a_budgets_tables_may_be_a_sheet_too(home, tmp_path, make_pdf):
    prose = tmp_path / "预算 说明.pdf"
    said = "第二部分 2024年部门预算情况说明\n2024年收入预算100.00万元，支出预算100.00万元。"
    prose.write_bytes(make_pdf("某某市某局\n2024年部门预算", said))
    tables = tmp_path / "附表.xlsx"
    heads = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
    rows = [["合计", None, 100.0, 60.5, 39.5], ["2010301", "行政运行", 100.0, 60.5, 39.5]]
    title = "2024年部门预算 一般公共预算支出表"
    tables.write_bytes(workbook([title], ["单位：万元"], heads, *rows))
    asked = ["--unit", "office", "--year", "2024"]
    assert main(["add", "--pdf", str(prose), str(tables), *asked]) == 0
    assert (store.raw_folder("office", 2024) / "budget_annex_1.xlsx").exists()
    make_data("office", 2024)
    found = store.read("tidy/budget", "office", 2024)
    basic = found[(found["code"] == "2010301") & (found["measure"] == "basic")]
    assert [str(one) for one in basic["amount"]] == ["60.500000"]
    places = store.read("tidy/places", "office", 2024).set_index("number_id")
    assert places.loc[basic["amount_id"].iloc[0], "cell"] == "D5"
