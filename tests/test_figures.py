"""Figures: every number and name is in the picture, legible, in both languages."""

from __future__ import annotations

import logging
import warnings
from decimal import Decimal
from functools import partial
from itertools import combinations

import numpy as np
import pytest
from matplotlib.collections import PathCollection, QuadMesh
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Wedge
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from helpers import analysis, plots, schemas
from helpers.plots import drawing, style

LONG = "“很长”的项目名称（≥3000㎡）—— 含会议、培训、差旅以及其他各项综合保障工作的专项经费"


def two_years(*values: str | None):
    rows = [
        {
            "unit": "a",
            "year": 2021,
            "series_zh": series,
            "series_en": f"Total {n}",
            "category_zh": f"{year}年",
            "category_en": str(year),
            "amount": None if value is None else Decimal(value),
        }
        for (n, series, year), value in zip(
            [
                (n, series, year)
                for n, series in ((1, "收入总计"), (2, "支出总计"))
                for year in (2020, 2021)
            ],
            values,
            strict=True,
        )
    ]
    return schemas.typed("results/figure_1", rows)


def structure(*values: str | None):
    rows = [
        {
            "unit": "a",
            "year": 2021,
            "series_zh": "收入",
            "series_en": "Revenue",
            "category_zh": f"第{n}种收入{LONG}",
            "category_en": f"Kind {n}",
            "amount": None if value is None else Decimal(value),
            "share": float(n),
        }
        for n, value in enumerate(values, 1)
    ]
    return schemas.typed("results/figure_2", rows)


def budgets(count: int):
    rows = []
    for n in range(1, count + 1):
        budget = Decimal(10) ** (n % 7) if n % 5 else None
        outturn = Decimal(7 * n) if n % 4 else None
        rows.append(
            {
                "unit": "a",
                "year": 2021,
                "name_zh": f"{n}{LONG}",
                "initial_budget": budget,
                "outturn": outturn,
                "execution_rate": analysis.execution_rate(outturn, budget),
            }
        )
    return schemas.typed("results/budget_by_class", rows)


def checks(*outcomes: tuple[str, str, int]):
    rows = [
        {
            "unit": "a",
            "year": 2021,
            "check_id": f"{family}-{n}",
            "rule": "S01",
            "family": family,
            "statement_zh": "甲 = 乙",
            "statement_en": "A = B",
            "outcome": outcome,
            "pages": [],
            "evidence": [],
        }
        for family, outcome, count in outcomes
        for n in range(count)
    ]
    return schemas.typed("results/checks", rows)


def scored(*pairs: tuple[str | None, str | None]):
    rows = [
        {
            "unit": "a",
            "year": 2021,
            "name_zh": f"{n}{LONG}",
            "execution_rate": None if rate is None else Decimal(rate),
            "total_score": None if score is None else Decimal(score),
            "sources": [],
            "agree": True,
        }
        for n, (rate, score) in enumerate(pairs)
    ]
    return schemas.typed("results/budget_by_project", rows)


PROVEN = [
    {"table": "revenue", "status": "verified", "amounts": 30},
    {"table": "budget_vs_outturn", "status": "contradicted", "amounts": 8},
    {"table": "budget_vs_outturn", "status": "unconstrained", "amounts": 2},
]
POINTS = [
    {"title": title, "kind": kind, "points": Decimal(points), "full": Decimal(full)}
    for title, kind, points, full in (
        (LONG, "产出指标", "8.50", "40.0"),
        (LONG, None, "20", "20"),
        ("部门整体", "产出指标", "40", "40"),
    )
]


def rated(*groups: tuple[str, ...]) -> list[dict]:
    """Rates of projects, a group for each budget that they are of."""
    return [
        {"about": "project", "base": base, "rate": Decimal(rate)}
        for base, group in zip(analysis.BUDGETS, groups, strict=False)
        for rate in group
    ]


