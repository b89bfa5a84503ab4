"""Figures of the report: a table of results in, a matplotlib Figure out.

Every word comes from `wording/labels.yml` and the table; the font from a pinned package.
`narrow=True` draws the same figure for a phone's width.
"""

from helpers.plots.approved import approved_adjusted_spent
from helpers.plots.audit import audit_overview, proven, table_name
from helpers.plots.budget import TOP_N, budget_against_outturn
from helpers.plots.drawing import drawn
from helpers.plots.four_figures import structure, two_years
from helpers.plots.rates import execution_rates, points
from helpers.plots.scores import rates_and_scores
from helpers.plots.style import drawable, to_png, to_svg

__all__ = [
    "TOP_N",
    "approved_adjusted_spent",
    "audit_overview",
    "budget_against_outturn",
    "drawable",
    "drawn",
    "execution_rates",
    "points",
    "proven",
    "rates_and_scores",
    "structure",
    "table_name",
    "to_png",
    "to_svg",
    "two_years",
]
