"""The one door through which a notebook shows tables and sentences.

What stands in a document is text and nothing else: no tag of it reaches the browser, and no mark
that turns the direction of the text, hides in it or steers a terminal. Numbers look as in the
report; a missing value is blank.

    show.in_notebook()        # from here on every DataFrame, Series and Styler is shown by `table`
    show.sentences(alarms)    # a paragraph each
    show.visible("a\\u202eb")   # "a〓b"
"""

from __future__ import annotations

import math
import sys
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from html import escape
from numbers import Number
from typing import TYPE_CHECKING, Any

from helpers.amounts import money
from helpers.fonts import GETA

if TYPE_CHECKING:
    import pandas as pd

_ALL, _SOME = 60, 20  # rows: a table of more than so many shows so many of them
_MISSING = ("<NA>", "NaT", "nan", "NaN")
_LAYOUT = "\t\n\r"  # control characters that only separate words


def visible(text: str) -> str:
    """`text` with 〓 in place of every character that is not seen and changes what is."""
    for one in filter(_is_unseen, set(text)):
        text = text.replace(one, GETA)
    return text


def _is_unseen(character: str) -> bool:
    """One of Unicode's controls and format characters: zero-width, bidirectional and others."""
    return unicodedata.category(character) in ("Cc", "Cf") and character not in _LAYOUT


def in_notebook() -> None:
    """Have IPython show every table through `table`; nothing where there is no IPython."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is None:
        return
    import pandas as pd

    formatter = shell.display_formatter.formatters["text/html"]
    formatter.for_type(pd.DataFrame, table)
    formatter.for_type(pd.Series, lambda column: table(column.to_frame(column.name or "")))
    formatter.for_type_by_name("pandas.io.formats.style", "Styler", lambda one: table(one.data))


def table(frame: pd.DataFrame) -> str:
    """The HTML of a data frame; of a long one its first rows, and how many more there are.

    An index is shown where it has a name: numbers of rows mean nothing to a reader.
    """
    shown = frame if len(frame) <= _ALL else frame.head(_SOME)
    named = [str(name) if name is not None else "" for name in shown.index.names]
    index = [_tuple(one) for one in shown.index] if any(named) else [()] * len(shown)
    head = [*(named if any(named) else ()), *(" ".join(map(str, _tuple(c))) for c in shown.columns)]
    rows = [
        _row("td", (*before, *row), len(before))
        for before, row in zip(index, shown.itertuples(index=False, name=None), strict=True)
    ]
    more = len(frame) - len(shown)
    told = f"<p>… {more:,} more rows; {len(frame):,} altogether.</p>" if more else ""
    return (
        f'<table class="shown"><thead>{_row("th", head)}</thead>'
        f"<tbody>{''.join(rows)}</tbody></table>{told}"
    )


def _tuple(label: Any) -> tuple:
    return label if isinstance(label, tuple) else (label,)


def _row(tag: str, values: Iterable[Any], heads: int = 0) -> str:
    cells = []
    for n, value in enumerate(values):
        name = "th" if n < heads else tag
        side = "right" if isinstance(value, Number) else "left"
        style = f"text-align: {side}; vertical-align: top; max-width: 40em"
        cells.append(f'<{name} style="{style}">{_escaped(cell_text(value))}</{name}>')
    return f"<tr>{''.join(cells)}</tr>"


def cell_text(value: Any) -> str:
    """What a cell shows of a value, as text that is not yet escaped."""
    if isinstance(value, str):
        return value
    if hasattr(value, "__iter__"):
        return ", ".join(map(cell_text, value))
    if isinstance(value, Decimal):
        return money(value) or ""
    if isinstance(value, float) and math.isfinite(value):
        return f"{value:,.2f}".replace("-", "−")
    return "" if value is None or str(value) in _MISSING else str(value)


def _escaped(text: str) -> str:
    return escape(visible(text)).replace("\n", "<br>")


class Sentences:
    """Sentences for a notebook, a paragraph each."""

    def __init__(self, texts: Iterable[str]):
        self._texts = list(texts)

    def _repr_html_(self) -> str:
        return "".join(f"<p>{_escaped(text)}</p>" for text in self._texts) or "<p>—</p>"

    def __repr__(self) -> str:
        return "\n\n".join(map(visible, self._texts))


sentences = Sentences