def texts(figure: Figure) -> str:
    found = [text.get_text() for axes in figure.axes for text in axes.texts]
    ticks = [text.get_text() for axes in figure.axes for text in axes.get_xticklabels()]
    return " ".join(found + ticks).replace("\n", "")


EVERY_FIGURE = [
    lambda lang, narrow: plots.two_years(
        two_years(None, "12", "3.5", "0"), lang, "图1 “总计” ± − ≥", ("2020年",), narrow
    ),
    lambda lang, narrow: plots.two_years(two_years(*[None] * 4), lang, "图1", (), narrow),
    lambda lang, narrow: plots.structure(
        structure("90", "9", "0.4", "0", None), lang, "图2", narrow
    ),
    lambda lang, narrow: plots.structure(structure("5"), lang, "图2", narrow),
    lambda lang, narrow: plots.structure(structure("5", "-1"), lang, "图2", narrow),
    lambda lang, narrow: plots.structure(structure("0"), lang, "图2", narrow),
    lambda lang, narrow: plots.structure(structure(), lang, "图2", narrow),
    lambda lang, narrow: plots.budget_against_outturn(budgets(30), lang, "各项", narrow=narrow),
    lambda lang, narrow: plots.budget_against_outturn(budgets(0), lang, "各项", narrow=narrow),
    lambda lang, narrow: plots.audit_overview(
        checks(("table", "pass", 1200), ("text", "fail", 2), ("form", "cannot_tell", 1)),
        lang,
        narrow,
    ),
    lambda lang, narrow: plots.audit_overview(checks(), lang, narrow),
    lambda lang, narrow: plots.rates_and_scores(
        scored(("36.6", "63.99"), (None, "100"), ("250", "98"), ("9", None)),
        lang,
        LONG,
        narrow=narrow,
    ),
    lambda lang, narrow: plots.proven(PROVEN, lang, narrow),
    lambda lang, narrow: plots.proven([], lang, narrow),
    lambda lang, narrow: plots.points(POINTS, lang, narrow=narrow),
    lambda lang, narrow: plots.points([], lang, narrow=narrow),
    lambda lang, narrow: plots.execution_rates(
        rated(("9", "100", "-5"), ("900",), ("1",)), lang, narrow
    ),
    lambda lang, narrow: plots.execution_rates(rated(("100",) * 99), lang, narrow),
    lambda lang, narrow: plots.execution_rates([], lang, narrow),
    lambda lang, narrow: plots.rates_and_scores(scored(), lang, "得分", narrow=narrow),
]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("draw", EVERY_FIGURE)
def test_every_figure_draws_without_a_missing_glyph(draw, narrow, lang, caplog):
    with warnings.catch_warnings(), caplog.at_level(logging.WARNING):
        warnings.simplefilter("error")
        svg = plots.to_svg(draw(lang, narrow))
    assert svg.startswith("<?xml")
    assert not [r for r in caplog.records if "font" in r.name]


def test_characters_the_font_lacks_are_marked_not_dropped():
    assert style.drawable("甲\uf052乙$") == "甲〓乙\\$"


def test_columns_are_the_amounts_and_a_null_is_no_column():
    drawn = plots.two_years(two_years(None, "12", "3.5", "0"), "zh", "图1", ("2020年",))
    bars = [bar.get_height() for axes in drawn.axes for bar in axes.patches]
    assert bars == [12.0, 3.5, 0.0]
    assert "未载明" in texts(drawn)
    assert "2020年（由增减额推算）" in texts(drawn)


@pytest.mark.parametrize("narrow", [True, False])
def test_no_amount_over_a_column_touches_another(narrow):
    frame = two_years("1454341.83", "1403183.92", "1430725.03", "1457676.75")
    figure = plots.two_years(frame, "zh", "图1", narrow=narrow)
    figure.canvas.draw()
    told = [one for axes in figure.axes for one in axes.texts if one.get_text().startswith("1,4")]
    boxes = [one.get_window_extent() for one in told]
    assert len(boxes) == 4
    assert not any(one.x0 < other.x1 and other.x0 < one.x1 for one, other in combinations(boxes, 2))


