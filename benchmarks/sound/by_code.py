"""Tables 02, 03, 05, 08 and 09: a row for each functional code."""

from __future__ import annotations

from collections.abc import Callable

from sound.books import NAMES
from sound.ledger import Mark
from sound.sheet import Sheet


class ByCode(Sheet):
    """The tables whose rows add up by code and whose columns add up in each row."""

    def _by_code(
        self,
        n,
        title,
        table,
        codes,
        columns: dict[str, str],
        value: Callable[[str, str], int],
        group: str,
        parts: tuple[str, ...],
        heads=None,
        **more,
    ) -> dict:
        """A table by functional code; `value(code, measure)` gives its amounts ("" for all)."""
        rows, marks = {}, {}
        for code in ["", *codes]:
            marks[code] = {
                measure: self.amount(
                    table,
                    None,
                    code or "合计",
                    measure,
                    value(code, measure),
                    (group, code or "total", measure),
                )
                for measure in columns
            }
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
                self.ledger.sum(
                    f"0{n} down {code}", row[measure], [marks[c][measure] for c in below]
                )

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
        return [
            [{"t": "项目", "c": wide + 1}, *({"t": one, "r": 2} for one in columns.values())],
            [{"t": "功能分类科目编码", "c": wide}, "科目名称"],
        ]

    def revenue(self) -> dict:
        """02: revenue by source."""
        books = self.books

        def value(code, measure):
            appropriated, other = books.revenue(code), books.other_revenue(code)
            return {
                "total": appropriated + other,
                "appropriation": appropriated,
                "other": other,
            }.get(measure, 0)

        columns = {
            "total": "本年收入合计",
            "appropriation": "财政拨款收入",
            "superior_subsidy": "上级补助收入",
            "institutional": "事业收入",
            "operating": "经营收入",
            "affiliate_remittance": "附属单位上缴收入",
            "other": "其他收入",
        }
        return self._by_code(
            2,
            "收入决算表",
            "revenue",
            self.all_codes(),
            columns,
            value,
            "revenue",
            tuple(columns)[1:],
        )

    def expenditure(self) -> dict:
        """03: expenditure by kind."""
        books = self.books

        def value(code, measure):
            basic = books.under(code, "basic")
            project = books.under(code, "project") + books.fund(code, "project")
            return {"total": basic + project, "basic": basic, "project": project}.get(measure, 0)

        columns = {
            "total": "本年支出合计",
            "basic": "基本支出",
            "project": "项目支出",
            "remitted_to_superior": "上缴上级支出",
            "operating": "经营支出",
            "affiliate_subsidy": "对附属单位补助支出",
        }
        return self._by_code(
            3,
            "支出决算表",
            "expenditure",
            self.all_codes(),
            columns,
            value,
            "expenditure",
            tuple(columns)[1:],
        )

    def general(self) -> dict:
        """05: expenditure of the general budget."""
        books = self.books

        def value(code, measure):
            basic, general = books.under(code, "basic"), books.under(code, "general")
            return {"total": general, "basic": basic, "project": general - basic}[measure]

        columns = {"total": "小计", "basic": "基本支出", "project": "项目支出"}

        def heads(wide):
            return [
                [{"t": "项目", "c": wide + 1}, {"t": "本年支出", "c": 3}],
                [{"t": "功能分类科目编码", "c": wide}, "科目名称", *columns.values()],
            ]

        return self._by_code(
            5,
            "一般公共预算财政拨款支出决算表",
            "general_budget_expenditure",
            books.codes(books.items),
            columns,
            value,
            "general",
            ("basic", "project"),
            heads,
        )

    def funds(self) -> dict:
        """08: government-managed funds."""
        books = self.books

        def value(code, measure):
            what = {
                "opening_balance": "opening",
                "closing_balance": "closing",
                "revenue": "revenue",
                "total": "project",
                "project": "project",
            }
            return books.fund(code, what[measure]) if measure in what else 0

        table = self._fund_table(
            8,
            "政府性基金预算财政拨款收入支出决算表",
            "government_funds",
            books.codes(books.funds),
            value,
            "funds",
        )
        if not books.funds:
            table["statement"] = self._none("政府性基金预算财政拨款收入和支出")
        return table

    def capital(self) -> dict:
        """09: state capital operations; nothing in these books."""
        if self.layout.funds_in_09:
            table = self._fund_table(
                9,
                "国有资本经营预算财政拨款收入支出决算表",
                "state_capital",
                [],
                lambda code, measure: 0,
                "capital",
            )
        else:
            columns = {"total": "合计", "basic": "基本支出", "project": "项目支出"}
            table = self._by_code(
                9,
                "国有资本经营预算财政拨款支出决算表",
                "state_capital",
                [],
                columns,
                lambda code, measure: 0,
                "capital",
                (),
            )
        return table | {"statement": self._none("国有资本经营预算财政拨款支出")}

    def _none(self, what: str) -> str:
        books = self.books
        return f"说明：{books.name}{books.year}年度没有{what}，本表无数据。"

    def _fund_table(self, n, title, table, codes, value, group) -> dict:
        columns = {
            "opening_balance": "年初结转和结余",
            "revenue": "本年收入",
            "total": "小计",
            "basic": "基本支出",
            "project": "项目支出",
            "closing_balance": "年末结转和结余",
        }

        def heads(wide):
            tall = [
                {"t": columns[one], "r": 2}
                for one in ("opening_balance", "revenue", "closing_balance")
            ]
            return [
                [{"t": "项目", "c": wide + 1}, *tall[:2], {"t": "本年支出", "c": 3}, tall[2]],
                [{"t": "功能分类科目编码", "c": wide}, "科目名称", "小计", "基本支出", "项目支出"],
            ]

        before = len(self.ledger.slots)
        made = self._by_code(
            n, title, table, codes, columns, value, group, ("basic", "project"), heads
        )
        slots = list(range(before, len(self.ledger.slots)))
        for start in range(0, len(slots), 6):  # a row each
            opening, revenue, total, _, _, closing = (Mark(no) for no in slots[start : start + 6])
            self.ledger.sum(f"0{n} roll forward", closing, [opening, revenue, total], (1, 1, -1))
        return made
