"""A district office as a municipality of Hubei prescribes it: tables before prose, forms within.

Words come from the typesetter's own wording of that form (`benchmarks/typesetter/wording.py`).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import typeset
from sound.books import NAMES, Books, books
from sound.ledger import AtMost, Ledger, Mark, Same, Score
from sound.statutory import Layout, Tables
from sound.story import Moved, Story

LAYOUT = Layout(codes="merged")
ITEMS = ["2010301", "2010302", "2080505", "2081199", "2101101", "2101103", "2210201"]
_SCORE = ("fact", "performance_score", None)
PROJECTS = [
    "政务服务保障经费",
    "机关信息系统运维经费",
    "督查考核工作经费",
    "残疾人就业保障金",
    "档案数字化经费",
]


def runs(seed: int, of_two: int = 0) -> tuple[dict, list[dict], Ledger]:
    """(document, runs of pages, ledger) of the department's year."""
    one = books(
        "临江市青山区人民政府办公室",
        2021,
        seed,
        ITEMS,
        carried=seed % 2 == 1,
        project_names=PROJECTS,
        of_two=of_two,
    )
    ledger = Ledger()
    data = _data(one, ledger)
    return data["document"], typeset.sections(data), ledger


def _data(one: Books, ledger: Ledger) -> dict:
    tables = Tables(one, ledger, LAYOUT).all()
    story = Story(one, ledger)
    return {
        "document": {
            "department": one.name,
            "year": str(one.year),
            "unit": "万元",
            "title": f"{one.name}{one.year}年度部门决算",
            "edition": "虚构文件（测试用）",
            "edition_note": "本件为测试审计而编制，部门和数字都是虚构的。",
        },
        "profile": {
            "functions": ["负责区政府会议的组织工作。", "负责区政府文件的起草和审核。"],
            "units": f"{one.name}部门决算由本级决算构成。",
        },
        "statutory": tables,
        "narrative": _narrative(one, story, ledger),
        "figures": _figures(one, ledger),
        "forms": _forms(one, ledger),
        "glossary": [
            {"term": "基本支出", "definition": "保障机构正常运转的支出。"},
            {"term": "项目支出", "definition": "完成特定任务的支出。"},
        ],
    }


def _moved(moved: Moved) -> dict:
    return {
        "direction": moved.way,
        "change": moved.amount,
        "rate_word": moved.rate_way,
        "rate": f"{moved.rate}%",
    }


def _narrative(one: Books, story: Story, ledger: Ledger) -> dict:
    prior = str(one.year - 1)
    total, total_moved = story.total()
    revenue, revenue_parts = story.revenue()
    spent, spent_parts = story.expenditure()
    appropriated, appropriation_moved = story.appropriation()
    general, share, general_moved = story.general(spent)
    whole = story.general_again()
    classes = story.classes(whole)
    basic, personnel, public = story.basic()
    operating, operating_moved = story.operating()

    def compared(subject, amount, moved, verb, **more):
        return {
            "subject": subject,
            "amount": amount,
            "prior_year": prior,
            "verb": verb,
            **_moved(moved),
            "reasons": ["一是人员变动", "二是项目安排有所调整"],
            **more,
        }

    def listed(parts):
        return [{"name": name, "amount": mark, "share": f"{rate}%"} for name, mark, rate in parts]

    return {
        "revenue_expenditure": compared("收、支总计", total, total_moved, "收、支总计各"),
        "revenue": {"total": revenue, "items": listed(revenue_parts)},
        "expenditure": {"total": spent, "items": listed(spent_parts)},
        "appropriation": compared(
            "财政拨款收、支总计", appropriated, appropriation_moved, "财政拨款收、支总计各"
        ),
        "general_budget": compared(
            "财政拨款支出", general, general_moved, "财政拨款支出", share=f"{share}%"
        ),
        "structure": {
            "total": whole,
            "items": [
                {
                    "name": f"{NAMES[code].removesuffix('支出')}(类)支出",
                    "amount": mark,
                    "share": f"{rate}%",
                }
                for code, mark, rate in classes
            ],
        },
        "detail": _detail(one, story, ledger),
        "basic": {
            "total": basic,
            "personnel": personnel,
            "public": public,
            "personnel_items": ["基本工资", "津贴补贴"],
            "public_items": ["办公费", "水费"],
        },
        "three_public": _three_public(one, story, prior),
        "government_funds": f"{one.year}年度没有使用政府性基金预算财政拨款安排的支出",
        "state_capital": f"{one.year}年度没有使用国有资本经营预算财政拨款安排的支出",
        "operating_costs": {
            "amount": operating,
            "prior_year": prior,
            "reason": "办公用品价格变动",
            **_moved(operating_moved),
        },
        "procurement": _procurement(story),
        "assets": _assets(one, story),
        "performance": _performance(one, story, ledger),
    }


