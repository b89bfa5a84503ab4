"""The explorer as one HTML file: data, style and script inside, nothing asked of any network."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2

from helpers import fonts, show, store, wording
from helpers.analysis.comparable import AMOUNTS, LEVELS
from helpers.documents import NoSuchDocument
from helpers.explorer.content import Documents, gather

_PLACE = files("helpers") / "templates" / "explorer"
#: With more documents than this the table for readers without script leaves out the details.
_WHOLE_WITHOUT_SCRIPT = 20
_FEW = {("total", "expenditure"), ("total", "general_budget"), ("three_public", "total")}
_ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "·−–—…“”‘’（）：，。、；％%≥≤→÷▲▼"


def write_explorer(chosen: Iterable[tuple[str, int]] | None = None) -> Path:
    """`reports/explore.html` over the chosen documents (all that have data), written whole.

    Raises NoSuchDocument where there is none: it says what to run.
    """
    found = gather(chosen)
    if not found.documents:
        raise NoSuchDocument(
            "No document has data yet. Run make report YEAR=2020 first; make explore then shows it."
        )
    target = store.project_root() / "reports" / "explore.html"
    store.write_text(target, html(found, target.parent), at_once=True)
    return target


def html(found: Documents, here: Path) -> str:
    """The page over `found`; links lead from the folder `here` to the reports."""
    words = wording.load("explorer")
    style = _PLACE.joinpath("explore.css").read_text("utf-8")
    script = _PLACE.joinpath("explore.js").read_text("utf-8")
    few = len(found.documents) <= _WHOLE_WITHOUT_SCRIPT
    data = show.visible(_json(_data(found, here)))
    style = f"{fonts.css_face('Explorer Sans', fonts.sans(), _shown(found))}\n{style}"
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(_PLACE.joinpath("explore.html.j2").read_text("utf-8"))
    page = template.render(
        words=words,
        data=data if few else _packed(data),
        packed=not few,
        style=style,
        script=script,
        policy=_policy(script, style),
        rows=[row for row in found.amounts if few or (row["level"], row["key"]) in _FEW],
        levels=LEVELS,
        few=few,
        documents=found.documents,
        amounts=AMOUNTS,
        all_rows=f"{len(found.amounts):,}",
    )
    return show.visible(page)


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


def _shown(found: Documents) -> str:
    """Every character the page may show, once."""
    texts: list[str] = [_ALWAYS, json.dumps(wording.load("explorer"), ensure_ascii=False)]
    for row in found.documents:
        texts += [row["publisher_zh"] or "", row["title_zh"] or "", row["unit"]]
    texts += [row["name_zh"] or "" for row in found.amounts]
    texts += [(row["told_zh"] or "") + (row["innocent_zh"] or "") for row in found.found]
    return "".join(sorted(set("".join(texts))))


def _data(found: Documents, here: Path) -> dict[str, Any]:
    """The content as small as it goes: names once, rows as lists in a stated order."""
    names: dict[tuple, int] = {}
    place = {(one["unit"], one["year"]): n for n, one in enumerate(found.documents)}

    def named(row: dict) -> int:
        return names.setdefault((row["name_zh"], row["name_en"]), len(names))

    rows = [
        [
            place[row["unit"], row["year"]],
            row["level"],
            row["fund"],
            row["key"],
            row["code"],
            named(row),
            [_amount(row[column]) for column in AMOUNTS],
            [" ".join(row[f"{column}_ids"]) for column in AMOUNTS],
            row["execution_rate_printed"],
            row["execution_rate_base"],
            1 if row["reason_zh"] else 0,
            row["page"],
        ]
        for row in found.amounts
    ]
    open_ = [
        [
            place[row["unit"], row["year"]],
            *(row[name] for name in ("kind", "id", "rule", "outcome", "scope")),
            _amount(row["money"]),
            *(row[name] for name in ("told_zh", "told_en", "innocent_zh", "innocent_en")),
            row["pages"],
            row["number_ids"],
        ]
        for row in found.found
    ]
    return {
        "version": version("readable-final-accounts"),
        "words": wording.load("explorer"),
        "amounts": AMOUNTS,
        "levels": LEVELS,
        "documents": [one | {"folder": _folder(one, here)} for one in found.documents],
        "names": list(names),
        "rows": rows,
        "found": open_,
    }


def _folder(document: dict, here: Path) -> str:
    """The address of the document's reports as seen from the page."""
    return store.address(store.report_folder(document["unit"], document["year"]), here)
