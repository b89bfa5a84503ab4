"""One document against another: what is equal is said, what is unsure is no alarm."""

from __future__ import annotations

import json
from decimal import Decimal

import pyarrow.dataset as dataset
import pytest
from frictionless import Package

from helpers import panel, sandbox, store, wording
from helpers.corpus import document
from helpers.explorer.content import rule_name
from helpers.panel import cross_checks, indicators, page
from helpers.panel.confirming import is_printed
from helpers.panel.years import Years
from helpers.schemas.panel import COMPARABLE, CROSS_OUTCOMES, ENDS, RULES

PROSE = """\
第二部分 2024年度部门决算情况说明
一、收入支出决算总体情况说明
2024年度收入总计{0}.00万元，支出总计{0}.00万元。"""
PLACE = {"page": 3, "reader": "text", "row_id": "p3", "unit": "u"}
NAMES = (
    "tidy/numbers",
    "tidy/statutory",
    "tidy/facts",
    "tidy/budget_vs_outturn",
    "tidy/budget",
    "tidy/budget_statements",
    "tidy/documents",
    "tidy/profile",
    "results/verification",
    "as_printed/paragraphs",
    "as_printed/budget_paragraphs",
)


def years_of(year: int, scope: str = "department", said: str = "", **rows) -> Years:
    """A document with these rows; `said` is a paragraph of it."""
    tables = {name: [] for name in NAMES}
    tables |= {f"tidy/{name}": found for name, found in rows.items()}
    tables["as_printed/paragraphs"] = [{"text": said, "heading": None, "order": 0}]
    tables["tidy/documents"] = [
        {"document": name, "scope": scope} for name in ("final_accounts", "budget")
    ]
    return Years("some-office", year, None, tables)


def row(table: str, measure: str, value: str | None, code: str | None = "total", **more) -> dict:
    return PLACE | {
        "table": table,
        "measure": measure,
        "amount": None if value is None else Decimal(value),
        "printed": value,
        "code": code,
        "name_zh": "某项",
        "level": "item",
        "side": None,
        "amount_id": "p3x1y1",
        **more,
    }


def outcomes(this: Years, other: Years, renamed: bool = False) -> dict[str, tuple[str, str]]:
    return {
        one["rule"]: (one["outcome"], one["why"])
        for one in cross_checks.compare(this, other, renamed)
    }


def prior(value: str, **more) -> list[dict]:
    return [row("three_public", "prior_outturn", value, **more)]


LAST = years_of(2023, statutory=[row("three_public", "outturn", "12.50")])


@pytest.mark.parametrize(
    ("this", "renamed", "found"),
    [
        (years_of(2024, statutory=prior("12.50")), False, ("pass", "same")),
        (years_of(2024, statutory=prior("12.5")), False, ("pass", "same")),
        (years_of(2024, statutory=prior("13.50")), False, ("fail", "differs")),
        (years_of(2024, statutory=prior("13.50")), True, ("cannot_tell", "renamed")),
        (years_of(2024, "unit", statutory=prior("13.50")), False, ("cannot_tell", "scope")),
        (
            years_of(2024, said="上年数按新口径作了调整。", statutory=prior("13.50")),
            False,
            ("cannot_tell", "said"),
        ),
        (
            years_of(2024, said="上年数按新口径作了调整。", statutory=prior("0.00")),
            False,
            ("cannot_tell", "said"),
        ),
        (years_of(2024, statutory=prior("0", printed="-")), False, ("cannot_tell", "blank")),
        (years_of(2024, statutory=prior("13.50", reader="ocr")), False, ("cannot_tell", "ocr")),
        (
            years_of(2024, statutory=prior("13.50", code="reception")),
            False,
            ("cannot_tell", "not_there"),
        ),
    ],
)
def test_only_a_printed_figure_that_nothing_explains_is_an_alarm(this, renamed, found):
    assert outcomes(this, LAST, renamed) == {"Y01": found}


def test_a_figure_that_two_could_be_is_not_judged():
    twice = [row("three_public", "outturn", one) for one in ("12.50", "12.70")]
    this = years_of(2024, statutory=prior("13.50"))
    assert outcomes(this, years_of(2023, statutory=twice)) == {"Y01": ("cannot_tell", "several")}