@pytest.mark.parametrize(("amounts", "slices"), [(("90", "9", "0.4", "0"), 3), (("5", "-1"), 0)])
def test_a_pie_only_of_parts_that_make_a_whole(amounts, slices):
    drawn = plots.structure(structure(*amounts), "zh", "图2")
    assert sum(isinstance(p, Wedge) for axes in drawn.axes for p in axes.patches) == slices
    for amount in amounts:
        assert style.money(Decimal(amount)) in texts(drawn)


def test_the_largest_are_drawn_and_the_rest_counted():
    shown = texts(plots.budget_against_outturn(budgets(30), "en", "All", top_n=12))
    assert "18 smaller ones are in the table below" in shown
    assert shown.count("→") == 12
    assert "not stated" in shown


@pytest.mark.parametrize(
    ("column", "named", "not_named"),
    [("initial_budget", "年初预算", "全年预算"), ("adjusted_budget", "全年预算", "年初预算")],
)
def test_the_chart_says_which_budget_it_shows(column, named, not_named):
    frame = budgets(3).assign(adjusted_budget=budgets(3)["initial_budget"])
    shown = texts(plots.budget_against_outturn(frame, "zh", "各项", column))
    assert named in shown and not_named not in shown


def test_the_audit_is_told_in_numbers_and_failures_are_framed():
    drawn = plots.audit_overview(
        checks(("table", "pass", 12), ("text", "pass", 3), ("text", "fail", 2)), "zh"
    )
    heat = drawn.axes[-1]
    assert [t.get_text() for t in heat.get_yticklabels()] == ["表内加总", "文字自身"]
    assert [t.get_text() for t in heat.get_xticklabels()] == ["相符", "不相符"]
    assert [t.get_text() for t in heat.texts] == ["12", "—", "3", "2"]
    assert [(frame.get_x(), frame.get_y()) for frame in heat.patches] == [(1, 1)]


def test_amounts_are_told_table_by_table_and_contradicted_ones_are_framed():
    drawn = plots.proven(PROVEN, "en")
    heat = drawn.axes[-1]
    assert [t.get_text().replace("\n", " ") for t in heat.get_yticklabels()] == [
        "Revenue",
        "Budget and outturn as prose and forms state them",
    ]
    assert [t.get_text() for t in heat.texts] == ["30", "—", "—", "—", "8", "2"]
    assert [(frame.get_x(), frame.get_y()) for frame in heat.patches] == [(1, 1)]


def test_lost_points_are_framed_and_a_kind_that_a_form_lacks_is_a_dash():
    heat = plots.points(POINTS, "en").axes[-1]
    assert [t.get_text() for t in heat.get_xticklabels()] == ["Output", "—"]
    assert [t.get_text() for t in heat.texts] == ["8.5 / 40", "20 / 20", "40 / 40", "—"]
    assert [(frame.get_x(), frame.get_y()) for frame in heat.patches] == [(0, 0)]


def test_rates_of_different_budgets_have_rows_of_their_own_and_every_rate_a_dot():
    drawn = plots.execution_rates(rated(("100", "100", "45.5", "999"), ("0", "100")), "zh")
    drawn.canvas.draw()
    axes = drawn.axes[-1]
    assert [t.get_text() for t in axes.get_yticklabels()] == [
        "项目（4），对年初预算而言",
        "项目（2），对全年预算而言",
    ]
    dots = [sorted(float(x) for x, _ in row.get_offsets()) for row in axes.collections]
    assert dots == [[45.5, 100, 100, 200], [0, 100]]


def test_dots_that_are_equal_lie_beside_each_other_not_on_top():
    drawn = plots.execution_rates(rated(("100",) * 20), "zh")
    drawn.canvas.draw()
    (row,) = drawn.axes[-1].collections
    assert len({tuple(point) for point in row.get_offsets().round(4).tolist()}) == 20


