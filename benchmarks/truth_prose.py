"""What Part 3 says, from the corpus' truth: (fact or budget measure, subject, printed).

Numbers only, without separators, units and per-cent signs.
"""

from __future__ import annotations

from collections.abc import Iterator

from helpers import amounts
from truth import expense, load

_VEHICLES = ("部级领导干部用车", "主要领导干部用车", "机要通信用车", "应急保障用车",
             "执法执勤用车", "特种专业技术用车", "离退休干部用车", "其他用车")


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
    for fact, name in (("reserved_sme", "预留中小企业预算"), ("reserved_micro", "预留小微企业预算"),
                       ("won_sme_reserved", "中小企业预留中标"),
                       ("won_micro_reserved", "小微企业预留中标"),
                       ("won_sme_other", "其他项目中小企业中标")):
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
    for field, measure in (("年初预算", "initial_budget"), ("全年预算", "adjusted_budget"),
                           ("支出决算", "outturn"), ("完成年初预算_pct", "rate")):
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
    for source, part in (("self_evaluation_summary", places["summary_13_3"]["rows"]),
                         ("self_evaluation_form", places["forms"])):
        for row in part:
            name = f"{source} {amounts.key(row['name'])}"
            yield name, "adjusted_budget", _number(row["budget"])
            yield name, "outturn", _number(row["executed"])
            yield name, "rate", _number(row["rate"])


def _number(figure: dict) -> str:
    return figure["value"]