def test_a_difference_that_the_second_reader_does_not_see_is_no_alarm():
    this = years_of(2024, statutory=prior("13.50"))
    for seen, found in ((True, ("fail", "differs")), (False, ("cannot_tell", "unconfirmed"))):
        (one,) = cross_checks.compare(this, LAST, confirm=lambda *_, seen=seen: seen)
        assert (one["outcome"], one["why"]) == found


def test_a_number_is_printed_where_the_second_reader_finds_it(home, make_pdf):
    raw = store.raw_folder("office", 2023)
    raw.mkdir(parents=True)
    (raw / "final_accounts.pdf").write_bytes(make_pdf("某某市某局\n2023年度部门决算", LAST_YEARS))
    with sandbox.apart_already():
        document.make_data("office", 2023)
    numbers = store.read("tidy/numbers", "office", 2023)
    (there,) = numbers[numbers["printed"] == "30.00"]["number_id"]
    assert is_printed("office", 2023, there)
    store.write("tidy/numbers", numbers.replace({"printed": {"30.00": "31.00"}}), "office", 2023)
    assert not is_printed("office", 2023, there)
    assert not is_printed("office", 2023, "p9x1y1")


def test_an_opening_balance_that_differs_is_a_question():
    fund = {"table": "government_funds", "code": "2120803"}
    last = years_of(2023, statutory=[row(measure="closing_balance", value="5.00", **fund)])
    for value, found in (("5.00", ("pass", "same")), ("6.00", ("question", "differs"))):
        this = years_of(2024, statutory=[row(measure="opening_balance", value=value, **fund)])
        assert outcomes(this, last) == {"Y03": found}
    blank = years_of(2024, statutory=[row(measure="opening_balance", value=None, **fund)])
    assert outcomes(blank, last) == {}


def test_a_code_that_changed_its_meaning_is_not_compared():
    fund = {"table": "government_funds", "code": "20805"}
    last = years_of(2019, statutory=[row(measure="closing_balance", value="5.00", **fund)])
    this = years_of(2020, statutory=[row(measure="opening_balance", value="6.00", **fund)])
    assert outcomes(this, last) == {"Y03": ("cannot_tell", "code")}
    assert all(one["source"] for one in wording.load("code_changes"))


def statement(subject: str, code: str | None, amount: str, change: str, base: str) -> dict:
    return PLACE | {
        "subject_zh": subject,
        "code": code,
        "level": "item",
        "amount": Decimal(amount),
        "printed": amount,
        "change": Decimal(change),
        "change_printed": change,
        "direction": "increase",
        "compared": None,
        "compared_with": base,
    }


@pytest.mark.parametrize(
    ("code", "subject", "amount", "base", "found"),
    [
        ("2010301", "行政运行", "110.00", "prior_budget", ("pass", "same")),
        ("2010301", "行政运行", "111.00", "prior_budget", ("question", "differs")),
        ("2010301", "行政运行", "111.00", "not_said", ("cannot_tell", "base")),
        (None, "政府(款)行政行运(项)", "110.00", "prior_budget", ("pass", "by_amount")),
        ("2010302", "别的", "110.00", "prior_budget", ("cannot_tell", "not_there")),
    ],
)
def test_a_budget_less_its_change_is_last_years(code, subject, amount, base, found):
    table = {"table": "general_budget_expenditure", "code": "2010301", "name_zh": "行政运行"}
    last = years_of(2023, budget=[row(measure="total", value="100.00", **table)])
    said = [statement(subject, code, amount, "10.00", base)]
    assert outcomes(years_of(2024, budget_statements=said), last) == {"Y06": found}


def test_a_spread_needs_five_and_a_rank_a_peer_group_that_a_person_named():
    rows = [
        {
            "unit": f"u{n}",
            "year": 2024,
            "indicator": "basic_share",
            "value": float(n),
            "comparable": "yes",
            "peer_group": "street" if n < 3 else None,
        }
        for n in range(6)
    ]
    found = {one["unit"]: one for one in indicators.placed(rows)}
    assert (found["u2"]["n"], found["u2"]["rank"]) == (3, 3) and "median" not in found["u2"]
    assert found["u5"]["n"] == 6 and found["u5"]["median"] == 2.5 and "rank" not in found["u5"]


