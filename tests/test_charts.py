"""What charts print, drawn or as pictures: read, compared with the prose, never made a table."""

import json
from pathlib import Path

import pypdfium2 as pdfium
import pytest

import corpus
import specimens
from helpers import schemas
from helpers.audit import audit_accounts
from helpers.audit.second_reader import second_reader_of
from helpers.extract import as_printed
from helpers.extract.pages import chart_number
from helpers.interpret import as_tidy
from helpers.interpret.document_charts import Token, _ticks

YEAR = 2020
COLUMNS = """
#box(width: 15cm, height: 6cm, stroke: 0.4pt, {{
  set text(8pt)
  let at(x, y, body) = place(dx: x * 1cm, dy: y * 1cm, box(width: 3cm, align(center, body)))
  for n in range(6) {{ place(dx: 1.4cm, dy: (0.7 + 0.7 * n) * 1cm, line(length: 13cm)) }}
  for x in (1.4, 14.4) {{ place(dx: x * 1cm, dy: 0.7cm, line(angle: 90deg, length: 3.5cm)) }}
  for n in range(6) {{ at(-1, 0.55 + 0.7 * n, [#(1500 - 300 * n)]) }}
  at(2, 1.2, [{before}]); at(4, 1.2, [{before}]); at(8, 0.9, [{now}]); at(10, 0.9, [{now}])
  at(3, 4.6, [{left}]); at(9, 4.6, [{right}])
  at(4, 5.3, [{series}]); at(7, 5.3, [支出])
}})
"""
SLICES = """
#box(width: 15cm, height: 6cm, stroke: 0.4pt, {{
  set text(8pt)
  let at(x, y, body) = place(dx: x * 1cm, dy: y * 1cm, align(center, body))
  place(dx: 5cm, dy: 1cm, circle(radius: 1.8cm, fill: blue))
  at(9, 2, [基本支出 \\ 1,001.55万元，{share}%]); at(2, 1, [项目支出 \\ 223.09万元，18.22%])
  at(5, 5.3, [基本支出]); at(8, 5.3, [项目支出])
}})
"""
PAGE = """
#set page(margin: 2.5cm)
#set text(font: "Noto Sans SC", size: 12pt)
#set par(first-line-indent: (amount: 2em, all: true))
第三部分 某某办公室2020年度部门决算情况说明

一、收入支出决算总体情况说明

2020年度收、支总计1,224.64万元。与2019年度相比，收、支总计各增加114.98万元，增长10.36%，
主要原因是人员增加。

#align(center)[图1：收、支决算总计变动情况（单位：万元）]
{columns}

三、支出决算情况说明

2020年度支出合计1,224.64万元。其中：基本支出1,001.55万元，占本年支出81.78%；
项目支出223.09万元，占本年支出18.22%。

#align(center)[图2：支出决算结构]
{slices}

四、财政拨款收入支出决算总体情况说明
"""
SOUND = {
    "now": "1,224.64",
    "before": "1,109.66",
    "share": "81.78",
    "left": "2019年度",
    "right": "2020年度",
    "series": "收入",
}


def typeset(source: str, folder: Path, name: str = "document.pdf") -> Path:
    (folder / "source.typ").write_text(source, encoding="utf-8")
    (folder / name).write_bytes(specimens.typeset(folder / "source.typ"))
    return folder / name


def drawn(folder: Path, **changed: str) -> Path:
    """A document whose two charts are drawn, their labels text."""
    said = SOUND | changed
    return typeset(
        PAGE.format(columns=COLUMNS.format(**said), slices=SLICES.format(**said)), folder
    )


def pictured(folder: Path, **changed: str) -> Path:
    """The same document with its charts as pictures."""
    said = SOUND | changed
    for name, chart in (("columns", COLUMNS), ("slices", SLICES)):
        head = (
            "#set page(width: 15.2cm, height: 6.2cm, margin: 1mm)\n"
            '#set text(font: "Noto Sans SC")\n'
        )
        page = pdfium.PdfDocument(typeset(head + chart.format(**said), folder, f"{name}.pdf"))[0]
        page.render(scale=150 / 72).to_pil().save(folder / f"{name}.png")
    return typeset(
        PAGE.format(
            columns='#image("columns.png", width: 15cm)', slices='#image("slices.png", width: 15cm)'
        ),
        folder,
    )


def read(pdf: Path) -> tuple[dict, list[dict]]:
    """The document's tables, and what the audit says of its charts."""
    tables = {
        name: schemas.typed(name, rows)
        for name, rows in as_printed.read_printed(pdf, corpus.KEPT).items()
    }
    tables |= {
        name: schemas.typed(name, [row | {"unit": "test", "year": YEAR} for row in rows])
        for name, rows in as_tidy.read_tidy(*tables.values(), YEAR).items()
    }
    checks = audit_accounts(tables, second_reader_of(pdf)).checks
    return tables, [one for one in checks if one["rule"].startswith("V")]


def values(tables: dict) -> set[tuple]:
    frame = tables["tidy/figure_values"]
    return {
        (row.figure_no, row.category_zh, row.printed, row.value_unit) for row in frame.itertuples()
    }


WANTED = {
    ("1", "2020年度", "1224.64", "万元"),
    ("1", "2019年度", "1109.66", "万元"),
    ("2", "基本支出", "1001.55", "万元"),
    ("2", "基本支出", "81.78", "%"),
    ("2", "项目支出", "223.09", "万元"),
    ("2", "项目支出", "18.22", "%"),
}


