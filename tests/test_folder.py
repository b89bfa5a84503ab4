"""A folder of PDFs: where each belongs is said first, and nothing takes another's place."""

from __future__ import annotations

import io
import itertools
import shutil

import pytest
import xlsxwriter
import yaml

from helpers import store
from helpers.__main__ import main
from helpers.documents import BadParameter, BadSource, add_document, folder, units

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
    assert main(["add", "--dir", str(place), "--dry-run"]) == 3  # as the run itself would end
    said = capsys.readouterr().out
    assert said.count("mou-mou-shi-jia-qu-cai-zheng-ju/2023") == 2
    assert (
        "twice: c.pdf is the same file as a.pdf" in said and "refused: d.pdf is truncated" in said
    )
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
    assert units.proposed(name) == units.proposed(name, "department") == proposed
    assert units.proposed(name, "own_office") == f"{proposed}-ben-ji"
    assert units.proposed(f"{name}本级", "own_office") == f"{proposed}-ben-ji"
    long = [units.proposed("某某市甲乙丙丁戊己庚辛壬癸" * 3 + end) for end in ("财政局", "税务局")]
    assert long[0] != long[1] and max(map(len, long)) <= 80


def test_two_scopes_of_one_unit_lie_apart(pdfs, make_pdf):
    place = pdfs()
    for file, scope in (("a", "部门"), ("b", "本级")):
        cover = f"某某市甲区财政局（{scope}）\n2023年度{'部门' if scope == '部门' else '单位'}决算"
        content = make_pdf(cover, PROSE.format(2023, 100 + len(file) + ord(file)))
        (place / f"{file}.pdf").write_bytes(content)
    found = folder.look_through(place)
    assert [one.state for one in found] == ["new", "new"]
    assert [one.unit for one in found] == [UNIT, f"{UNIT}-ben-ji"]


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


@pytest.fixture
def scopes(tmp_path, home, make_pdf):
    """Four folders with a PDF each: a publisher's two scopes in two years."""
    places = []
    for year, scope in itertools.product((2023, 2024), ("部门", "单位")):
        places.append(tmp_path / f"{year}{scope}")
        places[-1].mkdir()
        body = PROSE.format(year, 100 + len(places))
        content = make_pdf(f"某某市甲区财政局\n{year}年度{scope}决算", body)
        (places[-1] / "a.pdf").write_bytes(content)
    return places


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (1, 2, 3, 0), (3, 2, 1, 0)])
def test_scopes_lie_apart_in_whatever_order_they_are_added(scopes, home, order):
    for n in order:
        assert main(["add", "--dir", str(scopes[n])]) == 0
    for n, (year, unit) in enumerate(itertools.product((2023, 2024), (UNIT, f"{UNIT}-dan-wei"))):
        there = store.raw_folder(unit, year) / "final_accounts.pdf"
        assert there.read_bytes() == (scopes[n] / "a.pdf").read_bytes()


def test_a_scope_in_the_place_of_another_is_named_and_no_advice_destroys_it(scopes, capsys):
    department, unit = (str(place / "a.pdf") for place in scopes[:2])
    assert main(["add", "--pdf", department, "--unit", "finance", "--year", "2023"]) == 0
    assert main(["add", "--pdf", unit, "--unit", "finance", "--year", "2023"]) == 2
    said = capsys.readouterr().err
    assert "the scope of the first is department" in said and "REPLACE" not in said
    assert main(["add", "--dir", str(scopes[1])]) == 0
    assert "unit        mou-mou-shi-jia-qu-cai-zheng-ju-dan-wei/2023" in capsys.readouterr().out


def test_people_may_put_two_scopes_under_one_name(scopes):
    path = store.project_root() / "data/raw/units.yml"
    path.parent.mkdir(parents=True)
    path.write_text("school:\n  names: 某某市甲区财政局\n  scope: [department, unit]\n", "utf-8")
    for place in (scopes[0], scopes[3]):
        (one,) = folder.add_all(folder.look_through(place))
        assert (one.state, one.unit) == ("new", "school")


def test_what_was_added_by_name_is_known_to_a_folder(pdfs):
    place = pdfs(a=("某某市甲区财政局", 2023), b=("某某市甲区财政局", 2024))
    add_document(place / "a.pdf", "finance", 2023)
    first, second = folder.look_through(place)
    assert (first.state, first.unit) == ("there", "finance")
    assert (second.state, second.unit) == ("new", "finance")


def test_two_publishers_of_one_pinyin_do_not_share_a_folder(pdfs):
    place = pdfs(a=("某某市甲区财政局", 2023), b=("某某市佳区财政局", 2024))
    assert len({one.unit for one in folder.look_through(place)}) == 2


