"""What a document says it is: final accounts or budget, the year, who published it.

Kind and year come from titles alone (cover, contents, headings, table titles): the prose of final
accounts speaks of the budget and of the year before on every page.

A cover may begin with the year or with the name, in one line or in four. Where it names nobody,
a heading may (“某某局2021年度部门决算情况说明”), the words above a table (编制单位：某某局), or the
prose, which begins its sentences with the name (“某某局2021年度收入总计”).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product

from helpers import amounts
from helpers.wording import NUMERAL, NUMERALS

#: What a name ends with, brackets left aside; a region alone (省, 市, 区) is none.
_OFFICE = re.compile(
    r"(?:[局委办厅部院校学园心站所处队府会馆社团场道镇乡村司库台宫室组科署行店厂段圃堂]|街道|人大|政协|党校"
    r"|妇联|文联|残联|科协|侨联|社科联|工商联|作协|记协|红十字|机关|本级|基地|园区|开发区|新区|景区|保护区"
    r"|管理区|林区|矿区|灌区|公园)$"
)
_NO_NAME = re.compile(
    r"决算|预算|收入|支出|收支|经费|情况|说明|年度|部分|概况|目录|公开|报告|报表|如下|万元|财政拨款|合计|金额"
    r"|附件|表$|编制(?!委|办)|^(?:我|本|该|各|全|其)|[我本该](?:部门|单位|局|院|校|园|委|中心|站|所|处)"
    r"|^反映|^(?:部门|单位|市级|区级|县级|省级|市直|县直)|[X×xＸ*○]{2}|、|^[(\d和与及的由从对在为是]|纳入|包括"
    r"|所属|下属|关于|增加|减少|主要|用于|按照|根据|以来|因此|负责|统一"
)
#: Offices whose work is called by such a word.
_MAY_SAY = re.compile(
    r"预算(?:编审|评审|编制|执行|绩效|审核)*(?=中心|局|处|办)|信息公开(?=办)"
    r"|(?:国库|财政|经费)?收支(?=中心)"
)
_BESIDE_NAME = re.compile(r"\((?:部门|单位|汇总|公章|盖章|全口径|含下属单位)\)$")
_PLACE = re.compile(r"中共|中国|全国|国家|(?!驻|第).{1,7}?[省市县区州盟旗镇乡]")
_MOST = 44


def is_name(text: str) -> bool:
    """Whether `text` may name an office, by the words in it and by its end."""
    bare = _MAY_SAY.sub("", text)
    ideographs = sum("\u4e00" <= character <= "\u9fff" for character in bare)
    return (
        ideographs >= 3
        and len(text) <= _MOST
        and not _NO_NAME.search(bare)
        and text.count("(") == text.count(")")
        and bool(_OFFICE.search(re.sub(r"\([^()]*\)$", "", text)))
    )


def name_in(text: str) -> str | None:
    """The name, freed of what is said of its kind (某某局部门); null where there is none."""
    text = _BESIDE_NAME.sub("", text)
    shorter = re.sub(r"(?:部门|单位)$", "", text)
    return next((one for one in (shorter, text) if is_name(one)), None)


def says_place(name: str) -> bool:
    """Whether the name begins with a place, as a full name does."""
    return bool(_PLACE.match(name))


_YEAR = r"(?:20|二[〇○◯零OＯ])[0-9〇○◯零OＯ一二三四五六七八九]{2}年?度?"

#: What accounts are of, in front of 决算: a title says any of these, a name never does.
_OF = (
    r"(?:的?(?:\(?(?:部门|单位|本级|机关|汇总)\)?|财务|财政|收支|收入|支出|整体|资金"
    r"|一般公共预算|政府性基金|[\"“”'‘’]*三公|预算|拨款|经费[\"“”'‘’]*|和|及|与|、|年度)+)"
)
_OPENING = r"(?:(?:关于)?(?:公开|公布|公示|印发)?)"
_NAME = r"(?P<name>[\u4e00-\u9fff()·“”\-A-Za-z0-9]{3,44}?)"
_WORDS = r"[^。,;?!]*"
_TITLES = tuple(
    re.compile(f"{_OPENING}{title}")
    for title in (
        rf"{_NAME}(?:关于)?(?:公开|公布)?\(?{_YEAR}\)?(?P<rest>{_WORDS}决算{_WORDS})",
        rf"{_YEAR}{_NAME}(?:关于)?(?P<rest>{_OF}?决算{_WORDS})",
        rf"{_NAME}(?P<rest>{_OF}决算[^。,;?!0-9]*)(?:\(?{_YEAR}\)?)?",
    )
)
_BUDGET_TITLE = re.compile(
    rf"(?:{_NAME}\(?{_YEAR}\)?|{_YEAR}{_NAME.replace('<name>', '<behind>')})(?:部门|单位)预算"
    r"(?:信息|公开|编制|情况|说明|报告|草案|文本|\([^()]{1,8}\))*"
)
_OVERVIEW = re.compile(
    r"(?:第一部分|一)[:、.]?(?P<name>[^:,。;]{3,40}?)(?:部门|单位)?(?:基本)?"
    r"(?:概况|情况)"
)
_NUMBER = re.compile(rf"(?:第{NUMERAL}+部分|{NUMERAL}+、|\({NUMERAL}+\))[:、]?")
_ABOVE = re.compile(
    r"(?:编制|公开|填报|填表|报送|预算|决算)?(?:单位|部门)(?:名称)?"
    r"(?:\((?:公章|盖章|签章)\))?:\s*(?P<name>.+)"
)
_BESIDE = re.compile(
    r"(?:金额)?单位\s*:|公开|[万千]?元"
    r"|(?:20\d\d|填报|报送|编制|审核|日期|主管|第\s*\d).*"
)
_SUBJECT = (
    r"(?=收入|支出|收、支|收支|本年|财政|一般公共预算|[\"“”]*三公|机关运行|政府采购|政府性"
    r"|国有|年初|年末|部门|单位|总收入|总支出|决算|公务|因公|基本支出|项目支出|共有|[,:])"
)
_SAID = r"(?P<name>[^。;:,\d\n]{4,40}?)"
_SENTENCES = (
    re.compile(rf"(?:^|[。;:\n]){_SAID}{_YEAR}{_SUBJECT}"),
    re.compile(rf"(?:^|[。;:\n]){_YEAR}{_SAID}{_SUBJECT}"),
)
_STOP = re.compile(rf"目录$|第一部分|{NUMERAL}、|.*[。;]")
_FURNITURE = re.compile(
    r"[-—–\d/第页共]*|附件?\d*:?|公开\d*表|.*:.*"
    rf"|{_YEAR}[0-9{NUMERALS}]{{1,2}}月.*"
)
_CLOSED = re.compile(r"(?:决算|说明|公开|报告|报表|公示|情况|文本|材料|信息|[表书)]|年度?)$")
_TAIL = re.compile(r"(?:公开|信息|情况|说明|报告|报表|文本|[书明告表开及的和)]|\(.{1,8}\)){1,4}")
_LEADERS = re.compile(r"[.…·\-—]{2,}\d*$")  # dots and page number of a contents line
_NARROW = str.maketrans("：（），；？！", ":(),;?!")
_WIDE = str.maketrans(":(),;?!", "：（），；？！")
_HEAD_LINES, _TITLE_LINES, _LONGEST_HEADING = 14, 6, 70


@dataclass(frozen=True)
class Named:
    """A publisher's name, and the title that it was taken from (null where no title gave it)."""

    name: str
    title: str | None = None


