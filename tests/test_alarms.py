"""The alarms on the corpus' documents are exactly those found by hand, each by its id there."""

import json
import re

import pytest

import corpus
import truth
from corpus import needs_corpus

pytestmark = needs_corpus
#: Our check for each id of `*.discrepancies.json` that counts as an alarm.
ALARMS = {
    "hanyang-2020": {45: "J02-1", 79: "J01-1", 80: "J01-2", 267: "J02-3", 268: "J02-2",
                     269: "J03-1", 316: "K01-2", 317: "K01-1"},
}
ROUNDINGS = {25: "T03-5", 27: "T03-7", 69: "T02-4", 72: "T03-9", 244: "F04-7", 249: "F07-7"}
UNDECIDED = {66: "N03-1", 303: "K03-1"}
FILES = {"hanyang-2020": ("hanyang-2020-text", "hanyang-2020-discrepancies", 2020)}


def checks(name: str) -> dict[str, dict]:
    document, _, year = FILES[name]
    return {check["check_id"]: check for check in corpus.checks(corpus.document(document), year)}


def with_outcome(name: str, outcome: str) -> set[str]:
    return {number for number, check in checks(name).items() if check["outcome"] == outcome}


def by_hand(name: str) -> dict:
    path = truth.folder() / f"{FILES[name][1]}.json"
    return {one["id"]: one for one in json.loads(path.read_text("utf-8"))["discrepancies"]}


def numbers(text: str | None) -> set[str]:
    return set(re.findall(r"\d+(?:\.\d+)?", (text or "").replace(",", "")))


@pytest.mark.parametrize("name", FILES)
def test_alarms_are_exactly_those_of_the_list(name):
    assert with_outcome(name, "fail") == set(ALARMS[name].values())


@pytest.mark.parametrize(("identifier", "ours"),
                         [*ALARMS["hanyang-2020"].items(), *ROUNDINGS.items(), *UNDECIDED.items()])
def test_both_numbers_are_those_of_the_list(identifier, ours):
    check, found = checks("hanyang-2020")[ours], by_hand("hanyang-2020")[identifier]
    assert numbers(check["printed"]) <= numbers(found["printed"])
    assert numbers(check["expected"]) <= numbers(found["recomputed"])


def test_roundings_and_what_cannot_be_told_are_exactly_those_of_the_list():
    assert with_outcome("hanyang-2020", "rounding") == set(ROUNDINGS.values())
    assert with_outcome("hanyang-2020", "cannot_tell") == set(UNDECIDED.values())
    causes = {number: checks("hanyang-2020")[ours]["likely_cause"]
              for number, ours in ROUNDINGS.items()}
    assert causes.pop(69) == "wrong_base"
    assert set(causes.values()) == {"rounding"}


@pytest.mark.parametrize("name", FILES)
def test_each_alarm_is_told_in_one_sentence_with_its_numbers_and_pages(name):
    for number in with_outcome(name, "fail"):
        check = checks(name)[number]
        for told in (check["told_zh"], check["told_en"]):
            assert numbers(check["printed"]) <= numbers(told)
            assert numbers(check["expected"]) <= numbers(told)
            assert {str(check["pages"][0]), str(check["pages"][-1])} <= numbers(told)
        assert check["told_en"].isascii() or not re.match(r"[\u4e00-\u9fff]", check["told_en"])
