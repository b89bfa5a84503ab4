"""The class kit: its lessons run, its answers are told and not given away, its errors are found."""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import nbclient
import nbformat
import pypdfium2 as pdfium
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))

from classkit import answers as answering
from classkit import build, source
from classkit.answers import sealed
from conftest import ROUNDS

LANGUAGES = ("zh", "en")
SHORT = re.compile(r"^\d{1,3}$|^\d\.\d$")  # numbers that stand anywhere by chance


@pytest.fixture(scope="module")
def questions(kit) -> dict[str, tuple[answering.Answers, dict]]:
    """Every question: its answers, and what the pupils' file holds of them."""
    held = json.loads((kit.pupils / "notebooks/answers.json").read_text("utf-8"))["questions"]
    told = {name: one for lesson in kit.lessons for name, one in lesson.answers.items()}
    assert set(held) == set(told)
    return {name: (one, held[name]) for name, one in told.items()}


def outcome(held: dict, answer: object) -> str:
    return sealed.verdict(held, answer, ROUNDS)[0]


def spellings(spelt: str, unit: str) -> list[str]:
    """Three ways in which a class writes one number."""
    whole, _, part = spelt.partition(".")
    wide = spelt.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
    return [f"{wide}{unit}", f"{int(whole):,}.{part}0" if part else f" {int(whole):,}.0", spelt]


def test_an_answer_is_right_in_three_spellings_and_as_a_number(questions):
    for one, held in questions.values():
        for answer in one.right:
            spelt = one.spelt(answer)
            ways = spellings(spelt, one.unit) if one.kind == "number" else [spelt, spelt.upper()]
            assert [outcome(held, way) for way in ways] == ["right"] * len(ways), one.name
            if one.kind == "number":
                assert outcome(held, float(spelt)) == "right"


def test_ten_wrong_answers_are_refused(questions):
    for one, held in questions.values():
        known = {one.spelt(answer) for answer in (*one.right, *one.known)}
        if one.kind == "number":
            middle = Decimal(one.spelt(next(iter(one.right))))
            step = Decimal(1).scaleb(-one.digits)
            wrong = [
                str(middle + n * step) for n in (-101, -17, -7, -3, -2, 2, 3, 7, 17, 101, 23, 59)
            ]
        elif one.kind == "choice":
            wrong = list("ijklmnopqr")
        else:
            wrong = [f"{page}|digit" for page in range(30, 40)]
        wrong = [answer for answer in wrong if one.spelt(answer) not in known][:10]
        assert len(wrong) == 10, one.name
        assert {outcome(held, answer) for answer in wrong} == {"wrong"}, one.name
        assert {outcome(held, answer) for answer in ("", "  ", None, ...)} == {"none"}


def test_a_known_slip_gets_its_own_hint_in_both_languages(questions):
    hinted = 0
    for one, held in questions.values():
        for answer, hint in one.known.items():
            found, said = sealed.verdict(held, answer, ROUNDS)
            assert (found, said) == ("known", hint), one.name
            assert all(said[lang] for lang in LANGUAGES)
            hinted += 1
    assert hinted > 60
    _, said = sealed.verdict(questions["2.5"][1], "2.65", ROUNDS)
    assert "执行数" in said["zh"] and "outturn" in said["en"]


def test_a_page_with_an_error_is_told_apart_from_its_kind(kit, questions):
    group = kit.groups[0]
    error = group.errors[0]
    _, held = questions[f"4.g{group.no}"]
    other = "unit" if error.square != "unit" else "gap"
    found, said = sealed.verdict(held, f"{error.pages[0]}|{other}", ROUNDS)
    assert found == "known" and "宾果卡" in said["zh"]
    found, said = sealed.verdict(held, f"{error.pages[0]}|{error.square}", ROUNDS)
    assert found == "right" and error.was in said["zh"]


def test_what_the_kit_is_sealed_with_is_slow_and_its_rounds_are_told():
    assert answering.ROUNDS >= 100_000
    one = answering.Answers("x", "number", {"1": {"zh": "一", "en": "one"}})
    assert json.loads(answering.sealed_file([one], 7))["rounds"] == 7
    with pytest.raises(ValueError, match="right and wrong"):
        answering.sealed_file([answering.Answers("x", "number", {"1": {}}, {"1.0": {}})], 7)


@pytest.mark.parametrize(
    ("answer", "spelt"),
    [
        ("９．９１万元", "9.91"),
        ("9.910", "9.91"),
        ("99,100 元", "9.91"),
        (223.09 - 213.18, "9.91"),
        ("约9.91", "9.91"),
        ("−0.00", "0"),
        ("八", "8"),
        ("9.9.1", None),
        ("nine", None),
        (float("nan"), None),
    ],
)
def test_a_number_has_one_spelling(answer, spelt):
    assert sealed.normal(answer, "number", 2, "万元") == spelt


