"""The document's prose: printed lines joined into paragraphs, each under its headings.

A line begins a paragraph when it is indented, follows a short line, carries a heading's
number, or changes size. Page numbers are kept as lines but never break a paragraph that
runs over a page.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from helpers import amounts
from helpers.extract.grids.captions import all_captions
from helpers.extract.grids.layout import Layout
from helpers.extract.pages import Line, chart_number
from helpers.wording import BULLET, DECIMAL, HEADED, NUMERAL, NUMERALS, PART

_PART = re.compile(rf"第({NUMERAL}+)部分")
_HEADINGS = (
    re.compile(HEADED),
    re.compile(rf"[（(]{NUMERAL}+[）)]"),
    # 2.1 收入决算情况说明, a line of its own; 2.36亿元 at the head of a line is none.
    re.compile(rf"{DECIMAL}\s*[^\d。，；：,;:]{{2,30}}$"),
)
_ITEM = re.compile(
    rf"(\d{{1,2}}[.、．](?!\d)|[（(]\d{{1,2}}[）)]|\d{{1,2}}[）)]|[①-⑳⒈-⒛]|[A-Z][.、．](?![A-Za-z])"
    rf"|{BULLET}|{DECIMAL}|{HEADED}|[（(]{NUMERAL}+[）)]|{PART}|[注说备][:：明注]|图\s*\d+[:：])"
)
_NOTE = re.compile(r"[注说备][:：明注]|[①-⑳*※]|\[\d\]")
#: An entry of the contents ends with its page: 一、收入支出决算总体情况……3
_ENTRY_END = re.compile(r"[.…·]{3,}\s*[-—(（]?\d*[-—)）]?$")
_SENTENCE_END = "。；：！？;:!?"
_CONTENTS = "目录"
#: A date alone on its line, as on a cover: nothing goes on behind it.
_DATE = re.compile(
    rf"[12二一][\d〇○零OＯ一二三四五六七八九]{{3}}[年.\-/][\d{NUMERALS}]{{1,3}}"
    rf"([月.\-/]([\d{NUMERALS}]{{1,3}}日?)?)?"
)
#: The table that a heading names behind its words: （附表六《…》）, （见公开06表）.
_NAMED_TABLE = re.compile(
    r"[（(](附表|附件|详见|见|公开|表)[^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)?[）)]$"
)
#: What is printed in a chart is no sentence, and has fewer characters than this beside numbers.
_SENTENCE, _LONGEST_LABEL = re.compile(r"。|[^;]{15,};|[:,]$"), 60
#: A heading whose section opens with a table stands where the table's title does.
_HEADS_PROSE = re.compile(r"(情况|说明|分析|经费|采购|绩效)$")
#: A heading is short; a numbered sentence is not one.
_LONGEST_HEADING = 45


@dataclass
class Paragraph:
    """Lines that belong together, with the part and the headings they stand under."""

    lines: list[Line]
    kind: str
    part: str | None = None
    heading: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(line.text for line in self.lines)


def read_paragraphs(layouts: list[Layout]) -> list[Paragraph]:
    """The document's paragraphs in reading order.

    `kind` is body, heading, caption (above a table, or of a chart), note (below a table),
    figure (what is printed in a chart) or page_number.
    """
    paragraphs: list[Paragraph] = []
    captions = set(map(id, all_captions(layouts)))
    margins: dict[tuple, tuple[float, float]] = {}
    for layout in layouts:
        margins |= _margins(layout, captions)
        charts = set(map(id, layout.chart_lines))
        for line in _reading_order([*layout.lines, *layout.chart_lines]):
            if id(line) in charts:
                paragraphs.append(Paragraph([line], "figure"))
            else:
                _add(line, layout, captions, margins, paragraphs)
    _place_under_headings(paragraphs)
    _mark_labels(paragraphs)
    return paragraphs


def _reading_order(lines: list[Line]) -> list[Line]:
    """From top to bottom; two columns one after the other, where they begin."""

    def place(line: Line) -> tuple:
        top, column = line.flow or (line.y1, 0)
        return round(top), column, round(line.y1), line.x0

    return sorted(lines, key=place)


def _margins(layout: Layout, captions: set[int]) -> dict[tuple, tuple[float, float]]:
    """Left and right edge of the page's body text, by page and column (see `_column`)."""
    columns = defaultdict(list)
    for line in layout.lines:
        columns[_column(line)].append(line)
    return {column: _edges(layout, lines, captions) for column, lines in columns.items()}


