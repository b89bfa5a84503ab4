"""Whether all nine tables are there, and an empty one says why."""

from __future__ import annotations

import re
from collections.abc import Iterator

from helpers import amounts, wording
from helpers.checks.accounts import Accounts
from helpers.checks.check import Check, labels
from helpers.checks.judging import Judgement, judge_words

#: The ninth table is part of the disclosure from the accounts of 2020 on (second-hand: seen
#: in documents of both years, the ministry's circular not at hand).
_NINTH_SINCE = 2020
#: A document with so many of the nine is a set of accounts; one with fewer is an excerpt.
_WHOLE_SET = 5
#: The paragraphs that may name the publisher: those of the cover and of the contents' head.
_COVER = 5


def completeness_checks(accounts: Accounts) -> Iterator[Check]:
    """All tables that are asked for are there; an empty one says so."""
    yield from _all_there(accounts)
    for one in accounts.tables:
        if one["state"] in ("empty", "empty_with_statement"):
            said = one["state"] != "empty" or _said_in_prose(accounts, one["table"])
            outcome = True if said else False if _silent(accounts, one["table"]) else None
            yield Check(
                "C02",
                labels(one["table"]),
                judge_words(outcome, one["state"], "empty_with_statement", page=one["first_page"]),
            )


def _all_there(accounts: Accounts) -> Iterator[Check]:
    """One check for all tables together: a set of accounts lacks the tables that are `absent`.

    What we did not read is never held against the document, nor what it says is attached; nor
    is an excerpt, or a publisher that is not asked for the nine.
    """
    asked = [
        one
        for one in accounts.tables
        if not (one["table"] == "state_capital" and one["year"] < _NINTH_SINCE)
    ]
    states = {one["table"]: one["state"] for one in asked}
    absent = [table for table, state in states.items() if state == "absent"]
    unread = [table for table, state in states.items() if state == "not_read"]
    if not states:
        return
    whole = len(asked) - len(absent) - len(unread) >= _WHOLE_SET and _asked_for_nine(accounts)
    if unread or (absent and (accounts.unread_pages or accounts.ocr_pages)):
        outcome = "cannot_tell"
    else:
        outcome = "not_applicable" if not whole else "fail" if absent else "pass"
    tables = unread or absent
    case = {"table": {"tables": tables or list(states)}, "side": ""}
    yield Check(
        "C01",
        case,
        Judgement(
            outcome,
            printed=f"{len(asked) - len(tables)}",
            expected=f"{len(asked)}",
            unit="",
            likely_cause="text" if outcome == "fail" else None,
        ),
        next((one["first_page"] for one in asked if one["first_page"]), None),
    )


def _asked_for_nine(accounts: Accounts) -> bool:
    """The publisher is of a kind that publishes the nine: a university has four of its own."""
    words = wording.load("hygiene")["other_sets"]
    titles = {one.title for one in accounts.cells} - {None}
    return not any(
        re.search(words, amounts.key(text))
        for text in (*titles, *(one["text"] for one in accounts.paragraphs[:_COVER]))
    )


def _silent(accounts: Accounts, table: str) -> bool:
    """No sentence and no section of the document speaks of this table's money at all.

    Its title, the note under it and the terms explained do not count. Where something is said
    that was not understood, or a page was not read, nothing is held against the document.
    """
    rules = wording.load("hygiene")
    word = rules["money_of"].get(table)
    if word is None or accounts.unread_pages:
        return False
    return not any(
        word in amounts.key(f"{one['text']} {one['heading'] or ''}")
        and not re.search(rules["no_statement"], amounts.key(one["text"]))
        and "名词解释" not in f"{one['part']}{one['heading']}"
        for one in accounts.paragraphs
        if one["kind"] == "body" and one["part"] != "目录"
    )


def _said_in_prose(accounts: Accounts, table: str) -> bool:
    """Does a sentence say that there is none of this money?"""
    words = wording.load("hygiene")["none_of"].get(table)
    return bool(words) and any(
        re.search(words, amounts.key(one["text"])) for one in accounts.paragraphs
    )
