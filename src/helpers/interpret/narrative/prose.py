"""A paragraph ready for reading: its text for matching, its numbers, and where each stands."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

import pandas as pd

from helpers import amounts, wording
from helpers.codes import MARK
from helpers.interpret.narrative.phrases import (
    one_name,
    pattern,
    tells_change_behind_reason,
)
from helpers.wording import BULLET, DECIMAL, NUMERAL, PART, last_sentence

_NUMBER = re.compile(
    rf"(?<![\d.])(?<![\d%][-−~])(?:(?<=[%\d])[-−~])?(?P<number>{amounts.NUMBER})"
    r"(?P<unit>万元|亿元|千元|百元|元|万(?![人辆户次家册套])|%|个百分点|人\(次\)|批\(次\)|人次|批次"
    r"|台\(套\)|分(?!钟)|[人辆个家场次批件项篇条台套份户])?"
    r"(?P<date>年|月|日|、|\.(?!\d))?"
)
#: The numeral of a title that white space alone parts from it: 九　其他重要事项.
_SPACED = f"(?!一般|三公){NUMERAL}{{1,2}}"
#: A heading that is none by its numeral: one short line of words (收入构成, 2.收入决算).
_TITLE = (
    f"(?P<number>{{marker}}|{_SPACED})?(20\\d\\d年(度)?)?(?!其中|包括|如下)[^\\d,。;:!?]{{2,24}}:?"
)
_PARTS = re.compile(PART)
_UNITS = {"万": "万元", "人(次)": "人次", "批(次)": "批次"}
#: A number that only draws a line (单价100万元以上设备) counts nothing.
_THRESHOLD = re.compile(r"\(?(含|不含)?\)?(及)?以[上下内]")
#: 控制在全年预算60万元以内: a budget all the same.
_KEPT_IN = re.compile(r"(控制在|不超|未超)[^,。;:\d]*预算(数|总额)?$")
#: Numbers in a row that share a unit (减少1.20、2.30万元): what each is of cannot be told.
_BEFORE = re.compile(r"\d(?P<unit>[^\d、,和及与/]{0,4})[、,和及与/]$")
#: Brackets, but not those that mark a class, a section or an item.
_ASIDE = re.compile(r"\((?!\d*[类款项]\))[^()]*\)")
_AFTER = re.compile(rf"[、,和及与/](?:{amounts.NUMBER})(?P<unit>[^\d、,和及与/。;]{{1,2}})")


@dataclass(frozen=True)
class Number:
    """A number in a passage: its value in `unit`, and its span in the passage's key text.

    `stop` is the end of its unit; `listed` says that it stands in a row of numbers.
    """

    printed: str
    unit: str
    start: int
    end: int
    stop: int
    listed: bool = False

    @property
    def value(self) -> Decimal:
        return Decimal(self.printed)

    @property
    def is_money(self) -> bool:
        return amounts.is_money_unit(self.unit)


@dataclass
class Passage:
    """One paragraph: headings above it, key text, and the place of each of its characters.

    `key` is the text after NFKC without white space; `places[i]` is the printed character
    behind `key[i]`: (character, page, x0, y0, x1, y1, reader).
    """

    order: int
    part: str | None
    heading: str
    key: str
    places: list[tuple]
    follows: bool = False
    inherited: str = ""
    above: list[str] = field(default_factory=list)  # the run-in heading that it goes on from
    titles: list[str] = field(default_factory=list)  # lines without numbers that head it
    bullet: bool = False  # it is an item of a list without numbers
    announced: str = ""  # the words of a paragraph before that ended in a colon: 具体如下:

    @cached_property
    def section(self) -> str:
        """The section of Part 3 the paragraph stands in: from its headings, how it opens, or
        what it goes on from. Empty where none of them tells; its sentences then have to name
        what they are about themselves."""
        opened = self._section_opened()
        if opened in ("operating_costs", "procurement", "assets"):
            return opened
        headed, own = section_of(self.headings), section_of(self.run_in)
        # 1.收入情况。 under the heading of a fund is the fund's revenue.
        if own and not (own in ("revenue", "expenditure") and headed.startswith(_OF_FUNDS)):
            headed = own
        if (self.above and headed == "appropriation") or (self.announced and not own):
            headed = self.inherited or headed  # a part of what the run-in heading names
        if headed in ("", "totals"):
            return (
                opened
                or (self.inherited if self.goes_on else "")
                or headed
                or ("three_public" if pattern("{three_public_told}").search(self.key) else "")
            )
        return headed

    @cached_property
    def headings(self) -> list[str]:
        """The headings above the paragraph, outermost first, as key text."""
        headed = [amounts.key(heading) for heading in self.heading.split("/") if heading]
        return [*headed, *self.titles]

    @cached_property
    def run_in(self) -> list[str]:
        """The heading that opens the paragraph itself: ``(一)收入决算情况。2020年度…``."""
        match = pattern("^{marker}?(?P<said>{run_in})").match(self.key)
        return [match["said"]] if match else []

    @cached_property
    def named_by(self) -> str:
        """The innermost heading, run-in heading or title: what it names is the paragraph's own
        subject where that has none (机关运行经费。2019年支出…)."""
        named = ["", *self.headings, *self.run_in][-1]
        return pattern("^{marker}|(决算|使用|安排)*(情况|说明|构成|方面)*[。:,]?$").sub("", named)

    @cached_property
    def goes_on(self) -> bool:
        """The paragraph is an item or a part of what the one before it spoke of."""
        return (
            bool(self.announced)
            or self.bullet
            or bool(
                pattern(
                    "^({marker}|其中|此外|另外|包括|主要用于|按[^,。;:]{0,8}(功能|经济|性质|用途|科目))"
                ).match(self.key)
            )
        )

    @cached_property
    def numbering(self) -> str:
        """How the paragraph is numbered (``1、`` and ``2、`` alike); empty where it is not."""
        return numbering(self.key)

    @cached_property
    def path(self) -> str:
        """Headings and run-in heading in one line, for what they say of fund and year."""
        return "/".join([*self.headings, *self.above, *self.run_in])

    def _section_opened(self) -> str:
        words = wording.load("narrative")
        return next(
            (
                one["section"]
                for one in words["openings"]
                if pattern(f"{words['opening']}({one['words']})").match(self.key)
            ),
            "",
        )

    def ahead(self, place: int, year: int) -> bool:
        """What stands at `place` speaks of a year after `year`: the budget of the next one.

        A heading or the clause last said names that year and no clause since names `year`.
        """
        said = pattern("(^|[,。;:])[^,。;:]{0,25}?(?P<year>20\\d\\d)年(?=[^,。;:]*{accounts})")
        years = [
            int(match["year"])
            for match in said.finditer(self.key[:place])
            if not self.gives_reasons(match.start("year"))
        ]
        years = [one for one in years if one >= year]
        if years:
            return years[-1] > year
        headed = [int(one) for one in re.findall(r"(20\d\d)年", self.path)]
        return bool(headed) and min(headed) > year

    def gives_reasons(self, place: int) -> bool:
        """What stands at `place` belongs to a reason: its numbers are no figures of their own.

        A reason goes on to the end of its sentence, or to a semicolon that ends it.
        """
        words = wording.load("narrative")
        sentence = _ASIDE.sub("", self.key[self.key.rfind("。", 0, place) + 1 : place])
        if tells_change_behind_reason(sentence) and not re.search("[一二三]是|[①-⑳]", sentence):
            return False  # …的主要原因是厉行节约,与上年相比减少2.14万元
        begun = list(re.finditer(words["reasons"], sentence))
        after = sentence[begun[-1].end() :].split(";") if begun else []
        return bool(begun) and (
            len(after) == 1 or bool(re.match(words["budget"]["goes_on"], after[-1]))
        )

    @property
    def is_label(self) -> bool:
        """The words of a figure: names and numbers, no sentence."""
        return not re.search(r"[。;]|[为是占比较与]", self.key)

    @cached_property
    def numbers(self) -> list[Number]:
        """The numbers with a unit; dates, thresholds and the numbers of items are left out."""
        found = []
        for match in _NUMBER.finditer(self.key):
            start, end = match.span("number")
            unit = match["unit"] or self._unit_unsaid(start, end)
            stop = match.end("unit") if match["unit"] else end
            drawn = _THRESHOLD.match(self.key, stop) and not _KEPT_IN.search(self.key[:start])
            if unit and not drawn and not self._is_of_item(start):
                found.append(
                    Number(
                        match["number"].replace(",", "").replace("−", "-"),
                        _UNITS.get(unit, unit),
                        start,
                        end,
                        stop,
                        self._is_listed(match),
                    )
                )
        return found

    def _is_of_item(self, start: int) -> bool:
        """3.2项目支出 counts no 项: the number is that of an item."""
        return self.key[start - 1 : start] in ("", "。", ";", ":") and bool(
            re.match(DECIMAL, self.key[start:])
        )

    def _unit_unsaid(self, start: int, end: int) -> str | None:
        """The unit of a number without one: of nothing 万元, of last year's amount that of its
        change (较上年2.52减少0.16万元); null for any other number."""
        if self._is_bare_zero(start, end):
            return "万元"
        moved = pattern(f"^{{moved}}({amounts.NUMBER})(?P<unit>万元|元)").match(self.key[end:])
        is_prior = moved and pattern("{last_year}$").search(self.key[:start])
        return moved["unit"] if moved and is_prior else None

    def _is_bare_zero(self, start: int, end: int) -> bool:
        """年初预算为0: nothing needs no unit."""
        said = re.search(r"(预算|决算)(数)?(为|是)?$", self.key[:start])
        zero = not self.key[start:end].strip("0.") and self.key[end : end + 1] in (",", "。", ";")
        return bool(said and zero)

    def _is_listed(self, match: re.Match) -> bool:
        unit = match["unit"] or "万元"
        before = _BEFORE.search(self.key[: match.start("number")])
        after = match["unit"] and _AFTER.match(self.key, match.end("unit"))
        return bool((before and before["unit"] in ("", unit)) or (after and after["unit"] == unit))

    def printed(self, start: int, end: int) -> str:
        """The words of the page behind ``key[start:end]``."""
        return "".join(place[0] for place in dict.fromkeys(self._numbered(start, end)))

    def as_printed(self, start: int, end: int, words: str) -> str:
        """`words` of ``key[start:end]`` as the page prints them."""
        first = self.key.rindex(words, start, end) if words else start
        return self.printed(first, first + len(words))

    def said_before(self, place: int) -> str:
        """Headings, and the passage up to `place` without brackets: what says the fund."""
        return f"{self.path}/" + re.sub(r"\([^()]*\)", "", self.key[:place])

    def _numbered(self, start: int, end: int):
        return self.places[start:end]

    def place(self, start: int, end: int) -> dict:
        """Provenance of ``key[start:end]``: the box on the line where it begins."""
        _, _, page, _, y0, _, _, reader = self.places[start]
        same = [p for p in self.places[start:end] if p[2] == page and p[4] == y0]
        return {
            "page": page,
            "x0": min(p[3] for p in same),
            "y0": y0,
            "x1": max(p[5] for p in same),
            "y1": max(p[6] for p in same),
            "reader": reader,
        }

    def where(self, number: Number) -> tuple[int, float, float]:
        """The place of a number by which the ledger knows it: page, left and upper edge."""
        place = self.place(number.start, number.end)
        return place["page"], place["x0"], place["y0"]


_OF_FUNDS = ("appropriation", "general_budget", "government_funds", "state_capital")


#: The region's money, not the department's: 2022年全县一般公共预算收入…
_REGION = re.compile(
    r"全([县市省州国旗]|区(?!块))(?=[^,。;:\d]{0,12}"
    "(收入|支出|经费|预算|决算|财政|采购|资产|车辆))"
)
#: A township's own departments are all of it; in its sections on receptions it speaks of 全镇.
_TOWNSHIP = re.compile(r"全[镇乡](?=[^,。;:\d]{0,12}(收入|支出|预算|决算|财政|采购|资产))")


def is_region(sentence: str) -> bool:
    """The sentence speaks of the money of a county, a city, a province, not a department's."""
    return bool(_REGION.search(sentence)) or bool(
        _TOWNSHIP.search(sentence) and "三公" not in sentence
    )


