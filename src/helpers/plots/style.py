"""The look of every figure: font, colours, sizes, wrapped names; writing files that repeat."""

from __future__ import annotations

import io
import unicodedata
from functools import cache

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from helpers import amounts, fonts
from helpers.wording import labels

INK, MUTED, RULE, PAPER = "#1f2a33", "#5d6b78", "#d5dbe1", "#ffffff"
# Every mark has a contrast of 3 or more with what it stands on, every word 4.5 or more (WCAG
# 1.4.11, 1.4.3; tests/test_figures.py measures both). Blue and ochre stay apart for every kind
# of colour vision. Rules (lines of a scale, of a table) are quieter: nothing hangs on them.
OUTTURN, BUDGET = "#1f5f8b", "#c8781e"
SERIES = (OUTTURN, BUDGET)
SLICES = ("#1f5f8b", "#c8781e", "#5b9ac6", "#8a4b1f", "#7a8896", "#3f7f6f", "#9a8248", "#5d6b78")
# Cells of heat maps: the darkest still lets their numbers, in INK, be read. FRAME is for theirs.
CELLS, FRAME = ("#f4f7f9", "#5b9ac6"), "#5f2f0f"
COUNTS = ("#6d93b0", "#0d3550")  # cells that stand on paper: few, many
# Inches of 96 px: two small figures side by side, one chart across the page, a phone's column.
HALF, WIDE, NARROW = 4.85, 11.4, 3.6
SMALL, BODY, TITLE = 8.5, 9.5, 11.5  # points
_NEVER_FIRST = frozenset("，。、；：？！）》”’％%)],.;:")
_NEVER_LAST = frozenset("（《“‘([")


@cache
def font_name() -> str:
    """The family name of the pinned Chinese font, registered with matplotlib."""
    path = str(fonts.sans())
    font_manager.fontManager.addfont(path)
    return font_manager.FontProperties(fname=path).get_name()


@cache
def _characters() -> frozenset[int]:
    path = str(fonts.sans())
    return frozenset(font_manager.get_font(path).get_charmap())


def drawable(text: str) -> str:
    """`text` with what the font cannot draw replaced by 〓, and nothing read as a formula."""
    shown = "".join(c if ord(c) in _characters() or c == "\n" else fonts.GETA for c in text)
    return shown.replace("$", r"\$")


def settings() -> dict:
    """Matplotlib settings of all figures, for ``matplotlib.rc_context``."""
    return {
        "font.family": [font_name()],
        "font.size": BODY,
        "text.color": INK,
        "axes.edgecolor": RULE,
        "axes.unicode_minus": False,
        "figure.facecolor": PAPER,
        "svg.fonttype": "path",
        "svg.hashsalt": "final-accounts",
    }


def blank_figure(width: float, height: float) -> Figure:
    """An empty figure of this size in inches, without pyplot's global state."""
    figure = Figure(figsize=(width, height), dpi=100)
    FigureCanvasAgg(figure)
    return figure


def canvas(figure: Figure):
    """An axes over the whole figure whose coordinates are inches from the top left."""
    width, height = figure.get_size_inches()
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.axis("off")
    return axes


def title_block(axes, title: str, unit: str, width: float) -> float:
    """Title and unit drawn at the top; the y (inches) where the picture may begin."""
    lines, under = wrapped(title, width - 0.3, TITLE), wrapped(unit, width - 0.3, SMALL)
    axes.text(0.05, 0.1, drawable("\n".join(lines)), size=TITLE, va="top", linespacing=1.25)
    axes.text(
        0.05,
        0.16 + len(lines) * TITLE * 1.4 / 72,
        drawable("\n".join(under)),
        size=SMALL,
        va="top",
        color=MUTED,
        linespacing=1.25,
    )
    return title_height(title, unit, width)


def title_height(title: str, unit: str, width: float) -> float:
    """What `title_block` gives, before there is anything to draw on."""
    lines, under = wrapped(title, width - 0.3, TITLE), wrapped(unit, width - 0.3, SMALL)
    return 0.5 + (len(lines) * TITLE + (len(under) - 1) * SMALL) * 1.4 / 72


def missing(title: str, sentence: str, narrow: bool) -> Figure:
    """A figure that says that the document does not state its numbers."""
    width = NARROW if narrow else HALF
    figure = blank_figure(width, 1.5)
    axes = canvas(figure)
    below = title_block(axes, title, "", width)
    axes.text(width / 2, below + 0.3, drawable(sentence), ha="center", color=MUTED)
    return figure


def named(name_zh: str, lang: str) -> str:
    """A name as a figure has it: in English the glossary's, else ours behind the printed one."""
    if lang == "zh":
        return name_zh
    own = labels.marked_as_own(labels.own_gloss(name_zh))
    return labels.gloss(name_zh) or (f"{name_zh} {own}" if own else name_zh)


def width_of(text: str, size: float) -> float:
    """About how wide `text` is, in inches: a Chinese character is as wide as it is high."""
    ems = sum(1.0 if unicodedata.east_asian_width(c) in "WF" else 0.58 for c in text)
    return ems * size / 72


def wrapped(text: str, width: float, size: float) -> list[str]:
    """`text` in lines no wider than `width` inches, broken where Chinese or English may be."""
    lines, line = [], ""
    for word in _words(text):
        if line and width_of(line + word.rstrip(), size) > width:
            lines.append(line.rstrip())
            line = ""
        line += word if line else word.lstrip()
    return [*lines, line.rstrip()]


def _words(text: str) -> list[str]:
    """Pieces of `text` that a line break may stand between."""
    pieces: list[str] = []
    for character in text:
        glue = pieces and (
            character in _NEVER_FIRST
            or pieces[-1][-1] in _NEVER_LAST
            or character == " "
            or (_latin(character) and _latin(pieces[-1][-1]))
        )
        if glue:
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _latin(character: str) -> bool:
    return character != " " and unicodedata.east_asian_width(character) not in "WF"


money = amounts.money


def to_svg(figure: Figure) -> str:
    """The figure as SVG text, the same every time; words are outlines, so no font is needed."""
    written = io.StringIO()
    with mpl.rc_context(settings()):
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    return written.getvalue()


def to_png(figure: Figure) -> bytes:
    """The figure as PNG of 200 dots an inch, the same every time."""
    written = io.BytesIO()
    with mpl.rc_context(settings()):
        figure.savefig(written, format="png", dpi=200, metadata={"Software": None})
    return written.getvalue()
