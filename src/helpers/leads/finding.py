"""A lead before it has a rank, and the document that finders ask."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

import pandas as pd

from helpers import amounts, wording
from helpers.checks import TABLES as CHECKED
from helpers.checks.catalogue import rules as check_rules
from helpers.index import Index
from helpers.leads.catalogue import Field, Named, Number, Phrase, Rule, rules
from helpers.seen import Unread
from helpers.wording.labels import gloss, name_key

#: What leads are found in.
TABLES = (
    *CHECKED,
    "tidy/numbers",
    "results/checks",
    "results/check_numbers",
    "results/verification",
)
_HUNDREDTH = Decimal("0.01")
#: Amounts from here on (万元) are not printed twice by chance.
_TELLING = Decimal(10)


@dataclass
class Finding:
    """A lead without rank: its rule, what stands in its sentence, money (万元) and share (%).

    `about` are words that tell it from others of its rule, `roles` what each number of `fields`
    is, `also` numbers that take part and do not stand in the sentence; `pages` are those of the
    accounts, `budget_pages` those of the budget beside them.
    """

    rule: Rule
    about: str
    fields: Mapping[str, Field]
    money: Decimal | None = None
    share: Decimal | None = None
    checks: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()
    also: tuple[str, ...] = ()
    budget_pages: tuple[int, ...] = ()

    @property
    def group(self) -> str:
        """Where it ranks; a disagreement without money is `uncounted`."""
        lost = self.rule.group == "disagreement" and self.money is None
        return "uncounted" if lost else self.rule.group


@dataclass
class Document:
    """One document's tables (data frames by name: TABLES), asked by the finders in turn."""

    tables: Mapping[str, pd.DataFrame]
    #: What an earlier finder has told of already.
    told: set[tuple[str, str]] = field(default_factory=set)

    @cached_property
    def index(self) -> Index:
        return Index(self.tables)

    def rows(self, name: str) -> list[dict]:
        """The rows of a table in printed order."""
        return self.index.rows(name)

    @cached_property
    def numbers(self) -> dict[str, dict]:
        """The ledger, by id."""
        return {row["number_id"]: row for row in self.rows("tidy/numbers")}

    @cached_property
    def checks(self) -> list[dict]:
        """The checks in the order of the catalogue, whatever order they were given in."""
        ranks = {rule: n for n, rule in enumerate(check_rules())}
        rows = self.rows("results/checks")
        return sorted(
            rows,
            key=lambda row: (ranks.get(row["rule"], len(ranks)), row["pages"], row["check_id"]),
        )

    @cached_property
    def compared(self) -> dict[str, list[dict]]:
        """The numbers of each check, in their order, by its id."""
        found: dict[str, list[dict]] = {}
        rows = self.rows("results/check_numbers")
        for row in sorted(rows, key=lambda row: row["position"]):
            found.setdefault(row["check_id"], []).append(row)
        return found

    @cached_property
    def proven(self) -> set[str]:
        """The numbers whose amounts some identity verifies."""
        return {
            row["number_id"]
            for row in self.rows("results/verification")
            if row["status"] == "verified" and row["number_id"]
        }

    @cached_property
    def closing(self) -> set[str]:
        """The numbers that take part in a check that holds, rounding included."""
        holds = {row["check_id"] for row in self.checks if row["outcome"] in ("pass", "rounding")}
        return {
            row["number_id"]
            for name, rows in self.compared.items()
            if name in holds
            for row in rows
            if row["number_id"]
        }

    @cached_property
    def _printed(self) -> Counter[Decimal]:
        """How often the accounts print each amount."""
        return Counter(row["amount"] for row in self._of_accounts if row["amount"])

    @cached_property
    def _of_accounts(self) -> list[dict]:
        """The ledger without the numbers of a budget, whose pages are others."""
        rows = self.numbers.values()
        return [row for row in rows if row["document"] == "final_accounts"]

    def confirmed(self, number_id: str | None) -> bool:
        """Whether an identity verifies the number, or the document prints the amount again."""
        if number_id is None or number_id in self.proven:
            return number_id is not None
        value = self.numbers[number_id]["amount"] if number_id in self.numbers else None
        return value is not None and value >= _TELLING and self._printed[value] > 1

    @cached_property
    def _blind_pages(self) -> set[int]:
        """Pages that were not read, or on which some money was not understood."""
        unread = {
            row["page"] for row in self.rows("tidy/reading_notes") if row["kind"] in Unread.PAGES
        }
        lost = {
            row["page"]
            for row in self._of_accounts
            if row["status"] in ("unclaimed", "left_out") and _may_be_money(row)
        }
        return unread | lost

    def blind(self, pages: Iterable[int | None]) -> bool:
        """Whether on one of these pages money may stand that was not understood."""
        return bool({*pages} & self._blind_pages)

    @cached_property
    def _paragraphs(self) -> list[tuple[int, str]]:
        return [
            (row["page"], _without_commas(amounts.key(row["text"] or "")))
            for row in self.rows("as_printed/paragraphs")
        ]

    def gives_no_reason(self, page: int | None, printed: str | None) -> bool:
        """Whether the paragraph with this number was read whole and has no word of a reason.

        The next paragraph is looked at as well. False where no such paragraph is found: then
        nobody knows.
        """
        wanted = re.compile(wording.load("leads")["reason_words"])
        number = re.compile(rf"(?<![\d.]){re.escape(printed or '')}(?![\d.])")
        if page is None or not printed or self.blind([page]):
            return False
        found = False
        for place, (where, text) in enumerate(self._paragraphs):
            if where is not None and where <= page <= where + 1 and number.search(text):
                beside = [text for _, text in self._paragraphs[place : place + 2]]
                if any(map(wanted.search, beside)):
                    return False
                found = True
        return found

    def total(self) -> Decimal | None:
        """Expenditure of the year, as the prose or the table has it."""
        told = [r for r in self.rows("tidy/facts") if r["fact"] == "expenditure_total"]
        tabled = [
            row
            for row in self.index.by("tidy/statutory", "table").get("expenditure", ())
            if row["level"] == "total" and row["measure"] == "total"
        ]
        found = [row["value"] for row in told] + [row["amount"] for row in tabled]
        return next((value for value in found if value), None)


