"""Budget statements of the prose: what was budgeted, spent, at what rate, and why.

The words that make a number part of a statement stand in `wording/narrative.yml`. What a
statement is about is read from the words before it; a statement about nothing known is no row,
and a number goes to the statement before it only where no word in between leads elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from helpers import amounts, wording
from helpers.checks.judging import half_unit
from helpers.codes import MARK, class_code, printed_code
from helpers.interpret.ledger import NUMBERS
from helpers.interpret.narrative.phrases import (
    LAST_YEAR,
    expense_of,
    fund_of,
    is_appropriation,
    is_of_year_before,
    is_own_whole,
    last_expense,
    pattern,
    scope_of,
    subject_of,
    year_spoken_of,
)
from helpers.interpret.narrative.prose import Number, Passage, of_region
from helpers.wording import last_sentence

_CLAUSE = re.compile(r"[。;,:]")
_AMOUNT = re.compile(r"\d(万|亿|元|%)")
#: Words of what was spent, where an amount could be its budget.
_SPENT = re.compile("支出|决算|实际|执行|发生|开支")
_KINDS = ("initial_budget", "adjusted_budget", "execution_rate", "outturn")
#: What a sentence without a subject (2017年预算数…,决算数…) is about, as its heading names it.
_HEADED = {
    "three_public": '"三公"经费',
    "general_budget": "一般公共预算((财政)?拨款)?支出|财政拨款支出",
    "appropriation": "财政拨款收(入)?[、和与]?支(出)?(决算)?总(体|计|额)",
}
#: Sections where a budget of 收入 or 支出 alone is that of all the department's money.
_OWN = ("", "totals", "revenue", "expenditure")
BUDGETS = ("initial_budget", "adjusted_budget", "budget")


@dataclass
class Statement:
    """One budgeted thing as one place of the prose states it."""

    subject: str
    start: int
    numbers: dict[str, Number] = field(default_factory=dict)
    rate_base: str | None = None
    end: int = 0
    own: bool = False  # all revenue or all expenditure of the department
    nobodys: bool = False  # of a whole or of its part told last, and nothing says of which


def read_statements(passage: Passage, year: int, title: Passage | None = None) -> list[Statement]:
    """The budget statements of a passage, in order.

    `title` is the paragraph before, where that made no statement: it may name what this is about.
    """
    statements: list[Statement] = []
    before = 0
    for number in passage.numbers:
        words, before = passage.key[before : number.start], number.stop
        kind, match = _kind(passage, number, words)
        if (
            kind is None
            or number.listed
            or passage.gives_reasons(number.start)
            or (passage.ahead(number.start, year) or of_region(passage, number.start))
        ):
            continue
        if kind == "outturn" and not _SPENT.search(match.group()):
            kind = _budget_of_whole(statements, passage.key, number) or kind
        if kind == "execution_rate":
            _add_rate(match, number, words, statements)
        else:
            _add(kind, match, number, passage, statements, year, title, words)
    return [one for one in statements if set(one.numbers) - {"execution_rate"}]


def _budget_of_whole(statements: list[Statement], key: str, number: Number) -> str | None:
    """年初预算为44.50万元,其中公务接待费12.50万元: the budget that an amount is a part of; null
    where the words since then speak of what was spent."""
    whole = next(
        (one for one in reversed(statements) if expense_of(amounts.key(one.subject)) == "total"),
        None,
    )
    if whole is None or set(whole.numbers) - set(BUDGETS):
        return None
    since = key[whole.end : number.start]
    if "。" in since or _SPENT.search(since) or not since.startswith((",其中", ";其中", "(其中")):
        return None
    return next(iter(whole.numbers))


def _kind(passage: Passage, number: Number, words: str) -> tuple[str | None, re.Match | None]:
    """What the words before a number make of it: a budget, an outturn, a rate, or nothing."""
    known = wording.load("narrative")["budget"]
    sentence = last_sentence(passage.key[: number.start])
    if (own := _own(known, sentence))[0] and number.is_money and passage.section in _OWN:
        return own
    for kind in _KINDS:
        match = re.search(known[kind], sentence)
        if match and (number.unit == "%" if kind == "execution_rate" else number.is_money):
            return kind, match
    if not number.is_money:
        return None, None
    if match := re.search(known["completed_budget"], sentence):
        return BASES[base_of(match)], match
    if match := re.search(known["plain_budget"], sentence):
        return "budget", match
    return _outturn_told(passage, number, words, sentence)


def _outturn_told(
    passage: Passage,
    number: Number,
    words: str,
    sentence: str,
) -> tuple[str | None, re.Match | None]:
    """An outturn that the word 决算 does not mark: told before its budget, or as an expense."""
    known = wording.load("narrative")["budget"]
    if re.match(known["completes"], passage.key[number.stop :]) and scope_of(
        subject_of(sentence), passage.section
    ):
        return "outturn", re.search("((支出)?决算(数)?)?(为|是)?$", sentence)
    if passage.section == "three_public" and (
        match := pattern(known["three_public_outturn"]).search(sentence)
        or pattern("{last_year}$").search(words)
        or (last_expense(sentence) and re.search(known["spent"], words))
    ):
        return "outturn", match
    # 三公经费决算21.60万元,预算25.00万元,上年23.10万元
    if passage.section == "three_public" and (
        match := pattern(known["year_before"]).search(words if last_expense(sentence) else "")
    ):
        return "outturn", match
    # 公务接待费。支出2.82万元: the heading that runs in names it.
    if (
        passage.section == "three_public"
        and last_expense(passage.named_by)
        and (
            match := re.search(
                r"^(20\d\d年(度)?)?(实际|全年)*(支出|发生|决算)(数)?(为)?$", sentence
            )
        )
    ):
        return "outturn", match
    return None, None


def _own(known: dict, sentence: str) -> tuple[str | None, re.Match | None]:
    """年初预算收入, 决算支出: a measure of all revenue or expenditure; nothing for other words."""
    for kind, words in (
        ("initial_budget", "own_initial"),
        ("initial_budget", "own_initial_behind"),
        ("budget", "own_budget"),
        ("outturn", "own_outturn"),
    ):
        if match := pattern(known[words]).search(sentence):
            return kind, match
    return None, None


#: The measure of a budget by the base that is said; null for a base that is not.
BASES = {"initial": "initial_budget", "adjusted": "adjusted_budget", None: "budget"}


def base_of(match: re.Match) -> str | None:
    """The budget that the group `base` names: initial, adjusted, or none."""
    groups = match.groupdict()
    said = (groups.get(name) for name in ("base", "base_", "base_done"))
    return base_named(next(filter(None, said), ""))


def base_named(words: str) -> str | None:
    """``initial`` for 年初预算, ``adjusted`` for 全年预算 and 调整后的预算, null for neither."""
    if words.startswith(("全年", "调整")):
        return "adjusted"
    return "initial" if words.startswith("年初") else None


def _add_rate(match: re.Match, number: Number, words: str, statements: list[Statement]) -> None:
    """Give an execution rate to the statement before it, unless it is said of something else."""
    open_ = statements[-1] if statements else None
    said = words[: len(words) - len(match.group())] if match.group() in words else ""
    if (
        open_ is None
        or "execution_rate" in open_.numbers
        or not _leads_nowhere(said)
        or (MARK.search(said))
    ):
        return
    open_.numbers["execution_rate"], open_.end = number, number.stop
    open_.rate_base = base_of(match)


def _leads_nowhere(words: str) -> bool:
    """The last clause of `words` names nothing."""
    return bool(pattern("^{between}$").search(_CLAUSE.split(words)[-1]))


def _add(
    kind: str,
    match: re.Match,
    number: Number,
    passage: Passage,
    statements: list[Statement],
    year: int,
    title: Passage | None,
    words: str,
) -> None:
    """Give an amount to the open statement, or begin a new one with it."""
    open_ = statements[-1] if statements else None
    start = open_.end if open_ else 0
    end = number.start - len(match.group())
    between = passage.key[start : number.start]
    spoken = year_spoken_of(re.split("[。;,]", between)[-1])
    prior = kind == "outturn" and spoken in (LAST_YEAR, year - 1)
    if spoken not in (None, year) and not prior:
        return
    sentence = passage.key[passage.key.rfind("。", 0, number.start) + 1 : number.start]
    if spoken is None and is_of_year_before(sentence, year):
        return
    if open_ and open_.own and "收" in open_.subject and "支" in words:
        open_ = None
    if prior and open_ and _is_of_many(statements, between):
        return
    goes_on = prior and (
        pattern("^[,;]?{last_year}$").search(words)
        or pattern(wording.load("narrative")["budget"]["year_before"]).search(words)
    )
    if not prior and "told_year" in match.groupdict():
        return  # an amount that only its year tells of is the year before's or none
    if (
        open_
        and (kind not in open_.numbers or prior)
        and (goes_on or _same(open_, start, end, passage))
    ):
        if not prior:
            open_.numbers[kind], open_.end = number, number.stop
        elif goes_on or pattern("{with}").search(between) or last_expense(between):
            _add_prior(number, between, passage, statements)
        return
    if prior and not (
        passage.section == "three_public"
        and pattern("{last_year}$").search(words)
        and last_expense(between)
    ):
        return
    kind = "prior_outturn" if prior else kind
    statement = _begin(match, number, start, passage, None if statements else title)
    statement.numbers[kind], statement.end = number, number.stop
    statements.append(statement)


def _add_prior(number: Number, between: str, passage: Passage, statements: list[Statement]) -> None:
    """Give last year's amount to the open statement, to the whole that the change behind it
    proves, or to nobody."""
    whose = statements[-1]
    if passage.section == "three_public" and last_expense(between) is None:
        whose = _whose_prior(number, between, passage, statements)
    if whose is None:
        whose = Statement("", number.start, nobodys=True)
        statements.append(whose)
    whose.numbers["prior_outturn"], whose.end = number, number.stop


def _whose_prior(
    number: Number, between: str, passage: Passage, statements: list[Statement]
) -> Statement | None:
    """三公经费28万元,其中公务接待费4万元,与2021年33万元相比减少5万元: behind a part told last,
    last year's amount may be its own or the whole's; null where nothing tells.

    What proves is the change behind it; else a bracket, or a list that tells it of each part.
    """
    part, key = statements[-1], passage.key
    begun = key.rfind("。", 0, number.start) + 1
    here = [one for one in statements if one.start >= begun]
    others = [one for one in here if one is not part and _lacks_prior(one)]
    parts = [one for one in others if _expense(one) not in ("total", None)]
    whole = next((one for one in reversed(others) if _expense(one) == "total"), None)
    if _expense(part) in ("total", None):
        return part
    own = _proves([part], number, passage)
    if whole is None:
        before = statements[0]
        above = key[begun:].startswith("其中") and _expense(before) == "total"
        if above and not own and _lacks_prior(before) and _proves([before], number, passage):
            return before
        is_sum = parts and _proves([*parts, part], number, passage)
        return None if is_sum and not own else part
    if is_all_of(whole, part, key[begun : number.start]):
        return part
    if own or _proves([whole], number, passage):
        return part if not _proves([whole], number, passage) else None if own else whole
    bracketed = re.match(r"\([^()]*$", between)
    return part if bracketed or (not parts and _told_of_each(here, number, passage)) else None


def _told_of_each(here: list[Statement], number: Number, passage: Passage) -> bool:
    """The sentence has last year's amount of the next part too, or ends its list of parts that
    have it; `here` are its statements, none but the last and the whole without that amount."""
    expense = _expense(here[-1])
    rest = passage.key[number.stop :].split("。", 1)[0]
    named = last_expense(rest)
    goes_on = named and expense_of(named) not in ("total", expense)
    if goes_on and pattern("(上一?年|去年|{year})[^,。;:\\d]{0,12}\\d").search(rest):
        return True
    listed = {_expense(one) for one in here} - {"total", expense}
    return bool(listed) and _moved(number, passage) is None


def is_all_of(whole: Statement, part: Statement, sentence: str) -> bool:
    """三公经费0.86万元,为公务接待费0.86万元: the part is all that was spent, not one of several."""
    spent = [one.numbers["outturn"].value for one in (whole, part) if "outturn" in one.numbers]
    return len(spent) == 2 and spent[0] == spent[1] and "其中" not in sentence


def _expense(statement: Statement) -> str | None:
    return expense_of(amounts.key(statement.subject))


def _lacks_prior(statement: Statement) -> bool:
    return "outturn" in statement.numbers and "prior_outturn" not in statement.numbers


def _moved(prior: Number, passage: Passage) -> tuple[Number, re.Match] | None:
    """The change or rate told right behind last year's amount, with the words of its way."""
    after = next((one for one in passage.numbers if one.start > prior.start), None)
    if after is None or not (after.is_money or after.unit == "%"):
        return None
    way = pattern("^[^。;\\d]{0,24}?{moved}$").search(passage.key[prior.stop : after.start])
    return (after, way) if way and last_expense(way.group()) is None else None


