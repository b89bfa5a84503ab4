"""The yearly books of a made-up department: seeded numbers for which every identity holds."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

CLASSES = (
    "一般公共服务支出",
    "外交支出",
    "国防支出",
    "公共安全支出",
    "教育支出",
    "科学技术支出",
    "文化旅游体育与传媒支出",
    "社会保障和就业支出",
    "卫生健康支出",
    "节能环保支出",
    "城乡社区支出",
    "农林水支出",
    "交通运输支出",
    "资源勘探工业信息等支出",
    "商业服务业等支出",
    "金融支出",
    "援助其他地区支出",
    "自然资源海洋气象等支出",
    "住房保障支出",
    "粮油物资储备支出",
    "国有资本经营预算支出",
    "灾害防治及应急管理支出",
    "其他支出",
    "债务还本支出",
    "债务付息支出",
    "抗疫特别国债安排的支出",
)
NAMES = {
    "201": "一般公共服务支出",
    "20103": "政府办公厅（室）及相关机构事务",
    "2010301": "行政运行",
    "2010302": "一般行政管理事务",
    "2010350": "事业运行",
    "20111": "纪检监察事务",
    "2011199": "其他纪检监察事务支出",
    "205": "教育支出",
    "20502": "普通教育",
    "2050202": "小学教育",
    "2050203": "初中教育",
    "20509": "教育费附加安排的支出",
    "2050999": "其他教育费附加安排的支出",
    "208": "社会保障和就业支出",
    "20805": "行政事业单位养老支出",
    "2080501": "行政单位离退休",
    "2080505": "机关事业单位基本养老保险缴费支出",
    "2080506": "机关事业单位职业年金缴费支出",
    "20811": "残疾人事业",
    "2081199": "其他残疾人事业支出",
    "210": "卫生健康支出",
    "21002": "公立医院",
    "2100201": "综合医院",
    "21004": "公共卫生",
    "2100408": "基本公共卫生服务",
    "21011": "行政事业单位医疗",
    "2101101": "行政单位医疗",
    "2101102": "事业单位医疗",
    "2101103": "公务员医疗补助",
    "212": "城乡社区支出",
    "21208": "国有土地使用权出让收入安排的支出",
    "2120803": "城市建设支出",
    "2120899": "其他国有土地使用权出让收入安排的支出",
    "213": "农林水支出",
    "21301": "农业农村",
    "2130101": "行政运行",
    "2130122": "农业生产发展",
    "2130199": "其他农业农村支出",
    "221": "住房保障支出",
    "22102": "住房改革支出",
    "2210201": "住房公积金",
    "2210203": "购房补贴",
}
#: Economic classes of table 06: personnel (301, 303) and operating costs.
ECONOMIC = {
    "301": (
        "工资福利支出",
        {
            "30101": "基本工资",
            "30102": "津贴补贴",
            "30103": "奖金",
            "30107": "绩效工资",
            "30108": "机关事业单位基本养老保险缴费",
            "30109": "职业年金缴费",
            "30110": "职工基本医疗保险缴费",
            "30113": "住房公积金",
            "30199": "其他工资福利支出",
        },
    ),
    "303": ("对个人和家庭的补助", {"30302": "退休费", "30304": "抚恤金", "30309": "奖励金"}),
    "302": (
        "商品和服务支出",
        {
            "30201": "办公费",
            "30202": "印刷费",
            "30205": "水费",
            "30206": "电费",
            "30207": "邮电费",
            "30211": "差旅费",
            "30213": "维修（护）费",
            "30216": "培训费",
            "30217": "公务接待费",
            "30228": "工会经费",
            "30231": "公务用车运行维护费",
            "30239": "其他交通费用",
            "30299": "其他商品和服务支出",
        },
    ),
    "310": ("资本性支出", {"31002": "办公设备购置", "31003": "专用设备购置"}),
}
PERSONNEL = ("301", "303")
SPARED = ("30217", "30231")  # receptions and running of vehicles
EXPENSES = ("overseas_travel", "vehicle_purchase", "vehicle_running", "reception")


@dataclass
class Item:
    """Expenditure of one item of the functional classification, in hundredths of the unit."""

    basic: int = 0
    project: int = 0
    other: int = 0  # of the project expenditure, what other revenue pays
    initial: int = 0  # budgeted from the general budget

    @property
    def general(self) -> int:
        return self.basic + self.project - self.other


@dataclass
class Fund:
    """A government-managed fund: what it carried in, took in, spent and carries on."""

    opening: int
    revenue: int
    project: int

    @property
    def closing(self) -> int:
        return self.opening + self.revenue - self.project


@dataclass
class Project:
    """A project of the self-evaluation: adjusted budget and outturn."""

    name: str
    budget: int
    outturn: int


@dataclass
class Books:
    """One department's year. Money is whole hundredths of the tables' unit."""

    name: str
    year: int
    items: dict[str, Item]
    funds: dict[str, Fund]
    opening: int  # carried in of the general budget, spent on the last item
    closing: int
    other_closing: int  # carried on of other revenue
    economic: dict[str, int] = field(default_factory=dict)
    three_public: dict[str, dict[str, int]] = field(default_factory=dict)
    projects: list[Project] = field(default_factory=list)
    changes: dict[str, int] = field(default_factory=dict)

    def codes(self, codes) -> list[str]:
        """Classes, sections and items in the order of the tables."""
        return sorted({code[:n] for code in codes for n in (3, 5, 7)})

    def under(self, code: str, what: str) -> int:
        return sum(getattr(one, what) for key, one in self.items.items() if key.startswith(code))

    def fund(self, code: str, what: str) -> int:
        return sum(getattr(one, what) for key, one in self.funds.items() if key.startswith(code))

    def revenue(self, code: str) -> int:
        """Appropriation of the year by what it is spent on; the last item carries balances."""
        last = max(self.items)
        carried = self.closing - self.opening if last.startswith(code) else 0
        return self.under(code, "general") + self.fund(code, "revenue") + carried

    def other_revenue(self, code: str) -> int:
        last = max(code for code, one in self.items.items() if one.other) if self.other else ""
        return self.under(code, "other") + (
            self.other_closing if last and last.startswith(code) else 0
        )

    @property
    def other(self) -> int:
        return self.under("", "other")

    @property
    def appropriation(self) -> int:
        """What table 04 totals: all appropriation spent and carried on."""
        spent = self.general_budget + self.fund("", "project")
        return spent + self.closing + self.fund("", "closing")

    @property
    def total(self) -> int:
        """What table 01 totals: all expenditure and what is carried on."""
        return self.appropriation + self.other + self.other_closing

    @property
    def general_budget(self) -> int:
        return self.under("", "general")

    @property
    def operating(self) -> int:
        """The costs of running the office that the prose states (机关运行经费)."""
        return self.under("", "basic") // 9


def books(
    name: str,
    year: int,
    seed: int,
    codes: list[str],
    *,
    funds: list[str] = (),
    big: int = 100,
    other: bool = False,
    carried: bool = False,
    project_names: list[str] = (),
    of_two: int = 0,
) -> Books:
    """Books of the department `name`; `big` hundredths are a small amount of the unit.

    `codes` are the items of the general budget, every second one with project expenditure.
    Of two years that go together `of_two` is the first (1) or the second (2), which goes on where
    the first ends.
    """
    chance = random.Random(seed)
    some = _some(chance, big)
    items = {
        code: Item(some(20, 700), some(30, 400) if n % 2 == 0 else 0)
        for n, code in enumerate(codes)
    }
    if other:
        one = next(iter(items.values()))
        one.other = one.project // 5
    _budgeted(chance, items, big)
    made = Books(
        name,
        year,
        items,
        {code: _fund(some) for code in funds},
        opening=some(5, 60) if carried else 0,
        closing=some(2, 15) if carried else 0,
        other_closing=some(1, 4) if carried and other and not of_two else 0,
    )
    made.economic = _economic(chance, made.under("", "basic"), big)
    made.three_public = _three_public(made.economic, some)
    made.projects = _projects(chance, list(project_names), made.under("", "project") - made.other)
    made.changes = {
        key: chance.choice((1, -1)) * some(30, 90)
        for key in ("total", "appropriation", "general_budget")
    }
    made.changes |= {key: chance.choice((1, -1)) * some(1, 3) for key in ("operating",)}
    return _year_after(made, chance, big) if of_two == 2 else made


def _some(chance: random.Random, big: int):
    def some(low: int, high: int) -> int:
        return chance.randint(low * big, high * big) + chance.randint(1, big - 1)

    return some


def _budgeted(chance: random.Random, items: dict[str, Item], big: int) -> None:
    """Gives every item its initial budget: some are met exactly, some more, some less."""
    for n, one in enumerate(items.values()):
        one.initial = (
            one.general
            if n % 3 == 2
            else max(
                big, one.general + (-1) ** n * chance.randint(one.general // 40, one.general // 5)
            )
        )


def _year_after(last: Books, chance: random.Random, big: int) -> Books:
    """The books that follow `last`: balances are carried on, changes are those on its totals."""
    some = _some(chance, big)

    def moved(cents: int) -> int:
        return cents * chance.randint(880, 1180) // 1000

    items = {
        code: Item(moved(one.basic), moved(one.project), moved(one.other))
        for code, one in last.items.items()
    }
    _budgeted(chance, items, big)
    funds = {code: _fund(some, one.closing) for code, one in last.funds.items()}
    carried = bool(last.closing)
    made = Books(
        last.name,
        last.year + 1,
        items,
        funds,
        opening=last.closing,
        closing=some(2, 15) if carried else 0,
        other_closing=0,
    )
    # What a sentence sums up as one decrease must decrease in all its parts.
    made.economic = {
        code: cents * chance.randint(800, 950) // 1000 if code in SPARED else moved(cents)
        for code, cents in last.economic.items()
    }
    made.economic["30101"] += made.under("", "basic") - sum(made.economic.values())
    made.three_public = _three_public(made.economic, some)
    outturn = last.three_public["outturn"]
    made.three_public["prior"] = dict(outturn)
    made.projects = _projects(
        chance, [one.name for one in last.projects], made.under("", "project") - made.other
    )
    made.changes = {
        name: getattr(made, name) - getattr(last, name)
        for name in ("total", "appropriation", "general_budget", "operating")
    }
    return made


def _fund(some, opening: int | None = None) -> Fund:
    opening = some(5, 20) if opening is None else opening
    revenue = some(60, 200)
    return Fund(opening, revenue, revenue + opening // 2)


def _economic(chance: random.Random, basic: int, big: int) -> dict[str, int]:
    """Amounts of the economic sections that make up the basic expenditure."""
    sections = [code for _, under in ECONOMIC.values() for code in under]
    weights = {
        code: chance.randint(20, 60) if code[:3] == "301" else chance.randint(1, 6)
        for code in sections
    }
    whole = sum(weights.values())
    found = {code: basic * weight // whole // 7 * 7 + 3 for code, weight in weights.items()}
    found["30101"] += basic - sum(found.values())
    return found


def _three_public(economic: dict[str, int], some) -> dict[str, dict[str, int]]:
    outturn = {
        "overseas_travel": 0,
        "vehicle_purchase": 0,
        "vehicle_running": economic["30231"],
        "reception": economic["30217"],
    }
    budget = {
        "overseas_travel": 0,
        "vehicle_purchase": 0,
        "vehicle_running": outturn["vehicle_running"] + some(1, 3),
        "reception": outturn["reception"] + some(1, 2),
    }
    prior = {
        **budget,
        "vehicle_running": outturn["vehicle_running"] + some(1, 2),
        "reception": outturn["reception"] + some(1, 2),
    }
    found = {"initial_budget": budget, "outturn": outturn, "prior": prior}
    for one in found.values():
        one["vehicles"] = one["vehicle_purchase"] + one["vehicle_running"]
        one["total"] = one["overseas_travel"] + one["vehicles"] + one["reception"]
    return found


def _projects(chance: random.Random, names: list[str], whole: int) -> list[Project]:
    """Projects whose outturns make up the whole project expenditure."""
    if not names:
        return []
    weights = [chance.randint(10, 40) for _ in names]
    outturns = [whole * weight // sum(weights) for weight in weights]
    outturns[0] += whole - sum(outturns)
    return [
        Project(name, outturn if n % 2 else outturn + outturn // chance.randint(9, 30), outturn)
        for n, (name, outturn) in enumerate(zip(names, outturns, strict=True))
    ]
