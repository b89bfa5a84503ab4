"""The numbers of a check, each to be clicked: from the verification table back to the page."""

from __future__ import annotations

from functools import cached_property

from helpers import analysis

STATES = ("filled", "empty_with_statement", "empty", "in_annex", "not_read", "absent")


class CitedChecks:
    """Finds where the printed numbers of each check stand."""

    def __init__(self, report):
        self._report, self._words = report, report.words

    def of(self, check: dict) -> dict:
        """`cited` and `cited_evidence`: the printed number and the evidence as buttons."""
        ids = self._ids.get(check["check_id"], {})
        evidence = check["evidence"] or []
        return {
            "cited": self._cited(self._named(check["printed"]), ids, check["pages"]),
            "expected": self._named(check["expected"]),
            "cited_evidence": [self._cited(one, ids, check["pages"]) for one in evidence],
        }

    def _named(self, value: str | None) -> str | None:
        """The words for a state of a table (`absent`); any other value as it is."""
        return self._words.say(f"presence.{value}") if value in STATES else value

    def _cited(self, printed: str | None, ids: dict[str, str], pages: list[int]):
        """`printed` with the number's own place where it is known, else wherever it is printed."""
        number = (printed or "").removesuffix("%").strip()
        if not number or not number.replace(".", "").replace("-", "").isdigit():
            return printed
        if number in ids:
            return self._words.cite(printed, [ids[number]])
        return self._words.printed(printed, pages)

    @cached_property
    def _ids(self) -> dict[str, dict[str, str]]:
        """By check and by printed number, the id of a number that the check uses."""
        found: dict[str, dict[str, str]] = {}
        for row in analysis.records(self._report.result("verification")):
            table = self._report.tidy.rows[row["source_table"].partition("/")[2]]
            number_id = table[row["source_row"]][f"{row['column']}_id"]
            place = self._words.citations.places.of(number_id)
            for check_id in row["checks"] if place else ():
                found.setdefault(check_id, {}).setdefault(place.printed, number_id)
        return found
