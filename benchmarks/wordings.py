"""How the prose of many places is read: wordings with the truth written into them.

    python benchmarks/wordings.py            how many numbers of each place are read
    python benchmarks/wordings.py PLACE …    of these places, which are missed or read otherwise

`tests/wordings/*.yml` hold paragraphs in the manner of one place each, our own words and
numbers. A number that a rule should claim stands in brackets with what it is::

    [12.50 change+ 公务接待费]    fact (without its section), direction, subject
    [9.00 initial_budget 行政运行]   a budget statement's amount and a word of its name or code
    [5.00 /opening_balance]  the same, the fact's whole name
    [80.00 ?part]                 right if it is read like this, no fault if it is not read

Every other number says nothing that we know: claiming it is wrong.

A paragraph's ``reasons`` say what each reason is given for: a fact as above (``change 公务接待费``:
the change with its rate), or ``budget`` and a word of the statement's name or code; ``?`` before
it as above. Every other reason that is read is wrong, and so is one that ends elsewhere.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path

import pandas as pd
import yaml

from helpers import amounts, schemas
from helpers.interpret.ledger import Ledger
from helpers.interpret.narrative import Narrative, read_narrative

FOLDER = Path(__file__).parents[1] / "tests/wordings"
_MARK = re.compile(r"\[(?P<printed>[-\d.,]+) (?P<label>[^\]]+)\]")
_LABEL = re.compile(r"(?P<may>\??)(?P<what>[a-z_/]+)(?P<sign>[-+=]?)( (?P<subject>.+))?$")
_SIGNS = {"+": "increase", "-": "decrease", "=": "equal", "": None}
_BUDGET = ("initial_budget", "adjusted_budget", "budget", "outturn")


@dataclass
class Said:
    """One number of the truth, or one number that was read."""

    printed: str
    what: str
    direction: str | None
    subject: str
    must: bool = True
    bare: bool = False  # said without its heading

    def means(self, read: Said) -> bool:
        """`read` is what this number of the truth says."""
        what = read.what
        if self.what.startswith("execution_rate") and what.endswith("_execution_rate"):
            what = self.what  # a rate of what has no budget row is a fact
        if (self.printed, self.direction) != (read.printed, read.direction):
            return False
        if self.bare and _is_alike(self.what, what):
            return True
        return self.what == what and (not self.subject or self.subject in read.subject)


#: One amount that sections call differently: 一般公共预算财政拨款收入 is a part of the revenue, of
#: the appropriation, and the fund's revenue. Without its heading any of them is right.
_ALIKE = (
    ("appropriation_part", "revenue_part", "revenue_appropriation_part", "general_budget_revenue"),
    ("general_budget_total", "appropriation_total", "outturn"),
)


def _is_alike(wanted: str, read: str) -> bool:
    """Two names of one amount, or of its change or rate."""
    for names in _ALIKE:
        one = next((name for name in names if wanted.startswith(name)), None)
        other = next((name for name in names if read.startswith(name)), None)
        if one and other and wanted.removeprefix(one) == read.removeprefix(other):
            return True
    return False


@dataclass
class Score:
    """What became of the numbers of one place."""

    right: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.right + len(self.missed)

    @property
    def share(self) -> float:
        return self.right / (self.total or 1)


def places() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.yml"))


def score(place: str, headed: bool = True, together: bool = False) -> Score:
    """Right, missed and wrong numbers of a place.

    Without its headings if not `headed`; `together`: each heading's paragraphs run into one.
    """
    result = Score()
    for wanted, found, _, _ in _paragraphs(place, headed, together):
        _compare(wanted, found, result)
    return result


def reasons(place: str, headed: bool = True, together: bool = False) -> Score:
    """The same of the reasons: each given to the right thing, from its first word to its last."""
    result = Score()
    for _, _, wanted, found in _paragraphs(place, headed, together):
        _compare(wanted, found, result)
    return result


@cache
def _read(place: str, headed: bool, together: bool) -> tuple[list[dict], Narrative]:
    """The paragraphs of a place, and what is read of them."""
    document = yaml.safe_load((FOLDER / f"{place}.yml").read_text(encoding="utf-8"))
    paragraphs = document["paragraphs"]
    if together:
        paragraphs = list(_run_together(paragraphs))
    return paragraphs, read(
        [
            (
                one["heading"] if headed else "第三部分 情况说明",
                _MARK.sub(r"\g<printed>", one["text"]),
            )
            for one in paragraphs
        ],
        document["year"],
    )


def _paragraphs(place: str, headed: bool, together: bool) -> Iterator[tuple]:
    """Of each paragraph: numbers of the truth, numbers read, reasons of the truth, reasons read."""
    paragraphs, narrative = _read(place, headed, together)
    found, given = list(_found(narrative)), list(_given(narrative))
    for number, paragraph in enumerate(paragraphs, 1):
        wanted = list(_wanted(paragraph))
        for one in wanted:
            one.bare = not headed
        yield (
            wanted,
            [said for page, said in found if page == number],
            list(_wanted_reasons(paragraph)),
            [said for page, said in given if page == number],
        )


def _run_together(paragraphs: list[dict]) -> Iterator[dict]:
    for _, same in groupby(paragraphs, lambda one: (one["heading"], one["is"])):
        same = list(same)
        yield (
            same[0]
            | {"text": "".join(one["text"] for one in same)}
            | {
                name: [item for one in same for item in one.get(name, ())]
                for name in ("optional", "reasons")
            }
        )


def _compare(wanted: list[Said], found: list[Said], result: Score) -> None:
    for read_ in found:
        match = next((one for one in wanted if one.means(read_)), None)
        if match is None:
            result.wrong.append(f"{read_.printed} {read_.what} {read_.direction} {read_.subject}")
        else:
            wanted.remove(match)
            result.right += 1
    result.missed += [f"{one.printed} {one.what} {one.subject}" for one in wanted if one.must]


def _wanted(paragraph: dict) -> Iterator[Said]:
    marked = [(m["printed"], m["label"]) for m in _MARK.finditer(paragraph["text"])]
    marked += [
        one.replace(" ", " ?", 1).split(" ", 1)
        for one in paragraph.get("optional", ())
        for _ in range(9)
    ]
    for printed, label in marked:
        yield _said(printed.replace(",", ""), label, paragraph["is"])


def _said(printed: str, label: str, section: str) -> Said:
    """What a mark says of `printed`, in a paragraph of `section`."""
    said = _LABEL.match(label)
    what = said["what"]
    if what.startswith("/"):
        what = what[1:]
    elif what.split("/")[0] not in (*_BUDGET, "execution_rate"):
        what = f"{section}_{what}"
    return Said(
        printed, what, _SIGNS[said["sign"]], amounts.key(said["subject"] or ""), not said["may"]
    )


def _wanted_reasons(paragraph: dict) -> Iterator[Said]:
    for one in paragraph.get("reasons", ()):
        for thing, reason in one.items():
            yield _said(amounts.key(reason), thing, paragraph["is"])


def _given(narrative: Narrative) -> Iterator[tuple[int, Said]]:
    """The reasons read, with the number of their paragraph; one for a change and its rate."""
    found = [
        (fact["page"], fact["fact"].removesuffix("_rate"), fact["subject_zh"], fact)
        for fact in narrative.facts
    ]
    found += [
        (
            row["page"],
            "budget",
            " ".join(filter(None, (row["scope"], row.get("code"), row["name_zh"]))),
            row,
        )
        for row in narrative.budget
    ]
    given = {
        (page, what, amounts.key(subject or ""), amounts.key(row["reason_zh"]))
        for page, what, subject, row in found
        if row.get("reason_zh")
    }
    for page, what, subject, reason in sorted(given):
        yield page, Said(reason, what, None, subject)


def _found(narrative: Narrative) -> Iterator[tuple[int, Said]]:
    """What was read, with the number of its paragraph (its page)."""
    for fact in narrative.facts:
        yield (
            fact["page"],
            Said(
                fact["printed"],
                fact["fact"],
                fact["direction"],
                amounts.key(fact["subject_zh"] or ""),
            ),
        )
    for row in narrative.budget:
        name = " ".join(filter(None, (row["scope"], row.get("code"), row["name_zh"])))
        for kind in _BUDGET:
            if f"{kind}_printed" in row:
                yield row["page"], Said(row[f"{kind}_printed"], kind, None, amounts.key(name))
        if row.get("execution_rate_printed"):
            base = row["execution_rate_base"]
            yield (
                row["page"],
                Said(
                    row["execution_rate_printed"],
                    f"execution_rate/{base}" if base != "not_said" else "execution_rate",
                    None,
                    amounts.key(name),
                ),
            )


def read(paragraphs: list[tuple[str, str]], year: int) -> Narrative:
    """The narrative of (headings, text) pairs, each set on a page of its own."""
    return read_narrative(*printed(paragraphs), year)


def unclaimed(paragraphs: list[tuple[str, str]], year: int) -> list[str]:
    """The printed numbers of (headings, text) pairs that no row of the narrative holds."""
    rows, lines = printed(paragraphs)
    narrative = read_narrative(rows, lines, year)
    ledger = Ledger(schemas.typed("as_printed/cells", []), rows, lines)
    ledger.claim("tidy/budget_vs_outturn", narrative.budget)
    ledger.claim("tidy/facts", narrative.facts)
    return [row["printed"] for row in ledger.close() if row["status"] == "unclaimed"]


def printed(paragraphs: list[tuple[str, str]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """``as_printed/paragraphs`` and ``…/lines`` of (headings, text) pairs, a page each."""
    rows, lines = [], []
    for page, (heading, text) in enumerate(paragraphs, 1):
        place = {"page": page, "x0": 0.0, "y0": 0.0, "x1": 9.0, "y1": 9.0, "reader": "text"}
        rows.append(
            {
                "part": "第三部分",
                "heading": heading,
                "kind": "body",
                "order": page,
                "text": text,
                **place,
            }
        )
        lines.append(
            {
                "order": page,
                "line": page,
                "text": text,
                "edges": [float(x) for x in range(len(text) + 1)],
                **place,
            }
        )
    return (schemas.typed("as_printed/paragraphs", rows), schemas.typed("as_printed/lines", lines))


def main() -> None:
    chosen = sys.argv[1:]
    if unknown := sorted(set(chosen) - set(places())):
        raise SystemExit(f"{FOLDER} has no {', '.join(unknown)}; it has {', '.join(places())}")
    print(
        f"{'place':<24}{'numbers':>8}{'read':>8}{'wrong':>7}{'read without headings':>24}"
        f"{'wrong':>7}{'reasons':>9}{'given':>8}{'wrong':>7}"
    )
    for place in chosen or places():
        headed, bare, given = score(place), score(place, headed=False), reasons(place)
        print(
            f"{place:<24}{headed.total:>8}{headed.share:>8.1%}{len(headed.wrong):>7}"
            f"{bare.share:>24.1%}{len(bare.wrong):>7}"
            f"{given.total:>9}{given.share:>8.1%}{len(given.wrong):>7}"
        )
        for what, one in (("number", headed), ("reason", given)) if chosen else ():
            for told in one.missed:
                print(f"    {what} missed: {told}")
            for told in one.wrong:
                print(f"    {what} not meant: {told}")


if __name__ == "__main__":
    main()
