"""The door for tables and sentences of a notebook: text is text, numbers look as in the report."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest
from IPython.testing.globalipapp import get_ipython, start_ipython

from helpers import schemas, show

ATTACK = "<img/src=x onerror=ran()>\u202e\u200b"
SHOWN = "&lt;img/src=x onerror=ran()&gt;〓〓"


@pytest.fixture(scope="module")
def shell():
    """An IPython in this process, as a notebook has one."""
    yield start_ipython() or get_ipython()


@pytest.fixture
def html(shell, monkeypatch):
    """``html(frame)``: what a notebook shows of it."""
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    show.in_notebook()
    formatter = shell.display_formatter.formatters["text/html"]
    monkeypatch.setattr(formatter, "enabled", True)  # a terminal has no use for it
    return formatter


FRAME = pd.DataFrame({ATTACK: [ATTACK], "of": [[ATTACK]]}, index=pd.Index([ATTACK], name=ATTACK))


@pytest.mark.parametrize(
    "one",
    [
        FRAME,
        FRAME[ATTACK],
        FRAME.style,
        FRAME.style.hide(axis="index"),
        FRAME[ATTACK].rename("n").value_counts(),
    ],
    ids=["frame", "column", "styler", "styler without index", "series"],
)
def test_whatever_a_cell_ends_with_is_text(html, one):
    shown = html(one)
    assert SHOWN in shown and "<img" not in shown and "\u202e" not in shown


def test_numbers_look_as_in_the_report_and_what_is_missing_is_blank():
    rows = [{"page": 3, "figure_no": 1, "printed": "-1234.5", "value": None}]
    frame = pd.DataFrame(rows).assign(
        amount=pd.Series([Decimal("-1234.5")], dtype=schemas.columns.DECIMAL), no=[float("nan")]
    )
    texts = [show.cell_text(value) for value in next(frame.itertuples(index=False))]
    assert texts == ["3", "1", "-1234.5", "", "−1,234.50", ""]
    assert [show.cell_text(one) for one in (1234.5, -0.1 - 0.2)] == ["1,234.50", "−0.30"]
    assert show.cell_text([Decimal(1), None, "x"]) == "1.00, , x"


def test_a_long_table_says_how_much_it_leaves_out():
    shown = show.table(pd.DataFrame({"n": range(100)}))
    assert shown.count("<tr>") == 21 and "80 more rows; 100 altogether" in shown


def test_row_numbers_are_not_shown_and_named_ones_are():
    frame = pd.DataFrame({"a": ["x", "y"], "b": [1, 2]})
    assert "<th" not in show.table(frame[frame["b"] > 1]).partition("<tbody>")[2]
    assert "<th" in show.table(frame.groupby("a").sum()).partition("<tbody>")[2]


def test_sentences_are_paragraphs_and_steer_no_terminal():
    told = show.sentences([f"一{ATTACK}\x1b[31m", "二"])
    assert told._repr_html_() == f"<p>一{SHOWN}〓[31m</p><p>二</p>"
    assert "\x1b" not in repr(told) and "〓" in repr(told)
    assert show.sentences([])._repr_html_() == "<p>—</p>"
