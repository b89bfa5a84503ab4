"""The layouts in which provinces print the nine tables, and what all the tables share."""

from __future__ import annotations

from dataclasses import dataclass

from sound.books import NAMES, Books
from sound.ledger import Ledger, Mark

CHINESE = "一二三四五六七八九"


@dataclass(frozen=True)
class Layout:
    """How one province prints the nine tables.

    `codes`: `merged` (one code over three columns), `parts` (类, 款, 项 each in its column) or
    `one`. `nil` is printed for nothing. `paired`: table 07 has budget and outturn side by side
    under each expense.
    """

    codes: str = "merged"
    lines: bool = True
    nil: str | None = None
    head: str = "决算数"
    unit: str = "万元"
    unit_label: str = "单位"
    number: str | None = "公开{:02d}表"
    department: str | None = "部门"
    paired: bool = False
    total_last: bool = False
    funds_in_09: bool = False


def numeral(n: int) -> str:
    tens, ones = divmod(n, 10)
    return ("" if not tens else "十" if tens == 1 else f"{CHINESE[tens - 1]}十") + (
        CHINESE[ones - 1] if ones else ""
    )


class Sheet:
    """What the tables share: the books, the ledger they enter their numbers in, the layout."""

    def __init__(self, books: Books, ledger: Ledger, layout: Layout):
        self.books, self.ledger, self.layout = books, ledger, layout

    def amount(
        self,
        table: str,
        side: str | None,
        name: str,
        measure: str,
        cents: int | None,
        key: tuple | None = None,
    ) -> Mark:
        return self.ledger.amount(
            cents,
            key,
            table=True,
            nil=self.layout.nil,
            truth=("statutory", table, side, name, measure),
        )

    def table(
        self,
        n: int,
        title: str,
        header,
        rows,
        widths,
        align,
        landscape=False,
        note="本表反映部门本年度的收支情况。",
        statement=None,
        padding=3.2,
    ) -> dict:
        layout = self.layout
        if layout.unit == "元":  # longer numbers need room, or they stand across the ruling
            widths = [
                width * 1.6 if a == "r" else width for width, a in zip(widths, align, strict=True)
            ]
        return {
            "number": layout.number.format(n) if layout.number else "",
            "title": title,
            "landscape": landscape,
            "padding": padding,
            "widths": widths,
            "align": align,
            "department": self.books.name if layout.department else None,
            "department_label": layout.department,
            "unit": layout.unit,
            "unit_label": layout.unit_label,
            "header": header,
            "rows": rows,
            "note": f"注：{note}",
            "statement": statement,
        }

    def line(self, no: list[int]) -> list:
        no[0] += 1
        return [str(no[0])] if self.layout.lines else []

    def class_of(self, name: str) -> str:
        return next(
            (code for code, known in NAMES.items() if len(code) == 3 and known == name), "none"
        )

    def key(self, group: str, code: str) -> tuple | None:
        """The key of a class's total in the tables of `group`; null for a class not used."""
        return (group, code, "total") if code in self.all_codes() else None

    def spent(self, code: str) -> int:
        books = self.books
        return (
            books.under(code, "basic") + books.under(code, "project") + books.fund(code, "project")
        )

    def all_codes(self) -> list[str]:
        return self.books.codes([*self.books.items, *self.books.funds])
