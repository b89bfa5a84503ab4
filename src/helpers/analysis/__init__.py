"""What the tidy tables say: the figures' numbers, budget against outturn, the headline.

Pure functions from tidy tables to result tables; amounts are exact decimals in 万元, and what
the document does not state stays null.
"""

from helpers.analysis.budgets import (
    budget_by_class,
    budget_by_project,
    execution_rates,
    proven,
    three_public,
)
from helpers.analysis.headline import (
    changes,
    check_counts,
    headline_numbers,
    unlisted_project_expenditure,
)
from helpers.analysis.other_numbers import other_figures, per_head
from helpers.analysis.performance import (
    indicators_by_form,
    points_by_kind,
    points_counts,
    scored_projects,
)
from helpers.analysis.structure import (
    derived_categories,
    figure_1,
    figure_2,
    figure_3,
    figure_4,
    figure_pages,
)
from helpers.analysis.tidy import (
    BUDGETS,
    Tidy,
    budget_column,
    execution_rate,
    read_tidy,
    readable,
    records,
)

__all__ = [
    "BUDGETS",
    "Tidy",
    "budget_by_class",
    "budget_by_project",
    "budget_column",
    "changes",
    "check_counts",
    "derived_categories",
    "execution_rate",
    "execution_rates",
    "figure_1",
    "figure_2",
    "figure_3",
    "figure_4",
    "figure_pages",
    "headline_numbers",
    "indicators_by_form",
    "other_figures",
    "per_head",
    "points_by_kind",
    "points_counts",
    "proven",
    "read_tidy",
    "readable",
    "records",
    "scored_projects",
    "three_public",
    "unlisted_project_expenditure",
]
