"""Which reason is given for what: a budget not met, or a change on the year before.

A reason belongs to the thing its own sentence names (``学校教育支出与上年比较发生较大差异的原因``),
though its change was told in a sentence before; where that names nothing, to the statement or the
change said right before it. It ends where another subject's begins. A reason of a thing that has
no row, or that may be another's as well, is nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from helpers import amounts, wording
from helpers.interpret.ledger import NUMBERS
from helpers.interpret.narrative.phrases import expense_of, pattern
from helpers.interpret.narrative.prose import Number, Passage

_FUNDS = re.compile("(一般公共|政府性基金|国有资本经营)预算")
_MARKS = re.compile(r"\([类款项]\)|\(\d{2,7}[类款项]?\)|^\d{3,7}|[\"“”,。;:、()]")
_NUMERALS = "一二三四五六七八九"
#: What a reason may be of, by what the words before it ask for.
_KINDS = {"budget": ("row", "budget"), "prior": ("prior",), "moved": ("prior", "budget")}


@dataclass
class _Thing:
    """One number of the passage: the row it stands in, and what that row may have reasons for.

    `kind` is ``row`` (a budget statement), ``budget`` or ``prior`` (a change on either), ``figure``
    (any other fact), or empty for a number that no row claims.
    """

    start: int
    stop: int
    unit: str
    row: dict
    kind: str

    @property
    def subject(self) -> str:
        """What it is about, so that a change and a budget of one thing are the same."""
        named = self.row.get("subject_zh") or self.row.get("name_zh") or ""
        return _expense(named) or _core(named.split("(款)")[-1].split("（款）")[-1])

    @property
    def is_owner(self) -> bool:
        return self.kind in ("row", "budget", "prior")


@dataclass
class _Given:
    """One reason: its opening words from `start` to `text`, what stands before them (`lead`), and
    where it ends."""

    start: int
    text: int
    lead: str
    weak: bool
    end: int = 0


def give_reasons(
    passage: Passage, rows: list[tuple[dict, int]], facts: list[tuple[dict, Number]]
) -> None:
    """Fill in `reason_zh` of the budget rows (with the place each ends) and of changes."""
    things, after = _things(passage, [row for row, _ in rows], [row for row, _ in facts]), 0
    claimed = [one.start for one in things if one.kind]
    for given in _given(passage):
        if given.start < after:
            continue
        given.lead = _lead(passage, given, after)
        owners = _owners(given, after, things, passage.key)
        if given.weak and not owners:
            continue
        after = given.end = _end(passage.key, given.text, owners, claimed)
        reason = passage.printed(given.text, after).strip("。，；：:;,、 ")
        if not re.fullmatch(_words("nothing"), amounts.key(reason)):
            for owner in owners:
                owner["reason_zh"] = owner.get("reason_zh") or reason or None


def _words(name: str) -> str:
    return wording.load("reasons")[name]


def _things(passage: Passage, rows: list[dict], facts: list[dict]) -> list[_Thing]:
    """The numbers of the passage in their order, each with its row."""
    by_place = {
        place: (row, kind)
        for row, kind in (*((row, _kind(row)) for row in facts), *((row, "row") for row in rows))
        for place in row[NUMBERS].values()
    }
    return [
        _Thing(
            number.start,
            number.stop,
            "万元" if number.is_money else number.unit,
            *by_place.get(passage.where(number), ({}, "")),
        )
        for number in passage.numbers
    ]


def _kind(fact: dict) -> str:
    if not fact["fact"].endswith(("_change", "_change_rate")):
        return "figure"
    return "prior" if fact["base"] == "prior_year" else "budget"


def _given(passage: Passage) -> list[_Given]:
    """Where reasons open, in order."""
    opens = pattern(f"(?P<strong>{_words('opens')})|{_words('describes')}")
    return [
        _Given(match.start(), match.end(), _inside(match), not match["strong"])
        for match in opens.finditer(passage.key)
    ]


def _lead(passage: Passage, given: _Given, after: int) -> str:
    """What stands before a reason: since the last number, or the reason that ended at `after`;
    its own sentence, where nothing is said between that and the sentence."""
    key, start = passage.key, given.start
    stops = [one.stop for one in passage.numbers if one.stop <= start]
    sentence = key.rfind("。", 0, start) + 1
    begins = max(stops[-1] if stops else 0, key.rfind(";", 0, start) + 1, after)
    begins = begins if key[begins:sentence].strip("。)") else max(begins, sentence)
    return _out_of_brackets(key[begins:start]) + given.lead


def _out_of_brackets(words: str) -> str:
    """`words` without the end of a bracket that was opened before them."""
    return re.sub(r"^[^(]*?\)", "", re.sub(r"\([^()]*\)", "", words))


def _inside(match: re.Match) -> str:
    """差异原因: a word of the lead that stands in the opening words."""
    said = re.search("变动|变化|差异|增减|增加|减少", match.group())
    return said.group() if said else ""


@cache
def _core(words: str) -> str:
    """What `words` name, without all that names nothing: 教育 for 学校2023年度教育支出决算数."""
    text = amounts.key(words)
    text = re.sub(r"\([^()]*[^类款项\d][^()]*\)", "", text)
    text = pattern(",?(支出)?(主要)?用于[^。;]*?(?=[。;]|$)").sub("", text)
    text = _MARKS.sub("", pattern(_words("names_nothing")).sub("", text))
    text = re.sub(r"[\d.%]+(万|亿)?元?|^(我|本)(部门|单位|校|院|局|委)", "", text)
    return text.removesuffix("支出") or text


def _expense(words: str) -> str | None:
    """The three-public expense that `words` name; null for none, ``several`` for more than one."""
    found = {
        expense_of(match["subject"]) for match in pattern("{expense}").finditer(amounts.key(words))
    }
    return found.pop() if len(found) == 1 else "several" if found else None


def _is_named(core: str, thing: _Thing) -> bool:
    """`core` is what the thing is called, the department's name before it left out."""
    subject = thing.subject
    if not subject or not core.endswith(subject):
        return False
    return core == subject or bool(pattern("{whose}").fullmatch(core[: -len(subject)]))


