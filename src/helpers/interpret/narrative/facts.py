"""The figures that the prose states beside its budgets: totals, changes, parts, shares, counts.

A number is read from the words between it and the number before: the words right before it
say whether it is an amount, a change, a rate or a share; a comparison (比上年, 与预算相比) says
what it is measured against; its subject stands in the same clause, or was named before and no
word in between leads elsewhere. Any word that `wording/narrative.yml` does not know leaves
the number unclaimed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from helpers import amounts, wording
from helpers.interpret.ledger import NUMBERS
from helpers.interpret.narrative.phrases import (
    fund_of,
    pattern,
    share_base,
    tells_change_behind_reason,
    year_spoken_of,
)
from helpers.interpret.narrative.prose import Number, Passage
from helpers.interpret.narrative.speech import Claim, InTurn, Speech, Topic, bare, fits_rate
from helpers.interpret.narrative.statements import (
    BASES,
    BUDGETS,
    Statement,
    base_of,
    money_of,
)
from helpers.wording import SENTENCE_END, last_sentence


@dataclass
class Figures:
    """The facts of a passage with their numbers, execution rates that stand without a budget,
    and what the passage was about at its end."""

    rows: list[tuple[dict, Number]] = field(default_factory=list)
    rates: list[tuple[Claim, dict, Number]] = field(default_factory=list)
    whole: Topic | None = None


def read_facts(
    passage: Passage,
    year: int,
    stated: dict[int, Statement],
    before: Topic | None = None,
    three_public: str | None = None,
) -> Figures:
    """Rows of ``tidy/facts`` for the numbers of a passage that the grammar understands.

    `stated` holds the budget statements by the start of each number that they claim; `before`
    is what the passage before it was about, where this one goes on from it; `three_public` the
    fund that the document gives the three public expenses.
    """
    speech, place = Speech(passage.section, year, whole=before, announced=passage.announced), 0
    speech.overall = bool(re.search("总", passage.named_by)) or not passage.named_by
    figures, rows = Figures(), InTurn(passage)
    for number, following in zip_longest(passage.numbers, passage.numbers[1:]):
        words = passage.key[place : number.start]
        place = number.stop
        speech.hear(words)
        speech.rest = passage.key[place:].split("。", 1)[0]
        if number.start in stated:
            speech.stated(stated[number.start])
            continue
        reason = _is_reason(passage, number, words, speech)
        claim = None
        if not passage.ahead(number.start, year):
            topic, said = (None, None) if reason else rows.reading(number, words, speech.told)
            if said is not None:
                speech.topic, speech.last_claim = (
                    topic or speech.topic,
                    (None if topic else speech.last_claim),
                )
                words, claim = said, _spoken(said, number, speech)
            elif not number.listed:
                claim = _figure(passage, number, words, speech, reason) or (
                    None if reason else _spoken(words, number, speech, following)
                )
                if claim is None and number is passage.numbers[0] and number.is_money:
                    claim = _headed(words, passage.named_by, speech) or (
                        None if passage.follows else _headed_change(words, number, passage, speech)
                    )
        speech.last, speech.last_claim = (claim.fact if claim else None), claim
        speech.counted = speech.counted or not (number.is_money or number.unit == "%")
        _take(figures, claim, number, words, passage, speech, three_public)
        if claim is None and (number.is_money or number.unit == "%"):
            speech.unread = speech.unread or (number.is_money and not reason)
            speech.topic, speech.lost = None, speech.lost or (number.is_money and not reason)
    figures.whole = speech.whole
    return figures


def _is_reason(passage: Passage, number: Number, words: str, speech: Speech) -> bool:
    """The number belongs to a reason; the rate of the change told right before does not."""
    rate = (
        speech.last_claim
        and (speech.last or "").endswith("_change")
        and (pattern("^[,、]{moved}$").search(words))
    )
    return passage.gives_reasons(number.start) and not rate


def _take(
    figures: Figures,
    claim: Claim | None,
    number: Number,
    words: str,
    passage: Passage,
    speech: Speech,
    three_public: str | None,
) -> None:
    """Add what a number was read as to the facts, or to the rates without a budget."""
    if claim is None:
        return
    said = passage.said_before(number.start)
    if claim.fact:
        speech.told.append(claim)
        if claim.topic and claim.fact.endswith("_change"):
            speech.moved.add(claim.topic)
            speech.last_change = number
        if number.is_money and claim.topic and not claim.direction and claim.year is None:
            speech.amounts[claim.topic] = number.value
        figures.rows.append((_row(claim, number, passage, speech, said, three_public), number))
    elif base := _rate_alone(words, number, speech):
        name = speech.fact(speech.topic, "execution_rate")
        rate = Claim(name, speech.topic.subject, topic=speech.topic, base=base)
        figures.rates.append(
            (rate, _row(rate, number, passage, speech, said, three_public), number)
        )


def _figure(
    passage: Passage, number: Number, words: str, speech: Speech, reason: bool
) -> Claim | None:
    """The first figure of the section whose own words stand before the number."""
    sentence = last_sentence(passage.key[max(0, number.start - 60) : number.start])
    clause = re.split("[,。;]", passage.key[number.stop :], maxsplit=1)[0]
    for prefix, rule in _figures_of(speech, f"{sentence}{clause}"):
        unit = "万元" if number.is_money else number.unit
        if not re.fullmatch(rule["unit"], unit) or (reason and not rule.get("anywhere")):
            continue
        if "not" in rule and re.search(rule["not"], sentence):
            continue
        if "then" in rule and not re.match(rule["then"], passage.key[number.stop :]):
            continue
        if "after" in rule and speech.last != f"{prefix}{rule['after']}":
            continue
        match = pattern(rule["before"]).search(words if "after" in rule else sentence)
        if match and year_spoken_of(last_sentence(words)) in (None, speech.year):
            base = rule.get("base", "not_said" if number.unit == "%" else None)
            subject = rule.get("called") or bare(match["subject"]) or None
            return Claim(f"{prefix}{rule['fact']}", subject, base=base)
    return None


def _figures_of(speech: Speech, clauses: str) -> Iterator[tuple[str, dict]]:
    """The figures known in a section with the names' prefix; of an unknown one, those of the
    sections whose figures need no heading (`alone`), where the `clauses` around the number, or
    of what is owned the sentence, name it."""
    words, section = wording.load("narrative"), speech.section
    alone = section in ("", "totals") and re.search(words["alone_names"], clauses)
    assets = section in ("", "operating_costs", "procurement") and re.search(
        words["alone_assets"], speech.sentence
    )
    for one in dict.fromkeys([section, *words["alone"], ""]):
        if one in (section, "") or alone or (assets and one == "assets"):
            for rule in words["figures"].get(one, []):
                yield f"{words['names'][one]}_".lstrip("_"), rule


def _spoken(
    words: str, number: Number, speech: Speech, following: Number | None = None
) -> Claim | None:
    """An amount, a change, a rate or a share of a subject of the section."""
    words = pattern("{aside}").sub("", words[words.rfind("。") + 1 :])
    if pattern("{reasons}").search(words):
        # What follows a reason: behind a semicolon, or 与上年相比减少… in a clause of its own.
        words = words[words.rfind(";") + 1 :]
        if pattern("{reasons}").search(words) and tells_change_behind_reason(words):
            words = words[words.rfind(",") :]
    if number.unit == "%":
        if words == "(" and speech.last_claim and number.unit == "%":
            return _bracketed_rate(speech)
        return (
            _apart(words, speech)
            or _share(words, speech)
            or _change(words, number, speech)
            or (
                Claim(None)
                if pattern("{executed}$").search(words) or (words == "的" and speech.completing)
                else None
            )
        )
    if number.is_money:
        return (
            _difference(words, number, speech)
            or _change(words, number, speech, following)
            or _prior(words, speech)
            or _reached(words, number, speech)
            or _amount(words, speech)
        )
    return None


def _headed(words: str, named_by: str, speech: Speech) -> Claim | None:
    """机关运行经费。2019年支出312.40万元: the paragraph opens with an amount without a name of its
    own; its heading names it."""
    if not pattern("^(.*([。:]|方面,))?{marker}?{time}*{whose}?{bare}$").search(words):
        return None
    if re.search("支出|开支", words) and re.search("收(入)?[、和与及]?支", named_by):
        return None  # one of two sides
    return _amount(f",{named_by}", speech)


def _headed_change(words: str, number: Number, passage: Passage, speech: Speech) -> Claim | None:
    """与上年相比,减少0.90万元, first of all under the heading “三公”经费: its change."""
    alone = passage.section in ("three_public", "operating_costs")
    if not alone or not pattern("^({prior}|{budget})[,:]?{moved}$").search(words):
        return None
    speech.topic = speech.named(f",{passage.named_by}", "")
    return _change(words, number, speech)


def _reached(words: str, number: Number, speech: Speech) -> Claim | None:
    """由上年的801.15万元增加到864.27万元: this year's amount of what is spoken of, told again
    or, where only last year's was told, for the first time."""
    if not pattern("^[,;]?{moved_to}$").search(words) or speech.topic is None:
        return None
    if speech.amounts.get(speech.topic, number.value) != number.value:
        return None
    amount = speech.topic.name not in ("", "item") or "amount" in speech.topic.rule
    fact = speech.fact(speech.topic, speech.topic.rule.get("amount", ""))
    return Claim(fact if amount else None, speech.topic.subject or None, topic=speech.topic)