def _column(line: Line) -> tuple:
    return line.page, line.flow


def _edges(layout: Layout, lines: list[Line], captions: set[int]) -> tuple[float, float]:
    body = [
        line
        for line in lines
        if not layout.is_furniture(line) and id(line) not in captions and len(line.text) > 8
    ]
    if not body:
        return 0.0, layout.page.width
    lefts, right = Counter(round(line.x0) for line in body), max(line.x1 for line in body)
    left = min(x for x, count in lefts.items() if count >= max(lefts.values()) * 0.3)
    # Where most paragraphs are one line, the few that go on tell where lines begin.
    wrapped = Counter(
        round(line.x0)
        for before, line in pairwise(body)
        if before.x1 > right - 2.0 * before.size and before.text[-1] not in _SENTENCE_END
    )
    return float(min([left, *(x for x, _ in wrapped.most_common(1))])), right


def _add(line, layout: Layout, captions, margins, paragraphs: list[Paragraph]) -> None:
    if layout.is_furniture(line):
        paragraphs.append(Paragraph([line], "page_number"))
        return
    if id(line) in captions:
        paragraphs.append(Paragraph([line], "caption"))
        return
    open_ = _open(line, paragraphs)
    if open_ and open_.kind in ("body", "note") and _goes_on(line, layout, margins, open_):
        open_.lines.append(line)
        return
    below_table = any(grid.box.y1 <= line.y0 + 4 for grid in layout.grids)
    starts_note = re.match(r"[注说备]", line.text)
    paragraphs.append(Paragraph([line], "note" if below_table and starts_note else "body"))


def _open(line: Line, paragraphs: list[Paragraph]) -> Paragraph | None:
    """The paragraph that `line` may go on: the last one, or the sentence that a footnote at the
    foot of the page before parts from its end."""
    before = [p for p in reversed(paragraphs) if p.kind not in ("page_number", "figure")][:2]
    if (
        len(before) == 2
        and _NOTE.match(before[0].text)
        and before[1].kind == "body"
        and (before[0].lines[-1].page == line.page - 1 and before[0].text[-1] in _SENTENCE_END)
    ):
        body = before[1]
        unfinished = body.text[-1] not in _SENTENCE_END and len(body.text) > _LONGEST_HEADING
        if body.lines[-1].page == line.page or (
            body.lines[-1].page == line.page - 1 and unfinished
        ):
            return body
    return before[0] if before else None


def _goes_on(line: Line, layout: Layout, margins, open_: Paragraph) -> bool:
    """`line` continues the open paragraph."""
    before = open_.lines[-1]
    left, right, size = margins[_column(line)][0], margins[_column(before)][1], before.size
    if (
        _stands_alone(line, before)
        or _other_size(line, before)
        or (_is_heading_start(open_.text, before, right))
    ):
        return False
    if any(_HEADINGS[2].match(one) for one in (line.text, open_.text)):
        return False
    if chart_number(open_.text) and before.x1 < right - 3.0 * size:
        return False
    full = before.x1 > right - max(3.0 * size, line.head_width)
    unfinished = before.text[-1] not in _SENTENCE_END
    if _ITEM.match(line.text) and not (full and unfinished and line.x0 < left + 0.5 * size):
        return False
    if _PART.match(open_.text) and line.text.startswith(("情况", "说明", "表", "算", "决算")):
        return True
    if not _near(line, before, layout):
        return False
    goes_on = unfinished or before.text[-1] in "；;"
    if _hangs(line, open_, before.x1 > right - 8.0 * size and goes_on):
        return True
    if line.x0 > left + 1.2 * size and not _centred_wrap(line, before, layout):
        return False
    return full or unfinished


def _near(line: Line, before: Line, layout: Layout) -> bool:
    """`line` follows `before` on its page or at the head of the next, and no table parts them."""
    if line.page == before.page:
        parted = any(before.y1 <= g.box.y0 + 4 and g.box.y1 <= line.y0 + 4 for g in layout.grids)
        return not parted and line.y0 - before.y1 <= 2.2 * before.size
    return line.page == before.page + 1 and not (layout.grids and _table_between(line, layout))


