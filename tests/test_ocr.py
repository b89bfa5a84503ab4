"""Pages that are pictures: the same rows as their text, marked, from inside the machine."""

import contextlib
import io
import math
import os
import socket
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest

import corpus
from helpers.extract import as_printed, ocr
from helpers.extract.grids.boxes import picture_cells
from helpers.extract.ocr import engine, pictures
from helpers.extract.ocr.pictures import Region
from helpers.extract.ocr.rotation import tilt, turned
from helpers.extract.ocr.rulings import find_rulings
from helpers.extract.ocr.words import glyphs_of
from helpers.extract.pages import Glyph, Page, read_pages

SHIPPED = Path(__file__).parents[1] / "data/raw/hanyang-gov-office/2020/final_accounts.pdf"
PLACE = ("page", "x0", "y0", "x1", "y1", "reader", "confidence", "unit", "year")


def picture_of(source: Path, number: int, target: Path, turned: float = 0) -> Path:
    """A PDF whose only page is page `number` of `source` as a picture, so far turned left."""
    page = pdfium.PdfDocument(source)[number - 1]
    image = page.render(scale=150 / 72).to_pil().convert("L")
    image = image.rotate(turned, expand=turned % 90 == 0, fillcolor=255)
    size = [72 / 150 * side for side in image.size]
    jpeg = io.BytesIO()
    image.save(jpeg, "JPEG", quality=75)
    out = pdfium.PdfDocument.new()
    picture = pdfium.PdfImage.new(out)
    picture.load_jpeg(jpeg)
    picture.set_matrix(pdfium.PdfMatrix().scale(*size))
    new = out.new_page(*size)
    new.insert_obj(picture)
    new.gen_content()
    out.save(target)
    return target


def said(frame) -> list[dict]:
    places = [name for name in frame if name in PLACE or name.endswith("_id")]
    return frame.drop(columns=places).to_dict("records")


@corpus.needs_corpus
def test_tables_that_are_pictures_give_the_rows_of_their_text():
    read, wanted = (
        corpus.tidy(corpus.document(f"hanyang-2020-{kind}"), 2020) for kind in ("picture", "text")
    )
    assert said(read["tidy/statutory"]) == said(wanted["tidy/statutory"])
    assert set(read["tidy/statutory"]["reader"]) == {"ocr"}
    assert said(read["tidy/budget_vs_outturn"]) == said(wanted["tidy/budget_vs_outturn"])


@corpus.needs_corpus
def test_what_ocr_read_raises_no_alarm_of_its_own():
    picture, text = (
        {
            check["statement_zh"]
            for check in corpus.checks(corpus.document(name), 2020)
            if check["outcome"] == "fail"
        }
        for name in ("hanyang-2020-picture", "hanyang-2020-text")
    )
    assert text and picture <= text


@corpus.needs_corpus
def test_words_of_the_text_layer_stay_and_a_chart_is_no_table():
    printed = corpus.printed(corpus.document("hanyang-2020-picture"))
    lines = printed["as_printed/lines"]
    paragraphs = printed["as_printed/paragraphs"]
    charts = lines["order"].isin(paragraphs.loc[paragraphs["kind"] == "figure", "order"])
    assert set(lines.loc[charts, "page"]) == {11, 12, 13, 14}
    assert not set(lines.loc[(lines["page"] > 10) & ~charts, "reader"]) - {"text"}
    assert (lines["confidence"].isna() == (lines["reader"] == "text")).all()
    cells = printed["as_printed/cells"]
    assert not cells["page"].isin([11, 12, 13, 14]).any()
    pages = printed["as_printed/pages"].set_index("page")
    assert set(pages.index[pages["reader"] == "ocr"]) == set(range(3, 11))
    assert pages["strays"].sum() == 0


def middle(cell: dict) -> tuple[float, float]:
    return (cell["x0"] + cell["x1"]) / 2, (cell["y0"] + cell["y1"]) / 2


def test_the_engine_reports_to_nobody_and_leaves_nothing_behind(tmp_path):
    """What onnxruntime does below Python is seen by what it keeps: an identity, a session."""
    program = (
        "import numpy as np\n"
        "from helpers.extract.ocr import engine\n"
        "print(engine.read_line(np.full((40, 200), 255, np.uint8)))\n"
    )
    told = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("CI", "GITHUB", "XDG", "ORT"))
    }  # there it is silent anyway
    subprocess.run(
        [sys.executable, "-B", "-c", program],
        check=True,
        cwd=tmp_path,
        env=told | {"HOME": str(tmp_path), "TMPDIR": str(tmp_path)},
    )
    assert sorted(path.name for path in tmp_path.rglob("*")) == []