def _spent_on(words: str, speech: Speech) -> Topic | None:
    """会议费预算4.00万元,实际支出3.20万元: what was spent of the budget just told, not of all."""
    told = speech.last_claim
    budgeted = told and told.topic and (told.fact or "").endswith("_costs_budget")
    spent = re.search("^[,;]实际(支出|开支|使用|发生)(数|额)?(为|是)?$", words)
    return told.topic if budgeted and spent else None


def _amount(words: str, speech: Speech) -> Claim | None:
    """An amount of the subject that its clause names, or whose budget was said before it."""
    topic, budget = _spent_on(words, speech) or speech.named(words, "{is}"), None
    if (
        topic
        and speech.lost
        and topic.name == "total"
        and words[0] in "、,和及"
        and ("anywhere" not in topic.rule)
    ):
        return None  # 某某收入总计 …万元，支出总计 …万元: another thing's
    if topic is None and pattern("^[,;:]*(支出)?决算(数)?(为|是)?$").search(words):
        topic = speech.topic
    if (
        topic is None
        and (speech.last or "").endswith("_share")
        and (re.search("^[,、;]?(金额|数额|合计|即|计|为|是)+$", words))
    ):
        topic = speech.topic  # 财政拨款收入占64.5%,为11881.13万元
    if topic is None:
        budget = speech.named(words, "{budgeted}")
    if topic or budget:
        speech.speak_of(topic or budget)
    if topic and (topic.name not in ("", "item") or "amount" in topic.rule):
        return Claim(
            speech.fact(topic, topic.rule.get("amount", "")), topic.subject or None, topic=topic
        )
    if match := pattern("{completed}$").search(words):
        speech.completing = base_of(match) or "not_said"  # 完成预算15万元的61.33%
        return Claim(None)
    if budget and budget.section in ("meeting_costs", "training_costs", "operating_costs"):
        return Claim(speech.fact(budget, "budget"), budget.subject or None, topic=budget)
    understood = topic or budget or pattern("{compared}$").search(words)
    return Claim(None) if understood else None