@pytest.mark.parametrize(
    ("outcome", "status", "comparable"),
    [
        ("pass", "unconstrained", "yes"),
        ("cannot_tell", "unconstrained", "yes"),
        ("fail", "unconstrained", "no"),
        ("fail", "contradicted", "no"),
        ("pass", "contradicted", "no"),
        ("fail", "verified", "partly"),  # a sum proves it: what is wrong stands elsewhere
    ],
)
def test_a_ratio_of_a_number_that_a_check_contradicts_is_compared_with_nobody(
    outcome, status, comparable
):
    shares = [
        row("expenditure", measure, value, level="total", amount_id=measure)
        for measure, value in (("total", "100"), ("basic", "40"))
    ]
    of = years_of(2024, statutory=shares, facts=[])
    of._rows["results/checks"] = [{"check_id": "c", "outcome": outcome}]
    of._rows["results/check_numbers"] = [{"check_id": "c", "number_id": "basic"}]
    of._rows["results/verification"] = [{"number_id": "basic", "status": status}]
    (found,) = indicators.of_document(of)
    assert (found["indicator"], found["comparable"]) == ("basic_share", comparable)
    assert ("核对没有通过" in found["why_zh"]) == (comparable != "yes")
    assert ("does not hold" in found["why_en"]) == (comparable != "yes")
    (placed,) = indicators.placed([found | {"unit": "u", "year": 2024, "peer_group": "p"}])
    assert ("rank" in placed) == (comparable != "no")


@pytest.mark.parametrize("failed", ["outturn", "initial", "other"])
def test_a_variance_of_a_class_that_a_check_contradicts_is_compared_with_nobody(failed):
    of = years_of(2024)
    of._rows["results/budget_by_class"] = [
        {"initial_budget": Decimal(1), "outturn": spent, "initial_budget_ids": ["initial"],
         "outturn_id": number}
        for spent, number in ((Decimal(1), "outturn"), (None, "other"))
    ]  # fmt: skip
    of._rows["results/checks"] = [{"check_id": "c", "outcome": "fail"}]
    of._rows["results/check_numbers"] = [{"check_id": "c", "number_id": failed}]
    of._rows["results/budget_composition"] = [
        {"level": "class", "budget_of": "accounts", "variance": 45.44, "heads": 2,
         "heads_left_out": 0, "outturn": Decimal(1), "budget": Decimal(1)}
    ]  # fmt: skip
    (found,) = indicators.of_document(of)
    assert found["comparable"] == ("yes" if failed == "other" else "no")


def budget_of(unit: str, *amounts: str) -> Years:
    found = years_of(
        2024,
        budget=[
            row("expenditure", "total", one, code, name_zh="行政运行")
            for one, code in zip(amounts, ("2010301", "2010302"), strict=False)
        ],
    )
    found.unit = unit
    return found


@pytest.mark.parametrize(
    ("units", "found"),
    [
        ([("7.00",), ("3.00",)], ("pass", "same")),
        ([("10.00",)], ("pass", "same")),
        ([("7.00",)], ("cannot_tell", "units")),  # nobody says that it is the only one
        ([("7.00",), ("4.00",)], ("cannot_tell", "units")),
    ],
)
def test_a_department_is_held_against_the_sum_of_its_units(units, found):
    named = [budget_of(f"unit-{n}", *one) for n, one in enumerate(units)]
    (one,) = cross_checks.compare_units(budget_of("department", "10.00"), named)
    assert (one["rule"], one["outcome"], one["why"]) == ("Y04", *found)