@pytest.mark.parametrize("turned", [0, 180, 90, -1.5])
def test_a_page_is_read_with_the_network_refused_and_only_once(tmp_path, monkeypatch, turned):
    def refuse(*_, **__):
        raise OSError("the network is refused")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    number = as_printed.first_table_page(corpus.printed(SHIPPED)["as_printed/cells"])
    scan = picture_of(SHIPPED, number, tmp_path / "scan.pdf", turned)
    first = as_printed.read_printed(scan, tmp_path / "kept")
    wanted, read = (
        [c for c in cells["as_printed/cells"] if c["page"] == page and "." in c["text"]]
        for cells, page in ((as_printed.read_printed(SHIPPED), number), (first, 1))
    )
    assert wanted and [c["text"] for c in read] == [c["text"] for c in wanted]
    width, height = pdfium.PdfDocument(SHIPPED)[number - 1].get_size()
    for there, here in zip(wanted, read, strict=True):
        x, y = middle(there)
        angle = math.radians(turned)
        across, down = x - width / 2, y - height / 2
        size = (height, width) if turned == 90 else (width, height)
        assert middle(here) == pytest.approx(
            (
                size[0] / 2 + across * math.cos(angle) + down * math.sin(angle),
                size[1] / 2 - across * math.sin(angle) + down * math.cos(angle),
            ),
            abs=2.5,
        )
    monkeypatch.setattr(engine, "_read", refuse)
    assert as_printed.read_printed(scan, tmp_path / "kept") == first


def test_words_that_are_kept_and_were_damaged_are_read_again(tmp_path, monkeypatch):
    found = engine.Reading(0, [engine.Word([[0, 0]] * 4, 0.5, [engine.Character("3", 0, 1, 0.5)])])
    read = []
    monkeypatch.setattr(engine, "_read", lambda *_: read.append(1) or found)
    picture = np.zeros((9, 9), np.uint8)
    for damage in (None, lambda b: b, lambda b: b.replace(b'"3"', b'"8"'), lambda b: b[:-1]):
        if damage:
            (file,) = tmp_path.iterdir()
            file.write_bytes(damage(file.read_bytes()))
        assert engine.read_words(picture, tmp_path).words[0].text == "3"
    assert len(read) == 3  # once, and after each of the two damages


def test_only_garbage_is_called_garbage():
    def page(text: str, unmapped: int = 0) -> Page:
        glyphs = [Glyph(c, n * 10.0, n * 10.0 + 10, 100.0, 10.0) for n, c in enumerate(text)]
        return Page(1, 595.0, 842.0, glyphs, unmapped=unmapped)

    assert ocr.why(page("(cid:12)(cid:7)(cid:9)")) == "garbled"
    assert ocr.why(page("\ufffd" * 20 + "2020")) == "garbled"
    assert ocr.why(page("\ue012" * 30)) == "garbled"
    assert ocr.why(page("2020", unmapped=40)) == "garbled"
    assert ocr.why(page("一般公共服务支出\ue0fe" * 9)) is None
    assert ocr.why(page("")) is None


def test_pages_that_need_no_ocr_are_returned_as_they_are():
    pages = [page for page in read_pages(SHIPPED) if not page.picture]
    assert all(a is b for a, b in zip(ocr.read_pictures(SHIPPED, pages), pages, strict=True))


@pytest.mark.parametrize("degrees", [0.0, 0.5, -1.0, 2.0])
def test_a_tilted_picture_shows_the_same_cells(degrees):
    number = as_printed.first_table_page(corpus.printed(SHIPPED)["as_printed/cells"])
    scale = 150 / 72
    page = pdfium.PdfDocument(SHIPPED)[number - 1]
    straight = page.render(scale=scale, grayscale=True).to_numpy().squeeze()
    tilted = turned(straight, -degrees)
    assert tilt(tilted, scale) == pytest.approx(degrees, abs=0.05)
    height = page.get_size()[1]
    cells = [len(table) for table in picture_cells(find_rulings(straight, scale), height)]
    again = find_rulings(turned(tilted, tilt(tilted, scale)), scale)
    assert cells and [len(table) for table in picture_cells(again, height)] == cells


def test_one_distribution_owns_cv2():
    owners = {
        found.metadata["Name"]
        for found in distributions()
        if any(str(file).startswith("cv2/") for file in found.files or ())
    }
    assert owners == {"opencv-python-headless"}


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("般公共预算", "一般公共预算"),
        ("一、般公共服务", "一、一般公共服务"),
        ("一般公共", "一般公共"),
    ],
)
def test_a_thin_stroke_lost_at_the_head_of_a_word_comes_back(seen, meant):
    characters = [engine.Character(one, 10.0 * n, 10.0 * n + 10, 1.0) for n, one in enumerate(seen)]
    word = engine.Word([[0, 0], [90, 0], [90, 15], [0, 15]], 1.0, characters)
    blank = np.full((20, 100), 255, np.uint8)
    assert "".join(glyph.text for glyph in glyphs_of([word], [], blank, 2.0, 1)) == meant


def test_a_charts_page_is_closed_before_another_thread_may_draw(tmp_path, monkeypatch):
    path = tmp_path / "chart.pdf"
    with pdfium.PdfDocument.new() as blank:
        blank.new_page(200, 100)
        blank.save(path)
    document, opened = pdfium.PdfDocument(path), []

    class Opening:
        def __getitem__(self, index):
            opened.append(document[index])
            return opened[-1]

    class Drawing(contextlib.AbstractContextManager):
        def __exit__(self, *_):
            assert [page.raw for page in opened] == [None]

    monkeypatch.setattr(engine, "read_words", lambda *_: (1, []))
    page = Page(1, 200, 100, [])
    assert pictures.read_chart(Opening(), page, Region(0, 0, 200, 100), None, 1, Drawing()) is page
    document.close()
