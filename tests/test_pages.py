"""Pages: turned, cropped, clipped, empty; the same words and numbers come out."""

from pathlib import Path

import pypdfium2 as pdfium
import pytest

from helpers import schemas
from helpers.audit.second_reader import second_reader_of
from helpers.documents import pdf
from helpers.extract import as_printed
from helpers.extract.pages import Drawn, Glyph, lines
from helpers.extract.pages.rulings import Ruling, joined
from helpers.interpret import as_tidy
from specimens import typeset

SHIPPED = Path(__file__).parents[1] / "data/raw/hanyang-gov-office/2020/final_accounts.pdf"
TURN = {90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}


def turned(source: Path, copy: Path, angle: int, pages: range) -> Path:
    """A copy that looks the same, drawn sideways and shown upright by /Rotate."""
    document, out = pdfium.PdfDocument(source), pdfium.PdfDocument.new()
    for index in pages:
        width, height = document[index].get_size()
        move = {90: (height, 0), 180: (width, height), 270: (0, width)}[angle]
        page = out.new_page(*((height, width) if angle != 180 else (width, height)))
        drawing = document.page_as_xobject(index, out).as_pageobject()
        drawing.transform(pdfium.PdfMatrix(*TURN[angle], *move))
        page.insert_obj(drawing)
        page.gen_content()
        page.set_rotation(angle)
    out.save(copy)
    return copy


def cells(path: Path) -> list[tuple]:
    return [
        (c["table_no"], c["row"], c["col"], c["text"])
        for c in as_printed.read_printed(path)["as_printed/cells"]
    ]


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_turned_pages_give_the_same_cells(angle, tmp_path):
    upright = pdfium.PdfDocument.new()
    upright.import_pages(pdfium.PdfDocument(SHIPPED), range(3, 7))
    upright.save(tmp_path / "upright.pdf")
    sideways = turned(SHIPPED, tmp_path / "turned.pdf", angle, range(3, 7))
    assert cells(sideways) == cells(tmp_path / "upright.pdf")


def test_a_page_that_begins_elsewhere_gives_the_same_cells(tmp_path):
    document = pdfium.PdfDocument(SHIPPED)
    document[4].set_mediabox(-40, -30, 842, 596)
    document[4].set_cropbox(20, 10, 830, 590)
    document.save(tmp_path / "cropped.pdf")
    assert cells(tmp_path / "cropped.pdf") == cells(SHIPPED)


def test_a_document_without_a_table_is_read_as_prose(tmp_path):
    prose = pdfium.PdfDocument.new()
    prose.import_pages(pdfium.PdfDocument(SHIPPED), [2])
    prose.save(tmp_path / "prose.pdf")
    printed = as_printed.read_printed(tmp_path / "prose.pdf")
    assert not printed["as_printed/cells"] and printed["as_printed/paragraphs"]


def glyph(text, x, baseline=100.0, size=10.0):
    return Glyph(text, x, x + size * (1 if ord(text) > 255 else 0.5), baseline, size)


def test_a_wide_gap_parts_two_lines_and_a_small_one_keeps_digits_together():
    found = lines([glyph("单", 0), glyph("位", 10), glyph("1", 100), glyph("2", 105)], 1)
    assert [line.text for line in found] == ["单位", "12"]


def test_digits_set_apart_keep_their_space():
    assert lines([glyph("1", 0), glyph("2", 12)], 1)[0].text == "1 2"


def test_glyphs_a_little_off_the_baseline_share_their_line():
    found = lines([glyph("甲", 0), glyph("乙", 10, 102.0), glyph("丙", 0, 120.0)], 1)
    assert [line.text for line in found] == ["甲乙", "丙"]


def test_text_outside_the_page_is_not_on_it(make_pdf, tmp_path):
    path = tmp_path / "outside.pdf"
    path.write_bytes(make_pdf("#place(dx: 900pt)[暗处] #place(dy: -200pt)[高处] 明处"))
    printed = as_printed.read_printed(path)
    assert [row["text"] for row in printed["as_printed/paragraphs"]] == ["明处"]
    assert printed["as_printed/pages"][0]["strays"] == 0