def test_a_dry_run_says_what_the_run_would(pdfs, home, make_pdf, capsys):
    place = pdfs(a=("某某市甲区财政局", 2023), b=("某某市甲区财政局", 2024))
    add_document(place / "a.pdf", UNIT, 2023)
    changed = make_pdf("某某市甲区财政局\n2023年度部门决算", PROSE.format(2023, 999))
    (place / "a.pdf").write_bytes(changed)
    before = sorted(home.rglob("*"))
    assert main(["add", "--dir", str(place), "--dry-run"]) == 3
    told = capsys.readouterr().out.splitlines()[:-1]
    assert sorted(home.rglob("*")) == before
    assert main(["add", "--dir", str(place)]) == 3
    assert capsys.readouterr().out.splitlines()[:-1] == told
    assert told[0].startswith("refused") and told[1].startswith("new")


def test_every_file_has_a_line_named_from_the_folder(pdfs, capsys):
    place = pdfs(a=("某某市甲区财政局", 2023))
    (place / "sub").mkdir()
    (place / "a.pdf").rename(place / "sub/决算")
    for name in ("b.zip", "c.doc", "d.et", "e.ofd", "f.jpg", "g", "sub/.DS_Store", "~$h.docx"):
        (place / name).write_bytes(b"x")
    (place / "i.rar").write_bytes(b"PK\x03\x04" + (place / "sub/决算").read_bytes())
    assert main(["add", "--dir", str(place), "--dry-run"]) == 3
    said = capsys.readouterr().out
    for name in ("b.zip", "c.doc", "d.et", "e.ofd", "f.jpg", "g", "i.rar"):
        assert f"  not_read: {name}: " in said
    assert f"{UNIT}/2023         sub/决算" in said and "2 hidden or system files" in said


WRONG = {
    "predecesor: x": "Did you mean predecessor?",
    "predecessor: nobody": "'nobody' is no unit here",
    "successor: office": "is the unit itself",
    "department: 某某市财政局": "department: finance",
    "peer_group: [a, b]": "must be one text; found a list",
    "names: [某局]": "must be one name, or names by year",
    "names: {2022年: 某局}": "found `2022年: 某局`",
    "scope: units": "Did you mean unit?",
}


@pytest.mark.parametrize("line", WRONG)
def test_a_slip_in_units_yml_is_named(home, line):
    path = store.project_root() / "data/raw/units.yml"
    path.parent.mkdir(parents=True)
    path.write_text(f"finance:\n  names: 某某市财政局\noffice:\n  {line}\n", "utf-8")
    with pytest.raises(BadSource) as error:
        units.read_units()
    assert f"units.yml: office: {line.partition(':')[0]} " in str(error.value)
    assert WRONG[line] in str(error.value)


def test_a_unit_renamed_afterwards_does_not_lie_in_two_folders(pdfs, home, capsys):
    place = pdfs(a=("某某市甲区文化局", 2022), b=("某某市甲区文旅局", 2023))
    assert main(["add", "--dir", str(place)]) == 0
    old, new = "mou-mou-shi-jia-qu-wen-lv-ju", "mou-mou-shi-jia-qu-wen-hua-ju"
    text = f"{new}:\n  names: {{2022: 某某市甲区文化局, 2023: 某某市甲区文旅局}}\n"
    (home / "data/raw/units.yml").write_text(text, "utf-8")
    capsys.readouterr()
    assert main(["add", "--dir", str(place)]) == 0
    said = capsys.readouterr().out
    assert f"b.pdf lies in data/raw/{old}/2023, and units.yml names {new}" in said
    assert f"mv -n data/raw/{old}/2023/* data/raw/{new}/2023/" in said
    assert (home / "data/raw/units.yml").read_text("utf-8") == text
    shutil.copytree(store.raw_folder(old, 2023), store.raw_folder(new, 2023))
    assert main(["add", "--dir", str(place)]) == 0
    assert f"b.pdf also lies in data/raw/{old}/2023" in capsys.readouterr().out


def test_a_piece_that_is_refused_says_what_it_lacks_and_what_it_may_be_of(pdfs):
    place = pdfs(a=("某某市甲区财政局", 2023), b=("某某市甲区财政局", 2024))
    (place / "附表2023.xlsx").write_bytes(sheet("某某市甲区财政局收入决算表"))
    *_, piece = folder.look_through(place)
    assert piece.state == "refused"
    for said in (
        "says no",
        "the year in the file's name",
        "a.pdf (某某市甲区财政局 2023)",
        "b.pdf",
    ):
        assert said in piece.why


def test_a_folder_replaces_nothing(pdfs, capsys):
    place = pdfs(a=("某某市甲区财政局", 2023))
    assert main(["add", "--dir", str(place), "--replace"]) == 2
    assert "REPLACE puts one document" in capsys.readouterr().err