# ------------------------------------------------------------------------- nothing is given away


def shown_text(path: Path) -> str:
    """What a pupil's file says to whoever opens it in an editor, pictures and fonts aside."""
    if path.suffix == ".pdf":
        pages = pdfium.PdfDocument(path)
        return "\n".join(page.get_textpage().get_text_bounded() for page in pages)
    return re.sub(
        r"base64,[A-Za-z0-9+/=]+|<style>.*?</style>", "", path.read_text("utf-8"), flags=re.S
    )


def test_no_pupils_file_holds_an_answer(kit, questions):
    numbers = {
        one.spelt(answer)
        for one, _ in questions.values()
        if one.kind == "number"
        for answer in one.right
    }
    numbers = {one for one in numbers if not SHORT.match(one)}
    assert {"9.91", "1224.64", "120.75"} <= numbers
    sayings = {
        said[lang]
        for one, _ in questions.values()
        for said in (*one.right.values(), *one.known.values())
        for lang in LANGUAGES
    }
    files = [p for p in kit.pupils.rglob("*") if p.suffix in (".html", ".ipynb", ".json", ".js")]
    files += list((kit.pupils / "teacher").glob("*.pdf"))
    assert len(files) > 25
    for path in files:
        text = shown_text(path)
        printed = set(re.findall(r"(?<![\d.])\d+(?:\.\d+)?", text.replace(",", "")))
        assert numbers & printed == set(), path.name
        assert [one for one in sayings if one in text] == [], path.name


def test_pupils_notebooks_have_neither_solutions_nor_outputs(kit):
    solutions = {one["solution"].strip() for lesson in kit.lessons for one in lesson.questions}
    for path in (kit.pupils / "notebooks").glob("*.ipynb"):
        notebook = nbformat.read(path, 4)
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        assert set(notebook.metadata) == {"kernelspec"}
        assert all(not cell.outputs and not cell.metadata for cell in code)
        assert not any(one in cell.source for cell in code for one in solutions)


def test_the_teachers_things_lie_in_their_own_zip(kit):
    pupils, teacher = (zipfile.ZipFile(path).namelist() for path in kit.zips)
    assert kit.zips[0].stat().st_size <= build.MOST
    assert not any("solved" in name or ("answers." in name and ".pdf" in name) for name in pupils)
    for part in ("answers.zh.pdf", "answers.en.pdf", "originals/group-6-original.pdf"):
        assert f"class-teacher/{part}" in teacher
    assert sum("notebooks-solved" in name and ".ipynb" in name for name in teacher) == 12
    for lang in LANGUAGES:
        text = "".join(shown_text(kit.teacher / f"answers.{lang}.pdf").split())
        assert "9.91" in text
        told = ("".join(error.now.split()) for one in kit.groups for error in one.errors)
        assert [now for now in told if now not in text] == []


# ------------------------------------------------------------------------------- lessons that run


def ran(path: Path, monkeypatch) -> str:
    """What a notebook's checks print, run from top to bottom in its folder."""
    monkeypatch.syspath_prepend(str(path.parent))
    monkeypatch.delitem(sys.modules, "sealed", raising=False)
    printed = io.StringIO()
    names: dict = {}
    with contextlib.chdir(path.parent), contextlib.redirect_stdout(printed):
        for cell in nbformat.read(path, 4).cells:
            if cell.cell_type == "code":
                exec(compile(cell.source, path.name, "exec"), names)
    return printed.getvalue()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", source.LESSONS)
def test_a_lesson_runs_unanswered_and_solved(kit, name, lang, monkeypatch):
    lesson = next(one for one in kit.lessons if one.name == name)
    file = f"{lesson.slug}.{lang}.ipynb"
    wanted = len(lesson.questions) + (len(kit.groups[0].errors) if name == "4" else 0)
    with monkeypatch.context() as patch:
        unanswered = ran(kit.pupils / "notebooks" / file, patch)
    assert "✓" not in unanswered
    assert unanswered.count("...") == len(lesson.questions) + (name == "4")
    with monkeypatch.context() as patch:
        solved = ran(kit.teacher / "notebooks-solved" / file, patch)
    assert solved.count("✓") == wanted
    assert "..." not in solved