def _hangs(line: Line, open_: Paragraph, cut: bool) -> bool:
    """`line` stands under the words of a numbered item whose number hangs out to the left.

    The first such line goes on where the item's was `cut` (full, in the middle of a sentence),
    each later one stands under the one before.
    """
    first, before = open_.lines[0], open_.lines[-1]
    if not _ITEM.match(first.text) or not (line.x0 > first.x0 + 0.5 * first.size):
        return False
    if len(open_.lines) == 1:
        return cut and line.x0 < first.x0 + 3.0 * first.size
    under = open_.lines[1].x0
    return (
        under > first.x0 + 0.5 * first.size
        and abs(line.x0 - under) < 0.3 * first.size
        and (abs(before.x0 - under) < 0.3 * first.size)
    )


def _stands_alone(line: Line, before: Line) -> bool:
    """`line` is the head of the contents (目 录), or behind that, an entry of it, or a date."""
    text, last = amounts.unspaced(line.text), amounts.unspaced(before.text)
    return _CONTENTS in (text, last) or bool(
        _DATE.fullmatch(last) or _ENTRY_END.search(before.text)
    )


def _other_size(line: Line, before: Line) -> bool:
    """The lines differ in type size; a few digits alone do not tell a size."""
    wide = all(sum(ord(c) >= 0x2E80 for c in one.text) >= 3 for one in (line, before))
    return wide and abs(line.size - before.size) > 0.15 * before.size


def _is_heading_start(text: str, before: Line, right: float) -> bool:
    """The open paragraph is a whole heading: numbered, short, not filling its line."""
    numbered = any(pattern.match(text) for pattern in (*_HEADINGS, _PART))
    return (
        numbered
        and _is_heading(text)
        and before.x1 < right - 3.0 * before.size
        and (not _PART.match(text))
    )


def _table_between(line: Line, layout: Layout) -> bool:
    return any(grid.box.y1 <= line.y0 + 4 for grid in layout.grids)


def _centred_wrap(line: Line, before: Line, layout: Layout) -> bool:
    """Both lines are centred and the second ends a title that the first began."""
    middle = layout.page.width / 2
    centred = all(abs((one.x0 + one.x1) / 2 - middle) < one.size for one in (line, before))
    return centred and bool(_PART.match(before.text)) and line.page == before.page


def _place_under_headings(paragraphs: list[Paragraph]) -> None:
    """Fill in `part` and `heading`, and mark headings."""
    part, path = None, []
    in_contents = False
    seen_parts: set[str] = set()
    listed: set[str] = set()
    for paragraph in paragraphs:
        text = amounts.unspaced(paragraph.text)
        found = _PART.match(text)
        if text == _CONTENTS:
            in_contents, part, path = True, _CONTENTS, []
        elif found and len(text) <= 60 and paragraph.kind in ("body", "caption"):
            name = found.group()
            if in_contents and name in seen_parts:
                in_contents = False
            if in_contents:
                seen_parts.add(name)
            else:
                part, path, paragraph.kind = name, [], "heading"
        elif in_contents and (_is_prose(text) or _entry(text) in listed):
            in_contents, part = False, None
            path = _heading_path(text, [], paragraph) if paragraph.kind == "body" else []
        elif not in_contents and paragraph.kind != "figure" and chart_number(text):
            paragraph.kind = "caption"
        elif not in_contents:
            path = _heading_path(text, path, paragraph)
        if in_contents:
            listed.add(_entry(text))
        paragraph.part, paragraph.heading = part, list(path)


def _entry(text: str) -> str:
    """An entry of the contents without the dots and the page number behind it."""
    return re.sub(r"[.…·\s]*[-—(（]?\d*[-—)）]?$", "", text)


def _is_prose(text: str) -> bool:
    """Longer than any entry of a contents page, or with an amount in it."""
    return len(text) > 3 * _LONGEST_HEADING or bool(re.search(r"\d[\d,.]*\s*(万|亿)?元", text))