def _prior(words: str, speech: Speech) -> Claim | None:
    """Last year's amount: of a subject named with that year (上年收入 …), or, in a comparison
    (较上年 …万元减少), of the subject spoken of."""
    topic = speech.named(words, "{is}", prior=True)
    if topic is None and pattern("^{year_beside}$").search(words):
        topic, speech.base = speech.topic, "prior"
    elif topic is None and pattern("{last_year}$").search(words) and speech.base == "prior":
        rest = pattern("{last_year}$").sub("", words)
        if topic := speech.named(rest, "{link}"):
            speech.topic = topic  # 本年收入较上年…增长…;本年支出较上年…增长…
        elif pattern("^{resumed}$").search(rest):
            topic = speech.topic
    if topic is None or topic.name == "item":
        return None
    speech.topic = speech.topic or topic  # 相比上年的总收入…减少…
    return Claim(
        speech.fact(topic, "prior"), topic.subject or None, topic=topic, year=speech.year - 1
    )


def _difference(words: str, number: Number, speech: Speech) -> Claim | None:
    """差额: outturn less budget of the statement just made; the two say which is larger."""
    if not pattern("^[,;:]?(两者|预决算|收支)?(差额|差异|差值)(数|额)?(为|是)?$").search(words) or (
        speech.statement is None or speech.topic is None
    ):
        return None
    stated = speech.statement.numbers
    kind = next((one for one in BUDGETS if one in stated), None)
    if kind is None or "outturn" not in stated:
        return None
    outturn, budget = stated["outturn"].value, stated[kind].value
    direction = "decrease" if outturn < budget else "increase" if outturn > budget else "equal"
    return Claim(
        speech.fact(speech.topic, "budget_change"),
        speech.topic.subject or None,
        direction,
        speech.topic,
        kind if kind != "budget" else "not_said",
    )


def _apart(words: str, speech: Speech) -> Claim | None:
    """预决算差异率, 节支率: the rate by which outturn and budget of the statement just made
    differ."""
    match = pattern("^{apart}$").search(words)
    if speech.topic is None or not match or speech.statement is None:
        return None
    kind = next((one for one in BUDGETS if one in speech.statement.numbers), "not_said")
    direction = match["direction"] and _word(match["direction"])
    return Claim(
        speech.fact(speech.topic, "budget_change_rate"),
        speech.topic.subject or None,
        direction,
        speech.topic,
        kind if kind != "budget" else "not_said",
    )


