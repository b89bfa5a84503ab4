"""How exact the tidy tables are, document by document, beside what the extractors give raw.

    make accuracy

Truth is the corpus' (see benchmarks/truth.py). A fact is right only whole: code or name,
column and printed amount together. The raw extractors are scored on the same facts of the
nine tables: their first row is taken for the header, their first code or text for the name.
"""

from __future__ import annotations

import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import camelot
import pandas as pd
import pdfplumber

import boxes
import truth
import truth_budget
import truth_forms
import truth_prose
from helpers import amounts, schemas
from helpers.extract import as_printed
from helpers.interpret import as_tidy, ledger
from helpers.interpret.budget import read_budget

PROJECT = Path(__file__).parents[1]
DOCUMENT = PROJECT / "docs/accuracy.md"
SHIPPED = PROJECT / "data/raw/hanyang-gov-office/2020/final_accounts.pdf"


def documents() -> list[tuple[str, Path, int]]:
    """(name, PDF, year) of every document with truth."""
    return [("hanyang-2020 shipped", SHIPPED, 2020)] + [
        (name, truth.folder() / f"{name}.pdf", year)
        for name, year in (
            ("hanyang-2020-text", 2020),
            ("hanyang-2020-picture", 2020),
            ("ghj2024", 2024),
            ("sgb2024", 2024),
            *truth_prose.FLAT.items(),
        )
    ]


def tidy(path: Path, year: int) -> tuple[dict[str, list[dict]], float]:
    """The tidy rows of a document, and the seconds from PDF to rows."""
    clock = time.perf_counter()
    printed = {n: schemas.typed(n, rows) for n, rows in as_printed.read_printed(path).items()}
    rows = as_tidy.read_tidy(*printed.values(), year)
    return rows, time.perf_counter() - clock


def statutory_read(rows: list[dict]) -> list[tuple]:
    return [
        (r["table"], r["side"], r["code"] or amounts.key(r["name_zh"]), r["measure"], r["printed"])
        for r in rows
    ]


def facts_read(rows: list[dict], wanted: list[tuple]) -> list[tuple]:
    """Facts in the form of the truth; the subject is compared where the truth names one."""
    named = {(fact, subject) for fact, subject, _ in wanted if subject}
    bare = {fact for fact, subject, _ in wanted if subject is None}
    found = []
    for row in rows:
        subject = amounts.key(row["subject_zh"] or "")
        if (row["fact"], subject) in named:
            found.append((row["fact"], subject, row["printed"]))
        elif row["fact"] in bare:
            found.append((row["fact"], None, row["printed"]))
    return found


def budget_read(rows: list[dict], name: str) -> list[tuple]:
    """Budget statements of prose and forms in the form of the truth."""
    found = []
    for row in rows:
        if row["source"] == "statutory" or row["scope"] == "whole_department":
            continue
        label = amounts.key(row["name_zh"] or "")
        if row["scope"] == "total":
            label = "total"
        elif row["scope"] == "three_public":
            if name.startswith("hanyang"):
                continue  # its truth is by topic; held by tests/test_corpus.py
            label = f"three_public {row['code']}"
        elif row["scope"] == "project":
            label = f"{row['source']} {label}"
        for measure in ("initial_budget", "adjusted_budget", "outturn"):
            if row.get(f"{measure}_printed"):
                found.append((label, measure, row[f"{measure}_printed"]))
        if row.get("execution_rate_printed"):
            found.append((label, "rate", row["execution_rate_printed"]))
    return found


def score(read: list[tuple], wanted: list[tuple]) -> tuple[int, float, float]:
    """Facts in the truth, precision, recall; a fact stated twice may be read twice."""
    right = Counter(wanted) & Counter(read)
    known = sum(1 for one in read if one in set(wanted))
    precision = known / len(read) if read else 1.0
    return len(wanted), precision, sum(right.values()) / len(wanted) if wanted else 1.0


def raw_tables(path: Path, extractor: str) -> list[pd.DataFrame]:
    """What an extractor gives for the whole document, as frames of text."""
    if extractor == "pdfplumber":
        with pdfplumber.open(path) as document:
            return [
                pd.DataFrame(table).fillna("")
                for page in document.pages
                for table in page.extract_tables()
            ]
    engine = {"camelot": {}, "camelot vector": {"engine": "vector"}}[extractor]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = camelot.read_pdf(
            str(path), pages="all", flavor="lattice", suppress_stdout=True, **engine
        )
    return [table.df for table in found]


def raw_score(tables: list[pd.DataFrame], wanted: list[tuple]) -> tuple[float, float]:
    """Share of the truth's printed amounts that stand in some cell, and of its usable facts."""
    cells = Counter(
        amounts.key(str(cell)).replace(",", "") for table in tables for cell in table.values.flat
    )
    amounts_wanted = Counter(printed for *_, printed in wanted)
    present = sum((amounts_wanted & cells).values())
    facts = Counter()
    for table in tables:
        header = [amounts.key(str(one)) for one in table.iloc[0]]
        for _, row in table.iloc[1:].iterrows():
            texts = [amounts.key(str(one)) for one in row]
            facts.update(
                (texts[0], header[c], texts[c].replace(",", "")) for c in range(1, len(texts))
            )
    right = sum(
        1 for fact in wanted if any(facts[(fact[2], head, fact[4])] for head in _headers(fact))
    )
    return present / len(wanted), right / len(wanted)


