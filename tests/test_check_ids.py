"""A check keeps its id, and a number its role, whatever order the tidy tables come in."""

import pandas as pd
import pytest

import corpus
from corpus import needs_corpus
from helpers.audit import audit_accounts

YEARS = {"hanyang-2020-text": 2020, "ghj2024": 2024}


def tables(name: str) -> dict[str, pd.DataFrame]:
    path = corpus.document(name)
    return corpus.printed(path) | corpus.tidy(path, YEARS[name])


def told(audited) -> set[tuple]:
    return {
        (one["check_id"], one["statement_zh"], one["printed"], one["expected"], one["outcome"])
        for one in audited.checks
    }


@needs_corpus
@pytest.mark.parametrize("name", YEARS)
def test_shuffled_rows_make_the_same_checks_with_the_same_ids(name):
    plain = audit_accounts(tables(name))
    shuffled = audit_accounts(
        {
            table: frame.sample(frac=1, random_state=7).reset_index(drop=True)
            for table, frame in tables(name).items()
        }
    )
    assert len({one["check_id"] for one in plain.checks}) == len(plain.checks)
    assert told(shuffled) == told(plain)
    assert {(one["check_id"], one["role"], one["number_id"]) for one in shuffled.numbers} == {
        (one["check_id"], one["role"], one["number_id"]) for one in plain.numbers
    }


@needs_corpus
def test_the_numbers_of_a_check_are_rows_of_the_ledger():
    name = "hanyang-2020-text"
    ledger = set(tables(name)["tidy/numbers"]["number_id"])
    numbers = audit_accounts(tables(name)).numbers
    named = [one for one in numbers if one["number_id"]]
    assert {one["number_id"] for one in named} <= ledger
    assert len(named) / len(numbers) > 0.95
