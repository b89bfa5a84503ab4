"""Which budget a plain 预算 is: said by its rate, by its total, by a note, or by nothing.

``支出预算为5.20万元,…完成年初预算的90%`` says it beside the number; where a total says 全年预算 and
its parts only 预算, the parts are of the same budget; a note that says what 预算数 stands for
(``注:预算数均为调整后的全年预算数``) holds for the whole document. Else the base is not said.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from helpers import amounts, wording
from helpers.interpret.ledger import NUMBERS
from helpers.interpret.narrative.phrases import pattern
from helpers.interpret.narrative.prose import Passage
from helpers.interpret.narrative.statements import BASES, Statement
from helpers.interpret.narrative.subjects import expense_of


def base_of_notes(passages: list[Passage]) -> str | None:
    """The base (initial, adjusted) that the document's notes give to 预算数; null where none
    does or two disagree."""
    note = pattern(wording.load("narrative")["budget"]["base_note"])
    said = {base_named(match["base"]) for one in passages for match in note.finditer(one.key)}
    return said.pop() if len(said) == 1 else None


def base_named(words: str) -> str | None:
    """``initial`` for 年初预算, ``adjusted`` for 全年预算 and 调整后的预算, null for neither."""
    if words.startswith(("全年", "调整")):
        return "adjusted"
    return "initial" if words.startswith("年初") else None


#: A total with the base of its budget: it governs the parts stated after it.
Whole = tuple[str, Statement]


def settle_bases(
    statements: list[Statement], noted: str | None, whole: Whole | None = None
) -> Whole | None:
    """Give each plain budget of a passage the base that is said for it.

    `whole` is the total of the passages before, where this one goes on from them; returned is
    the one that governs at the end.
    """
    for one in statements:
        said = one.rate_base or noted or (whole and _governs(*whole, one) and whole[0])
        if "budget" in one.numbers and said and BASES[said] not in one.numbers:
            one.numbers[BASES[said]] = one.numbers.pop("budget")
        if noted and "execution_rate" in one.numbers and one.rate_base is None:
            one.rate_base = noted
        if _is_whole(one):
            whole = next(
                ((base, one) for base, kind in BASES.items() if base and kind in one.numbers), None
            )
    return whole if whole and expense_of(whole[1].subject) else None


def _is_whole(one: Statement) -> bool:
    named = expense_of(one.subject)
    return named == "total" if named else "预算" in one.subject


def _governs(base: str, whole: Statement, part: Statement) -> bool:
    """`part` is stated as a part of `whole` and its budget is no larger."""
    if "budget" not in part.numbers or not expense_of(part.subject):
        return False
    return part.numbers["budget"].value <= whole.numbers[BASES[base]].value


_BASES = {"initial_budget": "initial", "adjusted_budget": "adjusted"}


def settle_by_table(budget: list[dict], statutory: list[dict]) -> None:
    """Give rows of the three public expenses whose base is not said the one that the table says.

    `budget` are rows of ``tidy/budget_vs_outturn`` from the prose, `statutory` of
    ``tidy/statutory``. A table that prints both budgets, or none with a name, says nothing.
    """
    named = _named_budgets(statutory)
    for row in budget:
        if row["scope"] != "three_public" or row.get("code") not in named:
            continue
        measure, amount = named[row["code"]]
        if row.get("budget") is not None and row["budget"] == amount:
            row[measure], row[f"{measure}_printed"] = row.pop("budget"), row.pop("budget_printed")
            row[NUMBERS][measure] = row[NUMBERS].pop("budget")
        elif not _is_rate_of(row, amount):
            continue
        if row.get("execution_rate_base") == "not_said":
            row["execution_rate_base"] = _BASES[measure]


def _named_budgets(statutory: list[dict]) -> dict[str, tuple[str, Decimal]]:
    """The budget of each expense that the table names, by the expense's code."""
    found = defaultdict(list)
    for row in statutory:
        if row["table"] == "three_public" and row["measure"] in ("budget", *_BASES):
            found[row["code"]].append((row["measure"], row["amount"]))
    return {code: one[0] for code, one in found.items() if len(one) == 1 and one[0][0] in _BASES}


def _is_rate_of(row: dict, amount: Decimal) -> bool:
    """The rate printed in `row`, which states no budget, is its outturn ÷ `amount`."""
    stated = any(row.get(name) is not None for name in ("budget", *_BASES))
    if (
        stated
        or row.get("execution_rate_base") != "not_said"
        or row.get("outturn") is None
        or (not amount)
    ):
        return False
    rate = Decimal(row["execution_rate_printed"])
    half = Decimal(1).scaleb(amounts.exponent(rate)) / 2
    return abs(row["outturn"] / amount * 100 - rate) <= half