def _change(
    words: str, number: Number, speech: Speech, following: Number | None = None
) -> Claim | None:
    """A change, or its rate, of the subject named with it or spoken of, against the base."""
    match = pattern("{over}$").search(words)
    if match:
        speech.base, speech.budget = "budget", speech.which_budget(match["budget"])
    match = match or pattern("{moved}$").search(words)
    if match and (again := _rate_of_budget_change(words, number, speech)):
        return again
    if match and speech.base is None and speech.before == "prior":
        # 与上年相比,收入增加…。支出增加…: the comparison was said once for both.
        topic = speech.named(words[: match.start()], "", moved=True)
        speech.base = "prior" if topic and topic.rule.get("only") == "change" else None
    if match and speech.base is None and (proven := _proven_budget(words, match, number, speech)):
        speech.base, speech.budget = "budget", proven
    if not match or speech.base is None:
        return None
    rest = pattern("{purpose}").sub("", words[: match.start()])
    rest = pattern(f"{{prior}}({amounts.NUMBER})?|{{budget}}").sub("", rest)
    topic = speech.named(rest, "{link}", moved=True)
    if topic is None and pattern("^{resumed}$").search(rest):
        topic = _other_side(words[: match.start()], speech)
        told = speech.last_claim if number.unit == "%" else None
        topic = topic or (
            told.topic
            if told and (told.fact or "").endswith("_change")
            else speech.owner(words, number, following, _direction(match, number))
        )
        # 相比2018年"三公"经费减少…: the comparison's own words name it.
        topic = topic or speech.named(
            pattern(f"{{year_before}}|({amounts.NUMBER})$").sub("", words[: match.start()]),
            "{link}",
            moved=True,
        )
    if topic is None:
        return None
    speech.topic, speech.listed = topic, 0
    if number.is_money or rest != "," or not match["other"]:
        # 减少…万元，下降（增长）…%: the change has said where it went.
        speech.direction = _direction(match, number)
    kind = "change" if number.is_money else "change_rate"
    kind = f"budget_{kind}" if speech.base == "budget" else kind
    base = "prior_year" if speech.base == "prior" else speech.budget or "not_said"
    return Claim(speech.fact(topic, kind), topic.subject or None, speech.direction, topic, base)


def _rate_of_budget_change(words: str, number: Number, speech: Speech) -> Claim | None:
    """比年初预算增加20万元,同比增长5%: 同比 says last year, but the rate is that of the change told
    right before, and of nothing else."""
    told = speech.last_claim
    if not (told and told.topic and (told.fact or "").endswith("_budget_change")) or (
        not re.match("[,(]同比", words)
    ):
        return None
    stated = speech.statement.numbers.get("outturn") if speech.statement else None
    known = {told.topic: stated.value} if stated else {}
    amount = (known | speech.said | speech.amounts).get(told.topic)
    change = speech.last_change
    if change is None or not fits_rate(amount, change, number, told.direction):
        return None
    return replace(told, fact=f"{told.fact}_rate")


def _proven_budget(words: str, match: re.Match, number: Number, speech: Speech) -> str | None:
    """年初预算8万元,实际支出6万元,节约2万元: no comparison is named, but budget less outturn of
    the statement just made is this very amount, and it moved as is said: the budget's base.
    ``not_said`` where two budgets give the amount; null where none does."""
    stated = speech.statement.numbers if speech.statement else {}
    if (
        "outturn" not in stated
        or not number.is_money
        or not re.fullmatch("[,;]", words[: match.start()])
    ):
        return None
    said = {"increase": 1, "decrease": -1}.get(_direction(match, number) or "", 0)
    outturn, change = (money_of(one) for one in (stated["outturn"], number))
    fits = [
        kind
        for kind in BUDGETS
        if kind in stated and said and outturn - money_of(stated[kind]) == said * change != 0
    ]
    return None if not fits else fits[0] if len(fits) == 1 and fits != ["budget"] else "not_said"


def _other_side(words: str, speech: Speech) -> Topic | None:
    """支出…,比上年收入增加…: revenue, where the comparison names it and expenditure was told."""
    named = pattern("{year_before}(?P<side>收入|支出)$").search(words)
    if not named or speech.topic is None or named["side"] in speech.topic.subject:
        return None
    return speech.named(named["side"], "", moved=True)


