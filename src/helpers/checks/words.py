"""Rules about words: years, what a template left over, names, and what money is said to go on.

What the prose says are rows of ``tidy/statements``; here it is held against the tables. Two rules
compare words in ways that no table of operands can say: whether two names of an item are one name
written loosely (N01), and whether the table prints an expense that the prose lists (N02).
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from helpers import amounts, wording
from helpers.checks.accounts import Accounts, Row
from helpers.checks.interpreter import Check, Shapes
from helpers.checks.judging import doubted, judge_words
from helpers.codes import bare_name, name_path

_LENGTHS = {"类": 3, "款": 5, "项": 7}
#: Names this alike may be one name written loosely; they are not called different.
_ALIKE = 0.8
_CONTENTS = "目录"


def _year(rule: str, _: dict, accounts: Accounts) -> Iterator[Check]:
    """Where the document's own year or the year before is meant, that year stands."""
    for one in accounts.said("year"):
        said, meant = one["said"], one["meant"]
        judgement = judge_words(said == meant, said, meant, one["words_zh"], one["page"])
        yield Check(rule, {"year": meant}, judgement)


def _left(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """A failure for each page with words that should not be left; one check that passes where
    there are none."""
    pages: dict[int, list[dict]] = {}
    for one in accounts.said(case["said"]):
        pages.setdefault(one["page"], []).append(one)
    for page, found in pages.items():
        printed = "、".join(dict.fromkeys(one["said"] for one in found))
        yield Check(rule, {}, judge_words(False, printed, "", found[0]["words_zh"], page))
    readable = any(
        one["kind"] != "page_number" and one["reader"] != "ocr" and one["part"] != _CONTENTS
        for one in accounts.paragraphs
    )
    if readable and not pages:
        yield Check(rule, {}, judge_words(True, "", ""))


def _name(rule: str, _: dict, accounts: Accounts) -> Iterator[Check]:
    """The department's name is spelt the same everywhere; each other spelling is told once."""
    spelt: dict[tuple[str, str], list[dict]] = {}
    for one in accounts.said("name"):
        spelt.setdefault((one["said"], one["meant"]), []).append(one)
    for (name, own), found in spelt.items():
        if name == own:
            judgement = judge_words(True, own, own, page=found[0]["page"])
            yield Check(rule, {"name": own}, judgement)
        else:
            judgement = judge_words(False, name, own, name, found[0]["page"])
            yield Check(rule, {"name": own}, judgement, found[-1]["page"])


def _item(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """Classes, sections and items of the prose have the names that a table gives their codes."""
    table = case["table"]
    rows = {row.code: row for row in accounts.of(table) if row.code and row.name}
    names = {code: bare_name(row.name) for code, row in rows.items() if _read_as_text(row)}
    stated = [
        row
        for row in accounts.budget
        if row["scope"].startswith("function_") and row["source"] == "narrative"
    ]
    taken = {row["code"] for row in stated if row["code"]}
    for row in stated:
        path = name_path(row["name_zh"] or "")
        if not path or row["reader"] == "ocr":
            continue
        code = row["code"] or _code_meant(row, path, names, rows, taken)
        if code not in names:
            continue
        parts = [
            (name, names[code[: _LENGTHS[mark]]])
            for name, mark in path
            if code[: _LENGTHS[mark]] in names
        ]
        printed, expected = next(
            (pair for pair in reversed(parts) if pair[0] != pair[1]), parts[-1]
        )
        one, other = wording.ideographs(printed), wording.ideographs(expected)
        judgement = judge_words(one == other, printed, expected, row["name_zh"], row["page"])
        if one != other and _alike(one, other):
            doubted(judgement, "names_alike")
        yield Check(
            rule, {"code": code, "table": {"table": table}}, judgement, _page_of(rows[code])
        )


def _alike(one: str, other: str) -> bool:
    """May two names be one, written loosely or in part?"""
    alike = SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE
    return alike or one in other or other in one


def _read_as_text(row: Row) -> bool:
    return all(one.reader == "text" for one in row.amounts.values())


def _page_of(row: Row) -> int | None:
    return next((one.page for one in row.amounts.values()), None)


def _code_meant(row: dict, path: list, names: dict, rows: dict, taken: set) -> str | None:
    """The one code of the table that a path without a code can mean: by its last name, or by
    its amount, within its class."""
    length = _LENGTHS[path[-1][1]]
    inside = {
        code: name
        for code, name in names.items()
        if len(code) == length and (path[0][1] != "类" or names.get(code[:3]) == path[0][0])
    }
    by_name = [code for code, name in inside.items() if name == path[-1][0]]
    by_amount = [
        code
        for code in inside
        if code not in taken
        and row["outturn"]
        and "total" in rows[code].amounts
        and rows[code].amounts["total"].value == row["outturn"]
    ]
    found = by_name or by_amount
    return found[0] if len(found) == 1 else None


def _use(rule: str, case: dict, accounts: Accounts) -> Iterator[Check]:
    """Each expense listed as a use of basic expenditure has an amount in the detailed table."""
    table, said = case["table"], accounts.said("use")
    if not said:
        return
    spent = {
        bare_name(row.name): row
        for row in accounts.of(table)
        if row.level == "economic_section" and "outturn" in row.amounts and _read_as_text(row)
    }
    pages = _pages(accounts, table)
    blank = _printed_names(accounts, pages) - set(spent) if _closes(accounts, table) else set()
    first = min(pages, default=None)
    for one in said:
        name = one["words_zh"]
        listed = bare_name(name.removesuffix("等"))
        row = spent.get(listed)
        if row is None and listed not in blank:
            continue
        amount = row.amounts["outturn"] if row else None
        printed = amount.text if amount else "—"
        judgement = judge_words(bool(amount and amount.value), name, printed, name, one["page"])
        names = {"of": one["about_zh"], "name": name, "table": {"table": table}}
        yield Check(rule, names, judgement, (row and _page_of(row)) or first)


def _closes(accounts: Accounts, table: str) -> bool:
    """Does the detailed table print its sections, so that a blank one has no amount?"""
    coded = {
        row.code: row.amounts["outturn"].value
        for row in accounts.of(table)
        if row.code and "outturn" in row.amounts
    }
    classes = [code for code, value in coded.items() if len(code) == 3 and value]
    return bool(classes) and all(
        abs(
            coded[one]
            - sum(value for code, value in coded.items() if len(code) == 5 and code.startswith(one))
        )
        <= abs(coded[one]) / 100
        for one in classes
    )


def _pages(accounts: Accounts, table: str) -> set[int]:
    """The pages of the detailed table."""
    return {
        page
        for one in accounts.tables
        if one["table"] == table and one["first_page"] is not None
        for page in range(one["first_page"], one["last_page"] + 1)
    }


def _printed_names(accounts: Accounts, pages: set[int]) -> set[str]:
    """Names that stand in the detailed table, with an amount or without."""
    texts = dict.fromkeys(one.text for one in accounts.cells if one.page in pages and one.text)
    return {bare_name(text) for text in texts if wording.ideographs(amounts.key(text))}


#: What the cases of rules are repeated along here (see `interpreter`).
WORDS: Shapes = {
    "year": _year,
    "words left": _left,
    "name": _name,
    "name of an item": _item,
    "use": _use,
}
