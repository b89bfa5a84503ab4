"""Writes docs/glossary.md, Chinese terms and their English, from the project's own labels.

python tools/glossary.py
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from helpers import wording

DOCUMENT = Path(__file__).parents[1] / "docs" / "glossary.md"
HEAD = """# Glossary · 中英对照

Generated from `src/helpers/wording/` by `python tools/glossary.py`; a test holds the two
together. The names in `code font` are those of tables, columns and values in the data.

由 `src/helpers/wording/` 生成；`等宽字体` 是数据里的表、列和取值的名字。
"""


def glossary() -> str:
    """The whole document."""
    labels, measures = wording.load("labels"), wording.load("measures")
    return "\n".join(
        (
            HEAD,
            *_section(
                "Terms · 名词",
                ("中文", "English", "meaning", "含义"),
                (
                    (one["zh"], one["en"], one["meaning"]["en"], one["meaning"]["zh"])
                    for one in labels["glossary"]
                ),
            ),
            *_section(
                "Statutory tables · 法定报表",
                ("中文", "English", "in the data"),
                _named(measures["tables"]),
            ),
            *_section(
                "Measures · 口径", ("中文", "English", "in the data"), _named(measures["measures"])
            ),
            *_section(
                "Outcomes of a check · 核对结果",
                ("中文", "English", "in the data"),
                _named(labels["outcomes"]),
            ),
            *_section(
                "Functional classes · 支出功能分类（类）",
                ("中文", "English", "code · 编码"),
                _named(wording.load("functional_classes")),
            ),
        )
    )


def _named(entries: dict[str, dict[str, str]]) -> Iterator[tuple[str, str, str]]:
    return ((one["zh"], one["en"], f"`{name}`") for name, one in entries.items())


def _section(title: str, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [" | ".join(row) for row in (head, ("---",) * len(head), *rows)]
    return [f"## {title}\n", *(f"| {line} |" for line in lines), ""]


if __name__ == "__main__":
    DOCUMENT.write_text(glossary(), encoding="utf-8")
