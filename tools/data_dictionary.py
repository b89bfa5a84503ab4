"""Writes docs/data.md, the data dictionary, from `helpers.schemas`.

    python tools/data_dictionary.py
"""

from __future__ import annotations

from pathlib import Path

from helpers.schemas import TABLES, Column

DOCUMENT = Path(__file__).parents[1] / "docs" / "data.md"
HEAD = """# The tables and their columns

Generated from `src/helpers/schemas/` by `python tools/data_dictionary.py`; a test holds
the two together. Files lie below `data/processed/<unit>/<year>/`, one parquet file a table. Every
table is validated against this list when it is written and when it is read.

Amounts are exact decimals (`decimal128(20,6)`) in 万元 (10,000 yuan), with the string as printed
beside them. A null is a blank on the page, never a zero. Boxes (`x0 y0 x1 y1`) are PDF points with
the origin at the top left of the page as displayed; `page` counts from 1. Columns marked ● are
never null.
"""


def dictionary() -> str:
    """The text of docs/data.md."""
    parts = [HEAD]
    for name, columns in TABLES.items():
        parts.append(f"## {name}\n\n| column | type | meaning |\n|---|---|---|")
        parts[-1] += "".join(f"\n{_row(column)}" for column in columns) + "\n"
    return "\n".join(parts)


def _row(column: Column) -> str:
    allowed = f" ({', '.join(f'`{one}`' for one in column.allowed)})" if column.allowed else ""
    mark = " ●" if column.required else ""
    kind = str(column.dtype.pyarrow_dtype).replace("double", "float").replace("int64", "int")
    return f"| `{column.name}`{mark} | {kind} | {column.meaning}{allowed} |"


if __name__ == "__main__":
    DOCUMENT.write_text(dictionary(), encoding="utf-8")
