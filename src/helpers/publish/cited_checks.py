"""The numbers of a check, each to be clicked: by the ids of those that take part in it."""

from __future__ import annotations

from collections.abc import Iterable

from helpers.publish.markup import Words

STATES = ("filled", "empty_with_statement", "empty", "in_annex", "not_read", "absent")


class CitedChecks:
    """Finds where the printed numbers of each check stand.

    `compared` are rows of ``results/check_numbers``.
    """

    def __init__(self, words: Words, compared: Iterable[dict]):
        self._words = words
        self._ids: dict[str, dict[str, str]] = {}  # by check and by what is printed
        for row in compared:
            if row["number_id"]:
                own = self._ids.setdefault(row["check_id"], {})
                own.setdefault(_plain(row["printed"]), row["number_id"])

    def of(self, check: dict) -> dict:
        """`cited` and `cited_evidence`: the printed number and the evidence as buttons."""
        ids = self._ids.get(check["check_id"], {})
        return {
            "cited": self._cited(self._named(check["printed"]), ids),
            "expected": self._named(check["expected"]),
            "cited_evidence": [self._cited(one, ids) for one in check["evidence"] or []],
        }

    def _named(self, value: str | None) -> str | None:
        """The words for a state of a table (`absent`); any other value as it is."""
        return self._words.say(f"presence.{value}") if value in STATES else value

    def _cited(self, printed: str | None, ids: dict[str, str]):
        """`printed` as a button, where it is a number that takes part in the check."""
        number_id = ids.get(_plain(printed or ""))
        return self._words.cite(printed, [number_id]) if number_id else printed


def _plain(printed: str) -> str:
    return printed.removesuffix("%").strip()
