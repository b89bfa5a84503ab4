"""Statutory tables set without upright lines: sound, with blanks, wrapped names, merged heads.

`typeset` sets one as a Typst source, `tidy` reads such a source, `amounts` and `state` say what
was read of it.
"""

from __future__ import annotations

import specimens
from helpers import schemas
from helpers.extract import as_printed
from helpers.interpret import as_tidy

#: title, header rows (a cell is a text or (text, columns)), rows, columns' widths.
SETS = {
    "revenue_expenditure_summary": (
        "收入支出决算总表",
        [[("收入", 2), ("支出", 2)], ["项目", "决算数", "项目", "决算数"]],
        [
            ["一、一般公共预算财政拨款收入", "1,203.40", "一、一般公共服务支出", "1,100.10"],
            ["二、政府性基金预算财政拨款收入", "", "二、社会保障和就业支出", "92.30"],
            ["三、其他收入", "6.60", "三、住房保障支出", "21.60"],
            ["本年收入合计", "1,210.00", "本年支出合计", "1,214.00"],
            ["年初结转和结余", "10.50", "年末结转和结余", "6.50"],
            ["总计", "1,220.50", "总计", "1,220.50"],
        ],
    ),
    "revenue": (
        "收入决算表",
        [
            [
                "科目编码",
                "科目名称",
                "本年收入合计",
                "财政拨款收入",
                "上级补助收入",
                "事业收入",
                "经营收入",
                "附属单位上缴收入",
                "其他收入",
            ]
        ],
        [
            ["", "合计", "1,210.00", "1,203.40", "", "", "", "", "6.60"],
            ["201", "一般公共服务支出", "1,210.00", "1,203.40", "", "", "", "", "6.60"],
            [
                "20103",
                "政府办公厅（室）及相关机构事务",
                "1,210.00",
                "1,203.40",
                "",
                "",
                "",
                "",
                "6.60",
            ],
            ["2010301", "行政运行", "1,000.00", "1,000.00", "", "", "", "", ""],
            ["2010302", "一般行政管理事务", "210.00", "203.40", "", "", "", "", "6.60"],
        ],
    ),
    "expenditure": (
        "支出决算表",
        [
            [
                "科目编码",
                "科目名称",
                "本年支出合计",
                "基本支出",
                "项目支出",
                "上缴上级支出",
                "经营支出",
                "对附属单位补助支出",
            ]
        ],
        [
            ["", "合计", "1,214.00", "904.00", "310.00", "", "", ""],
            ["201", "一般公共服务支出", "1,100.10", "790.10", "310.00", "", "", ""],
            ["20103", "政府办公厅（室）及相关机构事务", "1,100.10", "790.10", "310.00", "", "", ""],
            ["2010301", "行政运行", "790.10", "790.10", "", "", "", ""],
            ["2010302", "一般行政管理事务", "310.00", "", "310.00", "", "", ""],
            ["208", "社会保障和就业支出", "113.90", "113.90", "", "", "", ""],
            ["20805", "行政事业单位养老支出", "113.90", "113.90", "", "", "", ""],
            ["2080505", "机关事业单位基本养老保险缴费支出", "113.90", "113.90", "", "", "", ""],
        ],
    ),
    "appropriation_summary": (
        "财政拨款收入支出决算总表",
        [
            [("收入", 2), ("支出", 4)],
            ["项目", "金额", "项目", "合计", "一般公共预算财政拨款", "政府性基金预算财政拨款"],
        ],
        [
            [
                "一、一般公共预算财政拨款",
                "1,203.40",
                "一、一般公共服务支出",
                "1,100.10",
                "1,100.10",
                "",
            ],
            ["二、政府性基金预算财政拨款", "20.00", "二、城乡社区支出", "20.00", "", "20.00"],
            ["本年收入合计", "1,223.40", "本年支出合计", "1,120.10", "1,100.10", "20.00"],
            ["年初财政拨款结转和结余", "", "年末财政拨款结转和结余", "103.30", "103.30", ""],
            ["总计", "1,223.40", "总计", "1,223.40", "1,203.40", "20.00"],
        ],
    ),
    "general_budget_expenditure": (
        "一般公共预算财政拨款支出决算表",
        [[("项目", 2), ("本年支出", 3)], ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]],
        [
            ["", "合计", "1,100.10", "790.10", "310.00"],
            ["201", "一般公共服务支出", "1,100.10", "790.10", "310.00"],
            ["20103", "政府办公厅（室）及相关机构事务", "1,100.10", "790.10", "310.00"],
            ["2010301", "行政运行", "790.10", "790.10", ""],
            ["2010302", "一般行政管理事务", "310.00", "", "310.00"],
        ],
    ),
    "basic_expenditure": (
        "一般公共预算财政拨款基本支出决算表",
        [["经济分类科目编码", "科目名称", "决算数"]],
        [
            ["", "合计", "790.10"],
            ["301", "工资福利支出", "700.00"],
            ["30101", "基本工资", "400.00"],
            ["30102", "津贴补贴", "300.00"],
            ["302", "商品和服务支出", "90.10"],
            ["30201", "办公费", "40.10"],
            ["30211", "差旅费", "50.00"],
        ],
    ),
    "three_public": (
        "一般公共预算财政拨款“三公”经费支出决算表",
        [["项目", "预算数", "决算数"]],
        [
            ["合计", "182.00", "131.46"],
            ["因公出国（境）费", "", ""],
            ["公务接待费", "2.00", "3.26"],
            ["公务用车购置及运行维护费", "180.00", "128.20"],
            ["其中：公务用车购置费", "60.00", "52.10"],
            ["公务用车运行维护费", "120.00", "76.10"],
        ],
    ),
    "government_funds": (
        "政府性基金预算财政拨款收入支出决算表",
        [
            [("项目", 2), "年初结转和结余", "本年收入", ("本年支出", 3), "年末结转和结余"],
            ["科目编码", "科目名称", "", "", "合计", "基本支出", "项目支出", ""],
        ],
        [
            ["", "合计", "5.00", "20.00", "22.00", "", "22.00", "3.00"],
            ["212", "城乡社区支出", "5.00", "20.00", "22.00", "", "22.00", "3.00"],
            [
                "21208",
                "国有土地使用权出让收入安排的支出",
                "5.00",
                "20.00",
                "22.00",
                "",
                "22.00",
                "3.00",
            ],
            ["2120801", "征地和拆迁补偿支出", "5.00", "8.00", "10.00", "", "10.00", "3.00"],
            ["2120802", "土地开发支出", "", "12.00", "12.00", "", "12.00", ""],
        ],
    ),
    "state_capital": (
        "国有资本经营预算财政拨款支出决算表",
        [["科目编码", "科目名称", "合计", "基本支出", "项目支出"]],
        [
            ["", "合计", "30.00", "", "30.00"],
            ["223", "国有资本经营预算支出", "30.00", "", "30.00"],
            ["22301", "解决历史遗留问题及改革成本支出", "30.00", "", "30.00"],
            ["2230101", "厂办大集体改革支出", "10.00", "", "10.00"],
            ["2230105", "国有企业退休人员社会化管理补助支出", "20.00", "", "20.00"],
        ],
    ),
}


