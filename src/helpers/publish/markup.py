"""From a section's data to HTML: templates that escape every text, amounts, pages as links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache, cached_property, partial
from importlib.resources import files
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from helpers import amounts, analysis, show, store, wording
from helpers.plots.style import money
from helpers.publish.citations import ACCOUNTS, Citations, Places, Sheet, place_of_row
from helpers.seen import Unread
from helpers.wording import labels

TEMPLATES = Path(str(files("helpers") / "templates" / "report"))


class Html:
    """A piece of the report; a notebook shows it, `write_report` collects it."""

    def __init__(self, markup: str):
        self.markup = markup

    def _repr_html_(self) -> str:
        return self.markup


def notebook_style() -> Html:
    """The report's style for its sections where a notebook shows them, and for nothing else.

    Not for the report: the cell that calls it is tagged `notebook-only`. Tables that somebody
    adds to the notebook go through `show`.
    """
    show.in_notebook()
    css = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    css = re.sub(r"^(\s*)(:root|body) \{", r"\1& {", css, flags=re.MULTILINE)
    return Html(f"<style>.jp-RenderedHTMLCommon {{ {css} }}</style>")


class Words:
    """Labels, amounts and page links of one report in one language.

    A number shown with its `ids` is a link that opens where it is printed, one that is
    worked out a link that opens the formula (see `citations`).
    """

    def __init__(self, unit: str, year: int, lang: str):
        self.unit, self.year, self.lang = unit, year, lang
        self.citations = Citations(Places(unit, year))
        self.say = partial(_say, lang)
        self.lines = lambda name: labels.lines(name, lang)
        self._records: dict[str, list[dict]] = {}

    @cached_property
    def unread(self) -> Unread:
        """What stands in the document and was not understood."""
        numbers, *others = map(
            self.records, ("tidy/numbers", "tidy/reading_notes", "tidy/statutory_tables")
        )
        return Unread([row for row in numbers if row["document"] == "final_accounts"], *others)

    def records(self, name: str) -> list[dict]:
        """The rows of a table, read once; empty where no stage has written it."""
        if name not in self._records:
            there = store.exists(name, self.unit, self.year)
            self._records[name] = (
                analysis.records(store.read(name, self.unit, self.year)) if there else []
            )
        return self._records[name]

    def unsaid(self, about: str) -> str:
        """`not_read` where a number of this kind was seen and not understood, else `not_stated`;
        the kinds are those of ``wording/unread.yml``."""
        words = wording.load("unread")[about]
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

    def file_at(self, sheet: Sheet, href: str) -> str:
        """The address of a page in the file that prints it: the PDF at `href`, or an annex."""
        for one in self.records("as_printed/pieces"):
            if (one["document"], one["page"]) == (sheet.document, sheet.page):
                file = store.raw_folder(self.unit, self.year) / str(one["file"])
                inside = f"#page={one['file_page']}" if one["file_page"] else ""
                return f"{self.address(file)}{inside}"
        return f"{href}#page={sheet.page}"

    def page(self, page: int, document: str = ACCOUNTS) -> str:
        """The address of a page's picture, which stands in the report itself."""
        return self.citations.page(page, document)

    def budget_sheets(
        self, ids: Iterable[str | None], pages: Iterable[int] | None = None
    ) -> list[Sheet]:
        """The pages of the budget that print one of these numbers, and these `pages` of it."""
        places = filter(None, map(self.citations.places.of, ids))
        found = {place.sheet for place in places if place.document != ACCOUNTS}
        told = {sheet.page for sheet in found}
        printed = [
            Sheet(row["document"], row["page"]) for row in self.records("as_printed/budget_pages")
        ]
        for page in {*(pages or ())} - told:
            found.update([sheet for sheet in printed if sheet.page == page][:1])
        return sorted(found)

    def address(self, target: Path) -> str:
        """The address of a file as seen from here; `write_report` puts it right in the report.

        Here is the folder of the kept copy in a run, that of an open notebook inside the
        project, else the report's.
        """
        report = store.report_folder(self.unit, self.year)
        if store.place().run:
            return store.address(target, report / "notebooks")
        inside = Path.cwd().is_relative_to(store.project_root())
        return store.address(target, Path.cwd() if inside else report)

    def cite(self, shown: str | None, ids: Sequence[str] | None) -> Markup | str | None:
        """`shown` as a link that opens where the numbers of these ids are printed."""
        if not shown or not ids:
            return shown
        note = self.say("report.evidence.sum") if len(ids) > 1 else None
        return self.citations.cite(shown, ids, note)

    def derived(self, shown: str | None, name: str, **numbers: str | None) -> Markup | str | None:
        """`shown`, worked out by the formula ``formulas.<name>`` of these numbers."""
        if not shown:
            return shown
        return self.citations.derive(
            shown, Markup("{} = {}").format(self.say(f"formulas.{name}", **numbers), shown)
        )

    def amount(self, value: Decimal | None, ids: Sequence[str] | None = None) -> Markup | str:
        """An amount with its unit, for use in a sentence."""
        if value is None:
            return self.say("format.not_stated")
        return self.say("format.amount", amount=self.cite(money(value), ids))

    def money(self, value: Decimal | None, ids: Sequence[str] | None = None) -> str | None:
        """An amount without its unit, for a table's cell."""
        return self.cite(money(value), ids)

    def signed(self, value: Decimal | None) -> str | None:
        """A difference with its sign."""
        shown = money(value)
        return f"+{shown}" if value is not None and value > 0 else shown

    def stated(self, one: dict) -> Markup | str:
        """An amount of `analysis.headline_numbers`, with its unit."""
        return self.amount(one["value"], one["ids"])

    def gap(self, sums: dict) -> Markup | str:
        """The difference of `analysis.unlisted_project_expenditure`, without a sign."""
        parts = [self.money(sums[name], sums[f"{name}_ids"]) for name in ("stated", "listed")]
        more, less = parts if sums["difference"] >= 0 else reversed(parts)
        shown = self.derived(
            money(abs(sums["difference"])), "difference", outturn=more, budget=less
        )
        return self.say("format.amount", amount=shown)

    def difference(self, row: dict, budget: str) -> Markup | str | None:
        """The row's outturn minus its `budget`, with its sign."""
        return self.derived(
            self.signed(row["difference"]),
            "difference",
            outturn=self.of(row, "outturn"),
            budget=self.of(row, budget),
        )

    def execution(self, row: dict, budget: str) -> Markup | str | None:
        """The row's outturn as a percentage of its `budget`."""
        return self.derived(
            self.rate(row["execution_rate"]),
            "rate",
            outturn=self.of(row, "outturn"),
            budget=self.of(row, budget),
        )

    ids_of = staticmethod(lambda row, column: ids_of(row, column))

    def score(self, row: dict, column: str) -> Markup | str | None:
        """Points, as short as they can be written."""
        value = row[column]
        shown = None if value is None else f"{value.normalize():f}"
        return self.cite(shown, ids_of(row, column))

    def words_of(self, row: dict, column: str) -> Markup | str | None:
        """A target or a result as printed, which opens its numbers; without any, its row."""
        ids = ids_of(row, column)
        if not row[column] or row["page"] is None:
            return row[column]
        if ids:
            return self.citations.cite(row[column], ids)
        return self.citations.at(row[column], place_of_row(row))

    def of(self, row: dict, column: str) -> Markup | str | None:
        """The amount in `column` of a row that names its numbers by id."""
        return self.money(row[column], ids_of(row, column))

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
        """The project's own English of a Chinese name, in the English report only."""
        return labels.own_gloss(name_zh) if self.lang == "en" and name_zh else None

    def gloss_of(self, sentence_zh: str | None) -> str | None:
        """The same of the clauses of a sentence that it knows, marked as the project's own."""
        if self.lang != "en" or not sentence_zh:
            return None
        return labels.marked_as_own(labels.own_gloss_of_sentence(sentence_zh))

    def name(self, name_zh: str) -> str:
        """A name for use in a sentence: in English the glossary's, else both beside each other."""
        in_english = labels.gloss(name_zh) if self.lang == "en" else None
        own = None if in_english else labels.marked_as_own(self.gloss(name_zh))
        return in_english or (f"{name_zh} ({own})" if own else name_zh)

    def listed(self, texts: Iterable[str], between: str = "joined") -> Markup:
        """The texts in one line with the label ``format.<between>`` between them."""
        return escape(self.say(f"format.{between}")).join(texts)


def ids_of(row: dict, column: str) -> Sequence[str]:
    """The printed numbers in `column` of a row: its `<column>_ids`, else its `<column>_id`."""
    stem = column.removesuffix("_printed")
    if f"{stem}_ids" in row:
        return row[f"{stem}_ids"] or ()
    return [row[f"{stem}_id"]] if row.get(f"{stem}_id") else ()


def _say(lang: str, name: str, /, **values: object) -> Markup | str:
    """A label; HTML as soon as one of `values` is, and then everything else is escaped."""
    if not any(hasattr(value, "__html__") for value in values.values()):
        return labels.say(name, lang, **values)
    return escape(labels.template(name, lang)).format(**values)


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES / "sections"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def rendered(section: str, words: Words, **context) -> Html:
    """The template `sections/<section>.html.j2` filled in; text is escaped and seen, always."""
    template = _templates().get_template(f"{section}.html.j2")
    return Html(show.visible(template.render(w=words, say=words.say, lang=words.lang, **context)))
