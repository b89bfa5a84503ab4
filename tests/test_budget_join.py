"""The approved budget joined to the accounts: what is compared, what is an alarm, what is not."""

import json
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

import corpus
import truth
from accuracy import SHIPPED
from helpers import analysis, schemas
from helpers.analysis import records
from helpers.audit import audit_budget
from helpers.extract import as_printed
from helpers.interpret.budget import add_budget
from helpers.join import TABLES, budget_join
from helpers.join.composition import composition_rows
from specimens import SANS, typeset
from test_shapes import ruled

FULL = {"page": 1, "x0": 0.0, "y0": 0.0, "x1": 9.0, "y1": 9.0, "reader": "text"}


@cache
def tidy(accounts: str, budget: str, year: int) -> dict:
    return beside(accounts, truth.folder() / f"{budget}.pdf", year)


def beside(accounts: str, budget: Path, year: int) -> dict:
    """The tidy tables of accounts of the corpus with this budget beside them."""
    path = corpus.document(accounts)
    rows = {name: records(frame) for name, frame in corpus.tidy(path, year).items()}
    printed = as_printed.read_budget([("budget", budget)])
    found = {name: schemas.typed(name, given) for name, given in printed.items()}
    own = corpus.printed(path)
    lines, pages = own["as_printed/lines"], len(own["as_printed/pages"])
    every = add_budget(rows, found, year, lines, pages)
    return {
        name: schemas.typed(name, [dict(row, unit="test", year=year) for row in found])
        for name, found in every.items()
    }


def joined(accounts: str, budget: str, year: int) -> list[dict]:
    rows = budget_join(tidy(accounts, budget, year))
    return [dict(row, unit="test", year=year) for row in rows]


def alarms(accounts: str, budget: str, year: int) -> list[dict]:
    tables = tidy(accounts, budget, year)
    checks, _ = audit_budget(tables, records(typed(joined(accounts, budget, year))))
    return [row for row in checks if row["outcome"] == "fail"]


def typed(rows: list[dict]):
    return schemas.typed("results/budget_join", rows)


@corpus.needs_corpus
def test_of_the_made_pair_eleven_items_agree_two_differ_and_the_total_by_a_rounding():
    rows = joined("ghj2024", "budgets/made-ghj2024-budget", 2024)
    typed(rows)
    items = Counter(row["outcome"] for row in rows if row["level"] == "item")
    assert items["agrees"] + items["rounding"] == 11 and items["differs"] == 2
    (total,) = (r for r in rows if r["outcome"] == "differs" and r["level"] == "total")
    assert round(total["difference"], 2) == Decimal("0.02")
    found = alarms("ghj2024", "budgets/made-ghj2024-budget", 2024)
    assert sorted(row["rule"] for row in found) == ["AJ01", "AJ02", "AJ02"]
    assert all("决算（第" in row["told_zh"] and "公布的预算" in row["told_zh"] for row in found)


@corpus.needs_corpus
def test_the_real_pair_is_joined_as_its_file_says():
    known = json.loads((truth.folder() / "budgets/swu2023-join.json").read_text("utf-8"))
    rows = joined("swu2023", "budgets/swu2023-budget", 2023)
    wanted = Counter(
        (row["outcome"], _value(row["budget"]), _value(row["outturn"]), row["execution_rate"])
        for row in known["rows"]
        if row["budget"] or row["outturn"]  # a line that is blank in both has no number to join
    )
    found = Counter(
        (row["outcome"], _plain(row["budget"]), _plain(row["outturn"]), _rate(row)) for row in rows
    )
    assert found == wanted
    assert sum(row["may_stand_beside"] for row in rows) == known["rates_allowed"] == 121
    faults = alarms("swu2023", "budgets/swu2023-budget", 2023)
    assert {row["same_cause"] for row in faults} == {faults[0]["check_id"]}  # one matter
    assert "2050202" in faults[0]["told_zh"] and faults[0]["expected"] == "9646.01"


def _value(cell: dict | None) -> str | None:
    return cell and _plain(Decimal(cell["value"]))


