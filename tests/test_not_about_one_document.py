"""No department's name, project or place stands in the code: another PDF is data, not code."""

from __future__ import annotations

import ast
import dataclasses
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import corpus
from corpus import needs_corpus
from helpers import amounts, wording
from helpers.checks import restated, shares, sums, totals
from helpers.interpret.sentences import wording_of_sentences

PROJECT = Path(__file__).parents[1]
PLACES = ("汉阳", "hanyang", "普陀", "putuo")
DATA_FILE = PROJECT / "benchmarks" / "typesetter" / "hanyang-gov-office-2020.yml"


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file of the package; every notebook without its parameters cell."""
    for path in sorted((PROJECT / "src" / "helpers").rglob("*")):
        if path.suffix in {".py", ".yml", ".html", ".css", ".js", ".j2", ".typ", ".md", ".txt"}:
            yield path, path.read_text("utf-8")
    for path in sorted((PROJECT / "notebooks").rglob("*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        kept = [c for c in cells if "parameters" not in c["metadata"].get("tags", [])]
        yield path, "\n".join("".join(cell["source"]) for cell in kept)


def found(words: set[str] | tuple[str, ...]) -> list[str]:
    return [
        f"{word} in {path.relative_to(PROJECT)}"
        for path, content in texts()
        for word in words
        if word in content.lower()
    ]


def project_names(node, inside: bool = False) -> Iterator[str]:
    """Names found anywhere below a key that speaks of projects."""
    if isinstance(node, dict):
        for key, value in node.items():
            if inside and key in ("name", "name_zh") and isinstance(value, str):
                yield value
            yield from project_names(value, inside or "project" in str(key))
    elif isinstance(node, list):
        for value in node:
            yield from project_names(value, inside)


def test_no_place_stands_in_code_or_notebooks():
    assert found(PLACES) == []


def test_no_project_of_the_shipped_document_stands_in_code_or_notebooks():
    if not DATA_FILE.exists():
        pytest.skip("the shipped document's data file is not here")
    names = set(project_names(yaml.safe_load(DATA_FILE.read_text("utf-8"))))
    assert len(names) >= 8, "the eight projects are no longer found in the data file"
    assert found(names) == []


# A rule that is one sentence of one document in disguise fires there and nowhere else.
CORPUS = {
    "hanyang-2020-text": 2020,
    "ghj2024": 2024,
    "sgb2024": 2024,
    "swu2023": 2023,
    "taiyuan2016": 2016,
    "template": 2020,
}


def patterns() -> Iterator[tuple[str, re.Pattern]]:
    """Every pattern that statements are found by and checks look at facts with, by its place."""
    records = {
        "sentences": wording_of_sentences(),
        "charts": restated._charts(),
        "shares": shares.wording_of_shares(),
        "totals": totals.wording_of_totals(),
        "lines": sums.wording_of_lines(),
    }
    for name, one in records.items():
        yield from patterns_of(name, one)


def patterns_of(place: str, value: object) -> Iterator[tuple[str, re.Pattern]]:
    if isinstance(value, re.Pattern):
        yield place, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from patterns_of(f"{place}: {key}", one)
    elif isinstance(value, tuple):
        for n, one in enumerate(value):
            yield from patterns_of(f"{place}[{n}]", one)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from patterns_of(f"{place}: {field.name}", getattr(value, field.name))


def planted() -> list[str]:
    """Every string that a test or a benchmark writes."""
    folders = (PROJECT / "tests", PROJECT / "benchmarks")
    found = []
    for path in (one for folder in folders for one in folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found += [amounts.key(node.value), amounts.unspaced(node.value)]
    return found


def printed_texts(name: str) -> list[str]:
    tables = corpus.printed(corpus.document(name))
    texts = [
        text
        for table in ("as_printed/paragraphs", "as_printed/cells")
        for text in tables[table]["text"]
        if isinstance(text, str)
    ]
    return [form(text) for text in dict.fromkeys(texts) for form in (amounts.key, amounts.unspaced)]


@needs_corpus
def test_no_pattern_of_the_checks_is_of_one_document_only():
    texts = {name: printed_texts(name) for name in CORPUS}
    strings = planted()
    alone = []
    for place, pattern in patterns():
        fires = [name for name, own in texts.items() if any(map(pattern.search, own))]
        if len(fires) == 1 and not any(map(pattern.search, strings)):
            alone.append(f"{place} fires on {fires[0]} only, and nothing plants it")
    assert alone == []


def caught_by_the_benchmark() -> set[str]:
    """The rules that a planted error made fire (docs/audit.md, check by check)."""
    rows = re.findall(
        r"^\| (\w\d\d) \| \w+ \| (\d+) \|",
        (PROJECT / "docs" / "audit.md").read_text("utf-8"),
        re.MULTILINE,
    )
    return {rule for rule, mutants in rows if int(mutants)}


@needs_corpus
def test_no_rule_is_of_one_document_only():
    made = {
        name: {check["rule"] for check in corpus.checks(corpus.document(name), year)}
        for name, year in CORPUS.items()
    }
    tests = "".join(
        path.read_text("utf-8")
        for path in (PROJECT / "tests").glob("test_*.py")
        if path.name != "test_alarms.py"
    )
    alone = [
        f"{rule} is made for one document only, and no test plants it"
        for rule in wording.load("identities")
        if sum(rule in rules for rules in made.values()) == 1
        and f'"{rule}"' not in tests
        and rule not in caught_by_the_benchmark()
    ]
    assert alone == []
