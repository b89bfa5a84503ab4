"""The tables that pupils work with, as CSV, and the crops of printed pages that they look at."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pandas as pd
import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageOps

from classkit.departments import Read, trimmed, webp

_COLUMNS = {
    "statutory": ("table", "line_no", "side", "code", "level", "name_zh", "measure", "amount",
                  "printed", "page"),
    "facts": ("fact", "subject_zh", "value", "value_unit", "direction", "printed", "page"),
    "projects": ("project_no", "name_zh", "adjusted_budget", "outturn", "execution_rate_printed",
                 "total_score", "first_page"),
    "budget_vs_outturn": ("scope", "code", "name_zh", "initial_budget", "adjusted_budget",
                          "outturn", "execution_rate_printed", "execution_rate_base", "source",
                          "page"),
    "indicators": ("form", "level1_zh", "level2_zh", "level3_zh", "weight", "target", "actual",
                   "score", "page"),
    "profile": ("name_zh", "value", "value_unit"),
}  # fmt: skip
#: The names of the files that pupils see, by the tidy table they come from.
FILES = {
    "statutory": "tables",
    "facts": "facts",
    "projects": "projects",
    "budget_vs_outturn": "budgets",
    "indicators": "indicators",
}
_SCALE = 1.7  # pixels a point of a crop
_STRIP = 420  # points of a page that a phone shows beside each other and that can be read
_NEAR = 25  # points that an edge may move to stand between two lines


def write_data(folder: Path, shipped: Read, groups: list[Read], project: list[Read]) -> None:
    """Writes the CSV files of all documents below `folder`."""
    own = folder / "hanyang-2020"
    own.mkdir(parents=True)
    for table, name in FILES.items():
        _csv(_chosen(shipped, table), own / f"{name}.csv")
    staff = shipped.frames["tidy/profile"].query("kind == 'staff'")
    _csv(staff[list(_COLUMNS["profile"])], own / "staff.csv")
    for one in groups:
        _csv(_chosen(one, "statutory"), folder / "groups" / f"group-{one.no}-tables.csv")
    for table in ("statutory", "facts", "budget_vs_outturn"):
        kept = [
            _chosen(one, table).assign(department=one.no, year=one.year)
            for one in sorted(project, key=lambda one: (one.no, one.year))
        ]
        together = pd.concat(kept)
        first = ["department", "year"]
        _csv(
            together[first + [each for each in together if each not in first]],
            folder / "project" / f"{FILES[table]}.csv",
        )


def _chosen(one: Read, table: str) -> pd.DataFrame:
    return one.frames[f"tidy/{table}"][list(_COLUMNS[table])]


def _csv(frame: pd.DataFrame, path: Path) -> None:
    frame.to_csv(path, index=False, encoding="utf-8-sig")  # a spreadsheet opens it as Chinese


def crops(spec: dict, read: Read) -> list[dict]:
    """Pictures of the rows that a lesson points at, one a page: page, WebP bytes, width, height.

    Raises ValueError where the document has no such rows.
    """
    name = {file: table for table, file in FILES.items()}[spec["table"]]
    rows = read.frames[f"tidy/{name}"].query(spec["where"])
    if rows.empty:
        raise ValueError(f"no rows of {spec['table']} where {spec['where']}")
    document = pdfium.PdfDocument(read.pdf)
    try:
        hidden = _hidden(spec, rows, read)
        return [
            _crop(document[page - 1], page, here, spec, hidden)
            for page, here in rows.groupby("page")
        ]
    finally:
        document.close()


def _hidden(spec: dict, rows: pd.DataFrame, read: Read) -> pd.DataFrame:
    """The printed numbers of the rows that pupils are to work out: those of column `hide`."""
    numbers = read.frames["tidy/numbers"]
    column = spec.get("hide")
    wanted = rows[f"{column}_id"].dropna() if column else []
    found = numbers[numbers["number_id"].isin(wanted)]
    if column and len(found) < len(rows):
        raise ValueError(f"the numbers of {column} to hide were not found")
    return found


def _crop(
    page: pdfium.PdfPage, number: int, rows: pd.DataFrame, spec: dict, hidden: pd.DataFrame
) -> dict:
    drawn = page.render(scale=_SCALE).to_pil().convert("L")
    for one in hidden[hidden["page"] == number].itertuples():
        box = [round(_SCALE * edge) for edge in (one.x0 - 1, one.y0 - 1, one.x1 + 1, one.y1 + 1)]
        ImageDraw.Draw(drawn).rectangle(box, fill="#8a949c")
    foot = page.get_height() - 50  # the page's number stands below
    top = _between_lines(drawn, rows["y0"].min() - spec.get("above", 40), -1)
    bottom = _between_lines(drawn, min(foot, rows["y1"].max() + spec.get("below", 40)), 1)
    cut = trimmed(drawn.crop((0, top, drawn.width, bottom)))
    cut = ImageOps.expand(cut, 1, "#9aa5ae")
    return {
        "page": number,
        "bytes": webp(cut, 45),
        "width": cut.width,
        "height": cut.height,
        "strips": strips(cut, spec),
    }


def strips(picture: Image.Image, spec: dict, scale: float = _SCALE) -> str:
    """How a phone shows a wide table: strips one below the other, cut at the table's own lines.

    A strip is one window or two, in pixels: ``0-391;391-782``, or where the rows have names
    (`names`) ``0-698;168-451,698-1202``: the column of names again, before what follows. A table
    of several sides (`sides`) is cut between them. Empty where the lesson says neither, and where
    no line of a table is near. `scale` is the picture's pixels a point.
    """
    lines = _upright_lines(picture)
    if sides := spec.get("sides"):
        middle = [picture.width * n / sides for n in range(1, sides)]
        cuts = [0, *(min(lines, key=lambda x: abs(x - at)) for at in middle), picture.width]
        return ";".join(f"{start}-{end}" for start, end in pairwise(cuts))
    if not spec.get("names"):
        return ""
    edge = max((line for line in lines if line <= _STRIP * scale), default=0)
    if edge < picture.width / 4:
        return ""
    names = max(
        pairwise(one for one in (0, *lines) if one <= edge), key=lambda one: one[1] - one[0]
    )
    return f"0-{edge};{names[0]}-{names[1]},{edge}-{picture.width}"


def _upright_lines(picture: Image.Image) -> list[int]:
    """The columns of pixels with an upright line over a quarter of the picture's height."""
    dark, found = picture.convert("L").point(lambda grey: 255 if grey < 150 else 0), []
    for x in range(picture.width):
        column = dark.crop((x, 0, x + 1, picture.height)).tobytes()
        longest = max(map(len, column.split(b"\0")), default=0)
        if longest > picture.height / 4 and (not found or x - found[-1] > 2):
            found.append(x)
    return found


def _between_lines(drawn: Image.Image, points: float, step: int) -> int:
    """The row of pixels at `points` from the top, or the next in the direction of `step` that is
    white, so that no line of text is cut; in a table there may be none near."""
    at = min(max(round(points * _SCALE), 0), drawn.height)
    for row in range(at, at + step * round(_NEAR * _SCALE), step):
        if (
            0 < row < drawn.height
            and not ImageOps.invert(drawn.crop((0, row - 1, drawn.width, row + 1))).getbbox()
        ):
            return row
    return at
