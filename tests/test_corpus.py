"""Real documents: every amount of the nine tables, nothing lost, and only true alarms."""

import json
from collections import Counter

import pytest

import corpus
import truth
import truth_prose
from accuracy import facts_read
from corpus import needs_corpus
from helpers import amounts
from helpers.analysis import records
from helpers.extract import as_printed
from helpers.interpret import as_tidy

pytestmark = needs_corpus
DOCUMENTS = {"hanyang-2020-text": 2020, "ghj2024": 2024, "sgb2024": 2024}


@pytest.mark.parametrize("name", [*DOCUMENTS, "template"])
def test_every_glyph_ends_in_one_cell_or_one_line(name):
    pages = corpus.printed(corpus.document(name))["as_printed/pages"]
    assert pages["glyphs"].sum() > 4000
    assert pages["strays"].sum() == 0


@pytest.mark.parametrize(
    ("name", "year"),
    [("ghj2024", 2024), ("sgb2024", 2024), ("swu2023", 2023), ("taiyuan2016", 2016)],
)
def test_every_amount_of_the_nine_tables_is_exact(name, year):
    statutory = corpus.tidy(corpus.document(name), year)["tidy/statutory"]
    rows = statutory.astype(object).where(statutory.notna(), None).itertuples()
    read = Counter(
        (r.table, r.side, r.code or amounts.key(r.name_zh), r.measure, r.printed) for r in rows
    )
    assert read == Counter(truth.statutory(name))


def test_classes_of_the_first_document_match_the_truth():
    wanted = json.loads((truth.folder() / "hanyang-2020-truth.json").read_text("utf-8"))
    budget = corpus.tidy(corpus.document("hanyang-2020-text"), 2020)["tidy/budget_vs_outturn"]
    classes = budget[budget["scope"] == "function_class"]
    assert [
        (
            row.code,
            str(row.initial_budget.normalize()),
            str(row.outturn.normalize()),
            row.execution_rate_printed,
        )
        for row in classes.itertuples()
    ] == [
        (
            row["code"],
            *(
                str(amounts.Decimal(row[k]["value"]).normalize())
                for k in ("initial_budget", "actual")
            ),
            row["completion_pct"]["value"],
        )
        for row in wanted["by_class"]["rows"]
    ]


def test_projects_of_the_first_document_match_the_truth_in_all_three_places():
    wanted = json.loads((truth.folder() / "hanyang-2020-truth.json").read_text("utf-8"))
    places = wanted["by_project"]
    budget = corpus.tidy(corpus.document("hanyang-2020-text"), 2020)["tidy/budget_vs_outturn"]
    projects = budget[budget["scope"] == "project"]
    for source, rows, spent in (
        ("narrative", places["narrative_5_3"], "actual"),
        ("self_evaluation_summary", places["summary_13_3"]["rows"], "executed"),
        ("self_evaluation_form", places["forms"], "executed"),
    ):
        own = projects[projects["source"] == source]
        assert [(row.name_zh, row.outturn) for row in own.itertuples()] == [
            (row["name"], amounts.Decimal(row[spent]["value"])) for row in rows
        ]


def test_a_picture_cut_off_at_the_edge_is_not_read_and_nothing_of_it_is_guessed():
    tidy = corpus.tidy(corpus.document("taiyuan2016"), 2016)
    tables = tidy["tidy/statutory_tables"]
    states = dict(zip(tables["table"], tables["state"], strict=True))
    assert states["revenue_expenditure_summary"] == states["basic_expenditure"] == "not_read"
    assert "general_budget_by_economic_class" in set(tidy["tidy/statutory"]["table"])
    assert 5 in set(tidy["tidy/reading_notes"]["page"]) & set(tidy["tidy/other_tables"]["page"])


@pytest.mark.parametrize(("name", "year"), [("swu2023", 2023), ("taiyuan2016", 2016)])
def test_no_table_is_called_missing_that_is_not_asked_for_or_was_not_read(name, year):
    outcomes = {
        check["outcome"]
        for check in corpus.checks(corpus.document(name), year)
        if check["rule"] == "C01"
    }
    assert outcomes and "fail" not in outcomes


@pytest.mark.parametrize(("name", "year"), truth_prose.FLAT.items())
def test_every_figure_of_the_prose_has_its_subject_direction_fund_and_base(name, year):
    read, wanted = truth_prose.flat_compared(_rows(name, year), name)
    assert Counter(read) == Counter(wanted)


@pytest.mark.parametrize("name", ["ghj2024", "sgb2024"])
def test_the_figures_of_the_prose_are_those_of_the_truth_and_no_others(name):
    facts = records(corpus.tidy(corpus.document(name), DOCUMENTS[name])["tidy/facts"])
    wanted = truth_prose.facts(name)
    assert Counter(facts_read(facts, wanted)) == Counter(wanted)


@pytest.mark.parametrize(("name", "year"), [*DOCUMENTS.items(), ("swu2023", 2023)])
def test_every_reason_is_given_to_its_thing_from_first_word_to_last(name, year):
    assert Counter(truth_prose.reasons_read(_rows(name, year))) == Counter(
        truth_prose.reasons(name)
    )


def _rows(name: str, year: int) -> dict[str, list[dict]]:
    """The tidy rows of a document as the reading gives them, before they are typed."""
    return as_tidy.read_tidy(*corpus.printed(corpus.document(name)).values(), year)


def test_template_is_nine_empty_tables():
    tables = corpus.tidy(corpus.document("template"), 2024)["tidy/statutory_tables"]
    assert len(tables) == 9
    assert set(tables["state"]) <= {"empty", "empty_with_statement"}


def test_the_shipped_edition_has_the_same_outcomes_as_the_published_wording():
    from test_provenance import SHIPPED

    own, published = (
        [(c["rule"], c["printed"], c["expected"], c["outcome"]) for c in corpus.checks(path, 2020)]
        for path in (SHIPPED, corpus.document("hanyang-2020-text"))
    )
    assert own == published


def test_an_unread_page_is_no_missing_table(monkeypatch):
    path = corpus.document("hanyang-2020-picture")
    monkeypatch.setattr(as_printed, "read_pictures", lambda _, pages, __: pages)
    monkeypatch.setattr(corpus, "printed", corpus.printed.__wrapped__)
    monkeypatch.setattr(corpus, "tidy", corpus.tidy.__wrapped__)
    checks = corpus.checks.__wrapped__(path, 2020)
    tables = [check for check in checks if check["family"] == "completeness"]
    assert {check["outcome"] for check in tables} == {"cannot_tell"}
