"""The prescribed wording of a department's final accounts, as a function of its data.

Each function turns one section of the data file into blocks (headings, paragraphs, figures)
with the formulas that the disclosure templates prescribe. No number is computed: each one is
printed as the data file gives it. A part that the data file lacks is left out.
"""

from __future__ import annotations

from collections.abc import Iterator

Block = dict
CHINESE = "一二三四五六七八九十"


def number(n: int) -> str:
    """`n` (1 to 19) as a Chinese numeral."""
    return CHINESE[n - 1] if n <= 10 else f"十{CHINESE[n - 11]}"


def heading(level: int, text: str) -> Block:
    return {"kind": "heading", "level": level, "text": text}


def paragraph(text: str) -> Block:
    return {"kind": "paragraph", "text": text}


def profile(data: dict) -> Iterator[Block]:
    """Part 1: functions, units, staff."""
    one, department = data["profile"], data["document"]["department"]
    yield heading(1, f"第一部分 {department}概况")
    yield heading(2, "一、部门主要职能")
    for n, text in enumerate(one["functions"], 1):
        yield paragraph(f"{n}.{text}")
    yield heading(2, "二、部门决算单位构成")
    yield paragraph(one["units"])
    staff = one.get("staff")
    if staff:
        yield heading(2, "三、部门人员构成")
        yield paragraph(f"{department}在职实有人数{_people(staff['on_post'])}。")
        yield paragraph(f"离退休人员{_people(staff['retired'])}。")


def _people(one: dict) -> str:
    parts = "，".join(f"{part['name']}{part['count']}" for part in one["parts"])
    return f"{one['total']}，其中：{parts}" if parts else one["total"]


def narrative(data: dict) -> Iterator[Block]:
    """Part 3 up to the department's self-evaluation form."""
    document, said = data["document"], data["narrative"]
    year = f"{document['year']}年度"
    yield heading(1, f"第三部分 {document['department']}\n{year}部门决算情况说明")
    sections = [
        _totals,
        _revenue,
        _expenditure,
        _appropriation,
        _general_budget,
        _basic,
        _three_public,
        _government_funds,
        _state_capital,
        _operating_costs,
        _procurement,
        _assets,
    ]
    for n, section in enumerate(sections, 1):
        yield from section(number(n), data, said, year)
    yield from _performance(number(len(sections) + 1), data, said["performance"], year)


def _compared(one: dict, year: str) -> str:
    """A total with its change on the year before and the reasons."""
    return (
        f"与{one['prior_year']}年度相比，{one['verb']}{one['direction']}{one['change']}万元，"
        f"{one['rate_word']}{one['rate']}{_because(one)}。"
    )


def _because(one: dict) -> str:
    return f"，主要原因：{'；'.join(one['reasons'])}" if one.get("reasons") else ""


def _totals(n, data, said, year) -> Iterator[Block]:
    one = said["revenue_expenditure"]
    yield heading(2, f"{n}、收入支出决算总体情况说明")
    yield paragraph(f"{year}{one['subject']}{one['amount']}万元。{_compared(one, year)}")
    yield _figure(data, 0)


def _figure(data: dict, index: int) -> Block:
    return {"kind": "figure", "unit_of_amounts": data["document"]["unit"], **data["figures"][index]}


def _structure(whole: str, one: dict, base: str) -> str:
    parts = "；".join(f"{i['name']}{i['amount']}万元，占{base}{i['share']}" for i in one["items"])
    return f"{whole}{one['total']}万元。其中：{parts}。"


def _revenue(n, data, said, year) -> Iterator[Block]:
    yield heading(2, f"{n}、收入决算情况说明")
    yield paragraph(_structure(f"{year}收入合计", said["revenue"], "本年收入"))
    yield _figure(data, 1)


def _expenditure(n, data, said, year) -> Iterator[Block]:
    yield heading(2, f"{n}、支出决算情况说明")
    yield paragraph(_structure(f"{year}支出合计", said["expenditure"], "本年支出"))
    yield _figure(data, 2)


def _appropriation(n, data, said, year) -> Iterator[Block]:
    one = said["appropriation"]
    yield heading(2, f"{n}、财政拨款收入支出决算总体情况说明")
    yield paragraph(f"{year}{one['subject']}{one['amount']}万元。{_compared(one, year)}")
    yield _figure(data, 3)


def _general_budget(n, data, said, year) -> Iterator[Block]:
    one, parts = said["general_budget"], said["structure"]
    yield heading(2, f"{n}、一般公共预算财政拨款支出决算情况说明")
    yield heading(3, "（一）财政拨款支出决算总体情况")
    yield paragraph(
        f"{year}{one['subject']}{one['amount']}万元，占本年支出合计的{one['share']}。"
        + _compared(one, year)
    )
    yield heading(3, "（二）财政拨款支出决算结构情况")
    listed = "；".join(f"{i['name']}{i['amount']}万元，占{i['share']}" for i in parts["items"])
    yield paragraph(f"{year}{one['subject']}{parts['total']}万元，主要用于以下方面：{listed}。")
    yield from _detail(said["detail"], year)