def of_region(passage: Passage, place: int) -> bool:
    """What stands at `place` is said of a region (see `is_region`)."""
    start = passage.key.rfind("。", 0, place) + 1
    return is_region(passage.key[start:place])


def numbering(key: str) -> str:
    """How a text is numbered: ``#.`` for 1. and 2. alike; empty where it is not."""
    match = pattern("^{marker}").match(key)
    return re.sub(rf"\d+|{NUMERAL}+", "#", match.group()) if match else ""


def section_of(path: list[str]) -> str:
    """The section that the innermost known heading of `path` names; empty for none."""
    for depth in range(len(path), 0, -1):
        for one in wording.load("narrative")["sections"]:
            around = "/".join(path[: depth - 1])
            named = pattern("^{marker}").sub("", path[depth - 1])
            if re.search(one["heading"], named) and (
                "under" not in one or re.search(one["under"], around)
            ):
                return one["section"]
    return ""


def passages(paragraphs: pd.DataFrame, lines: pd.DataFrame) -> list[Passage]:
    """The paragraphs that explain the accounts, from ``as_printed/paragraphs`` and ``/lines``.

    Parts whose title says that they hold something else (names explained, functions) are
    left out.
    """
    other = re.compile(wording.load("narrative")["not_narrative"])
    left_out = {"目录"} | {
        row.part
        for row in paragraphs.itertuples(index=False)
        if row.kind == "heading"
        and pd.isna(row.heading)
        and other.search(
            _PARTS.split(amounts.key(row.text))[1]
            if _PARTS.match(amounts.key(row.text))
            else amounts.key(row.text)
        )
    }
    by_order = defaultdict(list)
    for line in lines.itertuples(index=False):
        by_order[line.order].append(line)
    found: list[Passage] = []
    for row in paragraphs.itertuples(index=False):
        if row.kind == "body" and row.part not in left_out:
            found += _split(_passage(row, by_order[row.order]))
    return _with_sections(_under_titles(_beside_headings(found)))