def _headers(fact: tuple) -> list[str]:
    """Header texts that tell the measure of a fact, as the tables print them."""
    return [
        header
        for header, measure in truth.MEASURES.items()
        if measure == fact[3] or (fact[3] == "total" and header == "决算数")
    ]


def lines() -> Iterator[str]:
    """The table, a line at a time."""
    yield (
        f"{'document':<22}{'table':<20}{'truth':>6}{'precision':>11}{'recall':>9}"
        f"{'boxes':>9}{'s':>7}"
    )
    for name, path, year in documents():
        rows, seconds = tidy(path, year)
        for table, read, wanted in _compared(name, rows):
            total, precision, recall = score(read, wanted)
            yield (
                f"{name:<22}{table:<20}{total:>6}{precision:>11.1%}{recall:>9.1%}"
                f"{_boxes(path, rows, table):>9}{seconds:>7.2f}"
            )
        yield f"{'':<24}{_numbers(rows)}"
        for extractor in ("camelot", "camelot vector", "pdfplumber"):
            clock = time.perf_counter()
            found = raw_tables(path, extractor)
            seconds = time.perf_counter() - clock
            present, usable = raw_score(found, truth.statutory(name))
            yield (
                f"{'':<24}raw {extractor:<15}amounts in a cell {present:>6.1%}, "
                f"usable facts {usable:>6.1%}{seconds:>11.2f}"
            )


def budget_tidy(pdfs: tuple[str, ...], year: int) -> tuple[dict[str, list[dict]], float]:
    """The tidy rows of a budget of one PDF or two, and the seconds from PDF to rows."""
    clock = time.perf_counter()
    documents = zip(("budget", "budget_tables"), pdfs, strict=False)
    printed = as_printed.read_budget(
        [(document, truth.folder() / f"{pdf}.pdf") for document, pdf in documents]
    )
    rows = read_budget({name: schemas.typed(name, found) for name, found in printed.items()}, year)
    return rows, time.perf_counter() - clock


def budget_lines() -> Iterator[str]:
    """The table of approved budgets, a line a document; boxes as for the accounts."""
    yield ""
    yield f"{'approved budget':<42}{'truth':>6}{'precision':>11}{'recall':>9}{'s':>16}"
    for pdfs, name, year in truth_budget.DOCUMENTS:
        rows, seconds = budget_tidy(pdfs, year)
        wanted = truth_budget.facts(name)
        total, precision, recall = score(truth_budget.read(rows["tidy/budget"], wanted), wanted)
        short = name.removeprefix("budgets/")
        yield f"{short:<42}{total:>6}{precision:>11.1%}{recall:>9.1%}{seconds:>16.2f}"


def _compared(name: str, rows: dict) -> Iterator[tuple[str, list, list]]:
    yield "statutory", statutory_read(rows["tidy/statutory"]), truth.statutory(name)
    yield from _prose_compared(name, rows)
    for table, wanted in truth_forms.tables(name).items():
        columns = list(wanted[0])
        yield (
            table,
            truth_forms.rows_of(rows, table, columns),
            [tuple(map(truth_forms.compared, row.values())) for row in wanted],
        )


def _prose_compared(name: str, rows: dict) -> Iterator[tuple[str, list, list]]:
    """Budget statements, figures and reasons of the prose, as far as the truth lists them."""
    if name in truth_prose.FLAT:
        yield "facts", *truth_prose.flat_compared(rows, name)
    else:
        yield from _statements_compared(name, rows)
    if reasons := truth_prose.reasons(name):
        yield "reasons", truth_prose.reasons_read(rows), reasons


def _statements_compared(name: str, rows: dict) -> Iterator[tuple[str, list, list]]:
    yield (
        "budget_vs_outturn",
        budget_read(rows["tidy/budget_vs_outturn"], name),
        truth_prose.budget(name),
    )
    if not name.startswith("hanyang"):
        wanted = truth_prose.facts(name)
        yield "facts", facts_read(rows["tidy/facts"], wanted), wanted


def _numbers(rows: dict) -> str:
    """What became of every number that the document prints, in one sentence."""
    found = ledger.counts(row["status"] for row in rows["tidy/numbers"])
    return (
        "of {figures} numbers {read} read, {unclaimed} not understood, {left_out} left out "
        "({other} years, codes, items …)"
    ).format(**found)


def _boxes(path: Path, rows: dict, table: str) -> str:
    """The share of a table's printed numbers that stand in the box of their row.

    Numbers of a picture are not asked for: there is no text to look for them in.
    """
    column = {
        "statutory": "printed",
        "facts": "printed",
        "budget_vs_outturn": "outturn_printed",
    }.get(table)
    if column is None:
        return ""
    printed = [row for row in rows[f"tidy/{table}"] if row.get(column) and row["reader"] == "text"]
    if not printed:
        return ""
    return f"{1 - len(boxes.lost(path, printed, column)) / len(printed):.1%}"


def main() -> None:
    if truth.folder() is None:
        sys.exit("the corpus is not here; set CORPUS_DIR to its folder")
    printed = []
    for line in chain(lines(), budget_lines()):
        print(line, flush=True)
        printed.append(line)
    if "--write" in sys.argv:
        text = DOCUMENT.read_text(encoding="utf-8")
        head, tail = text.split("```text\n", 1)[0], text.split("\n```\n", 1)[1]
        DOCUMENT.write_text(
            head + "```text\n" + "\n".join(printed) + "\n```\n" + tail, encoding="utf-8"
        )


if __name__ == "__main__":
    main()
