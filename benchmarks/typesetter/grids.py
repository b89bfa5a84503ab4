"""Ruled tables and forms with their merged cells, as a function of the data file.

A grid is {columns, align, header, rows}. A cell is its text (null where blank) or {t: text,
c: columns it covers, r: rows it covers, a: alignment, open: side without a line}; places that
a merged cell covers are not listed.
"""

from __future__ import annotations

from itertools import takewhile

TOTALS = ("合计", "总计")
EVALUATED = ("一级指标", "二级指标", "三级指标", "年初目标值\n（A）", "实际完成值\n（B）", "得分")


def statutory(table: dict) -> list[dict]:
    """One of the nine tables with its title, number, unit, footnote and statement.

    `department_label` and `unit_label` stand before the department and the unit; a department
    that is null is left out.
    """
    header, rows = _below_the_header(table["header"], table["rows"])
    department = table["department"] and (
        f"{table.get('department_label', '部门')}：{table['department']}"
    )
    blocks = [
        {"kind": "title", "text": table["title"]},
        _sides("", table["number"]),
        _sides(department or "", f"{table.get('unit_label', '单位')}：{table['unit']}"),
        {
            "kind": "grid",
            "size": 9,
            "padding": table["padding"],
            "columns": table["widths"],
            "align": table["align"],
            "header": header,
            "rows": [_total_centred(row) for row in rows],
        },
        {"kind": "small", "text": table["note"]},
    ]
    if table.get("statement"):
        blocks.append({"kind": "small", "text": table["statement"]})
    return blocks


def _sides(left: str, right: str) -> dict:
    return {"kind": "sides", "left": left, "right": right}


def _below_the_header(header: list, rows: list) -> tuple[list, list]:
    """Header and rows where merged cells that reach below the header are set without a line.

    The national layout merges 类, 款, 项 over the column numbers and the total. A header that
    is repeated on the next page cannot hold the total, so the line between is left out.
    """
    covered, clipped = 0, []
    for n, row in enumerate(header):
        clipped.append([])
        for one in row:
            if isinstance(one, dict) and n + one.get("r", 1) > len(header):
                covered += one.get("c", 1)
                one = one | {"r": len(header) - n, "open": "bottom"}
            clipped[-1].append(one)
    if covered and rows:
        rows = [[{"t": None, "open": "top"}] * covered + rows[0], *rows[1:]]
    return clipped, rows


def _total_centred(row: list) -> list:
    cells = [one if isinstance(one, dict) else {"t": one} for one in row]
    return [one | {"a": "c"} if (one["t"] or "").endswith(TOTALS) else one for one in cells]


def cell(text: str, columns: int = 1, rows: int = 1, align: str = "c") -> dict:
    return {"t": text, "c": columns, "r": rows, "a": align}


def department_form(data: dict) -> list[dict]:
    """The self-evaluation form of the whole department: execution, then objective by objective."""
    form = data["forms"]["department"]
    rows = [
        [cell("单位名称", 2), cell(form["unit"], 6)],
        [
            cell("基本支出总额", 2),
            cell(form["basic"], 2),
            cell("项目支出总额", 2),
            cell(form["project"], 2),
        ],
        *_execution("部门整体\n支出总额", form),
    ]
    for one in form["objectives"]:
        rows.append([cell(one["label"], 2), cell(one["text"], 6, align="l")])
        rows += _indicators("年度绩效指标", one["indicators"], one["header"])
    rows += _closing(form, data["forms"]["remarks"])
    return _form(form, rows)


def project_form(form: dict, remarks: list[str]) -> list[dict]:
    """The self-evaluation form of one project."""
    rows = [
        [cell("项目名称", 2), cell(form["name"], 6)],
        [
            cell("主管部门", 2),
            cell(form["department"], 2),
            cell("项目实施单位"),
            cell(form["implementer"], 3, align="l"),
        ],
    ]
    for choice in form["choices"]:
        options = " ".join(
            f"{n}、{option} {'√' if option == choice['ticked'] else '□'}"
            for n, option in enumerate(choice["options"], 1)
        )
        rows.append([cell(choice["label"], 2), cell(options, 6, align="l")])
    rows += _execution("年度财政\n资金总额", form)
    rows += _indicators(f"年度绩效目标{form['weight']}", form["indicators"], True)
    rows += _closing(form, remarks)
    return _form(form, rows)


def _execution(label: str, form: dict) -> list[list]:
    """The two rows that say what was budgeted, spent and scored."""
    heads = ("预算数\n（A）", "执行数\n（B）", "执行率\n（B/A）", cell("得分\n（20分*执行率）", 2))
    return [
        [cell("预算执行情况\n（万元）\n（20分）", 2, 2), None, *heads],
        [label, form["budget"], form["outturn"], form["rate"], cell(form["score"], 2)],
    ]


def _indicators(label: str, indicators: list, header: bool) -> list[list]:
    """Indicator rows with the label, the first level and a continued second level merged."""
    rows = []
    if header:
        rows.append([*EVALUATED[:2], cell(EVALUATED[2], 2), *EVALUATED[3:]])
    for n, (level1, level2, level3, weight, *results) in enumerate(indicators):
        row = [cell(f"{level3}{weight}", 2, align="l"), *results]
        if level2 is not None:
            row.insert(0, cell(level2, 1, _run(indicators, n, 1)))
        if n == 0 or (level1 is not None and level1 != indicators[n - 1][0]):
            row.insert(0, cell(level1, 1, _run(indicators, n, 0)))
        rows.append(row)
    rows[0] = [cell(label, 1, len(rows)), *rows[0]]
    return rows


def _run(indicators: list, start: int, level: int) -> int:
    """How many indicators from `start` on share its cell of `level`.

    A null continues the cell above; the first level is also merged where its name is repeated,
    the second is not (the ministry's forms repeat it).
    """
    same = (None, indicators[start][0]) if level == 0 else (None,)
    return 1 + sum(1 for _ in takewhile(lambda one: one[level] in same, indicators[start + 1 :]))


def _closing(form: dict, remarks: list[str]) -> list[list]:
    notes = "\n".join(["备注：", *(f"{n}.{text}" for n, text in enumerate(remarks, 1))])
    return [
        [cell("总分", 2), cell(form["total"], 6)],
        [cell("偏差大或\n目标未完成\n原因分析", 2), cell(form["cause"], 6, align="l")],
        [cell("改进措施及\n结果应用方案", 2), cell(form["improvement"], 6, align="l")],
        [cell(notes, 8, align="l")],
    ]


def _form(form: dict, rows: list) -> list[dict]:
    return [
        {"kind": "title", "text": form["title"]},
        _sides(f"单位名称：{form['unit']}", f"填报日期：{form['date']}"),
        {
            "kind": "grid",
            "size": 10,
            "padding": 5,
            "align": ["c"] * 8,
            "header": [],
            "rows": rows,
            "columns": [1, 1.3, 1.8, 2.0, 2.0, 1.8, 1.8, 0.9],
        },
    ]


def work_table(data: dict) -> list[dict]:
    """The table of the year's work: number, item, target, result; rows break over pages."""
    one = data["key_work"]
    return [
        {
            "kind": "grid",
            "size": 11,
            "padding": 5,
            "columns": [0.7, 1.8, 2.6, 6.4],
            "align": ["c", "c", "l", "l"],
            "header": [],
            "rows": [[{"t": text, "a": "c"} for text in one["header"]], *one["rows"]],
        }
    ]
