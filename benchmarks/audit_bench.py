"""What the audit catches of errors planted one by one into sound documents, and what it misses.

    make audit-bench        all of it, a quarter of an hour; writes docs/audit.md, docs/leads.md
    python benchmarks/audit_bench.py --only row_dropped --sample 2

Each mutant goes the whole way: set as a PDF, read, made tidy, audited. It counts as caught when
a check fails that names a page on which the error stands (or the table that is gone); a failure
elsewhere does not count. The sound originals must raise no alarm and be read without a fault.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path

import leads_report
import mutants
from audit_report import Outcome, report, with_rules
from helpers import amounts, leads, schemas
from helpers.audit import audit_accounts
from helpers.audit.second_reader import second_reader_of
from helpers.checks.accounts import BUDGETS
from helpers.checks.catalogue import word
from helpers.extract import as_printed
from helpers.interpret import as_tidy
from sound import SHAPES, Document, sound
from sound.ledger import marks

DOCUMENT = Path(__file__).parents[1] / "docs/audit.md"
SEEDS = (1, 2)
SAMPLE = 3  # mutants of a kind in a document


def audited(path: Path, year: int) -> tuple[dict, list[dict], list[dict]]:
    """The tidy tables of a PDF, its checks and its leads."""

    def typed(tables):
        return {
            name: schemas.typed(name, [row | {"unit": "bench", "year": year} for row in rows])
            if name.startswith(("tidy", "results"))
            else schemas.typed(name, rows)
            for name, rows in tables.items()
        }

    printed = typed(as_printed.read_printed(path))
    frames = typed(as_tidy.read_tidy(*printed.values(), year))
    found = audit_accounts(printed | frames, second_reader_of(path))
    results = typed(
        {
            "results/checks": found.checks,
            "results/check_numbers": found.numbers,
            "results/verification": found.verification,
        }
    )
    return frames, found.checks, leads.find(printed | frames | results).leads


def original(shape: str, seed: int) -> Outcome:
    """A sound document: its alarms, all of them false, and what was read otherwise than set."""
    document = sound(shape, seed)
    assert not document.ledger.broken(), "a document that is not sound proves nothing"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sound.pdf"
        document.write(path)
        frames, checks, asked = audited(path, document.year)
    return Outcome(
        shape,
        seed,
        checks=len(checks),
        leads=[f"{one['status']} {one['rule']}: {one['told_zh']}" for one in asked],
        elsewhere=_alarms(checks),
        wrongly_read=misread(document, frames),
    )


def _alarms(checks: list[dict]) -> list[str]:
    return [f"{one['rule']} {one['statement_zh']}" for one in checks if one["outcome"] == "fail"]


def misread(document: Document, frames: dict) -> list[str]:
    """Numbers of the nine tables, and facts and budgets of the prose, read otherwise than set."""
    slots = [document.ledger.slots[n] for block in document.blocks for n in marks(block)]
    told = Counter(
        (*slot.truth[:2], *_key(slot.truth), slot.text.replace(",", ""))
        for slot in slots
        if slot.truth and slot.text is not None and slot.truth[0] in ("statutory", "fact", "budget")
    )
    read = Counter(_statutory(frames["tidy/statutory"]))
    read.update(_facts(frames["tidy/facts"]))
    read.update(_budgets(frames["tidy/budget_vs_outturn"]))
    wrong = [f"not read: {one}" for one in told - read]
    return wrong + [f"read but not printed: {one}" for one in read - told if one[0] == "statutory"]


def _key(truth: tuple) -> tuple:
    if truth[0] == "statutory":
        _, _, side, name, measure = truth
        return side, name, measure
    return (truth[3].removesuffix("_printed"),) if truth[0] == "budget" else ()


def _statutory(frame):
    for row in frame.to_dict("records"):
        name = row["code"] if isinstance(row["code"], str) else row["name_zh"]
        side = row["side"] if isinstance(row["side"], str) else None
        yield "statutory", row["table"], side, name, row["measure"], row["printed"]


def _facts(frame):
    for row in frame.to_dict("records"):
        yield "fact", row["fact"], row["printed"]


def _budgets(frame):
    for row in frame.to_dict("records"):
        for column in (*BUDGETS, "execution_rate"):
            if row["source"] != "statutory" and isinstance(row[f"{column}_printed"], str):
                yield "budget", row["scope"], column, row[f"{column}_printed"]


def planted(job: tuple[str, int, str, int]) -> Outcome | None:
    """One mutant, the whole way; null where the document has no place for such an error."""
    shape, seed, kind, number = job
    chance = random.Random(f"{shape} {seed} {kind} {number}")
    one = mutants.mutant(kind, sound(shape, seed), chance)
    if one is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mutant.pdf"
        places = one.document.write(path)
        _, checks, asked = audited(path, one.document.year)
    pages = set(places.get(one.block, ()))
    table = one.table and amounts.key(word({"table": one.table}, "zh"))
    outcome = Outcome(
        shape,
        seed,
        kind,
        one.was,
        one.now,
        ", ".join(map(str, sorted(pages))),
        one.broken,
        checks=len(checks),
    )
    for check in checks:
        if check["outcome"] == "fail":
            named = pages & set(check["pages"]) or (
                table and table in amounts.key(check["statement_zh"])
            )
            (outcome.caught_by if named else outcome.elsewhere).append(check["rule"])
            if named:
                _place(outcome, check["check_id"], asked)
    return outcome


def _place(outcome: Outcome, check_id: str, asked: list[dict]) -> None:
    """Keeps the first place among the leads that the error has; one with money goes before."""
    for lead in asked:
        if check_id in lead["checks"]:
            money = lead["money"] is not None
            before = (not outcome.with_money, outcome.asked or len(asked) + 1)
            if (not money, lead["rank"]) < before:
                outcome.asked, outcome.with_money = lead["rank"], money


def jobs(only: list[str], sample: int) -> list[tuple[str, int, str, int]]:
    return [
        (shape, seed, kind, number)
        for number in range(sample)
        for kind in only
        for shape in SHAPES
        for seed in SEEDS
    ]


def run(
    todo: list[tuple[str, int, str, int]], processes: int, kept: Path | None
) -> tuple[list[Outcome], list[Outcome]]:
    """The originals and the mutants judged; what the file `kept` holds already is not redone."""
    done = {}
    if kept and kept.exists():
        for line in kept.read_text("utf-8").splitlines():
            job, outcome = json.loads(line)
            done[tuple(job)] = outcome and Outcome(**outcome)
    todo = [(shape, seed, None, 0) for shape in SHAPES for seed in SEEDS] + todo
    with ProcessPoolExecutor(processes, initializer=os.nice, initargs=(5,)) as pool:
        left = [job for job in todo if job not in done]
        for job, outcome in zip(left, pool.map(judged, left), strict=True):
            done[job] = outcome
            if kept:
                with kept.open("a", encoding="utf-8") as file:
                    line = [job, outcome and asdict(outcome)]
                    file.write(f"{json.dumps(line, ensure_ascii=False)}\n")
    found = [done[job] for job in todo if done[job]]
    return [one for one in found if one.kind is None], [one for one in found if one.kind]


def judged(job: tuple[str, int, str | None, int]) -> Outcome | None:
    return original(*job[:2]) if job[2] is None else planted(job)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "--only",
        nargs="*",
        default=mutants.KINDS,
        choices=mutants.KINDS,
        metavar="KIND",
        help="kinds of errors to plant",
    )
    parser.add_argument("--sample", type=int, default=SAMPLE, help="mutants a kind and document")
    parser.add_argument("--kept", type=Path, help="file of outcomes, to go on where a run ended")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument(
        "--write", action="store_true", help="write docs/audit.md and docs/leads.md"
    )
    parser.add_argument(
        "--rules", action="store_true", help="renew the list of rules in docs/audit.md, no more"
    )
    chosen = parser.parse_args()
    if chosen.rules:
        DOCUMENT.write_text(with_rules(DOCUMENT.read_text("utf-8")), "utf-8")
        return
    clock = time.perf_counter()
    outcomes = run(jobs(chosen.only, chosen.sample), chosen.processes, chosen.kept)
    text = report(*outcomes)
    print(text, leads_report.bench(*outcomes, chosen.sample), sep="\n")
    print(f"{time.perf_counter() - clock:.0f} s")
    if chosen.write:
        DOCUMENT.write_text(text, "utf-8")
        leads_report.write("bench", leads_report.bench(*outcomes, chosen.sample))


if __name__ == "__main__":
    main()