def _proves(those: list[Statement], prior: Number, passage: Passage) -> bool:
    """The change told right behind last year's amount is that of the outturns of `those`."""
    if re.match("(相比|比)?(较)?,?(基本)?持平", passage.key[prior.stop :]):
        return proves(those, prior, None, 0)
    told = _moved(prior, passage)
    return told is not None and proves(those, prior, told[0], _sign(told[1]))


def proves(those: list[Statement], prior: Number, change: Number | None, sign: int) -> bool:
    """Outturn of `those` less the change is last year's amount, up to the rounding of what is
    printed. `change` is an amount, its rate, or null for none; `sign` 1 for an increase, -1 for
    a decrease, 0 where either may be meant."""
    spent = [one.numbers["outturn"] for one in those if "outturn" in one.numbers]
    if len(spent) < len(those):
        return False
    difference = sum(map(money_of, spent)) - money_of(prior)
    slack = sum(map(_half, (*spent, prior)))
    if change is None:
        moved = Decimal(0)
    elif change.unit == "%":
        moved = abs(change.value) * money_of(prior) / 100
        slack += Decimal(1).scaleb(amounts.exponent(change.value)) * money_of(prior) / 200
    else:
        moved, slack = abs(money_of(change)), slack + _half(change)
    return any(abs(difference - one * moved) <= slack for one in ((sign,) if sign else (1, -1)))


