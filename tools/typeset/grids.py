"""Ruled tables and forms with their merged cells, as a function of the data file.

A grid is {columns, align, header, rows}: a cell is its text, or {t, c, r} with the columns and
rows it covers; places that a merged cell covers are not listed.
"""

from __future__ import annotations

from itertools import groupby

MINISTRY = {"kind": "grid", "size": 9}
EVALUATED = ("一级指标", "二级指标", "三级指标", "年初目标值（A）", "实际完成值（B）", "得分")


def statutory(table: dict) -> list[dict]:
    """One of the nine tables with its title, number, unit, footnote and statement."""
    blocks = [
        {"kind": "title", "text": table["title"]},
        {"kind": "sides", "left": "", "right": table["no"]},
        {"kind": "sides", "left": f"部门：{table['department']}", "right": f"单位：{table['unit']}"},
        {"kind": "grid", "size": table.get("size", 9), "columns": table["widths"],
         "align": table["align"], "header": table["header"], "rows": table["rows"],
         "repeat": table["repeat_header"], "breakable": table["repeat_header"]},
        {"kind": "small", "text": table["note"]},
    ]
    if table.get("statement"):
        blocks.append({"kind": "small", "text": table["statement"]})
    return blocks


def cell(text: str, columns: int = 1, rows: int = 1) -> dict:
    return {"t": text, "c": columns, "r": rows}


def department_form(data: dict) -> list[dict]:
    """The self-evaluation form of the whole department: execution, then objective by objective."""
    form = data["forms"]["department"]
    rows = [
        [cell("单位名称", 2), cell(form["unit"], 6)],
        [cell("基本支出总额", 2), cell(form["basic"], 2), cell("项目支出总额", 2),
         cell(form["project"], 2)],
        [cell("预算执行情况（万元）（20分）", 2, 2), "", cell("预算数（A）"), cell("执行数（B）"),
         cell("执行率（B/A）"), cell("得分（20分*执行率）", 2)],
        [cell("部门整体支出总额"), form["budget"], form["outturn"], form["rate"],
         cell(form["score"], 2)],
    ]
    for one in form["objectives"]:
        rows.append([cell(one["label"], 2), cell(one["text"], 6)])
        rows += _indicators("年度绩效指标", one["indicators"], one["header"])
    rows += _closing(form)
    return _form(form, rows, data["forms"]["remarks"])


def project_form(form: dict, remarks: list[str]) -> list[dict]:
    """The self-evaluation form of one project."""
    rows = [
        [cell("项目名称", 2), cell(form["name"], 6)],
        [cell("主管部门", 2), cell(form["department"], 2), cell("项目实施单位"),
         cell(form["implementer"], 3)],
    ]
    for choice in form["choices"]:
        options = " ".join(
            f"{n}、{option} {'√' if option == choice['ticked'] else '□'}"
            for n, option in enumerate(choice["options"], 1))
        rows.append([cell(choice["label"], 2), cell(options, 6)])
    rows += [
        [cell("预算执行情况（万元）（20分）", 2, 2), "", cell("预算数（A）"), cell("执行数（B）"),
         cell("执行率（B/A）"), cell("得分（20分*执行率）", 2)],
        [cell("年度财政资金总额"), form["budget"], form["outturn"], form["rate"],
         cell(form["score"], 2)],
    ]
    rows += _indicators(f"年度绩效目标{form['weight']}", form["indicators"], True)
    rows += _closing(form)
    return _form(form, rows, remarks)


def _indicators(label: str, indicators: list, header: bool) -> list[list]:
    """Indicator rows with the label and the first level merged downwards."""
    rows = []
    if header:
        heads = list(EVALUATED)
        rows.append([heads[0], heads[1], cell(heads[2], 2), *heads[3:]])
    for _, group in groupby(indicators, key=lambda one: one[0]):
        group = list(group)
        for n, (level1, level2, level3, weight, target, actual, score) in enumerate(group):
            first = [cell(level1, 1, len(group))] if n == 0 else []
            rows.append([*first, level2, cell(f"{level3}{weight}", 2), target, actual, score])
    rows[0] = [cell(label, 1, len(rows)), *rows[0]]
    return rows


def _closing(form: dict) -> list[list]:
    return [
        [cell("总分", 2), cell(form["total"], 6)],
        [cell("偏差大或目标未完成原因分析", 2), cell(form["cause"], 6)],
        [cell("改进措施及结果应用方案", 2), cell(form["improvement"], 6)],
    ]


def _form(form: dict, rows: list, remarks: list[str]) -> list[dict]:
    notes = "备注：" + "".join(f"{n}.{text}" for n, text in enumerate(remarks, 1))
    return [
        {"kind": "title", "text": form["title"]},
        {"kind": "sides", "left": f"单位名称：{form['unit']}", "right": f"填报日期：{form['date']}"},
        {"kind": "grid", "size": 10, "columns": [1, 1.2, 1.8, 2.2, 1.9, 1.7, 1.7, 0.9],
         "align": ["c"] * 8, "header": [], "rows": rows, "repeat": False, "breakable": True,
         "loose": True},
        {"kind": "small", "text": notes},
    ]


def work_table(data: dict) -> list[dict]:
    """The table of the year's work: number, item, target, result; rows break over pages."""
    one = data["key_work"]
    return [{"kind": "grid", "size": 11, "columns": [0.6, 1.6, 2.8, 6], "loose": True,
             "align": ["c", "c", "l", "l"], "header": [one["header"]], "rows": one["rows"],
             "repeat": False, "breakable": True}]
