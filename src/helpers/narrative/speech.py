"""What has been said so far in a passage: the topic, the comparison, the brackets open.

A figure's subject stands in its own clause, or is the topic: what was named before, as long as
no number in between was about something unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from helpers import amounts, vocabulary
from helpers.narrative.phrases import pattern, year_spoken_of

_ITEM = re.compile(r"\((\d{2,3})?[款项]\)|^\d{7}|\(\d{7}\)$")
_LEADING = re.compile(r"^(20\d\d年(度)?)?(本部门|本单位|我部门|我单位|部门)?")


@dataclass(frozen=True)
class Topic:
    """What is spoken of: the fact an amount of it is, and its words."""

    rule: dict
    subject: str


@dataclass(frozen=True)
class Claim:
    """What a number was read as: the fact's name, its subject, the direction it moved.

    A number that was understood and is no fact (a budget among changes) has no name.
    """

    fact: str | None
    subject: str | None = None
    direction: str | None = None


@dataclass
class Speech:
    """What has been said in a passage so far."""

    section: str
    year: int
    topic: Topic | None = None      # what the last amount was of
    whole: Topic | None = None      # the same, parts inside brackets left out
    topics: set[str] = field(default_factory=set)
    base: str | None = None         # what changes are measured against
    lost: bool = False              # an amount of something unknown was said since
    last: str | None = None         # the fact of the last number
    direction: str | None = None    # where the last change went
    outer: list[Topic | None] = field(default_factory=list)

    def hear(self, words: str) -> None:
        """Take in the words before a number: sentences end, brackets open and close."""
        if "。" in words:
            self.topic = self.whole if len(self.topics) == 1 and not self.lost else None
            words = words[words.rindex("。") + 1:]
            self.base = self.base if words.startswith("其中") else None
            self.last, self.outer = None, []
        self._brackets(words)
        found = [(match.end(), name, match.groupdict().get(f"{name}_year"))
                 for name in ("prior", "budget")
                 for match in pattern(f"{{{name}}}").finditer(words)]
        if found:
            _, base, year = max(found)
            meant = {"prior": self.year - 1, "budget": self.year}[base]
            self.base = base if year in (None, str(meant)) else None

    def _brackets(self, words: str) -> None:
        depth = 0
        for character in words:
            depth += (character == "(") - (character == ")")
            if depth < 0:
                self.topic = self.outer.pop() if self.outer else None
                depth = 0
        self.outer += [self.topic] * depth

    def speak_of(self, topic: Topic) -> None:
        """An amount of `topic` was said: it is spoken of until another is."""
        self.topic, self.lost = topic, False
        if "within" not in topic.rule:
            self.whole = topic
            self.topics.add(topic.subject)

    def stated(self, subject: str | None) -> None:
        """A budget statement about `subject` was made: it is spoken of."""
        said = amounts.key(subject or "")
        for rule in self._subjects:
            match = pattern(f"{rule['words']}{{link}}$").search(said)
            if match and "within" not in rule and not _ITEM.search(said):
                self.speak_of(Topic(rule, _named(match)))
                return
        if self.section.startswith("general_budget"):
            self.speak_of(Topic({"is": "item"}, said))
        else:
            self.topic, self.lost = None, True

    def named(self, words: str, after: str) -> Topic | None:
        """The subject in the last clause of `words` that only words of `after` follow.

        Nothing unknown stands around it, and no other year.
        """
        for rule in self._subjects:
            lead = "[^,。;:]*?" if rule.get("anywhere") else "{lead}"
            clause = f"(?P<said>{lead}(?P<words>{rule['words']}){after})$"
            match = self._may_be_said(rule) and pattern(f"(?:^、?|[,。;:(]){clause}").search(words)
            if match and year_spoken_of(match["said"]) in (None, self.year):
                return Topic(rule, _named(match))
        return None

    @property
    def _subjects(self) -> list[dict]:
        return vocabulary.load("narrative")["subjects"].get(self.section, [])

    def _may_be_said(self, rule: dict) -> bool:
        return "within" not in rule or bool(
            self.whole and pattern(rule["within"]).search(self.whole.subject))

    def fact(self, topic: Topic, claim: str) -> str:
        """The name of the fact that `claim` (change, share …; empty: its amount) is of `topic`."""
        names = vocabulary.load("narrative")["names"]
        stem = "" if topic.rule["is"] == "total" and claim else topic.rule["is"]
        return "_".join(filter(None, (names[self.section], stem, claim)))


def _named(match: re.Match) -> str:
    groups = match.groupdict()
    return bare(groups.get("subject") or groups.get("words") or match.group())


def bare(words: str) -> str:
    """A subject's words without the year, the digits of a mark and the points around them."""
    words = re.sub(r"\(\d{3}(?=类\))", "(", words or "")  # (201类)
    return _LEADING.sub("", words).strip(",:\"") if "三公" not in words else words