def test_units_yml_says_who_was_before_and_what_is_known(home, make_pdf):
    for unit, year, total in (("old", 2023, 100), ("new", 2024, 300)):
        raw = store.raw_folder(unit, year)
        raw.mkdir(parents=True)
        said = PROSE.replace("2024", str(year)).format(total)
        if year == 2024:
            said += "与上年相比，收、支总计各增加10.00万元。"
        (raw / "final_accounts.pdf").write_bytes(make_pdf(f"某某市某局\n{year}年度部门决算", said))
        with sandbox.apart_already():
            document.make_data(unit, year)
    about = store.project_root() / "data/raw/units.yml"
    known = {"region": "某某市", "kind": "街道", "peer_group": "street offices"}
    for one in (
        {"new": known | {"predecessor": "old"}},
        {"new": known, "old": {"successor": "new"}},
    ):
        about.write_text(json.dumps(one, ensure_ascii=False), "utf-8")  # JSON is YAML
        found = panel.gather()
        assert {(row["other_unit"], row["outcome"], row["why"]) for row in found.cross_checks} == {
            ("old", "cannot_tell", "renamed")
        }
        new = next(row for row in found.documents if row["unit"] == "new")
        assert (new["region"], new["unit_kind"], new["peer_group"]) == tuple(known.values())
    about.write_text("{}", "utf-8")
    assert panel.gather().cross_checks == []


LAST_YEARS = """\
第二部分 2023年度部门决算情况说明
一、收入支出决算总体情况说明
2023年度收入总计100.00万元，支出总计100.00万元。
二、机关运行经费支出说明
2023年度机关运行经费支出30.00万元。"""
THIS_YEARS = """\
第二部分 2024年度部门决算情况说明
一、收入支出决算总体情况说明
2024年度收入总计300.00万元，支出总计300.00万元。2023年度收入总计100.00万元。
二、机关运行经费支出说明
2024年度机关运行经费支出28.00万元，2023年度机关运行经费支出31.00万元。"""


@pytest.mark.parametrize(
    ("last", "more", "differs"),
    [
        ("", "", ("fail", "differs")),
        ("", "上年数按新口径作了调整。", ("cannot_tell", "said")),
        ("三、政府采购支出说明\n2023年度政府采购支出31.00万元。", "", ("cannot_tell", "elsewhere")),
    ],
)
def test_a_prior_year_figure_of_the_prose_alarms_where_nothing_explains_it(
    home, make_pdf, last, more, differs
):
    for year, text in ((2023, f"{LAST_YEARS}\n{last}"), (2024, THIS_YEARS + more)):
        raw = store.raw_folder("office", year)
        raw.mkdir(parents=True)
        (raw / "final_accounts.pdf").write_bytes(make_pdf(f"某某市某局\n{year}年度部门决算", text))
        with sandbox.apart_already():
            document.make_data("office", year)
    found = [
        (one["rule"], one["subject_zh"], one["outcome"], one["why"])
        for one in panel.gather().cross_checks
    ]
    assert found == [
        ("Y01", "收入总计", "pass", "same"),
        ("Y01", "机关运行经费", *differs),
    ]


@pytest.mark.parametrize(
    ("near", "explained"),
    [
        ("2023年机关运行经费支出（剔除一次性因素）31.00万元。", True),
        ("2023年机关运行经费支出（含已划出单位）31.00万元。", True),
        ("2023年机关运行经费支出31.00万元。上年数按新增两家单位并入后的情况重新计算。", True),
        ("2023年机关运行经费支出31.00万元。主要包括办公费、印刷费。", False),
    ],
)
def test_a_figure_is_explained_by_its_own_section(near, explained):
    this = years_of(2024)
    this.rows("tidy/numbers").append(
        {"number_id": "p3x1y1", "paragraph": 7, "document": "final_accounts", "amount": None}
    )
    this.rows("as_printed/paragraphs").append({"order": 7, "heading": "二、支出", "text": near})
    assert this.explains_near("p3x1y1") == explained


def test_an_office_whose_task_is_reform_explains_nothing_by_that():
    said = {"order": 1, "text": "承担机构改革方案的拟订工作。"}
    for heading, explained in (("一、主要职能", False), ("二、支出说明", True)):
        this = years_of(2024)
        this.rows("as_printed/paragraphs").append(said | {"heading": heading})
        assert this.explains == explained


def test_less_than_a_yuan_between_two_documents_is_rounding():
    last = years_of(2023, statutory=[row("three_public", "outturn", "110.304712")])
    this = years_of(2024, statutory=prior("110.304700"))
    assert outcomes(this, last) == {"Y01": ("rounding", "rounding")}