#: 三、 and (二), by which a paragraph of sentences may stand beside the heading before it.
_ORDINAL = re.compile(rf"^(?P<open>\(?)(?P<number>{NUMERAL}{{1,3}})(?P<close>[)、])")


def _beside_headings(found: list[Passage]) -> list[Passage]:
    """Each passage under its headings, but not under 三、… where it opens with 四、 itself, or
    comes behind one that does: a heading with an amount in it is a paragraph."""
    headed, left, last = None, "", {}
    for one in found:
        if one.heading != headed:
            headed, left, last = one.heading, one.heading, {}
        own = _ORDINAL.match(one.key)
        path = headed.split("/")
        for level, heading in enumerate(path):
            above = _ORDINAL.match(amounts.key(heading))
            if own and above and own["open"] + own["close"] == above["open"] + above["close"]:
                before = last.get(level) or amounts.chinese_number(above["number"])
                if before and amounts.chinese_number(own["number"]) == before + 1:
                    last, left = {level: before + 1}, "/".join(path[:level])
                break
        one.heading = left
    return found


def _under_titles(found: list[Passage]) -> list[Passage]:
    """Each passage knows the lines without numbers that head it, under the numbered headings."""
    titles: list[str] = []
    heading = ""
    for one in found:
        titles, heading = titles if one.heading == heading else [], one.heading
        title = pattern(_TITLE).fullmatch(one.key)
        if title and not MARK.search(one.key):
            titles = _titles(titles, one, title["number"])
        else:
            one.titles = list(titles)
    return found