def _heading_path(text: str, path: list[str], paragraph: Paragraph) -> list[str]:
    """The headings that `path` becomes with `paragraph`; one above a table stays its caption."""
    above_table = paragraph.kind == "caption" and _HEADS_PROSE.search(text)
    if paragraph.kind != "body" and not above_table:
        return path
    for level, pattern in enumerate(_HEADINGS):
        if pattern.match(text) and _is_heading(text):
            paragraph.kind = "caption" if above_table else "heading"
            # （二） stands beside （一）, on whatever level that is; 2.3.1 under 2.3.
            beside = (
                n
                for n, one in enumerate(path)
                if pattern.match(one) and _points(one) >= _points(text)
            )
            return [*path[: next(beside, level)], text.rstrip("。")]
    return path


def _points(heading: str) -> int:
    """How deep a decimal number leads: 2 for 2.3.1, 0 for another kind of number."""
    number = re.match(DECIMAL, heading)
    return len(re.findall("[.．]", number.group().rstrip("．"))) if number else 0


def _is_heading(text: str) -> bool:
    said = _NAMED_TABLE.sub("", text)
    return (
        len(said) <= _LONGEST_HEADING
        and "。" not in text[:-1]
        and not (text.endswith("。") and re.search(r"[:：，,]", text))
        and not re.search(r"\d[\d,.]*\s*万?元|[;；]$", text)
    )


def paragraph_records(paragraphs: list[Paragraph]) -> list[dict]:
    """Rows of ``as_printed/paragraphs``."""
    return [
        {
            "part": paragraph.part,
            "heading": "/".join(paragraph.heading) or None,
            "kind": paragraph.kind,
            "order": order,
            "text": paragraph.text,
            **_first_box(paragraph.lines),
            "reader": _reader(paragraph.lines),
        }
        for order, paragraph in enumerate(paragraphs, 1)
    ]


def _reader(lines: list[Line]) -> str:
    return "ocr" if any(line.reader == "ocr" for line in lines) else "text"


def _first_box(lines: list[Line]) -> dict:
    """Page and box of the paragraph; of its first page where it runs over two."""
    page = lines[0].page
    own = [line for line in lines if line.page == page]
    return {
        "page": page,
        "x0": min(line.x0 for line in own),
        "y0": min(line.y0 for line in own),
        "x1": max(line.x1 for line in own),
        "y1": max(line.y1 for line in own),
    }


def line_records(paragraphs: list[Paragraph]) -> list[dict]:
    """Rows of ``as_printed/lines``."""
    rows = []
    for order, paragraph in enumerate(paragraphs, 1):
        for line in paragraph.lines:
            rows.append(
                {
                    "order": order,
                    "line": len(rows) + 1,
                    "text": line.text,
                    "edges": line.edges,
                    "page": line.page,
                    "x0": line.x0,
                    "y0": line.y0,
                    "x1": line.x1,
                    "y1": line.y1,
                    "reader": line.reader,
                    "confidence": line.confidence,
                }
            )
    return rows


def _mark_labels(paragraphs: Sequence[Paragraph]) -> None:
    """Set the `kind` of the paragraphs that are words of a drawn chart to ``figure``.

    A chart that is drawn (not a picture) leaves its words among the lines of the prose: names and
    numbers right below or above its caption, none of them a sentence. Words above a caption are
    its chart's where no numbers follow below it.
    """
    for n, paragraph in enumerate(paragraphs):
        if paragraph.kind != "caption" or not chart_number(paragraph.text):
            continue
        page = paragraph.lines[0].page
        for side in (paragraphs[n + 1 :], paragraphs[:n][::-1]):
            run = list(_labels(side, page))
            if any(re.search(r"\d", one.text) for one in run):
                for one in run:
                    one.kind = "figure"
                break


def _labels(paragraphs: Iterable[Paragraph], page: int) -> Iterator[Paragraph]:
    """The first paragraphs that can be words of a chart on `page`."""
    for one in paragraphs:
        text = amounts.key(one.text)
        if (
            one.kind not in ("body", "figure")
            or one.lines[0].page != page
            or len(re.sub(r"[\d.,%]", "", text)) > _LONGEST_LABEL
            or _SENTENCE.search(text)
        ):
            return
        yield one