def find_publisher(pages: list[str]) -> Named | None:
    """The publisher of the document with the page texts `pages`; null where none is named."""
    found = _of_head(pages)
    if not found or not says_place(found.name):  # a short form: the full one may stand elsewhere
        lines = _lines(pages)
        others = [
            name
            for names in (
                _in_headings(lines),
                _above_tables(pages),
                _overviews(lines),
                _in_prose(lines),
            )
            if (name := _most(names))
        ]
        found = found or next(map(Named, others), None)
        longer = (name for name in others if name.endswith(found.name))
        found = found and Named(max([found.name, *longer], key=len), found.title)
    return found and Named(*(part and part.translate(_WIDE) for part in (found.name, found.title)))


def publisher_of_head(pages: list[str]) -> str | None:
    """The publisher that the document's own first title names; None where that names none."""
    found = _of_head(pages)
    return found.name if found else None


def _of_head(pages: list[str]) -> Named | None:
    """The name in the title that stands at the head of the first page with any text."""
    lines = _head_lines(next((page for page in pages if len(_unspaced(page)) > 3), ""))
    found = [named for start in range(len(lines)) if (named := _first_title(lines[start:]))]
    if found:
        return _fullest(found, lines, _unspaced("".join(pages)))
    alone = [name for line in lines if (name := name_in(line))]
    titled = any("决算" in line for line in lines)
    if titled:
        return Named(alone[0]) if len(alone) == 1 else None
    return _of_a_budget(lines)


def _of_a_budget(lines: list[str]) -> Named | None:
    """The name in a budget's title that the page begins with, or alone on the lines above it:
    某某局2024年部门预算, or 某某大学 above 2024年度部门预算."""
    for end in range(1, min(_TITLE_LINES, len(lines)) + 1):
        if match := _BUDGET_TITLE.fullmatch("".join(lines[:end])):
            name = name_in(match["name"] or match["behind"])
            return Named(name) if name else None
    return None


