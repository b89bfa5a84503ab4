"""The audit's benchmark: its originals are sound and silent, and planted errors are caught."""

import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
import audit_bench
import mutants
from sound import SHAPES, sound


@pytest.mark.parametrize("shape", SHAPES)
def test_a_sound_document_is_read_as_set_and_raises_no_alarm(shape):
    found = audit_bench.original(shape, 1)
    assert found.wrongly_read == [] and found.elsewhere == []
    assert found.checks > 200


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        ("hubei", "form_total_wrong"),
        ("shanghai", "digit_changed"),
        ("beijing", "row_dropped"),
        ("guangdong", "table_missing"),
        ("hubei", "wrong_base"),
        ("yunnan", "share_is_rate"),
        ("yunnan", "rate_in_hundredths"),
        ("yunnan", "balance_in_yuan"),
    ],
)
def test_a_planted_error_is_caught_where_it_stands(shape, kind):
    found = audit_bench.planted((shape, 1, kind, 0))
    assert found.checkable and found.caught_by


def test_books_of_another_seed_are_sound_too():
    for shape in SHAPES:
        assert sound(shape, 7).ledger.broken() == []


def test_what_no_other_number_constrains_is_not_checkable():
    document = sound("hubei", 1)
    ledger = document.ledger
    lonely = ledger.amount(12345)
    ledger.slots[lonely.no].text = "999.99"
    assert ledger.broken({lonely.no}) == []


@pytest.mark.parametrize("kind", mutants.KINDS)
def test_an_error_is_planted_in_a_copy_and_the_seed_says_which(kind):
    document = next(
        one
        for one in (sound("hubei", 1), sound("yunnan", 1))
        if mutants.mutant(kind, one, random.Random(5))
    )
    before = [slot.text for slot in document.ledger.slots]
    one, other = (mutants.mutant(kind, document, random.Random(5)) for _ in range(2))
    assert (one.block, one.was, one.now) == (other.block, other.was, other.now)
    assert [slot.text for slot in document.ledger.slots] == before
