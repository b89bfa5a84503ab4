"""Which files of `helpers` each room holds: a stage depends on whole rooms.

    files("extraction")  # extraction.py, what lies in pages/ and grids/, vocabulary/tables.yml …

A file that no room names belongs to the ground, on which every stage stands: a new file makes
everything run again once too often, never once too seldom. `tests/test_rooms.py` follows the
imports of every notebook and finds the file that its stage's rooms lack.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1]

#: Folders and files of each room; a longer path wins over the folder that it lies in.
ROOMS: dict[str, tuple[str, ...]] = {
    # PDF to as printed.
    "extraction": (
        "extraction.py", "pages", "grids", "ocr", "paragraphs.py", "charts/labels.py",
        "vocabulary/charts.yml", "vocabulary/tables.yml"),
    # What publishers say differently, for those who read and for those who check.
    "wording": (
        "codes.py", "vocabulary/functional_classes.yml", "vocabulary/measures.yml",
        "narrative/comparisons.py", "vocabulary/hygiene.yml", "vocabulary/narrative.yml",
        "vocabulary/profile.yml"),
    # As printed to tidy.
    "interpretation": (
        "interpretation.py", "corrections.py", "statutory", "narrative", "forms", "profile",
        "charts", "notes.py", "settling.py", "proving.py", "vocabulary/forms.yml",
        "vocabulary/notes.yml", "vocabulary/reasons.yml"),
    # Every printed number, found before anything is understood.
    "ledger": ("ledger", "printed.py", "vocabulary/numbers.yml"),
    # What the catalogue compares and how it is judged: OCR's doubts are settled by it too.
    "operands": (
        "index.py", "identities/accounts.py", "identities/judging.py", "identities/check.py",
        "identities/operands.py", "identities/interpreter.py", "identities/sums.py",
        "vocabulary/operands.yml"),
    "checks": (
        "identities", "audit", "scorecard.py", "vocabulary/identities.yml",
        "vocabulary/told.yml"),
    # What audit and report both look at: targets of indicators, what was seen on the pages.
    "seen": ("identities/targets.py", "seen.py", "vocabulary/scorecard.yml"),
    "evidence": ("evidence.py",),
    "labels": ("vocabulary/labels.py", "vocabulary/labels.yml"),
    "analysis": ("analysis",),
    "plots": ("figures", "fonts.py"),
    "package": ("package",),
    "report": ("publish", "templates", "vocabulary/unread.yml"),
    # The command line, of which no result depends.
    "door": ("__main__.py",),
}


def files(*rooms: str) -> set[Path]:
    """The files of these rooms, and the ground they stand on."""
    return {file for file, room in _rooms_of_files().items() if room in (*rooms, "ground")}


def room_of(place: str) -> str:
    """The room that a file of the package belongs to: ``room_of("grids/boxes.py")``."""
    named = {path: room for room, paths in ROOMS.items() for path in paths}
    around = [place, *(parent.as_posix() for parent in Path(place).parents)]
    return next((named[path] for path in around if path in named), "ground")


@cache
def _rooms_of_files() -> dict[Path, str]:
    return {file: room_of(file.relative_to(PACKAGE).as_posix()) for file in PACKAGE.rglob("*")
            if file.is_file() and file.suffix != ".pyc" and "__pycache__" not in file.parts}