@pytest.mark.parametrize(("make", "reader"), [(drawn, "text"), (pictured, "ocr")])
def test_a_charts_numbers_are_read_and_agree_with_the_prose(make, reader, tmp_path):
    tables, checks = read(make(tmp_path))
    assert values(tables) == WANTED
    assert set(tables["tidy/figure_values"]["reader"]) == {reader}
    assert [one["outcome"] for one in checks] == ["pass"] * 6
    assert tables["tidy/unclaimed_numbers"].empty


def test_a_caption_may_stand_below_its_chart(tmp_path):
    page = PAGE
    for caption, chart in (
        ("图1：收、支决算总计变动情况（单位：万元）", "{columns}"),
        ("图2：支出决算结构", "{slices}"),
    ):
        page = page.replace(chart, f"#align(center)[（{caption}）]").replace(
            f"#align(center)[{caption}]", chart
        )
    page = page.format(columns=COLUMNS.format(**SOUND), slices=SLICES.format(**SOUND))
    tables, checks = read(typeset(page, tmp_path))
    assert values(tables) == WANTED
    assert [one["outcome"] for one in checks] == ["pass"] * 6


@pytest.mark.parametrize("make", [drawn, pictured])
def test_a_chart_is_no_table_and_none_of_the_prose(make, tmp_path):
    tables, _ = read(make(tmp_path))
    assert tables["as_printed/cells"].empty
    assert set(tables["as_printed/pages"]["reader"]) == {"text"}
    facts = tables["tidy/facts"]
    assert sorted(facts["printed"]) == sorted(
        ["1224.64", "114.98", "10.36", "1224.64", "1001.55", "81.78", "223.09", "18.22"]
    )
    assert set(facts["reader"]) == {"text"}


@pytest.mark.parametrize(
    ("changed", "check", "told"),
    [
        ({"share": "87.18"}, "V01", ("87.18%", "81.78%")),
        ({"now": "1,242.64"}, "V01", ("1242.64", "1224.64")),
        ({"before": "1,190.66"}, "V02", ("1190.66", "1109.66")),
    ],
)
def test_a_wrong_label_is_an_alarm_that_names_both_numbers(changed, check, told, tmp_path):
    _, checks = read(drawn(tmp_path, **changed))
    (alarm,) = (one for one in checks if one["outcome"] == "fail")
    assert alarm["rule"] == check
    for lang in ("told_zh", "told_en"):
        assert all(number in alarm[lang] for number in told)
    assert alarm["pages"] == [1]


def test_a_label_that_ocr_read_is_no_alarm(tmp_path):
    _, checks = read(pictured(tmp_path, share="87.18", now="1,242.64"))
    outcomes = {one["printed"]: one["outcome"] for one in checks}
    assert outcomes["87.18%"] == outcomes["1242.64"] == "cannot_tell"
    assert "fail" not in outcomes.values()


@pytest.mark.parametrize(
    "changed",
    [
        {"now": "1,001.55", "series": "基本支出"},  # columns of a part, not of the total
        {"now": "9.99", "left": "收入", "right": "支出"},  # columns without a year
        {"now": "9.99", "right": "2018年度"},  # another year's column
        {"now": "9.99", "left": "2020年度", "right": "2020年度预算"},
    ],
)
def test_a_number_that_may_be_of_something_else_is_no_alarm(changed, tmp_path):
    _, checks = read(drawn(tmp_path, **changed))
    assert "fail" not in {one["outcome"] for one in checks}


def test_charts_of_a_second_unit_are_not_compared_with_the_first(tmp_path):
    first, second = (
        PAGE.format(columns=COLUMNS.format(**said), slices=SLICES.format(**said))
        for said in (SOUND, SOUND | {"share": "61.78", "now": "9.99"})
    )
    _, checks = read(typeset(f"{first}\n#pagebreak()\n{second}", tmp_path))
    assert [(one["outcome"], one["pages"]) for one in checks] == [("pass", [1])] * 6


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("图1：收、支决算总计变动情况", "1"),
        ("（图3：支出决算结构图）（饼状图）", "3"),
        ("图 2 收入决算结构", "2"),
        ("图一、收入决算结构", "一"),
        ("图书馆2020年度部门决算", None),
        ("图1所示的收入包括财政拨款", None),
        ("图1为收入决算结构。", None),
        ("如图1", None),
    ],
)
def test_a_caption_numbers_a_chart(text, number):
    assert chart_number(text) == number


@corpus.needs_corpus
@pytest.mark.parametrize("name", ["hanyang-2020-text", "hanyang-2020-picture"])
def test_the_pictures_of_the_corpus_give_the_numbers_drawn_in_them(name):
    truth = corpus.truth.folder() / "hanyang-2020-truth.json"
    wanted = set()
    for number, figure in json.loads(truth.read_text("utf-8"))["figures"].items():
        for series, one in figure["series"].items():
            wanted |= {
                (number, f"{year}年度", amount, "万元")
                for year, amount in one.items()
                if year.isdecimal()
            }
            if "amount" in one:
                wanted |= {
                    (number, series, one["amount"], "万元"),
                    (number, series, one["share"].rstrip("%"), "%"),
                }
    assert values(corpus.tidy(corpus.document(name), YEAR)) == wanted
    checks = [
        one for one in corpus.checks(corpus.document(name), YEAR) if one["rule"].startswith("V")
    ]
    assert [one["outcome"] for one in checks] == ["pass"] * 10


def test_equal_numbers_under_each_other_are_no_axis():
    def at(text: str, y: float) -> Token:
        return Token("number", text, None, 1, 10.0, y, 20.0, y + 8, "text")

    assert not _ticks([at(text, 20.0 * n) for n, text in enumerate(("16", "8", "8"))])
    assert not _ticks([at(text, 20.0 * n) for n, text in enumerate(("5", "5", "10", "0"))])
    assert len(_ticks([at(text, 20.0 * n) for n, text in enumerate(("10", "5", "0"))])) == 3