def typeset(
    name: str,
    rules: str = "three",
    align: str = "right",
    pad: str = "4pt",
    wrap: bool = False,
    page: str = "width: 842pt, height: 595pt",
) -> str:
    """Typst source of the table `name`; `rules` are three, rows (one below each), all or none."""
    title, head, rows = SETS[name]
    count = max(len(row) for row in (*rows, *head))
    words = {n for n in range(count) if any(not _is_number(row[n]) for row in rows)}
    names = "70pt" if wrap else "1.9fr"
    widths = ", ".join(
        names
        if n in words and any(len(row[n]) > 8 for row in rows)
        else "auto"
        if n in words
        else "1fr"
        for n in range(count)
    )
    lines = []
    for depth, row in enumerate(head):
        lines += [_cell(one) for one in row]
        column = 0
        for one in row:
            wide = one[1] if isinstance(one, tuple) else 1
            if wide > 1 and rules in ("three", "rows"):
                lines.append(
                    f"table.hline(y: {depth + 1}, start: {column}, end: {column + wide},"
                    " stroke: 0.4pt)"
                )
            column += wide
    line = "" if rules in ("none", "all") else "table.hline(stroke: 0.8pt)"
    lines.append(line)
    for row in rows:
        lines += [f"[{text}]" for text in row]
        lines.append("table.hline(stroke: 0.3pt)" if rules == "rows" else "")
    if rules != "rows":
        lines.append(line)
    cells = ", ".join(filter(None, [line, *lines]))
    stroke = "0.4pt" if rules == "all" else "none"
    sides = ", ".join("left" if n in words else align for n in range(count))
    return (
        f"#set page({page})\n#align(center)[{title}]\n#align(right)[单位：万元]\n"
        f"#table(columns: ({widths}), stroke: {stroke}, inset: (x: 4pt, y: {pad}), "
        f"align: (x, y) => if y < {len(head)} {{center}} else {{({sides}).at(x)}}, {cells})\n"
    )


def _cell(one) -> str:
    return f"table.cell(colspan: {one[1]})[{one[0]}]" if isinstance(one, tuple) else f"[{one}]"


def _is_number(text: str) -> bool:
    return not text or (text.replace(",", "").replace(".", "").isdigit() and "." in text)


def amounts_of(name: str) -> list[str]:
    """The numbers that the table prints, in printed order, without separators."""
    _, _, rows = SETS[name]
    return [text.replace(",", "") for row in rows for text in row if "." in text]


def tidy(source: str, folder) -> dict:
    """The tidy tables of a document set from the Typst `source`."""
    path = folder / "table.pdf"
    path.write_bytes(specimens.typeset(f'#set text(font: "{specimens.SANS}", size: 9pt)\n{source}'))
    printed = {
        name: schemas.typed(name, rows) for name, rows in as_printed.read_printed(path).items()
    }
    return as_tidy.read_tidy(*printed.values(), 2022)


def amounts(rows: dict) -> list[tuple]:
    """What was read of the statutory tables: table, side, code, name, measure, printed number."""
    return [
        (r["table"], r["side"], r["code"], r["name_zh"], r["measure"], r["printed"])
        for r in rows["tidy/statutory"]
    ]


def state(rows: dict, table: str) -> str:
    """Whether the statutory `table` was read."""
    return next(r["state"] for r in rows["tidy/statutory_tables"] if r["table"] == table)
