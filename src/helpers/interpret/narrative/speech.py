"""What has been said so far in a passage: the topic, the comparison, the brackets open.

A figure's subject stands in its own clause, or is the topic: what was named before, as long as
no number in between was about something unknown. A section has subjects of its own; a subject
that names itself wholly (``年末结转和结余``, ``上级补助收入``) is known in every section.

Numbers in a row say nothing of whose they are, save where 分别 gives them to as many names, in the
same clause or told right before (``人员经费和公用经费分别为902.18万元和113.46万元``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from itertools import pairwise

from helpers import amounts, wording
from helpers.interpret.narrative.phrases import (
    LAST_YEAR,
    expense_of,
    is_of_year_before,
    one_name,
    pattern,
    year_spoken_of,
)
from helpers.interpret.narrative.prose import Number, Passage, is_region
from helpers.interpret.narrative.statements import BASES, Statement, is_all_of, proves

_ITEM = re.compile(r"\((\d{2,3})?[款项]\)|^\d{7}|\(\d{7}\)$")
#: Parts of revenue or expenditure: a change behind one of them is its own.
PARTS = (
    "part",
    "appropriation_part",
    "class",
    "item",
    "economic",
    "",
    "function",
    "personnel",
    "public",
    "basic_personnel",
    "basic_public",
)
_LED = re.compile(
    r"^(?!.*(机关$|本级|所属|下属|下设|全[县市省区州国镇乡]))"
    r".*(20\d\d年|[本我]|上一?年|去年)"
)
#: 机关运行经费方面,2018年支出…: what the clause before announces, not all expenditure.
_OF_ANOTHER = re.compile(r"(?<!收入)(?<!支出)(方面|部分)[,:][^,。;:]*$")
#: How the whole did not move: 与上年持平.
_EQUAL = re.compile("持平|无变化|无增减|没有变化|一致|相同")
_WAYS = {"increase": 1, "decrease": -1}
_LEADING = re.compile(r"^(20\d\d年(度)?)?(本部门|本单位|我部门|我单位|部门)?")


@dataclass(frozen=True, eq=False)
class Topic:
    """What is spoken of: the fact an amount of it is, its words, the section it belongs to."""

    rule: dict
    subject: str
    section: str = ""

    @property
    def name(self) -> str:
        """Which fact an amount of it is: total, part, class …; empty for a named thing."""
        return self.rule["is"]


@dataclass(frozen=True)
class Claim:
    """What a number was read as: the fact's name, its subject, the direction it moved.

    A number that was understood and is no fact (a budget among changes) has no name. `topic` is
    what it is about, `base` what it is measured against, `year` the year of the value.
    """

    fact: str | None
    subject: str | None = None
    direction: str | None = None
    topic: Topic | None = None
    base: str | None = None
    year: int | None = None


@dataclass
class Speech:
    """What has been said in a passage so far."""

    section: str
    year: int
    topic: Topic | None = None  # what the last amount was of
    whole: Topic | None = None  # the same, parts inside brackets left out
    topics: set[str] = field(default_factory=set)
    base: str | None = None  # what changes are measured against: prior, budget
    before: str | None = None  # the same in the sentence before
    budget: str | None = None  # which budget that is, where it is one
    lost: bool = False  # an amount of something unknown was said since
    unread: bool = False  # an amount of this sentence was not understood
    last: str | None = None  # the fact of the last number
    last_claim: Claim | None = None
    direction: str | None = None  # where the last change went
    last_change: Number | None = None  # the change told last
    statement: Statement | None = None  # the budget statement made last
    sentence: str = ""  # the words of the sentence so far
    opens: bool = False  # the number is the first of its sentence
    completing: str | None = None  # 完成预算…元的: the base of the rate to come
    listed: int = 0  # amounts of parts since 其中 of which no change was told
    told: list[Claim] = field(default_factory=list)  # the facts of this sentence
    amounts: dict[Topic, Decimal] = field(default_factory=dict)  # said in this sentence
    moved: set[Topic] = field(default_factory=set)  # whose change was told in this sentence
    said: dict[Topic, Decimal] = field(default_factory=dict)  # in the sentence before
    counted: bool = False  # things were counted since: 公务用车6辆
    announced: str = ""  # the words that announce the list that is told
    inside: Topic | None = None  # 基本支出中,…: the whole that the sentence's parts are of
    spent: dict[int, tuple[Topic, Statement]] = field(default_factory=dict)  # in this sentence
    rest: str = ""  # what this sentence says behind the number
    overall: bool = True  # the headings speak of the totals, not of how both sides moved
    outer: list[tuple] = field(default_factory=list)

    def hear(self, words: str) -> None:
        """Take in the words before a number: sentences end, brackets open and close."""
        self.opens = "。" in words
        if self.opens:
            self._brackets(words[: words.rindex("。")])
            self.topic = self.whole if len(self.topics) == 1 and not self.lost else None
            words = words[words.rindex("。") + 1 :]
            if words.startswith("费用支出") and not self.lost:
                self.topic = self.whole  # 公务车运行维护费35.00万元。费用支出较年初预算数减少…
            self.before = self.base
            self.base = self.base if words.startswith("其中") else None
            self.last, self.outer, self.sentence, self.listed = None, [], "", 0
            self.inside, self.unread = None, False
            self.told, self.spent = [], {}
            if not words.startswith("其中"):
                self.said, self.amounts, self.moved = self.amounts, {}, set()
        self.sentence += words
        if "其中" in words or ";" in words:
            self.listed = 0
        self._brackets(words)
        if inside := pattern("(^|[,。;)])({lead})?{inside}").search(words):
            self.inside = self.named(inside["whole"], "")
            self.whole = self.inside or self.whole
        found = [
            (match.end(), name, match.groupdict().get(f"{name}_year"), match.group())
            for name in ("prior", "budget")
            for match in pattern(f"{{{name}}}").finditer(words)
        ]
        if found:
            _, base, year, said = max(found)
            meant = {"prior": self.year - 1, "budget": self.year}[base]
            self.base = base if year in (None, str(meant)) else None
            self.budget = self.which_budget(said) if base == "budget" else None

    def which_budget(self, said: str) -> str:
        """The budget that a comparison names, or the only one that its statement states."""
        for base, words in (("initial", "年初"), ("adjusted", "全年|调整")):
            if re.search(words, said):
                return BASES[base]
        if self.statement is None:
            return "not_said"
        return (
            BASES[self.statement.rate_base]
            if self.statement.rate_base
            else next(
                (kind for base, kind in BASES.items() if base and kind in self.statement.numbers),
                "not_said",
            )
        )

    def _brackets(self, words: str) -> None:
        depth = 0
        for character in words:
            depth += (character == "(") - (character == ")")
            if depth < 0:
                self.topic, self.last, self.lost = (
                    self.outer.pop() if self.outer else (None, None, self.lost)
                )
                depth = 0
        self.outer += [(self.topic, self.last, self.lost)] * depth

    def speak_of(self, topic: Topic) -> None:
        """An amount of `topic` was said: it is spoken of until another is."""
        if self.topic is None or topic.subject != self.topic.subject:
            self.listed += "其中" in self.sentence
        self.topic, self.lost, self.counted = topic, False, False
        if "within" not in topic.rule:
            self.whole = topic
            self.topics.add(topic.subject)

    def owner(
        self, words: str, change: Number, rate: Number | None, direction: str | None = None
    ) -> Topic | None:
        """What a comparison without a subject is about: the topic. Behind a list of parts
        (``收入总计…,其中年初结转…,较上年减少…``) it may be their whole: change and rate tell which,
        and where they do not, nobody."""
        if (whole := self._whole_unmoved()) and words.startswith((",", ";")):
            return self._whole_or_part(whole, change, rate, direction)
        if self.topic is None and self.opens:
            fits = [
                one
                for one, amount in self.said.items()
                if fits_rate(amount, change, rate, direction)
            ]
            return fits[0] if len(fits) == 1 else None
        if self.topic is None or "其中" not in self.sentence or not re.match("[,。]", words):
            return self.topic
        if self.counted and not change.is_money:
            return None  # …运行费21.04万元,保有量6辆,同比下降13.20%: of the whole, perhaps
        own = self.amounts.get(self.topic)
        if self.unread and own is not None and not fits_rate(own, change, rate, direction):
            return None  # the whole may be what was not understood
        wholes = [
            topic for topic in self.amounts if topic is not self.topic and topic not in self.moved
        ]
        if self.listed <= 1 and (self.topic.name in PARTS or not wholes):
            return self.topic
        fits = [
            topic
            for topic in (*wholes, self.topic)
            if fits_rate(self.amounts.get(topic), change, rate, direction)
        ]
        return fits[0] if len(fits) == 1 else None

    def _whole_unmoved(self) -> tuple[Topic, Statement] | None:
        """All three public expenses, told in this sentence before the part spoken of without
        how they moved since last year."""
        if self.base != "prior" or self.topic is None or expense_of(self.topic.subject) == "total":
            return None
        if _EQUAL.search(self.sentence.split("其中")[0]):
            return None
        moved = self._moved_subjects()
        return next(
            (
                (topic, one)
                for topic, one in self.spent.values()
                if expense_of(topic.subject) == "total" and topic.subject not in moved
            ),
            None,
        )

    def _moved_subjects(self) -> set[str]:
        """What a change since last year was told of in this sentence."""
        return {
            one.topic.subject
            for one in self.told
            if one.topic and "_change" in (one.fact or "") and one.base == "prior_year"
        }

    def _whole_or_part(
        self,
        whole: tuple[Topic, Statement],
        change: Number,
        rate: Number | None,
        direction: str | None,
    ) -> Topic | None:
        """三公经费28万元,其中公务接待费4万元,较上年减少5万元,下降15.15%: the one of both whose
        last year's amount or rate proves the change; a part of a list that tells it of each."""
        parts = [
            (topic, one) for topic, one in self.spent.values() if topic.subject != whole[0].subject
        ]
        own = next((one for one in reversed(parts) if one[0].subject == self.topic.subject), None)
        if own is None or is_all_of(whole[1], own[1], self.sentence):
            return self.topic
        fits = [_fits(one, change, rate, direction) for _, one in (whole, own)]
        if fits.count(True) == 1:
            return whole[0] if fits[0] else self.topic
        if fits == [False, None]:
            return self.topic
        moved = self._moved_subjects()
        others = {topic.subject for topic, _ in parts} - {self.topic.subject}
        goes_on = pattern("^[^。]*[;,、]{lead}{expense}[^。]*({prior}|{moved})").search(self.rest)
        listed = not others - moved and (others or goes_on)
        return self.topic if listed and fits != [True, True] else None

    def stated(self, statement: Statement) -> None:
        """A budget statement was made: its subject is spoken of."""
        self.statement = statement
        if statement.nobodys:
            self.topic, self.lost = None, True
            return
        self._speak_of_stated(statement)
        if self.topic and self.section == "three_public":
            self.spent[id(statement)] = (self.topic, statement)

    def _speak_of_stated(self, statement: Statement) -> None:
        said = one_name(amounts.key(statement.subject or ""))
        if whole := _whole_stated(said, statement.own):
            self.speak_of(whole)
            return
        found = [
            (match.start(), n, match, rule, section)
            for n, (rule, section) in enumerate(self._subjects)
            if "within" not in rule
            and "only" not in rule
            and (match := pattern(f"{rule['words']}{{link}}$").search(said))
        ]
        if found and not _ITEM.search(said):
            _, _, match, rule, section = min(found, key=lambda one: one[:2])
            self.speak_of(Topic(rule, _named(match), section))
            return
        if self.section.startswith("general_budget") or self.section == "three_public":
            kind = "" if self.section == "three_public" else "item"
            self.speak_of(Topic({"is": kind}, said, self.section))
        else:
            self.topic, self.lost = None, True

    def named(
        self,
        words: str,
        after: str,
        *,
        moved: bool = False,
        prior: bool = False,
    ) -> Topic | None:
        """The subject in the last clause of `words` that only words of `after` follow.

        Nothing unknown stands around it, and no other year (`prior`: the year before, and no
        other). `moved`: subjects that are plain only beside a change count too.
        """
        if is_region(self.sentence + words[words.rfind("。") + 1 :]):
            return None  # 2022年全县一般公共预算收入…: not the department's
        # What no year is said of is this year's, but not behind 2022年…, in that sentence.
        before = is_of_year_before(self.sentence, self.year)
        undated, unsaid = (self.year, None) if before else (None, LAST_YEAR)
        for rule, section in self._subjects:
            if rule.get("only") == "change" and not moved:
                continue
            if not pattern(rule["words"]).search(words):
                continue  # cheap, and true of most
            lead = "((?!全[县市省区州国镇乡旗])[^,。;:])*?" if rule.get("anywhere") else "{lead}"
            lead += "({with}?(上一?年|去年|20\\d\\d年)(度)?(同期)?的?)?" if prior else ""
            clause = f"(?P<said>{lead}(?P<words>{rule['words']}){after})$"
            match = self._may_be_said(rule) and pattern(f"(?:^、?|[,。;:(]|\\)、){clause}").search(
                words
            )
            years = (self.year - 1, LAST_YEAR, unsaid) if prior else (undated, self.year)
            if (
                match
                and "led" in rule
                and (
                    not _LED.search(words[match.start("said") : match.start("words")])
                    or _OF_ANOTHER.search(words[: match.start("words")])
                )
            ):
                continue
            if match and year_spoken_of(match["said"].replace(match["words"], "|")) in years:
                if (
                    rule["is"] == "class"
                    and _named(match) == "其他支出"
                    and (self.topic is None or self.topic.name != "class")
                ):
                    continue  # a class among classes; elsewhere what is left of anything
                if rule["is"] == "part" and self.inside and self.inside.name == "part":
                    rule = rule | {"is": "part_of_part"}
                return Topic(
                    rule,
                    rule.get("called") or _named(match),
                    self._section(section, rule, match["words"]),
                )
        return None

    @property
    def _subjects(self) -> list[tuple[dict, str]]:
        return subjects(self.section)

    def _section(self, section: str, rule: dict, words: str) -> str:
        """The section whose fact it is: a balance belongs to the fund that its words name, a
        class or a part to the whole that was spoken of."""
        if rule.get("of") == "fund":
            return next(
                (
                    fund
                    for fund, said in wording.load("narrative")["funds"].items()
                    if re.search(said, words)
                ),
                _fund_of(self.section),
            )
        if (
            rule.get("only") == "change"
            and section == "totals"
            and (
                not self.overall
                if self.whole is None
                else self.whole.section in ("revenue", "expenditure")
                and (words in self.whole.subject or self.whole.name == "total")
            )
        ):
            # 本年收入…,支出…。与上年相比,收入增加…
            return "revenue" if "收入" in words else "expenditure"
        if rule.get("of") == "whole" and not section:
            basic = rule["is"] == "economic" and "基本支出" in self.sentence
            return "basic" if basic else _fund_of(self.section) or self._side()
        return section

    def _side(self) -> str:
        """The expenditure that a class or a part without a section of its own is part of."""
        if self.whole and self.whole.section in (
            "general_budget",
            "appropriation",
            "government_funds",
            "state_capital",
            "basic",
        ):
            return self.whole.section
        return "expenditure"

    def _may_be_said(self, rule: dict) -> bool:
        if "unless" in rule and self.section in rule["unless"]:
            return False
        if "said" in rule and not any(
            re.search(rule["said"], one) for one in (self.announced, self.sentence)
        ):
            return False
        asked = rule.get("within") or rule.get("given")
        return asked is None or bool(self.whole and pattern(asked).search(self.whole.subject))

    def fact(self, topic: Topic, claim: str) -> str:
        """The name of the fact that `claim` (change, share …; empty: its amount) is of `topic`."""
        names = wording.load("narrative")["names"]
        stem = "" if topic.name == "total" and claim and claim != "prior" else topic.name
        return "_".join(filter(None, (names[topic.section], stem, claim)))