THREE_PUBLIC = """\
第二部分 {0}年度部门决算情况说明
一、一般公共预算财政拨款“三公”经费支出决算情况说明
{0}年度“三公”经费支出决算为{1}万元{2}。"""


@pytest.mark.parametrize(
    ("printed", "found"), [("20.00", ("pass", "same")), ("26.00", ("fail", "differs"))]
)
def test_last_years_three_public_expenses_of_the_prose_are_compared(home, make_pdf, printed, found):
    for year, said in ((2022, ("20.00", "")), (2023, ("18.00", f"，上年决算数为{printed}万元"))):
        raw = store.raw_folder("office", year)
        raw.mkdir(parents=True)
        text = THREE_PUBLIC.format(year, *said)
        (raw / "final_accounts.pdf").write_bytes(make_pdf(f"某某市某局\n{year}年度部门决算", text))
        with sandbox.apart_already():
            document.make_data("office", year)
    (row,) = (one for one in panel.gather().cross_checks if one["rule"] == "Y01")
    assert (row["outcome"], row["why"]) == found


def test_a_unit_that_people_say_was_renamed_is_one_unit(home, make_pdf):
    names = {2023: "某某市甲局", 2024: "某某市乙局"}
    for year, total, said in (
        (2023, 100, ""),
        (2024, 300, "与上年相比，收、支总计各增加10.00万元。"),
    ):
        raw = store.raw_folder("office", year)
        raw.mkdir(parents=True)
        text = PROSE.replace("2024", str(year)).format(total) + said
        (raw / "final_accounts.pdf").write_bytes(
            make_pdf(f"{names[year]}\n{year}年度部门决算", text)
        )
        (raw / "source.yml").write_text(f"publisher_zh: {names[year]}\n", "utf-8")
        with sandbox.apart_already():
            document.make_data("office", year)
    assert {one["why"] for one in panel.gather().cross_checks} == {"renamed"}
    told = json.dumps({"office": {"names": {str(n): one for n, one in names.items()}}})
    (store.project_root() / "data/raw/units.yml").write_text(told, "utf-8")
    assert {one["outcome"] for one in panel.gather().cross_checks} == {"question"}


def test_every_rule_and_reason_has_words_in_both_languages():
    words = wording.load("cross_years")
    assert tuple(words["rules"]) == RULES
    for part in ("rules", "why", "indicators"):
        assert all(one["zh"] and one["en"] for one in words[part].values())
    allowed = {"outcomes": CROSS_OUTCOMES, "ends": ENDS, "comparable": COMPARABLE}
    for part, names in allowed.items():
        assert set(words[part]) == set(names)
        assert all(one["zh"] and one["en"] for one in words[part].values())
    assert [name for name, one in words["rules"].items() if one["alarms"]] == ["Y01", "Y05"]


def test_a_comparison_names_the_other_unit_and_not_its_folder():
    last = years_of(2023, statutory=[row("three_public", "outturn", "12345.50")])
    last.publisher = "某某市某局"
    (told,) = cross_checks.compare(years_of(2024, statutory=prior("1.50")), last)
    assert told["other_unit"] == last.unit
    for lang in ("zh", "en"):
        assert "某某市某局" in told[f"told_{lang}"] and "12,345.5" in told[f"told_{lang}"]
        assert last.unit not in told[f"told_{lang}"]


@pytest.mark.parametrize(
    ("publisher", "units", "named"),
    [
        ("某某市某局", {}, "某某市某局"),
        (None, {"hill": {"names": {2023: "某某局", 2024: "某某新局"}}}, "某某新局"),
        (None, {"hill": {"names": {2020: "某某局"}}}, "某某局"),
        (None, {}, "hill"),
    ],
)
def test_a_unit_goes_by_its_publishers_name_then_by_that_of_units_yml(publisher, units, named):
    assert panel.unit_name("hill", 2024, publisher, units) == named


