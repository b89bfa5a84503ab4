"""A folder of PDFs: where each belongs is said first, and nothing takes another's place."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
import yaml

from helpers import store
from helpers.__main__ import main
from helpers.documents import BadParameter, folder

PROSE = "第二部分 {0}年度部门决算情况说明\n{0}年度收入总计{1}.00万元，支出总计{1}.00万元。"
UNIT = "mou-mou-shi-jia-qu-cai-zheng-ju"
NAMES = {"某某市甲区财政局": UNIT}


@pytest.fixture
def pdfs(tmp_path, home, make_pdf):
    """``pdfs(a=(name, year))``: a folder with such accounts."""
    place = tmp_path / "downloads"
    place.mkdir()

    def put(**wanted):
        for file, (name, year) in wanted.items():
            content = make_pdf(f"{name}\n{year}年度部门决算", PROSE.format(year, 100 + year % 100))
            (place / f"{file}.pdf").write_bytes(content)
        return place

    return put


def test_a_dry_run_shows_the_table_and_writes_nothing(pdfs, home, capsys):
    place = pdfs(a=("某某市甲区财政局", 2023), b=("某某市甲区财政局", 2024))
    (place / "c.pdf").write_bytes((place / "a.pdf").read_bytes())
    (place / "d.pdf").write_bytes(b"%PDF-1.4 cut")
    assert main(["add", "--dir", str(place), "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert said.count("mou-mou-shi-jia-qu-cai-zheng-ju/2023") == 2
    assert "twice: the same file as a.pdf" in said and "refused: d.pdf is truncated" in said
    assert not list(home.rglob("*.pdf"))


def test_a_folder_is_added_and_its_names_are_kept(pdfs, capsys):
    place = pdfs(a=("某某市甲区财政局", 2023))
    assert main(["add", "--dir", str(place)]) == 0
    assert (store.raw_folder("mou-mou-shi-jia-qu-cai-zheng-ju", 2023) / "source.yml").exists()
    units = store.project_root() / "data/raw/units.yml"
    said = yaml.safe_load(units.read_text("utf-8"))
    assert said["mou-mou-shi-jia-qu-cai-zheng-ju"]["names"] == {2023: "某某市甲区财政局"}
    (one,) = folder.look_through(place)
    assert one.state == "there"


def test_a_name_that_people_have_given_counts(pdfs):
    units = store.project_root() / "data/raw/units.yml"
    units.parent.mkdir(parents=True)
    units.write_text("finance:\n  names: {2023: 某某市甲区财政局, 2024: 某某市甲区财税局}\n")
    place = pdfs(a=("某某市甲区财政局", 2023), b=("某某市甲区财税局", 2024))
    assert [(one.unit, one.year) for one in folder.look_through(place)] == [
        ("finance", 2023),
        ("finance", 2024),
    ]
    folder.add_all(folder.look_through(place))
    assert units.read_text().startswith("finance:\n  names: {2023")


def test_two_files_that_say_they_are_one_are_not_mixed_up(pdfs, make_pdf):
    place = pdfs(a=("某某市甲区财政局", 2023))
    other = make_pdf("某某市甲区财政局\n2023年度部门决算", PROSE.format(2023, 999))
    (place / "b.pdf").write_bytes(other)
    first, second = folder.look_through(place)
    assert (first.state, second.state) == ("new", "refused") and "a.pdf" in second.why


@pytest.mark.parametrize(("name", "proposed"), NAMES.items())
def test_a_proposed_name_is_the_publishers_in_pinyin(name, proposed):
    assert folder.proposed(name) == proposed
    assert folder.proposed(name, "own_office") == f"{proposed}-ben-ji"
    long = [folder.proposed("某某市甲乙丙丁戊己庚辛壬癸" * 3 + end) for end in ("财政局", "税务局")]
    assert long[0] != long[1] and max(map(len, long)) <= 80


def test_two_scopes_of_one_unit_lie_apart(pdfs, make_pdf):
    place = pdfs()
    for file, scope in (("a", "部门"), ("b", "本级")):
        cover = f"某某市甲区财政局（{scope}）\n2023年度{'部门' if scope == '部门' else '单位'}决算"
        content = make_pdf(cover, PROSE.format(2023, 100 + len(file) + ord(file)))
        (place / f"{file}.pdf").write_bytes(content)
    found = folder.look_through(place)
    assert [one.state for one in found] == ["new", "new"]
    assert len({one.unit for one in found}) == 2 and found[1].unit == f"{UNIT}-ben-ji"


def test_a_folder_without_pdfs_is_refused(tmp_path, home):
    with pytest.raises(BadParameter, match="has no PDF in it"):
        folder.look_through(tmp_path)


def sheet(title: str) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for n, row in enumerate([[title], ["项目", "金额"], ["合计", 123.5]]):
            page.write_row(n, 0, row)
    return made.getvalue()


def test_a_sheet_goes_to_its_document_by_what_it_says_or_by_its_folder(pdfs):
    place = pdfs(a=("某某市甲区财政局", 2023), b=("某某市甲区财政局", 2024))
    (place / "c.xlsx").write_bytes(sheet("某某市甲区财政局2024年度收入决算表"))
    for name, year in (("alone", 2022), ("two", 2021)):
        (place / name).mkdir()
        pdfs(**{f"{name}/d": ("某某市甲区财政局", year)})
    pdfs(**{"two/e": ("某某市甲区文化局", 2021)})
    (place / "alone/附表.xlsx").write_bytes(sheet("收入决算表"))
    (place / "two/附表.xlsx").write_bytes(sheet("收入决算表 "))
    found = {str(one.path.relative_to(place)): one for one in folder.look_through(place)}
    said, alone, two = (found[name] for name in ("c.xlsx", "alone/附表.xlsx", "two/附表.xlsx"))
    assert (said.state, said.kind, said.unit, said.year) == ("new", "annex", UNIT, 2024)
    assert (alone.state, alone.kind, alone.unit, alone.year) == ("new", "annex", UNIT, 2022)
    assert two.state == "refused" and "several documents" in two.why
    folder.add_all(found.values())
    assert (store.raw_folder(UNIT, 2022) / "annex_1.xlsx").exists()
    again = {one.path.name: one.state for one in folder.look_through(place / "alone")}
    assert again == {"d.pdf": "there", "附表.xlsx": "there"}