def _sign(way: re.Match) -> int:
    """1 for words of increase, -1 of decrease, 0 where both are left standing."""
    known = wording.load("narrative")["directions"]
    said = {
        sign
        for words in (way["direction"], way["other"])
        for sign, direction in ((1, "increase"), (-1, "decrease"))
        if words and re.search(known[direction], words)
    }
    return said.pop() if len(said) == 1 else 0


def money_of(number: Number) -> Decimal:
    """An amount in 万元."""
    return amounts.in_ten_thousands(number.printed, number.unit)


def _half(number: Number) -> Decimal:
    """Half of the last digit printed, in 万元; a printed zero has none."""
    return half_unit(money_of(number), number.printed)


def _is_of_many(statements: list[Statement], words: str) -> bool:
    """三公经费28万元,其中公务接待费4万元。与2021年33万元相比…: a new sentence does not say
    whether that is of the whole or of the part told last."""
    return (
        "。" in words
        and len({amounts.key(one.subject) for one in statements}) > 1
        and last_expense(words) is None
    )


def _same(open_: Statement, start: int, end: int, passage: Passage) -> bool:
    """The words between two amounts lead nowhere, or name again what the statement is about."""
    aside = [match.span() for match in re.finditer(r"\([^()]*\)", passage.key[start:end])]
    others = [
        one
        for one in passage.numbers
        if start <= one.start < end
        and one.is_money
        and not any(left <= one.start - start < right for left, right in aside)
    ]
    if any(not pattern("{moved}$").search(passage.key[start : one.start]) for one in others):
        return False
    words = re.sub(r"\([^()]*\)", "", passage.key[start:end])
    named = expense_of(amounts.key(open_.subject)) if passage.section == "three_public" else None
    again = last_expense(words) if named else None
    if again:
        return expense_of(again) == named
    if pattern("^[,。;]?{compares}$").search(words):
        return True
    return all(
        _leads_nowhere(one) or pattern("{reasons}").search(f",{one}")
        for one in _CLAUSE.split(words)
    )