def _rate_alone(words: str, number: Number, speech: Speech) -> str | None:
    """The base of an execution rate of the amount just said, or of what is named with it, where
    no budget is stated: ``教育支出1302.44万元,…完成年初预算100%``; null for any other number."""
    if number.unit == "%" and words == "的" and speech.completing and speech.topic:
        base, speech.completing = speech.completing, None
        return BASES.get(base, "not_said")
    words = pattern("{purpose}").sub("", words)
    match = number.unit == "%" and pattern("{completed}$").search(words)
    if not match:
        return None
    rest = pattern("{budget}").sub("", words[: match.start()])
    topic = speech.named(rest, "{link}") or (
        speech.topic if not speech.lost and pattern("^{resumed}$").search(rest) else None
    )
    if topic is None:
        return None
    speech.topic = topic
    speech.statement = Statement(topic.subject, 0, rate_base=base_of(match))
    return BASES[base_of(match)] if base_of(match) else "not_said"


def _bracketed_rate(speech: Speech) -> Claim | None:
    """减少0.48万元(13.33%): the rate of the change said right before."""
    change = speech.last_claim
    if not change.fact or not change.fact.endswith("_change"):
        return None
    return replace(change, fact=f"{change.fact}_rate")


def _direction(match: re.Match, number: Number) -> str | None:
    """The direction said; none where two are left standing, or less than nothing is said."""
    groups = match.groupdict()
    said = {_word(groups[name]) for name in ("direction", "other") if groups.get(name)}
    return said.pop() if len(said) == 1 and not number.printed.startswith("-") else None


def _word(word: str) -> str | None:
    for direction, words in wording.load("narrative")["directions"].items():
        if re.search(words, word):
            return direction
    return None


def _share(words: str, speech: Speech) -> Claim | None:
    """A share of the amount that stands right before it, or of the subject it names."""
    match = pattern("{shares_in}$").search(words)
    if not match:
        return None
    rest = words[: match.start()]
    topic = speech.named(rest, "{link}") or (
        speech.topic if pattern("^[,;、()]*(共|分别|各)?$").search(rest) else None
    )
    if topic is None:
        return None
    speech.topic = topic
    for rule in wording.load("narrative")["shares"].get(topic.section, []):
        if re.fullmatch(rule["of"], topic.name) and re.search(rule["base"], match["base"]):
            whose = (
                replace(topic, rule={"is": ""}, section=rule.get("section", topic.section))
                if "is" in rule
                else topic
            )
            return Claim(
                speech.fact(whose, rule.get("is", "share")),
                topic.subject or None,
                topic=topic,
                base=rule["whole"],
            )
    return Claim(None)


def _row(
    claim: Claim,
    number: Number,
    passage: Passage,
    speech: Speech,
    said: str,
    three_public: str | None,
) -> dict:
    section = (claim.topic and claim.topic.section) or speech.section
    fund = None
    if claim.topic and not claim.topic.section:
        said = passage.path  # a balance: the sentence may name the parts of the revenue
    if number.is_money or number.unit == "%":
        fund = fund_of(section, said, three_public if section == "three_public" else None)
    return {
        "fact": claim.fact,
        "subject_zh": claim.subject,
        "value_year": claim.year or speech.year,
        "value": amounts.in_ten_thousands(number.printed, number.unit)
        if number.is_money
        else number.value,
        "value_unit": "万元" if number.is_money else number.unit,
        "direction": claim.direction,
        "fund": fund,
        "base": claim.base and share_base(claim.base, fund or "not_said"),
        "printed": number.printed,
        "snippet_zh": snippet(passage, number),
        **passage.place(number.start, number.end),
        NUMBERS: {"value": passage.where(number)},
    }


def snippet(passage: Passage, number: Number) -> str:
    """The clause that holds the number, as printed; cut, where it is long, between words."""
    key = passage.key
    start = max((m.end() for m in SENTENCE_END.finditer(key[: number.start])), default=0)
    split = SENTENCE_END.search(key, number.stop)
    stop = split.start() if split else len(key)
    return passage.printed(
        _cut(key, start, number.start - 40, number.start, 1),
        _cut(key, stop, number.stop + 20, number.stop, -1),
    )


def _cut(key: str, whole: int, near: int, number: int, step: int) -> int:
    """A place near `near` to cut `key`, never inside a number; `whole` where that is nearer."""
    if (near - whole) * step <= 0:
        return whole
    while (
        near != number
        and re.match(r"[\d.,%]", key[near - 1 if step < 0 else near])
        and (re.match(r"[\d.,%]", key[near if step < 0 else near - 1]))
    ):
        near += step
    return near
