"""Sets a department's final accounts as a PDF from one data file.

    python benchmarks/typesetter/typeset.py DATA.yml OUT.pdf

Everything printed is in the data file (see `hanyang-gov-office-2020.yml`); the same file gives
the same PDF. A `source.yml` beside OUT gets the new checksum and number of pages.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pylopdf_fonts_zh_cn
import pypdfium2 as pdfium
import typst
import yaml

sys.path.insert(0, str(Path(__file__).parent))
import grids
import wording

TEMPLATE = Path(__file__).with_name("document.typ")
FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent


def render(data: dict, out: Path | None = None) -> bytes:
    """The PDF of the document that `data` describes, also written to `out` where one is given.

    The same data give the same bytes. Raises KeyError for a required field that `data` lacks.
    """
    return set_pages(data["document"], sections(data), out)[0]


def set_pages(
    document: dict, runs: list[dict], out: Path | None = None
) -> tuple[bytes, dict[int, list[int]]]:
    """The PDF of runs of pages, and the pages on which each numbered block (`n`) stands.

    A run is {landscape, blocks}; the blocks are those of `wording` and `grids`.
    """
    document = document | {"sections": runs}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "document.json").write_text(json.dumps(document, ensure_ascii=False), "utf-8")
        (root / "document.typ").write_bytes(TEMPLATE.read_bytes())
        compiler = typst.Compiler(
            root / "document.typ", root=root, font_paths=[FONTS], ignore_system_fonts=True
        )
        pdf = compiler.compile(timestamp=datetime(2000, 1, 1, tzinfo=UTC), pdf_tags=False)
        marked = json.loads(compiler.query("<place>", field="value"))
    if out:
        out.write_bytes(pdf)
    return pdf, {one["n"]: [*range(one["first"], one["last"] + 1)] for one in marked}


def sections(data: dict) -> list[dict]:
    """Runs of pages of one orientation, each with its blocks."""
    document = data["document"]
    runs = [_portrait(wording.profile(data))]
    tables = data["statutory"]
    year = f"{document['year']}年度"
    part = wording.heading(1, f"第二部分 {document['department']}\n{year}部门决算表")
    for n, table in enumerate(tables):
        blocks = grids.statutory(table)
        if n == 0:
            blocks.insert(0, part)
        if table.get("same_page"):
            runs[-1]["blocks"] += [{"kind": "space"}, *blocks]
        else:
            runs.append({"landscape": table["landscape"], "blocks": blocks})
    forms = data.get("forms")
    runs.append(_portrait(map(_figure, wording.narrative(data))))
    if forms:
        runs.append(_portrait(grids.department_form(data)))
    runs.append(_portrait(wording.project_summaries(data)))
    for form in forms["projects"] if forms else ():
        runs.append(_portrait(grids.project_form(form, forms["remarks"])))
    runs.append(_portrait(wording.use_of_results(data)))
    if data.get("key_work"):
        runs.append(_portrait([*wording.key_work(data), *grids.work_table(data)]))
    runs.append(_portrait(wording.glossary(data)))
    return runs


def _portrait(blocks) -> dict:
    return {"landscape": False, "blocks": list(blocks)}


def _figure(block: dict) -> dict:
    """A figure's own kind (columns, pie) beside the kind of its block."""
    if "series" in block:
        return block | {"kind": "figure", "kind_of": block["kind"]}
    return block


def main(data_file: Path, out: Path) -> None:
    pdf = render(yaml.safe_load(data_file.read_text(encoding="utf-8")), out)
    pages = len(pdfium.PdfDocument(pdf))
    source = out.with_name("source.yml")
    if source.exists():
        text = source.read_text(encoding="utf-8")
        for field, value in (("sha256", hashlib.sha256(pdf).hexdigest()), ("pages", pages)):
            text = re.sub(rf"(?m)^{field}:.*$", f"{field}: {value}", text)
        source.write_text(text, encoding="utf-8")
    print(f"{out.name}: {pages} pages, {len(pdf):,} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