def fits_rate(
    amount: Decimal | None, change: Number, rate: Number | None, direction: str | None = None
) -> bool:
    """The change and the rate behind it are of `amount`, to the rate's digits: in `direction`,
    or up or down where that is not said."""
    if amount is None or rate is None or rate.unit != "%" or not change.is_money:
        return False
    tolerance = Decimal(1).scaleb(amounts.exponent(rate.value))
    return any(
        before > 0 and abs(change.value / before * 100 - abs(rate.value)) <= tolerance
        for before, way in (
            (amount - change.value, "increase"),
            (amount + change.value, "decrease"),
        )
        if direction in (None, "equal", way)
    )


def _fits(
    statement: Statement, change: Number, rate: Number | None, direction: str | None
) -> bool | None:
    """The change is that of the statement's outturn since its last year's amount or, where that
    is not told, by its rate; null where neither is told."""
    numbers = statement.numbers
    if "outturn" not in numbers or not change.is_money:
        return None
    if "prior_outturn" in numbers:
        return proves([statement], numbers["prior_outturn"], change, _WAYS.get(direction or "", 0))
    if rate is None or rate.unit != "%":
        return None
    return fits_rate(numbers["outturn"].value, change, rate, direction)


@cache
def subjects(section: str) -> list[tuple[dict, str]]:
    """The subjects known in a section, with the section whose facts they are: its own first,
    then those that name themselves wholly."""
    words = wording.load("narrative")
    own = [(rule, rule.get("section", section)) for rule in words["subjects"].get(section, [])]
    if section in words["specific"]:
        return own
    return own + [(rule, rule.get("section", "")) for rule in words["everywhere"]]


