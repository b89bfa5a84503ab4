"""The field's words as data: tables, measures, codes and labels, kept in the YAML files beside."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import yaml

# libyaml's loader is ten times as fast; a PyYAML built without it has only its own.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load(name: str) -> dict:
    """The vocabulary file `name` (``load("tables")`` reads ``tables.yml``)."""
    return yaml.load((files(__name__) / f"{name}.yml").read_text(encoding="utf-8"), _Loader)


@cache
def of_tables(document: str = "final_accounts") -> dict:
    """How the tables of a `document` are worded: tables.yml, for a budget with what budgets.yml
    says instead (whole entries by their name)."""
    if document == "final_accounts":
        return load("tables")
    return load("tables") | load("budgets")["tables"]


#: Numerals of parts, headings and items: 第三部分, 二、, （十一）.
NUMERALS = "一二三四五六七八九十"
NUMERAL = f"[{NUMERALS}]"
#: 第三部分
PART = f"第{NUMERAL}+部分"
#: 二、 before a heading or a line of a table.
HEADED = f"{NUMERAL}+、"
#: Where a sentence, or one of several told in a row, ends; text after NFKC.
SENTENCE_END = re.compile("[。;]")


def last_sentence(text: str) -> str:
    """What stands behind the last full stop or semicolon of `text`.

    >>> last_sentence("收入10万元。支出8万元;结余")
    '结余'
    """
    return SENTENCE_END.split(text)[-1]