def _begin(
    match: re.Match, number: Number, start: int, passage: Passage, title: Passage | None
) -> Statement:
    """A statement whose subject is part of the match, or all words since the last statement."""
    end = number.start - len(match.group())
    if "subject" in match.groupdict():
        start, end, words = end, number.start, match["subject"]
        if passage.section in _OWN:
            return Statement(passage.as_printed(start, end, words), end, own=True)
    elif passage.section == "three_public" and (named := last_expense(passage.key[start:end])):
        words = named
    else:
        words = subject_of(passage.key[start:end])
    if _AMOUNT.search(words):
        words = ""  # what a number was not read of is no name
    opens = end == 0 or passage.key[end - 1] == "。"
    known = wording.load("narrative")["budget"]
    if words in known["names_nothing"] or re.fullmatch(known["compared"], words):
        words = ""  # 与年初预算相比,年初预算数…
    if (
        title
        and MARK.search(title.key)
        and not MARK.search(words)
        and (scope_of(words, passage.section) is None)
    ):
        return Statement(title.as_printed(0, len(title.key), subject_of(title.key)), end)
    if not words and passage.section == "three_public" and last_expense(passage.named_by):
        return Statement(last_expense(passage.named_by) or "", end)
    if passage.section in _HEADED and (
        not words
        or (
            opens
            and not title
            and passage.section != "appropriation"
            and scope_of(words, passage.section) is None
        )
    ):
        return Statement(_as_headed(passage, end), end)
    return Statement(
        passage.as_printed(start, end, words), end, own=is_own_whole(words, passage.section)
    )