def test_the_page_has_a_key_and_tells_rules_outcomes_and_scopes_in_both_languages(home, make_pdf):
    for year in (2023, 2024):
        raw = store.raw_folder("hill", year)
        raw.mkdir(parents=True)
        cover = f"某某市某局\n{year}年度部门决算"
        (raw / "final_accounts.pdf").write_bytes(
            make_pdf(cover, PROSE.format(100).replace("2024", str(year)))
        )
        with sandbox.apart_already():
            document.make_data("hill", year)
    found = panel.gather()
    found.documents[0] |= {"scope": "unit"}
    rules = [{"rule": "H01", "n": 18, "documents": {("hill", 2023): 18}}]
    ratio = {"unit": "hill", "indicator": "basic_share", "value": 97.0, "value_unit": "%",
             "comparable": "yes", "why_zh": "能比", "why_en": "one base", "n": 1,
             "numerator": Decimal(97), "denominator": Decimal(100)}  # fmt: skip
    found.indicators = [ratio | {"year": year} for year in (2023, 2024)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "_alarms", lambda _: rules)
        patch.setattr(panel, "gather", lambda: found)
        text = page.write_page().read_text("utf-8")
    words = wording.load("cross_years")
    key = text[text.index('<ul class="key">') :].partition("</ul>")[0]
    told = {text: [*words["outcomes"].values(), words["ends"]["done"], rule_name("H01")],
            key: [words["indicators"]["basic_share"]]}  # fmt: skip
    for where, said in told.items():
        assert all(one["zh"] in where and one["en"] in where for one in said)
    every = text[text.index('id="every"') :].partition("</table>")[0]
    assert "一个预算单位" in every and "the whole department" in every


def test_the_panel_is_one_table_over_folders_with_its_keys(home, make_pdf):
    for unit, total in (("hill", 100), ("river", 300)):
        raw = store.raw_folder(unit, 2024)
        raw.mkdir(parents=True)
        said = PROSE.format(total)
        (raw / "final_accounts.pdf").write_bytes(make_pdf("某某市某局\n2024年度部门决算", said))
        with sandbox.apart_already():
            document.make_data(unit, 2024)
    folder = panel.write_panel()
    facts = dataset.dataset(folder / "tidy/facts", partitioning="hive").to_table().to_pylist()
    assert {(one["unit"], one["year"], int(one["value"])) for one in facts} == {
        ("hill", 2024, 100),
        ("river", 2024, 300),
    }
    assert list(panel.read("panel/documents")["outcome"]) == ["done", "done"]
    packed = json.loads((folder / "datapackage.json").read_text("utf-8"))["resources"]
    keys = {one["name"]: one.get("keyOfAll") for one in packed}
    assert keys["tidy-facts"] == ["unit", "year", "row_id"]
    checked = Package(folder / "datapackage.json").validate()
    assert checked.valid, checked.flatten(["name", "type", "note"])[:5]
    for one in packed:
        paths = [one["path"]] if isinstance(one["path"], str) else one["path"]
        assert all((folder / path).exists() for path in paths)
    panel.write_panel()  # again, in the place of the one before
    assert not list((store.project_root() / "data/.unfinished").glob("*/*"))


@pytest.mark.parametrize("verb", ["panel", "panel-report"])
def test_without_a_document_the_command_says_what_to_run(verb, home, capsys):
    from helpers.__main__ import main

    assert main([verb]) == 2 and "make add" in capsys.readouterr().err
    assert not panel.folder().exists()


def test_what_last_years_budgets_print_is_equal_to_them_without_an_alarm(corpus, home):
    import shutil

    truth = json.loads(corpus("budgets/cross_year_truth.json").read_text("utf-8"))
    pairs = [one for one in truth["pairs"] if one["this"] == "js-court-2019-budget"]
    for year in (2018, 2019):
        raw = store.raw_folder("court", year)
        raw.mkdir(parents=True)
        shutil.copy(corpus(f"budgets/js-court-{year}-budget.pdf"), raw / "budget.pdf")
        with sandbox.apart_already():
            document.make_data("court", year)
    found = [one for one in panel.gather().cross_checks if one["rule"] == "Y06"]
    assert {one["outcome"] for one in found} == {"pass"}
    assert {(one["here"], one["there"]) for one in found} >= {
        (Decimal(one["total"]["last"]), Decimal(one["total"]["last"])) for one in pairs
    }
    assert [one["code"] for one in found if one["why"] == "by_amount"]
