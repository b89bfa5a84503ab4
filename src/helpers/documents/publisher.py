"""Who published a document: the name that its cover, titles, tables or prose give, or nobody.

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
from helpers.wording.scan import NUMERAL, NUMERALS

#: What a name ends with, brackets left aside; a region alone (省, 市, 区) is none.
_OFFICE = re.compile(
    r"(?:[局委办厅部院校学园心站所处队府会馆社团场道镇乡村司库台宫室组科署行店厂段圃堂]|街道|人大|政协|党校"
    r"|妇联|文联|残联|科协|侨联|社科联|工商联|作协|记协|红十字|机关|本级|基地|园区|开发区|新区|景区|保护区"
    r"|管理区|林区|矿区|灌区|公园)$"
)
_NO_NAME = re.compile(
    r"决算|预算|收入|支出|收支|经费|情况|说明|年度|部分|概况|目录|公开|报告|报表|如下|万元|财政拨款|合计|金额"
    r"|附件|表$|编制(?!委|办)|^(?:我|本|该|各|全|其)|[我本该](?:部门|单位|局|院|校|园|委|中心|站|所|处)"
    r"|^(?:部门|单位|市级|区级|县级|省级|市直|县直)|[X×xＸ*○]{2}|、|^[(\d和与及的由从对在为是]|纳入|包括"
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
_LEADERS = re.compile(r"[.…·\-—]{2,}\d*$")
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


def _of_head(pages: list[str]) -> Named | None:
    """The name in the title that stands at the head of the first page with any text."""
    lines = _head_lines(next((page for page in pages if len(_unspaced(page)) > 3), ""))
    found = [named for start in range(len(lines)) if (named := _first_title(lines[start:]))]
    if found:
        return _fullest(found, lines, _unspaced("".join(pages)))
    alone = [name for line in lines if (name := name_in(line))]
    titled = any("决算" in line for line in lines)
    return Named(alone[0]) if titled and len(alone) == 1 else None


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
