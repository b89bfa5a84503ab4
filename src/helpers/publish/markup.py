"""From a section's data to HTML: templates that escape every text, amounts, pages as links."""

from __future__ import annotations

import os
from collections.abc import Iterable
from decimal import Decimal
from functools import cache, partial
from importlib.resources import files
from pathlib import Path

import jinja2

from helpers import store
from helpers.figures.style import money
from helpers.vocabulary import labels


def pdf_address(unit: str, year: int, here: Path) -> str:
    """The address of the document's PDF in a page that lies in the folder `here`."""
    pdf = store.raw_folder(unit, year) / "final_accounts.pdf"
    return os.path.relpath(pdf, here).replace(os.sep, "/")


class Html:
    """A piece of the report; a notebook shows it, `write_report` collects it."""

    def __init__(self, markup: str):
        self.markup = markup

    def _repr_html_(self) -> str:
        return self.markup


class Words:
    """Labels, amounts and page links of one report in one language."""

    def __init__(self, unit: str, year: int, lang: str):
        self.unit, self.year, self.lang = unit, year, lang
        self.say = partial(_say, lang)
        self.lines = lambda name: labels.lines(name, lang)

    @property
    def pdf(self) -> str:
        """The document's address as seen from here: a notebook's folder inside the project,
        else the report's folder, which `write_report` puts in every link."""
        here = Path.cwd()
        if not here.is_relative_to(store.project_root()):
            here = store.report_folder(self.unit, self.year)
        return pdf_address(self.unit, self.year, here)

    def amount(self, value: Decimal | None) -> str:
        """An amount with its unit, for use in a sentence."""
        if value is None:
            return self.say("format.not_stated")
        return self.say("format.amount", amount=money(value))

    def money(self, value: Decimal | None) -> str | None:
        """An amount without its unit, for a table's cell."""
        return money(value)

    def signed(self, value: Decimal | None) -> str | None:
        """A difference with its sign."""
        shown = money(value)
        return f"+{shown}" if value is not None and value > 0 else shown

    def yuan(self, value: Decimal | None) -> str | None:
        """The same amount in yuan, for readers who do not count in 万元."""
        if value is None:
            return None
        yuan = (value * 10_000).normalize()
        decimals = max(0, -yuan.as_tuple().exponent)
        return self.say("format.yuan", amount=f"{yuan:,.{decimals}f}".replace("-", "−"))

    def rate(self, value: Decimal | None) -> str | None:
        return None if value is None else f"{value:,.2f}%"

    def gloss(self, name_zh: str | None) -> str | None:
        """The English beside a Chinese name, in the English report only."""
        return labels.gloss(name_zh) if self.lang == "en" else None

    def name(self, name_zh: str) -> str:
        """A name for use in a sentence."""
        return self.gloss(name_zh) or name_zh

    def listed(self, texts: Iterable[str]) -> str:
        return self.say("format.joined").join(texts)


def _say(lang: str, name: str, /, **values: object) -> str:
    return labels.say(name, lang, **values)


@cache
def _templates() -> jinja2.Environment:
    folder = str(files("helpers") / "report_templates" / "sections")
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )


def rendered(section: str, words: Words, **context) -> Html:
    """The template `sections/<section>.html.j2` filled in; text is escaped, always."""
    template = _templates().get_template(f"{section}.html.j2")
    return Html(template.render(w=words, say=words.say, lang=words.lang, **context))