def _may_be_money(row: dict) -> bool:
    """A number with a unit of money, or one of a table with decimals."""
    tabled = row["table_no"] is not None and "." in row["printed"]
    return row["amount"] is not None or amounts.is_money_unit(row["value_unit"] or "") or tabled


def _without_commas(text: str) -> str:
    return re.sub(r"(?<=\d),(?=\d{3})", "", text)


def amount(value: Decimal, *ids: str | None) -> Number:
    """An amount as the sentence shows it."""
    return Number(amounts.money(value), tuple(one for one in ids if one))


def rate(part: Decimal, whole: Decimal) -> Decimal:
    """`part` as a percentage of `whole`, two decimals."""
    return (part / whole * 100).quantize(_HUNDREDTH, rounding=ROUND_HALF_UP)


def named(name_zh: str) -> Field:
    """A name as the document prints it, in English with our word for it where there is one."""
    quoted = _inside_quotes(name_zh)
    return Named(quoted, gloss(name_zh) or f"“{quoted}”")


def _inside_quotes(name: str) -> str:
    """A name fit to stand between quotation marks: its own are single ones."""
    straight = re.sub(r"\"([^\"]*)\"", r"‘\1’", name)
    return straight.translate(str.maketrans("“”", "‘’"))


def reason(text: str | None) -> Field:
    """The sentence that quotes the reason given; nothing where there is none."""
    short = (text or "").strip().rstrip("。；;，,")
    return Phrase("reason_given", {"quoted": short}) if short else ""


def same_thing(name_zh: str | None) -> str:
    """A name as it is compared."""
    return name_key(name_zh)


def rule(name: str) -> Rule:
    return rules()[name]


def page_list(*pages: int | None) -> tuple[int, ...]:
    return tuple(sorted({page for page in pages if page is not None}))
