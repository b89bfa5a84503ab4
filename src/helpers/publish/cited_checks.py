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
        refs = dict(self._refs.get(check["check_id"], {}))
        evidence = check["evidence"] or []
        return {
            "cited": self._cited(self._named(check["printed"]), refs, check["pages"]),
            "expected": self._named(check["expected"]),
            "cited_evidence": [self._cited(one, refs, check["pages"]) for one in evidence],
        }

    def _named(self, value: str | None) -> str | None:
        """The words for a state of a table (`absent`); any other value as it is."""
        return self._words.say(f"presence.{value}") if value in STATES else value

    def _cited(self, printed: str | None, refs: dict[str, list[str]], pages: list[int]):
        """`printed` with the number's own place where it is known, else wherever it is printed."""
        number = (printed or "").removesuffix("%").strip()
        if not number or not number.replace(".", "").replace("-", "").isdigit():
            return printed
        if number in refs:
            return self._words.cite(printed, refs[number][:1])
        return self._words.printed(printed, pages)

    @cached_property
    def _refs(self) -> dict[str, dict[str, list[str]]]:
        """By check and by printed number, the refs that the check uses."""
        found: dict[str, dict[str, list[str]]] = {}
        for row in analysis.records(self._report.result("verification")):
            ref = f"{row['source_table']}:{row['source_row']}:{row['column']}"
            place = self._words.citations.places.of(ref) if row["checks"] else None
            for check_id in row["checks"] if place else ():
                found.setdefault(check_id, {}).setdefault(place.printed, []).append(ref)
        return found
