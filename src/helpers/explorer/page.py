"""The explorer as one HTML file: data, style and script inside, nothing asked of any network."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2

from helpers import fonts, show, store, wording
from helpers.analysis.comparable import AMOUNTS, LEVELS
from helpers.documents import NoSuchDocument
from helpers.explorer.content import Documents, gather, rule_name
from helpers.wording import labels

_PLACE = files("helpers") / "templates" / "explorer"
#: With more rows than this the table for readers without script leaves out the details, and with
#: more bytes than this the data lie in the page compressed: a page stays below a megabyte.
_ROWS_WITHOUT_SCRIPT, _BYTES_AS_THEY_ARE = 2_000, 400_000
_FEW = {("total", "expenditure"), ("total", "general_budget"), ("three_public", "total")}
_ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "·−–—…“”‘’（）：，。、；％%≥≤→÷▲▼"

#: What a citation says and how it names a place: the report's words, which have one home.
_CITING = {
    "cite": "report.evidence.cite",
    "cite_url": "report.evidence.cite_url",
    "cite_derived": "report.evidence.cite_derived",
    "in_section": "report.evidence.in_section",
    "in_section_glossed": "report.evidence.in_section_glossed",
    "page": "format.page",
    "clause": "format.clause",
    "joined": "format.joined",
}


def write_explorer(chosen: Iterable[tuple[str, int]] | None = None) -> Path:
    """`reports/explore.html` over the chosen documents (all that have data), written whole.

    Raises NoSuchDocument where there is none: it says what to run.
    """
    found = gather(chosen)
    if not found.documents:
        alone = f" ({len(found.budgets_alone)} are budgets alone.)" if found.budgets_alone else ""
        raise NoSuchDocument(
            "No document with accounts has data yet. Run make report YEAR=2020 first; make explore "
            f"then shows it.{alone}"
        )
    target = store.project_root() / "reports" / "explore.html"
    store.write_text(target, html(found, target.parent), at_once=True)
    return target


def html(found: Documents, here: Path) -> str:
    """The page over `found`; links lead from the folder `here` to the reports."""
    words = _words(found)
    style = _PLACE.joinpath("explore.css").read_text("utf-8")
    script = _PLACE.joinpath("explore.js").read_text("utf-8")
    whole = len(found.amounts) <= _ROWS_WITHOUT_SCRIPT
    data = show.visible(_json({"words": words} | _data(found, here)))
    packed = len(data.encode()) > _BYTES_AS_THEY_ARE
    style = f"{fonts.css_face('Explorer Sans', fonts.sans(), _shown(data), ['palt'])}\n{style}"
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(_PLACE.joinpath("explore.html.j2").read_text("utf-8"))
    page = template.render(
        words=words,
        data=_packed(data) if packed else data,
        packed=packed,
        style=style,
        script=script,
        policy=_policy(script, style),
        rows=[row for row in found.amounts if whole or (row["level"], row["key"]) in _FEW],
        levels=LEVELS,
        whole=whole,
        documents=found.documents,
        amounts=AMOUNTS,
        all_rows=f"{len(found.amounts):,}",
        left_out=_left_out(found),
    )
    return show.visible(page)


def _left_out(found: Documents) -> dict[str, str]:
    """How many documents the page does not show, and why, by language; empty where it shows all."""
    counts = {"budgets_alone": found.budgets_alone, "without_data": found.without_data}
    words = wording.load("explorer")
    return {
        lang: "".join(
            words[name][lang].format(count=len(those)) for name, those in counts.items() if those
        )
        for lang in labels.LANGUAGES
    }


def _words(found: Documents) -> dict[str, Any]:
    """`explorer.yml`, with words that have their home elsewhere: `citing`, `rules`, `scopes`.

    Every entry is {zh, en}. A rule without a short name of its own is told by its statement.
    """
    own = wording.load("explorer")
    families = wording.load("labels")["families"]
    rules, scopes = (sorted({row[name] for row in found.found}) for name in ("rule", "scope"))
    return own | {
        "citing": {
            name: {lang: labels.template(label, lang) for lang in labels.LANGUAGES}
            for name, label in _CITING.items()
        },
        "rules": {one: rule_name(one) for one in rules},
        "scopes": {one: families.get(one) or own["scopes"][one] for one in scopes},
    }


def _policy(script: str, style: str) -> str:
    """What the page may do: run this script, use this style, show what lies in it."""
    sources = {"script-src": script, "style-src": style}
    hashes = {
        name: base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for name, text in sources.items()
    }
    allowed = "; ".join(f"{name} 'sha256-{digest}'" for name, digest in hashes.items())
    nothing_else = "font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    return f"default-src 'none'; {allowed}; {nothing_else}"


def _json(value: Any) -> str:
    """JSON that may stand in a script element: no `<`, no line end that scripts know."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _packed(text: str) -> str:
    """`text` as gzip in base64, which a page can open: a fifth of the size for many documents."""
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return _amount(value) or ""
    raise TypeError(type(value).__name__)


