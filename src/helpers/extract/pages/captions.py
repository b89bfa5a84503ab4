"""The lines that number the document's charts (图1：收入决算结构)."""

from __future__ import annotations

import re

from helpers import amounts, wording


def figure_number(text: str) -> str | None:
    """The number that `text` gives a chart; null where it is no caption of one."""
    found = re.fullmatch(wording.load("charts")["caption"], amounts.key(text))
    return found["number"] if found else None