def _detail(one: dict, year: str) -> Iterator[Block]:
    yield heading(3, "（三）一般公共预算财政拨款支出决算具体情况")
    listed = "；".join(f"{p['name']}{p['amount']}，{p['effect']}" for p in one["projects"])
    projects = f"项目支出主要用于{listed}。" if listed else ""
    yield paragraph(
        f"{year}{_budgeted(one)}。其中：基本支出{one['basic']}万元，"
        f"项目支出{one['project']}万元。{projects}"
    )
    for n, each in enumerate(one["classes"], 1):
        name = {"subject": f"{n}.{each['name']}。"}
        reasons = (
            f"，支出决算数{each['relation']}年初预算数的主要原因：{'；'.join(each['reasons'])}"
            if each.get("reasons")
            else ""
        )
        yield paragraph(f"{_budgeted(each | name)}{reasons}。")


def _budgeted(one: dict) -> str:
    return (
        f"{one['subject']}年初预算为{one['initial_budget']}万元，支出决算为{one['outturn']}"
        f"万元，完成年初预算的{one['rate']}"
    )


def _basic(n, data, said, year) -> Iterator[Block]:
    one = said["basic"]
    yield heading(2, f"{n}、一般公共预算财政拨款基本支出决算情况说明")
    yield paragraph(
        f"{year}一般公共预算财政拨款基本支出{one['total']}万元，其中，人员经费{one['personnel']}"
        f"万元，主要包括：{'、'.join(one['personnel_items'])}；公用经费{one['public']}万元，"
        f"主要包括：{'、'.join(one['public_items'])}。"
    )


def _three_public(n, data, said, year) -> Iterator[Block]:
    one = said["three_public"]
    yield heading(2, f"{n}、一般公共预算财政拨款“三公”经费支出决算情况说明")
    yield heading(3, "（一）“三公”经费的单位范围")
    yield paragraph(
        f"{data['document']['department']}有一般公共预算财政拨款预算安排“三公”经费的"
        f"单位包括{one['units']}。"
    )
    yield heading(3, "（二）一般公共预算财政拨款“三公”经费支出决算情况")
    total = one["total"]
    yield paragraph(
        f"{year}“三公”经费财政拨款年初预算数为{total['initial_budget']}万元，支出决算为"
        f"{total['outturn']}万元，完成年初预算的{total['rate']}，其中："
    )
    yield paragraph(f"1.{_expense(one['overseas_travel'])}")
    yield paragraph(f"2.{_spent(one['vehicles'])}；其中：")
    purchase, running = one["vehicle_purchase"], one["vehicle_running"]
    yield paragraph(f"(1){purchase['name']}{purchase['outturn']}万元。{purchase['remark']}。")
    parts = "；".join(f"{p['name']}{p['amount']}万元" for p in running["parts"])
    yield paragraph(
        f"(2){running['name']}{running['outturn']}万元，完成年初预算的{running['rate']}，"
        f"{_against_budget(running)}主要用于公务用车的日常运行，其中：{parts}。年末公务用车保有量"
        f"{running['held']}，截至{running['held_date']}，开支财政拨款的公务用车保有量"
        f"{running['funded']}。"
    )
    yield paragraph(f"3.{_expense(one['reception'])}")
    change = one["change"]
    listed = "；".join(
        f"{p['name']}支出决算{p['direction']}{p['amount']}万元，{p['rate_word']}{p['rate']}"
        for p in one["parts"]
    )
    reasons = "；".join(
        f"{p['name']}支出{p['direction']}的主要原因是{p['reason']}" for p in one["parts"]
    )
    yield paragraph(
        f"{year}“三公”经费财政拨款支出决算数比{one['prior_year']}年度"
        f"{change['direction']}{change['amount']}万元，{change['rate_word']}"
        f"{change['rate']}，其中：{listed}。{reasons}。"
    )


def _spent(one: dict) -> str:
    return f"{one['name']}支出决算为{one['outturn']}万元，完成年初预算的{one['rate']}"


def _expense(one: dict) -> str:
    return f"{_spent(one)}，{_against_budget(one)}"


def _against_budget(one: dict) -> str:
    return f"比年初预算{one['direction']}{one['change']}万元，主要原因是{one['reason']}。"


def _government_funds(n, data, said, year) -> Iterator[Block]:
    yield heading(2, f"{n}、政府性基金预算财政拨款收入支出决算情况")
    yield paragraph(f"{data['document']['department']}{said['government_funds']}。")


