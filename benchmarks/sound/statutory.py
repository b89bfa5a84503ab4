"""The nine tables of sound books, in the layouts that provinces print, as typesetter data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sound.books import CLASSES, ECONOMIC, NAMES, PERSONNEL, Books
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
        CHINESE[ones - 1] if ones else "")


class Tables:
    """Writes the nine tables of `books` and enters their numbers and rules in `ledger`."""

    def __init__(self, books: Books, ledger: Ledger, layout: Layout):
        self.books, self.ledger, self.layout = books, ledger, layout

    def all(self) -> list[dict]:
        return [self.summary(), self.revenue(), self.expenditure(), self.appropriation(),
                self.general(), self.basic(), self.three_public(), self.funds(), self.capital()]

    # ---------------------------------------------------------------- what tables share

    def amount(self, table: str, side: str | None, name: str, measure: str, cents: int | None,
               key: tuple | None = None) -> Mark:
        return self.ledger.amount(cents, key, table=True, nil=self.layout.nil,
                                  truth=("statutory", table, side, name, measure))

    def table(self, n: int, title: str, header, rows, widths, align, landscape=False,
              note="本表反映部门本年度的收支情况。", statement=None, padding=3.2) -> dict:
        layout = self.layout
        if layout.unit == "元":  # longer numbers need room, or they stand across the ruling
            widths = [width * 1.6 if a == "r" else width
                      for width, a in zip(widths, align, strict=True)]
        return {
            "number": layout.number.format(n) if layout.number else "", "title": title,
            "landscape": landscape, "padding": padding, "widths": widths, "align": align,
            "department": self.books.name if layout.department else None,
            "department_label": layout.department, "unit": layout.unit,
            "unit_label": layout.unit_label, "header": header, "rows": rows,
            "note": f"注：{note}", "statement": statement,
        }

    def _line(self, no: list[int]) -> list:
        no[0] += 1
        return [str(no[0])] if self.layout.lines else []

    # ---------------------------------------------------------------- 01 and 04

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

        left = [put("revenue", f"{numeral(n)}、{name}", cents, key) for n, (name, cents, key) in
                enumerate((("一般公共预算财政拨款收入", appropriated, ("gb", "revenue")),
                           ("政府性基金预算财政拨款收入", funded, ("funds", "revenue")),
                           ("国有资本经营预算财政拨款收入", 0, None), ("上级补助收入", 0, None),
                           ("事业收入", 0, None), ("经营收入", 0, None),
                           ("附属单位上缴收入", 0, None),
                           ("其他收入", other, ("revenue", "total", "other"))), 1)]
        right = [put("expenditure", f"{numeral(n)}、{name}", self.spent(self.class_of(name)),
                     self.key("expenditure", self.class_of(name)))
                 for n, name in enumerate(CLASSES, 1)]
        year = [put("revenue", "本年收入合计", appropriated + funded + other,
                    ("revenue", "total", "total")),
                put("expenditure", "本年支出合计", spent, ("expenditure", "total", "total"))]
        carried = [(put("revenue", "使用非财政拨款结余", 0), put("expenditure", "结余分配", 0)),
                   (put("revenue", "年初结转和结余", opening),
                    put("expenditure", "年末结转和结余", closing))]
        grand = [put("revenue", "总计", spent + closing, ("grand",)),
                 put("expenditure", "总计", spent + closing, ("grand",))]
        for side, lines in ((0, left), (1, right)):
            self.ledger.sum("01 year total", year[side][1], [mark for _, mark in lines])
            self.ledger.sum("01 grand total", grand[side][1],
                            [year[side][1], *(pair[side][1] for pair in carried)])
        rows = self._two_sides(left, right, [tuple(year), *carried, tuple(grand)], 1)
        line = ["行次"] if self.layout.lines else []
        side_columns = 2 + len(line)
        header = [[{"t": "收入", "c": side_columns}, {"t": "支出", "c": side_columns}],
                  ["项目", *line, self.layout.head, "项目（按功能分类）", *line, self.layout.head]]
        if line:
            header.append(["栏次", None, "1", "栏次", None, "2"])
        widths = [5.9, *([1] * len(line)), 1.9, 5.4, *([1] * len(line)), 1.9]
        align = ["l", *(["c"] * len(line)), "r"] * 2
        return self.table(1, "收入支出决算总表", header, rows, widths, align)

    def class_of(self, name: str) -> str:
        return next((code for code, known in NAMES.items()
                     if len(code) == 3 and known == name), "none")

    def key(self, group: str, code: str) -> tuple | None:
        """The key of a class's total in the tables of `group`; null for a class not used."""
        return (group, code, "total") if code in self._all_codes() else None

    def spent(self, code: str) -> int:
        books = self.books
        return books.under(code, "basic") + books.under(code, "project") + books.fund(
            code, "project")

    def _two_sides(self, left, right, below, cells: int) -> list[list]:
        """Rows of lines beside lines; where one side is shorter its cells are blank."""
        height = max(len(left), len(right))
        left = left + [(None, None)] * (height - len(left))
        right = right + [(None, *[None] * cells)] * (height - len(right))
        pairs = [*zip(left, right, strict=True), *below]
        no, second = [0], [len(pairs)]
        return [[one[0], *self._line(no), one[1], other[0], *self._line(second), *other[1:]]
                for one, other in pairs]

    def appropriation(self) -> dict:
        """04: appropriations, by fund."""
        books, table = self.books, "appropriation_summary"
        general, funds = books.under("", "general"), books.fund("", "project")
        took, funded = general + books.closing - books.opening, books.fund("", "revenue")
        first, last = books.fund("", "opening"), books.fund("", "closing")

        def put(name, cents, key=None):
            return name, self.amount(table, "revenue", name, "total", cents, key)

        def put3(name, general, funds, keys=(None, None, None)):
            marks = [self.amount(table, "expenditure", name, measure, cents, key)
                     for measure, cents, key in zip(
                         ("total", "general_budget", "government_funds"),
                         (general + funds, general, funds), keys, strict=True)]
            self.ledger.sum("04 across", marks[0], marks[1:])
            return name, *marks, self.amount(table, "expenditure", name, "state_capital", 0)

        left = [put("一、一般公共预算财政拨款", took, ("gb", "revenue")),
                put("二、政府性基金预算财政拨款", funded, ("funds", "revenue")),
                put("三、国有资本经营预算财政拨款", 0)]
        right = [put3(f"{numeral(n)}、{name}", books.under(code, "general"),
                      books.fund(code, "project"),
                      (None, self.key("general", code), self.key("funds", code)))
                 for n, name in enumerate(CLASSES, 1) for code in [self.class_of(name)]]
        year = (put("本年收入合计", took + funded, ("revenue", "total", "appropriation")),
                put3("本年支出合计", general, funds,
                     (None, ("general", "total", "total"), ("funds", "total", "total"))))
        whole = general + books.closing + funds + last
        opened = put("年初财政拨款结转和结余", books.opening + first)
        parts = [put("一般公共预算财政拨款", books.opening),
                 put("政府性基金预算财政拨款", first, ("funds", "total", "opening_balance")),
                 put("国有资本经营预算财政拨款", 0)]
        closed = put3("年末财政拨款结转和结余", books.closing, last,
                      (None, None, ("funds", "total", "closing_balance")))
        grand = (put("总计", whole, ("appropriation",)),
                 put3("总计", general + books.closing, funds + last,
                      (("appropriation",), None, None)))
        self.ledger.sum("04 year total", year[0][1], [mark for _, mark in left])
        self.ledger.sum("04 opening", opened[1], [mark for _, mark in parts])
        self.ledger.sum("04 grand total", grand[0][1], [year[0][1], opened[1]])
        for n in (1, 2, 3):
            self.ledger.sum("04 year total", year[1][n], [one[n] for one in right])
            self.ledger.sum("04 grand total", grand[1][n], [year[1][n], closed[n]])
        blank = (None, *[None] * 4)
        rows = self._two_sides(left, right, [
            year, (opened, closed), *((part, blank) for part in parts), grand], 4)
        line = ["行次"] if self.layout.lines else []
        header = [[{"t": "收入", "c": 2 + len(line)}, {"t": "支出", "c": 5 + len(line)}],
                  ["项目", *line, self.layout.head, "项目（按功能分类）", *line, "合计",
                   "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"]]
        widths = [4.6, *([0.9] * len(line)), 2, 4.6, *([0.9] * len(line)), 2, 2, 2, 2]
        align = ["l", *(["c"] * len(line)), "r"] * 2 + ["r"] * 3
        return self.table(4, "财政拨款收入支出决算总表", header, rows, widths, align, True,
                          padding=2)

    # ---------------------------------------------------------------- tables by code

    def _by_code(self, n, title, table, codes, columns: dict[str, str],
                 value: Callable[[str, str], int], group: str, parts: tuple[str, ...],
                 heads=None, **more) -> dict:
        """A table by functional code; `value(code, measure)` gives its amounts ("" for all)."""
        rows, marks = {}, {}
        for code in ["", *codes]:
            marks[code] = {
                measure: self.amount(table, None, code or "合计", measure, value(code, measure),
                                     (group, code or "total", measure)) for measure in columns}
            rows[code] = [*self._label(code), *marks[code].values()]
        self._rules(n, marks, columns, parts)
        ordered = [rows[code] for code in codes]
        ordered = [*ordered, rows[""]] if self.layout.total_last else [rows[""], *ordered]
        wide = 1 if self.layout.codes == "one" else 3
        header = heads(wide) if heads else self._heads(columns, wide)
        if wide == 3:
            header.append(["类", "款", "项", "栏次", *map(str, range(1, len(columns) + 1))])
        widths = [2.4 / wide] * wide + [4.4] + [2] * len(columns)
        align = ["l"] * (wide + 1) + ["r"] * len(columns)
        return self.table(n, title, header, ordered, widths, align, len(columns) > 4, **more)

    def _rules(self, n: int, marks, columns, parts) -> None:
        for code, row in marks.items():
            if parts:
                self.ledger.sum(f"0{n} across {code}", row["total"], [row[one] for one in parts])
            length = 3 if not code else len(code) + 2
            below = [one for one in marks if one.startswith(code) and len(one) == length]
            for measure in columns:
                self.ledger.sum(f"0{n} down {code}", row[measure], [marks[c][measure]
                                                                    for c in below])

    def _label(self, code: str) -> list:
        name = NAMES.get(code, "合计")
        if not code:
            return [{"t": name, "c": 2 if self.layout.codes == "one" else 4}]
        if self.layout.codes == "merged":
            return [{"t": code, "c": 3}, name]
        if self.layout.codes == "parts":
            pieces = [code[:3], code[3:5] or None, code[5:7] or None]
            return [*pieces, name]
        return [code, name]

    def _heads(self, columns: dict[str, str], wide: int) -> list:
        return [[{"t": "项目", "c": wide + 1}, *({"t": one, "r": 2} for one in columns.values())],
                [{"t": "功能分类科目编码", "c": wide}, "科目名称"]]

    def revenue(self) -> dict:
        """02: revenue by source."""
        books = self.books

        def value(code, measure):
            appropriated, other = books.revenue(code), books.other_revenue(code)
            return {"total": appropriated + other, "appropriation": appropriated,
                    "other": other}.get(measure, 0)

        columns = {"total": "本年收入合计", "appropriation": "财政拨款收入",
                   "superior_subsidy": "上级补助收入", "institutional": "事业收入",
                   "operating": "经营收入", "affiliate_remittance": "附属单位上缴收入",
                   "other": "其他收入"}
        return self._by_code(2, "收入决算表", "revenue", self._all_codes(), columns, value,
                             "revenue", tuple(columns)[1:])

    def _all_codes(self) -> list[str]:
        return self.books.codes([*self.books.items, *self.books.funds])

    def expenditure(self) -> dict:
        """03: expenditure by kind."""
        books = self.books

        def value(code, measure):
            basic = books.under(code, "basic")
            project = books.under(code, "project") + books.fund(code, "project")
            return {"total": basic + project, "basic": basic, "project": project}.get(measure, 0)

        columns = {"total": "本年支出合计", "basic": "基本支出", "project": "项目支出",
                   "remitted_to_superior": "上缴上级支出", "operating": "经营支出",
                   "affiliate_subsidy": "对附属单位补助支出"}
        return self._by_code(3, "支出决算表", "expenditure", self._all_codes(), columns, value,
                             "expenditure", tuple(columns)[1:])

    def general(self) -> dict:
        """05: expenditure of the general budget."""
        books = self.books

        def value(code, measure):
            basic, general = books.under(code, "basic"), books.under(code, "general")
            return {"total": general, "basic": basic, "project": general - basic}[measure]

        columns = {"total": "小计", "basic": "基本支出", "project": "项目支出"}

        def heads(wide):
            return [[{"t": "项目", "c": wide + 1}, {"t": "本年支出", "c": 3}],
                    [{"t": "功能分类科目编码", "c": wide}, "科目名称", *columns.values()]]

        return self._by_code(5, "一般公共预算财政拨款支出决算表", "general_budget_expenditure",
                             books.codes(books.items), columns, value, "general",
                             ("basic", "project"), heads)

    def funds(self) -> dict:
        """08: government-managed funds."""
        books = self.books

        def value(code, measure):
            what = {"opening_balance": "opening", "closing_balance": "closing",
                    "revenue": "revenue", "total": "project", "project": "project"}
            return books.fund(code, what[measure]) if measure in what else 0

        table = self._fund_table(8, "政府性基金预算财政拨款收入支出决算表", "government_funds",
                                 books.codes(books.funds), value, "funds")
        if not books.funds:
            table["statement"] = self._none("政府性基金预算财政拨款收入和支出")
        return table

    def capital(self) -> dict:
        """09: state capital operations; nothing in these books."""
        if self.layout.funds_in_09:
            table = self._fund_table(9, "国有资本经营预算财政拨款收入支出决算表", "state_capital",
                                     [], lambda code, measure: 0, "capital")
        else:
            columns = {"total": "合计", "basic": "基本支出", "project": "项目支出"}
            table = self._by_code(9, "国有资本经营预算财政拨款支出决算表", "state_capital", [],
                                  columns, lambda code, measure: 0, "capital", ())
        return table | {"statement": self._none("国有资本经营预算财政拨款支出")}

    def _none(self, what: str) -> str:
        books = self.books
        return f"说明：{books.name}{books.year}年度没有{what}，本表无数据。"

    def _fund_table(self, n, title, table, codes, value, group) -> dict:
        columns = {"opening_balance": "年初结转和结余", "revenue": "本年收入", "total": "小计",
                   "basic": "基本支出", "project": "项目支出", "closing_balance": "年末结转和结余"}

        def heads(wide):
            tall = [{"t": columns[one], "r": 2} for one in ("opening_balance", "revenue",
                                                            "closing_balance")]
            return [[{"t": "项目", "c": wide + 1}, *tall[:2], {"t": "本年支出", "c": 3}, tall[2]],
                    [{"t": "功能分类科目编码", "c": wide}, "科目名称", "小计", "基本支出",
                     "项目支出"]]

        before = len(self.ledger.slots)
        made = self._by_code(n, title, table, codes, columns, value, group,
                             ("basic", "project"), heads)
        slots = list(range(before, len(self.ledger.slots)))
        for start in range(0, len(slots), 6):  # a row each
            opening, revenue, total, _, _, closing = (Mark(no) for no in slots[start:start + 6])
            self.ledger.sum(f"0{n} roll forward", closing, [opening, revenue, total], (1, 1, -1))
        return made

    # ---------------------------------------------------------------- 06 and 07

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
        whole = {own: self.amount("basic_expenditure", None, name, "outturn", totals[own], key)
                 for own, name, key in ((True, "人员经费合计", ("basic", "personnel")),
                                        (False, "公用经费合计", ("basic", "public")))}
        for own, mark in whole.items():
            self.ledger.sum("06 total", mark, classes[own])
        basic = self.ledger.places["general", "total", "basic"]
        self.ledger.sum("05 basic = 06", basic, list(whole.values()))
        height = max(map(len, blocks.values()))
        sides = [one + [[None] * 3] * (height - len(one)) for one in blocks.values()]
        rows = [[*left, *right] for left, right in zip(*sides, strict=True)]
        rows.append([{"t": "人员经费合计", "c": 2}, whole[True],
                     {"t": "公用经费合计", "c": 2}, whole[False]])
        header = [[{"t": "人员经费", "c": 3}, {"t": "公用经费", "c": 3}],
                  ["科目编码", "科目名称", self.layout.head] * 2]
        return self.table(6, "一般公共预算财政拨款基本支出决算表", header, rows,
                          [1.3, 4.2, 2] * 2, ["l", "l", "r"] * 2)

    def _economic(self, code: str, cents: int) -> Mark:
        return self.amount("basic_expenditure", None, code, "outturn", cents, ("economic", code))

    def three_public(self) -> dict:
        """07: three public expenses, budget and outturn."""
        order = ("total", "overseas_travel", "vehicles", "vehicle_purchase", "vehicle_running",
                 "reception")
        marks = {}
        for measure in ("initial_budget", "outturn"):
            for code in order:
                cents = self.books.three_public[measure][code]
                marks[measure, code] = self.ledger.amount(
                    cents, ("three_public", code, measure), table=True, nil="0.00",
                    truth=("statutory", "three_public", None, code, measure))
            one = {code: marks[measure, code] for code in order}
            self.ledger.sum("07 total", one["total"], [one[c] for c in (
                "overseas_travel", "vehicles", "reception")])
            self.ledger.sum("07 vehicles", one["vehicles"], [one["vehicle_purchase"],
                                                             one["vehicle_running"]])
        if self.layout.paired:
            heads = ("合计", "因公出国（境）费", "小计", "公务用车购置费", "公务用车运行维护费",
                     "公务接待费")
            header = [[{"t": heads[0], "c": 2, "r": 2}, {"t": heads[1], "c": 2, "r": 2},
                       {"t": "公务用车购置及运行维护费", "c": 6}, {"t": heads[5], "c": 2, "r": 2}],
                      [{"t": one, "c": 2} for one in heads[2:5]], ["预算数", "决算数"] * 6]
            row = [marks[measure, code] for code in order for measure in (
                "initial_budget", "outturn")]
        else:
            top = [{"t": "合计", "r": 2}, {"t": "因公出国（境）费", "r": 2},
                   {"t": "公务用车购置及运行费", "c": 3}, {"t": "公务接待费", "r": 2}]
            header = [[{"t": "预算数", "c": 6}, {"t": "决算数", "c": 6}], top * 2,
                      ["小计", "公务用车购置费", "公务用车运行费"] * 2]
            row = list(marks.values())
        return self.table(7, "一般公共预算财政拨款“三公”经费支出决算表", header, [row], [1] * 12,
                          ["c"] * 12, True, padding=9)