def _plain(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _rate(row: dict) -> str | None:
    return str(row["execution_rate"]) if "execution_rate" in row else None


@corpus.needs_corpus
def test_a_budget_beside_accounts_that_began_with_nothing_is_not_compared(tmp_path):
    """sgb2024 says: initial budget 0.00, adjusted 321.02; the budget is set for the test."""
    rows = [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["", "合计", "321.02", "300.00", "21.02"],
        ["201", "一般公共服务支出", "321.02", "300.00", "21.02"],
    ]
    title = "一般公共预算支出功能分类预算表 #h(1fr) 单位：万元"
    pages = ["某某局\n\n2024年部门预算", f"{title}\n\n{ruled(rows, 5)}"]
    text = f'#set text(font: "{SANS}", size: 9pt)\n' + "\n#pagebreak()\n".join(pages)
    (tmp_path / "budget.pdf").write_bytes(typeset(text))
    tables = beside("sgb2024", tmp_path / "budget.pdf", 2024)
    found = [dict(row, unit="x", year=2024) for row in budget_join(tables)]
    (total,) = (
        row
        for row in found
        if (row["level"], row["measure"]) == ("total", "total") and row["budget"] is not None
    )
    assert (total["outcome"], total["base"]) == ("not_comparable", "adjusted")
    assert str(total["budget"].normalize()) == "321.02"
    assert not [row for row in found if row["outcome"] in ("agrees", "rounding", "differs")]
    checks, _ = audit_budget(tables, records(typed(found)))
    assert not [row for row in checks if row["rule"].startswith("AJ")]


def made(initial="9.00", budget="10.00", scopes=("department", "department"), **more) -> dict:
    """Tables of one item: budget of it, table 05 with its outturn, a stated initial budget."""
    item = {"code": "2050202", "level": "item", "name_zh": "小学教育", "row": 1}
    amount = {"measure": "total", "amount": Decimal(budget), "printed": budget, **FULL}
    stated = {"scope": "function_item", "code": "2050202", "name_zh": "小学教育（项）",
        "source": "narrative", "fund": "general_budget", **FULL}  # fmt: skip
    stated |= {} if initial is None else {"initial_budget": Decimal(initial)}
    frames = {
        "tidy/statutory": [item | amount | {"table": "general_budget_expenditure",
            "amount": Decimal("9.50"), "printed": "9.50"}],
        "tidy/budget_vs_outturn": [stated | more.get("stated", {})],
        "tidy/budget": [item | amount | {"table": "general_budget_expenditure",
            "document": "budget", "phase": more.get("phase", "approved"),
            "budget_scope": scopes[0]}],
        "tidy/documents": [{"document": "final_accounts", "phase": "executed", "scope": scopes[1],
            "pages": 1}],
    }  # fmt: skip
    return {
        name: schemas.typed(name, [dict(row, unit="x", year=2024) for row in frames[name]])
        for name in TABLES
    }


@pytest.mark.parametrize(
    "case, outcome, base",
    [
        (made(initial="10.00"), "agrees", "same_base"),
        (made(initial="10.0"), "agrees", "same_base"),
        (made(budget="9.004"), "rounding", "same_base"),
        (made(), "differs", "same_base"),
        (made(initial=None), "no_statement", "not_said"),
        (made(scopes=("department", "unit")), "not_comparable", "other_scope"),
        (made(scopes=("department", "not_said")), "not_comparable", "not_said"),
        (made(phase="proposed"), "not_comparable", "adjusted"),
        (made(initial=None, stated={"adjusted_budget": Decimal(9)}), "not_comparable", "adjusted"),
        (made(initial=None, stated={"budget": Decimal(9)}), "not_comparable", "not_said"),
        (made(initial="0"), "not_comparable", "not_said"),
    ],
)
def test_only_what_is_of_one_base_is_compared(case, outcome, base):
    (row,) = budget_join(case)
    assert (row["outcome"], row["base"]) == (outcome, base)


def test_most_heads_differing_accuses_nobody():
    tables = made()
    copies = {
        name: [dict(row, code=f"205020{n}") for n in range(2, 6) for row in records(frame)]
        for name, frame in tables.items()
        if name != "tidy/documents"
    }
    tables |= {name: schemas.typed(name, rows) for name, rows in copies.items()}
    assert {row["outcome"] for row in budget_join(tables)} == {"not_comparable"}


@corpus.needs_corpus
@pytest.mark.parametrize(
    "path, year, level, rate, variance, heads",
    [
        (SHIPPED, 2020, "class", "120.75", "4.32", 4),
        ("ghj2024", 2024, "class", "95.46", "4.13", 5),
    ],
)
def test_the_composition_variance_is_as_pefa_computes_it(path, year, level, rate, variance, heads):
    there = corpus.document(path) if isinstance(path, str) else path
    one = corpus.analysed(there, year)
    rows = composition_rows(
        [], records(analysis.budget_by_class(one)), one.rows["budget_vs_outturn"]
    )
    found = next(row for row in rows if row["level"] == level)
    assert (str(found["outturn_rate"]), str(found["variance"])) == (rate, variance)
    assert found["heads"] == heads


@corpus.needs_corpus
def test_the_faults_that_one_budget_is_known_for_are_found_and_nothing_else():
    printed = as_printed.read_budget([("budget", truth.folder() / "wanli24-budget.pdf")])
    beside = {name: schemas.typed(name, found) for name, found in printed.items()}
    tables = {
        name: schemas.typed(name, [dict(row, unit="test", year=2024) for row in found])
        for name, found in add_budget({}, beside, 2024).items()
    }
    checks, _ = audit_budget(tables)
    failed = [row for row in checks if row["outcome"] == "fail"]
    assert sorted(row["rule"] for row in failed) == ["ABS3", "AN01"]
    (again,) = (row for row in failed if row["rule"] == "ABS3")
    assert (again["printed"], again["expected"]) == ("352.67", "350.35")


def budget_rows(*cells: tuple) -> dict:
    """The table of general-budget expenditure of a budget alone; a cell is a code, a level, a
    measure and an amount; every two cells are a row."""
    rows = [
        {"table": "general_budget_expenditure", "document": "budget", "phase": "approved",
            "budget_scope": "department", "code": code, "level": level, "name_zh": "甲",
            "row": n // 2, "measure": measure, "amount": Decimal(printed), "printed": printed,
            "row_id": str(n), "amount_id": f"b-{n}", "unit": "x", "year": 2024, **FULL}
        for n, (code, level, measure, printed) in enumerate(cells)
    ]  # fmt: skip
    return {"tidy/budget": schemas.typed("tidy/budget", rows)}


@pytest.mark.parametrize("item, failing", [("4.00", {}), ("3.00", {"AB01": 1, "AB02": 1})])
def test_sums_of_a_budget_are_judged_along_the_shapes_of_the_accounts(item, failing):
    tables = budget_rows(
        ("205", "class", "total", "4.00"), ("205", "class", "basic", "4.00"),
        ("20502", "section", "total", item), ("20502", "section", "project", "4.00"),
    )  # fmt: skip
    checks, numbers = audit_budget(tables)
    assert Counter(row["rule"] for row in checks) == {"AB01": 2, "AB02": 1}
    assert Counter(row["rule"] for row in checks if row["outcome"] == "fail") == failing
    assert {row["check_id"] for row in numbers} == {row["check_id"] for row in checks}


def test_a_budgets_row_printed_again_makes_no_second_check_of_one_id():
    twice = [("205", "class", "total", "4.00"), ("205", "class", "basic", "4.00")] * 2
    checks, _ = audit_budget(budget_rows(*twice, ("20502", "section", "total", "4.00")))
    assert len({row["check_id"] for row in checks}) == len(checks)


def test_ids_of_a_budgets_checks_do_not_depend_on_the_order_of_its_rows():
    tables = budget_rows(
        ("205", "class", "total", "4.00"), ("205", "class", "basic", "4.00"),
        ("20502", "section", "total", "3.00"), ("20502", "section", "basic", "3.00"),
        ("20503", "section", "total", "1.00"), ("20503", "section", "basic", "1.00"),
    )  # fmt: skip
    turned = {name: frame.iloc[::-1].reset_index(drop=True) for name, frame in tables.items()}
    ids = [{row["check_id"] for row in audit_budget(one)[0]} for one in (tables, turned)]
    assert ids[0] == ids[1]


def test_a_budgets_measure_is_told_by_its_name_in_both_languages():
    for measure in schemas.budget.BUDGET_MEASURES:
        cells = ("205", "class", measure, "4.00"), ("20502", "section", measure, "4.00")
        for check in audit_budget(budget_rows(*cells))[0]:
            assert measure not in check["statement_zh"] and "_" not in check["statement_en"]
