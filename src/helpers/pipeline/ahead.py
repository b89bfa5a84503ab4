"""What the report needs and earlier stages do not hinder: begun beside them, on another core.

Page pictures need the PDF alone, most figures the tables of the stages before. Both are kept
(`helpers.kept`), so that the report finds them; what is not ready by then, it makes itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

from helpers import sandbox, store

_LIMITS = sandbox.Limits(seconds=600)
_NICE = 5  # the stages themselves come first
#: Sections of the report with figures: those that follow from the tidy tables, those of the audit.
OF_THE_TIDY = ("figures", "classes", "projects", "three_public", "performance")
OF_THE_AUDIT = ("checks",)


class Ahead:
    """What has been begun for the report of one document; `end` ends all of it."""

    def __init__(self, unit: str, year: int, pdf: Path) -> None:
        self.unit, self.year, self.pdf = unit, year, pdf
        self._begun: list[sandbox.Aside] = []
        # What makes a page of an executed notebook, while nothing else happens in this process.
        self._imports = Thread(target=import_module, args=("helpers.publish.page",), daemon=True)
        self._imports.start()

    def pages(self, count: int) -> None:
        """Begins to draw the document's pages."""
        self._begin(_pages, self.unit, self.year, self.pdf, count)

    def figures(self, sections: Sequence[str], lang: str, top_n: int) -> None:
        """Begins to draw the figures of these sections of the report."""
        self._begin(_figures, self.unit, self.year, sections, lang, top_n)

    def end(self) -> None:
        while self._begun:
            self._begun.pop().end()
        self._imports.join()  # a process must not end in the middle of an import

    def _begin(self, function: Callable[..., None], *arguments: Any) -> None:
        if sandbox.can_fork() and (os.cpu_count() or 1) > 1:
            place = store.place()
            self._begun.append(sandbox.Aside(_at, place, function, arguments, limits=_LIMITS))


def _at(place: store.Place, function: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    os.nice(_NICE)
    with store.at(place), sandbox.apart_already():
        function(*arguments)


def _pages(unit: str, year: int, pdf: Path, count: int) -> None:
    from helpers.evidence import small_pictures

    small_pictures(pdf, range(1, count + 1), folder=store.kept("pages", unit, year))


def _figures(unit: str, year: int, sections: Sequence[str], lang: str, top_n: int) -> None:
    from helpers.publish import Report

    Report(unit, year, lang, top_n).draw_ahead(sections)
