"""Tables 01 and 04: revenue beside expenditure."""

from __future__ import annotations

from sound.books import CLASSES
from sound.sheet import Sheet, numeral


class TwoSided(Sheet):
    """The two tables whose sides must close."""

    def summary(self) -> dict:
        """01: all revenue and expenditure of the year, with what is carried."""
        books, table = self.books, "revenue_expenditure_summary"
        opening = books.opening + books.fund("", "opening")
        closing = books.closing + books.fund("", "closing") + books.other_closing
        appropriated = books.under("", "general") + books.closing - books.opening
        spent = books.under("", "basic") + books.under("", "project") + books.fund("", "project")
        funded, other = books.fund("", "revenue"), books.other_revenue("")

        def put(side, name, cents, key=None):
            return name, self.amount(table, side, name, "outturn", cents, key)

        left = [
            put("revenue", f"{numeral(n)}、{name}", cents, key)
            for n, (name, cents, key) in enumerate(
                (
                    ("一般公共预算财政拨款收入", appropriated, ("gb", "revenue")),
                    ("政府性基金预算财政拨款收入", funded, ("funds", "revenue")),
                    ("国有资本经营预算财政拨款收入", 0, None),
                    ("上级补助收入", 0, None),
                    ("事业收入", 0, None),
                    ("经营收入", 0, None),
                    ("附属单位上缴收入", 0, None),
                    ("其他收入", other, ("revenue", "total", "other")),
                ),
                1,
            )
        ]
        right = [
            put(
                "expenditure",
                f"{numeral(n)}、{name}",
                self.spent(self.class_of(name)),
                self.key("expenditure", self.class_of(name)),
            )
            for n, name in enumerate(CLASSES, 1)
        ]
        year = [
            put(
                "revenue",
                "本年收入合计",
                appropriated + funded + other,
                ("revenue", "total", "total"),
            ),
            put("expenditure", "本年支出合计", spent, ("expenditure", "total", "total")),
        ]
        carried = [
            (put("revenue", "使用非财政拨款结余", 0), put("expenditure", "结余分配", 0)),
            (
                put("revenue", "年初结转和结余", opening),
                put("expenditure", "年末结转和结余", closing),
            ),
        ]
        grand = [
            put("revenue", "总计", spent + closing, ("grand",)),
            put("expenditure", "总计", spent + closing, ("grand",)),
        ]
        for side, lines in ((0, left), (1, right)):
            self.ledger.sum("01 year total", year[side][1], [mark for _, mark in lines])
            self.ledger.sum(
                "01 grand total",
                grand[side][1],
                [year[side][1], *(pair[side][1] for pair in carried)],
            )
        rows = self._two_sides(left, right, [tuple(year), *carried, tuple(grand)], 1)
        line = ["行次"] if self.layout.lines else []
        side_columns = 2 + len(line)
        header = [
            [{"t": "收入", "c": side_columns}, {"t": "支出", "c": side_columns}],
            ["项目", *line, self.layout.head, "项目（按功能分类）", *line, self.layout.head],
        ]
        if line:
            header.append(["栏次", None, "1", "栏次", None, "2"])
        widths = [5.9, *([1] * len(line)), 1.9, 5.4, *([1] * len(line)), 1.9]
        align = ["l", *(["c"] * len(line)), "r"] * 2
        return self.table(1, "收入支出决算总表", header, rows, widths, align)

    def _two_sides(self, left, right, below, cells: int) -> list[list]:
        """Rows of lines beside lines; where one side is shorter its cells are blank."""
        height = max(len(left), len(right))
        left = left + [(None, None)] * (height - len(left))
        right = right + [(None, *[None] * cells)] * (height - len(right))
        pairs = [*zip(left, right, strict=True), *below]
        no, second = [0], [len(pairs)]
        return [
            [one[0], *self.line(no), one[1], other[0], *self.line(second), *other[1:]]
            for one, other in pairs
        ]

    def appropriation(self) -> dict:
        """04: appropriations, by fund."""
        books, table = self.books, "appropriation_summary"
        general, funds = books.under("", "general"), books.fund("", "project")
        took, funded = general + books.closing - books.opening, books.fund("", "revenue")
        first, last = books.fund("", "opening"), books.fund("", "closing")

        def put(name, cents, key=None):
            return name, self.amount(table, "revenue", name, "total", cents, key)

        def put3(name, general, funds, keys=(None, None, None)):
            marks = [
                self.amount(table, "expenditure", name, measure, cents, key)
                for measure, cents, key in zip(
                    ("total", "general_budget", "government_funds"),
                    (general + funds, general, funds),
                    keys,
                    strict=True,
                )
            ]
            self.ledger.sum("04 across", marks[0], marks[1:])
            return name, *marks, self.amount(table, "expenditure", name, "state_capital", 0)

        left = [
            put("一、一般公共预算财政拨款", took, ("gb", "revenue")),
            put("二、政府性基金预算财政拨款", funded, ("funds", "revenue")),
            put("三、国有资本经营预算财政拨款", 0),
        ]
        right = [
            put3(
                f"{numeral(n)}、{name}",
                books.under(code, "general"),
                books.fund(code, "project"),
                (None, self.key("general", code), self.key("funds", code)),
            )
            for n, name in enumerate(CLASSES, 1)
            for code in [self.class_of(name)]
        ]
        year = (
            put("本年收入合计", took + funded, ("revenue", "total", "appropriation")),
            put3(
                "本年支出合计",
                general,
                funds,
                (None, ("general", "total", "total"), ("funds", "total", "total")),
            ),
        )
        whole = general + books.closing + funds + last
        opened = put("年初财政拨款结转和结余", books.opening + first)
        parts = [
            put("一般公共预算财政拨款", books.opening),
            put("政府性基金预算财政拨款", first, ("funds", "total", "opening_balance")),
            put("国有资本经营预算财政拨款", 0),
        ]
        closed = put3(
            "年末财政拨款结转和结余",
            books.closing,
            last,
            (None, None, ("funds", "total", "closing_balance")),
        )
        grand = (
            put("总计", whole, ("appropriation",)),
            put3("总计", general + books.closing, funds + last, (("appropriation",), None, None)),
        )
        self.ledger.sum("04 year total", year[0][1], [mark for _, mark in left])
        self.ledger.sum("04 opening", opened[1], [mark for _, mark in parts])
        self.ledger.sum("04 grand total", grand[0][1], [year[0][1], opened[1]])
        for n in (1, 2, 3):
            self.ledger.sum("04 year total", year[1][n], [one[n] for one in right])
            self.ledger.sum("04 grand total", grand[1][n], [year[1][n], closed[n]])
        blank = (None, *[None] * 4)
        rows = self._two_sides(
            left, right, [year, (opened, closed), *((part, blank) for part in parts), grand], 4
        )
        line = ["行次"] if self.layout.lines else []
        header = [
            [{"t": "收入", "c": 2 + len(line)}, {"t": "支出", "c": 5 + len(line)}],
            [
                "项目",
                *line,
                self.layout.head,
                "项目（按功能分类）",
                *line,
                "合计",
                "一般公共预算财政拨款",
                "政府性基金预算财政拨款",
                "国有资本经营预算财政拨款",
            ],
        ]
        widths = [4.6, *([0.9] * len(line)), 2, 4.6, *([0.9] * len(line)), 2, 2, 2, 2]
        align = ["l", *(["c"] * len(line)), "r"] * 2 + ["r"] * 3
        return self.table(
            4, "财政拨款收入支出决算总表", header, rows, widths, align, True, padding=2
        )