def _state_capital(n, data, said, year) -> Iterator[Block]:
    yield heading(2, f"{n}、国有资本经营预算财政拨款支出决算情况")
    yield paragraph(f"{data['document']['department']}{said['state_capital']}。")


def _operating_costs(n, data, said, year) -> Iterator[Block]:
    one = said["operating_costs"]
    yield heading(2, f"{n}、机关运行经费支出情况")
    yield paragraph(
        f"{year}{data['document']['department']}机关运行经费支出{one['amount']}万元，"
        f"比{one['prior_year']}年度{one['direction']}{one['change']}万元，{one['rate_word']}"
        f"{one['rate']}。主要原因是{one['reason']}。"
    )


def _procurement(n, data, said, year) -> Iterator[Block]:
    one = said["procurement"]
    yield heading(2, f"{n}、政府采购支出情况")
    items = "、".join(f"{i['name']}{i['amount']}万元" for i in one["items"])
    yield paragraph(
        f"{year}{data['document']['department']}政府采购支出总额{one['total']}万元，其中：{items}。"
        f"授予中小企业合同金额{one['sme']}万元，占政府采购支出总额的{one['sme_share']}，其中：授予"
        f"小微企业合同金额{one['micro']}万元，占政府采购支出总额的{one['micro_share']}。"
    )


def _assets(n, data, said, year) -> Iterator[Block]:
    one = said["assets"]
    yield heading(2, f"{n}、国有资产占用情况")
    items = "，".join(f"{i['name']}{i['count']}" for i in one["items"])
    other = "、".join(f"{i['name']}{i['count']}" for i in one["other"])
    yield paragraph(
        f"截至{one['date']}，{data['document']['department']}共有车辆{one['total']}，"
        f"其中，{items}，其他用车主要是{other}。"
    )


def _performance(n, data, one: dict, year: str) -> Iterator[Block]:
    yield heading(2, f"{n}、预算绩效情况说明")
    yield heading(3, "（一）预算绩效管理工作开展情况")
    yield paragraph(
        f"根据预算绩效管理要求，我部门组织对{year}一般公共预算项目支出全面开展绩效自评，共涉及项目"
        f"{one['projects']}，资金{one['amount']}万元，占一般公共预算项目支出总额的{one['share']}。"
        f"从绩效评价情况来看，{one['result']}。"
    )
    yield heading(3, "（二）部门整体支出自评结果")
    yield paragraph(
        f"我部门组织对{one['departments']}部门开展整体支出绩效自评，资金{one['department_amount']}"
        f"万元，从评价情况来看，整体绩效自评综合得分{one['score']}分，评价等级为“{one['grade']}”。"
    )


def project_summaries(data: dict) -> Iterator[Block]:
    """Part 3, the summary of each project's self-evaluation."""
    one, year = data["narrative"]["performance"], f"{data['document']['year']}年度"
    yield heading(3, "（三）项目支出自评结果")
    yield paragraph(
        f"我部门在{year}部门决算中反映所有项目绩效自评结果({one['remark']})，共涉及"
        f"{one['listed']}一级项目。"
    )
    for n, each in enumerate(one["projects_listed"], 1):
        problem = f"发现的问题及原因：{each['problem']}。" if each.get("problem") else ""
        yield paragraph(
            f"{n}.{each['name']}项目绩效自评综述：项目全年预算数为{each['adjusted_budget']}，执行数为"
            f"{each['outturn']}，完成预算的{each['rate']}。主要产出和效益是{each['result']}。{problem}"
        )


def use_of_results(data: dict) -> Iterator[Block]:
    yield heading(3, "（四）绩效自评结果应用情况")
    for n, text in enumerate(data["narrative"]["performance"]["use"], 1):
        yield paragraph(f"{n}.{text}。")


def key_work(data: dict) -> Iterator[Block]:
    """Part 4: a section a piece of work; the table of work is set by `grids.work_table`."""
    yield heading(1, f"第四部分 {data['document']['year']}年重点工作完成情况")
    for n, one in enumerate(data["key_work"]["sections"], 1):
        yield heading(2, f"{number(n)}、{one['heading']}")
        yield paragraph(one["text"])


def glossary(data: dict) -> Iterator[Block]:
    """Part 5: terms, and the classification items the department uses."""
    yield heading(1, "第五部分 名词解释")
    for n, one in enumerate(data["glossary"], 1):
        definition = f"：{one['definition']}" if one.get("definition") else ""
        yield paragraph(f"（{number(n)}）{one['term']}{definition}")
        for m, item in enumerate(one.get("items", []), 1):
            yield paragraph(f"{m}.{item['path']}：{item['definition']}")
    if data.get("phone"):
        yield paragraph(f"咨询电话：{data['phone']}")
