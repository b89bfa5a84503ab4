"""A school as Beijing prints it: tables first, 类, 款, 项 each in a column; the prose goes down
to 款 and compares with the initial budget."""

from __future__ import annotations

from sound import plain
from sound.books import NAMES, Books, books
from sound.ledger import Ledger
from sound.statutory import Layout, Tables
from sound.story import Story

LAYOUT = Layout(codes="parts", head="金额", department="单位名称", number="公开{:02d}表")
ITEMS = ["2050202", "2050203", "2050999", "2080505", "2080506", "2101102", "2210201"]


def runs(seed: int, of_two: int = 0) -> tuple[dict, list[dict], Ledger]:
    """(document, runs of pages, ledger) of the school's year."""
    one = books(
        "燕京市通河区第三实验学校", 2022, seed, ITEMS, other=True, carried=True, of_two=of_two
    )
    ledger = Ledger()
    made = Tables(one, ledger, LAYOUT).all()
    story = Story(one, ledger)
    return (
        plain.document(one),
        [
            *plain.tables(made, f"第一部分 {one.year}年度部门决算报表"),
            _explained(one, story),
            _others(one, story),
            plain.glossary("第四部分"),
        ],
        ledger,
    )


def _explained(one: Books, story: Story) -> dict:
    year = f"{one.year}年度"
    total, moved = story.total()
    again = story.money(story.grand, ("grand",), "revenue_expenditure_total")
    revenue, sources = story.revenue()
    spent, kinds = story.expenditure()
    appropriated, also = story.appropriation()
    basic, personnel, public = story.basic()

    def parts(told, base):
        return "；".join(f"{each}{mark}万元，占{base}的{rate}%" for each, mark, rate in told)

    return plain.text(
        (1, f"第二部分 {year}部门决算说明"),
        (2, "一、收入支出决算总体情况说明"),
        f"{year}收入总计{total}万元，支出总计{again}万元。与上年相比，收、支总计各{moved.way}"
        f"{moved.amount}万元，{moved.rate_way}{moved.rate}%。主要原因：学生人数变化。",
        (3, "（一）收入决算说明"),
        f"{year}本年收入合计{revenue}万元，其中：{parts(sources, '收入合计')}。",
        (3, "（二）支出决算说明"),
        f"{year}本年支出合计{spent}万元，其中：{parts(kinds, '支出合计')}。",
        (2, "二、财政拨款收入支出决算总体情况说明"),
        f"{year}财政拨款收、支总计{appropriated}万元。与上年相比，财政拨款收、支总计各{also.way}"
        f"{also.amount}万元，{also.rate_way}{also.rate}%。主要原因：人员经费变动。",
        (2, "三、一般公共预算财政拨款支出决算情况说明"),
        (3, "（一）一般公共预算财政拨款支出决算总体情况"),
        _structure(one, story),
        (3, "（二）一般公共预算财政拨款支出决算具体情况"),
        *_down_to_sections(one, story),
        (2, "四、政府性基金预算财政拨款收入支出决算情况说明"),
        "本年度无此项支出。",
        (2, "五、国有资本经营预算财政拨款收支情况"),
        "本年度无此项支出。",
        (2, "六、一般公共预算财政拨款基本支出决算情况说明"),
        f"{year}使用一般公共预算财政拨款安排基本支出{basic}万元，其中：（1）人员经费{personnel}万元，"
        f"包括基本工资、津贴补贴等支出；（2）公用经费{public}万元，包括办公费、水费等支出。",
    )


def _structure(one: Books, story: Story) -> str:
    whole = story.general_again()
    listed = "；".join(
        f"{NAMES[code]}{mark}万元，占本年财政拨款支出{rate}%"
        for code, mark, rate in story.classes(whole)
    )
    return (
        f"{one.year}年度一般公共预算财政拨款支出{whole}万元，主要用于以下方面（按大类）：{listed}。"
    )


def _down_to_sections(one: Books, story: Story):
    codes = one.codes(one.items)
    for n, code in enumerate((one for one in codes if len(one) == 3), 1):
        outturn, tail = _compared(one, story, code, "function_class")
        sections = [each for each in codes if len(each) == 5 and each.startswith(code)]
        told = [_compared(one, story, each, "function_section") for each in sections]
        story.fixed(outturn, [mark for mark, _ in told], "sections of a class")
        yield f"{n}、“{NAMES[code]}”（类）{tail}。其中："
        for section, (_, words) in zip(sections, told, strict=True):
            yield f"“{NAMES[section]}”（款）{words}。主要原因：据实安排。"


def _compared(one: Books, story: Story, code: str, level: str):
    """Outturn against initial budget: the outturn's mark and the words."""
    outturn = story.money(
        one.under(code, "general"),
        ("general", code, "total"),
        truth=("budget", level, code, "outturn"),
    )
    initial = story.money(
        one.under(code, "initial"), truth=("budget", level, code, "initial_budget")
    )
    word, amount = story.against(
        outturn, initial, one.under(code, "general") - one.under(code, "initial")
    )
    if word.exact == 0 and amount.exact == 0:
        return outturn, (
            f"{one.year}年度决算{outturn}万元，与{one.year}年年初预算{initial}万元{word}"
        )
    return outturn, (
        f"{one.year}年度决算{outturn}万元，比{one.year}年年初预算{initial}万元{word}{amount}万元"
    )


def _others(one: Books, story: Story) -> dict:
    names = {
        "overseas_travel": "因公出国（境）费用",
        "reception": "公务接待费",
        "vehicles": "公务用车购置及运行维护费",
    }
    cents = one.three_public

    def stated(code):
        initial, outturn = (
            story.money(
                cents[what][code],
                ("three_public", code, what),
                truth=("budget", "three_public", code, what),
            )
            for what in ("initial_budget", "outturn")
        )
        word, amount = story.against(
            outturn, initial, cents["outturn"][code] - cents["initial_budget"][code]
        )
        end = word if not amount.exact else f"{word}{amount}万元"
        join = "与" if not amount.exact else "比"
        return (
            outturn,
            initial,
            (f"决算数{outturn}万元，{join}{one.year}年年初预算{initial}万元{end}"),
        )

    total, budget, words = stated("total")
    parts = {code: stated(code) for code in names}
    story.fixed(total, [mark for mark, _, _ in parts.values()], "prose three public")
    story.fixed(budget, [mark for _, mark, _ in parts.values()], "prose three public budget")
    operating, moved = story.operating()
    bought, (goods, works, services), (sme, sme_share, micro, micro_share) = story.procurement()
    return plain.text(
        (1, f"第三部分 {one.year}年度其他重要事项的情况说明"),
        (2, "一、“三公”经费财政拨款决算情况"),
        f"{one.year}年“三公”经费财政拨款{words}。其中：",
        *(
            f"{n}．{names[code]}。{one.year}年{told}。主要原因：厉行节约。"
            for n, (code, (_, _, told)) in enumerate(parts.items(), 1)
        ),
        (2, "二、机关运行经费支出情况"),
        f"{one.year}年机关运行经费支出合计{operating}万元，比上年{moved.way}{moved.amount}万元，"
        f"{moved.rate_way}{moved.rate}%。主要原因是办公支出有所变动。",
        (2, "三、政府采购支出情况"),
        f"{one.year}年政府采购支出总额{bought}万元，其中：政府采购货物支出{goods}万元，政府采购工程"
        f"支出{works}万元，政府采购服务支出{services}万元。授予中小企业合同金额{sme}万元，占政府采购"
        f"支出总额的{sme_share}%，其中：授予小微企业合同金额{micro}万元，占政府采购支出总额的"
        f"{micro_share}%。",
    )
