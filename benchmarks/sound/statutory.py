"""The nine tables of sound books as typesetter data."""

from __future__ import annotations

from sound.books import ECONOMIC, PERSONNEL
from sound.by_code import ByCode
from sound.ledger import Mark
from sound.sheet import Layout
from sound.two_sided import TwoSided

__all__ = ["Layout", "Tables"]


class Tables(TwoSided, ByCode):
    """Writes the nine tables of `books` and enters their numbers and rules in `ledger`."""

    def all(self) -> list[dict]:
        return [
            self.summary(),
            self.revenue(),
            self.expenditure(),
            self.appropriation(),
            self.general(),
            self.basic(),
            self.three_public(),
            self.funds(),
            self.capital(),
        ]

    def basic(self) -> dict:
        """06: basic expenditure by economic classification, personnel beside operating costs."""
        blocks = {True: [], False: []}
        totals = {True: 0, False: 0}
        classes = {True: [], False: []}
        for code, (name, sections) in ECONOMIC.items():
            own = code in PERSONNEL
            cents = sum(self.books.economic[one] for one in sections)
            mark = self._economic(code, cents)
            blocks[own].append([code, name, mark])
            below = []
            for one, label in sections.items():
                below.append(self._economic(one, self.books.economic[one]))
                blocks[own].append([one, label, below[-1]])
            self.ledger.sum(f"06 {code}", mark, below)
            totals[own] += cents
            classes[own].append(mark)
        whole = {
            own: self.amount("basic_expenditure", None, name, "outturn", totals[own], key)
            for own, name, key in (
                (True, "人员经费合计", ("basic", "personnel")),
                (False, "公用经费合计", ("basic", "public")),
            )
        }
        for own, mark in whole.items():
            self.ledger.sum("06 total", mark, classes[own])
        basic = self.ledger.places["general", "total", "basic"]
        self.ledger.sum("05 basic = 06", basic, list(whole.values()))
        height = max(map(len, blocks.values()))
        sides = [one + [[None] * 3] * (height - len(one)) for one in blocks.values()]
        rows = [[*left, *right] for left, right in zip(*sides, strict=True)]
        rows.append(
            [
                {"t": "人员经费合计", "c": 2},
                whole[True],
                {"t": "公用经费合计", "c": 2},
                whole[False],
            ]
        )
        header = [
            [{"t": "人员经费", "c": 3}, {"t": "公用经费", "c": 3}],
            ["科目编码", "科目名称", self.layout.head] * 2,
        ]
        return self.table(
            6,
            "一般公共预算财政拨款基本支出决算表",
            header,
            rows,
            [1.3, 4.2, 2] * 2,
            ["l", "l", "r"] * 2,
        )

    def _economic(self, code: str, cents: int) -> Mark:
        return self.amount("basic_expenditure", None, code, "outturn", cents, ("economic", code))

    def three_public(self) -> dict:
        """07: three public expenses, budget and outturn."""
        order = (
            "total",
            "overseas_travel",
            "vehicles",
            "vehicle_purchase",
            "vehicle_running",
            "reception",
        )
        marks = {}
        for measure in ("initial_budget", "outturn"):
            for code in order:
                cents = self.books.three_public[measure][code]
                marks[measure, code] = self.ledger.amount(
                    cents,
                    ("three_public", code, measure),
                    table=True,
                    nil="0.00",
                    truth=("statutory", "three_public", None, code, measure),
                )
            one = {code: marks[measure, code] for code in order}
            self.ledger.sum(
                "07 total",
                one["total"],
                [one[c] for c in ("overseas_travel", "vehicles", "reception")],
            )
            self.ledger.sum(
                "07 vehicles", one["vehicles"], [one["vehicle_purchase"], one["vehicle_running"]]
            )
        if self.layout.paired:
            heads = (
                "合计",
                "因公出国（境）费",
                "小计",
                "公务用车购置费",
                "公务用车运行维护费",
                "公务接待费",
            )
            header = [
                [
                    {"t": heads[0], "c": 2, "r": 2},
                    {"t": heads[1], "c": 2, "r": 2},
                    {"t": "公务用车购置及运行维护费", "c": 6},
                    {"t": heads[5], "c": 2, "r": 2},
                ],
                [{"t": one, "c": 2} for one in heads[2:5]],
                ["年初预算数", "决算数"] * 6,
            ]
            row = [
                marks[measure, code] for code in order for measure in ("initial_budget", "outturn")
            ]
        else:
            top = [
                {"t": "合计", "r": 2},
                {"t": "因公出国（境）费", "r": 2},
                {"t": "公务用车购置及运行费", "c": 3},
                {"t": "公务接待费", "r": 2},
            ]
            header = [
                [{"t": "年初预算数", "c": 6}, {"t": "决算数", "c": 6}],
                top * 2,
                ["小计", "公务用车购置费", "公务用车运行费"] * 2,
            ]
            row = list(marks.values())
        return self.table(
            7,
            "一般公共预算财政拨款“三公”经费支出决算表",
            header,
            [row],
            [1] * 12,
            ["c"] * 12,
            True,
            padding=9,
        )