def _detail(one: Books, story: Story, ledger: Ledger) -> dict:
    initial, outturn, rate = story.budgeted("", "total")
    basic = story.money(
        one.under("", "basic"), ("general", "total", "basic"), "general_budget_part", "基本支出"
    )
    project = story.money(
        one.under("", "project"), ("general", "total", "project"), "general_budget_part", "项目支出"
    )
    story.fixed(outturn, [basic, project], "prose basic and project")
    projects = [
        story.money(
            each.outturn,
            ("project", each.name, "outturn"),
            truth=("budget", "project", each.name, "outturn"),
        )
        for each in one.projects
    ]
    story.fixed(project, projects, "prose projects")
    classes = []
    for code in (code for code in one.codes(one.items) if len(code) == 3):
        own = story.budgeted(code, "function_class")
        classes.append((code, own, story.relation(own[1], own[0])))
    story.fixed(initial, [own[0] for _, own, _ in classes], "initial budgets")
    story.fixed(outturn, [own[1] for _, own, _ in classes], "outturns")
    return {
        "subject": "一般公共预算财政拨款支出",
        "initial_budget": initial,
        "outturn": outturn,
        "rate": f"{rate}%",
        "basic": basic,
        "project": project,
        "projects": [
            {"name": each.name, "amount": f"{mark}万元", "effect": "任务如期完成"}
            for each, mark in zip(one.projects, projects, strict=True)
        ],
        "classes": [
            {
                "name": f"{NAMES[code]}(类)",
                "initial_budget": own[0],
                "outturn": own[1],
                "rate": f"{own[2]}%",
                "relation": relation,
                "reasons": ["年中人员变动"],
            }
            for code, own, relation in classes
        ],
    }


def _three_public(one: Books, story: Story, prior: str) -> dict:
    names = {
        "overseas_travel": "因公出国(境)费",
        "vehicles": "公务用车购置及运行费",
        "vehicle_purchase": "公务用车购置费",
        "vehicle_running": "公务用车运行费",
        "reception": "公务接待费",
    }
    initial, outturn, rate = story.expense("total")
    told: dict = {
        "units": f"{one.name}本级",
        "prior_year": prior,
        "total": {"initial_budget": initial, "outturn": outturn, "rate": f"{rate}%"},
    }
    marks = {}
    for code, name in names.items():
        _, mark, own = story.expense(code, budget=False)
        marks[code] = mark
        told[code] = {"name": name, "outturn": mark, "rate": f"{own}%", "reason": "厉行节约"}
    budgets, outturns = one.three_public["initial_budget"], one.three_public["outturn"]
    for code in ("vehicle_running", "reception"):
        base = story.ledger.places["three_public", code, "initial_budget"]
        word, amount = story.against(marks[code], base, outturns[code] - budgets[code])
        told[code] |= {"direction": word, "change": amount}
    told["overseas_travel"] |= {"direction": "增加", "change": "0"}
    told["vehicle_purchase"]["remark"] = "本年度没有购置公务用车"
    told["vehicle_running"] |= _running(story, marks["vehicle_running"], outturns, one)
    story.fixed(
        outturn,
        [marks[c] for c in ("overseas_travel", "vehicles", "reception")],
        "prose three public",
    )
    whole = story.expense_change("total", outturn)
    parts = {code: story.expense_change(code, marks[code]) for code in ("vehicles", "reception")}
    story.fixed(whole.amount, [moved.amount for moved in parts.values()], "changes of expenses")
    told["change"] = _moved(whole) | {"amount": whole.amount}
    told["parts"] = [
        {"name": names[code], **_moved(moved), "amount": moved.amount, "reason": "厉行节约"}
        for code, moved in parts.items()
    ]
    return told