def test_a_solved_notebook_runs_in_a_kernel_too(kit):
    folder = kit.teacher / "notebooks-solved"
    notebook = nbformat.read(folder / "2-does-it-add-up.en.ipynb", 4)
    nbclient.NotebookClient(notebook, resources={"metadata": {"path": str(folder)}}).execute()
    assert "✓ Right" in notebook.cells[-2].outputs[0].text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_lesson_fits_into_its_time(kit, lang):
    for lesson in kit.lessons:
        assert lesson.reading_minutes(lang) + lesson.working_minutes() <= lesson.minutes
        assert sum(one["minutes"] for one in lesson.written["plan"]) == lesson.minutes
        assert lesson.reading_minutes(lang) < 10
    minutes = re.findall(r"[(（](\d+)", source.words()["ninety_minutes"][lang])
    assert sum(map(int, minutes)) == 90


def test_every_text_has_both_languages_and_every_term_is_in_the_glossary(kit):
    def texts(node, path=""):
        if isinstance(node, dict):
            if "zh" in node or "en" in node:
                assert {"zh", "en"} <= set(node), path
                assert node["zh"] and node["en"], path
            for key, one in node.items():
                texts(one, f"{path}/{key}")
        elif isinstance(node, list):
            for n, one in enumerate(node):
                texts(one, f"{path}/{n}")

    for lesson in kit.lessons:
        texts(lesson.written, lesson.name)
    assert sum(len(lesson.terms) for lesson in kit.lessons) > 10
    with pytest.raises(KeyError, match="glossary"):
        source.html_of("[[新词]]")


def test_no_page_or_amount_of_the_document_is_typed_into_a_sentence():
    told = re.compile(r"第 ?\d+ ?页|\bpages? \d+|\d,\d{3}\.\d\d")
    for name in source.LESSONS:
        written = (source.SOURCE / f"{name}.yml").read_text("utf-8")
        lines = [one for one in written.splitlines() if "投影第" not in one]
        assert [one for one in lines if told.search(one)] == [], name


def test_what_a_sentence_tells_is_worked_out_from_the_data(kit):
    first, *_, fifth, _ = kit.lessons
    summary = kit.shipped.frames["tidy/statutory"].query("name_zh == '本年支出合计'")
    page = summary.query("table == 'revenue_expenditure_summary'")["page"].iloc[0]
    why = next(one["why"] for one in first.questions if one["id"] == "1.2")
    assert f"第 {page} 页" in why["zh"] and f"page {page}" in why["en"]
    budget = kit.shipped.frames["tidy/budget_vs_outturn"].query("scope == 'total'").iloc[0]
    model = next(step["open"]["model"] for step in fifth.steps if "open" in step)
    for told in (f"{budget['initial_budget']:,.2f}", f"{budget['outturn']:,.2f}"):
        assert told in model["zh"] and told in model["en"]
    assert not any("{" in lesson.prose(lang) for lesson in kit.lessons for lang in LANGUAGES)


def test_a_value_that_no_sentence_tells_is_refused():
    lesson = source.Lesson("1", {"values": {"one": "1", "two": "2"}, "goals": [{"zh": "{one}"}]})
    with pytest.raises(ValueError, match="no sentence tells two"):
        source._fill_in(lesson, {})


# ------------------------------------------------------------------------- the invented documents


def test_invented_departments_are_sound_before_errors_are_planted(kit):
    import audit_bench

    for one in kit.groups:
        pdf = kit.teacher / "originals" / f"group-{one.no}-original.pdf"
        _, checks, *_ = audit_bench.audited(pdf, one.year)
        assert len(checks) > 200
        assert [check["statement_zh"] for check in checks if check["outcome"] == "fail"] == []


def test_the_audit_finds_every_planted_error_and_nothing_else(kit):
    for one in kit.groups:
        assert 3 <= len(one.errors) <= 5
        assert all(error.found for error in one.errors)
        explained = [id(check) for error in one.errors for check in error.found]
        assert [check for check in one.alarms if id(check) not in explained] == []


def test_the_project_names_its_departments_and_leads_to_their_documents(kit):
    lesson = kit.lessons[-1]
    for one in kit.project:
        assert one.zh in lesson.prose("zh")
        for lang in LANGUAGES:
            assert f"../data/project/{one.pdf.name})" in lesson.prose(lang)


def test_what_two_years_hide_is_silent_in_each_document(kit):
    assert len(kit.project) == 10
    assert [alarm["statement_zh"] for one in kit.project for alarm in one.alarms] == []


def test_every_page_of_an_invented_document_says_that_it_is_invented(kit):
    for one in (*kit.groups, *kit.project):
        pages = pdfium.PdfDocument(one.pdf)
        assert all("虚构" in page.get_textpage().get_text_bounded() for page in list(pages)[2:])