def test_dashes_and_neighbouring_lines_are_one_line():
    dashes = [Ruling(x, 10, x + 2, 10) for x in (0, 3, 6)]
    assert joined([*dashes, Ruling(20, 0, 20, 9), Ruling(22, 0, 22, 9)]) == [
        Ruling(0, 10, 8, 10),
        Ruling(21, 0, 21, 9),
    ]
    apart = [Ruling(0, 10, 5, 10), Ruling(9, 10, 14, 10), Ruling(0, 13, 5, 13)]
    assert joined(apart) == apart


DIGITS = """#set page(width: 420pt, margin: 60pt)
#set text(font: ("Libertinus Serif", "Noto Sans SC"), size: 15pt)
#set par(first-line-indent: (amount: 2em, all: true), justify: true, leading: 0.9em)
2021年度一般公共预算财政拨款支出1234567.89万元，占99.99%，比1234567.80万元增加0.09万元、0.01%。
"""
TWICE = """#set page(width: 420pt, margin: 40pt)
#set text(font: "Noto Sans SC", size: 12pt, cjk-latin-spacing: none)
#let bold(body) = box(place(dx: 0.4pt, dy: 0.2pt, body)
  + body.text.clusters().map(c => box(c)).join())
#align(center, bold[枫岭县水利局2021年度部门决算])

#bold[2021年度收入总计1,122.33万元]

#table(columns: 2, [#bold[科目名称]], [#bold[合计]], [#bold[一般公共服务]], [#bold[11.00]])
"""


def test_a_line_full_of_digits_is_of_the_same_size_as_its_neighbours(tmp_path):
    (tmp_path / "digits.pdf").write_bytes(typeset(DIGITS))
    paragraphs = as_printed.read_printed(tmp_path / "digits.pdf")["as_printed/paragraphs"]
    assert len(paragraphs) == 1
    assert paragraphs[0]["text"].endswith("1234567.80万元增加0.09万元、0.01%。")


def test_text_drawn_twice_over_itself_is_one_text(tmp_path):
    path = tmp_path / "twice.pdf"
    path.write_bytes(typeset(TWICE))
    printed = as_printed.read_printed(path)
    said = "".join(one["text"] for one in printed["as_printed/paragraphs"])
    assert said == "枫岭县水利局2021年度部门决算2021年度收入总计1,122.33万元"
    assert [cell["text"] for cell in printed["as_printed/cells"]] == [
        "科目名称",
        "合计",
        "一般公共服务",
        "11.00",
    ]
    assert pdf.read_pdf(path, "twice.pdf")[1][0].startswith("枫岭县水利局2021年度部门决算\n")
    assert second_reader_of(path)([("1122.33", 1, None), ("11122.33", 1, None)]) == [True, False]


def test_neighbours_that_are_alike_are_two():
    drawn = Drawn()
    assert not drawn.again("1", 10.0, 20.0, 9.0) and not drawn.again("1", 14.5, 20.0, 9.0)
    assert drawn.again("1", 10.4, 20.3, 9.0) and not drawn.again("2", 10.4, 20.3, 9.0)


UNDER_ONE_LINE = """#set page(width: 595pt, height: 842pt, margin: 2cm)
#set text(font: "Noto Sans SC", size: 9pt)
"""
OF_ONE_OFFICE = "部门：枫岭县水利局 #h(1fr) 单位：元\n\n"


def test_a_line_that_gives_each_table_its_unit_is_no_running_head(tmp_path):
    tables = ("收入决算表", "支出决算表", "一般公共预算财政拨款支出决算表")
    cells = "#table(columns: 3, [科目编码], [科目名称], [合计], [201], [公共服务], [1,100.00])"
    pages = [f"{OF_ONE_OFFICE}#align(center)[{name}]\n\n{cells}" for name in tables]
    path = tmp_path / "head.pdf"
    path.write_bytes(typeset(UNDER_ONE_LINE + "\n#pagebreak()\n".join(pages)))
    printed = as_printed.read_printed(path)
    frames = [schemas.typed(name, rows) for name, rows in printed.items()]
    amounts = as_tidy.read_tidy(*frames, 2021)["tidy/statutory"]
    assert {str(row["amount"].normalize()) for row in amounts} == {"0.11"}