def _first_title(lines: list[str]) -> Named | None:
    """The shortest title with a name that the lines begin with."""
    for end in range(1, min(_TITLE_LINES, len(lines)) + 1):
        title = "".join(lines[:end])
        if name := _titled(title):
            return Named(name, _whole(title, lines[end:]))
    return None


def _fullest(found: list[Named], lines: list[str], text: str) -> Named:
    """The name with all its lines, without an office of its own that stands above it."""
    best, *shorter = found
    for other in shorter:
        front = best.name.removesuffix(other.name)
        elsewhere = text.count(best.name) > "".join(lines).count(best.name)
        if front != best.name and is_name(front) and says_place(other.name) and not elsewhere:
            best = other
    return best


def _head_lines(page: str) -> list[str]:
    """The lines before the contents, the first heading or the first sentence; no furniture."""
    lines = []
    for line in map(_unspaced, page.splitlines()):
        if _STOP.match(line):
            break
        if line and not _FURNITURE.fullmatch(line):
            lines.append(line)
    return lines[:_HEAD_LINES]


def _titled(line: str) -> str | None:
    """The name in a line that is a title of final accounts."""
    if "决算" not in line or not _CLOSED.search(line):
        return None
    matches = (match for title in _TITLES if (match := title.fullmatch(line)))
    names = ((name_in(match["name"]), match["rest"]) for match in matches)
    return next((name for name, rest in names if name and name not in rest), None)


def _whole(title: str, following: list[str]) -> str:
    """The title with the words of its end that a line break cut off."""
    for line in following:
        if not _TAIL.fullmatch(line):
            break
        title += line
    return title


def _unspaced(text: str) -> str:
    return amounts.unspaced(text).translate(_NARROW)


def _lines(pages: list[str]) -> list[str]:
    return [_LEADERS.sub("", _unspaced(line)) for page in pages for line in page.splitlines()]


def _in_headings(lines: list[str]) -> Iterator[str]:
    """Names in headings that say year and 决算, in one line or over two."""
    for line in (*lines, *(a + b for a, b in pairwise(lines) if not _titled(a))):
        number = _NUMBER.match(line)
        heading = line[number.end() if number else 0 :]
        if len(heading) <= _LONGEST_HEADING and (name := _titled(heading)):
            yield name


def _overviews(lines: list[str]) -> Iterator[str]:
    """Names in the heading of the first part: 第一部分 某某局概况."""
    for line in lines:
        if (match := _OVERVIEW.fullmatch(line)) and (name := name_in(match["name"])):
            yield name


def _above_tables(pages: list[str]) -> Iterator[str]:
    """Names behind 编制单位：, 部门：, 公开部门： …"""
    for line in (line.strip() for page in pages for line in page.splitlines()):
        if match := _ABOVE.match(amounts.plain(line).translate(_NARROW)):
            said = _BESIDE.split(match["name"])[0]
            if name := name_in(_unspaced(said)):
                yield name


def _in_prose(lines: list[str]) -> Iterator[str]:
    """Names that sentences begin with, beside the year: in running text, and at a line's start."""
    for sentence, text in product(_SENTENCES, ("".join(lines), "\n".join(lines))):
        for match in sentence.finditer(text):
            if name := name_in(match["name"]):
                yield name


def _most(names: Iterator[str]) -> str | None:
    """The name that most say, in full where some say it short; null where none has the most."""
    printed = Counter(names)
    counts = Counter(
        {name: sum(n for other, n in printed.items() if name.endswith(other)) for name in printed}
    )
    if not counts:
        return None
    (first, most), *others = counts.most_common()
    return first if all(n < most or first.endswith(name) for name, n in others) else None


