"""What is printed above a table: its title, number, unit and department, and what it names."""

from __future__ import annotations

import re
from functools import cache

from helpers import amounts, wording
from helpers.extract.grids.boxes import SAME_LINE
from helpers.extract.grids.layout import Grid, Layout
from helpers.extract.pages import Line
from helpers.wording import HEADED, NUMERAL, PART

_TITLE_INSIDE = re.compile(r"[^。；，]{4,60}表([（(][^（）()]{1,12}[）)])?")
_PART = re.compile(PART)
_NUMBERED = re.compile(rf"{PART}|{HEADED}")
_META = re.compile(
    rf"(部门|单位|日期)([（(](部门|单位)[）)])?(名称)?[:：]|公开\d*表|表\d+$|^附?表{NUMERAL}{{1,2}}$|\d{{4}}年\d+月|^\d{{4}}年(度)?$"
    r"|金额单位|单位(万元|元)$|续表|^[(（]?续"
)
_UNIT = re.compile(r"单位[(（:：]*(人民币)?[亿万千百]?元")
#: “三公”经费支出决算表（单位：万元） is the title all the same.
_TITLE_WITH_UNIT = re.compile(r"^[^:：]{4,60}表[（(](金额)?单位[:：][^（）()]*[）)]$")
#: What a sheet may print behind its title in the same line.
_BEHIND = re.compile(r"\(?(公开|编制|填报|金额)?(部门|单位)(名称)?:.*$|(?<=表)公开\d+表.*$")


def caption_lines(grid: Grid, layout: Layout) -> list[Line]:
    """The lines close above `grid`, nearest first: title, number, unit of the table."""
    top = max((g.box.y1 for g in layout.grids if g.box.y1 <= grid.box.y0), default=0.0)
    above = [
        line
        for line in layout.lines
        if line.y0 >= top - SAME_LINE
        and line.y1 <= grid.box.y0 + 2 * SAME_LINE
        and not layout.is_furniture(line)
    ]
    near, edge = [], grid.box.y0
    for line in sorted(above, key=lambda line: -line.y1):
        if edge - line.y1 > 3.5 * line.size:
            break
        near.append(line)
        edge = min(edge, line.y0)
        if line.text.endswith(("。", "；")):
            return near[:-1]
    return near


def title_of(grid: Grid, layout: Layout) -> str | None:
    """The title printed above `grid`; two lines of one size are one title."""
    candidates = [
        line
        for line in caption_lines(grid, layout)
        if not is_meta(line)
        and not line.text.endswith((":", "："))
        and len(amounts.unspaced(line.text)) <= 60
    ]
    if not candidates:
        return None
    title = [candidates[0]]
    for line in candidates[1:]:
        same = abs(line.size - title[0].size) < 0.6 and title[-1].y0 - line.y1 < line.size
        numbered = _NUMBERED.match(line.text)
        if not same or _is_whole(line.text) or (numbered and not _is_full(line, layout)):
            break
        title.append(line)
        if numbered:
            break
    return amounts.unspaced("".join(line.text for line in reversed(title)))


def _is_whole(text: str) -> bool:
    """The line ends as the title of a table does: what stands below it is another one."""
    return bool(re.search(r"表(\([^()]{1,12}\))?$", unquoted(text)))


def _is_full(line: Line, layout: Layout) -> bool:
    """`line` reaches the right edge of the page's words: what stands below may carry it on."""
    return line.x1 > max(one.x1 for one in layout.lines) - 2.5 * line.size


def captions_before(grid: Grid, layout: Layout, before: Layout | None) -> list[Line]:
    """The title and what belongs to it at the foot of the page `before`, nearest first.

    Empty unless `grid` opens its page without a title and the last words before are one.
    """
    if (
        before is None
        or before.page.number + 1 != layout.page.number
        or not (layout.grids and grid is layout.grids[0])
    ):
        return []
    if not all(
        map(
            is_meta,
            (
                line
                for line in layout.lines
                if line.y0 < grid.box.y0 and not layout.is_furniture(line)
            ),
        )
    ):
        return []
    end = max((g.box.y1 for g in before.grids), default=0.0) - SAME_LINE
    found: list[Line] = []
    for line in sorted(before.lines, key=lambda line: -line.y1):
        if before.is_furniture(line):
            continue
        text = amounts.unspaced(line.text)
        is_title = _TITLE_INSIDE.fullmatch(text) and not _PART.match(text)
        if line.y0 < end or not (is_title or is_meta(line)):
            return []
        found.append(line)
        if is_title and not is_meta(line):
            return found
    return []


def all_captions(layouts: list[Layout]) -> list[Line]:
    """The caption lines of every ruled table of the document."""
    return [
        line
        for before, layout in zip([None, *layouts], layouts, strict=False)
        for grid in layout.grids
        for line in (*caption_lines(grid, layout), *captions_before(grid, layout, before))
    ]


def title_inside(grid: Grid) -> str | None:
    """The title in the first row of `grid`, where that row is one cell as wide as the table."""
    first = [cell for cell in grid.cells if cell.row == 0 and cell.text]
    if len(first) != 1 or first[0].col_span < len(grid.xs) - 1:
        return None
    text = amounts.unspaced(first[0].text)
    return text if _TITLE_INSIDE.fullmatch(text) else None


def is_meta(line: Line) -> bool:
    """The line gives a table's number, unit, department or date, not its title."""
    text = amounts.unspaced(line.text)
    return bool(_META.search(text)) and not _TITLE_WITH_UNIT.search(text)


def gives_unit(line: Line) -> bool:
    """The line says in what the amounts below it are: 部门：某某局 金额单位：元."""
    return bool(_UNIT.search(amounts.unspaced(line.text)))


def table_named(title: str | None, words: dict | None = None) -> str | None:
    """Which statutory table `title` names; null for any other.

    `words` are those of another document's tables than of final accounts (`captions.of_tables`).
    """
    words, text = words or wording.load("tables"), bare_title(title)
    if re.search(words["no_title"], text):
        return None
    return next((one["table"] for one in words["titles"] if re.search(one["title"], text)), None)


def unquoted(text: str) -> str:
    """`text` for comparing, without the marks that some put round a title (《收入决算表》)."""
    return re.sub("[《》〈〉【】]", "", amounts.key(text))


def bare_title(title: str | None) -> str:
    """`title` for comparing, without what is added behind it: （一）, （续）, 公开03表."""
    text = _BEHIND.sub("", unquoted(title or ""))
    while (shorter := re.sub(r"(?<=.)(\([^()]{1,16}\)|续表?)$", "", text)) != text:
        text = shorter
    return text


@cache
def of_tables(document: str = "final_accounts") -> dict:
    """How the tables of a `document` are worded: tables.yml, for a budget with what budgets.yml
    says instead (whole entries by their name)."""
    if document == "final_accounts":
        return wording.load("tables")
    return wording.load("tables") | wording.load("budgets")["tables"]
