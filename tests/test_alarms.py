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
    "hanyang-2020": {
        45: "J02-p12x412y559-1084",
        79: "J01-p19x438y344-bf70",
        80: "J01-p19x438y344-18f9",
        267: "J02-p12x412y559-60b7",
        268: "J02-p12x412y559-49e0",
        269: "J03-p12x412y559-6230",
        316: "K01-p43-e658",
        317: "K01-p44-9fcb",
    },
    # D18 and D21 are a slip of the pen and a bracket: no rule of the text family is about them.
    "ghj2024": {
        "D01": "T03-p21x109y141-d11d",
        "D02": "W03-p21-b7e3",
        "D03": "B01-p21x371y515-9dc5",
        "D04": "N01-p22-b38c",
        "D05": "N01-p24-78df",
        "D06": "N01-p24-dbe8",
        "D07": "N01-p24-3513",
        "D08": "T01-p24x334y484-13d8",
        "D09": "T01-p24x334y484-3513",
        "D10": "T01-p24x124y515-cd64",
        "D11": "N02-p24-9569",
        "D12": "N02-p24-0a44",
        "D13": "N02-p24-dbad",
        "D14": "N02-p24-b8ec",
        "D15": "W02-p25-cb79",
        "D16": "W05-p7-9d96",
        "D17": "W05-p26-e5f8",
        "D19": "W02-p26-bccb",
        "D20": "W02-p28-d82d",
    },
    # D01 to D03 and D07, a rate on nothing, cannot be told; D09 and D12 nobody can compute.
    "sgb2024": {
        "D04": "T03-p18x388y299-d4a6",
        "D05": "B01-p18x458y392-9dc5",
        "D06": "N02-p20-04cd",
        "D08": "G01-p22x187y143-2330",
        "D10": "W02-p15-032a",
        "D11": "W02-p16-032a",
    },
}
ROUNDINGS = {
    25: "T03-p15x333y113-98e3",
    27: "T03-p15x432y142-34c8",
    69: "T02-p18x408y517-7270",
    72: "T03-p18x439y662-a365",
    244: "F04-p34x459y310-8e3b",
    249: "F07-p34x324y440-8e3b",
}
UNDECIDED = {66: "N03-p17x473y546-5449"}
FILES = {
    "hanyang-2020": ("hanyang-2020-text", "hanyang-2020-discrepancies", 2020),
    "ghj2024": ("ghj2024", "ghj2024.discrepancies", 2024),
    "sgb2024": ("sgb2024", "sgb2024.discrepancies", 2024),
}


def checks(name: str) -> dict[str, dict]:
    document, _, year = FILES[name]
    return {check["check_id"]: check for check in corpus.checks(corpus.document(document), year)}


def with_outcome(name: str, outcome: str) -> set[str]:
    return {number for number, check in checks(name).items() if check["outcome"] == outcome}


def by_hand(name: str) -> dict:
    path = truth.folder() / f"{FILES[name][1]}.json"
    found = json.loads(path.read_text("utf-8"))["discrepancies"]
    return {
        one["id"] if name.startswith("hanyang") else one["id"].partition("-")[2]: one
        for one in found
    }


def numbers(text: str | None) -> set[str]:
    return set(re.findall(r"\d+(?:\.\d+)?", (text or "").replace(",", "")))


@pytest.mark.parametrize("name", FILES)
def test_alarms_are_exactly_those_of_the_list(name):
    assert with_outcome(name, "fail") == set(ALARMS[name].values())


@pytest.mark.parametrize(
    ("identifier", "ours"),
    [*ALARMS["hanyang-2020"].items(), *ROUNDINGS.items(), *UNDECIDED.items()],
)
def test_both_numbers_are_those_of_the_list(identifier, ours):
    check, found = checks("hanyang-2020")[ours], by_hand("hanyang-2020")[identifier]
    assert numbers(check["printed"]) <= numbers(found["printed"])
    assert numbers(check["expected"]) <= numbers(found["recomputed"])


@pytest.mark.parametrize(
    ("name", "identifier", "ours"),
    [
        (name, identifier, ours)
        for name in ("ghj2024", "sgb2024")
        for identifier, ours in ALARMS[name].items()
    ],
)
def test_alarms_name_what_the_list_names_on_its_page(name, identifier, ours):
    check, found = checks(name)[ours], by_hand(name)[identifier]
    assert found["page"] in check["pages"]
    assert check["printed"] in found["printed"]


def test_roundings_and_what_cannot_be_told_are_exactly_those_of_the_list():
    assert with_outcome("hanyang-2020", "rounding") == set(ROUNDINGS.values())
    assert with_outcome("hanyang-2020", "cannot_tell") == set(UNDECIDED.values())
    causes = {
        number: checks("hanyang-2020")[ours]["likely_cause"] for number, ours in ROUNDINGS.items()
    }
    assert causes.pop(69) == "wrong_base"
    assert set(causes.values()) == {"rounding"}


@pytest.mark.parametrize("name", FILES)
def test_each_alarm_is_told_in_one_sentence_with_its_numbers_and_pages(name):
    alarms = with_outcome(name, "fail")
    assert alarms
    for number in alarms:
        check = checks(name)[number]
        for told in (check["told_zh"], check["told_en"]):
            assert numbers(check["printed"]) <= numbers(told)
            assert numbers(check["expected"]) <= numbers(told)
            assert {str(check["pages"][0]), str(check["pages"][-1])} <= numbers(told)
        assert check["told_en"].isascii() or not re.match(r"[\u4e00-\u9fff]", check["told_en"])


def test_alarms_that_share_a_number_are_one_matter():
    matters = {
        number: checks("hanyang-2020")[number]["same_cause"]
        for number in with_outcome("hanyang-2020", "fail")
    }
    assert sorted(map(sorted, _groups(matters))) == sorted(
        map(
            sorted,
            [
                [ALARMS["hanyang-2020"][n] for n in (45, 267, 268, 269)],
                [ALARMS["hanyang-2020"][n] for n in (79, 80)],
                *([ALARMS["hanyang-2020"][n]] for n in (316, 317)),
            ],
        )
    )


def _groups(matters: dict[str, str | None]) -> list[list[str]]:
    """The alarms of each matter; one that stands alone has no cause but itself."""
    found: dict[str, list[str]] = {}
    for alarm, cause in matters.items():
        found.setdefault(cause or alarm, []).append(alarm)
    return list(found.values())