def _amount(value: Decimal | None) -> str | None:
    """An amount without needless zeros: ``1224.64``."""
    return None if value is None else f"{value.normalize():f}"


def _shown(data: str) -> str:
    """Every character the page may show, once."""
    return "".join(sorted(set(data + _ALWAYS)))


def _data(found: Documents, here: Path) -> dict[str, Any]:
    """The content as small as it goes: names, places and sections once, rows as lists in order."""
    names, places, sections, whys = _Once(), _Once(), _Once(), _Once()
    number = {(one["unit"], one["year"]): n for n, one in enumerate(found.documents)}

    def placed(row: dict, column: str) -> list[int]:
        said = (found.places.get((row["unit"], row["year"], one)) for one in row[f"{column}_ids"])
        return [
            places.at((page, document, sections.at(section) if section else None))
            for page, document, section in filter(None, dict.fromkeys(said))
        ]

    rows = [
        [
            number[row["unit"], row["year"]],
            *(row[name] for name in ("level", "fund", "key", "code")),
            names.at((row["name_zh"], _english(row))),
            [_amount(row[column]) for column in AMOUNTS],
            [" ".join(row[f"{column}_ids"]) for column in AMOUNTS],
            [placed(row, column) for column in AMOUNTS],
            row["execution_rate_printed"],
            row["execution_rate_base"],
            1 if row["reason_zh"] else 0,
            row["page"],
            whys.at((row["approved_why_zh"], row["approved_why_en"]))
            if row["approved_why_zh"]
            else None,
        ]
        for row in found.amounts
    ]
    return {
        "amounts": AMOUNTS,
        "levels": LEVELS,
        "left_out": _left_out(found),
        "documents": [one | {"folder": _folder(one, here)} for one in found.documents],
        "names": list(names),
        "sections": [(one, labels.table_gloss(one)) for one in sections],
        "places": list(places),
        "whys": list(whys),
        "rows": rows,
        "found": [_open(row, number[row["unit"], row["year"]]) for row in found.found],
    }


def _open(row: dict, document: int) -> list:
    """What does not add up, or is worth asking, of the document with this number."""
    return [
        document,
        *(row[name] for name in ("kind", "id", "rule", "outcome", "scope")),
        _amount(row["money"]),
        *(row[name] for name in ("told_zh", "told_en", "innocent_zh", "innocent_en")),
        row["pages"],
        row["number_ids"],
    ]


class _Once(dict):
    """Things in the order first met, each with its number."""

    def at(self, thing: Any) -> int:
        return self.setdefault(thing, len(self))


def _english(row: dict) -> str | None:
    """The English of a name in the glossary, else the project's own, marked as such, else null."""
    name = row["name_zh"]
    return row["name_en"] or (labels.marked_as_own(labels.own_gloss(name)) if name else None)


def _folder(document: dict, here: Path) -> str:
    """The address of the document's reports as seen from the page."""
    return store.address(store.report_folder(document["unit"], document["year"]), here)