def _owners(given: _Given, after: int, things: list[_Thing], key: str) -> list[dict]:
    """The rows that a reason is given for; `after` is where the reason before it ended."""
    before = [
        one
        for one in things
        if one.stop <= given.start
        and (one.kind if one.start < after else not _is_aside(key[one.stop : given.start]))
    ]
    if re.search(_words("of_project"), given.lead):
        return _rows(one for one in before if one.row.get("scope") == "project")[-1:]
    asked, expense, core = _asked(given.lead), _expense(given.lead), _core(given.lead)
    if asked is None or not before:
        return []
    if expense or core not in ("", "支出"):
        pool = [
            one
            for one in before
            if one.is_owner and (one.subject == expense if expense else _is_named(core, one))
        ]
    else:
        pool = _spoken_of(before, asked, given, after, key)
        if core and any("收入" in one.subject for one in pool):
            return []
    return _chosen(pool, asked, given, before)


def _is_aside(words: str) -> bool:
    """A number that `words` follow stands in brackets that have been closed."""
    return re.sub(r"\([^()]*\)", "", words).find(")") >= 0


def _asked(lead: str) -> str | None:
    """What the words before a reason say it is for: ``budget``, ``prior``, ``moved`` (either
    change), ``differs`` (anything), or empty where they say nothing; null for two at once."""
    words = _FUNDS.sub("", lead)
    budget, prior = "预算" in words, bool(pattern("{prior}|上年|去年").search(words))
    if budget and prior:
        return None
    if budget or prior:
        return "budget" if budget else "prior"
    if re.search(_words("differs"), words):
        return "differs"
    return "moved" if re.search(_words("moved"), words) else ""


def _spoken_of(
    before: list[_Thing], asked: str, given: _Given, after: int, key: str
) -> list[_Thing]:
    """The changes or statements that a reason without a name may be of: those of one thing.

    In the same sentence it is what was said last; in a sentence of its own, what the sentence
    before is about, if that is one thing.
    """
    numbers = [
        one
        for one in before
        if one.unit in ("万元", "%") and (one.kind or not key[: one.start].endswith("差异率"))
    ]
    if not numbers or not numbers[-1].kind:
        return []
    last = numbers[-1]
    kinds = _KINDS.get(asked) or _KINDS.get("prior" if last.kind == "prior" else "budget")
    if not asked and not last.is_owner:
        return []
    begins = key.rfind("。", 0, last.start) + 1
    if "。" not in key[last.stop : given.start]:
        begins = max(
            begins, key.rfind(";", 0, last.start) + 1, after, key.rfind("其中", 0, last.start)
        )
    if any(not one.kind for one in numbers if one.start >= begins):
        return []
    open_ = [one for one in before if one.kind in kinds and not one.row.get("reason_zh")]
    pool = [one for one in open_ if one.start >= begins]
    if asked in ("budget", "prior") and not pool:
        pool = open_ if {one.subject for one in open_} == {last.subject} else []
    return pool if len({one.subject for one in pool}) == 1 else []


