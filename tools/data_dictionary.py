"""Writes docs/data.md, the data dictionary, from `helpers.schemas`.

python tools/data_dictionary.py
"""

from __future__ import annotations

from pathlib import Path

from helpers.schemas import EVERY, Column, Table

DOCUMENT = Path(__file__).parents[1] / "docs" / "data.md"
HEAD = """# The tables and their columns

Generated from `src/helpers/schemas/` by `python tools/data_dictionary.py`; a test holds
the two together. Files lie below `data/processed/<unit>/<year>/`, one parquet file a table; those
of many documents, `panel/…`, below `data/` ([panel.md](panel.md)). Every
table is validated against this list when it is written and when it is read.

Amounts are exact decimals (`decimal128(20,6)`) in 万元 (10,000 yuan), with the string as printed
beside them. A null is a blank on the page, never a zero. Boxes (`x0 y0 x1 y1`) are PDF points (pt)
with the origin at the top left of the page as displayed; `page` counts from 1. Columns marked ● are
never null.

**One printed number, one key, one place.** `tidy/numbers` has every number that the document
prints, once. A column that holds a printed number has a companion `<column>_id` that names it
there; a text that prints numbers, and an amount that is worked out from several, has
`<column>_ids`. Ids stay the same as long as the PDF and its reading do, in whatever order rows
come; compare them, do not read them. The key of each table is unique within one document; of many
documents in one table, `unit` and `year` belong to the key. Keys and references are checked when
tables are written, and `datapackage.json` has them as `primaryKey` and `foreignKeys`.

表和各列的含义附有中文。一个印出的数只有一个编号、一个出处：`tidy/numbers` 里每数一行，其他各表用
`<列名>_id`（多个数用 `<列名>_ids`）指向它。
"""


def dictionary() -> str:
    """The text of docs/data.md."""
    parts = [HEAD]
    for name, table in EVERY.items():
        parts.append(
            f"## {name}\n\n{table.about} {table.about_zh}\n\n{_keys(table)}\n\n"
            "| column | type | unit | meaning | 含义 |\n|---|---|---|---|---|"
        )
        parts[-1] += "".join(f"\n{_row(column)}" for column in table) + "\n"
    return "\n".join(parts)


def _keys(table: Table) -> str:
    """A line with the table's key, and what its columns refer to."""
    refers: dict[str, list[str]] = {}
    for column, other in table.foreign_keys.items():
        refers.setdefault(other, []).append(f"`{column}`")
    to = "".join(f"; {', '.join(columns)} → {other}" for other, columns in refers.items())
    return f"Key: {', '.join(f'`{column}`' for column in table.key)}{to}"


def _row(column: Column) -> str:
    allowed = f" ({', '.join(f'`{one}`' for one in column.allowed)})" if column.allowed else ""
    mark = " ●" if column.required else ""
    kind = str(column.dtype.pyarrow_dtype).replace("double", "float").replace("int64", "int")
    return (
        f"| `{column.name}`{mark} | {kind} | {column.unit or ''} | {column.meaning}{allowed} | "
        f"{column.meaning_zh} |"
    )


if __name__ == "__main__":
    DOCUMENT.write_text(dictionary(), encoding="utf-8")