def _titles(above: list[str], title: Passage, number: str | None) -> list[str]:
    """The path of titles that ends with `title`: 3. stands where 2. stood; one without a number
    stands alone where it names a section, else under the first or the last of those `above`."""
    if number:
        shape = _shape(title.key)
        beside = (n for n, one in enumerate(above) if _shape(one) == shape)
        return [*above[: next(beside, len(above))], title.key][-3:]
    known = [[title.key], [*above[:1], title.key]]
    return next((path for path in known if section_of(path)), [*above, title.key][-3:])


def _shape(title: str) -> str:
    return numbering(title) or re.sub(f"^{_SPACED}.*", "#", title)


def _with_sections(found: list[Passage]) -> list[Passage]:
    """Each passage knows the section of the one before it under the same headings."""
    for before, one in pairwise(found):
        if before.heading == one.heading and before.part == one.part:
            # 8、 stands beside 7、, not under it.
            same = (
                before.numbering
                and before.numbering == one.numbering
                and (before.section in wording.load("narrative")["specific"])
            )
            one.announced = _announced(before, one)
            one.follows, one.inherited = True, before.inherited if same else before.section
            if one.goes_on and not one.run_in:
                one.above = before.run_in or before.above
    return found


def _announced(before: Passage, one: Passage) -> str:
    """The words that announce a list (其中: 具体如下:), for each of its paragraphs."""
    if before.key.endswith(":") and before.numbers:
        return last_sentence(before.key)
    goes_on = before.key.endswith(";") or (one.numbering and one.numbering == before.numbering)
    return before.announced if goes_on and not one.run_in else ""