def _chosen(pool: list[_Thing], asked: str, given: _Given, before: list[_Thing]) -> list[dict]:
    """The rows of the thing that was said last in `pool`, of the kind that is asked for; with a
    change on the budget the budget statement of the same thing."""
    kinds = _KINDS.get(asked, ("row", "budget", "prior"))
    pool = [one for one in pool if one.kind in kinds and _goes(one, asked, given.lead)]
    if not pool:
        return []
    last = pool[-1]
    if last.kind == "row" and given.weak and not asked and last.unit != "%":
        return []
    if last.kind == "prior":
        return _rows(
            one
            for one in pool
            if one.kind == "prior"
            and one.subject == last.subject
            and _stem(one.row) == _stem(last.row)
        )
    own = [one for one in before if one.kind == "row" and one.subject == last.subject][-1:]
    changes = [
        one
        for one in pool
        if one.kind == "budget"
        and one.subject == last.subject
        and (last.kind == "row" or _stem(one.row) == _stem(last.row))
    ]
    return _rows([*own, *changes])


def _rows(things: Iterable[_Thing]) -> list[dict]:
    return list({id(one.row): one.row for one in things}.values())


def _stem(row: dict) -> str:
    return row["fact"].removesuffix("_rate")


def _goes(thing: _Thing, asked: str, lead: str) -> bool:
    """The thing moved in the direction that the reason speaks of, where both are said."""
    if thing.kind == "row":
        return asked != "moved" and bool(
            {"initial_budget", "adjusted_budget", "budget", "execution_rate_printed", "outturn"}
            & set(thing.row)
        )
    said = {
        direction
        for direction, name in (("increase", "up"), ("decrease", "down"))
        if re.search(_words(name), lead.replace("增减", ""))
    }
    moved = thing.row.get("direction")
    return len(said) != 1 or moved not in ("increase", "decrease") or moved in said


def _end(key: str, start: int, owners: list[dict], claimed: list[int]) -> int:
    """Where the reason that begins at `start` ends."""
    depth, listed = 0, _numeral(key[start:])
    for place in range(start, len(key)):
        sign, rest = key[place], key[place + 1 :]
        depth += (sign == "(") - (
            sign == ")" and not re.search(r"^\d$|[\d一二三四五六七八九]", key[place - 1])
        )
        if depth < 0:
            return place
        if sign == "," and _begins_another(_clause(rest), owners):
            return place
        if sign in "。;":
            stop = place + 1 + len(re.split("[。;]", rest)[0])
            figures = any(place < one < stop for one in claimed)
            goes_on = _goes_on(rest, listed)
            if (
                figures
                or (sign == "。" and not goes_on and not _adds(key[place + 1 : stop]))
                or (_begins_another(_clause(rest), owners))
                or (sign == ";" and not goes_on and pattern("^(其中[:,]?)?{expense}").match(rest))
            ):
                return place
            listed = goes_on or listed
    return len(key)


def _clause(words: str) -> str:
    return re.split("[,。;]", words)[0]


def _begins_another(clause: str, owners: list[dict]) -> bool:
    """The clause gives another reason, a comparison that is not the owner's, or an amount."""
    again = re.search(_words("again"), clause)
    if again and clause[: again.start()].removesuffix("主要").strip("其的"):
        return True
    if pattern(f"^{_words('own_amount')}").match(clause):
        return True
    other = {"row": "prior", "budget": "prior", "prior": "budget"}.get(
        next((_kind_of(owner) for owner in owners), ""), ""
    )
    return bool(
        other
        and pattern(f"^[^\\d]{{0,8}}{{{other}}}").match(clause)
        and re.search(r"[\d.]+(万|亿)?(元|%)", clause)
    )


def _kind_of(owner: dict) -> str:
    return _kind(owner) if "fact" in owner else "row"


def _numeral(words: str) -> tuple[str, int] | None:
    """``("1、", 1)`` for 1、…: how a list of reasons is numbered, and its first number.

    A circled numeral (①) is a bare one in key text.
    """
    match = re.match(rf"(\(?)([1-9{_NUMERALS}])([).、]|是|(?=[^\W\d]))", words)
    if not match:
        return None
    before, numeral, after = match.groups()
    if numeral in _NUMERALS:
        return f"{before}一{after}", _NUMERALS.index(numeral) + 1
    return f"{before}1{after}", int(numeral)


def _goes_on(rest: str, listed: tuple[str, int] | None) -> tuple[str, int] | None:
    """The next item of the list that a reason is told as, or 二是 …: null where neither begins."""
    next_ = _numeral(rest)
    if next_ and (listed is None or listed[0] != next_[0]):
        next_ = next_ if next_[0] == "一是" and next_[1] > 1 else None
    elif next_ and next_[1] != listed[1] + 1:
        next_ = None
    return next_ or (("", 0) if re.match(_words("goes_on"), rest) else None)


def _adds(sentence: str) -> bool:
    """A sentence that adds to the reason before it and tells no figure: 同时,压减了办公费。"""
    return bool(re.match(_words("adds"), sentence)) and not re.search(r"\d|无|没有", sentence)