def _whole_stated(said: str, own: bool) -> Topic | None:
    """The whole that a statement of all revenue or expenditure, or of the appropriation, is
    about; null for another statement."""
    words = wording.load("narrative")["budget"]
    if own:
        return Topic({"is": "total"}, said, "revenue" if "收" in said else "expenditure")
    if re.fullmatch(words["appropriation_whole"], said):
        name = "total" if "支" in said or "总" in said else "revenue"
        return Topic({"is": name}, said, "appropriation")
    return None


def _fund_of(section: str) -> str:
    """The section's own fund, for what every fund has (balances); empty for all money."""
    return next(
        (
            fund
            for fund in ("general_budget", "appropriation", "government_funds", "state_capital")
            if section.startswith(fund)
        ),
        "",
    )


def _named(match: re.Match) -> str:
    groups = match.groupdict()
    named = bare(groups.get("subject") or groups.get("words") or match.group())
    return f"年{named}" if named.startswith("末") else named  # 2016年|末结转结余


def bare(words: str) -> str:
    """A subject's words without the year, the digits of a mark and the points around them."""
    words = re.sub(r"\(\d{3}(?=类\))", "(", words or "")  # (201类)
    return _LEADING.sub("", words).strip(',:"') if "三公" not in words else words


_BETWEEN = re.compile(r"[、,]|、?(和|及|与|以及)")
_NAMES = re.compile(
    r"(?:^|[,。;:、(](?=[^,。;:]*$))(?P<names>(?:20\d\d年度?)?[^,。;:\d]+?)"
    r"分别(?P<tail>[^,。;:\d]*)$"
)
#: 收入、支出总计分别为: the last word is every name's.
_SHARED = re.compile(r"(决算)?(总计|合计|总额|总决算)$")
_TOLD = re.compile(
    r"^[,;、](?P<what>升幅|降幅|增幅|增速|幅度|占比|比重|占(?=为?$))?分别(?P<tail>[^,。;:\d]*)$"
)


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
