"""Numbers told in turn: ``人员经费和公用经费分别为902.18万元和113.46万元``.

Numbers in a row say nothing of whose they are, save where 分别 gives them to as many names,
in the same clause or told right before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from helpers.interpret.narrative.prose import Number, Passage

if TYPE_CHECKING:
    from helpers.interpret.narrative.speech import Claim, Topic

_BETWEEN = re.compile(r"[、,]|、?(和|及|与|以及)")
_NAMES = re.compile(
    r"(?:^|[,。;:、(](?=[^,。;:]*$))(?P<names>(?:20\d\d年度?)?[^,。;:\d]+?)"
    r"分别(?P<tail>[^,。;:\d]*)$"
)
#: 收入、支出总计分别为: the last word is every name's.
_SHARED = re.compile(r"(决算)?(总计|合计|总额|总决算)$")
_TOLD = re.compile(r"^[,;、](?P<what>升幅|降幅|增幅|增速|幅度)?分别(?P<tail>[^,。;:\d]*)$")


class InTurn:
    """The numbers of a passage that stand in a row with one unit, and whose each one is."""

    def __init__(self, passage: Passage) -> None:
        self._rows: dict[int, list[Number]] = {}
        self._given: dict[int, tuple[Topic | None, str]] = {}
        row: list[Number] = []
        for before, one in pairwise(passage.numbers):
            between = passage.key[before.stop : one.start]
            if one.unit != before.unit or not _BETWEEN.fullmatch(between):
                continue
            row = row if row and row[-1] is before else [before]
            row.append(one)
            self._rows[row[0].start] = row

    def reading(
        self,
        number: Number,
        words: str,
        told: Sequence[Claim],
    ) -> tuple[Topic | None, str | None]:
        """What a number in a row is about and the words to read it by (see `readings`); null
        for a number that is in none, or that nothing gives out."""
        if row := self._rows.get(number.start):
            given = readings(words, len(row), told)
            self._given |= {one.start: each for one, each in zip(row, given, strict=False)}
        return self._given.get(number.start, (None, None))


def readings(words: str, size: int, told: Sequence[Claim]) -> list[tuple[Topic | None, str]]:
    """For each of `size` numbers in a row behind `words`: the topic told before that it is
    about, or null, and the words to read it by; empty where the words do not give them out.

    >>> readings("人员经费和公用经费分别为", 2, [])
    [(None, '人员经费为'), (None, '公用经费为')]
    """
    if match := _TOLD.search(words):
        if topics := _told(told, size):
            return [(topic, (match["what"] or "") + match["tail"]) for topic in topics]
        return []
    match = _NAMES.search(words)
    if not match:
        return []
    names = re.split(r"、|和|与|及", match["names"].replace("以及", "及"))
    before = words[: match.start("names")]
    if len(names) != size or not all(names):
        return []
    shared = _SHARED.search(names[-1])
    names = [
        name if not shared or _SHARED.search(name) else name + shared.group() for name in names
    ]
    return [(None, f"{before}{name}{match['tail']}") for name in names]


def _told(told: Sequence[Claim], size: int) -> list[Topic]:
    """What the last `size` numbers were about: as many things of one kind, and no more."""
    kinds = [(claim.fact or "", claim.topic and claim.topic.name) for claim in told]
    last = told[-size:]
    topics = [claim.topic for claim in last if claim.topic]
    if len(topics) != size or len({topic.subject for topic in topics}) != size:
        return []
    ends = {fact.rsplit("_", 1)[-1] == "change" for fact, _ in kinds[-size:]}
    more = (
        len(told) > size
        and kinds[-size - 1][1] == kinds[-1][1]
        and size > 1
        and ((kinds[-size - 1][0].endswith("change")) in ends)
    )
    return [] if len(ends) != 1 or more else topics
