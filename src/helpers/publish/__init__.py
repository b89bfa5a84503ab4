"""The report: its words and tables shown cell by cell in a notebook, then as one HTML file.

report = publish.Report(UNIT, YEAR, REPORT_LANG)   # in 05_report.ipynb
report.glance()                                    # a section, shown inline
publish.write_report(executed, unit, year, lang)   # after the notebook has run
"""

from __future__ import annotations

from typing import Any

__all__ = ["BudgetReport", "Report", "notebook_style", "write_report"]


def __getattr__(name: str) -> Any:
    # A notebook wants pandas and matplotlib, the run that makes the page wants nbconvert, and
    # each takes a second to import: a name brings its own alone.
    if name == "write_report":
        from helpers.publish.page import write_report

        return write_report
    if name == "BudgetReport":
        from helpers.publish.budget import BudgetReport

        return BudgetReport
    if name in __all__:
        from helpers.publish import markup, report

        return getattr(markup if name == "notebook_style" else report, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