def _as_headed(passage: Passage, end: int) -> str:
    """What a headed section is about, as printed before `end` or in its headings; else empty."""
    words = _HEADED[passage.section]
    if passage.section == "appropriation" and (told := [*re.finditer(words, passage.key[:end])]):
        return passage.printed(*told[-1].span())
    found = re.search(words, amounts.key(passage.path))
    return found.group() if found else ""


def rate_row(
    subject: str, section: str, number: Number, base: str, passage: Passage, fund: str | None = None
) -> dict | None:
    """The row of an execution rate that stands behind an amount that is a fact of its own; null
    where `subject` has no budget scope."""
    scope = scope_of(subject, section)
    if scope is None:
        return None
    return {
        "scope": scope,
        "name_zh": subject,
        "source": "narrative",
        "code": expense_of(subject)
        if scope == "three_public"
        else (printed_code(subject) or class_code(subject)),
        "fund": fund_of(
            section, passage.said_before(number.start), fund if scope == "three_public" else None
        ),
        "execution_rate_printed": number.printed,
        "execution_rate_base": base.removesuffix("_budget"),
        **passage.place(number.start, number.end),
        NUMBERS: {"execution_rate_printed": passage.where(number)},
    }


def budget_rows(statement: Statement, passage: Passage, fund: str | None = None) -> list[dict]:
    """The row of ``tidy/budget_vs_outturn`` that a statement makes; none where it is about
    nothing known. `fund` is that of the three public expenses in this document."""
    scope, numbers = scope_of(statement.subject, passage.section), statement.numbers
    if statement.own or is_appropriation(statement.subject, passage.section):
        scope = "total"
    if (
        scope == "total"
        and passage.section != "general_budget_detail"
        and not (set(numbers) & set(BUDGETS))
    ):
        scope = None  # an amount spent, in a section that speaks of no budgets
    if scope is None:
        return []
    anchor = numbers.get("outturn") or next(iter(numbers.values()))
    row = {
        "scope": scope,
        "name_zh": statement.subject,
        "code": expense_of(statement.subject)
        if scope == "three_public"
        else (printed_code(statement.subject) or class_code(statement.subject)),
        "fund": _fund(statement, scope, anchor, passage, fund),
        "source": "self_evaluation_summary" if scope == "project" else "narrative",
        **passage.place(anchor.start, anchor.end),
        NUMBERS: {
            "execution_rate_printed" if kind == "execution_rate" else kind: passage.where(number)
            for kind, number in numbers.items()
        },
    }
    for kind in (*BUDGETS, "outturn", "prior_outturn"):
        if kind in numbers:
            number = numbers[kind]
            row[kind] = amounts.in_ten_thousands(number.printed, number.unit)
            if kind != "prior_outturn":
                row[f"{kind}_printed"] = number.printed
    if "execution_rate" in numbers:
        row["execution_rate_printed"] = numbers["execution_rate"].printed
        row["execution_rate_base"] = statement.rate_base or next(
            (base for base, kind in BASES.items() if base and kind in numbers), "not_said"
        )
    return [row]


def _fund(
    statement: Statement, scope: str, anchor: Number, passage: Passage, three_public: str | None
) -> str | None:
    """The money a statement is about; null for projects, which name none."""
    if statement.own:
        return "all"
    if scope in ("project", "whole_department"):
        return None
    return fund_of(
        passage.section,
        passage.said_before(anchor.start),
        three_public if scope == "three_public" else None,
    )
