"""Which money a fact is about, and what a change or a share is measured against.

A fund is what the sentence, its headings or the document's own definition say; a word that is
nowhere said gives ``not_said``, never the usual fund.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from helpers import wording
from helpers.interpret.narrative.phrases import pattern
from helpers.interpret.narrative.prose import Passage

#: Sections about all of the department's money.
_ALL = {"totals", "revenue", "expenditure", "operating_costs", "procurement"}
#: Of these, a sentence may say that it speaks of the general budget's money alone.
_OF_ALL_UNLESS_SAID = {"operating_costs", "procurement"}
_FUNDS = ("government_funds", "state_capital")


def fund_of(section: str, said: str, defined: str | None = None) -> str:
    """The fund of a number of `section`, from the words of its sentence and headings (`said`).

    `defined` is what the document says elsewhere of this section's money (the three public
    expenses), used where the words at hand say nothing.
    """
    if section in ("appropriation", *_FUNDS):
        return section
    if section in _ALL:
        sentence = re.split("[。;/]", said)[-1] if section in _OF_ALL_UNLESS_SAID else ""
        return "general_budget" if "一般公共预算" in sentence else "all"
    if "一般公共预算" in said:
        return "general_budget"
    if "财政拨款" in said:
        return "appropriation"
    return defined or "not_said"


def three_public_fund(texts: Iterable[str]) -> str | None:
    """The fund that the document's tables, headings and glossary give the three public expenses;
    null where they give none."""
    said = pattern(wording.load("narrative")["three_public_fund"])
    found = {
        bool(match["general"] or match["general_"])
        for text in texts
        for match in said.finditer(text)
    }
    if not found:
        return None
    return "general_budget" if True in found else "appropriation"


def words_at(passage: Passage, place: int) -> str:
    """Headings, and the passage up to `place` without brackets: what says the fund."""
    before = re.sub(r"\([^()]*\)", "", passage.key[:place])
    return f"{passage.path}/{before}"


def share_base(whole: str, fund: str) -> str:
    """What a share is of: ``total_revenue``, ``{fund}_expenditure`` with the fund filled in."""
    return "not_said" if "{fund}" in whole and fund == "not_said" else whole.format(fund=fund)
