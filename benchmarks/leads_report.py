"""How good the leads are, written into docs/leads.md between its marks.

    make audit-bench                       the part `bench`, with docs/audit.md
    python benchmarks/leads_report.py      the part `read`: every lead on the corpus, marked by hand

The second needs the corpus (CORPUS_DIR).
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from helpers import amounts

if TYPE_CHECKING:
    from audit_report import Outcome

PROJECT = Path(__file__).parents[1]
DOCUMENT = PROJECT / "docs/leads.md"
READ = Path(__file__).with_name("leads_read.yml")
FIRST = 3


def write(part: str, text: str) -> None:
    """Put `text` into docs/leads.md where the marks of this part stand."""
    marks = f"<!-- {part} -->", f"<!-- end of {part} -->"
    page = DOCUMENT.read_text("utf-8")
    between = re.compile(f"{marks[0]}.*?{marks[1]}", re.DOTALL)
    page, found = between.subn(lambda _: f"{marks[0]}\n{text}{marks[1]}", page)
    if not found:
        raise ValueError(f"{DOCUMENT} has no place for {part}")
    DOCUMENT.write_text(page, "utf-8")


def bench(originals: list[Outcome], found: list[Outcome], sample: int) -> str:
    """What leads make of sound documents and of planted errors, as Markdown."""
    disagree = sum(lead.startswith("disagrees") for one in originals for lead in one.leads)
    told = sum(len(one.leads) for one in originals)
    caught = [one for one in found if one.caught_by]
    money = [one for one in caught if one.with_money]
    others = [one for one in caught if not one.with_money]
    lines = [
        f"`python benchmarks/audit_bench.py --sample {sample}`, {len(found)} errors planted:\n",
        f"- {len(originals)} sound documents: **{disagree}** leads that say `disagrees`, {told} in "
        "all (far from the budget, one reason for many things)",
        f"- {len(money)} errors with money that the audit catches: **{_among(money)}** among the "
        f"first {FIRST} leads, {sum(one.asked == 1 for one in money)} of them the first",
        f"- {len(others)} errors without money (rates, points, counts, words, whole tables): "
        f"{_among(others)} among the first {FIRST}",
    ]
    late = [one for one in money if (one.asked or 99) > FIRST]
    lines += [f"- not among them: {one.kind}, {one.shape} {one.seed}" for one in late]
    return "\n".join(lines) + "\n"


def _among(found: list[Outcome]) -> int:
    return sum(one.asked is not None and one.asked <= FIRST for one in found)


def marks() -> dict[str, list[dict]]:
    """The marks by document, in the order of its leads."""
    return yaml.safe_load(READ.read_text("utf-8"))


def read(leads: dict[str, list[dict]]) -> str:
    """Every lead of the documents beside the mark a person gave it, as Markdown.

    Raises ValueError where a lead has not been read.
    """
    rows, counts = [], Counter[str]()
    for name, found in leads.items():
        told = [row["rule"] for row in found]
        known = marks().get(name, [])
        if told != [row["rule"] for row in known]:
            raise ValueError(f"{name}: read {READ.name} again, its leads are now {told}")
        for lead, mark in zip(found, known, strict=True):
            counts[mark["mark"]] += 1
            money = amounts.money(lead["money"]) or ""
            rows.append([name, lead["rank"], lead["rule"], money, mark["mark"], mark["why"]])
    head = ["document", "rank", "rule", "万元", "mark", "why"]
    lines = [head, ["---", "---:", "---", "---:", "---", "---"], *rows]
    total = ", ".join(f"{counts[mark]} {mark}" for mark in ("deserved", "dull", "false"))
    table = "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
    return f"{sum(counts.values())} leads: {total}.\n\n{table}\n"


def main() -> None:
    sys.path.insert(0, str(PROJECT / "tests"))
    import corpus

    write("read", read(corpus.all_leads()))


if __name__ == "__main__":
    main()
