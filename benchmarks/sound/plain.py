"""Blocks and document fields that the shapes without forms share."""

from __future__ import annotations

import grids
from sound.books import Books
from wording import heading, paragraph


def document(books: Books) -> dict:
    return {
        "department": books.name,
        "year": str(books.year),
        "unit": "万元",
        "title": f"{books.name}{books.year}年度部门决算",
        "edition": "虚构文件（测试用）",
        "edition_note": "本件为测试审计而编制，部门和数字都是虚构的。",
    }


def text(*blocks) -> dict:
    """A run of upright pages; a string is a paragraph, (level, string) a heading."""
    return {
        "landscape": False,
        "blocks": [paragraph(one) if isinstance(one, str) else heading(*one) for one in blocks],
    }


def tables(made: list[dict], title: str) -> list[dict]:
    """A run for each of the nine tables, the first under the part's title."""
    runs = [{"landscape": one["landscape"], "blocks": grids.statutory(one)} for one in made]
    runs[0]["blocks"].insert(0, heading(1, title))
    return runs


def profile(books: Books) -> dict:
    return text(
        (1, f"第一部分 {books.name}概况"),
        (2, "一、主要职能"),
        "贯彻执行有关工作的方针政策，承担本行业的日常管理。",
        (2, "二、机构设置"),
        f"{books.name}部门决算包括本级决算。",
    )


def glossary(part: str) -> dict:
    return text(
        (1, f"{part} 名词解释"),
        "一、基本支出：指保障机构正常运转的支出。",
        "二、项目支出：指完成特定任务的支出。",
    )