def _running(story: Story, whole: Mark, outturns: dict, one: Books) -> dict:
    cents = outturns["vehicle_running"]
    fuel, repair = cents // 2, cents // 3
    parts = [
        story.money(each, None, "three_public_vehicle_running_part", name)
        for name, each in (("燃料费", fuel), ("维修费", repair), ("保险费", cents - fuel - repair))
    ]
    story.fixed(whole, parts, "running costs")
    return {
        "parts": [
            {"name": name, "amount": mark}
            for name, mark in zip(("燃料费", "维修费", "保险费"), parts, strict=True)
        ],
        "held": "4辆",
        "held_date": f"{one.year}年12月31日",
        "funded": "4辆",
    }


def _procurement(story: Story) -> dict:
    total, parts, (sme, sme_share, micro, micro_share) = story.procurement()
    names = ("政府采购货物支出", "政府采购工程支出", "政府采购服务支出")
    return {
        "total": total,
        "items": [{"name": name, "amount": mark} for name, mark in zip(names, parts, strict=True)],
        "sme": sme,
        "sme_share": f"{sme_share}%",
        "micro": micro,
        "micro_share": f"{micro_share}%",
    }


def _assets(one: Books, story: Story) -> dict:
    total, parts = story.vehicles([1, 1, 2])
    names = ("机要通信用车", "应急保障用车", "其他用车")
    return {
        "date": f"{one.year}年12月31日",
        "total": f"{total}辆",
        "items": [
            {"name": name, "count": f"{mark}辆"} for name, mark in zip(names, parts, strict=True)
        ],
        "other": [{"name": "调研及集中公务活动用车", "count": "2辆"}],
    }


def _performance(one: Books, story: Story, ledger: Ledger) -> dict:
    count = ledger.count(len(one.projects), len(one.projects))
    listed = ledger.count(len(one.projects), len(one.projects))
    amount = story.money(one.under("", "project"), ("general", "total", "project"))
    share = story.share(amount, ledger.places["general", "total", "project"])
    department = story.money(one.under("", "general"), ("whole", "outturn"))
    summaries = []
    for each in one.projects:
        budget, outturn = (
            story.money(
                cents, ("project", each.name, what), truth=("budget", "project", each.name, what)
            )
            for cents, what in ((each.budget, "adjusted_budget"), (each.outturn, "outturn"))
        )
        rate = story.rate(outturn, budget)
        summaries.append(
            {
                "name": each.name,
                "adjusted_budget": f"{budget}万元",
                "outturn": f"{outturn}万元",
                "rate": f"{rate}%",
                "result": "各项工作按计划完成",
            }
        )
    return {
        "projects": f"{count}个",
        "amount": amount,
        "share": f"{share}%",
        "result": "年度绩效目标任务完成",
        "departments": "1个",
        "department_amount": department,
        "score": ledger.points(_whole_score(one), _SCORE),
        "grade": "优",
        "listed": f"{listed}个",
        "remark": "全部项目",
        "projects_listed": summaries,
        "use": ["把评价结果作为安排预算的依据"],
    }


def _figures(one: Books, ledger: Ledger) -> list[dict]:
    """The four figures, without numbers that could contradict: a bar of nothing each."""
    bare = {
        "kind": "columns",
        "unit": None,
        "series": [{"name": "甲", "values": [{"category": "一", "amount": "1"}]}],
    }
    captions = (
        "收、支决算总计变动情况",
        "收入决算结构",
        "支出决算结构",
        "财政拨款收、支决算总计变动情况",
    )
    return [bare | {"caption": f"图{n}：{text}"} for n, text in enumerate(captions, 1)]


def _score(ledger: Ledger, outturn: Mark, budget: Mark, form: str, points: int = 20) -> Mark:
    exact = Decimal(points) * outturn.exact / budget.exact
    mark = ledger.points(
        str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP)), ("form", form, "execution_score")
    )
    ledger.rules.append(Score("execution score", (mark.no, outturn.no, budget.no), Decimal(points)))
    return mark


