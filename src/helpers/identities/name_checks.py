"""Checks of names: what the prose calls an item against the tables, what it says money went on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from helpers import amounts
from helpers.codes import bare_name, name_path
from helpers.identities.accounts import Accounts, Row
from helpers.identities.check import Check
from helpers.identities.judging import judge_words

_ITEMS, _DETAIL = "general_budget_expenditure", "basic_expenditure"
_LENGTHS = {"类": 3, "款": 5, "项": 7}
#: Names this alike may be one name written loosely; they are not called different.
_ALIKE = 0.8
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LIST = re.compile(r"(?P<of>人员经费|公用经费)[^。;]*?(?:主要)?(?:包括|用于):(?P<list>[^。;]+)")


def name_checks(accounts: Accounts) -> Iterator[Check]:
    """Names of classes, sections and items; expenses listed as the uses of basic expenditure."""
    yield from _names(accounts)
    yield from _listed(accounts)


def _names(accounts: Accounts) -> Iterator[Check]:
    rows = {row.code: row for row in accounts.of(_ITEMS) if row.code and row.name}
    names = {code: bare_name(row.name) for code, row in rows.items() if _read_as_text(row)}
    stated = [row for row in accounts.budget
              if row["scope"].startswith("function_") and row["source"] == "narrative"]
    taken = {row["code"] for row in stated if row["code"]}
    for row in stated:
        path = name_path(row["name_zh"] or "")
        if not path or row["reader"] == "ocr":
            continue
        code = row["code"] or _code_meant(row, path, names, rows, taken)
        if code not in names:
            continue
        parts = [(name, names[code[: _LENGTHS[mark]]]) for name, mark in path
                 if code[: _LENGTHS[mark]] in names]
        printed, expected = next((pair for pair in reversed(parts) if pair[0] != pair[1]),
                                 parts[-1])
        yield Check("N01", {"code": code, "table": {"table": _ITEMS}},
                    judge_words(_same_name(printed, expected), printed, expected,
                                row["name_zh"], row["page"]), _page(rows[code]))


def _read_as_text(row: Row) -> bool:
    return all(one.reader == "text" for one in row.amounts.values())


def _page(row: Row) -> int | None:
    return next((one.page for one in row.amounts.values()), None)


def _code_meant(row: dict, path: list, names: dict, rows: dict, taken: set) -> str | None:
    """The one code of the table that a path without a code can mean: by its last name, or by
    its amount, within its class."""
    length = _LENGTHS[path[-1][1]]
    inside = {code: name for code, name in names.items() if len(code) == length
              and (path[0][1] != "类" or names.get(code[:3]) == path[0][0])}
    by_name = [code for code, name in inside.items() if name == path[-1][0]]
    by_amount = [code for code in inside if code not in taken and row["outturn"]
                 and "total" in rows[code].amounts
                 and rows[code].amounts["total"].value == row["outturn"]]
    found = by_name or by_amount
    return found[0] if len(found) == 1 else None


def _same_name(printed: str, expected: str) -> bool | None:
    one, other = (re.sub(r"[^\u4e00-\u9fff]", "", name) for name in (printed, expected))
    if one == other:
        return True
    alike = SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE
    return None if alike or one in other or other in one else False


def _listed(accounts: Accounts) -> Iterator[Check]:
    """Each expense listed as a use of basic expenditure has an amount in the detailed table."""
    spent = {bare_name(row.name): row for row in accounts.of(_DETAIL)
             if row.level == "economic_section" and "outturn" in row.amounts
             and _read_as_text(row)}
    pages = _pages(accounts)
    blank = _blank(accounts, pages) - set(spent) if _closes(accounts) else set()
    for paragraph in accounts.paragraphs:
        if "基本支出" not in (paragraph["heading"] or ""):
            continue
        for match in _LIST.finditer(amounts.key(paragraph["text"])):
            for name in re.split("[、,]", match["list"]):
                check = _one_listed(paragraph, match["of"], name, spent, blank)
                if check:
                    check.page = check.page or min(pages, default=None)
                    yield check


def _one_listed(paragraph, of: str, name: str, spent: dict, blank: set) -> Check | None:
    listed = bare_name(re.sub("等$", "", name))
    case = {"of": of, "name": name, "table": {"table": _DETAIL}}
    if listed in spent:
        row = spent[listed]
        amount = row.amounts["outturn"]
        return Check("N02", case, judge_words(
            bool(amount.value), name, amount.text, name, paragraph["page"]), _page(row))
    if listed in blank:
        return Check("N02", case, judge_words(False, name, "—", name, paragraph["page"]))
    return None


def _closes(accounts: Accounts) -> bool:
    """Does the detailed table print its sections, so that a blank one has no amount?"""
    coded = {row.code: row.amounts["outturn"].value for row in accounts.of(_DETAIL)
             if row.code and "outturn" in row.amounts}
    classes = [code for code, value in coded.items() if len(code) == 3 and value]
    return bool(classes) and all(
        abs(coded[one] - sum(value for code, value in coded.items()
                             if len(code) == 5 and code.startswith(one))) <= abs(coded[one]) / 100
        for one in classes)


def _pages(accounts: Accounts) -> set[int]:
    """The pages of the detailed table."""
    return {page for one in accounts.tables
            if one["table"] == _DETAIL and one["first_page"] is not None
            for page in range(one["first_page"], one["last_page"] + 1)}


def _blank(accounts: Accounts, pages: set[int]) -> set[str]:
    """Names that stand in the detailed table, with an amount or without."""
    return {bare_name(one["text"]) for one in accounts.cells
            if one["page"] in pages and one["text"] and _CHINESE.search(one["text"])}