def test_too_many_rates_for_dots_become_a_heat_map():
    drawn = plots.execution_rates(rated(("100", "90") * 400), "zh", narrow=True)
    assert "颜色越深越多" in texts(drawn)


def test_nothing_stated_is_said_in_words():
    assert "文件未载明" in texts(plots.structure(structure(), "zh", "图2"))
    assert "Not stated" in texts(plots.two_years(two_years(*[None] * 4), "en", "Figure 1"))


def test_names_are_wrapped_and_stay_inside_the_picture():
    drawn = plots.budget_against_outturn(budgets(8), "zh", LONG, narrow=True)
    drawn.canvas.draw()
    width = drawn.bbox.width
    for axes in drawn.axes:
        for text in axes.texts:
            assert text.get_window_extent().x1 <= width + 1, text.get_text()


def test_wrapping_keeps_every_character_and_closing_marks_in_place():
    lines = style.wrapped(LONG, 1.5, style.BODY)
    assert "".join(lines).replace(" ", "") == LONG.replace(" ", "")
    assert all(line[0] not in "，。、）”" and line[-1] not in "（“" for line in lines)


def test_files_repeat_to_the_byte():
    draw = partial(plots.structure, structure("5", "3"), "zh", "图2")
    assert plots.drawn(draw) == plots.drawn(draw)


def test_a_figure_is_drawn_again_only_where_it_shows_something_else(tmp_path, monkeypatch):
    def draw(parts, title="图2"):
        return plots.drawn(partial(plots.structure, structure(*parts), "zh", title), tmp_path)

    first = draw(("5", "3"))
    assert len(list(tmp_path.iterdir())) == 1
    monkeypatch.setattr(drawing, "_draw", lambda _: pytest.fail("drawn again"))
    assert draw(("5", "3")) == first
    monkeypatch.undo()
    assert draw(("5", "4")) != first and draw(("5", "3"), "图3") != first
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("1224.640000", "1,224.64"),
        ("3", "3.00"),
        ("0", "0.00"),
        ("-1.5", "−1.50"),
        ("0.125000", "0.125"),
        ("1000000", "1,000,000.00"),
    ],
)
def test_money_is_shown_exactly(value, shown):
    assert style.money(Decimal(value)) == shown


def test_the_score_furthest_from_its_rate_comes_first_and_one_without_is_left_out():
    shown = texts(
        plots.rates_and_scores(
            scored(("99", "100"), ("36.6", "63.99"), (None, "80"), ("50", None)), "zh", "得分"
        )
    )
    order = [shown.index(words) for words in ("36.60% · 63.99 分", "99.00% · 100 分", "— · 80 分")]
    assert order == sorted(order) and "50.00%" not in shown


def contrast(one, other) -> float:
    """The contrast of two colours by WCAG 2, from 1 to 21."""
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour) -> float:
    parts = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in to_rgb(colour)]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