_DIGITS = str.maketrans("〇○◯零OＯ一二三四五六七八九", "000000123456789")
_TITLE_DATED = r"((?:20|二[〇○◯零OＯ])[0-9〇○◯零OＯ一二三四五六七八九]{2})年度?"
_ANY_YEAR = re.compile(_TITLE_DATED)
_WORDS_BEHIND = r"(?:信息|公开|编制|情况|说明|报告|报表|草案|文本|总表|表)*"
_FINAL = re.compile(rf"(?:部门|单位)决算{_WORDS_BEHIND}$|决算总?表$")
_BUDGET = re.compile(rf"(?:部门|单位)预算{_WORDS_BEHIND}$|预算总?表$")
_FINAL_YEAR = re.compile(rf"{_TITLE_DATED}[^年]{{0,12}}决算")
_TITLE_YEAR = re.compile(rf"{_TITLE_DATED}[^年]{{0,60}}?决算")
_ANY_BUDGET = re.compile(rf"{_TITLE_DATED}.*预算(?:安排)?{_WORDS_BEHIND}$")
#: What final accounts, and statements of them, say of themselves.
_ACCOUNTS_SAID = re.compile(r"决算|三公[”\"]?经费")
#: Stands in a page's text for what its text layer does not hold: a picture, drawn letters.
UNSEEN = "\ufffc"
_DATE = re.compile(rf"{_TITLE_DATED}[0-9{NUMERALS}]{{1,2}}月.*$")  # below a cover's title
_SENTENCE = re.compile(r"[，。；：？！,;:?!]")
_LONGEST_TITLE = 60
_ENOUGH = 300  # letters and ideographs; a scan's stray line has fewer
_LONGEST_COVER = 120  # characters of a page that holds a title and nothing else


@dataclass(frozen=True)
class Titles:
    """What the titles of one document say; each null or empty where they are silent."""

    kind: str | None  # final_accounts, budget
    years: frozenset[int]  # fiscal years named in titles of final accounts
    commonest_year: int | None  # year written most often anywhere
    title: str | None
    publisher: str | None
    other: bool = False  # seen whole, or enough of it, and not a word about final accounts


def read_titles(pages: list[str]) -> Titles:
    """What the document with the page texts `pages` says it is."""
    lines = [line for page in pages for line in _title_lines(page)]
    cover = _cover(pages[0]) if pages else []
    everything = amounts.unspaced("".join(pages)).replace(UNSEEN, "")
    common = Counter(map(_year, _ANY_YEAR.findall(everything))).most_common(1)
    named = find_publisher([page.replace(UNSEEN, "") for page in pages])
    years = _years(cover, lines, named)
    return Titles(
        kind=_kind(cover, lines, "决算" in everything),
        years=years,
        commonest_year=common[0][0] if common else None,
        title=_title(named, years),
        publisher=named.name if named else None,
        other=_is_other(pages, everything),
    )


def _years(cover: list[str], lines: list[str], named: Named | None) -> frozenset[int]:
    """The fiscal years of the lines that are titles of final accounts, of the title, and the one
    that the cover names."""
    found = {
        year
        for line in [*cover, *lines]
        if _FINAL.search(line)
        for year in _FINAL_YEAR.findall(line)
    }
    found.update(_TITLE_YEAR.findall(named.title if named and named.title else ""))
    said = set(_ANY_YEAR.findall(cover[0])) if cover and "决算" in cover[0] else set()
    return frozenset(map(_year, found | (said if len(said) == 1 else set())))


def _title(named: Named | None, years: frozenset[int]) -> str | None:
    """The title as printed or, where the name stands elsewhere, the usual one."""
    if named is None:
        return None
    if named.title:
        return named.title
    return f"{named.name}{min(years)}年度部门决算" if len(years) == 1 else None


def _is_other(pages: list[str], everything: str) -> bool:
    """Whether the document was seen and is none: what cannot be seen may be all that matters."""
    seen = not any(UNSEEN in page for page in pages)
    enough = seen or sum(map(str.isalpha, everything)) > _ENOUGH
    return enough and not _ACCOUNTS_SAID.search(everything)


def _kind(cover: list[str], lines: list[str], says_final: bool) -> str | None:
    """What the cover says or, where it is silent, what the titles agree on."""
    if not says_final and any(map(_ANY_BUDGET.search, [*cover, *lines])):
        return "budget"
    for words in (cover, lines):
        final = {line for line in words if _FINAL.search(line)}
        budget = {line for line in words if _BUDGET.search(line)}
        if final and not budget:
            return "final_accounts"
        # A line of prose may happen to break after 部门预算; two different ones may not.
        if budget and not final and (words is cover or len(budget) > 1):
            return "budget"
    return "final_accounts" if final else None


def _cover(page: str) -> list[str]:
    """The title of a page that holds only a title, joined and by lines; else nothing."""
    words = amounts.unspaced(page.replace(UNSEEN, ""))
    if len(words) > _LONGEST_COVER:
        return []
    return [_DATE.sub("", words), *_title_lines(page)]


def _title_lines(page: str) -> list[str]:
    """The lines of a page that may be titles: short, without a sentence's punctuation."""
    lines = (
        _LEADERS.sub("", amounts.unspaced(line)) for line in page.replace(UNSEEN, "").splitlines()
    )
    return [line for line in lines if len(line) <= _LONGEST_TITLE and not _SENTENCE.search(line)]


def _year(printed: str) -> int:
    return int(printed.translate(_DIGITS))
