"""From a section's data to HTML: templates that escape every text, amounts, pages as links."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache, partial
from importlib.resources import files
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from helpers import amounts, analysis, store, vocabulary
from helpers.figures.style import money
from helpers.publish.citations import Citations
from helpers.publish.places import Places
from helpers.seen import Unread
from helpers.vocabulary import labels


def address(target: Path, here: Path) -> str:
    """The address of the file `target` in a page that lies in the folder `here`."""
    return os.path.relpath(target, here).replace(os.sep, "/")


class Html:
    """A piece of the report; a notebook shows it, `write_report` collects it."""

    def __init__(self, markup: str):
        self.markup = markup

    def _repr_html_(self) -> str:
        return self.markup


class Words:
    """Labels, amounts and page links of one report in one language.

    A number shown with its `refs` is a button that opens where it is printed, one that is
    worked out a button that opens the formula (see `citations`).
    """

    def __init__(self, unit: str, year: int, lang: str):
        self.unit, self.year, self.lang = unit, year, lang
        self.citations = Citations(Places(unit, year))
        self.say = partial(_say, lang)
        self.lines = lambda name: labels.lines(name, lang)
        self._unread: Unread | None = None

    @property
    def unread(self) -> Unread:
        """What stands in the document and was not understood."""
        if self._unread is None:
            self._unread = Unread(*(
                self._records_if_there(name) for name in (
                    "tidy/numbers", "tidy/reading_notes", "tidy/statutory_tables")))
        return self._unread

    def _records_if_there(self, name: str) -> list[dict]:
        there = store.path(name, self.unit, self.year).exists()
        return analysis.records(store.read(name, self.unit, self.year)) if there else []

    def unsaid(self, about: str) -> str:
        """`not_read` where a number of this kind was seen and not understood, else `not_stated`;
        the kinds are those of ``vocabulary/unread.yml``."""
        words = vocabulary.load("unread")[about]
        return "not_read" if self.unread.about(words) else "not_stated"

    def blank(self, row: dict) -> str:
        """The words for a missing amount of a row: whether its pages were understood whole."""
        pages = row.get("pages") or [row.get("page")]
        return self.say(f"format.{'not_read' if self.unread.on(pages) else 'not_stated'}")

    def about(self, row: dict) -> str:
        """What a row of `analysis.changes` is about."""
        return self.say(f"about.{'_'.join(filter(None, (row['about'], row.get('side'))))}")

    @property
    def pdf(self) -> str:
        """The document's address as seen from here."""
        return self.address(store.raw_folder(self.unit, self.year) / "final_accounts.pdf")

    def address(self, target: Path) -> str:
        """The address of a file as seen from here; `write_report` puts it right in the report.

        Here is the folder of the kept copy in a run, that of an open notebook inside the
        project, else the report's.
        """
        report = store.report_folder(self.unit, self.year)
        if store.place().run:
            return address(target, report / "notebooks")
        inside = Path.cwd().is_relative_to(store.project_root())
        return address(target, Path.cwd() if inside else report)

    def cite(self, shown: str | None, refs: Sequence[str] | None) -> Markup | str | None:
        """`shown` as a button that opens where the numbers of `refs` are printed."""
        if not shown or not refs:
            return shown
        note = self.say("report.evidence.sum") if len(refs) > 1 else None
        return self.citations.cite(shown, refs, note)

    def printed(self, printed: str, pages: Sequence[int]) -> Markup | str:
        """A number as it stands on `pages`, marked there if it is there only once."""
        return self.citations.at(printed, self.citations.places.printed_on(pages, printed))

    def derived(self, shown: str | None, name: str, **numbers: str | None) -> Markup | str | None:
        """`shown`, worked out by the formula ``formulas.<name>`` of these numbers."""
        if not shown:
            return shown
        return self.citations.derive(
            shown, Markup("{} = {}").format(self.say(f"formulas.{name}", **numbers), shown))

    def amount(self, value: Decimal | None, refs: Sequence[str] | None = None) -> Markup | str:
        """An amount with its unit, for use in a sentence."""
        if value is None:
            return self.say("format.not_stated")
        return self.say("format.amount", amount=self.cite(money(value), refs))

    def money(self, value: Decimal | None, refs: Sequence[str] | None = None) -> str | None:
        """An amount without its unit, for a table's cell."""
        return self.cite(money(value), refs)

    def signed(self, value: Decimal | None) -> str | None:
        """A difference with its sign."""
        shown = money(value)
        return f"+{shown}" if value is not None and value > 0 else shown

    def stated(self, one: dict) -> Markup | str:
        """An amount of `analysis.headline`, with its unit."""
        return self.amount(one["value"], one["refs"])

    def gap(self, sums: dict) -> Markup | str:
        """The difference of `analysis.unlisted_project_expenditure`, without a sign."""
        parts = [self.money(sums[name], sums[f"{name}_from"]) for name in ("stated", "listed")]
        more, less = parts if sums["difference"] >= 0 else reversed(parts)
        shown = self.derived(money(abs(sums["difference"])), "difference",
                             outturn=more, budget=less)
        return self.say("format.amount", amount=shown)

    def difference(self, row: dict, budget: str) -> Markup | str | None:
        """The row's outturn minus its `budget`, with its sign."""
        return self.derived(self.signed(row["difference"]), "difference",
                            outturn=self.of(row, "outturn"), budget=self.of(row, budget))

    def execution(self, row: dict, budget: str) -> Markup | str | None:
        """The row's outturn as a percentage of its `budget`."""
        return self.derived(self.rate(row["execution_rate"]), "rate",
                            outturn=self.of(row, "outturn"), budget=self.of(row, budget))

    refs_of = staticmethod(lambda row, column: refs_of(row, column))

    def score(self, row: dict, column: str) -> Markup | str | None:
        """Points, as short as they can be written."""
        value = row[column]
        shown = None if value is None else f"{value.normalize():f}"
        return self.cite(shown, refs_of(row, column))

    def words_of(self, row: dict, column: str) -> Markup | str | None:
        """A target or a result: words or a number, as printed."""
        return self.cite(row[column], refs_of(row, column))

    def of(self, row: dict, column: str) -> Markup | str | None:
        """The amount in `column` of a row that says where it is read (`<column>_from`, `ref`)."""
        return self.money(row[column], refs_of(row, column))

    def yuan(self, value: Decimal | None) -> str | None:
        """The same amount in yuan, for readers who do not count in 万元."""
        if value is None:
            return None
        yuan = (value * 10_000).normalize()
        decimals = max(0, -amounts.exponent(yuan))
        return self.say("format.yuan", amount=f"{yuan:,.{decimals}f}".replace("-", "−"))

    def rate(self, value: Decimal | None) -> str | None:
        return None if value is None else f"{value:,.2f}%"

    def gloss(self, name_zh: str | None) -> str | None:
        """The English beside a Chinese name, in the English report only."""
        return labels.gloss(name_zh) if self.lang == "en" else None

    def name(self, name_zh: str) -> str:
        """A name for use in a sentence."""
        return self.gloss(name_zh) or name_zh

    def listed(self, texts: Iterable[str], between: str = "joined") -> Markup:
        """The texts in one line with the label ``format.<between>`` between them."""
        return escape(self.say(f"format.{between}")).join(texts)


def refs_of(row: dict, column: str) -> Sequence[str]:
    """Where the number in `column` is read: `<column>_from` of a result, `ref` of a tidy row."""
    if f"{column}_from" in row:
        return row[f"{column}_from"] or ()
    return [f"{row['ref']}:{column}"] if "ref" in row else ()


def _say(lang: str, name: str, /, **values: object) -> Markup | str:
    """A label; HTML as soon as one of `values` is, and then everything else is escaped."""
    if not any(hasattr(value, "__html__") for value in values.values()):
        return labels.say(name, lang, **values)
    return escape(labels.template(name, lang)).format(**values)


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