class Drawn:
    """What a figure draws, bottom first: areas (outline in pixels, colour), marks and words."""

    def __init__(self, figure: Figure):
        figure.canvas.draw()
        self.areas, self.marks, self.words = [], [], []
        for axes in figure.axes:
            artists = [*axes.patches, *axes.lines, *axes.collections]
            for artist in sorted(artists, key=lambda one: one.get_zorder()):
                self._add(artist)
            self.words += [*axes.texts, *axes.get_xticklabels(), *axes.get_yticklabels()]
            if legend := axes.get_legend():
                self.words += legend.get_texts()
                self.marks += [(one.get_facecolor(), style.PAPER) for one in legend.get_patches()]

    def _add(self, artist) -> None:
        if isinstance(artist, Line2D):
            if not same(artist.get_color(), style.RULE):
                path = artist.get_transform().transform_path(artist.get_path())
                self.marks.append((artist.get_color(), self.beneath(*path.vertices.mean(axis=0))))
        elif isinstance(artist, QuadMesh):
            corners = artist.get_transform().transform(artist.get_coordinates().reshape(-1, 2))
            grid = corners.reshape(artist.get_coordinates().shape)
            colours = artist.get_facecolors()
            for n, colour in enumerate(colours):
                row, column = divmod(n, grid.shape[1] - 1)
                low, high = grid[row, column], grid[row + 1, column + 1]
                box = Bbox([np.minimum(low, high), np.maximum(low, high)])
                if artist.get_array().mask is not np.ma.nomask and colour[3] == 0:
                    continue
                if artist.get_cmap().name != "paper":  # cells that no number is printed on
                    self.marks.append((colour, style.PAPER))
                self.areas.append((Path(box.corners()[[0, 1, 3, 2, 0]]), colour))
        elif isinstance(artist, PathCollection):
            self.marks += [(colour, style.PAPER) for colour in artist.get_facecolors()]
        else:
            self._add_patch(artist)

    def _add_patch(self, patch) -> None:
        path = patch.get_transform().transform_path(patch.get_path())
        middle = path.get_extents()
        beneath = self.beneath((middle.x0 + middle.x1) / 2, (middle.y0 + middle.y1) / 2)
        colour = patch.get_facecolor() if patch.get_fill() else patch.get_edgecolor()
        if patch.get_fill() and same(colour, style.PAPER) and same(beneath, style.PAPER):
            colour = patch.get_edgecolor()  # in outline
        if not same(colour, style.RULE):
            self.marks.append((colour, beneath))
        if patch.get_fill():
            self.areas.append((path, patch.get_facecolor()))

    def beneath(self, x: float, y: float):
        """The colour of the topmost area drawn so far at this pixel."""
        found = (colour for path, colour in reversed(self.areas) if path.contains_point((x, y)))
        return next(found, style.PAPER)

    def behind(self, text):
        """What a text stands on."""
        if box := text.get_bbox_patch():
            return box.get_facecolor()
        extent = text.get_window_extent()
        return self.beneath((extent.x0 + extent.x1) / 2, (extent.y0 + extent.y1) / 2)


def same(one, other) -> bool:
    return to_hex(one) == to_hex(other)


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("draw", EVERY_FIGURE)
def test_words_and_marks_stand_out_from_what_they_stand_on(draw, narrow):
    drawn = Drawn(draw("zh", narrow))
    words = [text for text in drawn.words if text.get_visible() and text.get_text().strip()]
    assert words
    faint = {
        t.get_text(): c for t in words if (c := contrast(t.get_color(), drawn.behind(t))) < 4.5
    }
    assert faint == {}
    faint = {(to_hex(a), to_hex(b)): c for a, b in drawn.marks if (c := contrast(a, b)) < 3}
    assert faint == {}


@pytest.mark.parametrize(("budget", "outturn"), [("100", "100"), ("0.01", "0.01"), ("100", "0.5")])
def test_a_bar_is_seen_beside_its_mark(budget, outturn):
    rows = [("甲", budget, outturn), ("乙", "1000", "1000")]
    frame = budgets(2).assign(
        name_zh=[name for name, *_ in rows],
        initial_budget=[Decimal(one) for _, one, _ in rows],
        outturn=[Decimal(one) for *_, one in rows],
    )
    drawn = plots.budget_against_outturn(frame, "zh", "各项")
    patches = [p for p in drawn.axes[0].patches if p.get_height() < 1]
    bars = [p for p in patches if same(p.get_facecolor(), style.OUTTURN)][1:]  # after the legend
    bar = min(bars, key=lambda one: one.get_width())
    later = [p.get_bbox() for p in patches[patches.index(bar) + 1 :]]
    over = [Bbox.intersection(one, bar.get_bbox()) for one in later]
    covered = sum(one.width for one in over if one and one.height > 0.001)
    assert bar.get_width() - covered > 0.015  # inches


def test_the_panel_of_rates_has_a_scale():
    shown = texts(plots.budget_against_outturn(budgets(3), "zh", "各项"))
    assert all(mark in shown for mark in ("0%", "100%", "≥200%"))
