"""The report: its words and tables shown cell by cell in a notebook, then as one HTML file.

    report = publish.Report(UNIT, YEAR, REPORT_LANG)   # in 05_report.ipynb
    report.glance()                                    # a section, shown inline
    publish.write_report(executed, unit, year, lang)   # after the notebook has run
"""

from helpers.publish.page import notebook_style, report_path, write_report
from helpers.publish.report import Report

__all__ = ["Report", "notebook_style", "report_path", "write_report"]