def _indicators(ledger: Ledger, form: str, weights: list[int]) -> tuple[list, list, list]:
    """Indicators in full score: rows, marks of weights, marks of scores."""
    levels = (
        ("产出指标", "数量指标", "组织会议场次", "≥20", "22"),
        ("产出指标", "质量指标", "任务办结率", "100%", "100%"),
        ("产出指标", "时效指标", "工作及时率", "≥95%", "98%"),
        ("效益指标", "社会效益指标", "服务覆盖率", "≥90%", "95%"),
        ("满意度指标", "服务对象满意度指标", "服务对象满意率", "≥90%", "96%"),
    )
    rows, given, scored = [], [], []
    for (first, second, third, target, actual), weight in zip(levels, weights, strict=True):
        given.append(ledger.points(str(weight), ("indicator", form, third, "weight")))
        scored.append(ledger.points(str(weight), ("indicator", form, third, "score")))
        ledger.rules.append(AtMost("score within weight", (scored[-1].no, given[-1].no)))
        rows.append([first, second, third, f"（{given[-1]}分）", target, actual, scored[-1]])
    return rows, given, scored


def _whole_score(one: Books) -> str:
    """The whole department's total score: full marks but for the execution of the budget."""
    outturn = one.under("", "general")
    rate = Decimal(outturn) / (outturn * 21 // 20)
    return str((20 * rate).quantize(Decimal("0.01"), ROUND_HALF_UP) + 80)


def _forms(one: Books, ledger: Ledger) -> dict:
    day = f"{one.year + 1}年5月31日"
    projects = [_project_form(one, ledger, each, day) for each in one.projects]
    budget = ledger.amount(one.under("", "general") * 21 // 20, None)
    outturn = ledger.amount(one.under("", "general"), ("whole", "outturn"))
    score = _score(ledger, outturn, budget, "whole_department")
    rows, given, scored = _indicators(ledger, "whole_department", [20, 20, 10, 20, 10])
    total = ledger.points(str(score.exact + 80), ("form", "whole_department", "total_score"))
    ledger.sum("form total", total, [score, *scored])
    said = next(n for n, slot in enumerate(ledger.slots) if slot.truth == _SCORE)
    ledger.rules.append(Same("score in two places", (said, total.no)))
    _weights(ledger, given, 80)
    basic, project = (
        ledger.amount(one.under("", what), ("general", "total", what))
        for what in ("basic", "project")
    )
    return {
        "department": {
            "title": f"{one.year}年度{one.name}整体绩效自评表",
            "unit": one.name,
            "date": day,
            "basic": f"{basic}万元",
            "project": f"{project}万元",
            "budget": budget,
            "outturn": outturn,
            "rate": f"{ledger.share(outturn, budget)}%",
            "score": score,
            "objectives": [
                {
                    "label": "年度目标1（80分）",
                    "text": "保障机关运转。",
                    "header": True,
                    "indicators": rows,
                }
            ],
            "total": total,
            "cause": "无",
            "improvement": "无",
        },
        "projects": projects,
        "remarks": ["预算数是调整后的财政资金总额。"],
    }


def _weights(ledger: Ledger, given: list[Mark], whole: int) -> None:
    said = Mark(ledger.put(str(whole), "fixed").no)
    ledger.sum("weights", said, given)


def _project_form(one: Books, ledger: Ledger, each, day: str) -> dict:
    budget, outturn = (
        ledger.amount(
            cents, ("project", each.name, what), truth=("budget", "project", each.name, what)
        )
        for cents, what in ((each.budget, "adjusted_budget"), (each.outturn, "outturn"))
    )
    score = _score(ledger, outturn, budget, each.name)
    rows, given, scored = _indicators(ledger, each.name, [20, 20, 10, 20, 10])
    _weights(ledger, given, 80)
    total = ledger.points(str(score.exact + 80), ("form", each.name, "total_score"))
    ledger.sum("form total", total, [score, *scored])
    return {
        "title": f"{one.year}年度{one.name}项目自评表",
        "unit": one.name,
        "date": day,
        "name": each.name,
        "department": one.name,
        "implementer": "综合科",
        "choices": [
            {"label": "项目类型", "options": ["常年性项目", "一次性项目"], "ticked": "常年性项目"}
        ],
        "budget": budget,
        "outturn": outturn,
        "rate": f"{ledger.share(outturn, budget)}%",
        "score": score,
        "weight": "（80分）",
        "indicators": rows,
        "total": total,
        "cause": "无",
        "improvement": "无",
    }
