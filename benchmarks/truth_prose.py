"""What Part 3 says, from the corpus' truth: (fact or budget measure, subject, printed).

Numbers only, without separators, units and per-cent signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from helpers import amounts
from truth import expense, load

_REASONS = Path(__file__).with_name("truth_reasons.yml")
_VEHICLES = (
    "部级领导干部用车",
    "主要领导干部用车",
    "机要通信用车",
    "应急保障用车",
    "执法执勤用车",
    "特种专业技术用车",
    "离退休干部用车",
    "其他用车",
)


def facts(name: str) -> list[tuple]:
    """Rows of ``tidy/facts``: (fact, subject or null, printed). A null subject is not compared."""
    said = load(name)["narrative"]
    found = [
        *_total("revenue_expenditure", said["1_收入支出总体"], "收入支出总计"),
        *_parts("revenue", said["2_收入"], "本年收入合计"),
        *_parts("expenditure", said["3_支出"], "本年支出合计"),
        *_total("appropriation", said["4_财政拨款收支"], "财政拨款收入支出总计"),
        *_total("general_budget", said["5_1_总体"], "一般公共预算财政拨款支出"),
        ("general_budget_share_of_expenditure", None, said["5_1_总体"]["占本年支出合计_pct"]),
        ("general_budget_total", None, said["5_2_结构"]["total"]),
        *_classes(said["5_2_结构"]["items"]),
        ("basic_total", None, said["6_基本支出"]["基本支出"]),
        ("basic_personnel", None, said["6_基本支出"]["人员经费"]),
        ("basic_public", None, said["6_基本支出"]["公用经费"]),
        *_three_public(said["7_三公"]),
        *_performance(said["10_绩效"]),
        *_operating(said["11_1_机关运行"]),
        *_procurement(said["11_2_政府采购"]),
        *_assets(said["11_3_国有资产"]),
    ]
    return [one for one in found if one[2] is not None]


def _total(group: str, said: dict, name: str) -> Iterator[tuple]:
    yield f"{group}_total", None, said[name]
    yield from _change(group, said["yoy"])


def _change(group: str, yoy: dict) -> Iterator[tuple]:
    yield f"{group}_change", None, yoy["change"]
    if yoy["rate_has_percent_sign"]:
        yield f"{group}_change_rate", None, yoy["rate_pct"]


def _parts(group: str, said: dict, whole: str) -> Iterator[tuple]:
    yield f"{group}_total", None, said[whole]
    for item in said["items"]:
        yield f"{group}_part", item["name"], item["amount"]
        yield f"{group}_part_share", item["name"], item["share_pct"]


def _classes(items: list[dict]) -> Iterator[tuple]:
    for item in items:
        subject = f"{item['类']}(类)"
        yield "general_budget_class_amount", subject, item["amount"]
        yield "general_budget_class_share", subject, item["share_pct"]


def _three_public(said: dict) -> Iterator[tuple]:
    if "yoy" not in said:
        return
    yield from _change("three_public", said["yoy"])
    yield from _change("three_public", said["yoy"])  # once for the whole, once for receptions
    for item in said["具体_占比"]:
        yield "three_public_share", amounts.key(item["name"]), item["share_pct"]
    yield "three_public_travel_groups", None, said["团组个数"]
    yield "three_public_travellers", None, said["出国人次"]
    yield "three_public_vehicles_held", None, said["公务用车保有量"]
    yield "three_public_domestic_reception", None, said["国内公务接待支出"]
    yield "three_public_foreign_reception", None, said["外宾接待支出"]
    yield "three_public_reception_batches", None, said["接待批次"]
    yield "three_public_reception_people", None, said["接待人次"]


def _performance(said: dict) -> Iterator[tuple]:
    for stage in ("编报绩效目标", "绩效跟踪评价", "绩效自评"):
        yield "performance_projects", None, said[stage]["项目数"]
        yield "performance_amount", None, said[stage]["预算金额"]
    yield "performance_score", None, said["平均得分"]
    for grade in ("优", "良", "合格", "不合格"):
        yield "performance_projects", f'绩效评级为"{grade}"的项目', said[f"评级_{grade}"]
    yield "performance_problems", None, said["发现问题"]


def _operating(said: dict) -> Iterator[tuple]:
    yield "operating_costs_total", None, said["机关运行经费"]
    yield "operating_costs_change", None, said["change"]
    yield "operating_costs_change_rate", None, said["rate_pct"]


def _procurement(said: dict) -> Iterator[tuple]:
    yield "procurement_total", None, said["total"]
    for part in ("货物", "工程", "服务"):
        yield "procurement_part", part, said[part]
    for fact, name in (
        ("reserved_sme", "预留中小企业预算"),
        ("reserved_micro", "预留小微企业预算"),
        ("won_sme_reserved", "中小企业预留中标"),
        ("won_micro_reserved", "小微企业预留中标"),
        ("won_sme_other", "其他项目中小企业中标"),
    ):
        yield f"procurement_{fact}", None, said[name]


def _assets(said: dict) -> Iterator[tuple]:
    yield "assets_vehicles", None, said["车辆合计"]
    for kind in _VEHICLES:
        yield "assets_vehicles_part", kind, said["车辆分项"].get(kind)
    yield "assets_equipment", None, said["单价100万元以上设备_台套"]


def budget(name: str) -> list[tuple]:
    """Rows of ``tidy/budget_vs_outturn`` in the prose: (scope and name, measure, printed)."""
    if name.startswith("hanyang"):
        return list(_hanyang_budget(load("hanyang-2020-truth")))
    return list(_budget(load(name)["narrative"]))


def _budget(said: dict) -> Iterator[tuple]:
    whole = said["5_3_合计"]
    for field, measure in (
        ("年初预算", "initial_budget"),
        ("全年预算", "adjusted_budget"),
        ("支出决算", "outturn"),
        ("完成年初预算_pct", "rate"),
    ):
        if whole[field] is not None:
            yield "total", measure, whole[field]
    for item in said["5_3_items"]:
        name = f"{item['类']}(类){item['款']}(款){item['项']}(项)"
        base = "initial_budget" if item["budget_label"] == "年初预算" else "adjusted_budget"
        for measure, field in ((base, "budget"), ("outturn", "final"), ("rate", "completion_pct")):
            if item[field] is not None:
                yield amounts.key(name), measure, item[field]
    three = said["7_三公"]
    if "年初预算" in three:
        yield "three_public total", "initial_budget", three["年初预算"]
        yield "three_public total", "outturn", three["支出决算"]
        yield "three_public total", "rate", three["完成预算_pct"]
        for item in three["分项"]:
            yield f"three_public {expense(item['name'])}", "outturn", item["final"]
            yield f"three_public {expense(item['name'])}", "rate", item["completion_pct"]
        yield "three_public vehicle_purchase", "outturn", three["公务用车购置支出"]
        yield "three_public vehicle_running", "outturn", three["公务用车运行维护支出"]


def _hanyang_budget(truth: dict) -> Iterator[tuple]:
    rows = [("total", truth["by_class"]["total"])]
    rows += [(amounts.key(row["name_in_5_3"]), row) for row in truth["by_class"]["rows"]]
    for name, row in rows:
        yield name, "initial_budget", _number(row["initial_budget"])
        yield name, "outturn", _number(row["actual"])
        yield name, "rate", _number(row["completion_pct"])
    places = truth["by_project"]
    for row in places["narrative_5_3"]:
        yield f"narrative {amounts.key(row['name'])}", "outturn", _number(row["actual"])
    for source, part in (
        ("self_evaluation_summary", places["summary_13_3"]["rows"]),
        ("self_evaluation_form", places["forms"]),
    ):
        for row in part:
            name = f"{source} {amounts.key(row['name'])}"
            yield name, "adjusted_budget", _number(row["budget"])
            yield name, "outturn", _number(row["executed"])
            yield name, "rate", _number(row["rate"])


def _number(figure: dict) -> str:
    return figure["value"]


#: What the flat truth of a document (its list `facts`) calls a figure, and our names for it.
_ABOUT = {
    "revenue total": "revenue_total|revenue_expenditure_total",
    "revenue part": "revenue_part",
    "expenditure total": "expenditure_total|revenue_expenditure_total",
    "expenditure part": "(expenditure|appropriation|general_budget|government_funds)_part",
    "appropriation expenditure total": "(appropriation|general_budget)_total",
    "general budget expenditure total": "general_budget_total",
    "expenditure by function": "(expenditure|general_budget)_class_amount",
    "expenditure by economic class": "(expenditure|general_budget)_economic_amount",
    "basic expenditure by economic class": "basic_economic_amount",
    "change": "(?!three_public).*(?<!_budget)_change|revenue_expenditure_change",
    "change rate": "(?!three_public).*(?<!_budget)_change_rate|revenue_expenditure_change_rate",
    "share": ".*_share",
    "item outturn": "outturn of function_item",
    "three public total": "outturn of total",
    "three public part": "outturn of (overseas_travel|vehicle.*|reception)",
    "procurement total": "procurement_total",
    "procurement part": "procurement_part",
    "operating costs": "operating_costs_total",
    "vehicle count": "assets_vehicles",
    "reception count": "three_public_reception_batches",
    "reception persons": "three_public_reception_people",
}
FLAT = {"swu2023": 2023, "taiyuan2016": 2016}


def flat_facts(name: str) -> list[dict]:
    """Every figure of the prose of a document whose truth is one list, those given in words
    (没有) left out."""
    return [fact for fact in load(name)["facts"] if fact["value"] is not None]


def flat_read(rows: dict[str, list[dict]]) -> list[dict]:
    """Facts, and the amounts of budget statements, in the form of `flat_facts`."""
    found = [
        {
            "about": row["fact"],
            "subject": row["subject_zh"],
            "value": row["printed"],
            "unit": row["value_unit"],
            **_also(row, "direction", "fund", "base", "page"),
        }
        for row in rows["tidy/facts"]
    ]
    for row in rows["tidy/budget_vs_outturn"]:
        for measure in ("initial_budget", "adjusted_budget", "budget", "outturn"):
            if row["source"] == "narrative" and row.get(f"{measure}_printed"):
                kind = row["code"] if row["scope"] == "three_public" else row["scope"]
                found.append(
                    {
                        "about": f"{measure} of {kind}",
                        "subject": row["name_zh"],
                        "value": row[f"{measure}_printed"],
                        "unit": "万元",
                        "direction": None,
                        "base": None,
                        **_also(row, "fund", "page"),
                    }
                )
    return found


def _also(row: dict, *names: str) -> dict:
    return {name: row.get(name) for name in names}


def means(read: dict, said: dict) -> bool:
    """`read` is what the truth says: kind, subject, value, direction, fund and base, page.

    A count is no money: it has no fund. A subject may be told with fewer or more words of the page.
    """
    if not re.fullmatch(_ABOUT[said["about"]], read["about"]):
        return False
    plain = ("value", "direction", "base", "page")
    if said["unit"] in ("万元", "%"):
        plain += ("fund",)
    subject, named = (amounts.key(one["subject"] or "") for one in (read, said))
    return all(read[name] == said[name] for name in plain) and (
        named in subject or subject in named
    )


def flat_compared(rows: dict[str, list[dict]], name: str) -> tuple[list[tuple], list[tuple]]:
    """What is read and what the truth has; what agrees stands in both in the same words."""
    left, read = flat_facts(name), []
    wanted = [_as_tuple(one) for one in left]
    for one in flat_read(rows):
        said = next((truth for truth in left if means(one, truth)), None)
        if said:
            left.remove(said)
        read.append(_as_tuple(said or one))
    return read, wanted


def _as_tuple(fact: dict) -> tuple:
    return tuple(
        fact[name] for name in ("about", "subject", "value", "direction", "fund", "base", "page")
    )


def reasons(name: str) -> list[tuple]:
    """Which reasons a document gives for what: (fact or ``budget``, subject or code, first and
    last characters, length); looked up on its pages, kept without the sentences themselves."""
    return [
        tuple(one) for one in yaml.safe_load(_REASONS.read_text(encoding="utf-8")).get(name, ())
    ]


def reasons_read(rows: dict[str, list[dict]]) -> list[tuple]:
    """The reasons of the tidy tables in the form of `reasons`; one for a change and its rate."""
    found = [
        (row["fact"].removesuffix("_rate"), amounts.key(row["subject_zh"] or ""), row)
        for row in rows["tidy/facts"]
    ]
    found += [
        ("budget", row.get("code") or amounts.key(row["name_zh"]), row)
        for row in rows["tidy/budget_vs_outturn"]
        if row["source"] != "statutory"
    ]
    return list(
        dict.fromkeys(
            (what, of, f"{text[:4]}…{text[-4:]}", len(text))
            for what, of, row in found
            if (text := amounts.key(row.get("reason_zh") or ""))
        )
    )