def _split(passage: Passage) -> list[Passage]:
    """A paragraph parted where a run-in heading, or a sentence that opens a section of one
    subject (政府采购支出总额 …, 共有车辆 …), begins another subject in its middle."""
    words = wording.load("narrative")
    opens = "|".join(
        one["words"]
        for one in words["openings"]
        if one["section"] in ("operating_costs", "procurement", "assets")
    )
    headed = "[^,。;:\\d]{2,30}(情况|说明)。(20\\d\\d年|本年)"
    opened = f"{words['opening'].removeprefix('^')}({opens})"
    aspect = "[^,。;:\\d]{0,12}(收入|支出|经费)方面,"
    parts = f"[。;](?={{marker}}{{run_in}}|{headed})|。(?={opened}|{aspect})"
    starts = [0, *(match.end() for match in pattern(parts).finditer(passage.key)), len(passage.key)]
    return (
        [
            replace(passage, key=passage.key[start:stop], places=passage.places[start:stop])
            for start, stop in pairwise(starts)
        ]
        if len(starts) > 2
        else [passage]
    )


def _bullet(text: str) -> int:
    """How many characters of a bullet a text opens with."""
    match = re.match(rf"\s*{BULLET}\s*", text)
    return match.end() if match else 0


def _parted(text: str) -> str:
    """3.1.1 2021年度 without its white space would be 3.1.12021年度: a point takes its place."""
    match = re.match(rf"({DECIMAL})\s(?=20\d\d年)", text)
    return f"{match[1]}、{text[match.end() :]}" if match else text


#: 百分之12.5 says 12.5%, 人民币 nothing; 742.18万元①, and 742.18万元[1]。 point to a note below.
_SPELLED = re.compile(
    rf"百分之(?P<rate>{amounts.NUMBER})(?![\d%])|(?P<money>人民币(?=\d))"
    r"|(?<=[元%人次辆个批])(\(\d{1,2}\)|\[\d{1,2}\])(?=[,。;、)])"
)


def _spelled(key: list[str], places: list[tuple]) -> tuple[list[str], list[tuple]]:
    """The text with each 百分之 as a percent sign behind its number, and without 人民币 before an
    amount and the marks of notes; what is printed of a number stays in the places.

    >>> _spelled(list("占百分之5,"), [(one, n) for n, one in enumerate("占百分之5,")])
    (['占', '5', '%', ','], [('占', 0), ('百分之5', 4), ('', 4), (',', 5)])
    """
    text = "".join(key)
    for match in reversed(list(_SPELLED.finditer(text))):
        start, stop = match.span()
        rate = match.start("rate")
        if match["money"]:
            places[stop] = (match.group() + places[stop][0], *places[stop][1:])
        if match["rate"] is None:
            key[start:stop], places[start:stop] = [], []
            continue
        first, last = places[rate], places[stop - 1]
        digits = [("百分之" + first[0], *first[1:]), *places[rate + 1 : stop], ("", *last[1:])]
        key[start:stop], places[start:stop] = [*match["rate"], "%"], digits
    return key, places


def _passage(row, lines: list) -> Passage:
    key, places = [], []
    for number_of_line, line in enumerate(lines):
        edges = list(line.edges)
        head = 0 if number_of_line else _bullet(line.text)
        for n, character in enumerate(_parted(line.text)):
            if n < head:
                continue
            number = (
                unicodedata.normalize("NFKC", character).strip(".")
                if character in amounts.ITEM_NUMBERS
                else ""
            )
            mark = len(places)  # one for all that a character folds into
            for folded in f"({number})" if number else amounts.key(character):
                if folded == "【":
                    continue
                key.append("。" if folded == "】" else folded)  # 【政府采购】 opens as 政府采购。
                places.append(
                    (
                        character,
                        mark,
                        line.page,
                        edges[n],
                        line.y0,
                        edges[n + 1],
                        line.y1,
                        line.reader,
                    )
                )
    part = None if pd.isna(row.part) else row.part
    heading = "" if pd.isna(row.heading) else row.heading
    key, places = _spelled(key, places)
    text = one_name("".join(key))
    text = re.sub(r"(?<=[元%人次辆个])\.(?=[^\d.])", "。", text)  # a Western keyboard's full stop
    return Passage(
        row.order, part, heading, text, places, bullet=bool(lines and _bullet(lines[0].text))
    )
