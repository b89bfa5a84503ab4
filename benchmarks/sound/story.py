"""The numbers that Part 3 tells of sound books, entered in the ledger as they are told."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sound.books import Books
from sound.ledger import Change, Ledger, Mark, Words

RELATIONS = {1: "大于", 0: "等于", -1: "小于"}
MOVES = {1: "增加", 0: "持平", -1: "减少"}


@dataclass
class Moved:
    """A change on another amount: by how much, in which direction, and its rate."""

    way: Mark
    amount: Mark
    rate_way: Mark
    rate: Mark


class Story:
    """Marks for the amounts, shares and changes of one document's prose (in 万元)."""

    def __init__(self, books: Books, ledger: Ledger):
        self.books, self.ledger = books, ledger

    def money(
        self,
        cents: int,
        key: tuple | None = None,
        fact: str | None = None,
        subject: str | None = None,
        truth: tuple | None = None,
    ) -> Mark:
        """An amount in 万元; `fact` and `subject` are what the reader must make of it."""
        return self.ledger.amount(cents, key, truth=truth or (fact and ("fact", fact, subject)))

    def share(
        self, part: Mark, whole: Mark, fact: str | None = None, subject: str | None = None
    ) -> Mark:
        return self.ledger.share(part, whole, fact and ("fact", fact, subject))

    def rate(self, outturn: Mark, budget: Mark, truth: tuple | None = None) -> Mark:
        return self.ledger.share(outturn, budget, truth)

    def relation(self, outturn: Mark, budget: Mark) -> Mark:
        return self.ledger.compared(outturn, budget, RELATIONS)

    def changed(self, now: Mark, by: int, group: str | None = None) -> Moved:
        """The change of `now` on the year before: `by` hundredths, more where positive."""
        ledger, up = self.ledger, by > 0
        fact = (lambda name: ("fact", f"{group}_{name}", None)) if group else lambda name: None
        way, amount = ledger.word(MOVES[1 if up else -1]), self.money(abs(by), truth=fact("change"))
        signed = amount.exact if up else -amount.exact
        rate_way = ledger.word("增长" if up else "下降")
        rate = ledger.percent(100 * amount.exact / (now.exact - signed), fact("change_rate"))
        ledger.rules.append(Change("change", (rate.no, now.no, amount.no, way.no)))
        ledger.rules.append(Words("change and rate", (way.no, rate_way.no)))
        return Moved(way, amount, rate_way, rate)

    def against(self, outturn: Mark, budget: Mark, cents: int) -> tuple[Mark, Mark]:
        """The word and the amount by which an outturn differs from its budget."""
        word = self.ledger.compared(outturn, budget, MOVES)
        amount = self.money(abs(cents))
        if cents:
            first, second = (outturn, budget) if cents > 0 else (budget, outturn)
            self.ledger.sum("difference on the budget", amount, [first, second], (1, -1))
        return word, amount

    def fixed(self, whole: Mark, parts: list[Mark], name: str) -> None:
        self.ledger.sum(name, whole, parts)

    # ---------------------------------------------------------------- sections of every province

    def total(self) -> tuple[Mark, Moved]:
        now = self.money(self.grand, ("grand",), "revenue_expenditure_total")
        return now, self.changed(now, self.books.changes["total"], "revenue_expenditure")

    @property
    def grand(self) -> int:
        return self.books.total

    def revenue(self) -> tuple[Mark, list[tuple[str, Mark, Mark]]]:
        """The year's revenue and its parts with their shares."""
        books = self.books
        parts = {
            "财政拨款收入": (
                books.revenue("") - books.fund("", "revenue") + books.fund("", "revenue"),
                "appropriation",
            ),
            "其他收入": (books.other_revenue(""), "other"),
        }
        whole = self.money(
            sum(cents for cents, _ in parts.values()),
            ("revenue", "total", "total"),
            "revenue_total",
        )
        return whole, self._parts("revenue", whole, parts)

    def expenditure(self) -> tuple[Mark, list[tuple[str, Mark, Mark]]]:
        books = self.books
        parts = {
            "基本支出": (books.under("", "basic"), "basic"),
            "项目支出": (books.under("", "project") + books.fund("", "project"), "project"),
        }
        whole = self.money(
            sum(cents for cents, _ in parts.values()),
            ("expenditure", "total", "total"),
            "expenditure_total",
        )
        return whole, self._parts("expenditure", whole, parts)

    def _parts(self, group: str, whole: Mark, parts) -> list[tuple[str, Mark, Mark]]:
        told = []
        for name, (cents, measure) in parts.items():
            if cents:
                mark = self.money(cents, (group, "total", measure), f"{group}_part", name)
                told.append((name, mark, self.share(mark, whole, f"{group}_part_share", name)))
        self.fixed(whole, [mark for _, mark, _ in told], f"prose {group}")
        return told

    def appropriation(self) -> tuple[Mark, Moved]:
        books = self.books
        now = self.money(books.appropriation, ("appropriation",), "appropriation_total")
        return now, self.changed(now, books.changes["appropriation"], "appropriation")

    def general(self, spent: Mark) -> tuple[Mark, Mark, Moved]:
        """Expenditure of the general budget, its share of all expenditure, its change."""
        now = self.general_again()
        share = self.share(now, spent, "general_budget_share_of_expenditure")
        return now, share, self.changed(now, self.books.changes["general_budget"], "general_budget")

    def general_again(self) -> Mark:
        return self.money(
            self.books.under("", "general"), ("general", "total", "total"), "general_budget_total"
        )

    def classes(self, whole: Mark) -> list[tuple[str, Mark, Mark]]:
        """Code, amount and share of each class of the general budget."""
        books, told = self.books, []
        for code in (one for one in books.codes(books.items) if len(one) == 3):
            mark = self.money(
                books.under(code, "general"),
                ("general", code, "total"),
                "general_budget_class_amount",
            )
            told.append((code, mark, self.share(mark, whole, "general_budget_class_share")))
        self.fixed(whole, [mark for _, mark, _ in told], "prose classes")
        return told

    def budgeted(self, code: str, level: str) -> tuple[Mark, Mark, Mark]:
        """Initial budget, outturn and rate of a code of the general budget ("" for all)."""
        books = self.books
        outturn_key = ("general", code or "total", "total")
        initial = self.money(
            books.under(code, "initial"), truth=("budget", level, code, "initial_budget")
        )
        outturn = self.money(
            books.under(code, "general"), outturn_key, truth=("budget", level, code, "outturn")
        )
        return (
            initial,
            outturn,
            self.rate(outturn, initial, ("budget", level, code, "execution_rate_printed")),
        )

    def basic(self) -> tuple[Mark, Mark, Mark]:
        books = self.books
        parts = {
            own: sum(
                cents
                for code, cents in books.economic.items()
                if (code[:3] in ("301", "303")) == own
            )
            for own in (True, False)
        }
        total = self.money(sum(parts.values()), ("general", "total", "basic"), "basic_total")
        personnel = self.money(parts[True], ("basic", "personnel"), "basic_personnel")
        public = self.money(parts[False], ("basic", "public"), "basic_public")
        self.fixed(total, [personnel, public], "prose basic")
        return total, personnel, public

    def expense(
        self,
        code: str,
        budget: bool = True,
        said: str = "initial_budget",
    ) -> tuple[Mark | None, Mark, Mark]:
        """Budget, outturn and rate of a three-public expense, as the prose states them.

        `said` is the column that the budget's words mean: plain 预算 is a `budget`.
        """
        one = self.books.three_public
        initial = (
            self.money(
                one["initial_budget"][code],
                ("three_public", code, "initial_budget"),
                truth=("budget", "three_public", code, said),
            )
            if budget
            else None
        )
        outturn = self.money(
            one["outturn"][code],
            ("three_public", code, "outturn"),
            truth=("budget", "three_public", code, "outturn"),
        )
        base = initial or self.ledger.places["three_public", code, "initial_budget"]
        return (
            initial,
            outturn,
            self.rate(outturn, base, ("budget", "three_public", code, "execution_rate_printed")),
        )

    def expense_change(self, code: str, now: Mark) -> Moved:
        one = self.books.three_public
        return self.changed(now, one["outturn"][code] - one["prior"][code])

    def operating(self) -> tuple[Mark, Moved]:
        now = self.money(self.books.operating, None, "operating_costs_total")
        return now, self.changed(now, self.books.changes["operating"], "operating_costs")

    def procurement(self) -> tuple[Mark, list[Mark], list[Mark]]:
        """Total, [goods, works, services], [small and medium, share, micro, share]."""
        whole = self.books.under("", "project") // 3
        goods, works = whole // 5, whole // 3
        total = self.money(whole, None, "procurement_total")
        parts = [
            self.money(cents, None, "procurement_part")
            for cents in (goods, works, whole - goods - works)
        ]
        self.fixed(total, parts, "procurement")
        sme, micro = (
            self.money(whole * n // 100, None, f"procurement_{name}")
            for n, name in ((83, "sme"), (41, "micro"))
        )
        shares = [self.share(one, total, "procurement_share") for one in (sme, micro)]
        return total, parts, [sme, shares[0], micro, shares[1]]

    def vehicles(self, counts: list[int]) -> tuple[Mark, list[Mark]]:
        total = self.ledger.count(sum(counts), truth=("fact", "assets_vehicles", None))
        parts = [self.ledger.count(n, truth=("fact", "assets_vehicles_part", None)) for n in counts]
        self.fixed(total, parts, "vehicles")
        return total, parts


def decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
